"""One's own Turtle laid over what comes with the program: a relation, a question or a state is added, and no file is copied by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import OntologyError
from kg.knowledge.resources import data_folder

WHOLE = {"ontologies": "core.ttl", "seeds": "states.ttl"}
"""The file that tells a folder which is complete, and stands alone, from one that is laid over the shipped one."""

_ROOM = {"ontologies": "relations", "seeds": ""}
_ENDINGS = (".ttl", ".rq")


@contextmanager
def laid_over(name: str, own: Path | None) -> Iterator[Path]:
    """The folder `ontologies` or `seeds` that comes with the program, with the files of one's own added for as long as the context lasts.

    `own` is a Turtle file, or a folder laid out like the shipped one. A file with the name of a shipped one replaces it; Turtle at the
    top of an ontology folder is a relation. A folder that is complete (see `WHOLE`) is taken alone, and None is the shipped one.

    Raises:
        OntologyError: there is no such file or folder, or no Turtle and no question in it.
    """
    base = data_folder(name)
    if own is None or (own / WHOLE[name]).is_file():
        yield own or base
        return
    files = _files(own)
    with TemporaryDirectory(prefix="kg-") as temporary:
        folder = Path(temporary)
        for file in _below(base):
            _copy(file, folder / file.relative_to(base))
        for file, place in files.items():
            added = place.suffix == ".ttl" and len(place.parts) == 1 and not (base / place).exists()
            _copy(file, folder / _ROOM[name] / place if added else folder / place)
        yield folder


def _files(own: Path) -> dict[Path, Path]:
    """The files of one's own, each with its place in the folder."""
    if not own.exists():
        raise OntologyError(f"{own}: there is no such file or folder; name a Turtle file, or a folder of them")
    files = {file: file.relative_to(own) for file in _below(own)} if own.is_dir() else {own: Path(own.name)}
    if not any(file.suffix in _ENDINGS for file in files):
        raise OntologyError(f"{own}: neither Turtle nor a question; name a .ttl file, or a folder with .ttl or .rq files")
    return files


def _below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in _ENDINGS and file.is_file())


def _copy(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)
