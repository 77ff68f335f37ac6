"""Rules for expressions that the calendar tells, with or without their year: days, months, seasons, feasts, years and centuries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kg.extraction.statements import Interval, days_in
from kg.extraction.timing.anchors import Anchor, of_years
from kg.extraction.timing.calendars import easter, months, part_of

Values = Mapping[str, Any]
"""What the classes of a pattern's words stand for, and the digits of its groups."""


def year_of(values: Values, anchor: Anchor) -> int | None:
    """The year in the expression, or the one that *vergangenen Jahres*, *des Vorjahres* tells."""
    if "year" in values:
        return _year(values["year"], anchor)
    shift = -1 if "year_before" in values else values.get("shift")
    return anchor.day.year + shift if anchor.day and shift is not None else None


def _year(text: str | None, anchor: Anchor) -> int | None:
    """The year of two or four digits; two are of this century up to nine years after the publication."""
    if text is None:
        return None
    number = int(text)
    latest = (anchor.day.year if anchor.day else 2030) + 9
    return number if len(text) > 2 else number + 1900 + 100 * (2000 + number <= latest)


def _named_year(values: Values, anchor: Anchor) -> int | None:
    """The year in the expression or in the one that it is listed with."""
    if "year" in values or "of_year" in values or "year_before" in values:
        return year_of(values, anchor)
    return _year(values.get("ahead"), anchor)


def in_day(values: Values, anchor: Anchor) -> Interval | None:
    """A day of a month; without a year the one nearest to the publication."""
    month = int(values.get("mm") or values.get("month") or values["roman"])
    year = _named_year(values, anchor)
    if year is not None:
        return _one_day(year, month, int(values["dd"]))
    return of_years(lambda y: _one_day(y, month, int(values["dd"])), None, anchor)


def _one_day(year: int, month: int, day: int) -> Interval | None:
    """The day, None if the calendar has none such."""
    return Interval(date(year, month, day), date(year, month, day)) if 0 < day <= days_in(date(year, month, 1)) else None


def in_month(values: Values, anchor: Anchor) -> Interval | None:
    """A month or a part of it; without a year the one that the tense calls for."""
    found = _in_months(values["month"], 1, values, anchor)
    return part_of(found, values.get("part")) if found else None


def in_season(values: Values, anchor: Anchor) -> Interval | None:
    """Three months; winter ends in the year after the one that names it."""
    return _in_months(values["season"], 3, values, anchor)


def _in_months(month: int, count: int, values: Values, anchor: Anchor) -> Interval | None:
    """Some months from one on, in the year that is given, nearest, or last, this or next."""
    year = _named_year(values, anchor)
    if year is not None:
        return months(year, month, count)
    return of_years(lambda y: months(y, month, count), values.get("shift"), anchor)


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
    digits = values.get("dd", "")
    first = int(digits or values["decade"])
    if len(digits) == 2:
        first += 1900 if first >= 30 else 2000
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
    return of_years(lambda y: _feast(values["feast"], y), values.get("shift"), anchor)


def _feast(feast: str | int, year: int) -> Interval:
    day = easter(year) + timedelta(days=feast) if isinstance(feast, int) else date.fromisoformat(f"{year:04}-{feast}")
    return Interval(day, day)


def in_fraction(values: Values, anchor: Anchor) -> Interval | None:
    """A quarter or half of a year; without a year of the one in which the document appeared."""
    year, count = _this_year(values, anchor), values["period"]
    number = values["ordinal"]
    return months(year, (number - 1) * count + 1, count) if year and number * count <= 12 else None


def first_units(values: Values, anchor: Anchor) -> Interval | None:
    """The first units of a year; without a year of the one in which the document appeared."""
    year, number = _this_year(values, anchor), int(values.get("number") or values["digits"])
    count = {"month": 1, "quarter": 3}.get(values["unit"], 0) * number
    return months(year, 1, count) if year and 0 < count <= 12 else None


def _this_year(values: Values, anchor: Anchor) -> int | None:
    year = year_of(values, anchor)
    return year if year is not None else anchor.day.year if anchor.day else None
