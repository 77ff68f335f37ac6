"""Nominals: what the verb that governs a noun, and the nouns in whose phrase it stands, make of what the noun says."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.phrases import preposition
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.stance.complements import of_embedding, rejects
from kg.extraction.stance.modality import of_aims, of_modality, of_question
from kg.extraction.stance.negation import is_negated, of_arguments, of_modifiers
from kg.extraction.stance.reasons import GOODS, NOMINAL, WANTING, Reason, verb_is, who_says, word_is
from kg.extraction.stance.reports import of_following_speech, of_sources
from kg.knowledge.lexicon import Frame
from kg.reading.sentences import Token

CORE = ("obj", "nsubj:pass", "nsubj", "obl:arg", "iobj")
INSIDE = ("nmod", "conj", "appos", "obl", "compound", "flat")


def top_noun(scene: Scene, noun: Token) -> Token:
    """The noun in whose phrase the noun stands: *die Aufnahme* of *die Aufnahme von Gesprächen*."""
    current = noun
    for head in scene.sentence.ancestors(noun):
        if head.upos not in NOMINAL or current.deprel not in INSIDE:
            break
        current = head
    return current


def of_nouns_above(scene: Scene, noun: Token) -> Iterator[Reason]:
    """What the nouns say of it in whose phrase it stands: *Forderung nach Sanktionen*, *Ende des Abkommens*."""
    current = noun
    case = next(iter(scene.sentence.dependents(noun, "case")), None)
    if case is not None and case.index and noun.deprel == "obl" and scene.sentence[case.index - 1].upos == "NOUN":
        yield from _of_noun(scene, scene.sentence[case.index - 1])
    for head in scene.sentence.ancestors(noun):
        if head.upos not in NOMINAL or current.deprel not in ("nmod", "obl", "conj", "acl", "compound"):
            return
        if current.deprel in ("nmod", "obl"):
            yield from _of_noun(scene, head)
            yield from (r for r in of_modifiers(scene, head) if r[0] != "denied")
        current = head


def _of_noun(scene: Scene, head: Token) -> Iterator[Reason]:
    if scene.lexicon.is_a(head.lemma, "denying_noun"):
        yield "denied", None
    elif scene.lexicon.is_a(head.lemma, "possible_noun"):
        yield "possible", None


def light_verb(scene: Scene, noun: Token) -> Token | None:
    """The verb that only says of a noun that it happens: *Gespräche führen*, *kam es zum Treffen*; or a copula's predicate."""
    if scene.sentence.dependents(noun, "cop"):
        return noun
    head = scene.sentence.head(noun)
    if head is None or head.upos not in ("VERB", "AUX"):
        return None
    if noun.deprel in ("obj", "nsubj:pass", "nsubj", "obl:arg", "xcomp") and verb_is(scene, head, "light_verb"):
        return head if noun.deprel != "nsubj" or not scene.sentence.dependents(head, "obj") else None
    return (
        head
        if noun.deprel in ("obl", "obj", "nmod") and word_is(scene, full_lemma(scene, head), f"light_{preposition(scene, noun)}")
        else None
    )


def of_governor(scene: Scene, noun: Token, support: Token | None) -> Iterator[Reason]:
    """What the verb says of a noun that it governs: *plant ein Abkommen*, *verzichtet auf Sanktionen*, *das Bündnis zerbrach*."""
    head = scene.sentence.head(noun)
    if support is not None and verb_is(scene, support, "possible_verb"):
        yield "possible", None
    if head is None or head.upos not in ("VERB", "AUX", "ADJ", "ADV"):
        return
    marked = preposition(scene, noun)
    subject = noun.deprel == "nsubj"
    governs = (not marked and not subject and noun.deprel in CORE) or noun.deprel == "nsubj:pass"
    if (governs and verb_is(scene, head, "denying_verb")) or (marked and verb_is(scene, head, f"denying_{marked}")):
        if not any(word_is(scene, m.form, "purpose") for m in scene.sentence.dependents(head, "mark")):
            yield ("possible" if is_negated(scene, head) else "denied"), None
    elif (governs and verb_is(scene, head, "ending_verb")) or (subject and verb_is(scene, head, "failing_verb")):
        yield from _ended(scene, head)
    elif governs and any(word_is(scene, t.lemma, "prospect") for t in scene.sentence.dependents(head, "obl", "nmod", "obj")):
        yield "possible", None
    elif (governs and rejects(scene, noun, head)) or _let_fail(scene, noun, head):
        yield "denied", None
    elif marked and verb_is(scene, head, f"claiming_{marked}") and _is_indefinite(scene, noun) and not is_negated(scene, head):
        yield "claimed", who_says(scene, noun)
    elif head is not support and (
        (governs and verb_is(scene, head, "possible_verb")) or (marked and verb_is(scene, head, f"possible_{marked}"))
    ):
        yield ("denied" if is_negated(scene, head) else "possible"), None


def _let_fail(scene: Scene, noun: Token, head: Token) -> bool:
    """*ließ das Treffen platzen*."""
    verbs = (head, *scene.sentence.dependents(head, "xcomp"))
    return (
        noun.deprel in ("obj", "nsubj")
        and any(verb_is(scene, v, "failing_verb") for v in verbs)
        and any(verb_is(scene, v, "letting_verb") for v in (*verbs, *scene.sentence.ancestors(head)))
    )


def _ended(scene: Scene, verb: Token) -> Iterator[Reason]:
    """What is ended is denied; what may or should end, or does not, still holds."""
    if not is_negated(scene, verb) and not any(status == "possible" for status, _ in of_modality(scene, verb)):
        yield "denied", None


def presupposed(scene: Scene, noun: Token, top: Token, frame: Frame) -> Iterator[Reason]:
    """A noun that no verb carries is taken for granted, but in reports and conditions; an indefinite one may be merely possible."""
    if _is_indefinite(scene, noun) or top.deprel in ("nsubj", "nsubj:pass"):
        yield from of_sources(scene, noun)
    head = scene.sentence.head(top)
    if head is not None and top.deprel.startswith("nsubj") and _is_over(scene, head):
        yield "denied", None
    if frame.denotes not in WANTING or (frame.denotes == "opposes" and head is not None and verb_is(scene, head, "ending_verb")):
        yield from of_governor(scene, top, None)
    head = scene.sentence.head(top)
    verb = scene.sentence[scene.clause_of[top.index]]
    if head is None or verb is noun:
        yield from of_question(scene, noun)
        yield from of_modality(scene, noun)
        yield from of_embedding(scene, noun)
        return
    weak = top.deprel in (*CORE, "obl", "root", "xcomp") and (
        frame.denotes in GOODS or (_is_indefinite(scene, noun) and _is_indefinite(scene, top))
    )
    if weak:
        yield from of_question(scene, verb)
        if top.deprel in CORE and top.deprel != "nsubj" and head is verb and not verb_is(scene, verb, "denying_verb"):
            yield from (r for r in (*of_modifiers(scene, verb), *of_arguments(scene, verb)) if r[0] == "denied")
    if weak:
        yield from (*of_modality(scene, verb), *of_aims(scene, verb), *of_embedding(scene, verb))
    elif top.deprel in ("nsubj", "nsubj:pass"):
        yield from of_following_speech(scene, verb)
    if head.upos == "VERB" and word_is(scene, preposition(scene, noun), "as") and verb_is(scene, head, "regarding_verb"):
        yield "claimed", who_says(scene, noun)
    if noun.deprel in CORE and any(word_is(scene, m.lemma, "conditional") for m in scene.sentence.dependents(verb, "mark")):
        yield "possible", None


def _is_over(scene: Scene, predicate: Token) -> bool:
    """*ist vorüber*, but not *ist fast erloschen*."""
    words = scene.sentence.dependents(predicate)
    return (
        word_is(scene, predicate.form, "over")
        and any(d.deprel in ("cop", "aux", "aux:pass") for d in words)
        and not any(word_is(scene, d.form, "almost") or word_is(scene, d.form, "negation") for d in words)
    )


def is_background(scene: Scene, noun: Token) -> bool:
    """*Armeniens Schutzmacht Russland*, *Russland, Schutzmacht Armeniens*, *nach der Anerkennung*: said in passing."""
    if noun.deprel in ("obl", "nmod") and word_is(scene, preposition(scene, noun), "presupposing"):
        return True
    head = scene.sentence.head(noun)
    if word_is(scene, preposition(scene, noun), "in_the_role_of") and head is not None:
        return not any(verb_is(scene, head, name) for name in ("regarding_verb", "possible_als", "possible_verb"))
    if noun.deprel == "appos" and not scene.sentence.dependents(noun, "cop"):
        return True
    names = [t for t in scene.sentence.dependents(noun, "appos", "flat") if t.upos == "PROPN" and t.index == noun.index + 1]
    return any(not t.form.endswith("s") for t in names) and not scene.sentence.dependents(noun, "cop")


def _is_indefinite(scene: Scene, noun: Token) -> bool:
    articles = scene.sentence.dependents(noun, "det")
    return all(word_is(scene, a.lemma, "indefinite") for a in articles) and not any(
        m.how == "possessive" for a in articles for m in scene.mentions.get(a.index, ())
    )
