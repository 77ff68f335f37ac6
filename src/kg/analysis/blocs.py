"""Blocs: groups of states with friendly ties inside and hostile ones outside, and the names they keep from one date to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

ROUNDS = 50
SMALLEST = 2
"""A bloc has at least so many members: who stands alone is in none."""
NEARLY = 0.98
"""A division that begins with that of the date before is kept if it has this share of the best modularity."""
ALIKE = 0.6
"""A bloc goes by an organization's name if the Jaccard index of their members is at least this."""
SAME = 0.3
"""A bloc is another's successor if the Jaccard index of their members is at least this."""


def blocs(graph: nx.Graph[str], before: Mapping[str, int] | None = None, unused: int = 0) -> dict[str, int]:
    """The bloc of each state: a division that no move of one state, and no union of two blocs, makes more modular, in its connected parts.

    Signed modularity (Gómez, Jensen & Arenas, "Analysis of community structure in networks of correlated data", Physical Review E 80,
    2009) by the Louvain method (Blondel et al. 2008). With the blocs of the date `before`, a second search begins at these, and its answer
    is kept if it is nearly as modular, so that a division changes only where the ties do (Aynaud & Guillaume, "Static community detection
    algorithms for evolving networks", 2010); and each bloc keeps its number, new ones have numbers from `unused` on (see `renumbered`).
    What no friendly ties hold together is parted, for this modularity joins strangers who have many foes; as Leiden does (Traag, Waltman &
    van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", Scientific Reports 9, 2019). States without a friend in
    their bloc are in none.

    >>> graph = nx.Graph([("A", "B", {"sign": 1}), ("C", "D", {"sign": 1}), ("A", "C", {"sign": -1}), ("B", "D", {"sign": -1})])
    >>> blocs(graph)
    {'A': 0, 'B': 0, 'C': 1, 'D': 1}
    """
    nodes = sorted(graph)
    if not graph.number_of_edges():
        return {}
    matrix = modularity_matrix(graph, nodes)
    labels = louvain(matrix, np.arange(len(nodes)))
    if before:
        _, start = np.unique([before.get(node, -1 - i) for i, node in enumerate(nodes)], return_inverse=True)
        kept = louvain(matrix, start.astype(np.int64))
        labels = kept if _within(matrix, kept) >= NEARLY * _within(matrix, labels) else labels
    found = dict(zip(nodes, labels.tolist(), strict=True))
    return renumbered(_held_together(graph, found), before or {}, unused)


def _within(matrix: Matrix, labels: Labels) -> float:
    """The sum of the matrix within groups."""
    return float(matrix[labels[:, None] == labels[None, :]].sum())


def modularity_matrix(graph: nx.Graph[str], nodes: Sequence[str]) -> Matrix:
    """What each pair in one bloc adds to the signed modularity: its tie less what chance gives it, friendly and hostile apart.

    B_ij = [w_ij - (s⁺_i s⁺_j / 2w⁺ - s⁻_i s⁻_j / 2w⁻)] / (2w⁺ + 2w⁻), with s the sums of a state's ties and w those of all.
    """
    place = {node: i for i, node in enumerate(nodes)}
    friendly, hostile = np.zeros((len(nodes), len(nodes))), np.zeros((len(nodes), len(nodes)))
    for one, two, tie in graph.edges(data=True):
        matrix = friendly if tie["sign"] > 0 else hostile
        matrix[place[one], place[two]] = matrix[place[two], place[one]] = tie.get("weight", 1.0)
    whole = friendly.sum() + hostile.sum()
    excess = (friendly - _chance(friendly)) - (hostile - _chance(hostile))
    return np.asarray(excess / (whole or 1.0))


def _chance(ties: Matrix) -> Matrix:
    strength = ties.sum(axis=1)
    return np.outer(strength, strength) / (strength.sum() or 1.0)


def louvain(matrix: Matrix, labels: Labels) -> Labels:
    """The labels after moves of single nodes, then of whole groups, as long as one adds to the sum of the matrix within groups."""
    while True:
        labels = _moved(matrix, labels)
        groups, labels = np.unique(labels, return_inverse=True)
        inside = np.zeros((len(labels), len(groups)))
        inside[np.arange(len(labels)), labels] = 1.0
        merged = _moved(inside.T @ matrix @ inside, np.arange(len(groups)))
        if len(np.unique(merged)) == len(groups):
            return labels.astype(np.int64)
        labels = merged[labels]


def _moved(matrix: Matrix, labels: Labels) -> Labels:
    labels = labels.copy()
    for _ in range(ROUNDS):
        still = True
        for node in range(len(labels)):
            here = labels[node]
            gains = np.bincount(labels, weights=matrix[node], minlength=len(labels) + 1)
            gains[here] -= matrix[node, node]
            best = int(np.argmax(gains))
            if gains[best] > gains[here] + 1e-12:
                labels[node], still = best, False
        if still:
            break
    return labels


def _held_together(graph: nx.Graph[str], found: Mapping[str, int]) -> dict[str, int]:
    """The blocs, parted where no chain of friendly ties within one holds it together, without those who have none."""
    ties = ((one, two) for one, two, tie in graph.edges(data=True) if tie["sign"] > 0 and found[one] == found[two])
    parts = sorted(sorted(part) for part in nx.connected_components(nx.Graph(ties)) if len(part) >= SMALLEST)
    return {node: bloc for bloc, part in enumerate(parts) for node in part}


def renumbered(found: Mapping[str, int], before: Mapping[str, int], unused: int = 0) -> dict[str, int]:
    """The blocs under the numbers of those before with which they share most; new ones under new numbers, the largest first.

    The assignment maximizes the sum of Jaccard indices (Kuhn 1955; Greene, Doyle & Cunningham, "Tracking the evolution of communities in
    dynamic social networks", 2010). A number in use before, or below `unused`, is never given to another bloc.
    """
    new, old = members_of(found), members_of(before)
    names, numbers = sorted(new, key=lambda bloc: (-len(new[bloc]), min(new[bloc]))), sorted(old)
    alike = np.array([[_jaccard(new[bloc], old[number]) for number in numbers] for bloc in names]).reshape(len(names), len(numbers))
    rows, columns = linear_sum_assignment(alike, maximize=True)
    kept = {names[i]: numbers[j] for i, j in zip(rows, columns, strict=True) if alike[i, j] >= SAME}
    fresh = count(max(unused, numbers[-1] + 1 if numbers else 0))
    number = {bloc: kept[bloc] if bloc in kept else next(fresh) for bloc in names}
    return {node: number[bloc] for node, bloc in sorted(found.items())}


def members_of(found: Mapping[str, int]) -> dict[int, set[str]]:
    """The members of each bloc."""
    members: defaultdict[int, set[str]] = defaultdict(set)
    for node, bloc in found.items():
        members[bloc].add(node)
    return members


def _jaccard(one: set[str], two: set[str]) -> float:
    return len(one & two) / len(one | two)


def leaders(graph: nx.Graph[str], found: Mapping[str, int]) -> dict[int, list[str]]:
    """The members of each bloc, those with the strongest friendly ties within it first."""
    strength = strength_within(graph, found)
    return {bloc: sorted(members, key=lambda node: (-strength[node], node)) for bloc, members in sorted(members_of(found).items())}


def strength_within(graph: nx.Graph[str], found: Mapping[str, int]) -> Counter[str]:
    """The sum of the weights of each state's friendly ties within its bloc."""
    strength: Counter[str] = Counter()
    for one, two, tie in graph.edges(data=True):
        if tie["sign"] > 0 and one in found and found[one] == found.get(two):
            strength[one] += tie.get("weight", 1.0)
            strength[two] += tie.get("weight", 1.0)
    return strength


def organization_like(members: set[str], organizations: Mapping[str, set[str]], least: float = ALIKE) -> str | None:
    """The organization whose members are most like those of the bloc (Jaccard index at least `least`), if there is one."""
    alike = {name: _jaccard(members, own) for name, own in organizations.items() if own}
    best = max(sorted(alike), key=lambda name: alike[name], default=None)
    return best if best is not None and alike[best] >= least else None


def named(graph: nx.Graph[str], found: Mapping[str, int], organizations: Mapping[str, set[str]]) -> dict[int, tuple[str, ...]]:
    """What names each bloc: the organization that is most like it, else its two leading states."""
    names: dict[int, tuple[str, ...]] = {}
    for bloc, members in leaders(graph, found).items():
        whole = organization_like(set(members), organizations)
        names[bloc] = (whole,) if whole else tuple(members[:2])
    return names


def label(actors: Sequence[str], graph: nx.Graph[str] | nx.MultiDiGraph[str], language: str) -> str:
    """The names of the actors in a language, joined by a dash."""
    return "–".join(_label(graph.nodes.get(actor, {}), actor, language) for actor in actors)


def _label(node: Mapping[str, Any], actor: str, language: str) -> str:
    return str(node.get("label", {}).get(language, actor))
