"""What takes long to compute: the graph page, changes and measures. One process of its own does it, and each result is kept."""

from __future__ import annotations

import asyncio
import html
import multiprocessing
import os
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from kg.graph.conflicts import Conflict, conflicts
from kg.graph.listings import Source, sources
from kg.graph.store import Store
from kg.service import alliances
from kg.service.alliances import Known
from kg.service.failures import BusyError, LimitError
from kg.service.reading import snapshots
from kg.service.snapshots import Snapshots
from kg.service.wording import WORDS

if TYPE_CHECKING:
    import networkx as nx

    from kg.service.alliances import Changes, Measures

KEPT = 64
"""Results that are remembered."""
WAITING = 16
"""Computations that may wait for their turn."""
SECONDS = 60.0
"""So long does a request wait for its result; the computation goes on, and the next request may find it."""
LONGEST = 600.0
"""Seconds after which a computation is given up."""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


class Analyst:
    """Computes one thing after the other in a process of its own, and remembers the results."""

    def __init__(self) -> None:
        self._results: OrderedDict[tuple[Any, ...], asyncio.Task[Any]] = OrderedDict()
        self._process: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def ask(self, those: Snapshots, compute: Callable[..., Any], *arguments: Any) -> Any:
        """What `compute` gives for the store of the current snapshot and the arguments; all must be sendable to a process.

        Raises:
            BusyError: too much waits already, this takes longer than a request waits, or its process was ended by others.
            LimitError: it takes longer than anything may.
        """
        key = (those.current.content, compute.__name__, *arguments)
        if key not in self._results:
            if sum(not task.done() for task in self._results.values()) >= WAITING:
                raise BusyError("too much is being computed; try again in a few seconds")
            self._results[key] = asyncio.create_task(self._computed(those, compute, arguments))
        self._results.move_to_end(key)
        self._forget()
        task = self._results[key]
        try:
            return await asyncio.wait_for(asyncio.shield(task), SECONDS)
        except TimeoutError:
            raise BusyError("this takes long to compute; it goes on: try again in a minute") from None
        except LimitError:  # it would not be otherwise the next time
            raise
        except BaseException:
            if task.done():
                self._results.pop(key, None)
            raise

    async def _computed(self, those: Snapshots, compute: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        async with self._turn:  # so that the time of one that waits does not run, and the end of another does not end it
            if self._process is None:
                context = multiprocessing.get_context("spawn")
                self._process = ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)
            with those.held() as snapshot:
                work = self._process.submit(compute, str(snapshot.where), snapshot.content, *arguments)
                try:
                    return await asyncio.wait_for(asyncio.wrap_future(work), LONGEST)
                except TimeoutError:
                    self._kill()
                    raise LimitError(f"the store is too large for this: it takes longer than {LONGEST:g} s") from None
                except BrokenProcessPool:
                    self._process = None
                    raise BusyError("the computation broke off; see whether memory is left, and try again") from None

    def _forget(self) -> None:
        for key in [key for key, task in self._results.items() if task.done()][: max(len(self._results) - KEPT, 0)]:
            del self._results[key]

    def close(self) -> None:
        """End the process, whatever it does."""
        for task in self._results.values():
            task.cancel()
        self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            processes = list((self._process._processes or {}).values())
            self._process.shutdown(wait=False)
            for process in processes:
                process.kill()
                process.join()
            self._process = None


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone."""
    parent = multiprocessing.parent_process()
    assert parent

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


async def graph_page(request: Request, language: str) -> tuple[bytes, str]:
    """The page of `kg view` for the current snapshot, and its Content-Security-Policy."""
    found: tuple[bytes, str] = await _asked(request, draw, language)
    return found


async def measured(request: Request, day: date | None, known: Known | None) -> Measures:
    """The measures and blocs of a day."""
    found: Measures = await _asked(request, measure, day, known)
    return found


async def changed(request: Request, days: tuple[date, date], known: Known | None, limit: int) -> Changes:
    """What became of the ties between two days."""
    found: Changes = await _asked(request, compare, days, known, limit)
    return found


async def conflicting(request: Request) -> list[Conflict]:
    """Where documents contradict each other."""
    found: list[Conflict] = await _asked(request, contradict)
    return found


async def counted_sources(request: Request) -> list[Source]:
    """The sources of all documents."""
    found: list[Source] = await _asked(request, count_sources)
    return found


async def _asked(request: Request, compute: Callable[..., Any], *arguments: Any) -> Any:
    analyst: Analyst = request.app.state.analyst
    return await analyst.ask(snapshots(request), compute, *arguments)


@lru_cache(maxsize=2)
def _archive(where: str, stamp: str, known: Known | None) -> nx.MultiDiGraph[str]:  # noqa: ARG001  # the stamp tells stores apart
    with _opened(where) as store:
        return alliances.read_archive(store, known)


def _opened(where: str) -> Store:
    return Store(where if "://" in where else Path(where), read_only=True)


def draw(where: str, stamp: str, language: str) -> tuple[bytes, str]:
    """The graph page as it is sent, and its Content-Security-Policy."""
    from kg.analysis.history import read_history  # noqa: PLC0415  # only this process draws
    from kg.views.page import page  # noqa: PLC0415

    archive = _archive(where, stamp, None)
    told = any(witness.quote for *_, tie in archive.edges(data=True) for witness in tie["evidence"])
    title = WORDS[language]["service"]
    text = page(archive, read_history(archive), title=title, language=language, opens="whole" if told else "end")
    policy = _POLICY.search(text)
    assert policy
    return text.encode("utf-8", "replace"), f"{html.unescape(policy[1])}; frame-ancestors 'none'"


def measure(where: str, stamp: str, day: date | None, known: Known | None) -> Measures:
    """The measures of the store on a day."""
    return alliances.measures(_archive(where, stamp, known), day)


def compare(where: str, stamp: str, days: tuple[date, date], known: Known | None, limit: int) -> Changes:
    """The changes between two days.

    Raises:
        QueryError: the first day is not before the last.
    """
    return alliances.changes(_archive(where, stamp, known), *days, limit)


def contradict(where: str, stamp: str) -> list[Conflict]:  # noqa: ARG001
    """The conflicts in the store."""
    with _opened(where) as store:
        return conflicts(store)


def count_sources(where: str, stamp: str) -> list[Source]:  # noqa: ARG001
    """The sources of the store."""
    with _opened(where) as store:
        return sources(store)
