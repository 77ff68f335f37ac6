"""Documents are read in processes that can die: each that kills one is set aside, and all others come, in their order."""

import logging
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.errors import DocumentError, KgError, PipelineError
from kg.extraction.build import GROUP
from kg.extraction.setup import Setup
from kg.graph import workers
from kg.graph.building import run_of
from kg.graph.contributions import Contribution
from kg.graph.groups import SHARES
from kg.graph.records import Run
from kg.graph.workers import AHEAD, Workers
from kg.knowledge.terms import KGD
from kg.reading.documents import Document

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
OBEDIENT = ("-P", str(Path(__file__).with_name("obedient_worker.py")))
OWNER = f"""
import sys, time
from kg.extraction.setup import Setup
from kg.graph import workers
workers.PROGRAM = {OBEDIENT}
pool = workers.Workers(2, Setup(pipeline=f"mark {{sys.argv[1]}}"))
print(*(worker.process.pid for worker in pool._all), flush=True)
time.sleep(600)
"""
"""A process whose workers are busy as soon as the file is there."""


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    return Setup(pipeline=str(tmp_path_factory.mktemp("pipeline")))


@pytest.fixture(scope="module")
def run(setup: Setup) -> Run:
    return run_of(setup, SimpleNamespace(ontology=SimpleNamespace(digest="ontology")))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _obedient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PROGRAM", OBEDIENT)


@pytest.fixture(scope="module")
def pool(setup: Setup) -> Iterator[Workers]:
    """Two workers that do what the texts of documents say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "PROGRAM", OBEDIENT)
        with Workers(2, setup) as found:
            yield found


def documents(*orders: str) -> list[Document]:
    return [Document(str(KGD[f"d{number}"]), f"d{number}", order) for number, order in enumerate(orders)]


def outcomes(pool: Workers, run: Run, *orders: str) -> list[str]:
    """The ids of the documents that were read, and the errors in place of the others."""
    return [str(item) if isinstance(item, DocumentError) else item.document[len(str(KGD)) :] for item in pool.read(documents(*orders), run)]


def gone(processes: list[int], seconds: float = 5) -> bool:
    """Whether the processes end within so many seconds."""
    end = time.monotonic() + seconds
    while any(map(running, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(running, processes))


def running(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False


# --- what comes


def test_contributions_come_in_the_order_of_the_documents(pool: Workers, run: Run) -> None:
    orders = ["sleep 0.3", *["nothing"] * 30, "sleep 0.1", *["nothing"] * 30]
    found = list(pool.read(documents(*orders), run))
    assert [item.document for item in found if isinstance(item, Contribution)] == [document.iri for document in documents(*orders)]
    assert all(str(KGD.d7).encode() in item.lines for item in found[7:8] if isinstance(item, Contribution))


def test_error_among_the_documents_keeps_its_place(pool: Workers, run: Run) -> None:
    first, last = documents("nothing", "nothing")
    found = list(pool.read([first, DocumentError("row 2: no text"), last], run))
    assert [type(item) for item in found] == [Contribution, DocumentError, Contribution]


def test_documents_are_taken_as_they_are_consumed(pool: Workers, run: Run) -> None:
    taken = 0

    def endless() -> Iterator[Document]:
        nonlocal taken
        for taken in count(1):
            yield Document(str(KGD[f"d{taken}"]), f"d{taken}", "nothing")

    most = 0
    for consumed, _ in enumerate(islice(pool.read(endless(), run), 3000), 1):
        most = max(most, taken - consumed)
    assert most <= (SHARES + AHEAD) * 2 * GROUP + GROUP


def test_what_was_read_comes_before_the_exception_that_ends_the_documents(pool: Workers, run: Run) -> None:
    def broken() -> Iterator[Document]:
        yield from documents(*["nothing"] * 50)
        raise KgError("the file ends early")

    found = []
    with pytest.raises(KgError, match="ends early"):
        found.extend(pool.read(broken(), run))  # what came before is kept
    assert len(found) == 50


# --- what can go wrong


def test_documents_that_kill_their_worker_are_set_aside_and_no_others(pool: Workers, run: Run) -> None:
    killers = {
        3: ("signal 9", "ended the process (signal 9)"),
        5: ("segfault", "ended the process (signal 11)"),
        6: ("exit 3", "ended the process (exit code 3)"),
        40: ("raise too deep", "failed (RecursionError: too deep)"),
    }
    found = outcomes(pool, run, *(killers.get(number, ("nothing",))[0] for number in range(46)))
    for number, (_, words) in killers.items():
        assert found[number] == f"d{number}: its reading {words}; set aside: build it with one worker to see why, or leave it out"
    assert [name for number, name in enumerate(found) if number not in killers] == [f"d{n}" for n in range(46) if n not in killers]


def test_document_that_takes_too_long_is_set_aside(pool: Workers, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    monkeypatch.setattr(workers, "PACE", 1_000_000)
    found = outcomes(pool, run, "nothing", "spin 600", "nothing")
    assert found[0::2] == ["d0", "d2"]
    assert found[1].startswith("d1: its reading took longer than 1 s; set aside")


def test_longer_documents_may_take_longer(pool: Workers, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.0)
    monkeypatch.setattr(workers, "PACE", 100_000)
    assert outcomes(pool, run, "sleep 0.5" + 500_000 * " ") == ["d0"]


def test_worker_that_is_killed_while_it_has_nothing_to_do_costs_no_document(pool: Workers, run: Run) -> None:
    outcomes(pool, run, *["nothing"] * 4)
    worker = pool._all[0]
    worker.process.kill()
    worker.process.wait()
    assert outcomes(pool, run, *["nothing"] * 4) == ["d0", "d1", "d2", "d3"]


def test_broken_data_of_ours_end_the_build(pool: Workers, run: Run) -> None:
    with pytest.raises(PipelineError, match="no weights"):
        outcomes(pool, run, "nothing", "break no weights")


def test_worker_that_reads_with_something_else_ends_the_build(pool: Workers, run: Run) -> None:
    with pytest.raises(KgError, match="changed since the build began; build again"):
        outcomes(pool, replace(run, ontology="another"), "nothing")


@pytest.mark.parametrize(
    ("order", "words"),
    [("signal 9", r"could not start \(ended the process \(signal 9\)\); see"), ("raise x", "Error: x"), ("break no parser", "^no parser$")],
)
def test_workers_that_cannot_start_are_told_once(
    run: Run, order: str, words: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workers, "STARTS", 2)
    with pytest.raises(KgError, match=words), Workers(1, Setup(pipeline=order)) as pool:
        list(pool.read(documents("nothing", "nothing"), run))
    assert capfd.readouterr().err == ""


def test_worker_that_is_killed_while_it_starts_is_replaced(setup: Setup, run: Run) -> None:
    with Workers(1, setup) as pool:
        pool._all[0].process.kill()
        assert outcomes(pool, run, "nothing") == ["d0"]


def test_program_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(KgError, match=r"could not start \(No such file"):
        Workers(2, Setup())


# --- what is said meanwhile


def test_what_workers_log_and_warn_of_is_told_once(pool: Workers, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("default")
        outcomes(pool, run, "log first", *["warn of labels"] * 40, "raise x", "log last")
    assert [str(one.message) for one in warned] == ["of labels"]
    assert [(record.name, record.getMessage()) for record in caplog.records] == [("kg.pipeline", "first"), ("kg.pipeline", "last")]


def test_who_hears_no_warnings_hears_none_of_workers(pool: Workers, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "kg.pipeline"):
        outcomes(pool, run, "log this")
    assert not caplog.records


def test_what_a_pipeline_prints_does_not_get_among_the_replies(pool: Workers, run: Run) -> None:
    assert outcomes(pool, run, "print hello") == ["d0"]


@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
def test_each_worker_uses_one_thread(pool: Workers, run: Run, caplog: pytest.LogCaptureFixture, name: str) -> None:
    outcomes(pool, run, f"log {name}=${name}")
    assert caplog.messages == [f"{name}=1"]


# --- the end


def test_workers_end_at_once_with_the_build(setup: Setup, run: Run) -> None:
    def interrupted() -> Iterator[Document]:
        yield from documents(*["spin 60"] * 100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Workers(2, setup) as pool:  # noqa: PT012  # the end of the context counts
        processes = [worker.process.pid for worker in pool._all]
        list(pool.read(interrupted(), run))
    assert gone(processes, 0)


def test_busy_workers_end_when_the_process_that_owns_them_is_killed(tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    with subprocess.Popen([sys.executable, "-c", OWNER, str(busy)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        processes = [int(name) for name in process.stdout.readline().split()]
        while not busy.exists():
            time.sleep(0.02)
        assert all(map(running, processes))
        process.kill()
    ended = gone(processes)
    for name in filter(running, processes):
        os.kill(name, signal.SIGKILL)
    assert len(processes) == 2
    assert ended


def test_interruption_of_the_terminal_does_not_reach_workers(pool: Workers) -> None:
    assert all(os.getsid(worker.process.pid) != os.getsid(0) for worker in pool._all)
