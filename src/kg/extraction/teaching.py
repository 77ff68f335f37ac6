"""Teaching the weigher: from annotated sentences to the weights of `kg.extraction.weighing`, and to the figures that they earn.

Every figure comes of cross-validation over texts: what is measured on a text was learned from others, its words too. The first network
sees fewer negative examples than there are, which its log-odds make good; the second learns from what the first says of texts that it has
not seen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch  # type: ignore[import-not-found]  # needed to teach only, hence in no list of dependencies
from numpy.typing import NDArray
from torch import Tensor, nn  # the same

from kg.extraction.annotated import AnnotatedText
from kg.extraction.build import Extractor, read_scenes
from kg.extraction.candidates import LEARNED, Candidate, Features, Learned, Reading, find_candidates, lemma_of
from kg.extraction.mentions import Discourse, World
from kg.extraction.scene import Scene
from kg.extraction.scoring import Triple, canonical_triple
from kg.extraction.teaching_statuses import TITLES, teach_statuses
from kg.extraction.weighing import FLOOR, Array, Weigher, compare, learned_features
from kg.knowledge.lexicon import Example, Frame
from kg.knowledge.ontology import Ontology
from kg.reading.documents import Document
from kg.reading.sentences import Sentence, Token

FOLDS, EPOCHS, LATER_EPOCHS = 5, 6, 12
WIDTH, HIDDEN, KIND, FIRST, SECOND = 32, 24, 8, 32, 16
NETWORKS = 3
"""So many first networks, each from a chance of its own, are taught and averaged: one alone may be two points better or worse."""
SEEN_AT_LEAST = 5
"""Features in fewer texts are not learned."""
NEGATIVES = 0.3
"""The share of negative examples that each epoch of the first network sees."""
HIDE_FEATURE, HIDE_UNIT = 0.3, 0.4
RELIABLE, RELIABLE_IF_RARE, MANY, SHORTEST = 0.15, 0.25, 20, 3
"""A word tells a relation if it does so in this share of the texts that have it, and is long enough."""
RATE, BATCH = 3e-3, 512
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)
UNSAID = -1
"""The answer where the texts give none."""
CONTENT = ("NOUN", "VERB", "ADJ", "ADV", "PROPN")

Report = Callable[[str], None]
Row = tuple[Candidate, Triple, int]


@dataclass(frozen=True)
class Lesson:
    """A text's candidates, sentence by sentence, each with its triple in canonical names and the answer.

    The answer is 1 if the sentence states the triple, 0 if not, UNSAID if the annotation leaves it open. `stated` are the triples to be
    found; those that no candidate tells of count as missed.
    """

    text: str
    sentences: tuple[tuple[Row, ...], ...]
    stated: frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Figures:
    """What cross-validation measured: precision and recall at each threshold, and the expected calibration error (ten bins).

    `ruled` and `revised` are the accuracies of the status, by the rules and by what the texts taught.
    """

    texts: int
    stated: int
    at: Mapping[float, tuple[float, float]]
    calibration_error: float
    ruled: float = 0.0
    revised: float = 0.0

    def __str__(self) -> str:
        lines = [f"{self.texts} texts, {self.stated} statements, expected calibration error {self.calibration_error:.3f}"]
        for threshold, (precision, recall) in self.at.items():
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            lines.append(f"  from {threshold:.2f}: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
        lines.append(f"  status: accuracy {self.ruled:.3f} by rules, {self.revised:.3f} revised")
        return "\n".join(lines)


def teach(texts: Sequence[AnnotatedText], extractor: Extractor, seed: int = 0, report: Report = print) -> tuple[Weigher, Figures]:
    """The weigher that the texts and the lexicon's examples teach, and its figures by cross-validation over the texts."""
    telling = words_that_tell(texts, extractor)
    every: Learned = {word: dict.fromkeys(found, ()) for word, found in telling.expressing.items()}
    report(f"{len(texts)} texts, {len(every)} words that tell")
    lessons = [lesson_of(text, extractor, every) for text in texts]
    extra = list(_examples(extractor, every))
    order = np.random.default_rng(seed).permutation(len(lessons)).tolist()
    measured: list[tuple[Lesson, list[_Rivalry]]] = []
    folds: list[list[_Rivalry]] = []
    for number in range(FOLDS):
        held = {lessons[i].text for i in order[number::FOLDS]}
        known = frozenset(x.text for x in lessons if x.text not in held)
        weigher = _first([*_told(lessons, telling, known, known), *_told(extra, telling, known)], extractor.ontology, seed)
        fold = [(x, list(_rivalries(x, weigher))) for x in _told(lessons, telling, known, held)]
        measured += fold
        folds.append([rivalry for _, found in fold for rivalry in found])
        report(f"fold {number + 1} of {FOLDS}")
    figures = _measure(measured, folds, extractor.ontology, seed)
    known = frozenset(x.text for x in lessons)
    weigher = _first([*_told(lessons, telling, known, known), *_told(extra, telling, known)], extractor.ontology, seed)
    second = _second([rivalry for fold in folds for rivalry in fold], extractor.ontology, seed)
    counts = {
        word: {"": len(telling.standing[word]), **{name: len(where) for name, where in found.items()}}
        for word, found in telling.expressing.items()
    }
    weigher = replace(weigher, weights={**weigher.weights, **second}, counts=counts)
    statuses, ruled, revised = teach_statuses(texts, extractor, weigher, seed)
    return replace(weigher, statuses=statuses), replace(figures, ruled=ruled, revised=revised)


# Words of the texts that express relations


@dataclass(frozen=True)
class Telling:
    """To a word and relation the texts in which the word expressed it; to a word the texts in which it stands."""

    expressing: Mapping[str, Mapping[str, frozenset[str]]]
    standing: Mapping[str, frozenset[str]]

    def features(self, word: str, relation: str, known: frozenset[str], own: str) -> Features:
        """The features of the word as the `known` texts but its own teach them; () if they do not."""
        number = len((self.expressing[word][relation] & known) - {own})
        return learned_features(number, len((self.standing[word] & known) - {own})) if number else ()


def words_that_tell(texts: Iterable[AnnotatedText], extractor: Extractor) -> Telling:
    """The words by which the texts express relations, as far as they do so often enough."""
    expressing: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        name = text.document.id
        for sentence in extractor.parser.parse(text.document.text):
            scene = Scene(sentence, {}, extractor.lexicon)
            for token in sentence:
                if token.upos in CONTENT:
                    standing[lemma_of(scene, token)].add(name)
            for statement in text.statements:
                if statement.predicate in TITLES:
                    continue
                for token in _cue(text.document, sentence, statement.evidence, statement.cue):
                    if not token.entity:
                        expressing[lemma_of(scene, token)][statement.predicate].add(name)
    kept: dict[str, dict[str, frozenset[str]]] = {}
    for word, found in expressing.items():
        if len(word) < SHORTEST:
            continue
        least = RELIABLE if len(standing[word]) > MANY else RELIABLE_IF_RARE
        reliable = {name: frozenset(where) for name, where in found.items() if len(where) / len(standing[word]) >= least}
        if reliable:
            kept[word] = reliable
    return Telling(kept, {word: frozenset(standing[word]) for word in kept})


def _cue(document: Document, sentence: Sentence, evidence: str, cue: str) -> Iterator[Token]:
    """The sentence's words that are in the cue."""
    start = document.text.find(evidence)
    if not start <= sentence.start < start + len(evidence):
        return
    spans = []
    for piece in filter(None, re.split(r"\s*(?:…|\.\.\.)\s*", cue)):
        at = document.text.find(piece, start)
        if at >= 0:
            spans.append((at, at + len(piece)))
            start = at
    yield from (t for t in sentence if t.upos in CONTENT and any(a <= t.start < b for a, b in spans))


# From texts to lessons


def lesson_of(text: AnnotatedText, extractor: Extractor, learned: Learned) -> Lesson:
    """The text's candidates with the answers: a triple is right in the sentence that is its evidence; in others it may be."""
    ontology, document = extractor.ontology, text.document
    stated = {canonical_triple(s.subject, s.predicate, s.object, ontology): s.evidence for s in text.statements}
    sentences = []
    for sentence, candidates, names in _candidates(document, extractor, learned):
        rows = []
        for candidate in candidates:
            subject, predicate, obj = candidate.triple
            triple = canonical_triple(names.get(subject, subject), predicate, names.get(obj, obj), ontology)
            here = triple in stated and _overlaps(document.text.find(stated[triple]), len(stated[triple]), sentence)
            rows.append((candidate, triple, 1 if here else UNSAID if triple in stated else 0))
        sentences.append(tuple(rows))
    return Lesson(document.id, tuple(sentences), frozenset(stated))


def _overlaps(start: int, length: int, sentence: Sentence) -> bool:
    return start <= sentence.start < start + length


def _candidates(
    document: Document, extractor: Extractor, learned: Learned
) -> Iterator[tuple[Sentence, list[Candidate], Mapping[str, str]]]:
    """The candidates of each sentence, with the English names of those that they speak of."""
    world, discourse = World(extractor.gazetteer, extractor.lexicon, document.published), Discourse()
    for scene, _ in read_scenes(extractor.parser.parse(document.text), world, discourse):
        candidates = list(find_candidates(Reading(scene, extractor.ontology, world, discourse, learned)))
        names = {a.entity.iri: a.entity.name for c in candidates for a in (c.subject, c.object)}
        yield scene.sentence, candidates, names


def _examples(extractor: Extractor, learned: Learned) -> Iterator[Lesson]:
    """The lexicon's examples as lessons; of other relations than their own they say nothing."""
    stated: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for frame, example in _own_examples(extractor):
        stated[example.text].add((example.subject, frame.denotes, example.object))
    for number, (text, triples) in enumerate(sorted(stated.items())):
        relations = {relation for _, relation, _ in triples}
        known = {frozenset((s, o)) if extractor.ontology.relations[r].symmetric else (s, o) for s, r, o in triples}
        sentences = []
        for _, candidates, _ in _candidates(Document("", f"example {number}", text), extractor, learned):
            rows = []
            for candidate in candidates:
                subject, relation, obj = candidate.triple
                pair = frozenset((subject, obj)) if extractor.ontology.relations[relation].symmetric else (subject, obj)
                rows.append((candidate, candidate.triple, UNSAID if relation not in relations else int(pair in known)))
            sentences.append(tuple(rows))
        yield Lesson(f"example {number}", tuple(sentences), frozenset())


def _own_examples(extractor: Extractor) -> Iterator[tuple[Frame, Example]]:
    for frame in extractor.lexicon.frames:
        if frame.denotes in extractor.ontology.relations:
            yield from ((frame, example) for example in frame.examples)


def _told(lessons: Iterable[Lesson], telling: Telling, known: frozenset[str], wanted: Iterable[str] | None = None) -> Iterator[Lesson]:
    """The wanted lessons as they are when only the `known` texts, but for the lesson's own, have taught which words tell."""
    chosen = None if wanted is None else frozenset(wanted)
    for lesson in lessons:
        if chosen is None or lesson.text in chosen:
            yield replace(lesson, sentences=tuple(tuple(_taught(rows, telling, known, lesson.text)) for rows in lesson.sentences))


def _taught(rows: Iterable[Row], telling: Telling, known: frozenset[str], own: str) -> Iterator[Row]:
    for candidate, triple, answer in rows:
        if not candidate.frame.entry.startswith(LEARNED):
            yield candidate, triple, answer
        elif features := telling.features(candidate.frame.word, candidate.triple[1], known, own):
            word, *others = candidate.features
            yield replace(candidate, features=((*word, *features), *others)), triple, answer  # type: ignore[arg-type]  # four parts


# The first network


class _Scorer(nn.Module):  # type: ignore[misc]  # PyTorch is not there when types are checked
    """Sums of feature vectors through two layers, and beside them one number for each feature."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(features + 1, WIDTH + 1, mode="sum")
        self.bias = nn.Parameter(torch.zeros(WIDTH))
        self.hidden, self.out, self.hide = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, 1), nn.Dropout(HIDE_UNIT)
        nn.init.normal_(self.embedding.weight, std=0.05)
        with torch.no_grad():
            self.embedding.weight[:, -1] = 0
            self.out.bias.fill_(-3.0)

    def forward(self, features: Tensor, starts: Tensor) -> Tensor:
        total = self.embedding(features, starts)
        deep = self.hide(torch.relu(self.hidden(self.hide(torch.relu(total[:, :-1] + self.bias)))))
        found: Tensor = self.out(deep)[:, 0] + total[:, -1]
        return found


def _first(lessons: Sequence[Lesson], ontology: Ontology, seed: int) -> Weigher:
    """The first network, taught by the lessons: the mean of several, each from a chance of its own, in one.

    Row 0 of its embedding stands for a feature that is hidden, and is 0.
    """
    rows = [(c, answer) for lesson in lessons for sentence in lesson.sentences for c, _, answer in sentence if answer != UNSAID]
    vocabulary = {"": 0} | {feature: row for row, feature in enumerate(_frequent(lessons), 1)}
    flat, starts = _encoded((c for c, _ in rows), vocabulary)
    answers = np.array([answer for _, answer in rows], np.float32)
    taught = [_fit(flat, starts, answers, len(vocabulary), NETWORKS * seed + number) for number in range(NETWORKS)]
    return Weigher(vocabulary, _mean(taught), {name: row for row, name in enumerate(sorted(ontology.relations))}, {})


def _fit(flat: NDArray[np.int64], starts: NDArray[np.int64], answers: Array, features: int, seed: int) -> dict[str, Array]:
    right, wrong = np.flatnonzero(answers == 1), np.flatnonzero(answers == 0)
    torch.manual_seed(seed)
    chance, network = np.random.default_rng(seed), _Scorer(features)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-5)
    steps = (int((len(right) + len(wrong) * NEGATIVES) / BATCH) + 2) * EPOCHS
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        used = np.concatenate((right, chance.choice(wrong, int(len(wrong) * NEGATIVES), replace=False)))
        chance.shuffle(used)
        for at in range(0, len(used), BATCH):
            some = used[at : at + BATCH]
            shown, begin = _gathered(flat, starts, some)
            shown = np.where(chance.random(len(shown)) < HIDE_FEATURE, 0, shown)
            odds = network(torch.from_numpy(shown), torch.from_numpy(begin))
            loss = nn.functional.binary_cross_entropy_with_logits(odds, torch.from_numpy(answers[some]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                network.embedding.weight[0] = 0
    weights = {name: value.detach().numpy().copy() for name, value in network.state_dict().items()}
    weights["embedding"] = weights.pop("embedding.weight")
    weights["out.bias"] = weights["out.bias"] + np.float32(np.log(NEGATIVES))
    return weights


def _mean(networks: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """One network that says what several say in the mean: side by side, none seeing the other."""
    every = {name: [network[name] for network in networks] for name in networks[0]}
    hidden = np.zeros((HIDDEN * len(networks), WIDTH * len(networks)), np.float32)
    for number, weight in enumerate(every["hidden.weight"]):
        hidden[number * HIDDEN : (number + 1) * HIDDEN, number * WIDTH : (number + 1) * WIDTH] = weight
    own = np.mean([embedding[:, -1:] for embedding in every["embedding"]], 0)
    return {
        "embedding": np.concatenate([*(embedding[:, :-1] for embedding in every["embedding"]), own], 1),
        "bias": np.concatenate(every["bias"]),
        "hidden.weight": hidden,
        "hidden.bias": np.concatenate(every["hidden.bias"]),
        "out.weight": np.concatenate(every["out.weight"], 1) / len(networks),
        "out.bias": np.mean(every["out.bias"], 0),
    }


def _frequent(lessons: Iterable[Lesson]) -> list[str]:
    count: Counter[str] = Counter()
    for lesson in lessons:
        parts = {part for sentence in lesson.sentences for candidate, _, _ in sentence for part in candidate.features}
        count.update({feature for part in parts for feature in part})
    return sorted(feature for feature, number in count.items() if number >= SEEN_AT_LEAST)


def _encoded(candidates: Iterable[Candidate], vocabulary: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The candidates' features as rows one behind another, and where each begins."""
    known: dict[Features, list[int]] = {}
    flat: list[int] = []
    starts = [0]
    for candidate in candidates:
        for part in candidate.features:
            if part not in known:
                known[part] = [vocabulary[feature] for feature in part if feature in vocabulary]
            flat += known[part]
        starts.append(len(flat))
    return np.array(flat, np.int64), np.array(starts, np.int64)


def _gathered(flat: NDArray[np.int64], starts: NDArray[np.int64], some: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = starts[some + 1] - starts[some]
    begin = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    return flat[np.repeat(starts[some] - begin, lengths) + np.arange(lengths.sum())], begin


# The second network


@dataclass(frozen=True, slots=True)
class _Rivalry:
    """A triple of a sentence, set against its rivals: what the second network sees, and the answer."""

    triple: Triple
    relation: str
    numbers: Array
    answer: int


def _rivalries(lesson: Lesson, weigher: Weigher) -> Iterator[_Rivalry]:
    for rows in lesson.sentences:
        if not rows:
            continue
        candidates = [candidate for candidate, _, _ in rows]
        said = {candidate.triple: (triple, answer) for candidate, triple, answer in rows}
        best, numbers = compare(candidates, weigher.log_odds(candidates))
        for candidate, row in zip(best, numbers, strict=True):
            triple, answer = said[candidate.triple]
            yield _Rivalry(triple, candidate.triple[1], row, answer)


class _Judge(nn.Module):  # type: ignore[misc]  # the same
    """The rivals' numbers, normalized, and the relation, through two layers."""

    def __init__(self, numbers: int, relations: int) -> None:
        super().__init__()
        self.norm, self.relation, self.hide = nn.BatchNorm1d(numbers), nn.Embedding(relations, KIND), nn.Dropout(0.1)
        self.first, self.second, self.last = nn.Linear(numbers + KIND, FIRST), nn.Linear(FIRST, SECOND), nn.Linear(SECOND, 1)

    def forward(self, numbers: Tensor, relations: Tensor) -> Tensor:
        seen = torch.cat((self.norm(numbers), self.relation(relations)), 1)
        found: Tensor = self.last(torch.relu(self.second(self.hide(torch.relu(self.first(seen))))))[:, 0]
        return found


def _second(rivalries: Iterable[_Rivalry], ontology: Ontology, seed: int) -> dict[str, Array]:
    """The weights of the second network, taught by what the first says of texts that it has not seen."""
    answered = [r for r in rivalries if r.answer != UNSAID]
    place = {name: row for row, name in enumerate(sorted(ontology.relations))}
    numbers = torch.from_numpy(np.stack([r.numbers for r in answered]))
    relations = torch.tensor([place[r.relation] for r in answered])
    answers = torch.tensor([float(r.answer) for r in answered])
    torch.manual_seed(seed)
    network = _Judge(numbers.shape[1], len(place))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-2)
    for _ in range(LATER_EPOCHS):
        for some in torch.randperm(len(answered)).split(BATCH):
            if len(some) > 1:
                loss = nn.functional.binary_cross_entropy_with_logits(network(numbers[some], relations[some]), answers[some])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= 0.85
    state = {name: value.detach().numpy().copy() for name, value in network.state_dict().items()}
    scale = state["norm.weight"] / np.sqrt(state["norm.running_var"] + network.norm.eps)
    layers = {name: value for name, value in state.items() if not name.startswith(("norm", "relation"))}
    return {
        "scale": scale,
        "shift": state["norm.bias"] - state["norm.running_mean"] * scale,
        "relation": state["relation.weight"],
        **layers,
    }


# What it is worth


def _measure(
    measured: Sequence[tuple[Lesson, list[_Rivalry]]], folds: Sequence[Sequence[_Rivalry]], ontology: Ontology, seed: int
) -> Figures:
    """Precision, recall and calibration, each text judged by networks that have not seen it."""
    place = {name: row for row, name in enumerate(sorted(ontology.relations))}
    probable: dict[int, float] = {}
    for number, fold in enumerate(folds):
        weights = _second([r for other, rs in enumerate(folds) if other != number for r in rs], ontology, seed)
        judge = Weigher({}, weights, place, {})
        for rivalry, probability in zip(fold, judge.judge([r.relation for r in fold], np.stack([r.numbers for r in fold])), strict=True):
            probable[id(rivalry)] = float(probability)
    wanted = {(lesson.text, triple) for lesson, _ in measured for triple in lesson.stated if triple[1] not in TITLES}
    found: dict[tuple[str, Triple], float] = {}
    pairs: list[tuple[float, int]] = []
    for lesson, rivalries in measured:
        for rivalry in rivalries:
            if rivalry.relation in TITLES:
                continue
            key = (lesson.text, rivalry.triple)
            found[key] = max(found.get(key, 0.0), probable[id(rivalry)])
            if rivalry.answer != UNSAID:
                pairs.append((probable[id(rivalry)], rivalry.answer))
    at = {}
    for threshold in THRESHOLDS:
        said = {key for key, probability in found.items() if probability >= threshold}
        right = len(said & wanted)
        at[threshold] = (right / max(1, len(said)), right / max(1, len(wanted)))
    return Figures(len(measured), len(wanted), at, _calibration_error(pairs))


def _calibration_error(pairs: Iterable[tuple[float, int]]) -> float:
    """The expected calibration error (Naeini et al., AAAI 2015) of probabilities from FLOOR on, in ten bins of equal width."""
    bins: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for probability, answer in pairs:
        if probability >= FLOOR:
            bins[min(int(probability * 10), 9)].append((probability, answer))
    total = sum(map(len, bins.values()))
    errors = (abs(sum(p for p, _ in found) - sum(answer for _, answer in found)) for found in bins.values())
    return sum(errors) / max(1, total)
