"""Standing ties: the memberships, agreements and conflicts known beforehand, as edges with the time for which they stand.

A membership ties a state to its organization. An agreement of few parties ties each pair of them, for as long as both are bound and both
exist; one of many parties is left to the organization that it founds, for a treaty of all says little about any two.
A conflict ties each actor of one side with each of the other, once for each pair; in sanctions the one who imposes them is the subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any

from kg.analysis.witnesses import Span
from kg.graph.store import Store
from kg.knowledge.entities import first_day, last_day
from kg.knowledge.terms import BASE, KG, hashed

PARTIES = 6
"""An agreement of more parties ties no pair of them."""
FORUM = 12
"""A forum of more members ties none of them: it is a place to meet, for rivals too."""

_MEMBERS = """
SELECT ?whole ?part ?purpose ?from ?to ?begin ?end WHERE {
  ?whole kg:hasMember ?node ; kg:purpose ?purpose . ?node kg:member ?part .
  OPTIONAL { ?node schema:startDate ?from } OPTIONAL { ?node schema:endDate ?to }
  OPTIONAL { ?whole schema:startDate ?begin } OPTIONAL { ?whole schema:endDate ?end }
}"""
_PARTIES = """
SELECT ?whole ?part ?relation ?duty ?from ?to ?begin ?end WHERE {
  ?whole a kg:Agreement .
  { ?whole kg:party ?part } UNION {
    ?whole kg:hasParty ?node . ?node kg:member ?part .
    OPTIONAL { ?node schema:startDate ?from } OPTIONAL { ?node schema:endDate ?to }
  }
  OPTIONAL { ?whole kg:kind/kg:gives ?relation }
  OPTIONAL { ?whole kg:obligation/kg:gives ?duty }
  OPTIONAL { ?whole schema:startDate ?begin } OPTIONAL { ?whole schema:endDate ?end }
}"""
_SIDES = """
SELECT ?whole ?part ?relation ?side ?begin ?end WHERE {
  ?whole a kg:Conflict ; kg:kind/kg:gives ?relation .
  { ?whole kg:side ?side . ?side kg:member ?part } UNION { ?whole ?side ?part FILTER (?side IN (kg:by, kg:against)) }
  OPTIONAL { ?whole schema:startDate ?begin } OPTIONAL { ?whole schema:endDate ?end }
}"""
_LIVES = """
SELECT ?thing ?begin ?end WHERE {
  ?thing a ?kind FILTER (?kind IN (kg:State, kg:Organization))
  OPTIONAL { ?thing schema:startDate ?begin } OPTIONAL { ?thing schema:endDate ?end }
}"""


@dataclass(frozen=True, slots=True)
class Standing:
    """That two actors stood in a relation, because of `source`, an organization, an agreement or a conflict, from `start` to `end`."""

    subject: str
    relation: str
    object: str
    source: str
    start: date | None
    end: date | None

    @property
    def key(self) -> str:
        """An IRI for the tie, the same in every run."""
        return f"{BASE}standing/{hashed(self.subject, self.relation, self.object, self.source, str(self.start))}"

    def stands_at(self, day: date | None) -> bool:
        """Whether the tie stands on the day; without a day, whether it ever did."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day <= self.end))


@dataclass(frozen=True, slots=True)
class _Part:
    """A member, a party or one of a side, for the time in which it belongs to the whole."""

    name: str
    start: date | None
    end: date | None


def standing_ties(store: Store, at: date | None = None) -> list[Standing]:
    """The ties that memberships, agreements and conflicts of the store's background give, on the day or ever, in a fixed order."""
    lives = _lives(store)
    found = [tie for tie in (*_memberships(store, lives, at), *_agreements(store, lives), *_conflicts(store, lives)) if tie.stands_at(at)]
    return sorted(set(found), key=lambda tie: (tie.subject, tie.object, tie.relation, tie.source, tie.start or date.min))


def _memberships(store: Store, lives: Mapping[str, Span], at: date | None) -> Iterator[Standing]:
    """Members of alliances and communities, and of small forums, as long as they exist."""
    ties: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in store.select(_MEMBERS, inferred=False):
        whole, part = row["whole"].value, row["part"].value
        begin, end = lives.get(part, (None, None))
        start = _latest(_day(row["from"]) or _day(row["begin"]), begin)
        end = _earliest(_last(row["to"]) or _last(row["end"]), end)
        ties[whole, row["purpose"].value].append(Standing(part, str(KG.memberOf), whole, whole, start, end))
    for (_, purpose), members in ties.items():
        small = len({tie.subject for tie in members if tie.stands_at(at)}) <= FORUM
        if purpose in (str(KG.alliance), str(KG.community)) or (purpose == str(KG.forum) and small):
            yield from members


def _lives(store: Store) -> dict[str, Span]:
    return {row["thing"].value: (_day(row["begin"]), _last(row["end"])) for row in store.select(_LIVES, inferred=False)}


def _agreements(store: Store, lives: Mapping[str, Span]) -> Iterator[Standing]:
    parties: dict[str, set[_Part]] = defaultdict(set)
    relations: dict[str, str] = {}
    for row in store.select(_PARTIES, inferred=False):
        whole, part = row["whole"].value, row["part"].value
        begin, end = lives.get(part, (None, None))
        start = _latest(_day(row["from"]) or _day(row["begin"]), begin)
        parties[whole].add(_Part(part, start, _earliest(_last(row["to"]) or _last(row["end"]), end)))
        relation = row["duty"] or row["relation"]
        if relation:
            relations[whole] = min(relation.value, relations.get(whole, relation.value))  # the same one in every run
    for whole, relation in relations.items():
        if len({part.name for part in parties[whole]}) <= PARTIES:
            yield from _ties(whole, relation, combinations(sorted(parties[whole], key=_order), 2))


def _conflicts(store: Store, lives: Mapping[str, Span]) -> Iterator[Standing]:
    sides: dict[tuple[str, str], dict[str, set[_Part]]] = defaultdict(lambda: defaultdict(set))
    for row in store.select(_SIDES, inferred=False):
        part = row["part"].value
        begin, end = lives.get(part, (None, None))
        lasting = _Part(part, _latest(_day(row["begin"]), begin), _earliest(_last(row["end"]), end))
        sides[row["whole"].value, row["relation"].value][row["side"].value].add(lasting)
    for (whole, relation), facing in sides.items():
        directed = str(KG.by) in facing
        for one, two in combinations(sorted(facing, key=lambda side: side != str(KG.by)), 2):
            pairs = product(facing[one], facing[two])
            yield from _ties(whole, relation, pairs if directed else (sorted(pair, key=_order) for pair in pairs))


def _ties(whole: str, relation: str, pairs: Iterable[Sequence[_Part]]) -> Iterator[Standing]:
    """The tie of each pair, for the time in which both belong to the whole, if there is any."""
    for one, two in pairs:
        start, end = _latest(one.start, two.start), _earliest(one.end, two.end)
        if one.name != two.name and (start is None or end is None or start <= end):
            yield Standing(one.name, relation, two.name, whole, start, end)


def _order(part: _Part) -> tuple[str, date]:
    return part.name, part.start or date.min


def _latest(one: date | None, two: date | None) -> date | None:
    return max(one, two) if one and two else one or two


def _earliest(one: date | None, two: date | None) -> date | None:
    return min(one, two) if one and two else one or two


def _day(term: Any) -> date | None:
    return None if term is None else first_day(term.value)


def _last(term: Any) -> date | None:
    return None if term is None else last_day(term.value)
