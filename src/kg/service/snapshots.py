"""Snapshots of the store: the service reads one while `kg build` may write, and takes the next when that has ended.

Oxigraph's own backup of a store that is open for reading would leave out what stands only in the write-ahead log. Therefore the files
themselves are taken while no one writes: those that never change are linked, the others copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.store import Store

if sys.platform != "win32":
    import fcntl

LEFT_OUT = ("LOCK", "LOG")
"""Files of RocksDB that hold no data."""
FRESH = 60.0
"""Seconds for which results for a remote store are kept."""


@dataclass(frozen=True)
class Snapshot:
    """The store as it stood at one time."""

    store: Store
    where: Path | str
    stamp: str
    """Names the content: two snapshots with one stamp hold the same. Empty for a remote store, which may change at any time."""

    @property
    def content(self) -> str:
        """The key under which results are kept: the stamp; for a remote store, the present minute."""
        return self.stamp or f"{self.where} {monotonic() // FRESH}"


class Snapshots:
    """The current snapshot, and older ones that running requests still read."""

    def __init__(self, store: Path | str) -> None:
        """Take the first snapshot.

        Raises:
            StoreError: the store is absent, damaged, or another process writes to it.
        """
        self._origin = store
        self._lock = threading.Lock()
        self._readers: dict[int, int] = {}
        self._place = None if isinstance(store, str) else Place(store)
        try:
            self._current = self._taken()
        except BaseException:
            self._leave()
            raise

    @property
    def current(self) -> Snapshot:
        """The newest snapshot."""
        return self._current

    @contextmanager
    def held(self) -> Iterator[Snapshot]:
        """The current snapshot, kept open until the block ends."""
        with self._lock:
            snapshot = self._current
            self._readers[id(snapshot)] = self._readers.get(id(snapshot), 0) + 1
        try:
            yield snapshot
        finally:
            with self._lock:
                self._readers[id(snapshot)] -= 1
                unused = snapshot is not self._current and not self._readers[id(snapshot)]
            if unused:
                self._dropped(snapshot)

    def refresh(self) -> bool:
        """Take a new snapshot if the store has changed and nobody writes to it; whether that was so."""
        if isinstance(self._origin, str) or stamp(self._origin) == self._current.stamp:
            return False
        try:
            taken = self._taken()
        except (StoreError, OSError):
            return False
        with self._lock:
            former, self._current = self._current, taken
            unused = not self._readers.get(id(former))
        if unused:
            self._dropped(former)
        return True

    def close(self) -> None:
        """Close the store and remove all snapshots."""
        self._current.store.close()
        self._leave()

    def _taken(self) -> Snapshot:
        if isinstance(self._origin, str) or self._place is None:
            return Snapshot(Store(self._origin, read_only=True), self._origin, "")
        mark, folder = self._place.take()
        try:
            return Snapshot(Store(folder, read_only=True), folder, mark)
        except StoreError as error:
            raise StoreError(str(error).replace(str(folder), str(self._origin))) from None

    def _dropped(self, snapshot: Snapshot) -> None:
        self._readers.pop(id(snapshot), None)
        snapshot.store.close()
        if isinstance(snapshot.where, Path):
            shutil.rmtree(snapshot.where, ignore_errors=True)

    def _leave(self) -> None:
        if self._place is not None:
            self._place.close()


class Place:
    """A hidden folder for snapshots beside the store, gone when it is closed; a lock tells it from one whose process was killed."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._count = 0
        pattern = f".{store.absolute().name}.served-"
        parent = store.absolute().parent
        for stale in parent.glob(f"{pattern}*"):
            _remove_if_stale(stale)
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=pattern, dir=parent))
        except OSError:  # a folder that others own: then a copy on another file system must do
            self.folder = Path(tempfile.mkdtemp(prefix=pattern))
        self._lock = _locked(self.folder)

    def take(self) -> tuple[str, Path]:
        """A copy of the store that has its own files, with the mark of what it holds.

        Raises:
            StoreError: the store is absent, damaged, or another process writes to it.
        """
        self._count += 1
        folder = self.folder / str(self._count)
        _require_idle(self._store)
        mark = stamp(self._store)
        try:
            folder.mkdir()
            for file, _ in _files(self._store):
                _take_file(file, folder / file.name)
            if stamp(self._store) != mark:
                raise _written_to(self._store)
            ox.Store(folder).flush()
        except (OSError, RuntimeError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise StoreError(f"{self._store}: no snapshot can be taken ({error}); see whether the disk is full") from None
        except StoreError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return mark, folder

    def close(self) -> None:
        """Remove the folder with all snapshots."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def stamp(folder: Path) -> str:
    """A mark of what stands in the folder of a store, which changes with each change of it."""
    states = sorted((file.name, status.st_size, status.st_mtime_ns) for file, status in _files(folder))
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for file in folder.glob("*"):
        if not file.name.startswith(LEFT_OUT):
            with suppress(FileNotFoundError):  # a writer may just have removed it
                yield file, file.stat()


def _take_file(file: Path, copy: Path) -> None:
    if file.suffix == ".sst":  # RocksDB writes it once
        try:
            copy.hardlink_to(file)
        except OSError:  # another file system, or a file of another user
            pass
        else:
            return
    shutil.copyfile(file, copy)


def _require_idle(store: Path) -> None:
    """Raise unless the folder holds a store that nobody writes to; it stays free for who wants to write from now on."""
    if not (store / "CURRENT").exists():
        Store(store, read_only=True).close()  # which says what is wrong
    try:
        lock = _locked(store, shared=True)
    except BlockingIOError:
        raise _written_to(store) from None
    if lock is not None:
        os.close(lock)


def _written_to(store: Path) -> StoreError:
    return StoreError(f"{store}: another process writes to this store; wait until it has ended")


def _locked(folder: Path, *, shared: bool = False) -> int | None:
    """A lock on the folder, or None where there are no locks.

    Raises:
        BlockingIOError: another process holds it.
    """
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return descriptor


def _remove_if_stale(folder: Path) -> None:
    with suppress(OSError):
        lock = _locked(folder)
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)
