"""Listings: what the ontology refused, the names that nobody knows, and what each source brought.

Why something stands is told by `kg.graph.explanations`, where documents contradict each other by `kg.graph.conflicts`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, SH

from kg.extraction.checks import Finding
from kg.extraction.reification import SOURCE, TYPE
from kg.graph.claims import Claim, read_claims
from kg.graph.columns import aligned, numbered, subjects
from kg.graph.conflicts import contradictions
from kg.graph.store import Store
from kg.graph.witnesses import Values, described, read_evidence, read_statement, reads_store, source_of, verdicts
from kg.knowledge.terms import KG, OA, SCHEMA

_REFUSED = """
SELECT DISTINCT ?subject ?predicate ?object ?document WHERE {
  ?finding a kg:Finding ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; prov:hadPrimarySource ?document
}"""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nobody knows, how often it stands, and in which documents (IRIs)."""

    name: str
    kind: str
    count: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes documents: a site, else the source that they name; a document without either is its own.

    `statements` counts the different statements that its documents speak about, whatever their status, and `asserted` those that one of
    them asserts. `refused` counts what it seems to say and the ontology refuses; `denied` the asserted ones that a document of another
    source denies; `confirmed` and `rejected` those on which reviewers have decided.
    """

    name: str
    documents: int
    statements: int
    asserted: int
    refused: int
    denied: int
    confirmed: int
    rejected: int

    @property
    def shares(self) -> dict[str, float]:
        """Refused of all that was found, denied of what it asserts, confirmed and rejected of what it states; 0 of nothing is 0."""
        wholes = {
            "refused": self.statements + self.refused,
            "denied": self.asserted,
            "confirmed": self.statements,
            "rejected": self.statements,
        }
        return {name: getattr(self, name) / whole if whole else 0.0 for name, whole in wholes.items()}


def sources(store: Store) -> list[Source]:
    """The sources of all documents: those with the most documents first, then by name."""
    owners, claims = _owners(store), list(read_claims(store))

    def owner(claim: Claim) -> str:
        return owners.get(claim.document, claim.document)

    said, asserted, denied = (defaultdict[str, set[str]](set) for _ in range(3))
    names = cache(lambda statement: statement.iri)
    for claim in claims:
        said[owner(claim)].add(names(claim.statement))
        if claim.status == "asserted":
            asserted[owner(claim)].add(names(claim.statement))
    for found in contradictions(claims, store, ["denied"]):
        deniers = set(map(owner, found.other))
        for claim in found.one:
            if deniers - {owner(claim)}:
                denied[owner(claim)].add(names(claim.statement))
    groups = {"statements": said, "asserted": asserted, "refused": _refused(store, owners), "denied": denied}
    judged, listed = verdicts(store), []
    for name, count in Counter(owners.values()).items():
        decided = Counter(judged[statement] for statement in said[name] if statement in judged)
        sizes = {what: len(group[name]) for what, group in groups.items()}
        listed.append(Source(name, count, **sizes, confirmed=decided["confirmed"], rejected=decided["rejected"]))
    return sorted(listed, key=lambda source: (-source.documents, source.name))


def _owners(store: Store) -> dict[str, str]:
    """To each document (IRI) its source."""
    number = numbered(subjects(store, TYPE, str(SCHEMA.NewsArticle)))
    urls, names = (aligned(store, str(predicate), number, str) for predicate in (SCHEMA.url, DCTERMS.source))
    about = ({str(SCHEMA.url): url or "", str(DCTERMS.source): name or ""} for url, name in zip(urls, names, strict=True))
    return {document: source_of(document, values) for document, values in zip(number, about, strict=True)}


def _refused(store: Store, owners: dict[str, str]) -> defaultdict[str, set[str]]:
    """What the ontology refused, by the sources of the documents."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in store.select(_REFUSED, inferred=False):
        *parts, document = (term.value for term in row)
        found[owners.get(document, document)].add("\n".join(parts))
    return found


@reads_store
def refused(store: Store) -> list[Finding]:
    """What the ontology refused, by document and place."""
    found = []
    for values in _all(store, str(KG.Finding)):
        evidence = read_evidence(read_statement(values), values)
        found.append(Finding(evidence, values[str(SH.resultMessage)], values[str(SH.sourceShape)]))
    return sorted(found, key=lambda finding: (finding.evidence.document, finding.evidence.start, finding.evidence.statement, finding.shape))


@reads_store
def unknown(store: Store) -> list[Unknown]:
    """The names that nobody knows, the most frequent first."""
    places: dict[tuple[str, str], list[str]] = {}
    for values in _all(store, str(KG.UnknownName)):
        places.setdefault((values[str(OA.exact)], values.get(str(KG.nameKind), "")), []).append(values[SOURCE])
    found = [Unknown(name, kind, len(documents), tuple(sorted(set(documents)))) for (name, kind), documents in places.items()]
    return sorted(found, key=lambda unknown: (-unknown.count, unknown.name, unknown.kind))


def _all(store: Store, cls: str) -> Iterator[Values]:
    return iter(described(store, _of_class(store, cls)).values())


def _of_class(store: Store, cls: str) -> Iterator[str]:
    for quad in store.triples(None, ox.NamedNode(TYPE), ox.NamedNode(cls)):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value
