"""Portions: documents cut into pieces that can be read by themselves, on any machine; where they are cut, the documents alone decide.

Rows are cut at the ends of lines, by bytes; small files are taken together. Read one after the other, the portions give what
`kg.reading.documents.read` gives, with the same ids.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import DocumentError, KgError
from kg.reading.documents import SOURCES, STDIN, described_by, files, numbered, opened, records_of, sources
from kg.reading.formats import MAX_BYTES, ROWS, Record, read_rows, suffix

SIZE = 1_000_000
"""A portion has so many bytes, and the rest of its last line or file: a minute's work of one core."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A file, or some of its rows: `size` bytes from `start` on, after so many lines `before` them, unpacked.

    `name` is that of its documents. `digest` is of the bytes, "" where they cannot be read, and `described` is of the `sources.jsonl`
    beside the file, "" where there is none.
    """

    path: Path
    name: str
    start: int = 0
    size: int = 0
    before: int = 0
    digest: str = ""
    described: str = ""

    @property
    def key(self) -> str:
        """A name for all that decides what is read, wherever the file lies."""
        parts = (self.name, self.start, self.size, self.before, self.digest, self.described)
        return _digest("\x1f".join(map(str, parts)).encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.path}, bytes {self.start} to {self.start + self.size}" if suffix(self.path.name) in ROWS else str(self.path)


Portion = tuple[Slice, ...]


def portions(paths: Iterable[str | Path], size: int = SIZE) -> Iterator[Portion | DocumentError]:
    """The portions of the files and folders named, in order, and the errors of what is in none of them."""
    waiting: list[Slice] = []
    length = 0
    described: dict[Path, str] = {}
    for listed in files(paths):
        if isinstance(listed, DocumentError):
            yield listed
            continue
        path, name = listed
        if path == Path("-"):
            yield DocumentError(f"{STDIN}: cannot be cut into portions; save it to a file, and name that")
            continue
        if path.parent not in described:
            beside = path.parent / SOURCES
            described[path.parent] = _digest_of(beside) if beside.is_file() else ""
            yield from (said for said in sources(beside) if isinstance(said, DocumentError))
        for piece in _slices(path, name, described[path.parent], size):
            waiting.append(piece)
            length += piece.size
            if length >= size:
                yield tuple(waiting)
                waiting, length = [], 0
    if waiting:
        yield tuple(waiting)


def _slices(path: Path, name: str, described: str, size: int) -> list[Slice]:
    """The slices of a file; one without a digest where it cannot be read, so that its error comes when it is read."""
    try:
        if suffix(path.name) in ROWS:
            return list(_of_rows(path, name, described, size))
        digest = _digest_of(path)
        return [Slice(path, name, size=path.stat().st_size, digest=digest, described=described)]
    except (OSError, EOFError, zlib.error):
        return [Slice(path, name, described=described)]


def _of_rows(path: Path, name: str, described: str, size: int) -> Iterator[Slice]:
    start = before = 0
    with opened(path) as stream:
        while block := stream.read(size):
            digest, length, lines = _digest(block), len(block), block.count(b"\n")
            while not block.endswith(b"\n") and (block := stream.readline(MAX_BYTES)):
                digest.update(block)
                length, lines = length + len(block), lines + block.count(b"\n")
            yield Slice(path, name, start, length, before, digest.hexdigest(), described)
            start, before = start + length, before + lines


def records(portion: Portion, fields: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    """The records of a portion, an error in the place of each that cannot be read.

    Raises:
        KgError: a file has changed since it was cut, or is not there; what was read of it is of no use.
    """
    for piece in portion:
        try:
            known = _known(piece.path.parent / SOURCES, piece.described) if piece.described else {}
            yield from described_by(known, _records(piece, fields), piece.name)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise KgError(f"{piece.path}: {reason}; leave it where every machine sees it under that name, and build again") from None


def _records(piece: Slice, fields: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    if not piece.digest:
        yield from records_of(piece.path, piece.name, fields)
    elif suffix(piece.path.name) in ROWS:
        with opened(piece.path) as stream:
            stream.seek(piece.start)
            rows = _Rows(stream, piece.size)
            yield from numbered(read_rows(cast("BinaryIO", rows), str(piece.path), fields, before=piece.before), piece.name)
        _require(rows.digest.hexdigest() == piece.digest, piece.path)
    else:
        _require(_digest_of(piece.path) == piece.digest, piece.path)
        yield from records_of(piece.path, piece.name, fields)


class _Rows:
    """So many bytes of a stream, line by line, and the digest of what was read."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream, self.left, self.digest = stream, size, _digest()

    def readline(self, size: int) -> bytes:
        """The next line, or so many bytes of it."""
        line = self.stream.readline(min(size, self.left))
        self.left -= len(line)
        self.digest.update(line)
        return line


@lru_cache(maxsize=8)
def _known(path: Path, digest: str) -> Mapping[str, Record]:
    _require(_digest_of(path) == digest, path)
    return {said.id or "": said for said in sources(path) if isinstance(said, Record)}


def _require(same: bool, path: Path) -> None:
    if not same:
        raise KgError(f"{path}: not what it was when the build began; leave it alone meanwhile, and build again")


def _digest(data: bytes = b"") -> blake2b:
    return blake2b(data, digest_size=16)


def _digest_of(path: Path) -> str:
    """The digest of as much of a file as is read of one that is a document, or of all if it describes others."""
    with path.open("rb") as stream:
        return _digest(stream.read() if path.name == SOURCES else stream.read(MAX_BYTES + 1)).hexdigest()
