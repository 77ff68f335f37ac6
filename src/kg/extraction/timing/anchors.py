"""Where relative expressions start from, and which of several years, weeks or days of the same name is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kg.extraction.statements import Interval
from kg.extraction.timing.calendars import Unit, around
from kg.extraction.timing.clauses import Tense
from kg.reading.dates import Precision

_ORDER: tuple[Unit, ...] = ("day", "week", "month", "quarter", "half", "year", "decade", "century")

_WEIGHTS: Mapping[Tense | None, tuple[int, int]] = {None: (1, 1), "past": (1, 8), "present": (2, 1), "future": (8, 1)}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where relative expressions start from: the day of publication, how exactly it is known, the clause's tense if there is one.

    `named` are the days named last, `told` the same where this sentence says that something was then.
    """

    day: date | None
    precision: Precision = "day"
    tense: Tense | None = None
    named: Interval | None = None
    told: Interval | None = None

    def former(self, days: Interval | None) -> date | None:
        """The first of the days if they are of one year before the publication's, and the clause is in the past tense."""
        if self.tense != "past" or not days or not days.start or not days.end or days.start.year != days.end.year:
            return None
        return days.start if self.day is None or days.start.year < self.day.year else None

    def around(self, unit: Unit, shift: int = 0) -> Interval | None:
        """The unit of the publication or one `shift` later, not finer than the day of publication is known."""
        return self.known(around(unit, self.day, shift), unit) if self.day else None

    def known(self, interval: Interval, unit: Unit = "day") -> Interval:
        """The interval, widened to the months or years of its ends where the publication is not known as exactly as the unit."""
        if _ORDER.index(unit) >= _ORDER.index(self.precision) or interval.start is None or interval.end is None:
            return interval
        return Interval(around(self.precision, interval.start).start, around(self.precision, interval.end).end)


def of_years(candidates: Callable[[int], Interval | None], shift: int | None, anchor: Anchor) -> Interval | None:
    """Of what each year has, the one that *vergangener*, *dieser* or *nächster* tells, or without such a word the likeliest."""
    if shift is None:
        return _likeliest(candidates, anchor)
    return _shifted(candidates, shift, anchor.day) if anchor.day else None


def _likeliest(candidates: Callable[[int], Interval | None], anchor: Anchor) -> Interval | None:
    """The one nearest to the publication, or in a tale of former years the next one in the tale."""
    told = anchor.former(anchor.told)
    if told:
        return next((found for year in (told.year, told.year + 1) if (found := candidates(year)) and found.end and found.end >= told), None)
    near = [found for n in (-1, 0, 1) if anchor.day and (found := candidates(anchor.day.year + n))]
    return _nearest(near, anchor) if near else None


def _shifted(candidates: Callable[[int], Interval | None], shift: int, day: date) -> Interval | None:
    """The last one that is over for -1, the next to come for 1, for 0 the one that runs or is of the year; 2 and -2 are one further."""
    found = [c for n in range(-3, 4) if (c := candidates(day.year + n))]
    if shift == 0:
        whole = [c for c in found if c.start and c.end and (c.start <= day <= c.end or day.year == c.start.year == c.end.year)]
        return whole[0] if whole else _nearest(found, Anchor(day))
    over = [c for c in found if c.end and c.end < day]
    ahead = [c for c in found if c.start and c.start > day]
    return next(iter(over[shift:] if shift < 0 else ahead[shift - 1 :]), None)


def _nearest(candidates: list[Interval], anchor: Anchor) -> Interval | None:
    """The interval nearest to the publication.

    The past tense makes what lies ahead eight times as far, so that only the weeks to come are nearer than the year before.
    """
    if anchor.day is None:
        return None
    day, weight = anchor.day, _WEIGHTS[anchor.tense]

    def distance(candidate: Interval) -> int:
        back, ahead = (day - (candidate.end or day)).days, ((candidate.start or day) - day).days
        return max(back * weight[0], ahead * weight[1], 0)

    return min(candidates, key=distance)
