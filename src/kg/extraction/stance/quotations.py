"""Quotations: the stretches of a document that somebody says, and who says them, in whatever sentence it stands.

What governs the words names the speaker, or a colon, or the sentence behind; and where all these are silent, the speaker of the sentence
before goes on. Compare Pareti, "A Database of Attribution Relations", LREC 2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extraction.phrases import genitives
from kg.extraction.scene import Scene
from kg.extraction.stance.speakers import NOMINAL, cues_above, has_wie, is_saying, is_source, is_subjunctive, speaker_of_verb
from kg.reading.sentences import Token

QUOTED_WORDS = 4
PAIRS = {"„": '“”"', "“": "”", '"': '"', "»": "«", "«": "»", "‚": "‘’"}
BACK = 6
"""So many sentences before may hold the speaker of a sentence that names none."""

Span = tuple[int, int]
Spans = Sequence[Span]


def quotations(text: str) -> list[Span]:
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


def find_speaker(scenes: Sequence[Scene], said: Spans) -> Span | None:
    """The offsets of who says the stretches of the document, None where nobody is named."""
    found = speaker_beside(scenes, said) or _reporter(scenes, said) or speaker_before(scenes, said)
    return _phrase(*found) if found else None


def speaker_beside(scenes: Sequence[Scene], said: Spans) -> tuple[Scene, Token] | None:
    """The head of the noun phrase that names who says the stretches, and its scene: one of their own sentences, or the one behind."""
    own = _own(scenes, said)
    for number in own:
        if (token := _in_sentence(scenes[number], said)) is not None:
            return scenes[number], token
    for scene in scenes[own[-1] + 1 : own[-1] + 2] if own else ():
        first = scene.sentence[0]
        cue = first if first.form[:1].islower() else _verb_of_this(scene)
        if cue is not None and is_saying(scene, cue) and (token := speaker_of_verb(scene, cue)) is not None:
            return scene, token
    return None


def speaker_before(scenes: Sequence[Scene], said: Spans, reach: int = BACK) -> tuple[Scene, Token] | None:
    """The same from the sentences before, at most so many, the nearest first: one that ends in a colon needs no verb of saying."""
    own = _own(scenes, said)
    for scene in reversed(scenes[max(0, own[0] - reach) : own[0]] if own else ()):
        if (token := _in_sentence(scene, _reported(scene), colon=scene.sentence.tokens[-1].form == ":")) is not None:
            return scene, token
    return None


def _reported(scene: Scene) -> Spans:
    """The words of the clauses in the subjunctive that another governs."""
    clauses = [t for t in scene.sentence if t.head >= 0 and scene.clause_of[t.index] == t.index and is_subjunctive(scene, t)]
    return [(word.start, word.end) for clause in clauses for word in scene.sentence.subtree(clause)]


def _own(scenes: Sequence[Scene], said: Spans) -> list[int]:
    return [n for n, scene in enumerate(scenes) if any(scene.sentence.start < end and start < scene.sentence.end for start, end in said)]


def _reporter(scenes: Sequence[Scene], said: Spans) -> tuple[Scene, Token] | None:
    """*Sol sprach von einem Erfolg*, all of it said: the subject of the verb of saying that reports."""
    for scene in (scenes[number] for number in _own(scenes, said)):
        inside = [t for t in scene.sentence if any(start <= t.start < end for start, end in said)]
        root = scene.sentence.root
        plain = root in inside and inside[0].form not in PAIRS and not is_subjunctive(scene, root)
        if plain and is_saying(scene, root) and (token := speaker_of_verb(scene, root)) is not None:
            return scene, token
    return None


def _verb_of_this(scene: Scene) -> Token | None:
    """*Das sagte der Minister*: the verb of a sentence that speaks of the one before."""
    first = scene.sentence[0]
    points_back = first.upos != "DET" and scene.lexicon.has(first.form, "this") and all(t.form != ":" for t in scene.sentence)
    return scene.sentence.root if points_back else None


def _in_sentence(scene: Scene, said: Spans, *, colon: bool = False) -> Token | None:
    """Who speaks in the sentence, by the words that are not themselves said."""
    outside = [t for t in scene.sentence if not any(start <= t.start < end for start, end in said)]
    kept = {t.index for t in outside}
    inside = [t for t in scene.sentence if t.index not in kept]
    for token in _candidates(scene, outside, inside, kept, colon=colon):
        if token.index in kept:
            return token
    return None


def _candidates(scene: Scene, outside: Sequence[Token], inside: Sequence[Token], kept: set[int], *, colon: bool) -> Iterator[Token]:
    named = [t for t in outside if is_source(scene, t)]
    clauses = {scene.clause_of[t.index] for t in inside}
    yield from _before_colon(outside, inside)
    yield from (t for t in named if scene.clause_of[t.index] in clauses)
    yield from _governing(scene, inside, kept)
    yield from named
    for token in inside:
        if token.head in kept:
            yield from (who for cue in cues_above(scene, token) if cue.index in kept and (who := speaker_of_verb(scene, cue)) is not None)
    yield from _nearest(scene, outside, inside)
    if colon or inside:
        for verb in outside[::-1] if colon else outside:
            if verb.upos == "VERB" and (colon or not is_subjunctive(scene, verb)) and (who := speaker_of_verb(scene, verb)) is not None:
                yield who


def _before_colon(outside: Sequence[Token], inside: Sequence[Token]) -> Iterator[Token]:
    """*Sol wörtlich: „…“*, *Sol: „…“*: the name in front of the colon, where no verb is."""
    before = [t for t in outside if not inside or t.index < inside[0].index]
    if any(t.form == ":" for t in before[-2:]) and not any(t.upos in ("VERB", "AUX") for t in before):
        yield from [t for t in before if t.upos in NOMINAL and t.deprel not in ("nmod", "appos", "flat", "conj", "obl")][:1]


def _governing(scene: Scene, inside: Sequence[Token], kept: set[int]) -> Iterator[Token]:
    """The speakers of the verbs and nouns on which what is said depends."""
    for token in inside:
        if token.head in kept:
            head = scene.sentence[token.head]
            if is_saying(scene, head) and not is_subjunctive(scene, head) and (who := speaker_of_verb(scene, head)) is not None:
                yield who
            elif head.upos in ("NOUN", "ADJ"):
                yield from (t for t in scene.sentence.dependents(head, "nsubj") if scene.sentence.dependents(head, "cop"))
                yield from _of_noun(scene, head)


def _of_noun(scene: Scene, noun: Token) -> Iterator[Token]:
    """*die Forderung des Ministers*: whose word it is, or who utters it."""
    yield from (t for t, _ in genitives(scene, noun))
    head = scene.sentence.head(noun)
    if head is not None and head.upos == "VERB" and (who := speaker_of_verb(scene, head)) is not None and who is not noun:
        yield who


def _nearest(scene: Scene, outside: Sequence[Token], inside: Sequence[Token]) -> Iterator[Token]:
    """The speakers of the other verbs of saying, those nearest to what is said first."""
    edge = inside[0].index if inside else len(scene.sentence)
    cues = [t for t in outside if is_saying(scene, t) and not is_subjunctive(scene, t)]
    depth = {t.index: sum(1 for _ in scene.sentence.ancestors(t)) for t in cues}
    for cue in sorted(cues, key=lambda t: (not has_wie(scene, t), abs(t.index - edge) if inside else depth[t.index])):
        if (who := speaker_of_verb(scene, cue)) is not None:
            yield who
    for noun in outside:
        if noun.upos == "NOUN" and scene.lexicon.is_a(noun.lemma, "speech_noun"):
            yield from _of_noun(scene, noun)


def _phrase(scene: Scene, noun: Token) -> Span:
    """The offsets of the noun phrase without its relative clauses."""
    tokens, waiting = [noun], [noun]
    while waiting:
        for other in scene.sentence.dependents(waiting.pop()):
            if other.deprel.partition(":")[0] in ("det", "amod", "nmod", "flat", "appos", "compound", "nummod", "conj"):
                tokens.append(other)
                waiting.append(other)
    return min(t.start for t in tokens), max(t.end for t in tokens)
