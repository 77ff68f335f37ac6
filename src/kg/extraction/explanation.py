"""Explanations: what is seen in each sentence on the way to its statements, and where the way ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from kg.extraction.build import Extraction, Extractor, extract_parsed, read_scenes, records, world_of
from kg.extraction.frames import Fits, Occurrence, conditions_hold, denoted, fill, frames_at, slot_fillers
from kg.extraction.mentions import Discourse, Mention
from kg.extraction.offices import Title
from kg.extraction.roles import fits
from kg.extraction.scene import Scene
from kg.extraction.scoring import Record
from kg.extraction.setup import THRESHOLD
from kg.extraction.slots import tokens_in
from kg.extraction.stance.finding import Stance, find_stance
from kg.extraction.stance.quotations import quotations
from kg.extraction.statements import Evidence
from kg.extraction.timing.expressions import TimeExpression
from kg.extraction.timing.finding import find_times
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import Condition, Frame
from kg.reading.documents import Document
from kg.reading.sentences import Sentence, Token

_NO_WORDS = ("adj", "compound", "each")


@dataclass(frozen=True, slots=True)
class Stated:
    """A piece of evidence with its record, and why the ontology refuses it; "" if it does not."""

    record: Record
    evidence: Evidence
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot on one side of a frame: mentions that fill it and fit the relation, others, and words that speak of nobody known."""

    side: str
    name: str
    fitting: tuple[Mention, ...]
    unfit: tuple[Mention, ...]
    nameless: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Evoked:
    """A frame that a word evokes, with what fills its slots, which conditions are met, and whom it then relates.

    `deciding` are the words but for which the stance would be another.
    """

    frame: Frame
    word: Token
    slots: tuple[Slot, ...]
    conditions: tuple[tuple[Condition, bool], ...]
    exclusions: tuple[tuple[Condition, bool], ...]
    occurrences: tuple[Occurrence, ...]
    stance: Stance
    deciding: tuple[Token, ...]

    @property
    def holds(self) -> bool:
        """Whether its conditions are met."""
        return all(met for _, met in self.conditions) and not any(met for _, met in self.exclusions)

    @property
    def obstacle(self) -> str:
        """Why the frame relates nobody; "" if it does."""
        if unmet := [condition.slot for condition, met in self.conditions if not met]:
            return f"what it needs in {' and '.join(unmet)} is not there"
        if excluded := [condition.slot for condition, met in self.exclusions if met]:
            return f"what must not be in {' and '.join(excluded)} is there"
        if self.occurrences:
            return ""
        for side in ("subject", "object"):
            slots = [slot for slot in self.slots if slot.side == side]
            if not any(slot.fitting for slot in slots):
                return f"nobody of the right kind is its {side}" if any(slot.unfit for slot in slots) else f"nobody is its {side}"
        return "its subject and its object are the same"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is seen in a sentence; `reason` says why it states nothing though it speaks of somebody."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    titles: tuple[Title, ...]
    times: tuple[TimeExpression, ...]
    evoked: tuple[Evoked, ...]
    statements: tuple[Stated, ...]

    @property
    def reason(self) -> str:
        """Why nothing is stated with enough confidence; "" if something is, or if the sentence speaks of nobody."""
        if not self.mentions or any(not s.refusal and s.evidence.confidence >= THRESHOLD for s in self.statements):
            return ""
        if len({m.entity.iri if m.entity else m.power for m in self.mentions}) == 1:
            return "it speaks of one only"
        if not self.evoked:
            return "no word evokes a relation"
        nearest = [each for each in self.evoked if each.holds] or self.evoked
        obstacles = [f"»{each.word.form}« {each.frame.denotes}: {each.obstacle}" for each in nearest if each.obstacle]
        return "; ".join(dict.fromkeys(obstacles)) or "what the words relate is refused, too unsure, or a person and the own state"


def explain(document: Document, extractor: Extractor) -> Iterator[Explanation]:
    """What is seen in each sentence of the document."""
    sentences = list(extractor.parser.parse(document.text))
    stated = list(statements(extract_parsed(document, sentences, extractor), extractor.gazetteer))
    for scene, titles in read_scenes(sentences, world_of(document, extractor), Discourse()):
        yield Explanation(
            sentence=scene.sentence,
            mentions=scene.all_mentions,
            titles=tuple(titles),
            times=tuple(find_times(scene.sentence, document.published, document.precision, document.language)),
            evoked=tuple(evoked_in(scene, document, extractor)),
            statements=tuple(s for s in stated if s.evidence.start == scene.sentence.start),
        )


def whom(mention: Mention) -> str:
    """The English name of whom a mention speaks of."""
    if mention.entity:
        return mention.entity.name
    return f"somebody of {_local(mention.power)}" if mention.power else "somebody"


def statements(extraction: Extraction, gazetteer: Gazetteer) -> Iterator[Stated]:
    """All evidence of a document by the names of those it speaks of: what the ontology accepts, then what it refuses."""
    refused = replace(extraction, evidence=tuple(finding.evidence for finding in extraction.refused))
    reasons = [f"{finding.reason} ({_local(finding.shape)})" for finding in extraction.refused]
    for some, why in ((extraction, [""] * len(extraction.evidence)), (refused, reasons)):
        for evidence, row, reason in zip(some.evidence, records(some, gazetteer), why, strict=True):
            said = {key: str(row[key]) for key in ("doc", "subject", "predicate", "object", "status", "evidence")}
            yield Stated(Record(**said, time=str(row["time"]) if row["time"] else None), evidence, reason)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def evoked_in(scene: Scene, document: Document, extractor: Extractor, relation: str = "") -> Iterator[Evoked]:
    """The frames that the words of the sentence evoke; only those of the relation, if one is named."""
    takes = partial(fits, extractor.ontology, world_of(document, extractor))
    quoted = quotations(document.text)
    for word in scene.sentence:
        for frame in frames_at(scene, word):
            if frame.denotes not in extractor.ontology.relations or relation not in ("", frame.denotes):
                continue
            stance = find_stance(scene, word, frame, quoted)
            yield Evoked(
                frame=frame,
                word=word,
                slots=tuple(_slots(scene, word, frame, takes)),
                conditions=tuple((c, _is_met(scene, word, frame, c)) for c in frame.conditions),
                exclusions=tuple((c, _is_met(scene, word, frame, c)) for c in frame.exclusions),
                occurrences=tuple(fill(scene, word, frame, takes)) if conditions_hold(scene, word, frame) else (),
                stance=stance,
                deciding=tuple(_deciding(scene, word, frame, stance, quoted)),
            )


def _is_met(scene: Scene, word: Token, frame: Frame, condition: Condition) -> bool:
    return conditions_hold(scene, word, replace(frame, conditions=(condition,), exclusions=()))


def _slots(scene: Scene, word: Token, frame: Frame, takes: Fits) -> Iterator[Slot]:
    for side, names in (("subject", frame.subject), ("object", frame.object)):
        for name in names:
            found = dict.fromkeys(filler.mention for filler in slot_fillers(scene, word, frame, name))
            fitting = tuple(mention for mention in found if takes(frame, side, mention))
            words = dict.fromkeys(token.index for token, _ in ([] if name in _NO_WORDS else tokens_in(scene, word, frame, name)))
            nameless = tuple(scene.sentence[index] for index in words if not any(denoted(scene, scene.sentence[index])))
            yield Slot(side, name, fitting, tuple(mention for mention in found if mention not in fitting), nameless)


def _deciding(scene: Scene, word: Token, frame: Frame, stance: Stance, quoted: list[tuple[int, int]]) -> Iterator[Token]:
    if stance.status == "asserted":
        return
    for token in scene.sentence:
        blank = replace(token, form="_", lemma="_", feats={})
        sentence = Sentence(tuple(blank if other is token else other for other in scene.sentence))
        without = replace(scene, sentence=sentence)
        if find_stance(without, sentence[word.index], frame, quoted).status != stance.status:
            yield token
