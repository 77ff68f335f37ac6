"""Names that nobody knows: kept and counted, so that the seeds can grow where the texts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extraction.mentions import Mention, World
from kg.reading.documents import Document
from kg.reading.sentences import Sentence, Token

KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the entity recognizer saw and neither the seeds nor the text explain; offsets point into the document."""

    name: str
    kind: str
    document: str
    start: int
    end: int


def unknown_names(sentence: Sentence, mentions: Iterable[Mention], world: World, document: Document) -> Iterator[UnknownName]:
    """The recognized names of the sentence that no mention covers, and that are no known name of a single actor (*Seoul – …*)."""
    mentioned = {index for mention in mentions for index in range(mention.start, mention.end)}
    names = [name for name in _recognized(sentence) if not any(t.index in mentioned for t in name)]
    matches = world.gazetteer.match(sentence, world.day) if names else []
    known = {index for match in matches if len(match.candidates) == 1 for index in range(match.start, match.end)}
    for name in names:
        if not any(t.index in known for t in name):
            first, last = name[0].start, name[-1].end
            yield UnknownName(document.text[first:last], KINDS[name[0].entity[2:]], document.iri, first, last)


def _recognized(sentence: Sentence) -> Iterator[list[Token]]:
    """The names that the entity recognizer saw, word by word."""
    name: list[Token] = []
    for token in sentence:
        if token.entity[2:] not in KINDS:
            continue
        if name and not (token.entity.startswith("I-") and token.index == name[-1].index + 1):
            yield name
            name = []
        name.append(token)
    if name:
        yield name
