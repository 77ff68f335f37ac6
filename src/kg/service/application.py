"""The application: its routes, the guards before them, and what lives as long as it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect

from kg import __version__
from kg.errors import KgError
from kg.service import interface, pages, protocol
from kg.service.answering import Sending, unheard
from kg.service.guarding import Guard
from kg.service.responding import failed, unrouted
from kg.service.settings import Settings
from kg.service.snapshots import Snapshots
from kg.service.workers import Pool


def application(settings: Settings) -> FastAPI:
    """The service as an ASGI application.

    While it runs, `app.state` holds `settings`, `snapshots` and `remembered` (see `kg.service.reading`), `pool` and `sending`.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with living(app, settings):
            yield

    app = FastAPI(title="kg", version=__version__, lifespan=life, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.settings = settings
    for part in (protocol, pages, interface):
        app.include_router(part.router)
    app.add_exception_handler(KgError, failed)
    app.add_exception_handler(HTTPException, unrouted)
    app.add_exception_handler(ClientDisconnect, unheard)
    if settings.origins:
        allowed = ["GET", "HEAD", "POST"]
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_methods=allowed, allow_headers=["Content-Type"])
    app.add_middleware(Guard, settings=settings)
    return app


@asynccontextmanager
async def living(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """While it lasts, the application has its snapshots and workers; afterwards nothing of them is left."""
    app.state.snapshots, app.state.remembered = Snapshots(settings.store), {}
    snapshots: Snapshots = app.state.snapshots
    app.state.sending = Sending(settings.limits.sending)
    app.state.pool = pool = Pool(snapshots, settings.limits)
    try:
        await pool.start()
        refreshing = asyncio.create_task(_refresh(snapshots, settings.limits.refresh))
        try:
            yield
        finally:
            refreshing.cancel()
            with suppress(asyncio.CancelledError):
                await refreshing
    finally:
        await pool.close()
        snapshots.close()


async def _refresh(snapshots: Snapshots, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(snapshots.refresh)
