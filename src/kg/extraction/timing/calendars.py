"""Stretches of the calendar: the week, month or decade around a day, its neighbours, and its parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from kg.extraction.statements import Interval, days_in

Unit = Literal["day", "week", "month", "quarter", "half", "year", "decade", "century"]
Part = Literal["start", "mid", "end", "first", "second"]

_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


def months(year: int, month: int, count: int) -> Interval:
    """The interval of `count` months that begins with a month; the month may lie outside 1 to 12.

    >>> str(months(2008, 12, 3))
    '2008-12-01/2009-02-28'
    """
    first = year * 12 + month - 1
    last = first + count - 1
    end = date(last // 12, last % 12 + 1, 1)
    return Interval(date(first // 12, first % 12 + 1, 1), end.replace(day=days_in(end)))


def around(unit: Unit, day: date, shift: int = 0) -> Interval:
    """The unit in which the day lies, or the one `shift` units later.

    Weeks begin on Monday, decades with a year that ends in 0, centuries with one that ends in 01.

    >>> str(around("quarter", date(2008, 2, 17), -1))
    '2007-10-01/2007-12-31'
    """
    if unit in ("day", "week"):
        length = 1 if unit == "day" else 7
        first = day + timedelta(days=shift * length - (day.weekday() if unit == "week" else 0))
        return Interval(first, first + timedelta(days=length - 1))
    count = _MONTHS[unit]
    offset = 12 if unit == "century" else 0
    index = (day.year * 12 + day.month - 1 - offset) // count + shift
    return months(0, index * count + offset + 1, count)


def part_of(interval: Interval, part: Part | None) -> Interval:
    """The first, middle or last third, or the first or second half of an interval; the whole for None.

    Up to a month it is counted in days, beyond that in months.

    >>> str(part_of(months(2008, 4, 1), "end")), str(part_of(months(2008, 1, 12), "start"))
    ('2008-04-21/2008-04-30', '2008-01-01/2008-04-30')
    """
    if part is None or interval.start is None or interval.end is None:
        return interval
    count, number = {"start": (3, 0), "mid": (3, 1), "end": (3, 2), "first": (2, 0), "second": (2, 1)}[part]
    length = (interval.end - interval.start).days + 1
    if length > 31:
        total = (interval.end.year - interval.start.year) * 12 + interval.end.month - interval.start.month + 1
        begin, stop = round(total * number / count), round(total * (number + 1) / count)
        return months(interval.start.year, interval.start.month + begin, stop - begin)
    begin, stop = length // count * number, length if number == count - 1 else length // count * (number + 1)
    return Interval(interval.start + timedelta(days=begin), interval.start + timedelta(days=stop - 1))


def back(unit: Unit, day: date, count: float) -> Interval:
    """The unit that lies `count` units before the day's own; for a fraction the stretch from the earlier to the later one.

    >>> str(back("week", date(2008, 2, 17), 2)), str(back("week", date(2008, 2, 17), 1.5))
    ('2008-01-28/2008-02-03', '2008-02-03/2008-02-10')
    """
    whole = int(count)
    if whole == count:
        return around(unit, day, -whole)
    return Interval(moved(unit, day, -whole - 1), moved(unit, day, -whole))


def stretch(unit: Unit, day: date, count: float) -> Interval:
    """The `count` units up to the day, or from it on for a positive count."""
    other = moved(unit, day, int(count))
    return Interval(min(day, other), max(day, other))


def moved(unit: Unit, day: date, count: int) -> date:
    """The day so many units later, the last of its month if that is shorter.

    >>> str(moved("month", date(2008, 1, 31), 1))
    '2008-02-29'
    """
    if unit in ("day", "week"):
        return day + timedelta(days=count * (1 if unit == "day" else 7))
    index = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, days_in(first)))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    The anonymous algorithm in *Nature* of 20 April 1876, as Meeus gives it (Astronomical Algorithms, chapter 8).

    >>> str(easter(2024)), str(easter(2011))
    ('2024-03-31', '2011-04-24')
    """
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
