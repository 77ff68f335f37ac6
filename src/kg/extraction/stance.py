"""Stance: whether the document asserts, reports, considers or denies what a frame says, and who speaks.

Negation beats possibility, and possibility beats report, as the annotation guideline decides. The words are data
(`ontologies/words/stance.ttl`); grammar is here. Compare Saurí & Pustejovsky, "FactBank", LRE 43 (2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction.frames import denoted
from kg.extraction.mentions import Mention
from kg.extraction.phrases import preposition
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.slots import support_verb
from kg.extraction.statements import Status
from kg.knowledge.lexicon import Frame
from kg.knowledge.morphology import undeclined
from kg.reading.sentences import Token

CORE = ("obj", "nsubj:pass", "nsubj", "obl:arg", "iobj")
COMPLEMENTS = ("ccomp", "xcomp", "csubj", "csubj:pass", "parataxis")
QUOTED_WORDS = 4


@dataclass(frozen=True, slots=True)
class Stance:
    """The status, and the mention of who says so, where somebody does."""

    status: Status
    speaker: Mention | None = None


def quotations(text: str) -> list[tuple[int, int]]:
    """The stretches of the text between quotation marks, over sentences too, if they hold at least four words.

    >>> quotations("„Wir sind immer bereit dazu“, sagte er über das „Land“.")
    [(1, 27)]
    """
    spans, opened = [], -1
    closing = ""
    for index, character in enumerate(text):
        if opened >= 0 and (character in closing or text.startswith("\n\n", index)):
            if character in closing and len(text[opened:index].split()) >= QUOTED_WORDS:
                spans.append((opened, index))
            opened = -1
        elif opened < 0 and character in PAIRS and (not index or not text[index - 1].isalnum()):
            opened, closing = index + 1, PAIRS[character]
    return spans


PAIRS = {"„": '“”"', "“": "”", '"': '"', "»": "«", "«": "»", "‚": "‘’"}


def find_stance(scene: Scene, trigger: Token, frame: Frame, quoted: list[tuple[int, int]]) -> Stance:
    """The stance of the document towards what the frame at the trigger says."""
    reasons = dict(_reasons(scene, trigger, frame))
    speaker = reasons.get("claimed")
    if any(start <= trigger.start < end for start, end in quoted):
        reasons.setdefault("claimed", None)
        speaker = speaker or _speaker_of_quotation(scene)
    for status in ("denied", "possible", "claimed"):
        if status in reasons:
            return Stance(status, speaker)
    return Stance("asserted")


def _speaker_of_quotation(scene: Scene) -> Mention | None:
    for token in scene.sentence:
        if token.upos == "VERB" and _is(scene, token, "claiming_verb"):
            return _subject(scene, token)
    return None


def _subject(scene: Scene, verb: Token) -> Mention | None:
    for token in scene.sentence.dependents(verb, "nsubj"):
        for filler in denoted(scene, token):
            return filler.mention
    return None


def _is(scene: Scene, verb: Token, word_class: str) -> bool:
    return scene.lexicon.has(full_lemma(scene, verb), word_class)


def _has(scene: Scene, word: str, word_class: str) -> bool:
    return scene.lexicon.has(word, word_class)


Reason = tuple[Status, Mention | None]


def _reasons(scene: Scene, trigger: Token, frame: Frame) -> Iterator[Reason]:
    sentence = scene.sentence
    if sentence.tokens[-1].form == "?" or any(t.form == "?" for t in sentence.tokens[-2:]):
        yield "possible", None
    yield from _around(scene, trigger)
    anchor = trigger
    if trigger.upos in ("NOUN", "PROPN"):
        verb = support_verb(scene, trigger, frame)
        yield from _noun(scene, trigger, verb)
        if verb is None:
            yield from _presupposed(scene, trigger)
            return
        anchor = verb
        yield from _around(scene, anchor)
    yield from _of_arguments(scene, anchor)
    yield from _clause(scene, anchor)
    yield from _reported(scene, anchor)
    yield from _embedding(scene, anchor)


def _around(scene: Scene, token: Token) -> Iterator[Reason]:
    """What negates or modifies the word itself."""
    for other in scene.sentence.dependents(token):
        lemma = other.lemma.lower()
        if _has(scene, other.form, "negation") or _has(scene, lemma, "negation"):
            if not _is_repeated(scene, token):
                yield "denied", None
        elif other.upos in ("ADV", "ADJ") and (_has(scene, lemma, "possible_word") or _has(scene, other.form, "possible_word")):
            yield "possible", None
        elif other.upos in ("ADV", "ADJ") and _has(scene, lemma, "claimed_word"):
            yield "claimed", None


def _of_arguments(scene: Scene, verb: Token) -> Iterator[Reason]:
    """*verkauft keine Boote*: the negation at an object or subject denies what the verb says."""
    for argument in scene.sentence.dependents(verb, "obj", "nsubj", "nsubj:pass", "iobj"):
        if any(_has(scene, d.form, "negation") for d in scene.sentence.dependents(argument, "det", "advmod", "amod", "cc")):
            yield "denied", None


def _is_repeated(scene: Scene, token: Token) -> bool:
    """*nicht der erste Besuch*: the negation is of the number."""
    return any(_has(scene, undeclined(d.form.lower()), "counting") for d in scene.sentence.dependents(token, "amod", "det"))


def _noun(scene: Scene, noun: Token, support: Token | None) -> Iterator[Reason]:
    """What the words that govern a noun say of it: *plant ein Abkommen*, *Forderung nach Sanktionen*."""
    head = scene.sentence.head(noun)
    if head is None:
        return
    if head.upos == "NOUN" and noun.deprel in ("nmod", "obl"):
        if scene.lexicon.is_a(head.lemma, "possible_noun"):
            yield "possible", None
        elif scene.lexicon.is_a(head.lemma, "denying_noun"):
            yield "denied", None
    if support is not None and _is(scene, support, "possible_verb"):
        yield "possible", None
    if (
        head.upos == "VERB"
        and head is not support
        and (noun.deprel in CORE or _has(scene, preposition(scene, noun), "governed_preposition"))
    ):
        if _is(scene, head, "possible_verb") and (noun.deprel != "nsubj"):
            yield "possible", None
        elif _is(scene, head, "denying_verb") and not noun.deprel.startswith("nsubj"):
            yield "denied", None


def _presupposed(scene: Scene, noun: Token) -> Iterator[Reason]:
    """A noun that no support verb carries is taken for granted, but in reports and conditions; an indefinite one may be merely possible."""
    yield from _reported(scene, noun)
    verb = scene.sentence[scene.clause_of[noun.index]]
    weak = _is_indefinite(scene, noun)
    for status, who in (*_clause(scene, verb), *_embedding(scene, verb)):
        if status == "claimed" or (weak and verb is not noun and noun.deprel in CORE):
            yield status, who
    head = scene.sentence.head(noun)
    if head is not None and _has(scene, preposition(scene, noun), "as") and head.upos == "VERB" and _is(scene, head, "claiming_verb"):
        yield "claimed", None
    if noun.deprel in CORE and any(_has(scene, m.lemma, "conditional") for m in scene.sentence.dependents(verb, "mark")):
        yield "possible", None


def _is_indefinite(scene: Scene, noun: Token) -> bool:
    articles = scene.sentence.dependents(noun, "det")
    return all(_has(scene, a.lemma, "indefinite") for a in articles) and not any(
        m.how == "possessive" for a in articles for m in scene.mentions.get(a.index, ())
    )


def _clause(scene: Scene, verb: Token) -> Iterator[Reason]:
    """Modals, tense, mood, and conjunctions of the verb's own clause."""
    sentence = scene.sentence
    auxiliaries = [*sentence.dependents(verb, "aux", "cop"), verb]
    for aux in auxiliaries:
        form = aux.form.lower()
        if aux is not verb and _has(scene, aux.lemma, "modal"):
            yield "possible", None
        if _has(scene, form, "subjunctive_possible"):
            yield "possible", None
        elif _has(scene, form, "subjunctive_claim") or _is_first_subjunctive(scene, aux):
            yield "claimed", None
        if aux is not verb and _has(scene, aux.lemma, "future") and verb.feats.get("VerbForm") == "Inf" and verb.upos == "VERB":
            yield "possible", None
    for mark in sentence.dependents(verb, "mark"):
        if _has(scene, mark.lemma, "conditional") or _has(scene, mark.form, "purpose"):
            yield "possible", None


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
    if verb.form.lower() != stem + "e" or _has(scene, lemma, "not_infinitive_claim"):
        return False
    subjects = scene.sentence.dependents(verb, "nsubj", "nsubj:pass")
    return bool(subjects) and all(s.form.lower() != "ich" for s in subjects)


def _reported(scene: Scene, token: Token) -> Iterator[Reason]:
    """*laut*, *nach Angaben von*: a phrase of the clause that says who says so."""
    for other in scene.clause(token):
        if other.upos not in ("NOUN", "PROPN", "PRON", "ADJ"):
            continue
        cases = [c.lemma.lower() for c in scene.sentence.dependents(other, "case")]
        if any(_has(scene, c, "according_to") for c in cases) or (
            any(_has(scene, c, "by_account") for c in cases) and scene.lexicon.is_a(other.lemma, "account")
        ):
            yield "claimed", next((f.mention for f in denoted(scene, other)), None)


def _embedding(scene: Scene, verb: Token) -> Iterator[Reason]:
    """What the verbs and nouns say in whose complement the clause stands."""
    sentence, current = scene.sentence, verb
    for _ in range(len(sentence)):
        head = sentence.head(current)
        if head is None:
            yield from _following_speech(scene, current)
            return
        if head.upos == "NOUN" and current.deprel == "acl" and current.feats.get("VerbForm") == "Inf":
            if scene.lexicon.is_a(head.lemma, "denying_noun"):
                yield "denied", None
            else:
                yield "possible", None
            return
        if current.deprel in ("advcl", "acl", "acl:relcl", "appos"):
            return
        if current.deprel in COMPLEMENTS and head.upos in ("VERB", "AUX", "ADJ", "NOUN"):
            yield from _governed(scene, current, head)
        if current.deprel == "conj":
            yield from _shared(scene, current, head)
        current = head


def _governed(scene: Scene, clause: Token, head: Token) -> Iterator[Reason]:
    negated = any(status == "denied" for status, _ in _around(scene, head))
    if _is(scene, head, "denying_verb"):
        yield ("possible", None) if negated else ("denied", None)
    elif negated and _is(scene, head, "belief_verb"):
        yield "denied", None
    elif _is(scene, head, "possible_verb") or _promises(scene, clause, head):
        yield "possible", None
    elif _is(scene, head, "claiming_verb"):
        yield "claimed", _subject(scene, head)
    elif clause.deprel == "xcomp" and clause.feats.get("VerbForm") == "Inf" and head.upos in ("VERB", "ADJ"):
        yield "possible", None
    yield from ((status, who) for status, who in _clause(scene, head) if status == "possible" and clause.deprel == "xcomp")


def _promises(scene: Scene, clause: Token, head: Token) -> bool:
    """*erklärt sich bereit, zu …*, *bekundet den Willen, zu …*: an infinitive that something possible governs."""
    if clause.feats.get("VerbForm") != "Inf" or clause.deprel not in ("xcomp", "ccomp"):
        return False
    return any(
        _has(scene, t.lemma, "possible_word") or _has(scene, t.lemma, "willing") or scene.lexicon.is_a(t.lemma, "possible_noun")
        for t in scene.sentence.dependents(head, "advmod", "xcomp", "obj", "obl", "amod")
        if t.index < clause.index and t is not clause
    )


def _shared(scene: Scene, conjunct: Token, first: Token) -> Iterator[Reason]:
    """A modal of the first conjunct holds for the second that has no finite verb of its own."""
    if not scene.sentence.dependents(conjunct, "aux") and conjunct.feats.get("VerbForm") in ("Inf", "Part") and first.upos == "VERB":
        yield from ((status, who) for status, who in _clause(scene, first) if status == "possible")


def _following_speech(scene: Scene, root: Token) -> Iterator[Reason]:
    """*…, sagte der Minister*: the verb of saying stands behind what it reports."""
    for token in scene.sentence.dependents(root, "parataxis", "ccomp"):
        if token.index > root.index and token.upos == "VERB" and _is(scene, token, "claiming_verb"):
            before = scene.sentence.tokens[token.index - 1].form if token.index else ""
            if before in (",", "“", '"', "«", "”"):
                yield "claimed", _subject(scene, token)
