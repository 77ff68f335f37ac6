"""Selection: the part of a large archive that a page can show.

A browser draws some thousand ties at once, and a reader sees fewer. Of an archive with more, the page has those of which most is said,
in such an order that each actor has its own: first the weightiest tie of each, then the second of each. What is left out is counted, and
what is computed of the whole, as blocs and measures, stays so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from kg.analysis.witnesses import Witness

TIES = 10_000
"""A page has at most so many ties."""
ACTORS = 2_000
"""And at most so many actors."""
QUOTES = 50_000
"""With more pieces of evidence than these, each tie shows some of its own only."""
WITNESSES = 12
"""So many pieces of evidence does a tie then show: the first and the last of each status, and others spread over the time between."""

Edge = tuple[str, str, str, Mapping[str, Any]]


def fits(network: nx.MultiDiGraph[str]) -> bool:
    """Whether a page can show all ties and actors of the network."""
    return network.number_of_edges() <= TIES and len(network) <= ACTORS


def selection(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The network itself if a page can show it whole; else its weightiest ties and their actors, and in `whole` the number of all ties."""
    if fits(network):
        return network
    chosen: nx.MultiDiGraph[str] = nx.MultiDiGraph(**network.graph, whole=network.number_of_edges())
    for subject, object_, key, tie in _chosen(network):
        chosen.add_edge(subject, object_, key=key, **tie)
        chosen.add_nodes_from(tie["lifted"])
    chosen.add_nodes_from((node, network.nodes[node]) for node in chosen)
    speakers = {witness.speaker for *_, tie in chosen.edges(data=True) for witness in tie["evidence"]}
    chosen.graph["speakers"] = {speaker: label for speaker, label in network.graph.get("speakers", {}).items() if speaker in speakers}
    return chosen


def _chosen(network: nx.MultiDiGraph[str]) -> Iterable[Edge]:
    """The ties in turns: of each actor the weightiest, then the next; as long as there is room for the tie and its actors."""
    statuses = network.graph.get("statuses", {})
    edges = list(network.edges(keys=True, data=True))
    weights = [_weight(tie, statuses) for *_, tie in edges]
    turns: Counter[str] = Counter()
    order: list[tuple[int, int, int]] = []
    for rank, place in enumerate(sorted(range(len(edges)), key=lambda place: (-weights[place], edges[place][2]))):
        actors = set(edges[place][3]["lifted"])
        order.append((min(turns[actor] for actor in actors), rank, place))
        turns.update(actors)
    kept: list[Edge] = []
    shown: set[str] = set()
    for *_, place in sorted(order):
        subject, object_, _, tie = edges[place]
        ends = {subject, object_, *tie["lifted"]}
        if len(kept) < TIES and len(shown) + len(ends - shown) <= ACTORS:
            kept.append(edges[place])
            shown |= ends
    return sorted(kept, key=lambda edge: edge[2])


def _weight(tie: Mapping[str, Any], statuses: Mapping[str, float]) -> float:
    """How much is said of the tie: the weights of its witnesses by status and confidence, times the strength of its relation."""
    sure = sum(
        statuses.get(witness.status, 1.0) * (1.0 if witness.confidence is None else witness.confidence) for witness in tie["evidence"]
    )
    return 0.0 if tie.get("review") == "rejected" else float(sure * tie.get("strength", 0.5))


def evidence_shown(network: nx.MultiDiGraph[str]) -> int | None:
    """How many pieces of its evidence a tie of the network shows at most; None: all."""
    return WITNESSES if sum(len(tie["evidence"]) for *_, tie in network.edges(data=True)) > QUOTES else None


def spread(evidence: Sequence[Witness], most: int) -> list[Witness]:
    """The first and the last witness of each status, and others at equal distances, so many in all if there are as many; in their order.

    >>> told = [Witness("asserted", str(n)) for n in range(5)] + [Witness("denied", "5"), Witness("asserted", "6")]
    >>> [witness.quote for witness in spread(told, 5)]
    ['0', '2', '4', '5', '6']
    """
    firsts = {witness.status: place for place, witness in reversed(list(enumerate(evidence)))}
    lasts = {witness.status: place for place, witness in enumerate(evidence)}
    ends = {*firsts.values(), *lasts.values()}
    others = [place for place in range(len(evidence)) if place not in ends]
    wanted = min(max(most - len(ends), 0), len(others))
    kept = {*ends, *(others[(2 * step + 1) * len(others) // (2 * wanted)] for step in range(wanted))}
    return [evidence[place] for place in sorted(kept)]
