"""The lock holds what pyproject.toml asks for and nothing else; licences and SBOM tell what the lock and the package hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kg

ROOT = Path(__file__).parents[2]
CI = ROOT / ".ci"
sys.path.insert(0, str(CI))  # what stands there is no package
dependencies, inventory, locking, sbom = map(import_module, ("dependencies", "inventory", "locking", "sbom"))
sys.path.remove(str(CI))

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = locking.pins()
PLACES = [
    {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system, "platform_system": name, "os_name": kind}
    | {"implementation_name": "cpython", "platform_python_implementation": "CPython", "platform_machine": "x86_64"}
    for python, (system, name, kind) in product(
        ("3.11", "3.12", "3.13"), (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
    )
]
ASKED = [
    *map(Requirement, PROJECT["project"]["dependencies"]),
    *(Requirement(one) for extra in locking.EXTRAS for one in PROJECT["project"]["optional-dependencies"][extra]),
    *map(Requirement, locking.BUILD),
]


def installed(name: str, place: Mapping[str, str]) -> list[Any]:
    """The versions of a package that the lock gives to the Python and system."""
    return [pin for pin in PINS if pin.name == name and (not pin.requirement.marker or pin.requirement.marker.evaluate(place))]


def led_to(names: Iterable[str]) -> set[str]:
    """The names, and those of all packages that they need, and these."""
    found: set[str] = set()
    coming = {canonicalize_name(name) for name in names}
    while coming:
        found |= coming
        coming = {pin.name for pin in PINS if pin.parents & coming} - found
    return found


# --- the lock


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_lock_gives_each_python_and_system_a_version_that_fits(asked: Requirement) -> None:
    if canonicalize_name(asked.name) == locking.NAME:  # the extras of dev
        assert asked.extras <= {*locking.EXTRAS}
        return
    for place in PLACES:
        if not asked.marker or asked.marker.evaluate(place):
            [pin] = installed(canonicalize_name(asked.name), place)
            assert asked.specifier.contains(pin.version), f"renew the lock: {locking.COMMAND}"


def test_lock_holds_nothing_that_the_project_does_not_lead_to() -> None:
    assert {pin.name for pin in PINS} == led_to(asked.name for asked in ASKED) - {locking.NAME}


def test_no_python_and_no_system_gets_two_versions_of_a_package() -> None:
    for place in PLACES:
        assert [name for name in {pin.name for pin in PINS} if len(installed(name, place)) > 1] == []


def test_each_package_of_the_lock_has_hashes() -> None:
    for pin in PINS:
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in pin.hashes), pin.name


def test_what_is_left_out_is_named() -> None:
    extras = {*PROJECT["project"]["optional-dependencies"]}
    assert extras - {*locking.EXTRAS} == {*locking.NOTES["unlocked"]}


def test_ci_installs_by_the_lock_alone() -> None:
    steps = (CI / "run").read_text(encoding="utf-8")
    installs, offline, readme = (steps.find(words) for words in ("--require-hashes", "PIP_NO_INDEX=1", "${command//"))
    assert -1 < installs < offline < readme
    assert "--only-binary" in steps


# --- licences


def packages() -> list[Any]:
    """What the page of licences says of each package of the lock."""
    text = inventory.PAGE.read_text(encoding="utf-8")
    parts = {title: body for title, _, body in (part.partition("\n") for part in text.split("\n## ")[1:])}
    titles = {"What it needs": "", **{f"The extra `{extra}`": extra for extra in locking.EXTRAS}}
    rows = {
        name: (purpose, licence, home)
        for title, purpose in titles.items()
        for name, home, _, licence in re.findall(r"^\| \[(.+?)\]\((.+?)\) \| (.+?) \| `(.+?)` \|$", parts.get(title, ""), re.MULTILINE)
    }
    assert rows.keys() == {pin.name for pin in PINS}
    return [inventory.Package(pin, *rows[pin.name]) for pin in PINS]


def test_page_of_licences_is_that_of_the_lock() -> None:
    assert inventory.page(packages()) == inventory.PAGE.read_text(encoding="utf-8")


def test_what_the_package_itself_needs_is_told_apart() -> None:
    own = led_to(Requirement(one).name for one in PROJECT["project"]["dependencies"])
    assert {package.pin.name for package in packages() if not package.purpose} == own


def test_each_licence_is_known_and_what_asks_for_more_than_to_be_named_is_explained() -> None:
    assert [*filter(None, map(inventory.complaint, packages()))] == []


def test_licence_that_is_not_clear_is_none() -> None:
    about = {"Name": "x", "License": "BSD", "Classifier": "License :: OSI Approved :: BSD License"}
    assert inventory.licence("x", metadata(about)) == ""
    assert inventory.licence("x", metadata(about | {"License": "BSD-3-Clause"})) == "BSD-3-Clause"
    assert inventory.licence("x", metadata({"Classifier": "License :: OSI Approved :: MIT License"})) == "MIT"
    assert "not said by SPDX" in inventory.complaint(inventory.Package(PINS[0], "", "", ""))
    assert "say in [attention]" in inventory.complaint(inventory.Package(PINS[0], "", "AGPL-3.0-only", ""))


def metadata(said: Mapping[str, str]) -> Any:
    from email.message import Message  # noqa: PLC0415  # as importlib.metadata has it

    message = Message()
    for name, value in said.items():
        message[name] = value
    return message


def test_licence_of_the_package_names_that_of_each_part_of_it() -> None:
    declared = {*PROJECT["project"]["license"].split(" AND ")}
    shipped = {part["licence"].partition(" OR ")[0] for part in locking.NOTES["bundled"]}
    assert shipped - declared == {"LicenseRef-scancode-public-domain"}
    assert declared - shipped == {"Apache-2.0"} - shipped


def test_notices_that_licences_ask_for_ship_with_the_package() -> None:
    notices = "".join((ROOT / file).read_text(encoding="utf-8") for file in PROJECT["project"]["license-files"])
    for part in locking.NOTES["bundled"]:
        if part["licence"] not in ("CC0-1.0", "LicenseRef-scancode-public-domain"):
            named = {"kg-de": "UD German-GSD", "CLDR": "Unicode CLDR", "@zazuko/yasqe": "YASQE"}.get(part["name"], part["name"])
            assert named.lower() in notices.lower()


# --- SBOM


def test_sbom_is_valid() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.BILL.read_text(encoding="utf-8")) is None


def test_sbom_is_that_of_the_lock_and_the_same_each_time() -> None:
    assert sbom.bill(packages()) == sbom.BILL.read_text(encoding="utf-8")


def test_sbom_names_the_package_its_needs_and_what_ships_in_it() -> None:
    told = json.loads(sbom.BILL.read_text(encoding="utf-8"))
    assert told["metadata"]["component"]["version"] == kg.__version__
    named = {(part["name"], part["version"]) for part in told["components"]}
    needed = {(package.pin.name, package.pin.version) for package in packages() if package.purpose not in inventory.FOR_DEVELOPMENT}
    vendored = (ROOT / "src" / "kg" / "service" / "web" / "VENDOR.md").read_text(encoding="utf-8")
    shipped = {*re.findall(r"^\| (\S+) \| ([\d.]+) \|", vendored, re.MULTILINE), ("@zazuko/yasqe", "4.6.2")}
    assert len(shipped) > 8
    assert named >= needed | shipped
    assert "timestamp" not in told["metadata"]
    assert "serialNumber" not in told


def test_wheel_carries_sbom_and_licences(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        told = {name.partition(".dist-info/")[2]: name for name in packed.namelist() if ".dist-info/" in name}
        assert packed.read(told[f"sboms/{sbom.BILL.name}"]) == sbom.BILL.read_bytes()
    assert {f"licenses/{file}" for file in PROJECT["project"]["license-files"]} <= told.keys()


# --- the audit


def answering(monkeypatch: pytest.MonkeyPatch, **answers: tuple[list[dict[str, Any]], str]) -> None:
    monkeypatch.setattr(dependencies, "_asked", lambda service: answers[service])


def test_service_that_knows_no_package_has_audited_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, pypi=([{"name": "six", "skip_reason": "not found"}], "not found"), osv=([], "no such host"))
    assert dependencies.audit() == 0
    told = capsys.readouterr().out
    assert "pypi: told nothing (not found)" in told
    assert "osv: told nothing (no such host)" in told
    assert f"NOT AUDITED: none of the {len(PINS)} locked packages" in told


def test_advisory_is_told_and_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    hole = {"name": "six", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    answering(monkeypatch, pypi=([], "no such host"), osv=([hole, {"name": "tar", "skip_reason": "not found"}], "not found"))
    assert dependencies.audit() == 1
    told = capsys.readouterr().out
    assert "osv: 1 packages audited, 1 advisories" in told
    assert "six 1.0: PYSEC-1, mended in 1.1" in told
    assert "NOT AUDITED: tar" in told


@pytest.mark.parametrize(
    ("last", "reached"),
    [("requests.exceptions.ConnectionError: Failed to resolve 'api.osv.dev'", False), ("pip-audit: error: unrecognized arguments", True)],
)
def test_audit_that_fails_is_no_network_that_is_missing(monkeypatch: pytest.MonkeyPatch, last: str, reached: bool) -> None:
    done = subprocess.CompletedProcess([], 2, stdout="", stderr=f"Traceback\n{last}\n")
    monkeypatch.setattr(dependencies.subprocess, "run", lambda *_, **__: done)
    if reached:
        with pytest.raises(SystemExit, match="pip-audit failed"):
            dependencies.audit()
    else:
        assert dependencies.audit() == 0
