"""Each named question has the same answers on Oxigraph, on rdflib over Oxigraph, and on rdflib alone."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.extraction.statements import Statement
from kg.graph.background import load_background
from kg.graph.inference import infer
from kg.graph.queries import questions
from kg.graph.reviews import Review, record
from kg.graph.store import FACTS, PREFIXES, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.shapes import to_rdflib
from kg.knowledge.terms import KG, KGR

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Ana_Sol kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] ,
    [ kg:office kg:foreignMinister ; kg:of kgr:Peru ; schema:startDate "2015-01-01"^^xsd:date ; schema:endDate "2018-12-31"^^xsd:date ] .
kgr:Andean_Community kg:hasMember [ kg:member kgr:Peru ; schema:startDate "1969-05-26"^^xsd:date ] , [ kg:member kgr:Chile ] .
kgr:Treaty_of_Lima kg:kind kg:borderTreaty ; kg:obligation kg:nonAggression ; kg:party kgr:Peru ;
    kg:hasParty [ kg:member kgr:Chile ; schema:startDate "1930"^^xsd:gYear ] ; schema:startDate "1929-06-03"^^xsd:date .
"""
REPORTS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:s:there> a kg:Statement ; rdf:subject kgr:Peru ; rdf:predicate kg:meetsWith ; rdf:object kgr:Brazil ;
    kg:evidence <urn:e:1> .
<urn:s:back> a kg:Statement ; rdf:subject kgr:Brazil ; rdf:predicate kg:meetsWith ; rdf:object kgr:Peru ;
    kg:evidence <urn:e:2> , <urn:e:3> .
<urn:e:1> kg:status kg:asserted ; kg:validFrom "2024-03-01"^^xsd:date ; kg:validTo "2024-03-01"^^xsd:date ; prov:hadPrimarySource
    <urn:d:1> .
<urn:e:2> kg:status kg:asserted ; kg:validFrom "2024-03-04"^^xsd:date ; kg:validTo "2024-03-05"^^xsd:date ; prov:hadPrimarySource
    <urn:d:2> .
<urn:e:3> kg:status kg:asserted ; kg:validFrom "2024-06-04"^^xsd:date ; kg:validTo "2024-06-04"^^xsd:date ; prov:hadPrimarySource
    <urn:d:3> .
"""
VALUES = {
    "what-binds": {"one": "kgr:Peru", "other": "kgr:Chile"},
    "what-changed-since": {"since": "2024-02-15"},
    "what-is-said-about": {"actor": "Chile"},
    "who-belongs-to": {"organization": "kgr:Andean_Community"},
    "who-says-so": {"subject": "kgr:Peru", "object": "kgr:Chile"},
}
Rows = Counter[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    seeds = tmp_path_factory.mktemp("seeds") / "seeds.ttl"
    seeds.write_text(SEEDS, encoding="utf-8")
    found, ontology = Store(), Ontology.load()
    load_background(found, ontology, [seeds])
    reports = ox.parse(REPORTS, format=ox.RdfFormat.TURTLE)
    found.replace_graph(FACTS, [*ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE), *reports])
    infer(found)
    supply = Statement(*(str(term) for term in (KGR.Peru, KG.suppliesArmsTo, KGR.Chile)))
    record(found, [Review(supply, "confirmed", "Ada", datetime(2024, 7, 1, tzinfo=UTC), 'so "said"')])
    return found


@pytest.fixture(scope="module")
def memory(store: Store) -> rdflib.Graph:
    return to_rdflib(store.triples(graph=None))


def oxigraph(store: Store, sparql: str) -> Rows:
    answer = store.select(sparql)
    names = [variable.value for variable in answer.variables]
    return Counter(tuple(row[name].value if row[name] else None for name in names) for row in answer)


def plain(graph: rdflib.Graph, sparql: str) -> Rows:
    rows = [row for row in graph.query(sparql) if isinstance(row, tuple)]
    return Counter(tuple(None if term is None else str(term).replace("+00:00", "Z") for term in row) for row in rows)


@pytest.mark.parametrize("name", sorted(questions()))
def test_named_question_has_the_same_answers_on_every_store(store: Store, memory: rdflib.Graph, name: str) -> None:
    sparql = questions()[name].sparql_with(store, VALUES.get(name, {}))
    expected = oxigraph(store, sparql)
    assert expected
    assert plain(store.as_rdflib(), sparql) == expected
    assert plain(memory, sparql) == expected


@pytest.mark.parametrize("name", sorted(questions()))
def test_named_question_declares_its_own_prefixes(store: Store, name: str) -> None:
    """So that it runs in any tool, not only here."""
    ox.Store().query(questions()[name].sparql)


def test_union_of_the_graphs_has_as_many_triples_as_the_graphs(store: Store, memory: rdflib.Graph) -> None:
    assert len(store) == len(memory) == len(store.as_rdflib())
    assert [row["n"].value for row in store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")] == [str(len(memory))]


def test_prefixes_name_what_the_export_declares() -> None:
    declared = dict(line.split()[1:3] for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.startswith("@prefix"))
    assert declared == {f"{prefix}:": f"<{namespace}>" for prefix, namespace in PREFIXES.items()}
