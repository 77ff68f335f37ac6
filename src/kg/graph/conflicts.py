"""Conflicts: where documents contradict each other, over whether something is so, or over when it was.

*Denied*: one document asserts a statement, and another denies it, or denies what follows from it by a symmetric, inverse or super-property;
unless both say when, and no day is common to the two.

*Dated differently*: two documents assert a statement, and

* for an event (a relation with kg:halfLife or kg:onceWithin) they give times without a common day, which lie together within
  kg:onceWithin, a week where the ontology says nothing: what lies farther apart may have happened twice;
* for a state of affairs they give periods that overlap, but begin, or end, on different days: periods that do not overlap may be two.
  A period without end lasts until the day of publication, and a FROM on a first of January or of a month may stand for the year or month.

A document that gives both times speaks of two events, and contradicts none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal, get_args

import pyoxigraph as ox

from kg.extraction.statements import Interval, Statement, days_in
from kg.graph.explanations import Steps, premises, read_steps
from kg.graph.store import Store
from kg.graph.witnesses import Verdict, Witness, chunks, read_witnesses, verdicts

Kind = Literal["denied", "dated differently"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEEK = 7  # days

_DENIED = """
SELECT DISTINCT ?subject ?predicate ?object WHERE {
  ?evidence kg:status kg:denied .
  ?statement kg:evidence ?evidence ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}"""
_ASSERTED = "SELECT DISTINCT ?statement WHERE {{ VALUES ?statement {{ {names} }} ?statement kg:evidence/kg:status kg:asserted }}"
_DATED = """
SELECT DISTINCT ?subject ?predicate ?object ?document ?from ?to WHERE {
  ?statement kg:evidence ?evidence ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  ?evidence kg:status kg:asserted ; prov:hadPrimarySource ?document .
  { ?evidence kg:validFrom ?any } UNION { ?evidence kg:validTo ?any }
  OPTIONAL { ?evidence kg:validFrom ?from }
  OPTIONAL { ?evidence kg:validTo ?to }
}"""
_EVENTS = """
SELECT ?relation ?within WHERE {
  { ?relation kg:halfLife ?life } UNION { ?relation kg:onceWithin ?life }
  OPTIONAL { ?relation kg:onceWithin ?within }
}"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides of witnesses that contradict each other over a statement, which both assert unless the other side denies it.

    `verdict` is what the reviewers think of the statement.
    """

    statement: Statement
    kind: Kind
    one: tuple[Witness, ...]
    other: tuple[Witness, ...]
    verdict: Verdict | None = None


def conflicts(store: Store, kinds: Iterable[Kind] = KINDS) -> list[Conflict]:
    """Where documents contradict each other, in the order of the statements; see the module for what counts as such."""
    wanted, steps = set(kinds), read_steps(store)
    found = [*(_denied(store, steps) if "denied" in wanted else ()), *(_dated(store, steps) if "dated differently" in wanted else ())]
    known = verdicts(store, {conflict.statement.iri for conflict in found})
    judged = [Conflict(c.statement, c.kind, c.one, c.other, known.get(c.statement.iri)) for c in found]
    return sorted(judged, key=lambda c: (c.statement, c.kind, str(_time(c.one[0])), str(_time(c.other[0]))))


def _denied(store: Store, steps: Steps) -> Iterator[Conflict]:
    against: defaultdict[Statement, set[Statement]] = defaultdict(set)
    for row in store.select(_DENIED, inferred=False):
        denied = _statement(row)
        for premise in premises(denied, steps):
            against[premise].add(denied)
    asserted = _asserted(store, against)
    sides: defaultdict[Statement, set[Statement]] = defaultdict(set)
    for said in asserted:
        sides[_either_way(said, steps)].add(said)
    denials = {denied for said in asserted for denied in against[said]}
    told = _by_statement(store, asserted | denials)
    for key, group in sides.items():
        yes = [w for said in group for w in told[said] if w.evidence.status == "asserted"]
        no = [w for denied in {d for said in group for d in against[said]} for w in told[denied] if w.evidence.status == "denied"]
        one = tuple(w for w in yes if any(_contradict(w, other) for other in no))
        if one:
            yield Conflict(key, "denied", one, tuple(w for w in no if any(_contradict(w, other) for other in one)))


def _asserted(store: Store, statements: Iterable[Statement]) -> set[Statement]:
    """Those of the statements that a document asserts."""
    by_iri = {said.iri: said for said in statements}
    rows = (row for names in chunks(by_iri) for row in store.select(_ASSERTED.format(names=names), inferred=False))
    return {by_iri[row["statement"].value] for row in rows}


def _contradict(one: Witness, other: Witness) -> bool:
    """Whether the two stand in different documents and may speak of the same time."""
    times = one.evidence.valid, other.evidence.valid
    return one.evidence.document != other.evidence.document and (not all(times) or _share_a_day(*times))


def _dated(store: Store, steps: Steps) -> Iterator[Conflict]:
    times: defaultdict[Statement, set[tuple[str | None, ...]]] = defaultdict(set)
    groups: defaultdict[Statement, set[Statement]] = defaultdict(set)
    for row in store.select(_DATED, inferred=False):
        key = _either_way(_statement(row), steps)
        groups[key].add(_statement(row))
        times[key].add(tuple(row[name].value if row[name] else None for name in ("from", "to")))
    several = {key: groups[key] for key, found in times.items() if len(found) > 1}
    told = _by_statement(store, {said for group in several.values() for said in group})
    events = {row["relation"].value: int(row["within"].value) if row["within"] else WEEK for row in store.select(_EVENTS, inferred=False)}
    for key, group in several.items():
        witnesses = [w for said in group for w in told[said] if w.evidence.status == "asserted" and w.evidence.valid]
        yield from _differing(key, witnesses, events.get(key.predicate))


def _differing(statement: Statement, witnesses: Sequence[Witness], within: int | None) -> Iterator[Conflict]:
    """The pairs of times that contradict each other: of an event that happens once within so many days, or of a state of affairs."""
    sides: defaultdict[tuple[Interval, Interval], list[Witness]] = defaultdict(list)
    for witness in witnesses:
        assert witness.evidence.valid
        sides[witness.evidence.valid, _period(witness)].append(witness)
    ordered = sorted(sides, key=lambda times: (str(times[0]), str(times[1])))
    for one, other in combinations(ordered, 2):
        differ = _differ_as_periods(one, other) if within is None else _differ_as_events(one[0], other[0], within)
        if differ and not {w.evidence.document for w in sides[one]} & {w.evidence.document for w in sides[other]}:
            yield Conflict(statement, "dated differently", tuple(sides[one]), tuple(sides[other]))


def _differ_as_events(one: Interval, other: Interval, within: int) -> bool:
    if not (one.start and one.end and other.start and other.end) or _share_a_day(one, other):
        return False
    return max(one.end, other.end) - min(one.start, other.start) <= timedelta(days=within)


def _differ_as_periods(one: tuple[Interval, Interval], other: tuple[Interval, Interval]) -> bool:
    """Whether two periods, each as it is said and as long as it lasts, overlap and begin or end differently."""
    (said, lasts), (also_said, also_lasts) = one, other
    if not all("/" in str(time) for time in (said, also_said)) or not _share_a_day(lasts, also_lasts):
        return False
    begins = said.start and also_said.start and not _share_a_day(_from(said.start), _from(also_said.start))
    ends = said.end and also_said.end and not _share_a_day(_to(said.end), _to(also_said.end))
    return bool(begins or ends)


def _period(witness: Witness) -> Interval:
    """How long what the witness says certainly lasts."""
    said = witness.evidence.valid
    assert said
    return Interval(said.start or said.end, said.end or witness.published or said.start)


def _from(day: date) -> Interval:
    """The days for which a FROM may stand.

    >>> str(_from(date(2019, 1, 1))), str(_from(date(2019, 5, 1))), str(_from(date(2019, 5, 2)))
    ('2019', '2019-05', '2019-05-02')
    """
    if day.day > 1:
        return Interval(day, day)
    last = date(day.year, 12, 31) if day.month == 1 else day.replace(day=days_in(day))
    return Interval(day, last)


def _to(day: date) -> Interval:
    """The days for which a TO may stand."""
    if day.day < days_in(day):
        return Interval(day, day)
    return Interval(date(day.year, 1, 1) if day.month == 12 else day.replace(day=1), day)


def _share_a_day(one: Interval | None, other: Interval | None) -> bool:
    assert one
    assert other
    return (one.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (one.end or date.max)


def _time(witness: Witness) -> str:
    return str(witness.evidence.valid or "")


def _statement(row: ox.QuerySolution) -> Statement:
    return Statement(row["subject"].value, row["predicate"].value, row["object"].value)


def _either_way(said: Statement, steps: Steps) -> Statement:
    """The same statement for both directions of a symmetric relation."""
    turned = Statement(said.object, said.predicate, said.subject)
    return min(said, turned) if ("symmetric", said.predicate) in steps.get(said.predicate, ()) else said


def _by_statement(store: Store, statements: Iterable[Statement]) -> Mapping[Statement, list[Witness]]:
    found: defaultdict[Statement, list[Witness]] = defaultdict(list)
    for witness in read_witnesses(store, {said.iri: said for said in statements}):
        found[witness.evidence.statement].append(witness)
    return found
