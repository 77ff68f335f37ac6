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

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from operator import itemgetter
from typing import Literal, get_args

from kg.extraction.statements import Interval, Statement, days_in
from kg.graph.claims import Claim, read_claims
from kg.graph.explanations import Steps, premises, read_steps
from kg.graph.store import Store
from kg.graph.witnesses import Verdict, Witness, verdicts, witnesses_of

Kind = Literal["denied", "dated differently"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEEK = 7  # days

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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The two sides of a conflict as claims."""

    statement: Statement
    kind: Kind
    one: tuple[Claim, ...]
    other: tuple[Claim, ...]


def conflicts(store: Store, kinds: Iterable[Kind] = KINDS) -> list[Conflict]:
    """Where documents contradict each other, in the order of the statements; see the module for what counts as such."""
    found = contradictions(list(read_claims(store)), store, kinds)
    known = verdicts(store, {one.statement.iri for one in found})
    pieces = {claim.evidence: claim.statement for one in found for claim in (*one.one, *one.other)}
    order = {
        witness.evidence.iri: (witness.evidence.statement, place, witness) for place, witness in enumerate(witnesses_of(store, pieces))
    }

    def told(side: Iterable[Claim]) -> tuple[Witness, ...]:
        return tuple(witness for *_, witness in sorted((order[claim.evidence] for claim in side), key=itemgetter(0, 1)))

    judged = [Conflict(one.statement, one.kind, told(one.one), told(one.other), known.get(one.statement.iri)) for one in found]
    return sorted(judged, key=lambda c: (c.statement, c.kind, str(c.one[0].evidence.valid or ""), str(c.other[0].evidence.valid or "")))


def contradictions(claims: Collection[Claim], store: Store, kinds: Iterable[Kind] = KINDS) -> list[Contradiction]:
    """The conflicts among the claims of a store."""
    wanted, steps = set(kinds), read_steps(store)
    found: list[Contradiction] = []
    if "denied" in wanted:
        found += _denied(claims, steps)
    if "dated differently" in wanted:
        events = {
            row["relation"].value: int(row["within"].value) if row["within"] else WEEK for row in store.select(_EVENTS, inferred=False)
        }
        found += _dated(claims, steps, events)
    return found


def _denied(claims: Collection[Claim], steps: Steps) -> Iterator[Contradiction]:
    against: defaultdict[Statement, set[Statement]] = defaultdict(set)
    for denied in {claim.statement for claim in claims if claim.status == "denied"}:
        for premise in premises(denied, steps):
            against[premise].add(denied)
    yes, no = (_by_statement(claim for claim in claims if claim.status == status) for status in ("asserted", "denied"))
    sides: defaultdict[Statement, set[Statement]] = defaultdict(set)
    for said in against.keys() & yes.keys():
        sides[_either_way(said, steps)].add(said)
    for key, group in sides.items():
        asserting = [claim for said in group for claim in yes[said]]
        denying = [claim for denied in set().union(*(against[said] for said in group)) for claim in no[denied]]
        one = _contradicting(asserting, denying)
        if one:
            yield Contradiction(key, "denied", one, _contradicting(denying, one))


def _by_statement(claims: Iterable[Claim]) -> Mapping[Statement, list[Claim]]:
    found: defaultdict[Statement, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.statement].append(claim)
    return found


def _contradicting(claims: Iterable[Claim], others: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims that one of the others contradicts: it stands in another document, and the two may speak of the same time.

    Of the others that begin up to a day, the two that end last, of different documents, are enough to know.
    """
    ordered = sorted((*_days(other), other.document) for other in others)
    starts = [start for start, *_ in ordered]
    latest: list[dict[str, date]] = [{}]
    for _, end, document in ordered:
        ends = latest[-1] | {document: max(end, latest[-1].get(document, end))}
        latest.append(dict(sorted(ends.items(), key=itemgetter(1))[-2:]))

    def contradicted(claim: Claim) -> bool:
        first, last = _days(claim)
        ends = latest[bisect_right(starts, last)]
        return any(end >= first and document != claim.document for document, end in ends.items())

    return tuple(filter(contradicted, claims))


def _days(claim: Claim) -> tuple[date, date]:
    """The first and the last day of which the claim may speak."""
    valid = claim.valid
    return (valid and valid.start) or date.min, (valid and valid.end) or date.max


def _dated(claims: Iterable[Claim], steps: Steps, events: Mapping[str, int]) -> Iterator[Contradiction]:
    groups: defaultdict[Statement, defaultdict[tuple[Interval, Interval], list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if claim.status == "asserted" and claim.valid:
            groups[_either_way(claim.statement, steps)][claim.valid, _period(claim)].append(claim)
    for key, sides in groups.items():
        if len(sides) > 1:
            yield from _differing(key, sides, events.get(key.predicate))


def _differing(
    statement: Statement, sides: Mapping[tuple[Interval, Interval], Sequence[Claim]], within: int | None
) -> Iterator[Contradiction]:
    """The pairs of times that contradict each other: of an event that happens once within so many days, or of a state of affairs."""
    ordered = sorted(sides, key=lambda times: (str(times[0]), str(times[1])))
    documents = [{claim.document for claim in sides[times]} for times in ordered]
    for one, other in sorted(_near(ordered) if within is None else _within(ordered, within)):
        if not documents[one] & documents[other]:
            yield Contradiction(statement, "dated differently", tuple(sides[ordered[one]]), tuple(sides[ordered[other]]))


def _within(times: Sequence[tuple[Interval, Interval]], within: int) -> Iterator[tuple[int, int]]:
    """The pairs of different times, by their places, that lie together within so many days."""
    starts = sorted((said.start, place) for place, (said, _) in enumerate(times) if said.start and said.end)
    for number, (start, one) in enumerate(starts):
        for later, other in islice(starts, number + 1, None):
            if (later - start).days > within:
                break
            if _differ_as_events(times[one][0], times[other][0], within):
                yield min(one, other), max(one, other)


def _near(times: Sequence[tuple[Interval, Interval]]) -> Iterator[tuple[int, int]]:
    """The pairs of periods, by their places, that overlap and begin or end differently."""
    lasting = [place for place, (said, _) in enumerate(times) if "/" in str(said)]
    starts = sorted((times[place][1].start or date.min, place) for place in lasting)
    for number, (_, one) in enumerate(starts):
        for later, other in islice(starts, number + 1, None):
            if later > (times[one][1].end or date.max):
                break
            if _differ_as_periods(times[one], times[other]):
                yield min(one, other), max(one, other)


def _differ_as_events(one: Interval, other: Interval, within: int) -> bool:
    if not (one.start and one.end and other.start and other.end) or _share_a_day(one, other):
        return False
    return max(one.end, other.end) - min(one.start, other.start) <= timedelta(days=within)


def _differ_as_periods(one: tuple[Interval, Interval], other: tuple[Interval, Interval]) -> bool:
    """Whether two times FROM or TO, each as it is said and as long as it lasts, overlap and begin or end differently."""
    (said, lasts), (also_said, also_lasts) = one, other
    if not _share_a_day(lasts, also_lasts):
        return False
    begins = said.start and also_said.start and not _share_a_day(_from(said.start), _from(also_said.start))
    ends = said.end and also_said.end and not _share_a_day(_to(said.end), _to(also_said.end))
    return bool(begins or ends)


def _period(claim: Claim) -> Interval:
    """How long what is claimed certainly lasts."""
    said = claim.valid
    assert said
    return Interval(said.start or said.end, said.end or claim.published or said.start)


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


def _share_a_day(one: Interval, other: Interval) -> bool:
    return (one.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (one.end or date.max)


def _either_way(said: Statement, steps: Steps) -> Statement:
    """The same statement for both directions of a symmetric relation."""
    turned = Statement(said.object, said.predicate, said.subject)
    return min(said, turned) if ("symmetric", said.predicate) in steps.get(said.predicate, ()) else said
