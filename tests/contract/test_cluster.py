"""A build on a cluster of two processes, of which one is killed in the middle: the same bytes as one process makes, and the same store."""

import io
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

import pytest

from kg import __version__
from kg.errors import KgError
from kg.extraction.setup import Setup, load_extractor
from kg.graph.building import build, contributions, run_of
from kg.graph.cluster import cluster
from kg.graph.loading import load_shards
from kg.graph.maintenance import dump
from kg.graph.records import STARTED, Run
from kg.graph.sharding import Engine, Job, Task, make_shards, one_process
from kg.graph.store import Store
from kg.reading.documents import Document, read
from kg.reading.portions import Slice

pytest.importorskip("distributed", reason="no Dask on this machine; `pip install stategraph-kg[dask]`")
configured = pytest.importorskip("dask.config").set
psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
ROOT = Path(__file__).parents[2]
SIZE = 5000
"""A portion of some reports."""


class Deadly:
    """A path that ends the process which looks at it."""

    @property
    def name(self) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    folder = tmp_path_factory.mktemp("seeds")
    shutil.copy(ROOT / "seeds" / "states.ttl", folder)
    return Setup(seeds=folder)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports four times, under new names; one of the names comes twice, and a line is broken."""
    file = tmp_path_factory.mktemp("rows") / "news.jsonl"
    reports = [item for item in read([ROOT / "seeds" / "news"]) if isinstance(item, Document)]
    lines = [
        json.dumps({"id": f"{one.id}-{number}", "text": one.text, "date": str(one.published)}) for number in range(4) for one in reports
    ]
    file.write_text("\n".join([*lines[:10], "{", *lines[10:], lines[0]]), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with cluster(2) as found:
        yield found


def readers() -> dict[int, int]:
    """The processes of the cluster, each with the worker that reads for it."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "kg.graph.worker" in process.cmdline():
                found[process.ppid()] = process.pid
    return found


def wait(true: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def kill_one(folder: Path, killed: list[int]) -> None:
    """Kill a process of the cluster when the first shard is there."""
    wait(lambda: list(folder.glob("part-*.json")) and readers())
    process, worker = next(iter(readers().items()))
    os.kill(process, signal.SIGKILL)
    killed += [process, worker, len(list(folder.glob("part-*.json")))]


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def dumped(store: Path) -> list[bytes]:
    with Store(store, read_only=True) as opened, io.BytesIO() as stream:
        dump(opened, stream)
        return [line for line in stream.getvalue().splitlines() if STARTED.encode() not in line]


def test_build_whose_process_is_killed_makes_the_bytes_of_one_process(setup: Setup, rows: Path, engine: Engine, tmp_path: Path) -> None:
    with setup.opened() as whole:
        extractor = load_extractor(whole)
        run = run_of(whole, extractor)
    job = Job(tmp_path / "shards", setup, run)
    one = one_process(lambda documents: contributions(documents, extractor, run))
    expected = make_shards(replace(job, folder=tmp_path / "one"), [rows], one, SIZE)

    killed = list[int]()
    killer = threading.Thread(target=kill_one, args=(job.folder, killed))
    killer.start()
    manifest = make_shards(job, [rows], engine, SIZE)
    killer.join()
    assert killed[2] < len(manifest.shards) - 1 > 5
    assert not psutil.pid_exists(killed[0])
    wait(lambda: not psutil.pid_exists(killed[1]))  # nobody asks its reader any more
    assert manifest == expected
    assert content(job.folder) == content(tmp_path / "one")
    assert [error.rpartition("/")[2] for error in manifest.all_errors()] == [
        "news.jsonl:11: broken JSON (Expecting property name enclosed in double quotes); correct the line",
        "news.jsonl:1; give each document its own",
    ]

    with Store(tmp_path / "built") as store:
        build(store, (item for item in read([rows]) if isinstance(item, Document)), setup)
    load_shards(job.folder, str(tmp_path / "store"), seeds=setup.seeds)
    assert len(dumped(tmp_path / "built")) > 2000
    assert dumped(tmp_path / "store") == dumped(tmp_path / "built")


@pytest.fixture
def deadly(setup: Setup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    monkeypatch.syspath_prepend(ROOT)
    job = Job(tmp_path, setup, Run(__version__, "p", "o", datetime(2024, 1, 1, tzinfo=UTC)))
    return Task(job, 0, (Slice(Deadly(), "d", digest="x"),))  # type: ignore[arg-type]


def test_task_that_kills_its_process_too_often_is_given_back_without_a_shard(deadly: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.cluster.AHEAD", 1)
    with configured({"distributed.scheduler.allowed-failures": 0}), cluster(1) as engine:
        assert [made for _, made in engine([deadly])] == [None]


def test_build_ends_when_no_process_comes_back(deadly: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.cluster.PATIENCE", 1)
    with cluster(1) as engine:
        monkeypatch.setattr("distributed.Nanny.instantiate", lambda self: iter({}[0]))
        with pytest.raises(KgError, match=r"^cluster: its processes have ended and do not come back; see whether memory is left"):
            list(engine([deadly]))


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("0.0.0", f"has kg {__version__}, and the build 0.0.0; install"),
        (__version__, "workers: the pipeline, the ontology or the seeds have"),
    ],
)
def test_machine_with_another_kg_or_ontology_is_named(
    setup: Setup, rows: Path, engine: Engine, tmp_path: Path, version: str, message: str
) -> None:
    job = Job(tmp_path, setup, Run(version, "p", "o", datetime(2024, 1, 1, tzinfo=UTC)))
    with pytest.raises(KgError) as caught:
        make_shards(job, [rows], engine)
    assert str(caught.value).startswith(f"{gethostname()}: {message}")


def test_cluster_on_this_machine_is_heard_by_this_machine_alone(engine: Engine) -> None:
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    heard = set()
    for process in processes:
        with suppress(psutil.Error):  # it may have ended
            heard |= {one.laddr.ip for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN}
    assert heard == {"127.0.0.1"}


def test_scheduler_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.cluster.PATIENCE", 1)
    with pytest.raises(KgError) as caught, cluster(1, "tcp://127.0.0.1:9"):
        pass
    assert str(caught.value).startswith("tcp://127.0.0.1:9: no Dask scheduler answers (")
