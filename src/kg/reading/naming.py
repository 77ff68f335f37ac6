"""Names of people, organizations and places: the most probable tags of a sentence, by what is known of each word and its neighbours.

A conditional random field (Lafferty, McCallum & Pereira, ICML 2001) whose features are traits of single words at most two places
away, so that all that a word says of its surroundings is one small table, made when the word is met for the first time.
`kg.reading.name_teaching` learns the weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kg.reading.network import Array, shape
from kg.reading.tagging import mark_names

REACH = 2
"""How many places away a word's traits count."""

_IMPOSSIBLE = -1e4
_NAMES_OF_PEOPLE_OR_PLACES = "FLPpS"


@dataclass(frozen=True)
class Lists:
    """What is known beforehand: letters for the lists that a word in lower case is on, kinds of names of several words, and the
    kinds that the last part of a compound tells (*Wetter-behörde*: `org`).
    """

    words: dict[str, str]
    phrases: dict[str, str]
    heads: dict[str, str]


def traits(word: str, tag: str, lists: Lists) -> tuple[list[str], list[str], list[str]]:
    """What is to be said of a word with this STTS tag: on its own behalf, to its neighbours, and to those beyond them.

    >>> traits("Kai", "NE", Lists({"kai": "F"}, {}, {}))[2]
    ['w=kai', 't=NE', 'l=F']
    """
    lower, outline = word.lower(), shape(word)
    named = word[:1].isupper()
    letters = _letters(lower, lists) if named else "".join(x for x in lists.words.get(lower, "") if x not in _NAMES_OF_PEOPLE_OR_PLACES)
    far = ["w=" + lower, "t=" + tag, "l=" + letters]
    near = [*far, "s=" + outline, *("f=" + letter for letter in letters)]
    own = [*near, f"tl={tag}{letters}", f"sl={outline}{letters}"]
    if len(lower) > 4:
        near.append("x=" + lower[-3:])
    if named and (head := _head(lower, lists.heads)):
        near.append("h=" + lists.heads[head])
        own += ["h=" + lists.heads[head], "e=" + head]
    if named or word[:1].isdigit():
        own += [f"a{n}={lower[:n]}" for n in (2, 3, 4)] + [f"z{n}={lower[-n:]}" for n in (1, 2, 3, 4, 5)]
    return own, near, far


def described(words: Sequence[str], tags: Sequence[str], lists: Lists) -> list[list[str]]:
    """All that is said of each word of a sentence: traits with the place of the word that has them, counted from here."""
    said = [traits(word, tag, lists) for word, tag in zip(words, tags, strict=True)]
    found = []
    for here, heard in enumerate(surroundings(words, lists)):
        told = list(heard)
        for place in range(-REACH, REACH + 1):
            inside = 0 <= here + place < len(words)
            told += [f"{place}{trait}" for trait in said[here + place][abs(place)]] if inside else [f"{place}END"]
        found.append(told)
    return found


def surroundings(words: Sequence[str], lists: Lists) -> list[list[str]]:
    """For each word the known name of several words that it belongs to and, if it has a capital, what stands around the words with
    capitals that it is among: the words before and behind them, and the lists that the last of them is on.
    """
    capital = [word[:1].isupper() for word in words]
    found = [[f"ph={mark}"] if mark != "-" else [] for mark in mark_names(words, lists.phrases)]
    start = 0
    while start < len(words):
        end = start + 1
        while capital[start] and end < len(words) and capital[end]:
            end += 1
        if capital[start]:
            before = words[start - 1].lower() if start else ""
            behind = words[end].lower() if end < len(words) else ""
            last = _letters(words[end - 1].lower(), lists)
            for here in range(start, end):
                found[here] += [f"before={before}|{here - start}", f"behind={behind}", f"last={last}|{end - 1 - here}"]
        start = end
    return found


class Namer:
    """The weights of what is said of words, those of one tag behind another, and the lists that are known."""

    def __init__(self, tags: list[str], weights: Mapping[str, Array], steps: Array, lists: Lists) -> None:
        self.tags, self.weights, self.steps, self.lists = tags, weights, steps, lists
        self._nothing = np.zeros(len(tags), np.float32)
        self._outside = np.stack([weights.get(f"{place}END", self._nothing) for place in range(-REACH, REACH + 1)])
        self._table = lru_cache(maxsize=100_000)(self._new_table)

    @classmethod
    def read(cls, folder: Path) -> Namer:
        """The weights and lists saved in the folder."""
        told = json.loads((folder / "naming.json").read_text(encoding="utf-8"))
        lists = Lists(**{name: _ungrouped(told[name]) for name in ("words", "phrases", "heads")})
        with np.load(folder / "naming.npz") as stored:
            table, steps = stored["weights"].astype(np.float32), stored["steps"].astype(np.float32)
        return cls(told["tags"], dict(zip(told["traits"], table, strict=True)), steps, lists)

    def write(self, folder: Path) -> None:
        """Save them in the folder, the weights in half precision."""
        known = {name: _grouped(listed) for name, listed in vars(self.lists).items()}
        told = {"tags": self.tags, "traits": list(self.weights), **known}
        (folder / "naming.json").write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        table = np.array(list(self.weights.values()), np.float16)
        np.savez_compressed(folder / "naming.npz", weights=table, steps=self.steps.astype(np.float16))

    def entities(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The IOB2 tag of each word, given the STTS tags."""
        outside = [self._outside] * REACH
        tables = np.stack([*outside, *(self._table(word, tag) for word, tag in zip(words, tags, strict=True)), *outside])
        total = np.zeros((len(words), len(self.tags)), np.float32)
        for row in range(2 * REACH + 1):
            total += tables[row : row + len(words), row]
        for here, heard in enumerate(surroundings(words, self.lists)):
            for trait in heard:
                if (weight := self.weights.get(trait)) is not None:
                    total[here] += weight
        return best_tags(total, self.tags, self.steps)

    def _new_table(self, word: str, tag: str) -> Array:
        """What the word adds to each tag of the words around it: for those behind it (it stands before them) first."""
        said, get = traits(word, tag, self.lists), self.weights.get
        table = np.zeros((2 * REACH + 1, len(self.tags)), np.float32)
        for row, place in enumerate(range(-REACH, REACH + 1)):
            for trait in said[abs(place)]:
                if (weight := get(f"{place}{trait}")) is not None:
                    table[row] += weight
        return table


def best_tags(scores: Array, tags: Sequence[str], steps: Array) -> list[str]:
    """The sequence of IOB2 tags with the highest sum of scores and steps, in which no `I-` stands without its `B-` (Viterbi)."""
    barred = steps + allowed_steps(tags)
    total = scores[0] + np.array([_IMPOSSIBLE if tag.startswith("I-") else 0 for tag in tags], np.float32)
    back = []
    for row in scores[1:]:
        paths = total[:, None] + barred
        back.append(paths.argmax(0))
        total = paths.max(0) + row
    best = [int(total.argmax())]
    for step in reversed(back):
        best.append(int(step[best[-1]]))
    return [tags[number] for number in reversed(best)]


def allowed_steps(tags: Sequence[str]) -> Array:
    """Nought from each tag (row) to each that may follow it, very little to an `I-` of another kind."""
    allowed = [[not now.startswith("I-") or before[1:] == now[1:] for now in tags] for before in tags]
    return np.where(np.array(allowed), np.float32(0), np.float32(_IMPOSSIBLE))


def _letters(lower: str, lists: Lists) -> str:
    """The lists that the word is on, seen through a genitive's ending."""
    return lists.words.get(lower) or (lists.words.get(lower[:-1], "") if len(lower) > 4 and lower[-1] in "s'’" else "")


def _head(lower: str, heads: Mapping[str, str]) -> str | None:
    """The longest known word that the compound ends in, seen through an inflection."""
    stem = lower[: -2 if lower.endswith(("es", "en")) else -1] if lower[-1:] in "snem" else lower
    for form in dict.fromkeys((lower, stem)):
        for length in range(min(12, len(form) - 2), 3, -1):
            if form[-length:] in heads:
                return form[-length:]
    return None


def _grouped(listed: Mapping[str, str]) -> dict[str, list[str]]:
    """Keys by value, which is shorter."""
    groups: dict[str, list[str]] = {}
    for key in sorted(listed):
        groups.setdefault(listed[key], []).append(key)
    return groups


def _ungrouped(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: value for value, keys in groups.items() for key in keys}
