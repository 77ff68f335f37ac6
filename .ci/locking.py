"""The lock: one version and the hashes of each package that kg, its extras, its tests and its build need, on each Python and system."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / ".ci" / "requirements.lock"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOTES: dict[str, Any] = tomllib.loads((ROOT / ".ci" / "dependencies.toml").read_text(encoding="utf-8"))
NAME = canonicalize_name(PROJECT["project"]["name"])
EXTRAS = [extra for extra in PROJECT["project"]["optional-dependencies"] if extra not in NOTES["unlocked"]]
OLDEST = re.search(r">=\s*([\d.]+)", PROJECT["project"]["requires-python"])[1]  # type: ignore[index]
EDITABLE = "editables"  # hatchling asks for it when the package is installed with -e
BUILD = [*PROJECT["build-system"]["requires"], EDITABLE]
COMMAND = ".venv/bin/python .ci/dependencies.py renew"
UV = (sys.executable, "-m", "uv")
ONLY_WHEELS = ("--only-binary", ":all:")  # what is built from source runs code of strangers, which no hash of ours covers


@dataclass(frozen=True)
class Pin:
    """A version of a package in the lock, when it is installed, its hashes, and the packages that ask for it: none for the build's own."""

    requirement: Requirement
    hashes: tuple[str, ...]
    parents: frozenset[str]

    @property
    def name(self) -> str:
        """The package's name, normalized."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The only version that fits."""
        return next(iter(self.requirement.specifier)).version


def pins(text: str | None = None) -> list[Pin]:
    """The entries of a lock, by default of ours.

    >>> [pin] = pins("six==1.17.0 ; python_version < '3.12' \\\\\\n    --hash=sha256:47\\n    # via\\n    #   dateparser\\n")
    >>> pin.name, pin.version, pin.hashes, pin.parents
    ('six', '1.17.0', ('sha256:47',), frozenset({'dateparser'}))
    """
    return list(_entries(LOCK.read_text(encoding="utf-8") if text is None else text))


def _entries(text: str) -> Iterator[Pin]:
    for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        head, *rest = entry.splitlines()
        hashes = re.findall(r"--hash=(\S+)", entry)
        parents = re.findall(r"^    #(?: via)? +([^\s#]+)", "\n".join(line for line in rest if line != "    # via"), re.MULTILINE)
        yield Pin(Requirement(head.rstrip(" \\")), tuple(hashes), frozenset(map(canonicalize_name, parents)))


def write_lock(*, upgrade: bool) -> None:
    """Lock what pyproject.toml asks for; what is locked already keeps its version, unless it no longer fits or all are to be the newest."""
    extras = [option for extra in EXTRAS for option in ("--extra", extra)]
    command = ["--quiet", "--generate-hashes", *extras, "--output-file", str(LOCK), "--custom-compile-command", COMMAND]
    _compiled([*command, *(["--upgrade"] if upgrade else [])], "\n".join(BUILD))


def versions(extra: str | None) -> set[tuple[str, str]]:
    """Name and version of each locked package that the extra, or the package without any, leads to."""
    asked = ["--quiet", "--no-annotate", "--no-header", "--constraint", str(LOCK), *(["--extra", extra] if extra else [])]
    return {(pin.name, pin.version) for pin in pins(_compiled(asked, ""))}


def _compiled(options: list[str], more: str) -> str:
    """What uv finds for pyproject.toml and more requirements: https://docs.astral.sh/uv/pip/compile/."""
    command = [*UV, "pip", "compile", "--universal", "--python-version", OLDEST, *ONLY_WHEELS, *options, "pyproject.toml", "-"]
    done = subprocess.run(command, cwd=ROOT, input=more, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # uv's options
    if done.returncode != 0:
        raise SystemExit(f"uv: {done.stderr.strip()}; see whether pyproject.toml asks for what there is, and whether the network is there")
    return done.stdout
