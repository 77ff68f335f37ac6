"""One actor: what it is, with whom it stands, what it is bound by, and what happened to it, on a day."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from kg.analysis.network import read_network
from kg.analysis.profiles import Item, Profile, read_profile
from kg.graph.store import BACKGROUND, FACTS, PREFIXES, Store

KGR = PREFIXES["kgr"]
HEADS = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
WORLD = """
kg:alliedWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "is allied with"@en ; kg:sign 1 ; kg:goldstein 8.0 .
kg:opposes a owl:ObjectProperty ; rdfs:label "opposes"@en ; kg:sign -1 ; kg:goldstein -4.0 .
kg:visits a owl:ObjectProperty ; rdfs:label "visits"@en ; kg:sign 1 ; kg:goldstein 1.9 ; kg:halfLife 1 .
kg:memberOf a owl:ObjectProperty ; rdfs:label "is a member of"@en ; kg:sign 1 ; kg:goldstein 6.0 .
kg:cooperatesWith a owl:ObjectProperty ; rdfs:label "cooperates with"@en ; kg:sign 1 ; kg:goldstein 5.0 .
kg:asserted a kg:Status ; kg:weight 1.0 .
kgr:Norway a kg:State ; rdfs:label "Norway"@en , "Norwegen"@de ; kg:region kgr:North . kgr:North rdfs:label "the North"@en , "Norden"@de .
kgr:Sweden a kg:State ; rdfs:label "Sweden"@en . kgr:Denmark a kg:State ; rdfs:label "Denmark"@en .
kgr:Brazil a kg:State . kgr:Peru a kg:State .
kgr:Haakon a kg:Leader ; rdfs:label "Haakon"@en , "Håkon"@no ; kg:tenure
    [ kg:office kg:headOfState ; kg:of kgr:Norway ; schema:startDate "1905-11"^^xsd:gYearMonth ; schema:endDate "1957-09-21"^^xsd:date ] .
kgr:Old_Olav a kg:Leader ; kg:tenure [ kg:office kg:regent ; kg:of kgr:Norway ] .
kg:headOfState rdfs:label "head of state"@en , "Staatsoberhaupt"@de .
kgr:Nordic_Treaty a kg:Agreement ; rdfs:label "Nordic Treaty"@en , "Nordischer Vertrag"@de ; kg:kind kg:friendshipTreaty ;
    kg:party kgr:Norway , kgr:Sweden ; schema:startDate "1950-01-01"^^xsd:date ; schema:endDate "1980"^^xsd:gYear .
kg:friendshipTreaty rdfs:label "friendship treaty"@en .
kgr:Whale_Accord a kg:Agreement ; kg:hasParty [ kg:member kgr:Norway ] .
kgr:Council a kg:Organization ; rdfs:label "Nordic Council"@en ; kg:purpose kg:community ; kg:hasMember
    [ kg:member kgr:Norway ; schema:startDate "1952"^^xsd:gYear ; schema:endDate "1960"^^xsd:gYear ] .
kg:community rdfs:label "community"@en .
kgr:Club kg:purpose kg:forum . kgr:Norway kg:memberOf kgr:Club , kgr:Council .
kgd:a a schema:NewsArticle ; schema:headline "Abendblatt" ; schema:datePublished "1955-05-01"^^xsd:date .
"""


def said(subject: str, relation: str, object_: str, day: str = "") -> str:
    name = f"{subject}_{relation}_{object_}"
    when = f' ; kg:validFrom "{day}"^^xsd:date ; kg:validTo "{day}"^^xsd:date' if day else ""
    return f"""kgs:{name} a kg:Statement ; rdf:subject kgr:{subject} ; rdf:predicate kg:{relation} ; rdf:object kgr:{object_} ;
        kg:evidence kge:{name} . kge:{name} kg:status kg:asserted ; oa:exact "…"@de ;
        prov:hadPrimarySource kgd:{"a" if day else "b"}{when} .\n"""


TOLD = (
    said("Norway", "alliedWith", "Denmark", "1951-03-01")
    + said("Sweden", "alliedWith", "Denmark", "1951-03-01")
    + said("Sweden", "alliedWith", "Norway", "1950-01-01")
    + said("Sweden", "visits", "Norway", "1955-05-01")
    + said("Brazil", "opposes", "Norway", "1953-01-01")
    + said("Haakon", "visits", "Peru", "1954-01-01")
    + said("Norway", "opposes", "Peru")
    + said("Sweden", "opposes", "Brazil", "1953-01-01")
)


def profile(actor: str, day: date = date(1955, 6, 1), more: str = "", known: str = "none") -> Profile:
    with Store() as store:
        store.replace_graph(BACKGROUND, ox.parse(HEADS + WORLD, format=ox.RdfFormat.TURTLE))
        store.replace_graph(FACTS, ox.parse(HEADS + TOLD + more, format=ox.RdfFormat.TURTLE))
        return read_profile(store, read_network(store, known=known), KGR + actor, day)  # type: ignore[arg-type]


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_profile_says_what_the_actor_is_and_where() -> None:
    found = profile("Norway")
    assert (found.actor, found.name, found.kind, found.region, found.day) == (
        KGR + "Norway",
        "Norway",
        "state",
        "the North",
        date(1955, 6, 1),
    )
    assert [short(state) for state in found.bloc] == ["Norway", "Sweden", "Denmark"]
    assert profile("Sweden").region is None


@pytest.mark.parametrize(
    ("actor", "kind", "name"),
    [
        ("Haakon", "person", "Haakon"),
        ("Council", "organization", "Nordic Council"),
        ("Old_Olav", "person", "Old Olav"),
        ("Nordic_Treaty", "agreement", "Nordic Treaty"),
        ("Nobody_Known", "actor", "Nobody Known"),
    ],
)
def test_actor_without_ties_is_what_the_store_says(actor: str, kind: str, name: str) -> None:
    found = profile(actor)
    assert (found.kind, found.region, found.bloc, found.partners, found.rivals) == (kind, None, (), (), ())
    assert found.name in (name, actor.replace("_", " "))


def test_partners_and_rivals_come_the_weightiest_first_with_their_statements() -> None:
    found = profile("Norway")
    assert [(short(partner.actor), partner.weight > 0.7) for partner in found.partners] == [("Sweden", True), ("Denmark", True)]
    assert found.partners[0].weight > found.partners[1].weight
    assert [short(key) for key in found.partners[0].keys] == ["Sweden_alliedWith_Norway", "Sweden_visits_Norway"]
    assert [short(rival.actor) for rival in found.rivals] == ["Brazil", "Peru"]  # Haakon's visit


def test_agreements_are_listed_with_kind_and_dates_the_undated_first() -> None:
    assert profile("Norway").agreements == (
        Item(KGR + "Whale_Accord", "Whale Accord", "", "", ""),
        Item(KGR + "Nordic_Treaty", "Nordic Treaty", "friendship treaty", "1950-01-01", "1980"),
    )
    assert profile("Denmark").agreements == ()


def test_leaders_are_listed_in_the_order_of_their_offices_whenever_they_held_them() -> None:
    assert profile("Norway", date(2000, 1, 1)).leaders == (
        Item(KGR + "Old_Olav", "Old Olav", "", "", ""),
        Item(KGR + "Haakon", "Haakon", "head of state", "1905-11", "1957-09-21"),
    )


@pytest.mark.parametrize(
    ("day", "member"), [(date(1951, 12, 31), False), (date(1952, 1, 1), True), (date(1960, 12, 31), True), (date(1961, 1, 1), False)]
)
def test_memberships_are_those_of_the_day(day: date, member: bool) -> None:
    council, club = Item(KGR + "Council", "Nordic Council", "community", "1952", "1960"), KGR + "Club"
    memberships = profile("Norway", day).memberships
    assert (council in memberships) is member
    assert [item.name for item in memberships if item.thing == club] == ["Club"]
    assert len(memberships) == 1 + member


def test_happenings_are_what_documents_tell_of_the_actor_and_its_leaders_in_order() -> None:
    happenings = profile("Norway", known="met").happenings
    assert [
        (happening.day, short(happening.subject), happening.relation, short(happening.object), happening.sign) for happening in happenings
    ] == [
        (None, "Norway", "opposes", "Peru", -1),
        (date(1950, 1, 1), "Sweden", "is allied with", "Norway", 1),
        (date(1951, 3, 1), "Norway", "is allied with", "Denmark", 1),
        (date(1953, 1, 1), "Brazil", "opposes", "Norway", -1),
        (date(1954, 1, 1), "Haakon", "visits", "Peru", 1),
        (date(1955, 5, 1), "Sweden", "visits", "Norway", 1),
    ]
    assert [witness.title for witness in happenings[1].witnesses] == ["Abendblatt"]
    assert {happening.review for happening in happenings} == {None}


def test_similar_actors_come_the_most_alike_first_and_at_most_six() -> None:
    alike = profile("Sweden").similar
    assert KGR + "Sweden" not in dict(alike)
    assert [value for _, value in alike] == sorted((value for _, value in alike), reverse=True)
    assert all(0 < value <= 1 for _, value in alike)
    pact = "".join(said(f"S{number}", "alliedWith", "Norway", "1951-03-01") for number in range(8))
    states = "".join(f"kgr:S{number} a kg:State .\n" for number in range(8))
    assert [(short(actor), value) for actor, value in profile("S3", more=pact + states).similar] == [
        (f"S{number}", pytest.approx(0.29258, abs=1e-5)) for number in (0, 1, 2, 4, 5, 6)
    ]


def test_organization_is_profiled_among_all_powers() -> None:
    found = profile("Council", known="all")
    assert [short(partner.actor) for partner in found.partners] == ["Norway"]
    assert [short(partner.actor) for partner in profile("Norway", known="all").partners] == ["Sweden", "Denmark"]  # a state among states


def test_review_of_a_happening_comes_with_it() -> None:
    with Store() as store:
        store.replace_graph(BACKGROUND, ox.parse(HEADS + WORLD, format=ox.RdfFormat.TURTLE))
        store.replace_graph(FACTS, ox.parse(HEADS + TOLD, format=ox.RdfFormat.TURTLE))
        archive = read_network(store)
        archive.edges[KGR + "Brazil", KGR + "Norway", PREFIXES["kgs"] + "Brazil_opposes_Norway"]["review"] = "confirmed"
        told = read_profile(store, archive, KGR + "Norway", date(1955, 6, 1)).happenings
    assert {(short(happening.subject), happening.review) for happening in told if happening.review} == {("Brazil", "confirmed")}


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        *(("", "", True), ("1955", "", True), ("1956", "", False), ("1955-07", "", False), ("1955-06-01", "", True)),
        *(("", "1955", True), ("", "1955-06", True), ("", "1955-05", False), ("", "1955-06-01", True), ("", "1955-05-31", False)),
    ],
)
def test_item_holds_from_its_first_to_its_last_day_as_far_as_its_dates_say(start: str, end: str, holds: bool) -> None:
    assert Item("urn:x", "X", "", start, end).holds_at(date(1955, 6, 1)) is holds
