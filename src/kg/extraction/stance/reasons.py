"""Reasons: that a word makes a statement denied, possible or claimed, and who it is that claims it."""

from __future__ import annotations

from kg.extraction.frames import denoted
from kg.extraction.mentions import Mention
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.stance.speakers import speaker_of
from kg.extraction.statements import Status
from kg.reading.sentences import Token

NOMINAL = ("NOUN", "PROPN")
SPEECH_ACTS = frozenset(("criticizes", "praises", "threatens", "invites"))
"""Relations that are acts of speech themselves: that somebody speaks, in quotation marks too, is what the document asserts."""
WANTING = SPEECH_ACTS | {"seeksMembershipIn", "opposes"}
"""Relations that are an attitude themselves: wanting or announcing is part of them, and makes nothing possible."""
GOODS = frozenset(("suppliesArmsTo", "sendsTroopsTo", "transfersTechnologyTo", "providesAidTo", "trainsForcesOf"))
"""Relations whose nouns are mostly what is handed over: *die Panzer* of *will die Panzer liefern* are no relation taken for granted."""

Reason = tuple[Status, Mention | None]


def verb_is(scene: Scene, verb: Token, word_class: str) -> bool:
    """Whether the verb, with its separable prefix, is in the word class."""
    return scene.lexicon.has(full_lemma(scene, verb), word_class)


def word_is(scene: Scene, word: str, word_class: str) -> bool:
    """Whether the word, in the form that is given, is in the word class."""
    return scene.lexicon.has(word, word_class)


def who_says(scene: Scene, token: Token) -> Mention | None:
    """The mention of who says the clause of the word, if the sentence names one."""
    source = speaker_of(scene, token)
    return next((f.mention for f in denoted(scene, source)), None) if source is not None else None
