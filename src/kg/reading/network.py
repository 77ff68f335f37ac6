"""A sentence's parts of speech, morphology and tree in one pass of a small network, in numpy alone.

Two layers of bidirectional LSTM over embedded words, and over them scorers: tags from tables, the tree by biaffine
attention (Dozat & Manning, "Deep Biaffine Attention for Neural Dependency Parsing", ICLR 2017), decoded as a maximum
spanning tree. `kg.reading.teaching` learns the weights, names being a further task that the network practises on; nothing here
needs what it needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.reading.spanning import spanning_tree

Array = NDArray[np.float32]

COLUMNS = ("form", "lemma", "tag", "end3", "end2", "end4", "start3", "shape", "name")
"""What the network sees of a word."""

UNKNOWN, PADDING = 1, 0
_WORDS_AT_ONCE = 1500


@dataclass(frozen=True)
class Inventory:
    """The network's alphabets: what it can see, column by column, and what it can say."""

    seen: list[dict[str, int]]
    deprels: list[str]
    upos: list[str]
    feats: list[str]
    entities: list[str]


@dataclass(frozen=True)
class Analysis:
    """What the network says of a sentence, word by word; the root's head is -1."""

    heads: list[int]
    deprels: list[str]
    upos: list[str]
    feats: list[str]


def shape(form: str) -> str:
    """The form's silhouette, runs cut at two.

    >>> shape("INF-Vertrag"), shape("1990er")
    ('XX-Xxx', 'ddxx')
    """
    drawn = ""
    for letter in form:
        sign = "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit() else letter
        if drawn[-2:] != sign * 2:
            drawn += sign
    return drawn[:8]


def columns(forms: Sequence[str], lemmas: Sequence[str], tags: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """The words' features, one list for each of COLUMNS."""
    lower = [form.lower() for form in forms]
    return [
        lower,
        list(lemmas),
        list(tags),
        [form[-3:] for form in lower],
        [form[-2:] for form in lower],
        [form[-4:] for form in lower],
        [form[:3] for form in lower],
        [shape(form) for form in forms],
        list(names),
    ]


def encode(sentence: Sequence[Sequence[str]], inventory: Inventory) -> list[list[int]]:
    """The sentence's columns in numbers."""
    return [[seen.get(word, UNKNOWN) for word in column] for seen, column in zip(inventory.seen, sentence, strict=True)]


class Network:
    """The weights and alphabets of a trained network."""

    def __init__(self, weights: dict[str, Array], inventory: Inventory) -> None:
        self.weights, self.inventory = weights, inventory
        labels = len(inventory.deprels)
        self._bilinear = np.ascontiguousarray(weights["UL"].transpose(1, 0, 2).reshape(-1, labels * weights["UL"].shape[2]))

    @classmethod
    def read(cls, folder: Path) -> Network:
        """The network saved in the folder."""
        with np.load(folder / "weights.npz") as stored:
            weights = {name: stored[name].astype(np.float32) for name in stored.files}
        return cls(weights, Inventory(**json.loads((folder / "inventory.json").read_text(encoding="utf-8"))))

    def write(self, folder: Path) -> None:
        """Save it in the folder, its weights in half precision."""
        folder.mkdir(parents=True, exist_ok=True)
        halved: dict[str, Any] = {name: weight.astype(np.float16) for name, weight in self.weights.items()}
        np.savez_compressed(folder / "weights.npz", **halved)
        (folder / "inventory.json").write_text(json.dumps(vars(self.inventory), ensure_ascii=False), encoding="utf-8")

    def analyse(self, sentences: Sequence[Sequence[Sequence[str]]]) -> list[Analysis]:
        """The analysis of each sentence, given as the `columns` of its words."""
        found: dict[int, Analysis] = {}
        for batch in _batches([len(sentence[0]) for sentence in sentences]):
            encoded = [encode(sentences[number], self.inventory) for number in batch]
            found.update(zip(batch, self._analyse(encoded), strict=True))
        return [found[number] for number in range(len(sentences))]

    def _analyse(self, encoded: list[list[list[int]]]) -> Iterator[Analysis]:
        lengths = [len(sentence[0]) for sentence in encoded]
        first, top = self._states(encoded, lengths)
        upos, feats = self._dense("pos", first), self._dense("mor", first)
        head_of, dependent = _leaky(self._dense("ah", top)), _leaky(self._dense("ad", top))
        label_head, label_dependent = _leaky(self._dense("lh", top)), _leaky(self._dense("ld", top))
        projected = dependent @ self.weights["U"]
        for row, length in enumerate(lengths):
            words, known = slice(1, length + 1), slice(0, length + 1)
            arcs = projected[row, words] @ head_of[row, known].T + head_of[row, known] @ self.weights["ub"]
            heads = spanning_tree(arcs - _log_sum(arcs))
            labels = self._labels(label_dependent[row, words], label_head[row, heads])
            told = self.inventory
            yield Analysis(
                [head - 1 for head in heads],
                _named(told.deprels, _root_apart(labels, heads, told.deprels.index("root"))),
                _named(told.upos, upos[row, words]),
                _named(told.feats, feats[row, words]),
            )

    def _labels(self, dependents: Array, heads: Array) -> Array:
        """The biaffine score of each label between a word and its head."""
        crossed = (dependents @ self._bilinear).reshape(len(dependents), -1, heads.shape[1])
        scores: Array = np.einsum("nlj,nj->nl", crossed, heads) + self._dense("lb", np.concatenate((dependents, heads), -1))
        return scores

    def _dense(self, name: str, values: Array) -> Array:
        result: Array = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def _states(self, encoded: list[list[list[int]]], lengths: list[int]) -> tuple[Array, Array]:
        """The states of the first and the last layer: sentences by words, the root before the first word."""
        ids = np.full((len(COLUMNS), len(encoded), max(lengths) + 1), PADDING)
        for row, sentence in enumerate(encoded):
            ids[:, row, 1 : lengths[row] + 1] = sentence
        states: Array = np.concatenate([self.weights[f"emb.{n}.weight"][ids[n]] for n in range(len(COLUMNS))], -1)
        states[:, 0] = self.weights["root"]
        states = np.tanh(self._dense("proj", states))
        present = (np.arange(states.shape[1])[:, None] <= np.array(lengths)[None, :]).astype(np.float32)
        first = None
        layer = 0
        while f"rnn.{layer}.weight_ih_l0" in self.weights:
            forward = self._direction(layer, "", states, present)
            backward = self._direction(layer, "_reverse", states, present)
            states = np.concatenate((forward, backward), -1)
            first = states if first is None else first
            layer += 1
        return (states if first is None else first), states

    def _direction(self, layer: int, suffix: str, states: Array, present: Array) -> Array:
        """One direction of an LSTM, gates in PyTorch's order: input, forget, cell, output."""
        weight = {part: self.weights[f"rnn.{layer}.{part}_l0{suffix}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        driven = (states @ weight["weight_ih"].T + weight["bias_ih"] + weight["bias_hh"]).transpose(1, 0, 2)
        width = weight["weight_hh"].shape[1]
        recurrent = np.ascontiguousarray(weight["weight_hh"].T)
        hidden = cell = np.zeros((states.shape[0], width), np.float32)
        outputs = np.empty((states.shape[1], states.shape[0], width), np.float32)
        times = range(states.shape[1])
        for time in reversed(times) if suffix else times:
            gates = driven[time] + hidden @ recurrent
            opened = 1 / (1 + np.exp(-gates))
            cell = opened[:, width : 2 * width] * cell + opened[:, :width] * np.tanh(gates[:, 2 * width : 3 * width])
            hidden = opened[:, 3 * width :] * np.tanh(cell)
            cell, hidden = cell * present[time][:, None], hidden * present[time][:, None]
            outputs[time] = hidden
        return outputs.transpose(1, 0, 2)


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Sentences of like length together, so that little is padded."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        batch.append(number)
        if len(batch) * lengths[number] >= _WORDS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _leaky(values: Array) -> Array:
    result: Array = np.where(values > 0, values, values * np.float32(0.1))
    return result


def _log_sum(scores: Array) -> Array:
    top = scores.max(-1, keepdims=True)
    result: Array = top + np.log(np.exp(scores - top).sum(-1, keepdims=True))
    return result


def _named(names: list[str], scores: Array) -> list[str]:
    return [names[best] for best in scores.argmax(-1)]


def _root_apart(scores: Array, heads: list[int], root: int) -> Array:
    """The label `root` for the root and for nothing else."""
    scores = scores.copy()
    is_root = np.array(heads) == 0
    scores[~is_root, root] = -np.inf
    scores[is_root, root] = np.inf
    return scores
