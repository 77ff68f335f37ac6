"""The timeline: memberships, agreements, conflicts and what documents say, as bars over time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import networkx as nx

from kg.analysis.history import Names, last_day
from kg.analysis.snapshots import MEMBERSHIP
from kg.analysis.witnesses import YEAR, Span, overlaps
from kg.knowledge.terms import BASE

Kind = Literal["membership", "agreement", "conflict", "statement"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST = 60
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # years between two marks of an axis


@dataclass(frozen=True, slots=True)
class Bar:
    """What lasted from its first to its last day (None is open): its name by language, and whom it tied or set against each other."""

    label: Names
    kind: Kind
    first: date | None
    last: date | None
    sign: int
    actors: tuple[str, ...]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A bar in the picture: where it begins and ends, from 0 to 1, and whether it goes on beyond either edge."""

    bar: Bar
    start: float
    end: float
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars one below another, each in a row of its own, and the time that the picture spans."""

    first: date
    last: date
    rows: tuple[Row, ...]


def bars(archive: nx.MultiDiGraph[str], actors: Collection[str] = (), most: int = MOST, period: Span = (None, None)) -> list[Bar]:
    """The weightiest bars of the archive in a period, or those of the chosen actors; who begins first stands first, then who ends first.

    An agreement or a conflict is one bar, and so is a statement of a document for each time that it counts. An organization is one bar,
    from its first membership to its last; for chosen actors each membership is. A bar weighs strength × ∛years × Σ √(ties of an actor),
    over its actors; the weightiest are taken from each kind in turn, so that none crowds out another.
    """
    found = [bar for bar in _bars(archive, frozenset(actors)) if overlaps((bar.first, bar.last), *period)]
    rank: Counter[Kind] = Counter()
    turns: list[tuple[int, int, Bar]] = []
    for bar in sorted(found, key=lambda bar: (-bar.weight, *_order(bar))):
        rank[bar.kind] += 1
        turns.append((rank[bar.kind], KINDS.index(bar.kind), bar))
    turns.sort(key=lambda turn: turn[:2])
    return sorted((bar for *_, bar in turns[:most]), key=_order)


def _order(bar: Bar) -> tuple[date, date, str, tuple[str, ...]]:
    return bar.first or date.min, bar.last or date.max, bar.label["en"], bar.actors


def _bars(archive: nx.MultiDiGraph[str], chosen: frozenset[str]) -> Iterator[Bar]:
    """A bar for each group of ties that have one cause, if it touches the chosen."""
    degree = Counter(end for *_, tie in archive.edges(data=True) for end in tie["lifted"])
    now = last_day(archive) or date.max
    groups: defaultdict[tuple[Any, ...], list[tuple[str, str, dict[str, Any], Span]]] = defaultdict(list)
    for subject, object_, key, tie in archive.edges(keys=True, data=True):
        for span in tie["spans"] if tie["sign"] is not None else ():
            groups[_cause(key, tie, span, bool(chosen))].append((subject, object_, tie, span))
    for (kind, cause, *_), ties in groups.items():
        actors = tuple(sorted({end for *_, tie, _ in ties for end in tie["lifted"]}))
        if not chosen or chosen & {*actors, *(end for subject, object_, *_ in ties for end in (subject, object_))}:
            first = None if any(first is None for *_, (first, _) in ties) else min(first for *_, (first, _) in ties if first)
            last = None if any(last is None for *_, (_, last) in ties) else max(last for *_, (_, last) in ties if last)
            years = max(((last or now) - first).days / YEAR, 1.0) if first else 1.0
            yield Bar(
                label=_label(archive, kind, cause, ties[0], chosen),
                kind=kind,
                first=first,
                last=last,
                sign=ties[0][2]["sign"],
                actors=actors,
                weight=max(tie["strength"] for *_, tie, _ in ties) * years ** (1 / 3) * sum(degree[actor] ** 0.5 for actor in actors),
            )


def _cause(key: str, tie: dict[str, Any], span: Span, single: bool) -> tuple[Any, ...]:
    """The kind of a tie, and what it has in common with the others of its bar."""
    source = str(tie["evidence"][0].document or "")
    if not source.startswith(f"{BASE}id/"):
        return "statement", key, span
    if tie["name"] == MEMBERSHIP:
        return ("membership", source, key, span) if single else ("membership", source)
    return ("conflict" if tie["sign"] < 0 else "agreement"), source


def _label(
    archive: nx.MultiDiGraph[str], kind: Kind, cause: str, tie: tuple[str, str, dict[str, Any], Span], chosen: frozenset[str]
) -> Names:
    """The name of the cause; of a membership of several actors with the member, of a statement all of it."""
    subject, object_, about, _ = tie
    ends: Sequence[Names] = archive.nodes[subject]["label"], archive.nodes[object_]["label"]
    if kind == "statement":
        return {language: f"{ends[0][language]} {about['label'][language]} {ends[1][language]}" for language in ends[0]}
    if kind == "membership" and len(chosen) == 1:
        return ends[0] if object_ in chosen else ends[1]
    if kind == "membership" and chosen:
        return {language: f"{ends[1][language]}: {ends[0][language]}" for language in ends[0]}
    known: Names = archive.graph["sources"][cause]
    return known


def read_timeline(archive: nx.MultiDiGraph[str], actors: Collection[str] = (), most: int = MOST, period: Span = (None, None)) -> Timeline:
    """The `bars` in the picture, from the year of the first bar to that of the archive's last tie, or for the period."""
    found = bars(archive, actors, most, period)
    known = [day for bar in found for day in (bar.first, bar.last) if day]
    first = period[0] or date(min((bar.first for bar in found if bar.first), default=date(1945, 1, 1)).year, 1, 1)
    last = period[1] or date(max(last_day(archive) or max(known, default=first), first).year, 12, 31)
    rows = tuple(
        Row(
            bar,
            start=share(bar.first or first, first, last),
            end=share(bar.last or last, first, last),
            before=bar.first is None or bar.first < first,
            after=bar.last is None or bar.last > last,
        )
        for bar in found
    )
    return Timeline(first, last, rows)


def share(day: date, first: date, last: date) -> float:
    """Where the day lies between the first, 0, and the last, 1.

    >>> share(date(2000, 7, 2), date(2000, 1, 1), date(2000, 12, 31))
    0.5013698630136987
    """
    return min(max((day - first).days / max((last - first).days, 1), 0.0), 1.0)


def ticks(first: date, last: date, most: int = 10) -> list[tuple[date, str]]:
    """Round years, or months where the years are few, to write on an axis of time, each with its name.

    >>> [name for _, name in ticks(date(1945, 1, 1), date(2025, 12, 31))]
    ['1950', '1960', '1970', '1980', '1990', '2000', '2010', '2020']
    >>> [name for _, name in ticks(date(2023, 11, 5), date(2024, 3, 9))]
    ['2023-12', '2024-01', '2024-02', '2024-03']
    """
    if (last - first).days < 3 * 365:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        step = next(step for step in (1, 2, 3, 6, 12) if len(months) / step <= most or step == 12)
        days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        return [(day, f"{day:%Y-%m}") for day in days if first <= day <= last]
    step = next(step for step in STEPS if (last.year - first.year) / step < most)
    years = range(-(-first.year // step) * step, last.year + 1, step)
    return [(date(year, 1, 1), str(year)) for year in years if first <= date(year, 1, 1) <= last]
