"""The ontology as data: what is read from the Turtle files, and what they are checked for."""

import shutil
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.knowledge.ontology import Ontology, Problem
from kg.knowledge.resources import data_folder
from kg.knowledge.terms import KG

HEADER = """
@prefix kg:      <https://w3id.org/stategraph/ontology#> .
@prefix kgr:     <https://w3id.org/stategraph/id/> .
@prefix lex:     <https://w3id.org/stategraph/lexicon/> .
@prefix lexicog: <http://www.w3.org/ns/lemon/lexicog#> .
@prefix lexinfo: <http://www.lexinfo.net/ontology/3.0/lexinfo#> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> .
@prefix owl:     <http://www.w3.org/2002/07/owl#> .
@prefix rdf:     <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh:      <http://www.w3.org/ns/shacl#> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
@prefix synsem:  <http://www.w3.org/ns/lemon/synsem#> .
"""
RELATION = """
kg:recognizes a owl:ObjectProperty ; rdfs:label "recognizes"@en , "erkennt an"@de ; skos:definition "Recognizes as a state."@en ;
    rdfs:domain kg:Power ; rdfs:range [ a owl:Class ; owl:unionOf ( kg:State kg:Bloc ) ] ; kg:sign 1 .
kg:recognizesShape a sh:NodeShape ; sh:targetSubjectsOf kg:recognizes ; sh:class kg:Power .
"""
ENTRY = """
lex:recognizes_anerkennen a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "anerkennen"@de ] ;
    lexinfo:partOfSpeech lexinfo:verb ; ontolex:denotes kg:recognizes ; synsem:synBehavior [ kg:subject "subj" ; kg:object "obj" ] ;
    lexicog:usageExample [ rdf:value "Ghana erkannte Togo an."@de ; rdf:subject kgr:Ghana ; rdf:object kgr:Togo ] .
"""


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    return Ontology.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small ontology: the classes and shapes that come with the program, and one relation."""
    source = data_folder("ontologies")
    for name in ("core.ttl", "shapes.ttl", "lexicon-shapes.ttl"):
        shutil.copy(source / name, tmp_path / name)
    (tmp_path / "relations").mkdir()
    return tmp_path


def write(folder: Path, relation: str) -> Path:
    (folder / "relations" / "recognizes.ttl").write_text(HEADER + relation, encoding="utf-8")
    return folder


def problems(folder: Path, relation: str) -> list[Problem]:
    return [problem for problem in Ontology.load(write(folder, relation)).check() if not problem.warning]


def test_every_relation_of_the_guideline_is_read(shipped: Ontology) -> None:
    guideline = """signedAgreementWith signedPartnershipWith signedDefencePactWith alliedWith memberOf seeksMembershipIn cooperatesWith
        cooperatesMilitarilyWith tradesWith holdsExercisesWith suppliesArmsTo sendsTroopsTo trainsForcesOf transfersTechnologyTo
        providesAidTo supports movesCloserTo visits invites meetsWith negotiatesWith praises balancesBetween counterbalances opposes
        criticizes threatens sanctions attacks atWarWith disputesTerritoryWith leads ministerOf party signedBy"""
    assert set(guideline.split()) <= set(shipped.relations)


def test_relation_carries_what_its_file_says(shipped: Ontology) -> None:
    relation = shipped.relations["attacks"]
    assert relation.iri == str(KG.attacks)
    assert relation.labels == {"en": "attacks", "de": "greift an"}
    assert (relation.domain, relation.range, relation.sign, relation.symmetric) == (("State",), ("State",), -1, False)
    assert relation.parent == str(KG.atWarWith)
    assert shipped.relations["atWarWith"].symmetric
    assert shipped.relations["visits"].personal
    assert shipped.relations["leads"].sign is None


def test_domain_and_range_name_all_sub_classes(folder: Path) -> None:
    relation = Ontology.load(write(folder, RELATION)).relations["recognizes"]
    assert relation.domain == ("Organization", "Power", "State")
    assert relation.range == ("Bloc", "State")


def test_sub_classes_are_closed_over_several_levels(shipped: Ontology) -> None:
    assert shipped.is_a("Leader", "Actor")
    assert shipped.is_a("State", "State")
    assert not shipped.is_a("Bloc", "Power")
    assert not shipped.is_a("State", "NoSuchClass")
    assert set(shipped.superclasses("State")) == {"State", "Power", "Polity", "Actor"}


def test_classes_that_contain_each_other_do_not_hang(folder: Path) -> None:
    write(folder, "kg:A a owl:Class ; rdfs:subClassOf kg:B . kg:B a owl:Class ; rdfs:subClassOf kg:A .")
    assert Ontology.load(folder).is_a("A", "B")


def test_a_new_relation_needs_only_a_new_file(folder: Path) -> None:
    assert "recognizes" not in Ontology.load(folder).relations
    assert "recognizes" in Ontology.load(write(folder, RELATION)).relations


def test_digest_changes_with_any_file_and_only_then(folder: Path) -> None:
    before = Ontology.load(write(folder, RELATION)).digest
    assert Ontology.load(folder).digest == before
    assert Ontology.load(write(folder, RELATION + "# one word more")).digest != before


def test_vocabulary_has_relations_but_neither_shapes_nor_words(folder: Path) -> None:
    ontology = Ontology.load(write(folder, RELATION + ENTRY))
    subjects = {str(quad.subject) for quad in ontology.vocabulary()}
    assert f"<{KG.recognizes}>" in subjects
    assert f"<{KG.asserted}>" in subjects
    assert f"<{KG.recognizesShape}>" not in subjects
    assert not any("lexicon/" in subject for subject in subjects)


@pytest.mark.parametrize(
    ("relation", "message"),
    [
        ("kg:recognizes a owl:ObjectProperty ;; ;\n nonsense", r"recognizes.ttl: line 1[45], column \d+: .*; correct the Turtle there"),
        (RELATION.replace('rdfs:label "recognizes"@en , "erkennt an"@de ;', ""), "recognizes: no label; give it an rdfs:label"),
        (RELATION.replace('skos:definition "Recognizes as a state."@en ;', ""), "recognizes: no definition; give it a skos:definition"),
        (RELATION.replace("rdfs:domain kg:Power ;", ""), "recognizes: no domain; give it an rdfs:domain from core.ttl"),
        (RELATION.replace("rdfs:domain kg:Power", "rdfs:domain kg:Planet"), "the domain Planet is no class; give it an rdfs:domain"),
        (RELATION.replace("kg:sign 1", "kg:sign 2"), "'2' is no sign; write kg:sign 1, 0 or -1"),
    ],
)
def test_broken_relation_is_an_error_with_place_and_advice(folder: Path, relation: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        Ontology.load(write(folder, relation))


def test_file_in_another_encoding_is_an_error(folder: Path) -> None:
    (folder / "relations" / "x.ttl").write_bytes((HEADER + RELATION).replace("erkennt", "schätzt").encode("latin-1"))
    with pytest.raises(OntologyError, match=r"relations/x\.ttl"):
        Ontology.load(folder)


def test_folder_without_turtle_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"no Turtle file in this folder; name a folder with core\.ttl"):
        Ontology.load(tmp_path)


def test_missing_data_folder_is_an_error() -> None:
    with pytest.raises(OntologyError, match="'nowhere' is missing"):
        data_folder("nowhere")


def test_well_formed_relation_with_few_words_is_only_warned_about(folder: Path) -> None:
    found = Ontology.load(write(folder, RELATION + ENTRY)).check()
    assert [(problem.warning, problem.file, problem.entry) for problem in found] == [(True, "relations/recognizes.ttl", "recognizes")]
    assert "fewer than five words" in found[0].what


def test_shipped_ontology_keeps_its_own_shapes(shipped: Ontology) -> None:
    assert [str(problem) for problem in shipped.check() if not problem.warning] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"anerkennen"@de', '"anerkennen"', "a word without text or language"),
        ("lexinfo:partOfSpeech lexinfo:verb ;", "", "not one part of speech"),
        ("lexinfo:verb", "lexinfo:particle", "not one part of speech"),
        ("ontolex:denotes kg:recognizes", "ontolex:denotes kg:recognizes , kg:denied", "not one meaning"),
        ("ontolex:denotes kg:recognizes", "ontolex:denotes kg:recognises", "it denotes neither a relation nor a status"),
        ('kg:object "obj"', 'kg:with "obj state"', "its object has no slot"),
        ('kg:subject "subj"', 'kg:subject "sujet"', "its subject has no slot, or one that grammar does not know"),
        ('kg:object "obj"', 'kg:object "obj" ; kg:with "obj"', "kg:with names no words"),
        ("lexicog:usageExample [", "lexicog:note [", "no example"),
        ('"Ghana erkannte Togo an."@de', '"Ghana erkannte Togo an."', "an example without one sentence"),
        ("rdf:object kgr:Togo", 'rdf:object "Togo"', "an example without one object"),
        ("rdf:object kgr:Togo", "rdf:object kgr:Ghana", "an example whose subject is its object"),
        ("rdf:object kgr:Togo", "rdf:object kgr:Togo ; kg:status kg:rumoured", "an example with a status that is none"),
    ],
)
def test_broken_entry_is_a_problem_with_its_file_and_name(folder: Path, old: str, new: str, message: str) -> None:
    assert old in ENTRY
    found = problems(folder, RELATION + ENTRY.replace(old, new))
    assert [problem for problem in found if problem.what.startswith(message) and problem.entry == "recognizes_anerkennen"], found
    assert all(str(problem).startswith("relations/recognizes.ttl: recognizes") and "; " in problem.what for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (', "erkennt an"@de', "", "not one label in each of German and English"),
        ("sh:targetSubjectsOf kg:recognizes", "sh:targetSubjectsOf kg:supports", "no shape"),
    ],
)
def test_incomplete_relation_is_a_problem(folder: Path, old: str, new: str, message: str) -> None:
    found = problems(folder, RELATION.replace(old, new) + ENTRY)
    assert [problem.entry for problem in found if problem.what.startswith(message)] == ["recognizes"]


def test_each_verb_preposition_and_case_is_a_slot(folder: Path) -> None:
    slots = '"subj" , "zwischen" , "in.acc" , "gegenüber" , "each" , "compound"'
    assert problems(folder, RELATION + ENTRY.replace('kg:object "obj"', f"kg:object {slots}")) == []
