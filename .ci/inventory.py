"""What is locked and what ships, with licences by SPDX, and the page that tells it: https://spdx.org/licenses/."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from license_expression import get_spdx_licensing  # type: ignore[import-untyped]
from locking import EXTRAS, LOCK, NOTES, ONLY_WHEELS, ROOT, UV, Pin, pins, versions
from packaging.utils import canonicalize_name

PAGE = ROOT / "docs" / "reference" / "licences.md"
FOR_DEVELOPMENT = ("docs", "dev")
MACHINES = (("3.11", "x86_64-unknown-linux-gnu"), ("3.13", "x86_64-pc-windows-msvc"))
"""Python and system for which packages are fetched to read what they say of themselves; the second for those that the first has not."""
SPDX = get_spdx_licensing()
CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
HOMES = ("homepage", "home", "repository", "source", "sourcecode", "github", "documentation")
ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'+,;=%-]+")
HEAD = """# Licences

What ships in the wheel, and what it needs, by the lock that the tests run with (`.ci/requirements.lock`); an installation may have
other versions of the latter. Licences are [SPDX expressions](https://spdx.org/licenses/), each package's name leads to its home page.
`.ci/dependencies.py renew` writes this page, and `stategraph-kg.cdx.json`, which says the same for machines: an SBOM, in this folder
and in the wheel's `dist-info/sboms`."""
TAIL = """Wheels with compiled code may carry libraries of others; those of numpy and scipy have OpenBLAS (BSD-3-Clause), the runtime
libraries of GCC (GPL with the exception that permits it) and libquadmath (LGPL-2.1-or-later), each as a library of its own. Their own
licence files tell them; none is in the wheel of kg.

The extra `train` is not locked. It needs PyTorch (BSD-3-Clause) and packages under the MIT licence, and serves who trains a pipeline."""


@dataclass(frozen=True)
class Package:
    """A locked package, what it is for ("" is kg itself, else an extra), its licence and its home page."""

    pin: Pin
    purpose: str
    licence: str
    home: str


def packages() -> list[Package]:
    """All that is locked, in the lock's order.

    Raises:
        SystemExit: a licence is not known, or asks for more than to be named and nothing is said of that.
    """
    purposes: dict[tuple[str, str], str] = {}
    for extra in ["", *(extra for extra in EXTRAS if extra not in FOR_DEVELOPMENT), *FOR_DEVELOPMENT]:
        for key in versions(extra) if extra in {"", *EXTRAS} else ():
            purposes.setdefault(key, extra)
    with TemporaryDirectory() as folder:
        known = _described(Path(folder))
    found = [_package(pin, purposes.get((pin.name, pin.version), "dev"), known[pin.name, pin.version]) for pin in pins()]
    if complaints := sorted(filter(None, map(complaint, found))):
        raise SystemExit("\n".join(complaints))
    return found


def _package(pin: Pin, purpose: str, about: Message) -> Package:
    return Package(pin, purpose, licence(pin.name, about), home(pin.name, about))


def complaint(package: Package) -> str:
    """What is to be done before the licence can be told; "" if nothing."""
    if not package.licence:
        return f"{package.pin.name}: its licence is not said by SPDX; read its LICENSE, and add it to [licences] of .ci/dependencies.toml"
    if not permissive(package.licence) and package.pin.name not in NOTES["attention"]:
        return f"{package.pin.name}: its licence is {package.licence}; say in [attention] of .ci/dependencies.toml why that is fine"
    return ""


def _described(folder: Path) -> dict[tuple[str, str], Message]:
    """What each locked package says of itself: its wheel is fetched, by the lock's hashes, and nothing of it is run."""
    known = _fetched(LOCK.read_text(encoding="utf-8"), folder / "0", *MACHINES[0])
    while others := {pin.name: pin for pin in pins() if (pin.name, pin.version) not in known}:  # of several versions, one at a time
        lines = (f"{pin.name}=={pin.version} {' '.join(f'--hash={value}' for value in pin.hashes)}" for pin in others.values())
        found = _fetched("\n".join(lines), folder / str(len(known)), *MACHINES[1])
        if missing := sorted(pin.name for pin in others.values() if (pin.name, pin.version) not in found):
            raise SystemExit(f"{', '.join(missing)}: not found in what uv fetched; give MACHINES in .ci/inventory.py a machine for it")
        known |= found
    return known


def _fetched(requirements: str, folder: Path, python: str, system: str) -> dict[tuple[str, str], Message]:
    machine = ("--python-version", python, "--python-platform", system)
    options = ("--quiet", "--no-deps", "--require-hashes", *ONLY_WHEELS, *machine, "--target", str(folder), "--requirements", "-")
    done = subprocess.run([*UV, "pip", "install", *options], input=requirements, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"uv: {done.stderr.strip()}; see whether the network is there, and MACHINES in .ci/inventory.py")
    return {(canonicalize_name(found.name), found.version): cast("Message", found.metadata) for found in distributions(path=[str(folder)])}


def licence(name: str, about: Message) -> str:
    """The licence of a package as an SPDX expression: as it says itself, else as we read in its files; "" if neither is clear."""
    classified = [CLASSIFIERS[said] for said in about.get_all("Classifier") or () if said in CLASSIFIERS]
    said = [about.get("License-Expression"), NOTES["licences"].get(name), about.get("License")]
    said += classified if len(classified) == 1 else []
    return next((found for found in said if found and _is_spdx(found)), "")


def _is_spdx(text: str) -> bool:
    return "\n" not in text and not SPDX.validate(re.sub(r"LicenseRef-[\w.-]+", "MIT", text), strict=True).errors


def permissive(expression: str) -> bool:
    """Whether a licence asks for no more than to be named.

    >>> permissive("Apache-2.0 AND MIT"), permissive("GPL-2.0-only OR MIT"), permissive("MIT AND MPL-2.0")
    (True, True, False)
    """
    return _permits(SPDX.parse(expression))


def _permits(expression: Any) -> bool:
    if isinstance(expression, (SPDX.AND, SPDX.OR)):
        return (all if isinstance(expression, SPDX.AND) else any)(map(_permits, expression.args))
    return expression.render() in NOTES["permissive"]


def home(name: str, about: Message) -> str:
    """The address at which a package's makers tell of it."""
    entries = (entry.partition(", ") for entry in about.get_all("Project-URL") or ())
    places = {re.sub(r"[^a-z]", "", label.lower()): address for label, _, address in entries}
    found = (about.get("Home-page"), *(places.get(label) for label in HOMES))
    return next((address for address in found if address and ADDRESS.fullmatch(address)), f"https://pypi.org/project/{name}/")


def page(found: Sequence[Package]) -> str:
    """The licences of all that ships in the package and of all that is locked, in Markdown."""
    shipped = ((part["name"], part["version"], f"`{part['licence']}`", part["from"]) for part in NOTES["bundled"])
    parts = [HEAD, "## What ships in the package", *_table(("what", "version", "licence", "from"), shipped)]
    for purpose in ("", *EXTRAS):
        if rows := list(_rows(package for package in found if package.purpose == purpose)):
            parts += [f"## The extra `{purpose}`" if purpose else "## What it needs", *_table(("package", "version", "licence"), rows)]
    licences = {package.pin.name: f"`{package.licence}`" for package in found}
    attention = ((name, licences[name], why) for name, why in NOTES["attention"].items() if name in licences)
    parts += ["## Licences that ask for more than to be named", *_table(("package", "licence", "why it is fine"), attention), TAIL]
    return "\n\n".join(parts) + "\n"


def _rows(found: Iterable[Package]) -> Iterator[tuple[str, ...]]:
    """A row a package; two versions stand in it where two are locked, for two Pythons."""
    rows: dict[str, list[Package]] = {}
    for package in found:
        rows.setdefault(package.pin.name, []).append(package)
    for name, same in rows.items():
        yield f"[{name}]({same[-1].home})", ", ".join(package.pin.version for package in same), f"`{same[-1].licence}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [head, ["---"] * len(head), *rows]
    yield "\n".join(f"| {' | '.join(cell.replace('|', ' ') for cell in line)} |" for line in lines)
