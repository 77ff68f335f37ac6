"""Salience: how much the text makes of those it has mentioned, in the manner of Lappin & Leass.

A mention's salience is `RECENT` and the weight of its role in the sentence; that of an entity is the sum over the sentences that
mention it, halved from each sentence to the next. Nouns that the graph does not know compete with pronouns, too: what they win means
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.coreference.antecedents import Fits, Here, key_of
from kg.extraction.coreference.coordination import coordinated, over_conjuncts
from kg.extraction.coreference.genders import gender_of, genders_of
from kg.extraction.mentions import Mention, Said, World
from kg.reading.sentences import Sentence, Token

RECENT, SUBJECT, OBJECT, OBLIQUE, PART, MODIFIER = 100, 200, 150, 100, 50, 20
HEADLINE = 20
"""What the first sentence, headline or lead, adds to those it names."""
TOGETHER = 0.5
"""How much of its role is left to one of several that are joined by *und*, where a single one is looked for."""
ORGAN = 0.8
"""How much of its organ's role a state has: *die chilenische Armee*, *die Regierung in Lima*."""
UNKNOWN_SEX = 0.6
"""How well a person whose sex nobody knows fits *sie*, *ihr* and *Präsidentin*."""


def by_salience(here: Here, fits: Fits, agreement: frozenset[str] = frozenset()) -> list[tuple[float, Mention | None]]:
    """Those that fit by their salience; None stands for a noun that agrees as well."""
    scores: dict[str, float] = {}
    meant: dict[str, Mention | None] = {}
    for distance, said in enumerate(here.said):
        weights: dict[str, float] = {}
        joined = [m for group in coordinated(said) for m in group]
        for mention in said.mentions:
            if mention.place or not fits(mention) or not (key := key_of(mention)):
                continue
            role = role_of(said.sentence, mention, here.world) * (TOGETHER if agreement and mention in joined else 1)
            weight = (RECENT + role + HEADLINE * said.opening) * _sex_is_sure(mention, agreement, here)
            weights[key] = max(weight, weights.get(key, 0))
            meant.setdefault(key, mention)
        for index, weight in _strangers(here, said, agreement) if agreement else ():
            weights[f"{distance}.{index}"] = weight
            meant[f"{distance}.{index}"] = None
        for key, weight in weights.items():
            scores[key] = scores.get(key, 0) + weight / 2**distance
    return sorted(((score, meant[key]) for key, score in scores.items()), key=lambda pair: -pair[0])


def _strangers(here: Here, said: Said, agreement: frozenset[str]) -> Iterator[tuple[int, float]]:
    """Nouns of no known name that the pronoun may mean: subjects, objects, and persons in any place."""
    covered = {i for m in said.mentions for i in range(m.start, m.end) if not m.modifier}
    lexicon, verb = here.world.lexicon, here.sentence.head(here.token)
    speaks = verb is not None and lexicon.has(verb.lemma, "claiming_verb")
    for token in said.sentence:
        if said is here.said[0] and token.index >= here.token.index:
            break
        if token.upos != "NOUN" or token.index in covered or gender_of(token) not in agreement:
            continue
        person = lexicon.is_a(token.lemma, "person_noun")
        role = _role_of_token(said.sentence, token, here.world)
        if person or (role >= OBJECT and not speaks):
            yield token.index, (RECENT + role) * (1 if person or role >= SUBJECT else TOGETHER)


def role_of(sentence: Sentence, mention: Mention, world: World) -> float:
    """The weight of the mention's place in the sentence; an adjective before an organ shares in the organ's: *die chilenische Armee*."""
    token = sentence[mention.head]
    if not mention.modifier:
        return _role_of_token(sentence, token, world)
    noun = token if mention.how != "adjective" else sentence.head(token)
    if mention.how != "possessive" and noun is not None and noun.upos == "NOUN" and world.lexicon.is_a(noun.lemma, "organ"):
        return max(MODIFIER, ORGAN * _role_of_token(sentence, noun, world))
    return MODIFIER


def _role_of_token(sentence: Sentence, token: Token, world: World) -> float:
    for above in over_conjuncts(sentence, token):
        token = above
    if token.deprel.startswith("nsubj") or token.deprel == "root":
        return SUBJECT
    if token.deprel in ("obj", "iobj", "obl:arg"):
        return OBJECT
    if token.deprel.startswith("obl"):
        return OBLIQUE
    head = sentence.head(token)
    if token.deprel == "nmod" and head is not None and head.upos == "NOUN" and world.lexicon.is_a(head.lemma, "organ"):
        return max(PART, ORGAN * _role_of_token(sentence, head, world))
    return PART


def _sex_is_sure(mention: Mention, agreement: frozenset[str], here: Here) -> float:
    sure = not mention.is_person or len(genders_of(mention, here)) == 1 or "Fem" not in agreement
    return 1 if sure else UNKNOWN_SEX
