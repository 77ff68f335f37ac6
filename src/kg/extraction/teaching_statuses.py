"""Teaching the statuses: from annotated sentences to the weights of `kg.extraction.stance.statuses`, and to the accuracy that they earn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch  # type: ignore[import-not-found]  # needed to teach only, hence in no list of dependencies
from torch import Tensor

from kg.extraction.annotated import AnnotatedText
from kg.extraction.build import Extractor, read_scenes, world_of
from kg.extraction.candidates import Candidate, Reading, find_candidates
from kg.extraction.mentions import Discourse
from kg.extraction.scoring import Triple, canonical_triple
from kg.extraction.stance.finding import find_stance
from kg.extraction.stance.quotations import quotations
from kg.extraction.stance.statuses import Statuses, features
from kg.extraction.statements import STATUSES
from kg.extraction.weighing import Weigher

FOLDS, SEEN_AT_LEAST, RIDGE, STEPS = 5, 4, 6.0, 60
TITLES = frozenset(("leads", "ministerOf", "party", "signedBy"))
"""Relations that titles and signatures state, not the weigher."""


@dataclass(frozen=True, slots=True)
class Told:
    """What tells a statement in a sentence: features, status by rule, and the statuses that are right."""

    text: str
    features: list[str]
    rule: str
    right: frozenset[str]


def teach_statuses(texts: Sequence[AnnotatedText], extractor: Extractor, weigher: Weigher, seed: int = 0) -> tuple[Statuses, float, float]:
    """The statuses that the texts teach, with the accuracy of the rules and, by cross-validation over texts, of the weights."""
    told = [each for text in texts for each in _told(text, extractor, weigher)]
    names = sorted({each.text for each in told})
    fold = dict(zip(names, np.random.default_rng(seed).integers(0, FOLDS, len(names)).tolist(), strict=True))
    right = 0
    for number in range(FOLDS):
        statuses = _fit([each for each in told if fold[each.text] != number])
        right += sum(_most_probable(statuses, each.features) in each.right for each in told if fold[each.text] == number)
    rules = sum(each.rule in each.right for each in told)
    return _fit(told), rules / max(1, len(told)), right / max(1, len(told))


def _told(text: AnnotatedText, extractor: Extractor, weigher: Weigher) -> Iterator[Told]:
    """For each statement and sentence that is its evidence, the candidate that tells it best."""
    document, ontology = text.document, extractor.ontology
    stated: dict[Triple, list[tuple[int, int, str]]] = {}
    for s in text.statements:
        if s.predicate not in TITLES:
            start = document.text.find(s.evidence)
            stated.setdefault(canonical_triple(s.subject, s.predicate, s.object, ontology), []).append(
                (start, start + len(s.evidence), s.status)
            )
    world, discourse, quoted = world_of(document, extractor), Discourse(), quotations(document.text)
    for scene, _ in read_scenes(extractor.parser.parse(document.text), world, discourse):
        candidates = list(find_candidates(Reading(scene, ontology, world, discourse, weigher.learned)))
        best: dict[Triple, tuple[float, Candidate]] = {}
        for candidate, odds in zip(candidates, weigher.log_odds(candidates).tolist() if candidates else (), strict=True):
            triple = canonical_triple(candidate.subject.entity.name, candidate.triple[1], candidate.object.entity.name, ontology)
            if triple in stated and (triple not in best or best[triple][0] < odds):
                best[triple] = odds, candidate
        for triple, (_, candidate) in best.items():
            here = frozenset(status for start, end, status in stated[triple] if start <= scene.sentence.start < end)
            if here:
                trigger = scene.sentence[candidate.trigger]
                stance = find_stance(scene, trigger, candidate.frame, quoted)
                yield Told(document.id, features(stance, scene, trigger, candidate.frame, quoted), stance.status, here)


def _most_probable(statuses: Statuses, found: Iterable[str]) -> str:
    rows = [statuses.vocabulary[feature] for feature in found if feature in statuses.vocabulary]
    return STATUSES[int(np.argmax(statuses.weights[rows].sum(0) + statuses.bias))]


def _fit(told: Sequence[Told]) -> Statuses:
    """The weights with the highest likelihood under a Gaussian prior of variance 1 / RIDGE; of two right statuses either counts."""
    count = Counter(feature for each in told for feature in each.features)
    vocabulary = {feature: row for row, feature in enumerate(sorted(f for f, number in count.items() if number >= SEEN_AT_LEAST))}
    flat = [[vocabulary[feature] for feature in each.features if feature in vocabulary] for each in told]
    rows = torch.tensor([row for known in flat for row in known])
    starts = torch.tensor(np.cumsum([0, *map(len, flat)])[:-1])
    right = torch.tensor([[status in each.right for status in STATUSES] for each in told])
    weights, bias = torch.zeros(len(vocabulary), len(STATUSES), requires_grad=True), torch.zeros(len(STATUSES), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=STEPS)

    def closure() -> Tensor:
        optimizer.zero_grad()
        odds = torch.nn.functional.embedding_bag(rows, weights, starts, mode="sum") + bias
        likely = odds.log_softmax(1).masked_fill(~right, -1e9).logsumexp(1).sum()
        loss = RIDGE / 2 * weights.square().sum() - likely
        loss.backward()
        return loss

    optimizer.step(closure)
    return Statuses(vocabulary, weights.detach().numpy().copy(), bias.detach().numpy().copy())
