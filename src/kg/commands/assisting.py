"""`kg mcp`: the graph for language-model assistants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import DEFAULT_STORE, Ontologies, StorePlace
from kg.errors import KgError


def mcp(
    store: StorePlace = DEFAULT_STORE,
    ontologies: Ontologies = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Time that a query may take.")] = 30.0,
) -> None:
    """Offer the graph to a language-model assistant, by the Model Context Protocol on standard input and output.

    An assistant starts this itself: give it the command `kg mcp --store DIR`. It only reads.
    """
    try:
        from kg.service.assistant import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise KgError(f"kg mcp: {error.name} is not installed; `pip install stategraph-kg[mcp]` and start it again") from None
    import asyncio

    from kg.service.settings import Limits, Settings

    limits = Limits(seconds=seconds, rows=100_000, answer=8 << 20, workers=2, queue=16)
    asyncio.run(serve(Settings(store if "://" in store else Path(store), ontologies=ontologies, limits=limits)))
