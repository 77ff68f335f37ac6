"""How often the status of a statement is right, given the word that states it: `python tests/benchmarks/stance.py FOLDER [--errors]`.

The folder holds annotated sentences: `## style | date | region` opens an item, a line of text is a sentence, and below it stands
`> subject | predicate | object | status | time | cue` for each statement. The word is the cue's noun, else its verb, or, in a second
measure, its verb, else its noun; slots and support verbs of the lexicon are withheld, as they are from words that a model has learned.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.extraction.build import Extractor
from kg.extraction.coreference.resolving import resolve_references
from kg.extraction.mentions import Discourse, World, by_token, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.scene import Scene
from kg.extraction.stance.finding import find_stance
from kg.extraction.stance.quotations import quotations
from kg.knowledge.lexicon import Frame
from kg.reading.sentences import Sentence, Token

GAP = re.compile(r"\s*(?:…|\.\.\.)\s*")
OFFICES = ("leads", "ministerOf", "party", "signedBy")
STATUSES = ("asserted", "claimed", "possible", "denied")
ORDERS = {"noun": ("NOUN", "VERB", "ADJ"), "verb": ("VERB", "NOUN", "ADJ")}


@dataclass(frozen=True)
class Item:
    """A document of a few sentences; `statements` are the sentence, predicate, status, speaker and cue of each."""

    name: str
    day: date | None
    text: str
    statements: tuple[tuple[tuple[int, int], str, str, str | None, str], ...]


@dataclass(frozen=True)
class Judgement:
    """The status found for a statement beside that annotated, and the same for the speaker."""

    item: Item
    order: str
    word: str
    found: str
    gold: str
    speaker: str | None
    gold_speaker: str | None


def read(path: Path) -> Iterator[Item]:
    """The items of a file that state anything."""
    for number, block in enumerate(re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))[1:]):
        head, *lines = [line.strip() for line in block.splitlines() if line.strip()]
        day = head.split("|")[1].strip()
        text, statements, span = "", [], (0, 0)
        for line in lines:
            if line.startswith(">"):
                _, predicate, _, status, _, cue = (part.strip() for part in line[1:].split("|"))
                status, _, speaker = (part.strip() for part in status.partition("@"))
                if predicate not in OFFICES:
                    statements.append((span, predicate, status, speaker or None, cue))
            else:
                span = (len(text), len(text) + len(line))
                text += line + " "
        yield Item(f"{path.stem}-{number}", date.fromisoformat(day) if day != "-" else None, text.rstrip(), tuple(statements))


def judge(item: Item, extractor: Extractor, parse: Callable[[str], Iterable[Sentence]]) -> Iterator[Judgement]:
    """The judgements on the item's statements, once for each order of the words of a cue."""
    quoted = quotations(item.text)
    scenes = list(_scenes(item, extractor, parse))
    for span, predicate, status, speaker, cue in item.statements:
        for order, classes in ORDERS.items():
            chosen = _word(item, scenes, span, cue, classes)
            if chosen:
                scene, word = chosen
                category = {"NOUN": "noun", "PROPN": "noun", "VERB": "verb"}.get(word.upos, "adjective")
                frame = Frame("", word.lemma, category, predicate, (), ())
                stance = find_stance(scene, word, frame, quoted)
                said_by = stance.speaker.entity.name if stance.speaker and stance.speaker.entity else None
                yield Judgement(item, order, word.form, stance.status, status, said_by, speaker)


def _scenes(item: Item, extractor: Extractor, parse: Callable[[str], Iterable[Sentence]]) -> Iterator[Scene]:
    world, discourse = World(extractor.gazetteer, extractor.lexicon, item.day), Discourse()
    for sentence in parse(item.text):
        named, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
        yield Scene(sentence, by_token(named + resolve_references(sentence, named, world, discourse)), extractor.lexicon)
        discourse.history.append(named)


def _word(item: Item, scenes: list[Scene], span: tuple[int, int], cue: str, classes: tuple[str, ...]) -> tuple[Scene, Token] | None:
    """The word of the cue that stands for it: the last of the first class that it has."""
    pieces, position = [], span[0]
    for piece in filter(None, GAP.split(cue)):
        start = item.text.find(piece, position, span[1])
        if start < 0:
            start = item.text.find(piece, span[0], span[1])
        if start >= 0:
            pieces.append((start, start + len(piece)))
            position = start + len(piece)
    inside = [(scene, token) for scene in scenes for token in scene.sentence if any(s < token.end and token.start < e for s, e in pieces)]
    for upos in classes:
        if found := [(scene, token) for scene, token in inside if token.upos == upos]:
            return found[-1]
    return inside[-1] if inside else None


def report(judgements: Iterable[Judgement]) -> Iterator[str]:
    """The share of right statuses, precision and recall of each, the confusions and the speakers."""
    judged = list(judgements)
    for order in ORDERS:
        rows = [j for j in judged if j.order == order]
        counts = Counter((j.gold, j.found) for j in rows)
        right = sum(counts[s, s] for s in STATUSES)
        yield f"{order} first: {right / len(rows):.3f} of {len(rows)}"
        for status in STATUSES:
            gold = sum(n for (g, _), n in counts.items() if g == status)
            found = sum(n for (_, f), n in counts.items() if f == status)
            taken = ", ".join(f"{f} {counts[status, f]}" for f in STATUSES if f != status)
            p, r = counts[status, status] / max(found, 1), counts[status, status] / max(gold, 1)
            yield f"  {status:<9} P {p:.3f}  R {r:.3f}  of {gold}; found {taken}"
        said = [j for j in rows if j.gold == "claimed" and j.gold_speaker]
        hit = sum(j.speaker == j.gold_speaker for j in said)
        named = sum(j.speaker is not None for j in said)
        yield f"  speakers of claims: P {hit / max(named, 1):.3f}  R {hit / max(len(said), 1):.3f}  of {len(said)}"


def main(folder: str, *options: str) -> None:
    extractor = Extractor.load()
    files = sorted(Path(folder).glob("*.txt"))
    judged = [j for file in files for item in read(file) for j in judge(item, extractor, extractor.parser.parse)]
    for line in report(judged):
        print(line)
    if "--errors" in options:
        for j in judged:
            if j.found != j.gold:
                print(f"{j.order} {j.word}: {j.found} for {j.gold} in {j.item.name}: {j.item.text}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("name the folder of annotated sentences")
    main(*sys.argv[1:])
