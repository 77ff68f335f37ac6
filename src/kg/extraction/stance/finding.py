"""Stance: whether the document asserts, reports, considers or denies what a word says, and who speaks.

Negation beats possibility, and possibility beats report, as the annotation guideline decides. The words are data
(`ontologies/words/stance.ttl`); grammar is in the modules that give reasons. Compare Saurí & Pustejovsky, "FactBank", LRE 43 (2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction.mentions import Mention
from kg.extraction.scene import Scene
from kg.extraction.slots import support_verb
from kg.extraction.stance.complements import of_embedding
from kg.extraction.stance.modality import is_dated, of_aims, of_first_conjunct, of_modality, of_question
from kg.extraction.stance.negation import is_negated, of_arguments, of_modifiers
from kg.extraction.stance.nominals import is_background, light_verb, of_governor, of_nouns_above, presupposed, top_noun
from kg.extraction.stance.reasons import GOODS, NOMINAL, SPEECH_ACTS, WANTING, Reason, verb_is, who_says
from kg.extraction.stance.reports import of_sources
from kg.extraction.statements import Status
from kg.knowledge.lexicon import Frame
from kg.reading.sentences import Token

HAPPENING = GOODS | {"holdsExercisesWith", "meetsWith", "visits"}
"""Relations of which an agreement or a date says that they are still to come."""


@dataclass(frozen=True, slots=True)
class Stance:
    """The status, and the mention of who says so, where somebody does."""

    status: Status
    speaker: Mention | None = None


def find_stance(scene: Scene, trigger: Token, frame: Frame, quoted: list[tuple[int, int]]) -> Stance:
    """The stance of the document towards what the frame at the trigger says."""
    given: dict[Status, Mention | None] = {}
    for status, who in reasons(scene, trigger, frame):
        if status != "claimed" or not _is_said_by_subject(trigger, frame):
            given[status] = given.get(status) or who
    if frame.denotes not in SPEECH_ACTS and any(start <= trigger.start < end and _speaks(scene, start, end) for start, end in quoted):
        given["claimed"] = given.get("claimed") or who_says(scene, trigger)
    for status in ("denied", "possible", "claimed"):
        if status in given:
            return Stance(status, given.get("claimed"))
    return Stance("asserted")


def _is_said_by_subject(trigger: Token, frame: Frame) -> bool:
    """*Kuba sei ein Freund, sagte Sol*: the words reported are the praise itself."""
    return frame.denotes in ("criticizes", "praises") and trigger.upos not in ("VERB", "AUX")


def _speaks(scene: Scene, start: int, end: int) -> bool:
    """Whether what stands in quotation marks is a saying, no title: it goes beyond the sentence or has a verb."""
    if start < scene.sentence.start or end > scene.sentence.end:
        return True
    return any(t.upos in ("VERB", "AUX") for t in scene.sentence if start <= t.start < end)


def reasons(scene: Scene, trigger: Token, frame: Frame) -> Iterator[Reason]:
    """What the words around the trigger make of it; an attitude is not made possible by the words that express it."""
    yield from of_modifiers(scene, trigger)
    wanted = frame.denotes not in WANTING
    if frame.denotes in GOODS:
        yield from _of_itself(scene, trigger)
    if trigger.upos not in NOMINAL:
        if frame.denotes in (*HAPPENING, "memberOf") and is_dated(scene, trigger):
            yield "possible", None
        yield from _of_clause(scene, trigger, wanted=wanted)
        return
    if is_background(scene, trigger):
        yield from of_nouns_above(scene, trigger)
        return
    verb = support_verb(scene, trigger, frame) if frame.support else None
    for status, who in of_nouns_above(scene, trigger):
        if status != "possible" or wanted:
            yield status, who
    top = top_noun(scene, trigger)
    verb = verb or light_verb(scene, top)
    if verb is None:
        yield from (r for r in presupposed(scene, trigger, top, frame) if r[0] != "possible" or wanted)
        return
    if frame.denotes in HAPPENING and verb_is(scene, verb, "approving_verb"):
        yield "possible", None
    yield from (r for r in of_governor(scene, top, verb) if wanted)
    yield from of_modifiers(scene, verb)
    yield from _of_clause(scene, verb)


def _of_itself(scene: Scene, trigger: Token) -> Iterator[Reason]:
    """*sagt Panzer zu*, *die Zusage von Panzern*: a word for what is promised, asked for or refused does not say that it happens."""
    if trigger.upos in NOMINAL:
        promised, refused = (scene.lexicon.is_a(trigger.lemma, name) for name in ("promise", "refusal"))
    else:
        promised, refused = (verb_is(scene, trigger, name) for name in ("promising_verb", "refusing_verb"))
    if promised or refused:
        yield ("denied" if refused or is_negated(scene, trigger) else "possible"), None


def _of_clause(scene: Scene, anchor: Token, *, wanted: bool = True) -> Iterator[Reason]:
    """What the clause of a verb, and those above it, make of what it says; an attitude is made possible by its own clause only."""
    yield from of_question(scene, anchor)
    yield from of_arguments(scene, anchor)
    yield from of_modality(scene, anchor)
    head = scene.sentence.head(anchor)
    if anchor.deprel == "conj" and head is not None:
        yield from of_first_conjunct(scene, anchor, head)
    if wanted:
        yield from of_aims(scene, anchor)
    yield from of_sources(scene, anchor)
    yield from (r for r in of_embedding(scene, anchor) if wanted or r[0] != "possible")
