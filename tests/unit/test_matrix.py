from __future__ import annotations

import networkx as nx

from kg.views.matrix import Block, Cell, blocks, cells, ordered


def graph(*ties: tuple[str, str, float]) -> nx.Graph[str]:
    """A signed graph; a weight below zero is a hostile tie."""
    found: nx.Graph[str] = nx.Graph()
    for one, two, weight in ties:
        found.add_edge(one, two, sign=1 if weight > 0 else -1, weight=abs(weight))
    return found


TWO = graph(("A", "B", 0.2), ("B", "C", 0.9), ("D", "E", 0.8), ("A", "D", -0.5), ("F", "A", 0.1))
BLOCS = {"A": 3, "B": 3, "C": 3, "D": 1, "E": 1}


def test_the_larger_bloc_comes_first_within_it_the_stronger_and_who_is_in_none_last() -> None:
    assert ordered(TWO, BLOCS) == ["B", "C", "A", "D", "E", "F"]


def test_of_many_states_each_bloc_keeps_its_share_of_the_strongest() -> None:
    large = [(f"L{i}", f"L{j}", 1.0) for i in range(8) for j in range(i)]
    small = [("S0", "S1", 0.1), ("S1", "S2", 0.2), ("S2", "S3", 0.3)]
    blocs = {f"L{i}": 0 for i in range(8)} | {f"S{i}": 1 for i in range(4)}
    assert ordered(graph(*large, *small), blocs, most=6) == ["L0", "L1", "L2", "L3", "S2", "S1"]


def test_states_without_ties_are_left_out() -> None:
    lonely = graph(("A", "B", 1.0))
    lonely.add_node("C")
    assert ordered(lonely, {}) == ["A", "B"]
    assert ordered(nx.Graph(), {}) == []


def test_a_tie_has_a_cell_on_both_sides_of_the_diagonal() -> None:
    assert cells(TWO, ["A", "D", "E"]) == [
        Cell(0, 1, -1, 0.5),
        Cell(1, 0, -1, 0.5),
        Cell(1, 2, 1, 0.8),
        Cell(2, 1, 1, 0.8),
    ]


def test_a_weight_above_one_is_drawn_as_one() -> None:
    assert {cell.weight for cell in cells(graph(("A", "B", 2.5)), ["A", "B"])} == {1.0}


def test_blocs_are_blocks_of_rows() -> None:
    order = ordered(TWO, BLOCS)
    assert blocks(order, BLOCS) == [Block(3, 0, 3), Block(1, 3, 5), Block(None, 5, 6)]
    assert blocks([], {}) == []
