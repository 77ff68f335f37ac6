"""Mistakes: why a statement of gold was not read, and which word gave one that gold has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.extraction.build import Extractor, extract_parsed, read_scenes, world_of
from kg.extraction.explanation import Stated, evoked_in, statements, whom
from kg.extraction.mentions import Discourse
from kg.extraction.offices import Title
from kg.extraction.scene import Scene
from kg.extraction.scoring import Record, canonical, triple
from kg.extraction.setup import THRESHOLD
from kg.knowledge.ontology import Ontology
from kg.reading.documents import Document

Reason = Literal["no mention", "no trigger", "no argument", "refused", "below threshold", "other status", "wrong"]
REASONS: tuple[Reason, ...] = ("no mention", "no trigger", "no argument", "refused", "below threshold", "other status", "wrong")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A statement of gold that was not read, with the first step that failed, or one that was read and gold has not (`wrong`)."""

    record: Record
    reason: Reason
    detail: str


@dataclass(frozen=True)
class _Reading:
    """A document with all that is stated and mentioned in it, whatever its confidence."""

    document: Document
    extractor: Extractor
    stated: list[Stated]
    scenes: list[tuple[Scene, list[Title]]]
    threshold: float

    @property
    def ontology(self) -> Ontology:
        return self.extractor.ontology

    def is_kept(self, stated: Stated) -> bool:
        return not stated.refusal and stated.evidence.confidence >= self.threshold


def find_mistakes(document: Document, gold: Iterable[Record], extractor: Extractor, threshold: float = THRESHOLD) -> Iterator[Mistake]:
    """What is missed of the document's gold, then what is read wrongly."""
    sentences = list(extractor.parser.parse(document.text))
    stated = list(statements(extract_parsed(document, sentences, extractor), extractor.gazetteer))
    reading = _Reading(document, extractor, stated, list(read_scenes(sentences, world_of(document, extractor), Discourse())), threshold)
    right = list(gold)
    yield from _missed(right, reading)
    yield from _wrong(right, reading)


def _missed(gold: Iterable[Record], reading: _Reading) -> Iterator[Mistake]:
    seen = set()
    for record in gold:
        key = triple(record, reading.ontology)
        if (key, record.status) in seen:
            continue
        seen.add((key, record.status))
        same = [s for s in reading.stated if triple(s.record, reading.ontology) == key]
        if not any(reading.is_kept(s) and s.record.status == record.status for s in same):
            yield Mistake(record, *(_of_stated(same, reading) if same else _of_unstated(record, reading)))


def _of_stated(same: list[Stated], reading: _Reading) -> tuple[Reason, str]:
    """Why the triple is not right though it was found."""
    if kept := [s for s in same if reading.is_kept(s)]:
        return "other status", "; ".join(dict.fromkeys(f"{s.record.status} by {_entry(s)}" for s in kept))
    surest = max(same, key=lambda s: s.evidence.confidence)
    if surest.refusal:
        return "refused", surest.refusal
    return "below threshold", f"{surest.record.status} with confidence {surest.evidence.confidence:.2f} by {_entry(surest)}"


def _of_unstated(record: Record, reading: _Reading) -> tuple[Reason, str]:
    """The first of what a statement needs that the document does not have."""
    ends = (record.subject, record.object)
    everybody = {canonical(name) for s in reading.stated for name in (s.record.subject, s.record.object)}
    everybody |= {name for scene, _ in reading.scenes for name in _named(scene, reading)}
    if absent := [name for name in ends if canonical(name) not in everybody]:
        return "no mention", " and ".join(absent)
    near = [(scene, titles) for scene, titles in reading.scenes if _carries(scene, record, reading.document)] or reading.scenes
    words = list(dict.fromkeys(word for scene, titles in near for word in _words(scene, titles, record.predicate, reading)))
    if not words:
        return "no trigger", _not_evoked(near, record, reading)
    away = [name for name in ends if not any(canonical(name) in _named(scene, reading) for scene, _ in near)]
    return "no argument", "; ".join([*words, *(f"{name} is not mentioned there" for name in away)])


def _entry(stated: Stated) -> str:
    return _local(stated.evidence.entry)


def _named(scene: Scene, reading: _Reading) -> set[str]:
    """The canonical names of whom the sentence speaks of, and of the states that persons in it stand for."""
    known = [reading.extractor.gazetteer.entity(m.power) for m in scene.all_mentions if m.power]
    entities = [*known, *(m.entity for m in scene.all_mentions)]
    return {canonical(entity.name) for entity in entities if entity}


def _carries(scene: Scene, record: Record, document: Document) -> bool:
    """Whether some of the words that gold quotes stand in the sentence."""
    quoted = re.search(r"\s+".join(map(re.escape, record.evidence.split())), document.text) if record.evidence.strip() else None
    return quoted is not None and quoted.start() < scene.sentence.end and scene.sentence.start < quoted.end()


def _words(scene: Scene, titles: Iterable[Title], predicate: str, reading: _Reading) -> Iterator[str]:
    """The words of the sentence that evoke the relation, each with what came of it."""
    for evoked in evoked_in(scene, reading.document, reading.extractor, predicate):
        if evoked.holds:
            found = [f"{whom(o.subject.mention)} and {whom(o.object.mention)}" for o in evoked.occurrences]
            yield f"»{evoked.word.form}« ({_local(evoked.frame.entry)}): {evoked.obstacle or 'it relates ' + ', '.join(found)}"
    for title in titles:
        if title.frame.denotes == predicate:
            holder = title.person.name if title.person else "nobody known"
            yield f"»{scene.sentence[title.token].form}« ({_local(title.frame.entry)}) is the title of {holder}"
    for stated in reading.stated:
        if stated.record.predicate == predicate and stated.evidence.start == scene.sentence.start:
            yield f"{_entry(stated)}: it gives {stated.record.subject} and {stated.record.object}"


def _not_evoked(scenes: Iterable[tuple[Scene, list[Title]]], record: Record, reading: _Reading) -> str:
    """What there is instead of a word that evokes the relation: one whose conditions are not met, or another relation of the two."""
    if record.predicate not in reading.ontology.relations:
        return "the ontology has no such relation"
    ends = {canonical(record.subject), canonical(record.object)}
    found = [e for scene, _ in scenes for e in evoked_in(scene, reading.document, reading.extractor, record.predicate)]
    said = [f"»{e.word.form}« ({_local(e.frame.entry)}): {e.obstacle}" for e in found]
    said += [
        f"read as {s.record.predicate} by {_entry(s)}"
        for s in reading.stated
        if reading.is_kept(s) and {canonical(s.record.subject), canonical(s.record.object)} == ends
    ]
    return "; ".join(dict.fromkeys(said))


def _wrong(gold: list[Record], reading: _Reading) -> Iterator[Mistake]:
    right = {(triple(record, reading.ontology), record.status) for record in gold}
    for stated in sorted(filter(reading.is_kept, reading.stated), key=lambda s: -s.evidence.confidence):
        key = (triple(stated.record, reading.ontology), stated.record.status)
        if key not in right:
            right.add(key)
            yield Mistake(stated.record, "wrong", "; ".join([f"by {_entry(stated)}", *_instead(stated.record, gold)]))


def _instead(record: Record, gold: Iterable[Record]) -> Iterator[str]:
    """What gold says of the same two."""
    ends = {canonical(record.subject), canonical(record.object)}
    for other in gold:
        if {canonical(other.subject), canonical(other.object)} == ends:
            yield f"gold has {other.subject} {other.predicate} {other.object}, {other.status}"


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]
