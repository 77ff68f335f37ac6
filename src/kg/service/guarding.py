"""The guard before all routes: whom a request addresses, how much it may send and how soon, and what browsers must not do with answers.

A page on any site can make a browser send requests to this machine, and by DNS rebinding read the answers; the check of the Host header
prevents that. https://owasp.org/www-project-secure-headers/
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.service.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""The content security policy of a page that sets none of its own: https://www.w3.org/TR/CSP3/."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LOCAL = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?", re.IGNORECASE)


class Guard:
    """Passes requests on that keep the rules, and adds the security headers to all answers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._limits = app, settings.limits
        bound = f"[{settings.host}]" if ":" in settings.host else settings.host
        self._hosts = {name.lower() for name in (bound, *LOCAL, *settings.hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on with its whole body."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        begun = False

        async def secured(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if refusal := self._misdirected(headers.getlist("host")) or self._oversized(scope, headers):
            return await refusal(scope, receive, secured)
        try:
            body = await self._body(headers, receive)
        except TimeoutError:
            return await _refusal(408, "request: its body did not arrive in time; send it again")(scope, receive, secured)
        if body is None:
            return await self._too_large()(scope, receive, secured)
        try:
            await self._app(scope, _replayed(body, receive), secured)
        except asyncio.CancelledError:  # by the server, which has waited for it as long as it waits at its end
            if begun:
                raise
            await _refusal(503, "request: the service is ending; try again later")(scope, receive, secured)
        return None

    def _misdirected(self, hosts: Sequence[str]) -> PlainTextResponse | None:
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found and found[1].lower() in self._hosts:
            return None
        return _refusal(421, "request: this service is not known by that name; start it with `kg serve --host NAME`")

    def _oversized(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        most = self._limits.header
        if len(scope["raw_path"]) + len(scope["query_string"]) > most:
            return _refusal(414, f"request: its address is longer than {most:,} bytes; send the query in the body of a POST")
        if sum(len(name) + len(value) for name, value in headers.raw) > most:
            return _refusal(431, f"request: its headers are longer than {most:,} bytes; send less")
        lengths = headers.getlist("content-length")
        if lengths and "transfer-encoding" in headers:  # "request smuggling": RFC 9112, section 6.1
            return _refusal(400, "request: it has both Content-Length and Transfer-Encoding; send one of them")
        too_large = any(not length.isdecimal() or int(length[:20]) > self._limits.body for length in lengths)
        return self._too_large() if too_large else None

    def _too_large(self) -> PlainTextResponse:
        return _refusal(413, f"request: its body is larger than {self._limits.body:,} bytes; send less")

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body; None if it is too large.

        Raises:
            TimeoutError: it did not arrive in time.
        """
        body = bytearray()
        if "content-length" not in headers and "transfer-encoding" not in headers:
            return b""
        async with asyncio.timeout(self._limits.patience):
            more = True
            while more:
                message = await receive()
                more = message["type"] == "http.request" and message.get("more_body", False)
                body += message.get("body", b"")
                if len(body) > self._limits.body:
                    return None
        return bytes(body)


def _refusal(status: int, words: str) -> PlainTextResponse:
    return PlainTextResponse(words + "\n", status, {"Connection": "close", "Cache-Control": "no-store"})


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Receive the body that has been read already, then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
