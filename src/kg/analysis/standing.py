"""Standing ties: the memberships and agreements known beforehand, as edges with the time for which they stand.

A membership ties a state to its organization. An agreement of few parties ties each pair of them, for as long as both are bound and both
exist; one of many parties is left to the organization that it founds, for a treaty of all says little about any two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

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
_LIVES = """
SELECT ?thing ?begin ?end WHERE {
  ?thing a ?kind FILTER (?kind IN (kg:State, kg:Organization))
  OPTIONAL { ?thing schema:startDate ?begin } OPTIONAL { ?thing schema:endDate ?end }
}"""


@dataclass(frozen=True, slots=True)
class Standing:
    """That two actors stood in a relation, because of `source`, a membership's organization or an agreement, from `start` to `end`."""

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
    """A member or a party, for the time in which it belongs to the whole."""

    name: str
    start: date | None
    end: date | None


def standing_ties(store: Store, at: date | None = None) -> list[Standing]:
    """The ties that memberships and agreements of the store's background give, on the day or ever, in a fixed order."""
    found = [tie for tie in (*_memberships(store, at), *_agreements(store)) if tie.stands_at(at)]
    return sorted(set(found), key=lambda tie: (tie.subject, tie.object, tie.relation, tie.source, tie.start or date.min))


def _memberships(store: Store, at: date | None) -> Iterator[Standing]:
    """Members of alliances and communities, and of small forums."""
    ties: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in store.select(_MEMBERS, inferred=False):
        start, end = _day(row["from"]) or _day(row["begin"]), _last(row["to"]) or _last(row["end"])
        whole = row["whole"].value
        ties[whole, row["purpose"].value].append(Standing(row["part"].value, str(KG.memberOf), whole, whole, start, end))
    for (_, purpose), members in ties.items():
        small = len({tie.subject for tie in members if tie.stands_at(at)}) <= FORUM
        if purpose in (str(KG.alliance), str(KG.community)) or (purpose == str(KG.forum) and small):
            yield from members


def _agreements(store: Store) -> Iterator[Standing]:
    lives = {row["thing"].value: (_day(row["begin"]), _last(row["end"])) for row in store.select(_LIVES, inferred=False)}
    parties: dict[str, set[_Part]] = defaultdict(set)
    relations: dict[str, str] = {}
    for row in store.select(_PARTIES, inferred=False):
        whole, part = row["whole"].value, row["part"].value
        begin, end = lives.get(part, (None, None))
        start = _latest(_day(row["from"]) or _day(row["begin"]), begin)
        parties[whole].add(_Part(part, start, _earliest(_last(row["to"]) or _last(row["end"]), end)))
        relation = row["duty"] or row["relation"]
        if relation:
            relations[whole] = relation.value
    for whole, relation in relations.items():
        if len({part.name for part in parties[whole]}) <= PARTIES:
            yield from _pairs(whole, relation, parties[whole])


def _pairs(whole: str, relation: str, parties: set[_Part]) -> Iterator[Standing]:
    """Each pair of parties, for the time in which both are bound, if there is any."""
    for one, two in combinations(sorted(parties, key=lambda part: (part.name, part.start or date.min)), 2):
        start, end = _latest(one.start, two.start), _earliest(one.end, two.end)
        if one.name != two.name and (start is None or end is None or start <= end):
            yield Standing(one.name, relation, two.name, whole, start, end)


def _latest(one: date | None, two: date | None) -> date | None:
    return max(one, two) if one and two else one or two


def _earliest(one: date | None, two: date | None) -> date | None:
    return min(one, two) if one and two else one or two


def _day(term: Any) -> date | None:
    return None if term is None else first_day(term.value)


def _last(term: Any) -> date | None:
    return None if term is None else last_day(term.value)
