"""The lexicon's examples, run: each must yield the relation of its entry between the entities it names.

They ask what the entry's frame finds, so nothing is weighed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extraction.build import Extractor, extract
from kg.knowledge.lexicon import Example, Frame
from kg.reading.documents import Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an entry's example yielded; `passed` if the statement that it must yield is among it."""

    frame: Frame
    example: Example
    found: tuple[str, ...]
    passed: bool

    @property
    def expected(self) -> bool:
        """Whether it came as the lexicon says: the example is read, or is a known gap and is not."""
        return self.passed != bool(self.example.gap)

    def __str__(self) -> str:
        if self.passed and self.example.gap:
            return f"{_local(self.frame.entry)}: {self.example.text!r} is read now; take its kg:gap away"
        expected = f"{_local(self.example.subject)} {self.frame.denotes} {_local(self.example.object)} {self.example.status}"
        return f"{_local(self.frame.entry)}: {self.example.text!r} must yield {expected}; it yields {'; '.join(self.found) or 'nothing'}"


def run_examples(extractor: Extractor) -> Iterator[Outcome]:
    """The outcome of each example of the lexicon, once for each entry."""
    extractor = replace(extractor, weigher=None)
    seen: set[tuple[str, str]] = set()
    for frame in extractor.lexicon.frames:
        for example in frame.examples:
            if frame.denotes not in extractor.ontology.relations or (frame.entry, example.text) in seen:
                continue
            seen.add((frame.entry, example.text))
            yield _run(frame, example, extractor)


def _run(frame: Frame, example: Example, extractor: Extractor) -> Outcome:
    extraction = extract(Document("https://w3id.org/stategraph/example", "example", example.text), extractor)
    found = {(e.statement.subject, e.statement.predicate, e.statement.object, e.status) for e in extraction.evidence}
    relation = extractor.ontology.relations[frame.denotes]
    ends = [(example.subject, example.object)]
    if relation.symmetric:
        ends.append((example.object, example.subject))
    passed = any((s, relation.iri, o, example.status) in found for s, o in ends)
    shown = tuple(f"{_local(s)} {_local(p)} {_local(o)} {status}" for s, p, o, status in sorted(found))
    return Outcome(frame, example, shown, passed)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
