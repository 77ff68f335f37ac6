"""Which triangles are balanced, in the whole network and around a state."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.balance import KINDS, balance, imbalance, triangles, weak_balance


def drawn(*ties: str) -> nx.Graph[str]:
    """The graph of ties written as `A+B` and `A-B`."""
    return nx.Graph([(tie[0], tie[2], {"sign": 1 if tie[1] == "+" else -1}) for tie in ties])


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph[str]:
    names = "ABCDEFG"[: draw(st.integers(0, 7))]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(draw(st.permutations(names)))
    for a, b in combinations(names, 2):
        sign = draw(st.sampled_from([1, -1, None]))
        if sign:
            graph.add_edge(a, b, sign=sign)
    return graph


# One triangle of each kind; the first three are strung together by ties in no triangle.
FOUR = drawn("A+B", "B+C", "A+C", "D+E", "E+F", "D-F", "G+H", "H-I", "G-I", "J-K", "K-L", "J-L", "C+D", "F-G")


def test_triangles_are_counted_by_their_signs() -> None:
    assert triangles(FOUR) == {"+++": 1, "++-": 1, "+--": 1, "---": 1}


def test_a_triangle_with_an_even_number_of_hostile_sides_is_balanced() -> None:
    assert balance(FOUR) == 2 / 4


def test_three_mutual_enemies_are_weakly_balanced() -> None:
    assert weak_balance(FOUR) == 3 / 4


def test_imbalance_is_a_states_own_and_absent_where_it_has_no_triangle() -> None:
    graph = drawn("A+B", "B+C", "A+C", "C-D", "B+D", "D+E")  # ABC balanced, BCD not; E is in none
    assert imbalance(graph) == {"A": 0.0, "B": 0.5, "C": 0.5, "D": 1.0}


def test_two_hostile_camps_are_balanced_and_three_only_weakly() -> None:
    two = drawn("A+B", "C+D", "A-C", "A-D", "B-C", "B-D")
    three = drawn("A+B", "A-C", "B-C", "A-E", "B-E", "C-E")  # ABC, ABE balanced; ACE, BCE three enemies
    assert (balance(two), weak_balance(two)) == (1.0, 1.0)
    assert (balance(three), weak_balance(three)) == (0.5, 1.0)


@pytest.mark.parametrize("graph", [nx.Graph(), drawn("A+B", "B-C")])
def test_without_triangles_there_is_no_balance(graph: nx.Graph[str]) -> None:
    assert triangles(graph) == dict.fromkeys(KINDS, 0)
    assert balance(graph) is None
    assert weak_balance(graph) is None
    assert imbalance(graph) == {}


@given(graphs())
def test_the_counts_are_those_of_looking_at_every_three(graph: nx.Graph[str]) -> None:
    hostile: dict[tuple[str, ...], int] = {}
    for three in combinations(sorted(graph), 3):
        sides = [graph.edges[pair]["sign"] for pair in combinations(three, 2) if graph.has_edge(*pair)]
        if len(sides) == 3:
            hostile[three] = sides.count(-1)
    assert triangles(graph) == {kind: sum(count == kind.count("-") for count in hostile.values()) for kind in KINDS}
    own = {node: [count % 2 for three, count in hostile.items() if node in three] for node in graph}
    assert imbalance(graph) == {node: sum(odd) / len(odd) for node, odd in own.items() if odd}


@given(graphs(), st.sets(st.sampled_from("ABCDEFG")))
def test_balance_is_the_same_after_switching_the_ties_across_a_cut(graph: nx.Graph[str], camp: set[str]) -> None:
    switched = graph.copy()
    for a, b, data in switched.edges(data=True):
        data["sign"] *= -1 if (a in camp) != (b in camp) else 1
    assert balance(switched) == balance(graph)
    assert imbalance(switched) == imbalance(graph)
