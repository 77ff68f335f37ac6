"""Learning the network's weights from trees and names.

The only module that needs PyTorch, which kg itself does not: `pip install torch` to train. A small treebank leaves a parser
unsure of much; several parsers that start from different seeds err in different places. `label` lets such teachers vote on
raw text, and a pupil that learns from their trees too comes close to all of them together, at the price of one
(Hinton, Vinyals & Dean, "Distilling the Knowledge in a Neural Network", 2015).
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]  # needed to train only, hence in no list of dependencies
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]  # the same

from kg.reading.network import COLUMNS, PADDING, UNKNOWN, Inventory, Network, encode
from kg.reading.treebank import UNSPECIFIED, Tree

_RAREST = {"form": 2, "lemma": 2, "tag": 1, "end3": 1, "end2": 1, "end4": 2, "start3": 2, "shape": 1, "name": 1}
_WIDTH = {"form": 96, "lemma": 96, "tag": 48, "end3": 32, "end2": 24, "end4": 48, "start3": 32, "shape": 24, "name": 16}
_HIDDEN, _LAYERS, _ARC, _LABEL = 200, 2, 256, 96
_WORDS_AT_ONCE, _RATE, _CLIP = 700, 2e-3, 5.0
_FORGET = 0.33


@dataclass(frozen=True)
class Lesson:
    """A sentence to learn from: its columns, and its tree, or its names, or both."""

    columns: list[list[str]]
    tree: Tree | None = None
    entities: list[str] | None = None


def inventory_of(lessons: Sequence[Lesson]) -> Inventory:
    """The alphabets of the lessons; what is too rare to learn is left out."""
    seen = []
    for number, column in enumerate(COLUMNS):
        counts = Counter(word for lesson in lessons for word in lesson.columns[number])
        kept = sorted(word for word, count in counts.items() if count >= _RAREST[column])
        seen.append({word: place for place, word in enumerate(kept, start=UNKNOWN + 1)})
    trees = [lesson.tree for lesson in lessons if lesson.tree]
    return Inventory(
        seen,
        sorted({label for tree in trees for label in tree.deprels}),
        sorted({upos for tree in trees for upos in tree.upos if upos}),
        sorted({feats for tree in trees for feats in tree.feats if feats != UNSPECIFIED}),
        sorted({tag for lesson in lessons for tag in lesson.entities or ["O"]}),
    )


class _Model(nn.Module):  # type: ignore[misc]  # of unknown type where PyTorch is absent
    """The network of `kg.reading.network`, in a form that can learn; its parameters have the same names."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__()
        wide, labels = 2 * _HIDDEN, len(inventory.deprels)
        self.emb = nn.ModuleList(nn.Embedding(len(seen) + 2, _WIDTH[c]) for seen, c in zip(inventory.seen, COLUMNS, strict=True))
        for table in self.emb:
            nn.init.normal_(table.weight, std=0.3)
        total = sum(_WIDTH.values())
        self.root = nn.Parameter(torch.randn(total) * 0.1)
        self.proj = nn.Linear(total, wide)
        self.rnn = nn.ModuleList(nn.LSTM(wide, _HIDDEN, bidirectional=True, batch_first=True) for _ in range(_LAYERS))
        self.ah, self.ad = nn.Linear(wide, _ARC), nn.Linear(wide, _ARC)
        self.lh, self.ld = nn.Linear(wide, _LABEL), nn.Linear(wide, _LABEL)
        self.U = nn.Parameter(nn.init.xavier_uniform_(torch.zeros(_ARC, _ARC)))
        self.ub = nn.Parameter(torch.zeros(_ARC))
        self.UL = nn.Parameter(torch.randn(labels, _LABEL, _LABEL) * 0.02)
        self.lb = nn.Linear(2 * _LABEL, labels)
        self.pos, self.mor = nn.Linear(wide, len(inventory.upos)), nn.Linear(wide, len(inventory.feats))
        self.ner = nn.Linear(2 * wide, len(inventory.entities))

    def forward(self, ids: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """Scores of arcs, tags and names, and what `labels` needs."""
        embedded = torch.cat([self._blinded(n, table(ids[n])) for n, table in enumerate(self.emb)], -1)
        embedded[:, 0] = self.root
        states = torch.tanh(self.proj(self._shared_dropout(embedded, 0.2)))
        layers = []
        for rnn in self.rnn:
            packed = nn.utils.rnn.pack_padded_sequence(self._shared_dropout(states), lengths, batch_first=True, enforce_sorted=False)
            states, _ = nn.utils.rnn.pad_packed_sequence(rnn(packed)[0], batch_first=True)
            layers.append(states)
        low, top = self._shared_dropout(layers[0]), self._shared_dropout(layers[-1])
        head, dependent, label_head, label_dependent = (self._scorer(part, top) for part in (self.ah, self.ad, self.lh, self.ld))
        arcs = dependent @ self.U @ head.transpose(1, 2) + (head @ self.ub)[:, None, :]
        beyond = torch.arange(ids.shape[2])[None, None, :] >= lengths[:, None, None]
        names = self.ner(torch.cat((low, top), -1))
        return {
            "arcs": arcs.masked_fill(beyond, -1e9), "head": label_head, "dependent": label_dependent,
            "pos": self.pos(low), "mor": self.mor(low), "ner": names,
        }  # fmt: skip

    def labels(self, heads: Tensor, scored: dict[str, Tensor]) -> Tensor:
        """The score of each label for each word under the head given."""
        chosen = torch.gather(scored["head"], 1, heads[..., None].expand(-1, -1, _LABEL))
        crossed = torch.einsum("bti,lij,btj->btl", scored["dependent"], self.UL, chosen)
        return crossed + self.lb(torch.cat((scored["dependent"], chosen), -1))

    def _scorer(self, part: nn.Module, states: Tensor) -> Tensor:
        return self._shared_dropout(functional.leaky_relu(part(states), 0.1))

    def _shared_dropout(self, values: Tensor, rate: float = _FORGET) -> Tensor:
        """Dropout that forgets the same units at each word of a sentence."""
        if not self.training:
            return values
        return values * ((torch.rand(values.shape[0], 1, values.shape[2]) > rate) / (1 - rate))

    def _blinded(self, number: int, values: Tensor) -> Tensor:
        """The column's vectors, some words' of them hidden, so that none is relied on alone."""
        if not self.training:
            return values
        rate = 0.25 if COLUMNS[number] in {"form", "lemma"} else 0.1
        return values * (torch.rand(values.shape[:2]) > rate)[..., None]


def fit(lessons: Sequence[Lesson], epochs: int, seed: int, report: Callable[[str], None] = print) -> Network:
    """The network learned from the lessons."""
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311  # an order of lessons, no secret
    torch.set_num_threads(1)
    inventory = inventory_of(lessons)
    model = _Model(inventory)
    optimizer = torch.optim.Adam(model.parameters(), lr=_RATE, betas=(0.9, 0.95))
    encoded = [_encoded(lesson, inventory) for lesson in lessons]
    words = sum(len(item["ids"][0]) for item in encoded)
    steps, step = math.ceil(words / _WORDS_AT_ONCE) * epochs, 0
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for batch in _batches(encoded, rng):
            step += 1
            rate = 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * min(1, step / steps)))
            for group in optimizer.param_groups:
                group["lr"] = _RATE * min(1, step / 60) * rate
            loss = _loss(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
            optimizer.step()
            total += loss.item()
        report(f"epoch {epoch + 1} of {epochs}: loss {total:.0f}")
    return Network({name: value.detach().numpy() for name, value in model.state_dict().items()}, inventory)


def _encoded(lesson: Lesson, inventory: Inventory) -> dict[str, Any]:
    """The lesson in numbers; -1 where it says nothing."""
    length = len(lesson.columns[0])
    nothing = [-1] * length
    item: dict[str, Any] = {
        "ids": encode(lesson.columns, inventory),
        "heads": nothing, "deprels": nothing, "upos": nothing, "feats": nothing, "entities": nothing,
    }  # fmt: skip
    if lesson.tree:
        item["heads"] = [head + 1 for head in lesson.tree.heads]
        for name in ("deprels", "upos", "feats"):
            item[name] = _places(getattr(lesson.tree, name), getattr(inventory, name))
    if lesson.entities:
        item["entities"] = _places(lesson.entities, inventory.entities)
    return item


def _places(values: Sequence[str], alphabet: list[str]) -> list[int]:
    place = {value: number for number, value in enumerate(alphabet)}
    return [place.get(value, -1) for value in values]


def _batches(encoded: list[dict[str, Any]], rng: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Sentences of like length together, in random order."""
    order = rng.sample(encoded, len(encoded))
    sorted_runs = (sorted(order[n : n + 400], key=lambda item: len(item["ids"][0])) for n in range(0, len(order), 400))
    batches: list[list[dict[str, Any]]] = [[]]
    filled = 0
    for run in sorted_runs:
        for item in run:
            if filled >= _WORDS_AT_ONCE:
                batches.append([])
                filled = 0
            batches[-1].append(item)
            filled += len(item["ids"][0])
    rng.shuffle(batches)
    return iter(batches)


def _loss(model: _Model, batch: list[dict[str, Any]]) -> Tensor:
    lengths = torch.tensor([len(item["ids"][0]) + 1 for item in batch])
    ids = torch.full((len(COLUMNS), len(batch), int(lengths.max())), PADDING)
    for row, item in enumerate(batch):
        ids[:, row, 1 : lengths[row]] = torch.tensor(item["ids"])
    scored = model(ids, lengths)
    gold = {name: _padded([item[name] for item in batch], ids.shape[2]) for name in ("heads", "deprels", "upos", "feats", "entities")}
    scores = {
        "heads": scored["arcs"], "deprels": model.labels(gold["heads"].clamp(min=0), scored),
        "upos": scored["pos"], "feats": scored["mor"], "entities": scored["ner"],
    }  # fmt: skip
    weight = {"heads": 1.0, "deprels": 1.0, "upos": 0.3, "feats": 0.3, "entities": 0.5}
    parts = [weight[name] * _cross_entropy(scores[name], gold[name]) for name in scores if bool((gold[name] >= 0).any())]
    return torch.stack(parts).sum()


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), gold.reshape(-1), ignore_index=-1)


def _padded(rows: list[list[int]], width: int) -> Tensor:
    padded = np.full((len(rows), width), -1)
    for number, row in enumerate(rows):
        padded[number, 1 : len(row) + 1] = row
    return torch.from_numpy(padded)
