"""Frustration: how many ties contradict the best division of the states into two sides.

The **frustration index** is the least number of ties that must go (or change their sign) until friends stand on one side and enemies on
opposite ones: the *line index of balance* of Harary, "On the measurement of structural balance", Behavioral Science 4 (1959). It is exact
if time allows; blocks without a cut vertex are divided one by one, for no cycle leaves its block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import thread_time

import networkx as nx
import numpy as np

from kg.analysis.division import NEAR, Block, Start, along, best_division

SECONDS = 10.0
"""After this time the best division found so far is the answer, with the bound proven so far."""
COARSE = 100.0
"""Whole weights up to this are used as such; finer differences drown in the rounding errors of the programmes."""


@dataclass(frozen=True, slots=True)
class Frustration:
    """A division in two sides (0 and 1) and the ties that contradict it: positive ones across, negative ones within.

    `index` is their number (or weight). No division has less than `bound`; where `exact`, this one is best, and the two are equal.
    `cycles` are unbalanced cycles, each by its ties, one of which must go or change: they prove the bound, or much of it.
    """

    index: float
    bound: float
    exact: bool
    sides: Mapping[str, int]
    edges: tuple[tuple[str, str], ...]
    cycles: tuple[tuple[tuple[str, str], ...], ...] = field(default=(), repr=False, compare=False)


def frustration(graph: nx.Graph[str], *, weighted: bool = False, seconds: float = SECONDS) -> float | None:
    """Share of ties that contradict the best division in two: L/m, the frustration index over the number of ties; None without ties.

    If time runs out, it is that of the best division found. It lies between 0 (balanced) and 1/2, for a division that more than half of
    the ties contradict can be bettered. Aref & Wilson, "Measuring partial balance in signed networks", Journal of Complex Networks 6
    (2018), normalize it as F = 1 - 2L/m instead.

    >>> frustration(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1}), ("C", "D", {"sign": 1}), ("D", "A", {"sign": -1})]))
    0.25
    """
    total = sum(_weight(data, weighted) for *_, data in graph.edges(data=True))
    return frustration_index(graph, weighted=weighted, seconds=seconds).index / total if total else None


def frustration_index(
    graph: nx.Graph[str], *, weighted: bool = False, seconds: float = SECONDS, near: Frustration | None = None
) -> Frustration:
    """The least number of ties (or the least weight) that contradicts a division in two, that division, and those ties.

    `graph` is a simple signed graph; `weighted` uses its ties' `weight`. The answer is the same in every run and for every order of
    nodes and ties, unless the time runs out, which is the processor's: then it need not be the best, and `bound` says how far off it may
    be. In each connected part the first state by name is on side 0. `near` is the answer for a graph much like this one, as of the year
    before: the search begins with its division and its cycles, which saves time; of equally good divisions it may find another.

    >>> found = frustration_index(nx.Graph([("A", "B", {"sign": -1}), ("B", "C", {"sign": -1}), ("A", "C", {"sign": -1})]))
    >>> found.index, found.exact, len(found.edges)
    (1.0, True, 1)
    """
    deadline = thread_time() + seconds
    wrong: list[tuple[str, str]] = []
    proof: list[tuple[tuple[str, str], ...]] = []
    bound, exact = 0.0, True
    for names, block, scale in sorted(_blocks(graph, weighted), key=lambda found: (found[1].size, found[0])):
        sides, below, cycles = best_division(block, deadline, _start(names, block, near) if near else None)
        ties = [(names[a], names[b]) for a, b in block.ends.T.tolist()]
        wrong += [ties[tie] for tie in block.contradicted(sides).tolist()]
        proof += [tuple(ties[tie] for tie in cycle) for cycle in sorted(cycles)]
        bound += scale * below
        exact = exact and below >= block.cost(sides) - NEAR
    index = float(sum(_weight(graph.edges[edge], weighted) for edge in wrong))
    return Frustration(index, index if exact else min(bound, index), exact, _sides(graph, wrong), tuple(sorted(wrong)), tuple(proof))


def _start(names: Sequence[str], block: Block, near: Frustration) -> Start:
    """The sides of these names, 1 for those that are new, and the cycles whose ties all stand and that are still unbalanced."""
    number = {name: i for i, name in enumerate(names)}
    sides = np.array([-1 if near.sides.get(name) else 1 for name in names], dtype=np.int8)
    cycles = set()
    for cycle in near.cycles:
        if all(end in number for tie in cycle for end in tie):
            ties = [block.around[number[a]].get(number[b], -1) for a, b in cycle]
            if min(ties) >= 0 and block.signs[ties].prod() < 0:
                cycles.add(tuple(sorted(ties)))
    return Start(sides, frozenset(cycles))


def _weight(data: Mapping[str, float], weighted: bool) -> float:
    return data.get("weight", 1.0) if weighted else 1.0


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _blocks(graph: nx.Graph[str], weighted: bool) -> Iterator[tuple[list[str], Block, float]]:
    """The blocks that have cycles, each with the names of its nodes and the weight of its heaviest tie."""
    about = {_ordered(a, b): data for a, b, data in graph.edges(data=True)}
    for edges in nx.biconnected_component_edges(graph):
        ties = sorted(_ordered(a, b) for a, b in edges)
        names = sorted({name for tie in ties for name in tie})
        if len(names) < 3:
            continue
        weights = np.array([_weight(about[tie], weighted) for tie in ties])
        scale = float(weights.max()) or 1.0
        number = {name: i for i, name in enumerate(names)}
        ends = np.array([[number[a], number[b]] for a, b in ties], dtype=np.int32).T
        around: tuple[dict[int, int], ...] = tuple({} for _ in names)
        for tie, (a, b) in enumerate(ends.T.tolist()):
            around[a][b] = around[b][a] = tie
        signs = np.array([float(about[tie]["sign"]) for tie in ties])
        grain = 1 / scale if scale <= COARSE and np.all(weights == np.round(weights)) else 0.0
        yield names, Block(len(names), ends, signs, weights / scale, grain, around), scale


def _sides(graph: nx.Graph[str], wrong: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The sides of all nodes, given the ties that contradict them."""
    turned = {frozenset(edge) for edge in wrong}
    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    ties = sorted((number[a], number[b], data["sign"] * (-1 if {a, b} in turned else 1)) for a, b, data in graph.edges(data=True))
    ends, signs = np.split(np.array(ties, dtype=np.int32).reshape(-1, 3).T, [2])
    sides = along(len(names), ends, signs[0].astype(np.float64))
    return {name: int(side < 0) for name, side in zip(names, sides.tolist(), strict=True)}
