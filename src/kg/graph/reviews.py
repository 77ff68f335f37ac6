"""Reviews: what people think of statements, kept apart from what documents say, so that no rebuild loses them.

A reviewer has one review of a statement at most; of several reviewers the newest decides. It carries the triple itself, and so outlives
the statement, and stands again when a document brings that back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyoxigraph as ox
from rdflib.namespace import XSD

from kg.errors import ReviewError
from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, TYPE, iri, literal
from kg.extraction.statements import STATUSES, Statement, Status
from kg.graph.changing import VERDICT
from kg.graph.store import REVIEWS, Store
from kg.graph.witnesses import Values, Verdict, chunks, described, read_statement, reads_store, source_of, verdict_of
from kg.knowledge.terms import BASE, KG, SCHEMA, hashed

REVIEWED, AUTHOR = str(SCHEMA.itemReviewed), str(SCHEMA.author)
CREATED, BODY = str(SCHEMA.dateCreated), str(SCHEMA.reviewBody)

_REVIEWS = """
SELECT ?review WHERE {{
  {values}
  VALUES ?verdict {{ kg:confirmed kg:rejected }}
  ?review a kg:Review ; schema:itemReviewed ?statement ; kg:verdict ?verdict ; schema:author ?author ; schema:dateCreated ?time .
}}"""
_STATEMENTS = """
SELECT ?statement ?subject ?predicate ?object ?verdict ?status ?confidence ?document WHERE {
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:evidence ?evidence .
  ?evidence kg:status ?status ; kg:confidence ?confidence ; prov:hadPrimarySource ?document
  OPTIONAL { ?statement kg:verdict ?verdict }
}"""


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer thinks of a statement, since when (to the second), and why."""

    statement: Statement
    verdict: Verdict
    reviewer: str
    time: datetime
    note: str = ""

    @property
    def iri(self) -> str:
        """A name made of statement and reviewer: who decides again decides anew."""
        return f"{BASE}review/{hashed(self.statement.iri, self.reviewer)}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are to be reviewed: none is left out for what is None.

    `status` is that of any of its evidence, `relation` an IRI, `source` a name as in `kg.graph.listings.sources`; `decided` wants those,
    too, on which a reviewer has decided.
    """

    status: Status | None = None
    relation: str | None = None
    source: str | None = None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement to be reviewed, with its strongest status and the confidence of its surest evidence."""

    statement: Statement
    status: Status
    confidence: float


def reviews(store: Store, statements: Iterable[str] | None = None) -> list[Review]:
    """The reviews, of these statements (IRIs) or of all: the newest first."""
    wanted = [""] if statements is None else [f"VALUES ?statement {{ {names} }}" for names in chunks(statements)]
    nodes = [row["review"].value for values in wanted for row in store.select(_REVIEWS.format(values=values), inferred=False)]
    found = [_read(values) for values in described(store, nodes).values()]
    return sorted(found, key=_age, reverse=True)


def _age(review: Review) -> tuple[datetime, str, Statement]:
    return review.time, review.reviewer, review.statement


@reads_store
def _read(values: Values) -> Review:
    time = datetime.fromisoformat(values[CREATED])
    return Review(read_statement(values), verdict_of(values[VERDICT]), values[AUTHOR], time, values.get(BODY, ""))


def record(store: Store, found: Iterable[Review]) -> int:
    """Commit the reviews, all or none; how many changed something. One that is older than the same reviewer's in the store does not.

    Raises:
        ReviewError: a reviewer without name; nothing is written.
        DocumentError: a text that RDF cannot hold; nothing is written.
        StoreError: the store cannot be written.
    """
    news: dict[str, Review] = {}
    for review in sorted(map(_required, found), key=_age):
        news[review.iri] = review
    before = {review.iri: review for review in reviews(store, {review.statement.iri for review in news.values()})}
    news = {name: review for name, review in news.items() if name not in before or _supersedes(review, before[name])}
    _replace(store, before, before | news)
    return len(news)


def withdraw(store: Store, review: Review, earlier: Review | None = None) -> None:
    """Take the review back, in favour of the reviewer's earlier one if there was one.

    Raises:
        StoreError: the store cannot be written.
    """
    before = {known.iri: known for known in reviews(store, [review.statement.iri])}
    after = {name: known for name, known in before.items() if name != review.iri}
    _replace(store, before, after | ({earlier.iri: earlier} if earlier else {}))


def _supersedes(review: Review, known: Review) -> bool:
    return review != known and review.time >= known.time


def _replace(store: Store, before: Mapping[str, Review], after: Mapping[str, Review]) -> None:
    """Write all reviews of some statements in place of those that were there, with the verdict of the newest on each."""
    old, new = (set(_quads(found.values())) for found in (before, after))
    if old != new:
        store.transact(old - new, new - old)


def _quads(found: Iterable[Review]) -> Iterable[ox.Quad]:
    newest: defaultdict[Statement, list[Review]] = defaultdict(list)
    for review in found:
        newest[review.statement].append(review)
        yield from review_triples(review)
    for statement, several in newest.items():
        verdict = max(several, key=_age).verdict
        yield ox.Quad(iri(statement.iri), iri(VERDICT), iri(str(KG[verdict])), REVIEWS)


def stamp(time: datetime) -> str:
    """The moment as xsd:dateTime, to the second, in UTC.

    >>> stamp(datetime(506, 7, 1, 12, tzinfo=UTC))
    '0506-07-01T12:00:00Z'
    """
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def review_triples(review: Review) -> Iterable[ox.Quad]:
    """The review as RDF, with the triple that it is about."""
    said = review.statement
    time = ox.Literal(stamp(review.time), datatype=ox.NamedNode(str(XSD.dateTime)))
    pairs: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (TYPE, iri(str(KG.Review))),
        (REVIEWED, iri(said.iri)),
        (SUBJECT, iri(said.subject)),
        (PREDICATE, iri(said.predicate)),
        (OBJECT, iri(said.object)),
        (VERDICT, iri(str(KG[review.verdict]))),
        (AUTHOR, literal(review.reviewer)),
        (CREATED, time),
    ]
    pairs += [(BODY, literal(review.note))] if review.note else []
    return (ox.Quad(iri(review.iri), iri(predicate), value, REVIEWS) for predicate, value in pairs)


def _required(review: Review) -> Review:
    """The review with its time as it is kept, to the second of UTC."""
    if not review.reviewer.strip():
        raise ReviewError("review: its reviewer has no name; give one by --reviewer")
    return replace(review, time=review.time.astimezone(UTC).replace(microsecond=0))


def candidates(store: Store, wanted: Wanted) -> list[Candidate]:
    """The statements to be reviewed: those first of whose best evidence the extraction was least sure, for there errors are likeliest."""
    rows = [row for row in store.select(_STATEMENTS, inferred=False) if wanted.decided or row["verdict"] is None]
    owners = _owners(store, {row["document"].value for row in rows}) if wanted.source else {}
    evidence: defaultdict[Statement, list[tuple[Status, float]]] = defaultdict(list)
    chosen = set[Statement]()
    for row in rows:
        statement = Statement(row["subject"].value, row["predicate"].value, row["object"].value)
        status = next(status for status in STATUSES if row["status"].value == str(KG[status]))
        evidence[statement].append((status, float(row["confidence"].value)))
        right = wanted.status in (None, status) and wanted.relation in (None, statement.predicate)
        if right and (not wanted.source or owners[row["document"].value] == wanted.source):
            chosen.add(statement)
    found = [_candidate(statement, evidence[statement]) for statement in chosen]
    return sorted(found, key=lambda candidate: (candidate.confidence, candidate.statement))


def _candidate(statement: Statement, evidence: Iterable[tuple[Status, float]]) -> Candidate:
    statuses, confidences = zip(*evidence, strict=True)
    return Candidate(statement, min(statuses, key=STATUSES.index), max(confidences))


def _owners(store: Store, documents: Iterable[str]) -> dict[str, str]:
    known = described(store, documents)
    return {document: source_of(document, known.get(document, {})) for document in documents}
