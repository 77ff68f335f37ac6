"""Snapshots: the archive on a day or in a period, as a weighted multigraph of states; and its signed graph, which the measures take.

Holme & Saramäki, "Temporal networks", Physics Reports 519 (2012).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any, NamedTuple

import networkx as nx

from kg.analysis.ledger import Ledger
from kg.analysis.witnesses import Span, common, overlaps, weight
from kg.knowledge.terms import BASE, KG, hashed

Pair = tuple[str, str]

STATES = ("state",)
POWERS = ("state", "organization", "bloc")
MEMBERSHIP = "memberOf"
JOINT = {str(KG.alliance): str(KG.alliedWith), str(KG.community): str(KG.cooperatesWith)}
"""What members of an organization of this purpose are to each other, where organizations are left out."""
LEAST = 0.005
"""A tie that weighs less is none."""


class Tie(NamedTuple):
    """A tie that counts: its ends, the statement, what it weighs, its attributes, and those of its relation, which may be another's."""

    subject: str
    object: str
    key: str
    weight: float
    data: Mapping[str, Any]
    relation: Mapping[str, Any]


def at(archive: nx.MultiDiGraph[str], day: date, kinds: Collection[str] = STATES) -> nx.MultiDiGraph[str]:
    """The ties that count on the day: `between` the day and itself."""
    return between(archive, day, day, kinds)


def between(
    archive: nx.MultiDiGraph[str], first: date | None = None, last: date | None = None, kinds: Collection[str] = STATES
) -> nx.MultiDiGraph[str]:
    """The ties that count on some day from first to last, each with its greatest `weight` in this time, from 0 to 1.

    A tie weighs as much as its relation (`strength`) times how surely its evidence says so: by status, confidence, age and independent
    sources, see `kg.analysis.witnesses.weight`. Persons are replaced by whom they served; actors of other kinds are left out. Where
    organizations are among these, those who are members of one alliance at the same time are allied with each other, members of one
    community cooperate.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**archive.graph, first=first, last=last)
    for tie in _between_kinds(archive, list(_counting(archive, (first, last))), (first, last), kinds):
        about = {**tie.data, **tie.relation, "weight": tie.weight, "lifted": (tie.subject, tie.object)}
        graph.add_edge(tie.subject, tie.object, key=tie.key, **about)
    graph.add_nodes_from((node, archive.nodes[node]) for node in graph)
    return graph


def signed(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """One edge for each pair whose ties have a balance: its `sign` (1 or -1), that of the sum of sign × weight, and its size as `weight`.

    Of several ties in one relation, such as two treaties, the weightiest counts. `positive` and `negative` are the two sums, `keys` the
    statements behind them. What friends and foes say in equal measure is no edge.
    """
    ties = (Tie(one, other, key, tie["weight"], tie, tie) for one, other, key, tie in graph.edges(keys=True, data=True))
    return _balanced(ties, graph, nx.Graph(**graph.graph), set(graph))


def signed_at(archive: nx.MultiDiGraph[str], day: date, kinds: Collection[str] = STATES, ledger: Ledger | None = None) -> nx.Graph[str]:
    """The same as `signed(at(archive, day, kinds))`, in half the time; for many days of one archive, make its ledger once."""
    counting = (ledger or Ledger.of(archive)).at(day)
    found = [Tie(subject, object_, key, weighs, tie, tie) for (subject, object_, key, tie), weighs in counting if weighs >= LEAST]
    ties = _between_kinds(archive, found, (day, day), kinds)
    return _balanced(ties, archive, nx.Graph(**archive.graph, first=day, last=day), set())


def _balanced(ties: Iterable[Tie], known: nx.MultiDiGraph[str], simple: nx.Graph[str], nodes: set[str]) -> nx.Graph[str]:
    """The simple graph with the balance of these ties, and with these nodes and the ties' as they are known."""
    best: dict[int, defaultdict[Pair, dict[str, float]]] = {1: defaultdict(dict), -1: defaultdict(dict)}
    keys: defaultdict[Pair, list[str]] = defaultdict(list)
    for subject, object_, key, weighs, _, relation in ties:
        nodes.update((subject, object_))
        if relation["sign"]:
            pair = (subject, object_) if subject < object_ else (object_, subject)
            same = best[relation["sign"]][pair]
            same[relation["name"]] = max(weighs, same.get(relation["name"], 0.0))
            keys[pair].append(key)
    simple.add_nodes_from((node, known.nodes[node]) for node in sorted(nodes))
    for pair in sorted(keys):
        positive, negative = (sum(best[sign].get(pair, {}).values()) for sign in (1, -1))
        if abs(net := positive - negative) >= LEAST:
            about = {"sign": 1 if net > 0 else -1, "weight": abs(net), "positive": positive, "negative": negative}
            simple.add_edges_from([(*pair, about | {"keys": tuple(sorted(keys[pair]))})])
    return simple


def _between_kinds(archive: nx.MultiDiGraph[str], ties: list[Tie], period: Span, kinds: Collection[str]) -> Iterator[Tie]:
    """The ties between actors of these kinds, with those that organizations make, where these are left out."""
    if "organization" not in kinds:
        ties += _joint(archive, ties, period)
    wanted = {node for node, data in archive.nodes(data=True) if data["kind"] in kinds}
    return (tie for tie in ties if tie.subject in wanted and tie.object in wanted)


def _counting(archive: nx.MultiDiGraph[str], period: Span) -> Iterator[Tie]:
    statuses = archive.graph["statuses"]
    for _, _, key, data in archive.edges(keys=True, data=True):
        subject, object_ = data["lifted"]
        if subject != object_ and data["sign"] is not None and any(overlaps(found, *period) for found in data["spans"]):
            weighs = data["strength"] * weight(data["evidence"], data["half_life"], statuses, *period)
            if weighs >= LEAST:
                yield Tie(subject, object_, key, weighs, data, data)


def _joint(archive: nx.MultiDiGraph[str], ties: list[Tie], period: Span) -> Iterator[Tie]:
    """The members of each alliance and community as pairs, with what the looser of the two memberships weighs.

    An ontology of other relations, or one to which what they are to each other is no tie, makes no pairs.
    """
    for whole, members in _memberships(archive, ties).items():
        relation = archive.graph["relations"].get(JOINT[archive.nodes[whole]["purpose"]])
        if relation is None or relation["sign"] is None:
            continue
        for (one, first), (two, second) in combinations(sorted(members.items()), 2):
            looser = min(first, second, key=lambda tie: tie.weight)
            weighs = relation["strength"] * looser.weight / looser.data["strength"]
            if weighs >= LEAST and _together(first.data["spans"], second.data["spans"], period):
                yield Tie(one, two, f"{BASE}standing/{hashed(one, relation['relation'], two, whole)}", weighs, looser.data, relation)


def _memberships(archive: nx.MultiDiGraph[str], ties: list[Tie]) -> dict[str, dict[str, Tie]]:
    """The weightiest membership of each state in each alliance and community."""
    members: defaultdict[str, dict[str, Tie]] = defaultdict(dict)
    for tie in ties:
        if tie.relation["name"] == MEMBERSHIP and archive.nodes[tie.object].get("purpose") in JOINT:
            known = members[tie.object].get(tie.subject)
            if archive.nodes[tie.subject]["kind"] == "state" and (known is None or known.weight < tie.weight):
                members[tie.object][tie.subject] = tie
    return members


def _together(one: Sequence[Span], other: Sequence[Span], period: Span) -> bool:
    """Whether two ties of the period count on one day of it, as they do if it is a day."""
    if period[0] == period[1] is not None:
        return True
    return any(overlaps(span, *also) and overlaps(common(span, also), *period) for span, also in product(one, other))
