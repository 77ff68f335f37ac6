"""Phrases: which preposition or case a noun stands in, and whose it is. Where the parse is silent, the words around the noun tell."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.scene import GUESS, NEAR, ORGAN, Scene
from kg.knowledge.morphology import CONTRACTIONS, OBLIQUE
from kg.reading.sentences import Token

NOMINAL = ("NOUN", "PROPN", "PRON")
REACH = 6
CASES = {"acc": "Acc", "dat": "Dat", "gen": "Gen"}


def preposition(scene: Scene, token: Token) -> str:
    """The preposition of the phrase whose noun this is, without its article; "" for none."""
    return scene.prepositions[token.index]


def phrases(scene: Scene, head: Token, wanted: str, case: str) -> Iterator[tuple[Token, float]]:
    """Nouns behind the preposition: attached to the head, else near it; a verb looks through its clause, a noun to its right."""
    found = [t for t in scene.sentence.dependents(head) if preposition(scene, t) == wanted and has_case(scene, t, case)]
    yield from ((t, 1.0) for t in found)
    verbal = head.upos in ("VERB", "AUX", "ADJ")
    if found and not verbal:
        return
    governor = scene.sentence.head(head) if head.deprel == "xcomp" else None
    near = (*scene.clause(head), *(scene.clause(governor) if governor else ())) if verbal else _to_the_right(scene, head)
    adverbs = f"where_{wanted}"
    for token in near:
        if scene.lexicon.has(token.form, adverbs) and (place := _place_antecedent(scene, token)) is not None:
            yield place, NEAR
        elif token.upos in NOMINAL and preposition(scene, token) == wanted and token not in found and has_case(scene, token, case):
            yield token, NEAR if abs(token.index - head.index) <= REACH else GUESS


def _place_antecedent(scene: Scene, adverb: Token) -> Token | None:
    """*Hanoi, wohin er reist*: the name in front of the comma before *wo* or *wohin*."""
    index = adverb.index - 2
    return scene.sentence[index] if index >= 0 and scene.sentence[index + 1].form == "," and index in scene.mentions else None


def _to_the_right(scene: Scene, noun: Token) -> Iterator[Token]:
    """The words behind the noun up to the next verb, as far as its phrases may reach."""
    for token in scene.sentence.tokens[noun.index + 1 : noun.index + 1 + REACH + 2]:
        if token.upos in ("VERB", "AUX"):
            return
        yield token


def has_case(scene: Scene, token: Token, case: str) -> bool:
    """Whether the noun may stand in the case: its article or itself says so, or says nothing."""
    if not case:
        return True
    form = next((c.form.lower() for c in scene.sentence.dependents(token, "case")), "")
    if form in CONTRACTIONS:
        return (form in ("ins", "ans", "aufs")) == (case == "acc")
    cases = {t.feats["Case"] for t in scene.sentence.dependents(token, "det") if "Case" in t.feats}
    return not cases or CASES[case] in cases


def is_oblique(scene: Scene, token: Token) -> bool:
    """Whether the article says that the noun phrase cannot be a subject: *den Iran*, *dem Kreml*."""
    if token.upos == "PRON" and token.form.lower() in OBLIQUE:
        return True
    start = min((m.start for m in scene.mentions.get(token.index, ()) if not m.modifier), default=token.index)
    articles = [*scene.sentence.dependents(token, "det"), *scene.sentence.tokens[max(0, start - 1) : start]]
    return any(a.form.lower() in OBLIQUE for a in articles if a.upos == "DET")


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
    behind = _genitive_behind(scene, noun)
    if behind is not None:
        yield behind, NEAR


def _genitive_behind(scene: Scene, noun: Token) -> Token | None:
    """*das Militär des isolierten Landes*: a name or description behind the noun, with a genitive article or alone."""
    article = False
    for token in scene.sentence.tokens[noun.index + 1 : noun.index + 6]:
        if token.upos in ("PROPN", "NOUN"):
            return token if token.index in scene.mentions and (article or token.index == noun.index + 1) else None
        if token.upos not in ("DET", "ADJ", "ADV") or (
            token.index == noun.index + 1 and not scene.lexicon.has(token.form, "genitive_article")
        ):
            return None
        article = True
    return None


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


def is_inside(scene: Scene, token: Token) -> bool:
    """Whether the word belongs to another noun phrase; a name hung on another name or on a month, or behind a verb, does not."""
    if token.deprel not in ("nmod", "appos", "flat", "conj", "compound"):
        return False
    before = scene.sentence[token.index - 1] if token.index else token
    if token.deprel == "conj" or token.index not in scene.mentions:
        return True
    if token.head >= 0 and scene.lexicon.is_a(scene.sentence[token.head].lemma, "time_noun"):
        return False
    two_names = token.deprel in ("flat", "appos") and before.index in scene.mentions and token.head in scene.mentions
    return not (before.upos in ("AUX", "VERB") or (two_names and scene.mentions[token.head] != scene.mentions[token.index]))
