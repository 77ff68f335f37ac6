"""Antecedents: those named before, of whom a word may speak, and what kind of entity they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.extraction.mentions import Mention, Said, World
from kg.knowledge.gazetteer import Entity
from kg.reading.sentences import Sentence, Token

Fits = Callable[[Mention], bool]


@dataclass(frozen=True, slots=True)
class Here:
    """A word that may refer, with what was said before it: first its own sentence, then the others, the latest first.

    `beside` is all that its own sentence mentions, behind the word, too.
    """

    token: Token
    said: tuple[Said, ...]
    world: World
    beside: tuple[Mention, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """The sentence in which the word stands."""
        return self.said[0].sentence

    @property
    def before(self) -> tuple[Mention, ...]:
        """What its own sentence mentions before it."""
        return self.said[0].mentions

    def has(self, word_class: str) -> bool:
        """Whether the word, as it stands, is in the word class."""
        return self.world.lexicon.has(self.token.form, word_class)


def key_of(mention: Mention) -> str:
    """What tells the mention's entity from others: its IRI, or that of the power it leads or serves; empty if neither is known."""
    return mention.entity.iri if mention.entity else mention.power or ""


def distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, only the first of each entity."""
    return list({key_of(m): m for m in reversed(list(mentions)) if m.entity}.values())[::-1]


def is_state(mention: Mention) -> bool:
    """Whether the mention is of a state."""
    return mention.entity is not None and mention.entity.kind == "State"


def is_organization(mention: Mention) -> bool:
    """Whether the mention is of an organization or a bloc."""
    return mention.entity is not None and mention.entity.kind in ("Organization", "Bloc")


def is_power(mention: Mention) -> bool:
    """Whether the mention is of a state or an organization, which acts like one."""
    return mention.entity is not None and mention.entity.kind in ("State", "Organization")


def is_person(mention: Mention) -> bool:
    """Whether the mention is of a person who is known, or whose state is."""
    return mention.is_person and bool(mention.entity or mention.power)


def is_named(entity: Entity, word_class: str, world: World) -> bool:
    """Whether one of the entity's names is in the word class."""
    names = {entity.name, *entity.labels.values(), *(name.text for name in entity.names if name.how == "name")}
    return any(world.lexicon.has(name, word_class) for name in names)


def point_at(token: Token, antecedents: Iterable[Mention], how: str) -> list[Mention]:
    """The word as a mention of each of those it speaks of."""
    modifier = how == "possessive"
    return [
        Mention(token.index, token.index + 1, token.index, token.start, token.end, m.entity, how, m.power, modifier) for m in antecedents
    ]
