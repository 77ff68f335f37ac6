"""Inference: the triples that follow from the plain ones by symmetric, inverse and super-properties.

OWL 2 RL, rules prp-symp, prp-inv1, prp-inv2 and prp-spo1, https://www.w3.org/TR/owl2-profiles/#OWL_2_RL
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.graph.store import BACKGROUND, FACTS, INFERRED, Store
from kg.knowledge.ontology import Ontology, Relation

Triple = tuple[ox.NamedNode, str, ox.NamedNode]


def infer(store: Store, ontology: Ontology) -> int:
    """Replace `kg:inferred` by all that follows from the plain triples now in the store; how many triples that are."""
    known = set(_plain(store, ontology))
    drawn = closure(known, ontology.relations.values()) - known
    store.replace_graph(INFERRED, [ox.Quad(subject, ox.NamedNode(predicate), value) for subject, predicate, value in drawn])
    return len(drawn)


def _plain(store: Store, ontology: Ontology) -> Iterator[Triple]:
    for relation in ontology.relations.values():
        for graph in (FACTS, BACKGROUND):
            for quad in store.triples(None, ox.NamedNode(relation.iri), None, graph):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    yield quad.subject, relation.iri, quad.object


def closure(triples: Iterable[Triple], relations: Iterable[Relation]) -> set[Triple]:
    """The triples and all that follows from them."""
    by_iri = {relation.iri: relation for relation in relations}
    inverse = {relation.inverse: relation.iri for relation in by_iri.values() if relation.inverse}
    found, waiting = set[Triple](), list(triples)
    while waiting:
        triple = waiting.pop()
        if triple not in found:
            found.add(triple)
            subject, predicate, value = triple
            relation = by_iri.get(predicate)
            if relation and relation.symmetric:
                waiting.append((value, predicate, subject))
            if relation and relation.parent:
                waiting.append((subject, relation.parent, value))
            waiting.extend((value, other, subject) for other in (relation and relation.inverse, inverse.get(predicate)) if other)
    return found
