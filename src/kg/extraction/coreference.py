"""Coreference: pronouns and descriptions that speak of an entity named before (*er*, *das Land*, *beide Länder*).

Rules by recency and grammatical role, in the manner of Hobbs (1978) and Lappin & Leass (1994), for what statements need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extraction.mentions import Discourse, Mention, World
from kg.reading.sentences import Sentence, Token

COUNTS = {"two": 2, "three": 3, "four": 4}
REACH = 3


def resolve_references(sentence: Sentence, named: list[Mention], world: World, discourse: Discourse) -> list[Mention]:
    """The mentions that pronouns and descriptions of the sentence add to the named ones."""
    found: list[Mention] = []
    taken = {i for m in named for i in range(m.start, m.end) if not m.modifier}
    for token in sentence:
        if token.index in taken:
            continue
        before = [m for m in named if m.end <= token.index]
        found += _reference(sentence, token, before, world, discourse)
    return found


def _reference(sentence: Sentence, token: Token, before: list[Mention], world: World, discourse: Discourse) -> list[Mention]:
    if token.upos == "NOUN":
        return _described(sentence, token, before, world, discourse)
    has = world.lexicon.has
    if has(token.form, "thing_pronoun") and token.deprel.startswith("nsubj"):
        return _point(token, _last(_states(before, discourse)), "pronoun")
    if has(token.form, "person_pronoun") and token.upos == "PRON":
        return _point(token, _last(_persons(before, discourse)), "pronoun")
    if has(token.form, "both") and not _noun_head(sentence, token):
        return _group(token, 2, before, discourse, _speaks_of_persons(discourse))
    return _point(token, _possessor(sentence, token, before, world, discourse), "possessive")


def _possessor(sentence: Sentence, token: Token, before: list[Mention], world: World, discourse: Discourse) -> Mention | None:
    """Whose: *sein Besuch*, *dessen Präsident*; None where the word is no possessive."""
    has = world.lexicon.has
    if has(token.lemma, "possessive") and token.upos in ("DET", "PRON") and token.form[:3].lower() == token.lemma[:3].lower():
        return _owner(sentence, before, discourse)
    if has(token.form, "relative_possessive") and token.deprel in ("det", "nmod") and before:
        return before[-1]
    return None


def _described(sentence: Sentence, token: Token, before: list[Mention], world: World, discourse: Discourse) -> list[Mention]:
    lexicon = world.lexicon
    count = _count(sentence, token, world)
    if count and lexicon.is_a(token.lemma, "group_description"):
        return _group(token, count, before, discourse, lexicon.is_a(token.lemma, "person_description"))
    if not _is_definite(sentence, token, world) or _has_own_name(sentence, token, before):
        return []
    if lexicon.is_a(token.lemma, "state_description") and token.feats.get("Number") != "Plur":
        return _point(token, _last(_states(before, discourse)), "description")
    if lexicon.is_a(token.lemma, "person_description") and token.feats.get("Number") != "Plur":
        return _point(token, _last(_persons(before, discourse)), "description")
    return []


def _noun_head(sentence: Sentence, token: Token) -> bool:
    head = sentence.head(token)
    return head is not None and head.upos == "NOUN" and token.deprel in ("det", "amod", "nummod")


def _count(sentence: Sentence, token: Token, world: World) -> int:
    """How many the noun phrase says that there are: *beide*, *die drei*; 0 if it does not say."""
    for other in sentence.tokens[max(0, token.index - 3) : token.index]:
        if token.index in (other.head, other.index + 1):
            for name, count in COUNTS.items():
                if world.lexicon.has(other.form, name):
                    return count
    return 0


def _is_definite(sentence: Sentence, token: Token, world: World) -> bool:
    """Whether a definite article opens the noun phrase, over the adjectives in front of the noun."""
    for other in reversed(sentence.tokens[max(0, token.index - 4) : token.index]):
        if world.lexicon.has(other.form, "definite"):
            return True
        if other.upos not in ("ADJ", "ADV"):
            return False
    return False


def _has_own_name(sentence: Sentence, token: Token, before: list[Mention]) -> bool:
    if any(m.end == token.index and m.how in ("adjective", "name") for m in before):
        return True
    after = sentence.tokens[token.index + 1 : token.index + 3]
    return any(t.upos == "PROPN" for t in after[:1]) or any(
        t.deprel in ("nmod", "acl", "appos") and t.head == token.index for t in sentence
    )


def _point(token: Token, antecedent: Mention | None, how: str) -> list[Mention]:
    if antecedent is None:
        return []
    return [
        Mention(
            token.index, token.index + 1, token.index, token.start, token.end, antecedent.entity, how, antecedent.power, how == "possessive"
        )
    ]


def _speaks_of_persons(discourse: Discourse) -> bool:
    """Whether the sentence before named at least two persons, whom *die beiden* then means."""
    last = discourse.history[-1] if discourse.history else []
    return len({m.entity.iri for m in last if m.entity and m.is_person}) >= 2


def _group(token: Token, count: int, before: list[Mention], discourse: Discourse, persons: bool) -> list[Mention]:
    members: dict[str, Mention] = {}
    for mention in _persons(before, discourse) if persons else _states(before, discourse):
        if mention.entity and mention.entity.iri not in members:
            members[mention.entity.iri] = mention
        if len(members) == count:
            return [m for mention in reversed(members.values()) for m in _point(token, mention, "description")]
    return []


def _states(before: list[Mention], discourse: Discourse) -> Iterator[Mention]:
    """States named before, the nearest first; in a sentence the subject's place, the beginning, does not count more."""
    for mentions in (before, *reversed(discourse.history[-REACH:])):
        yield from (m for m in reversed(mentions) if m.entity and m.entity.kind == "State" and not m.place)


def _persons(before: list[Mention], discourse: Discourse) -> Iterator[Mention]:
    """Persons named before: in this sentence the nearest, in those before it the first, its likely subject."""
    yield from (m for m in before if m.is_person and (m.entity or m.power) and not m.modifier)
    for mentions in reversed(discourse.history[-REACH:]):
        yield from (m for m in mentions if m.is_person and (m.entity or m.power) and not m.modifier)


def _last(mentions: Iterable[Mention]) -> Mention | None:
    return next(iter(mentions), None)


def _owner(sentence: Sentence, before: list[Mention], discourse: Discourse) -> Mention | None:
    """Whose: the subject of the clause, else the first mention of the sentence, else of the one before."""
    subjects = [m for m in before if sentence[m.head].deprel.startswith("nsubj") and not m.modifier]
    for mention in (*reversed(subjects), *[m for m in before if not m.modifier]):
        return mention
    for mentions in reversed(discourse.history[-1:]):
        for mention in mentions:
            if not mention.modifier and not mention.place:
                return mention
    return None
