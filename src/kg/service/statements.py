"""Statements as the service shows them: in rows with what stands behind them, and each with its explanation and its reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pyoxigraph as ox

from kg.extraction.statements import STATUSES, Status
from kg.extraction.statements import Statement as Triple
from kg.graph.explanations import Explanation, explain
from kg.graph.records import DERIVED
from kg.graph.reviews import Review, reviews
from kg.graph.store import INFERRED, Store
from kg.graph.witnesses import Verdict, Witness, chunks, verdict_of
from kg.knowledge.terms import KG
from kg.service.linking import Language, Thing, named, parts_of, path_of, terms

_UNKNOWN = "~"
"""What stands behind all days in their order, so that it is none of the least."""
_ROWS = f"""
SELECT ?statement ?subject ?predicate ?object ?verdict (COUNT(DISTINCT ?evidence) AS ?number)
  (GROUP_CONCAT(DISTINCT STR(?status)) AS ?statuses) (MIN(?begin) AS ?first) (MAX(?end) AS ?last) (MAX(?day) AS ?published) WHERE {{
  VALUES ?statement {{ %s }}
  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:evidence ?evidence .
  ?evidence kg:status ?status ; prov:hadPrimarySource ?document .
  OPTIONAL {{ ?evidence kg:validFrom ?from }} OPTIONAL {{ ?evidence kg:validTo ?to }}
  OPTIONAL {{ ?document schema:datePublished ?printed }}
  OPTIONAL {{ ?statement kg:verdict ?verdict }}
  BIND (COALESCE(STR(?printed), "") AS ?day)
  BIND (IF(BOUND(?from), STR(?from), IF(BOUND(?to) || ?day = "", "{_UNKNOWN}", ?day)) AS ?begin)
  BIND (IF(BOUND(?to), STR(?to), IF(BOUND(?from), "", ?day)) AS ?end)
}} GROUP BY ?statement ?subject ?predicate ?object ?verdict"""
"""Evidence that does not say when speaks of the day on which its document was published."""
_POWERS = "SELECT ?power WHERE { %s kg:tenure/kg:of ?power }"


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with the statuses of its evidence, the strongest first, and the time of which this speaks (days; empty where unknown)."""

    thing: Thing
    subject: Thing
    predicate: Thing
    object: Thing
    statuses: tuple[Status, ...]
    first: str
    last: str
    published: str
    evidence: int
    verdict: Verdict | None

    @property
    def contested(self) -> bool:
        """Whether some deny what others say."""
        return "denied" in self.statuses and len(self.statuses) > 1


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as its page tells it: its explanation, with the name of everything in it, and its reviews, the newest first."""

    explanation: Explanation
    name: Callable[[str], Thing]
    reviews: tuple[Review, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What the reviewers think of it."""
        own = (witness.verdict for witness in self.explanation.witnesses if witness.evidence.statement == self.explanation.statement)
        return next(own, None)

    @property
    def by_status(self) -> dict[Status, list[Witness]]:
        """The witnesses of each status, the most certain first."""
        found = {status: [w for w in self.explanation.witnesses if w.evidence.status == status] for status in STATUSES}
        return {status: witnesses for status, witnesses in found.items() if witnesses}


def statement_rows(store: Store, statements: Sequence[str], language: Language) -> list[Row]:
    """The rows of these statements (IRIs), in their order; what is no statement has none."""
    found: dict[str, Any] = {}
    for names in chunks(statements):
        found |= {row["statement"].value: row for row in store.select(_ROWS % names, inferred=False)}
    parts = {row[name].value for row in found.values() for name in ("subject", "predicate", "object")}
    thing = named(store, parts, language)
    return [_row(iri, found[iri], thing) for iri in statements if iri in found]


def _row(iri: str, row: Any, thing: Callable[[str], Thing]) -> Row:
    subject, predicate, value = (thing(row[name].value) for name in ("subject", "predicate", "object"))
    statuses = {status.removeprefix(str(KG)) for status in row["statuses"].value.split()}
    first = row["first"].value
    return Row(
        Thing(iri, f"{subject.label} {predicate.label} {value.label}", path_of(iri)),
        subject,
        predicate,
        value,
        tuple(status for status in STATUSES if status in statuses),
        first="" if first == _UNKNOWN else first,
        last=row["last"].value,
        published=row["published"].value,
        evidence=int(row["number"].value),
        verdict=verdict_of(row["verdict"].value) if row["verdict"] else None,
    )


def statement_of(store: Store, iri: str) -> Triple | None:
    """The statement of that IRI: one that documents speak of, or one that a rule has lifted from what leaders do; None if it is none."""
    if parts := parts_of(store, iri):
        return Triple(*parts)
    for link in store.triples(ox.NamedNode(iri), ox.NamedNode(DERIVED), None, INFERRED):
        parts = parts_of(store, link.object.value) if isinstance(link.object, ox.NamedNode) else None
        if parts:
            ends = product(_stood_for(store, parts[0]), _stood_for(store, parts[2]))
            lifted = (Triple(subject, parts[1], value) for subject, value in ends)
            return next((statement for statement in lifted if statement.iri == iri), None)
    return None


def _stood_for(store: Store, actor: str) -> set[str]:
    """The actor, and those for whom it ever acted."""
    return {actor, *(row["power"].value for row in store.select(_POWERS % terms([actor]), inferred=False))}


def tell(store: Store, statement: Triple, language: Language) -> Told:
    """The statement, whether documents speak of it or it only follows by rules."""
    found = explain(store, statement)
    those = {statement, *(ground.statement for ground in found.grounds), *(witness.evidence.statement for witness in found.witnesses)}
    known = {part for said in those for part in (said.subject, said.predicate, said.object)}
    for witness in found.witnesses:
        said = witness.evidence
        known |= {said.document, said.entry} | ({said.speaker} if said.speaker else set())
    return Told(found, named(store, known, language), tuple(reviews(store, [statement.iri])))
