"""The bloc flow: who moves from bloc to bloc, as an alluvial diagram.

Rosvall & Bergstrom, "Mapping change in large networks", PLoS ONE 5 (2010).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from kg.analysis.history import History, Moment
from kg.views.colours import told_apart

COLUMNS = 7
SWEEPS = 12
GAP = 0.035
"""Between two nodes of a column."""
THIN = 0.2
"""What a state of no bloc has of the height that a member of one has."""

Blocs = list[int | None]
Way = tuple[int | None, int | None]
Order = list[Blocs]
"""The blocs of each column, from above."""


@dataclass(frozen=True, slots=True)
class Node:
    """A bloc at a moment, or (None) the states of none: its members, and where it stands, from 0, above, to 1."""

    column: int
    bloc: int | None
    states: tuple[str, ...]
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The states that go from one node to another of the next column, and the part of each node's height that they take."""

    source: Node
    target: Node
    states: tuple[str, ...]
    left: tuple[float, float] = (0.0, 0.0)
    right: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """The days of the columns, the blocs in each, and the states that go from column to column."""

    days: tuple[date, ...]
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


def flow(history: History, columns: int | Sequence[date] = COLUMNS) -> Flow:
    """The flow of the states through blocs, at so many moments evenly spread, or at the last moments up to these days, of those with blocs.

    A node is as high as its bloc has states; the states of no bloc at a moment that have one at another stand below, drawn thin. The
    order of the blocs in each column follows the barycentres of the columns beside it, to and fro (Sugiyama, Tagawa & Toda 1981); of all
    orders met, that with the fewest crossing states stands.
    """
    moments = _chosen(history, columns)
    states = sorted({state for moment in moments for state in moment.blocs})
    where = [{state: moment.blocs.get(state) for state in states} for moment in moments]
    moved = [Counter((here[state], there[state]) for state in states) for here, there in pairwise(where)]
    order = _untangled(where, moved)
    nodes = _stacked(order, where)
    return Flow(tuple(moment.day for moment in moments), tuple(nodes.values()), tuple(_ribbons(nodes, order, where)))


def _chosen(history: History, columns: int | Sequence[date]) -> list[Moment]:
    moments = [moment for moment in history.moments if len(set(moment.blocs.values())) > 1]
    if not moments:
        return []
    if isinstance(columns, int):
        last, steps = len(moments) - 1, max(min(columns, len(moments)) - 1, 1)
        picked = {round(last * step / steps) for step in range(steps + 1)}
    else:
        days = [moment.day for moment in moments]
        picked = {max(bisect_right(days, day) - 1, 0) for day in columns}
    return [moments[i] for i in sorted(picked)]


def _untangled(where: Sequence[Mapping[str, int | None]], moved: Sequence[Counter[Way]]) -> Order:
    """The order with the fewest crossings that the sweeps meet; who is in no bloc stays below."""
    order = [sorted(set(column.values()), key=lambda bloc: (bloc is None, bloc or 0)) for column in where]
    best, least = order, _crossings(order, moved)
    for sweep in range(SWEEPS):
        order = [list(column) for column in order]
        forward = sweep % 2 == 0
        for i in range(1, len(order)) if forward else range(len(order) - 2, -1, -1):
            near = order[i - 1] if forward else order[i + 1]
            flows = {(there, here): n for (here, there), n in moved[i - 1].items()} if forward else moved[i]
            order[i] = _by_barycentre(order[i], near, flows)
        crossings = _crossings(order, moved)
        if crossings < least:
            best, least = order, crossings
    return best


def _by_barycentre(column: Blocs, near: Blocs, flows: Mapping[Way, int]) -> Blocs:
    """The blocs by the mean place, in the column beside it, of the states they share; who shares none keeps its place."""
    place = {bloc: i / max(len(near) - 1, 1) for i, bloc in enumerate(near)}
    sums: defaultdict[int | None, list[tuple[float, int]]] = defaultdict(list)
    for (here, there), count in flows.items():
        if there is not None:
            sums[here].append((place[there], count))

    def centre(bloc: int | None) -> float:
        found = sums[bloc] or [(column.index(bloc) / max(len(column) - 1, 1), 1)]
        return sum(at * count for at, count in found) / sum(count for _, count in found)

    return sorted(column, key=lambda bloc: (bloc is None, centre(bloc)))


def _crossings(order: Order, moved: Sequence[Counter[Way]]) -> int:
    """The pairs of states whose ways cross between two columns."""
    crossed = 0
    for (left, right), flows in zip(pairwise(order), moved, strict=True):
        ways = [(left.index(here), right.index(there), count) for (here, there), count in flows.items()]
        crossed += sum(one[2] * two[2] for one, two in combinations(ways, 2) if (one[0] - two[0]) * (one[1] - two[1]) < 0)
    return crossed


def _stacked(order: Order, where: Sequence[Mapping[str, int | None]]) -> dict[tuple[int, int | None], Node]:
    """The nodes one below another, each column in the middle of the height that the fullest has."""
    members: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
    for column, found in enumerate(where):
        for state, own in found.items():
            members[column, own].append(state)
    room = min((1 - GAP * (len(blocs) - 1)) / _height(members, column, blocs) for column, blocs in enumerate(order)) if order else 1.0
    nodes = {}
    for column, blocs in enumerate(order):
        top = (1 - GAP * (len(blocs) - 1) - room * _height(members, column, blocs)) / 2
        for bloc in blocs:
            bottom = top + room * _height(members, column, [bloc])
            nodes[column, bloc] = Node(column, bloc, tuple(members[column, bloc]), top, bottom)
            top = bottom + GAP
    return nodes


def _height(members: Mapping[tuple[int, int | None], Sequence[str]], column: int, blocs: Sequence[int | None]) -> float:
    """What the blocs of a column need, in states."""
    return sum(len(members[column, bloc]) * (THIN if bloc is None else 1.0) for bloc in blocs)


def _ribbons(nodes: Mapping[tuple[int, int | None], Node], order: Order, where: Sequence[Mapping[str, int | None]]) -> list[Ribbon]:
    """The ribbons from left to right, stacked at each end in the order of the other."""
    found: defaultdict[tuple[int, int | None, int | None], list[str]] = defaultdict(list)
    for column, (here, there) in enumerate(pairwise(where)):
        for state in here:
            found[column, here[state], there[state]].append(state)
    left = {key: node.top for key, node in nodes.items()}
    right = dict(left)
    ribbons = []
    for column, (above, below) in enumerate(pairwise(order)):
        for start in above:
            for end in below:
                if states := found.get((column, start, end)):
                    source, target = nodes[column, start], nodes[column + 1, end]
                    ribbon = Ribbon(source, target, tuple(states))
                    outs = left[column, start], left[column, start] + _part(source, states)
                    ins = right[column + 1, end], right[column + 1, end] + _part(target, states)
                    left[column, start], right[column + 1, end] = outs[1], ins[1]
                    ribbons.append(replace(ribbon, left=outs, right=ins))
    return ribbons


def _part(node: Node, states: Sequence[str]) -> float:
    return (node.bottom - node.top) * len(states) / len(node.states)


def hues(shown: Flow, most: int) -> dict[int, int]:
    """A colour, from 0, for each bloc, other than those of the blocs in its columns; where there are too many, the smallest have none."""
    lives: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for node in shown.nodes:
        if node.bloc is not None:
            lives[node.bloc][node.column] = len(node.states)
    return told_apart(lives, most)
