"""How often the speaker of what is said is right, beside the nearest person: `python tests/benchmarks/speakers.py [FIRST|SECOND|ALL]`.

Gold are the quotations of German Wikinews with their speakers (Papay & Padó's and Brunner's kinds of speech: direct, indirect, indirect
free, reported), read where the project's data lies and never copied. Given what is said, a speaker is right where its words overlap the
annotated ones; one that is found where nobody is annotated counts against precision. The first half of the documents was for tuning.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.extraction.scene import Scene
from kg.extraction.stance.quotations import find_speaker
from kg.knowledge.lexicon import Lexicon, load_lexicon
from kg.knowledge.ontology import Ontology
from kg.reading.parsing import load
from kg.reading.sentences import Sentence

DATA = Path(__file__).parents[3] / "shared/data/quotes/wikinews-train.jsonl"
KINDS = {"direct": ("Direct",), "indirect": ("Indirect",), "free": ("IndirectFreeIndirect", "FreeIndirect"), "reported": ("Reported",)}
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Quotation:
    kind: str
    said: Spans
    speaker: Spans


@dataclass(frozen=True)
class Article:
    name: str
    text: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class Answer:
    """The speaker that a way of looking found for a quotation."""

    article: Article
    quotation: Quotation
    found: tuple[int, int] | None

    @property
    def is_right(self) -> bool:
        """Whether its words overlap those of the gold."""
        return self.found is not None and any(self.found[0] < end and start < self.found[1] for start, end in self.quotation.speaker)


def read(path: Path) -> list[Article]:
    """The articles with their quotations."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Article(row["id"], row["text"], tuple(_quotations(row["quotes"]))) for row in rows]


def _quotations(rows: Iterable[dict[str, list[list[int]] | str]]) -> Iterator[Quotation]:
    for row in rows:
        kind = next(kind for kind, types in KINDS.items() if row["type"] in types)
        said, speaker = (tuple((int(a), int(b)) for a, b in row[key]) for key in ("quote", "speaker"))
        yield Quotation(kind, said, speaker)


def nearest_person(sentences: Sequence[Sentence], said: Spans) -> tuple[int, int] | None:
    """The baseline: the person's name that stands nearest to what is said."""
    names = []
    for token in (token for sentence in sentences for token in sentence):
        if token.entity == "I-PER" and names:
            names[-1] = (names[-1][0], token.end)
        elif token.entity in ("B-PER", "I-PER"):
            names.append((token.start, token.end))
    outside = [n for n in names if not any(start <= n[0] < end for start, end in said)]
    first, last = min(start for start, _ in said), max(end for _, end in said)
    return min(outside, key=lambda n: max(first - n[1], n[0] - last), default=None)


def answers(articles: Iterable[Article], parse: Callable[[str], Iterable[Sentence]], lexicon: Lexicon) -> tuple[list[Answer], list[Answer]]:
    """The answers of `find_speaker` and those of the baseline."""
    ours, theirs = [], []
    for article in articles:
        sentences = list(parse(article.text))
        scenes = [Scene(sentence, {}, lexicon) for sentence in sentences]
        for quotation in article.quotations:
            ours.append(Answer(article, quotation, find_speaker(scenes, quotation.said)))
            theirs.append(Answer(article, quotation, nearest_person(sentences, quotation.said)))
    return ours, theirs


def score(answered: Sequence[Answer]) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and the number of quotations whose speaker is annotated."""
    right = sum(a.is_right for a in answered)
    found = sum(a.found is not None for a in answered)
    gold = sum(bool(a.quotation.speaker) for a in answered)
    p, r = right / max(found, 1), right / max(gold, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9), gold


def report(ours: Sequence[Answer], theirs: Sequence[Answer]) -> Iterator[str]:
    """A line for each way of looking and each kind of quotation."""
    views = {**{kind: (kind,) for kind in KINDS}, "direct+indirect": ("direct", "indirect"), "all": tuple(KINDS)}
    for name, answered in (("kg", ours), ("nearest person", theirs)):
        for view, kinds in views.items():
            p, r, f, n = score([a for a in answered if a.quotation.kind in kinds])
            yield f"{name:<15}{view:<16}P {p:.3f}  R {r:.3f}  F1 {f:.3f}  of {n}"


def main(half: str = "SECOND") -> None:
    articles = read(DATA)
    middle = len(articles) // 2
    chosen = {"FIRST": articles[:middle], "SECOND": articles[middle:], "ALL": articles}[half]
    for line in report(*answers(chosen, load().parse, load_lexicon(Ontology.load().folder))):
        print(line)


if __name__ == "__main__":
    if not DATA.is_file():
        sys.exit(f"{DATA}: no such file; the measure needs the Wikinews quotations there")
    main(*sys.argv[1:])
