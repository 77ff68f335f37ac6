"""The store: all statements with their evidence, in memory or in a folder, open to SPARQL. The one place that keeps state.

Three graphs, whose union every query sees. The default graph holds what documents say. `kg:background` holds the seeds and the
ontology's vocabulary, `kg:inferred` what rules draw; they are graphs of their own only so that each can be replaced as a whole.
No triple stands in two of them, because Oxigraph would count it twice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox
from rdflib import Dataset

from kg.errors import QueryError, StoreError
from kg.extraction.reification import EVIDENCE, OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT, iri
from kg.graph.records import DERIVED, DESCRIPTION, SHA256, STARTED, USED, Run, checksum, extraction_triples
from kg.knowledge.terms import BASE, KG
from kg.reading.documents import Document

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:  # it imports spaCy, which a query need not wait for
    from kg.extraction.build import Extraction

PREFIXES = {
    "kg": str(KG),
    "kgr": BASE + "id/",
    "kgs": BASE + "statement/",
    "kge": BASE + "evidence/",
    "kgd": BASE + "document/",
    "lex": BASE + "lexicon/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FACTS = ox.DefaultGraph()
INFERRED = ox.NamedNode(str(KG.inferred))
BACKGROUND = ox.NamedNode(str(KG.background))

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
Graph = ox.DefaultGraph | ox.NamedNode
Node = ox.NamedNode | ox.BlankNode | ox.Triple


class Store:
    """The graph, in a folder or, without one, in memory.

    Many processes may read a folder at once, or one may write to it.
    """

    def __init__(self, folder: Path | None = None, *, read_only: bool = False) -> None:
        """Open the store, and make it if it is to be written and the folder is new or empty.

        Raises:
            StoreError: the folder is absent, no store, damaged, or in use by another process.
        """
        self.folder = folder
        self._lock: int | None = None
        self._dataset: Dataset | None = None
        self._store = ox.Store() if folder is None else self._open(folder, read_only)

    def _open(self, folder: Path, read_only: bool) -> ox.Store:
        if read_only and not folder.exists():
            raise StoreError(f"{folder}: there is no such folder; make the store first with `kg build`")
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: a file, no store; name a folder")
        if folder.exists() and not (folder / "CURRENT").exists() and (read_only or any(folder.iterdir())):
            advice = "make it first with `kg build`" if read_only else "name a new or empty one"
            raise StoreError(f"{folder}: the folder holds no store; {advice}")
        try:
            if not read_only:
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder, read_only)
            return ox.Store.read_only(str(folder)) if read_only else ox.Store(folder)
        except (OSError, RuntimeError) as error:
            self._unlock()
            if isinstance(error, BlockingIOError) or "lock hold" in str(error) or "While lock file" in str(error):
                use = "writes to" if read_only else "uses"
                raise StoreError(f"{folder}: another process {use} this store; wait until it has ended, or name another folder") from None
            raise StoreError(f"{folder}: the store cannot be opened ({error}); check the folder's permissions, or build it again") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release the folder; what was added is on disk, and the dataset of `as_rdflib` ends."""
        if self._dataset is not None:
            self._dataset.close()
            self._dataset = None
        self.__dict__.pop("_store", None)
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __len__(self) -> int:
        """The number of triples, in all graphs."""
        return len(self._store)

    # --- reading

    def query(self, sparql: str, *, inferred: bool = True) -> Answer:
        """The answer to a SPARQL 1.1 query: solutions, triples or a truth value. The prefixes of the project need not be declared.

        Raises:
            QueryError: the query is malformed, or it is an update.
        """
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [FACTS, BACKGROUND, *([INFERRED] if inferred else [])]
        try:
            return self._store.query(sparql, prefixes=PREFIXES, default_graph=graphs)
        except SyntaxError as error:
            what = " ".join(str(error).split())[:200]
            raise QueryError(f"query: {what}; write a SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1") from None
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"query: {error}; correct the query") from None

    def select(self, sparql: str, *, inferred: bool = True) -> ox.QuerySolutions:
        """The solutions of a SELECT query: rows whose terms are found by the name of their variable.

        Raises:
            QueryError: the query is malformed, or no SELECT.
        """
        answer = self.query(sparql, inferred=inferred)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("query: it has no solutions; write a SELECT")
        return answer

    def triples(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Node | ox.Literal | None = None,
        graph: Graph | None = FACTS,
    ) -> Iterator[ox.Quad]:
        """The triples of a graph (None: of all) that match the given terms."""
        return self._store.quads_for_pattern(subject, predicate, value, graph)

    def as_rdflib(self) -> Dataset:
        """The same store, not a copy, as a dataset of rdflib, whose default graph is the union of all graphs."""
        from oxrdflib import OxigraphStore  # noqa: PLC0415  # only who asks for rdflib pays for it

        if self._dataset is None:
            self._dataset = Dataset(store=OxigraphStore(store=self._store), default_union=True)
            for prefix, namespace in PREFIXES.items():
                self._dataset.bind(prefix, namespace, override=True)
        return self._dataset

    def has_read(self, document: Document, run: Run) -> bool:
        """Whether such a run has read exactly this text: then reading it again would change nothing."""
        same = ox.Quad(iri(document.iri), iri(SHA256), ox.Literal(checksum(document)), FACTS)
        return same in self._store and ox.Quad(iri(run.iri), iri(USED), iri(document.iri), FACTS) in self._store

    # --- writing

    def add(self, found: Extraction, run: Run) -> None:
        """Commit what was found in a document, whole or not at all, in place of what an earlier reading found in it.

        Statements, plain triples and entities that only the earlier reading supported go with it. Reading again changes nothing.

        Raises:
            DocumentError: an IRI or a text that RDF cannot hold; nothing is written.
            StoreError: the store cannot be written.
        """
        document = iri(found.document.iri)
        new = {quad for quad in extraction_triples(found, self._first(run)) if _in(BACKGROUND, quad) not in self._store}
        old = set(self._owned(document))
        self._replace(old - self._shared(old) - new, new)

    def _first(self, run: Run) -> Run:
        """The run with the time at which it was first known, so that reading again changes nothing."""
        time = next(self.triples(iri(run.iri), iri(STARTED)), None)
        return replace(run, started=datetime.fromisoformat(time.object.value)) if time and isinstance(time.object, ox.Literal) else run

    def _owned(self, document: ox.NamedNode) -> Iterator[ox.Quad]:
        """All that the document has brought into the default graph, be it alone or with others."""
        yield from self.triples(document)
        for link in self.triples(None, iri(SOURCE), document):
            yield from self.triples(link.subject)
            for tie in self.triples(None, iri(EVIDENCE), link.subject):
                yield tie
                yield from self._about(tie.subject)
        for link in self.triples(None, iri(DERIVED), document):
            yield link
            yield from (quad for quad in self.triples(link.subject) if quad.predicate.value in DESCRIPTION)
        for link in self.triples(None, iri(USED), document):
            yield link
            yield from (quad for quad in self.triples(link.subject) if quad.predicate.value != USED)

    def _about(self, statement: Node) -> Iterator[ox.Quad]:
        """The statement's own triples and its plain triple, without its ties to evidence."""
        own = [quad for quad in self.triples(statement) if quad.predicate.value != EVIDENCE]
        yield from own
        parts = {quad.predicate.value: _iri(quad.object) for quad in own}
        yield from self.triples(parts[SUBJECT], parts[PREDICATE], parts[OBJECT])

    def _shared(self, owned: set[ox.Quad]) -> set[ox.Quad]:
        """Those of the owned triples that another document supports too."""
        shared: set[ox.Quad] = set()
        for tie in (quad for quad in owned if quad.predicate.value == EVIDENCE):
            others = [_iri(link.object) for link in self.triples(tie.subject, iri(EVIDENCE)) if link not in owned]
            asserted = any(ox.Quad(other, iri(STATUS), iri(str(KG.asserted)), FACTS) in self._store for other in others)
            if others:
                shared |= {quad for quad in self._about(tie.subject) if asserted or quad.subject == tie.subject}
        for link in (quad for quad in owned if quad.predicate.value in (DERIVED, USED)):
            ties = self.triples(link.subject, link.predicate)
            if any(tie not in owned for tie in ties):
                shared |= {quad for quad in owned if quad.subject == link.subject and quad != link}
        return shared

    def replace_graph(self, graph: Graph, quads: Iterable[ox.Quad]) -> None:
        """Make the graph hold exactly these triples, but keep each triple in one graph only.

        What the background holds leaves the other graphs, and nothing is inferred that is known. After a change of the background, read
        the documents again.

        Raises:
            StoreError: the store cannot be written.
        """
        new = {_in(graph, quad) for quad in quads}
        first: dict[Graph, list[Graph]] = {FACTS: [BACKGROUND], INFERRED: [FACTS, BACKGROUND]}
        new = {quad for quad in new if not any(_in(other, quad) in self._store for other in first.get(graph, []))}
        old = set(self.triples(graph=graph)) - new
        later: dict[Graph, list[Graph]] = {BACKGROUND: [FACTS, INFERRED], FACTS: [INFERRED]}
        twins = {_in(other, quad) for quad in new for other in later.get(graph, [])}
        self._replace(old | {twin for twin in twins if twin in self._store}, new)

    def _replace(self, old: set[ox.Quad], new: set[ox.Quad]) -> None:
        """Remove the old and add the new triples in one transaction."""
        try:
            if old:
                self._store.update(f"DELETE DATA {{ {_data(old)} }} ; INSERT DATA {{ {_data(new)} }}")
            else:
                self._store.extend(quad for quad in new if quad not in self._store)
        except (OSError, RuntimeError) as error:
            where = self.folder or "store"
            raise StoreError(f"{where}: cannot write ({error}); open it for writing, and see whether the disk is full") from None


def _in(graph: Graph, quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _iri(term: Node | ox.Literal) -> ox.NamedNode:
    assert isinstance(term, ox.NamedNode)
    return term


def _data(quads: Iterable[ox.Quad]) -> str:
    """The quads as SPARQL data, in Oxigraph's own serialization of terms."""
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        lines.append(triple if quad.graph_name == FACTS else f"GRAPH {quad.graph_name} {{ {triple} }}")
    return "\n".join(lines)


def _locked(folder: Path, shared: bool) -> int | None:
    """A lock on the folder, shared by readers; RocksDB's own lock does not keep readers and a writer apart."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return descriptor
