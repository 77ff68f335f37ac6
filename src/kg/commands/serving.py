"""`kg serve`: the store over HTTP, for programs and people."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import DEFAULT_STORE, Ontologies, StorePlace


def serve(
    bind: Annotated[str, typer.Option("--bind", metavar="ADDRESS", help="Address to listen at; 0.0.0.0 is all of IPv4.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen at; 0 is any that is free.")] = 8000,
    host: Annotated[
        list[str] | None, typer.Option("--host", metavar="NAME", help="A name by which clients call the service, beside localhost.")
    ] = None,
    cors: Annotated[
        list[str] | None, typer.Option("--cors", metavar="ORIGIN", help="A site whose pages may read the answers, as https://example.org.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time that a query may take.")] = 30.0,
    memory: Annotated[int, typer.Option("--memory", metavar="MIB", min=64, help="Memory that a query may take, in MiB.")] = 1024,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows that an answer may have.")] = 1_000_000,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Queries at the same time. [default: one a core]")] = None,
    store: StorePlace = DEFAULT_STORE,
    ontologies: Ontologies = None,
) -> None:
    """Serve the store by HTTP: SPARQL, pages and a JSON interface.

    Nobody can change it there. `kg build` may go on meanwhile; what it has added is served once it ends.
    """
    from kg.service.application import application
    from kg.service.connections import bound, serve
    from kg.service.settings import Limits, Settings

    limits = Limits(seconds=seconds, memory=memory << 20, rows=rows)
    settings = Settings(
        store=store if "://" in store else Path(store),
        host=bind,
        port=port,
        hosts=tuple(host or ()),
        origins=tuple(cors or ()),
        ontologies=ontologies,
        limits=replace(limits, workers=workers or limits.workers),
    )
    with bound(settings) as listener:
        name = f"[{bind}]" if ":" in bind else bind
        address = f"http://{name}:{listener.getsockname()[1]}/"
        asyncio.run(serve(application(settings), settings, listener, lambda: print(f"kg: {address} (Ctrl-C ends)", flush=True)))
