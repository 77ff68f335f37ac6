"""Reports: that the sentence says who says so, by a source or by a verb of saying beside the clause."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.frames import denoted
from kg.extraction.scene import CLAUSAL, Scene
from kg.extraction.stance.reasons import Reason, verb_is, who_says, word_is
from kg.extraction.stance.speakers import is_apart, sources
from kg.reading.sentences import Token


def of_sources(scene: Scene, token: Token) -> Iterator[Reason]:
    """*laut Kiew*, *nach Angaben Kiews*, *so der Minister*: a phrase of the sentence that says who says so."""
    for source in sources(scene, token):
        yield "claimed", next((f.mention for f in denoted(scene, source)), None)


def of_following_speech(scene: Scene, root: Token) -> Iterator[Reason]:
    """*…, sagte der Minister*, *wie der Minister sagte*: the verb of saying stands behind, or beside, what it reports."""
    sentence = scene.sentence
    for token in sentence:
        beside = scene.clause_of[root.index] != scene.clause_of[token.index] and token not in sentence.ancestors(root)
        if beside and _reports_as(scene, token) and not is_apart(scene, token, root):
            yield "claimed", who_says(scene, root)
    for token in sentence.dependents(root, *CLAUSAL):
        if verb_is(scene, token, "denying_verb") and any(word_is(scene, t.form, "commenting") for t in scene.clause(token)[:2]):
            yield "denied", None
        if token.upos != "VERB" or not verb_is(scene, token, "claiming_verb") or sentence.dependents(token, "mark"):
            continue
        before = sentence.tokens[token.index - 1].form if token.index else ""
        if token.deprel in ("parataxis", "ccomp") and token.index > root.index and before in (",", "“", '"', "«", "”"):
            yield "claimed", who_says(scene, root)


def _reports_as(scene: Scene, verb: Token) -> bool:
    """*wie der Minister sagte*, but not *wie er verkündete*, which makes it so."""
    return (
        verb.upos == "VERB"
        and any(word_is(scene, t.form, "reporting_wie") for t in scene.sentence.dependents(verb, "mark", "advmod"))
        and verb_is(scene, verb, "claiming_verb")
        and not verb_is(scene, verb, "announcing_verb")
    )
