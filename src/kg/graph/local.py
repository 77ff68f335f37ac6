"""The triples in this process: in memory, or in a folder of RocksDB that one process may write to, or many read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, StoreError, remedy
from kg.graph.backend import FACTS, GRAPHS, PREFIXES, Answer, Graph, Node, is_nameless
from kg.knowledge.sparql import require_flat

if sys.platform != "win32":
    import fcntl

_BEGUN = re.compile(r"LOCK|LOG|IDENTITY|(MANIFEST|OPTIONS)-\d+|\d+\.(log|dbtmp)")
"""What RocksDB has written of a new store when it is killed before the store is one."""
_HALF_MADE = ("Column family not found", "Inserts are only possible on read-write instances")
"""What Oxigraph says of a store whose maker was killed a moment later; who opens it for writing completes it."""

FLUSH = 500
"""After so many transactions the log is emptied: with 14,000 documents the process has 310 MB, else 908."""


class Local:
    """Oxigraph, in a folder or, without one, in memory."""

    def __init__(self, folder: Path | None = None, *, read_only: bool = False) -> None:
        """Open the folder, and make it if it is to be written and is new or empty.

        Raises:
            StoreError: the folder is absent, no store, damaged, or in use by another process.
        """
        self.where = str(folder or "store")
        self._lock: int | None = None
        self._transactions = 0
        self._writes = folder is not None and not read_only
        self.oxigraph = ox.Store() if folder is None else self._open(folder, read_only)

    def _open(self, folder: Path, read_only: bool) -> ox.Store:
        try:
            _require_folder(folder, read_only)
            if not read_only:
                folder.resolve().mkdir(parents=True, exist_ok=True)  # a link may lead to where nothing is yet
            self._lock = locked(folder, read_only)
            if self._writes:
                _sweep(folder)
            return ox.Store.read_only(str(folder)) if read_only else ox.Store(folder)
        except (OSError, RuntimeError, UnicodeError) as error:
            self._unlock()
            if isinstance(error, BlockingIOError) or "lock hold" in str(error) or "While lock file" in str(error):
                use = "writes to" if read_only else "uses"
                raise StoreError(f"{folder}: another process {use} this store; wait until it has ended, or name another folder") from None
            if read_only and any(sign in str(error) for sign in _HALF_MADE):
                raise StoreError(f"{folder}: the folder holds no store; make it first with `kg build`") from None
            advice = remedy(error, "check the folder's permissions, or build it again")
            raise StoreError(f"{folder}: the store cannot be opened ({error}); {advice}") from None

    def close(self) -> None:
        """Release the folder; what was added is on disk, and out of the log, which each reader would have to read again.

        Raises:
            StoreError: the disk is full; what was added is still in the log.
        """
        found = self.__dict__.pop("oxigraph", None)
        try:
            if found is not None and self._writes:
                found.flush()
        except (OSError, RuntimeError) as error:
            raise self._unwritten(error) from None
        finally:
            del found
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __len__(self) -> int:
        try:
            return len(self.oxigraph)
        except (OSError, RuntimeError) as error:
            raise self._unread(error) from None

    def query(self, sparql: str, graphs: Sequence[Graph]) -> Answer:
        """The answer to a query over the union of the graphs."""
        some: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*graphs]
        require_flat(sparql)
        try:
            if set(graphs) == set(GRAPHS):  # all there are: Oxigraph joins these in half of the time
                return self.oxigraph.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
            return self.oxigraph.query(sparql, prefixes=PREFIXES, default_graph=some)
        except SyntaxError as error:
            what = " ".join(str(error).split())[:200]
            raise QueryError(f"query: {what}; correct it to a SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1") from None
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"query: {error}; {remedy(error, 'correct the query')}") from None

    def quads(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | ox.Literal | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        """The triples that match.

        Raises:
            StoreError: the folder is damaged.
        """
        try:
            yield from self.oxigraph.quads_for_pattern(subject, predicate, value, graph)
        except (OSError, RuntimeError) as error:
            raise self._unread(error) from None

    def among(self, quads: Collection[ox.Quad]) -> set[ox.Quad]:
        """Those that stand."""
        try:
            return {quad for quad in quads if quad in self.oxigraph}
        except (OSError, RuntimeError) as error:
            raise self._unread(error) from None

    def replace(self, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> None:
        """Remove and add in one transaction of RocksDB; now and then, what stands in its log alone is moved out of memory."""
        try:
            for quad in {quad for quad in old if is_nameless(quad)}.difference(new):
                self.oxigraph.remove(quad)
            if gone := [quad for quad in old if not is_nameless(quad)]:
                come = [quad for quad in new if not is_nameless(quad)]
                self.oxigraph.update(f"DELETE DATA {{ {_data(gone)} }} ; INSERT DATA {{ {_data(come)} }}")
                self.oxigraph.extend(quad for quad in new if is_nameless(quad))
            elif new:
                self.oxigraph.extend(new)
            self._transactions += 1
            if self._writes and self._transactions % FLUSH == 0:
                self.oxigraph.flush()
        except (OSError, RuntimeError) as error:
            raise self._unwritten(error) from None

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads past the transaction log."""
        try:
            self.oxigraph.bulk_extend(quads)
        except (OSError, RuntimeError) as error:
            if self._writes:
                _sweep(Path(self.where))
            raise self._unwritten(error) from None

    def _unread(self, error: Exception) -> StoreError:
        return StoreError(f"{self.where}: damaged ({error}); load a dump of it with `kg store load`, or build it again")

    def _unwritten(self, error: Exception) -> StoreError:
        advice = remedy(error, "open it for writing, and see whether the disk is full")
        return StoreError(f"{self.where}: cannot write ({error}); {advice}")


def _sweep(folder: Path) -> None:
    """Remove what a bulk load that was cut off has left, for Oxigraph never does."""
    for file in folder.glob("bulk-*.sst"):
        file.unlink()


def _require_folder(folder: Path, read_only: bool) -> None:
    if read_only and not folder.exists():
        raise StoreError(f"{folder}: there is no such folder; make the store first with `kg build`")
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: a file, no store; name a folder")
    if (
        folder.exists()
        and not (folder / "CURRENT").exists()
        and (read_only or any(not _BEGUN.fullmatch(file.name) for file in folder.iterdir()))
    ):
        advice = "make it first with `kg build`" if read_only else "name a new or empty one"
        raise StoreError(f"{folder}: the folder holds no store; {advice}")


def _data(quads: Iterable[ox.Quad]) -> str:
    """The quads as SPARQL data, in Oxigraph's own serialization of terms."""
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        lines.append(triple if quad.graph_name == FACTS else f"GRAPH {quad.graph_name} {{ {triple} }}")
    return "\n".join(lines)


def locked(folder: Path, shared: bool) -> int | None:
    """A lock on the folder, shared by readers; RocksDB's own lock does not keep readers and a writer apart."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return descriptor
