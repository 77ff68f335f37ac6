"""Statements and their evidence: what a document says, and the words with which it says so."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.knowledge.terms import KGE, KGS, hashed

Status = Literal["asserted", "claimed", "possible", "denied"]
STATUSES: tuple[Status, ...] = ("asserted", "claimed", "possible", "denied")


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `start` to `end`, both included; None is unknown or open.

    What happened *2024* has the whole year as its interval: the text does not say more.
    """

    start: date | None
    end: date | None

    def __str__(self) -> str:
        """The shortest form of the annotation guideline: YYYY, YYYY-MM, YYYY-MM-DD or FROM/TO."""
        first, last = self.start, self.end
        if first and last:
            if first == last:
                return first.isoformat()
            if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
                return f"{first.year:04}"
            if (first.year, first.month) == (last.year, last.month) and first.day == 1 and last.day == days_in(last):
                return first.isoformat()[:7]  # %Y has no zeros in front
        return f"{first.isoformat() if first else ''}/{last.isoformat() if last else ''}"


def days_in(day: date) -> int:
    """The number of days in the day's month."""
    return monthrange(day.year, day.month)[1]


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A triple of full IRIs that at least one document speaks about."""

    subject: str
    predicate: str
    object: str

    @property
    def iri(self) -> str:
        """A name made of the triple, so that every document names the same statement alike."""
        return str(KGS[hashed(self.subject, self.predicate, self.object)])


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of a document that carries a statement.

    `quote` stands verbatim at `start:end` in the document's text. `speaker` is the IRI of who says it, where that is not the
    document itself; `valid` when it holds or happened; `entry` the IRI of the lexicon entry that fired.
    """

    statement: Statement
    document: str
    quote: str
    start: int
    end: int
    status: Status
    confidence: float
    entry: str
    speaker: str | None = None
    valid: Interval | None = None

    @property
    def iri(self) -> str:
        """A name made of document, offsets, statement and status: reading a document twice adds nothing."""
        return str(KGE[hashed(self.document, str(self.start), str(self.end), self.statement.iri, self.status)])
