"""Maintenance: what a store holds in figures, less room on disk, copies of it in a file, and documents taken back."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.errors import DocumentError, StoreError, remedy
from kg.extraction.reification import TYPE, iri, literal
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Graph, Node
from kg.graph.local import Local
from kg.graph.store import Store
from kg.graph.verification import orphans
from kg.graph.versions import VERSION, version_of
from kg.knowledge.terms import KG, KGD, SCHEMA
from kg.knowledge.turtle import DEPTH

GRAPHS: Mapping[str, Graph] = {"facts": FACTS, "background": BACKGROUND, "inferred": INFERRED, "reviews": REVIEWS}
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ {} }}"
_RUNS = """
SELECT ?version ?pipeline ?ontology ?started (COUNT(?document) AS ?documents) WHERE {
  ?run a prov:Activity ; schema:softwareVersion ?version ; kg:pipeline ?pipeline ; kg:ontologyDigest ?ontology ; prov:startedAtTime ?started
  OPTIONAL { ?run prov:used ?document }
} GROUP BY ?run ?version ?pipeline ?ontology ?started ORDER BY ?started ?version ?pipeline"""


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run, and how many of the documents in the store it was the last to read."""

    version: str
    pipeline: str
    ontology: str
    started: str
    documents: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a store holds; its size in bytes is known of a folder only, and `triples` counts them by graph."""

    where: str
    version: int
    size: int | None
    triples: Mapping[str, int]
    documents: int
    statements: int
    evidence: int
    reviews: int
    runs: tuple[RunFigures, ...]


@dataclass(frozen=True, slots=True)
class Retraction:
    """A document that was taken back, and how much went with it."""

    document: str
    statements: int
    evidence: int


def figures(store: Store) -> Figures:
    """What the store holds."""

    def count(pattern: str, graph: Graph = FACTS) -> int:
        answer = store.backend.query(_COUNT.format(pattern), [graph])
        assert isinstance(answer, ox.QuerySolutions)
        return int(next(answer)["n"].value)

    return Figures(
        where=store.backend.where,
        version=store.version,
        size=size_of(store),
        triples={name: count("?s ?p ?o", graph) for name, graph in GRAPHS.items()},
        documents=count("?s a schema:NewsArticle"),
        statements=count("?s a kg:Statement"),
        evidence=count("?s a kg:Evidence"),
        reviews=count("?s a kg:Review", REVIEWS),
        runs=tuple(_runs(store)),
    )


def _runs(store: Store) -> Iterator[RunFigures]:
    for row in store.select(_RUNS, inferred=False):
        version, pipeline, ontology, started = (row[name].value for name in ("version", "pipeline", "ontology", "started"))
        yield RunFigures(version, pipeline, ontology, started, int(row["documents"].value))


def size_of(store: Store) -> int | None:
    """The bytes on disk; None where the store is in no folder."""
    folder = _folder(store)
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) if folder else None


def _folder(store: Store) -> Path | None:
    return None if store.where is None or "://" in str(store.where) else Path(store.where)


def compact(store: Store) -> None:
    """Write the store's files anew, without what was removed or replaced, and without RocksDB's own old logs, of which it keeps 1,000.

    Raises:
        StoreError: it is in no folder, or cannot be written.
    """
    if not isinstance(store.backend, Local):
        raise StoreError(f"{store.where}: on a server; compact it by the server's own means")
    try:
        store.backend.oxigraph.optimize()
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{store.where}: cannot be compacted ({error}); {remedy(error, 'see whether the disk is full')}") from None
    folder = _folder(store)
    for log in folder.glob("LOG.old.*") if folder else ():
        log.unlink()


# --- copies


_FIRST = "# A store of kg, version {}, as N-Quads\n"
_LAST = "# The end: {} triples\n"
_LONGEST = 100
"""No first and no last line has more bytes."""


def dump(store: Store, stream: BinaryIO) -> int:
    """Write all graphs to the stream as N-Quads, between two comments that tell a dump, and that it is whole; how many triples.

    They come in the store's own order, which in a folder is one of hashes: the same bytes for the same triples, however they came there.
    https://www.w3.org/TR/n-quads/
    """
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        for count, quad in enumerate(store.triples(graph=None), 1):  # noqa: B007
            yield quad

    stream.write(_FIRST.format(store.version).encode())
    ox.serialize(counted(), stream, format=ox.RdfFormat.N_QUADS)
    stream.write(_LAST.format(count).encode())
    return count


class _Tail:
    """A stream that remembers the last that was read of it, and gives no line in which triple terms may be nested: no dump has one."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream, self.name, self.last, self.terms = stream, name, b"", 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            ValueError: they are of a line that may break the process.
            StoreError: they cannot be read.
        """
        with _read_from(self.name):
            found = self.stream.read(size)
        for number, line in enumerate(found.split(b"\n") if self.terms or b"<<" in found else ()):
            self.terms = line.count(b"<<") + (0 if number else self.terms)
            if self.terms > DEPTH:
                raise ValueError("triple terms in triple terms")
        self.last = (self.last + found)[-_LONGEST:]
        return found


@contextmanager
def _read_from(name: str) -> Iterator[None]:
    """While it lasts, what fails is the reading of the dump of that name."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(name, error) from None


def _damaged(name: str, error: Exception) -> StoreError:
    return StoreError(f"{name}: damaged ({' '.join(str(error).split())[:200]}); make it again with `kg store dump`")


def load(stream: BinaryIO, folder: Path, name: str) -> int:
    """Make a store in the folder, which is new or empty, of the dump of that name; how many triples it has.

    It is made beside the folder, and takes its place when it is whole.

    Raises:
        StoreError: the folder is not empty, or the dump is none, is of a newer kg, is cut off or damaged; then nothing is made.
    """
    with fresh(folder) as temporary:
        backend = Local(temporary)
        try:
            _fill(backend, stream, name)
            return len(backend)
        finally:
            backend.close()


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """A folder to make a store in, which takes the place of another, new or empty, when the context ends well.

    Raises:
        StoreError: the other is not empty, or cannot be written.
    """
    folder = Path(os.path.realpath(folder))
    temporary = folder.parent / f".{os.getpid()}.{folder.name}"
    try:
        if folder.exists() and (not folder.is_dir() or next(folder.iterdir(), None)):
            raise StoreError(f"{folder}: not empty; name a new or empty folder")
        yield temporary
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}; {remedy(error, 'name a folder that is yours to write')}") from None
    except StoreError as error:
        raise StoreError(str(error).replace(str(temporary), str(folder))) from None
    finally:
        rmtree(temporary, ignore_errors=True)


def _fill(backend: Local, stream: BinaryIO, name: str) -> None:
    tail = _Tail(stream, name)
    with _read_from(name):
        first = stream.readline(_LONGEST)
    version = next((known for known in range(VERSION + 1) if first == _FIRST.format(known).encode()), None)
    if version is None:
        raise StoreError(f"{name}: no dump that this kg knows; make one with `kg store dump`, by this kg or an older one")
    try:
        backend.oxigraph.bulk_load(cast("BinaryIO", tail), ox.RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise _damaged(name, error) from None
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{backend.where}: cannot write ({error}); {remedy(error, 'see whether the disk is full')}") from None
    count = len(backend)
    if not tail.last.endswith(_LAST.format(count).encode()) or version_of(backend) != version:
        raise StoreError(f"{name}: cut off or altered, after {count} triples; make it again with `kg store dump`")
    problem = next(orphans(backend), None)
    if problem:
        raise StoreError(f"{name}: not the dump of a whole store ({problem}); see what `kg store verify` says where it was made")


# --- documents taken back


def documents(store: Store, name: str) -> list[str]:
    """The IRIs of the documents of that name: an IRI, one that begins with `kgd:`, an identifier, an address, or another source."""
    found: list[Node] = []
    with suppress(DocumentError):
        for predicate in (SCHEMA.identifier, DCTERMS.source):
            found += [quad.subject for quad in store.triples(None, iri(str(predicate)), literal(name))]
    with suppress(DocumentError):
        node = iri(str(KGD) + name.removeprefix("kgd:") if name.startswith("kgd:") else name)
        found += [node, *(quad.subject for quad in store.triples(None, iri(str(SCHEMA.url)), node))]
    known = store.backend.among([ox.Quad(one, iri(TYPE), iri(str(SCHEMA.NewsArticle))) for one in found])
    return sorted({quad.subject.value for quad in known if isinstance(quad.subject, ox.NamedNode)})


def retract(store: Store, document: str) -> Retraction:
    """Take back all that only this document (an IRI) supports; how much that was.

    Raises:
        StoreError: the store cannot be written.
    """
    gone = store.retract(document)
    kinds = Counter(quad.object for quad in gone if quad.predicate.value == TYPE)
    return Retraction(document, kinds[iri(str(KG.Statement))], kinds[iri(str(KG.Evidence))])
