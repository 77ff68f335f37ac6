"""Speakers: who says a clause, by the words of its own sentence.

The verb of saying that governs the clause has the speaker for its subject; *laut*, *nach Angaben* and *so* name a source. Who says what
stands in another sentence is for `quotations` to find.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.phrases import preposition
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.verbs import agents, is_passive, subjects
from kg.reading.sentences import Token

SAYING = ("claiming_verb", "possible_verb", "denying_verb", "speaking_verb")
COMPLEMENTS = ("ccomp", "xcomp", "csubj", "csubj:pass", "parataxis", "conj", "advcl")
NOMINAL = ("NOUN", "PROPN", "PRON")


def speaker_of(scene: Scene, token: Token) -> Token | None:
    """The head of the noun phrase in the sentence that names who says the clause of the token."""
    for cue in cues_above(scene, token):
        if (who := speaker_of_verb(scene, cue)) is not None:
            return who
    if (source := next(sources(scene, token), None)) is not None:
        return source
    for cue in scene.sentence:
        if cue.upos == "VERB" and cue is not token and scene.lexicon.has(full_lemma(scene, cue), "claiming_verb"):
            return speaker_of_verb(scene, cue)
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


def is_saying(scene: Scene, token: Token) -> bool:
    """Whether the word is a verb whose subject speaks."""
    lemma = full_lemma(scene, token) if token.upos == "VERB" else ""
    return not scene.lexicon.has(lemma, "modal") and any(scene.lexicon.has(lemma, name) for name in SAYING)


def is_subjunctive(scene: Scene, verb: Token) -> bool:
    """Whether the verb, or what helps it, stands in the subjunctive."""
    return any(t.feats.get("Mood") == "Sub" for t in (verb, *scene.sentence.dependents(verb, "aux", "aux:pass", "cop")))


def cues_above(scene: Scene, token: Token) -> Iterator[Token]:
    """The verbs of saying in whose complement the token stands, or that stand beside its clause; the nearest first."""
    current = token
    for head in (*scene.sentence.ancestors(token), None):
        for other in scene.sentence.dependents(current, "parataxis", "ccomp", "advcl"):
            if is_saying(scene, other) and scene.lexicon.has(full_lemma(scene, other), "claiming_verb"):
                yield other
        if head is not None and current.deprel in COMPLEMENTS and is_saying(scene, head):
            yield head
        current = head or current


def has_wie(scene: Scene, cue: Token) -> bool:
    """*wie der Minister sagte*."""
    return any(scene.lexicon.has(t.form, "reporting_wie") for t in scene.sentence.dependents(cue))


def speaker_of_verb(scene: Scene, cue: Token) -> Token | None:
    """The speaker of a verb of saying: its subject, in the passive its agent; of two subjects a pronoun behind (*Peru nannte er klein*)."""
    if is_passive(scene, cue) and not scene.lexicon.has(cue.lemma, "citing_verb"):
        found = [t for t, _ in agents(scene, cue)]
    else:
        behind = [t for t in scene.sentence.dependents(cue, "nsubj")[1:] if t.xpos == "PPER"]
        found = behind or [t for t, _ in subjects(scene, cue)]
    if all(scene.lexicon.has(t.form, "nobody") for t in found) or scene.lexicon.has(full_lemma(scene, cue), "yielding_verb"):
        found = [t for t in scene.sentence.dependents(cue, "obl", "nmod") if scene.lexicon.has(preposition(scene, t), "whence")]
    return next((t for t in found if not scene.lexicon.has(t.form, "nobody")), None)
