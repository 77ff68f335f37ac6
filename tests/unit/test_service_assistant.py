"""What an assistant is told: texts of documents made inert, answers that fit, terms that it can use again, names as people write them."""

import json
import unicodedata

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.graph.naming import RELATIONS, resolve
from kg.graph.store import BACKGROUND, PREFIXES, Store
from kg.service.inert import LONGEST_NAME, inert
from kg.service.tabulating import solutions, triples, written
from kg.service.telling import MARK, MOST, Quotation, Thing, fitting

NAMES = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kgr:North_Korea a kg:State ; rdfs:label "North Korea"@en , "Nordkorea"@de ; skos:altLabel "DPRK"@en .
kgr:Korea_team a kg:Organization ; rdfs:label "nordkorea"@de .
kg:visits a owl:ObjectProperty ; rdfs:label "visits"@en , "besucht"@de .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    found = Store()
    found.replace_graph(BACKGROUND, ox.parse(NAMES, format=ox.RdfFormat.TURTLE))
    return found


# --- texts of documents


@given(st.text(max_size=400), st.integers(5, 100))
def test_inert_text_is_one_line_of_signs_that_a_reader_sees(text: str, longest: int) -> None:
    found = inert(text, longest)
    assert len(found) <= longest
    assert inert(found, longest) == found
    assert not {unicodedata.category(sign) for sign in found} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Kim\nbesucht\r\n\x1b[2JMoskau", "Kim besucht [2JMoskau"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("a\ufe0f\U000e0100\u3164\u200d\u202eb", "ab"),
        ("Erdoğan und Łukašenka – »Zitat«", "Erdoğan und Łukašenka – »Zitat«"),
    ],
)
def test_inert_text_keeps_words_and_drops_what_nobody_sees(text: str, seen: str) -> None:
    assert inert(text) == seen


@given(st.text(max_size=200))
def test_no_words_end_their_quotation(quote: str) -> None:
    first, second = Quotation(status="asserted", quote=quote, title=quote).lines()
    assert first.startswith("asserted; source: ")
    assert json.loads(second.removeprefix("  quotation: ")) == inert(quote)


def test_names_that_a_document_brought_are_inert_and_short() -> None:
    assert Thing(iri="urn:x", name="a\nb" * 500).name.startswith("a ba b")
    assert len(Thing(iri="urn:x", name="a" * 500).name) == LONGEST_NAME


# --- answers that fit


def test_what_goes_beyond_the_room_is_counted_and_the_first_always_fits() -> None:
    assert fitting(["a", "b", "c"], 2) == (["a", "b"], 1)
    assert fitting(["a" * (2 * MOST), "b"], 2) == (["a" * (2 * MOST)], 1)
    assert fitting(["a" * (MOST // 2)] * 4, 4) == (["a" * (MOST // 2)], 3)


def test_rows_say_how_many_are_left_out() -> None:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal("x")) for number in range(7))
    body = store.query("SELECT ?s { ?s ?p ?o }").serialize(format=ox.QueryResultsFormat.JSON)
    found = solutions(body, 3)
    assert (len(found.rows), found.left_out) == (3, 4)
    assert "4 more left out" in str(found)
    assert str(found).startswith(MARK)
    graph = ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES)
    assert graph is not None
    assert (triples(graph, 5).columns, triples(graph, 5).left_out) == (["subject", "predicate", "object"], 2)


@pytest.mark.parametrize("iri", ["id/North_Korea", "id/Kim_(a)", "id/Łódź", "id/a.b", "ontology#visits", "statement/0123ab", "id/"])
def test_each_term_can_be_used_in_the_next_query(iri: str) -> None:
    node = ox.NamedNode("https://w3id.org/stategraph/" + iri)
    store = ox.Store()
    store.add(ox.Quad(node, node, node))
    assert bool(store.query(f"ASK {{ {written(node)} ?p ?o }}", prefixes=PREFIXES))


# --- names


@pytest.mark.parametrize("name", ["North Korea", "DPRK", "Nordkorea", "NORTH korea", "North_Korea", "kgr:North_Korea", "dprk"])
def test_an_entity_is_found_by_its_names_and_its_iri(store: Store, name: str) -> None:
    assert resolve(store, name).value.endswith("/id/North_Korea")


def test_the_exact_name_comes_first_and_a_relation_is_no_entity(store: Store) -> None:
    assert resolve(store, "nordkorea").value.endswith("/id/Korea_team")
    assert resolve(store, "https://w3id.org/stategraph/id/North_Korea").value.endswith("/id/North_Korea")
    assert {resolve(store, name, RELATIONS).value for name in ("visits", "besucht", "kg:visits", "Visits")} == {PREFIXES["kg"] + "visits"}
    for name in ("visits", "kg:visits", "\ud800", "a b <c>", "", ":", "urn:x y"):
        with pytest.raises(QueryError, match="nobody of this name"):
            resolve(store, name)
