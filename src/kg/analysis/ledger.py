"""The ledger: when each tie of an archive counts, and what its evidence weighs then, in columns of numbers.

`kg.analysis.witnesses.weight` asks each witness of a tie anew for each day. To weigh hundreds of thousands of ties on many days, what
does not change with the day is worked out once; what does is a few operations on whole columns. Both give the same numbers, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from kg.analysis.witnesses import YEAR, Span, Witness, counting

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Entry = tuple[str, str, str, Mapping[str, Any]]
"""Both ends, lifted; the statement; and the attributes of the tie."""

NEVER, ALWAYS = date.min.toordinal() - 1, date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class _Periods:
    """The first and the last day of what counts, as ordinals, and the number of its tie."""

    tie: Numbers
    first: Numbers
    last: Numbers

    @classmethod
    def of(cls, found: Sequence[tuple[int, Span]]) -> _Periods:
        days = [(tie, first.toordinal() if first else NEVER, last.toordinal() if last else ALWAYS) for tie, (first, last) in found]
        return cls(*np.array(days, dtype=np.int64).reshape(-1, 3).T.copy())

    def at(self, day: int) -> Numbers:
        """The numbers of those that count on the day."""
        return np.flatnonzero((self.first <= day) & (day <= self.last))


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The ties of an archive that have a sign and two different ends, in its order, and what their witnesses say.

    Claims, which are the witnesses that count, stand in the order of their ties, sources and, in one of these, `place`. A claim weighs
    `sure`, and fades from the day `begun` on by the half-life of its tie, if it does fade.
    """

    entries: Sequence[Entry]
    spans: _Periods
    claims: _Periods
    place: Numbers
    source: Numbers
    sure: Values
    begun: Numbers
    strength: Values
    half_life: Values

    @classmethod
    def of(cls, archive: nx.MultiDiGraph[str]) -> Ledger:
        """The ledger of an archive, as `kg.analysis.network.read_network` gives it."""
        edges = archive.edges(keys=True, data=True)
        entries = [(*tie["lifted"], key, tie) for *_, key, tie in edges if tie["sign"] is not None and tie["lifted"][0] != tie["lifted"][1]]
        statuses, number = archive.graph["statuses"], dict[str, int]()
        source = cache(lambda url, document: number.setdefault(Witness("asserted", "", document, url=url).source, len(number)))
        spans: list[tuple[int, Span]] = []
        claims: list[tuple[int, Span]] = []
        rows: list[tuple[int, int, float, int]] = []
        for tie, (*_, data) in enumerate(entries):
            spans += [(tie, span) for span in data["spans"]]
            for witness, span in counting(data["evidence"], data["half_life"]) if data["spans"] else ():
                sure = statuses.get(witness.status, 0.0) * (1.0 if witness.confidence is None else witness.confidence)
                fades = data["half_life"] is not None and not witness.lasts and witness.first
                rows.append((len(rows), source(witness.url, witness.document), sure, fades.toordinal() if fades else ALWAYS))
                claims.append((tie, span))
        place, sources, sure_, begun = (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.array([], dtype=int)] * 4
        periods = _Periods.of(claims)
        order = np.lexsort((place, sources, periods.tie))
        return cls(
            entries,
            _Periods.of(spans),
            _Periods(periods.tie[order], periods.first[order], periods.last[order]),
            place[order],
            sources[order],
            sure_[order].astype(np.float64),
            begun[order],
            np.array([data["strength"] for *_, data in entries], dtype=np.float64),
            np.array([data["half_life"] or np.nan for *_, data in entries], dtype=np.float64),
        )

    def at(self, day: date) -> Iterator[tuple[Entry, float]]:
        """The ties that count on the day, in the order of the archive, with what they weigh: strength times how sure they are."""
        today = day.toordinal()
        claims = self.claims.at(today)
        if not len(claims):
            return
        ties, sure = self._joined(claims, self.sure[claims] * self._freshness(claims, today))
        weighs = self.strength[ties] * sure
        counted = np.isin(ties, self.spans.tie[self.spans.at(today)])
        yield from ((self.entries[tie], weight) for tie, weight in zip(ties[counted].tolist(), weighs[counted].tolist(), strict=True))

    def _freshness(self, claims: Numbers, today: int) -> Values:
        """What age has left of each claim: 2^(-age / half-life), worked out once for each age and half-life."""
        fresh, ages, lives = np.ones(len(claims)), today - self.begun[claims], self.half_life[self.claims.tie[claims]]
        old = np.flatnonzero(ages > 0)
        for half_life in np.unique(lives[old]).tolist():
            own = old[lives[old] == half_life]
            days, place = np.unique(ages[own], return_inverse=True)
            fresh[own] = np.array([_faded(age, half_life) for age in days.tolist()])[place]
        return fresh

    def _joined(self, claims: Numbers, weights: Values) -> tuple[Numbers, Values]:
        """The ties of these claims, each once, and 1 - ∏ (1 - weight) over its sources, of each of which the strongest claim counts."""
        tie, source = self.claims.tie[claims], self.source[claims]
        starts = np.flatnonzero(np.diff(tie, prepend=-1) | np.diff(source, prepend=-1))
        strongest = np.maximum(np.maximum.reduceat(weights, starts), 0.0)
        order = np.argsort(np.minimum.reduceat(self.place[claims], starts), kind="stable")  # the first to speak comes first
        ties, factors = tie[starts][order], 1.0 - strongest[order]
        begins = np.flatnonzero(np.diff(ties, prepend=-1))
        counts = np.diff(begins, append=len(ties))
        product = factors[begins]
        for rank in range(1, int(counts.max())):
            more = np.flatnonzero(counts > rank)
            product[more] *= factors[begins[more] + rank]
        return ties[begins], 1.0 - product


@lru_cache(maxsize=65536)
def _faded(days: int, half_life: float) -> float:
    return float(0.5 ** (days / YEAR / half_life))
