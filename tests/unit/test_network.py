from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from kg.analysis.network import read_network
from kg.analysis.snapshots import at, between
from kg.analysis.witnesses import Witness
from kg.graph.store import BACKGROUND, FACTS, PREFIXES, Store

ONTOLOGY = """
kg:alliedWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "is allied with"@en , "ist verbündet mit"@de ; kg:sign 1 .
kg:threatens a owl:ObjectProperty ; rdfs:label "threatens"@en , "droht"@de ; kg:sign -1 .
kg:leads a owl:ObjectProperty ; rdfs:label "leads"@en , "führt"@de .
kgr:Norway a kg:State ; rdfs:label "Norway"@en , "Norwegen"@de .
kgr:Iceland a kg:State ; rdfs:label "Iceland"@en , "Island"@de .
kgr:Nordic_Council a kg:Organization ; rdfs:label "Nordic Council"@en .
kgr:Einar_Gerhardsen a kg:Leader ; rdfs:label "Einar Gerhardsen"@en ;
    kg:tenure [ kg:office kg:headOfGovernment ; kg:of kgr:Norway ;
                schema:startDate "1955"^^xsd:gYear ; schema:endDate "1963-08"^^xsd:gYearMonth ] ,
              [ kg:office kg:headOfOrganization ; kg:of kgr:Nordic_Council ; schema:startDate "1956-01-01"^^xsd:date ] .
kgd:a schema:headline "Abendblatt"@de ; schema:url <https://example.org/a> ; schema:datePublished "1961-05-02"^^xsd:date .
kgd:b schema:datePublished "1963-01-09"^^xsd:date .
"""
EVIDENCE = "a kg:Evidence ; prov:hadPrimarySource"


def store_of(facts: str) -> Store:
    store = Store()
    heads = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
    store.replace_graph(BACKGROUND, ox.parse(heads + ONTOLOGY, format=ox.RdfFormat.TURTLE))
    store.replace_graph(FACTS, ox.parse(heads + facts, format=ox.RdfFormat.TURTLE))
    return store


def statement(name: str, triple: str, *evidence: str) -> str:
    subject, predicate, object_ = triple.split()
    parts = [f"kgs:{name} a kg:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {object_} ."]
    for number, told in enumerate(evidence):
        parts.append(f"kgs:{name} kg:evidence kge:{name}{number} . kge:{name}{number} {EVIDENCE} {told} .")
    return "\n".join(parts)


ALLIES = statement(
    "allies",
    "kgr:Norway kg:alliedWith kgr:Iceland",
    "kgd:a ; kg:status kg:claimed ; kg:speaker kgr:Einar_Gerhardsen ; kg:confidence 0.9 ; "
    'oa:exact "Oslo und Reykjavik seien Verbündete"@de',
    'kgd:b ; kg:status kg:asserted ; oa:exact "die beiden Verbündeten"@de ; kg:validFrom "1949-04-04"^^xsd:date',
)
NORWAY, ICELAND, GERHARDSEN, COUNCIL = (PREFIXES["kgr"] + name for name in ("Norway", "Iceland", "Einar_Gerhardsen", "Nordic_Council"))


def only_edge(store: Store, **options: object) -> dict[str, object]:
    (edge,) = read_network(store, **options).edges(data=True)  # type: ignore[arg-type]
    return edge[2]


def test_statement_becomes_one_edge_with_all_its_evidence() -> None:
    network = read_network(store_of(ALLIES))
    assert list(network.edges(keys=True)) == [(NORWAY, ICELAND, PREFIXES["kgs"] + "allies")]
    assert network.nodes[NORWAY]["label"] == {"en": "Norway", "de": "Norwegen"}
    edge = network.edges[NORWAY, ICELAND, PREFIXES["kgs"] + "allies"]
    assert (edge["name"], edge["sign"], edge["symmetric"], edge["label"]["de"]) == ("alliedWith", 1, True, "ist verbündet mit")
    assert (edge["first"], edge["last"]) == (date(1949, 4, 4), date(1961, 5, 2))
    assert edge["evidence"][1] == Witness(
        status="claimed",
        quote="Oslo und Reykjavik seien Verbündete",
        document=PREFIXES["kgd"] + "a",
        title="Abendblatt",
        url="https://example.org/a",
        published=date(1961, 5, 2),
        speaker=GERHARDSEN,
        confidence=0.9,
    )
    assert network.graph["speakers"] == {GERHARDSEN: {"en": "Einar Gerhardsen", "de": "Einar Gerhardsen"}}


@pytest.mark.parametrize(
    ("statuses", "status", "contested"),
    [
        (["possible", "claimed", "asserted"], "asserted", False),
        (["possible", "claimed"], "claimed", False),
        (["denied", "possible"], "possible", True),
        (["denied", "denied"], "denied", False),
    ],
)
def test_edge_has_its_strongest_status_and_denial_only_where_nothing_else_stands(statuses: list[str], status: str, contested: bool) -> None:
    evidence = [f'kgd:a ; kg:status kg:{found} ; oa:exact "…{found}"' for found in statuses]
    edge = only_edge(store_of(statement("s", "kgr:Iceland kg:threatens kgr:Norway", *evidence)))
    assert (edge["status"], edge["contested"], edge["sign"]) == (status, contested, -1)


def test_statuses_not_asked_for_leave_neither_evidence_nor_edge() -> None:
    store = store_of(ALLIES + statement("s", "kgr:Iceland kg:threatens kgr:Norway", "kgd:a ; kg:status kg:possible"))
    edge = only_edge(store, statuses=("asserted",))
    assert [witness.quote for witness in edge["evidence"]] == ["die beiden Verbündeten"]  # type: ignore[attr-defined]


def test_person_is_lifted_to_the_state_served_at_the_time() -> None:
    store = store_of(statement("s", "kgr:Einar_Gerhardsen kg:threatens kgr:Iceland", 'kgd:a ; kg:status kg:asserted ; oa:exact "…"'))
    assert list(read_network(store).edges()) == [(GERHARDSEN, ICELAND)]
    network = between(read_network(store))
    assert list(network.edges()) == [(NORWAY, ICELAND)]
    assert set(network) == {NORWAY, ICELAND}
    assert network.nodes[NORWAY]["kind"] == "state"


@pytest.mark.parametrize(
    ("day", "served"),
    [("1954-12-31", GERHARDSEN), ("1955-01-01", NORWAY), ("1963-08-31", NORWAY), ("1963-09-01", COUNCIL)],
)
def test_tenure_of_a_year_or_month_lasts_from_its_first_to_its_last_day(day: str, served: str) -> None:
    told = f'kgd:a ; kg:status kg:asserted ; kg:validFrom "{day}"^^xsd:date'
    edge = only_edge(store_of(statement("s", "kgr:Einar_Gerhardsen kg:threatens kgr:Iceland", told)))
    assert edge["lifted"] == (served, ICELAND)


def test_person_without_a_known_tenure_is_lifted_by_what_a_document_asserts() -> None:
    leads = statement("l", "kgr:Olafur_Thors kg:leads kgr:Iceland", "kgd:a ; kg:status kg:asserted")
    threat = statement("t", "kgr:Olafur_Thors kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")
    network = between(read_network(store_of(leads + threat)))
    assert list(network.edges()) == [(ICELAND, NORWAY)]  # leading one's own state is no edge between states


def test_thing_without_label_goes_by_the_name_in_its_iri() -> None:
    network = read_network(store_of(statement("s", "kgr:Olafur_Thors kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")))
    node = network.nodes[PREFIXES["kgr"] + "Olafur_Thors"]
    assert (node["label"], node["kind"]) == ({"en": "Olafur Thors", "de": "Olafur Thors"}, "actor")


def test_label_in_one_language_serves_for_the_other() -> None:
    network = read_network(store_of(statement("s", "kgr:Nordic_Council kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")))
    node = network.nodes[COUNCIL]
    assert (node["label"], node["kind"]) == ({"en": "Nordic Council", "de": "Nordic Council"}, "organization")


def test_relation_without_sign_is_an_edge_without_sign() -> None:
    edge = only_edge(store_of(statement("s", "kgr:Einar_Gerhardsen kg:leads kgr:Norway", "kgd:a ; kg:status kg:asserted")))
    assert edge["sign"] is None


def test_evidence_with_two_titles_is_still_one_piece() -> None:
    assert len(only_edge(store_of(ALLIES + 'kgd:a schema:headline "Morgenblatt"@de .'))["evidence"]) == 2  # type: ignore[arg-type]


def test_tie_weighs_what_the_ontology_says() -> None:
    scored = "kg:threatens kg:goldstein -6.0 ; kg:halfLife 1 . kg:asserted a kg:Status ; kg:weight 1.0 ."
    day = 'kg:validFrom "1961-05-02"^^xsd:date ; kg:validTo "1961-05-02"^^xsd:date'
    said = statement("s", "kgr:Iceland kg:threatens kgr:Norway", f"kgd:a ; kg:status kg:asserted ; {day}")
    archive = read_network(store_of(said + scored))
    edge = next(iter(archive.edges(data=True)))[2]
    assert (edge["strength"], edge["half_life"]) == (0.6, 1.0)
    assert [tie["weight"] for *_, tie in at(archive, date(1962, 5, 2)).edges(data=True)] == [pytest.approx(0.3, abs=0.001)]
    assert at(archive, date(1967, 1, 1)).number_of_edges() == 0


def test_place_region_and_purpose_come_with_the_node() -> None:
    where = 'kgr:Norway kg:region kgr:Northern_Europe ; geo:lat 61.5 ; geo:long 9.0 . kgr:Northern_Europe rdfs:label "Northern Europe"@en .'
    network = read_network(store_of(ALLIES + where))
    assert (network.nodes[NORWAY]["place"], network.nodes[ICELAND]["place"]) == ((9.0, 61.5), None)
    assert network.graph["regions"][network.nodes[NORWAY]["region"]]["de"] == "Northern Europe"


def test_empty_store_gives_an_empty_network() -> None:
    assert between(read_network(Store())).number_of_nodes() == 0


def test_latest_office_of_a_state_goes_before_that_of_an_organization_where_no_day_is_known() -> None:
    offices = """kgr:Olafur_Thors a kg:Leader ; kg:tenure
        [ kg:office kg:headOfGovernment ; kg:of kgr:Norway ; schema:startDate "1949"^^xsd:gYear ] ,
        [ kg:office kg:headOfGovernment ; kg:of kgr:Iceland ; schema:startDate "1953"^^xsd:gYear ] ,
        [ kg:office kg:headOfOrganization ; kg:of kgr:Nordic_Council ; schema:startDate "1959"^^xsd:gYear ] ."""
    told = "kgd:c ; kg:status kg:asserted"
    edge = only_edge(store_of(offices + statement("s", "kgr:Olafur_Thors kg:threatens kgr:Einar_Gerhardsen", told)))
    assert edge["lifted"] == (ICELAND, NORWAY)
    assert (edge["first"], edge["last"]) == (None, None)


def test_office_that_a_reviewer_rejects_or_a_document_only_claims_lifts_nobody() -> None:
    threat = statement("t", "kgr:Olafur_Thors kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")
    claimed = statement("l", "kgr:Olafur_Thors kg:leads kgr:Iceland", "kgd:a ; kg:status kg:claimed")
    network = read_network(store_of(claimed + threat))
    assert {data["lifted"] for *_, data in network.edges(data=True) if data["name"] == "threatens"} == {
        (PREFIXES["kgr"] + "Olafur_Thors", NORWAY)
    }


def test_office_of_a_document_ends_where_the_document_says_so() -> None:
    until = 'kgd:a ; kg:status kg:asserted ; kg:validFrom "1953-01-01"^^xsd:date ; kg:validTo "1956-07-24"^^xsd:date'
    leads = statement("l", "kgr:Olafur_Thors kg:leads kgr:Iceland", until)

    def lifted(day: str) -> set[str]:
        told = f'kgd:a ; kg:status kg:asserted ; kg:validFrom "{day}"^^xsd:date'
        network = read_network(store_of(leads + statement("t", "kgr:Olafur_Thors kg:threatens kgr:Norway", told)))
        return {data["lifted"][0].rpartition("/")[2] for *_, data in network.edges(data=True) if data["name"] == "threatens"}

    assert [lifted(day) for day in ("1952-12-31", "1953-01-01", "1956-07-24", "1956-07-25")] == [
        {"Olafur_Thors"},
        {"Iceland"},
        {"Iceland"},
        {"Olafur_Thors"},
    ]


def test_relations_of_the_store_are_told_with_sign_strength_and_half_life() -> None:
    scores = "kg:alliedWith kg:goldstein 8.3 . kg:threatens kg:goldstein -6.0 ; kg:halfLife 0.5 ."
    relations = read_network(store_of(ALLIES + scores)).graph["relations"]
    told = {
        relation["name"]: (relation["sign"], relation["symmetric"], relation["strength"], relation["half_life"])
        for relation in relations.values()
    }
    assert told == {
        "alliedWith": (1, True, pytest.approx(0.83), None),
        "threatens": (-1, False, 0.6, 0.5),
        "leads": (None, False, 0.5, None),
    }


def test_relation_that_the_ontology_does_not_know_is_an_edge_of_middle_strength() -> None:
    edge = only_edge(store_of(statement("s", "kgr:Norway kg:greets kgr:Iceland", "kgd:a ; kg:status kg:asserted")))
    assert (edge["name"], edge["sign"], edge["strength"], edge["symmetric"], edge["half_life"]) == ("greets", None, 0.5, False, None)


def test_statuses_weigh_what_the_store_says_and_else_what_the_ontology_of_the_project_says() -> None:
    assert read_network(store_of(ALLIES)).graph["statuses"] == {"asserted": 1.0, "claimed": 0.5, "possible": 0.25, "denied": 0.0}
    own = "kg:asserted a kg:Status ; kg:weight 0.9 . kg:claimed a kg:Status ; kg:weight 0.1 ."
    assert read_network(store_of(ALLIES + own)).graph["statuses"] == {"asserted": 0.9, "claimed": 0.1}


def test_label_without_language_serves_for_both_and_of_several_the_first() -> None:
    labels = 'kgr:Olafur_Thors rdfs:label "Thors" . kgr:Bjarni rdfs:label "Bjarni B"@is . kgr:Norway rdfs:label "Kingdom of Norway"@en .'
    threat = statement("t", "kgr:Olafur_Thors kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")
    nodes = read_network(
        store_of(labels + threat + statement("u", "kgr:Bjarni kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted"))
    ).nodes
    named = {node.rpartition("/")[2]: data["label"] for node, data in nodes(data=True)}
    assert named == {
        "Olafur_Thors": {"en": "Thors", "de": "Thors"},
        "Bjarni": {"en": "Bjarni B", "de": "Bjarni B"},
        "Norway": {"en": "Kingdom of Norway", "de": "Norwegen"},
    }


def test_place_needs_both_numbers() -> None:
    half = 'kgr:Norway geo:lat 61.5 . kgr:Iceland geo:lat 65.0 ; geo:long "far west" .'
    nodes = read_network(store_of(ALLIES + half)).nodes
    assert (nodes[NORWAY]["place"], nodes[ICELAND]["place"], nodes[NORWAY]["region"]) == (None, None, None)


def test_address_of_a_foreign_thing_is_its_name() -> None:
    threat = statement("t", "<https://example.org/x/Old_Union> kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")
    (foreign,) = [data["label"]["en"] for node, data in read_network(store_of(threat)).nodes(data=True) if node != NORWAY]
    assert foreign == "https://example.org/x/Old_Union"


@pytest.mark.parametrize(("day", "served"), [("1954-12-31", GERHARDSEN), ("1955-01-01", NORWAY), ("1963-09-01", COUNCIL)])
def test_person_to_whom_something_is_done_is_lifted_to_the_state_served_at_the_time(day: str, served: str) -> None:
    told = f'kgd:a ; kg:status kg:asserted ; kg:validFrom "{day}"^^xsd:date'
    assert only_edge(store_of(statement("s", "kgr:Iceland kg:threatens kgr:Einar_Gerhardsen", told)))["lifted"] == (ICELAND, served)


def test_german_label_serves_for_english_before_those_of_other_languages() -> None:
    labels = "kgr:Thing rdfs:label " + " , ".join(f'"{language}"@{language}' for language in ("aa", "de", "fr", "zz")) + " ."
    threat = statement("s", "kgr:Thing kg:threatens kgr:Norway", "kgd:a ; kg:status kg:asserted")
    assert read_network(store_of(labels + threat)).nodes[PREFIXES["kgr"] + "Thing"]["label"] == {"en": "de", "de": "de"}
