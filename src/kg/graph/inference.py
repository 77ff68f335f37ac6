"""Inference: the triples that follow from the plain ones, by the ontology's rules and by the offices that leaders hold.

Symmetric, inverse and super-properties are the rules prp-symp, prp-inv1, prp-inv2 and prp-spo1 of OWL 2 RL,
https://www.w3.org/TR/owl2-profiles/#OWL_2_RL. Each needs one triple only, so that a change of the store touches few others.

What a leader does in office, in a relation with kg:liftsToState, the state does too: such a triple is *lifted* from a statement. In
`kg:inferred` its name is tied by prov:wasDerivedFrom to the statements it was lifted from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import OWL, RDFS

from kg.extraction.reification import TYPE
from kg.extraction.statements import Statement
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Backend
from kg.graph.records import DERIVED
from kg.knowledge.entities import Tenure, first_day, last_day
from kg.knowledge.terms import KG

if TYPE_CHECKING:
    from kg.graph.store import Store

Triple = tuple[str, str, str]
"""Subject, predicate and object, as IRIs."""
Step = tuple[str, bool]
"""A relation, and whether subject and object change places."""

_TENURES = """
SELECT ?person ?of ?office ?from ?to WHERE {
  ?person kg:tenure ?tenure . ?tenure kg:of ?of ; kg:office ?office . ?of a kg:State
  OPTIONAL { ?tenure schema:startDate ?from }
  OPTIONAL { ?tenure schema:endDate ?to }
}"""
_ASSERTED = """
SELECT ?statement ?subject ?predicate ?object ?from ?published WHERE {
  VALUES ?predicate { %s }
  ?statement a kg:Statement ; rdf:predicate ?predicate ; rdf:subject ?subject ; rdf:object ?object ; kg:evidence ?evidence .
  ?evidence kg:status kg:asserted ; prov:hadPrimarySource ?document
  OPTIONAL { ?evidence kg:validFrom ?from }
  OPTIONAL { ?document schema:datePublished ?published }
  FILTER NOT EXISTS { ?statement kg:verdict kg:rejected }
}"""


@dataclass(frozen=True)
class Rules:
    """What follows from what: `steps` leads from each relation to those that one rule draws from it."""

    steps: Mapping[str, frozenset[Step]] = field(default_factory=dict)
    lifting: frozenset[str] = frozenset()
    tenures: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, backend: Backend) -> Rules:
        """The rules of the ontology and the offices that the background knows."""
        steps: defaultdict[str, set[Step]] = defaultdict(set)
        for quad in backend.quads(None, ox.NamedNode(TYPE), ox.NamedNode(str(OWL.SymmetricProperty)), BACKGROUND):
            steps[_text(quad.subject)].add((_text(quad.subject), True))
        for quad in backend.quads(None, ox.NamedNode(str(RDFS.subPropertyOf)), None, BACKGROUND):
            steps[_text(quad.subject)].add((_text(quad.object), False))
        for quad in backend.quads(None, ox.NamedNode(str(OWL.inverseOf)), None, BACKGROUND):
            steps[_text(quad.subject)].add((_text(quad.object), True))
            steps[_text(quad.object)].add((_text(quad.subject), True))
        lifting = backend.quads(None, ox.NamedNode(str(KG.liftsToState)), None, BACKGROUND)
        return cls({key: frozenset(to) for key, to in steps.items()}, frozenset(_text(quad.subject) for quad in lifting), _tenures(backend))

    def consequences(self, triple: Triple) -> set[Triple]:
        """The triple, and all that follows from it by symmetric, inverse and super-properties."""
        return _reached(triple, self.steps)

    def premises(self, triple: Triple) -> set[Triple]:
        """The triple, and all from which it follows by symmetric, inverse and super-properties."""
        return _reached(triple, self._back)

    def lifted(self, statement: Statement, days: Iterable[date]) -> set[Triple]:
        """What the states of its leaders do by the statement, if it speaks for these days."""
        ends = ((self._state(statement.subject, day), self._state(statement.object, day)) for day in days)
        return self._pairs(statement, ends)

    def ever_lifted(self, statement: Statement) -> set[Triple]:
        """What the states of its leaders would do by the statement on any day."""
        return self._pairs(statement, product(self._states(statement.subject), self._states(statement.object)))

    def _pairs(self, statement: Statement, ends: Iterable[tuple[str, str]]) -> set[Triple]:
        if statement.predicate not in self.lifting:
            return set()
        pairs = set(ends) - {(statement.subject, statement.object)}
        return {(one, statement.predicate, other) for one, other in pairs if one != other}

    def _state(self, actor: str, day: date) -> str:
        return next((tenure.of for tenure in self.tenures.get(actor, ()) if tenure.holds_at(day)), actor)

    def _states(self, actor: str) -> list[str]:
        return [actor, *(tenure.of for tenure in self.tenures.get(actor, ()))]

    @cached_property
    def _back(self) -> Mapping[str, frozenset[Step]]:
        back: defaultdict[str, set[Step]] = defaultdict(set)
        for relation, steps in self.steps.items():
            for other, swapped in steps:
                back[other].add((relation, swapped))
        return {key: frozenset(to) for key, to in back.items()}


def _reached(triple: Triple, steps: Mapping[str, frozenset[Step]]) -> set[Triple]:
    found, waiting = set[Triple](), [triple]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            subject, predicate, value = one
            waiting += [(value, to, subject) if swapped else (subject, to, value) for to, swapped in steps.get(predicate, ())]
    return found


def _tenures(backend: Backend) -> dict[str, tuple[Tenure, ...]]:
    """The offices of each person in states, the latest first."""
    rows = backend.query(_TENURES, [BACKGROUND])
    assert isinstance(rows, ox.QuerySolutions)
    found: defaultdict[str, list[Tenure]] = defaultdict(list)
    for row in rows:
        tenure = Tenure(row["office"].value, row["of"].value, day_of(row["from"], first_day), day_of(row["to"], last_day))
        found[row["person"].value].append(tenure)
    return {
        person: tuple(sorted(held, key=lambda tenure: (tenure.start or date.min, tenure.of, tenure.office), reverse=True))
        for person, held in found.items()
    }


def day_of(term: ox.Literal | None, read: Callable[[str], date]) -> date | None:
    """The day that a literal says, if it says one, in one of the ways to read a year or a month."""
    try:
        return read(term.value[:10]) if term else None
    except ValueError:  # kg check names it
        return None


def _text(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value


def triples_of(quads: Iterable[ox.Quad]) -> Iterator[Triple]:
    """The triples among the quads whose ends are IRIs."""
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.predicate.value, quad.object.value


def quad_of(triple: Triple, graph: ox.DefaultGraph | ox.NamedNode) -> ox.Quad:
    """The triple in the graph."""
    subject, predicate, value = map(ox.NamedNode, triple)
    return ox.Quad(subject, predicate, value, graph)


def infer(store: Store) -> int:
    """Replace `kg:inferred` by all that follows from what is now in the store; how many triples that are.

    Each change of a document or a review keeps it true; this is for a new background.
    """
    store.replace_graph(INFERRED, inferences(store.backend, store.rules))
    return sum(1 for quad in store.triples(graph=INFERRED) if quad.predicate.value != DERIVED)


def inferences(backend: Backend, rules: Rules) -> Iterator[ox.Quad]:
    """What follows from what is now in the store: as often as it follows, and though it may be known already."""
    for relation in map(ox.NamedNode, rules.steps):
        for triple in triples_of((*backend.quads(None, relation, None, FACTS), *backend.quads(None, relation, None, BACKGROUND))):
            yield from (quad_of(follows, INFERRED) for follows in rules.consequences(triple) - {triple})
    for name, said, day in _asserted(backend, rules):
        for triple in rules.lifted(said, [day]):
            yield link(triple, name)
            yield from (quad_of(follows, INFERRED) for follows in rules.consequences(triple))


def _asserted(backend: Backend, rules: Rules) -> Iterator[tuple[ox.NamedNode, Statement, date]]:
    """The statements of relations that lift to states, as often as dated evidence asserts them."""
    rows = backend.query(_ASSERTED % " ".join(f"<{relation}>" for relation in sorted(rules.lifting)), [FACTS, REVIEWS])
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        day = day_of(row["from"] or row["published"], first_day)
        if day:
            yield row["statement"], Statement(row["subject"].value, row["predicate"].value, row["object"].value), day


def link(triple: Triple, statement: ox.NamedNode) -> ox.Quad:
    """The tie of a lifted triple to the statement it was lifted from."""
    return ox.Quad(ox.NamedNode(Statement(*triple).iri), ox.NamedNode(DERIVED), statement, INFERRED)
