"""How well the names of states, leaders and organizations are found in real news: `python tests/benchmarks/actors.py [--errors]`.

340 sentences drawn at random (seed 20261121) from those of 8 to 40 words in the political articles of `quotes/wikinews-train.jsonl`
(three political words or more), annotated by two readers before anything was measured: LOC for states, and for capitals and seats that
act for them, PER for persons in or of high political office, ORG for international organizations and armed actors; no adjectives,
inhabitants or parts of compounds. The readers agree on 0.996 of the names; the two names on which they differ were left out. The
articles may not be copied, so `actors.jsonl` has offsets only: document, start, end, label.

What is found: names known beforehand, and persons that the entity recognizer sees and a title of office marks. A name is right where it
overlaps one of the same label.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg.extraction.mentions import Discourse, Mention, World, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.setup import load_extractor
from kg.knowledge.entities import Entity

HERE = Path(__file__).parent
NEWS = HERE.parents[2] / "shared/data/quotes/wikinews-train.jsonl"
LABELS = {"State": "LOC", "Organization": "ORG", "Bloc": "ORG", "Leader": "PER", "Person": "PER"}
NAMED = ("name", "capital", "seat", "family", "office", "recognized")

Span = tuple[int, int, str]


def gold() -> Iterator[tuple[str, int, int, list[Span]]]:
    """Document, start and end of each sentence, and its names with offsets into the document."""
    for line in (HERE / "actors.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["doc"], row["start"], row["end"], [tuple(name) for name in row["names"]]


def label_of(mention: Mention, words: str) -> str | None:
    """The label of a mention whose words name an actor, None for any other."""
    if mention.modifier or mention.place or mention.how not in NAMED:
        return None
    if mention.entity is None or (mention.how == "recognized" and not mention.power):
        return None
    label = LABELS.get(mention.entity.kind)
    return label if label != "PER" or _named(mention.entity, words) else None


def _named(person: Entity, words: str) -> bool:
    """Whether the words name the person; a title alone does not."""
    return any(
        part in words for name in (*person.labels.values(), *(n.text for n in person.names)) for part in name.split() if len(part) > 2
    )


def main() -> None:
    extractor = load_extractor()
    news = {row["id"]: row for row in map(json.loads, NEWS.read_text(encoding="utf-8").splitlines())}
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for doc, start, end, names in gold():
        text = news[doc]["text"][start:end]
        world, discourse = World(extractor.gazetteer, extractor.lexicon, date.fromisoformat(news[doc]["date"])), Discourse()
        spans: set[Span] = set()
        for sentence in extractor.parser.parse(text):
            mentions, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
            discourse.history.append(mentions)
            spans |= {
                (start + m.char_start, start + m.char_end, label)
                for m in mentions
                if (label := label_of(m, text[m.char_start : m.char_end]))
            }
        missed = list(names)
        for span in sorted(spans):
            found[span[2]] += 1
            hit = next((name for name in missed if name[2] == span[2] and name[0] < span[1] and span[0] < name[1]), None)
            if hit:
                right[span[2]] += 1
                missed.remove(hit)
            elif "--errors" in sys.argv:
                print("wrong:", span[2], repr(news[doc]["text"][span[0] : span[1]]), "|", text)
        wanted.update(name[2] for name in names)
        if "--errors" in sys.argv:
            for name in missed:
                print("missed:", name[2], repr(news[doc]["text"][name[0] : name[1]]), "|", text)
    print("\n| | precision | recall | F1 | names |\n|---|---|---|---|---|")
    for label in ("PER", "LOC", "ORG", None):
        r, f, w = (sum(c.values()) if label is None else c[label] for c in (right, found, wanted))
        print(f"| {label or 'all'} | {r / max(f, 1):.3f} | {r / max(w, 1):.3f} | {2 * r / max(f + w, 1):.3f} | {w} |")


if __name__ == "__main__":
    main()
