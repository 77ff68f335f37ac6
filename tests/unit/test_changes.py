from __future__ import annotations

import networkx as nx

from kg.analysis.blocs import blocs
from kg.analysis.changes import changes, moves
from kg.analysis.snapshots import signed


def graph(*ties: tuple[str, str, int, float]) -> nx.MultiDiGraph:
    found: nx.MultiDiGraph = nx.MultiDiGraph()
    for one, two, sign, weight in ties:
        key = f"{one}{two}{sign}{weight}"
        found.add_edge(one, two, key=key, name=key, sign=sign, weight=weight)
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


def test_tie_that_friends_and_foes_outweigh_has_not_ended_and_is_told_by_what_outweighs_it() -> None:
    treaty, embargo = ("A", "B", 1, 0.8), ("B", "A", -1, 0.8)
    (change,) = changes(graph(treaty), graph(treaty, embargo))
    assert (change.kind, change.before, change.after) == ("weakened", 0.8, 0.0)
    assert (change.came, change.went) == (("BA-10.8",), ())


def test_change_is_told_by_the_statements_that_explain_it() -> None:
    feud, visit, pact = ("A", "B", -1, 0.6), ("A", "B", 1, 0.1), ("B", "A", 1, 0.5)
    (change,) = changes(graph(feud, pact), graph(visit, pact))
    assert (change.kind, change.came, change.went) == ("turned", ("AB10.1",), ("AB-10.6",))
    (change,) = changes(graph(pact, visit), graph(feud))
    assert (change.came, change.went) == (("AB-10.6",), ("AB10.1", "BA10.5"))
    (change,) = changes(graph(pact), graph(feud, pact, visit))
    assert (change.came, change.went) == (("AB-10.6",), ())  # the visit softens it, and does not explain it


def test_backwards_what_is_new_has_ended() -> None:
    there, back = (
        {change.pair for change in changes(*both) if change.kind == kind}
        for both, kind in (((BEFORE, AFTER), "new"), ((AFTER, BEFORE), "ended"))
    )
    assert there == back


def test_state_that_goes_over_to_the_others_changes_bloc() -> None:
    before = graph(("A", "B", 1, 1.0), ("A", "C", 1, 1.0), ("B", "C", 1, 1.0), ("X", "Y", 1, 1.0), ("X", "Z", 1, 1.0), ("Y", "Z", 1, 1.0))
    after = graph(("A", "B", 1, 1.0), ("X", "C", 1, 1.0), ("Y", "C", 1, 1.0), ("X", "Y", 1, 1.0), ("X", "Z", 1, 1.0), ("Y", "Z", 1, 1.0))
    one, two = signed(before), signed(after)
    old = blocs(one)
    (move,) = moves(one, two, old, blocs(two, old))
    assert (move.state, move.before, move.after) == ("C", 0, 1)


def test_tie_that_differs_by_just_the_notable_weight_has_changed() -> None:
    weak, strong = graph(("A", "B", -1, 0.25)), graph(("A", "B", -1, 0.5))
    assert [change.kind for change in changes(weak, strong, notable=0.25)] == ["strengthened"]
    assert changes(weak, strong, notable=0.26) == []


def test_tie_that_turns_from_even_to_hostile_is_strengthened() -> None:
    even = (("A", "B", 1, 0.5), ("B", "A", -1, 0.5))
    (change,) = changes(graph(*even), graph(*even, ("A", "B", -1, 0.9)))
    assert (change.kind, change.before, round(change.after, 9)) == ("strengthened", 0.0, -0.9)


def test_changes_come_by_kind_the_greatest_first_and_equals_by_name() -> None:
    before = graph(("A", "B", 1, 0.5), ("C", "D", 1, 0.5), ("E", "F", 1, 0.3))
    after = graph(("E", "F", 1, 0.5), ("K", "L", 1, 0.2), ("G", "H", -1, 0.7), ("I", "J", 1, 0.2))
    assert [(change.kind, *change.pair) for change in changes(before, after)] == [
        *(("new", "G", "H"), ("new", "I", "J"), ("new", "K", "L")),
        *(("ended", "A", "B"), ("ended", "C", "D")),
        ("strengthened", "E", "F"),
    ]
