"""Statuses: what a small model makes of the stance that the rules of grammar give.

A multinomial logistic regression (maximum entropy: Berger, Della Pietra & Della Pietra, "A Maximum Entropy Approach to Natural Language
Processing", CL 22, 1996) over the status by rule, its reasons, and the words around and above what tells the relation. Learned from the
project's own sentences (`kg.extraction.teaching_statuses`), run here in numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.extraction.scene import Scene
from kg.extraction.stance.finding import Stance, reasons
from kg.extraction.statements import STATUSES
from kg.knowledge.lexicon import Frame
from kg.reading.sentences import Token

Array = NDArray[np.float32]
HEIGHT = 6
"""So many words above what tells the relation, itself counted, are looked at."""
_WORDS = frozenset(("aux", "cop", "advmod", "mark", "det", "case", "cc", "amod", "expl"))
_PARTS = frozenset(("AUX", "PART", "ADV", "SCONJ"))


@dataclass(frozen=True)
class Statuses:
    """The weights: a row of four log-odds, in the order of `STATUSES`, for each feature of the `vocabulary`, and a bias."""

    vocabulary: Mapping[str, int]
    weights: Array
    bias: Array

    def knows(self, relation: str) -> bool:
        """Whether the relation was taught; of one's own, the rules alone tell."""
        return f"relation={relation}" in self.vocabulary

    def revised(self, stance: Stance, scene: Scene, trigger: Token, frame: Frame, quoted: list[tuple[int, int]]) -> Stance:
        """The stance with the status that is most probable, by the rules' own and all that stands around."""
        rows = [row for f in features(stance, scene, trigger, frame, quoted) if (row := self.vocabulary.get(f)) is not None]
        best = int(np.argmax(self.weights[rows].sum(0) + self.bias))
        return replace(stance, status=STATUSES[best])


def features(stance: Stance, scene: Scene, trigger: Token, frame: Frame, quoted: list[tuple[int, int]]) -> list[str]:
    """The features of the trigger: status by rule with its reasons, relation, word, and the words and verb forms below and above it."""
    sentence, relation, rule, word = scene.sentence, frame.denotes, stance.status, trigger.lemma.lower()
    inside = any(start <= trigger.start < end for start, end in quoted)
    found = {f"rule={rule}", f"rule={rule},{relation}", f"relation={relation}", f"{relation},{trigger.upos},{rule}"}
    found |= {f"word={word}", f"word={word},{rule}", f"label={trigger.deprel}", f"quoted={inside}", f"end={sentence.tokens[-1].form}"}
    found |= {f"reason={status}" for status, _ in reasons(scene, trigger, frame)}
    chain = [trigger, *sentence.ancestors(trigger)][:HEIGHT]
    for height, token in enumerate(chain):
        if height:
            above = token.lemma.lower()
            found |= {f"above={above}", f"above={above},{min(height, 3)}", f"above={above},{chain[height - 1].deprel}"}
        found.update(_around(scene, token, relation, "0" if height == 0 else "+"))
    return sorted(found)


def _around(scene: Scene, token: Token, relation: str, place: str) -> Iterator[str]:
    """What depends on the token, and the verb's form."""
    for other in scene.sentence.dependents(token):
        label, lemma = other.deprel.partition(":")[0], other.lemma.lower()
        if label in _WORDS or other.upos in _PARTS:
            yield f"{place}{label}={lemma}"
            yield f"{label}={lemma}"
        if label == "obl" and other.upos == "NOUN":
            yield f"{place}obl noun={lemma}"
        if label in ("obj", "nsubj") and other.upos == "NOUN" and place == "+":
            yield f"{label} noun={lemma}"
        if label in ("parataxis", "ccomp", "advcl") and other.upos == "VERB":
            yield f"{label} verb={lemma},{other.index > token.index}"
        if label in ("aux", "cop") and token.upos in ("VERB", "AUX"):
            form = f"{lemma},{other.feats.get('Mood')},{other.feats.get('Tense')}"
            yield f"auxiliary={form}"
            yield f"auxiliary={form},{relation}"
    if token.upos in ("VERB", "AUX"):
        yield f"form{place}={token.feats.get('VerbForm')},{token.feats.get('Mood')},{token.feats.get('Tense')}"
