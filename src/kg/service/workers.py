"""The pool of processes that answer queries, and the limits that no query passes.

A query cannot be cancelled inside Oxigraph, and may need any memory: it runs in a process that can be killed. There it is screened too, so
that no query, however long, holds up the others.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.errors import KgError, QueryError, StoreError
from kg.service import failures
from kg.service.failures import BusyError, LimitError
from kg.service.formats import GRAPHS, RESULTS
from kg.service.screening import Dataset
from kg.service.settings import Limits
from kg.service.snapshots import Snapshots

log = logging.getLogger("kg.service")
FAILURES: dict[str, type[KgError]] = {
    kind.__name__: kind for kind in (QueryError, StoreError, failures.ForbiddenError, failures.LimitError, failures.UnacceptableError)
}
PROGRAM = ("-P", "-m", "kg.service.worker")
STARTING = 60.0
"""Seconds in which a worker must have opened the store."""


@dataclass(frozen=True)
class Query:
    """A query, the graphs that it is to see in place of those it names, and the media types that its answer may have, best first."""

    text: str
    dataset: Dataset = field(default_factory=Dataset)
    results: tuple[str, ...] = tuple(RESULTS)
    graphs: tuple[str, ...] = tuple(GRAPHS)


@dataclass(frozen=True)
class Reply:
    """A whole answer: its media type and its bytes."""

    media: str
    body: bytes


class Pool:
    """Workers on the current snapshot; `start` it before use, and `close` it."""

    def __init__(self, snapshots: Snapshots, limits: Limits) -> None:
        self._snapshots, self._limits = snapshots, limits
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        self._all: set[Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = 0

    async def start(self) -> None:
        """Start all workers.

        Raises:
            StoreError: they cannot open the store.
        """
        started = await asyncio.gather(*(self._started() for _ in range(self._limits.workers)), return_exceptions=True)
        for outcome in started:
            if isinstance(outcome, BaseException):
                await self.close()
                raise outcome
        if not all(started):
            log.warning("workers can open sockets on this system; SERVICE is refused by its name alone")

    async def close(self) -> None:
        """End all workers."""
        for task in [*self._starting]:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for process in [*self._all]:
            await self._ended(process)

    async def ask(self, query: Query) -> Reply:
        """The answer to a query.

        Raises:
            QueryError: it is malformed, or fails.
            ForbiddenError: it is an update, or asks another service.
            UnacceptableError: its answer has none of the formats asked for.
            LimitError: it needs more time, memory or room than any query may.
            BusyError: too many queries wait already.
        """
        process = await self._free()
        alive = False
        try:
            with self._snapshots.held() as snapshot:
                request = {"where": str(snapshot.where), **asdict(query)}
                async with asyncio.timeout(self._limits.seconds):
                    header, body = await _exchanged(process, request)
            alive = not header.get("tired")
        except TimeoutError:
            raise LimitError(f"query: it took longer than {self._limits.seconds:g} s; ask for less, or simplify it") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise LimitError(await self._died(process)) from None
        finally:
            self._return(process, alive)
        if "failure" in header:
            raise FAILURES.get(header["failure"], KgError)(header["words"])
        return Reply(header["media"], body)

    async def _free(self) -> Process:
        """A worker that has nothing to do."""
        busy = BusyError("query: too many queries are running; try again in a few seconds")
        if self._waiting >= self._limits.queue:
            raise busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                while (process := await self._idle.get()).returncode is not None:  # it was killed while it had nothing to do
                    self._return(process, False)
                return process
        except TimeoutError:
            raise busy from None
        finally:
            self._waiting -= 1

    def _return(self, process: Process, alive: bool) -> None:
        if alive and process.returncode is None:
            self._idle.put_nowait(process)
        else:
            task = asyncio.create_task(self._replaced(process))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _replaced(self, process: Process) -> None:
        await self._ended(process)
        while True:
            try:
                await self._started()
            except StoreError as error:
                log.warning("no worker: %s", error)
                await asyncio.sleep(1)
            else:
                return

    async def _started(self) -> bool:
        """Start a worker; whether it is cut off from the network."""
        limits = json.dumps({"memory": self._limits.memory, "answer": self._limits.answer, "rows": self._limits.rows})
        with self._snapshots.held() as snapshot:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *PROGRAM, str(snapshot.where), limits),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=1 << 20,
                start_new_session=True,
            )
            self._all.add(process)
            try:
                async with asyncio.timeout(STARTING):
                    header, _ = await _read(process)
            except (TimeoutError, asyncio.IncompleteReadError):
                await self._ended(process)
                raise StoreError(f"{snapshot.where}: a worker could not open the store; see whether memory is left") from None
            except BaseException:
                await self._ended(process)
                raise
        if "failure" in header:
            await self._ended(process)
            raise StoreError(header["words"])
        self._idle.put_nowait(process)
        return bool(header["closed"])

    async def _died(self, process: Process) -> str:
        """Why the worker is gone, as far as its end tells."""
        code = await process.wait()
        log.info("a worker ended by %s", signal.Signals(-code).name if code < 0 else code)
        memory = f"{self._limits.memory // (1 << 20):,} MiB"
        return f"query: it needs more memory than {memory}, or is nested too deeply; ask for less, or write it flatter"

    async def _ended(self, process: Process) -> None:
        if process.returncode is None:
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        await process.stdout.read()  # to its end, at which asyncio closes the pipe
        await process.wait()
        self._all.discard(process)


async def _exchanged(process: Process, request: dict[str, object]) -> tuple[dict[str, Any], bytes]:
    assert process.stdin is not None
    process.stdin.write(json.dumps(request).encode() + b"\n")
    await process.stdin.drain()
    return await _read(process)


async def _read(process: Process) -> tuple[dict[str, Any], bytes]:
    assert process.stdout is not None
    line = await process.stdout.readuntil(b"\n")
    header: dict[str, Any] = json.loads(line)
    return header, await process.stdout.readexactly(header.get("length", 0))
