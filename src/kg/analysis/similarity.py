"""Similarity of alliance portfolios: how alike two states are in whom they are tied to, and how closely.

>>> graph = nx.Graph([("A", "B", {"sign": 1}), ("A", "C", {"sign": 1}), ("B", "C", {"sign": 1}), ("D", "E", {"sign": 1})])
>>> found = portfolios(graph)
>>> by_pair(found, s_score(found))["A", "B"]
1.0
>>> round(by_pair(found, kappa(found))["A", "D"], 3)
-0.923
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Portfolios:
    """The strength of each state's tie to each other, one row and one column for each of `states`, from 0 (none) to `highest`.

    A state's tie to itself is the highest, as in the Correlates of War: each state defends itself.
    """

    states: tuple[str, ...]
    ties: Matrix
    highest: float


def friendly_weight(tie: Mapping[str, Any]) -> float:
    """The weight of a positive tie, 1 where it is missing; 0 for a negative one.

    >>> friendly_weight({"sign": 1, "weight": 0.4}), friendly_weight({"sign": -1})
    (0.4, 0.0)
    """
    return float(tie.get("weight", 1.0)) if tie["sign"] > 0 else 0.0


def portfolios(
    graph: nx.Graph[str], strength: Callable[[Mapping[str, Any]], float] = friendly_weight, highest: float | None = None
) -> Portfolios:
    """The alliance portfolios of the states of a simple signed graph.

    `strength` tells how close a tie is by the edge's attributes, 0 or more: its weight, or the strongest obligation, such as 3 for
    defence, 2 for neutrality or non-aggression and 1 for an entente in the Correlates of War. `highest` is the top of its scale; without
    it the strongest tie there is, so name it to compare portfolios of several dates.
    """
    states = tuple(sorted(graph))
    place = {state: i for i, state in enumerate(states)}
    ties = np.zeros((len(states), len(states)))
    for one, two, tie in graph.edges(data=True):
        ties[place[one], place[two]] = ties[place[two], place[one]] = strength(tie)
    strongest = float(ties.max(initial=0.0))
    top = (strongest or 1.0) if highest is None else highest
    if ties.min(initial=0.0) < 0 or strongest > top:
        raise ValueError(f"a tie's strength is {ties.min() if ties.min() < 0 else strongest}; the scale is from 0 to {top}")
    np.fill_diagonal(ties, top)
    return Portfolios(states, ties, top)


def s_score(found: Portfolios, weights: Mapping[str, float] | None = None) -> Matrix:
    """The similarity S of each two portfolios, from -1 (opposite) to 1 (the same): one less twice their mean distance.

    S_ij = 1 - 2 Σ_k w_k |x_ik - x_jk| / (x_max Σ_k w_k), over all states k, i and j among them. `weights` (of each state k, such as its
    share of the capabilities; 0 where it is missing) are 1 by default. As most states have no tie to most others, S is high for most pairs.

    Signorino & Ritter, "Tau-b or not tau-b: measuring the similarity of foreign policy positions", International Studies Quarterly 43
    (1999). Rows and columns are those of the portfolios.
    """
    weight = np.array([1.0 if weights is None else weights.get(state, 0.0) for state in found.states])
    if found.states and not weight.sum() > 0:
        raise ValueError("the weights of these states sum to 0; give one of them a weight")
    sums = found.ties @ weight
    distance = sums[:, None] + sums - 2 * _shared(found.ties, weight)
    return np.asarray(1 - 2 * distance / (found.highest * weight.sum()))


def _shared(ties: Matrix, weight: Matrix) -> Matrix:
    """What each two portfolios have in common: Σ_k w_k min(x_ik, x_jk), by the few states that have a tie to k."""
    shared = np.zeros_like(ties)
    for tied_to, weighs in zip(ties.T, weight, strict=True):
        (some,) = tied_to.nonzero()
        shared[np.ix_(some, some)] += weighs * np.minimum.outer(tied_to[some], tied_to[some])
    return shared


def kappa(found: Portfolios) -> Matrix:
    """The agreement of each two portfolios beyond chance: 1 for the same, 0 for what chance gives, below 0 for less; NaN if undefined.

    Cohen's weighted κ with squared distances: κ_ij = 1 - Σ_k (x_ik - x_jk)² / (1/n Σ_k Σ_l (x_ik - x_jl)²); the divisor is the distance
    of portfolios with the same strengths, drawn in random order. It is 0, and κ undefined, only where both are the same to all n states.

    Häge, "Choice or circumstance? Adjusting measures of foreign policy similarity for chance agreement", Political Analysis 19 (2011);
    Cohen, "Weighted kappa", Psychological Bulletin 70 (1968). Rows and columns are those of the portfolios.
    """
    squares, sums = (found.ties**2).sum(axis=1), found.ties.sum(axis=1)
    both = squares[:, None] + squares
    distance = both - 2 * found.ties @ found.ties.T
    by_chance = both - 2 * np.outer(sums, sums) / max(len(sums), 1)
    ratio = np.full_like(both, np.nan)
    np.divide(distance, by_chance, out=ratio, where=~np.isclose(by_chance, 0.0))
    return np.asarray(1 - ratio)


def by_pair(found: Portfolios, similarity: Matrix) -> dict[tuple[str, str], float]:
    """The similarity of each two states, the first name first, without pairs for which it is undefined."""
    rows, columns = np.triu_indices(len(found.states), k=1)
    known = ~np.isnan(similarity[rows, columns])
    pairs = zip(rows[known].tolist(), columns[known].tolist(), similarity[rows, columns][known].tolist(), strict=True)
    return {(found.states[i], found.states[j]): value for i, j, value in pairs}
