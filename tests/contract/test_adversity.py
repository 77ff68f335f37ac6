"""Full and read-only disks, and rights that are missing: nothing is lost, nothing half-written stays, and a sentence says what to do.

A disk is a tmpfs in a mount namespace of its own, so nothing is left of it. Root may do anything, so it gives up its capabilities where
rights are tried.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from kg.graph.store import Store
from kg.graph.verification import problems

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts and rights as Linux has them")

Apart = Callable[..., subprocess.CompletedProcess[str]]
KIB = 1024
FORBIDDEN = ("get the right from its owner, or name another place", "name a place that can be written")
ROOT = os.geteuid() == 0 if sys.platform != "win32" else False
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if ROOT else []


def impossible(reason: str) -> NoReturn:
    """Skip what cannot be tried here; root in CI can try all."""
    if ROOT and os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Disk:
    """A small file system at a path that only commands given to `kg` see; `inside` is that place as seen from here."""

    def __init__(self, process: int, path: Path, apart: Apart) -> None:
        self.path, self.inside = path, Path(f"/proc/{process}/root{path}")
        self._enter = ["nsenter", f"--target={process}", "--mount", "--user", "--preserve-credentials"]
        self._apart = apart

    def kg(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self._apart(*arguments, through=self._enter)

    def fill(self, free: int) -> None:
        """Leave so many KiB."""
        space = os.statvfs(self.inside)
        (self.inside / "fill").write_bytes(bytes(space.f_bavail * space.f_frsize - free * KIB))

    def clear(self) -> None:
        (self.inside / "fill").unlink()

    def remount(self, how: str) -> None:
        subprocess.run([*self._enter, "mount", "-o", f"remount,{how}", str(self.path)], check=True)

    def names(self) -> set[str]:
        return {file.name for file in self.inside.iterdir()} - {"fill"}


@contextmanager
def mounted(path: Path, apart: Apart) -> Iterator[Disk]:
    path.mkdir()
    script = 'mount -t tmpfs -o size=24m none "$1" && echo mounted && read -r _'
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        impossible("no unshare and nsenter: install util-linux")
    with subprocess.Popen(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        if holder.stdout.readline() != "mounted\n":
            impossible("no file system can be mounted in a namespace")
        yield Disk(holder.pid, path, apart)
        holder.communicate("\n")


@pytest.fixture
def disk(built: Path, tmp_path: Path, apart: Apart) -> Iterator[Disk]:
    """A disk with a store, a dump of it and the report."""
    with mounted(tmp_path / "disk", apart) as found:
        for name in ("store", "seeds", "report.txt"):
            (shutil.copytree if (built / name).is_dir() else shutil.copy)(built / name, found.inside / name)
        yield found


# --- a full disk


@pytest.mark.parametrize(
    ("command", "free"),
    [
        (["export", "-o", "{}/graph.ttl"], 0),
        (["export", "--format", "csv", "-o", "{}/tables"], 0),
        (["view", "-o", "{}/page.html"], 64),
        (["store", "dump", "{}/dump.nq"], 4),
        (["store", "dump", "{}/dump.nq.gz"], 0),
        (["store", "compact"], 16),
        (["retract", "report"], 16),
        (["build", "{}/report.txt", "--seeds", "{}/seeds"], 16),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_full_disk_is_told_and_leaves_nothing_and_with_room_the_same_command_succeeds(disk: Disk, command: list[str], free: int) -> None:
    arguments = [part.format(disk.path) for part in command]
    before = disk.names()
    disk.fill(free)
    done = disk.kg(*arguments, "--store", disk.path / "store")
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr).endswith("make room on the disk, and do it again")
    assert disk.names() == before
    disk.clear()
    done = disk.kg(*arguments, "--store", disk.path / "store")
    assert done.returncode == 0, done.stderr
    assert whole(disk.inside / "store")


def test_dump_is_loaded_whole_or_not_at_all(disk: Disk) -> None:
    assert disk.kg("store", "dump", disk.path / "dump.nq", "--store", disk.path / "store").returncode == 0
    before = disk.names()
    for free in (16, 250):
        disk.fill(free)
        done = disk.kg("store", "load", disk.path / "dump.nq", "--store", disk.path / "copy")
        assert done.returncode == 2
        assert one_sentence(done.stderr).endswith("make room on the disk, and do it again")
        assert done.stderr.startswith(f"kg: {disk.path / 'copy'}: "), "names the folder that was asked for"
        assert disk.names() == before
        disk.clear()
    assert disk.kg("store", "load", disk.path / "dump.nq", "--store", disk.path / "copy").returncode == 0
    assert whole(disk.inside / "copy")


def test_documents_that_were_read_before_the_disk_was_full_are_kept(disk: Disk) -> None:
    rows = [{"id": f"r{number}", "date": "2021-03-04", "text": "Peru kritisierte Chile."} for number in range(150)]
    (disk.inside / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = ["build", disk.path / "rows.jsonl", "--seeds", disk.path / "seeds", "--store", disk.path / "store"]
    disk.fill(350)
    done = disk.kg(*command)
    assert done.returncode == 2
    assert "No space left on device" in one_sentence(done.stderr)
    disk.clear()
    assert 1 < documents(disk.inside / "store") < 151
    assert "documents      151\n" in disk.kg(*command).stdout
    assert whole(disk.inside / "store")


@pytest.mark.parametrize("free", [150, 400])
def test_new_store_that_finds_no_room_is_told_and_later_made(disk: Disk, free: int) -> None:
    command = ["build", disk.path / "report.txt", "--seeds", disk.path / "seeds", "--store", disk.path / "new"]
    disk.fill(free)
    done = disk.kg(*command)
    assert done.returncode == 2
    assert one_sentence(done.stderr).endswith("make room on the disk, and do it again")
    disk.clear()
    assert disk.kg(*command).returncode == 0
    assert whole(disk.inside / "new")


def test_full_disk_for_sorting_is_named(disk: Disk) -> None:
    disk.fill(8)
    code = "import kg.graph.exports as e; e.MANY = 7; from kg.cli import main; main()"
    command = [*disk._enter, "env", f"TMPDIR={disk.path}", sys.executable, "-c", code, "export", "--store", str(disk.path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert one_sentence(done.stderr).endswith("set TMPDIR to another folder")


def whole(store: Path) -> bool:
    with Store(store, read_only=True) as opened:
        return list(problems(opened)) == []


def documents(store: Path) -> int:
    with Store(store, read_only=True) as opened:
        return len(list(opened.select("SELECT ?d { ?d a schema:NewsArticle }")))


def one_sentence(text: str) -> str:
    """The one line of standard error, which begins with `kg: `."""
    (line,) = text.splitlines()
    assert line.startswith("kg: ")
    return line


# --- rights


@pytest.mark.parametrize("way", ["rights", "mount"])
def test_store_that_may_not_be_written_is_read_and_stays_as_it_is(disk: Disk, apart: Apart, built: Path, tmp_path: Path, way: str) -> None:
    store = disk.path / "store"
    if way == "mount":
        disk.remount("ro")
        run: Callable[..., subprocess.CompletedProcess[str]] = disk.kg
    else:
        store = Path(shutil.copytree(built / "store", tmp_path / "store"))
        for path in (*store.iterdir(), store):
            path.chmod(0o555 if path.is_dir() else 0o444)
        run = without_rights(apart)
    before = contents(disk.inside / "store" if way == "mount" else store)
    assert run("export", "--store", store).stdout.startswith("@prefix")
    for command in (["build"], ["store", "compact"], ["retract", "report"]):
        done = run(*command, "--store", store)
        assert done.returncode == 2
        assert one_sentence(done.stderr).endswith(FORBIDDEN)
    assert contents(disk.inside / "store" if way == "mount" else store) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("command", [["export"], ["view"], ["store", "dump"], ["export", "--format", "csv"], ["store", "load"]])
def test_folder_that_may_not_be_written_is_told(apart: Apart, built: Path, tmp_path: Path, command: list[str]) -> None:
    dump = tmp_path / "dump.nq"
    if command[-1] == "load":
        assert apart("store", "dump", dump, "--store", built / "store").returncode == 0
    tmp_path.chmod(0o555)
    where = {"export": ["-o", tmp_path / "x"], "view": ["-o", tmp_path / "x"], "dump": [tmp_path / "x"], "csv": ["-o", tmp_path / "x"]}
    options = [dump, "--store", tmp_path / "x"] if command[-1] == "load" else [*where[command[-1]], "--store", built / "store"]
    done = without_rights(apart)(*command, *options)
    tmp_path.chmod(0o755)
    assert done.returncode == 2
    assert one_sentence(done.stderr).endswith(FORBIDDEN)
    assert done.stderr.startswith(f"kg: {tmp_path / 'x'}")


@pytest.mark.skipif(not ROOT, reason="only root can give files away")
@pytest.mark.parametrize("command", [["store", "info"], ["build"], ["store", "migrate"], ["serve", "--port", "0"]])
def test_store_of_someone_else_is_told(apart: Apart, built: Path, tmp_path: Path, command: list[str]) -> None:
    store = Path(shutil.copytree(built / "store", tmp_path / "store"))
    for path in (*store.iterdir(), store):
        shutil.chown(path, 65534)
        path.chmod(0o700 if path.is_dir() else 0o600)
    done = without_rights(apart)(*command, "--store", store)
    assert done.returncode == 2
    assert one_sentence(done.stderr).endswith(FORBIDDEN)


def test_files_that_may_not_be_read_are_named_and_the_others_go_on(apart: Apart, tmp_path: Path) -> None:
    for name, mode in {"open.txt": 0o644, "closed.txt": 0, "sources.jsonl": 0}.items():
        (tmp_path / name).write_text("Kuba kritisierte Chile.\n", encoding="utf-8")
        (tmp_path / name).chmod(mode)
    (tmp_path / "room").mkdir(mode=0)
    done = without_rights(apart)("extract", tmp_path, tmp_path / "room" / "more.txt", "x" * 300, tmp_path / "open.txt")
    (tmp_path / "room").chmod(0o755)
    assert done.returncode == 1
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["open"]
    named = [line.removeprefix("kg: ").split(": ")[0].removeprefix(f"{tmp_path}/") for line in done.stderr.splitlines()]
    assert sorted(named) == ["closed.txt", "room", "room/more.txt", "sources.jsonl", "x" * 300]


def without_rights(apart: Apart) -> Apart:
    """The command line as a user who has the rights of an owner, and no more."""
    if POWERLESS and not shutil.which("setpriv"):
        impossible("no setpriv: install util-linux")

    def run(*arguments: object, through: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        return apart(*arguments, through=[*POWERLESS, *through])

    return run
