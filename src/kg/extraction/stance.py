"""Stance: whether the document asserts, reports, considers or denies what a word says, and who speaks.

Negation beats possibility, and possibility beats report, as the annotation guideline decides. The words are data
(`ontologies/words/stance.ttl`); grammar is here. Compare Saurí & Pustejovsky, "FactBank", LRE 43 (2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction.frames import denoted
from kg.extraction.mentions import Mention
from kg.extraction.phrases import preposition
from kg.extraction.scene import CLAUSAL, Scene, full_lemma
from kg.extraction.slots import support_verb
from kg.extraction.speakers import has_that, is_apart, is_closed, quotations, sources, speaker_of
from kg.extraction.statements import Status
from kg.knowledge.lexicon import Frame
from kg.knowledge.morphology import undeclined
from kg.reading.sentences import Token

__all__ = ["Stance", "find_stance", "quotations"]

CORE = ("obj", "nsubj:pass", "nsubj", "obl:arg", "iobj")
HEADS = ("VERB", "AUX", "ADJ", "NOUN")
COMPLEMENTS = ("ccomp", "xcomp", "csubj", "csubj:pass", "parataxis")
NOMINAL = ("NOUN", "PROPN")
INSIDE = ("nmod", "conj", "appos", "obl", "compound", "flat")
SPEECH_ACTS = frozenset(("criticizes", "praises", "threatens", "invites"))
"""Relations that are acts of speech themselves: that somebody speaks, in quotation marks too, is what the document asserts."""
WANTING = SPEECH_ACTS | {"seeksMembershipIn", "opposes"}
"""Relations that are an attitude themselves: wanting or announcing is part of them, and makes nothing possible."""
GOODS = frozenset(("suppliesArmsTo", "sendsTroopsTo", "transfersTechnologyTo", "providesAidTo", "trainsForcesOf"))
"""Relations whose nouns are mostly what is handed over: *die Panzer* of *will die Panzer liefern* are no relation taken for granted."""
HAPPENING = GOODS | {"holdsExercisesWith", "meetsWith", "visits"}
"""Relations of which an agreement or a date says that they are still to come."""
CONTRAST = 3


@dataclass(frozen=True, slots=True)
class Stance:
    """The status, and the mention of who says so, where somebody does."""

    status: Status
    speaker: Mention | None = None


def find_stance(scene: Scene, trigger: Token, frame: Frame, quoted: list[tuple[int, int]]) -> Stance:
    """The stance of the document towards what the frame at the trigger says."""
    reasons: dict[Status, Mention | None] = {}
    for status, who in _reasons(scene, trigger, frame):
        if status != "claimed" or not _is_said_by_subject(trigger, frame):
            reasons[status] = reasons.get(status) or who
    if frame.denotes not in SPEECH_ACTS and any(start <= trigger.start < end and _speaks(scene, start, end) for start, end in quoted):
        reasons["claimed"] = reasons.get("claimed") or _speaker(scene, trigger)
    for status in ("denied", "possible", "claimed"):
        if status in reasons:
            return Stance(status, reasons.get("claimed"))
    return Stance("asserted")


def _is_said_by_subject(trigger: Token, frame: Frame) -> bool:
    """*Kuba sei ein Freund, sagte Sol*: the words reported are the praise itself."""
    return frame.denotes in ("criticizes", "praises") and trigger.upos not in ("VERB", "AUX")


def _speaks(scene: Scene, start: int, end: int) -> bool:
    """Whether what stands in quotation marks is a saying, no title: it goes beyond the sentence or has a verb."""
    if start < scene.sentence.start or end > scene.sentence.end:
        return True
    return any(t.upos in ("VERB", "AUX") for t in scene.sentence if start <= t.start < end)


def _speaker(scene: Scene, token: Token) -> Mention | None:
    source = speaker_of(scene, token)
    return next((f.mention for f in denoted(scene, source)), None) if source is not None else None


def _is(scene: Scene, verb: Token, word_class: str) -> bool:
    return scene.lexicon.has(full_lemma(scene, verb), word_class)


def _has(scene: Scene, word: str, word_class: str) -> bool:
    return scene.lexicon.has(word, word_class)


Reason = tuple[Status, Mention | None]


def _reasons(scene: Scene, trigger: Token, frame: Frame) -> Iterator[Reason]:
    """What the words around the trigger make of it; an attitude is not made possible by the words that express it."""
    yield from _around(scene, trigger)
    wanted = frame.denotes not in WANTING
    if frame.denotes in GOODS:
        yield from _of_itself(scene, trigger)
    if trigger.upos not in NOMINAL:
        if frame.denotes in (*HAPPENING, "memberOf") and _is_dated(scene, trigger):
            yield "possible", None
        yield from _of_clause(scene, trigger, wanted=wanted)
        return
    if _is_background(scene, trigger):
        yield from _chain(scene, trigger)
        return
    verb = support_verb(scene, trigger, frame) if frame.support else None
    for status, who in _chain(scene, trigger):
        if status != "possible" or wanted:
            yield status, who
    top = _top(scene, trigger)
    verb = verb or _light_verb(scene, top)
    if verb is None:
        yield from (r for r in _presupposed(scene, trigger, top, frame) if r[0] != "possible" or wanted)
        return
    if frame.denotes in HAPPENING and _is(scene, verb, "approving_verb"):
        yield "possible", None
    yield from (r for r in _of_governor(scene, top, verb) if wanted)
    yield from _around(scene, verb)
    yield from _of_clause(scene, verb)


def _of_itself(scene: Scene, trigger: Token) -> Iterator[Reason]:
    """*sagt Panzer zu*, *die Zusage von Panzern*: a word for what is promised, asked for or refused does not say that it happens."""
    if trigger.upos in NOMINAL:
        promised, refused = (scene.lexicon.is_a(trigger.lemma, name) for name in ("promise", "refusal"))
    else:
        promised, refused = (_is(scene, trigger, name) for name in ("promising_verb", "refusing_verb"))
    if promised or refused:
        yield ("denied" if refused or _is_negated(scene, trigger) else "possible"), None


def _of_clause(scene: Scene, anchor: Token, *, wanted: bool = True) -> Iterator[Reason]:
    """What the clause of a verb, and those above it, make of what it says; an attitude is made possible by its own clause only."""
    yield from _question(scene, anchor)
    yield from _of_arguments(scene, anchor)
    yield from _clause(scene, anchor)
    head = scene.sentence.head(anchor)
    if anchor.deprel == "conj" and head is not None:
        yield from _shared(scene, anchor, head)
    if wanted:
        yield from _aims(scene, anchor)
    yield from _reported(scene, anchor)
    yield from (r for r in _embedding(scene, anchor) if wanted or r[0] != "possible")


def _question(scene: Scene, anchor: Token) -> Iterator[Reason]:
    tokens = scene.sentence.tokens
    if any(t.form == "?" for t in tokens[-2:]) and not any(_has(scene, t.form, "asking_why") for t in scene.clause(anchor)):
        yield "possible", None


def _around(scene: Scene, token: Token) -> Iterator[Reason]:
    """What negates or modifies the word itself."""
    for other in scene.sentence.dependents(token):
        lemma = other.lemma.lower()
        if other.upos != "ADP" and (_has(scene, other.form, "negation") or _has(scene, lemma, "negation")):
            if not _is_elsewhere(scene, other, token):
                yield "denied", None
        elif other.upos in ("ADV", "ADJ", "VERB", "PART") and (
            other.deprel in ("advmod", "amod", "xcomp", "obl", "mark") or (other.deprel == "acl" and other.index < token.index)
        ):
            words = (lemma, undeclined(other.form.lower()), other.form)
            if any(_has(scene, w, "possible_word") for w in words):
                yield "possible", None
            elif any(_has(scene, w, "claimed_word") for w in words):
                yield "claimed", None
            elif (
                token.upos in NOMINAL
                and other.deprel == "amod"
                and any(_has(scene, w, "denied_word") for w in words)
                and not _is_negated(scene, other)
            ):
                yield "denied", None


def _is_elsewhere(scene: Scene, negation: Token, token: Token) -> bool:
    """*nicht der erste Besuch*, *nicht nur*, *nicht mit A, sondern mit B*: the negation is of the number, or of another word."""
    sentence = scene.sentence
    if _has(scene, negation.form, "plain_negation") and any(
        _has(scene, undeclined(d.form.lower()), "counting") for d in sentence.dependents(token, "amod", "det")
    ):
        return True
    following = sentence.tokens[negation.index + 1 : negation.index + 1 + CONTRAST]
    words = [t.form.lower() for t in following]
    if words and (_has(scene, words[0], "restricting") or (words[0] == "mehr" and words[1:] and _has(scene, words[1], "restricting"))):
        return True
    if token.index < negation.index and words and _has(scene, words[0], "adversative"):
        return True
    before = [t.form for t in sentence.tokens[max(0, negation.index - 2) : negation.index]]
    if token.index < negation.index and ((before[-1:] == [","] and words[:1] == ["mehr"]) or before == [",", "mehr"]):
        return True
    return is_apart(scene, negation, token) or _contrasted(scene, negation, token)


def _contrasted(scene: Scene, negation: Token, token: Token) -> bool:
    """*liefert nicht Panzer, sondern Drohnen*: the verb holds for what follows *sondern*, unless that has a verb of its own."""
    for other in scene.sentence.tokens[negation.index + 1 :]:
        if _has(scene, other.form, "contrast"):
            head = scene.sentence.head(other)
            return token.index > other.index or (head is not None and head.upos not in ("VERB", "AUX"))
    return False


def _of_arguments(scene: Scene, verb: Token) -> Iterator[Reason]:
    """*verkauft keine Boote*, *niemand verkauft*: the negation at an object or subject denies what the verb says.

    So do *weder* anywhere in the clause and a negation that the parse hung on another adverb: *nicht länger*.
    """
    for word in scene.sentence:
        if (_has(scene, word.form, "neither") and word.index < verb.index and not _is_cut(scene, word, verb)) or (
            _is_nested(scene, word, verb) and not _is_elsewhere(scene, word, verb)
        ):
            yield "denied", None
    for argument in scene.sentence.dependents(verb, "obj", "nsubj", "nsubj:pass", "iobj", "obl:arg"):
        if scene.lexicon.is_a(argument.lemma, "time_noun"):
            continue
        negated = [d for d in scene.sentence.dependents(argument, "det", "advmod", "amod", "cc") if _has(scene, d.form, "negation")]
        if any(not _is_elsewhere(scene, d, argument) and not _is_elsewhere(scene, d, verb) for d in negated) or _has(
            scene, argument.form, "negative_pronoun"
        ):
            yield "denied", None


def _is_nested(scene: Scene, word: Token, verb: Token) -> bool:
    head = scene.sentence.head(word)
    return head is not None and head.head == verb.index and _has(scene, head.form, "no_longer") and _has(scene, word.form, "plain_negation")


def _is_cut(scene: Scene, one: Token, other: Token) -> bool:
    return any(t.upos == "PUNCT" for t in scene.sentence.tokens[one.index : other.index])


def _top(scene: Scene, noun: Token) -> Token:
    """The noun in whose phrase the noun stands: *die Aufnahme* of *die Aufnahme von Gesprächen*."""
    current = noun
    for head in scene.sentence.ancestors(noun):
        if head.upos not in NOMINAL or current.deprel not in INSIDE:
            break
        current = head
    return current


def _chain(scene: Scene, noun: Token) -> Iterator[Reason]:
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
            yield from (r for r in _around(scene, head) if r[0] != "denied")
        current = head


def _of_noun(scene: Scene, head: Token) -> Iterator[Reason]:
    if scene.lexicon.is_a(head.lemma, "denying_noun"):
        yield "denied", None
    elif scene.lexicon.is_a(head.lemma, "possible_noun"):
        yield "possible", None


def _light_verb(scene: Scene, noun: Token) -> Token | None:
    """The verb that only says of a noun that it happens: *Gespräche führen*, *kam es zum Treffen*; or a copula's predicate."""
    if scene.sentence.dependents(noun, "cop"):
        return noun
    head = scene.sentence.head(noun)
    if head is None or head.upos not in ("VERB", "AUX"):
        return None
    if noun.deprel in ("obj", "nsubj:pass", "nsubj", "obl:arg", "xcomp") and _is(scene, head, "light_verb"):
        return head if noun.deprel != "nsubj" or not scene.sentence.dependents(head, "obj") else None
    return (
        head
        if noun.deprel in ("obl", "obj", "nmod") and _has(scene, full_lemma(scene, head), f"light_{preposition(scene, noun)}")
        else None
    )


def _of_governor(scene: Scene, noun: Token, support: Token | None) -> Iterator[Reason]:
    """What the verb says of a noun that it governs: *plant ein Abkommen*, *verzichtet auf Sanktionen*, *das Bündnis zerbrach*."""
    head = scene.sentence.head(noun)
    if support is not None and _is(scene, support, "possible_verb"):
        yield "possible", None
    if head is None or head.upos not in ("VERB", "AUX", "ADJ", "ADV"):
        return
    marked = preposition(scene, noun)
    subject = noun.deprel == "nsubj"
    governs = (not marked and not subject and noun.deprel in CORE) or noun.deprel == "nsubj:pass"
    if (governs and _is(scene, head, "denying_verb")) or (marked and _is(scene, head, f"denying_{marked}")):
        if not any(_has(scene, m.form, "purpose") for m in scene.sentence.dependents(head, "mark")):
            yield ("possible" if _is_negated(scene, head) else "denied"), None
    elif (governs and _is(scene, head, "ending_verb")) or (subject and _is(scene, head, "failing_verb")):
        yield from _ended(scene, head)
    elif governs and any(_has(scene, t.lemma, "prospect") for t in scene.sentence.dependents(head, "obl", "nmod", "obj")):
        yield "possible", None
    elif (governs and _rejects(scene, noun, head)) or _let_fail(scene, noun, head):
        yield "denied", None
    elif marked and _is(scene, head, f"claiming_{marked}") and _is_indefinite(scene, noun) and not _is_negated(scene, head):
        yield "claimed", _speaker(scene, noun)
    elif head is not support and ((governs and _is(scene, head, "possible_verb")) or (marked and _is(scene, head, f"possible_{marked}"))):
        yield ("denied" if _is_negated(scene, head) else "possible"), None


def _let_fail(scene: Scene, noun: Token, head: Token) -> bool:
    """*ließ das Treffen platzen*."""
    verbs = (head, *scene.sentence.dependents(head, "xcomp"))
    return (
        noun.deprel in ("obj", "nsubj")
        and any(_is(scene, v, "failing_verb") for v in verbs)
        and any(_is(scene, v, "letting_verb") for v in (*verbs, *scene.sentence.ancestors(head)))
    )


def _ended(scene: Scene, verb: Token) -> Iterator[Reason]:
    """What is ended is denied; what may or should end, or does not, still holds."""
    if not _is_negated(scene, verb) and not any(status == "possible" for status, _ in _clause(scene, verb)):
        yield "denied", None


def _is_negated(scene: Scene, verb: Token) -> bool:
    return any(status == "denied" for status, _ in (*_around(scene, verb), *_of_arguments(scene, verb)))


def _presupposed(scene: Scene, noun: Token, top: Token, frame: Frame) -> Iterator[Reason]:
    """A noun that no verb carries is taken for granted, but in reports and conditions; an indefinite one may be merely possible."""
    if _is_indefinite(scene, noun) or top.deprel in ("nsubj", "nsubj:pass"):
        yield from _reported(scene, noun)
    head = scene.sentence.head(top)
    if head is not None and top.deprel.startswith("nsubj") and _is_over(scene, head):
        yield "denied", None
    if frame.denotes not in WANTING or (frame.denotes == "opposes" and head is not None and _is(scene, head, "ending_verb")):
        yield from _of_governor(scene, top, None)
    head = scene.sentence.head(top)
    verb = scene.sentence[scene.clause_of[top.index]]
    if head is None or verb is noun:
        yield from _question(scene, noun)
        yield from _clause(scene, noun)
        yield from _embedding(scene, noun)
        return
    weak = top.deprel in (*CORE, "obl", "root", "xcomp") and (
        frame.denotes in GOODS or (_is_indefinite(scene, noun) and _is_indefinite(scene, top))
    )
    if weak:
        yield from _question(scene, verb)
        if top.deprel in CORE and top.deprel != "nsubj" and head is verb and not _is(scene, verb, "denying_verb"):
            yield from (r for r in (*_around(scene, verb), *_of_arguments(scene, verb)) if r[0] == "denied")
    if weak:
        yield from (*_clause(scene, verb), *_aims(scene, verb), *_embedding(scene, verb))
    elif top.deprel in ("nsubj", "nsubj:pass"):
        yield from _following_speech(scene, verb)
    if head.upos == "VERB" and _has(scene, preposition(scene, noun), "as") and _is(scene, head, "regarding_verb"):
        yield "claimed", _speaker(scene, noun)
    if noun.deprel in CORE and any(_has(scene, m.lemma, "conditional") for m in scene.sentence.dependents(verb, "mark")):
        yield "possible", None


def _is_over(scene: Scene, predicate: Token) -> bool:
    """*ist vorüber*, but not *ist fast erloschen*."""
    words = scene.sentence.dependents(predicate)
    return (
        _has(scene, predicate.form, "over")
        and any(d.deprel in ("cop", "aux", "aux:pass") for d in words)
        and not any(_has(scene, d.form, "almost") or _has(scene, d.form, "negation") for d in words)
    )


def _is_background(scene: Scene, noun: Token) -> bool:
    """*Armeniens Schutzmacht Russland*, *Russland, Schutzmacht Armeniens*, *nach der Anerkennung*: said in passing."""
    if noun.deprel in ("obl", "nmod") and _has(scene, preposition(scene, noun), "presupposing"):
        return True
    head = scene.sentence.head(noun)
    if _has(scene, preposition(scene, noun), "in_the_role_of") and head is not None:
        return not any(_is(scene, head, name) for name in ("regarding_verb", "possible_als", "possible_verb"))
    if noun.deprel == "appos" and not scene.sentence.dependents(noun, "cop"):
        return True
    names = [t for t in scene.sentence.dependents(noun, "appos", "flat") if t.upos == "PROPN" and t.index == noun.index + 1]
    return any(not t.form.endswith("s") for t in names) and not scene.sentence.dependents(noun, "cop")


def _is_indefinite(scene: Scene, noun: Token) -> bool:
    articles = scene.sentence.dependents(noun, "det")
    return all(_has(scene, a.lemma, "indefinite") for a in articles) and not any(
        m.how == "possessive" for a in articles for m in scene.mentions.get(a.index, ())
    )


def _clause(scene: Scene, verb: Token) -> Iterator[Reason]:
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
        if aux is not verb and _has(scene, aux.lemma, "modal") and not _has(scene, form, "achieved_modal"):
            yield ("claimed" if perfect and _has(scene, aux.lemma, "evidential_modal") else "possible"), None
        if _has(scene, form, "subjunctive_possible"):
            yield "possible", None
        elif _has(scene, form, "subjunctive_claim") or _is_first_subjunctive(scene, aux):
            yield "claimed", _speaker(scene, verb)
        if aux is not verb and _has(scene, aux.lemma, "future") and aux.feats.get("VerbForm") != "Part" and _is_future(verb, auxiliaries):
            yield "possible", None
    if any(_has(scene, m.lemma, "conditional") for m in sentence.dependents(verb, "mark")):
        yield "possible", None
    if _opens_condition(scene, verb) or _is_ahead(scene, verb, auxiliaries):
        yield "possible", None


def _aims(scene: Scene, verb: Token) -> Iterator[Reason]:
    """*um zu liefern*, *liefert, sofern …*: a purpose, and what holds under a proviso only."""
    sentence = scene.sentence
    if any(_has(scene, m.form, "purpose") for m in sentence.dependents(verb, "mark")):
        yield "possible", None
    if verb.upos != "NOUN" and any(
        _has(scene, m.form, "proviso") for clause in sentence.dependents(verb, "advcl") for m in sentence.dependents(clause, "mark")
    ):
        yield "possible", None


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
    return any(_has(scene, t.lemma, "future_word") or _has(scene, undeclined(t.form.lower()), "future_word") for t in scene.clause(verb))


def _is_dated(scene: Scene, verb: Token) -> bool:
    """*trifft ihn am Freitag*, *tritt in dieser Woche bei*: news in the present tense with a day speak of what is to come."""
    if verb.feats.get("Tense") != "Pres" or verb.form[-1:] != "t" or scene.sentence.dependents(verb, "aux", "aux:pass"):
        return False
    for token in scene.clause(verb):
        words = {t.form.lower() for t in scene.sentence.dependents(token, "case", "det")}
        if _has(scene, token.lemma, "weekday") and any(_has(scene, w, "on_day") for w in words):
            return True
        if _has(scene, token.lemma, "week") and any(_has(scene, w, "this_week") for w in words):
            return True
    return False


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
    """*laut Kiew*, *nach Angaben Kiews*, *so der Minister*: a phrase of the sentence that says who says so."""
    for source in sources(scene, token):
        yield "claimed", next((f.mention for f in denoted(scene, source)), None)


def _embedding(scene: Scene, verb: Token) -> Iterator[Reason]:
    """What the verbs and nouns say in whose complement the clause stands."""
    sentence, current = scene.sentence, verb
    for _ in range(len(sentence)):
        head = sentence.head(current)
        yield from _following_speech(scene, current)
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
            yield from (r for r in _clause(scene, head) if r[0] == "claimed")
        if current.deprel == "conj":
            yield from _shared(scene, current, head)
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
    if not (clause.deprel in ("acl", "ccomp", "xcomp", "csubj") or _is_in_first_subjunctive(scene, clause)):
        return
    if clause.deprel == "acl" and clause.feats.get("VerbForm") == "Part" and not scene.sentence.dependents(clause, "aux", "aux:pass"):
        return
    if (_is(scene, verb, "denying_verb") or _rejects(scene, clause, verb)) and not _is_negated(scene, verb):
        yield "denied", None
    else:
        yield "claimed", _speaker(scene, clause)


def _is_in_first_subjunctive(scene: Scene, verb: Token) -> bool:
    return any(t.feats.get("Mood") == "Sub" for t in (verb, *scene.sentence.dependents(verb, "aux", "cop", "aux:pass")))


def _is_loose(scene: Scene, clause: Token, head: Token) -> bool:
    """*behauptete, Peru baue an einem Reaktor*: a main clause behind a verb of saying that has no other object, joined by no word."""
    return (
        clause.deprel == "conj"
        and clause.index > head.index
        and _is(scene, head, "claiming_verb")
        and not scene.sentence.dependents(clause, "cc")
        and not scene.sentence.dependents(head, "obj", "ccomp")
    )


def _of_infinitive(scene: Scene, noun: Token) -> Iterator[Reason]:
    """*die Weigerung zu liefern*, *kein Grund zu liefern*: what the noun makes of its infinitive."""
    denying = scene.lexicon.is_a(noun.lemma, "denying_noun")
    negated = any(_has(scene, d.form, "negation") for d in scene.sentence.dependents(noun, "det"))
    yield ("denied" if denying != negated else "possible"), None


def _governed(scene: Scene, clause: Token, head: Token) -> Iterator[Reason]:
    infinitive = clause.feats.get("VerbForm") == "Inf" and clause.deprel == "xcomp"
    negated = _is_negated(scene, head)
    if _is(scene, head, "denying_verb") or _rejects(scene, clause, head):
        yield ("possible", None) if negated else ("denied", None)
    elif negated and (_is(scene, head, "belief_verb") or _is(scene, head, "possible_verb") or infinitive):
        yield "denied", None
    elif _is(scene, head, "possible_verb") or _promises(scene, clause, head):
        yield "possible", None
    elif _is(scene, head, "claiming_verb"):
        yield "claimed", _speaker(scene, clause)
    elif infinitive and head.upos in ("VERB", "ADJ") and not _is(scene, head, "implicative_verb"):
        yield "possible", None
    yield from ((status, who) for status, who in _clause(scene, head) if status == "possible" and clause.deprel == "xcomp")


def _rejects(scene: Scene, clause: Token, head: Token) -> bool:
    """*weist von sich, dass …*, *nennt es falsch, dass …*: a word of rejection beside the verb."""
    if head.upos in ("NOUN", "ADJ") and _has(scene, head.lemma, "rejecting"):
        return True
    if _is(scene, head, "rejecting_reflexive") and any(_has(scene, t.form, "reflexive") for t in scene.sentence.dependents(head)):
        return True
    return any(
        _has(scene, t.lemma, "rejecting") or _has(scene, t.form, "rejecting")
        for t in scene.sentence.dependents(head)
        if t is not clause and t.upos in ("ADJ", "NOUN", "ADV", "VERB")
    )


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
    """*…, sagte der Minister*, *wie der Minister sagte*: the verb of saying stands behind, or beside, what it reports."""
    sentence = scene.sentence
    for token in sentence:
        beside = scene.clause_of[root.index] != scene.clause_of[token.index] and token not in sentence.ancestors(root)
        if beside and _reports_as(scene, token) and not is_apart(scene, token, root):
            yield "claimed", _speaker(scene, root)
    for token in sentence.dependents(root, *CLAUSAL):
        if _is(scene, token, "denying_verb") and any(_has(scene, t.form, "commenting") for t in scene.clause(token)[:2]):
            yield "denied", None
        if token.upos != "VERB" or not _is(scene, token, "claiming_verb") or sentence.dependents(token, "mark"):
            continue
        before = sentence.tokens[token.index - 1].form if token.index else ""
        if token.deprel in ("parataxis", "ccomp") and token.index > root.index and before in (",", "“", '"', "«", "”"):
            yield "claimed", _speaker(scene, root)


def _reports_as(scene: Scene, verb: Token) -> bool:
    """*wie der Minister sagte*, but not *wie er verkündete*, which makes it so."""
    return (
        verb.upos == "VERB"
        and any(_has(scene, t.form, "reporting_wie") for t in scene.sentence.dependents(verb, "mark", "advmod"))
        and _is(scene, verb, "claiming_verb")
        and not _is(scene, verb, "announcing_verb")
    )
