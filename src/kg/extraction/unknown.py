"""Names that nobody knows: kept and counted, so that the seeds can grow where the texts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extraction.mentions import Mention
from kg.knowledge.gazetteer import NameMatch
from kg.reading.documents import Document
from kg.reading.sentences import Sentence

KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the entity recognizer saw and neither the seeds nor the text explain; offsets point into the document."""

    name: str
    kind: str
    document: str
    start: int
    end: int


def unknown_names(
    sentence: Sentence, mentions: Iterable[Mention], matches: Iterable[NameMatch], document: Document
) -> Iterator[UnknownName]:
    """The recognized names of the sentence that no mention covers, and that are no known name of a single actor (*Seoul – …*)."""
    single = [match for match in matches if len(match.candidates) == 1]
    spans = [(mention.start, mention.end) for mention in mentions] + [(match.start, match.end) for match in single]
    known = {index for start, end in spans for index in range(start, end)}
    tokens = [t for t in sentence if t.entity and t.entity[2:] in KINDS]
    start = 0
    while start < len(tokens):
        end = start + 1
        while end < len(tokens) and tokens[end].entity.startswith("I-") and tokens[end].index == tokens[end - 1].index + 1:
            end += 1
        span = tokens[start:end]
        if not known & {t.index for t in span}:
            first, last = span[0].start, span[-1].end
            yield UnknownName(document.text[first:last], KINDS[span[0].entity[2:]], document.iri, first, last)
        start = end
