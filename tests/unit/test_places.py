"""Every state of the seeds has a place and a region, and no name is read from either."""

from __future__ import annotations

from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, Namespace
from rdflib.term import Node

from kg.errors import SeedError
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.ontology import Ontology
from kg.knowledge.seeds import check_seeds
from kg.knowledge.terms import KG, KGR
from kg.views.map import Point, projected

ROOT = Path(__file__).parents[2]
STATES, PLACES = ROOT / "seeds" / "states.ttl", ROOT / "seeds" / "places.ttl"
GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
NEAR, FAR = 0.15, 0.6  # radii of the Earth: 960 and 3800 km


@pytest.fixture(scope="module")
def seeds() -> Graph:
    graph = Graph().parse(ROOT / "ontologies" / "core.ttl")
    return graph.parse(STATES).parse(PLACES)


@pytest.fixture(scope="module")
def places(seeds: Graph) -> dict[Node, Point]:
    """Where each state lies on the map."""

    def degrees(state: Node, axis: Node) -> float:
        return float(str(seeds.value(state, axis, any=False)))

    return {state: projected(degrees(state, GEO.long), degrees(state, GEO.lat)) for state in seeds.subjects(RDF.type, KG.State)}


def region(seeds: Graph, state: str) -> str:
    return str(seeds.value(KGR[state], KG.region)).removeprefix(KG)


def test_every_state_lies_in_one_region_with_a_name_in_both_languages(seeds: Graph, places: dict[Node, Point]) -> None:
    found = {state: list(seeds.objects(state, KG.region)) for state in places}
    assert [state for state, regions in found.items() if len(regions) != 1] == []
    regions = set(seeds.subjects(RDF.type, KG.Region))
    assert {one for (one,) in found.values()} == regions
    names = {(one, name.language) for one in regions for name in seeds.objects(one, RDFS.label) if isinstance(name, Literal)}
    assert names == {(one, language) for one in regions for language in ("en", "de")}


def test_states_of_the_past_lie_near_one_that_took_their_place(seeds: Graph, places: dict[Node, Point]) -> None:
    heirs: dict[Node, list[Node]] = {}
    for gone, heir in seeds.subject_objects(DCTERMS.isReplacedBy):
        heirs.setdefault(gone, []).append(heir)
    assert len(heirs) == 11
    assert [gone for gone, found in heirs.items() if min(dist(places[gone], places[heir]) for heir in found) > NEAR] == []


def test_no_two_states_of_one_time_have_the_same_place(places: dict[Node, Point]) -> None:
    same = {frozenset(pair) for pair in combinations(places, 2) if dist(places[pair[0]], places[pair[1]]) < 1e-4}
    assert same == {frozenset((KGR.Rhodesia, KGR.Zimbabwe))}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("Canada", "northernAmerica"),
        ("Mexico", "latinAmericaAndTheCaribbean"),
        ("Cyprus", "westernEurope"),
        ("Greece", "westernEurope"),
        ("Estonia", "easternEurope"),
        ("East_Germany", "easternEurope"),
        ("Russia", "easternEurope"),
        ("Turkiye", "middleEastAndNorthAfrica"),
        ("Iran", "middleEastAndNorthAfrica"),
        ("Mauritania", "westernAndCentralAfrica"),
        ("Sudan", "easternAndSouthernAfrica"),
        ("Djibouti", "easternAndSouthernAfrica"),
        ("Georgia", "centralAsiaAndCaucasus"),
        ("Afghanistan", "southAsia"),
        ("Mongolia", "eastAsia"),
        ("Myanmar", "southeastAsia"),
        ("Timor-Leste", "southeastAsia"),
        ("Papua_New_Guinea", "oceania"),
    ],
)
def test_the_region_of_a_state_at_the_edge_of_two_is_the_one_that_the_ontology_says(seeds: Graph, state: str, expected: str) -> None:
    assert region(seeds, state) == expected


def test_states_of_a_region_lie_together(seeds: Graph, places: dict[Node, Point]) -> None:
    regions: dict[str, list[Point]] = {}
    for state, place in places.items():
        regions.setdefault(region(seeds, str(state).removeprefix(KGR)), []).append(place)
    alone = [name for name, found in regions.items() for one in found if min(dist(one, two) for two in found if two is not one) > FAR]
    assert alone == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_places_are_no_names(language: str) -> None:
    with_places, without = Gazetteer.load([PLACES, STATES], language), Gazetteer.load(STATES, language)
    assert list(with_places) == list(without)
    assert [entity.names for entity in with_places] == [entity.names for entity in without]


# --- the guards themselves fail when they should ----------------------------------------------------------------

PREFIXES = f"@prefix geo: <{GEO}> . @prefix kg: <{KG}> . @prefix kgr: <{KGR}> . @prefix rdfs: <{RDFS}> .\n"
PERU = 'kgr:Peru a kg:State ; rdfs:label "Peru"@en ; '


@pytest.mark.parametrize(
    ("turtle", "what"),
    [
        (PERU + "geo:lat -91.0 ; geo:long -73.1 ; kg:region kg:oceania .", "one latitude, from -90 to 90"),
        (PERU + "geo:lat -13.0 ; geo:long 181.0 ; kg:region kg:oceania .", "one longitude, from -180 to 180"),
        (PERU + "geo:lat -13.0 , -14.0 ; geo:long -73.1 ; kg:region kg:oceania .", "one latitude"),
        (PERU + "geo:lat -13.0 ; kg:region kg:oceania .", "one longitude"),
        (PERU + "geo:lat -13.0 ; geo:long -73.1 .", "lies in one region"),
        (PERU + "geo:lat -13.0 ; geo:long -73.1 ; kg:region kg:oceania , kg:southAsia .", "lies in one region"),
        (PERU + "geo:lat -13.0 ; geo:long -73.1 ; kg:region kg:atlantis .", "lies in one region"),
        ("kgr:Lima geo:lat -12.0 ; geo:long -77.0 ; kg:region kg:oceania .", "Only a state of the seeds has a place"),
    ],
)
def test_a_place_that_cannot_be_is_found(tmp_path: Path, turtle: str, what: str) -> None:
    (tmp_path / "places.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    assert what in "\n".join(str(problem) for problem in check_seeds(tmp_path, Ontology.load()))


def test_a_state_of_ones_own_needs_no_place(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(PREFIXES + PERU.rstrip("; ") + " .", encoding="utf-8")
    assert check_seeds(tmp_path, Ontology.load()) == []


def test_a_fault_of_a_state_is_reported_in_the_file_with_its_class(tmp_path: Path) -> None:
    (tmp_path / "places.ttl").write_text(PREFIXES + "kgr:Peru geo:lat -13.0 .", encoding="utf-8")
    (tmp_path / "states.ttl").write_text(PREFIXES + "kgr:Peru a kg:State .", encoding="utf-8")
    with pytest.raises(SeedError, match=r"states\.ttl: Peru: has no English label"):
        Gazetteer.load(tmp_path)
