"""The rules that turn the words of an expression of time into days, by the names that a language's table gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.extraction.statements import Interval
from kg.extraction.timing import dating, deixis
from kg.extraction.timing.anchors import Anchor
from kg.extraction.timing.dating import Values


def nothing(_: Values, __: Anchor) -> Interval | None:
    """No days: the expression speaks of time and names none."""
    return None


RULES: Mapping[str, Callable[[Values, Anchor], Interval | None]] = {
    "day": dating.in_day,
    "month": dating.in_month,
    "season": dating.in_season,
    "feast": dating.on_feast,
    "year": dating.in_year,
    "years": dating.in_years,
    "decade": dating.in_decade,
    "century": dating.in_century,
    "fraction": dating.in_fraction,
    "first": dating.first_units,
    "adverb": deixis.at_adverb,
    "tomorrow": deixis.at_tomorrow,
    "night": deixis.at_night,
    "weekday": deixis.at_weekday,
    "weekday near": deixis.at_weekday_near,
    "day apart": deixis.at_day_apart,
    "weekend": deixis.at_weekend,
    "relative": deixis.relative,
    "before": deixis.before,
    "counterpart": deixis.counterpart,
    "this": deixis.this,
    "ago": deixis.ago,
    "ahead": deixis.ahead,
    "vague": deixis.vague,
    "stretch": deixis.stretched,
    "then": deixis.then,
    "later": deixis.later,
    "none": nothing,
}

ANAPHORIC = ("then", "later")
"""Rules that count from the days named before."""
