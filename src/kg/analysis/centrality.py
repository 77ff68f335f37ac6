"""Centrality: which states stand between others, are bound by them, mediate between blocs, and form the core.

All take the simple signed graph: `sign` (1 or -1) and `weight` on each edge, 1 where it is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import networkx as nx
import numpy as np
from scipy import sparse

from kg.analysis.polarization import partition

UNIT = 2_520_000
"""The length of a tie of weight 1, a multiple of 1 to 10: sums in whole numbers, unlike others, are equal for paths of equal length."""


def positive(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The graph of the positive ties alone, each with its `weight`; states without one stay.

    >>> positive(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": -1})])).edges(data="weight")
    EdgeDataView([('A', 'B', 1.0)])
    """
    friends: nx.Graph[str] = nx.Graph()
    friends.add_nodes_from(graph)
    ties = graph.edges(data=True)
    friends.add_weighted_edges_from((one, two, tie.get("weight", 1.0)) for one, two, tie in ties if tie["sign"] > 0)
    return friends


def betweenness(graph: nx.Graph[str], pivots: int | None = None) -> dict[str, float]:
    """How often a state lies on the shortest paths of positive ties between two others: the mean share of such paths, over all pairs.

    b(v) = 2 / ((n - 1) (n - 2)) Σ_{s<t} σ_st(v) / σ_st, with σ_st the number of shortest paths from s to t, and σ_st(v) of those through v;
    a tie is as long as its weight is small, 1 / w. It takes a second for 200 states, minutes for 2,000; `pivots` estimates it by the paths
    from so many states.

    Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977); Brandes, "A faster algorithm for betweenness
    centrality", Journal of Mathematical Sociology 25 (2001); of pivots, Brandes & Pich, "Centrality estimation in large networks" (2007).

    >>> betweenness(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1})]))
    {'A': 0.0, 'B': 1.0, 'C': 0.0}
    """
    friends = positive(graph)
    for *_, tie in friends.edges(data=True):
        tie["length"] = round(UNIT / tie["weight"])
    sources = None if pivots is None else min(pivots, len(friends))
    found: dict[str, float] = nx.betweenness_centrality(friends, k=sources, weight="length", seed=0)
    return found


def constraint(graph: nx.Graph[str]) -> dict[str, float]:
    """How far a state's positive ties lead back to the same partners: high where these are few, or tied to each other.

    c(i) = Σ_j (p_ij + Σ_q p_iq p_qj)², over the partners j of i, with p_ij = w_ij / Σ_k w_ik the share of the tie in all of i's. States
    without a positive tie are left out.

    Burt, *Structural Holes: The Social Structure of Competition* (1992), chapter 2.

    >>> constraint(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1})]))
    {'A': 1.0, 'B': 0.5, 'C': 1.0}
    """
    friends = _tied(graph)
    return dict(nx.constraint(friends, weight="weight")) if friends else {}


def effective_size(graph: nx.Graph[str]) -> dict[str, float]:
    """The number of a state's partners less what is redundant among them: those tied to each other.

    e(i) = Σ_j (1 - Σ_q p_iq m_jq), over the partners j of i and q ≠ i, j, with p_iq = w_iq / Σ_k w_ik and m_jq = w_jq / max_k w_jk. With
    equal weights it is n - 2t / n for n partners with t ties between them. States without a positive tie are left out.

    Burt, *Structural Holes* (1992), chapter 2; Borgatti, "Structural holes: unpacking Burt's redundancy measures", Connections 20 (1997).

    >>> effective_size(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1})]))
    {'A': 1.0, 'B': 2.0, 'C': 1.0}
    """
    friends = _tied(graph)
    if not friends:
        return {}
    ties = nx.to_scipy_sparse_array(friends, weight="weight")  # not nx.effective_size: wrong with weights (networkx#8906)
    share = sparse.diags_array(1 / ties.sum(axis=1)) @ ties
    marginal = sparse.diags_array(1 / ties.max(axis=1).toarray().ravel()) @ ties
    redundant = ((share @ marginal.T) * (ties > 0)).sum(axis=1)
    return {state: friends.degree(state) - float(less) for state, less in zip(friends, redundant, strict=True)}


def _tied(graph: nx.Graph[str]) -> nx.Graph[str]:
    friends = positive(graph)
    friends.remove_nodes_from(list(nx.isolates(friends)))
    return friends


@dataclass(frozen=True, slots=True)
class Roles:
    """How many pairs of friends, not friends of each other, a state stands between, by the blocs of the three.

    `coordinator`: all of one bloc; `itinerant`: the pair of one bloc, the broker of another; `gatekeeper`: one of the pair in the broker's
    bloc; `liaison`: of three blocs.
    """

    coordinator: int = 0
    itinerant: int = 0
    gatekeeper: int = 0
    liaison: int = 0

    @property
    def representative(self) -> int:
        """The same as `gatekeeper`: ties have no direction, so who lets in also speaks for those inside."""
        return self.gatekeeper

    @property
    def total(self) -> int:
        """All pairs, each counted once."""
        return self.coordinator + self.itinerant + self.gatekeeper + self.liaison


def brokerage(graph: nx.Graph[str], blocs: Mapping[str, int]) -> dict[str, Roles]:
    """The roles in which each state brokers between two friends that are foes or strangers to each other.

    Gould & Fernandez, "Structures of mediation: a formal approach to brokerage in transaction networks", Sociological Methodology 19
    (1989), without directions. A state in no bloc is a bloc of its own.

    >>> brokerage(nx.Graph([("A", "B", {"sign": 1}), ("B", "C", {"sign": 1})]), {"A": 0, "B": 1, "C": 0})["B"]
    Roles(coordinator=0, itinerant=1, gatekeeper=0, liaison=0)
    """
    friends, groups = positive(graph), partition(graph, blocs)
    return {state: _roles(friends, groups, state) for state in friends}


def _roles(friends: nx.Graph[str], blocs: Mapping[str, int], broker: str) -> Roles:
    pairs = combinations(friends[broker], 2)
    return Roles(**Counter(_role(blocs[broker], blocs[one], blocs[two]) for one, two in pairs if two not in friends[one]))


def _role(own: int, one: int, two: int) -> str:
    if one == two:
        return "coordinator" if one == own else "itinerant"
    return "gatekeeper" if own in (one, two) else "liaison"


def pn_centrality(graph: nx.Graph[str], *, weighted: bool = False) -> dict[str, float]:
    """The standing that friends give and foes take, the more the better theirs is: from -1 to 2, and 1 without ties.

    PN = (I - A / (2n - 2))⁻¹ 1, with A = P - 2N, the matrices of the positive and of the negative ties. `weighted` puts the ties' weights
    into A, as parts of the greatest. For two foes alone the inverse does not exist; what both are is x = 1 - x.

    Everett & Borgatti, "Networks containing negative ties", Social Networks 38 (2014).

    >>> pn_centrality(nx.Graph([("A", "B", {"sign": 1})])), pn_centrality(nx.Graph([("A", "B", {"sign": -1})]))
    ({'A': 2.0, 'B': 2.0}, {'A': 0.5, 'B': 0.5})
    """
    place = {state: i for i, state in enumerate(graph)}
    ties = np.zeros((len(place), len(place)))
    for one, two, tie in graph.edges(data=True):
        value = (1.0 if tie["sign"] > 0 else -2.0) * (tie.get("weight", 1.0) if weighted else 1.0)
        ties[place[one], place[two]] = ties[place[two], place[one]] = value
    if weighted and ties.any():
        ties /= max(tie.get("weight", 1.0) for *_, tie in graph.edges(data=True))
    if len(place) <= 2:
        return {state: float(1 / (1 - ties[i].sum() / 2)) for state, i in place.items()}
    found = np.linalg.solve(np.eye(len(place)) - ties / (2 * len(place) - 2), np.ones(len(place)))
    return dict(zip(place, found.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Core:
    """The states of the core, the number of pairs that contradict the division, and how well it fits.

    `fit` is the correlation of ties with the ideal pattern over the pairs inside the core and those inside the periphery, None where one
    of the two has no pair, or all pairs are alike.
    """

    members: frozenset[str]
    errors: int
    fit: float | None


def coreness(graph: nx.Graph[str]) -> Core:
    """The core of the positive ties: the division for which fewest pairs are untied within the core or tied within the periphery.

    Z = m + k (k - 1) / 2 - Σ_{i in core} d_i for a core of k states, with d the degree and m the number of ties, is least for the states in
    the order of their degree, as long as d_k > k - 1: an exact solution. Of several the smallest; of states with the same degree those
    with more weight, then by name. Ties between core and periphery may or may not be.

    Borgatti & Everett, "Models of core/periphery structures", Social Networks 21 (2000); Lip, "A fast algorithm for the discrete
    core/periphery bipartitioning problem" (2011), arXiv:1102.5511.

    >>> star = nx.Graph([("A", "B", {"sign": 1}), ("A", "C", {"sign": 1}), ("A", "D", {"sign": 1})])
    >>> coreness(star)
    Core(members=frozenset({'A'}), errors=0, fit=None)
    """
    friends = positive(graph)
    degree, weight = dict(friends.degree()), dict(friends.degree(weight="weight"))
    ranked = sorted(friends, key=lambda state: (-degree[state], -weight[state], state))
    core = frozenset(state for before, state in enumerate(ranked) if degree[state] > before)
    inside = friends.subgraph(core).number_of_edges()
    outside = friends.subgraph(set(friends) - core).number_of_edges()
    pairs, others = comb(len(core), 2), comb(len(friends) - len(core), 2)
    return Core(core, pairs - inside + outside, _phi(inside, pairs - inside, outside, others - outside))


def _phi(tied: int, untied: int, tied_outside: int, untied_outside: int) -> float | None:
    """The correlation of two yes-or-no variables, by the counts of the four cases."""
    sums = (tied + untied) * (tied_outside + untied_outside) * (tied + tied_outside) * (untied + untied_outside)
    return (tied * untied_outside - untied * tied_outside) / sqrt(sums) if sums else None
