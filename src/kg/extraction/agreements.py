"""Agreements: the concrete treaty behind *schloss ein Abkommen mit*, as a node with its parties and signers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extraction.candidates import Candidate
from kg.extraction.scene import Scene
from kg.extraction.statements import Evidence, Statement
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Relation
from kg.knowledge.terms import KG, entity_iri
from kg.reading.sentences import Token

KINDS = {
    "signedPartnershipWith": "partnership treaty",
    "signedDefencePactWith": "defence treaty",
}
CERTAINTY = 0.9


def agreement_evidence(
    evidence: Evidence, relation: Relation, candidate: Candidate, scene: Scene
) -> Iterator[tuple[Evidence, list[Entity]]]:
    """Evidence for the parties and signers of the agreement that an asserted signature speaks of, with the agreement itself."""
    signs = "signedAgreementWith" in (relation.name, (relation.parent or "").rpartition("#")[2])
    if not signs or evidence.status != "asserted":
        return
    word = scene.sentence[candidate.trigger]
    parties = (candidate.subject.entity, candidate.object.entity)
    agreement = describe(relation, word, scene, parties, evidence)
    agreement_parts = [(str(KG.party), party.iri) for party in parties]
    agreement_parts += [(str(KG.signedBy), person.iri) for person in _signers(candidate)]
    for predicate, iri in agreement_parts:
        statement = Statement(agreement.iri, predicate, iri)
        yield replace(evidence, statement=statement, confidence=round(evidence.confidence * CERTAINTY, 3)), [agreement]


def describe(relation: Relation, word: Token, scene: Scene, parties: tuple[Entity, Entity], evidence: Evidence) -> Entity:
    """The agreement under the guideline's name: the parties in alphabetical order, the kind, and the year if the text gives it."""
    first, second = sorted(party.name for party in parties)
    start, end = (evidence.valid.start, evidence.valid.end) if evidence.valid else (None, None)
    name = f"{first}–{second} {_kind(relation, word, scene)}" + (f" {start.year}" if start and end and start.year == end.year else "")
    return Entity(iri=str(entity_iri(name)), kind="Agreement", name=name, labels={"en": name})


def _kind(relation: Relation, word: Token, scene: Scene) -> str:
    if relation.name in KINDS:
        return KINDS[relation.name]
    for kind in ("trade agreement", "peace agreement", "arms deal"):
        words = scene.lexicon.classes.get(kind.replace(" ", "_"), frozenset())
        if any(word.lemma.lower().startswith(w) for w in words):
            return kind
    return "agreement"


def _signers(candidate: Candidate) -> Iterator[Entity]:
    for argument in (candidate.subject, candidate.object):
        person = argument.mention.entity
        if person is not None and person.kind in ("Leader", "Person"):
            yield person
