"""A change of a store on a server may need several requests: cut off after any of them, it can be made again, and leaves no trace."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.extraction.build import Extraction
from kg.extraction.statements import Evidence, Statement, Status
from kg.graph import remote
from kg.graph.background import load_background
from kg.graph.records import Run
from kg.graph.reviews import Review, record, reviews
from kg.graph.store import Store
from kg.graph.verification import problems
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

URL = "http://localhost/sparql"
NOW = datetime(2024, 3, 1, tzinfo=UTC)
RUN, LATER = (Run("0.1.0", "pipeline-1", ontology, NOW) for ontology in ("abc", "abd"))
ALLIED, MET = (Statement(str(KGR.Peru), str(KG[name]), str(KGR.Chile)) for name in ("alliedWith", "meetsWith"))
ANA = Entity(str(KGR.Ana_Sol), "Person", "Ana Sol", {"de": "Ana Sol"})
Change = Callable[[Store], object]


class Server:
    """A SPARQL server in this process, which takes so many updates and then none."""

    server = "Oxigraph"

    def __init__(self, held: ox.Store) -> None:
        self.held, self.left, self.updates = held, 10**9, 0

    def query(self, sparql: str, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> bytes:
        graphs: list[list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]] = [
            [ox.NamedNode(name) for key, name in dataset if key == kind] for kind in ("default-graph-uri", "named-graph-uri")
        ]
        named = [graph for graph in graphs[1] if isinstance(graph, ox.NamedNode)]
        answer = self.held.query(sparql, default_graph=graphs[0], named_graphs=named) if dataset else self.held.query(sparql)
        assert not isinstance(answer, ox.QueryTriples)
        return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def update(self, sparql: str) -> None:
        if not self.left:
            raise StoreError("cut off")
        self.left, self.updates = self.left - 1, self.updates + 1
        self.held.update(sparql)

    def close(self) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server with a store that knows the ontology, to which few triples are sent at once from now on."""
    found = Server(ox.Store())
    monkeypatch.setattr(remote, "Endpoint", lambda _url, _update_url=None: found)
    with Store(URL) as store:
        load_background(store, Ontology.load(), [])
    monkeypatch.setattr(remote, "BATCH", 1)
    monkeypatch.setattr(remote, "TRANSACTION", 1)
    return found


def reading(name: str, *said: tuple[Statement, Status], text: str = "Text") -> Extraction:
    pieces = [
        Evidence(statement, str(KGD[name]), "Zitat", 9 * n, 9 * n + 5, status, 0.9, str(LEX.e))
        for n, (statement, status) in enumerate(said)
    ]
    return Extraction(Document(str(KGD[name]), name, text, date(2024, 2, 1)), tuple(pieces), (), (ANA,), ())


def content(server: Server) -> set[ox.Quad]:
    return set(server.held)


def cut_off(server: Server, before: set[ox.Quad], change: Change) -> Iterator[Store]:
    """The store as each number of requests of the change leaves it."""
    for left in count():
        server.held.clear()
        server.held.extend(before)
        server.left = left
        with Store(URL) as store:
            try:
                change(store)
            except StoreError:
                server.left = 10**9
                yield store
            else:
                assert left > 3
                server.left = 10**9
                return


OTHER = reading("d2", (ALLIED, "asserted"))
FIRST = reading("d1", (ALLIED, "asserted"), (MET, "asserted"))
SECOND = reading("d1", (MET, "denied"), text="Another text")


@pytest.mark.parametrize("others", [[], [OTHER]])
@pytest.mark.parametrize("former", [[], [FIRST]])
@pytest.mark.parametrize("then", ["again", "retract"])
def test_document_that_was_cut_off_is_not_taken_for_read_and_can_be_replaced(
    server: Server, others: list[Extraction], former: list[Extraction], then: str
) -> None:
    with Store(URL) as store:
        for found in others:
            store.add(found, RUN)
        without = content(server)
        for found in former:
            store.add(found, RUN)
        before = content(server)
        store.add(SECOND, LATER)
        after = content(server)
    for store in cut_off(server, before, lambda store: store.add(SECOND, LATER)):
        if then == "again":
            assert content(server) == after or not store.has_read(SECOND.document, LATER)
            store.add(SECOND, LATER)
            assert content(server) == after
        else:
            store.retract(SECOND.document.iri)
            assert content(server) == without


def test_retraction_that_was_cut_off_can_be_made_again(server: Server) -> None:
    with Store(URL) as store:
        store.add(OTHER, RUN)
        without = content(server)
        store.add(FIRST, RUN)
        before = content(server)
    for store in cut_off(server, before, lambda store: store.retract(FIRST.document.iri)):
        assert not store.has_read(FIRST.document, RUN) or content(server) == before
        store.retract(FIRST.document.iri)
        assert content(server) == without


def test_reviews_that_were_cut_off_are_written_again(server: Server) -> None:
    found = [Review(statement, "rejected", "A", NOW, "wrong") for statement in (ALLIED, MET)]
    with Store(URL) as store:
        store.add(FIRST, RUN)
        before = content(server)
        record(store, found)
        after = content(server)
    for store in cut_off(server, before, lambda store: record(store, found)):
        assert all(review in found for review in reviews(store))
        record(store, found)
        assert content(server) == after
    assert not [problem for problem in problems(store) if "inferred" not in problem]
