"""Hedging: states that keep ties to both of two opposing poles, and how evenly they do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import fsum

import networkx as nx

from kg.analysis.snapshots import signed

BALANCING = "balancesBetween"
Poles = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Hedge:
    """A state between two poles: the sums of its friendly ties to each, how even they are (0 to 1), and what says so outright.

    `stated` are the IRIs of the statements that it balances between the poles; `ties` those of the friendly ties to each pole.
    """

    state: str
    ties_to_one: float
    ties_to_other: float
    evenness: float
    stated: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


def evenness(one: float, other: float) -> float:
    """How evenly two weights are shared: 2 min(a, b) / (a + b), which is 1 for equal ones and 0 where one is missing.

    The complement of the relative difference |a - b| / (a + b) (Bray & Curtis 1957).

    >>> evenness(3.0, 1.0)
    0.5
    """
    return 2 * min(one, other) / (one + other) if one + other > 0 else 0.0


def hedging(graph: nx.MultiDiGraph[str], poles: Poles) -> dict[str, Hedge]:
    """The states outside the poles that have friendly ties to both, or are said to balance between them.

    Hedging is to insure oneself with both of two rivals (Kuik, "The essence of hedging", Contemporary Southeast Asia 30, 2008); here it is
    measured by the `evenness` of a state's friendly ties, weighted, to the members of either pole; of several in one relation, such as two
    treaties, the weightiest counts. `graph` is a snapshot, not its signed graph: friendly ties count in full, though the same two quarrel
    about something else. But they count only with who is a friend on balance: an old treaty with a foe insures nobody.
    """
    balanced = signed(graph)
    found: dict[str, tuple[list[str], list[str]]] = {}
    for subject, object_, key, tie in graph.edges(keys=True, data=True):
        for state, partner in ((subject, object_), (object_, subject)):
            if _side(partner, poles) is not None and _side(state, poles) is None:
                stated, ties = found.setdefault(state, ([], []))
                if tie["name"] == BALANCING and state == subject:
                    stated.append(key)
                elif tie["sign"] == 1 and balanced.has_edge(state, partner) and balanced.edges[state, partner]["sign"] > 0:
                    ties.append(key)
    hedges = (_hedge(balanced, poles, state, *said) for state, said in sorted(found.items()))
    return {hedge.state: hedge for hedge in hedges if hedge.evenness > 0 or hedge.stated}


def _side(state: str, poles: Poles) -> int | None:
    return 0 if state in poles[0] else 1 if state in poles[1] else None


def _hedge(balanced: nx.Graph[str], poles: Poles, state: str, stated: list[str], ties: list[str]) -> Hedge:
    sums = [0.0, 0.0]
    for _, partner, tie in balanced.edges(state, data=True):
        side = _side(partner, poles)
        if side is not None and tie["sign"] > 0:
            sums[side] += tie["positive"]
    return Hedge(state, sums[0], sums[1], evenness(sums[0], sums[1]), tuple(sorted(stated)), tuple(sorted(ties)))


def poles_between(graph: nx.Graph[str], one: Collection[str], other: Collection[str]) -> Poles:
    """The poles made of these states; one that stands on both sides is in neither."""
    both = frozenset(one) & frozenset(other)
    return frozenset(one) & frozenset(graph) - both, frozenset(other) & frozenset(graph) - both


def opposing_poles(graph: nx.Graph[str]) -> Poles | None:
    """The two rivals whose camps are the most hostile: those with the greatest weight of hostile ties between camp and camp.

    A rival's camp is itself and its friends, without those of the other. Of equal ones the rivals with more ties; None without rivals.
    """
    friends: dict[str, set[str]] = {state: {state} for state in graph}
    rivals = {}
    for one, two, tie in graph.edges(data=True):
        if tie["sign"] > 0:
            friends[one].add(two)
            friends[two].add(one)
        else:
            rivals[min(one, two), max(one, two)] = tie.get("weight", 1.0)
    foes: dict[str, dict[str, float]] = {state: {} for state in graph}
    for (one, two), weight in rivals.items():
        foes[one][two] = foes[two][one] = weight
    hostility = {(one, two): _between(friends[one] - friends[two], friends[two] - friends[one], foes) for one, two in rivals}
    best = max(sorted(rivals), key=lambda pair: (hostility[pair], sum(graph.degree(state) for state in pair)), default=None)
    return (frozenset(best[:1]), frozenset(best[1:])) if best else None


def _between(one: set[str], other: set[str], foes: Mapping[str, Mapping[str, float]]) -> float:
    return fsum(weight for state in one for foe, weight in foes[state].items() if foe in other)
