"""Binding: who cannot be meant by a pronoun, since one verb sets both side by side: *Chile lobt es*."""

from __future__ import annotations

from kg.extraction.coreference.antecedents import Here, key_of
from kg.extraction.coreference.coordination import over_conjuncts
from kg.extraction.scene import opens_clause
from kg.reading.sentences import Sentence, Token

ARGUMENTS = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:arg", "obl:agent"))


def coarguments(here: Here) -> frozenset[str]:
    """Who stands beside the word under one verb, and so is somebody else; also the subject that the verb shares with another."""
    sentence, clause = here.sentence, clause_head(here.sentence, here.token)
    shared = clause
    while shared.deprel in ("xcomp", "conj") and not sentence.dependents(shared, "nsubj", "nsubj:pass", "csubj") and shared.head >= 0:
        shared = clause_head(sentence, sentence[shared.head])
    inside = {t.index for t in sentence.subtree(here.token)}
    found = set()
    for mention in here.beside:
        token = next(reversed([sentence[mention.head], *over_conjuncts(sentence, sentence[mention.head])]))
        argument = not mention.modifier and token.deprel in ARGUMENTS and clause_head(sentence, token) == clause
        subject = not mention.modifier and token.deprel.startswith("nsubj") and clause_head(sentence, token) == shared
        if mention.head in inside or argument or subject:
            found.add(key_of(mention))
    return frozenset(found)


def clause_head(sentence: Sentence, token: Token) -> Token:
    """The head of the clause in which the token stands."""
    while not opens_clause(token) and token.head >= 0:
        token = sentence[token.head]
    return token
