"""Slots: which words of a sentence fill the subject, the object or a preposition of a verb, noun or adjective.

The parse is asked first; where it has no answer, neighbourhood is, at a lower weight. Weights are in (0, 1].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.extraction.mentions import Mention
from kg.knowledge.lexicon import Frame, Lexicon, fold
from kg.knowledge.morphology import CONTRACTIONS, OBLIQUE
from kg.reading.sentences import Sentence, Token

CLAUSAL = frozenset(("ccomp", "xcomp", "advcl", "acl", "csubj", "csubj:pass", "parataxis", "acl:relcl"))
NEAR, ORGAN, OWNED, GUESS = 0.8, 0.9, 0.6, 0.55
ADVERBIAL = ("in", "bei", "nach", "vor", "während", "mit", "trotz", "zu")
ONE_OF = ("einer", "eine", "eines", "einem", "einen")
CASES = {"acc": "Acc", "dat": "Dat", "gen": "Gen"}


@dataclass(frozen=True, slots=True)
class Filler:
    """A mention that fills a slot through the word at `token`, and how sure the way to it is."""

    mention: Mention
    token: int
    weight: float


@dataclass(frozen=True)
class Scene:
    """A sentence with its mentions: all that the slots are filled from."""

    sentence: Sentence
    mentions: Mapping[int, tuple[Mention, ...]]
    lexicon: Lexicon

    @cached_property
    def clause_of(self) -> tuple[int, ...]:
        """For each token the index of the head of its clause."""
        return tuple(self._clause(token) for token in self.sentence)

    def _clause(self, token: Token) -> int:
        current = token
        for ancestor in self.sentence.ancestors(token):
            if opens_clause(current):
                return current.index
            current = ancestor
        return current.index

    def clause(self, token: Token) -> list[Token]:
        """The tokens of the clause in which the token stands."""
        own = self.clause_of[token.index]
        return [t for t in self.sentence if self.clause_of[t.index] == own]


def opens_clause(token: Token) -> bool:
    """Whether a clause of its own begins with this head."""
    if token.deprel == "xcomp":
        return token.upos in ("VERB", "AUX")
    return token.deprel in CLAUSAL or (token.deprel == "conj" and token.upos in ("VERB", "AUX"))


def preposition(scene: Scene, token: Token) -> str:
    """The preposition of the phrase whose noun this is, without its article; "" for none.

    Where the parse hung the preposition on another word of the phrase, the words in front of the noun tell.
    """
    case = next(iter(scene.sentence.dependents(token, "case")), None) or _case_before(scene, token)
    if case is None:
        return ""
    form = case.form.lower()
    return CONTRACTIONS.get(form, form)


def _case_before(scene: Scene, token: Token) -> Token | None:
    tokens = scene.sentence.tokens
    start = min((m.start for m in scene.mentions.get(token.index, ()) if not m.modifier), default=token.index)
    for other in reversed(tokens[max(0, start - 3) : start]):
        if other.upos == "ADP":
            return other if other.deprel == "case" else None
        if other.upos not in ("DET", "ADJ", "NUM"):
            return None
    return None


def is_passive(scene: Scene, verb: Token) -> bool:
    """Whether the verb stands in the passive with *werden*."""
    sentence = scene.sentence
    auxiliaries = sentence.dependents(verb, "aux", "aux:pass")
    if any(a.lemma == "sein" for a in auxiliaries) and not any(a.lemma == "werden" for a in auxiliaries):
        return False
    if sentence.dependents(verb, "obj"):
        return False
    participle = verb.feats.get("VerbForm") == "Part" or verb.xpos in ("VVPP", "VV(PP)")
    passive = bool(sentence.dependents(verb, "nsubj:pass", "aux:pass"))
    return passive or (participle and any(a.lemma == "werden" for a in auxiliaries))


def tokens_in(scene: Scene, trigger: Token, frame: Frame, slot: str) -> list[tuple[Token, float]]:
    """The words that fill the slot of the trigger, the surest first."""
    name, _, case = slot.partition(".")
    if frame.category == "noun":
        return list(_of_noun(scene, trigger, frame, name, case))
    if trigger.upos == "ADJ" and trigger.deprel != "root" and name in ("subj", "obj", "pred") and _attributes(scene, trigger):
        return list(_of_attribute(scene, trigger, frame, name))
    return list(_of_verb(scene, trigger, name, case))


def _attributes(scene: Scene, trigger: Token) -> bool:
    head = scene.sentence.head(trigger)
    return head is not None and trigger.deprel in ("amod", "acl") and head.upos in ("NOUN", "PROPN")


def _of_attribute(scene: Scene, trigger: Token, frame: Frame, slot: str) -> Iterator[tuple[Token, float]]:
    """*die von Russland gelieferten Waffen*: the noun is the participle's object, the agent its subject."""
    head = scene.sentence.head(trigger)
    if head is not None and (slot == "obj" or frame.category == "adjective"):
        yield head, 1.0
    if slot == "subj" and frame.category == "verb":
        yield from _agents(scene, trigger)
        before = scene.sentence[trigger.index - 1] if trigger.index else None
        if before is not None and before.index in scene.mentions and before.upos == "PROPN" and not preposition(scene, before):
            yield before, GUESS


def _agents(scene: Scene, verb: Token) -> Iterator[tuple[Token, float]]:
    found = [t for t in scene.sentence.dependents(verb) if t.deprel != "advcl" and preposition(scene, t) in ("von", "durch")]
    yield from ((t, 1.0) for t in found)
    if not found:
        for slot in ("von", "durch"):
            yield from _phrases(scene, verb, slot, "")


def _of_verb(scene: Scene, verb: Token, slot: str, case: str, noun: int = -1) -> Iterator[tuple[Token, float]]:
    """The slot of a verb; `noun` is the support-verb construction's own noun, which fills none of them."""
    sentence, passive = scene.sentence, is_passive(scene, verb)
    if slot == "subj" and passive:
        yield from _agents(scene, verb)
    elif slot in ("subj", "pred"):
        yield from _subjects(scene, verb, noun)
    elif slot == "obj" and passive:
        yield from ((t, 1.0) for t in sentence.dependents(verb, "nsubj:pass", "nsubj"))
    elif slot == "obj":
        found = [t for t in sentence.dependents(verb, "obj") if t.feats.get("Case") != "Dat" or t.upos == "PROPN"]
        found += [t for t in sentence.dependents(verb, "nsubj") if _is_oblique(scene, t)]
        if not found and sentence.dependents(verb, "nsubj:pass"):
            found = list(sentence.dependents(verb, "nsubj:pass"))
        yield from ((t, 1.0) for t in found) if found else _unmarked(scene, verb, after_subject=True)
        if not found:
            clauses = sentence.dependents(verb, "ccomp")
            yield from ((s, OWNED) for clause in clauses for s in sentence.dependents(clause, "nsubj", "nsubj:pass")[:1])
    elif slot == "dat":
        found = [t for t in sentence.dependents(verb, "iobj", "obl:arg", "obj") if t.index != noun and _may_be_dative(scene, t)]
        found += [t for t in sentence.dependents(verb, "nsubj") if _is_oblique(scene, t)]
        yield from ((t, 1.0) for t in found) if found else _unmarked(scene, verb, after_subject=True)
    elif slot == "gen":
        yield from ((t, 1.0) for t in sentence.dependents(verb) if t.feats.get("Case") == "Gen")
    elif slot not in ("each", "adj", "compound"):
        yield from _phrases(scene, verb, slot, case)


def _subjects(scene: Scene, verb: Token, noun: int = -1, depth: int = 0) -> Iterator[tuple[Token, float]]:
    """The subject: its own, that of the verb it is joined to, or the controller of its infinitive."""
    sentence = scene.sentence
    found = sentence.dependents(verb, "nsubj", "nsubj:pass") or [
        s for d in sentence.dependents(verb, "xcomp", "advmod") if d.upos == "ADJ" for s in sentence.dependents(d, "nsubj")
    ]
    if verb.deprel == "cop" and verb.head >= 0 and not found:
        found = sentence.dependents(sentence[verb.head], "nsubj") or (sentence[verb.head],)
    found = [t for t in found if t.index != noun and not _is_oblique(scene, t)]
    yield from ((t, 1.0) for t in found[:1])
    head = sentence.head(verb)
    if found or depth > 3:
        return
    if head is not None and verb.deprel in ("conj", "xcomp", "advcl", "ccomp", "obl", "nmod", "acl") and head.upos in ("VERB", "AUX", "ADJ"):
        controlled = [(t, w * 0.9) for t, w in _controllers(scene, verb, head, depth)]
        if controlled:
            yield from controlled
            return
    if head is not None and verb.deprel == "acl" and head.upos == "NOUN" and verb.feats.get("VerbForm") == "Inf":
        governor = sentence.head(head)
        if governor is not None and governor.upos in ("VERB", "AUX"):
            yield from ((t, w * NEAR) for t, w in _subjects(scene, governor, depth=depth + 1))
        return
    yield from _unmarked(scene, verb, after_subject=False)


def _controllers(scene: Scene, verb: Token, head: Token, depth: int) -> Iterator[tuple[Token, float]]:
    if verb.deprel in ("xcomp", "ccomp") and verb.feats.get("VerbForm") == "Inf":
        objects = scene.sentence.dependents(head, "iobj", "obl:arg", "obj")
        if objects and full_lemma(scene, head) in scene.lexicon.classes.get("object_control", frozenset()):
            yield from ((t, 1.0) for t in objects)
            return
    yield from _subjects(scene, head, depth=depth + 1)


def _may_be_dative(scene: Scene, token: Token) -> bool:
    return not preposition(scene, token) and (token.deprel != "obj" or token.feats.get("Case") == "Dat" or token.upos == "PROPN")


def _is_oblique(scene: Scene, token: Token) -> bool:
    """Whether the article says that the noun phrase cannot be a subject: *den Iran*, *dem Kreml*."""
    start = min((m.start for m in scene.mentions.get(token.index, ()) if not m.modifier), default=token.index)
    articles = [*scene.sentence.dependents(token, "det"), *scene.sentence.tokens[max(0, start - 1) : start]]
    return any(a.form.lower() in OBLIQUE for a in articles if a.upos == "DET")


def _unmarked(scene: Scene, verb: Token, after_subject: bool) -> Iterator[tuple[Token, float]]:
    """Noun phrases of the clause without preposition that the parse gave no role, or the role of a second subject: a guess."""
    subjects = [t for t in scene.sentence.dependents(verb, "nsubj", "nsubj:pass") if not _is_oblique(scene, t)]
    if after_subject and not subjects:
        return
    taken = {t.index for t in subjects[:1]}
    for token in scene.clause(verb):
        if token.index in taken or token.upos not in ("NOUN", "PROPN", "PRON") or preposition(scene, token):
            continue
        if not after_subject and _is_oblique(scene, token):
            continue
        if _is_inside(scene, token) or (token.deprel in ("obj", "iobj") and token.head == verb.index):
            continue
        if token.index in scene.mentions or any(True for _ in genitives(scene, token)):
            yield token, GUESS


def _is_inside(scene: Scene, token: Token) -> bool:
    """Whether the word belongs to another noun phrase; a name that the parse hung on another name or that follows a verb does not."""
    if token.deprel not in ("nmod", "appos", "flat", "conj", "compound"):
        return False
    before = scene.sentence[token.index - 1] if token.index else token
    if token.deprel == "conj" or token.index not in scene.mentions:
        return True
    two_names = token.deprel in ("flat", "appos") and before.index in scene.mentions and token.head in scene.mentions
    return not (before.upos in ("AUX", "VERB") or (two_names and scene.mentions[token.head] != scene.mentions[token.index]))


def _phrases(scene: Scene, head: Token, wanted: str, case: str) -> Iterator[tuple[Token, float]]:
    """Nouns behind the preposition: attached to the head, else near it in its clause."""
    found = [t for t in scene.sentence.dependents(head) if preposition(scene, t) == wanted and _has_case(scene, t, case)]
    yield from ((t, 1.0) for t in found)
    verbal = head.upos in ("VERB", "AUX", "ADJ")
    if found and not verbal:
        return
    governor = scene.sentence.head(head) if head.deprel == "xcomp" else None
    for token in (*scene.clause(head), *(scene.clause(governor) if governor else ())):
        if token in found or token.upos not in ("NOUN", "PROPN", "PRON") or preposition(scene, token) != wanted:
            continue
        between = abs(token.index - head.index)
        if _has_case(scene, token, case) and (verbal or (token.index > head.index and between <= 6)):
            yield token, NEAR if between <= 6 else GUESS


def _has_case(scene: Scene, token: Token, case: str) -> bool:
    """Whether the noun may stand in the case: its article or itself says so, or says nothing."""
    if not case:
        return True
    form = next((c.form.lower() for c in scene.sentence.dependents(token, "case")), "")
    if form in CONTRACTIONS:
        return (form in ("ins", "ans", "aufs")) == (case == "acc")
    cases = {t.feats["Case"] for t in scene.sentence.dependents(token, "det") if "Case" in t.feats}
    return not cases or CASES[case] in cases


def _of_noun(scene: Scene, noun: Token, frame: Frame, slot: str, case: str) -> Iterator[tuple[Token, float]]:
    if slot in ("gen", "von"):
        yield from genitives(scene, noun)
    elif slot == "pred":
        yield from _said_of(scene, noun)
    elif slot in ("subj", "dat", "obj"):
        verb = support_verb(scene, noun, frame)
        if verb is not None:
            yield from ((t, w) for t, w in _of_verb(scene, verb, slot, case, noun.index) if t.index != noun.index)
        elif slot == "subj":
            yield from _carrier(scene, noun)
    elif slot not in ("adj", "compound", "each", "goods", "first"):
        yield from _phrases_of_noun(scene, noun, frame, slot, case)


def _carrier(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """*Bei seinem Treffen mit Abe sprach Modi*: the subject of the clause, where the noun is an adverbial or the object of a plain verb."""
    verb = scene.sentence.head(noun)
    if verb is None or verb.upos not in ("VERB", "AUX"):
        return
    adverbial = noun.deprel == "obl" and preposition(scene, noun) in ADVERBIAL
    plain = noun.deprel == "obj" and not scene.lexicon.verbs(full_lemma(scene, verb)) and not _is_attitude(scene, verb)
    if (adverbial or plain) and not is_passive(scene, verb):
        yield from ((t, w * GUESS) for t, w in _subjects(scene, verb))


def _is_attitude(scene: Scene, verb: Token) -> bool:
    lemma = full_lemma(scene, verb)
    return any(lemma in scene.lexicon.classes.get(name, ()) for name in ("claiming_verb", "denying_verb", "possible_verb"))


def _phrases_of_noun(scene: Scene, noun: Token, frame: Frame, slot: str, case: str) -> Iterator[tuple[Token, float]]:
    own = [(t, w) for t, w in _phrases(scene, noun, slot, case)]
    yield from own
    verb = support_verb(scene, noun, frame)
    if verb is not None and not own:
        yield from _phrases(scene, verb, slot, case)


def genitives(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """Whose: genitives before and behind the noun, *von*-phrases and possessives."""
    sentence = scene.sentence
    found = False
    for token in sentence.dependents(noun, "nmod", "nmod:poss", "det", "det:poss", "appos", "flat"):
        marked = preposition(scene, token)
        if marked == "von" or (not marked and (token.deprel.startswith("nmod") or _is_possessive(scene, token))):
            found = True
            yield token, 1.0
    if found:
        return
    before = _genitive_before(scene, noun)
    if before is not None:
        yield before, ORGAN
        return
    for index in (noun.index + 1, noun.index + 2):
        if index < len(sentence) and (sentence[index].upos in ("PROPN", "NOUN") and index in scene.mentions):
            if index == noun.index + 1 or sentence[noun.index + 1].form.lower() in ("der", "des"):
                yield sentence[index], NEAR
            return


def _genitive_before(scene: Scene, noun: Token) -> Token | None:
    """*Guyanas Gebietsstreit*, *Russlands neuer Präsident*: a name in the genitive in front of the noun."""
    for token in reversed(scene.sentence.tokens[max(0, noun.index - 3) : noun.index]):
        if token.index in scene.mentions and token.form[-1:] in "s’'" and not any(m.modifier for m in scene.mentions[token.index]):
            return token if token.upos in ("PROPN", "NOUN") and not preposition(scene, token) else None
        if token.upos != "ADJ":
            return None
    return None


def _is_possessive(scene: Scene, token: Token) -> bool:
    return any(m.how == "possessive" for m in scene.mentions.get(token.index, ()))


def _said_of(scene: Scene, noun: Token) -> Iterator[tuple[Token, float]]:
    """Who the noun is said of: copula, apposition, *als*, or the name right behind it."""
    sentence = scene.sentence
    head = sentence.head(noun)
    copula = next(iter(sentence.dependents(noun, "cop")), None)
    if copula is not None:
        found = sentence.dependents(noun, "nsubj")
        yield from ((t, 1.0) for t in found)
        if not found:
            named = [t for t in sentence if t.index in scene.mentions and t.index < noun.index and not preposition(scene, t)]
            yield from ((t, NEAR) for t in named[:1])
        return
    if head is not None and head.form.lower() in ONE_OF and noun.deprel == "nmod":
        yield from _said_of(scene, head)
        return
    appositions = sentence.dependents(noun, "appos", "flat")
    yield from ((t, 1.0) for t in appositions)
    if head is not None and (noun.deprel in ("appos", "flat") or (noun.deprel == "nsubj" and sentence.dependents(head, "cop"))):
        yield head, 1.0
    elif head is not None and head.lemma.lower() in ("sein", "bleiben", "werden", "heißen") and noun.deprel in ("nsubj", "xcomp", "obl", "obj"):
        found = [t for t in sentence.dependents(head, "nsubj", "obj", "xcomp") if t.index != noun.index and not preposition(scene, t)]
        yield from ((t, ORGAN) for t in found[:1])
    elif head is not None and preposition(scene, noun) in ("als", "wie", "zu"):
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
    for token in (*sentence.dependents(noun, "acl"), *scene.clause(noun)):
        if token.upos == "VERB" and full_lemma(scene, token) in frame.support:
            return token
    return None


def full_lemma(scene: Scene, verb: Token) -> str:
    """The infinitive, folded, with the separable prefix that stands apart: *greift ... an* is angreifen."""
    lemma = fold(verb.lemma)
    for particle in scene.sentence.dependents(verb, "compound:prt"):
        prefix = particle.form.lower()
        return lemma if lemma.startswith(prefix) else prefix + lemma
    if verb.xpos in ("VVFIN", "VVIMP", "VV(FIN)") or verb.feats.get("VerbForm") == "Fin":
        for token in scene.sentence.tokens[verb.index + 1 :]:
            if token.xpos == "PTKVZ" and scene.clause_of[token.index] == scene.clause_of[verb.index]:
                return token.form.lower() + lemma
    return lemma
