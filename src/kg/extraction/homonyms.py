"""Homonyms: names in a text that look like an actor's and mean something else, or are a mere place.

*Denzel Washington*, *der Niger trat über die Ufer*, *im Persischen Golf*, *Seoul (dpa) – …*; *in Lima*, *ein Vorort von Lima*.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from kg.knowledge.gazetteer import NameMatch
from kg.knowledge.lexicon import Lexicon
from kg.reading.sentences import Sentence, Token

_PLACED = ("name", "capital", "seat")
_DATELINE = ("PROPN", "PUNCT", "NOUN", "X", "SYM")
_DATELINE_LENGTH = 7


@dataclass(frozen=True)
class Surroundings:
    """What stands around a name: its sentence with all names in it, the words of the language, and first names."""

    sentence: Sentence
    lexicon: Lexicon
    first_names: AbstractSet[str]
    matches: list[NameMatch]

    @cached_property
    def taken(self) -> dict[int, str]:
        """To each token that a name covers, in which way it names."""
        return {index: match.how for match in self.matches for index in range(match.start, match.end)}

    def before(self, match: NameMatch) -> Token | None:
        """The token in front of the name, if there is one."""
        return self.sentence[match.start - 1] if match.start else None

    def behind(self, match: NameMatch) -> Token | None:
        """The token behind the name, if there is one."""
        return self.sentence[match.end] if match.end < len(self.sentence) else None

    def named(self, token: Token) -> bool:
        """Whether the token belongs to another name, more than the family name that any word may be."""
        return self.taken.get(token.index, "family") != "family"


def means_another(match: NameMatch, around: Surroundings) -> bool:
    """Whether the name means another, or nobody, here."""
    if match.candidates[0].kind in ("Leader", "Person"):
        return _goes_on(match, around) or (match.how == "family" and _has_other_first_name(match, around))
    return (
        _in_dateline(match, around.sentence)
        or _is_river(match, around)
        or _is_sea(match, around)
        or (match.how in _PLACED and not match.modifier and (_is_given_name(match, around) or _is_family_name(match, around)))
    )


def _goes_on(match: NameMatch, around: Surroundings) -> bool:
    """Whether a lone name is only the first part of somebody's: *Merkel* in *Merkel Schmitz*."""
    following = around.behind(match)
    if match.end - match.start > 1 or match.modifier or following is None:
        return False
    return following.entity == "I-PER" or (following.upos == "PROPN" and following.index not in around.taken)


def _has_other_first_name(match: NameMatch, around: Surroundings) -> bool:
    """Whether another person's first name stands in front of the family name."""
    before = around.before(match)
    inside = around.sentence[match.start].entity.startswith("I-")
    return before is not None and before.entity.endswith("PER") and before.upos == "PROPN" and inside


def _is_given_name(match: NameMatch, around: Surroundings) -> bool:
    """Whether the name is a person's first one, before a name that nobody knows: *Chad Hurley*, *Paris Hilton*."""
    following, own = around.behind(match), around.sentence[match.start]
    if following is None or around.named(following):
        return False
    listed = around.lexicon.has(own.form, "given_name") and following.upos in ("PROPN", "") and following.form[:1].isupper()
    return listed or (own.entity == "B-PER" and following.entity == "I-PER")


def _is_family_name(match: NameMatch, around: Surroundings) -> bool:
    """Whether a person's first name stands in front: *Denzel Washington*, *Rosa Luxemburg*."""
    before = around.before(match)
    if before is None or around.named(before):
        return False
    recognized = before.entity.endswith("PER") and (around.sentence[match.start].entity == "I-PER" or before.upos == "PROPN")
    return recognized or before.form in around.first_names


def _in_dateline(match: NameMatch, sentence: Sentence) -> bool:
    """Whether the name is where the report was filed: *Seoul – …*, *Kiew/Moskau (dpa) – …*, *Rom, 5. Mai 2011 – …*."""
    if match.how not in _PLACED or match.start > 3:
        return False
    for token in sentence.tokens[: match.end + _DATELINE_LENGTH]:
        if token.form in ("–", "—", "-") and token.index >= match.end:
            between = sentence.tokens[: token.index]
            return len(between) <= _DATELINE_LENGTH and all(t.upos in _DATELINE or t.form[0] in "/()0123456789" for t in between)
    return False


def _is_river(match: NameMatch, around: Surroundings) -> bool:
    """Whether the river is meant that shares the state's name: *der Niger trat über die Ufer*."""
    if match.how != "name" or not around.lexicon.has(around.sentence[match.start].form, "river_name"):
        return False
    return any(around.lexicon.is_a(token.lemma, "river_word") for token in around.sentence)


def _is_sea(match: NameMatch, around: Surroundings) -> bool:
    """Whether an adjective belongs to a geographical name: *im Persischen Golf*, *die koreanische Halbinsel*."""
    following = around.behind(match)
    return match.how == "adjective" and following is not None and around.lexicon.is_a(following.lemma, "geography")


def is_place(match: NameMatch, around: Surroundings) -> bool:
    """Whether a capital or seat is where something is: *in Lima*, *Moscow-based*, *ein Vorort von Lima*, *vor dem Kreml*."""
    sentence, lexicon = around.sentence, around.lexicon
    behind = sentence.tokens[match.end : match.end + 2]
    if len(behind) == 2 and behind[0].form == "-" and lexicon.has(behind[1].form, "place_suffix"):
        return True
    before = match.start - 1
    while before >= 0 and sentence[before].upos in ("DET", "ADJ"):
        before -= 1
    if match.modifier or before < 0:
        return False
    token = sentence[before]
    if token.upos in ("ADP", ""):  # "" where there is no tagger
        words = ("place_preposition", "position_preposition") if match.how == "capital" else ("position_preposition",)
        if any(lexicon.has(token.form, word) for word in words):
            return True
    noun = sentence[before - 1] if before and lexicon.has(token.form, "partitive") else token
    return noun.upos in ("NOUN", "") and lexicon.is_a(noun.lemma, "place_part")
