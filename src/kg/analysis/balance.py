"""Structural balance: whether the friends of friends are friends, and the enemies of enemies.

All functions take a simple signed graph: one edge for each tied pair, with its `sign`, 1 or -1. Weights do not matter here.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

KINDS = ("+++", "++-", "+--", "---")


def triangles(graph: nx.Graph[str]) -> dict[str, int]:
    """Number of triangles of each kind, by the signs of their sides.

    With P and N the adjacency matrices of the positive and the negative ties, and ∘ the product entry by entry, they are
    Σ P∘P² / 6, Σ N∘P² / 2, Σ P∘N² / 2 and Σ N∘N² / 6.

    >>> triangles(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1}), ("A", "C", {"sign": -1})]))
    {'+++': 0, '++-': 1, '+--': 0, '---': 0}
    """
    signs = _signs(graph)
    positive, negative = signs.maximum(0), (-signs).maximum(0)
    friends, enemies = positive @ positive, negative @ negative
    counts = (
        (positive * friends).sum() / 6,
        (negative * friends).sum() / 2,
        (positive * enemies).sum() / 2,
        (negative * enemies).sum() / 6,
    )
    return {kind: round(count) for kind, count in zip(KINDS, counts, strict=True)}


def balance(graph: nx.Graph[str]) -> float | None:
    """Share of balanced triangles: those with an even number of hostile sides; None without triangles.

    Cartwright & Harary, "Structural balance: a generalization of Heider's theory", Psychological Review 63 (1956).

    >>> balance(nx.Graph([("A", "B", {"sign": -1}), ("B", "C", {"sign": -1}), ("A", "C", {"sign": 1})]))
    1.0
    """
    counts = triangles(graph)
    total = sum(counts.values())
    return (counts["+++"] + counts["+--"]) / total if total else None


def weak_balance(graph: nx.Graph[str]) -> float | None:
    """Share of triangles that have not exactly one hostile side: three mutual enemies count as balanced; None without triangles.

    It is 1 where the states fall into any number of hostile camps, not only two. Davis, "Clustering and structural balance in
    graphs", Human Relations 20 (1967).

    >>> weak_balance(nx.Graph([("A", "B", {"sign": -1}), ("B", "C", {"sign": -1}), ("A", "C", {"sign": -1})]))
    1.0
    """
    counts = triangles(graph)
    total = sum(counts.values())
    return 1 - counts["++-"] / total if total else None


def imbalance(graph: nx.Graph[str]) -> dict[str, float]:
    """Share of each state's triangles that are unbalanced: an odd number of hostile sides. A state in no triangle has none.

    With S the matrix of signs and A that of its absolute values, the row sums of A∘A² are twice the state's triangles, those of S∘S²
    twice the balanced less the unbalanced. Cartwright & Harary (1956), as in `balance`.

    >>> imbalance(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1}), ("A", "C", {"sign": -1}), ("C", "D", {"sign": 1})]))
    {'A': 1.0, 'B': 1.0, 'C': 1.0}
    """
    signs = _signs(graph)
    total, surplus = _closed(abs(signs)), _closed(signs)
    return {node: (t - s) / (2 * t) for node, t, s in zip(graph, total.tolist(), surplus.tolist(), strict=True) if t}


def _closed(matrix: sparse.csr_array[np.int64]) -> NDArray[np.int64]:
    """Twice the sum over each node's triangles of the product of their sides."""
    return np.asarray((matrix * (matrix @ matrix)).sum(axis=1))


def _signs(graph: nx.Graph[str]) -> sparse.csr_array[np.int64]:
    """The symmetric matrix of signs, in the order of the graph's nodes."""
    number = {node: i for i, node in enumerate(graph)}
    entries = [(number[a], number[b], data["sign"]) for a, b, data in graph.edges(data=True)]
    rows, columns, signs = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    both = (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
    return sparse.csr_array((np.concatenate([signs, signs]), both), shape=(len(number), len(number)))
