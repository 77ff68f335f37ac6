"""Inference: what follows from plain triples, and that nothing else does."""

from datetime import UTC, datetime

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.build import Extraction
from kg.extraction.statements import Evidence, Statement, Status
from kg.graph.inference import closure, infer
from kg.graph.records import Run
from kg.graph.store import INFERRED, Store
from kg.knowledge.ontology import Ontology, Relation
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

ONTOLOGY = Ontology.load()
RUN = Run("0.1.0", "pipeline-1", "abc", datetime(2024, 3, 1, tzinfo=UTC))


def store_with(*statements: tuple[str, str, str], status: Status = "asserted") -> Store:
    evidence = tuple(
        Evidence(Statement(str(KGR[s]), str(KG[p]), str(KGR[o])), str(KGD.d1), "Zitat", i, i + 5, status, 1.0, str(LEX.entry))
        for i, (s, p, o) in enumerate(statements)
    )
    store = Store()
    store.add(Extraction(Document(str(KGD.d1), "d1", "Text"), evidence, (), (), ()), RUN)
    return store


def inferred(store: Store) -> set[tuple[str, ...]]:
    infer(store, ONTOLOGY)
    return {
        tuple(str(part).rstrip(">").replace("#", "/").rpartition("/")[2] for part in (quad.subject, quad.predicate, quad.object))
        for quad in store.triples(graph=INFERRED)
    }


def test_symmetric_relation_holds_both_ways() -> None:
    assert inferred(store_with(("Peru", "alliedWith", "Chile"))) == {("Chile", "alliedWith", "Peru")}


def test_special_relation_implies_the_general_ones_both_ways() -> None:
    assert inferred(store_with(("Peru", "holdsExercisesWith", "Chile"))) == {
        ("Chile", "holdsExercisesWith", "Peru"),
        *{(*pair, "Chile") for pair in (("Peru", "cooperatesMilitarilyWith"), ("Peru", "cooperatesWith"))},
        *{(*pair, "Peru") for pair in (("Chile", "cooperatesMilitarilyWith"), ("Chile", "cooperatesWith"))},
    }


def test_directed_relation_implies_a_symmetric_one() -> None:
    assert inferred(store_with(("Peru", "attacks", "Chile"))) == {("Peru", "atWarWith", "Chile"), ("Chile", "atWarWith", "Peru")}


def test_nothing_follows_from_a_rumour() -> None:
    assert inferred(store_with(("Peru", "alliedWith", "Chile"), status="claimed")) == set()


def test_what_a_document_asserts_is_not_inferred_again() -> None:
    assert inferred(store_with(("Peru", "alliedWith", "Chile"), ("Chile", "alliedWith", "Peru"))) == set()


def test_inference_again_changes_nothing_and_forgets_what_no_longer_follows() -> None:
    with store_with(("Peru", "alliedWith", "Chile")) as store:
        assert infer(store, ONTOLOGY) == infer(store, ONTOLOGY) == 1
        store.add(Extraction(Document(str(KGD.d1), "d1", "Anders"), (), (), (), ()), RUN)
        assert infer(store, ONTOLOGY) == 0
        assert list(store.triples(graph=INFERRED)) == []


def test_inverse_relation_holds_the_other_way() -> None:
    leads = Relation("urn:leads", "leads", {}, "", (), (), inverse="urn:ledBy")
    led_by = Relation("urn:ledBy", "ledBy", {}, "", (), ())
    ana, peru = ox.NamedNode("urn:ana"), ox.NamedNode("urn:peru")
    assert closure([(ana, "urn:leads", peru)], [leads, led_by]) == {(ana, "urn:leads", peru), (peru, "urn:ledBy", ana)}
    assert closure([(peru, "urn:ledBy", ana)], [leads, led_by]) == {(ana, "urn:leads", peru), (peru, "urn:ledBy", ana)}


NODES = st.sampled_from([ox.NamedNode(f"urn:{name}") for name in "abc"])
TRIPLES = st.lists(st.tuples(NODES, st.sampled_from([relation.iri for relation in ONTOLOGY.relations.values()]), NODES), max_size=6)


@given(TRIPLES, TRIPLES)
def test_closure_is_closed_and_grows_with_what_is_known(
    first: list[tuple[ox.NamedNode, str, ox.NamedNode]], more: list[tuple[ox.NamedNode, str, ox.NamedNode]]
) -> None:
    relations = list(ONTOLOGY.relations.values())
    closed = closure(first, relations)
    assert set(first) <= closed == closure(closed, relations)
    assert closed <= closure([*first, *more], relations)
