"""Pages of long lists. The query of a list runs in a worker, which can be killed; a page begins where the one before ended.

A snapshot gives its solutions in the same order each time, and finds those of a page without sorting all of them, which would take
seconds. So a page is asked for by a number and the stamp of the snapshot; when that is replaced, the list must be begun again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from kg.errors import KgError
from kg.extraction.reification import literal
from kg.extraction.statements import Status
from kg.graph.queries import find_entity
from kg.graph.store import Store
from kg.graph.witnesses import Verdict
from kg.service.linking import Language, Thing, named, terms
from kg.service.reading import snapshot, solutions

_ENTITIES = "SELECT DISTINCT ?thing WHERE { VALUES ?kind { %s } ?thing a ?kind . %s }"
_NAMED = "FILTER EXISTS { ?thing rdfs:label|skos:altLabel ?name FILTER (STRSTARTS(LCASE(STR(?name)), LCASE(%s))) }"
_KINDS = "SELECT DISTINCT ?thing ?kind WHERE { VALUES ?thing { %s } ?thing a ?kind FILTER (STRSTARTS(STR(?kind), STR(kg:))) }"
_STATEMENTS = "SELECT DISTINCT ?statement WHERE { %s FILTER EXISTS { ?statement a kg:Statement } }"  # a join would read all statements
_ANY = "?statement a kg:Statement ."
_ABOUT = """
  { ?statement rdf:subject %(it)s } UNION { ?statement rdf:object %(it)s }
  UNION { ?spoken kg:speaker %(it)s . ?statement kg:evidence ?spoken }
  UNION { ?printed prov:hadPrimarySource %(it)s . ?statement kg:evidence ?printed }"""
_EVIDENCE = "?statement kg:evidence ?evidence ."
_TIMES = """
  OPTIONAL { ?evidence kg:validFrom ?from } OPTIONAL { ?evidence kg:validTo ?to }
  OPTIONAL { ?evidence prov:hadPrimarySource/schema:datePublished ?published }
  BIND (IF (BOUND(?from) || BOUND(?to), COALESCE(STR(?from), ""), STR(?published)) AS ?first)
  BIND (IF (BOUND(?from) || BOUND(?to), COALESCE(STR(?to), "9999"), STR(?published)) AS ?last)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are wanted: by names or IRIs of their parts, or of what they are about (as a subject, object, speaker or document);
    with evidence of a status, with evidence for a time within these days, with a verdict of the reviewers.
    """

    about: str | None = None
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    status: Status | None = None
    verdict: Verdict | None = None
    first: date | None = None
    last: date | None = None


class StaleError(KgError):
    """The list that a page is asked of has been replaced."""


async def listed(request: Request, query: str, after: str, limit: int) -> tuple[list[str], str]:
    """The IRIs of one page of a query that has one variable, and the mark of the next page; empty, if this is the last.

    Raises:
        StaleError: the store has changed since the page before.
        KgError: see `kg.service.workers.Pool.ask`.
    """
    now = snapshot(request)
    begin, _, stamp = after.partition("-")
    if after and stamp != now.stamp:
        raise StaleError("after: the store has changed since that page; begin again with the first")
    first = int(begin or 0)
    order = "" if now.stamp else " ORDER BY " + query.split()[2]
    text = f"{query}{order} OFFSET {first} LIMIT {limit + 1}"
    found = [value for row in await solutions(request, text) for value in row.values()]
    return found[:limit], f"{first + limit}-{now.stamp}" if len(found) > limit else ""


def statements_query(store: Store, wanted: Wanted) -> str:
    """The query for the statements wanted.

    Raises:
        QueryError: the store knows no thing or relation of a name.
    """
    return _STATEMENTS % (" ".join(_patterns(store, wanted)) or _ANY)


def _patterns(store: Store, wanted: Wanted) -> Iterator[str]:
    if wanted.about is not None:
        yield _ABOUT % {"it": find_entity(store, wanted.about)}
    for part, name in (("subject", wanted.subject), ("object", wanted.object)):
        if name is not None:
            yield f"?statement rdf:{part} {find_entity(store, name)} ."
    if wanted.predicate is not None:
        yield f"?statement rdf:predicate {find_entity(store, wanted.predicate)} ."
    if wanted.verdict is not None:
        yield f"?statement kg:verdict kg:{wanted.verdict} ."
    if wanted.status or wanted.first or wanted.last:
        yield _EVIDENCE
    if wanted.status:
        yield f"?evidence kg:status kg:{wanted.status} ."
    if wanted.first or wanted.last:
        first, last = (literal(day.isoformat()) for day in (wanted.first or date.min, wanted.last or date.max))
        yield f"{_TIMES}\n  FILTER (?last >= {first} && ?first <= {last})"


def entities_query(name: str, kinds: Iterable[str]) -> str:
    """The query for the entities of these kinds (names of classes) that have a name with that beginning.

    Raises:
        QueryError: the name is no text.
    """
    return _ENTITIES % (" ".join(f"kg:{kind}" for kind in kinds), _NAMED % literal(name) if name else "")


def with_kinds(store: Store, things: Sequence[str], language: Language) -> list[tuple[Thing, list[Thing]]]:
    """These things (IRIs), each with its classes."""
    classes: dict[str, list[str]] = {iri: [] for iri in things}
    for row in store.select(_KINDS % terms(things), inferred=False):
        classes[row["thing"].value].append(row["kind"].value)
    thing = named(store, {*classes, *(kind for those in classes.values() for kind in those)}, language)
    return [(thing(iri), [thing(kind) for kind in sorted(those)]) for iri, those in classes.items()]
