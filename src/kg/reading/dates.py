"""Dates as sources write them: the day a document appeared, and how exactly it is known."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Precision = Literal["day", "month", "year"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan jän january",
            "februar feber feb february",
            "märz maerz mär mrz march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october",
            "november nov",
            "dezember dez december",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of the months, Austrian and English ones and abbreviations among them, in lower case."""

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?", re.ASCII)
_GERMAN = re.compile(r"(?:(?:(\d{1,2})\.\s?)?(?:(\d{1,2})\.|([^\W\d]{3,9})\.?)\s?)(\d{4})")


def parse_day(text: str) -> tuple[date, Precision] | None:
    """The day that a date names, or the first day of its month or year; None if it is no date.

    Reads ISO 8601 (`2024`, `2024-06`, `2024-06-18`, with or without a time), German dates and the dates of mail and RSS.

    >>> parse_day("18. Juni 2024")
    (datetime.date(2024, 6, 18), 'day')
    """
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            return _day(*found.groups())
        if found := _GERMAN.fullmatch(text):
            day, month, name, year = found.groups()
            number = month or MONTHS.get(name.casefold())
            return _day(year, str(number), day) if number else None
        mail: datetime = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return mail.date(), "day"


def _day(year: str, month: str | None, day: str | None) -> tuple[date, Precision]:
    precision: Precision = "day" if day else "month" if month else "year"
    return date(int(year), int(month or 1), int(day or 1)), precision
