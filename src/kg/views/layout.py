"""Where the actors stand on the page: friends near each other, no name on top of another, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt

Point = tuple[int, int]
Points = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

PULL = {1: 1.0, 0: 0.35, -1: 0.12, None: 0.35}  # how strongly a tie of this sign draws its two ends together
PUSH = 4.0  # how strongly two nodes push each other away
JITTER = 1.0  # how much a node may swing, for speed
ROWS = 64  # nodes at a time, so that their distances stay near the processor
ROOM = 128.0  # pixels between neighbours at scale 1: a name fits between


def drawn_together(ties: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """The place of each node where the pull of its ties and the push of all others balance; positive ties pull most.

    Jacomy et al., "ForceAtlas2", PLoS ONE 9 (2014).
    """
    names = sorted(ties)
    if len(names) < 2:
        return dict.fromkeys(names, (0.0, 0.0))
    number = {name: i for i, name in enumerate(names)}
    pulls: dict[tuple[int, int], float] = {}
    for subject, object_, sign in sorted(((a, b, data["sign"]) for a, b, data in ties.edges(data=True)), key=repr):
        pair = min(number[subject], number[object_]), max(number[subject], number[object_])
        pulls[pair] = pulls.get(pair, 0.0) + PULL[sign]
    turn = 2 * np.pi * np.arange(len(names)) / len(names)
    found = _settled(np.column_stack([np.cos(turn), np.sin(turn)]), pulls)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, found, strict=True)}


def _settled(places: Points, pulls: Mapping[tuple[int, int], float]) -> Points:
    """The places after as many rounds of ForceAtlas2 as the number of nodes allows."""
    count = len(places)
    one, other = np.array(list(pulls), dtype=np.intp).reshape(-1, 2).T
    weight = np.array(list(pulls.values()))[:, None]
    mass: Vector = np.bincount(np.concatenate([one, other]), minlength=count).astype(np.float64) + 1
    before, speed = np.zeros_like(places), 1.0
    for _ in range(min(400, max(100, 60_000 // count))):
        drawn = weight * (places[other] - places[one])
        force = _pushed(places, mass)
        np.add.at(force, one, drawn)
        np.subtract.at(force, other, drawn)
        swing, traction = _lengths(force - before), _lengths(force + before) / 2
        wanted = JITTER * float(mass @ traction) / max(float(mass @ swing), 1e-9)
        speed = min(wanted, 1.5 * speed)
        step = speed / (1 + speed * np.sqrt(mass * swing))
        places = places + force * np.minimum(step, 10 / np.maximum(_lengths(force), 1e-9))[:, None]
        before = force
    return places


def _pushed(places: Points, mass: Vector) -> Points:
    """The push of all others on each node, mass by mass over the distance, and the gravity of the middle."""
    x, y = places.T
    sums, weighed = np.column_stack([mass, mass[:, None] * places]), np.empty((len(places), 3))
    for start in range(0, len(places), ROWS):
        rows = slice(start, start + ROWS)
        near, aside = x[rows, None] - x, y[rows, None] - y
        near *= near
        aside *= aside
        near += aside
        np.maximum(near, 1e-4, out=near)
        np.divide(1.0, near, out=near)
        weighed[rows] = near @ sums
    weighed -= sums / 1e-4  # what each node, at no distance, would push itself
    centred = places - places.mean(axis=0)
    gravity = centred / np.maximum(_lengths(centred), 1e-9)[:, None]
    push: Points = mass[:, None] * (PUSH * (places * weighed[:, :1] - weighed[:, 1:]) - gravity)
    return push


def _lengths(vectors: Points) -> Vector:
    return np.hypot(vectors[:, 0], vectors[:, 1])


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


def apart(places: Points, sizes: Points, mobile: npt.NDArray[np.bool_] | None = None) -> Points:
    """The places with overlapping boxes pushed apart, each along the axis of the smaller overlap; only the mobile ones move."""
    places = places.copy()
    free = np.ones(len(places)) if mobile is None else mobile.astype(float)
    for _ in range(min(300, max(60, 120_000 // max(len(places), 1)))):
        one, other = _covering(places, sizes)
        movable = free[one] + free[other] > 0
        one, other = one[movable], other[movable]
        if not one.size:
            break
        gap = places[one] - places[other]
        depth, way = (sizes[one] + sizes[other]) / 2 - np.abs(gap), np.where(gap < 0, -1.0, 1.0)
        push = 0.6 * np.where(depth <= depth[:, ::-1], depth * way, 0.0)
        share = (free[one] / (free[one] + free[other]))[:, None]
        np.add.at(places, one, push * share)
        np.subtract.at(places, other, push * (1 - share))
    return places


def _covering(places: Points, sizes: Points) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The pairs of boxes that cover each other by more than half a pixel: a sweep from left to right."""
    order = np.argsort(places[:, 0], kind="stable")
    across, widest = places[order, 0], sizes[:, 0].max(initial=0.0)
    found = [(order[:0], order[:0])]
    for step in range(1, len(places)):
        near = across[step:] - across[:-step] < widest
        if not near.any():
            break
        one, other = order[:-step][near], order[step:][near]
        one, other = np.minimum(one, other), np.maximum(one, other)
        covered = ((sizes[one] + sizes[other]) / 2 - np.abs(places[one] - places[other]) > 0.5).all(axis=1)
        found.append((one[covered], other[covered]))
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


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
