from __future__ import annotations

import networkx as nx

from kg.analysis.paths import strongest_path

GRAPH: nx.Graph = nx.Graph()
GRAPH.add_edges_from(
    [
        ("A", "B", {"sign": 1, "weight": 0.1, "keys": ("weak",)}),
        ("A", "C", {"sign": 1, "weight": 0.8, "keys": ("strong",)}),
        ("C", "B", {"sign": -1, "weight": 0.8, "keys": ("foe",)}),
        ("X", "Y", {"sign": 1, "weight": 1.0}),
    ]
)


def test_strong_ties_by_way_of_a_third_go_before_a_weak_one() -> None:
    steps = strongest_path(GRAPH, "A", "B")
    assert steps is not None
    assert [(step.start, step.end, step.sign, step.keys) for step in steps] == [("A", "C", 1, ("strong",)), ("C", "B", -1, ("foe",))]


def test_friendly_path_goes_by_no_foe() -> None:
    steps = strongest_path(GRAPH, "A", "B", friendly=True)
    assert steps is not None
    assert [step.keys for step in steps] == [("weak",)]
    assert strongest_path(GRAPH, "C", "B", friendly=True) == strongest_path(GRAPH.edge_subgraph([("A", "B"), ("A", "C")]), "C", "B")


def test_nothing_leads_to_another_part_or_to_an_unknown_actor() -> None:
    assert strongest_path(GRAPH, "A", "X") is None
    assert strongest_path(GRAPH, "A", "nobody") is None


def test_path_to_oneself_is_empty() -> None:
    assert strongest_path(GRAPH, "A", "A") == []
