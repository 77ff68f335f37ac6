"""Queries run in processes that can be killed, and cannot reach out of them."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import pyoxigraph as ox
import pytest

from kg.errors import KgError, QueryError, StoreError
from kg.graph.store import FACTS, Store
from kg.service import workers
from kg.service.failures import BusyError, ForbiddenError, LimitError, UnacceptableError
from kg.service.formats import MARKS, RESULTS
from kg.service.screening import Dataset
from kg.service.settings import Limits
from kg.service.snapshots import Snapshots
from kg.service.worker import Bounded, Worker
from kg.service.workers import Pool, Query

Result = TypeVar("Result")
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9)) + " }"
SMALL = Limits(workers=1, seconds=1.0, memory=128 << 20, rows=2000, answer=200_000, queue=2)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshots]:
    folder = tmp_path_factory.mktemp("workers") / "store"
    with Store(folder) as store:
        said = (f"<http://a/{i}> <http://b/> 'value {i}' ." for i in range(1000))
        store.replace_graph(FACTS, ox.parse("\n".join(said), format=ox.RdfFormat.TURTLE))
    snapshots = Snapshots(folder)
    yield snapshots
    snapshots.close()


def with_pool(snapshots: Snapshots, use: Callable[[Pool], Awaitable[Result]], limits: Limits = SMALL) -> Result:
    async def run() -> Result:
        pool = Pool(snapshots, limits)
        await pool.start()
        try:
            return await use(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


async def outcome(pool: Pool, query: str) -> KgError | str:
    try:
        return (await pool.ask(Query(query))).body.decode()
    except KgError as error:
        return error


async def answered(pool: Pool, query: str) -> KgError | str:
    """The outcome when a worker is there again; it begins in less than a second, unless the machine has other work."""
    while isinstance(found := await outcome(pool, query), BusyError):
        pass
    return found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (ENDLESS, "longer than 1 s"),
        ("SELECT (GROUP_CONCAT(CONCAT(?a, ?b, ?c)) AS ?all) { ?x ?y ?a . ?v ?w ?b . ?t ?u ?c }", "(longer than 1 s|more memory)"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a", "(longer than 1 s|more memory|more than 2,000 rows)"),
        ("ASK { ?a " + "/".join(["<http://a/p>"] * 1_900) + " ?b }", "(longer than 1 s|more memory, or is nested too deeply)"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "(more than 2,000 rows|larger than 200,000 bytes)"),
        ("CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", "(more than 2,000 rows|larger than 200,000 bytes)"),
    ],
)
def test_no_query_passes_the_limits_and_the_next_is_answered(snapshots: Snapshots, query: str, words: str) -> None:
    async def use(pool: Pool) -> tuple[KgError | str, KgError | str]:
        return await outcome(pool, query), await answered(pool, "ASK { <http://a/7> ?p ?o }")

    refused, answer = with_pool(snapshots, use)
    assert isinstance(refused, LimitError)
    assert re.search(words, str(refused))
    assert answer == '{"head":{},"boolean":true}'


def test_memory_is_limited_before_time_is(snapshots: Snapshots) -> None:
    doubled = "BIND(CONCAT(?a, ?a, ?a, ?a) AS ?b) BIND(CONCAT(?b, ?b, ?b, ?b) AS ?c) BIND(CONCAT(?c, ?c, ?c, ?c) AS ?d)"
    bomb = f"SELECT (STRLEN(CONCAT(?d, ?d, ?d, ?d, ?d, ?d, ?d, ?d)) AS ?n) {{ BIND('{'x' * 100_000}' AS ?a) {doubled} }}"

    async def use(pool: Pool) -> KgError | str:
        return await outcome(pool, bomb)

    assert "more memory" in str(with_pool(snapshots, use, Limits(workers=1, memory=32 << 20)))
    assert "51200000" in str(with_pool(snapshots, use, Limits(workers=1)))


def test_queries_beyond_the_queue_are_told_to_come_again(snapshots: Snapshots) -> None:
    async def use(pool: Pool) -> list[KgError | str]:
        return await asyncio.gather(*(outcome(pool, ENDLESS) for _ in range(5)))

    found = with_pool(snapshots, use)
    assert sum(isinstance(one, BusyError) for one in found) >= 2
    assert sum(isinstance(one, LimitError) for one in found) >= 1


def test_query_that_nobody_waits_for_frees_its_worker(snapshots: Snapshots) -> None:
    async def use(pool: Pool) -> KgError | str:
        task = asyncio.create_task(pool.ask(Query(ENDLESS)))
        await asyncio.sleep(0.2)
        task.cancel()
        return await outcome(pool, "ASK {}")

    assert with_pool(snapshots, use, Limits(workers=1, seconds=60)) == '{"head":{},"boolean":true}'


def test_worker_that_is_killed_from_outside_is_replaced(snapshots: Snapshots) -> None:
    async def use(pool: Pool) -> list[KgError | str]:
        (process,) = pool._all
        process.kill()
        return [await outcome(pool, "ASK {}"), await answered(pool, "ASK {}")]

    assert with_pool(snapshots, use)[-1] == '{"head":{},"boolean":true}'


def test_no_query_is_given_to_a_worker_that_died_while_it_was_idle(snapshots: Snapshots) -> None:
    async def use(pool: Pool) -> KgError | str:
        (process,) = pool._all
        process.kill()
        await process.wait()
        return await outcome(pool, "ASK {}")

    assert with_pool(snapshots, use, replace(SMALL, seconds=20)) == '{"head":{},"boolean":true}'


def test_graph_that_a_remote_store_does_not_have_is_refused() -> None:
    worker = Worker({})
    worker.backend = SimpleNamespace()  # type: ignore[assignment]
    with pytest.raises(QueryError, match="the graphs kg:facts, kg:background"):
        worker._asked({"text": "SELECT * FROM <http://a/> { ?s ?p ?o }", "dataset": asdict(Dataset())})


def test_pool_says_why_it_cannot_start(tmp_path: Path, snapshots: Snapshots) -> None:
    class Gone:
        def held(self) -> object:
            return nullcontext(SimpleNamespace(where=tmp_path / "none"))

    async def run() -> None:
        await Pool(Gone(), SMALL).start()  # type: ignore[arg-type]

    with pytest.raises(StoreError, match="no such folder"):
        asyncio.run(run())


def test_refusals_tell_what_to_do(snapshots: Snapshots) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(ForbiddenError):
            await pool.ask(Query("CLEAR ALL"))
        with pytest.raises(QueryError, match="correct it"):
            await pool.ask(Query("SELECT"))
        with pytest.raises(UnacceptableError, match="text/turtle"):
            await pool.ask(Query("CONSTRUCT WHERE { ?s ?p ?o }", graphs=()))
        with pytest.raises(QueryError, match="no absolute IRI"):
            await pool.ask(Query("ASK {}", Dataset(("a b",))))

    with_pool(snapshots, use)


# --- the network


@pytest.fixture
def listener() -> Iterator[tuple[str, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", listener


def was_called(listener: socket.socket) -> bool:
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")
def test_kernel_keeps_workers_from_the_network_even_if_service_is_overlooked(
    snapshots: Snapshots, listener: tuple[str, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, calls = listener
    service = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    unscreened = "from kg.service import worker; worker.screen = lambda _: worker.Dataset(); worker.main()"
    monkeypatch.setattr(workers, "PROGRAM", ("-P", "-c", unscreened))

    async def use(pool: Pool) -> list[KgError | str]:
        silent = service.replace("SERVICE", "SERVICE SILENT")
        return [await outcome(pool, query) for query in (service, silent, service.replace("127.0.0.1", "localhost"))]

    first, second, third = with_pool(snapshots, use)
    assert not was_called(calls)
    assert isinstance(first, QueryError)
    assert isinstance(third, QueryError)
    assert not isinstance(second, KgError)


def test_oxigraph_would_call(listener: tuple[str, socket.socket]) -> None:
    """So that the test above can fail: the same query, outside of a worker."""
    address, calls = listener
    calls.setblocking(True)
    called: list[bool] = []
    thread = threading.Thread(target=lambda: called.append(was_called(calls)))
    thread.start()
    with pytest.raises(OSError, match=r"HTTP|reset"):
        list(ox.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    thread.join(5)
    assert called == [True]


def test_from_loads_nothing(snapshots: Snapshots, listener: tuple[str, socket.socket]) -> None:
    address, calls = listener

    async def use(pool: Pool) -> list[KgError | str]:
        queries = [f"ASK FROM <{address}> {{ ?s ?p ?o }}", f"ASK FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"]
        queries += ["ASK FROM <file:///etc/passwd> { ?s ?p ?o }"]
        return [await outcome(pool, query) for query in queries]

    assert with_pool(snapshots, use) == ['{"head":{},"boolean":false}'] * 3
    assert not was_called(calls)


@pytest.mark.skipif(sys.platform == "linux", reason="there the kernel refuses sockets")
def test_pool_says_where_sockets_stay_open(snapshots: Snapshots, caplog: pytest.LogCaptureFixture) -> None:
    async def use(_: Pool) -> None:
        pass

    with caplog.at_level(logging.WARNING):
        with_pool(snapshots, use)
    assert "can open sockets" in caplog.text


# --- the count of rows


@pytest.mark.parametrize("media", list(RESULTS))
def test_solutions_are_counted_as_they_are_written(media: str) -> None:
    form, rows = RESULTS[media], 50
    solutions = ox.Store().query("SELECT ?a ?b { VALUES (?a ?b) { " + """('x},{" [{" \\n <result>' UNDEF) """ * rows + " } }")
    assert isinstance(solutions, ox.QuerySolutions)
    whole = Bounded(1 << 20, rows + 1, MARKS[form])
    written = solutions.serialize(format=form)
    assert written is not None
    for start in range(0, len(written), 3):
        whole.write(written[start : start + 3])
    assert whole.getvalue() == written
    short = Bounded(1 << 20, rows - 1, MARKS[form])
    short.write(written[: len(written) // 2])
    with pytest.raises(LimitError, match="rows"):
        short.write(written[len(written) // 2 :])
