from __future__ import annotations

from itertools import combinations
from random import Random

import networkx as nx
import pytest

from kg.analysis.triads import Expectation, Triad, closing, expected_ties, opening


def drawn(ties: str) -> nx.Graph[str]:
    """The graph of ties such as `A+B` and, with a weight, `B-C:0.5`."""
    graph: nx.Graph[str] = nx.Graph()
    for tie in ties.split():
        ends, _, weight = tie.partition(":")
        graph.add_edge(ends[0], ends[2], sign=1 if ends[1] == "+" else -1, **({"weight": float(weight)} if weight else {}))
    return graph


def at_random(seed: int) -> nx.Graph[str]:
    random = Random(seed)
    graph = nx.relabel_nodes(nx.gnm_random_graph(15, 40, seed=seed), lambda node: chr(65 + node))
    for *_, tie in graph.edges(data=True):
        tie.update(sign=random.choice((1, -1)))
    return graph


def test_new_tie_closes_a_triad_with_each_state_both_were_tied_to() -> None:
    before = drawn("A+C B+C A-D B-D A+E")
    assert closing(before, drawn("A+C B+C A-D B-D A+E A+B")) == [
        Triad(("A", "B"), "C", (1, 1, 1)),
        Triad(("A", "B"), "D", (1, -1, -1)),
    ]


@pytest.mark.parametrize(
    ("ties", "balanced"), [("A+B B+C A+C", True), ("A+B B+C A-C", False), ("A+B B-C A-C", True), ("A-B B-C A-C", False)]
)
def test_triad_is_balanced_with_an_even_number_of_hostile_ties(ties: str, balanced: bool) -> None:
    (triad,) = closing(drawn("A+B B+C"), drawn(ties))
    assert triad.balanced is balanced


def test_signs_of_a_closed_triad_are_those_after() -> None:
    assert closing(drawn("A+B B+C"), drawn("A-B B+C A-C")) == [Triad(("A", "C"), "B", (-1, -1, 1))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A+B", "A+B B+C A+C"),  # one tie before
        ("A+B B+C", "B+C A+C"),  # the third came, another ended
        ("A+B B+C A+C", "A-B B+C A+C"),  # a tie has turned
        ("A+B B+C", "A+B B+C A+D"),  # a tie to a state without others
    ],
)
def test_triad_closes_only_by_its_third_tie_while_both_others_stand(before: str, after: str) -> None:
    assert closing(drawn(before), drawn(after)) == []


def test_triad_opens_where_one_of_three_ties_ends_with_the_signs_it_had() -> None:
    assert opening(drawn("A+B B-C C+A"), drawn("A+B B+C")) == [Triad(("A", "C"), "B", (1, 1, -1))]


def test_triad_that_lost_two_ties_is_none_any_more() -> None:
    assert opening(drawn("A+B B+C A+C"), drawn("A+B C+D")) == []


@pytest.mark.parametrize("seed", range(5))
def test_triads_close_and_open_as_counting_all_triples_tells(seed: int) -> None:
    before, after = at_random(seed), at_random(seed + 100)

    def ties(graph: nx.Graph[str], triple: tuple[str, ...]) -> set[tuple[str, ...]]:
        return {pair for pair in combinations(triple, 2) if graph.has_edge(*pair)}

    triples = [(ties(before, triple), ties(after, triple)) for triple in combinations(sorted(before), 3)]
    assert len(closing(before, after)) == sum(len(old) == 2 and len(new) == 3 for old, new in triples)
    assert len(opening(before, after)) == sum(len(old) == 3 and len(new) == 2 for old, new in triples)


@pytest.mark.parametrize(("ties", "sign"), [("A+C B+C", 1), ("A+C B-C", -1), ("A-C B+C", -1), ("A-C B-C", 1)])
def test_friends_of_friends_and_foes_of_foes_are_expected_friends_and_others_foes(ties: str, sign: int) -> None:
    assert expected_ties(drawn(ties)) == [Expectation(("A", "B"), sign, 1.0, ("C",), ())]


def test_expectation_names_the_neighbours_for_it_and_against_it_the_strongest_first() -> None:
    # 0.5 × 1 + 1 × 1 - 1 × 0.2
    graph = drawn("A+C:0.5 B+C A-D B-D A+E B-E:0.2 C+D C+E D+E")
    (found,) = expected_ties(graph)
    assert (found.pair, found.sign, found.neighbours, found.against) == (("A", "B"), 1, ("D", "C"), ("E",))
    assert found.strength == pytest.approx(1.3)


def test_expectations_that_cancel_out_are_none() -> None:
    assert expected_ties(drawn("A+C B+C A+D B-D C+D")) == []
    assert expected_ties(drawn("A+C:0.1 B+C A+D:0.2 B+D A+E:0.3 B-E C+D C+E D+E")) == []  # 0.1 + 0.2 - 0.3, in floats no nought


def test_strongest_expectations_stand_first_and_equal_ones_in_the_order_of_names() -> None:
    graph = drawn("A+B B+C B+D:0.9 B-E:0.2")
    found = expected_ties(graph)
    assert [expectation.pair for expectation in found] == [("A", "C"), ("A", "D"), ("C", "D"), ("A", "E"), ("C", "E"), ("D", "E")]
    assert expected_ties(graph, top=2) == found[:2]
    rounded = drawn("A+X:0.3 X+B C+Y:0.1 Y+D C+Z:0.2 Z+D Y+Z")  # 0.3, and 0.1 + 0.2, in floats a little more
    assert [expectation.pair for expectation in expected_ties(rounded, top=2)] == [("A", "B"), ("C", "D")]


@pytest.mark.parametrize("seed", range(5))
def test_expected_sign_balances_the_most_triangles_and_strength_is_by_how_many_more(seed: int) -> None:
    graph = at_random(seed)
    margins = {}
    for one, two in combinations(sorted(graph), 2):
        if not graph.has_edge(one, two):
            signs = [graph[one][third]["sign"] * graph[third][two]["sign"] for third in nx.common_neighbors(graph, one, two)]
            margins[one, two] = signs.count(1) - signs.count(-1)
    found = {expectation.pair: expectation.sign * expectation.strength for expectation in expected_ties(graph, top=1000)}
    assert found == {pair: margin for pair, margin in margins.items() if margin}


def test_expectations_of_one_state_are_those_of_its_pairs() -> None:
    graph = drawn("A+B B+C B+D:0.9 B-E:0.2")
    assert expected_ties(graph, state="D") == [found for found in expected_ties(graph) if "D" in found.pair]
    assert [found.pair for found in expected_ties(graph, 1, "E")] == [("A", "E")]


def test_without_ties_nothing_is_expected() -> None:
    assert expected_ties(nx.Graph()) == []
    assert expected_ties(nx.empty_graph(["A", "B"])) == []
