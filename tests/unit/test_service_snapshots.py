"""Snapshots hold all that was committed, and hold up nobody who writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.graph.store import Store
from kg.service.snapshots import Snapshots, stamp

KILLED = """
import os, signal, sys
import pyoxigraph as ox
from kg.graph.store import Store
store = Store(sys.argv[1])
for i in range(300):
    store.backend.replace([], [ox.Quad(ox.NamedNode(f"http://a/{i}"), ox.NamedNode("http://b/"), ox.Literal(i))])
os.kill(os.getpid(), signal.SIGKILL)
"""


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"http://a/{number}"), ox.NamedNode("http://b/"), ox.Literal(number))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store(tmp_path / "store") as store:
        store.transact(set(), {quad(1)})
    return tmp_path / "store"


def found(store: Store) -> set[str]:
    return {found.subject.value for found in store.triples(predicate=ox.NamedNode("http://b/"))}  # type: ignore[union-attr]


def test_snapshot_holds_what_a_killed_writer_had_committed(tmp_path: Path) -> None:
    """Oxigraph's backup of a store that is open for reading would be empty: all stands in the log."""
    folder = tmp_path / "store"
    assert subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False).returncode == -9
    snapshots = Snapshots(folder)
    assert len(found(snapshots.current.store)) == 300
    snapshots.close()
    with Store(folder) as store:
        assert len(found(store)) == 300


def test_store_can_be_written_while_a_snapshot_is_read(folder: Path) -> None:
    snapshots = Snapshots(folder)
    with Store(folder) as store:
        store.transact(set(), {quad(2)})
        assert found(snapshots.current.store) == {"http://a/1"}
    snapshots.close()


def test_snapshot_follows_the_store_once_its_writer_has_ended(folder: Path) -> None:
    snapshots = Snapshots(folder)
    before = snapshots.current.stamp
    assert not snapshots.refresh()
    with Store(folder) as store:
        store.transact(set(), {quad(2)})
        assert not snapshots.refresh()
    assert snapshots.refresh()
    assert found(snapshots.current.store) == {"http://a/1", "http://a/2"}
    assert snapshots.current.stamp != before
    assert not snapshots.refresh()
    snapshots.close()


def test_request_keeps_the_snapshot_it_began_with(folder: Path) -> None:
    snapshots = Snapshots(folder)
    with snapshots.held() as held, snapshots.held():
        with Store(folder) as store:
            store.transact(set(), {quad(2)})
        assert snapshots.refresh()
        assert found(held.store) == {"http://a/1"}
        assert isinstance(held.where, Path)
        assert held.where.exists()
    assert not held.where.exists()
    with snapshots.held() as held:
        assert len(found(held.store)) == 2
    snapshots.close()


def test_nothing_is_left_beside_the_store(folder: Path) -> None:
    snapshots = Snapshots(folder)
    assert len(list(folder.parent.iterdir())) == 2
    snapshots.close()
    assert [path.name for path in folder.parent.iterdir()] == ["store"]


def test_snapshots_of_a_killed_service_are_removed_and_those_of_a_running_one_are_kept(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / ".store.served-killed" / "1")
    running = Snapshots(folder)
    other = Snapshots(folder)
    assert not (folder.parent / ".store.served-killed").exists()
    assert found(running.current.store) == found(other.current.store) == {"http://a/1"}
    assert len(list(folder.parent.iterdir())) == 3
    running.close()
    other.close()


def test_snapshot_leaves_the_files_of_the_store_alone(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    mark = stamp(folder)
    snapshots = Snapshots(folder)
    snapshots.close()
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert stamp(folder) == mark


def test_store_that_is_being_written_or_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    with Store(folder), pytest.raises(StoreError, match=f"{folder}: another process writes"):
        Snapshots(folder)
    with pytest.raises(StoreError, match="no such folder"):
        Snapshots(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="holds no store"):
        Snapshots(tmp_path / "empty")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "store"]
