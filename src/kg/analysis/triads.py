"""Triads: triangles of states that close or open between two dates, and the ties that balance theory expects where none is.

All take the simple signed graph: `sign` (1 or -1) and `weight` on each edge, 1 where it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

import networkx as nx
import numpy as np
from scipy import sparse

LEAST = 1e-9
"""Expectations weaker than this have cancelled each other out."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Triad:
    """Three states, of which `pair` is tied on one of two dates only, and each of the pair with the `third` on both.

    `signs` are those of the ties pair, first–third, second–third while all three stand.
    """

    pair: Pair
    third: str
    signs: tuple[int, int, int]

    @property
    def balanced(self) -> bool:
        """Whether the number of its hostile ties is even (Cartwright & Harary 1956)."""
        return self.signs[0] * self.signs[1] * self.signs[2] > 0


@dataclass(frozen=True, slots=True)
class Expectation:
    """A tie that balance theory expects of two states without one. It is no finding: nothing says that the tie exists.

    `neighbours` are the states both are tied to whose triangle it would balance, `against` those whose triangle it would not, each with
    the strongest first.
    """

    pair: Pair
    sign: int
    strength: float
    neighbours: tuple[str, ...]
    against: tuple[str, ...]


def closing(before: nx.Graph[str], after: nx.Graph[str]) -> list[Triad]:
    """The triads with two ties before and all three after, by their new pair; the signs are those after.

    Balance theory expects the balanced ones: Harary, "A structural analysis of the situation in the Middle East in 1956", Journal of
    Conflict Resolution 5 (1961); Antal, Krapivsky & Redner, "Dynamics of social balance on networks", Physical Review E 72 (2005).

    >>> before = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1})])
    >>> after = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1}), ("A", "C", {"sign": -1})])
    >>> [(triad.pair, triad.third, triad.balanced) for triad in closing(before, after)]
    [(('A', 'C'), 'B', True)]
    """
    return sorted(_triads(before, after), key=lambda triad: (triad.pair, triad.third))


def opening(before: nx.Graph[str], after: nx.Graph[str]) -> list[Triad]:
    """The triads with three ties before and two of them after, by the pair that is tied no more; the signs are those before.

    >>> before = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1}), ("A", "C", {"sign": 1})])
    >>> after = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1})])
    >>> [(triad.pair, triad.third, triad.balanced) for triad in opening(before, after)]
    [(('A', 'C'), 'B', False)]
    """
    return closing(after, before)


def _triads(without: nx.Graph[str], with_: nx.Graph[str]) -> Iterator[Triad]:
    for one, two in with_.edges():
        if not without.has_edge(one, two) and one in without and two in without:
            first, second = sorted((one, two))
            for third in without[first].keys() & without[second].keys() & with_[first].keys() & with_[second].keys():
                signs = with_[first][second]["sign"], with_[first][third]["sign"], with_[second][third]["sign"]
                yield Triad((first, second), third, signs)


def expected_ties(graph: nx.Graph[str], top: int = 20, state: str | None = None) -> list[Expectation]:
    """The `top` pairs without a tie (those of the `state`) of which balance theory expects one most: an expectation, not a finding.

    Friends of friends and foes of foes are expected to be friends, foes of friends foes. Each state c that both are tied to speaks for the
    sign of the product of its two ties: e_ab = Σ_c s_ac w_ac s_cb w_cb; the sign is that of e, the strength |e|. Pairs for which the
    products cancel out are left out. It tells which sign a tie would have rather than that there will be one, and the strength grows with
    the number of ties a state has.

    The balance heuristic of Leskovec, Huttenlocher & Kleinberg, "Predicting positive and negative links in online social networks" (WWW
    2010), weighted.

    >>> graph = nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1, "weight": 0.5})])
    >>> expected_ties(graph)
    [Expectation(pair=('A', 'C'), sign=-1, strength=0.5, neighbours=('B',), against=())]
    """
    states = sorted(graph)
    if not states:
        return []
    paths = _paths(graph, states)
    found = zip(-np.abs(paths.data).round(9), paths.row, paths.col, strict=True)
    strongest = nsmallest(top, (path for path in found if state is None or state in (states[path[1]], states[path[2]])))
    return [_expectation(graph, (states[one], states[two])) for _, one, two in strongest]


def _paths(graph: nx.Graph[str], states: list[str]) -> sparse.coo_array:
    """The sum of the signed paths of two ties between each pair (the first name first) without a tie, where it is not nought."""
    place = {state: i for i, state in enumerate(states)}
    ends = [(place[one], place[two]) for one, two in graph.edges()]
    ties = [tie["sign"] * tie.get("weight", 1.0) for _, _, tie in graph.edges(data=True)]
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    half = sparse.coo_array((np.array(ties, dtype=np.float64), (rows, columns)), shape=(len(states), len(states))).tocsr()
    matrix = half + half.T
    found = sparse.triu(matrix @ matrix, k=1).tocoo()
    tied = {(min(pair), max(pair)) for pair in ends}
    kept = np.abs(found.data) > LEAST
    kept &= np.fromiter(((i, j) not in tied for i, j in zip(found.row.tolist(), found.col.tolist(), strict=True)), dtype=bool)
    return sparse.coo_array((found.data[kept], (found.row[kept], found.col[kept])), shape=found.shape)


def _expectation(graph: nx.Graph[str], pair: Pair) -> Expectation:
    one, two = (graph[state] for state in pair)
    says = {third: _signed(one[third]) * _signed(two[third]) for third in one.keys() & two.keys()}
    total = sum(says.values())
    sign = 1 if total > 0 else -1
    strongest = sorted(says, key=lambda third: (-abs(says[third]), third))
    speaking = tuple(third for third in strongest if says[third] * sign > 0)
    return Expectation(pair, sign, abs(total), speaking, tuple(third for third in strongest if says[third] * sign < 0))


def _signed(tie: dict[str, float]) -> float:
    return tie["sign"] * tie.get("weight", 1.0)
