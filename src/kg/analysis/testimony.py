"""Testimony: all statements of a store, each with its witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from kg.analysis.witnesses import Witness
from kg.extraction.reification import EVIDENCE, OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT, TYPE
from kg.extraction.statements import Interval, Status
from kg.graph.columns import aligned, column, day_of, number_of, numbered, subjects
from kg.graph.store import Store
from kg.knowledge.terms import KG, OA, SCHEMA


@dataclass(frozen=True, slots=True)
class Told:
    """A statement (an IRI) with its triple and all its witnesses: those that speak for the earliest days first, then by document."""

    statement: str
    subject: str
    predicate: str
    object: str
    witnesses: tuple[Witness, ...]


def read_told(store: Store) -> Iterator[Told]:
    """The statements with evidence, in the order of their IRIs; what rules have drawn is left out."""
    number = numbered(sorted(subjects(store, TYPE, str(KG.Statement))))
    evidence: dict[str, int] = {}
    pieces: list[list[int]] = [[] for _ in number]
    for statement, piece in column(store, EVIDENCE):
        if statement in number:
            pieces[number[statement]].append(evidence.setdefault(piece, len(evidence)))
    ends = [aligned(store, predicate, number, cache(str)) for predicate in (SUBJECT, PREDICATE, OBJECT)]
    witnesses, names = _witnesses(store, evidence), list(evidence)
    for statement, own, subject, predicate, object_ in zip(number, pieces, *ends, strict=True):
        found = [witnesses[piece] for piece in sorted(set(own), key=names.__getitem__)] if len(own) > 1 else [witnesses[i] for i in own]
        kept = [witness for witness in found if witness]
        if kept and subject and predicate and object_:
            if len(kept) > 1:
                kept.sort(key=_order)
            yield Told(statement, subject, predicate, object_, tuple(kept))


def _order(witness: Witness) -> tuple[date, str, str]:
    return witness.first or date.min, witness.document or "", witness.quote


def _witnesses(store: Store, number: Mapping[str, int]) -> list[Witness | None]:
    """The witnesses by their numbers: the evidence that has a status."""
    read = partial(aligned, store, number=number)
    sources = read(SOURCE, read=cache(str))
    documents = numbered(source for source in sources if source)
    titles, urls = (aligned(store, str(predicate), documents, str) for predicate in (SCHEMA.headline, SCHEMA.url))
    days = aligned(store, str(SCHEMA.datePublished), documents, cache(day_of))
    about: dict[str | None, tuple[str | None, str | None, date | None]] = {None: (None, None, None)}
    about.update(zip(documents, zip(titles, urls, days, strict=True), strict=True))
    columns = (
        read(STATUS, read=cache(_status)),
        read(str(OA.exact), read=str),
        sources,
        read(str(KG.speaker), read=cache(str)),
        read(str(KG.validFrom), read=cache(day_of)),
        read(str(KG.validTo), read=cache(day_of)),
        read(str(KG.confidence), read=cache(number_of)),
    )
    interval = cache(lambda start, end: Interval(start, end) if start or end else None)
    return [
        Witness(status, quote or "", source, *about[source], speaker, interval(start, end), confidence) if status else None
        for status, quote, source, speaker, start, end, confidence in zip(*columns, strict=True)
    ]


def _status(iri: str) -> Status:
    return local(iri)  # type: ignore[return-value]  # the ontology has no other status


def local(iri: str) -> str:
    """The last part of the IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
