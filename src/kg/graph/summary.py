"""What a store holds, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import RDFS

from kg.extraction.statements import STATUSES, Status
from kg.graph.store import Store

_STATEMENTS = "SELECT (COUNT(*) AS ?n) WHERE { ?statement a kg:Statement FILTER EXISTS { ?statement kg:evidence/kg:status %s } %s }"
_WITHOUT = "FILTER NOT EXISTS { ?statement kg:evidence/kg:status %s }"
_DOCUMENTS = "SELECT (COUNT(*) AS ?n) WHERE { ?document a schema:NewsArticle }"
_REFUSED = "SELECT (COUNT(*) AS ?n) WHERE { ?finding a kg:Finding }"
_UNKNOWN = """
SELECT ?name (COUNT(*) AS ?n) WHERE { ?unknown a kg:UnknownName ; oa:exact ?name }
GROUP BY ?name ORDER BY DESC(?n) ?name"""
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
_PAIRS = """
SELECT ?one ?other (COUNT(*) AS ?n) WHERE {
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:object ?object
  BIND (IF(STR(?subject) < STR(?object), ?subject, ?object) AS ?one)
  BIND (IF(STR(?subject) < STR(?object), ?object, ?subject) AS ?other)
} GROUP BY ?one ?other ORDER BY DESC(?n)"""
MOST = 5
"""So many pairs are named."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a store. `known` counts what the seeds describe, by class. A statement counts under its strongest status, a
    pair of entities once for each statement about both; `unknown` are the names that nobody knows, the most frequent first.
    """

    documents: int
    known: Mapping[str, int]
    statements: Mapping[Status, int]
    persons: tuple[str, ...]
    refused: int
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str, int], ...]


def summarize(store: Store) -> Summary:
    """The figures of all that documents have brought into the store; its persons are those that no seed describes."""
    return Summary(
        documents=_count(store, _DOCUMENTS),
        known=_known(store),
        statements={status: _statements(store, status) for status in STATUSES},
        persons=tuple(row["name"].value for row in store.select(_PERSONS)),
        refused=_count(store, _REFUSED),
        unknown=tuple(row["name"].value for row in store.select(_UNKNOWN, inferred=False)),
        pairs=_pairs(store),
    )


def _statements(store: Store, status: Status) -> int:
    """How many statements have this status and none that is stronger."""
    stronger = STATUSES[: STATUSES.index(status)]
    return _count(store, _STATEMENTS % (f"kg:{status}", " ".join(_WITHOUT % f"kg:{other}" for other in stronger)))


def _known(store: Store) -> dict[str, int]:
    """How many of each kind no document had to tell."""
    counts = {row["kind"].value.rpartition("#")[2]: int(row["n"].value) for row in store.select(_KNOWN, inferred=False)}
    return {kind: counts[kind] for kind in KINDS if kind in counts}


def _pairs(store: Store) -> tuple[tuple[str, str, int], ...]:
    """The pairs of entities of which most is said, by name."""
    found: list[tuple[ox.NamedNode, ox.NamedNode, int]] = []
    for row in store.select(_PAIRS, inferred=False):
        count = int(row["n"].value)
        if len(found) >= MOST and count < found[-1][2]:
            break
        found.append((row["one"], row["other"], count))
    named = [(*_ordered(_name(store, one), _name(store, other)), count) for one, other, count in found]
    return tuple(sorted(named, key=lambda pair: (-pair[2], pair))[:MOST])


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _name(store: Store, thing: ox.NamedNode) -> str:
    """The English label, else the name in the IRI."""
    labels = (quad.object for quad in store.triples(thing, ox.NamedNode(str(RDFS.label)), None, None))
    english = [label.value for label in labels if isinstance(label, ox.Literal) and label.language in (None, "en")]
    return min(english, default=thing.value.rpartition("/")[2])


def _count(store: Store, query: str) -> int:
    return int(next(iter(store.select(query, inferred=False)))["n"].value)
