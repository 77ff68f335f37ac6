"""Modality: what modals, tense, mood, conditions, aims and questions make of the clause of a verb."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.scene import Scene
from kg.extraction.stance.reasons import Reason, who_says, word_is
from kg.knowledge.morphology import undeclined
from kg.reading.sentences import Token


def of_modality(scene: Scene, verb: Token) -> Iterator[Reason]:
    """Modals, tense, mood, adverbs and conjunctions of the verb's own clause."""
    sentence = scene.sentence
    auxiliaries = [*sentence.dependents(verb, "aux", "aux:pass", "cop"), verb]
    if len(auxiliaries) == 1 and verb.feats.get("VerbForm") == "Inf":
        auxiliaries += [
            a for c in sentence.dependents(verb, "conj") if c.upos == "VERB" for a in sentence.dependents(c, "aux") if a.index > c.index
        ]
    perfect = any(a.form.lower() in ("haben", "sein") for a in auxiliaries) and verb.xpos in ("VV(PP)", "VVPP")
    for aux in auxiliaries:
        form = aux.form.lower()
        if aux is not verb and word_is(scene, aux.lemma, "modal") and not word_is(scene, form, "achieved_modal"):
            yield ("claimed" if perfect and word_is(scene, aux.lemma, "evidential_modal") else "possible"), None
        if word_is(scene, form, "subjunctive_possible"):
            yield "possible", None
        elif word_is(scene, form, "subjunctive_claim") or _is_first_subjunctive(scene, aux):
            yield "claimed", who_says(scene, verb)
        if (
            aux is not verb
            and word_is(scene, aux.lemma, "future")
            and aux.feats.get("VerbForm") != "Part"
            and _is_future(verb, auxiliaries)
        ):
            yield "possible", None
    if any(word_is(scene, m.lemma, "conditional") for m in sentence.dependents(verb, "mark")):
        yield "possible", None
    if _opens_condition(scene, verb) or _is_ahead(scene, verb, auxiliaries):
        yield "possible", None


def of_aims(scene: Scene, verb: Token) -> Iterator[Reason]:
    """*um zu liefern*, *liefert, sofern …*: a purpose, and what holds under a proviso only."""
    sentence = scene.sentence
    if any(word_is(scene, m.form, "purpose") for m in sentence.dependents(verb, "mark")):
        yield "possible", None
    if verb.upos != "NOUN" and any(
        word_is(scene, m.form, "proviso") for clause in sentence.dependents(verb, "advcl") for m in sentence.dependents(clause, "mark")
    ):
        yield "possible", None


def of_question(scene: Scene, anchor: Token) -> Iterator[Reason]:
    """What a question asks is possible, unless it asks why: that takes for granted what it asks about."""
    tokens = scene.sentence.tokens
    if any(t.form == "?" for t in tokens[-2:]) and not any(word_is(scene, t.form, "asking_why") for t in scene.clause(anchor)):
        yield "possible", None


def of_first_conjunct(scene: Scene, conjunct: Token, first: Token) -> Iterator[Reason]:
    """A modal of the first conjunct holds for the second that has no finite verb of its own."""
    if not scene.sentence.dependents(conjunct, "aux") and conjunct.feats.get("VerbForm") in ("Inf", "Part") and first.upos == "VERB":
        yield from ((status, who) for status, who in of_modality(scene, first) if status == "possible")


def is_dated(scene: Scene, verb: Token) -> bool:
    """*trifft ihn am Freitag*, *tritt in dieser Woche bei*: news in the present tense with a day speak of what is to come."""
    if verb.feats.get("Tense") != "Pres" or verb.form[-1:] != "t" or scene.sentence.dependents(verb, "aux", "aux:pass"):
        return False
    for token in scene.clause(verb):
        words = {t.form.lower() for t in scene.sentence.dependents(token, "case", "det")}
        if word_is(scene, token.lemma, "weekday") and any(word_is(scene, w, "on_day") for w in words):
            return True
        if word_is(scene, token.lemma, "week") and any(word_is(scene, w, "this_week") for w in words):
            return True
    return False


def _is_future(verb: Token, auxiliaries: list[Token]) -> bool:
    """*wird liefern*, *wird geliefert werden*, *wird Mitglied sein*."""
    if verb.feats.get("VerbForm") == "Inf" and verb.upos == "VERB":
        return True
    return any(a.form.lower() in ("werden", "sein", "haben") and a.feats.get("VerbForm") == "Inf" for a in auxiliaries if a is not verb)


def _opens_condition(scene: Scene, verb: Token) -> bool:
    """*Greift China an, …*: a finite verb in front, and behind the clause a comma and the next finite verb."""
    if verb.deprel not in ("advcl", "parataxis", "ccomp", "conj") and verb.head >= 0:
        return False
    clause = scene.clause(verb)
    first, last = clause[0], max((t for t in clause if t.upos != "PUNCT"), key=lambda t: t.index)
    if first.upos not in ("VERB", "AUX") or first.feats.get("VerbForm") == "Inf" or first.xpos in ("VV(PP)", "VVPP", "VV(INF)", "VVINF"):
        return False
    following = scene.sentence.tokens[last.index + 1 : last.index + 3]
    return (
        len(following) == 2
        and following[0].form == ","
        and (following[1].upos in ("VERB", "AUX") or following[1].form.lower() in ("so", "dann"))
    )


def _is_ahead(scene: Scene, verb: Token, auxiliaries: list[Token]) -> bool:
    """*trifft ihn kommende Woche*: the present tense with a time that is still to come."""
    if any(a.feats.get("Tense") == "Past" or a.feats.get("VerbForm") == "Part" for a in auxiliaries) and verb.upos == "VERB":
        return False
    return any(
        word_is(scene, t.lemma, "future_word") or word_is(scene, undeclined(t.form.lower()), "future_word") for t in scene.clause(verb)
    )


def _is_first_subjunctive(scene: Scene, verb: Token) -> bool:
    """*er liefere*: the stem and -e, with a subject of the third person."""
    if (
        verb.upos not in ("VERB", "AUX")
        or verb.xpos.startswith(("VVINF", "VVPP", "VVIZU"))
        or verb.feats.get("VerbForm") in ("Inf", "Part")
    ):
        return False
    lemma = verb.lemma.lower()
    stem = lemma.removesuffix("n").removesuffix("e")
    if verb.form.lower() != stem + "e" or word_is(scene, lemma, "not_infinitive_claim"):
        return False
    subjects = scene.sentence.dependents(verb, "nsubj", "nsubj:pass")
    return bool(subjects) and all(s.form.lower() != "ich" for s in subjects)
