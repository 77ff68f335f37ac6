"""Where the ontology and the seeds lie: inside the installed package, or beside `src` in a checkout."""

from __future__ import annotations

from pathlib import Path

from kg.errors import OntologyError


def data_folder(name: str) -> Path:
    """The folder `ontologies` or `seeds` that comes with the program.

    Raises:
        OntologyError: neither the package nor a checkout around it has the folder.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "data" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise OntologyError(f"{package}: the folder {name!r} is missing in this installation; install stategraph-kg again, or name a folder")
