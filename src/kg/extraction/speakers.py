"""Speakers: who says what stands in quotation marks or in reported speech.

The verb of saying that governs the words has the speaker for its subject; *laut*, *nach Angaben* and *so* name a source; and where the
sentence is silent, the speaker of the sentence before goes on. Compare Pareti, "A Database of Attribution Relations", LREC 2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extraction.phrases import genitives, preposition
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.verbs import agents, is_passive, subjects
from kg.reading.sentences import Token

QUOTED_WORDS = 4
PAIRS = {"„": '“”"', "“": "”", '"': '"', "»": "«", "«": "»", "‚": "‘’"}
SAYING = ("claiming_verb", "possible_verb", "denying_verb", "speaking_verb")
COMPLEMENTS = ("ccomp", "xcomp", "csubj", "csubj:pass", "parataxis", "conj", "advcl")
NOMINAL = ("NOUN", "PROPN", "PRON")
BACK = 6
"""So many sentences before may hold the speaker of a sentence that names none."""

Spans = Sequence[tuple[int, int]]


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


def find_speaker(scenes: Sequence[Scene], said: Spans) -> tuple[int, int] | None:
    """The offsets of who says the stretches of the document, None where nobody is named."""
    found = speaker_in(scenes, said)
    return _phrase(found[0], found[1]) if found else None


def speaker_in(scenes: Sequence[Scene], said: Spans) -> tuple[Scene, Token] | None:
    """The head of the noun phrase that names who says the stretches of the document, and its scene.

    The sentences in which they stand are asked first, then one before that ends in a colon, then those before, the nearest first.
    """
    own = [n for n, scene in enumerate(scenes) if any(scene.sentence.start < end and start < scene.sentence.end for start, end in said)]
    for number in own:
        if (token := _in_sentence(scenes[number], said)) is not None:
            return scenes[number], token
    if not own:
        return None
    following = scenes[own[-1] + 1 : own[-1] + 2]
    for scene in following:
        first = scene.sentence[0]
        cue = first if first.form[:1].islower() else _verb_of_this(scene)
        if cue is not None and _is_saying(scene, cue) and (token := _who(scene, cue)) is not None:
            return scene, token
    for number in own:
        if (token := _inside(scenes[number], said)) is not None:
            return scenes[number], token
    for scene in reversed(scenes[max(0, own[0] - BACK) : own[0]]):
        if (token := _in_sentence(scene, (), colon=scene.sentence.tokens[-1].form == ":")) is not None:
            return scene, token
    return None


def _verb_of_this(scene: Scene) -> Token | None:
    """*Das sagte der Minister*: the verb of a sentence that speaks of the one before."""
    return scene.sentence.root if scene.lexicon.has(scene.sentence[0].form, "this") else None


def speaker_of(scene: Scene, token: Token) -> Token | None:
    """The head of the noun phrase in the sentence that names who says the clause of the token."""
    for cue in _cues_above(scene, token):
        if (who := _who(scene, cue)) is not None:
            return who
    if (source := next(sources(scene, token), None)) is not None:
        return source
    for cue in scene.sentence:
        if cue.upos == "VERB" and cue is not token and scene.lexicon.has(full_lemma(scene, cue), "claiming_verb"):
            return _who(scene, cue)
    return None


def sources(scene: Scene, token: Token) -> Iterator[Token]:
    """The nouns that name who says so in the clause of the token or one above it: *laut Kiew*, *nach Angaben Kiews*, *so Kiew*."""
    clauses = {scene.clause_of[t.index] for t in _reach(scene, token)}
    for other in scene.sentence:
        if (
            (scene.clause_of[other.index] in clauses or other.head in clauses)
            and is_source(scene, other)
            and not is_apart(scene, token, other)
        ):
            yield other


def _reach(scene: Scene, token: Token) -> Iterator[Token]:
    """The token and the heads above it, up to the clause in whose scope alone it stands."""
    yield token
    current = token
    for head in scene.sentence.ancestors(token):
        if is_closed(scene, current):
            return
        yield head
        current = head


def is_closed(scene: Scene, token: Token) -> bool:
    """Whether what governs the clause of this head says nothing of whether it is so: relative and adverbial clauses, attributes."""
    if has_that(scene, token):
        return False
    if token.deprel in ("advcl", "acl", "acl:relcl", "appos", "amod"):
        return True
    head = scene.sentence.head(token)
    if (
        head is not None
        and token.deprel in ("parataxis", "conj", "ccomp")
        and any(t.form == ";" for t in scene.sentence.tokens[min(token.index, head.index) : max(token.index, head.index)])
    ):
        return True
    if token.deprel not in ("ccomp", "xcomp", "parataxis", "conj", "nmod", "obl") or token.upos not in ("VERB", "AUX"):
        return False
    clause = [t for t in scene.clause(token) if t.upos != "PUNCT"]
    first = clause[1:2] if clause and clause[0].upos == "ADP" else clause[:1]
    return any(is_relative(t) for t in first) or any(scene.lexicon.has(m.form, "factual") for m in scene.sentence.dependents(token, "mark"))


def has_that(scene: Scene, token: Token) -> bool:
    """Whether the clause of this head opens with *dass*."""
    return any(scene.lexicon.has(m.form, "that") for m in scene.sentence.dependents(token, "mark"))


def is_relative(token: Token) -> bool:
    """Whether the word is a relative pronoun."""
    return token.xpos in ("PRELS", "PRELAT") or token.feats.get("PronType") == "Rel"


def is_apart(scene: Scene, one: Token, other: Token) -> bool:
    """Whether a colon or a semicolon stands between the two."""
    first, last = sorted((one.index, other.index))
    return any(t.form in (":", ";") for t in scene.sentence.tokens[first:last])


def is_source(scene: Scene, noun: Token) -> bool:
    """Whether the noun, by its preposition or by *so* in front, names who says so."""
    if noun.upos not in (*NOMINAL, "ADJ"):
        return False
    behind = scene.sentence.tokens[noun.index + 1 : noun.index + 2]
    if behind and scene.lexicon.has(behind[0].form, "according_to_behind"):
        return True
    lemmas = [c.lemma.lower() for c in scene.sentence.dependents(noun, "case") if c.index < noun.index]
    if any(scene.lexicon.has(c, "according_to") for c in lemmas):
        return True
    lemmas += [c.lemma.lower() for c in scene.sentence.dependents(noun, "case")]
    if any(scene.lexicon.has(c, "by_account") for c in lemmas) and scene.lexicon.is_a(noun.lemma, "account"):
        return True
    return _follows_so(scene, noun)


def _follows_so(scene: Scene, noun: Token) -> bool:
    """*…, so der Minister*: *so* behind a comma or quotation mark, and no verb up to the next one."""
    tokens = scene.sentence.tokens
    index = noun.index - 1
    between = ("DET", "ADJ", "PROPN", "NUM", "NOUN") if noun.upos == "PROPN" else ("DET", "ADJ", "PROPN", "NUM")
    while index > 0 and tokens[index].upos in between:
        index -= 1
    if index < 1 or not scene.lexicon.has(tokens[index].form, "reporting_so"):
        return False
    behind = next((t for t in tokens[noun.index + 1 :] if t.upos in ("PUNCT", "VERB", "AUX")), None)
    return not any(c.isalnum() for c in tokens[index - 1].form) and (behind is None or behind.upos == "PUNCT")


def _is_saying(scene: Scene, token: Token) -> bool:
    lemma = full_lemma(scene, token) if token.upos == "VERB" else ""
    return not scene.lexicon.has(lemma, "modal") and any(scene.lexicon.has(lemma, name) for name in SAYING)


def _cues_above(scene: Scene, token: Token) -> Iterator[Token]:
    """The verbs of saying in whose complement the token stands, or that stand beside its clause; the nearest first."""
    current = token
    for head in (*scene.sentence.ancestors(token), None):
        for other in scene.sentence.dependents(current, "parataxis", "ccomp", "advcl"):
            if _is_saying(scene, other) and scene.lexicon.has(full_lemma(scene, other), "claiming_verb"):
                yield other
        if head is not None and current.deprel in COMPLEMENTS and _is_saying(scene, head):
            yield head
        current = head or current


def _has_wie(scene: Scene, cue: Token) -> bool:
    """*wie der Minister sagte*."""
    return any(scene.lexicon.has(t.form, "reporting_wie") for t in scene.sentence.dependents(cue))


def _who(scene: Scene, cue: Token) -> Token | None:
    """The speaker of a verb of saying: its subject, in the passive its agent."""
    if is_passive(scene, cue) and not scene.lexicon.has(cue.lemma, "citing_verb"):
        found = [t for t, _ in agents(scene, cue)]
    else:
        found = [t for t, _ in subjects(scene, cue)]
    if all(scene.lexicon.has(t.form, "nobody") for t in found) or scene.lexicon.has(full_lemma(scene, cue), "yielding_verb"):
        found = [t for t in scene.sentence.dependents(cue, "obl", "nmod") if scene.lexicon.has(preposition(scene, t), "whence")]
    return next((t for t in found if not scene.lexicon.has(t.form, "nobody")), None)


def _in_sentence(scene: Scene, said: Spans, *, colon: bool = False) -> Token | None:
    """Who speaks in the sentence, by the words that are not themselves said."""
    outside = [t for t in scene.sentence if not any(start <= t.start < end for start, end in said)]
    kept = {t.index for t in outside}
    inside = [t for t in scene.sentence if t.index not in kept]
    for token in _candidates(scene, outside, inside, kept, colon=colon):
        if token.index in kept:
            return token
    return None


def _inside(scene: Scene, said: Spans) -> Token | None:
    """*Sol sprach von einem Erfolg*, all of it said: the subject of the verb of saying that reports."""
    inside = [t for t in scene.sentence if any(start <= t.start < end for start, end in said)]
    kept = {t.index for t in scene.sentence} - {t.index for t in inside}
    root = scene.sentence.root
    plain = bool(inside) and root.index not in kept and inside[0].form not in PAIRS and not _is_subjunctive(scene, root)
    reporting = plain and _is_saying(scene, root)
    return _who(scene, root) if reporting else None


def _candidates(scene: Scene, outside: Sequence[Token], inside: Sequence[Token], kept: set[int], *, colon: bool) -> Iterator[Token]:
    named = [t for t in outside if is_source(scene, t)]
    clauses = {scene.clause_of[t.index] for t in inside}
    yield from _before_colon(outside, inside)
    yield from (t for t in named if scene.clause_of[t.index] in clauses)
    yield from _governing(scene, inside, kept)
    yield from named
    for token in inside:
        if token.head in kept:
            yield from (who for cue in _cues_above(scene, token) if cue.index in kept and (who := _who(scene, cue)) is not None)
    yield from _nearest(scene, outside, inside)
    if colon or inside:
        for verb in outside[::-1] if colon else outside:
            if verb.upos == "VERB" and (colon or not _is_subjunctive(scene, verb)) and (who := _who(scene, verb)) is not None:
                yield who


def _is_subjunctive(scene: Scene, verb: Token) -> bool:
    return any(t.feats.get("Mood") == "Sub" for t in (verb, *scene.sentence.dependents(verb, "aux", "aux:pass", "cop")))


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
            if _is_saying(scene, head) and not _is_subjunctive(scene, head) and (who := _who(scene, head)) is not None:
                yield who
            elif head.upos in ("NOUN", "ADJ"):
                yield from (t for t in scene.sentence.dependents(head, "nsubj") if scene.sentence.dependents(head, "cop"))
                yield from _of_noun(scene, head)


def _of_noun(scene: Scene, noun: Token) -> Iterator[Token]:
    """*die Forderung des Ministers*: whose word it is, or who utters it."""
    yield from (t for t, _ in genitives(scene, noun))
    head = scene.sentence.head(noun)
    if head is not None and head.upos == "VERB" and (who := _who(scene, head)) is not None and who is not noun:
        yield who


def _nearest(scene: Scene, outside: Sequence[Token], inside: Sequence[Token]) -> Iterator[Token]:
    """The speakers of the other verbs of saying, those nearest to what is said first."""
    edge = inside[0].index if inside else len(scene.sentence)
    cues = [t for t in outside if _is_saying(scene, t) and not _is_subjunctive(scene, t)]
    depth = {t.index: sum(1 for _ in scene.sentence.ancestors(t)) for t in cues}
    for cue in sorted(cues, key=lambda t: (not _has_wie(scene, t), abs(t.index - edge) if inside else depth[t.index])):
        if (who := _who(scene, cue)) is not None:
            yield who
    for noun in outside:
        if noun.upos == "NOUN" and scene.lexicon.is_a(noun.lemma, "speech_noun"):
            yield from _of_noun(scene, noun)


def _phrase(scene: Scene, noun: Token) -> tuple[int, int]:
    """The offsets of the noun phrase without its relative clauses."""
    tokens, waiting = [noun], [noun]
    while waiting:
        for other in scene.sentence.dependents(waiting.pop()):
            if other.deprel.partition(":")[0] in ("det", "amod", "nmod", "flat", "appos", "compound", "nummod", "conj"):
                tokens.append(other)
                waiting.append(other)
    return min(t.start for t in tokens), max(t.end for t in tokens)
