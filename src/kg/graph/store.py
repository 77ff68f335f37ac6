"""The store: all statements with their evidence, in memory, in a folder or on a server, open to SPARQL. The one place that keeps state.

Four graphs, whose union every query sees. The default graph holds what documents say, `kg:background` the seeds and the ontology's
vocabulary, `kg:inferred` what rules draw, `kg:reviews` what people think of it; they are graphs of their own only so that each can be
replaced as a whole. No triple stands in two of them, because Oxigraph would count it twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.extraction.reification import iri
from kg.graph.backend import BACKGROUND, FACTS, GRAPHS, INFERRED, PREFIXES, REVIEWS, Answer, Backend, Graph, Node
from kg.graph.changing import completed
from kg.graph.contributions import Contribution, contribution
from kg.graph.holdings import owned_alone
from kg.graph.inference import Rules
from kg.graph.local import Local
from kg.graph.records import STARTED, USED, Run, document_triples, run_triples
from kg.graph.versions import VERSION, version_of, version_quad
from kg.reading.documents import Document

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.extraction.build import Extraction  # it imports spaCy, which a query need not wait for

__all__ = ["BACKGROUND", "FACTS", "INFERRED", "PREFIXES", "REVIEWS", "Answer", "Graph", "Node", "Store"]

_WORDS = re.compile(
    r"""<[^<>"{}|^`\\\s]*> | \#[^\n\r]* | '{3}.*?'{3} | "{3}.*?"{3} | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*"
    | [?$]\w+ | \w*:[\w.%-]* | (?P<dataset>\bFROM\b)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""What may hold the word FROM without naming a graph; and FROM."""


class Store:
    """The graph, in a folder, on a SPARQL server, or, without either, in memory.

    Many processes may read a folder at once, or one may write to it. Inferences are kept true by each change.
    """

    def __init__(self, where: Path | str | None = None, *, read_only: bool = False) -> None:
        """Open the store, and make it if it is to be written and the folder is new or empty.

        Raises:
            StoreError: the folder is absent, no store, damaged, in use by another process, or of another version; the server cannot be
                reached.
        """
        self.where = where
        self.backend: Backend = _backend(where, read_only)
        self._dataset: Dataset | None = None
        try:
            self.version = self._version(read_only)
        except BaseException:
            self.backend.close()
            raise

    def _version(self, read_only: bool) -> int:
        if self.where is None:
            return VERSION
        known = version_of(self.backend)
        if known == VERSION:
            return known
        holds = bool(self.backend.query("ASK { ?subject ?predicate ?object }", [BACKGROUND, FACTS]))
        if read_only:
            if not (holds or isinstance(self.backend, Local)):
                raise StoreError(f"{self.where}: the server holds no store; make it first with `kg build`")
            return known
        if holds:
            raise StoreError(
                f"{self.where}: a store of version {known}, and this kg writes {VERSION}; bring it up to date by `kg store migrate`"
            )
        self.backend.replace([], [version_quad()])
        return VERSION

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release the folder; what was added is on disk, and the dataset of `as_rdflib` ends."""
        if self._dataset is not None:
            self._dataset.close()
            self._dataset = None
        self.backend.close()

    def __len__(self) -> int:
        """The number of triples, in all graphs."""
        return len(self.backend)

    # --- reading

    def query(self, sparql: str, *, inferred: bool = True) -> Answer:
        """The answer to a SPARQL 1.1 query: solutions, triples or a truth value. The prefixes of the project need not be declared.

        Raises:
            QueryError: the query is malformed, names graphs by FROM, or is an update.
        """
        if any(found["dataset"] for found in _WORDS.finditer(sparql)):
            raise QueryError("query: FROM chooses no graphs here; write GRAPH kg:background { … } for one of them, or ask `kg serve`")
        return self.backend.query(sparql, [graph for graph in GRAPHS if inferred or graph != INFERRED])

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
        return self.backend.quads(subject, predicate, value, graph)

    def as_rdflib(self) -> Dataset:
        """The same store, not a copy, as a dataset of rdflib, whose default graph is the union of all graphs.

        Raises:
            StoreError: it is on a server; use rdflib's own SPARQLStore there.
        """
        from oxrdflib import OxigraphStore  # noqa: PLC0415  # only who asks for rdflib pays for it
        from rdflib import Dataset  # noqa: PLC0415

        if not isinstance(self.backend, Local):
            raise StoreError(f"{self.where}: on a server; open it by rdflib's SPARQLStore")
        if self._dataset is None:
            self._dataset = Dataset(store=OxigraphStore(store=self.backend.oxigraph), default_union=True)
            for prefix, namespace in PREFIXES.items():
                self._dataset.bind(prefix, namespace, override=True)
        return self._dataset

    def has_read(self, document: Document, run: Run) -> bool:
        """Whether such a run has read exactly this document: then reading it again would change nothing."""
        known = set(self.triples(iri(document.iri)))
        return known == set(document_triples(document)) and bool(self.backend.among([ox.Quad(iri(run.iri), iri(USED), iri(document.iri))]))

    # --- writing

    def add(self, found: Extraction, run: Run) -> None:
        """Commit what was found in a document, whole or not at all, in place of what an earlier reading found in it.

        What only the earlier reading supported goes with it. Reading again changes nothing.

        Raises:
            DocumentError: an IRI or a text that RDF cannot hold; nothing is written.
            StoreError: the store cannot be written.
        """
        self.put(contribution(found, run), run)

    def put(self, brought: Contribution, run: Run) -> None:
        """Commit what a document brings, as `add` does: this is what a reading in another process comes to.

        Raises:
            StoreError: the store cannot be written.
        """
        new = {*brought.triples(), *run_triples(self._first(run))}
        self.transact(owned_alone(self.backend, iri(brought.document)), new)

    def retract(self, document: str) -> set[ox.Quad]:
        """Take back all that only this document (an IRI) supports; what that was, none if the store did not know it.

        Raises:
            DocumentError: no IRI.
            StoreError: the store cannot be written.
        """
        owned = owned_alone(self.backend, iri(document))
        self.transact(owned, set())
        return owned

    def _first(self, run: Run) -> Run:
        """The run with the time at which it was first known, so that reading again changes nothing."""
        time = next(self.triples(iri(run.iri), iri(STARTED)), None)
        return replace(run, started=datetime.fromisoformat(time.object.value)) if time and isinstance(time.object, ox.Literal) else run

    def transact(self, old: set[ox.Quad], new: set[ox.Quad]) -> None:
        """Remove and add triples in one transaction, with the plain triples and the inferences that come and go with them.

        Raises:
            StoreError: the store cannot be written.
        """
        self.backend.replace(*completed(self.backend, self.rules, old, new))

    @cached_property
    def rules(self) -> Rules:
        """What follows from what, by the background."""
        return Rules.read(self.backend)

    def replace_graph(self, graph: Graph, quads: Iterable[ox.Quad]) -> None:
        """Make the graph hold exactly these triples, but keep each triple in one graph only.

        What the background holds leaves the other graphs, and nothing is inferred that is known. After a change of the background, read
        the documents again, and infer.

        Raises:
            StoreError: the store cannot be written.
        """
        new = {_in(graph, quad) for quad in quads}
        if graph == BACKGROUND and self.where is not None:
            new.add(version_quad())
        first: dict[Graph, list[Graph]] = {FACTS: [BACKGROUND], INFERRED: [FACTS, BACKGROUND]}
        new -= {_in(graph, quad) for quad in self._twins(new, first.get(graph, []))}
        later: dict[Graph, list[Graph]] = {BACKGROUND: [FACTS, INFERRED], FACTS: [INFERRED]}
        twins = self._twins(new, later.get(graph, []))
        present = set(self.triples(graph=graph))
        if twins or present - {version_quad()}:
            self.backend.replace(present - new | twins, new - present)
        else:  # the first time, there is nothing that would have to stay as it is until all is there
            self.backend.load(new - present)
        self.__dict__.pop("rules", None)  # they are read from the background

    def _twins(self, quads: Collection[ox.Quad], graphs: Iterable[Graph]) -> set[ox.Quad]:
        """The triples of these graphs that are among the quads, in whatever graph those are."""
        held = [graph for graph in graphs if self.backend.query("ASK { ?s ?p ?o }", [graph])]
        return self.backend.among([_in(graph, quad) for graph in held for quad in quads])


def _backend(where: Path | str | None, read_only: bool) -> Backend:
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        from kg.graph.remote import Remote  # noqa: PLC0415  # only who asks for a server pays for its client

        return Remote(where)
    return Local(None if where is None else Path(where), read_only=read_only)


def _in(graph: Graph, quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)
