"""What takes long to compute: no computation ends another, and what others ended is computed anew."""

from __future__ import annotations

import asyncio
import posixpath
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from kg.errors import KgError
from kg.service import analysing
from kg.service.analysing import Analyst
from kg.service.failures import BusyError, LimitError


class Fixed:
    """Snapshots of a store with that address and content, which are the first arguments of each computation."""

    def __init__(self, where: str, content: str) -> None:
        self.current = SimpleNamespace(where=where, content=content)

    @contextmanager
    def held(self) -> Iterator[SimpleNamespace]:
        yield self.current


ENDLESS: tuple[Any, Callable[..., Any]] = Fixed("(a|a)+$", "a" * 60 + "b"), re.search
QUICK: tuple[Any, Callable[..., Any]] = Fixed("a", "b"), posixpath.join


def run(use: Callable[[Analyst], Awaitable[Any]]) -> Any:
    async def inside() -> Any:
        with closing(Analyst()) as analyst:
            return await use(analyst)

    return asyncio.run(inside())


async def outcome(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except KgError as error:
        return error


def test_computation_that_is_given_up_takes_none_with_it_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "LONGEST", 3.0)

    async def use(analyst: Analyst) -> list[Any]:
        return await asyncio.gather(outcome(analyst.ask(*ENDLESS)), outcome(analyst.ask(*QUICK, "c")))

    given_up, answer = run(use)
    assert isinstance(given_up, LimitError)
    assert answer == "a/b/c"


def test_computation_whose_process_was_killed_is_done_again() -> None:
    async def use(analyst: Analyst) -> list[Any]:
        waiting = asyncio.create_task(outcome(analyst.ask(*ENDLESS)))
        while analyst._process is None or not analyst._process._processes:
            await asyncio.sleep(0.05)
        (process,) = analyst._process._processes.values()
        process.kill()
        return [await waiting, await analyst.ask(*QUICK), [*analyst._results]]

    broken, answer, kept = run(use)
    assert isinstance(broken, BusyError)
    assert answer == "a/b"
    assert len(kept) == 1
