from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.blocs import blocs, leaders, louvain, members_of, modularity_matrix, named, renumbered


def graph(friendly: str = "", hostile: str = "") -> nx.Graph:
    found: nx.Graph = nx.Graph()
    for sign, pairs in ((1, friendly), (-1, hostile)):
        found.add_edges_from((pair[0], pair[1], {"sign": sign, "weight": 1.0}) for pair in pairs.split())
    return found


TWO_CAMPS = graph("AB BC AC XY YZ XZ", "AX BY CZ")


def test_camps_are_found() -> None:
    assert blocs(TWO_CAMPS) == {"A": 0, "B": 0, "C": 0, "X": 1, "Y": 1, "Z": 1}


def test_hostility_alone_parts_what_friends_of_friends_would_join() -> None:
    assert len(set(blocs(graph("AB BC CD DA AC")).values())) == 1
    assert len(set(blocs(graph("AB BC CD DA", "AC")).values())) == 2


def test_state_without_friends_is_in_no_bloc() -> None:
    assert "N" not in blocs(graph("AB BC AC", "AN"))
    assert blocs(graph("", "AB")) == {}
    assert blocs(nx.Graph()) == {}


def test_bloc_keeps_its_number_when_members_come_and_go() -> None:
    before = blocs(TWO_CAMPS)
    later = graph("AB BC AC AD XY", "AX BY")
    after = blocs(later, before)
    assert {after[state] for state in "ABCD"} == {before["A"]}
    assert {after[state] for state in "XY"} == {before["X"]}


def test_new_bloc_takes_a_number_that_no_other_had() -> None:
    after = blocs(graph("PQ QR PR XY YZ XZ", "PX"), blocs(TWO_CAMPS))
    assert after["X"] == 1
    assert after["P"] == 2


def test_equal_division_is_kept_rather_than_another() -> None:
    square = graph("AB BC CD DA")
    start = {"A": 0, "B": 0, "C": 1, "D": 1}
    assert blocs(square, start) == start
    start = {"A": 0, "D": 0, "C": 1, "B": 1}
    assert blocs(square, start) == start


def test_leader_has_the_strongest_ties_within() -> None:
    star = graph("AB AC AD CD")
    assert leaders(star, blocs(star))[0][0] == "A"


def test_bloc_goes_by_the_organization_that_is_most_like_it_or_by_its_leaders() -> None:
    found = blocs(TWO_CAMPS)
    assert named(TWO_CAMPS, found, {"Pact": {"A", "B", "C", "D"}, "Club": {"A"}, "World": set("ABCDXYZ")}) == {0: ("Pact",), 1: ("X", "Y")}


STATES = "ABCDEFG"
GRAPHS = st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from((1, -1))), max_size=18)


def made(ties: list[tuple[str, str, int]]) -> nx.Graph:
    found: nx.Graph = nx.Graph()
    found.add_edges_from((one, two, {"sign": sign, "weight": 1.0}) for one, two, sign in ties if one != two)
    return found


@settings(max_examples=60, deadline=None)
@given(GRAPHS)
def test_no_move_of_one_state_makes_the_division_more_modular(ties: list[tuple[str, str, int]]) -> None:
    drawn = made(ties)
    nodes = sorted(drawn)
    matrix = modularity_matrix(drawn, nodes)
    whole = dict(zip(nodes, louvain(matrix, np.arange(len(nodes))).tolist(), strict=True))

    def modularity(division: dict[str, int]) -> float:
        return float(sum(matrix[i, j] for i, a in enumerate(nodes) for j, b in enumerate(nodes) if division[a] == division[b]))

    best = modularity(whole)
    for node in whole:
        for bloc in {*whole.values(), 99}:
            assert modularity(whole | {node: bloc}) <= best + 1e-9


def test_strangers_with_many_foes_are_no_bloc() -> None:
    drawn = graph("AB CD PQ QR RS PR PS QS", "AP BQ AR CP DQ CR")
    assert len(set(louvain(modularity_matrix(drawn, sorted(drawn)), np.arange(len(drawn))).tolist())) == 2  # what modularity alone says
    assert sorted(sorted(members) for members in members_of(blocs(drawn)).values()) == [list("AB"), list("CD"), list("PQRS")]


@settings(max_examples=60, deadline=None)
@given(GRAPHS)
def test_friendly_ties_hold_each_bloc_together(ties: list[tuple[str, str, int]]) -> None:
    drawn = made(ties)
    friends = nx.Graph((one, two) for one, two, sign in drawn.edges(data="sign") if sign > 0)
    for members in members_of(blocs(drawn)).values():
        assert nx.is_connected(friends.subgraph(members))


def test_number_of_a_bloc_that_is_gone_is_not_given_again() -> None:
    assert set(blocs(graph("PQ QR PR"), blocs(graph("AB BC AC")), unused=5).values()) == {5}


@given(st.dictionaries(st.sampled_from(STATES), st.integers(0, 3)), st.dictionaries(st.sampled_from(STATES), st.integers(0, 3)))
def test_renumbering_changes_names_but_no_bloc(found: dict[str, int], before: dict[str, int]) -> None:
    new = renumbered(found, before)
    assert set(new) == set(found)
    for one, two in product(found, repeat=2):
        assert (found[one] == found[two]) == (new[one] == new[two])


def test_modularity_of_a_whole_is_nothing() -> None:
    nodes = sorted(TWO_CAMPS)
    assert modularity_matrix(TWO_CAMPS, nodes).sum() == pytest.approx(0.0)
