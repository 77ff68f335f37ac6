"""The service's own, trusted reads of the store: pages and the JSON interface use this, queries of others go to `workers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kg.graph.store import Store
from kg.service.snapshots import Snapshot, Snapshots

Result = TypeVar("Result")


def snapshots(request: Request) -> Snapshots:
    """The snapshots of the service that answers the request."""
    found = request.app.state.snapshots
    assert isinstance(found, Snapshots)
    return found


def snapshot(request: Request) -> Snapshot:
    """The store as it stands now; its `stamp` names its content, as for an ETag or the key of a cache."""
    return snapshots(request).current


async def reading(request: Request, read: Callable[[Store], Result]) -> Result:
    """What `read` finds in the store; it runs in a thread, on a snapshot that stays open until it returns."""
    with snapshots(request).held() as held:
        return await run_in_threadpool(read, held.store)
