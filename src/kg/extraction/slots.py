"""Slots: which words of a sentence fill the places that a frame of a verb, noun or adjective opens.

The parse is asked first; where it has no answer, neighbourhood is, at a lower weight. Weights are in (0, 1].
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.phrases import genitives, phrases, preposition
from kg.extraction.scene import GUESS, NEAR, ORGAN, Scene, full_lemma
from kg.extraction.verbs import agents, is_passive, of_verb, subjects
from kg.knowledge.lexicon import Frame
from kg.reading.sentences import Token


def tokens_in(scene: Scene, trigger: Token, frame: Frame, slot: str) -> list[tuple[Token, float]]:
    """The words that fill the slot of the trigger, the surest first."""
    name, _, case = slot.partition(".")
    if frame.category == "noun":
        return list(_of_noun(scene, trigger, frame, name, case))
    if trigger.upos == "ADJ" and trigger.deprel != "root" and name in ("subj", "obj", "pred") and _attributes(scene, trigger):
        return list(_of_attribute(scene, trigger, frame, name))
    return list(of_verb(scene, trigger, name, case))


def _attributes(scene: Scene, trigger: Token) -> bool:
    head = scene.sentence.head(trigger)
    return head is not None and trigger.deprel in ("amod", "acl") and head.upos in ("NOUN", "PROPN")


def _of_attribute(scene: Scene, trigger: Token, frame: Frame, slot: str) -> Iterator[tuple[Token, float]]:
    """*die von Russland gelieferten Waffen*: the noun is the participle's object, the agent its subject."""
    head = scene.sentence.head(trigger)
    if head is not None and (slot == "obj" or frame.category == "adjective"):
        yield head, 1.0
    if slot == "subj" and frame.category == "verb":
        yield from agents(scene, trigger)
        before = scene.sentence[trigger.index - 1] if trigger.index else None
        if before is not None and before.index in scene.mentions and before.upos == "PROPN" and not preposition(scene, before):
            yield before, GUESS


def _of_noun(scene: Scene, noun: Token, frame: Frame, slot: str, case: str) -> Iterator[tuple[Token, float]]:
    if slot in ("gen", "von"):
        yield from genitives(scene, noun)
    elif slot == "pred":
        yield from _said_of(scene, noun)
    elif slot in ("subj", "dat", "obj"):
        verb = support_verb(scene, noun, frame)
        if verb is not None:
            yield from ((t, w) for t, w in of_verb(scene, verb, slot, case, noun.index) if t.index != noun.index)
        elif slot == "subj":
            yield from _carrier(scene, noun)
    elif slot not in ("adj", "compound", "each", "goods", "first"):
        yield from _phrases_of_noun(scene, noun, frame, slot, case)


def _carrier(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """*Bei seinem Treffen mit Abe sprach Modi*: the subject of the clause, where the noun is an adverbial or the object of a plain verb."""
    head = scene.sentence.head(noun)
    if noun.deprel == "conj" and head is not None and head.upos == "NOUN":
        noun, head = head, scene.sentence.head(head)
    if head is None or head.upos not in ("VERB", "AUX"):
        return
    adverbial = noun.deprel == "obl" and scene.lexicon.has(preposition(scene, noun), "adverbial_preposition")
    plain = noun.deprel == "obj" and not scene.lexicon.verbs(full_lemma(scene, head)) and not _is_attitude(scene, head)
    if (adverbial or plain) and not is_passive(scene, head):
        yield from ((t, w * GUESS) for t, w in subjects(scene, head))


def _is_attitude(scene: Scene, verb: Token) -> bool:
    lemma = full_lemma(scene, verb)
    return any(scene.lexicon.has(lemma, name) for name in ("claiming_verb", "denying_verb", "possible_verb"))


def _phrases_of_noun(scene: Scene, noun: Token, frame: Frame, slot: str, case: str) -> Iterator[tuple[Token, float]]:
    own = [(t, w) for t, w in phrases(scene, noun, slot, case)]
    yield from own
    verb = support_verb(scene, noun, frame)
    if verb is not None and not own:
        yield from phrases(scene, verb, slot, case)


def _said_of(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """Who the noun is said of: copula, apposition, *als*, or the name right behind it."""
    sentence = scene.sentence
    head = sentence.head(noun)
    copula = next(iter(sentence.dependents(noun, "cop")), None)
    if copula is not None:
        subjects = sentence.dependents(noun, "nsubj")
        yield from ((t, 1.0) for t in subjects)
        if not subjects:
            named = [t for t in sentence if t.index in scene.mentions and t.index < noun.index and not preposition(scene, t)]
            yield from ((t, NEAR) for t in named[:1])
        return
    if head is not None and scene.lexicon.has(head.form, "one_of") and noun.deprel == "nmod":
        yield from _said_of(scene, head)
        return
    appositions = sentence.dependents(noun, "appos", "flat")
    yield from ((t, 1.0) for t in appositions)
    if head is not None and (noun.deprel in ("appos", "flat") or (noun.deprel == "nsubj" and sentence.dependents(head, "cop"))):
        yield head, 1.0
    elif head is not None and scene.lexicon.has(head.lemma, "copula") and noun.deprel in ("nsubj", "xcomp", "obl", "obj"):
        found = [t for t in sentence.dependents(head, "nsubj", "obj", "xcomp") if t.index != noun.index and not preposition(scene, t)]
        yield from ((t, ORGAN) for t in found[:1])
    elif head is not None and scene.lexicon.has(preposition(scene, noun), "as"):
        verb_fillers = [*sentence.dependents(head, "obj"), *sentence.dependents(head, "nsubj:pass", "nsubj")]
        yield from ((t, NEAR) for t in verb_fillers[:1])
    if not appositions:
        yield from _before_comma(scene, noun)
        yield from ((t, NEAR) for t in sentence.tokens[noun.index + 1 : noun.index + 2] if t.upos == "PROPN")


def _before_comma(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """*Griechenland, Bündnispartner der Türkei*: the name in front of the comma."""
    index = noun.index - 1
    while index > 0 and scene.sentence[index].upos in ("DET", "ADJ", "ADV"):
        index -= 1
    if index > 0 and scene.sentence[index].form == "," and index - 1 in scene.mentions:
        yield scene.sentence[index - 1], NEAR


def support_verb(scene: Scene, noun: Token, frame: Frame) -> Token | None:
    """The support verb that governs the noun, by the parse or else in its clause."""
    sentence = scene.sentence
    for head in sentence.ancestors(noun):
        if head.upos in ("VERB", "AUX", "ADJ"):
            if full_lemma(scene, head) in frame.support:
                return head
            break
    for token in sentence.dependents(noun, "amod"):
        if scene.lexicon.infinitive(token.form) in frame.support:
            return token
    for token in (*sentence.dependents(noun, "acl"), *scene.clause(noun)):
        if (token.upos == "VERB" or token.deprel == "cop") and full_lemma(scene, token) in frame.support:
            return token
    return None
