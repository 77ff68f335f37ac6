"""The matrix: states by states, those of one bloc beside each other, with a mark where two are tied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import networkx as nx

MOST = 40
"""So many names stand readable on a page of print."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The tie of two states: its row and column, its sign, and its weight from 0 to 1. Each tie has two cells."""

    row: int
    column: int
    sign: int
    weight: float


@dataclass(frozen=True, slots=True)
class Block:
    """The rows from `first` up to, not with, `stop`, whose states are of one bloc; None is no bloc."""

    bloc: int | None
    first: int
    stop: int


def ordered(graph: nx.Graph[str], blocs: Mapping[str, int], most: int = MOST) -> list[str]:
    """The states, the largest bloc first, within a bloc by the sum of the weights of their ties; those of no bloc are last.

    Of more states than `most`, each bloc has the strongest of its own, in proportion to its size.

    >>> graph = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1}), ("D", "C", {"sign": -1}), ("D", "E", {"sign": 1})])
    >>> ordered(graph, {"A": 0, "B": 0, "C": 0, "D": 1, "E": 1})
    ['B', 'C', 'A', 'D', 'E']
    """
    strength = {state: sum(tie.get("weight", 1.0) for *_, tie in graph.edges(state, data=True)) for state in graph}
    groups: defaultdict[int | None, list[str]] = defaultdict(list)
    for state in sorted((state for state in graph if strength[state] > 0), key=lambda state: (-strength[state], state)):
        groups[blocs.get(state)].append(state)
    share = {state: (place + 0.5) / len(group) for group in groups.values() for place, state in enumerate(group)}
    kept = set(sorted(share, key=lambda state: (share[state], -strength[state], state))[:most])
    order = sorted(groups, key=lambda bloc: (bloc is None, -len(groups[bloc]), bloc or 0))
    return [state for bloc in order for state in groups[bloc] if state in kept]


def cells(graph: nx.Graph[str], order: Sequence[str]) -> list[Cell]:
    """The ties between the states, row by row."""
    place = {state: row for row, state in enumerate(order)}
    found = [
        Cell(place[one], place[two], tie["sign"], min(tie.get("weight", 1.0), 1.0))
        for edge in graph.edges(data=True)
        for one, two, tie in (edge, (edge[1], edge[0], edge[2]))
        if one in place and two in place
    ]
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def blocks(order: Sequence[str], blocs: Mapping[str, int]) -> list[Block]:
    """The blocs as runs of rows.

    >>> blocks(["A", "B", "C"], {"A": 4, "B": 4})
    [Block(bloc=4, first=0, stop=2), Block(bloc=None, first=2, stop=3)]
    """
    runs = [(bloc, [row for row, _ in run]) for bloc, run in groupby(enumerate(order), key=lambda numbered: blocs.get(numbered[1]))]
    return [Block(bloc, rows[0], rows[-1] + 1) for bloc, rows in runs]
