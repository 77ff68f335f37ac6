"""Paths: how one actor is tied to another by way of third ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx


@dataclass(frozen=True, slots=True)
class Step:
    """A tie on the way, with its sign, its weight and the statements behind it."""

    start: str
    end: str
    sign: int
    weight: float
    keys: tuple[str, ...]


def strongest_path(graph: nx.Graph[str], start: str, end: str, *, friendly: bool = False) -> list[Step] | None:
    """The path of least resistance from start to end, where a tie resists by 1 / weight; None without any.

    Friendly and hostile ties both lead on, and the product of their signs tells whether a friend or a foe of a friend stands at the end;
    `friendly` takes friendly ties alone. Dijkstra 1959; for 1 / weight Newman, "Scientific collaboration networks. II", Physical Review E
    64 (2001).

    >>> graph = nx.Graph([("A", "B", {"sign": 1, "weight": 0.5}), ("B", "C", {"sign": -1, "weight": 1.0})])
    >>> [(step.start, step.end, step.sign) for step in strongest_path(graph, "A", "C")]
    [('A', 'B', 1), ('B', 'C', -1)]
    """
    if start not in graph or end not in graph:
        return None
    try:
        nodes: list[str] = nx.shortest_path(graph, start, end, weight=lambda _, __, tie: _resistance(tie, friendly))
    except nx.NetworkXNoPath:
        return None
    ties = [(one, two, graph.edges[one, two]) for one, two in pairwise(nodes)]
    return [Step(one, two, tie["sign"], tie.get("weight", 1.0), tuple(tie.get("keys", ()))) for one, two, tie in ties]


def _resistance(tie: Mapping[str, Any], friendly: bool) -> float | None:
    """How long the tie is; None if it is not to be taken."""
    return None if friendly and tie["sign"] < 0 else 1.0 / max(tie.get("weight", 1.0), 1e-9)
