"""Polarization: how near a system of states is to two hostile camps of equal size, and how well blocs divide it.

Both measures take the simple signed graph (`sign` 1 or -1 and `weight` on each edge, 1 where it is missing) and the bloc of each state; a
state in no bloc is a bloc of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

import networkx as nx
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

UNRELATED = 0.5
"""The distance of two blocs without a tie between them: neither friends (0) nor foes (1)."""
RANGE = (1.0, 1.6)
"""What Esteban & Ray's axioms leave for the weight of identification."""


def partition(graph: nx.Graph[str], blocs: Mapping[str, int]) -> dict[str, int]:
    """The bloc of each state of the graph; one that is in none gets a number of its own.

    >>> partition(nx.Graph([("A", "B"), ("B", "C")]), {"A": 4, "C": 0, "D": 1})
    {'A': 4, 'B': 5, 'C': 0}
    """
    free = count(max(blocs.values(), default=-1) + 1)
    return {state: blocs[state] if state in blocs else next(free) for state in graph}


def polarization(graph: nx.Graph[str], blocs: Mapping[str, int], identification: float = 1.0) -> float | None:
    """How much the blocs stand against each other, from 0 (one bloc, or all friends) to 1 (two of equal size, only hostile to each other).

    P = 2^(1+α) Σ_i Σ_j π_i^(1+α) π_j d_ij, with π the share of the states that are in a bloc (identification) and d the share of the weight
    between two blocs that is hostile (alienation), 1/2 where there is no tie between them; α is `identification`, from 1 to 1.6. The factor
    makes the greatest value 1. Without any state None. The number of ties between two blocs does not matter, only their hostile share.

    Esteban & Ray, "On the measurement of polarization", Econometrica 62 (1994); with α = 1 and d = 1 everywhere it is the index of
    Montalvo & Reynal-Querol, "Ethnic polarization, potential conflict, and civil wars", American Economic Review 95 (2005).

    >>> camps = nx.Graph([("A", "B", {"sign": 1}), ("C", "D", {"sign": 1}), ("A", "C", {"sign": -1}), ("B", "D", {"sign": -1})])
    >>> polarization(camps, {"A": 0, "B": 0, "C": 1, "D": 1})
    1.0
    >>> polarization(camps, {"A": 0, "B": 0, "C": 0, "D": 0})
    0.0
    """
    if not RANGE[0] <= identification <= RANGE[1]:
        raise ValueError(f"identification is {identification}; take a value from {RANGE[0]} to {RANGE[1]}")
    if not graph:
        return None
    groups = partition(graph, blocs)
    sizes = Counter(groups.values())
    shares = np.array(list(sizes.values())) / len(groups)
    return float(2 ** (1 + identification) * (shares ** (1 + identification) @ _distances(graph, groups, list(sizes)) @ shares))


def _distances(graph: nx.Graph[str], groups: Mapping[str, int], blocs: Sequence[int]) -> Matrix:
    """The hostile share of the weight of the ties between each two blocs, 0 of a bloc to itself."""
    place = {bloc: i for i, bloc in enumerate(blocs)}
    hostile, all_ties = np.zeros((len(blocs), len(blocs))), np.zeros((len(blocs), len(blocs)))
    for state, other, tie in graph.edges(data=True):
        one, two = place[groups[state]], place[groups[other]]
        for pair in ((one, two), (two, one)):
            all_ties[pair] += tie.get("weight", 1.0)
            hostile[pair] += tie.get("weight", 1.0) * (tie["sign"] < 0)
    distance = np.full_like(hostile, UNRELATED)
    np.divide(hostile, all_ties, out=distance, where=all_ties > 0)
    np.fill_diagonal(distance, 0.0)
    return distance


def signed_modularity(graph: nx.Graph[str], blocs: Mapping[str, int], resolution: float = 1.0) -> float | None:
    """How much more of the ties than by chance are friendly within blocs and hostile between them, from -1 to 1; None without any tie.

    Q = 1 / (2w⁺ + 2w⁻) Σ_ij [w_ij - γ (s⁺_i s⁺_j / 2w⁺ - s⁻_i s⁻_j / 2w⁻)] δ(i, j), with w_ij the signed weight of a tie, s⁺ and s⁻ the
    sums of a state's friendly and hostile ties, w⁺ and w⁻ those of all, δ 1 for states of one bloc, and γ the `resolution`.

    Gómez, Jensen & Arenas, "Analysis of community structure in networks of correlated data", Physical Review E 80 (2009).

    >>> camps = nx.Graph([("A", "B", {"sign": 1}), ("C", "D", {"sign": 1}), ("A", "C", {"sign": -1}), ("B", "D", {"sign": -1})])
    >>> signed_modularity(camps, {"A": 0, "B": 0, "C": 1, "D": 1})
    0.5
    """
    groups = partition(graph, blocs)
    strength: dict[int, Counter[int]] = {1: Counter(), -1: Counter()}
    inside = whole = 0.0
    for one, two, tie in graph.edges(data=True):
        weight = tie.get("weight", 1.0)
        whole += weight
        inside += tie["sign"] * weight * (groups[one] == groups[two])
        for state in (one, two):
            strength[tie["sign"]][groups[state]] += weight
    if not whole:
        return None
    by_chance = sum(sign * _chance(sums) for sign, sums in strength.items())
    return (2 * inside - resolution * by_chance) / (2 * whole)


def _chance(strength: Mapping[int, float]) -> float:
    """The weight within blocs, counted from both ends, if ties of these sums were drawn at random."""
    return sum(found * found for found in strength.values()) / (sum(strength.values()) or 1.0)
