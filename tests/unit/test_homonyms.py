"""Names that look like an actor's and mean something else, or are a mere place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.extraction.mentions import Discourse, World, find_names
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.ontology import Ontology
from kg.reading.sentences import Sentence

Mentioned = Callable[..., list[tuple[str, str | None]]]
Tree = Callable[[str], Sentence]
SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Denzel/PROPN.B-PER:nsubj Lima/PROPN.I-PER:flat>Denzel singt=singen/VERB .", []),
        ("Paris/PROPN.B-PER:nsubj Hilton/PROPN.I-PER:flat>Paris singt=singen/VERB .", []),
        ("Chad/PROPN:nsubj Smith:flat>Chad singt=singen/VERB .", []),
        ("Israel/PROPN:nsubj Smith:flat>Israel singt=singen/VERB .", []),
        ("Israel/PROPN:nsubj Peru:appos>Israel schweigt=schweigen/VERB .", ["Israel", "Peru"]),
        ("Sol:nsubj half=helfen/VERB Peru/PROPN.I-PER:iobj .", ["Sol", "Peru"]),
    ],
)
def test_a_state_inside_a_persons_name_is_none(mentioned: Mentioned, text: str, names: list[str]) -> None:
    found = [words for words, entity in mentioned(text) if entity not in ("Denzel Lima", "Paris Hilton")]
    assert found == names


def test_a_river_is_no_state(mentioned: Mentioned) -> None:
    assert mentioned("Der Niger:nsubj überschwemmt=überschwemmen/VERB die Ufer/NOUN:obj .") == []
    assert mentioned("Niger:nsubj überschwemmt=überschwemmen/VERB die Märkte=Markt/NOUN:obj .") == [("Niger", "Niger")]


def test_a_dateline_may_have_a_day(mentioned: Mentioned) -> None:
    assert mentioned("Lima:dep , 5./ADJ:amod Mai/NOUN:nmod 2021/NUM:nmod – Kuba:nsubj schweigt=schweigen/VERB .") == [("Kuba", "Cuba")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ein Vorort/NOUN:nsubj von Lima:nmod>Vorort brennt=brennen/VERB .", True),
        ("Der Flughafen/NOUN:nsubj Limas=Lima:nmod>Flughafen schließt=schließen/VERB .", True),
        ("Ein Plan/NOUN:nsubj Limas=Lima:nmod>Plan scheitert=scheitern/VERB .", False),
        ("Die Kritik/NOUN:nsubj von Lima:nmod>Kritik trifft=treffen/VERB .", False),
    ],
)
def test_what_a_part_of_a_city_belongs_to_is_a_place(tree: Tree, world: World, text: str, place: bool) -> None:
    assert [m.place for m in find_names(tree(text), world, Discourse()) if m.how == "capital"] == [place]


@pytest.mark.parametrize(
    ("words", "place"),
    [("Lima:nmod>group - based/ADJ", True), ("Lima:nmod>group - minded/ADJ", False)],
)
def test_city_joined_to_a_word_of_place_is_one(tree: Tree, ontology: Ontology, words: str, place: bool) -> None:
    english = World(Gazetteer.load(SEEDS / "states.ttl", "en"), load_lexicon(ontology.folder, "en"), date(2022, 1, 1))
    found = find_names(tree(f"The/DET {words} group/NOUN:nsubj sings=sing/VERB ."), english, Discourse())
    assert [m.place for m in found] == [place]


@pytest.mark.parametrize(
    ("tag", "year", "known"),
    [
        ("", 2004, True),  # in office
        ("", 2010, True),  # not long out of it
        ("", 1999, False),  # not yet
        (".B-PER", 1999, True),  # but the parser sees a person
        (".B-PER", 1960, False),
    ],
)
def test_a_family_name_alone_means_who_is_of_these_years(mentioned: Mentioned, world: World, tag: str, year: int, known: bool) -> None:
    of_2001_to_2006 = replace(world, day=date(year, 5, 1))
    found = mentioned(f"Mora/PROPN{tag}:nsubj schweigt=schweigen/VERB .", world=of_2001_to_2006)
    assert ("Ines Mora" in [name for _, name in found]) is known


def test_a_short_family_name_alone_needs_its_bearer_in_office_or_named_before(mentioned: Mentioned, world: World) -> None:
    before = replace(world, day=date(2019, 5, 1))
    assert mentioned("Sol/PROPN.B-PER:nsubj schweigt=schweigen/VERB .", world=before) == []
    assert mentioned("Sol/PROPN:nsubj schweigt=schweigen/VERB .") == [("Sol", "Ana Sol")]
    named = ("Ana:nsubj Sol:flat>Ana schweigt=schweigen/VERB .", "Sol/PROPN:nsubj spricht=sprechen/VERB .")
    assert mentioned(*named, world=before) == [("Sol", "Ana Sol")]
