"""Claims: what each piece of evidence claims, without its words, to look through all of a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from kg.extraction.reification import EVIDENCE, OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT
from kg.extraction.statements import STATUSES, Interval, Statement, Status
from kg.graph.columns import aligned, column, day_of, numbered
from kg.graph.store import Store
from kg.knowledge.terms import KG, SCHEMA

_STATUSES: dict[str, Status] = {str(KG[status]): status for status in STATUSES}


class Claim(NamedTuple):
    """A piece of evidence (an IRI): what it states, in which document, for when, and when that was published."""

    evidence: str
    statement: Statement
    status: Status
    document: str
    valid: Interval | None
    published: date | None


def read_claims(store: Store) -> Iterator[Claim]:
    """All evidence of all statements, in no order; what rules have drawn is left out."""
    ties = list(column(store, EVIDENCE))
    number, statements = numbered(evidence for _, evidence in ties), numbered(statement for statement, _ in ties)
    parts = [aligned(store, predicate, statements, cache(str)) for predicate in (SUBJECT, PREDICATE, OBJECT)]
    said = [Statement(*triple) if all(triple) else None for triple in zip(*parts, strict=True)]
    status, source = (aligned(store, predicate, number, cache(str)) for predicate in (STATUS, SOURCE))
    start, end = (aligned(store, str(predicate), number, cache(day_of)) for predicate in (KG.validFrom, KG.validTo))
    documents = numbered(document for document in source if document)
    days = aligned(store, str(SCHEMA.datePublished), documents, cache(day_of))
    interval = cache(lambda start, end: Interval(start, end) if start or end else None)
    for statement, evidence in ties:
        place, what = number[evidence], said[statements[statement]]
        standing, document = _STATUSES.get(status[place] or ""), source[place]
        if what and standing and document:
            yield Claim(evidence, what, standing, document, interval(start[place], end[place]), days[documents[document]])
