"""Rules for expressions that are counted from the publication (*gestern*) or from the days named before (*am Tag darauf*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from kg.extraction.statements import Interval
from kg.extraction.timing.anchors import Anchor
from kg.extraction.timing.calendars import Part, Unit, around, back, months, moved, part_of, stretch
from kg.extraction.timing.dating import Values, year_of

_AT_MOST: Mapping[Unit, tuple[Unit, int]] = {
    "day": ("week", 2),
    "week": ("month", 3),
    "month": ("year", 1),
    "year": ("decade", 1),
    "decade": ("century", 1),
}
"""What so many of a unit, left vague, may mean at the most."""


def at_adverb(values: Values, anchor: Anchor) -> Interval | None:
    """A day counted from the publication."""
    return anchor.around("day", values["adverb"])


def at_tomorrow(_: Values, anchor: Anchor) -> Interval | None:
    """The day after the publication."""
    return anchor.around("day", 1)


def at_night(values: Values, anchor: Anchor) -> Interval | None:
    """The night before or after the publication, which is of two days; without an own word the one that the tense calls for."""
    if anchor.day is None:
        return None
    shift = values["shift"] or (-1 if anchor.tense == "past" else 1)
    evening = anchor.day + timedelta(days=shift if shift < 0 else shift - 1)
    return anchor.known(Interval(evening, evening + timedelta(days=1)))


def at_weekday(values: Values, anchor: Anchor) -> Interval | None:
    """The last such day up to the publication, or the next one from it on in the present and future tense."""
    if anchor.day is None:
        return None
    shift = values.get("shift", 0)
    if "of_week" in values:
        day = anchor.day + timedelta(days=values["weekday"] - anchor.day.weekday() + 7 * shift)
    elif shift > 0 or (shift == 0 and anchor.tense in ("present", "future")):
        least = anchor.day + timedelta(days=7 * shift - 6 if shift else 0)
        day = least + timedelta(days=(values["weekday"] - least.weekday()) % 7)
    else:
        most = anchor.day + timedelta(days=7 * shift + 6 if shift else 0)
        day = most - timedelta(days=(most.weekday() - values["weekday"]) % 7)
    return anchor.known(Interval(day, day))


def at_weekday_near(values: Values, anchor: Anchor) -> Interval | None:
    """*Heute, Montag*: the day of this name that is nearest to the one that the adverb tells, for documents are dated a day late."""
    if anchor.day is None:
        return None
    first = anchor.day + timedelta(days=values["adverb"] - 3)
    day = first + timedelta(days=(values["weekday"] - first.weekday()) % 7)
    return anchor.known(Interval(day, day))


def at_day_apart(values: Values, anchor: Anchor) -> Interval | None:
    """*Heute vor zehn Jahren*, *Montag in einer Woche*: the day so many units before or after the one that is told first."""
    unit, count = _amount(values)
    if anchor.day is None or count % 1:
        return None
    is_back = "ago" in values
    weekday = at_weekday(values, replace(anchor, tense="past" if is_back else "future")) if "weekday" in values else None
    first = weekday or around("day", anchor.day, values.get("adverb", 0))
    assert first.start
    day = moved(unit, first.start, -int(count) if is_back else int(count))
    return anchor.known(Interval(day, day))


def at_weekend(values: Values, anchor: Anchor) -> Interval | None:
    """Saturday and Sunday: the last begun up to the publication, or the next one in the present and future tense."""
    if anchor.day is None:
        return None
    saturday = anchor.day - timedelta(days=(anchor.day.weekday() + 2) % 7)
    running = anchor.day.weekday() >= 5
    shift = values.get("shift")
    if shift:
        weeks = shift if shift > 0 else shift + (not running)
    else:
        is_ahead = anchor.tense != "past" if shift == 0 else anchor.tense in ("present", "future")
        weeks = int(is_ahead and not running)
    saturday += timedelta(days=7 * weeks)
    return anchor.known(Interval(saturday, saturday + timedelta(days=1)), "week")


def relative(values: Values, anchor: Anchor) -> Interval | None:
    """A unit counted from the one in which the document appeared, or a part of it."""
    found = anchor.around(values["single"], values["shift"])
    return part_of(found, values.get("part")) if found else None


def before(values: Values, anchor: Anchor) -> Interval | None:
    """The unit before the one in which the document appeared, in a comparison before the one of which the sentence tells."""
    unit: Unit = values.get("single", "year")
    told = anchor.told
    if "than" in values and told and told.start and told.end and (whole := around(unit, told.start)).end and told.end <= whole.end:
        return around(unit, told.start, -1)
    return anchor.around(unit, -1)


def counterpart(_: Values, anchor: Anchor) -> Interval | None:
    """*Gleicher Zeitraum des Vorjahres*: a year before the days of which the sentence tells, the year before the publication's without."""
    told = anchor.told
    if not told or not told.start or not told.end:
        return anchor.around("year", -1)
    return Interval(moved("year", told.start, -1), moved("year", told.end, -1))


def this(values: Values, anchor: Anchor) -> Interval | None:
    """The unit in which the document appeared, or a part of it; *Ende des Jahres* in a tale of former years means theirs."""
    unit: Unit = values.get("single", "year")
    year = year_of(values, anchor) if unit == "year" and "year" in values else None
    former = anchor.former(anchor.named) if "of" in values else None
    found = months(year, 1, 12) if year else around(unit, former) if former else anchor.around(unit)
    part: Part | None = values.get("part") or values.get("edge")
    return part_of(found, part) if found else None


def ago(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units before the publication."""
    unit, count = _amount(values)
    return anchor.known(back(unit, anchor.day, count), unit) if anchor.day else None


def ahead(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units after the publication; in the past tense it is a mere duration."""
    unit, count = _amount(values)
    if anchor.day is None or anchor.tense in (None, "past") or count % 1:
        return None
    return anchor.known(back(unit, anchor.day, -count), unit)


def vague(values: Values, anchor: Anchor) -> Interval | None:
    """As many days up to the publication, or from it on, as *the last days*, *weeks* or *years* may mean at the most."""
    shift = -1 if "ago" in values else 1 if "soon" in values else values["shift"]
    if anchor.day is None or shift == 0 or ("soon" in values and anchor.tense in (None, "past")):
        return None
    unit, count = _AT_MOST[values["plural"]]
    return anchor.known(stretch(unit, anchor.day, shift * count))


def stretched(values: Values, anchor: Anchor) -> Interval | None:
    """The units up to the publication or after it."""
    if anchor.day is None or values["shift"] == 0:
        return None
    unit, count = _amount(values)
    return anchor.known(stretch(unit, anchor.day, values["shift"] * count), "day")


def then(values: Values, anchor: Anchor) -> Interval | None:
    """The same, next or preceding unit, counted from the days named before."""
    unit: Unit = values.get("single", "year" if "next_year" in values else "day")
    named = anchor.named
    if not named or not named.start or (unit == "day" and named.start != named.end):
        return None
    shift = -1 if "day_before" in values else 0 if "same_day" in values else 1
    return around(unit, named.start, values.get("then", values.get("later", shift)))


def later(values: Values, anchor: Anchor) -> Interval | None:
    """The unit that lies a number of units before or after the days named before."""
    unit, count = _amount(values)
    named = anchor.named
    if not named or not named.start or not named.end or count % 1:
        return None
    shift = values["later"] * int(count)
    return Interval(moved(unit, named.start, shift), moved(unit, named.end, shift))


def _amount(values: Values) -> tuple[Unit, float]:
    """How many of which unit; half a year is six months."""
    if "half_year" in values:
        return "month", 6.0
    return values["unit"], float(values.get("number") or values.get("digits") or 0)
