"""Where the actors stand on the page: friends near each other, no name on top of another, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt

Point = tuple[int, int]
Points = npt.NDArray[np.float64]

PULL = {1: 1.0, 0: 0.35, -1: 0.12, None: 0.35}  # how strongly a tie of this sign draws its two ends together
ROOM = 128.0  # pixels between neighbours at scale 1: a name fits between
SEED = 20


def drawn_together(ties: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """The place of each node where the pull of its ties and the push of all others balance; positive ties pull most.

    Jacomy et al., "ForceAtlas2", PLoS ONE 9 (2014).
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(ties))
    for subject, object_, sign in sorted(((a, b, data["sign"]) for a, b, data in ties.edges(data=True)), key=repr):
        before = simple.get_edge_data(subject, object_, {"weight": 0.0})["weight"]
        simple.add_edge(subject, object_, weight=before + PULL[sign])
    if len(simple) < 2:
        return dict.fromkeys(simple, (0.0, 0.0))
    rounds = min(400, max(100, 40_000 // len(simple)))
    found = nx.forceatlas2_layout(
        simple, pos=nx.circular_layout(simple), max_iter=rounds, weight="weight", seed=SEED, scaling_ratio=4.0, strong_gravity=False
    )
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def spread(places: Mapping[str, tuple[float, float]], boxes: Mapping[str, tuple[float, float]], aspect: float) -> dict[str, Point]:
    """The places, in pixels around the origin, in a picture `aspect` times as wide as high.

    Boxes (width and height of a node with its name) are pushed apart until none covers another.
    """
    names = sorted(places)
    if len(names) < 2:
        return dict.fromkeys(names, (0, 0))
    stretched = _stretched(np.array([places[name] for name in names]), aspect)
    return _rounded(names, apart(stretched, np.array([boxes[name] for name in names])))


def around(anchors: Mapping[str, Point], fixed: Mapping[str, Point], boxes: Mapping[str, tuple[float, float]]) -> dict[str, Point]:
    """A place beside its anchor for each node, with none of the fixed nodes moved."""
    if not anchors:
        return {}
    names = [*sorted(anchors), *sorted(fixed)]
    turn = np.arange(len(anchors)) * 2.399963  # the golden angle: neighbours in the list point apart
    near = np.array([anchors[name] for name in sorted(anchors)], dtype=float) + 60 * np.column_stack([np.cos(turn), np.sin(turn)])
    places = np.vstack([near, np.array([fixed[name] for name in sorted(fixed)], dtype=float).reshape(-1, 2)])
    mobile = np.arange(len(names)) < len(anchors)
    moved = apart(places, np.array([boxes[name] for name in names]), mobile)
    return _rounded(sorted(anchors), moved)


def apart(places: Points, sizes: Points, mobile: npt.NDArray[np.bool_] | None = None, rounds: int = 300) -> Points:
    """The places with overlapping boxes pushed apart, each along the axis of the smaller overlap; only the mobile ones move."""
    places = places.copy()
    free = np.ones(len(places)) if mobile is None else mobile.astype(float)
    one, other = np.triu_indices(len(places), 1)
    movable = free[one] + free[other] > 0
    one, other = one[movable], other[movable]
    reach = (sizes[one] + sizes[other]) / 2
    share = (free[one] / (free[one] + free[other]))[:, None]
    for _ in range(rounds):
        gap = places[one] - places[other]
        overlap = reach - np.abs(gap)
        (covered,) = np.nonzero((overlap > 0.5).all(axis=1))
        if not covered.size:
            break
        depth, way = overlap[covered], np.where(gap[covered] < 0, -1.0, 1.0)
        push = 0.6 * np.where(depth <= depth[:, ::-1], depth * way, 0.0)
        np.add.at(places, one[covered], push * share[covered])
        np.subtract.at(places, other[covered], push * (1 - share[covered]))
    return places


def _stretched(places: Points, aspect: float) -> Points:
    """The places centred, the longer axis laid along the longer side, in a picture with room for each node."""
    centred = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    turned *= np.sign(turned[np.argmax(np.abs(turned), axis=0), [0, 1]])  # svd leaves the signs open
    if aspect < 1:
        turned = turned[:, ::-1]
    turned = np.sign(turned) * np.abs(turned) ** 0.8  # an outlier comes a little nearer
    ranks = np.argsort(np.argsort(turned, axis=0), axis=0) / max(len(places) - 1, 1) - 0.5
    scaled = turned / np.maximum(np.ptp(turned, axis=0), 1e-9)
    even = 0.5 * scaled + 0.5 * ranks  # opens the crowded centre a little, keeps what is far apart far apart
    height = ROOM * np.sqrt(len(places) / aspect)
    return np.asarray(even * np.array([height * aspect, height]))


def _rounded(names: list[str], places: Points) -> dict[str, Point]:
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, places.tolist(), strict=False)}
