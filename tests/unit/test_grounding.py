"""From occurrences to evidence: types, lifting of leaders, confidence, time, and the most specific relation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.build import Extractor
from kg.extraction.grounding import most_specific
from kg.extraction.mentions import Mention, World
from kg.extraction.roles import fits, stands_for
from kg.extraction.statements import Evidence, Statement
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGR

Said = Callable[..., set[str]]
VISIT = "Sol:nsubj besuchte=besuchen/VERB Chile:obj {} ."


def mention(entity: Entity | None, power: str | None = None) -> Mention:
    return Mention(0, 1, 0, 0, 1, entity, "name", power)


# --- person or state ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ("Sol:nsubj besuchte=besuchen/VERB Chile:obj .", "Ana Sol visits Chile"),
        ("Sol:nsubj lobte=loben/VERB Ferro:obj .", "Ana Sol praises Luis Ferro"),
        ("Sol:nsubj lieferte=liefern/VERB Ferro:iobj Drohnen=Drohne/NOUN:obj .", "Peru suppliesArmsTo Chile"),
        ("Die peruanische=peruanisch/ADJ Präsidentin/NOUN:nsubj überfiel=überfallen/VERB Chile:obj .", "Peru attacks Chile"),
        ("Der Kremlchef/NOUN:nsubj kritisierte=kritisieren/VERB Peru:obj .", "Russia criticizes Peru"),
    ],
)
def test_leader_acts_for_the_state_unless_the_relation_is_personal(said: Said, tree: str, found: str) -> None:
    assert said(tree) == {found}


def test_person_without_a_power_fills_only_personal_sides(ontology: Ontology, world: World) -> None:
    stranger = mention(Entity(str(KGR.Eva_Falk), "Person", "Eva Falk", {"en": "Eva Falk"}))
    sides = [stands_for(stranger, ontology.relations[name], "subject", world) for name in ("criticizes", "visits", "attacks")]
    assert [side.name if side else None for side in sides] == ["Eva Falk", None, None]
    leader = replace(stranger, power=str(KGR.Peru))
    assert stands_for(leader, ontology.relations["visits"], "subject", world) == stranger.entity


def test_office_whose_holder_is_unknown_stands_for_its_state(ontology: Ontology, world: World) -> None:
    nobody = mention(None, str(KGR.Peru))
    assert stands_for(nobody, ontology.relations["criticizes"], "subject", world).name == "Peru"
    assert stands_for(mention(None), ontology.relations["criticizes"], "subject", world) is None


def test_type_filter_refuses_what_domain_and_range_exclude(extractor: Extractor, ontology: Ontology, world: World) -> None:
    bloc = mention(extractor.gazetteer.entity(str(KGR.West)))
    frames = {name: next(f for f in extractor.lexicon.frames if f.denotes == name) for name in ("attacks", "sanctions")}
    assert [fits(ontology, world, frames[name], "subject", bloc) for name in ("attacks", "sanctions")] == [False, True]
    assert not fits(ontology, world, replace(frames["attacks"], denotes="unheardOf"), "subject", bloc)


def test_relation_with_the_own_state_is_no_statement(said: Said) -> None:
    assert said("Sol:nsubj kritisierte=kritisieren/VERB Peru:obj .") == set()


def test_symmetric_relation_has_one_direction(extraction: Callable) -> None:
    pairs = [extraction(f"{a}:nsubj kooperiert=kooperieren/VERB mit {b}:obl .").evidence for a, b in (("Peru", "Chile"), ("Chile", "Peru"))]
    assert {e.statement for found in pairs for e in found} == {Statement(str(KGR.Chile), str(KG.cooperatesWith), str(KGR.Peru))}


# --- confidence -----------------------------------------------------------------------------------------------------


def test_sure_evidence_never_reaches_certainty(extraction: Callable) -> None:
    assert [e.confidence for e in extraction(VISIT.format("").replace("Sol:nsubj", "Ana:nsubj Sol:flat>Ana")).evidence] == [0.95]


def test_family_name_is_a_little_less_sure(extraction: Callable) -> None:
    assert [e.confidence for e in extraction(VISIT.format("")).evidence] == [0.902]


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "interval"),
    [
        ("", "None"),
        ("im Mai/NOUN:obl 2021/NUM:nmod>Mai", "2021-05"),
        ("2021/NUM:obl", "2021"),
        ("gestern/ADV:advmod", "2022-05-03"),
        ("2019/NUM:obl , wie/SCONJ:mark>log Kuba:nsubj>log 2021/NUM:obl>log log=lügen/VERB:advcl", "2019"),
    ],
)
def test_time_of_the_clause_is_the_time_of_the_fact(extraction: Callable, when: str, interval: str) -> None:
    (found,) = extraction(VISIT.format(when)).evidence
    assert str(found.valid) == interval


def test_time_above_holds_for_a_clause_without_one(extraction: Callable) -> None:
    tree = "2021/NUM:obl sagte=sagen/VERB Kuba:nsubj , Sol:nsubj>besuche besuche=besuchen/VERB:ccomp Chile:obj>besuche ."
    (found,) = extraction(tree).evidence
    assert str(found.valid) == "2021"


def test_time_in_another_clause_is_not_borrowed(extraction: Callable) -> None:
    (found,) = extraction(VISIT.format(", weil/SCONJ:mark>log Kuba:nsubj>log 2021/NUM:obl>log log=lügen/VERB:advcl")).evidence
    assert found.valid is None


def test_time_nearest_in_the_tree_counts(extraction: Callable) -> None:
    visit = "Der Besuch/NOUN:nsubj Sols=Sol:nmod>Besuch in Chile:nmod>Besuch 2019/NUM:nmod>Besuch"
    (found,) = extraction(f"{visit} wurde=werden/AUX:aux:pass 2021/NUM:obl gefilmt=filmen/VERB.Part .").evidence
    assert str(found.valid) == "2019"


def test_relative_time_without_a_date_is_unknown(extraction: Callable) -> None:
    (found,) = extraction(VISIT.format("gestern/ADV:advmod").replace("Sol:nsubj", "Ana:nsubj Sol:flat>Ana"), day=None).evidence
    assert found.valid is None


# --- the most specific relation ---------------------------------------------------------------------------------------


def witness(predicate: str, subject: str = "Peru", obj: str = "Chile") -> Evidence:
    return Evidence(Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[obj])), "d", "q", 0, 1, "asserted", 0.9, "e")


def test_narrower_relation_replaces_the_wider_ones_of_the_same_pair(ontology: Ontology) -> None:
    exercises, wider = witness("holdsExercisesWith"), [witness("cooperatesMilitarilyWith"), witness("cooperatesWith", "Chile", "Peru")]
    others = [witness("cooperatesWith", "Cuba"), witness("tradesWith"), witness("visits")]
    assert most_specific([*wider, exercises, *others], ontology) == [exercises, *others]


def test_attack_replaces_war(said: Said) -> None:
    tree = "Peru:nsubj führt=führen/VERB einen Angriffskrieg/NOUN:obj gegen Chile:obl ."
    assert {s.split()[1] for s in said(tree)} == {"attacks"}


# --- offices ------------------------------------------------------------------------------------------------------------


def test_office_of_a_person_known_by_the_seeds_alone_is_less_sure(extraction: Callable) -> None:
    named, known = (
        extraction(f"{title} Ana:appos Sol:flat>Ana schweigt=schweigen/VERB .").evidence[0].confidence
        for title in ("Perus=Peru:nmod Präsidentin/NOUN:nsubj", "Präsidentin/NOUN:nsubj")
    )
    assert (named, known) == (0.95, 0.75)


def test_office_that_had_ended_at_the_day_is_of_the_state_where_it_was_held(said: Said) -> None:
    tree = "Präsidentin/NOUN:nsubj Ines:appos Mora:flat>Ines schweigt=schweigen/VERB ."
    assert said(tree, day=date(2020, 1, 1)) == {"Ines Mora leads Bolivia"}
    assert said(tree, day=None) == {"Ines Mora leads Bolivia"}
