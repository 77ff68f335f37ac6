"""A store on a server is the same as one in a folder: what is sent is asked of Oxigraph here, in this process."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError, StoreError
from kg.graph import remote
from kg.graph.backend import BACKGROUND, FACTS, GRAPHS, INFERRED, REVIEWS, Graph
from kg.graph.local import Local
from kg.graph.records import DERIVED, SHA256
from kg.graph.remote import Remote
from kg.knowledge.terms import KG, KGD, KGR

EVIDENCE = str(KG.evidence)
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Server:
    """A SPARQL server in this process; `updates` are those it was sent. It may cut its answers at a number of rows."""

    def __init__(self, most: int | None = None, name: str = "Oxigraph") -> None:
        self.held, self.updates, self.queries, self.most, self.server = ox.Store(), list[str](), list[str](), most, name

    def query(self, sparql: str, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> bytes:
        self.queries.append(sparql)
        graphs = [ox.NamedNode(name) for kind, name in dataset if kind == "default-graph-uri"]
        named = [ox.NamedNode(name) for kind, name in dataset if kind == "named-graph-uri"]
        answer = self.held.query(sparql, **({"default_graph": graphs, "named_graphs": named} if dataset else {}))
        if isinstance(answer, ox.QueryTriples):
            return ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES) or b""
        if self.most is not None and isinstance(answer, ox.QuerySolutions):
            names, rows = [v.value for v in answer.variables], list(answer)[: self.most]
            table = ["\t".join(f"?{name}" for name in names), *("\t".join(str(row[n]) for n in names) for row in rows)]
            cut = ox.parse_query_results("\n".join(table).encode() + b"\n", format=ox.QueryResultsFormat.TSV)
            return cut.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def update(self, sparql: str) -> None:
        self.updates.append(sparql)
        self.held.update(sparql)

    def close(self) -> None:
        pass


def on(server: Server) -> Remote:
    found = Remote("http://localhost/sparql?key=7")
    found.endpoint = server  # type: ignore[assignment]
    return found


def quad(subject: str, predicate: str, value: str | ox.Literal, graph: Graph = FACTS) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value if isinstance(value, ox.Literal) else ox.NamedNode(value), graph)


PERU, CHILE, ALLIED = str(KGR.Peru), str(KGR.Chile), str(KG.alliedWith)
TERMS = st.sampled_from(
    [
        *(ox.NamedNode(PERU), ox.NamedNode(CHILE), ox.Literal("Kuba"), ox.Literal("Kuba", language="de")),
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text, kind in (("07", "integer"), ("1", "boolean"), ("1.50", "decimal"))),
    ]
)
QUADS = st.builds(
    ox.Quad,
    st.sampled_from([ox.NamedNode(PERU), ox.NamedNode(CHILE)]),
    st.sampled_from([ox.NamedNode(ALLIED)]),
    TERMS,
    st.sampled_from(GRAPHS),
)


@given(st.lists(QUADS, max_size=12), st.lists(QUADS, max_size=6), st.lists(QUADS, max_size=6))
def test_triples_come_go_and_are_found_as_in_a_folder(first: list[ox.Quad], old: list[ox.Quad], new: list[ox.Quad]) -> None:
    here, there = Local(), on(Server())
    for one in (here, there):
        one.load(first)
        one.replace(set(old), set(new))
    assert len(here) == len(there)
    assert here.among(first) == there.among(first)
    for graph in (*GRAPHS, None):
        for subject in (ox.NamedNode(PERU), None):
            assert set(here.quads(subject, None, None, graph)) == set(there.quads(subject, None, None, graph))
    for standing in here.quads(None, None, None, None):
        assert set(there.quads(*standing.triple, standing.graph_name)) == {standing}


HELD = [
    *(
        quad(PERU, ALLIED, CHILE),
        quad(CHILE, ALLIED, PERU, INFERRED),
        quad(PERU, str(KG.area), ox.Literal("01", datatype=ox.NamedNode(XSD + "integer"))),
    ),
    *(quad(PERU, TYPE, str(KG.State), BACKGROUND), quad(PERU, str(KG.verdict), str(KG.rejected), REVIEWS)),
]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?a ?b WHERE { ?a kg:alliedWith ?b } ORDER BY ?a",
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b }",
        "SELECT ?n WHERE { ?a kg:area ?n }",
        "ASK { kgr:Peru kg:alliedWith kgr:Chile }",
        "ASK { kgr:Peru kg:alliedWith kgr:Peru }",
        "CONSTRUCT { ?b kg:alliedWith ?a } WHERE { ?a kg:alliedWith ?b }",
        "DESCRIBE kgr:Peru",
    ],
)
@pytest.mark.parametrize("graphs", [[FACTS], [FACTS, BACKGROUND, INFERRED], [REVIEWS]], ids=["facts", "all but reviews", "reviews"])
def test_query_is_answered_over_the_graphs_asked_for_as_in_a_folder(sparql: str, graphs: list[Graph]) -> None:
    here, there = Local(), on(Server())
    for one in (here, there):
        one.load(HELD)

    def told(answer: object) -> object:
        if isinstance(answer, ox.QuerySolutions):
            return [[str(value) for value in row] for row in answer]
        return bool(answer) if isinstance(answer, ox.QueryBoolean) else sorted(map(str, answer))  # type: ignore[call-overload]

    assert told(there.query(sparql, graphs)) == told(here.query(sparql, graphs))


def test_what_else_a_server_holds_is_no_part_of_the_store() -> None:
    server = Server()
    server.held.extend([quad(PERU, ALLIED, CHILE), quad(PERU, ALLIED, CHILE, ox.NamedNode("urn:other"))])
    store = on(server)
    assert (len(store), list(store.quads(None, None, None, None)), store.among([quad(PERU, ALLIED, CHILE)])) == (0, [], set())
    assert list(store.query("SELECT * { ?s ?p ?o }", [FACTS])) == []


def test_answer_that_a_server_cuts_is_fetched_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "ROUND", 10)
    many = [quad(PERU, ALLIED, f"urn:{number}") for number in range(25)]
    server = Server(most=10)
    server.held.extend(ox.Quad(*one.triple, ox.NamedNode(str(KG.facts))) for one in many)
    store = on(server)
    assert set(store.quads(None, None, None, FACTS)) == set(many)
    assert sorted(row["o"].value for row in store.query("SELECT ?o { ?s ?p ?o }", [FACTS])) == sorted(one.object.value for one in many)
    server.most = 25
    monkeypatch.setattr(remote, "ROUND", 5)
    assert set(store.quads(None, None, None, FACTS)) == set(many)


def test_description_that_a_server_may_have_cut_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "ROUND", 2)
    store = on(Server())
    store.load([quad(PERU, ALLIED, "urn:1"), quad(PERU, ALLIED, "urn:2")])
    with pytest.raises(QueryError, match=r"^query: http://localhost/sparql may have cut its description at 2 triples; write a CONSTRUCT$"):
        store.query("DESCRIBE kgr:Peru", [FACTS])
    store.load([quad(PERU, ALLIED, "urn:3")])
    assert len(list(store.query("DESCRIBE kgr:Peru", [FACTS]))) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(("server", "refused"), [("Virtuoso/07.20", True), ("Oxigraph", False)])
def test_paths_of_any_length_are_refused_only_where_the_server_loses_solutions(server: str, refused: bool) -> None:
    store = on(Server(name=server))
    assert list(store.query("SELECT * { ?s rdfs:subPropertyOf ?p }", [FACTS])) == []
    if refused:
        with pytest.raises(QueryError, match="Virtuoso loses solutions of property paths"):
            store.query("SELECT * { ?s rdfs:subPropertyOf* kgr:Peru }", [FACTS])
    else:
        assert isinstance(store.query("SELECT * { ?s rdfs:subPropertyOf* kgr:Peru }", [FACTS]), ox.QuerySolutions)


def test_many_triples_of_a_small_graph_are_compared_with_the_whole_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "TRANSACTION", 4)
    number = ox.Literal("007", datatype=ox.NamedNode(XSD + "integer"))
    standing = [*(quad(PERU, ALLIED, f"urn:{n}") for n in range(5)), quad(PERU, ALLIED, number)]
    server = Server()
    store = on(server)
    store.load(standing)
    asked = [*standing, quad(PERU, ALLIED, "urn:none"), quad(PERU, ALLIED, "urn:0", INFERRED)]
    assert store.among(asked) == set(standing)
    assert len([query for query in server.queries if "VALUES (?i" in query]) == 1  # for the inferred one
    store.load([quad(CHILE, ALLIED, f"urn:{n}") for n in range(20)])
    assert store.among(asked) == set(standing)
    assert len([query for query in server.queries if "VALUES (?i" in query]) == 2


def test_small_change_is_one_request_and_a_large_one_several(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    on(server).replace([quad(PERU, ALLIED, "urn:old")], [quad(PERU, ALLIED, f"urn:{n}") for n in range(600)])
    assert len(server.updates) == 1
    assert re.findall("(INSERT|DELETE) DATA", server.updates[0]) == ["INSERT", "INSERT", "DELETE"]  # nothing loses the old first
    monkeypatch.setattr(remote, "TRANSACTION", 20)
    monkeypatch.setattr(remote, "BATCH", 10)
    on(server).replace([], [quad(CHILE, ALLIED, f"urn:{n}") for n in range(45)])
    assert [len(re.findall("urn:", update)) for update in server.updates[1:]] == [20, 20, 5]


def test_large_change_says_last_that_a_document_is_there_whole_and_first_by_what_others_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "BATCH", 1)
    monkeypatch.setattr(remote, "TRANSACTION", 1)
    document, statement, evidence = str(KGD.d1), "https://w3id.org/stategraph/statement/s", "https://w3id.org/stategraph/evidence/e"
    whole = quad(document, SHA256, ox.Literal("x"))
    told = [
        quad(document, "https://schema.org/headline", ox.Literal("Titel")),
        quad(evidence, "http://www.w3.org/ns/prov#hadPrimarySource", document),
        quad(statement, EVIDENCE, evidence),
        quad("https://w3id.org/stategraph/run/1", TYPE, "http://www.w3.org/ns/prov#Activity"),
        quad(statement, DERIVED, statement, INFERRED),
        quad(statement, TYPE, str(KG.Statement)),
        quad(PERU, ALLIED, CHILE),
    ]
    changed = [whole, *told]
    server = Server()
    on(server).replace([], changed)
    on(server).replace(changed, [])

    def kinds(updates: list[str]) -> list[str]:
        marks = {
            SHA256: "whole",
            "headline": "document",
            "hadPrimarySource": "source",
            "#evidence>": "evidence",
            "#Activity": "evidence",
            DERIVED: "link",
        }
        return [next((name for mark, name in marks.items() if mark in update), "plain" if PERU in update else "told") for update in updates]

    assert kinds(server.updates[:8]) == ["document", "source", "evidence", "evidence", "told", "link", "plain", "whole"]
    assert kinds(server.updates[8:]) == ["whole", "link", "plain", "told", "evidence", "evidence", "source", "document"]
    assert len(on(server)) == 0


def test_blank_node_is_refused_and_found_nowhere() -> None:
    store = on(Server())
    for blank in (
        ox.Quad(ox.BlankNode(), ox.NamedNode(ALLIED), ox.NamedNode(PERU)),
        ox.Quad(ox.NamedNode(PERU), ox.NamedNode(ALLIED), ox.BlankNode()),
        ox.Quad(ox.NamedNode(PERU), ox.NamedNode(ALLIED), ox.Triple(ox.NamedNode(PERU), ox.NamedNode(ALLIED), ox.NamedNode(PERU))),
    ):
        with pytest.raises(StoreError, match="alliedWith>: a blank node or a triple term, which two requests cannot share; give it an IRI"):
            store.load([blank])
        assert list(store.quads(blank.subject, None, blank.object, None)) == []


def test_triple_that_is_both_old_and_new_stays_in_a_large_change_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "BATCH", 2)
    monkeypatch.setattr(remote, "TRANSACTION", 2)
    told = [quad(f"{EVIDENCE}/{number}", str(KG.status), str(KG.asserted)) for number in range(4)]
    whole = quad(str(KGD.a), SHA256, ox.Literal("7"))
    for store in (Local(), on(Server())):
        store.load([*told, whole])
        store.replace([*told, whole], [told[0], told[3], whole])
        assert set(store.quads(None, None, None, None)) == {told[0], told[3], whole}


def test_store_on_a_server_is_called_by_its_address_without_the_key() -> None:
    assert on(Server()).where == "http://localhost/sparql"
