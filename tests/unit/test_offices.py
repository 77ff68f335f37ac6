"""Titles: they join a person and a state, name persons nobody knew, settle shared names, and stand for their holder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.mentions import Discourse, World, find_names
from kg.extraction.offices import resolve_offices
from kg.knowledge.terms import KGR
from kg.reading.sentences import Sentence

Said = Callable[..., set[str]]
Mentioned = Callable[..., list[tuple[str, str | None]]]
Tree = Callable[[str], Sentence]
LEADS = "Eva Falk leads Peru"


@pytest.mark.parametrize(
    "subject",
    [
        "Perus=Peru:nmod>Präsidentin Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva",
        "Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva",
        "Limas=Lima:nmod>Präsidentin Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva",
        "Perus=Peru:nmod>Präsidentin neue=neu/ADJ Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva",
        "Die Präsidentin/NOUN:nsubj Perus=Peru:nmod>Präsidentin , Eva/PROPN.B-PER:appos>Präsidentin Falk/PROPN.I-PER:flat>Eva ,",
        "Die Präsidentin/NOUN:nsubj von Peru:nmod>Präsidentin , Eva/PROPN.B-PER:appos>Präsidentin Falk/PROPN.I-PER:flat>Eva ,",
        "Die Präsidentin/NOUN:nsubj Perus=Peru:nmod>Präsidentin Eva:appos>Präsidentin Falk:flat>Eva",
        "Peru-Präsidentin/NOUN:nsubj Eva:appos Falk:flat>Eva",
        "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva , die Präsidentin/NOUN:appos>Eva Perus=Peru:nmod>Präsidentin ,",
        "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva , die peruanische=peruanisch/ADJ Präsidentin/NOUN:appos>Eva ,",
        "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva ( Präsidentin/NOUN:appos>Eva von Peru:nmod>Präsidentin )",
    ],
)
def test_title_names_a_person_nobody_knew(said: Said, subject: str) -> None:
    assert said(f"{subject} schweigt=schweigen/VERB .") == {LEADS}


def test_person_that_a_title_named_stands_for_the_state_from_then_on(said: Said) -> None:
    first = "Perus=Peru:nmod>Präsidentin Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva schweigt=schweigen/VERB ."
    later = "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva {}=überfallen/VERB Chile:obj ."
    assert said(first, later.format("überfällt"), later.format("überfiel")) == {LEADS, "Peru attacks Chile"}


def test_new_name_behind_a_comma_counts_only_where_the_recognizer_sees_a_person(said: Said) -> None:
    tree = "Die Präsidentin/NOUN:nsubj Perus=Peru:nmod , Falkenau:conj>Präsidentin und/CCONJ Kuba:conj schweigen/VERB ."
    assert said(tree) == set()


def test_person_that_a_title_named_is_an_entity_of_the_extraction(extraction: Callable) -> None:
    found = extraction("Perus=Peru:nmod>Präsidentin Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva schweigt=schweigen/VERB .")
    assert [(e.name, e.iri) for e in found.entities] == [("Eva Falk", str(KGR.Eva_Falk))]


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva ist=sein/AUX:cop Präsidentin/NOUN:root von Peru:nmod>Präsidentin .", {LEADS}),
        ("Präsidentin/NOUN:root Perus=Peru:nmod>Präsidentin ist=sein/AUX:cop Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva .", {LEADS}),
        ("Ana:nsubj Sol:flat>Ana bleibt=bleiben/VERB Präsidentin/NOUN:xcomp .", {"Ana Sol leads Peru"}),
        (
            "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva ist=sein/AUX:cop nicht/PART:advmod Präsidentin/NOUN:root Perus=Peru:nmod .",
            {f"{LEADS} denied"},
        ),
        ("Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva grüßt=grüßen/VERB die Präsidentin/NOUN:obj Perus=Peru:nmod>Präsidentin .", set()),
        (
            "Mit Eva/PROPN.B-PER:obl Falk/PROPN.I-PER:flat>Eva ist=sein/AUX:cop die Präsidentin/NOUN:nsubj Perus=Peru:nmod fort/ADV:root .",
            set(),
        ),
    ],
)
def test_copula_says_an_office_of_a_person(said: Said, clause: str, found: set[str]) -> None:
    assert said(clause) == found


def test_name_that_the_seeds_write_with_a_title_has_its_office(said: Said, tree: Tree, world: World) -> None:
    sentence = tree("Präsidentin/NOUN:nsubj Ana:appos Sol:flat>Ana schweigt=schweigen/VERB .")
    discourse = Discourse()
    found, titles = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
    again, same = resolve_offices(sentence, found, world, discourse)
    assert ([t.person for t in same], len(again)) == ([t.person for t in titles], len(found))


def test_title_in_the_plural_has_a_holder_for_each_state(said: Said) -> None:
    subject = "Die Präsidenten=Präsident/NOUN.Plur:nsubj Perus=Peru:nmod>Präsidenten und/CCONJ:cc>Chiles Chiles=Chile:conj>Perus"
    assert said(f"{subject} trafen=treffen/VERB sich/PRON:obj .") == {"Ana Sol meetsWith Luis Ferro"}


def test_title_of_a_minister_gives_the_ministry(said: Said) -> None:
    tree = "Der peruanische=peruanisch/ADJ Außenminister/NOUN:nsubj Otto:appos>Außenminister Falk:flat>Otto schweigt=schweigen/VERB ."
    assert said(tree) == {"Otto Falk ministerOf Peru"}


def test_title_settles_a_family_name_that_two_bear(said: Said) -> None:
    tree = "Boliviens=Bolivien:nmod>Präsidentin Präsidentin/NOUN:nsubj Mora:appos>Präsidentin schweigt=schweigen/VERB ."
    assert said(tree, day=None) == {"Ines Mora leads Bolivia"}


def test_title_without_a_state_takes_the_state_that_is_known(extraction: Callable) -> None:
    found = extraction("Präsidentin/NOUN:nsubj Ana:appos>Präsidentin Sol:flat>Ana schweigt=schweigen/VERB .")
    assert [(e.statement.subject, e.statement.object, e.confidence) for e in found.evidence] == [(str(KGR.Ana_Sol), str(KGR.Peru), 0.75)]


def test_title_of_an_office_that_the_person_never_held_takes_no_state(said: Said) -> None:
    assert said("Außenministerin/NOUN:nsubj Ana:appos Sol:flat>Ana schweigt=schweigen/VERB .") == set()


def test_rank_of_who_leads_the_state_is_of_that_state(said: Said) -> None:
    assert said("General/NOUN:nsubj Ana:appos Sol:flat>Ana schweigt=schweigen/VERB .") == {"Ana Sol ministerOf Peru"}


def test_titles_in_the_plural_have_the_persons_that_follow(said: Said) -> None:
    names = "Ana:appos Sol:flat>Ana und/CCONJ:cc>Luis Luis:conj>Ana Ferro:flat>Luis"
    found = said(f"Die Präsidenten=Präsident/NOUN.Plur:nsubj {names} schweigen/VERB .")
    assert found == {"Ana Sol leads Peru", "Luis Ferro leads Chile"}


def test_new_persons_in_the_plural_have_the_states_in_their_order(said: Said) -> None:
    states = "Perus=Peru:nmod>Präsidenten und/CCONJ:cc>Kubas Kubas=Kuba:conj>Perus"
    names = (
        "Eva/PROPN.B-PER:appos>Präsidenten Falk/PROPN.I-PER:flat>Eva und/CCONJ:cc>Otto Otto/PROPN.B-PER:conj>Eva Falk/PROPN.I-PER:flat>Otto"
    )
    found = said(f"Die Präsidenten=Präsident/NOUN.Plur:nsubj {states} , {names} , schweigen/VERB .")
    assert found <= {"Eva Falk leads Peru", "Otto Falk leads Cuba"}


def test_state_in_brackets_is_that_of_the_title(said: Said) -> None:
    tree = "Präsidentin/NOUN:nsubj Eva/PROPN.B-PER:appos Falk/PROPN.I-PER:flat>Eva ( Peru:appos>Eva ) schweigt=schweigen/VERB ."
    assert said(tree) == {LEADS}


def test_colleague_has_the_same_office(said: Said) -> None:
    first = "Boliviens=Bolivien:nmod>Präsidentin Präsidentin/NOUN:nsubj Ines:appos>Präsidentin Mora:flat>Ines"
    second = "ihre/DET peruanische=peruanisch/ADJ Kollegin/NOUN:conj>Präsidentin Eva/PROPN.B-PER:appos>Kollegin Falk/PROPN.I-PER:flat>Eva"
    assert said(f"{first} und/CCONJ {second} schweigen/VERB .", day=None) == {"Ines Mora leads Bolivia", LEADS}


def test_title_alone_states_its_holder_where_the_text_names_the_person_elsewhere(said: Said) -> None:
    title = "Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj schweigt=schweigen/VERB ."
    assert said(title, "Ana:nsubj Sol:flat>Ana lacht=lachen/VERB .") == {"Ana Sol leads Peru"}


def test_who_serves_a_state_at_an_organization_serves_the_state(said: Said) -> None:
    tree = "Der peruanische=peruanisch/ADJ UN-Botschafter/NOUN:nsubj Otto:appos>UN-Botschafter Falk:flat>Otto schweigt=schweigen/VERB ."
    assert said(tree) == {"Otto Falk ministerOf Peru"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj", "Ana Sol"),
        ("Die peruanische=peruanisch/ADJ Außenministerin/NOUN:nsubj", "Rosa Vidal"),
        ("Die peruanische=peruanisch/ADJ Verteidigungsministerin/NOUN:nsubj", None),
        ("Die peruanische=peruanisch/ADJ Regierungschefin/NOUN:nsubj", "Ana Sol"),
    ],
)
def test_title_alone_stands_for_its_holder_at_the_day(mentioned: Mentioned, title: str, name: str | None) -> None:
    assert mentioned(f"{title} schweigt=schweigen/VERB .")[-1] == (title.removesuffix("/NOUN:nsubj").rpartition(" ")[2], name)


def test_title_alone_stands_for_the_holder_that_the_document_named(mentioned: Mentioned, world: World) -> None:
    early = replace(world, day=date(2030, 1, 1))
    first = "Ana:nsubj Sol:flat>Ana schweigt=schweigen/VERB ."
    title = "Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj lacht=lachen/VERB ."
    assert mentioned(first, title, world=early)[-1] == ("Präsidentin", "Ana Sol")


def test_title_alone_says_not_that_somebody_leads(said: Said) -> None:
    assert said("Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj schweigt=schweigen/VERB .") == set()


@pytest.mark.parametrize("title", ["Vizepräsident", "Ex-Präsident", "Parlamentspräsident"])
def test_first_part_of_a_title_may_make_it_another_one(said: Said, title: str) -> None:
    tree = f"Perus=Peru:nmod>{title} {title}/NOUN:nsubj Otto:appos>{title} Falk:flat>Otto schweigt=schweigen/VERB ."
    assert "Otto Falk leads Peru" not in said(tree)


def test_title_inside_a_known_name_is_no_title(tree: Tree, world: World) -> None:
    sentence = tree("Kuba:nsubj fürchtet=fürchten/VERB den Heiligen=heilig/ADJ Vater/NOUN:obj .")
    assert resolve_offices(sentence, find_names(sentence, world, Discourse()), world, Discourse())[1] == []


def test_title_without_state_and_name_is_no_mention(mentioned: Mentioned) -> None:
    assert mentioned("Die Präsidentin/NOUN:nsubj schweigt=schweigen/VERB .") == []


def test_word_between_state_and_title_parts_them(said: Said) -> None:
    tree = "Die peruanische=peruanisch/ADJ Stadt/NOUN:nsubj Präsidentin/NOUN:appos>Stadt Eva:appos Falk:flat>Eva schweigt=schweigen/VERB ."
    assert said(tree) == set()


def test_state_behind_a_verb_is_not_the_titles(said: Said) -> None:
    tree = "Präsidentin/NOUN:nsubj Eva:appos>Präsidentin Falk:flat>Eva besuchte=besuchen/VERB Peru:obj ."
    assert "Eva Falk leads Peru" not in said(tree)


def test_name_before_the_comma_is_not_taken_from_an_enumeration_of_states(mentioned: Mentioned) -> None:
    tree = "Kuba:nsubj , der peruanische=peruanisch/ADJ Präsident/NOUN:conj>Kuba und/CCONJ Chile:conj>Kuba schweigen/VERB ."
    assert mentioned(tree) == [("Kuba", "Cuba"), ("peruanische", "Peru"), ("Präsident", "Ana Sol"), ("Chile", "Chile")]


def test_longer_name_than_four_words_is_cut(mentioned: Mentioned) -> None:
    tree = "Perus=Peru:nmod>Präsident Präsident/NOUN:nsubj A:appos B:flat C:flat D:flat E:flat schweigt=schweigen/VERB ."
    assert mentioned(tree)[-1] == ("Präsident A B C D", "A B C D")


def test_mention_spans_title_and_name(mentioned: Mentioned) -> None:
    tree = "US-Präsident/NOUN:nsubj Otto:appos Falk:flat>Otto schweigt=schweigen/VERB ."
    assert mentioned(tree) == [("US", "United States"), ("US-Präsident Otto Falk", "Otto Falk")]
