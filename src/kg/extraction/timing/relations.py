"""Prepositions of time: how *seit*, *bis*, *vor* and *nach* open what they stand before, and *von … bis* joins it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from kg.extraction.statements import Interval
from kg.extraction.timing.expressions import DATED, TimeExpression
from kg.extraction.timing.wording import NEAR, Wording

_RELATIONS = ("since", "until", "before", "after")


def with_ranges(found: list[tuple[TimeExpression, str]], surface: str, words: Wording) -> Iterator[tuple[TimeExpression, str]]:
    """The expressions, with *von A bis B*, *zwischen A und B* and days that follow each other as one."""
    pending: tuple[TimeExpression, str] | None = None
    for expression, rule in found:
        both = whole(pending[0], expression, surface, words) if pending else None
        if pending and not both:
            yield pending
        pending = (both or expression, rule)
    if pending:
        yield pending


def related(expression: TimeExpression, rule: str, surface: str, words: Wording) -> TimeExpression:
    """The expression with the relation of the preposition before it."""
    interval = expression.interval
    left = surface[max(0, expression.start - NEAR) : expression.start]
    possible = _RELATIONS[:2] if rule == "ago" else _RELATIONS
    relation = next((name for name in possible if words.relations[name].search(left)), None)
    if relation is None or interval is None or expression.kind not in DATED:
        return expression
    start, end = interval.start, interval.end
    if relation == "since":
        return replace(expression, interval=Interval(start, None), relation="since")
    if relation == "until":
        return replace(expression, interval=Interval(None, end), relation="until")
    if relation == "after":
        return replace(expression, interval=Interval(end + timedelta(days=1), None) if end and end < date.max else None, relation="since")
    return replace(expression, interval=Interval(None, start - timedelta(days=1)) if start and start > date.min else None, relation="until")


def whole(one: TimeExpression, other: TimeExpression, surface: str, words: Wording) -> TimeExpression | None:
    """Both as one expression if the words say so: *von A bis B*, *zwischen A und B*, a day and the next."""
    first, second = one.interval, other.interval
    if one.kind not in DATED or other.kind not in DATED or not first or not second:
        return None
    between = surface[one.end : other.start].strip()
    left = surface[max(0, one.start - NEAR) : one.start]
    paired = words.relations["between"].fullmatch(between) and words.relations["between_left"].search(left)
    listed = words.relations["list"].fullmatch(between) and _is_next_day(first, second)
    if not (words.relations["range"].fullmatch(between) or paired or listed):
        return None
    start, end = first.start, second.end
    return TimeExpression(0, 0, one.start, other.end, "date", Interval(start, end)) if start and end and start <= end else None


def _is_next_day(first: Interval, second: Interval) -> bool:
    return bool(first.end and second.start and second.start == second.end and (second.start - first.end).days == 1)
