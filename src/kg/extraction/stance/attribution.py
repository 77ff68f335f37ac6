"""Attribution: who says what a statement says, where another sentence than its own names the speaker.

A quotation goes on over sentences, and so does reported speech: *Der Minister klagte. Moskau liefere Waffen an Mali.* Only an actor that is
known becomes the speaker; where the words in reach mean nobody, or several, nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kg.extraction.frames import denoted
from kg.extraction.mentions import Mention
from kg.extraction.phrases import genitives
from kg.extraction.scene import ORGAN, Scene
from kg.extraction.stance.quotations import Span, Spans, speaker_before, speaker_beside
from kg.extraction.stance.speakers import is_saying, is_source
from kg.extraction.statements import Evidence
from kg.reading.sentences import Token


def attributed(found: Iterable[Evidence], scenes: Sequence[Scene], quoted: Spans) -> Iterator[Evidence]:
    """The evidence; what is not asserted and has no speaker in its own sentence with the one whom another sentence names."""
    said = [what_is_said(scene, quoted) for scene in scenes]
    silent = {scenes[n].sentence.start: n for n, span in enumerate(said) if span and (span in quoted or not _has_cue(scenes[n]))}
    for evidence in found:
        number = silent.get(evidence.start)
        if number is None or evidence.speaker or evidence.status == "asserted":
            yield evidence
        else:
            yield replace(evidence, speaker=_speaker(scenes, _stretch(said, number)))


def what_is_said(scene: Scene, quoted: Spans) -> Span | None:
    """The quotation that holds all words of the sentence, or the sentence itself if it is reported speech; else None."""
    words = [token for token in scene.sentence if token.upos != "PUNCT"]
    for start, end in quoted:
        if words and start <= words[0].start and words[-1].end <= end:
            return start, end
    return (scene.sentence.start, scene.sentence.end) if _is_reported(scene) else None


def _is_reported(scene: Scene) -> bool:
    """Whether the main clause stands in the subjunctive of reported speech, and no phrase of the sentence names a source.

    The second subjunctive is one only in the plural, where the first looks like the indicative: *sie hätten*.
    """
    root = scene.sentence.root
    finite = [t for t in (root, *scene.sentence.dependents(root, "aux", "aux:pass", "cop")) if t.feats.get("Mood") == "Sub"]
    claimed = any(
        t.feats.get("Tense") == "Pres" or (t.feats.get("Number") == "Plur" and scene.lexicon.has(t.form, "subjunctive_claim"))
        for t in finite
    )
    return claimed and not any(is_source(scene, token) for token in scene.sentence)


def _has_cue(scene: Scene) -> bool:
    return any(is_saying(scene, token) for token in scene.sentence)


def _stretch(said: Sequence[Span | None], number: int) -> Span:
    """From the first to the last of the neighbours, the sentence of that number among them, that are said without a break."""
    before, behind = takewhile(bool, reversed(said[: number + 1])), takewhile(bool, said[number:])
    return min(filter(None, before))[0], max(filter(None, behind))[1]


def _speaker(scenes: Sequence[Scene], stretch: Span) -> str | None:
    """The IRI of the one known actor whom the words for the speaker mean, beside the stretch or right before it."""
    found = speaker_beside(scenes, [stretch]) or speaker_before(scenes, [stretch], 1)
    if found is None or _is_owner(*found):
        return None
    mentions = [f.mention for f in denoted(*found) if f.weight >= ORGAN]
    actors = {m.entity.iri for m in mentions if m.entity and _is_known(m)}
    return actors.pop() if len(actors) == 1 else None


def _is_owner(scene: Scene, token: Token) -> bool:
    """*Sols Einsatz*: whether the parse took for the speaker whose the next noun is."""
    behind = scene.sentence.tokens[token.index + 1 : token.index + 2]
    return any(token.form[-1:] in "s’'" and t.upos == "NOUN" and token in [o for o, _ in genitives(scene, t)] for t in behind)


def _is_known(mention: Mention) -> bool:
    """Whether it is a power that the words name, or a person of whom it is known whom they lead or serve."""
    if mention.is_person:
        return bool(mention.power or (mention.entity and mention.entity.tenures))
    return mention.how != "pronoun"
