"""Weighing: how probable it is that a sentence states what a candidate says.

A small network scores each candidate by its features; a second one compares it with its rivals: other pairs for the same word, other
relations for the same pair, the same pair the other way round. Both are learned from the project's own sentences
(`kg.extraction.teaching`), and run here in numpy alone. The result is a calibrated probability.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extraction.candidates import LEARNED, Candidate, Features, Learned
from kg.extraction.stance.statuses import Statuses

Array = NDArray[np.float32]

FLOOR = 0.15
"""Candidates that are less probable are dropped, but for those that a frame found."""
CEILING = 0.95
RESOLVED = {"pronoun": 0.75, "possessive": 0.75, "description": 0.7, "family": 0.95, "recognized": 0.85}
"""How sure frames alone are at best, and by what less where a mention is resolved by reference or recognized only."""
NOTHING = -8.0
"""The log-odds of a rival where there is none."""


@dataclass(frozen=True)
class Weigher:
    """The weights of both networks, and what was learned of words that stand in no lexicon.

    `embedding` has a row for each feature of the `vocabulary`, its last column the feature's own log-odds; the others go through two
    layers. `counts` tells of a word how often it expressed each relation, and under "" in how many texts it stood. `statuses` revise the
    status of what is stated.
    """

    vocabulary: Mapping[str, int]
    weights: Mapping[str, Array]
    relations: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    statuses: Statuses | None = None

    @classmethod
    def load(cls, language: str) -> Weigher | None:
        """The weigher that comes with the program for a language, None where there is none."""
        path = Path(__file__).with_name(f"weighing.{language}.npz")
        return cls.read(path) if path.exists() else None

    @classmethod
    def read(cls, path: Path) -> Weigher:
        """The weigher saved in the file."""
        with np.load(path) as stored:
            words = json.loads(stored["words"].tobytes())
            weights = {name: stored[name].astype(np.float32) for name in stored.files if name != "words"}
        statuses = None
        if "statuses" in words:
            statuses = Statuses(_numbered(words["statuses"]), weights.pop("status.weights"), weights.pop("status.bias"))
        return cls(_numbered(words["vocabulary"]), weights, _numbered(words["relations"]), words["counts"], statuses)

    def write(self, path: Path) -> None:
        """Save it in the file, its weights in half precision."""
        words: dict[str, object] = {"vocabulary": list(self.vocabulary), "relations": list(self.relations), "counts": self.counts}
        weights = dict(self.weights)
        if self.statuses:
            words["statuses"] = list(self.statuses.vocabulary)
            weights |= {"status.weights": self.statuses.weights, "status.bias": self.statuses.bias}
        told = np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8)
        halved = {name: weight.astype(np.float16) for name, weight in weights.items()}
        with path.open("wb") as file:
            np.savez_compressed(file, words=told, **halved)  # type: ignore[arg-type]  # numpy's stub takes no mapping

    @cached_property
    def learned(self) -> Learned:
        """What `kg.extraction.candidates` needs of the words that stand in no lexicon."""
        return {
            word: {name: learned_features(number, told[""]) for name, number in told.items() if name} for word, told in self.counts.items()
        }

    def weigh(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, float]]:
        """The candidates of one sentence, for each triple the one whose word tells it best, with the triple's probability.

        A relation that was not taught, as one's own, is as sure as its frames are.
        """
        yield from by_rule(c for c in candidates if c.triple[1] not in self.relations)
        candidates = [c for c in candidates if c.triple[1] in self.relations]
        if not candidates:
            return
        best, rivalry = compare(candidates, self.log_odds(candidates))
        for candidate, probability in zip(best, self.judge([c.triple[1] for c in best], rivalry), strict=True):
            if probability >= FLOOR or candidate.ruled:
                yield candidate, float(probability)

    def log_odds(self, candidates: Sequence[Candidate]) -> Array:
        """What the first network says of each candidate."""
        parts = {id(part): part for candidate in candidates for part in candidate.features}
        place = {name: row for row, name in enumerate(parts)}
        sums = self._sums(list(parts.values()))
        total = sums[[[place[id(part)] for part in candidate.features] for candidate in candidates]].sum(1)
        w = self.weights
        hidden = np.maximum(total[:, :-1] + w["bias"], 0)
        hidden = np.maximum(hidden @ w["hidden.weight"].T + w["hidden.bias"], 0)
        found: Array = (hidden @ w["out.weight"].T)[:, 0] + w["out.bias"] + total[:, -1]
        return found

    def _sums(self, parts: Sequence[Features]) -> Array:
        """The sum of the rows of each part's features. Candidates share words and sides, so each part comes once."""
        rows = list(map(self.vocabulary.get, chain.from_iterable(parts), repeat(len(self.vocabulary))))
        starts = list(accumulate(map(len, parts[:-1]), initial=0))
        found: Array = np.add.reduceat(self._padded[rows], starts)
        return found

    @cached_property
    def _padded(self) -> Array:
        """The embedding with a row of zeros for features that were never seen."""
        embedding = self.weights["embedding"]
        return np.concatenate((embedding[: len(self.vocabulary)], np.zeros((1, embedding.shape[1]), np.float32)))

    def judge(self, relations: Sequence[str], rivalry: Array) -> Array:
        """The probability of each triple that the second network gives, from its relation and its row of `compare`."""
        w = self.weights
        kinds = w["relation"][[self.relations[relation] for relation in relations]]
        hidden = np.concatenate((rivalry * w["scale"] + w["shift"], kinds), 1)
        hidden = np.maximum(hidden @ w["first.weight"].T + w["first.bias"], 0)
        hidden = np.maximum(hidden @ w["second.weight"].T + w["second.bias"], 0)
        with np.errstate(over="ignore"):  # what is most improbable has the probability 0
            found: Array = 1 / (1 + np.exp(-(hidden @ w["last.weight"].T + w["last.bias"])[:, 0]))
        return found


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: row for row, name in enumerate(names)}


def learned_features(number: int, total: int) -> Features:
    """Features of a word that expressed the relation in `number` of `total` texts.

    >>> learned_features(3, 10)
    ('learned', 'learned:number=3', 'learned:share=1', 'learned:number=3,share=1')
    """
    share = int(number / max(1, total) * 5)
    number = min(number, 4)
    return ("learned", f"learned:number={number}", f"learned:share={share}", f"learned:number={number},share={share}")


def by_rule(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, float]]:
    """The candidates that frames found, as sure as the frame's slots are: what there is for a language without a weigher."""
    best: dict[tuple[str, str, str], tuple[Candidate, float]] = {}
    for candidate in candidates:
        sure = CEILING * candidate.ruled
        for argument in (candidate.subject, candidate.object):
            sure *= RESOLVED.get(argument.mention.how, 1.0)
        if sure > (best[candidate.triple][1] if candidate.triple in best else 0.0):
            best[candidate.triple] = (candidate, sure)
    yield from best.values()


Triple = tuple[str, str, str]
Rated = tuple[float, Triple]


def compare(candidates: Sequence[Candidate], log_odds: Array) -> tuple[list[Candidate], Array]:
    """For each triple the candidate with the highest log-odds, and a row of numbers that set it against its rivals in the sentence.

    Triples that differ by members of one coordination are no rivals: *die USA kritisierten Polen und Ungarn* states both.
    """
    telling: defaultdict[Triple, list[tuple[float, int]]] = defaultdict(list)
    by_word: defaultdict[int, dict[Triple, float]] = defaultdict(dict)
    for number, (candidate, odds) in enumerate(zip(candidates, log_odds.tolist(), strict=True)):
        telling[candidate.triple].append((odds, number))
        said = by_word[candidate.trigger]
        said[candidate.triple] = max(odds, said.get(candidate.triple, odds))
    for ratings in telling.values():
        ratings.sort(reverse=True)
    best = {triple: candidates[ratings[0][1]] for triple, ratings in telling.items()}
    top = {triple: ratings[0][0] for triple, ratings in telling.items()}
    groups: defaultdict[object, list[Rated]] = defaultdict(list)
    for triple, odds in top.items():
        for group in _groups(triple):
            groups[group].append((odds, triple))
    for index, rated in by_word.items():
        groups[index] = [(odds, triple) for triple, odds in rated.items()]
    for found in groups.values():
        found.sort(reverse=True)
    likely = {relation: sum(odds > 0 for odds, _ in groups[relation]) for _, relation, _ in top}
    joined: defaultdict[object, list[float]] = defaultdict(list)
    for triple, candidate in best.items():
        for key in _joints(candidate):
            joined[key].append(top[triple])

    def rival(group: object, triple: Triple) -> float:
        own = best[triple]
        return next((odds for odds, other in groups[group] if other != triple and not _go_together(own, best[other])), NOTHING)

    rows = []
    for triple, ratings in telling.items():
        subject, relation, obj = triple
        odds, candidate = top[triple], best[triple]
        word, pair = rival(candidate.trigger, triple), rival(frozenset((subject, obj)), triple)
        same_subject, same_object = rival(("subject", subject, relation), triple), rival(("object", obj, relation), triple)
        slotted = not {"P:rule=none", "P:rule=other"} & set(candidate.features[3])
        together = [joined[key] for key in _joints(candidate)]
        rows.append(
            (
                odds,
                ratings[1][0] if len(ratings) > 1 else NOTHING,
                len(ratings) / 5,
                odds - word,
                odds - pair,
                odds - same_subject,
                odds - same_object,
                top.get((obj, relation, subject), NOTHING),
                odds - rival(relation, triple),
                (likely[relation] - (odds > 0)) / 3,
                float(slotted),
                float(candidate.subject.token < 0 or candidate.object.token < 0),
                float(candidate.frame.entry.startswith(LEARNED)),
                len(telling) / 50,
                odds * slotted,
                word,
                pair,
                same_subject,
                same_object,
                max(candidates[number].ruled for _, number in ratings),
                max((max(found) for found in together), default=odds) - odds,
                max((sum(found) / len(found) for found in together), default=odds),
                min(max((len(found) for found in together), default=1), 6) / 3,
            )
        )
    return list(best.values()), np.array(rows, np.float32)


def _groups(triple: Triple) -> tuple[object, ...]:
    """The groups in which a triple has its rivals: for the pair, for one side of the relation, for the relation."""
    subject, relation, obj = triple
    return frozenset((subject, obj)), ("subject", subject, relation), ("object", obj, relation), relation


def _joints(candidate: Candidate) -> Iterator[object]:
    """What a candidate shares with those that differ from it by a member of a coordination: all but that side."""
    relation, subject, obj = candidate.triple[1], candidate.subject, candidate.object
    if obj.first >= 0:
        yield candidate.trigger, relation, "object", subject.entity.iri, obj.first
    if subject.first >= 0:
        yield candidate.trigger, relation, "subject", obj.entity.iri, subject.first


def _go_together(one: Candidate, other: Candidate) -> bool:
    """Whether they say the same of members of one coordination."""
    if (one.trigger, one.triple[1]) != (other.trigger, other.triple[1]):
        return False
    sides = ((one.subject, other.subject), (one.object, other.object))
    return all(a.entity.iri == b.entity.iri or a.first == b.first >= 0 for a, b in sides)
