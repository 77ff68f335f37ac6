from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

import networkx as nx
import numpy as np
import pytest

from kg.analysis.similarity import Portfolios, by_pair, kappa, portfolios, s_score


def allied(ties: str) -> nx.Graph[str]:
    """The graph of alliances such as `AB:3`, with what they oblige to; and of hostile ties, `A-B`."""
    graph: nx.Graph[str] = nx.Graph()
    for tie in ties.split():
        ends, _, obligation = tie.partition(":")
        graph.add_nodes_from(ends.replace("-", ""))
        if len(ends) > 1:
            graph.add_edge(ends[0], ends[-1], sign=-1 if "-" in ends else 1, obligation=int(obligation or 0))
    return graph


def obligations(ties: str) -> Portfolios:
    return portfolios(allied(ties), lambda tie: tie["obligation"], highest=3)


def at_random(seed: int) -> Portfolios:
    random = Random(seed)
    graph = nx.relabel_nodes(nx.gnm_random_graph(12, 30, seed=seed), lambda node: chr(65 + node))
    for *_, tie in graph.edges(data=True):
        tie.update(sign=1, weight=random.randrange(1, 4))
    return portfolios(graph, highest=3)


def test_portfolio_is_the_friendly_weight_to_each_state_and_the_highest_to_itself() -> None:
    graph = nx.Graph([("B", "A", {"sign": 1, "weight": 0.25}), ("B", "C", {"sign": 1}), ("A", "C", {"sign": -1, "weight": 5.0})])
    found = portfolios(graph)
    assert (found.states, found.highest) == (("A", "B", "C"), 1.0)
    assert found.ties.tolist() == [[1.0, 0.25, 0.0], [0.25, 1.0, 1.0], [0.0, 1.0, 1.0]]


def test_what_a_tie_obliges_to_counts_between_rivals_too() -> None:
    assert obligations("A-B:2").ties.tolist() == [[3.0, 2.0], [2.0, 3.0]]


def test_strongest_tie_is_the_top_of_a_scale_that_is_not_named() -> None:
    assert portfolios(nx.Graph([("A", "B", {"sign": 1, "weight": 2.5})])).ties.tolist() == [[2.5, 2.5], [2.5, 2.5]]


@pytest.mark.parametrize(("strength", "message"), [(4.0, r"is 4\.0"), (-1.0, r"is -1\.0")])
def test_tie_outside_the_scale_is_refused(strength: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        portfolios(allied("AB"), lambda tie: strength, highest=3)


def test_s_by_the_example_of_its_authors() -> None:
    # Signorino's program S.g (rochester.edu): (3, 3, 2, 2) and (2, 2, 3, 3) with shares .5, .3, .1, .1 differ by 1 of 3 everywhere
    rows = np.array([[3, 3, 2, 2], [2, 2, 3, 3], [0, 0, 0, 0], [0, 0, 0, 0]], dtype=float)
    found = Portfolios(("A", "B", "C", "D"), rows, 3.0)
    assert s_score(found, {"A": 0.5, "B": 0.3, "C": 0.1, "D": 0.1})[0, 1] == pytest.approx(1 / 3)


def test_s_and_kappa_by_hand() -> None:
    # A: 3 3 1, B: 3 3 0. S = 1 - 2 × 1 / (3 × 3); κ = 1 - 1 / (19 + 18 - 2 × 7 × 6 / 3)
    found = obligations("AB:3 AC:1")
    assert by_pair(found, s_score(found))["A", "B"] == pytest.approx(7 / 9)
    assert by_pair(found, kappa(found))["A", "B"] == pytest.approx(8 / 9)


def test_weights_make_more_of_the_ties_to_some_states() -> None:
    # A: 3 3 1 0, B: 3 3 0 0, with weight 4 on C and 1 on each other: 1 - 2 (4 × 1) / (3 × 7); D has none
    found = obligations("AB:3 AC:1 D")
    assert by_pair(found, s_score(found, {"A": 1, "B": 1, "C": 4, "D": 1}))["A", "B"] == pytest.approx(1 - 8 / 21)
    assert by_pair(found, s_score(found, {"A": 1, "B": 1, "C": 4}))["A", "B"] == pytest.approx(1 - 8 / 18)


def test_weights_of_other_states_alone_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the weights of these states sum to 0; give one of them a weight$"):
        s_score(obligations("AB:3"), {"Z": 1.0})


def test_two_states_without_allies_are_alike_by_s_and_less_than_by_chance_by_kappa() -> None:
    # n = 5: S = 1 - 2 (3 + 3) / (3 n) = 1 - 4 / n; κ = 1 - 18 / (18 - 18 / n) = -1 / (n - 1)
    found = obligations("A B CD:3 E")
    assert by_pair(found, s_score(found))["A", "B"] == pytest.approx(0.2)
    assert by_pair(found, kappa(found))["A", "B"] == pytest.approx(-0.25)


def test_allies_with_the_same_allies_are_the_same() -> None:
    found = obligations("AB:3 AC:2 BC:2 DE:1")
    assert by_pair(found, s_score(found))["A", "B"] == pytest.approx(1.0)
    assert by_pair(found, kappa(found))["A", "B"] == pytest.approx(1.0)


def cohens_kappa(one: list[float], two: list[float]) -> float:
    """Cohen's weighted kappa by its definition: observed over expected squared disagreement in the table of both raters."""
    n = len(one)
    seen, rows, columns = Counter(zip(one, two, strict=True)), Counter(one), Counter(two)
    observed = sum((i - j) ** 2 * times / n for (i, j), times in seen.items())
    expected = sum((i - j) ** 2 * rows[i] * columns[j] / n**2 for i in rows for j in columns)
    return 1 - observed / expected


@pytest.mark.parametrize("seed", range(5))
def test_both_are_what_their_definitions_give(seed: int) -> None:
    found = at_random(seed)
    weights = {state: 1.0 + i for i, state in enumerate(found.states)}
    plain, weighted, corrected = s_score(found), s_score(found, weights), kappa(found)
    for i, j in combinations(range(len(found.states)), 2):
        one, two = found.ties[i].tolist(), found.ties[j].tolist()
        apart = [abs(x - y) for x, y in zip(one, two, strict=True)]
        assert plain[i, j] == pytest.approx(1 - 2 * sum(apart) / (3 * len(apart)))
        assert weighted[i, j] == pytest.approx(
            1 - 2 * sum(w * d for w, d in zip(weights.values(), apart, strict=True)) / (3 * sum(weights.values()))
        )
        assert corrected[i, j] == pytest.approx(cohens_kappa(one, two))


@pytest.mark.parametrize("seed", range(3))
def test_both_are_symmetric_and_a_state_is_like_itself(seed: int) -> None:
    found = at_random(seed)
    for similarity in (s_score(found), kappa(found)):
        assert similarity == pytest.approx(similarity.T)
        assert similarity.diagonal() == pytest.approx(np.ones(12))
        assert (similarity.min() >= -1, similarity.max() <= 1 + 1e-12) == (True, True)


def test_pair_for_which_kappa_is_undefined_has_none() -> None:
    found = obligations("AB:3")
    assert by_pair(found, kappa(found)) == {}
    assert by_pair(found, s_score(found)) == {("A", "B"): 1.0}


def test_no_states_have_no_similarity() -> None:
    found = portfolios(nx.Graph())
    assert by_pair(found, s_score(found)) == by_pair(found, kappa(found)) == {}
