"""Errors of the JSON interface: RFC 9457, problem details for HTTP."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from kg.errors import KgError, StoreError
from kg.service import answering
from kg.service.models import Problem
from kg.service.paging import StaleError

MEDIA = "application/problem+json"


class NotFoundError(KgError):
    """There is no such thing."""


STATUS = {**answering.STATUS, NotFoundError: 404, StaleError: 409, StoreError: 500}
"""All other errors are the client's: a text that RDF cannot hold, a value of a wrong type."""


class Problems(APIRoute):
    """A route that answers HEAD as GET, and whose errors are sent as problem details."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """How far the request is one for the route."""
        return super().matches(_as_get(scope))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; of the answer to HEAD, the server sends only the head."""
        await super().handle(_as_get(scope), receive, send)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _reasons(error))
            except KgError as error:
                return problem(HTTPStatus(STATUS.get(type(error), 400)), str(error))

        return handler


def _as_get(scope: Scope) -> Scope:
    return {**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope


def problem(status: HTTPStatus, detail: str) -> Response:
    """The problem as a response."""
    body = Problem(title=status.phrase, status=status, detail=detail.encode("utf-8", "replace").decode()).model_dump_json()
    headers = {"Retry-After": str(answering.RETRY_AFTER)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Response(body, status, media_type=MEDIA, headers=headers)


def _reasons(error: RequestValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, found['loc'][1:]))}: {found['msg']}" for found in error.errors())


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses as OpenAPI describes the problems of a route."""
    content = {MEDIA: {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
