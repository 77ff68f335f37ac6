"""Rules that turn the words of an expression of time into days; which words, a language's table says (`times.de.toml`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kg.extraction.calendars import Part, Unit, around, back, easter, months, moved, part_of, stretch
from kg.extraction.statements import Interval, days_in
from kg.reading.dates import Precision

Values = Mapping[str, Any]
"""What the classes of a pattern's words stand for, and the digits of its groups."""

Tense = Literal["past", "present", "future"]

_ORDER: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year", "decade", "century")


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
    shift = -1 if "year_before" in values else values.get("shift")
    return anchor.day.year + shift if anchor.day and shift is not None else None


_WEIGHTS: Mapping[Tense | None, tuple[int, int]] = {None: (1, 1), "past": (1, 8), "present": (2, 1), "future": (8, 1)}


def _near(candidates: list[Interval], anchor: Anchor) -> Interval | None:
    """The interval nearest to the publication.

    The past tense makes what lies ahead eight times as far, so that only the weeks to come are nearer than the year before.
    """
    if anchor.day is None:
        return None
    day, weight = anchor.day, _WEIGHTS[anchor.tense]

    def distance(candidate: Interval) -> int:
        back_, ahead = (day - (candidate.end or day)).days, ((candidate.start or day) - day).days
        return max(back_ * weight[0], ahead * weight[1], 0)

    return min(candidates, key=distance)


def _named_year(values: Values, anchor: Anchor) -> int | None:
    """The year in the expression or in the one that it is listed with."""
    if "year" in values or "of_year" in values or "year_before" in values:
        return _shifted_year(values, anchor)
    return _year(values.get("ahead"), anchor)


def _nearest(candidates: Callable[[int], Interval | None], anchor: Anchor) -> Interval | None:
    """Of what each year has, the one nearest to the publication, or in a tale of former years the next one in the tale."""
    told = anchor.former(anchor.told)
    if told:
        return next((found for year in (told.year, told.year + 1) if (found := candidates(year)) and found.end and found.end >= told), None)
    near = [found for n in (-1, 0, 1) if anchor.day and (found := candidates(anchor.day.year + n))]
    return _near(near, anchor) if near else None


def _strictly(candidates: list[Interval], shift: int, day: date | None) -> Interval | None:
    """The last interval that is over for -1, the next to come for 1, the one that runs or is of the year for 0."""
    if day is None:
        return None
    if shift == 0:
        whole = [c for c in candidates if c.start and c.end and (c.start <= day <= c.end or day.year == c.start.year == c.end.year)]
        return whole[0] if whole else _near(candidates, Anchor(day))
    over = [c for c in candidates if c.end and c.end < day]
    ahead = [c for c in candidates if c.start and c.start > day]
    return next(iter(over[-1:] if shift < 0 else ahead[:1]), None)


def in_day(values: Values, anchor: Anchor) -> Interval | None:
    """A day of a month; without a year the one nearest to the publication."""
    month = int(values.get("mm") or values.get("month") or values["roman"])
    year = _named_year(values, anchor)
    if year is not None:
        return _one_day(year, month, int(values["dd"]))
    return _nearest(lambda y: _one_day(y, month, int(values["dd"])), anchor)


def _one_day(year: int, month: int, day: int) -> Interval | None:
    """The day, None if the calendar has none such."""
    return Interval(date(year, month, day), date(year, month, day)) if 0 < day <= days_in(date(year, month, 1)) else None


def _years_near(anchor: Anchor) -> list[int]:
    return [anchor.day.year + n for n in (-1, 0, 1)] if anchor.day else []


def in_month(values: Values, anchor: Anchor) -> Interval | None:
    """A month or a part of it; without a year the one that the tense calls for."""
    found = _in_months(values["month"], 1, values, anchor)
    return part_of(found, values.get("part")) if found else None


def _in_months(month: int, count: int, values: Values, anchor: Anchor) -> Interval | None:
    """Some months from one on, in the year that is given, nearest, or last, this or next."""
    year = _named_year(values, anchor)
    if year is not None:
        return months(year, month, count)
    if "shift" in values:
        return _strictly([months(y, month, count) for y in _years_near(anchor)], values["shift"], anchor.day)
    return _nearest(lambda y: months(y, month, count), anchor)


def in_year(values: Values, anchor: Anchor) -> Interval | None:
    """A year or a part of it."""
    year = _year(values["year"], anchor)
    return part_of(months(year, 1, 12), values.get("part")) if year else None


def in_years(values: Values, _: Anchor) -> Interval | None:
    """The years from one to another; two digits are of the first one's century."""
    first, last = int(values["year"]), values.get("last") or values["end"]
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


def on_feast(values: Values, anchor: Anchor) -> Interval | None:
    """A feast; without a year the one that the tense calls for, or the last, this or next."""
    year = _year(values.get("year"), anchor)
    if year is not None:
        return _feast(values["feast"], year)
    if "shift" in values:
        return _strictly([_feast(values["feast"], y) for y in _years_near(anchor)], values["shift"], anchor.day)
    return _nearest(lambda y: _feast(values["feast"], y), anchor)


def _feast(feast: str | int, year: int) -> Interval:
    day = easter(year) + timedelta(days=feast) if isinstance(feast, int) else date.fromisoformat(f"{year:04}-{feast}")
    return Interval(day, day)


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
    """The last such day up to the publication, or the next one from it on in the present and future tense."""
    if anchor.day is None:
        return None
    shift = values.get("shift")
    if "of_week" in values:
        day = anchor.day + timedelta(days=values["weekday"] - anchor.day.weekday() + 7 * values["shift"])
    elif shift == 1 or (shift is None and anchor.tense in ("present", "future")):
        least = anchor.day + timedelta(days=1 if shift else 0)
        day = least + timedelta(days=(values["weekday"] - least.weekday()) % 7)
    else:
        most = anchor.day - timedelta(days=1 if shift == -1 else 0)
        day = most - timedelta(days=(most.weekday() - values["weekday"]) % 7)
    return anchor.known(Interval(day, day))


def at_weekday_near(values: Values, anchor: Anchor) -> Interval | None:
    """*Heute, Montag*: the day of this name that is nearest to the one that the adverb tells, for documents are dated a day late."""
    if anchor.day is None:
        return None
    first = anchor.day + timedelta(days=values["adverb"] - 3)
    day = first + timedelta(days=(values["weekday"] - first.weekday()) % 7)
    return anchor.known(Interval(day, day))


def at_weekend(values: Values, anchor: Anchor) -> Interval | None:
    """Saturday and Sunday: the last begun up to the publication, or the next one in the present and future tense."""
    if anchor.day is None:
        return None
    saturday = anchor.day - timedelta(days=(anchor.day.weekday() + 2) % 7)
    running = anchor.day.weekday() >= 5
    shift = values.get("shift", 1 if anchor.tense in ("present", "future") and not running else None)
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
    """The unit in which the document appeared, or a part of it; *Ende des Jahres* in a tale of former years means theirs."""
    unit: Unit = values.get("single", "year")
    year = _year(values.get("year"), anchor) if unit == "year" else None
    former = anchor.former(anchor.named) if "of" in values else None
    found = months(year, 1, 12) if year else around(unit, former) if former else anchor.around(unit)
    part: Part | None = values.get("part") or values.get("edge")
    return part_of(found, part) if found else None


def ago(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units before the publication."""
    return anchor.known(back(values["unit"], anchor.day, _count(values)), values["unit"]) if anchor.day else None


def ahead(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units after the publication; in the past tense it is a mere duration."""
    if anchor.day is None or anchor.tense in (None, "past"):
        return None
    return anchor.known(back(values["unit"], anchor.day, -_count(values)), values["unit"]) if _count(values) % 1 == 0 else None


def then(values: Values, anchor: Anchor) -> Interval | None:
    """The same, next or preceding unit, counted from the days that the sentence named before."""
    unit: Unit = values.get("single", "year" if "next_year" in values else "day")
    named = anchor.named
    if not named or not named.start or (unit == "day" and named.start != named.end):
        return None
    shift = values.get("then", values.get("later", -1 if "day_before" in values else 1))
    return around(unit, named.start, shift)


def later(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units before or after the days that the sentence named before."""
    unit: Unit = values["unit"]
    named = anchor.named
    if not named or not named.start or not named.end or _count(values) % 1:
        return None
    shift = values["later"] * int(_count(values))
    return Interval(moved(unit, named.start, shift), moved(unit, named.end, shift))


def first_units(values: Values, anchor: Anchor) -> Interval | None:
    """The first units of a year; without a year of the one in which the document appeared."""
    year, unit = _shifted_year(values, anchor), values["unit"]
    year = year if year is not None else anchor.day.year if anchor.day else None
    count = {"month": 1, "quarter": 3}.get(unit, 0) * int(_count(values))
    return months(year, 1, count) if year and 0 < count <= 12 else None


_AT_MOST: Mapping[Unit, tuple[Unit, int]] = {
    "day": ("week", 2),
    "week": ("month", 3),
    "month": ("year", 1),
    "year": ("decade", 1),
    "decade": ("century", 1),
}


def vague(values: Values, anchor: Anchor) -> Interval | None:
    """As many days up to the publication, or from it on, as *the last days*, *weeks* or *years* may mean at the most."""
    shift = -1 if "ago" in values else values["shift"]
    if anchor.day is None or shift == 0:
        return None
    unit, count = _AT_MOST[values["plural"]]
    return anchor.known(stretch(unit, anchor.day, shift * count))


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
    "feast": on_feast,
    "season": in_season,
    "fraction": in_fraction,
    "adverb": at_adverb,
    "tomorrow": at_tomorrow,
    "weekday": at_weekday,
    "weekday near": at_weekday_near,
    "weekend": at_weekend,
    "relative": relative,
    "before": before,
    "this": this,
    "ago": ago,
    "ahead": ahead,
    "then": then,
    "later": later,
    "first": first_units,
    "vague": vague,
    "stretch": stretched,
    "none": nothing,
}
