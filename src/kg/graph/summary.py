"""What a store holds, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.extraction.statements import STATUSES, Status
from kg.graph.listings import Unknown, refused, unknown
from kg.graph.store import Store

_STATEMENTS = """
SELECT DISTINCT ?statement ?subject ?object ?status WHERE {
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:object ?object ; kg:evidence/kg:status ?status
}"""
_DOCUMENTS = "SELECT (COUNT(*) AS ?n) WHERE { ?document a schema:NewsArticle }"
_PERSONS = """
SELECT DISTINCT ?name WHERE {
  VALUES ?kind { kg:Person kg:Leader }
  ?person prov:wasDerivedFrom ?document ; a ?kind ; rdfs:label ?name FILTER (LANG(?name) IN ("", "en"))
} ORDER BY ?name"""
_KNOWN = """
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  {
    VALUES ?kind { kg:State kg:Leader kg:Organization kg:Bloc kg:Agreement kg:Conflict }
    ?thing a ?kind FILTER NOT EXISTS { ?thing prov:wasDerivedFrom ?document }
  }
  UNION { ?holder kg:tenure ?thing BIND (kg:Tenure AS ?kind) }
  UNION { ?holder kg:hasMember ?thing BIND (kg:Membership AS ?kind) }
} GROUP BY ?kind"""
KINDS = ("State", "Leader", "Organization", "Bloc", "Agreement", "Conflict", "Tenure", "Membership")
_LABELS = 'SELECT ?thing ?label WHERE { ?thing rdfs:label ?label FILTER (LANG(?label) IN ("", "en")) }'


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a store. `known` counts what the seeds describe, by class. A statement counts under its strongest status, a
    pair of entities once for each statement about both.
    """

    documents: int
    known: Mapping[str, int]
    statements: Mapping[Status, int]
    persons: tuple[str, ...]
    refused: int
    unknown: tuple[Unknown, ...]
    pairs: tuple[tuple[str, str, int], ...]


def summarize(store: Store) -> Summary:
    """The figures of all that documents have brought into the store; its persons are those that no seed describes."""
    strongest: dict[str, Status] = {}
    ends: dict[str, tuple[str, ...]] = {}
    for row in store.select(_STATEMENTS):
        statement, status = row["statement"].value, row["status"].value.rpartition("#")[2]
        strongest[statement] = min(strongest.get(statement, status), status, key=STATUSES.index)
        ends[statement] = tuple(sorted((row["subject"].value, row["object"].value)))
    statuses = Counter(strongest.values())
    return Summary(
        documents=_count(store.select(_DOCUMENTS)),
        known=_known(store),
        statements={status: statuses[status] for status in STATUSES},
        persons=tuple(row["name"].value for row in store.select(_PERSONS)),
        refused=len(refused(store)),
        unknown=tuple(unknown(store)),
        pairs=_pairs(store, Counter(ends.values())),
    )


def _known(store: Store) -> dict[str, int]:
    """How many of each kind no document had to tell."""
    counts = {row["kind"].value.rpartition("#")[2]: int(row["n"].value) for row in store.select(_KNOWN, inferred=False)}
    return {kind: counts[kind] for kind in KINDS if kind in counts}


def _pairs(store: Store, counts: Counter[tuple[str, ...]], limit: int = 5) -> tuple[tuple[str, str, int], ...]:
    """The pairs of entities of which most is said, by name."""
    names = {row["thing"].value: row["label"].value for row in store.select(_LABELS)}
    named = [(*sorted(names.get(end, end.rpartition("/")[2]) for end in pair), count) for pair, count in counts.items()]
    ordered = sorted(named, key=lambda pair: (-int(pair[-1]), pair))
    return tuple((str(first), str(second), int(count)) for first, second, count in ordered[:limit])


def _count(rows: ox.QuerySolutions) -> int:
    return int(next(iter(rows))["n"].value)
