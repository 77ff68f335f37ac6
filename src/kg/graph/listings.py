"""Listings: the words that carry a statement, what the ontology refused, and the names that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from rdflib.namespace import SH

from kg.extraction.checks import Finding
from kg.extraction.reification import OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT, TYPE
from kg.extraction.statements import STATUSES, Evidence, Interval, Statement
from kg.graph.store import Store
from kg.knowledge.terms import KG, OA, SCHEMA

Values = dict[str, str]

_WHY = """
SELECT DISTINCT ?subject ?predicate ?object ?evidence WHERE {{
  ?predicate rdfs:subPropertyOf* {predicate} .
  {{ VALUES (?subject ?object) {{ ({subject} {object}) }} }}
  UNION
  {{ VALUES (?subject ?object) {{ ({object} {subject}) }}
     {{ {predicate} a owl:SymmetricProperty }} UNION {{ ?predicate a owl:SymmetricProperty }} }}
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:evidence ?evidence .
}}"""


@dataclass(frozen=True, slots=True)
class Witness:
    """Evidence with what is known about its document."""

    evidence: Evidence
    published: date | None = None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nobody knows, how often it stands, and in which documents (IRIs)."""

    name: str
    kind: str
    count: int
    documents: tuple[str, ...]


def why(store: Store, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode) -> list[Witness]:
    """The evidence for subject – predicate – value, whatever its status; the most certain status first, then by day of publication.

    Evidence for a more special relation counts, and so does that for the other direction of a symmetric one: it implies the statement.
    """
    found = []
    for row in store.select(_WHY.format(subject=subject, predicate=predicate, object=value)):
        said = Statement(row["subject"].value, row["predicate"].value, row["object"].value)
        found.append(_witness(store, read_evidence(said, _values(store, row["evidence"]))))
    return sorted(found, key=lambda w: (STATUSES.index(w.evidence.status), w.published or date.max, w.evidence.document, w.evidence.start))


def _witness(store: Store, evidence: Evidence) -> Witness:
    known = _values(store, ox.NamedNode(evidence.document))
    published = known.get(str(SCHEMA.datePublished))
    return Witness(
        evidence, date.fromisoformat(published) if published else None, known.get(str(SCHEMA.headline)), known.get(str(SCHEMA.url))
    )


def read_evidence(statement: Statement, values: Values) -> Evidence:
    """The evidence whose triples give these values: the inverse of `kg.extraction.reification.quotation`."""
    start, end = values.get(str(KG.validFrom)), values.get(str(KG.validTo))
    return Evidence(
        statement=statement,
        document=values[SOURCE],
        quote=values[str(OA.exact)],
        start=int(values[str(OA.start)]),
        end=int(values[str(OA.end)]),
        status=next(status for status in STATUSES if values[STATUS] == str(KG[status])),
        confidence=float(values[str(KG.confidence)]),
        entry=values[str(KG.entry)],
        speaker=values.get(str(KG.speaker)),
        valid=Interval(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None) if start or end else None,
    )


def refused(store: Store) -> list[Finding]:
    """What the ontology refused, by document and place."""
    found = []
    for values in _all(store, str(KG.Finding)):
        said = Statement(values[SUBJECT], values[PREDICATE], values[OBJECT])
        found.append(Finding(read_evidence(said, values), values[str(SH.resultMessage)], values[str(SH.sourceShape)]))
    return sorted(found, key=lambda finding: (finding.evidence.document, finding.evidence.start, finding.evidence.statement, finding.shape))


def unknown(store: Store) -> list[Unknown]:
    """The names that nobody knows, the most frequent first."""
    places: dict[tuple[str, str], list[str]] = {}
    for values in _all(store, str(KG.UnknownName)):
        places.setdefault((values[str(OA.exact)], values.get(str(KG.nameKind), "")), []).append(values[SOURCE])
    found = [Unknown(name, kind, len(documents), tuple(sorted(set(documents)))) for (name, kind), documents in places.items()]
    return sorted(found, key=lambda unknown: (-unknown.count, unknown.name, unknown.kind))


def _all(store: Store, cls: str) -> Iterator[Values]:
    for quad in store.triples(None, ox.NamedNode(TYPE), ox.NamedNode(cls)):
        yield _values(store, quad.subject)


def _values(store: Store, node: object) -> Values:
    """The text or IRI of each predicate's value."""
    assert isinstance(node, ox.NamedNode)
    return {quad.predicate.value: quad.object.value for quad in store.triples(node) if isinstance(quad.object, ox.NamedNode | ox.Literal)}
