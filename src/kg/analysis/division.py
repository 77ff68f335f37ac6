"""The best division of a signed block in two: a search, cycles, a linear and an integer programme.

A tabu search finds a good division. Each unbalanced cycle must contain a tie that contradicts the division: the linear programme of these
conditions bounds the cost from below. It gets ever more cycles, the shortest for its present solution, found in the signed double
cover; rounding the solution gives better divisions. What then stands open goes to HiGHS as an integer programme, which is asked for a
division better than the best known.

Aref, Mason & Wilson, "A modeling and computational study of the frustration index in signed networks", Networks 75 (2020); for the
cycles Barahona & Mahjoub, "On the cut polytope", Mathematical Programming 36 (1986).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from time import thread_time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree

STARTS = 5
"""So many divisions along random trees begin the search."""
PATIENCE = 300
"""The search ends when so many moves have brought nothing better."""
CYCLES = 50_000
"""With more cycles no programme is solved: it would not watch its time while it is set up. The bound is then that of the packed cycles,
which are not kept."""
NEAR = 1e-6
"""Two costs nearer than this are the same."""
LOOSE = 1e-4
"""A linear programme's value may be wrong by so many grains."""
TINY = 1e-7
"""Added to each length: of two cycles equally short, that of fewer ties is taken."""

Cycle = tuple[int, ...]
Sides = NDArray[np.int8]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the graph without a cut vertex: its nodes are numbers below `size`, its ties stand in order.

    `around` gives the tie to each neighbour of a node. The heaviest tie has the weight 1; all sums of weights are multiples of `grain`.
    """

    size: int
    ends: NDArray[np.int32]
    signs: Values
    weights: Values
    grain: float
    around: tuple[dict[int, int], ...]

    def contradicted(self, sides: Sides) -> NDArray[np.intp]:
        """The ties that contradict the sides (1 and -1)."""
        return np.flatnonzero(self.signs * sides[self.ends[0]] * sides[self.ends[1]] < 0)

    def cost(self, sides: Sides) -> float:
        """The weight of the ties that contradict the sides."""
        return float(self.weights[self.contradicted(sides)].sum())

    def raised(self, bound: float) -> float:
        """The least possible cost that is not below the bound."""
        return ceil(bound / self.grain - LOOSE) * self.grain if self.grain else bound


@dataclass(frozen=True, slots=True)
class Start:
    """Where a search may begin: a division, and unbalanced cycles, each by its ties in order."""

    sides: Sides
    cycles: frozenset[Cycle]


def best_division(block: Block, deadline: float, start: Start | None = None) -> tuple[Sides, float, set[Cycle]]:
    """The best division found, a bound below which none costs, and up to `CYCLES` unbalanced cycles that prove it or much of it."""
    random = np.random.default_rng(0)
    count = len(block.signs)
    starts = [_along_tree(block, random.random(count)) for _ in range(1 if start else STARTS)]
    if not block.cost(starts[0]):
        return starts[0], 0.0, set()
    sides = min((_searched(block, sides) for sides in ([start.sides] if start else starts)), key=block.cost)
    nodes = sorted(set(block.ends[0][block.contradicted(sides)].tolist()))
    cycles = {*_triangles(block, sides), *_short_cycles(block, nodes, np.zeros(count), deadline)} | (start.cycles if start else set())
    bound = block.raised(_packed(block, cycles))

    def is_open() -> bool:
        return bound < block.cost(sides) - NEAR and len(cycles) <= CYCLES and thread_time() < deadline

    new, parts = cycles, np.zeros(count)
    while new and is_open():
        parts, value = _relaxed(block, cycles, deadline)
        bound = max(bound, block.raised(value))
        if is_open():
            sides = min(sides, _searched(block, _along_tree(block, parts)), key=block.cost)
            new = set(_short_cycles(block, nodes, parts, deadline)) - cycles
            cycles |= new
    if is_open():
        sides, value = _bettered(block, sides, cycles, deadline)
        bound = max(bound, block.raised(value))
    if len(cycles) > CYCLES:
        return sides, bound, set()
    return sides, bound, {cycle for cycle in cycles if parts[list(cycle)].sum() < 1 + NEAR}


def along(size: int, ends: NDArray[np.int32], signs: Values) -> Sides:
    """The sides (1 and -1) that no tie of a balanced graph contradicts; the first node of each connected part is on side 1."""
    _, layers = connected_components(_cover(size, ends, signs, np.ones(len(signs))), directed=False)
    return np.where(layers[:size] < layers[size:], 1, -1).astype(np.int8)


def _cover(size: int, ends: NDArray[np.int32], signs: Values, lengths: Values) -> sparse.csr_array[np.float64]:
    """The signed double cover: each node i also as i + size; a positive tie joins its ends within both layers, a negative one across.

    A closed walk is unbalanced where its lift leads from i to i + size.
    """
    across = np.where(signs < 0, size, 0)
    one, other = ends
    rows = np.concatenate([one, other, one + size, other + size]).astype(np.int32)
    columns = np.concatenate([other + across, one + across, other + size - across, one + size - across]).astype(np.int32)
    return sparse.csr_array((np.tile(lengths, 4), (rows, columns)), shape=(2 * size, 2 * size))


def _along_tree(block: Block, lengths: Values) -> Sides:
    """The sides that no tie of the shortest spanning tree contradicts."""
    numbered = sparse.csr_array((lengths + TINY, tuple(block.ends)), shape=(block.size, block.size))
    tree = minimum_spanning_tree(numbered).tocoo()
    ties = [block.around[a][b] for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True)]
    return along(block.size, block.ends[:, ties], block.signs[ties])


def _searched(block: Block, sides: Sides) -> Sides:
    """The best division met by a tabu search: the node whose move helps most (or harms least) moves and then rests for a while.

    Glover, "Tabu search, part I", ORSA Journal on Computing 1 (1989).
    """
    random = np.random.default_rng(0)
    pull = sparse.csr_array((block.signs * block.weights, tuple(block.ends)), shape=(block.size, block.size))
    pull = (pull + pull.T).tocsr()
    starts, neighbours, strengths = pull.indptr.tolist(), pull.indices, pull.data
    sides = sides.astype(np.float64)
    held = sides * (pull @ sides)
    rests = np.zeros(block.size)
    best, gained, least, move, last = sides.copy(), 0.0, 0.0, 0, 0
    while move - last <= PATIENCE:
        move += 1
        node = int(held.argmin())
        if gained + held[node] > least - NEAR:
            node = int(np.where(rests < move, held, np.inf).argmin())
        gained += held[node]
        near = slice(starts[node], starts[node + 1])
        sides[node] = -sides[node]
        held[neighbours[near]] += 2 * sides[node] * strengths[near] * sides[neighbours[near]]
        held[node] = -held[node]
        rests[node] = move + block.size // 20 + random.integers(10)
        if gained < least - NEAR:
            best, least, last = sides.copy(), gained, move
    return best.astype(np.int8)


def _triangles(block: Block, sides: Sides) -> Iterator[Cycle]:
    """The unbalanced triangles: in each a tie contradicts the sides."""
    signs = block.signs.tolist()
    for tie in block.contradicted(sides).tolist():
        one, other = (block.around[node] for node in block.ends[:, tie].tolist())
        for node in one.keys() & other.keys():
            if signs[tie] * signs[one[node]] * signs[other[node]] < 0:
                yield tuple(sorted((tie, one[node], other[node])))


def _short_cycles(block: Block, nodes: Iterable[int], lengths: Values, deadline: float) -> Iterator[Cycle]:
    """For each node, until time runs out, a shortest unbalanced closed walk, if shorter than 1; a tie walked twice is left out."""
    cover = _cover(block.size, block.ends, block.signs, lengths + TINY)
    for node in nodes:
        if thread_time() > deadline:
            return
        (distances,), (previous,) = dijkstra(cover, indices=[node], return_predecessors=True, limit=1.0)
        if distances[node + block.size] < 1 - 1000 * TINY:
            walk = [node + block.size]
            while walk[-1] != node:
                walk.append(int(previous[walk[-1]]))
            times = Counter(block.around[a % block.size][b % block.size] for a, b in pairwise(walk))
            yield tuple(sorted(tie for tie, count in times.items() if count % 2))


def _packed(block: Block, cycles: Iterable[Cycle]) -> float:
    """The weight of unbalanced cycles that share no tie, for each must lose one; a tie's weight may be split among several."""
    left, total = block.weights.tolist(), 0.0
    for cycle in sorted(sorted(cycles), key=len):
        least = min(left[tie] for tie in cycle)
        if least:
            for tie in cycle:
                left[tie] -= least
            total += least
    return total


def _hits(cycles: Iterable[Cycle], columns: int) -> sparse.csr_array[np.float64]:
    """One row for each cycle, with 1 for each of its ties."""
    rows = sorted(cycles)
    ties = np.array([tie for cycle in rows for tie in cycle], dtype=np.int32)
    return sparse.csr_array((np.ones(len(ties)), ties, np.cumsum([0, *map(len, rows)])), shape=(len(rows), columns))


def _relaxed(block: Block, cycles: Iterable[Cycle], deadline: float) -> tuple[Values, float]:
    """The linear programme: parts of ties that in each cycle sum up to 1 or more, and their least weight; zeros if time runs out."""
    hits = _hits(cycles, len(block.signs))
    used = np.unique(hits.indices)
    found = linprog(  # type: ignore[call-overload]  # the stubs know of no sparse matrix here
        block.weights[used],
        A_ub=-hits[:, used],
        b_ub=-np.ones(hits.shape[0]),
        bounds=(0, 1),
        method="highs-ipm",
        options={"time_limit": max(0.0, deadline - thread_time())},
    )
    parts = np.zeros(len(block.signs))
    if found.status:
        return parts, 0.0
    parts[used] = np.clip(found.x, 0, 1)
    return parts, float(found.fun)


def _bettered(block: Block, sides: Sides, cycles: Iterable[Cycle], deadline: float) -> tuple[Sides, float]:
    """The integer programme: a best division, if one is better than this, and the bound proven.

    A node's variable is 1 if it changes sides. A tie's is not below |x - y|, for those of its ends, if the sides agree with it now, and
    not below |1 - x - y| if they contradict it. One node of most ties stays where it is.
    """
    count = len(block.signs)
    agree = block.signs * sides[block.ends[0]] * sides[block.ends[1]]
    entries = (np.concatenate([np.ones(count), -agree]), (np.tile(np.arange(count), 2), block.ends.ravel()))
    ties, change = sparse.eye_array(count), sparse.csr_array(entries, shape=(count, block.size))
    costs = np.concatenate([block.weights, np.zeros(block.size)])
    most = np.ones(len(costs))
    most[count + int(np.argmax([len(near) for near in block.around]))] = 0
    found = milp(
        costs,
        constraints=[
            LinearConstraint(sparse.hstack([ties, -change]), (agree - 1) / 2),
            LinearConstraint(sparse.hstack([ties, change]), (1 - agree) / 2),
            LinearConstraint(_hits(cycles, len(costs)), 1),
            LinearConstraint(costs, ub=block.cost(sides) - max(block.grain - NEAR, NEAR)),
        ],
        bounds=Bounds(0, most),
        integrality=np.repeat([0, 1], [count, block.size]),
        options={"time_limit": max(0.0, deadline - thread_time()), "mip_rel_gap": 0},
    )
    if found.x is not None:
        sides = min(sides, np.where(found.x[count:] > 0.5, -sides, sides), key=block.cost)
    solved = found.status in (0, 2)  # 2: there is none better
    return sides, block.cost(sides) if solved else max(0.0, found.mip_dual_bound or 0.0)
