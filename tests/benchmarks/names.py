"""How well states, leaders, organizations and agreements are found by their names: `python tests/benchmarks/names.py [--errors]`.

The sentences beside this file (`names.de.jsonl`, `names.en.jsonl`) were written for it, each with all mentions of actors and a day: the
day decides who held an office and which state existed. A mention found is right where it overlaps an annotated one and means the same;
a capital taken for a mere place is no mention. German sentences go through the pipeline and the titles of offices, English ones, for
which no pipeline ships, through the gazetteer alone. Then: the names, adjectives, inhabitants and capitals of every state of CLDR in
running German, and what the look-up costs with ten times the names.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import spacy

from kg.extraction.mentions import Discourse, Mention, World, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.setup import load_extractor
from kg.knowledge.entities import Entity, Name
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.resources import data_folder
from kg.reading.sentences import Sentence, Token

HERE = Path(__file__).parent
NEWS = HERE.parents[2] / "shared/data/quotes/wikinews-train.jsonl"
RUNNING = {
    "name": "Im Streit mit {} kündigte die Kommission am Dienstag neue Gespräche an.",
    "adjective": "Am Dienstag wies die {} Regierung den Vorwurf zurück.",
    "inhabitant": "Am Flughafen nahm die Polizei am Dienstag einen {} fest.",
    "capital": "Am Dienstag wies {} den Vorwurf zurück.",
}
"""A German sentence for each way to name a state."""


@dataclass(frozen=True)
class Gold:
    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Case:
    text: str
    day: date
    kind: str
    mentions: tuple[Gold, ...]


@dataclass(frozen=True)
class Outcome:
    case: Case
    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def read(path: Path) -> list[Case]:
    """The sentences of a file, their mentions with offsets."""
    return [_case(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _case(row: dict[str, object]) -> Case:
    text, position, found = str(row["text"]), 0, []
    for words, name in row["mentions"]:  # type: ignore[attr-defined]
        start = text.find(words, position)
        if start < 0:
            start = text.index(words)
        found.append(Gold(start, start + len(words), name))
        position = start + 1
    return Case(text, date.fromisoformat(str(row["date"])), str(row["kind"]), tuple(found))


def outcomes(cases: Sequence[Case], language: str) -> list[Outcome]:
    """For each sentence what is found rightly, wrongly, and not."""
    find = _german if language == "de" else _plain
    return [_judged(case, found) for case, found in zip(cases, find(cases, language), strict=True)]


def _judged(case: Case, found: Sequence[Mention]) -> Outcome:
    hit: set[Gold] = set()
    wrong = []
    for mention in found:
        assert mention.entity
        over = {g for g in case.mentions if g.entity == mention.entity.name and g.start < mention.char_end and mention.char_start < g.end}
        hit |= over
        if not over:
            wrong.append(f"{case.text[mention.char_start : mention.char_end]} = {mention.entity.name}")
    missed = tuple(f"{case.text[g.start : g.end]} = {g.entity}" for g in case.mentions if g not in hit)
    return Outcome(case, len(hit), tuple(wrong), missed)


@cache
def _extractor():  # type: ignore[no-untyped-def]
    return load_extractor()


def _german(cases: Sequence[Case], language: str) -> Iterator[list[Mention]]:
    extractor = _extractor()
    for case, sentences in zip(cases, extractor.parser.parse_all(case.text for case in cases), strict=True):
        world, discourse, found = World(extractor.gazetteer, extractor.lexicon, case.day), Discourse(), []
        for sentence in sentences:
            mentions, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
            discourse.history.append(mentions)
            found += mentions
        yield [mention for mention in found if _known(mention, extractor.gazetteer)]


def _plain(cases: Sequence[Case], language: str) -> Iterator[list[Mention]]:
    gazetteer, lexicon = Gazetteer.load(data_folder("seeds"), language), load_lexicon(data_folder("ontologies"), language)
    for case in cases:
        world = World(gazetteer, lexicon, case.day)
        found = find_names(plain_sentence(case.text, language), world, Discourse())
        yield [mention for mention in found if _known(mention, gazetteer)]


def _known(mention: Mention, gazetteer: Gazetteer) -> bool:
    return mention.entity is not None and not mention.place and gazetteer.entity(mention.entity.iri) is not None


def plain_sentence(text: str, language: str) -> Sentence:
    """The text as one sentence of tokens without any analysis."""
    words = [token for token in spacy.blank(language)(text) if not token.is_space]
    return Sentence(
        tuple(Token(i, word.text, word.text, "", i - 1, "", word.idx, word.idx + len(word.text)) for i, word in enumerate(words))
    )


def score(judged: Iterable[Outcome]) -> tuple[int, int, int]:
    """How many mentions are right, found, and annotated."""
    totals = [(one.right, one.right + len(one.wrong), one.right + len(one.missed)) for one in judged]
    right, found, gold = (sum(column) for column in zip(*totals, strict=True)) if totals else (0, 0, 0)
    return right, found, gold


def of_every_state() -> Iterator[tuple[str, str, bool]]:
    """Each state's names, adjectives, inhabitants and capitals in running German: in which way, the word, and whether it is found."""
    states = [entity for entity in _extractor().gazetteer if entity.kind == "State" and entity.iso3166]
    asked = [(entity, name.how, name.text) for entity in states for name in _german_names(entity)]
    cases = [Case(RUNNING[how].format(_inflected(how, text)), date(2024, 5, 7), how, ()) for _, how, text in asked]
    for (entity, how, text), found in zip(asked, _german(cases, "de"), strict=True):
        yield how, text, any(mention.entity == entity for mention in found)


def _inflected(how: str, text: str) -> str:
    return f"{text}e" if how == "adjective" and text[0].islower() else text


def _german_names(entity: Entity) -> Iterator[Name]:
    label = {Name(entity.labels["de"], "name", "de")}
    others = {name for name in entity.names if name.language == "de" and name.how in RUNNING and name.how != "name"}
    return iter(sorted(label | others, key=lambda name: (name.how, name.text)))


def look_up(times: int) -> tuple[int, float]:
    """How many names the gazetteer has with so many times the entities, and how many words a second it reads."""
    known = list(_extractor().gazetteer)
    more = [_renamed(entity, number) for number in range(1, times) for entity in known]
    gazetteer = Gazetteer([*known, *more], "de")
    sentences = [plain_sentence(text, "de") for text in _news()]
    begun = perf_counter()
    for sentence in sentences:
        gazetteer.match(sentence)
    words = sum(map(len, sentences))
    return sum(len(entity.names) for entity in gazetteer), words / (perf_counter() - begun)


def _renamed(entity: Entity, number: int) -> Entity:
    """Another entity with names as long, whose words begin otherwise."""
    letters = str.maketrans("aeioulnrstd", "eiouanrlstm") if number % 2 else str.maketrans("aeioubdgkmp", "ouaeigkbpdm")
    names = tuple(replace(name, text=f"{name.text.translate(letters)}{'xyzwvjq'[number % 7]}{number}") for name in entity.names)
    return replace(entity, iri=f"{entity.iri}_{number}", names=names, tenures=())


def _news() -> list[str]:
    if NEWS.exists():
        return [json.loads(line)["text"] for line in NEWS.read_text(encoding="utf-8").splitlines()[:200]]
    return [case.text for case in read(HERE / "names.de.jsonl")] * 20


def report(language: str, *, errors: bool) -> None:
    """Print a row for each kind of sentence, and with `errors` each mention that is wrong or missed."""
    judged = outcomes(read(HERE / f"names.{language}.jsonl"), language)
    kinds = Counter(one.case.kind for one in judged)
    print(f"\n| {language}: kind | sentences | mentions | precision | recall |\n|---|---|---|---|---|")
    for kind in [*sorted(kinds), None]:
        part = [one for one in judged if kind in (None, one.case.kind)]
        right, found, gold = score(part)
        print(f"| {kind or 'all'} | {len(part)} | {gold} | {right / max(found, 1):.3f} | {right / max(gold, 1):.3f} |")
    for one in judged if errors else []:
        if one.wrong or one.missed:
            print(f"{one.case.day} {one.case.text}\n    wrong: {'; '.join(one.wrong)}\n    missed: {'; '.join(one.missed)}")


def main() -> None:
    errors = "--errors" in sys.argv
    for language in ("de", "en"):
        report(language, errors=errors)
    states = list(of_every_state())
    print("\n| every state of CLDR, by its | words | found |\n|---|---|---|")
    for how in RUNNING:
        part = [found for manner, _, found in states if manner == how]
        print(f"| {how} | {len(part)} | {sum(part) / len(part):.3f} |")
    if errors:
        print("not found:", ", ".join(f"{text} ({how})" for how, text, found in states if not found))
    print("\n| names | words a second |\n|---|---|")
    for times in (1, 10):
        names, speed = look_up(times)
        print(f"| {names:,} | {speed:,.0f} |")


if __name__ == "__main__":
    main()
