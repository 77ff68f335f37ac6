"""Roles: who may stand on which side of a relation, and for whom.

The ontology decides which classes a relation takes, and whether a leader speaks for a state.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.extraction.mentions import Mention, World
from kg.knowledge.entities import Entity
from kg.knowledge.lexicon import Frame
from kg.knowledge.ontology import Ontology, Relation


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


def is_internal(frame: Frame, subject: tuple[Mention, Entity], obj: tuple[Mention, Entity]) -> bool:
    """Whether a person and the own state stand on the two sides: the guideline annotates only offices there."""
    if frame.denotes in ("leads", "ministerOf"):
        return False
    return subject[0].power == obj[1].iri or obj[0].power == subject[1].iri
