"""Explanations: why a triple stands, by the words of the documents that state it, or by the rule by which it follows from theirs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pyoxigraph as ox
from rdflib.namespace import OWL, RDFS

from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, TYPE
from kg.extraction.statements import Statement
from kg.graph.records import DERIVED
from kg.graph.reviews import Review, reviews
from kg.graph.store import BACKGROUND, FACTS, INFERRED, Store
from kg.graph.witnesses import Rule, Witness, described, read_statement, read_witnesses

Standing = Literal["stated", "known", "inferred", "unasserted"]
"""How a triple stands in the store: a document asserts it, it is known beforehand, a rule draws it; or it does not stand there."""
Steps = Mapping[str, tuple[tuple[Rule, str], ...]]
"""To a relation those from which it follows by one rule; by symmetric and inverse, subject and object change places."""
LIFTED: Rule = "state of a leader"
_BOTH_WAYS: frozenset[Rule] = frozenset(("symmetric", "inverse"))


@dataclass(frozen=True, slots=True)
class Ground:
    """A statement from which another follows by rules, first first; by none if it is the same.

    `known` says that it is known beforehand.
    """

    statement: Statement
    rules: tuple[Rule, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement stands as it does: its grounds, the nearest first, and all witnesses of them, the most certain status first.

    `reviews` are those of the statement and of its grounds, the newest first.
    """

    statement: Statement
    standing: Standing
    grounds: tuple[Ground, ...]
    witnesses: tuple[Witness, ...]
    reviews: tuple[Review, ...] = ()


def why(store: Store, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode) -> list[Witness]:
    """The evidence for subject – predicate – value: the most certain status first, and in each the newest.

    Evidence for a statement from which this one follows counts, and names the rules. A denial counts for both directions only: who denies
    a special relation does not deny the general one.
    """
    return list(explain(store, Statement(subject.value, predicate.value, value.value)).witnesses)


def explain(store: Store, statement: Statement) -> Explanation:
    """Why the statement stands as it does."""
    paths = premises(statement, read_steps(store))
    for origin, rules in _lifted(store, paths):
        paths.setdefault(origin, rules)
    found = read_witnesses(store, {said.iri: said for said in paths})
    witnesses = [replace(witness, rules=paths[witness.evidence.statement]) for witness in found]
    kept = [w for w in witnesses if w.evidence.status != "denied" or _BOTH_WAYS.issuperset(w.rules)]
    told = {witness.evidence.statement for witness in kept}
    known = {said for said in paths if any(store.triples(*_terms(said), graph=BACKGROUND))}
    grounds = [Ground(said, rules, said in known) for said, rules in paths.items() if said in told or said in known]
    grounds.sort(key=lambda ground: (len(ground.rules), ground.statement))
    judged = reviews(store, dict.fromkeys([statement.iri, *(ground.statement.iri for ground in grounds)]))
    return Explanation(statement, standing(store, statement), tuple(grounds), tuple(kept), tuple(judged))


def standing(store: Store, statement: Statement) -> Standing:
    """How the triple of the statement stands in the store."""
    names: dict[Standing, ox.DefaultGraph | ox.NamedNode] = {"stated": FACTS, "known": BACKGROUND, "inferred": INFERRED}
    found = (name for name, graph in names.items() if any(store.triples(*_terms(statement), graph=graph)))
    return next(found, "unasserted")


def _terms(statement: Statement) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]:
    return ox.NamedNode(statement.subject), ox.NamedNode(statement.predicate), ox.NamedNode(statement.object)


def read_steps(store: Store) -> Steps:
    """The rules prp-symp, prp-inv1, prp-inv2 and prp-spo1 of OWL 2 RL for the relations of the ontology, backwards."""
    steps: defaultdict[str, list[tuple[Rule, str]]] = defaultdict(list)
    for quad in store.triples(None, ox.NamedNode(TYPE), ox.NamedNode(str(OWL.SymmetricProperty)), BACKGROUND):
        if isinstance(quad.subject, ox.NamedNode):
            steps[quad.subject.value].append(("symmetric", quad.subject.value))
    for quad in store.triples(None, ox.NamedNode(str(OWL.inverseOf)), None, BACKGROUND):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            steps[quad.subject.value].append(("inverse", quad.object.value))
            steps[quad.object.value].append(("inverse", quad.subject.value))
    for quad in store.triples(None, ox.NamedNode(str(RDFS.subPropertyOf)), None, BACKGROUND):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            steps[quad.object.value].append(("super-property", quad.subject.value))
    return {relation: tuple(sorted(others)) for relation, others in steps.items()}


def premises(statement: Statement, steps: Steps) -> dict[Statement, tuple[Rule, ...]]:
    """The statement, and all from which it follows by these rules, each with the shortest way to it."""
    paths: dict[Statement, tuple[Rule, ...]] = {statement: ()}
    waiting = deque([statement])
    while waiting:
        one = waiting.popleft()
        for rule, relation in steps.get(one.predicate, ()):
            ends = (one.object, one.subject) if rule in _BOTH_WAYS else (one.subject, one.object)
            premise = Statement(ends[0], relation, ends[1])
            if premise not in paths:
                paths[premise] = (rule, *paths[one])
                waiting.append(premise)
    return paths


def _lifted(store: Store, paths: Mapping[Statement, tuple[Rule, ...]]) -> Iterator[tuple[Statement, tuple[Rule, ...]]]:
    """The statements about leaders from which what their states do was lifted, as `kg:inferred` links them."""
    for said, rules in list(paths.items()):
        links = store.triples(ox.NamedNode(said.iri), ox.NamedNode(DERIVED), None, INFERRED)
        origins = described(store, [link.object.value for link in links if isinstance(link.object, ox.NamedNode)])
        for values in origins.values():
            if {SUBJECT, PREDICATE, OBJECT} <= values.keys():
                yield read_statement(values), (LIFTED, *rules)
