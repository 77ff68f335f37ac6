"""Who stands where in the page's pictures: the network upright and lying, and the map."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np

from kg.views.layout import Point, apart, around, drawn_together, spread
from kg.views.map import land, projected

MAIN = ("state", "organization", "bloc", "actor")
LANDSCAPE, PORTRAIT = 1.5, 0.72  # width by height of the two pictures: a desk's and a phone's
CLUSTERS = 6
RADIUS = 620.0  # pixels of the map to a radius of the Earth
BELOW = 110  # pixels from the southernmost actor to those who have no place on the map


def between_powers(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The ties the page opens with: persons lifted, agreements and what is only denied, or rejected, left out."""
    ties: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties.add_nodes_from(node for node, data in network.nodes(data=True) if data["kind"] in MAIN)
    for _, _, data in network.edges(data=True):
        subject, object_ = data["lifted"]
        standing = data["status"] != "denied" and data.get("review") != "rejected"
        if standing and subject != object_ and subject in ties and object_ in ties:
            ties.add_edge(subject, object_, sign=data["sign"])
    return ties


def clusters_of(ties: nx.MultiDiGraph[str]) -> dict[str, int]:
    """The group of each actor, from 0, the largest, on: those more tied to each other, positively, than to the rest.

    Groups of one or two have no number. Blondel et al., "Fast unfolding of communities in large networks" (2008).
    """
    positive: nx.Graph[str] = nx.Graph()
    positive.add_nodes_from(sorted(ties))
    for subject, object_ in sorted((subject, object_) for subject, object_, data in ties.edges(data=True) if data["sign"] == 1):
        weight = positive.get_edge_data(subject, object_, {"weight": 0})["weight"]
        positive.add_edge(subject, object_, weight=weight + 1)
    found = sorted(nx.community.louvain_communities(positive, weight="weight", seed=1), key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(found[:CLUSTERS]) if len(group) > 2 for node in group}


def size_of(kind: str, degree: int) -> float:
    """The radius of a node, in pixels: the area grows with the number of ties."""
    if kind in ("person", "agreement"):
        return 6.0
    return float(min(8 + 2.6 * degree**0.5, 30))


def pictures(
    network: nx.MultiDiGraph[str], ties: nx.MultiDiGraph[str], sizes: Mapping[str, float]
) -> tuple[dict[str, Point], dict[str, Point]]:
    """The place of every node in a picture as wide as a desk's screen, and in one as tall as a phone's."""
    together = drawn_together(ties)
    wide, tall = (_places(network, together, sizes, aspect) for aspect in (LANDSCAPE, PORTRAIT))
    return wide, tall


def _places(
    network: nx.MultiDiGraph[str], together: Mapping[str, tuple[float, float]], sizes: Mapping[str, float], aspect: float
) -> dict[str, Point]:
    """The place of every node: the powers by their ties, persons and agreements beside those they are tied to."""
    boxes, large = {}, 1.0 if aspect > 1 else 1.3  # a phone shows the picture smaller, but not the names
    for node, data in network.nodes(data=True):
        longest = max(len(text) for text in data["label"].values())
        boxes[node] = (large * max(2 * sizes[node], 7.2 * min(longest, 24)) + 14, large * (2 * sizes[node] + 18) + 12)
    fixed = spread(together, boxes, aspect)
    return fixed | around({node: _anchor(network, node, fixed) for node in set(network) - set(together)}, fixed, boxes)


def _anchor(network: nx.MultiDiGraph[str], node: str, fixed: Mapping[str, Point], elsewhere: Point = (0, 0)) -> Point:
    """Whom a person serves, else the middle of those the person or agreement is tied to."""
    near = [fixed[other] for other in sorted({*network.predecessors(node), *network.successors(node)}) if other in fixed]
    home = [fixed[tie["lifted"][0]] for _, _, tie in network.out_edges(node, data=True) if tie["lifted"][0] in fixed]
    chosen = home[:1] or near or [elsewhere]
    return round(sum(x for x, _ in chosen) / len(chosen)), round(sum(y for _, y in chosen) / len(chosen))


def on_map(network: nx.MultiDiGraph[str], sizes: Mapping[str, float]) -> dict[str, Point]:
    """The place of every node on the map, in pixels; empty if no node has one.

    Dots are moved just so far that none covers another. Who has no place stands amid those it is tied to, or else below the map.
    """
    located = sorted(node for node, data in network.nodes(data=True) if data.get("place"))
    if not located:
        return {}
    marks = {node: (2 * sizes[node] + 2.0, 2 * sizes[node] + 2.0) for node in network}
    wanted = np.array([_pixels(projected(*network.nodes[node]["place"])) for node in located])
    moved = apart(wanted, np.array([marks[node] for node in located]))
    fixed: dict[str, Point] = {node: (round(x), round(y)) for node, (x, y) in zip(located, moved.tolist(), strict=True)}
    below = 0, max(y for _, y in fixed.values()) + BELOW
    return fixed | around({node: _anchor(network, node, fixed, below) for node in set(network) - set(fixed)}, fixed, marks)


def coasts() -> list[list[Point]]:
    """The land of the map in pixels: closed lines, filled by the even-odd rule."""
    return [[(round(x), round(y)) for x, y in map(_pixels, coast)] for coast in land()]


def _pixels(point: tuple[float, float]) -> tuple[float, float]:
    return RADIUS * point[0], -RADIUS * point[1]
