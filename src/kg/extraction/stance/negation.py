"""Negation: what denies a word, at the word itself or at one of its arguments, and what only seems to.

The other modifiers of a word, *mögliche* and *angebliche*, are read on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.scene import Scene
from kg.extraction.stance.reasons import NOMINAL, Reason, word_is
from kg.extraction.stance.speakers import is_apart
from kg.knowledge.morphology import undeclined
from kg.reading.sentences import Token

CONTRAST = 3


def of_modifiers(scene: Scene, token: Token) -> Iterator[Reason]:
    """What negates or modifies the word itself."""
    for other in scene.sentence.dependents(token):
        lemma = other.lemma.lower()
        if other.upos != "ADP" and (word_is(scene, other.form, "negation") or word_is(scene, lemma, "negation")):
            if not _is_elsewhere(scene, other, token):
                yield "denied", None
        elif other.upos in ("ADV", "ADJ", "VERB", "PART") and (
            other.deprel in ("advmod", "amod", "xcomp", "obl", "mark") or (other.deprel == "acl" and other.index < token.index)
        ):
            words = (lemma, undeclined(other.form.lower()), other.form)
            if any(word_is(scene, w, "possible_word") for w in words):
                yield "possible", None
            elif any(word_is(scene, w, "claimed_word") for w in words):
                yield "claimed", None
            elif (
                token.upos in NOMINAL
                and other.deprel == "amod"
                and any(word_is(scene, w, "denied_word") for w in words)
                and not is_negated(scene, other)
            ):
                yield "denied", None


def of_arguments(scene: Scene, verb: Token) -> Iterator[Reason]:
    """*verkauft keine Boote*, *niemand verkauft*: the negation at an object or subject denies what the verb says.

    So do *weder* anywhere in the clause and a negation that the parse hung on another adverb: *nicht länger*.
    """
    for word in scene.sentence:
        if (word_is(scene, word.form, "neither") and word.index < verb.index and not _is_cut(scene, word, verb)) or (
            _is_nested(scene, word, verb) and not _is_elsewhere(scene, word, verb)
        ):
            yield "denied", None
    for argument in scene.sentence.dependents(verb, "obj", "nsubj", "nsubj:pass", "iobj", "obl:arg"):
        if scene.lexicon.is_a(argument.lemma, "time_noun"):
            continue
        negated = [d for d in scene.sentence.dependents(argument, "det", "advmod", "amod", "cc") if word_is(scene, d.form, "negation")]
        if any(not _is_elsewhere(scene, d, argument) and not _is_elsewhere(scene, d, verb) for d in negated) or word_is(
            scene, argument.form, "negative_pronoun"
        ):
            yield "denied", None


def is_negated(scene: Scene, verb: Token) -> bool:
    """Whether the verb is denied by a word beside it or by one of its arguments."""
    return any(status == "denied" for status, _ in (*of_modifiers(scene, verb), *of_arguments(scene, verb)))


def _is_elsewhere(scene: Scene, negation: Token, token: Token) -> bool:
    """*nicht der erste Besuch*, *nicht nur*, *nicht mit A, sondern mit B*: the negation is of the number, or of another word."""
    sentence = scene.sentence
    if word_is(scene, negation.form, "plain_negation") and any(
        word_is(scene, undeclined(d.form.lower()), "counting") for d in sentence.dependents(token, "amod", "det")
    ):
        return True
    following = sentence.tokens[negation.index + 1 : negation.index + 1 + CONTRAST]
    words = [t.form.lower() for t in following]
    if words and (
        word_is(scene, words[0], "restricting") or (words[0] == "mehr" and words[1:] and word_is(scene, words[1], "restricting"))
    ):
        return True
    if token.index < negation.index and words and word_is(scene, words[0], "adversative"):
        return True
    before = [t.form for t in sentence.tokens[max(0, negation.index - 2) : negation.index]]
    if token.index < negation.index and ((before[-1:] == [","] and words[:1] == ["mehr"]) or before == [",", "mehr"]):
        return True
    return is_apart(scene, negation, token) or _contrasted(scene, negation, token)


def _contrasted(scene: Scene, negation: Token, token: Token) -> bool:
    """*liefert nicht Panzer, sondern Drohnen*: the verb holds for what follows *sondern*, unless that has a verb of its own."""
    for other in scene.sentence.tokens[negation.index + 1 :]:
        if word_is(scene, other.form, "contrast"):
            head = scene.sentence.head(other)
            return token.index > other.index or (head is not None and head.upos not in ("VERB", "AUX"))
    return False


def _is_nested(scene: Scene, word: Token, verb: Token) -> bool:
    head = scene.sentence.head(word)
    return (
        head is not None
        and head.head == verb.index
        and word_is(scene, head.form, "no_longer")
        and word_is(scene, word.form, "plain_negation")
    )


def _is_cut(scene: Scene, one: Token, other: Token) -> bool:
    return any(t.upos == "PUNCT" for t in scene.sentence.tokens[one.index : other.index])
