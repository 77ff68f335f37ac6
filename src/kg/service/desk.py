"""Where the questions of an assistant are answered: short reads in threads; queries and analyses in processes that can be killed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from anyio import Lock
from anyio.to_thread import run_sync

from kg.errors import QueryError
from kg.graph.backend import BACKGROUND, REVIEWS
from kg.graph.queries import questions as named_questions
from kg.graph.store import Store
from kg.knowledge.terms import KG
from kg.service import lookups
from kg.service.alliances import Changes, Known, Measures
from kg.service.analysing import Analyst, compare, contradict, count_sources, measure
from kg.service.formats import JSON, N_TRIPLES
from kg.service.reading import Hurried
from kg.service.screening import Dataset
from kg.service.snapshots import Snapshots
from kg.service.tabulating import solutions, triples
from kg.service.telling import Conflicts, Rows, Sources
from kg.service.workers import Pool, Query

STATED = Dataset((str(KG.facts), BACKGROUND.value, REVIEWS.value))
"""The graphs of what no rule draws."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class Desk:
    """Answers on the current snapshot of the store."""

    def __init__(self, snapshots: Snapshots, pool: Pool, analyst: Analyst, queries: Path, seconds: float) -> None:
        self._snapshots, self._pool, self._analyst, self._queries, self._seconds = snapshots, pool, analyst, queries, seconds
        self._refreshing = Lock()

    async def questions(self) -> lookups.Questions:
        """The named questions."""
        return await run_sync(lookups.questions, self._queries)

    async def ask(self, name: str, values: Mapping[str, str], limit: int) -> Rows:
        """The answer to a named question.

        Raises:
            QueryError: no question or parameter has that name, or a value is not of its type.
        """
        named = await run_sync(named_questions, self._queries)
        if name not in named:
            raise QueryError(f"{name!r}: no question has this name; ask one of {', '.join(named)}")
        return await self.query(await self.read(named[name].sparql_with, values), True, limit)

    async def query(self, sparql: str, inferred: bool, limit: int) -> Rows:
        """The answer to a query of others, from a process that can be killed.

        Raises:
            KgError: see `kg.service.workers.Pool.ask`.
        """
        await self._refresh()
        reply = await self._pool.ask(Query(sparql, Dataset() if inferred else STATED, (JSON,), (N_TRIPLES,)))
        return await run_sync(solutions if reply.media == JSON else triples, reply.body, limit)

    async def read(
        self, find: Callable[Concatenate[Store, Parameters], Answer], /, *args: Parameters.args, **options: Parameters.kwargs
    ) -> Answer:
        """What `find` finds in the store; it runs in a thread.

        Raises:
            LimitError: it takes longer than a query may.
        """
        await self._refresh()
        with self._snapshots.held() as snapshot:
            store = Hurried(snapshot.store, self._seconds)
            return await run_sync(lambda: find(store, *args, **options), abandon_on_cancel=True)

    async def changes(self, days: tuple[date, date], known: Known | None, limit: int) -> Changes:
        """What became of the ties between two days.

        Raises:
            QueryError: the first day is not before the last.
            BusyError: it takes longer than anybody waits.
        """
        found: Changes = await self._analysed(compare, days, known, limit)
        return found

    async def measures(self, day: date | None, known: Known | None) -> Measures:
        """The measures and blocs of a day.

        Raises:
            BusyError: it takes longer than anybody waits.
        """
        found: Measures = await self._analysed(measure, day, known)
        return found

    async def conflicts(self, limit: int) -> Conflicts:
        """Where documents contradict each other.

        Raises:
            BusyError: it takes longer than anybody waits.
        """
        return lookups.conflicts(await self._analysed(contradict), limit)

    async def sources(self, limit: int) -> Sources:
        """Who publishes the documents.

        Raises:
            BusyError: it takes longer than anybody waits.
        """
        return lookups.sources(await self._analysed(count_sources), limit)

    async def _analysed(self, compute: Callable[..., Any], *arguments: Any) -> Any:
        await self._refresh()
        return await self._analyst.ask(self._snapshots, compute, *arguments)

    async def _refresh(self) -> None:
        """Take a new snapshot if the store has changed."""
        async with self._refreshing:
            await run_sync(self._snapshots.refresh)
