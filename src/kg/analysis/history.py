"""The history: the blocs and the measures of the system at each step of time, and what happened meanwhile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import networkx as nx

from kg.analysis.balance import balance
from kg.analysis.blocs import blocs, members_of, organization_like, strength_within
from kg.analysis.frustration import Frustration, frustration_index
from kg.analysis.ledger import Ledger
from kg.analysis.polarization import polarization
from kg.analysis.snapshots import MEMBERSHIP, signed_at
from kg.analysis.witnesses import overlaps
from kg.knowledge.terms import BASE

Unit = Literal["year", "month"]
Names = Mapping[str, str]
YEARS = 8
"""A history of more years goes by years, a shorter one by months."""
EVENTS = 14
SECONDS = 2.0
"""So long each moment's best division is searched for, from that of the moment before; that of the seeds is found in a quarter of it."""
KNOWN_SINCE = date(1945, 9, 2)
"""From the end of the Second World War on the seeds know memberships, agreements and conflicts."""
MEASURES = ("polarization", "frustration", "balance", "blocs")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with the number of each state's bloc, and the measures of the system by their names; None where nothing can be measured."""

    day: date
    blocs: Mapping[str, int]
    measures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Event:
    """What tied or parted most on a day: an agreement, a conflict, an organization or a statement, with its name by language."""

    day: date
    label: Names
    weight: float


@dataclass(frozen=True, slots=True)
class History:
    """The moments in order, the names of their blocs by number and language, the chief events, and the unit of time between two moments."""

    moments: tuple[Moment, ...]
    names: Mapping[int, Names]
    events: tuple[Event, ...]
    unit: Unit = "year"


def read_history(
    archive: nx.MultiDiGraph[str], days: Sequence[date] | None = None, report: Callable[[date], None] = lambda _: None
) -> History:
    """The history of the archive's states on these days, by default the last of each year, or month, from its first tie to its last.

    Blocs are found from one moment to the next, so that each keeps its number. `report` is told of each day before it is measured.
    """
    unit, own = steps(archive)
    ledger = Ledger.of(archive)
    moments: list[Moment] = []
    division: Frustration | None = None
    unused = 0
    strength: defaultdict[int, Counter[str]] = defaultdict(Counter)
    alike: defaultdict[int, list[str | None]] = defaultdict(list)
    for day in own if days is None else days:
        report(day)
        graph = signed_at(archive, day, ledger=ledger)
        found = blocs(graph, moments[-1].blocs if moments else None, unused=unused)
        division = frustration_index(graph, seconds=SECONDS, near=division)
        unused = max(unused, *(bloc + 1 for bloc in found.values())) if found else unused
        moments.append(Moment(day, found, _measured(graph, found, division)))
        within, organizations = strength_within(graph, found), members_of_organizations(archive, day)
        for bloc, members in members_of(found).items():
            strength[bloc].update({member: within[member] for member in members})
            alike[bloc].append(organization_like(members, organizations))
    names = {bloc: _name(archive, alike[bloc], strength[bloc]) for bloc in sorted(strength)}
    return History(tuple(moments), names, tuple(chief_events(archive)), unit)


def _measured(graph: nx.Graph[str], found: Mapping[str, int], division: Frustration) -> dict[str, float | None]:
    """The measures of the system, by name: those of `MEASURES`."""
    ties = graph.number_of_edges()
    return {
        "polarization": polarization(graph, found),
        "frustration": division.index / ties if ties else None,
        "balance": balance(graph),
        "blocs": float(len(set(found.values()))) if ties else None,
    }


def steps(archive: nx.MultiDiGraph[str]) -> tuple[Unit, list[date]]:
    """The unit of time that suits the archive, and the last day of each from the first to the last beginning of a tie."""
    begun = _beginnings(archive)
    if not begun:
        return "year", []
    unit: Unit = "year" if max(begun).year - min(begun).year >= YEARS else "month"
    return unit, days_between(min(begun), max(begun), unit)


def last_day(archive: nx.MultiDiGraph[str]) -> date | None:
    """The last day on which a tie begins of which documents tell; without documents, any tie; None without any."""
    return max(_told(archive), default=None) or max(_known(archive), default=None)


def _beginnings(archive: nx.MultiDiGraph[str]) -> list[date]:
    return [*_told(archive), *_known(archive)]


def _told(archive: nx.MultiDiGraph[str]) -> Iterator[date]:
    """When each tie begins of which documents tell."""
    for *_, tie in archive.edges(data=True):
        if tie["evidence"][0].quote and tie["sign"] is not None:
            yield from (start for start, _ in tie["spans"] if start)


def _known(archive: nx.MultiDiGraph[str]) -> Iterator[date]:
    """When each tie begins that is known beforehand, not before all of these are."""
    for *_, tie in archive.edges(data=True):
        if not tie["evidence"][0].quote and tie["sign"] is not None:
            yield from (max(start, KNOWN_SINCE) for start, _ in tie["spans"] if start)


def days_between(first: date, last: date, unit: str) -> list[date]:
    """The last day of each year, or month, from that of the first day to that of the last.

    >>> [str(day) for day in days_between(date(2023, 12, 5), date(2024, 2, 1), "month")]
    ['2023-12-31', '2024-01-31', '2024-02-29']
    """
    if unit == "year":
        return [date(year, 12, 31) for year in range(first.year, last.year + 1)]
    return [_end_of_month(number) for number in range(first.year * 12 + first.month, last.year * 12 + last.month + 1)]


def _end_of_month(number: int) -> date:
    """The last day of a month, which is counted from January of the year 0 as 1."""
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)


def members_of_organizations(archive: nx.MultiDiGraph[str], day: date) -> dict[str, set[str]]:
    """The members of each organization on the day."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for subject, object_, tie in archive.edges(data=True):
        if tie["name"] == MEMBERSHIP and tie["status"] == "asserted" and any(overlaps(span, day, day) for span in tie["spans"]):
            members[object_].add(subject)
    return dict(members)


def _name(archive: nx.MultiDiGraph[str], alike: Sequence[str | None], strength: Counter[str]) -> Names:
    """The organization that is most like the bloc most of the time, else its two leading states."""
    whole, times = Counter(alike).most_common(1)[0]
    chief = [whole] if whole and 2 * times > len(alike) else sorted(strength, key=lambda state: (-strength[state], state))[:2]
    return {language: "–".join(_label(archive, actor)[language] for actor in chief) for language in ("en", "de")}


def chief_events(archive: nx.MultiDiGraph[str], most: int = EVENTS) -> list[Event]:
    """The agreements, conflicts, foundings and statements that tied or parted the most actors, times how strongly, each of another year."""
    actors: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    strength: dict[str, float] = {}
    names: dict[str, Names] = {}
    for subject, object_, tie in archive.edges(data=True):
        if tie["sign"] and tie["first"] and tie["status"] != "denied" and tie.get("review") != "rejected":
            standing = str(tie["evidence"][0].document or "").startswith(f"{BASE}id/")
            cause = tie["evidence"][0].document if standing else f"{subject} {tie['relation']} {object_}"
            actors[tie["first"], cause].update({subject} if tie["name"] == MEMBERSHIP else {subject, object_})
            strength[cause] = max(tie["strength"], strength.get(cause, 0.0))
            names[cause] = _label(archive, cause) if standing else _said(archive, subject, tie, object_)
    weights = {(day, cause): len(those) * strength[cause] for (day, cause), those in actors.items()}
    ranked = sorted(weights, key=lambda found: (-weights[found], found))
    return sorted(_apart(Event(day, names[cause], weights[day, cause]) for day, cause in ranked)[:most], key=lambda event: event.day)


def _apart(events: Iterable[Event]) -> list[Event]:
    """The events, each of another year."""
    once: dict[int, Event] = {}
    for event in events:
        once.setdefault(event.day.year, event)
    return list(once.values())


def _said(archive: nx.MultiDiGraph[str], subject: str, tie: Mapping[str, Any], object_: str) -> Names:
    ends = _label(archive, subject), _label(archive, object_)
    return {language: f"{ends[0][language]} {tie['label'][language]} {ends[1][language]}" for language in ("en", "de")}


def _label(archive: nx.MultiDiGraph[str], actor: str) -> Names:
    known: Names | None = archive.nodes[actor].get("label") if actor in archive else archive.graph.get("sources", {}).get(actor)
    return known or dict.fromkeys(("en", "de"), actor.rpartition("/")[2].replace("_", " "))
