"""The bill of materials of the package: what ships in it, and what it needs, as CycloneDX tells it.

It says nothing that changes from run to run, so that the same lock gives the same bytes. The wheel carries it: https://peps.python.org/pep-0770/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from inventory import FOR_DEVELOPMENT, Package
from locking import NAME, NOTES, PROJECT, ROOT
from packageurl import PackageURL

BILL = ROOT / "docs" / "reference" / "stategraph-kg.cdx.json"
VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
LICENCES = LicenseFactory()


def bill(found: Sequence[Package]) -> str:
    """The SBOM in JSON: https://cyclonedx.org/docs/1.6/json/."""
    itself = _itself()
    shipped = [_shipped(part) for part in NOTES["bundled"]]
    needed = {package: _needed(package) for package in found if package.purpose not in FOR_DEVELOPMENT}
    made = Bom(components=[*shipped, *needed.values()])
    made.metadata.component = itself
    made.register_dependency(itself, [*shipped, *(part for package, part in needed.items() if NAME in package.pin.parents)])
    for package, part in needed.items():
        made.register_dependency(part, [other for of, other in needed.items() if package.pin.name in of.pin.parents])
    told = json.loads(JsonV1Dot6(made).output_as_string())
    del told["serialNumber"], told["metadata"]["timestamp"]
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _itself() -> Component:
    project = PROJECT["project"]
    version = VERSION.search((ROOT / "src" / "kg" / "__init__.py").read_text(encoding="utf-8"))
    assert version
    purl = PackageURL("pypi", None, NAME, version[1])
    licences = [LICENCES.make_from_string(project["license"])]
    return Component(
        name=NAME, version=version[1], description=project["description"], licenses=licences, purl=purl, bom_ref=str(purl),
        type=ComponentType.APPLICATION,
    )  # fmt: skip


def _shipped(part: dict[str, str]) -> Component:
    """What others made and the wheel carries."""
    purl = PackageURL.from_string(part["purl"]) if "purl" in part else None
    licences = [LICENCES.make_from_string(part["licence"])]
    return Component(
        name=part["name"], version=part["version"], description=part["from"], licenses=licences, purl=purl,
        bom_ref=part.get("purl", part["name"]), type=ComponentType(part["type"]), scope=ComponentScope.REQUIRED,
    )  # fmt: skip


def _needed(package: Package) -> Component:
    """What pip installs beside the package."""
    scope = ComponentScope.OPTIONAL if package.purpose else ComponentScope.REQUIRED
    purl = PackageURL("pypi", None, package.pin.name, package.pin.version)
    homes = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(package.home))]
    licences = [LICENCES.make_from_string(package.licence)]
    return Component(
        name=package.pin.name, version=package.pin.version, licenses=licences, purl=purl, bom_ref=str(purl), scope=scope,
        external_references=homes,
    )  # fmt: skip
