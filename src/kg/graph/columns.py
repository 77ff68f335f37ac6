"""Columns: all triples of one predicate, read in one pass.

Of a million pieces of evidence a join of their ten predicates takes ten times as long as ten columns do, each row of which the
reader puts in its place by the name of its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from kg.graph.store import Store
from kg.knowledge.entities import first_day

T = TypeVar("T")


def column(store: Store, predicate: str) -> Iterator[tuple[str, str]]:
    """Subject and object of each triple of the predicate, as IRIs or texts, in no order; what rules have drawn is left out."""
    for row in store.select(f"SELECT ?thing ?value WHERE {{ ?thing <{predicate}> ?value }}", inferred=False):
        yield row[0].value, row[1].value


def subjects(store: Store, predicate: str, value: str) -> Iterator[str]:
    """The subjects of the triples of this predicate and object (an IRI), in no order; what rules have drawn is left out."""
    for row in store.select(f"SELECT ?thing WHERE {{ ?thing <{predicate}> <{value}> }}", inferred=False):
        yield row[0].value


def numbered(things: Iterable[str]) -> dict[str, int]:
    """To each thing a number, in their order."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def aligned(store: Store, predicate: str, number: Mapping[str, int], read: Callable[[str], T | None]) -> list[T | None]:
    """The column's values by the numbers of their subjects, as `read` reads them; None where there is none, and of several the last."""
    found: list[T | None] = [None] * len(number)
    for thing, text in column(store, predicate):
        place = number.get(thing)
        if place is not None and (value := read(text)) is not None:
            known = found[place]
            found[place] = value if known is None else max(known, value, key=repr)
    return found


def number_of(text: str) -> float | None:
    """The text as a number, if it is one."""
    try:
        return float(text)
    except ValueError:
        return None


def day_of(text: str, read: Callable[[str], date] = first_day) -> date | None:
    """The first day (or, by `read`, the last) of an xsd:date, gYearMonth or gYear, if it is one."""
    try:
        return read(text[:10])
    except ValueError:
        return None
