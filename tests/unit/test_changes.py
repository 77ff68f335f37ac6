from __future__ import annotations

import networkx as nx

from kg.analysis.changes import changes, moves


def graph(*ties: tuple[str, str, int, float]) -> nx.Graph:
    found: nx.Graph = nx.Graph()
    for one, two, sign, weight in ties:
        found.add_edge(one, two, sign=sign, weight=weight, keys=(f"{one}{two}{sign}{weight}",))
    return found


BEFORE = graph(("A", "B", 1, 0.8), ("A", "C", 1, 0.5), ("B", "C", -1, 0.2), ("C", "D", 1, 0.3), ("A", "D", 1, 0.5))
AFTER = graph(("A", "B", 1, 0.8), ("A", "C", -1, 0.5), ("B", "C", -1, 0.6), ("B", "D", 1, 0.4), ("A", "D", 1, 0.2))


def test_each_tie_that_differs_is_told_once_with_what_came_and_went() -> None:
    found = {change.pair: change for change in changes(BEFORE, AFTER)}
    assert {pair: change.kind for pair, change in found.items()} == {
        ("B", "D"): "new",
        ("C", "D"): "ended",
        ("A", "C"): "turned",
        ("B", "C"): "strengthened",
        ("A", "D"): "weakened",
    }
    turned = found["A", "C"]
    assert (turned.before, turned.after, turned.came, turned.went) == (0.5, -0.5, ("AC-10.5",), ("AC10.5",))


def test_small_difference_of_weight_is_no_change() -> None:
    assert changes(graph(("A", "B", 1, 0.5)), graph(("A", "B", 1, 0.45))) == []


def test_backwards_what_is_new_has_ended() -> None:
    there, back = (
        {change.pair for change in changes(*both) if change.kind == kind}
        for both, kind in (((BEFORE, AFTER), "new"), ((AFTER, BEFORE), "ended"))
    )
    assert there == back


def test_state_that_goes_over_to_the_others_changes_bloc() -> None:
    before = graph(("A", "B", 1, 1.0), ("A", "C", 1, 1.0), ("B", "C", 1, 1.0), ("X", "Y", 1, 1.0), ("X", "Z", 1, 1.0), ("Y", "Z", 1, 1.0))
    after = graph(("A", "B", 1, 1.0), ("X", "C", 1, 1.0), ("Y", "C", 1, 1.0), ("X", "Y", 1, 1.0), ("X", "Z", 1, 1.0), ("Y", "Z", 1, 1.0))
    (move,) = moves(before, after)
    assert (move.state, move.before, move.after) == ("C", 0, 1)
