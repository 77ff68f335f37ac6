from __future__ import annotations

from itertools import chain, combinations
from math import sqrt
from random import Random

import networkx as nx
import pytest

from kg.analysis.centrality import (
    Core,
    Roles,
    betweenness,
    brokerage,
    constraint,
    coreness,
    effective_size,
    pn_centrality,
    positive,
)

# The example of the R package signnet (Schoch, vignette "Centrality in signed networks"), and its PN index
SIGNNET = """
    0 1 0 1 0 0 0 - - 0
    1 0 1 - 1 - - 0 0 0
    0 1 0 1 - 0 0 0 - 0
    1 - 1 0 1 - - 0 0 0
    0 1 - 1 0 1 0 - 0 -
    0 - 0 - 1 0 1 0 1 -
    0 - 0 - 0 1 0 1 - 1
    - 0 0 0 - 0 1 0 1 0
    - 0 - 0 0 1 - 1 0 1
    0 0 0 0 - - 1 0 1 0
"""
SIGNNET_PN = [0.9009747, 0.8613482, 0.9076997, 0.8613482, 0.8410658, 0.8496558, 0.8617321, 0.9015909, 0.8509848, 0.9072930]


def drawn(ties: str) -> nx.Graph[str]:
    """The graph of ties such as `A+B` and, with a weight, `B-C:0.5`; a state alone is a node."""
    graph: nx.Graph[str] = nx.Graph()
    for tie in ties.split():
        ends, _, weight = tie.partition(":")
        graph.add_nodes_from(ends.replace("+", "-").split("-"))
        if len(ends) > 1:
            graph.add_edge(ends[0], ends[2], sign=1 if ends[1] == "+" else -1, **({"weight": float(weight)} if weight else {}))
    return graph


def at_random(seed: int, states: int = 9, ties: int = 18) -> nx.Graph[str]:
    random = Random(seed)
    graph = nx.relabel_nodes(nx.gnm_random_graph(states, ties, seed=seed), lambda node: chr(65 + node))
    for *_, tie in graph.edges(data=True):
        tie.update(sign=random.choice((1, 1, -1)), weight=random.choice((0.25, 0.5, 1.0)))
    return graph


def karate() -> nx.Graph[str]:
    return nx.Graph([(str(one), str(two), {"sign": 1}) for one, two in nx.karate_club_graph().edges()])


def test_friends_of_all_states_stay_though_some_have_none() -> None:
    friends = positive(drawn("A+B:0.5 B+C C-D:2"))
    assert set(friends) == {"A", "B", "C", "D"}
    assert sorted(friends.edges(data="weight")) == [("A", "B", 0.5), ("B", "C", 1.0)]


def test_betweenness_is_the_share_of_shortest_paths_of_others() -> None:
    # A–B–C–D: B is between A and C, A and D, of the three pairs without it
    assert betweenness(drawn("A+B B+C C+D")) == {"A": 0.0, "B": pytest.approx(2 / 3), "C": pytest.approx(2 / 3), "D": 0.0}


@pytest.mark.parametrize(("weight", "between"), [(0.4, 1.0), (0.6, 0.0)])  # 1 / 0.4 is longer than two ties of length 1, 1 / 0.6 shorter
def test_strong_ties_are_short(weight: float, between: float) -> None:
    assert betweenness(drawn(f"A+B:{weight} A+C B+C"))["C"] == between


def test_no_path_leads_over_a_hostile_tie() -> None:
    assert set(betweenness(drawn("A+B B-C")).values()) == {0.0}


def test_paths_are_of_equal_length_whatever_their_floats_sum_up_to() -> None:
    # From A to F by B 10 + 5/3, by C and D 10/3 + 10/3 + 5: A–F 1/2 each; A–D by C; B–C by F and D; B–D by F; C–F by D; of 6 pairs
    ring = drawn("A+B:0.1 B+F:0.6 A+C:0.3 C+D:0.3 D+F:0.2")
    assert betweenness(ring) == pytest.approx({"A": 0, "B": 1 / 12, "C": 3 / 12, "D": 5 / 12, "F": 4 / 12})


def test_betweenness_of_zacharys_karate_club_is_the_known_one() -> None:
    found = betweenness(karate())
    assert (found["0"], found["33"]) == (pytest.approx(0.437635, abs=1e-6), pytest.approx(0.304075, abs=1e-6))


def test_paths_from_all_states_estimate_betweenness_exactly_and_from_few_roughly() -> None:
    exact = betweenness(karate())
    assert betweenness(karate(), pivots=1000) == pytest.approx(exact)
    few = betweenness(karate(), pivots=17)
    assert few["0"] == pytest.approx(exact["0"], rel=0.5)
    assert few != pytest.approx(exact)


def test_constraint_and_effective_size_of_hand_drawn_networks() -> None:
    # Star: 3 × (1/3)². Triangle: 2 × (1/2 + 1/2 × 1/2)². Shares 3/4 and 1/4: 9/16 + 1/16
    assert constraint(drawn("A+B A+C A+D")) == pytest.approx({"A": 1 / 3, "B": 1, "C": 1, "D": 1})
    assert constraint(drawn("A+B B+C A+C")) == pytest.approx(dict.fromkeys("ABC", 9 / 8))
    assert constraint(drawn("A+B:3 B+C:1"))["B"] == pytest.approx(5 / 8)
    # Borgatti: 4 partners with one tie between them, 4 - 2 × 1 / 4; a tie of half the weight makes half of each partner redundant by half
    assert effective_size(drawn("A+B A+C A+D A+E B+C"))["A"] == pytest.approx(3.5)
    assert effective_size(drawn("A+B A+C B+C:0.5"))["A"] == pytest.approx(1.5)


def test_hostile_ties_neither_bind_nor_widen() -> None:
    friendly, mixed = drawn("A+B A+C"), drawn("A+B A+C B-C A-D")
    assert constraint(mixed) == constraint(friendly)
    assert effective_size(mixed) == effective_size(friendly)


def test_states_without_friends_have_neither_constraint_nor_effective_size() -> None:
    for ties in ("", "A", "A-B"):
        assert constraint(drawn(ties)) == effective_size(drawn(ties)) == {}


def test_effective_size_of_a_weighted_network_is_that_of_other_programs() -> None:
    # The network of networkx' own tests, with what UCINET and igraph give (networkx#8906)
    ties = "A+B:2 A+F:3 A+G:5 A+E:2 E+G:8 F+G:3 B+G:4 B+D:1 D+G:3 G+C:10"
    found = effective_size(drawn(ties))
    assert (found["A"], found["B"], found["G"]) == pytest.approx((2.475, 1.6714, 5.4717), abs=1e-4)


def burt(graph: nx.Graph[str], state: str) -> tuple[float, float]:
    """Constraint and effective size by Burt's sums."""

    def tie(one: str, two: str) -> float:
        return graph.edges[one, two]["weight"] if graph.has_edge(one, two) else 0.0

    def share(one: str, two: str) -> float:
        return tie(one, two) / graph.degree(one, weight="weight")

    def marginal(one: str, two: str) -> float:
        return tie(one, two) / max(tie(one, other) for other in graph)

    partners = list(graph[state])
    bound = sum((share(state, j) + sum(share(state, q) * share(q, j) for q in partners if q != j)) ** 2 for j in partners)
    return bound, sum(1 - sum(share(state, q) * marginal(j, q) for q in partners if q != j) for j in partners)


@pytest.mark.parametrize("seed", range(5))
def test_constraint_and_effective_size_are_burts_sums(seed: int) -> None:
    graph = at_random(seed)
    friends = positive(graph)
    bound, size = constraint(graph), effective_size(graph)
    assert set(bound) == set(size) == {state for state in friends if friends.degree(state)}
    for state, value in bound.items():
        assert (value, size[state]) == pytest.approx(burt(friends, state))


def test_broker_has_a_role_for_each_pair_of_friends_who_are_no_friends() -> None:
    # X and A, B are of bloc 0, C and E of 1, D of 2. AB: coordinator; AC AD AE BC BD BE: gatekeeper; CE: itinerant; CD DE: liaison
    blocs = {"X": 0, "A": 0, "B": 0, "C": 1, "E": 1, "D": 2}
    found = brokerage(drawn("X+A X+C X+D X+E X+B"), blocs)
    assert found["X"] == Roles(coordinator=1, itinerant=1, gatekeeper=6, liaison=2)
    assert (found["X"].total, found["X"].representative) == (10, 6)
    assert found["A"] == Roles()


def test_friends_need_no_broker_and_foes_do() -> None:
    blocs = {"X": 0, "A": 1, "B": 1}
    assert brokerage(drawn("X+A X+B A+B"), blocs)["X"] == Roles()
    assert brokerage(drawn("X+A X+B A-B"), blocs)["X"] == Roles(itinerant=1)
    assert brokerage(drawn("X+A X-B"), blocs)["X"] == Roles()


def test_state_in_no_bloc_brokers_as_a_bloc_of_its_own() -> None:
    assert brokerage(drawn("X+A X+B"), {"A": 0, "B": 1})["X"] == Roles(liaison=1)
    assert brokerage(drawn("X+A X+B"), {"A": 0, "B": 0})["X"] == Roles(itinerant=1)
    assert brokerage(drawn("X+A X+B"), {"X": 0, "A": 0})["X"] == Roles(gatekeeper=1)
    assert brokerage(drawn("X+A X+B"), {})["X"] == Roles(liaison=1)


def test_pn_centrality_is_that_of_a_published_example() -> None:
    signs = {"1": 1, "-": -1}
    rows = [row.split() for row in SIGNNET.split("\n") if row.strip()]
    graph: nx.Graph[str] = nx.empty_graph([str(i) for i in range(10)])
    graph.add_edges_from((str(i), str(j), {"sign": signs[rows[i][j]]}) for i, j in combinations(range(10), 2) if rows[i][j] in signs)
    assert list(pn_centrality(graph).values()) == pytest.approx(SIGNNET_PN, abs=1e-7)


def test_pn_centrality_by_hand() -> None:
    # a = 1 + b/4, b = 1 + a/4 - c/2, c = 1 - b/2
    assert pn_centrality(drawn("A+B B-C")) == pytest.approx({"A": 14 / 11, "B": 12 / 11, "C": 5 / 11})


def test_pn_centrality_is_2_among_friends_alone_and_minus_1_for_the_foe_of_all_of_them() -> None:
    friends = "A+B A+C A+D B+C B+D C+D"
    assert pn_centrality(drawn(friends)) == pytest.approx(dict.fromkeys("ABCD", 2))
    assert pn_centrality(drawn(f"{friends} E-A E-B E-C E-D")) == pytest.approx(dict.fromkeys("ABCD", 2) | {"E": -1})


def test_pn_centrality_of_one_state_and_of_two() -> None:
    assert pn_centrality(nx.Graph()) == {}
    assert pn_centrality(drawn("A")) == {"A": 1.0}
    assert pn_centrality(drawn("A B")) == {"A": 1.0, "B": 1.0}
    assert pn_centrality(drawn("A+B:0.2")) == {"A": 2.0, "B": 2.0}
    assert pn_centrality(drawn("A-B")) == {"A": 0.5, "B": 0.5}


def test_weighted_pn_centrality_counts_weights_as_parts_of_the_greatest() -> None:
    # The hostile tie weighs half: a = 1 + b/4, b = 1 + a/4 - c/4, c = 1 - b/4, and so b = 1 + b/16 + b/16
    for ties in ("A+B:0.8 B-C:0.4", "A+B:8 B-C:4"):
        assert pn_centrality(drawn(ties), weighted=True) == pytest.approx({"A": 9 / 7, "B": 8 / 7, "C": 5 / 7})


def test_core_is_who_is_tied_to_each_other_and_periphery_who_is_not() -> None:
    assert coreness(drawn("A+B B+C A+C A+D B+E C+F D-E")) == Core(frozenset("ABC"), 0, 1.0)
    # One tie in the periphery: 3 tied and none untied inside, 1 and 2 outside; (3 × 2 - 0) / √(3 × 3 × 4 × 2)
    one_error = coreness(drawn("A+B B+C A+C A+D B+E C+F D+E"))
    assert (one_error.members, one_error.errors) == (frozenset("ABC"), 1)
    assert one_error.fit == pytest.approx(6 / sqrt(72))


def test_core_of_equal_degrees_is_where_the_weight_is() -> None:
    assert coreness(drawn("A+B B+C:2 C+D:2 D+A")).members == frozenset("CB")


@pytest.mark.parametrize("seed", range(8))
def test_no_division_has_fewer_errors_than_the_core_found(seed: int) -> None:
    graph = at_random(seed)
    friends = positive(graph)

    def errors(core: set[str]) -> int:
        pairs = combinations(sorted(friends), 2)
        alike = ((one in core, friends.has_edge(one, two)) for one, two in pairs if (one in core) == (two in core))
        return sum(inside != tied for inside, tied in alike)

    found = coreness(graph)
    subsets = chain.from_iterable(combinations(sorted(friends), size) for size in range(len(friends) + 1))
    assert found.errors == errors(set(found.members)) == min(errors(set(subset)) for subset in subsets)


@pytest.mark.parametrize("ties", ["", "A B", "A-B"])
def test_without_friends_there_is_no_core(ties: str) -> None:
    assert coreness(drawn(ties)) == Core(frozenset(), 0, None)
