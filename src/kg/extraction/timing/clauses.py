"""What a clause says of its time: the tense that decides which Tuesday is meant, and whether it goes on from the clause before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kg.extraction.scene import opens_clause
from kg.extraction.timing.wording import NEAR, Wording, load
from kg.reading.sentences import Sentence, Token

Tense = Literal["past", "present", "future"]


def attribute_of(sentence: Sentence, word: Token) -> Token | None:
    """The noun in whose phrase the word stands: *das Abkommen von 1991*, *das 1991 geschlossene Abkommen*."""
    for above in (word, *sentence.ancestors(word)):
        if above.deprel in ("nmod", "amod", "appos", "nummod"):
            return sentence.head(above)
        if opens_clause(above):
            return None
    return None


def is_ahead(sentence: Sentence, clause: Token, language: str = "de") -> bool:
    """Whether the clause with this head tells what follows only upon the clause above: *plant, zu kommen*, *sagt, er werde kommen*."""
    if clause.deprel not in ("ccomp", "xcomp", "acl", "csubj"):
        return False
    words = load(language)
    above = sentence.head(clause)
    return not (above and words.tense["phase"].fullmatch(above.lemma)) and _clause_tense(sentence, clause, words) == "future"


def goes_on(sentence: Sentence, clause: Iterable[Token], language: str = "de") -> bool:
    """Whether the clause tells more of what the sentence before told: *dabei*, *damals*, *bei dem Treffen*."""
    words = load(language).goes_on
    for token in clause:
        others = sentence.dependents(token)
        bare = token.upos == "NOUN" and others and all(t.deprel in ("case", "det") for t in others)
        if words["adverb"].fullmatch(token.form) or (bare and words["phrase"].fullmatch(" ".join(t.form for t in others))):
            return True
    return False


def tense_of(sentence: Sentence, word: Token, surface: str, start: int, words: Wording) -> Tense | None:
    """The tense that holds for an expression of time at `start`; *seit* and *vom* look back whatever the verb says."""
    if words.relations["back"].search(surface[max(0, start - NEAR) : start]):
        return "past"
    tense = _clause_tense(sentence, word, words)
    if tense == "present" and word.deprel == "nmod":  # *die Wahl am Sonntag zeigt*
        return None
    return tense or _worded_tense(surface, words)


def _clause_tense(sentence: Sentence, word: Token, words: Wording) -> Tense | None:
    """What the verbs of the word's clause, or the participle in front of a noun, say of its time; None without a finite verb."""
    head = word
    for above in (word, *sentence.ancestors(word)):
        head = above
        if above.deprel == "amod" and above is not word and words.tense["participle"].fullmatch(above.form):
            return "future" if words.tense["planned"].match(above.form) else "past"
        if opens_clause(above) or _finite(sentence, above):
            break
    verb = head
    while not _finite(sentence, verb) and verb.deprel == "conj" and verb.head >= 0:
        verb = sentence[verb.head]
    finite = _finite(sentence, verb)
    if finite is None:
        return "future" if head.feats.get("VerbForm") == "Inf" else None
    return _finite_tense(sentence, head, finite, words)


def _finite(sentence: Sentence, verb: Token) -> Token | None:
    """The finite verb of the group: the verb itself, its auxiliary or its copula."""
    group = (verb, *sentence.dependents(verb, "aux", "aux:pass", "cop"))
    return next((t for t in group if t.feats.get("VerbForm") == "Fin"), None)


def _finite_tense(sentence: Sentence, head: Token, finite: Token, words: Wording) -> Tense:
    group = (head, *sentence.dependents(head, "aux", "aux:pass", "cop"))
    infinitive = any(t.feats.get("VerbForm") == "Inf" for t in group)
    participle = head.feats.get("VerbForm") == "Part"
    perfect = participle and any(words.tense["perfect"].fullmatch(t.form) for t in group if t.deprel == "aux")
    if perfect or _is_preterite(finite, words):
        return "past"
    if (infinitive and finite is not head) or (participle and words.tense["planned"].match(head.form)):
        return "future"
    return "present"


def _is_preterite(finite: Token, words: Wording) -> bool:
    """Whether the form is one of the preterite; strong forms that are listed are known better than tagged."""
    if words.tense["past"].fullmatch(finite.form) and not words.tense["perfect"].fullmatch(finite.form):
        return True
    return finite.feats.get("Tense") == "Past" and finite.feats.get("Mood") != "Sub"


def _worded_tense(surface: str, words: Wording) -> Tense | None:
    """What single words of the sentence say of its time, where no verb's form tells more."""
    if words.tense["past"].search(surface):
        return "past"
    neither = words.tense["neither"]
    if any(not neither.fullmatch(found[0]) for found in words.tense["preterite"].finditer(surface)):
        return "past"
    return "future" if words.tense["future"].search(surface) else None
