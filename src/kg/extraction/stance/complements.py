"""Complements: what the verbs and nouns that govern a clause make of it: *sagt, dass*, *weigert sich, zu*, *der Vorwurf, dass*."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.scene import Scene
from kg.extraction.stance.modality import of_first_conjunct, of_modality
from kg.extraction.stance.negation import is_negated
from kg.extraction.stance.reasons import Reason, verb_is, who_says, word_is
from kg.extraction.stance.reports import of_following_speech
from kg.extraction.stance.speakers import has_that, is_closed, is_subjunctive
from kg.reading.sentences import Token

HEADS = ("VERB", "AUX", "ADJ", "NOUN")
COMPLEMENTS = ("ccomp", "xcomp", "csubj", "csubj:pass", "parataxis")


def of_embedding(scene: Scene, verb: Token) -> Iterator[Reason]:
    """What the verbs and nouns say in whose complement the clause stands."""
    sentence, current = scene.sentence, verb
    for _ in range(len(sentence)):
        head = sentence.head(current)
        yield from of_following_speech(scene, current)
        if head is None:
            return
        if head.upos == "NOUN" and current.deprel == "acl" and current.feats.get("VerbForm") == "Inf":
            yield from _of_infinitive(scene, head)
            return
        yield from _of_allegation(scene, current, head)
        if is_closed(scene, current):
            return
        if (current.deprel in COMPLEMENTS or has_that(scene, current) or _is_loose(scene, current, head)) and head.upos in HEADS:
            yield from _governed(scene, current, head)
            yield from (r for r in of_modality(scene, head) if r[0] == "claimed")
        if current.deprel == "conj":
            yield from of_first_conjunct(scene, current, head)
        current = head


def _of_allegation(scene: Scene, clause: Token, head: Token) -> Iterator[Reason]:
    """*wies den Vorwurf zurück, Peru liefere*, *erhob den Vorwurf, Peru liefere*: what a noun of saying holds, and its verb may deny."""
    if clause.upos not in ("VERB", "AUX") and not scene.sentence.dependents(clause, "cop"):
        return
    verb, noun = head, None
    if head.upos == "NOUN" and scene.lexicon.is_a(head.lemma, "allegation"):
        noun, verb = head, scene.sentence.head(head) or head
    elif head.upos == "VERB":
        noun = next(
            (
                t
                for t in scene.sentence.dependents(head)
                if t.upos == "NOUN" and scene.lexicon.is_a(t.lemma, "allegation") and t.index < clause.index
            ),
            None,
        )
    if noun is None or clause.index < noun.index or (clause.deprel == "conj" and scene.sentence.dependents(clause, "cc")):
        return
    if not (clause.deprel in ("acl", "ccomp", "xcomp", "csubj") or is_subjunctive(scene, clause)):
        return
    if clause.deprel == "acl" and clause.feats.get("VerbForm") == "Part" and not scene.sentence.dependents(clause, "aux", "aux:pass"):
        return
    if (verb_is(scene, verb, "denying_verb") or rejects(scene, clause, verb)) and not is_negated(scene, verb):
        yield "denied", None
    else:
        yield "claimed", who_says(scene, clause)


def _is_loose(scene: Scene, clause: Token, head: Token) -> bool:
    """*behauptete, Peru baue an einem Reaktor*: a main clause behind a verb of saying that has no other object, joined by no word."""
    return (
        clause.deprel == "conj"
        and clause.index > head.index
        and verb_is(scene, head, "claiming_verb")
        and not scene.sentence.dependents(clause, "cc")
        and not scene.sentence.dependents(head, "obj", "ccomp")
    )


def _of_infinitive(scene: Scene, noun: Token) -> Iterator[Reason]:
    """*die Weigerung zu liefern*, *kein Grund zu liefern*: what the noun makes of its infinitive."""
    denying = scene.lexicon.is_a(noun.lemma, "denying_noun")
    negated = any(word_is(scene, d.form, "negation") for d in scene.sentence.dependents(noun, "det"))
    yield ("denied" if denying != negated else "possible"), None


def _governed(scene: Scene, clause: Token, head: Token) -> Iterator[Reason]:
    infinitive = clause.feats.get("VerbForm") == "Inf" and clause.deprel == "xcomp"
    negated = is_negated(scene, head)
    if verb_is(scene, head, "denying_verb") or rejects(scene, clause, head):
        yield ("possible", None) if negated else ("denied", None)
    elif negated and (verb_is(scene, head, "belief_verb") or verb_is(scene, head, "possible_verb") or infinitive):
        yield "denied", None
    elif verb_is(scene, head, "possible_verb") or _promises(scene, clause, head):
        yield "possible", None
    elif verb_is(scene, head, "claiming_verb"):
        yield "claimed", who_says(scene, clause)
    elif infinitive and head.upos in ("VERB", "ADJ") and not verb_is(scene, head, "implicative_verb"):
        yield "possible", None
    yield from ((status, who) for status, who in of_modality(scene, head) if status == "possible" and clause.deprel == "xcomp")


def rejects(scene: Scene, clause: Token, head: Token) -> bool:
    """*weist von sich, dass …*, *nennt es falsch, dass …*: a word of rejection beside the verb."""
    if head.upos in ("NOUN", "ADJ") and word_is(scene, head.lemma, "rejecting"):
        return True
    if verb_is(scene, head, "rejecting_reflexive") and any(word_is(scene, t.form, "reflexive") for t in scene.sentence.dependents(head)):
        return True
    return any(
        word_is(scene, t.lemma, "rejecting") or word_is(scene, t.form, "rejecting")
        for t in scene.sentence.dependents(head)
        if t is not clause and t.upos in ("ADJ", "NOUN", "ADV", "VERB")
    )


def _promises(scene: Scene, clause: Token, head: Token) -> bool:
    """*erklärt sich bereit, zu …*, *bekundet den Willen, zu …*: an infinitive that something possible governs."""
    if clause.feats.get("VerbForm") != "Inf" or clause.deprel not in ("xcomp", "ccomp"):
        return False
    return any(
        word_is(scene, t.lemma, "possible_word") or word_is(scene, t.lemma, "willing") or scene.lexicon.is_a(t.lemma, "possible_noun")
        for t in scene.sentence.dependents(head, "advmod", "xcomp", "obj", "obl", "amod")
        if t.index < clause.index and t is not clause
    )
