"""Signals, readers that go away, streams that are closed or full, several commands on one store: all end well, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and pipes as Linux has them")

Apart = Callable[..., subprocess.CompletedProcess[str]]
HEARING = "import signal as s; s.signal(s.SIGHUP, s.SIG_DFL); s.signal(s.SIGINT, s.default_int_handler)"
"""A command ignores what whoever started it told it to, as `nohup` and shells do in the background."""
ROW = {"date": "2021-03-04", "text": "Peru kritisierte Chile."}


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "store", tmp_path / "store"))


@contextmanager
def running(*arguments: object, code: str = "from kg.cli import main; main()") -> Iterator[subprocess.Popen[str]]:
    """A command that reads from a pipe, and is killed at the end if it still runs."""
    command = [sys.executable, "-c", f"{HEARING}\n{code}", *map(str, arguments)]
    pipe = subprocess.PIPE
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


def once(condition: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# --- signals


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_store_that_is_half_loaded_is_gone_after_a_signal(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    with running("store", "load", "-", "--store", tmp_path / "store") as process:
        assert process.stdin
        process.stdin.write("# A store of kg, version 1, as N-Quads\n<urn:a> <urn:b> <urn:c> .\n")
        process.stdin.flush()
        once(lambda: names(tmp_path))
        assert names(tmp_path) == [f".{process.pid}.store"]
        time.sleep(0.3)
        process.send_signal(sent)
        assert process.wait(timeout=60) == code  # before its input is closed, which it would hear of, too
        assert process.communicate() == ("", "")
    assert names(tmp_path) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [["export", "-o"], ["view", "-o"], ["store", "dump"]], ids=lambda command: command[-2])
def test_file_that_is_half_written_is_gone_after_a_signal(store: Path, tmp_path: Path, command: list[str], sent: signal.Signals) -> None:
    """It comes when all is written, and only the name is missing."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "file").write_text("old", encoding="utf-8")
    code = "import pathlib, time; pathlib.Path.replace = lambda *paths: time.sleep(60)\nfrom kg.cli import main; main()"
    with running(*command, folder / "file", "--store", store, code=code) as process:
        once(lambda: len(names(folder)) == 2)
        process.send_signal(sent)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 128 + sent
    assert names(folder) == ["file"]
    assert (folder / "file").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_build_keeps_what_it_has_read_and_goes_on_from_there(built: Path, store: Path, apart: Apart, sent: signal.Signals) -> None:
    rows = [json.dumps({"id": f"r{number}", **ROW}) + "\n" for number in range(2_000)]
    options = ["--seeds", built / "seeds", "--store", store]
    former = set(store.glob("*.log"))  # RocksDB begins a new one
    with running("build", "-", *options) as process:
        assert process.stdin
        process.stdin.write("".join(rows[:200]))
        process.stdin.flush()
        once(lambda: any(log.stat().st_size > 1_000 for log in set(store.glob("*.log")) - former))
        process.send_signal(sent)
        process.wait(timeout=60)
        _, said = process.communicate()
        assert (process.returncode, said) == (128 + sent, f"kg: interrupted; the documents that were read are in {store}\n")
    with Store(store, read_only=True) as opened:
        kept = len(list(opened.select("SELECT ?d { ?d a schema:NewsArticle }"))) - 1
    assert 0 < kept < 200
    done = apart("build", "-", *options, input="".join(rows[: kept + 1]))
    assert f"documents      {kept + 2}\n" in done.stdout
    assert apart("store", "verify", "--store", store).returncode == 0
    assert names(store.parent) == ["store"]


def test_program_that_hears_no_signal_is_ended_a_little_later(store: Path) -> None:
    code = "from kg.commands import stopping; stopping.PATIENCE = 0.5; from kg.cli import main; main()"
    product = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    with running("query", f"SELECT (COUNT(*) AS ?n) {{ {product} }}", "--store", store, code=code) as process:
        once(lambda: hears(process.pid, signal.SIGTERM))
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 143


def hears(process: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for the signal."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines())
    return bool(int(told["SigCgt"], 16) >> (number - 1) & 1)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_service_ends_in_good_order(store: Path, sent: signal.Signals) -> None:
    with running("serve", "--port", "0", "--store", store) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("kg: http://")
        process.send_signal(sent)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0
    assert names(store.parent) == ["store"]


# --- output that nobody takes


@pytest.mark.parametrize("arguments", ["--help", "questions", "export", "query 'ASK {}'", "store dump -", "view -o /dev/stdout"])
def test_output_that_nobody_reads_ends_quietly_as_a_broken_pipe_does(store: Path, arguments: str) -> None:
    command = f'{sys.executable} -m kg {arguments} | true; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], env=os.environ | {"KG_STORE": str(store)}, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("141\n", "")


@pytest.mark.parametrize(("way", "reason"), [(">/dev/full", "No space left on device; make room"), (">&-", "Bad file descriptor")])
@pytest.mark.parametrize("arguments", ["--help", "store info", "export", "extract report.txt --seeds seeds"])
def test_output_that_takes_nothing_is_told(built: Path, arguments: str, way: str, reason: str) -> None:
    command = f"{sys.executable} -m kg {arguments} {way}"
    environment = os.environ | {"KG_STORE": str(built / "store")}
    done = subprocess.run(["bash", "-c", command], cwd=built, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kg: standard output: {reason}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("way", ["2>&-", "2>/dev/full"])
def test_complaints_that_nobody_takes_change_nothing_else(built: Path, way: str) -> None:
    command = f"{sys.executable} -m kg extract absent.txt report.txt --seeds seeds {way}"
    done = subprocess.run(["bash", "-c", command], cwd=built, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [json.loads(line)["predicate"] for line in done.stdout.splitlines()] == ["criticizes", "suppliesArmsTo"]


def test_closed_input_is_an_empty_one(tmp_path: Path) -> None:
    command = f"{sys.executable} -m kg store load - --store {tmp_path / 'store'} <&- 2>&1 >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith("kg: -: no dump that this kg knows; ")


def test_pipe_is_written_and_not_replaced(store: Path, tmp_path: Path, apart: Apart) -> None:
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        assert apart("export", "-o", tmp_path / "pipe", "--store", store).returncode == 0
        assert reader.communicate()[0].startswith("@prefix")
    assert (tmp_path / "pipe").is_fifo()


# --- several commands at once


def test_store_that_is_written_is_left_alone_by_other_commands(built: Path, tmp_path: Path, apart: Apart) -> None:
    store = tmp_path / "store"
    options = ["--seeds", built / "seeds", "--store", store]
    with running("build", "-", *options) as first:
        assert first.stdin
        once((store / "CURRENT").exists)
        for command in (["build"], ["store", "compact"], ["store", "info"], ["serve", "--port", "0"], ["retract", "x"]):
            done = apart(*command, "--store", store)
            assert done.returncode == 2, command
            assert f"kg: {store}: another process " in done.stderr
            assert "wait until it has ended" in done.stderr
        said, complaints = first.communicate(json.dumps({"id": "r", **ROW}) + "\n")
        assert (first.returncode, complaints) == (0, "")
        assert "documents      1\n" in said
    assert apart("store", "verify", "--store", store).returncode == 0


def test_store_is_built_and_compacted_while_it_is_served(built: Path, store: Path, apart: Apart) -> None:
    with running("serve", "--port", "0", "--store", store) as service:
        assert service.stdout
        assert service.stdout.readline().startswith("kg: http://")
        assert apart("store", "compact", "--store", store).returncode == 0
        done = apart("build", "-", "--seeds", built / "seeds", "--store", store, input=json.dumps({"id": "r", **ROW}) + "\n")
        assert "documents      2\n" in done.stdout
        service.send_signal(signal.SIGTERM)
        assert service.communicate(timeout=60) == ("", "")
    assert apart("store", "verify", "--store", store).returncode == 0
