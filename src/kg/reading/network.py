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
        packed = _Packed.of([len(sentence[0]) for sentence in encoded])
        first, top = self._states(encoded, packed)
        upos, feats = self._dense("pos", first), self._dense("mor", first)
        head_of, dependent = _leaky(self._dense("ah", top)), _leaky(self._dense("ad", top))
        label_head, label_dependent = _leaky(self._dense("lh", top)), _leaky(self._dense("ld", top))
        projected = dependent @ self.weights["U"]
        for known in packed.places:
            words = known[1:]
            arcs = projected[words] @ head_of[known].T + head_of[known] @ self.weights["ub"]
            heads = spanning_tree(arcs - _log_sum(arcs))
            labels = self._labels(label_dependent[words], label_head[known[heads]])
            told = self.inventory
            yield Analysis(
                [head - 1 for head in heads],
                _named(told.deprels, _root_apart(labels, heads, told.deprels.index("root"))),
                _named(told.upos, upos[words]),
                _named(told.feats, feats[words]),
            )

    def _labels(self, dependents: Array, heads: Array) -> Array:
        """The biaffine score of each label between a word and its head."""
        crossed = (dependents @ self._bilinear).reshape(len(dependents), -1, heads.shape[1])
        scores: Array = np.einsum("nlj,nj->nl", crossed, heads) + self._dense("lb", np.concatenate((dependents, heads), -1))
        return scores

    def _dense(self, name: str, values: Array) -> Array:
        result: Array = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def _states(self, encoded: list[list[list[int]]], packed: _Packed) -> tuple[Array, Array]:
        """The states of the first and the last layer, a row for each word and for the root before the first."""
        ids = np.full((len(COLUMNS), sum(packed.counts)), PADDING)
        for places, sentence in zip(packed.places, encoded, strict=True):
            ids[:, places[1:]] = sentence
        states: Array = np.concatenate([self.weights[f"emb.{n}.weight"][ids[n]] for n in range(len(COLUMNS))], -1)
        states[: packed.counts[0]] = self.weights["root"]
        states = np.tanh(self._dense("proj", states))
        first = None
        layer = 0
        while f"rnn.{layer}.weight_ih_l0" in self.weights:
            forward = self._direction(layer, "", states, packed)
            backward = self._direction(layer, "_reverse", states, packed)
            states = np.concatenate((forward, backward), -1)
            first = states if first is None else first
            layer += 1
        return (states if first is None else first), states

    def _direction(self, layer: int, suffix: str, states: Array, packed: _Packed) -> Array:
        """One direction of an LSTM, gates in PyTorch's order: input, forget, cell, output."""
        weight = {part: self.weights[f"rnn.{layer}.{part}_l0{suffix}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        driven = states @ weight["weight_ih"].T + (weight["bias_ih"] + weight["bias_hh"])
        width = weight["weight_hh"].shape[1]
        recurrent = np.ascontiguousarray(weight["weight_hh"].T)
        hidden, cell = np.zeros((2, packed.counts[0], width), np.float32)
        outputs = np.empty((len(states), width), np.float32)
        ends = np.cumsum(packed.counts)
        steps = list(zip(ends - packed.counts, ends, packed.counts, strict=True))
        for begin, end, count in reversed(steps) if suffix else steps:
            gates = driven[begin:end] + hidden[:count] @ recurrent
            opened = 1 / (1 + np.exp(-gates))
            cell[:count] = opened[:, width : 2 * width] * cell[:count] + opened[:, :width] * np.tanh(gates[:, 2 * width : 3 * width])
            hidden[:count] = opened[:, 3 * width :] * np.tanh(cell[:count])
            outputs[begin:end] = hidden[:count]
        return outputs


@dataclass(frozen=True)
class _Packed:
    """Where the words of sentences of falling length stand, each with its root, in one sequence step by step: PyTorch's PackedSequence.

    `counts` says how many sentences go as far as each step, `places` where the words of each sentence are.
    """

    counts: list[int]
    places: list[NDArray[np.intp]]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> _Packed:
        steps = range(max(lengths) + 1)
        counts = [sum(length >= step for length in lengths) for step in steps]
        begins = np.cumsum([0, *counts[:-1]])
        return cls(counts, [begins[: length + 1] + row for row, length in enumerate(lengths)])


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Sentences of like length together, the longest first."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        batch.append(number)
        if len(batch) * lengths[batch[0]] >= _WORDS_AT_ONCE:
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
