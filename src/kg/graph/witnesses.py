"""Witnesses: the evidence of statements with what is known of its document, of the run that found it, and of the reviewers' verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from itertools import islice
from typing import Literal, ParamSpec, TypeVar, get_args
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.errors import StoreError
from kg.extraction.reification import OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT
from kg.extraction.statements import STATUSES, Evidence, Interval, Statement
from kg.graph.records import GENERATED, STARTED, Run
from kg.graph.store import Store
from kg.knowledge.terms import KG, OA, SCHEMA

Values = Mapping[str, str]
"""The text or IRI of each predicate's value."""
Rule = Literal["symmetric", "inverse", "super-property", "state of a leader"]
RULES: tuple[Rule, ...] = get_args(Rule)
Verdict = Literal["confirmed", "rejected"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_VERDICT = "?statement kg:verdict ?verdict FILTER (?verdict IN (kg:confirmed, kg:rejected))"
CHUNK = 500
"""So many IRIs are asked for at once."""
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Witness:
    """Evidence with what is known about its document: when it was published, its title, its address, and whose it is.

    `source` is who publishes the document: the site of its address, else the source that it names, else its own IRI. `rules` lead from
    the statement of the evidence to the one that was asked for, first first; none: it is stated so. `verdict` is what the reviewers
    think of the statement of the evidence.
    """

    evidence: Evidence
    source: str
    published: date | None = None
    title: str | None = None
    url: str | None = None
    run: Run | None = None
    rules: tuple[Rule, ...] = ()
    verdict: Verdict | None = None


def read_witnesses(store: Store, statements: Mapping[str, Statement]) -> list[Witness]:
    """All evidence of the statements, which are given by their IRIs: the most certain status first, in each the newest."""
    return witnesses_of(store, {evidence: statements[statement] for evidence, statement in _ties(store, statements)})


def witnesses_of(store: Store, pieces: Mapping[str, Statement]) -> list[Witness]:
    """These pieces of evidence, which are given by their IRIs with their statements: the most certain status first, in each the newest."""
    told = described(store, pieces)
    documents = described(store, (values[SOURCE] for values in told.values() if SOURCE in values))
    runs = described(store, (values[GENERATED] for values in told.values() if GENERATED in values))
    known = verdicts(store, dict.fromkeys(statement.iri for statement in pieces.values()))
    found = []
    for name, statement in pieces.items():
        evidence, run = read_evidence(statement, told[name]), runs.get(told[name].get(GENERATED, ""))
        about = documents.get(evidence.document, {})
        found.append(
            Witness(
                evidence,
                source=source_of(evidence.document, about),
                published=_day(about.get(str(SCHEMA.datePublished))),
                title=about.get(str(SCHEMA.headline)),
                url=about.get(str(SCHEMA.url)),
                run=_run(run) if run else None,
                verdict=known.get(statement.iri),
            )
        )
    return in_order(found)


def in_order(witnesses: Iterable[Witness]) -> list[Witness]:
    """The witnesses by status, the most certain first, and in each by day of publication, the newest first and those without last."""
    first = sorted(witnesses, key=lambda w: (w.evidence.document, w.evidence.start, w.evidence.statement))
    newest = sorted(first, key=lambda w: w.published or date.min, reverse=True)
    return sorted(newest, key=lambda w: STATUSES.index(w.evidence.status))


def _ties(store: Store, statements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each piece of evidence with its statement, by IRIs."""
    for names in chunks(statements):
        query = f"SELECT ?evidence ?statement WHERE {{ VALUES ?statement {{ {names} }} ?statement kg:evidence ?evidence }}"
        for row in store.select(query, inferred=False):
            yield row["evidence"].value, row["statement"].value


def described(store: Store, iris: Iterable[str]) -> dict[str, Values]:
    """What the store says of each of these IRIs; of several values the last in order."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for names in chunks(dict.fromkeys(iris)):
        query = f"SELECT ?thing ?predicate ?value WHERE {{ VALUES ?thing {{ {names} }} ?thing ?predicate ?value }}"
        for row in store.select(query, inferred=False):
            if isinstance(row["value"], ox.NamedNode | ox.Literal):
                values, predicate, value = found[row["thing"].value], row["predicate"].value, row["value"].value
                values[predicate] = max(values.get(predicate, value), value)
    return dict(found)


def verdicts(store: Store, statements: Iterable[str] | None = None) -> dict[str, Verdict]:
    """What the reviewers think of those of these statements (IRIs), or of all in the store, that they have decided on."""
    if statements is None:  # Oxigraph would look up each statement of the store
        decided = {row["statement"].value for row in store.select(f"SELECT ?statement WHERE {{ {_VERDICT} }}", inferred=False)}
        statements = sorted(_of_class(store, decided, str(KG.Statement)))
    parts = [f"VALUES ?statement {{ {names} }}" for names in chunks(statements)]
    queries = (f"SELECT ?statement ?verdict WHERE {{ {part} . {_VERDICT} }}" for part in parts)
    rows = (row for query in queries for row in store.select(query, inferred=False))
    return {row["statement"].value: verdict_of(row["verdict"].value) for row in rows}


def _of_class(store: Store, things: Iterable[str], kind: str) -> Iterator[str]:
    """Those of the things (IRIs) that are of the class."""
    for names in chunks(things):
        for row in store.select(f"SELECT ?thing WHERE {{ VALUES ?thing {{ {names} }} ?thing a <{kind}> }}", inferred=False):
            yield row["thing"].value


def verdict_of(iri: str) -> Verdict:
    """The verdict of that IRI."""
    return next(verdict for verdict in VERDICTS if iri == str(KG[verdict]))


def chunks(iris: Iterable[str]) -> Iterator[str]:
    """The IRIs as terms of SPARQL, many at once."""
    waiting = iter(iris)
    while names := " ".join(str(ox.NamedNode(name)) for name in islice(waiting, CHUNK)):
        yield names


def source_of(document: str, about: Values) -> str:
    """Who publishes the document.

    >>> source_of("https://w3id.org/stategraph/document/d1", {"https://schema.org/url": "https://www.example.org/news/1"})
    'example.org'
    """
    try:
        site = urlsplit(about.get(str(SCHEMA.url), "")).netloc.removeprefix("www.")
    except ValueError:  # an IRI whose host no program resolves, such as http://ex℀mple.com
        site = ""
    return site or about.get(str(DCTERMS.source)) or document


def reads_store(read: Callable[P, T]) -> Callable[P, T]:
    """The function, for which a store that is not as this program wrote it is a `StoreError`."""

    @wraps(read)
    def reader(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return read(*arguments, **named)
        except (LookupError, ValueError, StopIteration) as error:
            raise StoreError(f"the store: not as kg wrote it ({error!r}); load a dump of it, or build it again") from None

    return reader


@reads_store
def read_statement(values: Values) -> Statement:
    """The statement of a reification: the inverse of `kg.extraction.reification.statement_triples`."""
    return Statement(values[SUBJECT], values[PREDICATE], values[OBJECT])


@reads_store
def read_evidence(statement: Statement, values: Values) -> Evidence:
    """The evidence whose triples give these values: the inverse of `kg.extraction.reification.quotation`."""
    start, end = _day(values.get(str(KG.validFrom))), _day(values.get(str(KG.validTo)))
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
        valid=Interval(start, end) if start or end else None,
    )


@reads_store
def _run(values: Values) -> Run:
    started = datetime.fromisoformat(values[STARTED])
    return Run(values[str(SCHEMA.softwareVersion)], values[str(KG.pipeline)], values[str(KG.ontologyDigest)], started)


@reads_store
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
