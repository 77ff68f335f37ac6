from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.ledger import Ledger
from kg.analysis.snapshots import LEAST, POWERS, STATES, at, between, signed, signed_at
from kg.analysis.witnesses import Witness, spans
from kg.extraction.statements import Interval
from kg.knowledge.terms import KG

Archive = nx.MultiDiGraph
DAY = date(1970, 1, 1)
PACTS = {"alliedWith": (1, 0.8, None), "cooperatesWith": (1, 0.6, 3.0), "memberOf": (1, 0.6, None), "threatens": (-1, 0.6, 1.0)}
PACTS |= {"negotiatesWith": (0, 0.1, 1.0), "party": (None, 0.5, None)}


def about(name: str) -> dict[str, Any]:
    sign, strength, half_life = PACTS[name]
    label = {"en": name, "de": name}
    return {
        "relation": str(KG[name]),
        "name": name,
        "label": label,
        "sign": sign,
        "symmetric": True,
        "strength": strength,
        "half_life": half_life,
    }


def archive() -> Archive:
    relations = {str(KG[name]): about(name) for name in PACTS}
    return nx.MultiDiGraph(statuses={"asserted": 1.0, "claimed": 0.5, "denied": 0.0}, relations=relations, sources={})


def tie(graph: Archive, one: str, name: str, other: str, *evidence: Witness, lifted: tuple[str, str] | None = None, **kinds: str) -> None:
    told = evidence or (Witness("asserted", "…", valid=Interval(date(1960, 1, 1), None)),)
    for end in (one, other, *(lifted or ())):
        graph.add_node(end, label={"en": end, "de": end}, kind=kinds.get(end, "state"), purpose=kinds.get(f"{end}_purpose"))
    half_life = PACTS[name][2]
    found = about(name) | {"evidence": told, "spans": spans(told, half_life), "status": told[0].status, "first": told[0].first}
    graph.add_edge(one, other, key=f"{one} {name} {other}", **found, lifted=lifted or (one, other))


def pairs(graph: Archive) -> set[tuple[str, str, str]]:
    return {(one, other, data["name"]) for one, other, data in graph.edges(data=True)}


def test_snapshot_holds_what_counts_on_the_day() -> None:
    graph = archive()
    tie(graph, "Chile", "alliedWith", "Peru", Witness("asserted", "…", valid=Interval(date(1960, 1, 1), date(1965, 1, 1))))
    assert pairs(at(graph, date(1965, 1, 1))) == {("Chile", "Peru", "alliedWith")}
    assert pairs(at(graph, date(1965, 1, 2))) == set()
    assert pairs(between(graph, date(1964, 1, 1), DAY)) == {("Chile", "Peru", "alliedWith")}
    assert pairs(between(graph)) == {("Chile", "Peru", "alliedWith")}


def test_ties_of_other_pairs_do_not_end_a_tie() -> None:
    graph = archive()
    tie(graph, "Chile", "alliedWith", "Peru")
    before = at(graph, DAY).edges["Chile", "Peru", "Chile alliedWith Peru"]
    tie(graph, "Chile", "alliedWith", "Bolivia", Witness("denied", "…", published=date(1965, 1, 1)))
    tie(graph, "Chile", "threatens", "Bolivia", Witness("asserted", "…", published=date(1969, 1, 1)))
    assert at(graph, DAY).edges["Chile", "Peru", "Chile alliedWith Peru"] == before


def test_person_stands_for_the_state_and_what_is_within_a_state_is_no_tie() -> None:
    graph = archive()
    tie(graph, "Allende", "threatens", "Peru", Witness("asserted", "…", published=DAY), lifted=("Chile", "Peru"), Allende="person")
    tie(graph, "Allende", "cooperatesWith", "Chile", Witness("asserted", "…", published=DAY), lifted=("Chile", "Chile"), Allende="person")
    assert pairs(at(graph, DAY)) == {("Chile", "Peru", "threatens")}


def test_members_of_an_alliance_are_allied_where_organizations_are_left_out() -> None:
    graph, pact = archive(), {"Pact": "organization", "Pact_purpose": str(KG.alliance)}
    tie(graph, "Chile", "memberOf", "Pact", **pact)
    tie(graph, "Peru", "memberOf", "Pact", Witness("claimed", "…", valid=Interval(date(1960, 1, 1), None)), **pact)
    ((*_, joint),) = at(graph, DAY).edges(data=True)
    assert (joint["name"], joint["weight"]) == ("alliedWith", pytest.approx(0.4))  # the looser membership is only claimed
    assert pairs(at(graph, DAY, POWERS)) == {("Chile", "Pact", "memberOf"), ("Peru", "Pact", "memberOf")}


def test_members_of_an_alliance_at_different_times_are_no_allies() -> None:
    graph, pact = archive(), {"Pact": "organization", "Pact_purpose": str(KG.alliance)}
    tie(graph, "Chile", "memberOf", "Pact", Witness("asserted", "…", valid=Interval(date(1950, 1, 1), date(1955, 1, 1))), **pact)
    tie(graph, "Peru", "memberOf", "Pact", Witness("asserted", "…", valid=Interval(date(1955, 1, 2), None)), **pact)
    tie(graph, "Cuba", "memberOf", "Pact", Witness("asserted", "…", valid=Interval(date(1955, 1, 1), None)), **pact)
    assert {(one, other) for one, other, _ in pairs(between(graph))} == {("Chile", "Cuba"), ("Cuba", "Peru")}
    assert pairs(between(graph, date(1960, 1, 1), DAY)) == {("Cuba", "Peru", "alliedWith")}


def test_surest_membership_counts_whatever_the_order() -> None:
    pact = {"Pact": "organization", "Pact_purpose": str(KG.alliance)}
    told = [Witness(status, "…", valid=Interval(date(1960, 1, 1), None)) for status in ("asserted", "claimed")]
    for order in (told, told[::-1]):
        graph = archive()
        tie(graph, "Peru", "memberOf", "Pact", **pact)
        for number, witness in enumerate(order):
            tie(graph, f"Envoy{number}", "memberOf", "Pact", witness, lifted=("Chile", "Pact"), **pact)
        ((*_, joint),) = at(graph, DAY).edges(data=True)
        assert joint["weight"] == pytest.approx(0.8)


def test_signed_graph_of_a_day_is_that_of_its_snapshot() -> None:
    graph, pact = archive(), {"Pact": "organization", "Pact_purpose": str(KG.alliance)}
    for state in ("Chile", "Peru", "Cuba"):
        tie(graph, state, "memberOf", "Pact", **pact)
    tie(graph, "Peru", "threatens", "Chile", Witness("asserted", "…", published=DAY))
    tie(graph, "Bolivia", "negotiatesWith", "Chile", Witness("asserted", "…", published=DAY))
    for kinds in (STATES, POWERS):
        direct, by_way = signed_at(graph, DAY, kinds), signed(at(graph, DAY, kinds))
        assert list(direct.nodes(data=True)) == list(by_way.nodes(data=True))
        assert list(direct.edges(data=True)) == list(by_way.edges(data=True))
        assert direct.graph == by_way.graph


@pytest.mark.parametrize("known", [{}, {str(KG.alliedWith): about("alliedWith") | {"sign": None}}], ids=["unknown", "no tie"])
@pytest.mark.parametrize("purpose", [KG.alliance, KG.community])
def test_members_are_not_tied_by_what_the_ontology_does_not_know_as_a_tie(known: dict[str, Any], purpose: str) -> None:
    graph, pact = archive(), {"Pact": "organization", "Pact_purpose": str(purpose)}
    graph.graph["relations"] = {str(KG.memberOf): about("memberOf"), **known}
    for state in ("Chile", "Peru"):
        tie(graph, state, "memberOf", "Pact", **pact)
    assert pairs(at(graph, DAY)) == pairs(between(graph)) == set()
    assert signed_at(graph, DAY).number_of_edges() == 0
    assert pairs(at(graph, DAY, POWERS)) == {("Chile", "Pact", "memberOf"), ("Peru", "Pact", "memberOf")}


DAYS = st.none() | st.dates(date(1955, 1, 1), date(1975, 12, 31))
WITNESSES = st.builds(
    Witness,
    st.sampled_from(["asserted", "claimed", "denied"]),
    st.just("…"),
    st.sampled_from(["a", "b", "c", "d"]),
    url=st.sampled_from([None, "https://a.example/1", "https://a.example/2", "https://b.example/1"]),
    published=DAYS,
    valid=st.none() | st.builds(Interval, DAYS, DAYS).filter(lambda days: not days.start or not days.end or days.start <= days.end),
    confidence=st.none() | st.floats(0.1, 1.0),
)


@given(
    st.lists(st.lists(WITNESSES, min_size=1, max_size=5), min_size=1, max_size=3),
    st.sampled_from(["alliedWith", "cooperatesWith", "threatens"]),
    st.dates(date(1955, 1, 1), date(1980, 1, 1)),
)
def test_many_days_of_an_archive_weigh_the_same_by_its_ledger(told: list[list[Witness]], name: str, day: date) -> None:
    graph = archive()
    for number, witnesses in enumerate(told):
        tie(graph, f"State{number}", name, "Peru", *witnesses)
    expected = {key: data["weight"] for *_, key, data in at(graph, day).edges(keys=True, data=True)}
    found = {key: weighs for (_, _, key, _), weighs in Ledger.of(graph).at(day) if weighs >= LEAST}
    assert found == pytest.approx(expected)


def test_members_of_a_forum_are_no_allies() -> None:
    graph, forum = archive(), {"Forum": "organization", "Forum_purpose": str(KG.forum)}
    tie(graph, "Chile", "memberOf", "Forum", **forum)
    tie(graph, "Peru", "memberOf", "Forum", **forum)
    assert pairs(at(graph, DAY)) == set()


def test_signed_graph_takes_the_balance_of_a_pair() -> None:
    graph = archive()
    tie(graph, "Chile", "alliedWith", "Peru")
    tie(graph, "Peru", "threatens", "Chile", Witness("asserted", "…", published=DAY))
    simple = signed(at(graph, DAY))
    edge = simple.edges["Chile", "Peru"]
    assert (edge["sign"], edge["weight"], edge["positive"], edge["negative"]) == (1, pytest.approx(0.2), 0.8, 0.6)
    assert edge["keys"] == ("Chile alliedWith Peru", "Peru threatens Chile")


def test_second_tie_of_one_relation_adds_nothing() -> None:
    graph = archive()
    tie(graph, "Chile", "threatens", "Peru", Witness("asserted", "…", published=DAY))
    tie(graph, "Peru", "threatens", "Chile", Witness("claimed", "…", published=DAY))
    edge = signed(at(graph, DAY)).edges["Chile", "Peru"]
    assert (edge["weight"], len(edge["keys"])) == (pytest.approx(0.6), 2)


def test_neutral_ties_and_those_without_sign_make_no_signed_edge() -> None:
    graph = archive()
    tie(graph, "Chile", "negotiatesWith", "Peru", Witness("asserted", "…", published=DAY))
    tie(graph, "Chile", "party", "Bolivia")
    assert pairs(at(graph, DAY)) == {("Chile", "Peru", "negotiatesWith")}
    assert signed(at(graph, DAY)).number_of_edges() == 0


def test_denied_tie_weighs_nothing() -> None:
    graph = archive()
    tie(graph, "Chile", "alliedWith", "Peru", Witness("denied", "…", published=DAY))
    assert at(graph, DAY).number_of_edges() == 0
