"""Answers to queries as HTTP responses, and refusals with the status code that the standards name.

A query that fails or passes a limit gets 500, as SPARQL 1.1 Protocol, section 2.1.6, says of both: a 503 or 504 would tell clients to
send it again, which would be cut off again. Only when too many queries wait it is 503 with Retry-After.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.errors import KgError, QueryError
from kg.service.failures import BusyError, ForbiddenError, LimitError, UnacceptableError
from kg.service.workers import Reply

STATUS: dict[type[KgError], int] = {QueryError: 400, ForbiddenError: 403, UnacceptableError: 406, LimitError: 500, BusyError: 503}
RETRY_AFTER = 5
"""Seconds."""
PART = 64 << 10
"""Bytes that are handed to a connection at once; what a client has not taken stays in `Sending`."""
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Of an answer: a browser that shows it as XML runs nothing of it."""


def status_of(error: KgError) -> int:
    """The status code of a refusal."""
    return STATUS.get(type(error), 500)


async def refused(_: Request, error: Exception) -> Response:
    """The sentence of the error, as plain text."""
    assert isinstance(error, KgError)
    status = status_of(error)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    return PlainTextResponse(f"{error}\n", status, headers)


async def unheard(_: Request, __: Exception) -> Response:
    """An answer for a client that has gone, which is no error of the service."""
    return Response(status_code=400)


class Sending:
    """The room for answers that clients are still taking."""

    def __init__(self, most: int) -> None:
        self._most, self._now = most, 0

    def hold(self, size: int) -> None:
        """Take room.

        Raises:
            BusyError: there is not enough.
        """
        if size > PART and self._now + size > self._most:
            raise BusyError("query: clients are still taking too many large answers; try again in a few seconds")
        self._now += size

    def release(self, size: int) -> None:
        """Give the room back."""
        self._now -= size


class Answer(Response):
    """A reply, sent in parts as fast as the client takes them."""

    def __init__(self, reply: Reply, sending: Sending, headers: dict[str, str]) -> None:
        super().__init__(reply.body, 200, {"Content-Security-Policy": POLICY, "Vary": "Accept", **headers}, _content_type(reply.media))
        self._sending = sending
        sending.hold(len(reply.body))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # as ASGI wants it
        """Send the reply."""
        body = memoryview(bytes(self.body))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for start in range(0, len(body), PART):
                part = bytes(body[start : start + PART])
                await send({"type": "http.response.body", "body": part, "more_body": start + PART < len(body)})
            if not body:
                await send({"type": "http.response.body", "body": b""})
        finally:
            self._sending.release(len(body))


def _content_type(media: str) -> str:
    """With the charset, where a reader would assume another."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
