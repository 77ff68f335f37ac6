"""Expressions of time as they stand in a sentence, with the days that follow from them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kg.extraction.statements import Interval
from kg.reading.sentences import Sentence, Token

Kind = Literal["date", "duration", "set", "reference", "time"]
Relation = Literal["at", "since", "until"]

DATED = ("date", "time")
"""Kinds whose days are those of what is told."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """An expression of time: tokens `token_start` up to, not including, `token_end`; characters likewise, as offsets into the document.

    `interval` is None where no days follow from it: a mere duration or frequency, or a relative expression in a document without a date.
    Where the text says *seit*, *ab*, *nach* or *bis*, *vor*, `relation` tells it and the interval is open on that side.
    """

    token_start: int
    token_end: int
    start: int
    end: int
    kind: Kind
    interval: Interval | None
    relation: Relation = "at"


def last_named(expressions: Iterable[TimeExpression]) -> Interval | None:
    """The days named last, which *am Tag darauf* and *im selben Jahr* go on from."""
    return next((e.interval for e in reversed(list(expressions)) if e.interval and e.interval.start and e.kind in DATED), None)


def head_word(sentence: Sentence, expression: TimeExpression) -> Token:
    """The word of the expression that hangs on a word outside."""
    inside = range(expression.token_start, expression.token_end)
    return next((sentence[n] for n in inside if sentence[n].head not in inside), sentence[expression.token_start])


def placed(sentence: Sentence, expressions: Iterable[TimeExpression]) -> Iterator[TimeExpression]:
    """The expressions with their tokens, and with offsets into the document instead of the sentence."""
    starts, ends = [token.start for token in sentence], [token.end for token in sentence]
    for expression in expressions:
        start, end = expression.start + sentence.start, expression.end + sentence.start
        yield replace(expression, token_start=bisect_right(ends, start), token_end=bisect_left(starts, end), start=start, end=end)
