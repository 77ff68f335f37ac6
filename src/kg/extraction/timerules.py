"""Rules that turn the words of an expression of time into days; which words, a language's table says (`times.de.toml`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kg.extraction.calendars import Part, Unit, around, back, months, part_of, stretch
from kg.extraction.statements import Interval
from kg.reading.dates import Precision

Values = Mapping[str, Any]
"""What the classes of a pattern's words stand for, and the digits of its groups."""

_ORDER: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year", "decade", "century")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where relative expressions start from: the day of publication, how exactly it is known, and the sentence's tense (-1, 0, 1)."""

    day: date | None
    precision: Precision = "day"
    tense: int = 0

    def around(self, unit: Unit, shift: int = 0) -> Interval | None:
        """The unit of the publication or one `shift` later, not finer than the day of publication is known."""
        return self.known(around(unit, self.day, shift), unit) if self.day else None

    def known(self, interval: Interval, unit: Unit = "day") -> Interval:
        """The interval, widened to the months or years of its ends where the publication is not known as exactly as the unit."""
        if _ORDER.index(unit) >= _ORDER.index(self.precision) or interval.start is None or interval.end is None:
            return interval
        return Interval(around(self.precision, interval.start).start, around(self.precision, interval.end).end)


def _year(text: str | None, anchor: Anchor) -> int | None:
    """The year of two or four digits; two are of this century up to nine years after the publication."""
    if text is None:
        return None
    number = int(text)
    latest = (anchor.day.year if anchor.day else 2030) + 9
    return number if len(text) > 2 else number + 1900 + 100 * (2000 + number <= latest)


def _shifted_year(values: Values, anchor: Anchor) -> int | None:
    if "year" in values:
        return _year(values["year"], anchor)
    return anchor.day.year + values["shift"] if anchor.day and "shift" in values else None


def _near(candidates: list[Interval], anchor: Anchor) -> Interval | None:
    """The interval nearest to the publication.

    The past tense makes what lies ahead eight times as far, so that only the weeks to come are nearer than the year before.
    """
    if anchor.day is None:
        return None
    day, weight = anchor.day, {-1: (1, 8), 0: (1, 1), 1: (8, 1)}[anchor.tense]

    def distance(candidate: Interval) -> int:
        back_, ahead = (day - (candidate.end or day)).days, ((candidate.start or day) - day).days
        return max(back_ * weight[0], ahead * weight[1], 0)

    return min(candidates, key=distance)


def _strictly(candidates: list[Interval], shift: int, day: date | None) -> Interval | None:
    """The last interval that is over for -1, the next to come for 1, the one of the year for 0."""
    if day is None:
        return None
    if shift == 0:
        return next((c for c in candidates if c.start and c.start.year == day.year), None)
    over = [c for c in candidates if c.end and c.end < day]
    ahead = [c for c in candidates if c.start and c.start > day]
    return next(iter(over[-1:] if shift < 0 else ahead[:1]), None)


def in_day(values: Values, anchor: Anchor) -> Interval | None:
    """A day of a month, or the days from one to another; without a year the one nearest to the publication."""
    month = int(values.get("mm") or values.get("month") or values["roman"])
    first, last = int(values["dd"]), int(values.get("last", values["dd"]))
    year = _year(values.get("year") or values.get("ahead"), anchor)
    years = [year] if year is not None else _years_near(anchor)
    candidates = [Interval(date(y, month, first), date(y, month, last)) for y in years if _exists(y, month, first, last)]
    return candidates[0] if year is not None and candidates else _near(candidates, Anchor(anchor.day)) if candidates else None


def _exists(year: int, month: int, *days: int) -> bool:
    try:
        return all(date(year, month, day) for day in days) and days[0] <= days[-1]
    except ValueError:
        return False


def _years_near(anchor: Anchor) -> list[int]:
    return [anchor.day.year + n for n in (-1, 0, 1)] if anchor.day else []


def in_month(values: Values, anchor: Anchor) -> Interval | None:
    """A month or a part of it; without a year the one that the tense calls for."""
    found = _in_months(values["month"], 1, values, anchor)
    return part_of(found, values.get("part")) if found else None


def _in_months(month: int, count: int, values: Values, anchor: Anchor) -> Interval | None:
    """Some months from one on, in the year that is given, nearest, or last, this or next."""
    year = _year(values.get("ahead"), anchor)
    if "year" in values or "of_year" in values:
        year = _shifted_year(values, anchor)
    if year is not None:
        return months(year, month, count)
    candidates = [months(y, month, count) for y in _years_near(anchor)]
    if "shift" in values:
        return _strictly(candidates, values["shift"], anchor.day)
    return _near(candidates, anchor)


def in_year(values: Values, anchor: Anchor) -> Interval | None:
    """A year or a part of it."""
    year = _year(values["year"], anchor)
    return part_of(months(year, 1, 12), values.get("part")) if year else None


def in_years(values: Values, _: Anchor) -> Interval | None:
    """The years from one to another; two digits are of the first one's century."""
    first, last = int(values["year"]), values["last"]
    end = int(str(first)[:2] + last) if len(last) == 2 else int(last)
    return Interval(date(first, 1, 1), date(end, 12, 31)) if first < end else None


def in_decade(values: Values, _: Anchor) -> Interval | None:
    """Ten years or a part of them; two digits from 30 on are of the twentieth century."""
    digits = values.get("dd")
    first = (
        int(values["decade"])
        if digits is None
        else int(digits)
        if len(digits) == 4
        else int(digits) + (1900 if int(digits) >= 30 else 2000)
    )
    return part_of(months(first, 1, 120 if first % 10 == 0 else 12), values.get("part"))


def in_century(values: Values, _: Anchor) -> Interval | None:
    """A hundred years or a part of them; the first century begins with the year 1."""
    number = int(values.get("dd") or values["ordinal"])
    return part_of(months(number * 100 - 99, 1, 1200), values.get("part") or values.get("half")) if 0 < number < 100 else None


def in_season(values: Values, anchor: Anchor) -> Interval | None:
    """Three months; winter ends in the year after the one that names it."""
    return _in_months(values["season"], 3, values, anchor)


def in_fraction(values: Values, anchor: Anchor) -> Interval | None:
    """A quarter or half of a year; without a year of the one in which the document appeared."""
    year, count = _shifted_year(values, anchor), values["period"]
    year = year if year is not None else anchor.day.year if anchor.day else None
    number = values["ordinal"]
    return months(year, (number - 1) * count + 1, count) if year and number * count <= 12 else None


def at_adverb(values: Values, anchor: Anchor) -> Interval | None:
    """A day counted from the publication."""
    return anchor.around("day", values["adverb"])


def at_tomorrow(_: Values, anchor: Anchor) -> Interval | None:
    """The day after the publication."""
    return anchor.around("day", 1)


def at_weekday(values: Values, anchor: Anchor) -> Interval | None:
    """The last such day up to the publication, or the next one after it in the future tense."""
    if anchor.day is None:
        return None
    shift = values.get("shift")
    if "of_week" in values:
        day = anchor.day + timedelta(days=values["weekday"] - anchor.day.weekday() + 7 * values["shift"])
    elif shift == 1 or (shift is None and anchor.tense > 0):
        least = anchor.day + timedelta(days=1 if shift else 0)
        day = least + timedelta(days=(values["weekday"] - least.weekday()) % 7)
    else:
        most = anchor.day - timedelta(days=1 if shift == -1 else 0)
        day = most - timedelta(days=(most.weekday() - values["weekday"]) % 7)
    return anchor.known(Interval(day, day))


def at_weekend(values: Values, anchor: Anchor) -> Interval | None:
    """Saturday and Sunday: the last begun up to the publication, or the next one in the future tense."""
    if anchor.day is None:
        return None
    saturday = anchor.day - timedelta(days=(anchor.day.weekday() + 2) % 7)
    running = anchor.day.weekday() >= 5
    shift = values.get("shift", 1 if anchor.tense > 0 and not running else None)
    weeks = {None: 0, -1: -1 if running else 0, 0: 0 if running else 1}.get(shift, 1)
    saturday += timedelta(days=7 * weeks)
    return anchor.known(Interval(saturday, saturday + timedelta(days=1)), "week")


def relative(values: Values, anchor: Anchor) -> Interval | None:
    """A unit counted from the one in which the document appeared, or a part of it."""
    found = anchor.around(values["single"], values["shift"])
    return part_of(found, values.get("part")) if found else None


def before(values: Values, anchor: Anchor) -> Interval | None:
    """The unit before the one in which the document appeared."""
    return anchor.around(values["single"], -1)


def this(values: Values, anchor: Anchor) -> Interval | None:
    """The unit in which the document appeared, or a part of it."""
    unit: Unit = values.get("single", "year")
    year = _year(values.get("year"), anchor)
    found = months(year, 1, 12) if year else anchor.around(unit)
    part: Part | None = values.get("part") or values.get("edge")
    return part_of(found, part) if found else None


def ago(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units before the publication."""
    return anchor.known(back(values["unit"], anchor.day, _count(values)), values["unit"]) if anchor.day else None


def stretched(values: Values, anchor: Anchor) -> Interval | None:
    """The units up to the publication or after it."""
    if anchor.day is None or values["shift"] == 0:
        return None
    return anchor.known(stretch(values["unit"], anchor.day, values["shift"] * _count(values)), "day")


def _count(values: Values) -> float:
    return float(values.get("number") or values.get("digits") or 0)


def nothing(_: Values, __: Anchor) -> Interval | None:
    """No days: the expression speaks of time and names none."""
    return None


RULES: Mapping[str, Callable[[Values, Anchor], Interval | None]] = {
    "day": in_day,
    "month": in_month,
    "year": in_year,
    "years": in_years,
    "decade": in_decade,
    "century": in_century,
    "season": in_season,
    "fraction": in_fraction,
    "adverb": at_adverb,
    "tomorrow": at_tomorrow,
    "weekday": at_weekday,
    "weekend": at_weekend,
    "relative": relative,
    "before": before,
    "this": this,
    "ago": ago,
    "stretch": stretched,
    "none": nothing,
}
