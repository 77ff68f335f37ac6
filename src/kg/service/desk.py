"""Where the questions of an assistant are answered: short reads in threads; queries and analyses in processes that can be killed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from anyio import Lock
from anyio.to_thread import run_sync

from kg.errors import QueryError
from kg.graph.backend import BACKGROUND, REVIEWS
from kg.graph.queries import questions as named_questions
from kg.graph.store import Store
from kg.knowledge.terms import KG
from kg.service import lookups
from kg.service.alliances import Changes, Known, Measures
from kg.service.analysing import Analyst, compare, measure
from kg.service.formats import GRAPHS, RESULTS
from kg.service.screening import Dataset
from kg.service.snapshots import Snapshots
from kg.service.tabulating import solutions, triples
from kg.service.telling import Rows
from kg.service.workers import Pool, Query

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
assert JSON in RESULTS
assert N_TRIPLES in GRAPHS
STATED = Dataset((str(KG.facts), BACKGROUND.value, REVIEWS.value))
"""The graphs of what no rule draws."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class Desk:
    """Answers on the current snapshot of the store."""

    def __init__(self, snapshots: Snapshots, pool: Pool, analyst: Analyst, queries: Path) -> None:
        self._snapshots, self._pool, self._analyst, self._queries = snapshots, pool, analyst, queries
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
        """What `find` finds in the store; it runs in a thread."""
        await self._refresh()
        with self._snapshots.held() as snapshot:
            return await run_sync(lambda: find(snapshot.store, *args, **options))

    async def changes(self, days: tuple[date, date], known: Known | None, limit: int) -> Changes:
        """What became of the ties between two days.

        Raises:
            QueryError: the first day is not before the last.
            BusyError: it takes longer than anybody waits.
        """
        await self._refresh()
        found: Changes = await self._analyst.ask(self._snapshots, compare, days, known, limit)
        return found

    async def measures(self, day: date | None, known: Known | None) -> Measures:
        """The measures and blocs of a day.

        Raises:
            BusyError: it takes longer than anybody waits.
        """
        await self._refresh()
        found: Measures = await self._analyst.ask(self._snapshots, measure, day, known)
        return found

    async def _refresh(self) -> None:
        """Take a new snapshot if the store has changed."""
        async with self._refreshing:
            await run_sync(self._snapshots.refresh)
