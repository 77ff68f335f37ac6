"""Memberships, agreements and conflicts known beforehand become ties, for the time in which they stand."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from kg.analysis.network import read_network
from kg.analysis.standing import Standing, standing_ties
from kg.graph.store import BACKGROUND, FACTS, PREFIXES, Store
from kg.knowledge.resources import data_folder

SEEDS = """
kgr:Peru a kg:State . kgr:Chile a kg:State . kgr:Fiji a kg:State .
kgr:Utopia a kg:State ; schema:startDate "1951"^^xsd:gYear ; schema:endDate "1960-05"^^xsd:gYearMonth .
kgr:League a kg:Organization ; kg:purpose kg:alliance ; schema:startDate "1950-01-01"^^xsd:date ; schema:endDate "1980"^^xsd:gYear ;
    kg:hasMember [ kg:member kgr:Peru ] ,
        [ kg:member kgr:Fiji ; schema:startDate "1955-03"^^xsd:gYearMonth ; schema:endDate "1970-06-01"^^xsd:date ] .
kgr:World a kg:Organization ; kg:purpose kg:universal ; kg:hasMember [ kg:member kgr:Peru ] , [ kg:member kgr:Chile ] .
kgr:Pact a kg:Agreement ; kg:kind kg:friendshipTreaty ; kg:obligation kg:defence ; kg:party kgr:Peru , kgr:Utopia ;
    schema:startDate "1955-05-01"^^xsd:date .
kgr:Friendship a kg:Agreement ; kg:kind kg:friendshipTreaty ; kg:party kgr:Chile ;
    kg:hasParty [ kg:member kgr:Fiji ; schema:startDate "1965"^^xsd:gYear ] ; schema:startDate "1960"^^xsd:gYear .
kgr:Disarmament a kg:Agreement ; kg:kind kg:armsControlTreaty ; kg:party kgr:Peru , kgr:Chile ; schema:startDate "1960"^^xsd:gYear .
"""


def store_of(seeds: str, facts: str = "") -> Store:
    heads = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
    core = (data_folder("ontologies") / "core.ttl").read_text(encoding="utf-8")
    relations = "".join((data_folder("ontologies") / f"relations/{name}.ttl").read_text(encoding="utf-8") for name in ("memberOf",))
    store = Store()
    quads = [*ox.parse(core, format=ox.RdfFormat.TURTLE), *ox.parse(relations, format=ox.RdfFormat.TURTLE)]
    store.replace_graph(BACKGROUND, [*quads, *ox.parse(heads + seeds, format=ox.RdfFormat.TURTLE)])
    store.replace_graph(FACTS, ox.parse(heads + facts, format=ox.RdfFormat.TURTLE))
    return store


def short(tie: Standing) -> tuple[str, str, str]:
    subject, relation, object_ = (part.rpartition("/")[2].rpartition("#")[2] for part in (tie.subject, tie.relation, tie.object))
    return subject, relation, object_


def ties(day: date | None = None, seeds: str = SEEDS) -> list[tuple[str, str, str]]:
    return [short(tie) for tie in standing_ties(store_of(seeds), day)]


def test_members_are_tied_to_their_alliance_and_not_to_the_whole_world() -> None:
    found = ties()
    assert [tie for tie in found if tie[1] == "memberOf"] == [("Fiji", "memberOf", "League"), ("Peru", "memberOf", "League")]


@pytest.mark.parametrize(
    ("day", "stands"), [(date(1955, 2, 28), False), (date(1955, 3, 1), True), (date(1970, 6, 1), True), (date(1970, 6, 2), False)]
)
def test_a_membership_stands_from_its_first_to_its_last_day(day: date, stands: bool) -> None:
    assert (("Fiji", "memberOf", "League") in ties(day)) is stands


@pytest.mark.parametrize(("day", "stands"), [(date(1949, 12, 31), False), (date(1980, 12, 31), True), (date(1981, 1, 1), False)])
def test_a_membership_without_dates_lasts_as_long_as_the_organization(day: date, stands: bool) -> None:
    assert (("Peru", "memberOf", "League") in ties(day)) is stands


@pytest.mark.parametrize(
    ("day", "stands"), [(date(1950, 12, 31), False), (date(1951, 1, 1), True), (date(1960, 5, 31), True), (date(1960, 6, 1), False)]
)
def test_a_membership_lasts_no_longer_than_the_member(day: date, stands: bool) -> None:
    member = 'kgr:League kg:hasMember [ kg:member kgr:Utopia ; schema:endDate "1960"^^xsd:gYear ] .'
    assert (("Utopia", "memberOf", "League") in ties(day, SEEDS + member)) is stands


def test_what_an_agreement_obliges_to_counts_more_than_its_kind() -> None:
    assert ("Peru", "signedDefencePactWith", "Utopia") in ties()
    assert ("Chile", "signedPartnershipWith", "Fiji") in ties()


@pytest.mark.parametrize(
    ("day", "stands"), [(date(1955, 4, 30), False), (date(1955, 5, 1), True), (date(1960, 5, 31), True), (date(1960, 6, 1), False)]
)
def test_an_agreement_ends_with_its_party(day: date, stands: bool) -> None:
    assert (("Peru", "signedDefencePactWith", "Utopia") in ties(day)) is stands


def test_a_party_is_bound_from_the_day_it_joins() -> None:
    assert ("Chile", "signedPartnershipWith", "Fiji") not in ties(date(1964, 12, 31))
    assert ("Chile", "signedPartnershipWith", "Fiji") in ties(date(1965, 1, 1))


def test_rivals_who_limit_their_arms_are_no_friends() -> None:
    assert {("Chile", "Peru"), ("Peru", "Chile")}.isdisjoint({(subject, object_) for subject, _, object_ in ties()})


def test_a_treaty_of_many_ties_no_pair_and_a_large_forum_nobody() -> None:
    states = [f"kgr:S{number}" for number in range(13)]
    seeds = "".join(f"{state} a kg:State . " for state in states)
    seeds += f"kgr:T a kg:Agreement ; kg:kind kg:defenceTreaty ; kg:party {' , '.join(states)} . "
    members = " , ".join(f"[ kg:member {state} ]" for state in states)
    assert ties(seeds=seeds + f"kgr:F a kg:Organization ; kg:purpose kg:forum ; kg:hasMember {members} .") == []
    assert len(ties(seeds=seeds + f"kgr:F a kg:Organization ; kg:purpose kg:community ; kg:hasMember {members} .")) == 13


CONFLICTS = """
kgr:Peru a kg:State . kgr:Chile a kg:State . kgr:Fiji a kg:State .
kgr:Utopia a kg:State ; schema:startDate "1951"^^xsd:gYear ; schema:endDate "1960-05"^^xsd:gYearMonth .
kgr:War a kg:Conflict ; kg:kind kg:war ; kg:side [ kg:member kgr:Peru , kgr:Chile ] , [ kg:member kgr:Fiji , kgr:Utopia ] ;
    schema:startDate "1950-03-02"^^xsd:date ; schema:endDate "1952"^^xsd:gYear .
kgr:Embargo a kg:Conflict ; kg:kind kg:sanctionsRegime ; kg:by kgr:Utopia , kgr:Peru ; kg:against kgr:Chile .
"""


def test_each_of_one_side_stands_against_each_of_the_other_once() -> None:
    found = [tie for tie in ties(seeds=CONFLICTS) if tie[1] == "atWarWith"]
    assert found == [
        (one, "atWarWith", other) for one, other in [("Chile", "Fiji"), ("Chile", "Utopia"), ("Fiji", "Peru"), ("Peru", "Utopia")]
    ]


def test_sanctions_go_from_those_who_impose_them_to_those_who_suffer_them() -> None:
    assert [tie for tie in ties(seeds=CONFLICTS) if tie[1] == "sanctions"] == [
        ("Peru", "sanctions", "Chile"),
        ("Utopia", "sanctions", "Chile"),
    ]


def test_a_conflict_ties_states_only_while_they_exist() -> None:
    spans = {short(tie)[::2]: (str(tie.start), str(tie.end)) for tie in standing_ties(store_of(CONFLICTS))}
    assert spans["Chile", "Fiji"] == ("1950-03-02", "1952-12-31")
    assert spans["Chile", "Utopia"] == ("1951-01-01", "1952-12-31")
    assert spans["Utopia", "Chile"] == ("1951-01-01", "1960-05-31")
    assert spans["Peru", "Chile"] == ("None", "None")


def test_a_conflict_after_the_end_of_a_state_does_not_tie_it() -> None:
    late = CONFLICTS.replace('"1950-03-02"', '"1961-03-02"').replace('"1952"', '"1962"')
    assert [tie for tie in ties(seeds=late) if tie[1] == "atWarWith"] == [("Chile", "atWarWith", "Fiji"), ("Fiji", "atWarWith", "Peru")]


def test_ties_have_the_same_names_in_every_run() -> None:
    keys = [tie.key for tie in standing_ties(store_of(SEEDS))]
    assert keys == [tie.key for tie in standing_ties(store_of(SEEDS))]
    assert len(set(keys)) == len(keys)


FACT = """
kgs:a a kg:Statement ; rdf:subject kgr:Chile ; rdf:predicate kg:memberOf ; rdf:object kgr:Fiji ; kg:evidence kge:a .
kge:a a kg:Evidence ; kg:status kg:asserted ; oa:exact "…" ."""


def test_the_network_has_known_ties_only_where_they_are_asked_for() -> None:
    store = store_of(SEEDS, FACT)
    assert read_network(store).number_of_edges() == 1
    assert read_network(store, known="met").number_of_edges() == 2
    assert read_network(store, known="all").number_of_edges() == 5


def test_a_known_tie_names_its_source_and_quotes_nobody() -> None:
    network = read_network(store_of(SEEDS), known="all")
    edge = next(data for _, _, data in network.edges(data=True) if data["name"] == "signedDefencePactWith")
    (witness,) = edge["evidence"]
    assert (witness.status, witness.quote, witness.title) == ("asserted", "", "Pact")
    assert str(witness.valid) == "1955-05-01/1960-05-31"


def test_a_known_tie_stands_between_its_own_ends_and_rests_on_its_source() -> None:
    network = read_network(store_of(SEEDS + 'kgr:Pact rdfs:label "Pact of Peace"@en .'), known="all")
    (tie,) = [(one, other, data) for one, other, data in network.edges(data=True) if data["name"] == "signedDefencePactWith"]
    one, other, data = tie
    assert data["lifted"] == (one, other) == (PREFIXES["kgr"] + "Peru", PREFIXES["kgr"] + "Utopia")
    assert data["evidence"][0].document == PREFIXES["kgr"] + "Pact"
    assert (data["symmetric"], data["review"], data["half_life"], data["first"]) == (True, None, None, date(1955, 5, 1))
    assert network.graph["sources"][PREFIXES["kgr"] + "Pact"]["en"] == "Pact of Peace"


def test_membership_and_sanctions_have_a_direction() -> None:
    network = read_network(store_of(SEEDS + CONFLICTS), known="all")
    directed = {data["name"] for *_, data in network.edges(data=True) if not data["symmetric"]}
    assert directed == {"memberOf", "sanctions"}


def test_forum_that_is_small_on_the_day_ties_its_members() -> None:
    late = " , ".join(f'[ kg:member kgr:S{number} ; schema:startDate "1990"^^xsd:gYear ]' for number in range(12))
    seeds = "".join(f"kgr:S{number} a kg:State . " for number in range(12)) + "kgr:Peru a kg:State . "
    seeds += f"kgr:F a kg:Organization ; kg:purpose kg:forum ; kg:hasMember [ kg:member kgr:Peru ] , {late} ."
    assert ties(date(1980, 1, 1), seeds) == [("Peru", "memberOf", "F")]
    assert ties(date(1995, 1, 1), seeds) == ties(None, seeds) == []
    without_one = seeds.replace("[ kg:member kgr:Peru ] , ", "")
    assert len(ties(date(1995, 1, 1), without_one)) == 12  # the most that a forum may have
