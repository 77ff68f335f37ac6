"""The service's own, trusted reads of the store: pages and the JSON interface use this, queries of others go to `workers`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, TypeVar

import pyoxigraph as ox
from anyio.to_thread import run_sync
from starlette.requests import Request

from kg.graph.store import FACTS, Answer, Graph, Node, Store
from kg.service.failures import LimitError
from kg.service.formats import JSON
from kg.service.snapshots import Snapshot, Snapshots
from kg.service.workers import Query

Result = TypeVar("Result")


class Hurried(Store):
    """A store that may be read for some seconds; later, each query and each triple is refused, which ends the thread that reads."""

    def __init__(self, store: Store, seconds: float) -> None:
        vars(self).update(vars(store))
        self._seconds, self._end = seconds, monotonic() + seconds

    def query(self, sparql: str, *, inferred: bool = True) -> Answer:
        """The answer to a query.

        Raises:
            LimitError: the time is over.
        """
        self._hurry()
        return super().query(sparql, inferred=inferred)

    def triples(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Node | ox.Literal | None = None,
        graph: Graph | None = FACTS,
    ) -> Iterator[ox.Quad]:
        """The triples that match.

        Raises:
            LimitError: the time is over.
        """
        self._hurry()
        for quad in super().triples(subject, predicate, value, graph):
            self._hurry()
            yield quad

    def _hurry(self) -> None:
        if monotonic() > self._end:
            raise LimitError(f"too much is known of this to be told in {self._seconds:g} s; ask for a part of it by SPARQL")


def snapshots(request: Request) -> Snapshots:
    """The snapshots of the service that answers the request."""
    found = request.app.state.snapshots
    assert isinstance(found, Snapshots)
    return found


def snapshot(request: Request) -> Snapshot:
    """The store as it stands now; its `stamp` names its content, as for an ETag."""
    return snapshots(request).current


async def reading(request: Request, read: Callable[[Store], Result]) -> Result:
    """What `read` finds in the store; it runs in a thread, on a snapshot that stays open until it returns.

    Raises:
        LimitError: it takes longer than a query may.
    """
    return await _read(request, lambda store: read(Hurried(store, request.app.state.settings.limits.seconds)))


async def remembered(request: Request, name: str, read: Callable[[Store], Result]) -> Result:
    """What `read` finds in the current snapshot, which is read only once for it, however long that takes and however many wait."""
    known: dict[tuple[str, str], asyncio.Task[Result]] = request.app.state.remembered
    key = snapshot(request).content, name
    if key not in known:
        for old in [old for old in known if old[0] != key[0]]:
            known.pop(old)
        known[key] = asyncio.create_task(_read(request, read))
    try:
        return await asyncio.shield(known[key])
    except Exception:
        known.pop(key, None)
        raise


async def solutions(request: Request, query: str) -> list[dict[str, str]]:
    """The solutions of a query that reads much: the text or IRI of each variable that is bound. It runs in a worker, which can be killed.

    Raises:
        KgError: see `kg.service.workers.Pool.ask`.
    """
    return [{name: term["value"] for name, term in row.items()} for row in (await answered(request, query))["results"]["bindings"]]


async def answered(request: Request, query: str) -> dict[str, Any]:
    """The answer to a SELECT of a worker, as SPARQL's JSON has it: https://www.w3.org/TR/sparql11-results-json/."""
    reply = await request.app.state.pool.ask(Query(query, results=(JSON,)))
    found: dict[str, Any] = await run_sync(json.loads, reply.body)  # it may be as large as an answer may be
    return found


async def _read(request: Request, read: Callable[[Store], Result]) -> Result:
    with snapshots(request).held() as held:
        return await run_sync(read, held.store, abandon_on_cancel=True)  # else a long read would hold up the end of the service
