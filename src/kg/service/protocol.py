"""The SPARQL 1.1 Protocol at /sparql, its query operation: https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from typing import TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from kg.errors import QueryError
from kg.service.answering import Answer
from kg.service.description import count_uses, describe_service
from kg.service.failures import ForbiddenError, UnacceptableError
from kg.service.formats import GRAPHS, RESULTS, accepted
from kg.service.reading import remembered, snapshot
from kg.service.screening import Dataset
from kg.service.workers import Query

router = APIRouter()
FIELDS = 1000
"""Parameters of a request, at most."""
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
READ_ONLY = ForbiddenError("request: this service only reads; send a query, as `query=…`")
Result = TypeVar("Result")


@router.api_route("/sparql", methods=["GET", "HEAD"], include_in_schema=False)
async def asked_by_get(request: Request) -> Response:
    """The answer to `query=…`, or the description of the service."""
    parameters = _parameters(request.scope["query_string"])
    if not {"query", "update"} & parameters.keys():
        return await _described(request)
    query = _query(request, parameters)
    tag = _tag(request)
    if tag and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"})
    headers = {"ETag": tag, "Cache-Control": "no-cache"} if tag else {"Cache-Control": "no-store"}
    return await _answered(request, query, headers)


@router.post("/sparql", include_in_schema=False)
async def asked_by_post(request: Request) -> Response:
    """The answer to a query in the body, as a form or by itself."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    parameters = _parameters(request.scope["query_string"])
    if media == UPDATE:
        raise READ_ONLY
    if media not in (FORM, QUERY) or not _utf8(rest):
        words = f"request: its body must be {FORM} or {QUERY}, in UTF-8; say so in Content-Type\n"
        return Response(words, 415, {"Accept": f"{FORM}, {QUERY}"}, "text/plain; charset=utf-8")
    body = await request.body()
    if media == FORM:
        for name, values in _parameters(body).items():
            parameters.setdefault(name, []).extend(values)
    else:
        parameters.setdefault("query", []).append(_decoded(body))
    return await _answered(request, _query(request, parameters), {"Cache-Control": "no-store"})


@router.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
async def well_known() -> Response:
    """Where the description stands: https://www.w3.org/TR/void/#well-known."""
    return RedirectResponse("/sparql", 302)


async def _described(request: Request) -> Response:
    """The description of the service; a browser is led to the page with the editor."""
    offers = accepted(request.headers.get("accept"), [*GRAPHS, "text/html"])
    if not offers:
        raise UnacceptableError("request: the description comes in none of the formats you accept; accept text/turtle")
    if offers[0] == "text/html":
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    endpoint = str(request.url.replace(query="", fragment=""))
    figures = await remembered(request, "uses", count_uses)
    content = describe_service(figures, endpoint, GRAPHS[offers[0]])
    return Response(content, 200, {"Vary": "Accept", "Cache-Control": "no-cache"}, offers[0])


async def _answered(request: Request, query: Query, headers: dict[str, str]) -> Response:
    reply = await _while_connected(request, request.app.state.pool.ask(query))
    return Answer(reply, request.app.state.sending, headers)


async def _while_connected(request: Request, work: Coroutine[None, None, Result]) -> Result:
    """The outcome of the work, which is cancelled when the client goes."""
    await request.body()
    task, gone = asyncio.create_task(work), asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _query(request: Request, parameters: dict[str, list[str]]) -> Query:
    """The query that the parameters ask.

    Raises:
        ForbiddenError: they ask for an update.
        QueryError: they hold no query, or two.
    """
    if "update" in parameters:
        raise READ_ONLY
    texts = parameters.get("query", [])
    if len(texts) != 1:
        raise QueryError(f"request: {len(texts)} queries; send one, as `query=…` or as a body of type {QUERY}")
    accept = request.headers.get("accept")
    graphs = Dataset(tuple(parameters.get("default-graph-uri", ())), tuple(parameters.get("named-graph-uri", ())))
    return Query(texts[0], graphs, tuple(accepted(accept, RESULTS)), tuple(accepted(accept, GRAPHS)))


def _parameters(encoded: bytes) -> dict[str, list[str]]:
    """The parameters of a form or of a query string.

    Raises:
        QueryError: they are not UTF-8, or too many.
    """
    parameters: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(_decoded(encoded), keep_blank_values=True, errors="strict", max_num_fields=FIELDS):
            parameters.setdefault(name, []).append(value)
    except ValueError as error:
        raise QueryError(f"request: its parameters cannot be read ({error}); encode them as UTF-8 in percent signs") from None
    return parameters


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise QueryError("request: it is not UTF-8; encode it so") from None


def _utf8(rest: str) -> bool:
    """Whether the parameters of a Content-Type name no other charset."""
    charsets = [word.partition("=")[2].strip('" ').lower() for word in rest.split(";") if word.strip().lower().startswith("charset")]
    return all(charset in ("utf-8", "utf8", "us-ascii") for charset in charsets)


def _tag(request: Request) -> str:
    """A weak ETag of the answer to a GET: the same store, query and Accept header have the same answer."""
    stamp = snapshot(request).stamp
    asked = repr((stamp, request.scope["query_string"], request.headers.getlist("accept")))
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:20]}"' if stamp else ""
