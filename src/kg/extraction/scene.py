"""The scene: a sentence with its mentions, divided into clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.extraction.mentions import Mention
from kg.knowledge.lexicon import Lexicon
from kg.knowledge.morphology import CONTRACTIONS, fold
from kg.reading.sentences import Sentence, Token

CLAUSAL = frozenset(("ccomp", "xcomp", "advcl", "acl", "csubj", "csubj:pass", "parataxis", "acl:relcl"))
NEAR, ORGAN, OWNED, GUESS = 0.8, 0.9, 0.6, 0.55


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
    def all_mentions(self) -> tuple[Mention, ...]:
        """The mentions in the order of their first words."""
        return tuple(dict.fromkeys(mention for index in sorted(self.mentions) for mention in self.mentions[index]))

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """The tokens at which mentions have their heads, in order."""
        return tuple(sorted({mention.head for mention in self.all_mentions}))

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

    @cached_property
    def _clauses(self) -> Mapping[int, tuple[Token, ...]]:
        clauses = dict.fromkeys(self.clause_of)
        return {head: tuple(t for t in self.sentence if self.clause_of[t.index] == head) for head in clauses}

    def clause(self, token: Token) -> tuple[Token, ...]:
        """The tokens of the clause in which the token stands."""
        return self._clauses[self.clause_of[token.index]]

    @cached_property
    def prepositions(self) -> tuple[str, ...]:
        """For each token the preposition of the phrase whose noun it is, without its article; "" for none.

        Where the parse hung the preposition on another word of the phrase, the words in front of the noun tell.
        """
        return tuple(self._preposition(token) for token in self.sentence)

    def _preposition(self, token: Token) -> str:
        case = next(iter(self.sentence.dependents(token, "case")), None) or self._case_before(token)
        form = case.form.lower() if case else ""
        return CONTRACTIONS.get(form, form)

    def _case_before(self, token: Token) -> Token | None:
        start = min((m.start for m in self.mentions.get(token.index, ()) if not m.modifier), default=token.index)
        for other in reversed(self.sentence.tokens[max(0, start - 3) : start]):
            if other.upos == "ADP":
                return other if other.deprel == "case" else None
            if other.upos not in ("DET", "ADJ", "NUM"):
                return None
        return None


def opens_clause(token: Token) -> bool:
    """Whether a clause of its own begins with this head."""
    if token.deprel == "xcomp":
        return token.upos in ("VERB", "AUX")
    return token.deprel in CLAUSAL or (token.deprel == "conj" and token.upos in ("VERB", "AUX"))


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
