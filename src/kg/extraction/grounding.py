"""Grounding: from occurrences of frames to evidence for statements between entities.

The ontology decides which mention may stand on which side, and whether a leader speaks for a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extraction.agreements import agreement_evidence
from kg.extraction.frames import Occurrence
from kg.extraction.mentions import Mention, World
from kg.extraction.offices import Title
from kg.extraction.scene import Scene
from kg.extraction.stance import Stance, find_stance
from kg.extraction.statements import Evidence, Interval, Statement
from kg.extraction.times import TimeExpression
from kg.knowledge.entities import Entity
from kg.knowledge.lexicon import Frame
from kg.knowledge.ontology import Ontology, Relation
from kg.knowledge.terms import KG
from kg.reading.documents import Document

RESOLVED = {"pronoun": 0.75, "possessive": 0.75, "description": 0.7, "family": 0.95, "recognized": 0.85}
CEILING = 0.95
TITLE, TITLE_KNOWN = 0.95, 0.75


@dataclass(frozen=True)
class Passage:
    """One sentence of a document with all that was found in it."""

    document: Document
    scene: Scene
    times: tuple[TimeExpression, ...]
    quoted: list[tuple[int, int]]

    def evidence(self, statement: Statement, stance: Stance, confidence: float, entry: str, valid: Interval | None) -> Evidence:
        """Evidence for the statement, with the sentence as its quotation."""
        start, end = self.scene.sentence.start, self.scene.sentence.end
        speaker = stance.speaker.entity.iri if stance.speaker and stance.speaker.entity else None
        quote = self.document.text[start:end]
        return Evidence(statement, self.document.iri, quote, start, end, stance.status, round(confidence, 3), entry, speaker, valid)


def stands_for(mention: Mention, relation: Relation, side: str, world: World) -> Entity | None:
    """The entity that the mention contributes to the relation's side, lifted to the state where that is due; None if it fits not."""
    allowed = relation.domain if side == "subject" else relation.range
    entity = mention.entity
    if mention.is_person and (not relation.personal or entity is None or not _fits(entity, mention, allowed)):
        entity = world.gazetteer.entity(mention.power) if mention.power else None
    return entity if entity is not None and _fits(entity, mention, allowed) else None


def _fits(entity: Entity, mention: Mention, allowed: Iterable[str]) -> bool:
    if entity.kind in ("Leader", "Person"):
        return ("Leader" in allowed and (entity.kind == "Leader" or mention.power is not None)) or "Person" in allowed
    return entity.kind in allowed


def fits(ontology: Ontology, world: World, frame: Frame, side: str, mention: Mention) -> bool:
    """Whether the frame's relation takes the mention on that side."""
    relation = ontology.relations.get(frame.denotes)
    return relation is not None and stands_for(mention, relation, side, world) is not None


def ground(
    passage: Passage, occurrences: Iterable[Occurrence], ontology: Ontology, world: World
) -> Iterator[tuple[Evidence, list[Entity]]]:
    """Evidence for each occurrence, and the entities that it brings into being: concrete agreements."""
    for occurrence in occurrences:
        relation = ontology.relations[occurrence.frame.denotes]
        subject = stands_for(occurrence.subject.mention, relation, "subject", world)
        obj = stands_for(occurrence.object.mention, relation, "object", world)
        if subject is None or obj is None or subject.iri == obj.iri or _is_internal(occurrence, subject, obj):
            continue
        trigger = passage.scene.sentence[occurrence.trigger]
        stance = find_stance(passage.scene, trigger, occurrence.frame, passage.quoted)
        valid = time_of(passage, occurrence.trigger)
        confidence = CEILING * occurrence.weight
        for filler in (occurrence.subject, occurrence.object):
            confidence *= RESOLVED.get(filler.mention.how, 1.0)
        evidence = passage.evidence(_statement(subject, relation, obj), stance, confidence, occurrence.frame.entry, valid)
        yield evidence, []
        yield from agreement_evidence(evidence, relation, occurrence, passage.scene, (subject, obj))


def _is_internal(occurrence: Occurrence, subject: Entity, obj: Entity) -> bool:
    """Whether a person and the own state stand on the two sides: the guideline annotates only offices there."""
    if occurrence.frame.denotes in ("leads", "ministerOf"):
        return False
    return occurrence.subject.mention.power == obj.iri or occurrence.object.mention.power == subject.iri


def most_specific(evidence: list[Evidence], ontology: Ontology) -> list[Evidence]:
    """The evidence of one sentence without what a narrower relation says of the same two, as the guideline wants."""
    parents = {relation.iri: relation.parent for relation in ontology.relations.values()}

    def ends(item: Evidence) -> frozenset[str]:
        return frozenset((item.statement.subject, item.statement.object))

    implied = {(parents[e.statement.predicate], ends(e)) for e in evidence if parents[e.statement.predicate]}
    implied |= {(parents.get(parent), pair) for parent, pair in implied if parent and parents.get(parent)}
    return [e for e in evidence if (e.statement.predicate, ends(e)) not in implied]


def _statement(subject: Entity, relation: Relation, obj: Entity) -> Statement:
    first, second = sorted((subject.iri, obj.iri)) if relation.symmetric else (subject.iri, obj.iri)
    return Statement(first, relation.iri, second)


def time_of(passage: Passage, trigger: int) -> Interval | None:
    """When it holds or happened: the time named in the trigger's clause, else in a clause above it, the nearest in the tree."""
    scene = passage.scene
    timed = [t for t in passage.times if t.interval]
    word = scene.sentence[trigger]
    clauses = dict.fromkeys(scene.clause_of[t.index] for t in (word, *scene.sentence.ancestors(word)))
    for clause in clauses:
        near = [t for t in timed if scene.clause_of[t.token_start] == clause]
        if near:
            return min(near, key=lambda t: _distance(scene, t.token_start, trigger)).interval
    return None


def _distance(scene: Scene, first: int, second: int) -> tuple[int, int]:
    """Steps in the tree between two tokens, then words between them."""
    paths = [[t.index, *(a.index for a in scene.sentence.ancestors(t))] for t in (scene.sentence[first], scene.sentence[second])]
    shared = next((node for node in paths[0] if node in paths[1]), None)
    steps = paths[0].index(shared) + paths[1].index(shared) if shared is not None else len(scene.sentence)
    return steps, abs(first - second)


def ground_titles(passage: Passage, titles: Iterable[Title], world: World) -> Iterator[Evidence]:
    """That persons lead or serve a state, from titles that name both, or name the person and leave the state to what is known."""
    for title in titles:
        person = title.person
        if person is None or not title.person_named:
            continue
        relation = str(KG[title.frame.denotes])
        power, confidence = None, TITLE
        if title.power and title.power.entity:
            power = title.power.entity.iri
        else:
            power, confidence = _known_power(person, title, world), TITLE_KNOWN
        if power and power != person.iri:
            trigger = passage.scene.sentence[title.token]
            stance = find_stance(passage.scene, trigger, title.frame, passage.quoted) if title.predicated else Stance("asserted")
            yield passage.evidence(Statement(person.iri, relation, power), stance, confidence, title.frame.entry, None)


def _known_power(person: Entity, title: Title, world: World) -> str | None:
    powers = {t.of for t in person.tenures if str(t.office) == title.frame.office and (world.day is None or t.holds_at(world.day))}
    return next(iter(powers)) if len(powers) == 1 else None
