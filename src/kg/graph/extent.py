"""Extent: how much of the graph an export takes. Plain triples, evidence, what is inferred, what holds on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.extraction.reification import EVIDENCE, SOURCE, iri
from kg.extraction.statements import Statement, Status
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Graph
from kg.graph.inference import Triple, quad_of
from kg.graph.records import DERIVED, DESCRIPTION, GENERATED, ROOMS, USED
from kg.graph.store import Store
from kg.graph.witnesses import chunks
from kg.knowledge.terms import KG, SCHEMA

_DESCRIBED = """
SELECT ?thing ?predicate ?value WHERE {{
  VALUES ?thing {{ {names} }}
  ?thing ?predicate ?value
  FILTER (?predicate IN (rdf:type, rdfs:label, owl:sameAs, kg:iso3166, kg:cow, schema:startDate, schema:endDate))
}}"""
_REVIEWED = ox.NamedNode(str(SCHEMA.itemReviewed))


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is exported: plain triples, with all evidence and the reviews of it, with what is inferred.

    `holding` takes the strongest status by which each statement counts on a day, by the statement's IRI; then only these statements are
    exported, and plain triples of the asserted ones only.
    """

    evidence: bool = True
    inferred: bool = False
    holding: Mapping[str, Status] | None = None


def exported(store: Store, extent: Extent) -> Iterator[ox.Quad]:
    """The triples of the extent, in no order, with descriptions of those entities only of which something is said.

    Entities that the background describes are described in the default graph. Memory grows with their number, and with that of the
    statements that hold on the day, not with the graph.
    """
    nodes: set[str] = set()
    for quad in _all(store, extent) if extent.holding is None else _held(store, extent, extent.holding):
        nodes.update(_entities(quad))
        yield quad
    for names in chunks(sorted(nodes)):
        answer = store.backend.query(_DESCRIBED.format(names=names), [BACKGROUND])
        assert isinstance(answer, ox.QuerySolutions)
        yield from (ox.Quad(row["thing"], row["predicate"], row["value"]) for row in answer)
    if extent.holding is not None:
        for predicate in DESCRIPTION:
            yield from (quad for quad in store.triples(None, iri(predicate)) if _name(quad.subject) in nodes)


def _all(store: Store, extent: Extent) -> Iterator[ox.Quad]:
    graphs: list[Graph] = [FACTS, *([INFERRED] if extent.inferred else []), *([REVIEWS] if extent.evidence else [])]
    for graph in graphs:
        for quad in store.triples(graph=graph):
            if extent.evidence or not (_name(quad.subject).startswith(ROOMS) or quad.predicate.value == DERIVED):
                yield quad


def _held(store: Store, extent: Extent, holding: Mapping[str, Status]) -> Iterator[ox.Quad]:
    """The plain triples of the asserted statements that hold, what is said of all that hold, and what follows from them."""
    facts: dict[str, Triple] = {}
    told, documents = _told(store, holding) if extent.evidence else (set[str](), set[str]())
    for quad in store.triples():
        subject = _name(quad.subject)
        if subject in told:
            if quad.predicate.value != USED or _name(quad.object) in documents:
                yield quad
        elif not subject.startswith(ROOMS):
            triple = subject, quad.predicate.value, _name(quad.object)
            statement = Statement(*triple).iri
            if holding.get(statement) == "asserted":
                facts[statement] = triple
                yield quad
    if extent.evidence:
        yield from (quad for quad in store.triples(graph=REVIEWS) if _name(quad.subject) in told)
    if extent.inferred:
        yield from _following(store, facts, extent)


def _told(store: Store, statements: Collection[str]) -> tuple[set[str], set[str]]:
    """The statements with their evidence, its documents and runs, and the reviews; and, of these, documents and runs alone."""

    def ends(predicate: str, subjects: Collection[str]) -> set[str]:
        return {_name(quad.object) for quad in store.triples(None, iri(predicate)) if _name(quad.subject) in subjects}

    evidence = ends(EVIDENCE, statements)
    sources = ends(SOURCE, evidence) | ends(GENERATED, evidence)
    reviews = {_name(quad.subject) for quad in store.triples(None, _REVIEWED, None, REVIEWS) if _name(quad.object) in statements}
    return {*statements, *evidence, *sources, *reviews}, sources


def _following(store: Store, facts: Mapping[str, Triple], extent: Extent) -> Iterator[ox.Quad]:
    """What rules draw from these facts: by symmetric, inverse and super-properties, and what their leaders' states do by them."""
    rules, names = store.rules, set[str]()
    for link in store.triples(None, iri(DERIVED), None, INFERRED):
        if _name(link.object) in facts:
            names.add(_name(link.subject))
            if extent.evidence:
                yield link
    lifted = {other for triple in facts.values() for other in rules.ever_lifted(Statement(*triple)) if Statement(*other).iri in names}
    drawn = {other for triple in {*facts.values(), *lifted} for other in rules.consequences(triple)}
    yield from store.backend.among([quad_of(triple, INFERRED) for triple in drawn])


def _entities(quad: ox.Quad) -> Iterator[str]:
    for node in (quad.subject, quad.object):
        if isinstance(node, ox.NamedNode) and not node.value.startswith((*ROOMS, str(KG))):
            yield node.value


def _name(node: object) -> str:
    """The node's IRI, or how it is written."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)
