"""Strange names, other locales, damaged stores and dumps, clocks that jump: a command does its work, or says in a sentence why not."""

from __future__ import annotations

import ast
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import kg
from kg.commands import reviewing
from kg.commands.reviewing import Session, decide
from kg.commands.terminal import written
from kg.extraction.setup import Setup
from kg.graph import building
from kg.graph.reviews import Wanted, candidates, reviews
from kg.graph.store import Store
from kg.reading.documents import Document, read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of files and locales as Linux has them")

Apart = Callable[..., subprocess.CompletedProcess[str]]
STRANGE = 'ein Ordner\nmit "Ümlaut" $x'


# --- places


@pytest.fixture
def strange(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / STRANGE
    shutil.copytree(built, folder)
    return folder


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"}],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_umlauts_come_out_as_utf_8_in_any_locale(built: Path, apart: Apart, environment: dict[str, str]) -> None:
    query = r"SELECT ?l { BIND('\u00e4' AS ?l) }"
    assert apart("query", query, "--format", "csv", "--store", built / "store", env=environment).stdout == "l\nä\n"
    assert "\u2500" in apart("query", query, "--store", built / "store", env=environment).stdout
    assert apart("--version", env=environment).returncode == 0


def test_program_needs_no_home(built: Path, apart: Apart) -> None:
    done = apart("store", "info", "--store", built / "store", through=["env", "-u", "HOME"])
    assert (done.returncode, done.stderr) == (0, "")


def test_places_may_have_any_name_that_fits(strange: Path, apart: Apart) -> None:
    store = strange / "store"
    for command in (
        ["build", strange / "report.txt", "--seeds", strange / "seeds", "--turtle", strange / "ü\n.ttl"],
        ["store", "dump", strange / "a b\n.nq.gz"],
    ):
        done = apart(*command, "--store", store)
        assert (done.returncode, done.stderr) == (0, "")
    assert apart("store", "load", strange / "a b\n.nq.gz", "--store", strange / "über").returncode == 0
    assert sorted(path.name for path in strange.iterdir()) == sorted(["store", "report.txt", "seeds", "ü\n.ttl", "a b\n.nq.gz", "über"])


@pytest.mark.parametrize(
    "command",
    ["extract", "store info --store", "build --store", "export -o", "view -o", "store dump", "check --ontologies"],
)
def test_name_that_is_too_long_is_told(built: Path, apart: Apart, command: str) -> None:
    done = apart(*command.split(), "ü" * 300, env={"KG_STORE": str(built / "store")})
    assert done.returncode in (1, 2)
    assert done.stderr.count("\n") == 1
    assert "File name too long" in done.stderr
    assert done.stderr.endswith("; give it a shorter name\n")


def test_folder_whose_name_is_no_text_is_told(built: Path, tmp_path: Path, apart: Apart) -> None:
    store = os.fsdecode(bytes(tmp_path) + b"/\xfc")
    shutil.copytree(built / "store", store)
    for command in (["store", "info"], ["build"]):
        done = apart(*command, "--store", store)
        assert done.returncode == 2
        assert done.stderr.startswith("kg: ")
        assert "the store cannot be opened (" in done.stderr
        assert "\\udcfc" in done.stderr


def test_store_is_found_and_made_where_a_link_leads(built: Path, tmp_path: Path, apart: Apart) -> None:
    for name, goal in {"link": built / "store", "new": tmp_path / "made", "loop": tmp_path / "loop"}.items():
        (tmp_path / name).symlink_to(goal)
    assert apart("store", "info", "--store", tmp_path / "link").returncode == 0
    Store(tmp_path / "new").close()
    assert (tmp_path / "made" / "CURRENT").exists()
    done = apart("build", "--store", tmp_path / "loop")
    assert done.returncode == 2
    assert done.stderr.startswith(f"kg: {tmp_path / 'loop'}: ")


def test_link_to_a_file_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for text in ("new", "newer"):
        with written(tmp_path / "link") as path:
            path.write_text(text, encoding="utf-8")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "file").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", ["/", "", ".."])
def test_folder_is_no_file_to_write(path: str, apart: Apart, built: Path) -> None:
    done = apart("export", "-o", path, "--store", built / "store", cwd=built)
    assert done.returncode == 2
    assert "name a file in a folder that is there and yours to write" in done.stderr


# --- damage


@pytest.fixture
def damaged(built: Path, tmp_path: Path) -> Path:
    """A store in which each block of data has other bytes, while all else is whole."""
    store = Path(shutil.copytree(built / "store", tmp_path / "store"))
    with Store(store) as opened:
        opened.backend.replace([], [])
    for file in store.glob("*.sst"):
        content = file.read_bytes()
        file.write_bytes(content[:20] + bytes(byte ^ 255 for byte in content[20:40]) + content[40:])
    return store


@pytest.mark.parametrize(
    "command",
    [["export"], ["view"], ["query", "SELECT * { ?s ?p ?o }"], ["store", "dump", "dump.nq"], ["build"], ["retract", "report"]],
    ids=lambda command: command[0],
)
def test_damaged_store_is_told_and_nothing_is_written_from_it(damaged: Path, apart: Apart, command: list[str]) -> None:
    done = apart(*command, "--store", damaged, cwd=damaged.parent)
    assert done.returncode == 2
    assert "Corruption" in done.stderr
    assert done.stderr.endswith("load a dump of the store with `kg store load`, or build it again\n")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in damaged.parent.iterdir()] == ["store"]


@pytest.mark.parametrize("harm", ["missing", "cut off", "no manifest"])
def test_store_without_a_file_is_told(built: Path, tmp_path: Path, apart: Apart, harm: str) -> None:
    store = Path(shutil.copytree(built / "store", tmp_path / "store"))
    file = max(store.glob("*.sst" if harm != "no manifest" else "MANIFEST*"), key=lambda path: path.stat().st_size)
    if harm == "cut off":
        os.truncate(file, file.stat().st_size // 2)
    else:
        file.unlink()
    for command in (["store", "info"], ["store", "verify"], ["build"]):
        done = apart(*command, "--store", store)
        assert done.returncode == 2
        assert done.stderr.startswith(f"kg: {store}: the store cannot be opened (")
        assert "build it again\n" in done.stderr


@pytest.mark.parametrize("harm", ["head", "middle", "end", "no gzip", "line"])
def test_damaged_dump_is_told_and_leaves_nothing(built: Path, tmp_path: Path, apart: Apart, harm: str) -> None:
    dump = tmp_path / "dump.nq.gz"
    assert apart("store", "dump", dump, "--store", built / "store").returncode == 0
    packed = dump.read_bytes()
    lines = gzip.decompress(packed)
    middle = len(packed) // 2
    changed = {
        "head": packed[:15],
        "middle": packed[:30] + bytes(40) + packed[70:],
        "end": packed[:middle],
        "no gzip": lines,
        "line": gzip.compress(lines[: len(lines) // 2]),
    }
    dump.write_bytes(changed[harm])
    done = apart("store", "load", dump, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert done.stderr.startswith(f"kg: {dump}: damaged (")
    assert done.stderr.endswith("make it again with `kg store dump`\n")
    assert [path.name for path in tmp_path.iterdir()] == [dump.name]


# --- clocks


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function that sets the clock so many years off."""

    def jump(years: int) -> None:
        def now(zone: object) -> datetime:
            return datetime.now(UTC) + timedelta(days=365 * years)

        for module in (building, reviewing):
            monkeypatch.setattr(module, "datetime", SimpleNamespace(now=now, min=datetime.min, max=datetime.max))

    return jump


def test_build_after_the_clock_has_jumped_changes_nothing(built: Path, tmp_path: Path, clock: Callable[[int], None]) -> None:
    setup = Setup(seeds=built / "seeds")
    documents = [found for found in read([built / "report.txt"]) if isinstance(found, Document)]
    contents = []
    with Store(tmp_path / "store") as store:
        for years in (10, -10, 0, 20):
            clock(years)
            assert building.build(store, documents, setup) == []
            contents.append(set(store.triples(graph=None)))
    assert contents[0] == contents[1] == contents[2] == contents[3]


def test_decision_made_after_the_clock_was_set_back_is_the_newest(built: Path, tmp_path: Path, clock: Callable[[int], None]) -> None:
    folder = Path(shutil.copytree(built / "store", tmp_path / "store"))
    with Store(folder, read_only=True) as store:
        queue = candidates(store, Wanted())[:1]
    for years, reviewer, key in ((10, "Ada", "c"), (0, "Ada", "r"), (-10, "Bob", "c"), (0, "Ada", "r")):
        clock(years)
        keys = iter([key, "q"])
        decide(Session(str(folder), queue, reviewer), lambda keys=keys: next(keys), str)  # type: ignore[misc]
        with Store(folder, read_only=True) as store:
            newest = reviews(store)[0]
            assert (newest.reviewer, newest.verdict) == (reviewer, {"c": "confirmed", "r": "rejected"}[key])


def test_durations_are_measured_by_a_clock_that_never_jumps() -> None:
    """The time of day is read where a run begins, where a review is written, and where a command needs the present day."""
    found = {
        f"{file.relative_to(Path(kg.__file__).parent).as_posix()}: {ast.unparse(node)}"
        for file in Path(kg.__file__).parent.rglob("*.py")
        for node in readings(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == {
        "commands/archives.py: date.today",
        "commands/reviewing.py: datetime.now",
        "graph/building.py: datetime.now",
        "graph/review_files.py: datetime.now",
        "service/alliances.py: date.today",
    }


def readings(tree: ast.Module) -> Iterator[ast.expr]:
    """Where a module may read the time of day."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}:
            if ast.unparse(node.value) in {"datetime", "date", "time", "dt", "datetime.datetime", "datetime.date"}:
                yield node
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (
                ast.Name(name.name) for name in node.names if name.name not in {"monotonic", "perf_counter", "thread_time", "sleep"}
            )
