"""Learning to find names from the files of GermEval 2014: the weights of `kg.reading.naming`.

Sentences are learned again with other names in them, which the lists know: seven thousand sentences name few of the world's
cities and companies. Which names, chance decides; the weights are the mean of those learned from several draws.

The only module that needs python-crfsuite, which kg itself does not: `pip install kg[train]` to train.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pycrfsuite  # type: ignore[import-not-found]  # needed to train only

from kg.errors import DocumentError
from kg.reading.naming import Lists, Namer, described
from kg.reading.network import Array
from kg.reading.scoring import spans
from kg.reading.tagging import tag_words
from kg.reading.treebank import canonical

KINDS = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "OTH": "MISC"}
"""GermEval's four kinds of names under CoNLL's."""

_PARAMETERS = {"c1": 1.0, "c2": 0.01, "max_iterations": 100, "feature.minfreq": 2, "feature.possible_transitions": True}
_HYPHENED = re.compile(r"[\w.'’]+(?:-[\w.'’]+)+")
_AS_ADJECTIVES = {"US", "USA", "EU", "UN", "UNO", "DDR", "SS"}
"""Abbreviations that before a hyphen only tell whose something is: in *US-Armee* Universal NER sees no name."""

_DRAWS = 3
_OTHER_NAMES = 0.6
"""Share of the sentences with names that are learned again with other names."""

_LISTS_OF = {"PER": "LLLF", "LOC": "CCRPPpGG", "ORG": "O"}
"""The lists that other names of one word come from, the oftener named the oftener: letters of `kg.reading.namelists.LETTERS`."""

Named = tuple[list[str], list[str]]


def read_named(path: Path) -> Iterator[Named]:
    """Words and outer tags, as they stand, of a GermEval 2014 file.

    Raises:
        DocumentError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{path}: the named entities cannot be read ({error.strerror}); name a GermEval file") from error
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if rows:
            yield [canonical(row[1]) for row in rows], [row[2] for row in rows]


def outer_entities(tags: Sequence[str]) -> list[str]:
    """GermEval's tags under CoNLL's four names; derivations (*deutsch*) and parts of words count for nothing.

    >>> outer_entities(["B-LOCderiv", "B-OTH", "I-OTH", "I-PERpart"])
    ['O', 'B-MISC', 'I-MISC', 'O']
    """
    found: list[str] = []
    for tag in tags:
        position, _, label = tag.partition("-")
        found.append(_next_tag(found, KINDS.get(label), position == "I"))
    return found


def apart(words: Sequence[str], tags: Sequence[str]) -> Named:
    """The sentence with words parted at their hyphens, as Universal Dependencies does.

    A name that is part of a word goes to the first part.

    >>> apart(["SPD-Chef", "aus", "Neu-Ulm"], ["B-ORGpart", "O", "B-LOC"])
    (['SPD', '-', 'Chef', 'aus', 'Neu', '-', 'Ulm'], ['B-ORG', 'O', 'O', 'O', 'B-LOC', 'I-LOC', 'I-LOC'])
    """
    parted: list[str] = []
    found: list[str] = []
    for word, tag in zip(words, tags, strict=True):
        position, _, label = tag.partition("-")
        parts = re.split("(-)", word) if _HYPHENED.fullmatch(word) else [word]
        first_only = label.endswith("part") and len(parts) > 1 and parts[0][:1].isupper() and parts[0] not in _AS_ADJECTIVES
        for number, part in enumerate(parts):
            kind = KINDS.get(label.removesuffix("part")) if first_only and number == 0 else KINDS.get(label)
            parted.append(part)
            found.append(_next_tag(found, kind, number > 0 or position == "I"))
    return parted, found


def _next_tag(found: Sequence[str], kind: str | None, follows: bool) -> str:
    if kind is None:
        return "O"
    return f"{'I' if follows and found and found[-1][2:] == kind else 'B'}-{kind}"


def with_other_names(words: Sequence[str], tags: Sequence[str], known: Mapping[str, Sequence[str]], rng: random.Random) -> list[str]:
    """The words with other names for those of one word, and for people's of two; `known` has the names by the letters of their lists.

    >>> with_other_names(["Otto", "Sol", "lobt", "Ulm"], ["B-PER", "I-PER", "O", "O"], {"F": ["ute"], "L": ["abel"]}, random.Random(1))
    ['Ute', 'Abel', 'lobt', 'Ulm']
    """
    changed = list(words)
    for _, start, end, kind in spans(0, tags):
        people = kind == "PER" and end - start == 2
        if not people and (end - start > 1 or kind not in _LISTS_OF or (kind == "ORG" and words[start].isupper())):
            continue
        for place, letters in enumerate(("F", "L") if people else (_LISTS_OF[kind],), start):
            changed[place] = rng.choice(known[rng.choice(letters)]).capitalize()
        if kind == "LOC" and words[start].endswith("s"):
            changed[start] += "s"
    return changed


def _by_letter(lists: Lists) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(lists.words):
        for letter in lists.words[word]:
            found.setdefault(letter, []).append(word)
    return found


def lessons(sentences: Sequence[Named]) -> Iterator[Named]:
    """Each sentence as Universal Dependencies parts words, and as it stands if that is another."""
    for words, tags in sentences:
        parted = apart(words, tags)
        yield parted
        if len(parted[0]) != len(words):
            yield words, outer_entities(tags)


def fit_names(sentences: Sequence[Named], lists: Lists, tags: list[str], report: Callable[[str], None] = print) -> Namer:
    """The weights learned from GermEval's sentences, for the tags given."""
    place = {tag: number for number, tag in enumerate(tags)}
    weights: dict[str, Array] = {}
    steps = np.zeros((len(tags), len(tags)), np.float32)
    taught = [(_described(words, lists), words, named) for words, named in lessons(sentences)]
    for draw in range(_DRAWS):
        report(f"names, draw {draw + 1} of {_DRAWS}")
        learned = _learned(taught, lists, random.Random(draw))  # noqa: S311  # a choice of names, no secret
        for (trait, tag), weight in learned.state_features.items():
            weights.setdefault(trait, np.zeros(len(tags), np.float32))[place[tag]] += weight / _DRAWS
        for (before, tag), weight in learned.transitions.items():
            steps[place[before], place[tag]] += weight / _DRAWS
    return Namer(tags, dict(sorted(weights.items())), steps, lists)


def _described(words: Sequence[str], lists: Lists) -> list[list[str]]:
    return described(words, [tag for _, tag in tag_words(words)], lists)


def _learned(taught: Sequence[tuple[list[list[str]], list[str], list[str]]], lists: Lists, rng: random.Random) -> Any:
    """What python-crfsuite tells of the weights learned from the sentences and some of them with other names."""
    trainer = pycrfsuite.Trainer(params=_PARAMETERS, verbose=False)
    known = _by_letter(lists)
    for said, words, named in taught:
        trainer.append(said, named)
        if any(tag != "O" for tag in named) and rng.random() < _OTHER_NAMES:
            trainer.append(_described(with_other_names(words, named, known, rng), lists), named)
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "names.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        learned = tagger.info()
        tagger.close()
    return learned
