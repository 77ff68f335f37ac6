"""Why a statement stands: the words that carry it, by status and day, and the rules by which it follows."""

from collections.abc import Callable
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest

from kg.extraction.statements import Statement
from kg.graph.explanations import explain, standing
from kg.graph.reviews import Review, record
from kg.graph.store import BACKGROUND, Store
from kg.knowledge.terms import KG, KGR

Reported = Callable[..., Store]


def said(text: str) -> Statement:
    subject, predicate, value = text.split()
    return Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[value]))


def told(store: Store, text: str) -> list[tuple[str, str, str]]:
    """Status, document and rules of each witness."""
    found = explain(store, said(text)).witnesses
    return [(w.evidence.status, w.evidence.document.rpartition("/")[2], " ".join(w.rules)) for w in found]


def test_words_come_by_status_and_the_newest_first(reported: Reported) -> None:
    days = (("d1", "2024-01-01"), ("d3", "2024-03-01"), ("d2", "2024-02-01"))
    store = reported(*((f"{d} {day} {status}", "Peru sanctions Chile") for status in ("denied", "claimed", "asserted") for d, day in days))
    assert [w[:2] for w in told(store, "Peru sanctions Chile")] == [
        (status, document) for status in ("asserted", "claimed", "denied") for document in ("d3", "d2", "d1")
    ]


def test_witness_knows_its_source_and_its_run(reported: Reported) -> None:
    store = reported(("andes.example/d1 2024-01-01 asserted", "Peru sanctions Chile"))
    [witness] = explain(store, said("Peru sanctions Chile")).witnesses
    assert (witness.source, witness.url, witness.title) == ("andes.example", "https://www.andes.example/d1", "Titel")
    assert witness.run
    assert (witness.run.version, witness.run.started) == ("1", datetime(2024, 6, 1, tzinfo=UTC))


def test_symmetric_relation_is_explained_by_the_other_direction(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru alliedWith Chile"), ("d2 2024-01-02 denied", "Chile alliedWith Peru"))
    assert told(store, "Chile alliedWith Peru") == [("asserted", "d1", "symmetric"), ("denied", "d2", "")]
    assert standing(store, said("Peru alliedWith Chile")) == "stated"
    assert standing(store, said("Chile alliedWith Peru")) == "inferred"


def test_general_relation_is_explained_by_the_special_one_but_not_denied_by_its_denial(reported: Reported) -> None:
    store = reported(
        ("d1 2024-01-01 asserted", "Peru signedDefencePactWith Chile"), ("d2 2024-01-02 denied", "Peru signedPartnershipWith Chile")
    )
    assert told(store, "Peru signedAgreementWith Chile") == [("asserted", "d1", "super-property")]
    assert told(store, "Chile signedAgreementWith Peru")[0][2] in ("symmetric super-property", "super-property symmetric")


def test_inverse_relation_is_explained(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru armsFrom Chile"))
    inverse = ox.Quad(
        ox.NamedNode(str(KG.armsFrom)),
        ox.NamedNode("http://www.w3.org/2002/07/owl#inverseOf"),
        ox.NamedNode(str(KG.suppliesArmsTo)),
        BACKGROUND,
    )
    store.replace_graph(BACKGROUND, [*store.triples(graph=BACKGROUND), inverse])
    assert told(store, "Chile suppliesArmsTo Peru") == [("asserted", "d1", "inverse")]


def test_what_a_state_does_is_explained_by_its_leader_in_office(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Ana_Sol praises Chile"), ("d2 2024-01-02 denied", "Ana_Sol praises Chile"))
    found = explain(store, said("Peru praises Chile"))
    assert found.standing == "inferred"
    assert [(w.evidence.statement, w.evidence.status, w.rules) for w in found.witnesses] == [
        (said("Ana_Sol praises Chile"), "asserted", ("state of a leader",))
    ]


def test_what_a_leader_did_before_the_office_explains_nothing_of_the_state(reported: Reported) -> None:
    store = reported(("d1 2018-01-01 asserted", "Ana_Sol praises Chile"))
    found = explain(store, said("Peru praises Chile"))
    assert (found.standing, found.witnesses, found.grounds) == ("unasserted", (), ())


def test_what_is_known_beforehand_is_a_ground_without_words(reported: Reported) -> None:
    store = reported()
    allied = ox.Quad(ox.NamedNode(str(KGR.Peru)), ox.NamedNode(str(KG.alliedWith)), ox.NamedNode(str(KGR.Chile)), BACKGROUND)
    store.replace_graph(BACKGROUND, [*store.triples(graph=BACKGROUND), allied])
    found = explain(store, said("Chile alliedWith Peru"))
    [ground] = found.grounds
    assert (ground.statement, ground.rules, ground.known, found.witnesses) == (said("Peru alliedWith Chile"), ("symmetric",), True, ())
    assert standing(store, said("Peru alliedWith Chile")) == "known"


@pytest.mark.parametrize("status", ["claimed", "possible", "denied"])
def test_what_no_document_asserts_is_no_fact(reported: Reported, status: str) -> None:
    found = explain(reported((f"d1 2024-01-01 {status}", "Peru sanctions Chile")), said("Peru sanctions Chile"))
    assert (found.standing, len(found.witnesses)) == ("unasserted", 1)


def test_verdict_of_reviewers_comes_with_the_witnesses(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru alliedWith Chile"))
    review = Review(said("Peru alliedWith Chile"), "rejected", "Ada", datetime(2024, 7, 1, tzinfo=UTC), "falsch gelesen")
    record(store, [review])
    found = explain(store, said("Chile alliedWith Peru"))
    assert (found.standing, found.reviews, [w.verdict for w in found.witnesses]) == ("unasserted", (review,), ["rejected"])


def test_witness_of_a_document_of_which_nothing_is_known_stands_with_the_documents_name_as_its_source(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru sanctions Chile"), ("d2 2024-01-02 asserted", "Peru sanctions Chile"))
    document = ox.NamedNode("https://w3id.org/stategraph/document/d2")
    store.transact(set(store.triples(document)), set())
    known, unknown = explain(store, said("Peru sanctions Chile")).witnesses
    assert (known.title, known.published is not None) == ("Titel", True)
    assert (unknown.source, unknown.title, unknown.url, unknown.published, unknown.verdict) == (document.value, None, None, None, None)
