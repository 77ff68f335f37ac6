"""Frames: which relation a word of the sentence expresses, and between whom.

Frame semantics (Fillmore 1982) with the lexicon's entries as frames; see CONTRIBUTING.md for their slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from kg.extraction.mentions import Mention
from kg.extraction.phrases import genitives, preposition
from kg.extraction.scene import ORGAN, OWNED, Filler, Scene, full_lemma
from kg.extraction.slots import tokens_in
from kg.knowledge.lexicon import Condition, Frame
from kg.knowledge.morphology import undeclined
from kg.reading.sentences import Token

ADJACENT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A frame found at a word, with the mentions that fill its two sides; `weight` in (0, 1]."""

    frame: Frame
    trigger: int
    subject: Filler
    object: Filler

    @property
    def weight(self) -> float:
        """How sure the way from the trigger to both fillers is."""
        return self.subject.weight * self.object.weight


Fits = Callable[[Frame, str, Mention], bool]


def frames_at(scene: Scene, token: Token) -> tuple[Frame, ...]:
    """The frames that the word may evoke."""
    lexicon = scene.lexicon
    if token.upos in ("VERB", "AUX"):
        lemma = full_lemma(scene, token)
        frames = lexicon.verbs(lemma) or lexicon.verbs(lexicon.infinitive(token.form))
        adjectives = lexicon.others(token.form, "adjective")
        return (*[f for f in frames if f.reflexive == _is_reflexive(scene, token, frames)], *adjectives)
    if any(not m.modifier and m.how not in ("description", "office") for m in scene.mentions.get(token.index, ())):
        return ()
    if token.upos == "NOUN" or (token.upos in ("PROPN", "X") and (token.xpos == "NN" or "-" in token.form or lexicon.lists(token.form))):
        return tuple(f for f in lexicon.nouns(token.lemma) or lexicon.nouns(token.form) if not f.office)
    if token.upos in ("ADJ", "ADV"):
        if token.index and token.form[:1].isupper() and (nouns := lexicon.nouns(token.form)):
            return tuple(f for f in nouns if not f.office)
        verbs = lexicon.verbs(lexicon.infinitive(token.form))
        return (*lexicon.others(token.lemma, "adjective"), *[f for f in verbs if f.category == "verb"])
    return ()


def _is_reflexive(scene: Scene, verb: Token, frames: Iterable[Frame]) -> bool:
    """Whether *sich* belongs to the verb: a reflexive entry needs it, and where there is one, the other entry excludes it."""
    if not any(f.reflexive for f in frames):
        return False
    return any(t.form.lower() == "sich" for t in scene.clause(verb)) or any(
        t.form.lower() == "sich" for t in scene.sentence.dependents(verb)
    )


def conditions_hold(scene: Scene, token: Token, frame: Frame) -> bool:
    """Whether all words are there that the frame asks for, and none that it excludes."""
    return all(_condition_met(scene, token, frame, c) for c in frame.conditions) and not any(
        _condition_met(scene, token, frame, c) for c in frame.exclusions
    )


def _condition_met(scene: Scene, trigger: Token, frame: Frame, condition: Condition) -> bool:
    if condition.slot in ("compound", "first", "goods"):
        first = trigger.lemma.lower().removesuffix(frame.lemma).strip("-")
        if first and any(first.startswith(w) or (w.startswith(first.rstrip("sn")) and len(first) > 3) for w in condition.words):
            return True
        if condition.slot != "goods":
            return False
        heads = [token for token, _ in genitives(scene, trigger)]
    elif condition.slot == "adj":
        direct = scene.sentence.dependents(trigger, "amod", "advmod")
        attributes = [*direct, *[t for d in direct for t in scene.sentence.dependents(d, "advmod", "conj")]]
        return any(undeclined(t.form.lower()) in condition.words or t.lemma.lower() in condition.words for t in attributes)
    else:
        heads = [token for token, _ in tokens_in(scene, trigger, frame, condition.slot)]
    if any(condition.met_by(word.lemma) or condition.met_by(word.form) for head in heads for word in _core(scene, head)):
        return True
    return condition.slot == "obj" and any(
        condition.met_by(t.form) or condition.met_by(t.lemma)
        for t in scene.clause(trigger)
        if t.upos in ("NOUN", "PROPN") and not preposition(scene, t) and t.index != trigger.index
    )


def _core(scene: Scene, noun: Token) -> Iterator[Token]:
    """The noun, what is joined to it, and what it is an amount of: *hunderte Panzer*, *eine Lieferung von Drohnen*."""
    noun = (_antecedent(scene, noun) if _is_relative(noun) else None) or noun
    yield noun
    for token in scene.sentence.dependents(noun, "conj", "nmod", "appos", "amod"):
        if token.upos in ("NOUN", "ADJ", "PROPN"):
            yield token
            yield from scene.sentence.dependents(token, "conj")


def fill(scene: Scene, trigger: Token, frame: Frame, fits: Fits) -> Iterator[Occurrence]:
    """The pairs of mentions that the frame's slots choose, the surest first, each pair once."""
    pairs = list(_pairs(scene, trigger, frame, fits))
    seen: set[tuple[str | None, str | None]] = set()
    for subject, obj in sorted(pairs, key=lambda pair: -pair[0].weight * pair[1].weight):
        key = (_identity(subject.mention), _identity(obj.mention))
        if key[0] != key[1] and key not in seen:
            seen.add(key)
            yield Occurrence(frame, trigger.index, subject, obj)


def _identity(mention: Mention) -> str | None:
    return mention.entity.iri if mention.entity else mention.power


def _pairs(scene: Scene, trigger: Token, frame: Frame, fits: Fits) -> Iterator[tuple[Filler, Filler]]:
    subjects = _fillers(scene, trigger, frame, "subject", fits)
    taken = {_identity(f.mention) for f in subjects}
    alone = taken if len(subjects) == 1 else set[str | None]()
    objects = _fillers(scene, trigger, frame, "object", lambda f, side, m: fits(f, side, m) and _identity(m) not in alone)
    if subjects and objects and {_identity(f.mention) for f in objects} != taken:
        yield from ((s, o) for s in subjects for o in objects)
    elif len(subjects) > 1 and {"each", "zwischen"} & set(frame.object):
        yield from permutations(subjects, 2)


def _fillers(scene: Scene, trigger: Token, frame: Frame, side: str, fits: Fits) -> list[Filler]:
    """The fillers of one side: those of the first slot, in the order of the frame, that has any of the right type."""
    slots = frame.subject if side == "subject" else frame.object
    best: list[Filler] = []
    for slot in slots:
        found = [f for f in slot_fillers(scene, trigger, frame, slot) if fits(frame, side, f.mention)]
        if found and (not best or max(f.weight for f in found) > max(f.weight for f in best)):
            best = found
    return best


def slot_fillers(scene: Scene, trigger: Token, frame: Frame, slot: str) -> Iterator[Filler]:
    """All mentions in one slot of the frame, whether they fit the relation or not."""
    if slot == "adj":
        yield from _adjectives(scene, trigger)
    elif slot == "compound":
        yield from _inside(scene, trigger)
    elif slot != "each":
        for token, weight in tokens_in(scene, trigger, frame, slot):
            for filler in denoted(scene, token):
                yield Filler(filler.mention, filler.token, filler.weight * weight)


def _adjectives(scene: Scene, noun: Token) -> Iterator[Filler]:
    """States whose adjective stands at the noun: *russische Waffenlieferungen*, *russisch-chinesische Übungen*."""
    for token in scene.sentence.tokens[max(0, noun.index - ADJACENT_WORDS) : noun.index]:
        between = scene.sentence.tokens[token.index + 1 : noun.index]
        if token.head == noun.index or all(t.upos in ("ADJ", "ADV", "CCONJ") or t.form == "," for t in between):
            yield from (Filler(m, token.index, 1.0) for m in scene.mentions.get(token.index, ()) if m.how == "adjective")


def _inside(scene: Scene, noun: Token) -> Iterator[Filler]:
    yield from (
        Filler(m, noun.index, 1.0) for m in scene.mentions.get(noun.index, ()) if m.modifier and m.how not in ("adjective", "possessive")
    )


def denoted(scene: Scene, token: Token, depth: int = 0) -> Iterator[Filler]:
    """Whom the noun phrase with this head speaks of: its mention, its owner if it stands for one, and all that is joined to it."""
    own = [m for m in scene.mentions.get(token.index, ()) if not m.modifier or m.how == "possessive"]
    if own:
        yield from (Filler(m, token.index, 1.0) for m in own)
    elif _is_relative(token) and depth < 3:
        antecedent = _antecedent(scene, token)
        if antecedent is not None:
            yield from denoted(scene, antecedent, depth + 1)
    elif token.upos in ("NOUN", "PROPN", "ADJ") and depth < 3 and not _is_named(scene, token):
        yield from _owners(scene, token, depth)
    if depth < 3:
        for other in _joined(scene, token):
            yield from denoted(scene, other, depth + 1)
    if not own and depth < 3:
        for other in scene.sentence.dependents(token, "appos", "flat"):
            yield from denoted(scene, other, depth + 1)
        for other in scene.sentence.dependents(token, "nmod", "obl"):
            if scene.lexicon.has(preposition(scene, other), "example_preposition"):
                yield from denoted(scene, other, depth + 1)


def _is_named(scene: Scene, noun: Token) -> bool:
    """*Perus Nachbar Chile*: whether an apposition says whom the noun means."""
    appositions = scene.sentence.dependents(noun, "appos", "flat")
    return any(not m.modifier for t in appositions for m in scene.mentions.get(t.index, ()))


def _joined(scene: Scene, token: Token) -> list[Token]:
    """The conjuncts of the noun phrase; where the parse has none, the name behind a conjunction right after it."""
    sentence = scene.sentence
    found = [t for t in sentence.dependents(token, "conj") if t.upos in ("NOUN", "PROPN", "PRON", "X", "ADJ")]
    if found or token.index not in scene.mentions:
        return found
    if token.deprel != "conj" and (left := _joined_left(scene, token)):
        return [left]
    listed: list[Token] = []
    index = max(m.end for m in scene.mentions[token.index])
    while (following := _name_after(scene, index)) is not None:
        conjunction = sentence[index].upos == "CCONJ"
        listed.append(following)
        if conjunction:
            return [t for t in listed if t.deprel in ("conj", "nmod", "obl", "appos", "flat", "nsubj")]
        index = max(m.end for m in scene.mentions[following.index])
    return []


def _name_after(scene: Scene, index: int) -> Token | None:
    """The name behind the comma or conjunction at the index, with at most an article between."""
    sentence = scene.sentence
    if index >= len(sentence) or (sentence[index].upos != "CCONJ" and sentence[index].form != ","):
        return None
    for token in sentence.tokens[index + 1 : index + 4]:
        if token.index in scene.mentions and any(not m.modifier for m in scene.mentions[token.index]):
            return sentence[scene.mentions[token.index][0].head]
        if token.upos not in ("DET", "ADJ"):
            return None
    return None


def _joined_left(scene: Scene, token: Token) -> Token | None:
    """*Belgien und die Niederlande*, where the parse has only the second name."""
    sentence = scene.sentence
    index = min(m.start for m in scene.mentions[token.index]) - 1
    while index > 0 and sentence[index].upos in ("DET", "ADJ"):
        index -= 1
    if index <= 0 or not scene.lexicon.has(sentence[index].form, "joining") or index - 1 not in scene.mentions:
        return None
    other = sentence[index - 1]
    plain = any(not m.modifier for m in scene.mentions[other.index])
    return (
        other
        if plain and not preposition(scene, other) and other.deprel in ("nsubj", "root", "obj", "nsubj:pass", "appos", "flat")
        else None
    )


def _owners(scene: Scene, noun: Token, depth: int) -> Iterator[Filler]:
    weight = ORGAN if scene.lexicon.is_a(noun.lemma, "organ") else OWNED
    found = [*_adjectives(scene, noun), *_inside(scene, noun)]
    if not found:
        found = [f for t, _ in genitives(scene, noun) for f in denoted(scene, t, depth + 1)]
    if not found:
        found = [
            f for t in scene.sentence.dependents(noun, "nmod") if preposition(scene, t) == "zwischen" for f in denoted(scene, t, depth + 1)
        ]
    if not found and weight == ORGAN:
        found = [f for t in scene.sentence.dependents(noun, "nmod") if preposition(scene, t) == "in" for f in denoted(scene, t, depth + 1)]
    yield from (Filler(f.mention, noun.index, f.weight * weight) for f in found)


def _is_relative(token: Token) -> bool:
    return token.xpos in ("PRELS", "PRELAT") or token.feats.get("PronType") == "Rel"


def _antecedent(scene: Scene, pronoun: Token) -> Token | None:
    """The noun that the relative clause stands at: by the parse, else the one in front of its comma."""
    sentence = scene.sentence
    for ancestor in sentence.ancestors(pronoun):
        if ancestor.deprel in ("acl", "acl:relcl"):
            return sentence.head(ancestor)
    for token in reversed(sentence.tokens[: pronoun.index]):
        if token.upos in ("NOUN", "PROPN"):
            return token
    return None
