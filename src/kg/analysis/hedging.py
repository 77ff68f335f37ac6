"""Hedging: states that keep ties to both of two opposing poles, and how evenly they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx

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
    measured by the `evenness` of a state's friendly ties, weighted, to the members of either pole. `graph` is a snapshot, not its signed
    graph: a friendly tie counts, though the same two quarrel about something else.
    """
    found: dict[str, tuple[Counter[int], list[str], list[str]]] = {}
    for subject, object_, key, tie in graph.edges(keys=True, data=True):
        for state, partner in ((subject, object_), (object_, subject)):
            side = 0 if partner in poles[0] else 1 if partner in poles[1] else None
            if side is not None and state not in poles[0] | poles[1]:
                sums, stated, ties = found.setdefault(state, (Counter(), [], []))
                if tie["name"] == BALANCING and state == subject:
                    stated.append(key)
                elif tie["sign"] == 1:
                    sums[side] += tie["weight"]
                    ties.append(key)
    hedges = (_hedge(state, *parts) for state, parts in sorted(found.items()))
    return {hedge.state: hedge for hedge in hedges if hedge.evenness > 0 or hedge.stated}


def _hedge(state: str, sums: Mapping[int, float], stated: list[str], ties: list[str]) -> Hedge:
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
    hostility = {pair: _between(friends[pair[0]] - friends[pair[1]], friends[pair[1]] - friends[pair[0]], rivals) for pair in rivals}
    best = max(sorted(rivals), key=lambda pair: (hostility[pair], sum(graph.degree(state) for state in pair)), default=None)
    return (frozenset(best[:1]), frozenset(best[1:])) if best else None


def _between(one: set[str], other: set[str], rivals: Mapping[tuple[str, str], float]) -> float:
    return sum(weight for (a, b), weight in rivals.items() if (a in one and b in other) or (a in other and b in one))
