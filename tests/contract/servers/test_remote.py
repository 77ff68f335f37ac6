"""A store behaves the same in memory and on servers of three other makes: what is written is read back, replaced, asked and exported."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.analysis.network import read_network
from kg.analysis.tables import tables
from kg.errors import QueryError, StoreError
from kg.extraction.build import Extraction
from kg.extraction.statements import Evidence, Statement
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Backend, Graph
from kg.graph.background import load_background
from kg.graph.exports import export
from kg.graph.extent import Extent
from kg.graph.local import Local
from kg.graph.queries import questions
from kg.graph.records import Run
from kg.graph.remote import BATCH, TRANSACTION, Remote
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR
from kg.reading.documents import Document

EXAMPLE, XSD = "http://example.org/", "http://www.w3.org/2001/XMLSchema#"
TYPED = {
    "decimal": ("0.404", "1", "-2.5"),
    "integer": ("278", "-3", "0"),
    "boolean": ("true", "false"),
    "date": ("2023-09-30", "0998-03-15"),
    "gYearMonth": ("1959-10",),
    "gYear": ("1964",),
    "dateTime": ("2026-11-21T18:52:41Z",),
}
TEXTS = ("x", "", "1", "true", "ü „Zitat“ — 😀", 'a "b" \\ \n\t\r', "100%20 %", "it's <b>", "} ; DROP ALL", "x" * 5000)


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EXAMPLE + name)


def quad(name: str, value: ox.NamedNode | ox.Literal, graph: ox.NamedNode | ox.DefaultGraph = FACTS) -> ox.Quad:
    return ox.Quad(node(name), node("p"), value, graph)


def terms() -> list[ox.NamedNode | ox.Literal]:
    typed = [ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for kind, texts in TYPED.items() for text in texts]
    words = [ox.Literal(text, language=language) for text in TEXTS for language in (None, "de", "en")]
    return [*typed, *words, node("ü"), node("a%20b"), node("a?b=c&d='#e")]


BLANKS = [
    ox.Quad(ox.BlankNode("b"), node("p"), node("x")),
    ox.Quad(node("x"), node("p"), ox.BlankNode("b")),
    ox.Quad(node("x"), node("p"), ox.Triple(node("x"), node("p"), ox.BlankNode("b"))),
]


@pytest.fixture
def backend(where: str | None) -> Iterator[Backend]:
    """An empty backend."""
    found: Backend = Remote(where) if where else Local()
    found.replace(list(found.quads(None, None, None, None)), [])
    yield found
    found.close()


def content(backend: Backend) -> set[ox.Quad]:
    return set(backend.quads(None, None, None, None))


# --- triples


def test_every_term_comes_back_as_it_was_written_and_can_be_removed(backend: Backend) -> None:
    quads = {quad(f"s{number}", term) for number, term in enumerate(terms())}
    backend.replace([], quads)
    assert content(backend) == quads
    assert len(backend) == len(quads)
    assert backend.among(quads) == quads
    for one in quads:
        assert one in set(backend.quads(None, None, one.object, FACTS))
    backend.replace(quads, [])
    assert content(backend) == set()


def test_number_is_kept_as_oxigraph_writes_it(backend: Backend) -> None:
    given = [("0.9100", "decimal"), ("1", "boolean"), ("007", "integer")]
    written = {quad("s", ox.Literal(text, datatype=ox.NamedNode(XSD + kind))) for text, kind in given}
    backend.replace([], written)
    assert {found.object.value for found in content(backend) if isinstance(found.object, ox.Literal)} == {"0.91", "true", "7"}
    backend.replace(written, [])
    assert content(backend) == set()


def test_change_removes_the_old_and_adds_the_new_in_all_graphs(backend: Backend) -> None:
    text = ox.Literal("Text", language="de")
    old = {quad(name, text, graph) for name in "abc" for graph in (FACTS, BACKGROUND, INFERRED, REVIEWS)}
    kept = quad("kept", text, BACKGROUND)
    backend.replace([], {*old, kept})
    new = {quad("new", text, graph) for graph in (FACTS, REVIEWS)}
    backend.replace(old, new)
    assert content(backend) == {*new, kept}


@pytest.mark.parametrize("graph", [FACTS, BACKGROUND, INFERRED, REVIEWS])
def test_what_is_both_old_and_new_stays(backend: Backend, graph: Graph) -> None:
    number, same = (ox.Literal(text, datatype=ox.NamedNode(XSD + "integer")) for text in ("07", "7"))
    both = [quad("a", node("x"), graph), quad("new", node("x"), graph)]
    backend.replace([], [quad("a", node("x"), graph), quad("a", number, graph)])
    backend.replace([*both, quad("a", number, graph)], [*both, quad("a", same, graph)])
    assert content(backend) == {*both, quad("a", same, graph)}


def test_change_that_is_sent_twice_is_made_once(backend: Backend) -> None:
    backend.replace([], [quad("a", node("x"))])
    for _ in range(2):
        backend.replace([quad("a", node("x"))], [quad("a", node("y"))])
    assert content(backend) == {quad("a", node("y"))}


def test_change_larger_than_a_request_is_made_whole(backend: Backend) -> None:
    many = {quad(f"s{number}", ox.Literal("x", language="de"), BACKGROUND) for number in range(TRANSACTION + BATCH + 1)}
    backend.load(many)
    assert len(backend) == len(many)
    assert backend.among({*many, quad("no", node("x"))}) == many
    some = {one for one in many if "7" in str(one.subject)}
    backend.replace(many - some, [quad("new", node("x"))])
    assert content(backend) == {*some, quad("new", node("x"))}


def test_pattern_matches_what_it_matches_in_memory(backend: Backend) -> None:
    quads = {quad(name, value, graph) for name in "ab" for value in (node("x"), ox.Literal("x")) for graph in (FACTS, INFERRED)}
    backend.replace([], quads)
    expected = Local()
    expected.replace([], quads)
    ends = product((None, node("a"), node("no")), (None, node("p")), (None, node("x"), ox.Literal("x")), (None, FACTS, INFERRED, REVIEWS))
    for pattern in ends:
        assert set(backend.quads(*pattern)) == set(expected.quads(*pattern)), pattern


# --- queries


def test_query_sees_the_union_of_the_graphs_that_it_is_given(backend: Backend) -> None:
    backend.replace([], [quad("a", node("x")), quad("b", node("x"), INFERRED), quad("c", node("x"), BACKGROUND)])
    for graphs in ([FACTS], [FACTS, INFERRED], [FACTS, BACKGROUND, INFERRED, REVIEWS]):
        answer = backend.query("SELECT ?s { ?s ?p ?o } ORDER BY ?s", graphs)
        assert isinstance(answer, ox.QuerySolutions)
        assert "".join(row["s"].value[-1] for row in answer) == "abc"[: min(len(graphs), 3)]


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [
        ("ASK { ?s ?p 'no' }", ox.QueryBoolean),
        ("PREFIX e: <http://example.org/> # a comment {\nASK { ?s e:p 'ü'@de }", ox.QueryBoolean),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) # the end", ox.QuerySolutions),
        ("SELECT ?s ?o ?none { ?s ?p ?o OPTIONAL { ?s kg:none ?none } } ORDER BY DESC(?o) LIMIT 2", ox.QuerySolutions),
        ('CONSTRUCT { ?o rdfs:label "}" ; kg:of ?s } WHERE { ?s ?p ?o FILTER isIRI(?o) }', ox.QueryTriples),
        ("CONSTRUCT WHERE { ?s <http://example.org/p> ?o }", ox.QueryTriples),
        ("DESCRIBE <http://example.org/a>", ox.QueryTriples),
    ],
)
def test_query_of_each_form_is_answered_as_in_memory(backend: Backend, sparql: str, kind: type) -> None:
    quads = [quad("a", ox.Literal("ü", language="de")), quad("a", node("x"), BACKGROUND), quad("b", node("y"))]
    backend.replace([], quads)
    expected = Local()
    expected.replace([], quads)
    answers = [found.query(sparql, [FACTS, BACKGROUND]) for found in (expected, backend)]
    assert all(isinstance(answer, kind) for answer in answers)
    one, other = (bool(answer) if isinstance(answer, ox.QueryBoolean) else Counter(map(str, answer)) for answer in answers)
    assert one == other


@pytest.mark.parametrize("sparql", ["SELECT * { ?s ?p ?o", "CLEAR ALL", "INSERT DATA { <a:a> <a:b> 1 }", "DEFINE x 1 SELECT * {}", ""])
def test_query_that_is_none_is_refused_and_nothing_changes(backend: Backend, sparql: str) -> None:
    backend.replace([], [quad("a", node("x"))])
    with pytest.raises(QueryError, match="a SELECT, ASK, CONSTRUCT or DESCRIBE"):
        backend.query(sparql, [FACTS])
    assert len(backend) == 1


def test_answer_of_more_rows_than_a_server_gives_at_once_is_whole(backend: Backend, rows_at_once: int) -> None:
    many = {quad(f"s{number:05}", ox.Literal(f"t{number % 7}", language="de")) for number in range(5 * rows_at_once // 2)}
    backend.load(many)
    assert content(backend) == many
    for order in ("", "ORDER BY ?s"):
        answer = backend.query(f"SELECT ?s ?o {{ ?s ?p ?o }} {order}", [FACTS])
        assert isinstance(answer, ox.QuerySolutions)
        names = [row["s"].value for row in answer]
        assert (names if order else sorted(names)) == sorted(one.subject.value for one in many)
    triples = backend.query("CONSTRUCT { ?s kg:x ?o } WHERE { ?s ?p ?o }", [FACTS])
    assert isinstance(triples, ox.QueryTriples)
    assert len(set(triples)) == len(many)


# --- stores

RUN = Run("0.1.0", "pipeline-1", "abc", datetime(2024, 3, 1, 12, tzinfo=UTC))
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Ana_Sol a kg:Leader ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""
QUESTIONS = sorted(questions())


def witness(subject: str, relation: str, object_: str, status: str = "asserted", start: int = 0) -> Evidence:
    said = Statement(str(KGR[subject]), str(KG[relation]), str(KGR[object_]))
    return Evidence(said, str(KGD.d1), "Ein Zitat, mit „ü“", start, start + 18, status, 0.91, "https://w3id.org/stategraph/lexicon/entry")


def reading(name: str, *evidence: Evidence, text: str = "Text") -> Extraction:
    iri = str(KGD[name])
    document = Document(iri, name, text, date(2024, 2, 1), "de", "Ein „Titel“", f"https://example.org/{name}")
    return Extraction(document, tuple(replace(piece, document=iri) for piece in evidence), (), (), ())


READINGS: list[Callable[[Store], object]] = [
    lambda store: store.add(reading("d1", witness("Peru", "alliedWith", "Chile"), witness("Ana_Sol", "visits", "Cuba", start=40)), RUN),
    lambda store: store.add(
        reading("d2", witness("Peru", "alliedWith", "Chile", "denied"), witness("Chile", "tradesWith", "Cuba", start=9)), RUN
    ),
    lambda store: store.add(reading("d1", witness("Peru", "alliedWith", "Chile", "claimed"), text="Another text"), RUN),
    lambda store: store.add(reading("d1", witness("Peru", "alliedWith", "Chile", "claimed"), text="Another text"), RUN),
    lambda store: store.retract(str(KGD.d2)),
]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture
def stores(backend: Backend, where: str | None, ontology: Ontology, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store in memory and the one to compare, both with the background."""
    seeds = tmp_path / "seeds.ttl"
    seeds.write_text(SEEDS, encoding="utf-8")
    with Store(tmp_path / "store") as expected, Store(where or tmp_path / "other") as found:
        load_background(expected, ontology, [seeds])
        load_background(found, ontology, [seeds])
        yield expected, found


def exported(store: Store) -> bytes:
    stream = io.BytesIO()
    export(store, "nquads", stream, Extent(inferred=True))
    return stream.getvalue()


def test_readings_leave_the_same_store_and_export_after_each_step(stores: tuple[Store, Store]) -> None:
    expected, found = stores
    for step in READINGS:
        step(expected)
        step(found)
        assert set(found.triples(graph=None)) == set(expected.triples(graph=None))
        assert exported(found) == exported(expected)


def test_document_that_was_read_is_known_to_be(stores: tuple[Store, Store]) -> None:
    _, found = stores
    said = reading("d1", witness("Peru", "alliedWith", "Chile"))
    assert not found.has_read(said.document, RUN)
    found.add(said, RUN)
    assert found.has_read(said.document, RUN)
    assert not found.has_read(reading("d1", text="Another text").document, RUN)


def test_named_questions_have_the_same_answers(stores: tuple[Store, Store]) -> None:
    special = [witness("Peru", "signedDefencePactWith", "Chile", start=60), witness("Chile", "holdsExercisesWith", "Cuba", start=80)]
    general = [witness("Peru", "signedAgreementWith", "Chile", "denied"), witness("Cuba", "cooperatesWith", "Chile", "denied", start=20)]
    for store in stores:
        for step in READINGS[:2]:
            step(store)
        store.add(reading("d3", *special), RUN)
        store.add(reading("d4", *general), RUN)
    expected, found = stores
    for name in QUESTIONS:
        sparql = questions()[name].sparql
        assert Counter(map(str, found.select(sparql))) == Counter(map(str, expected.select(sparql))), name
    signed = expected.select(questions()["who-signed-what-with-whom"].sparql)
    assert sorted(row["relation"].value for row in signed) == [str(KG.signedAgreementWith), str(KG.signedDefencePactWith)]
    disputed = {row["relation"].value for row in expected.select(questions()["disputed"].sparql)}
    assert disputed == {str(KG[name]) for name in ("alliedWith", "signedDefencePactWith", "holdsExercisesWith", "tradesWith")}


def test_network_is_the_same(stores: tuple[Store, Store]) -> None:
    for store in stores:
        for step in READINGS[:2]:
            step(store)
    expected, found = (tables(read_network(store, known="all")) for store in stores)
    assert found == expected
    assert {tie["name"]: tie["symmetric"] for tie in found.ties} == {"alliedWith": True, "tradesWith": True, "visits": False}


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_node_is_refused_by_a_server_and_nothing_is_written(backend: Backend, blank: ox.Quad) -> None:
    if isinstance(backend, Remote):
        backend.replace([], [quad("a", node("x"))])
        for old, new in (([blank], [quad("b", node("x"))]), ([quad("a", node("x"))], [blank]), ([], [blank])):
            with pytest.raises(StoreError, match="blank node"):
                backend.replace(old, new)
        assert content(backend) == {quad("a", node("x"))}
