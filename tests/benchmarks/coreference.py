"""How well pronouns, descriptions and groups are resolved: `python tests/benchmarks/coreference.py [--errors] [HALF]`.

`coreference.jsonl` holds short passages in the manner of the news, written for this benchmark. Each says to whom some `words` of a
`sentence` (counted from 1) refer, by the entities' canonical English names; none where they refer to nothing that the graph knows. The
half `development` was written before the rules were improved and may be tuned on; the half `test` was written after that, and what
it shows must not be worked into the rules.

Counted are pairs of words and entity. Found is whoever a mention within the words stands for, by a reference or by an office.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kg.extraction.build import Extractor
from kg.extraction.coreference.resolving import resolve_references
from kg.extraction.mentions import Discourse, Mention, World, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.setup import load_extractor

CASES = Path(__file__).with_suffix(".jsonl")

Referred = tuple[str, str, set[str], set[str]]


def referred(case: dict[str, Any], extractor: Extractor) -> Iterator[Referred]:
    """Kind, words, wanted and found entities of each reference of the case."""
    text = case["text"]
    world, discourse = World(extractor.gazetteer, extractor.lexicon, date.fromisoformat(case["date"])), Discourse()
    sentences = list(extractor.parser.parse(text))
    mentions: list[list[Mention]] = []
    for sentence in sentences:
        named, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
        mentions.append(named + resolve_references(sentence, named, world, discourse))
        discourse.history.append(named)
    for reference in case["refers"]:
        words, number = reference["words"], reference["sentence"] - 1
        start = _place(text, words, sentences[number].start)
        found = {
            m.entity.name for m in mentions[number] if m.entity and m.char_start < start + len(words) and start < m.char_end and _stands(m)
        }
        yield reference["kind"], words, set(reference["entities"]), found


def _place(text: str, words: str, start: int) -> int:
    """Where the words stand, not inside another word."""
    place = text.index(words, start)
    while text[place - 1].isalnum() or text[place + len(words)].isalnum():
        place = text.index(words, place + 1)
    return place


def _stands(mention: Mention) -> bool:
    """Whether the mention stands for its entity, and is no mere part of a name or place."""
    return mention.how == "possessive" or not (mention.modifier or mention.place)


def report(results: Iterable[Referred]) -> Iterator[str]:
    """A table of precision, recall and F1 by kind of word."""
    right, found, wanted, words = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for kind, _, gold, got in results:
        for key in (kind, "all"):
            right[key] += len(gold & got)
            found[key] += len(got)
            wanted[key] += len(gold)
            words[key] += 1
    yield "| kind | precision | recall | F1 | words | found | wanted |"
    yield "|---|---|---|---|---|---|---|"
    for kind in sorted(words, key=lambda kind: (kind == "all", kind)):
        r, f, w = right[kind], found[kind], wanted[kind]
        scores = " | ".join(f"{a / b:.3f}" if b else "–" for a, b in ((r, f), (r, w), (2 * r, f + w)))
        yield f"| {kind} | {scores} | {words[kind]} | {f} | {w} |"


def main() -> None:
    extractor = load_extractor()
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    for half in ("development", "test"):
        chosen = [case for case in cases if case["half"] == half]
        if not chosen or ({"development", "test"} & set(sys.argv) and half not in sys.argv):
            continue
        results = []
        for case in chosen:
            for result in referred(case, extractor):
                results.append(result)
                kind, words, gold, got = result
                if gold != got and "--errors" in sys.argv:
                    print(f"{kind}: {words!r} is {sorted(gold)}, found {sorted(got)} | {case['text']}")
        print(f"\n{half}: {len(chosen)} passages", *report(results), sep="\n")


if __name__ == "__main__":
    main()
