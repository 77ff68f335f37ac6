"""What the service says of itself: SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/) with VoID."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph.backend import BACKGROUND, INFERRED, PREFIXES, REVIEWS
from kg.graph.store import Store
from kg.knowledge.terms import BASE, KG

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ANY_URI = ox.NamedNode(PREFIXES["xsd"] + "anyURI")
WRITTEN = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
CLASSES = "SELECT ?term (COUNT(?thing) AS ?n) { ?thing a ?term FILTER(isIRI(?term)) } GROUP BY ?term"
PROPERTIES = "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term"
GRAPHS = "SELECT ?term (COUNT(*) AS ?n) { GRAPH ?term { ?s ?p ?o } } GROUP BY ?term"
Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Figures:
    """How often each class, property and named graph is used."""

    classes: Counts
    properties: Counts
    graphs: Counts


def count_uses(store: Store) -> Figures:
    """The figures of the store; it reads all of it."""
    return Figures(*(_counts(store, sparql) for sparql in (CLASSES, PROPERTIES, GRAPHS)))


def describe_service(figures: Figures, endpoint: str, form: ox.RdfFormat) -> bytes:
    """The description, in that format of RDF."""
    written = ox.serialize(_service(figures, ox.NamedNode(endpoint)), format=form, prefixes={**PREFIXES, "sd": SD, "void": VOID})
    assert written is not None
    return written


def _counts(store: Store, sparql: str) -> Counts:
    return sorted((row["term"].value, int(row["n"].value)) for row in store.select(sparql))


def _service(figures: Figures, endpoint: ox.NamedNode) -> Iterator[ox.Triple]:
    service, dataset = ox.BlankNode("service"), ox.BlankNode("dataset")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), endpoint)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield from (ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in WRITTEN)
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), ox.BlankNode("union"))
    yield from _union(figures, endpoint, ox.BlankNode("union"))
    yield from _prefixes(dataset)
    counts = dict(figures.graphs)
    for graph in (BACKGROUND, INFERRED, REVIEWS):
        named, content = ox.BlankNode(), ox.BlankNode()
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), graph)
        yield ox.Triple(named, _sd("graph"), content)
        yield ox.Triple(content, _TYPE, _sd("Graph"))
        yield ox.Triple(content, _void("triples"), _number(counts.get(graph.value, 0)))


def _union(figures: Figures, endpoint: ox.NamedNode, union: ox.BlankNode) -> Iterator[ox.Triple]:
    """The union of all graphs as a dataset of VoID: https://www.w3.org/TR/void/#statistics."""
    yield ox.Triple(union, _TYPE, _sd("Graph"))
    yield ox.Triple(union, _TYPE, _void("Dataset"))
    yield ox.Triple(union, ox.NamedNode(PREFIXES["dcterms"] + "title"), ox.Literal("States, leaders and agreements", language="en"))
    yield ox.Triple(union, _void("sparqlEndpoint"), endpoint)
    yield ox.Triple(union, _void("uriSpace"), ox.Literal(BASE))
    yield ox.Triple(union, _void("vocabulary"), ox.NamedNode(str(KG)))
    yield ox.Triple(union, _void("triples"), _number(sum(n for _, n in figures.properties)))
    yield ox.Triple(union, _void("classes"), _number(len(figures.classes)))
    yield ox.Triple(union, _void("properties"), _number(len(figures.properties)))
    kinds = (("class", "classPartition", "entities", figures.classes), ("property", "propertyPartition", "triples", figures.properties))
    for name, partition, number, counts in kinds:
        parts = [(ox.BlankNode(), term, count) for term, count in counts]
        yield from (ox.Triple(union, _void(partition), part) for part, _, _ in parts)
        for part, term, count in parts:
            yield ox.Triple(part, _void(name), ox.NamedNode(term))
            yield ox.Triple(part, _void(number), _number(count))


def _prefixes(dataset: ox.BlankNode) -> Iterator[ox.Triple]:
    """The prefixes that queries need not declare: https://www.w3.org/TR/shacl/#sparql-prefixes."""
    for prefix, namespace in PREFIXES.items():
        declared = ox.BlankNode()
        yield ox.Triple(dataset, ox.NamedNode(PREFIXES["sh"] + "declare"), declared)
        yield ox.Triple(declared, ox.NamedNode(PREFIXES["sh"] + "prefix"), ox.Literal(prefix))
        yield ox.Triple(declared, ox.NamedNode(PREFIXES["sh"] + "namespace"), ox.Literal(namespace, datatype=_ANY_URI))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _number(count: int) -> ox.Literal:
    return ox.Literal(count)
