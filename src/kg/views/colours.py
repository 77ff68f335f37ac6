"""Which colour a bloc has, so that blocs of one time are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def told_apart(lives: Mapping[int, Mapping[int, int]], most: int) -> dict[int, int]:
    """A colour, from 0, for each bloc: the least used of those that no bloc living at one of its steps has; the largest blocs choose first.

    A bloc's life is its number of members at each of its steps. Where all of the colours are taken, it has none.

    >>> told_apart({0: {1: 9, 2: 9}, 1: {1: 5}, 2: {2: 4}, 3: {2: 3}}, 2)
    {0: 0, 1: 1, 2: 1}
    """
    found: dict[int, int] = {}
    used: Counter[int] = Counter()
    for bloc in sorted(lives, key=lambda bloc: (-sum(lives[bloc].values()), bloc)):
        beside = {colour for other, colour in found.items() if lives[other].keys() & lives[bloc].keys()}
        free = [colour for colour in range(most) if colour not in beside]
        if free:
            found[bloc] = min(free, key=lambda colour: (used[colour], colour))
            used[found[bloc]] += 1
    return found
