"""Whom names speak of: places, shared names, common words, and persons that nobody knew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.mentions import Discourse, Mention, World, by_token, choose, find_names, leader_of, new_person, person_spans, power_of
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.terms import KG, KGR
from kg.reading.sentences import Sentence

Mentioned = Callable[..., list[tuple[str, str | None]]]
Tree = Callable[[str], Sentence]


def names(text: Sentence, world: World, discourse: Discourse | None = None) -> list[Mention]:
    return find_names(text, world, discourse or Discourse())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Lima:nsubj schweigt=schweigen/VERB .", False),
        ("Sol:nsubj sprach=sprechen/VERB in Lima:obl .", True),
        ("Sol:nsubj sprach=sprechen/VERB in der schönen=schön/ADJ Stadt/NOUN:obl Lima:appos>Stadt .", False),
        ("Sol:nsubj sprach=sprechen/VERB im sonnigen=sonnig/ADJ Lima:obl .", True),
        ("Sol:nsubj sprach=sprechen/VERB mit Lima:obl .", False),
        ("In der Nacht/NOUN:obl schwieg=schweigen/VERB Lima:nsubj .", False),
        ("In Limas=Lima:nmod>Nähe Nähe/NOUN:obl schwieg=schweigen/VERB Sol:nsubj .", True),
    ],
)
def test_capital_behind_a_preposition_is_a_place(tree: Tree, world: World, text: str, place: bool) -> None:
    assert [m.place for m in names(tree(text), world) if m.how == "capital"] == [place]


@pytest.mark.parametrize("dateline", ["Lima –", "Lima -", "Lima / Santiago –".replace("Santiago", "Santiago:conj"), "Lima ( dpa:appos ) –"])
def test_dateline_is_no_mention(mentioned: Mentioned, dateline: str) -> None:
    assert mentioned(f"{dateline.replace('Lima', 'Lima:dep', 1)} Kuba:nsubj schweigt=schweigen/VERB .") == [("Kuba", "Cuba")]


def test_dash_inside_a_sentence_makes_no_dateline(mentioned: Mentioned) -> None:
    assert mentioned("Lima:nsubj schweigt=schweigen/VERB – Kuba:conj auch/ADV:advmod .") == [("Lima", "Peru"), ("Kuba", "Cuba")]


def test_adjective_of_a_sea_is_no_state(mentioned: Mentioned) -> None:
    assert mentioned("Die chilenische=chilenisch/ADJ Küste/NOUN:nsubj lockt=locken/VERB .") == []
    assert mentioned("Die chilenische=chilenisch/ADJ Politik/NOUN:nsubj lockt=locken/VERB .") == [("chilenische", "Chile")]


@pytest.mark.parametrize(("day", "name"), [(date(2003, 5, 1), "Ines Mora"), (date(2021, 5, 1), "Pablo Mora")])
def test_family_name_shared_by_two_means_who_is_in_office_at_the_day(
    mentioned: Mentioned, gazetteer: Gazetteer, world: World, day: date, name: str
) -> None:
    assert mentioned("Mora:nsubj schweigt=schweigen/VERB .", world=replace(world, day=day)) == [("Mora", name)]


def test_family_name_shared_by_two_is_left_unknown_without_a_date(mentioned: Mentioned, world: World) -> None:
    assert mentioned("Mora:nsubj schweigt=schweigen/VERB .", world=replace(world, day=None)) == []


def test_family_name_means_the_one_named_in_full_before(mentioned: Mentioned) -> None:
    full = "Ines:nsubj Mora:flat>Ines schweigt=schweigen/VERB ."
    assert mentioned(full, "Mora:nsubj lacht=lachen/VERB .") == [("Mora", "Ines Mora")]


def test_family_name_behind_another_first_name_is_another_person(mentioned: Mentioned) -> None:
    other = "Otto/PROPN.B-PER:nsubj Ferro/PROPN.I-PER:flat>Otto schweigt=schweigen/VERB ."
    assert mentioned(other) == [("Otto Ferro", "Otto Ferro")]


def test_family_name_that_is_a_word_counts_once_its_bearer_was_named(mentioned: Mentioned) -> None:
    core = "Der Kern/NOUN.NN:nsubj bleibt=bleiben/VERB ."
    assert mentioned(core) == []
    assert mentioned("Karl:nsubj Kern:flat>Karl schweigt=schweigen/VERB .", core) == [("Kern", "Karl Kern")]


def test_family_name_in_a_compound_counts_only_with_a_hyphen_or_once_known(mentioned: Mentioned) -> None:
    visit = "Der {}/NOUN:nsubj endet=enden/VERB ."
    assert mentioned(visit.format("Ferrobesuch")) == []
    assert mentioned(visit.format("Ferro-Besuch")) == [("Ferro", "Luis Ferro")]


def test_one_word_of_a_longer_unknown_name_is_not_the_known_person(mentioned: Mentioned) -> None:
    assert mentioned("Ferro:nsubj Falkenau:flat>Ferro schweigt=schweigen/VERB .") == []
    assert mentioned("Ferro:nsubj Kuba:obj schweigt=schweigen/VERB .") == [("Ferro", "Luis Ferro"), ("Kuba", "Cuba")]


def test_nickname_means_who_leads_the_state_at_the_day(tree: Tree, world: World) -> None:
    (found,) = names(tree("Der Kremlchef/NOUN:nsubj schweigt=schweigen/VERB ."), world)
    assert (found.entity, found.power, found.is_person) == (None, str(KGR.Russia), True)


def test_name_inside_a_compound_is_a_modifier_with_its_own_offsets(tree: Tree, world: World) -> None:
    (found,) = names(tree("Die Peru-Politik/NOUN:nsubj endet=enden/VERB ."), world)
    assert (found.modifier, found.char_start, found.char_end) == (True, 4, 8)


def test_person_that_the_recognizer_saw_is_new_only_with_a_first_name(mentioned: Mentioned) -> None:
    assert mentioned("Eva/PROPN.B-PER:nsubj Groß/PROPN.I-PER:flat>Eva schweigt=schweigen/VERB .") == [("Eva Groß", "Eva Groß")]
    assert mentioned("Groß/PROPN.B-PER:nsubj schweigt=schweigen/VERB .") == []


def test_new_person_is_known_by_the_family_name_afterwards(mentioned: Mentioned) -> None:
    first = "Eva/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Eva schweigt=schweigen/VERB ."
    assert mentioned(first, "Falks/PROPN.B-PER:nmod>Rat Rat/NOUN:nsubj fehlt=fehlen/VERB .") == [("Falks", "Eva Falk")]


def test_recognized_spans_end_where_the_tags_do(tree: Tree) -> None:
    found = tree("Eva/PROPN.B-PER Falk/PROPN.I-PER:flat Otto/PROPN.B-PER:flat sah=sehen/VERB:dep Kim/PROPN.I-PER:dep")
    assert person_spans(found) == [(0, 2), (2, 3)]


def test_person_stands_for_the_state_led_at_the_day_or_the_only_one_ever(gazetteer: Gazetteer, world: World) -> None:
    mora = gazetteer.entity(str(KGR.Ines_Mora))
    assert power_of(mora, world) == str(KGR.Bolivia)
    assert power_of(replace(mora, tenures=()), world) is None
    served = replace(mora.tenures[0], office=str(KG.foreignMinister), of=str(KGR.Chile))
    assert power_of(replace(mora, tenures=(served, *mora.tenures)), replace(world, day=None)) == str(KGR.Bolivia)


def test_leader_is_the_one_the_document_named_or_the_holder_of_the_highest_office(tree: Tree, world: World) -> None:
    assert leader_of(str(KGR.Peru), world, Discourse()).name == "Ana Sol"
    assert leader_of(str(KGR.Peru), replace(world, day=date(2010, 1, 1)), Discourse()) is None
    discourse = Discourse()
    stranger = new_person("Eva Falk", discourse)
    discourse.history.append([Mention(0, 2, 0, 0, 8, stranger, "office", str(KGR.Peru))])
    assert leader_of(str(KGR.Peru), world, discourse) is stranger


def test_minister_named_before_is_not_taken_for_the_leader(gazetteer: Gazetteer, world: World) -> None:
    discourse = Discourse()
    minister = gazetteer.entity(str(KGR.Rosa_Vidal))
    discourse.history.append([Mention(0, 2, 0, 0, 10, minister, "name", str(KGR.Peru))])
    assert leader_of(str(KGR.Peru), world, discourse).name == "Ana Sol"


def test_choice_narrows_by_power_then_by_what_was_said(gazetteer: Gazetteer, world: World) -> None:
    both = [gazetteer.entity(str(KGR[name])) for name in ("Ines_Mora", "Pablo_Mora")]
    timeless = replace(world, day=None)
    assert choose(both, timeless, Discourse(), str(KGR.Cuba)) is both[1]
    assert choose([], world, Discourse()) is None
    discourse = Discourse()
    discourse.history.append([Mention(0, 1, 0, 0, 4, both[0], "name")])
    assert choose(both, world, discourse) is both[0]


def test_state_that_exists_goes_before_one_that_is_gone(gazetteer: Gazetteer, world: World) -> None:
    states = [gazetteer.entity(str(KGR[name])) for name in ("Russia", "Soviet_Union")]
    assert choose(states, replace(world, day=None), Discourse()) is states[0]


def test_mentions_are_found_at_every_token_they_cover(tree: Tree, world: World) -> None:
    found = by_token(names(tree("Ana:nsubj Sol:flat>Ana schweigt=schweigen/VERB ."), world))
    assert {index: [m.entity.name for m in at] for index, at in found.items()} == {0: ["Ana Sol"], 1: ["Ana Sol"]}
