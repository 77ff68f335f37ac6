"""Snapshots: the archive on a day or in a period, as a weighted multigraph of states; and its signed graph, which the measures take.

Holme & Saramäki, "Temporal networks", Physics Reports 519 (2012).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx

from kg.analysis.witnesses import Span, overlaps, weight
from kg.knowledge.terms import BASE, KG, hashed

Pair = tuple[str, str]
Tie = tuple[str, str, str, dict[str, Any]]

STATES = ("state",)
POWERS = ("state", "organization", "bloc")
MEMBERSHIP = "memberOf"
JOINT = {str(KG.alliance): str(KG.alliedWith), str(KG.community): str(KG.cooperatesWith)}
"""What members of an organization of this purpose are to each other, where organizations are left out."""
LEAST = 0.005
"""A tie that weighs less is none."""


def at(archive: nx.MultiDiGraph[str], day: date, kinds: Collection[str] = STATES) -> nx.MultiDiGraph[str]:
    """The ties that count on the day: `between` the day and itself."""
    return between(archive, day, day, kinds)


def between(
    archive: nx.MultiDiGraph[str], first: date | None = None, last: date | None = None, kinds: Collection[str] = STATES
) -> nx.MultiDiGraph[str]:
    """The ties that count on some day from first to last, each with its greatest `weight` in this time, from 0 to 1.

    A tie weighs as much as its relation (`strength`) times how surely its evidence says so: by status, confidence, age and independent
    sources, see `kg.analysis.witnesses.weight`. Persons are replaced by whom they served; actors of other kinds are left out. Where
    organizations are among these, members of one alliance are allied with each other, members of one community cooperate.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**archive.graph, first=first, last=last)
    ties = list(_ties(archive, (first, last)))
    if "organization" not in kinds:
        ties += _joint(archive, ties)
    wanted = {node for node, data in archive.nodes(data=True) if data["kind"] in kinds}
    for subject, object_, key, tie in ties:
        if subject in wanted and object_ in wanted:
            graph.add_edge(subject, object_, key=key, **tie)
    graph.add_nodes_from((node, archive.nodes[node]) for node in graph)
    return graph


def signed(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """One edge for each pair whose ties have a balance: its `sign` (1 or -1), that of the sum of sign × weight, and its size as `weight`.

    Of several ties in one relation, such as two treaties, the weightiest counts. `positive` and `negative` are the two sums, `keys` the
    statements behind them. What friends and foes say in equal measure is no edge.
    """
    found: defaultdict[Pair, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for subject, object_, key, tie in graph.edges(keys=True, data=True):
        if tie["sign"]:
            found[(subject, object_) if subject < object_ else (object_, subject)].append((key, tie))
    simple: nx.Graph[str] = nx.Graph(**graph.graph)
    simple.add_nodes_from(sorted(graph.nodes(data=True), key=lambda node: node[0]))
    for (one, two), ties in sorted(found.items(), key=lambda pair: pair[0]):
        positive, negative = _sum(ties, 1), _sum(ties, -1)
        net = positive - negative
        if abs(net) >= LEAST:
            about = {"sign": 1 if net > 0 else -1, "weight": abs(net), "positive": positive, "negative": negative}
            simple.add_edge(one, two, **about, keys=tuple(sorted(key for key, _ in ties)))
    return simple


def _sum(ties: list[tuple[str, dict[str, Any]]], sign: int) -> float:
    best: dict[str, float] = {}
    for _, tie in ties:
        if tie["sign"] == sign:
            best[tie["name"]] = max(tie["weight"], best.get(tie["name"], 0.0))
    return sum(best.values())


def _ties(archive: nx.MultiDiGraph[str], period: Span) -> Iterator[Tie]:
    statuses = archive.graph["statuses"]
    for _, _, key, data in archive.edges(keys=True, data=True):
        subject, object_ = data["lifted"]
        if subject != object_ and data["sign"] is not None and any(overlaps(found, *period) for found in data["spans"]):
            found = data["strength"] * weight(data["evidence"], data["half_life"], statuses, *period)
            if found >= LEAST:
                yield subject, object_, key, data | {"weight": found}


def _joint(
    archive: nx.MultiDiGraph[str], ties: list[tuple[str, str, str, dict[str, Any]]]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The members of each alliance and community as pairs, with what the looser of the two memberships weighs."""
    members: defaultdict[str, dict[str, tuple[str, dict[str, Any]]]] = defaultdict(dict)
    for subject, object_, key, tie in ties:
        if tie["name"] == MEMBERSHIP and archive.nodes[object_].get("purpose") in JOINT and archive.nodes[subject]["kind"] == "state":
            members[object_][subject] = key, tie
    for whole, found in members.items():
        relation = archive.graph["relations"][JOINT[archive.nodes[whole]["purpose"]]]
        for (one, (_, first)), (two, (_, second)) in combinations(sorted(found.items()), 2):
            looser = min(first, second, key=lambda tie: tie["weight"])
            sure = looser["weight"] / looser["strength"] if looser["strength"] else 0.0
            key = f"{BASE}standing/{hashed(one, relation['relation'], two, whole)}"
            yield one, two, key, looser | relation | {"weight": relation["strength"] * sure, "lifted": (one, two)}
