"""Witnesses: pieces of evidence as the network keeps them, the days for which they speak, and what they weigh then."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import prod
from urllib.parse import urlsplit

from kg.extraction.statements import Interval, Status

YEAR = 365.2425  # days
FADED = 4
"""After so many half-lives an event is forgotten: it weighs a sixteenth."""

Span = tuple[date | None, date | None]
"""First and last day; None is open."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A piece of evidence as a reader meets it: the words, who says them, where they stand, and for when.

    `document` is the IRI of the text, `url` where it was published; `speaker` is the IRI of who says it, if not the text itself.
    """

    status: Status
    quote: str
    document: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    speaker: str | None = None
    valid: Interval | None = None
    confidence: float | None = None

    @property
    def first(self) -> date | None:
        """The first day for which it speaks: that of its interval, else the day it was published."""
        return self.valid.start if self.valid and self.valid.start else self.published

    @property
    def lasts(self) -> bool:
        """Whether it says FROM or TO when something held, rather than the day, month or year in which something happened."""
        return self.valid is not None and "/" in str(self.valid)

    @property
    def source(self) -> str:
        """Who publishes it: the site of its document, else the document. Two documents of one site are one source."""
        try:
            return urlsplit(self.url or "").netloc.removeprefix("www.") or self.document or ""
        except ValueError:  # an IRI whose host no program resolves, such as http://ex℀mple.com
            return self.document or ""


def span(witness: Witness, half_life: float | None) -> Span:
    """The days for which the witness speaks: FROM–TO as it says; an event from its day on until it is forgotten.

    Without a half-life the relation is a state of affairs, which goes on.

    >>> span(Witness("asserted", "…", valid=Interval(date(2021, 3, 27), date(2021, 3, 27))), None)
    (datetime.date(2021, 3, 27), None)
    >>> span(Witness("asserted", "…", valid=Interval(date(2021, 3, 27), date(2021, 3, 27))), 0.25)
    (datetime.date(2021, 3, 27), datetime.date(2022, 3, 27))
    >>> span(Witness("asserted", "…", valid=Interval(None, date(2023, 12, 31))), None)
    (None, datetime.date(2023, 12, 31))
    """
    if witness.lasts and witness.valid:
        return witness.valid.start, witness.valid.end
    first = witness.first
    if first is None or half_life is None:
        return first, None
    return first, _later(first, FADED * half_life)


@lru_cache(maxsize=65536)
def _later(day: date, years: float) -> date:
    return day + timedelta(days=min(years * YEAR, (date.max - day).days))


def spans(evidence: Sequence[Witness], half_life: float | None) -> tuple[Span, ...]:
    """When what the evidence says counts: the spans of the witnesses that count, joined where they meet."""
    return joined(found for _, found in counting(evidence, half_life))


def counting(evidence: Sequence[Witness], half_life: float | None) -> Iterator[tuple[Witness, Span]]:
    """The witnesses but the denials, each with the days on which it counts.

    A denial ends a state of affairs (no half-life): whoever said before that it holds counts until the day before. Events it leaves alone.
    """
    ends = sorted(w.first for w in evidence if w.status == "denied" and w.first) if half_life is None else []
    for witness in evidence:
        if witness.status != "denied":
            first, last = span(witness, half_life)
            after = bisect_right(ends, first or date.min)
            if after < len(ends) and (last is None or ends[after] <= last):
                last = ends[after] - timedelta(days=1)
            yield witness, (first, last)


def joined(found: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, with those that overlap or follow each other made one."""
    whole: list[Span] = []
    for first, last in sorted(found, key=lambda s: (s[0] or date.min, s[1] or date.max)):
        if whole and _reaches(whole[-1][1], first):
            end = whole[-1][1]
            whole[-1] = whole[-1][0], None if end is None or last is None else max(end, last)
        else:
            whole.append((first, last))
    return tuple(whole)


def _reaches(end: date | None, start: date | None) -> bool:
    return end is None or start is None or (start - end).days <= 1


def overlaps(one: Span, first: date | None, last: date | None) -> bool:
    """Whether the span has a day in common with the days from first to last; None is open."""
    return (one[0] is None or last is None or one[0] <= last) and (one[1] is None or first is None or first <= one[1])


def common(one: Span, other: Span) -> Span:
    """The days that two spans have in common, if they overlap."""
    firsts, lasts = ([day for day in days if day] for days in zip(one, other, strict=True))
    return max(firsts, default=None), min(lasts, default=None)


def weight(
    evidence: Sequence[Witness], half_life: float | None, statuses: Mapping[str, float], first: date | None, last: date | None
) -> float:
    """How surely the evidence says that something holds on the best day from first to last, from 0 to 1.

    A witness that counts then weighs status × confidence (1 where there is none) × 2^(-age / half-life), and what is said to last does not
    age. Of several in one source the strongest counts, for copies prove nothing (Dong, Berti-Equille & Srivastava, "Integrating conflicting
    data: the role of source dependence", VLDB 2009). Independent sources join as 1 - ∏ (1 - weight), the chance that one is right: the
    *noisy or* of Pearl, *Probabilistic Reasoning in Intelligent Systems* (1988).

    >>> told = Witness("asserted", "…", confidence=0.5, url="https://a.example"), Witness("claimed", "…", url="https://b.example")
    >>> weight(told, None, {"asserted": 1.0, "claimed": 0.5}, None, None)
    0.75
    """
    sources: defaultdict[str, float] = defaultdict(float)
    for witness, counts in counting(evidence, half_life):
        if overlaps(counts, first, last):
            sure = statuses.get(witness.status, 0.0) * (1.0 if witness.confidence is None else witness.confidence)
            sources[witness.source] = max(sources[witness.source], sure * _freshness(witness, half_life, first))
    return 1.0 - prod(1.0 - found for found in sources.values())


def _freshness(witness: Witness, half_life: float | None, first: date | None) -> float:
    begun = witness.first
    if half_life is None or witness.lasts or begun is None or first is None or first <= begun:
        return 1.0
    return float(0.5 ** ((first - begun).days / YEAR / half_life))
