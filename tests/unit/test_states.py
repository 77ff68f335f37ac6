"""Every state of seeds/states.ttl is found by every name it has, inflected, in German and in English."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kg.knowledge.gazetteer import Entity, Gazetteer, How
from kg.knowledge.terms import entity_iri
from kg.reading.sentences import Sentence, Token

STATES = Path(__file__).parents[2] / "seeds" / "states.ttl"
GAZETTEERS = {language: Gazetteer.load(STATES, language) for language in ("de", "en")}
EVERY = sorted(GAZETTEERS["de"], key=lambda state: state.name)
GERMAN_PLURAL = {"er": "", "e": "n", "in": "nen", "i": "s"}
UNITED_NATIONS, BESIDES, PAST = 193, {"PS", "TW", "VA", "XK"}, 11


def sentence(text: str, upos: str = "PROPN") -> Sentence:
    """One token a space: what is tested here are names, not the tokenizer."""
    tokens, start = [], 0
    for index, form in enumerate(text.split(" ")):
        tokens.append(Token(index, form, form, upos, index - 1, "dep", start, start + len(form)))
        start += len(form) + 1
    return Sentence(tuple(tokens))


def named(state: Entity, how: How, language: str) -> Iterator[str]:
    return (name.text for name in state.names if name.how == how and name.language == language)


def assert_found(state: Entity, text: str, name: str, language: str, upos: str = "PROPN") -> None:
    start = text.index(name)
    matches = GAZETTEERS[language].match(sentence(text, upos))
    found = [match for match in matches if match.char_start == start and match.char_end == start + len(name)]
    assert found, f"{name!r} is not found in {text!r}"
    assert state.iri in {candidate.iri for candidate in found[0].candidates}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("state", EVERY, ids=lambda state: state.name)
class TestEveryState:
    def test_is_found_by_its_names(self, state: Entity, language: str) -> None:
        assert list(named(state, "name", language))
        for name in [state.labels[language], *named(state, "name", language)]:
            assert_found(state, f"a {name} b", name, language)

    def test_is_found_by_its_capitals_and_seats(self, state: Entity, language: str) -> None:
        for how in ("capital", "seat"):
            for name in named(state, how, language):
                assert_found(state, f"in {name} ,", name, language)

    def test_is_found_by_its_inhabitants(self, state: Entity, language: str) -> None:
        for name in named(state, "inhabitant", language):
            assert_found(state, f"a {name} b", name, language, "NOUN")

    def test_is_found_by_its_adjectives(self, state: Entity, language: str) -> None:
        for name in named(state, "adjective", language):
            assert_found(state, f"a {name} b", name, language, "ADJ")

    def test_is_found_in_a_compound_with_hyphen(self, state: Entity, language: str) -> None:
        name = state.labels[language]
        if " " not in name:
            matches = GAZETTEERS[language].match(sentence(f"a {name}-Xyz b"))
            assert [(match.start, match.end, match.modifier) for match in matches] == [(1, 2, True)]
            assert_found(state, f"a {name}-Xyz b", name, language)


@pytest.mark.parametrize("state", EVERY, ids=lambda state: state.name)
class TestEveryStateInGerman:
    def test_is_found_in_the_genitive(self, state: Entity) -> None:
        for name in named(state, "name", "de"):
            if name[-1] not in "sxz" and not name.isupper() and not name.endswith("."):
                assert_found(state, f"Grenzen {name}s ,", f"{name}s", "de")

    def test_is_found_by_its_adjective_in_every_ending(self, state: Entity) -> None:
        for stem in named(state, "adjective", "de"):
            for ending in ("",) if stem == "Schweizer" else ("e", "er", "en", "es", "em"):
                assert_found(state, f"eine {stem + ending} Note", stem + ending, "de", "ADJ")
                large = stem[0].upper() + stem[1:] + ending
                assert_found(state, f"{large} Noten", large, "de", "ADJ")

    def test_is_found_by_its_inhabitants_in_the_plural(self, state: Entity) -> None:
        for name in named(state, "inhabitant", "de"):
            if ending := next((end for end in ("in", "er", "e", "i") if name.endswith(end)), None):
                assert_found(state, f"die {name + GERMAN_PLURAL[ending]} ,", name + GERMAN_PLURAL[ending], "de", "NOUN")

    def test_is_found_by_half_of_a_double_adjective(self, state: Entity) -> None:
        for stem in named(state, "adjective", "de"):
            if stem.islower():
                match, other = GAZETTEERS["de"].match(sentence(f"{stem}-norwegisches", "ADJ"))
                assert (match.how, match.modifier, other.candidates[0].name) == ("adjective", False, "Norway")
                assert state in match.candidates


def test_states_are_the_members_of_the_united_nations_four_more_and_those_of_the_past() -> None:
    codes = [state.iso3166 for state in EVERY if state.iso3166]
    assert len(set(codes)) == len(codes) == UNITED_NATIONS + len(BESIDES)
    assert set(codes) >= BESIDES
    assert len(EVERY) - len(codes) == PAST


def test_states_have_the_iri_of_their_name() -> None:
    assert [state.iri for state in EVERY] == [str(entity_iri(state.name)) for state in EVERY]


def test_states_of_the_past_end_and_those_of_today_do_not() -> None:
    assert {bool(state.end) for state in EVERY if state.iso3166} == {False}
    assert {bool(state.end) for state in EVERY if not state.iso3166} == {True}


def test_states_stand_in_alphabetical_order() -> None:
    today, past = STATES.read_text(encoding="utf-8").split("# --- states of the past")
    for part in (today, past):
        names = [line.split()[0].replace("_", " ") for line in part.splitlines() if line.startswith("kgr:")]
        assert all(first < second for first, second in pairwise(names))


def test_every_state_of_today_has_a_name_in_german_and_in_another_language_of_cldr() -> None:
    french = {state.iso3166: state.labels["fr"] for state in Gazetteer.load(STATES, "fr") if state.iso3166}
    assert all(state.labels["de"] for state in EVERY)
    assert french["DE"] == "Allemagne"
    assert len(french) == UNITED_NATIONS + len(BESIDES)
