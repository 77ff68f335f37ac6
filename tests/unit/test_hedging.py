from __future__ import annotations

import networkx as nx
import pytest

from kg.analysis.hedging import evenness, hedging, opposing_poles, poles_between


def snapshot(*ties: tuple[str, str, str, int | None, float]) -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for one, name, other, sign, weight in ties:
        graph.add_edge(one, other, key=f"{one} {name} {other}", name=name, sign=sign, weight=weight)
    return graph


def signed(*ties: tuple[str, str, int, float]) -> nx.Graph:
    graph: nx.Graph = nx.Graph()
    graph.add_edges_from((one, two, {"sign": sign, "weight": weight}) for one, two, sign, weight in ties)
    return graph


POLES = (frozenset({"East"}), frozenset({"West"}))


def test_hedge_is_as_even_as_the_friendly_ties_to_both_poles() -> None:
    graph = snapshot(("Finland", "tradesWith", "East", 1, 0.3), ("West", "visits", "Finland", 1, 0.1), ("Sweden", "visits", "West", 1, 0.5))
    found = hedging(graph, POLES)
    assert set(found) == {"Finland"}
    hedge = found["Finland"]
    assert (hedge.ties_to_one, hedge.ties_to_other, hedge.evenness) == (0.3, 0.1, pytest.approx(0.5))
    assert hedge.ties == ("Finland tradesWith East", "West visits Finland")


def test_who_is_said_to_balance_is_listed_without_other_ties() -> None:
    found = hedging(snapshot(("Finland", "balancesBetween", "East", 0, 0.1), ("Finland", "balancesBetween", "West", 0, 0.1)), POLES)
    assert found["Finland"].stated == ("Finland balancesBetween East", "Finland balancesBetween West")
    assert found["Finland"].evenness == 0.0


def test_hostile_ties_and_those_of_the_poles_themselves_are_no_hedge() -> None:
    graph = snapshot(
        ("Finland", "tradesWith", "East", 1, 0.3), ("Finland", "threatens", "West", -1, 0.6), ("East", "visits", "West", 1, 0.2)
    )
    assert hedging(graph, POLES) == {}


def test_friendly_tie_with_a_foe_is_no_hedge_but_one_with_a_friend_who_quarrels_is() -> None:
    ties = [("Finland", "allied", "West", 1, 0.8), ("Finland", "signed", "East", 1, 0.8)]
    at_odds = hedging(snapshot(*ties, ("Finland", "disputes", "East", -1, 0.4), ("East", "sanctions", "Finland", -1, 0.4)), POLES)
    quarrel = hedging(snapshot(*ties, ("Finland", "disputes", "East", -1, 0.4)), POLES)
    assert at_odds == {}
    assert (quarrel["Finland"].ties_to_one, quarrel["Finland"].evenness) == (0.8, 1.0)


def test_second_treaty_with_a_pole_adds_nothing() -> None:
    ties = [("Finland", "signed", "West", 1, 0.8), ("West", "signed", "Finland", 1, 0.5), ("Finland", "signed", "East", 1, 0.8)]
    hedge = hedging(snapshot(*ties), POLES)["Finland"]
    assert (hedge.ties_to_one, hedge.ties_to_other, len(hedge.ties)) == (0.8, 0.8, 3)


@pytest.mark.parametrize(("one", "other", "even"), [(1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0), (3.0, 1.0, 0.5)])
def test_evenness(one: float, other: float, even: float) -> None:
    assert evenness(one, other) == even


def test_poles_are_the_rivals_whose_camps_are_most_hostile() -> None:
    quarrel = [("P", "Q", -1, 1.0), ("P", "R", 1, 1.0), ("Q", "S", 1, 1.0), ("P", "T", 1, 1.0), ("Q", "T", 1, 1.0)]
    camps = [("A", "X", -1, 0.4), ("A", "B", 1, 1.0), ("X", "Y", 1, 1.0), ("B", "Y", -1, 0.4), ("B", "X", -1, 0.4)]
    assert opposing_poles(signed(*quarrel)) == (frozenset({"P"}), frozenset({"Q"}))
    assert opposing_poles(signed(*quarrel, *camps)) == (frozenset({"B"}), frozenset({"X"}))  # each has all of a camp's foes
    assert opposing_poles(signed(("A", "B", 1, 1.0))) is None


def test_member_of_both_poles_is_in_neither() -> None:
    graph = signed(("A", "B", 1, 1.0), ("B", "C", 1, 1.0))
    assert poles_between(graph, {"A", "B", "gone"}, {"B", "C"}) == (frozenset({"A"}), frozenset({"C"}))


def test_member_of_a_pole_with_friends_in_both_hedges_not() -> None:
    graph = snapshot(("East", "tradesWith", "North", 1, 0.3), ("East", "visits", "West", 1, 0.3))
    assert hedging(graph, (frozenset({"East", "North"}), frozenset({"West"}))) == {}


def test_only_its_subject_is_said_to_balance() -> None:
    assert hedging(snapshot(("East", "balancesBetween", "Finland", 0, 0.1)), POLES) == {}


def test_camp_of_a_rival_is_without_the_friends_of_the_other() -> None:
    shared = [("A", "X", -1, 0.2), ("A", "F", 1, 1.0), ("X", "F", 1, 1.0)]  # F is the friend of both, and at odds with A's others
    shared += [tie for friend in "GHI" for tie in (("A", friend, 1, 1.0), ("F", friend, -1, 0.3))]
    apart = [("P", "Q", -1, 0.2), ("P", "R", 1, 1.0), ("R", "Q", -1, 0.3)]
    assert opposing_poles(signed(*shared, *apart)) == (frozenset({"P"}), frozenset({"Q"}))


def test_tie_without_weight_is_a_whole_one_and_of_equal_rivals_those_with_more_ties_are_the_poles() -> None:
    graph = nx.Graph()
    graph.add_edges_from([("C", "D", {"sign": -1}), ("A", "B", {"sign": -1, "weight": 1.0}), ("D", "E", {"sign": 1})])
    assert opposing_poles(graph) == (frozenset({"C"}), frozenset({"D"}))
    graph.remove_edge("D", "E")
    assert opposing_poles(graph) == (frozenset({"A"}), frozenset({"B"}))
