"""Paths: how one actor is tied to another by way of third ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx


@dataclass(frozen=True, slots=True)
class Step:
    """A tie on the way, with its sign, its weight and the statements behind it."""

    start: str
    end: str
    sign: int
    weight: float
    keys: tuple[str, ...]


def strongest_path(graph: nx.Graph[str], start: str, end: str) -> list[Step] | None:
    """The path of least resistance from start to end, where a tie resists by 1 / weight; None without any.

    Friendly and hostile ties both lead on; the product of their signs tells whether a friend or a foe stands at the end. Dijkstra 1959.

    >>> graph = nx.Graph([("A", "B", {"sign": 1, "weight": 0.5}), ("B", "C", {"sign": -1, "weight": 1.0})])
    >>> [(step.start, step.end, step.sign) for step in strongest_path(graph, "A", "C")]
    [('A', 'B', 1), ('B', 'C', -1)]
    """
    if start not in graph or end not in graph:
        return None
    try:
        nodes: list[str] = nx.shortest_path(graph, start, end, weight=lambda _, __, tie: 1.0 / max(tie.get("weight", 1.0), 1e-9))
    except nx.NetworkXNoPath:
        return None
    ties = [(one, two, graph.edges[one, two]) for one, two in pairwise(nodes)]
    return [Step(one, two, tie["sign"], tie.get("weight", 1.0), tuple(tie.get("keys", ()))) for one, two, tie in ties]
