"""Coordination: mentions that *und*, a comma or a slash joins, and the way from a conjunct up to the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extraction.coreference.antecedents import distinct, key_of
from kg.extraction.mentions import Mention, Said
from kg.reading.sentences import Sentence, Token

LINKS = frozenset(("conj", "flat", "appos", "flat:name"))


def coordinated(said: Said) -> list[list[Mention]]:
    """Mentions that *und* joins, or that one word spoke of, those of the highest role first."""
    mentions = [m for m in said.mentions if not m.modifier and not m.place and key_of(m)]
    groups: list[list[Mention]] = []
    for mention in mentions:
        joined = next((group for group in groups if _joins(said.sentence, group[-1], mention)), None)
        if joined:
            joined.append(mention)
        else:
            groups.append([mention])
    found = [group for group in groups if len(distinct(group)) > 1 and _has_conjunction(said.sentence, group)]
    return [group for group in found if len({m.is_person for m in group}) == 1]


def _joins(sentence: Sentence, first: Mention, second: Mention) -> bool:
    between = sentence.tokens[first.end : second.start]
    if first.head == second.head:
        return True
    if between and all(t.upos in ("CCONJ", "DET", "ADJ") or t.form in (",", "/") for t in between):
        return True
    return sentence[second.head].deprel == "conj" and any(t.index == first.head for t in over_conjuncts(sentence, sentence[second.head]))


def _has_conjunction(sentence: Sentence, group: Sequence[Mention]) -> bool:
    return any(
        first.head == second.head or any(t.upos == "CCONJ" or t.form == "/" for t in sentence.tokens[first.end : second.start])
        for first, second in pairwise(group)
    )


def over_conjuncts(sentence: Sentence, token: Token) -> Iterator[Token]:
    """The heads above the word, as long as it is only joined to them or part of their name."""
    while token.deprel in LINKS and (head := sentence.head(token)):
        yield (token := head)
