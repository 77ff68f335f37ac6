"""Checks: what the ontology refuses, for which reason, and what it lets pass."""

import dataclasses
import itertools
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.checks import check, keep_shapes
from kg.extraction.statements import Evidence, Interval, Statement
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX

TYPES = {
    str(KGR.Peru): "State",
    str(KGR.Chile): "State",
    str(KGR.Mercosur): "Organization",
    str(KGR.South): "Bloc",
    str(KGR.Ana_Sol): "Leader",
    str(KGR.Peru_pact): "Agreement",
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def witness(subject: str, predicate: str, object_: str, *, start: int = 0, valid: Interval | None = None) -> Evidence:
    said = Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[object_]))
    return Evidence(said, str(KGD.d1), "Zitat", start, start + 5, "asserted", 0.75, str(LEX.entry), valid=valid)


def test_statement_that_keeps_the_shapes_is_accepted(ontology: Ontology) -> None:
    good = [witness("Peru", "alliedWith", "Chile"), witness("Ana_Sol", "visits", "Chile"), witness("Peru", "memberOf", "Mercosur")]
    assert check(good, TYPES, ontology) == (good, [])


def test_sub_class_passes_where_its_super_class_is_asked_for(ontology: Ontology) -> None:
    good = [witness("Ana_Sol", "supports", "South"), witness("Ana_Sol", "ministerOf", "Peru")]
    assert check(good, TYPES, ontology) == (good, [])


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (("Ana_Sol", "attacks", "Peru"), "The subject of attacks is a State. Ana_Sol is a Leader, Peru is a State."),
        (("Peru", "attacks", "Mercosur"), "The object of attacks is a State. Peru is a State, Mercosur is an Organization."),
        (("Peru", "alliedWith", "Nobody"), "The object of alliedWith is a Polity. Peru is a State, Nobody is of no known class."),
        (("Peru", "meetsWith", "Mercosur"), "The object of meetsWith is a Leader or State. Peru is a State, Mercosur is an Organization."),
    ],
)
def test_wrong_class_is_a_finding_with_reason_and_shape(ontology: Ontology, statement: tuple[str, str, str], reason: str) -> None:
    bad = witness(*statement)
    accepted, findings = check([bad], TYPES, ontology)
    assert accepted == []
    assert [(finding.evidence, finding.reason) for finding in findings] == [(bad, reason)]
    assert findings[0].shape == str(KG[f"{statement[1]}Shape"])


def test_bad_object_does_not_condemn_the_subjects_other_statements(ontology: Ontology) -> None:
    good, bad = witness("Peru", "attacks", "Chile"), witness("Peru", "attacks", "Mercosur", start=10)
    accepted, findings = check([bad, good], TYPES, ontology)
    assert accepted == [good]
    assert [finding.evidence for finding in findings] == [bad]


def test_all_witnesses_of_a_refused_statement_are_refused_in_order(ontology: Ontology) -> None:
    bad = [witness("South", "attacks", "Peru", start=start) for start in (30, 0, 10)]
    accepted, findings = check(bad, TYPES, ontology)
    assert accepted == []
    assert [finding.evidence for finding in findings] == bad


def test_relation_of_an_actor_to_itself_is_refused(ontology: Ontology) -> None:
    _, findings = check([witness("Peru", "praises", "Peru")], TYPES, ontology)
    assert [finding.reason for finding in findings] == ["Subject and object differ."]


def test_interval_that_ends_before_it_begins_is_refused_alone(ontology: Ontology) -> None:
    good = witness("Peru", "alliedWith", "Chile")
    bad = witness("Peru", "alliedWith", "Chile", start=7, valid=Interval(date(2023, 5, 1), date(2021, 5, 1)))
    accepted, findings = check([good, bad], TYPES, ontology)
    assert accepted == [good]
    assert [finding.reason for finding in findings] == ["What holds has one first day, not after its last."]
    assert findings[0].shape == str(KG.EvidenceFromShape)


def test_two_words_for_one_statement_in_one_place_are_one_evidence(ontology: Ontology) -> None:
    weak = witness("Peru", "alliedWith", "Chile")
    strong = dataclasses.replace(weak, confidence=0.9, entry=str(LEX.other))
    assert check([weak, strong], TYPES, ontology) == ([strong], [])


def test_empty_batch_costs_nothing(ontology: Ontology) -> None:
    assert check([], {}, ontology) == ([], [])


def test_good_batches_are_told_so_at_one_look(ontology: Ontology) -> None:
    assert keep_shapes(
        [([witness("Peru", "alliedWith", "Chile")], TYPES), ([witness("Ana_Sol", "visits", "Chile")], TYPES), ([], {})], ontology
    )


def test_one_bad_batch_among_good_ones_is_seen(ontology: Ontology) -> None:
    assert not keep_shapes([([witness("Peru", "alliedWith", "Chile")], TYPES), ([witness("Ana_Sol", "attacks", "Peru")], TYPES)], ontology)


@pytest.mark.parametrize("other", [{str(KGR.Peru): "State"}, TYPES | {str(KGR.Ana_Sol): "Person"}])
def test_class_that_one_document_knows_does_not_serve_another(ontology: Ontology, other: dict[str, str]) -> None:
    visit = [witness("Ana_Sol", "leads", "Peru")]
    assert check(visit, other, ontology)[1]
    assert not keep_shapes([(visit, TYPES), (visit, other)], ontology)


@pytest.mark.parametrize(
    ("shape", "objects"),
    [
        ("sh:targetSubjectsOf kg:party ; sh:property [ sh:path kg:party ; sh:minCount 2 ]", ("Peru", "Chile")),
        (f"sh:targetSubjectsOf kg:party ; sh:property [ sh:path kg:party ; sh:hasValue <{KGR.Peru}> ]", ("Peru", "Chile")),
        ("sh:targetSubjectsOf kg:party ; sh:not [ sh:property [ sh:path kg:party ; sh:maxCount 1 ] ]", ("Peru", "Chile")),
        ("sh:targetClass kg:Statement ; sh:property [ sh:path kg:evidence ; sh:minCount 2 ]", ("Peru", "Peru")),
    ],
)
def test_what_one_document_says_does_not_mend_another(tmp_path: Path, shape: str, objects: tuple[str, str]) -> None:
    shutil.copytree(Ontology.load().folder, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "relations/party.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\nkg:askingShape a sh:NodeShape ; {shape} .\n")
    ontology = Ontology.load(tmp_path)
    batches = [([witness("Peru_pact", "party", end, start=n)], TYPES) for n, end in enumerate(objects)]
    assert check(*batches[1], ontology)[1]
    assert not keep_shapes(batches, ontology)


def test_nothing_is_dropped(ontology: Ontology) -> None:
    names = ("Peru", "Mercosur", "South", "Ana_Sol", "Peru_pact")
    batch = [
        witness(subject, predicate, object_, start=start)
        for start, (subject, predicate, object_) in enumerate(itertools.product(names, ("leads", "party", "opposes"), names))
    ]
    accepted, findings = check(batch, TYPES, ontology)
    assert sorted([*accepted, *(finding.evidence for finding in findings)], key=lambda e: e.start) == batch


@settings(max_examples=25)
@given(data=st.data())
def test_shapes_agree_with_domain_and_range_of_the_relations(ontology: Ontology, data: st.DataObject) -> None:
    names = st.sampled_from([iri.rpartition("/")[2] for iri in TYPES])
    triples = data.draw(st.lists(st.tuples(names, st.sampled_from(sorted(ontology.relations)), names), max_size=12, unique=True))
    batch = [witness(*triple, start=index) for index, triple in enumerate(triples)]
    accepted, _ = check(batch, TYPES, ontology)
    for piece in batch:
        said, relation = piece.statement, ontology.relations[piece.statement.predicate.rpartition("#")[2]]
        fits = TYPES[said.subject] in relation.domain and TYPES[said.object] in relation.range and said.subject != said.object
        assert (piece in accepted) == fits
