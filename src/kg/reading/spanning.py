"""The best tree over a table of scores.

Chu & Liu, "On the shortest arborescence of a directed graph", Scientia Sinica 14 (1965); Edmonds, "Optimum branchings" (1967).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_NEVER = -1e9
_ROOTS_TRIED = 4


def spanning_tree(scores: Scores) -> list[int]:
    """Each word's head in the best tree with one root; row `n` scores the heads of word `n + 1`, column 0 is the root.

    >>> spanning_tree(np.array([[0.0, 0.0, 5.0], [3.0, 6.0, 0.0]], dtype=np.float32))
    [2, 0]
    """
    size = len(scores) + 1
    square = np.full((size, size), _NEVER)
    square[1:] = scores
    np.fill_diagonal(square, _NEVER)
    best = _arborescence(square)
    roots = [word for word in range(1, size) if best[word] == 0]
    if len(roots) > 1:
        likely = sorted(roots, key=lambda word: -float(square[word, 0]))[:_ROOTS_TRIED]
        best = max((_rooted(square, root) for root in likely), key=lambda tree: _score(square, tree))
    return [int(head) for head in best[1:]]


def _rooted(square: NDArray[np.float64], root: int) -> NDArray[np.int64]:
    """The best tree whose only root is the word."""
    only = square.copy()
    only[1:, 0] = _NEVER / 100
    only[root, 0] = square[root, 0]
    return _arborescence(only)


def _score(square: NDArray[np.float64], tree: NDArray[np.int64]) -> float:
    return float(sum(square[word, tree[word]] for word in range(1, len(tree))))


def _arborescence(square: NDArray[np.float64]) -> NDArray[np.int64]:
    heads: NDArray[np.int64] = square.argmax(1)
    heads[0] = -1
    cycle = _cycle(heads)
    if not cycle:
        return heads
    rest = np.setdiff1d(np.arange(len(square)), cycle, assume_unique=True).tolist()
    merged = len(rest)
    kept = np.array([square[word, heads[word]] for word in cycle])
    entering = square[np.ix_(cycle, rest)] - kept[:, None]
    leaving = square[np.ix_(rest, cycle)]
    smaller = np.full((merged + 1, merged + 1), _NEVER)
    smaller[:merged, :merged] = square[np.ix_(rest, rest)]
    smaller[merged, :merged] = entering.max(0) + kept.sum()
    smaller[:merged, merged] = leaving.max(1)
    smaller[0] = _NEVER
    found = _arborescence(smaller)
    for place, word in enumerate(rest[1:], start=1):
        heads[word] = rest[found[place]] if found[place] != merged else cycle[int(leaving[place].argmax())]
    broken = cycle[int(entering[:, found[merged]].argmax())]
    heads[broken] = rest[found[merged]]
    return heads


def _cycle(heads: NDArray[np.int64]) -> list[int]:
    """The words of a cycle, in no order that matters; empty where there is none."""
    done = {0}
    for start in range(1, len(heads)):
        path, word = [], start
        while word not in done and word not in path:
            path.append(word)
            word = int(heads[word])
        if word not in done:
            return path[path.index(word) :]
        done.update(path)
    return []
