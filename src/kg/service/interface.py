"""The JSON interface: entities, statements with their evidence, named questions, conflicts, sources, changes and measures.

https://spec.openapis.org/oas/v3.1.0, errors by https://www.rfc-editor.org/rfc/rfc9457.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from fastapi.openapi.models import Example
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import QueryError
from kg.extraction.statements import Statement as Triple
from kg.graph.conflicts import Kind
from kg.graph.queries import Question, find_entity
from kg.graph.store import Store
from kg.knowledge.terms import BASE, KGS
from kg.service import models
from kg.service.alliances import Changes, Known, Measures
from kg.service.analysing import changed, conflicting, counted_sources, measured
from kg.service.describing import describe
from kg.service.linking import Language, exists
from kg.service.negotiation import language_of
from kg.service.paging import Wanted, entities_query, listed, statements_query, with_kinds
from kg.service.problems import NotFoundError, Problems, documented
from kg.service.reading import answered, reading
from kg.service.statements import statement_of, statement_rows, tell
from kg.service.testifying import conflict_record, question_record, statement_record

router = APIRouter(prefix="/api/v1", tags=["graph"], route_class=Problems, responses=documented(400, 404, 409, 422, 500, 503))
Found = TypeVar("Found")
CLASSES = ("State", "Organization", "Bloc", "Agreement", "Conflict", "Leader", "Person")
Limit = Annotated[int, Query(ge=1, le=500, description="Items on a page.")]
Evidence = Annotated[int, Query(ge=1, le=5000, description="Pieces of evidence.")]
LANG = Query(description="Language of labels; else by Accept-Language.", pattern="^(en|de)$")


def _spoken(request: Request, lang: Annotated[str | None, LANG] = None) -> Language:  # noqa: ARG001  # for the description
    return language_of(request)


Spoken = Annotated[Language, Depends(_spoken)]


async def _found(request: Request, read: Callable[[Store], Found]) -> Found:
    """What is found; that the store knows nobody of a name is a matter of a resource that is not there."""
    try:
        return await reading(request, read)
    except QueryError as error:
        raise NotFoundError(str(error)) from None


@router.get("/entities", summary="Entities, by the beginning of a name")
async def entities(
    request: Request,
    language: Spoken,
    name: Annotated[str, Query(max_length=500, description="The beginning of a name, in any language.", examples=["Russ"])] = "",
    kind: Annotated[str | None, Query(pattern=f"^({'|'.join(CLASSES)})$", description="A class.", examples=["State"])] = None,
    after: Annotated[str, Query(pattern=models.AFTER, description="What the page before has as next.")] = "",
    limit: Limit = 50,
) -> models.Entities:
    """States, organizations, blocs, agreements, conflicts and persons, in no particular order."""
    things, more = await listed(request, entities_query(name, (kind,) if kind else CLASSES), after, limit)
    items = await reading(request, lambda store: with_kinds(store, things, language))
    named = [models.Named(thing=_reference(thing), kinds=[_reference(kind) for kind in kinds]) for thing, kinds in items]
    return models.Entities(items=named, next=more)


@router.get("/entities/{name}", summary="What is known of an entity")
async def entity(
    request: Request,
    name: Annotated[str, Path(max_length=500, description="The last part of its IRI, as in /id/North_Korea.", examples=["North_Korea"])],
    language: Spoken,
) -> models.Entity:
    """Names, codes, offices, memberships, agreements, conflicts, the newest statements about it, and what follows from them."""

    def read(store: Store) -> Any:
        iri = f"{BASE}id/{name}"
        if not exists(store, iri):
            raise NotFoundError(f"{name!r}: there is no such entity; look for it by /api/v1/entities?name=…")
        return describe(store, iri, language)

    it = await reading(request, read)
    facts = [{"property": name, "values": list(values)} for name, values in it.facts]
    return models.Entity.model_validate(
        {
            **{part: getattr(it, part) for part in ("thing", "kinds", "names", "comments", "codes", "same", "items", "more")},
            "facts": facts,
            "statements": it.said,
            "inferred": it.drawn,
            "more_inferred": it.more_drawn,
        },
        from_attributes=True,
    )


@router.get("/statements", summary="Statements, by what they say, status, verdict and time")
async def statements(request: Request, asked: Annotated[models.Asked, Query()]) -> models.Statements:
    """In no particular order. Evidence without a time of its own speaks of the day on which its document was published."""
    wanted = Wanted(**asked.model_dump(exclude={"after", "limit", "lang"}))
    language = language_of(request)
    query = await _found(request, lambda store: statements_query(store, wanted))
    names, more = await listed(request, query, asked.after, asked.limit)
    rows = await reading(request, lambda store: statement_rows(store, names, language))
    return models.Statements(items=[models.Row.model_validate(row) for row in rows], next=more)


@router.get("/statements/{name}", summary="Who says so, where, when, and who denies it")
async def statement(
    request: Request,
    name: Annotated[str, Path(max_length=100, description="The last part of its IRI.", examples=["0f3d1c2b4a5968778695"])],
    language: Spoken,
    limit: Evidence = 500,
) -> models.Statement:
    """A statement with all evidence for it, and for those from which it follows by the rules of the ontology."""

    def read(store: Store) -> models.Statement:
        iri = f"{KGS}{name}"
        found = statement_of(store, iri) if exists(store, iri) else None
        if found is None:
            raise NotFoundError(f"{name!r}: there is no such statement; look for it by /api/v1/statements")
        return statement_record(tell(store, found, language), limit)

    return await reading(request, read)


@router.get("/why", summary="Why a triple holds")
async def why(
    request: Request,
    subject: Annotated[str, Query(max_length=500, examples=["North Korea"])],
    predicate: Annotated[str, Query(max_length=500, examples=["alliedWith"])],
    object_: Annotated[str, Query(alias="object", max_length=500, examples=["Russia"])],
    language: Spoken,
    limit: Evidence = 500,
) -> models.Statement:
    """The same for a triple given by names or IRIs, be it told by documents, known beforehand, or drawn by rules."""

    def read(store: Store) -> models.Statement:
        said = Triple(*(find_entity(store, name).value for name in (subject, predicate, object_)))
        return statement_record(tell(store, said, language), limit)

    return await _found(request, read)


@router.get("/questions", summary="The named questions")
async def questions(request: Request) -> models.Questions:
    """Each in words and in SPARQL, with its parameters."""
    return models.Questions(items=[question_record(question) for question in request.app.state.questions.values()])


QuestionName = Annotated[str, Path(max_length=200, description="Its name.", examples=["what-binds"])]
Value = Annotated[str, StringConstraints(pattern=r"^\w+=", max_length=500)]
Parameters = Annotated[
    list[Value] | None, Query(description="Values, each as NAME=VALUE.", max_length=20, examples=[["one=Russia"]], alias="parameter")
]


@router.get("/questions/{name}", summary="A named question")
async def question(request: Request, name: QuestionName, parameters: Parameters = None) -> models.Question:
    """Its SPARQL has the values that are given for its parameters."""
    found, sparql = await _bound(request, name, parameters)
    return question_record(found).model_copy(update={"sparql": sparql})


@router.get("/questions/{name}/answer", summary="The answer to a named question")
async def answer(
    request: Request,
    name: QuestionName,
    parameters: Parameters = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows.")] = 1000,
) -> models.Answer:
    """The rows of the answer."""
    _, sparql = await _bound(request, name, parameters)
    told = await answered(request, sparql)
    rows = told["results"]["bindings"]
    return models.Answer(columns=told["head"]["vars"], rows=rows[:limit], left_out=max(len(rows) - limit, 0))


async def _bound(request: Request, name: str, parameters: list[str] | None) -> tuple[Question, str]:
    """The question of that name, and its SPARQL with the values given."""
    known: dict[str, Question] = request.app.state.questions
    if name not in known:
        raise NotFoundError(f"{name!r}: no question has this name; see /api/v1/questions")
    values = dict(parameter.split("=", 1) for parameter in parameters or ())
    return known[name], await reading(request, lambda store: known[name].sparql_with(store, values))


@router.get("/conflicts", summary="Where documents contradict each other")
async def conflicts(
    request: Request,
    language: Spoken,
    kind: Annotated[Kind | None, Query(description="Over whether something is so, or over when it was.")] = None,
    limit: Limit = 100,
) -> models.Conflicts:
    """In the order of the statements."""
    found = [conflict for conflict in await conflicting(request) if kind in (None, conflict.kind)]
    items = await reading(request, lambda store: [conflict_record(store, conflict, language) for conflict in found[:limit]])
    return models.Conflicts(items=items, left_out=max(len(found) - limit, 0))


@router.get("/sources", summary="Who publishes the documents")
async def sources(request: Request, limit: Limit = 100) -> models.Sources:
    """With what became of what they say."""
    found = await counted_sources(request)
    items = [models.Source.model_validate(source) for source in found[:limit]]
    return models.Sources(items=items, left_out=max(len(found) - limit, 0))


KnownTies = Annotated[
    Known | None, Query(description="Ties known beforehand: none, of those met, or all. By default none; all, without documents.")
]


def _example(day: str) -> dict[str, Example]:
    return {"day": {"value": day}}


@router.get("/changes", summary="What became of the ties between two days")
async def changes(
    request: Request,
    first: Annotated[models.Day, Query(alias="from", description="A day.", openapi_examples=_example("2020-01-01"))],
    last: Annotated[models.Day, Query(alias="to", description="A later day.", openapi_examples=_example("2024-06-19"))],
    known: KnownTies = None,
    limit: Limit = 100,
) -> Changes:
    """New, ended, turned, strengthened and weakened ties, the greatest change first, with the statements that explain them."""
    return await changed(request, (first, last), known, limit)


@router.get("/measures", summary="The measures and blocs of a day")
async def measures(
    request: Request,
    day: Annotated[models.Day | None, Query(alias="at", description="The day; by default the last at which a tie begins.")] = None,
    known: KnownTies = None,
) -> Measures:
    """Polarization, frustration, balance and others, and the blocs with their members."""
    return await measured(request, day, known)


@router.api_route("/{rest:path}", methods=["GET"], include_in_schema=False)
async def nothing(rest: str) -> Response:
    """Any other path is none of the interface."""
    raise NotFoundError(f"/api/v1/{rest}: there is nothing here; see /api/v1/openapi.json")


def _reference(thing: Any) -> models.Reference:
    return models.Reference.model_validate(thing)
