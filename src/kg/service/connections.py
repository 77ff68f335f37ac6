"""HTTP connections that close on clients which are too slow, and the server on them.

Uvicorn limits neither the time in which a request's head must arrive ("slow loris") nor that in which an answer must be taken.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import KgError
from kg.service.settings import Limits, Settings

KEPT_ALIVE = 5
"""Seconds that a connection may be idle between two requests."""
ENDING = 3
"""Seconds that running requests have when the service stops."""


class Impatient(H11Protocol):
    """Aborts a connection whose client does not send its request or take its answer in time."""

    limits = Limits()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Wait for the first request."""
        super().connection_made(transport)
        self._expect("request", self.limits.patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        for what in [*self._timers]:
            self._got(what)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request, or until the client has the answer to a whole one."""
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering:
            self._got("request")
            self._expect("exchange", self.limits.exchange)
        elif self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._expect("request", self.limits.patience)

    def on_response_complete(self) -> None:
        """Wait for the rest of a request that was answered before it had arrived."""
        self._got("exchange")
        if self.conn.their_state is h11.SEND_BODY:
            self._expect("request", self.limits.patience)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for the client to take a part of the answer."""
        super().pause_writing()
        self._expect("taking", self.limits.patience)

    def resume_writing(self) -> None:
        """Go on: the client takes the answer."""
        super().resume_writing()
        self._got("taking")

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, which waits for the client to take what is left."""
        super().timeout_keep_alive_handler()
        self._expect("end", self.limits.patience)

    def _expect(self, what: str, seconds: float) -> None:
        if what not in self._timers:
            self._timers[what] = self.loop.call_later(seconds, self.transport.abort)

    def _got(self, what: str) -> None:
        timer = self._timers.pop(what, None)
        if timer is not None:
            timer.cancel()


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`, which has more to clean up than uvicorn knows."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bound(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        KgError: the port is in use, or the address is none of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=settings.limits.connections)
    except (OSError, OverflowError, UnicodeError) as error:
        advice = "choose another with --port, and see whether --bind is an address of this machine"
        raise KgError(f"{settings.host}:{settings.port}: cannot listen there ({error}); {advice}") from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio forgets it here; without, 40 ms a request
    return listener


async def serve(app: FastAPI, settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the application until a signal ends the process; then nothing of it is left."""
    limits = settings.limits
    config = uvicorn.Config(
        app,
        http=type("_Impatient", (Impatient,), {"limits": limits}),
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=ENDING,
        h11_max_incomplete_event_size=limits.header,
    )
    server = _Server(config)
    with suppress(asyncio.CancelledError):
        async with _stoppable(server), app.router.lifespan_context(app):
            ready()
            await server.serve(sockets=[listener])


@asynccontextmanager
async def _stoppable(server: uvicorn.Server) -> AsyncIterator[None]:
    """While it lasts, SIGINT and SIGTERM stop the server, or its start."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def stop() -> None:
        if server.started:
            server.force_exit = server.should_exit
            server.should_exit = True
        else:
            task.cancel()

    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in former:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
