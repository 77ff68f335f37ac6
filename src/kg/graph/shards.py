"""Shards: what documents contribute, as files of N-Quads in a folder, with a manifest that tells how each was made and whether it is whole.

The triples of each document stand in a graph of the document's name, sorted, the documents in order: any tool of RDF reads a shard, and
the same documents give the same bytes. A file takes its name when it is whole and on disk. https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

import pyoxigraph as ox

from kg.errors import StoreError
from kg.extraction.reification import TYPE, iri
from kg.graph.contributions import Contribution
from kg.graph.records import USED, Run
from kg.knowledge.terms import KGD, SCHEMA

FORMAT = 1
"""The version of the manifest; one of a later version is not read."""
MANIFEST = "manifest.json"
MAX_LINES = 100_000_000
"""No document contributes so many bytes: the longest that is read has a million characters."""
_SHARD = re.compile(r"part-\d{5,9}\.nq\.gz", re.ASCII)
_OURS = re.compile(r"part-\d{5,9}\.(nq\.gz|json)|\.(part-\d{5,9}\.(nq\.gz|json)|manifest\.json)\.[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """A shard: of what input it was made, what is in it, which documents could not be read, and its file's length and checksum.

    `key` names all that decides its content, but for the ids that other shards hold.
    """

    shard: str
    input: str
    key: str
    documents: int
    triples: int
    errors: tuple[str, ...]
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """A shard that was made, with the place of each id in its input, and the places of those that are left to an earlier shard."""

    entry: Entry
    ids: Mapping[str, str]
    elsewhere: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder of shards: the run that made them and what it read with; `errors` are of what is in no shard."""

    run: Run
    language: str
    threshold: float
    shards: tuple[Entry, ...]
    errors: tuple[str, ...] = field(default=())

    @property
    def documents(self) -> int:
        """How many documents the shards hold."""
        return sum(entry.documents for entry in self.shards)

    def all_errors(self) -> Iterator[str]:
        """What could not be read, and why."""
        yield from self.errors
        for entry in self.shards:
            yield from entry.errors


# --- writing


def write_shard(file: Path, contributions: Iterable[Contribution]) -> tuple[int, int]:
    """Write what the documents contribute to a file; how many documents and triples that are.

    Raises:
        StoreError: it cannot be written.
    """
    documents = triples = 0
    with placed(file) as stream, gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
        for brought in contributions:
            documents, triples = documents + 1, triples + brought.lines.count(b"\n")
            packed.write(brought.lines.replace(b" .\n", f" {iri(brought.document)} .\n".encode()))
    return documents, triples


@contextmanager
def placed(file: Path) -> Iterator[BinaryIO]:
    """A stream to a file that takes its name when it is whole and on disk, so that nobody meets half of one.

    Raises:
        StoreError: it cannot be written.
    """
    temporary = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except OSError as error:
        raise StoreError(f"{file}: {error.strerror or error}; name a folder that is yours to write, on a disk with room") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sealed(file: Path) -> tuple[int, str]:
    """The length and the SHA-256 of a file.

    Raises:
        StoreError: it cannot be read.
    """
    digest = sha256()
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise StoreError(f"{file}: {error.strerror}; build the shards again") from None
    return size, digest.hexdigest()


def write_made(folder: Path, made: Made) -> None:
    """Write beside a shard how it was made, so that it need not be made again."""
    _write_json(folder / _beside(made.entry.shard), asdict(made))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, and remove shards that are none of its own."""
    run = asdict(manifest.run) | {"started": manifest.run.started.astimezone(UTC).isoformat(timespec="seconds")}
    _write_json(folder / MANIFEST, {"format": FORMAT, **asdict(manifest), "run": run})
    kept = {name for entry in manifest.shards for name in (entry.shard, _beside(entry.shard))}
    for file in [*folder.iterdir()]:
        if _OURS.fullmatch(file.name) and file.name not in kept:
            file.unlink(missing_ok=True)


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    with placed(file) as stream:
        stream.write(json.dumps(content, ensure_ascii=True, indent=1).encode() + b"\n")


def _beside(shard: str) -> str:
    return shard.removesuffix(".nq.gz") + ".json"


# --- reading


def read_made(folder: Path, shard: str) -> Made | None:
    """How the shard was made; None unless that is known, and the shard is as it was then."""
    try:
        said = json.loads((folder / _beside(shard)).read_bytes())
        made = Made(_entry(said["entry"]), _places(said["ids"]), _places(said["elsewhere"]))
        verify(folder, made.entry)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, StoreError):
        return None
    return made if made.entry.shard == shard else None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of shards.

    Raises:
        StoreError: there is none, or none that this kg knows.
    """
    file = folder / MANIFEST
    try:
        said = json.loads(file.read_bytes())
        if isinstance(said["format"], int) and said["format"] > FORMAT:
            raise StoreError(f"{file}: of format {said['format']}, and this kg knows {FORMAT}; use the kg that made it, or a newer one")
        started = datetime.fromisoformat(said["run"]["started"]).astimezone(UTC)
        version, pipeline, ontology = (_text(said["run"][name]) for name in ("version", "pipeline", "ontology"))
        run = Run(version, pipeline, ontology, started)
        shards = tuple(map(_entry, said["shards"]))
        manifest = Manifest(run, _text(said["language"]), float(said["threshold"]), shards, tuple(map(_text, said["errors"])))
    except OSError as error:
        raise StoreError(f"{file}: {error.strerror}; make shards by `kg build --shards`, to the end") from None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        raise StoreError(f"{file}: no manifest that this kg knows; make the shards again by `kg build --shards`") from None
    if len({entry.shard for entry in shards}) < len(shards):
        raise StoreError(f"{file}: names a shard twice; make the shards again by `kg build --shards`")
    return manifest


def _entry(said: Mapping[str, Any]) -> Entry:
    shard, made_of, key, checksum = (_text(said[name]) for name in ("shard", "input", "key", "sha256"))
    documents, triples, size = (int(said[name]) for name in ("documents", "triples", "bytes"))
    return Entry(shard, made_of, key, documents, triples, tuple(map(_text, said["errors"])), size, checksum)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _places(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(place) for name, place in said.items()}


def verify(folder: Path, entry: Entry) -> None:
    """See to it that a shard is the file that the manifest tells of.

    Raises:
        StoreError: it is not in the folder, or has another length or checksum.
    """
    file = folder / entry.shard
    if not _SHARD.fullmatch(entry.shard) or file.is_symlink():
        raise StoreError(f"{folder}: the manifest names {entry.shard[:80]!r}, which is no shard of its folder; load only what you trust")
    if not file.is_file():
        raise StoreError(f"{file}: is not there; build the shards again")
    size, checksum = sealed(file)
    if size != entry.bytes:
        raise StoreError(f"{file}: {size:,} bytes, not {entry.bytes:,}: half written or altered; build the shards again")
    if checksum != entry.sha256:
        raise StoreError(f"{file}: its checksum is wrong: altered since it was written; build the shards again")


def contributions_of(file: Path, run: Run) -> Iterator[Contribution]:
    """What each document of a shard contributes, in order.

    Raises:
        StoreError: it is no shard of that run; what was given back until then is whole.
    """
    try:
        with gzip.open(file) as stream:
            for document, lines in _by_graph(cast("BinaryIO", stream)):
                brought = Contribution(document, lines)
                _require_document(brought, run)
                yield brought
    except (OSError, EOFError, zlib.error, ValueError, SyntaxError) as error:
        reason = " ".join(str(error).split())[:200]
        raise StoreError(f"{file}: no shard of kg ({reason}); build the shards again") from None


def _by_graph(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """The names of the graphs, with the N-Triples of each."""
    graph, lines, length = b"", list[bytes](), 0
    while line := stream.readline(MAX_LINES):
        triple, _, end = line.rpartition(b" <")
        if end != graph and lines:
            yield graph.removesuffix(b"> .\n").decode(), b"".join(lines)
            lines, length = [], 0
        graph, length = end, length + len(line)
        if not end.endswith(b"> .\n") or length >= MAX_LINES:
            raise ValueError("a line without a graph, or a graph without an end")
        lines.append(triple + b" .\n")
    if lines:
        yield graph.removesuffix(b"> .\n").decode(), b"".join(lines)


def _require_document(brought: Contribution, run: Run) -> None:
    """See to it that the triples are what the run says of one document, without which no change of the store would find them again."""
    found = {(quad.subject, quad.predicate.value, quad.object) for quad in brought.triples()}
    document = ox.NamedNode(brought.document)
    whole = {(document, TYPE, ox.NamedNode(str(SCHEMA.NewsArticle))), (ox.NamedNode(run.iri), USED, document)} <= found
    plain = all(isinstance(term, ox.NamedNode | ox.Literal) for subject, _, value in found for term in (subject, value))
    if not (whole and plain and brought.document.startswith(str(KGD))):
        raise ValueError(f"{brought.document[:80]} is no document of its run")
