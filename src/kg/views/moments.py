"""The history as the page keeps it: steps of time, and at each the measures, the blocs and the events."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.analysis.witnesses import Span, Witness
from kg.views.colours import told_apart

if TYPE_CHECKING:
    from kg.analysis.history import History, Moment

COLOURS = 8  # that the page has for blocs
MOST_EVENTS = 24  # more marks than these would hide each other


def moments_data(history: History | None) -> dict[str, Any]:
    """The page's `steps`, `measures`, `blocs` and `events`; without a history each is empty."""
    moments = history.moments if history else ()
    days = [moment.day.isoformat() for moment in moments]
    return {
        "steps": {"unit": history.unit if history else "year", "days": days},
        "measures": {name: [moment.measures.get(name) for moment in moments] for name in _measures(moments)},
        "blocs": _blocs(history) if history else [],
        "events": _events(history, days) if history else [],
    }


def _measures(moments: Iterable[Moment]) -> list[str]:
    return list(dict.fromkeys(name for moment in moments for name in moment.measures))


def _blocs(history: History) -> list[dict[str, Any]]:
    """Each bloc with its names and its colour, and for each member the first and last step of each stay."""
    steps: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for step, moment in enumerate(history.moments):
        for member, bloc in moment.blocs.items():
            steps[bloc][member].append(step)
    colours = told_apart({bloc: Counter(step for found in members.values() for step in found) for bloc, members in steps.items()}, COLOURS)
    return [
        {
            "id": bloc,
            "names": dict(history.names.get(bloc, {})),
            "colour": colours.get(bloc),
            "members": {member: runs(found) for member, found in sorted(members.items())},
        }
        for bloc, members in sorted(steps.items())
    ]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last number of each run of consecutive ones.

    >>> runs([1, 2, 3, 7, 9, 10])
    [(1, 3), (7, 7), (9, 10)]
    """
    ordered = sorted(numbers)
    breaks = [(one, two) for one, two in pairwise(ordered) if two != one + 1]
    return list(zip([*ordered[:1], *(two for _, two in breaks)], [*(one for one, _ in breaks), *ordered[-1:]], strict=True))


def _events(history: History, days: list[str]) -> list[dict[str, Any]]:
    """The weightiest events, in the order of time, each at the first step that ends after it."""
    heavy = sorted(history.events, key=lambda event: (-event.weight, event.day))[:MOST_EVENTS]
    found = [(bisect_left(days, event.day.isoformat()), event) for event in sorted(heavy, key=lambda event: event.day)]
    return [{"step": step, "names": dict(event.label), "day": event.day.isoformat()} for step, event in found if step < len(days)]


def spans_of(tie: Mapping[str, Any]) -> list[tuple[str | None, str | None]]:
    """When the tie counts, as the page keeps it; a tie whose spans nobody worked out counts when its evidence speaks."""
    found: Iterable[Span] = tie["spans"] if "spans" in tie else filter(None, map(_speaks, tie["evidence"]))
    return sorted({(_text(first), _text(last)) for first, last in found}, key=repr)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _speaks(witness: Witness) -> Span | None:
    valid = witness.valid
    if valid is None:
        return (witness.published, witness.published) if witness.published else None
    if witness.lasts:
        return valid.start, valid.end
    return valid.start or valid.end, valid.end or valid.start
