"""Pronouns and descriptions: whom of those named before they mean."""

from collections.abc import Callable

import pytest

Said = Callable[..., set[str]]
SOL = "Sol:nsubj traf=treffen/VERB {} ."
LEADER = "Ferro:nsubj schweigt=schweigen/VERB ."
STATE = "Chile:nsubj schweigt=schweigen/VERB ."
TWO = "Peru:nsubj grüßt=grüßen/VERB Chile:obj ."
CRITICISM = "{} kritisierte=kritisieren/VERB Kuba:obj ."


def test_he_is_the_person_named_before(said: Said) -> None:
    assert said(LEADER, CRITICISM.format("Er/PRON:nsubj")) == {"Luis Ferro criticizes Cuba"}


def test_he_is_the_nearest_person_of_the_sentence(said: Said) -> None:
    tree = "Ferro:nsubj sagte=sagen/VERB , er/PRON:nsubj>besuchte besuchte=besuchen/VERB:ccomp Kuba:obj>besuchte ."
    assert said("Sol:nsubj schweigt=schweigen/VERB .", tree) == {"Luis Ferro visits Cuba claimed"}


def test_it_is_the_state_named_before(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Es/PRON:nsubj")) == {"Chile criticizes Cuba"}


def test_it_that_is_no_subject_means_nobody(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Es/PRON:expl")) == set()


def test_pronoun_without_anybody_before_means_nobody(said: Said) -> None:
    assert said(CRITICISM.format("Er/PRON:nsubj")) == set()


def test_pronoun_does_not_reach_back_beyond_three_sentences(said: Said) -> None:
    rain = "Regen/NOUN:nsubj fällt=fallen/VERB ."
    assert said(LEADER, rain, rain, CRITICISM.format("Er/PRON:nsubj")) != set()
    assert said(LEADER, rain, rain, rain, CRITICISM.format("Er/PRON:nsubj")) == set()


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Das Land/NOUN:nsubj", "Chile"),
        ("Die Regierung/NOUN:nsubj", "Chile"),
        ("Das kleine=klein/ADJ Land/NOUN:nsubj", "Chile"),
        ("Der Präsident/NOUN:nsubj", "Luis Ferro"),
    ],
)
def test_definite_description_means_the_last_of_its_kind(said: Said, words: str, subject: str) -> None:
    assert said("Ferro:nsubj besuchte=besuchen/VERB Chile:obj .", CRITICISM.format(words)) == {f"{subject} criticizes Cuba"}


@pytest.mark.parametrize(
    "words",
    [
        "Ein Land/NOUN:nsubj",
        "Land/NOUN:nsubj",
        "Das Land/NOUN:nsubj Peru:appos>Land",
        "Die Länder=Land/NOUN.Plur:nsubj",
        "Die Präsidenten=Präsident/NOUN.Plur:nsubj",
        "Das schöne=schön/ADJ alte=alt/ADJ",
    ],
)
def test_indefinite_plural_or_named_description_is_not_the_last_state(said: Said, words: str) -> None:
    assert "Chile criticizes Cuba" not in said(STATE, CRITICISM.format(words))


def test_description_with_its_own_state_is_not_the_last_one(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Die peruanische=peruanisch/ADJ Regierung/NOUN:nsubj")) == {"Peru criticizes Cuba"}
    assert said(STATE, CRITICISM.format("Die Regierung/NOUN:nsubj Perus=Peru:nmod>Regierung")) == {"Peru criticizes Cuba"}


@pytest.mark.parametrize("determiner", ["Sein=sein/DET:det>Besuch", "Sein/PRON:nmod>Besuch"])
def test_possessive_means_the_subject_before(said: Said, determiner: str) -> None:
    assert said(LEADER, f"{determiner} Besuch/NOUN:nsubj in Kuba:nmod>Besuch endet=enden/VERB .") == {"Luis Ferro visits Cuba"}


def test_possessive_means_the_subject_of_its_own_sentence_first(said: Said) -> None:
    tree = "Sol:nsubj beendet=beenden/VERB ihren=ihr/DET:det>Besuch Besuch/NOUN:obj in Kuba:nmod>Besuch ."
    assert said(LEADER, tree) == {"Ana Sol visits Cuba"}


def test_possessive_passes_over_places(said: Said) -> None:
    tree = "Seine=sein/DET Kritik/NOUN:nsubj an Kuba:nmod>Kritik bleibt=bleiben/VERB ."
    place = "Gestern/ADV:advmod sprach=sprechen/VERB in Lima:obl Ferro:obj ."
    assert said(place, tree) == {"Luis Ferro criticizes Cuba"}


def test_possessive_of_nobody_means_nobody(said: Said) -> None:
    assert said("Seine=sein/DET Kritik/NOUN:nsubj an Kuba:nmod>Kritik bleibt=bleiben/VERB .") == set()


def test_relative_possessive_means_the_name_before(said: Said) -> None:
    clause = "dessen/PRON:nmod>Regierung Regierung/NOUN:nsubj>kritisiert Kuba:obj>kritisiert kritisiert=kritisieren/VERB:acl>Chile"
    assert said(f"Chile:nsubj , {clause} , schweigt=schweigen/VERB .") == {"Chile criticizes Cuba"}


@pytest.mark.parametrize(
    "group",
    [
        "Beide=beide/PRON:nsubj",
        "Beide=beide/DET:det>Länder Länder=Land/NOUN.Plur:nsubj",
        "Die zwei/NUM:nummod>Länder Länder=Land/NOUN.Plur:nsubj",
        "Die beiden=beide/ADJ Staaten=Staat/NOUN.Plur:nsubj",
    ],
)
def test_two_things_are_the_last_two_states(said: Said, group: str) -> None:
    assert said("Kuba:nsubj schweigt=schweigen/VERB .", TWO, f"{group} kooperieren/VERB .") == {"Chile cooperatesWith Peru"}


def test_three_countries_are_the_last_three(said: Said) -> None:
    found = said("Kuba:nsubj schweigt=schweigen/VERB .", TWO, "Die drei/NUM:nummod>Länder Länder=Land/NOUN.Plur:nsubj kooperieren/VERB .")
    assert found == {"Chile cooperatesWith Cuba", "Chile cooperatesWith Peru", "Cuba cooperatesWith Peru"}


def test_more_things_than_were_named_mean_nobody(said: Said) -> None:
    assert said(STATE, "Die beiden=beide/ADJ Länder=Land/NOUN.Plur:nsubj kooperieren/VERB .") == set()


@pytest.mark.parametrize("group", ["Die beiden=beide/PRON:nsubj", "Die beiden=beide/ADJ Präsidenten=Präsident/NOUN.Plur:nsubj"])
def test_both_are_persons_where_two_were_named(said: Said, group: str) -> None:
    meeting = f"{group} trafen=treffen/VERB sich/PRON:obj ."
    assert said("Sol:nsubj grüßt=grüßen/VERB Ferro:obj .", meeting) == {"Ana Sol meetsWith Luis Ferro"}


def test_reference_is_less_sure_than_a_name(extraction: Callable) -> None:
    (named,), (referred,) = (
        extraction(CRITICISM.format("Chile:nsubj")).evidence,
        extraction(STATE, CRITICISM.format("Es/PRON:nsubj")).evidence,
    )
    assert (named.confidence, referred.confidence) == (0.95, 0.712)
