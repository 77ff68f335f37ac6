"""The triples in this process: a change removes the old and adds the new, blank nodes too, and the log is emptied now and then."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import local
from kg.graph.backend import FACTS, GRAPHS
from kg.graph.local import Local
from kg.graph.store import BACKGROUND, Store

P = ox.NamedNode("http://example.org/p")
NODES = st.sampled_from([P, ox.BlankNode("a"), ox.BlankNode("b")])
TERMS = st.one_of(NODES, st.just(ox.Literal("Kuba", language="de")), st.builds(ox.Triple, NODES, st.just(P), NODES))
QUADS = st.frozensets(st.builds(ox.Quad, NODES, st.just(P), TERMS, st.sampled_from(GRAPHS)), max_size=5)


@given(QUADS, QUADS, QUADS)
def test_change_leaves_what_was_there_without_the_old_and_with_the_new(
    first: frozenset[ox.Quad], old: frozenset[ox.Quad], new: frozenset[ox.Quad]
) -> None:
    held = Local()
    held.load(first)
    held.replace(old, new)
    assert set(held.quads(None, None, None, None)) == (first - old) | new


def test_graph_with_blank_nodes_can_be_replaced() -> None:
    def treaty() -> Iterable[ox.Quad]:
        return ox.parse("<urn:a> <urn:party> [ <urn:of> <urn:b> ] .", format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)

    with Store() as store:
        for _ in range(2):
            store.replace_graph(BACKGROUND, treaty())
        assert len(store) == 2
        store.replace_graph(BACKGROUND, [])
        assert len(store) == 0


def test_folder_is_called_by_its_path_and_a_store_in_memory_a_store(tmp_path: Path) -> None:
    held = Local(tmp_path / "own")
    assert (held.where, Local().where) == (str(tmp_path / "own"), "store")
    held.close()


class Counting:
    """A store that counts how often its log is emptied."""

    def __init__(self) -> None:
        self.flushed = 0

    def extend(self, quads: Iterable[ox.Quad]) -> None: ...

    def flush(self) -> None:
        self.flushed += 1


def test_log_of_a_folder_is_emptied_after_every_so_many_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "FLUSH", 4)
    held = Local(tmp_path / "store")
    held.oxigraph = counting = Counting()  # type: ignore[assignment]
    found = []
    for _ in range(9):
        held.replace([], [ox.Quad(P, P, P, FACTS)])
        found.append(counting.flushed)
    assert found == [0, 0, 0, 1, 1, 1, 1, 2, 2]
    held.close()


def test_what_a_bulk_load_left_that_was_cut_off_is_removed_by_who_writes_next(tmp_path: Path) -> None:
    Local(tmp_path / "store").close()
    (tmp_path / "store" / "bulk-7.sst").write_bytes(b"half")
    Local(tmp_path / "store", read_only=True).close()
    assert (tmp_path / "store" / "bulk-7.sst").exists()
    Local(tmp_path / "store").close()
    assert not (tmp_path / "store" / "bulk-7.sst").exists()
