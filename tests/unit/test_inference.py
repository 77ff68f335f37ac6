"""Inference: what follows from plain triples, that nothing else does, and that each change keeps it true."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.build import Extraction
from kg.extraction.statements import STATUSES, Evidence, Interval, Statement, Status
from kg.graph.changing import VERDICT
from kg.graph.inference import Rules, Triple, infer, quad_of
from kg.graph.records import DERIVED, Run
from kg.graph.store import BACKGROUND, FACTS, INFERRED, REVIEWS, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

RUN = Run("0.1.0", "pipeline-1", "abc", datetime(2024, 3, 1, tzinfo=UTC))
OFFICES = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State . kgr:Chile a kg:State . kgr:Bolivia a kg:State .
kgr:Ana kg:tenure kgr:t1 , kgr:t2 . kgr:Bo kg:tenure kgr:t3 .
kgr:t1 kg:of kgr:Peru ; kg:office kg:headOfState ; schema:startDate "2020-01-01"^^xsd:date ; schema:endDate "2021-12-31"^^xsd:date .
kgr:t2 kg:of kgr:Bolivia ; kg:office kg:headOfState ; schema:startDate "2022"^^xsd:gYear .
kgr:t3 kg:of kgr:Chile ; kg:office kg:headOfState ; schema:startDate "2019-01-01"^^xsd:date .
"""
Said = tuple[str, str, str]


@pytest.fixture(scope="module")
def background() -> list[ox.Quad]:
    return [*Ontology.load().vocabulary(), *ox.parse(OFFICES, format=ox.RdfFormat.TURTLE)]


@pytest.fixture
def store(background: list[ox.Quad]) -> Store:
    found = Store()
    found.replace_graph(BACKGROUND, background)
    return found


def evidence(said: Said, status: Status = "asserted", day: date | None = None, doc: str = "d1", start: int = 0) -> Evidence:
    subject, predicate, value = said
    statement = Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[value]))
    valid = Interval(day, day) if day else None
    return Evidence(statement, str(KGD[doc]), "Zitat", start, start + 5, status, 1.0, str(LEX.entry), valid=valid)


def told(store: Store, *pieces: Evidence, doc: str = "d1", published: date | None = date(2021, 6, 1)) -> None:
    store.add(Extraction(Document(str(KGD[doc]), doc, "Text", published), pieces, (), (), ()), RUN)


def judge(store: Store, said: Said, verdict: str | None) -> None:
    node = ox.NamedNode(evidence(said).statement.iri)
    old = set(store.triples(node, ox.NamedNode(VERDICT), None, REVIEWS))
    new = {ox.Quad(node, ox.NamedNode(VERDICT), ox.NamedNode(str(KG[verdict])), REVIEWS)} if verdict else set()
    store.transact(old, new)


def local(term: object) -> str:
    return str(term).rstrip(">").replace("#", "/").rpartition("/")[2]


def spoken(quads: Iterable[ox.Quad]) -> set[tuple[str, ...]]:
    return {tuple(map(local, quad.triple)) for quad in quads}


def inferred(store: Store) -> set[tuple[str, ...]]:
    return spoken(quad for quad in store.triples(graph=INFERRED) if quad.predicate.value != DERIVED)


def plain(store: Store) -> set[tuple[str, ...]]:
    ends = (quad for quad in store.triples() if quad.predicate.value.startswith(str(KG)) and local(quad.subject)[0].isupper())
    return spoken(ends)


# --- the rules of the ontology


def test_symmetric_relation_holds_both_ways(store: Store) -> None:
    told(store, evidence(("Peru", "alliedWith", "Chile")))
    assert inferred(store) == {("Chile", "alliedWith", "Peru")}


def test_special_relation_implies_the_general_ones_both_ways(store: Store) -> None:
    told(store, evidence(("Peru", "holdsExercisesWith", "Chile")))
    assert inferred(store) == {
        ("Chile", "holdsExercisesWith", "Peru"),
        *{(*pair, "Chile") for pair in (("Peru", "cooperatesMilitarilyWith"), ("Peru", "cooperatesWith"))},
        *{(*pair, "Peru") for pair in (("Chile", "cooperatesMilitarilyWith"), ("Chile", "cooperatesWith"))},
    }


def test_directed_relation_implies_a_symmetric_one(store: Store) -> None:
    told(store, evidence(("Peru", "attacks", "Chile")))
    assert inferred(store) == {("Peru", "atWarWith", "Chile"), ("Chile", "atWarWith", "Peru")}


def test_nothing_follows_from_a_rumour(store: Store) -> None:
    told(store, evidence(("Peru", "alliedWith", "Chile"), "claimed"))
    assert inferred(store) == set()


def test_what_a_document_asserts_is_not_inferred_again(store: Store) -> None:
    told(store, evidence(("Peru", "alliedWith", "Chile")), evidence(("Chile", "alliedWith", "Peru"), start=9))
    assert inferred(store) == set()


def test_what_is_no_longer_asserted_may_still_follow(store: Store) -> None:
    told(store, evidence(("Peru", "alliedWith", "Chile"), doc="d1"), doc="d1")
    told(store, evidence(("Chile", "alliedWith", "Peru"), doc="d2"), doc="d2")
    store.retract(str(KGD.d1))
    assert plain(store) == {("Chile", "alliedWith", "Peru")}
    assert inferred(store) == {("Peru", "alliedWith", "Chile")}


def test_inverse_relation_holds_the_other_way() -> None:
    with Store() as store:
        store.replace_graph(
            BACKGROUND, ox.parse("<urn:leads> <http://www.w3.org/2002/07/owl#inverseOf> <urn:ledBy> .", ox.RdfFormat.TURTLE)
        )
        both = {("urn:ana", "urn:leads", "urn:peru"), ("urn:peru", "urn:ledBy", "urn:ana")}
        assert store.rules.consequences(("urn:ana", "urn:leads", "urn:peru")) == both
        assert store.rules.consequences(("urn:peru", "urn:ledBy", "urn:ana")) == both


# --- leaders and their states


def test_state_of_a_leader_does_what_the_leader_does_in_office(store: Store) -> None:
    told(store, evidence(("Ana", "criticizes", "Chile"), day=date(2021, 3, 1)))
    assert inferred(store) == {("Peru", "criticizes", "Chile")}


def test_day_decides_whose_leader_it_was(store: Store) -> None:
    told(store, evidence(("Ana", "criticizes", "Chile"), day=date(2023, 3, 1)))
    assert inferred(store) == {("Bolivia", "criticizes", "Chile")}


def test_day_of_publication_stands_in_for_the_day(store: Store) -> None:
    told(store, evidence(("Ana", "criticizes", "Chile")), published=date(2020, 5, 1))
    assert inferred(store) == {("Peru", "criticizes", "Chile")}


def test_nothing_is_lifted_before_the_office_or_without_a_day(store: Store) -> None:
    told(store, evidence(("Ana", "criticizes", "Chile"), day=date(2011, 1, 1)))
    told(store, evidence(("Ana", "praises", "Chile"), doc="d2"), doc="d2", published=None)
    assert inferred(store) == set()


def test_meeting_of_two_leaders_is_one_of_their_states_both_ways(store: Store) -> None:
    told(store, evidence(("Ana", "meetsWith", "Bo"), day=date(2021, 3, 1)))
    assert inferred(store) == {("Bo", "meetsWith", "Ana"), ("Peru", "meetsWith", "Chile"), ("Chile", "meetsWith", "Peru")}


def test_state_does_not_visit_and_does_not_criticize_itself(store: Store) -> None:
    told(store, evidence(("Ana", "visits", "Chile")), evidence(("Ana", "criticizes", "Peru"), start=9, day=date(2021, 1, 1)))
    assert inferred(store) == set()


def test_lifted_triple_is_tied_to_its_statement_and_goes_with_it(store: Store) -> None:
    piece = evidence(("Ana", "criticizes", "Chile"), day=date(2021, 3, 1))
    told(store, piece)
    links = [quad for quad in store.triples(graph=INFERRED) if quad.predicate.value == DERIVED]
    lifted = Statement(str(KGR.Peru), str(KG.criticizes), str(KGR.Chile))
    assert [(quad.subject, quad.object) for quad in links] == [(ox.NamedNode(lifted.iri), ox.NamedNode(piece.statement.iri))]
    store.retract(str(KGD.d1))
    assert list(store.triples(graph=INFERRED)) == list(store.triples(graph=FACTS)) == []


# --- verdicts


def test_rejected_statement_has_no_plain_triple_and_nothing_follows_from_it(store: Store) -> None:
    said = ("Peru", "alliedWith", "Chile")
    told(store, evidence(said))
    judge(store, said, "rejected")
    assert plain(store) == inferred(store) == set()
    judge(store, said, None)
    assert plain(store) == {said}
    assert inferred(store) == {("Chile", "alliedWith", "Peru")}


def test_verdict_outlives_the_documents(store: Store) -> None:
    said = ("Peru", "alliedWith", "Chile")
    told(store, evidence(said))
    judge(store, said, "rejected")
    store.retract(str(KGD.d1))
    told(store, evidence(said, doc="d2"), doc="d2")
    assert plain(store) == set()


def test_confirmation_makes_no_fact_of_a_rumour(store: Store) -> None:
    said = ("Peru", "alliedWith", "Chile")
    told(store, evidence(said, "claimed"))
    judge(store, said, "confirmed")
    assert plain(store) == set()


# --- every change keeps it true

SAID = st.tuples(
    st.sampled_from(["Ana", "Bo", "Peru", "Chile"]),
    st.sampled_from(["meetsWith", "criticizes", "holdsExercisesWith", "cooperatesWith", "attacks", "atWarWith"]),
    st.sampled_from(["Ana", "Bo", "Peru", "Chile"]),
)
DAYS = st.sampled_from([None, date(2018, 1, 1), date(2021, 1, 1), date(2023, 1, 1)])
DOCS = st.sampled_from(["d1", "d2"])
PIECES = st.lists(st.tuples(SAID, st.sampled_from(STATUSES), DAYS), max_size=4)
CHANGES = st.one_of(
    st.tuples(st.just("read"), DOCS, PIECES, DAYS),
    st.tuples(st.just("retract"), DOCS),
    st.tuples(st.just("judge"), SAID, st.sampled_from(["confirmed", "rejected", None])),
)


@settings(deadline=None)
@given(st.lists(CHANGES, max_size=8))
def test_change_leaves_what_a_fresh_inference_would_draw(background: list[ox.Quad], changes: list[tuple]) -> None:  # type: ignore[type-arg]
    with Store() as store:
        store.replace_graph(BACKGROUND, background)
        for kind, what, *rest in changes:
            if kind == "read":
                pieces, published = rest
                told(store, *(evidence(*piece, doc=what, start=n) for n, piece in enumerate(pieces)), doc=what, published=published)
            elif kind == "retract":
                store.retract(str(KGD[what]))
            else:
                judge(store, what, rest[0])
        kept = set(store.triples(graph=INFERRED))
        infer(store)
        assert set(store.triples(graph=INFERRED)) == kept
        assert not kept & {ox.Quad(*quad.triple, INFERRED) for quad in (*store.triples(), *store.triples(graph=BACKGROUND))}


@pytest.fixture(scope="module")
def rules(background: list[ox.Quad]) -> Rules:
    with Store() as store:
        store.replace_graph(BACKGROUND, background)
        return store.rules


NODES = st.sampled_from(["urn:a", "urn:b", "urn:c"])
RULES = st.sampled_from(["alliedWith", "attacks", "holdsExercisesWith", "visits", "signedDefencePactWith"]).map(lambda name: str(KG[name]))


@given(st.tuples(NODES, RULES, NODES), st.tuples(NODES, RULES, NODES))
@settings(deadline=None)
def test_premises_are_what_consequences_come_from(rules: Rules, one: Triple, other: Triple) -> None:
    for follows in rules.consequences(one):
        assert one in rules.premises(follows)
        assert rules.consequences(follows) <= rules.consequences(one)
    assert (other in rules.consequences(one)) == (one in rules.premises(other))


# --- anew


def test_inferring_anew_draws_nothing_from_what_was_inferred_and_tells_how_many_triples_follow(store: Store) -> None:
    told(store, evidence(("Ana", "meetsWith", "Bo"), day=date(2021, 3, 1)))
    triple = (str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
    store.backend.load([quad_of(triple, INFERRED), ox.Quad(*map(ox.NamedNode, triple), REVIEWS)])
    assert infer(store) == 3
    assert inferred(store) == {("Bo", "meetsWith", "Ana"), ("Peru", "meetsWith", "Chile"), ("Chile", "meetsWith", "Peru")}


def test_inferring_anew_draws_from_the_background_too_and_ties_no_triple_to_itself(store: Store) -> None:
    store.backend.load([quad_of((str(KGR.Peru), str(KG.alliedWith), str(end)), BACKGROUND) for end in (KGR.Chile, KGR.Peru)])
    assert infer(store) == 1
    assert inferred(store) == {("Chile", "alliedWith", "Peru")}


def test_office_that_began_last_counts_and_one_without_a_beginning_least(background: list[ox.Quad]) -> None:
    offices = """
        kgr:Cy kg:tenure kgr:t4 , kgr:t5 , kgr:t6 .
        kgr:t4 kg:of kgr:Bolivia ; kg:office kg:headOfState ; schema:startDate "2020"^^xsd:gYear .
        kgr:t5 kg:of kgr:Peru ; kg:office kg:headOfState ; schema:startDate "2021-02-30"^^xsd:date .
        kgr:t6 kg:of kgr:Chile ; kg:office kg:foreignMinister ;
            schema:startDate "2020-06"^^xsd:gYearMonth ; schema:endDate "2022"^^xsd:gYear ."""
    heads = "\n".join(line for line in OFFICES.splitlines() if line.startswith("@prefix"))
    with Store() as found:
        found.replace_graph(BACKGROUND, [*background, *ox.parse(heads + offices, format=ox.RdfFormat.TURTLE)])
        said = Statement(str(KGR.Cy), str(KG.criticizes), str(KGR.Fiji))
        served = [
            local(next(iter(found.rules.lifted(said, [day])))[0])
            for day in map(date.fromisoformat, ("2020-05-31", "2020-06-01", "2022-12-31", "2023-01-01"))
        ]
        ever = {local(subject) for subject, _, _ in found.rules.ever_lifted(said)}
    assert served == ["Bolivia", "Chile", "Chile", "Bolivia"]
    assert ever == {"Bolivia", "Chile", "Peru"}
