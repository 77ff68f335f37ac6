"""What pronouns and descriptions of a sentence refer to, as mentions: where they stand, what they are, and whom they mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.extraction.build import read_scenes
from kg.extraction.mentions import Discourse, World
from kg.graph.backend import PREFIXES
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import Lexicon

from .conftest import read_trees

Referred = Callable[..., list[tuple[str, str, str]]]
Said = Callable[..., set[str]]
Mentioned = Callable[..., list[tuple[str, str | None]]]
CHILE = "Chile:nsubj schweigt=schweigen/VERB ."
FERRO = "Ferro:nsubj schweigt=schweigen/VERB ."
CRITICISM = "{} kritisierte=kritisieren/VERB Kuba:obj ."


@pytest.fixture
def referred(world: World) -> Referred:
    """The words of the last sentence that refer to somebody named before, how, and to whom."""

    def run(*trees: str) -> list[tuple[str, str, str]]:
        scenes = [scene for scene, _ in read_scenes(read_trees(*trees), world, Discourse())]
        last = scenes[-1]
        found = [m for m in last.all_mentions if m.how in ("pronoun", "possessive", "description") and m.entity]
        return [(last.sentence[m.head].form, m.how, m.entity.name) for m in found if m.entity]

    return run


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Das Land/NOUN:nsubj streikt=streiken/VERB .", [("Land", "description", "Chile")]),
        ("Regen/NOUN:nsubj fällt=fallen/VERB in dem Land/NOUN:obl .", [("Land", "description", "Chile")]),
        ("Regen/NOUN:nsubj fällt=fallen/VERB auf dem Land/NOUN:obl .", []),
        ("Das sehr/ADV:advmod>kleine kleine=klein/ADJ Land/NOUN:nsubj streikt=streiken/VERB .", [("Land", "description", "Chile")]),
        (
            "Das so/ADV:advmod>kleine sehr/ADV:advmod>kleine kleine=klein/ADJ schöne=schön/ADJ Land/NOUN:nsubj streikt=streiken/VERB .",
            [("Land", "description", "Chile")],
        ),
        ("Kleines=klein/ADJ Land/NOUN:nsubj streikt=streiken/VERB .", []),
        ("Seine=sein/DET:det>Kritik Kritik/NOUN:nsubj trifft=treffen/VERB .", [("Seine", "possessive", "Chile")]),
        ("Es/PRON:nsubj streikt=streiken/VERB .", [("Es", "pronoun", "Chile")]),
        ("Dieses=dieser/DET:det>Land Land/NOUN:nsubj streikt=streiken/VERB .", [("Land", "description", "Chile")]),
    ],
)
def test_state_named_before_is_meant_by(referred: Referred, tree: str, expected: list[tuple[str, str, str]]) -> None:
    assert referred(CHILE, tree) == expected


@pytest.mark.parametrize("deprel", ["obj", "iobj", "obl", "obl:arg"])
def test_pronoun_in_front_that_is_no_subject_means_another_than_the_subject_behind(referred: Referred, deprel: str) -> None:
    tree = f"Ihm/PRON:{deprel} widerspricht=widersprechen/VERB er/PRON:nsubj ."
    found = {word: name for word, _, name in referred("Ferro:nsubj grüßt=grüßen/VERB Kern:obj .", tree)}
    assert found == {"er": "Luis Ferro", "Ihm": "Karl Kern"}


def test_army_of_a_state_speaks_for_it_as_its_subject(said: Said) -> None:
    before = "Die chilenische=chilenisch/ADJ Armee/NOUN:nsubj grüßt=grüßen/VERB {} ."
    assert said(before.format("Peru:obj"), CRITICISM.format("Das Land/NOUN:nsubj")) == {"Chile criticizes Cuba"}
    beside = "Chilenische=chilenisch/ADJ Äpfel=Apfel/NOUN:nsubj grüßen=grüßen/VERB Peru:obj ."
    assert said(beside, CRITICISM.format("Das Land/NOUN:nsubj")) == {"Peru criticizes Cuba"}


def test_person_named_whole_is_known_by_each_part_of_the_name(mentioned: Mentioned) -> None:
    whole = "Nora/PROPN.B-PER:nsubj Blum/PROPN.I-PER:flat>Nora spricht=sprechen/VERB ."
    for part in ("Nora", "Blum"):
        assert mentioned(whole, f"{part}/PROPN.B-PER:nsubj schweigt=schweigen/VERB .") == [(part, "Nora Blum")]
    other = "Nora/PROPN.B-PER:nsubj Feld/PROPN.I-PER:flat>Nora singt=singen/VERB ."
    assert mentioned(whole, other, "Nora/PROPN.B-PER:nsubj schweigt=schweigen/VERB .") == [("Nora", "Nora Blum")]
    assert mentioned(whole, other, "Feld/PROPN.B-PER:nsubj schweigt=schweigen/VERB .") == [("Feld", "Nora Feld")]


@pytest.mark.parametrize("upos", ["NOUN", "PROPN"])
def test_forces_of_a_state_act_for_it_however_they_are_tagged(said: Said, upos: str) -> None:
    assert said(f"Die Luftwaffe/{upos}:nsubj Perus=Peru:nmod>Luftwaffe bombardiert=bombardieren/VERB Chile:obj .") == {"Peru attacks Chile"}


def test_resistance_that_ends_is_denied(said: Said) -> None:
    tree = "Peru:nsubj {} seinen=sein/DET:det>Widerstand Widerstand/NOUN:obj gegen Chile:nmod>Widerstand ."
    assert said(tree.format("widerruft=widerrufen/VERB")) == {"Peru opposes Chile denied"}
    assert said(tree.format("zeigt=zeigen/VERB")) == {"Peru opposes Chile"}


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ("In Lima:obl brennt=brennen/VERB es/PRON:expl .", True),
        ("Im alten=alt/ADJ Lima:obl brennt=brennen/VERB es/PRON:expl .", True),
        ("Lima:nsubj schweigt=schweigen/VERB .", False),
        ("Das alte=alt/ADJ Lima:nsubj schweigt=schweigen/VERB .", False),
    ],
)
def test_capital_behind_a_preposition_of_place_is_a_place_even_at_the_beginning(world: World, tree: str, place: bool) -> None:
    ((scene, _),) = read_scenes(read_trees(tree), world, Discourse())
    assert [m.place for m in scene.all_mentions if m.how == "capital"] == [place]


def test_who_is_named_in_a_sentence_says_nothing_of_a_verb_that_stands_no_complement_of_it(said: Said) -> None:
    clause = "der/PRON.Rel:nsubj>lobte Kern:obj>lobte lobte=loben/VERB.Fin.Ind.Past:acl>Ferro"
    assert said(f"Ferro:nsubj , {clause} , sagte=sagen/VERB.Fin.Ind.Past nichts/PRON:obj .") == {"Luis Ferro praises Karl Kern"}


@pytest.mark.parametrize(
    ("tree", "preposition"),
    [
        ("Peru:nsubj liefert=liefern/VERB an/ADP:case>Drohnen Chile:obl>liefert Drohnen=Drohne/NOUN:obj .", "an"),
        ("Peru:nsubj liefert=liefern/VERB an/ADP:case>Drohnen das/DET:det>Drohnen Chile:obl>liefert Drohnen=Drohne/NOUN:obj .", "an"),
        (
            "Peru:nsubj liefert=liefern/VERB an/ADP:case>Drohnen das/DET:det neue=neu/ADJ:amod Chile:obl>liefert Drohnen=Drohne/NOUN:obj .",
            "an",
        ),
        ("Peru:nsubj liefert=liefern/VERB ins/ADP:case>Drohnen neue=neu/ADJ:amod Chile:obl>liefert Drohnen=Drohne/NOUN:obj .", "in"),
        ("Peru:nsubj liefert=liefern/VERB an/ADP:compound:prt>liefert das/DET:det Chile:obl>liefert .", ""),
        ("An/ADP:case>Drohnen Peru:nsubj>liefert liefert=liefern/VERB Chile:obl Drohnen=Drohne/NOUN:obj .", ""),
    ],
)
def test_preposition_that_the_parse_hung_elsewhere_is_read_in_front_of_the_noun(staged: Callable, tree: str, preposition: str) -> None:
    scene = staged(tree)
    (chile,) = (token.index for token in scene.sentence if token.form == "Chile")
    assert scene.prepositions[chile] == preposition


@pytest.mark.parametrize(
    ("tree", "status"),
    [
        (
            "Chile:nsubj:pass wird=werden/AUX.Fin.Ind.Pres:aux von Peru:obl angegriffen=angreifen/VERB.Part:root werden/AUX.Inf:aux:pass .",
            " possible",
        ),
        ("Chile:nsubj:pass wird=werden/AUX.Fin.Ind.Pres:aux:pass von Peru:obl angegriffen=angreifen/VERB.Part:root .", ""),
        ("Peru:nsubj wird=werden/AUX.Fin.Ind.Pres:aux Chile:obj angreifen/VERB.Inf:root .", " possible"),
    ],
)
def test_what_will_be_done_is_possible_and_what_is_being_done_is_not(said: Said, tree: str, status: str) -> None:
    assert said(tree) == {f"Peru attacks Chile{status}"}


@pytest.mark.parametrize("pronoun", ["Er", "Sie", "Es"])
def test_person_whose_first_name_tells_no_sex_may_be_he_or_she(world: World, lexicon: Lexicon, tmp_path: Path, pronoun: str) -> None:
    heads = "\n".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in ("kg", "kgr", "rdfs"))
    tenure = "kg:tenure [ kg:of kgr:Peru ; kg:office kg:headOfState ]"
    person = f'kgr:Noa_Falk a kg:Leader ; rdfs:label "Noa Falk"@en ; kg:familyName "Falk" ; {tenure} .'
    (tmp_path / "seeds.ttl").write_text(f"{heads}\n{person}", encoding="utf-8")
    own = World(Gazetteer.load(tmp_path / "seeds.ttl"), lexicon, world.day)
    trees = read_trees("Noa:nsubj Falk:flat>Noa schweigt=schweigen/VERB .", f"{pronoun}/PRON.Sing:nsubj spricht=sprechen/VERB.Fin.Sing .")
    *_, (last, _) = read_scenes(trees, own, Discourse())
    assert [m.entity.name for m in last.all_mentions if m.entity] == ["Noa Falk"] * (pronoun != "Es")


@pytest.mark.parametrize("relation", ["det", "amod", "nummod"])
def test_both_in_front_of_a_noun_refers_to_nobody_by_itself(referred: Referred, relation: str) -> None:
    named = "Peru:nsubj grüßt=grüßen/VERB Chile:obj ."
    found = referred(named, f"Beide/DET:{relation}>Staaten Staaten=Staat/NOUN.Plur:nsubj streiken=streiken/VERB .")
    assert sorted(found) == [("Staaten", "description", "Chile"), ("Staaten", "description", "Peru")]


@pytest.mark.parametrize(("pronoun", "meant"), [("Er", ["Mercosur"]), ("Sie", [])])
def test_organization_whose_gender_nobody_tells_may_be_he(referred: Referred, pronoun: str, meant: list[str]) -> None:
    found = referred("Mercosur:nsubj schweigt=schweigen/VERB .", f"{pronoun}/PRON.Sing:nsubj streikt=streiken/VERB.Fin.Sing .")
    assert [name for *_, name in found] == meant


@pytest.mark.parametrize(("word", "meant"), [("Dieser", "Karl Kern"), ("Letzterer", "Karl Kern"), ("Er", "Luis Ferro")])
def test_this_one_is_the_last_named_where_he_is_the_subject(referred: Referred, word: str, meant: str) -> None:
    found = referred("Ferro:nsubj grüßt=grüßen/VERB Kern:obj .", f"{word}/PRON:nsubj spricht=sprechen/VERB .")
    assert found == [(word, "pronoun", meant)]


@pytest.mark.parametrize(("noun", "meant"), [("Frau", []), ("Stadt", ["Chile"])])
def test_only_a_person_has_kin(referred: Referred, noun: str, meant: list[str]) -> None:
    possessive = f"Seine=sein/DET:det>{noun} {noun}/NOUN:nsubj spricht=sprechen/VERB ."
    assert [name for *_, name in referred(CHILE, possessive)] == meant
    assert [name for *_, name in referred(FERRO, possessive)] == ["Luis Ferro"]


@pytest.mark.parametrize(("pronoun", "meant"), [("Er", ["Council of Europe"]), ("Es", []), ("Sie", [])])
def test_organization_of_one_gender_is_nothing_else(referred: Referred, pronoun: str, meant: list[str]) -> None:
    found = referred("Der Europarat:nsubj schweigt=schweigen/VERB .", f"{pronoun}/PRON.Sing:nsubj streikt=streiken/VERB.Fin.Sing .")
    assert [name for *_, name in found] == meant
