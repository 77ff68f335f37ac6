"""Pages and other bodies as HTTP responses, and what is wrong with a request as a page, as text or as a problem."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.service.answering import RETRY_AFTER, refused, status_of
from kg.service.negotiation import format_of, language_of
from kg.service.problems import problem
from kg.service.rendering import rendered
from kg.service.wording import WORDS

HTML = "text/html; charset=utf-8"
INTERFACE = "/api/"
_WORDS = {404: "missing", 405: "not allowed", 406: "not acceptable"}


async def page(request: Request, template: str, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """The page of the template with these values."""
    body = await _rendered(request, template, **values)
    return sent(request, body, HTML, headers or {"Vary": "Accept-Language"})


def sent(request: Request, body: bytes, media: str, headers: dict[str, str]) -> Response:
    """The body, or, where the client has it already, only that."""
    tag = f'"{sha256(body + media.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Language": language_of(request), **headers}
    known = {name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


async def message(request: Request, status: int, text: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """A page that says what is wrong; plain text for those who do not read HTML."""
    language = language_of(request)
    words = text or WORDS[language][_WORDS[status]]
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store", **(headers or {})}
    if format_of(request) != "html":
        return Response(f"{words}\n".encode("utf-8", "replace"), status, headers, "text/plain; charset=utf-8")
    body = await _rendered(request, "message.html", title=str(status), text=words)
    return Response(body, status, headers, HTML)


async def failed(request: Request, error: Exception) -> Response:
    """What went wrong: as the SPARQL Protocol has it there, else as a page."""
    assert isinstance(error, KgError)
    if request.url.path == "/sparql":
        return await refused(request, error)
    status = status_of(error)
    return await message(request, status, str(error), {"Retry-After": str(RETRY_AFTER)} if status == 503 else None)


async def unrouted(request: Request, error: Exception) -> Response:
    """That there is nothing at this path, or nothing that does what the method says."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if request.url.path.startswith(INTERFACE):
        found = problem(HTTPStatus(error.status_code), f"{request.method} {request.url.path}: {error.detail}; see /api/v1/openapi.json")
        found.headers.update(headers)
        return found
    text = None if error.status_code in _WORDS else error.detail
    return await message(request, error.status_code, text, headers)


async def _rendered(request: Request, template: str, **values: Any) -> bytes:
    """The page of the template, written in a thread."""
    where = language_of(request), request.url.path, dict(request.query_params)
    return (await run_in_threadpool(partial(rendered, template, *where, **values))).encode("utf-8", "replace")
