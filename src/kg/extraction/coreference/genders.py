"""Genders: in which genders the text may speak of an entity, by its name, its sex and the nouns that it was called by."""

from __future__ import annotations

from kg.extraction.coreference.antecedents import Here, is_named, key_of
from kg.extraction.mentions import Mention, World
from kg.knowledge.gazetteer import Entity
from kg.reading.sentences import Token

NAMED = {"Masc": "masculine_name", "Fem": "feminine_name", "Plur": "plural_name"}


def agrees(mention: Mention, agreement: frozenset[str], here: Here) -> bool:
    """Whether a pronoun of one of the genders may speak of the entity."""
    return bool(genders_of(mention, here) & agreement)


def genders_of(mention: Mention, here: Here) -> frozenset[str]:
    """The genders in which the text may speak of the entity: by its name, and by the nouns that it called it by."""
    entity, called = mention.entity, _called(mention, here)
    if mention.is_person:
        sex = _sex(entity, here.world) if entity else None
        return frozenset((sex,)) if sex else called or frozenset(("Masc", "Fem"))
    if entity is None:
        return frozenset()
    if mention.how in ("capital", "seat"):
        return called | frozenset(("Neut",))
    found = {g for g, name in NAMED.items() if is_named(entity, name, here.world)}
    if not found:
        return called | frozenset(("Neut",) if entity.kind == "State" else ("Masc", "Neut"))
    return called | found | ({"Neut"} if is_named(entity, "both_genders", here.world) else set())


def _called(mention: Mention, here: Here) -> frozenset[str]:
    """The genders of the titles and descriptions that the last sentences gave the entity."""
    mentions = ((said.sentence, m) for said in here.said for m in said.mentions if key_of(m) == key_of(mention))
    nouns = (sentence[m.head] for sentence, m in mentions if m.how in ("office", "description"))
    return frozenset(gender for noun in nouns if noun.upos == "NOUN" and (gender := gender_of(noun)) in ("Masc", "Fem", "Neut"))


def _sex(person: Entity, world: World) -> str | None:
    """`Fem` or `Masc` by the first name; None where it is not known."""
    first = person.name.split()[0]
    if world.lexicon.has(first, "woman_name"):
        return "Fem"
    return "Masc" if world.lexicon.has(first, "man_name") else None


def gender_of(token: Token) -> str | None:
    """The grammatical gender of the noun, `Plur` where it stands in the plural."""
    return "Plur" if token.feats.get("Number") == "Plur" else token.feats.get("Gender")
