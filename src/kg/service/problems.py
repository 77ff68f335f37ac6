"""Errors of the JSON interface: RFC 9457, problem details for HTTP."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.service import answering
from kg.service.models import Problem
from kg.service.paging import StaleError

MEDIA = "application/problem+json"


class NotFoundError(KgError):
    """There is no such thing."""


STATUS = {**answering.STATUS, NotFoundError: 404, StaleError: 409}
"""All other errors are the client's: a text that RDF cannot hold, a value of a wrong type."""


class Problems(APIRoute):
    """A route whose errors are sent as problem details."""

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
