"""What is known beforehand is well formed: the Turtle in seeds/, and the reports in seeds/news."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal
from rdflib.term import Node

from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.ontology import Ontology
from kg.knowledge.seeds import check_seeds
from kg.knowledge.terms import KG, KGR, SCHEMA, entity_iri

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
FILES = sorted(SEEDS.glob("*.ttl"))
NEWS = SEEDS / "news"
NAMED_OTHERWISE = {KGR.OPEC_Plus}  # a plus sign has no place in an IRI


@pytest.fixture(scope="module")
def seeds() -> Graph:
    graph = Graph().parse(ROOT / "ontologies" / "core.ttl")
    for path in FILES:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def entities(seeds: Graph) -> dict[Node, str]:
    """Each entity of the seeds and its class."""
    return {s: str(o).removeprefix(KG) for s, o in seeds.subject_objects(RDF.type) if str(s).startswith(KGR)}


# --- the Turtle -----------------------------------------------------------------------------------------------


def test_no_entity_is_described_twice() -> None:
    subjects = Counter(name for path in FILES for name in re.findall(r"(?m)^(kgr:\S+) a ", path.read_text(encoding="utf-8")))
    assert [name for name, times in subjects.items() if times > 1] == []


def test_every_entity_has_one_class(seeds: Graph, entities: dict[Node, str]) -> None:
    assert [e for e in entities if len(list(seeds.objects(e, RDF.type))) > 1] == []


def test_every_iri_is_made_of_the_english_label(seeds: Graph, entities: dict[Node, str]) -> None:
    labels = {e: [str(x) for x in seeds.objects(e, RDFS.label) if isinstance(x, Literal) and x.language == "en"] for e in entities}
    kinds = {"Leader", "Organization", "Bloc", "Agreement", "Conflict"}
    wrong = [
        e for e, c in entities.items() if c in kinds and e not in NAMED_OTHERWISE and [entity_iri(label) for label in labels[e]] != [e]
    ]
    assert wrong == []


def test_every_name_is_trimmed_and_in_german_or_english(seeds: Graph) -> None:
    names = [o for p in (RDFS.label, SKOS.altLabel, KG.familyName, KG.seat) for o in seeds.objects(None, p) if isinstance(o, Literal)]
    assert [n for n in names if n.language not in {"de", "en"} or not n.strip() or n.strip() != str(n) or "  " in n] == []


def test_every_leader_has_a_german_name_with_a_family_name_in_it(seeds: Graph, entities: dict[Node, str]) -> None:
    def names(person: Node, *properties: Node) -> Iterator[str]:
        return (str(o) for p in properties for o in seeds.objects(person, p) if isinstance(o, Literal) and o.language == "de")

    cabinets = {str(s) for s in Graph().parse(SEEDS / "leaders-cabinets.ttl").subjects(RDF.type)}  # a name like *Müller* alone is anybody's
    leaders = [e for e, c in entities.items() if c == "Leader" and str(e) not in cabinets]
    assert len(leaders) > 600
    assert [x for x in leaders if not any(f in n for f in names(x, KG.familyName) for n in names(x, RDFS.label, SKOS.altLabel))] == []


def test_the_seeds_keep_their_shapes_and_nothing_in_them_contradicts_the_rest() -> None:
    assert check_seeds(SEEDS, Ontology.load()) == []


def test_the_states_that_matter_most_have_leaders_from_the_beginning_to_today(seeds: Graph) -> None:
    spans: dict[Node | None, list[tuple[str, str]]] = {}
    for tenure in seeds.objects(None, KG.tenure):
        if seeds.value(tenure, KG.office) in (KG.headOfState, KG.headOfGovernment, KG.rulingLeader):
            span = str(seeds.value(tenure, SCHEMA.startDate)), str(seeds.value(tenure, SCHEMA.endDate) or "9999")
            spans.setdefault(seeds.value(tenure, KG.of), []).append(span)
    whole = [state for state, held in spans.items() if min(held)[0] < "1962" and max(end for _, end in held) > "2024"]
    assert len(whole) >= 80


@pytest.mark.parametrize("office", ["foreignMinister", "defenceMinister"])
def test_twenty_five_states_have_their_ministers_since_1990(seeds: Graph, office: str) -> None:
    held: dict[Node | None, set[int]] = {}
    for tenure in seeds.subjects(KG.office, KG[office]):
        start, end = seeds.value(tenure, SCHEMA.startDate), seeds.value(tenure, SCHEMA.endDate)
        held.setdefault(seeds.value(tenure, KG.of), set()).update(range(int(str(start)[:4]), int(str(end or "2025")[:4]) + 1))
    assert len([state for state, years in held.items() if len(years & set(range(1991, 2026))) >= 30]) >= 25


def test_organizations_have_their_members_with_dates(seeds: Graph) -> None:
    dated = {o for o, node in seeds.subject_objects(KG.hasMember) if seeds.value(node, SCHEMA.startDate)}
    assert len(dated) >= 60
    assert len(list(seeds.objects(KGR.United_Nations, KG.hasMember))) >= 193


def test_agreements_have_a_day_and_many_say_what_they_oblige_to(seeds: Graph, entities: dict[Node, str]) -> None:
    agreements = [e for e, c in entities.items() if c == "Agreement"]
    assert len(agreements) >= 200
    assert [a for a in agreements if not seeds.value(a, SCHEMA.startDate)] == []
    assert len([a for a in agreements if seeds.value(a, KG.obligation)]) >= 100


@pytest.mark.parametrize(
    ("one", "other", "year"),
    [
        ("North_Korea", "Soviet_Union", "1961"),
        ("North_Korea", "China", "1961"),
        ("North_Korea", "Russia", "2000"),
        ("North_Korea", "Russia", "2024"),
        ("Soviet_Union", "Vietnam", "1978"),
        ("Russia", "Vietnam", "2001"),
        ("Russia", "Vietnam", "2012"),
        ("United_States", "Vietnam", "2023"),
        ("Japan", "United_States", "1960"),
        ("South_Korea", "United_States", "1953"),
        ("Iran", "Russia", "2025"),
        ("Saudi_Arabia", "Pakistan", "2025"),
    ],
)
def test_treaties_that_everybody_asks_for_are_there(seeds: Graph, one: str, other: str, year: str) -> None:
    of_one = set(seeds.subjects(KG.party, KGR[one]))
    both = of_one & set(seeds.subjects(KG.party, KGR[other]))
    assert [a for a in both if str(seeds.value(a, SCHEMA.startDate)).startswith(year)]


def against(seeds: Graph, one: str, other: str, kind: str) -> list[tuple[str, str]]:
    """When two states stood against each other, or one against the other, in conflicts of a kind."""
    found = []
    for conflict in seeds.subjects(KG.kind, KG[kind]):
        sides = [set(seeds.objects(side, KG.member)) for side in seeds.objects(conflict, KG.side)]
        acting = set(seeds.objects(conflict, KG.by)), set(seeds.objects(conflict, KG.against))
        if any(KGR[one] in here and KGR[other] in there for here, there in [*permutations(sides, 2), acting]):
            found.append((str(seeds.value(conflict, SCHEMA.startDate) or ""), str(seeds.value(conflict, SCHEMA.endDate) or "")))
    return sorted(found)


@pytest.mark.parametrize(
    ("kind", "least"), [("war", 80), ("rivalry", 120), ("territorialDispute", 60), ("sanctionsRegime", 30), ("brokenRelations", 30)]
)
def test_conflicts_of_each_kind_are_many_and_have_a_name_in_both_languages(seeds: Graph, kind: str, least: int) -> None:
    conflicts = list(seeds.subjects(KG.kind, KG[kind]))
    assert len(conflicts) >= least
    languages = [{o.language for o in seeds.objects(c, RDFS.label) if isinstance(o, Literal)} for c in conflicts]
    assert all(found == {"en", "de"} for found in languages)


@pytest.mark.parametrize(
    ("one", "other", "kind", "when"),
    [
        ("North_Korea", "United_States", "war", ("1950-06-25", "1953-07-27")),
        ("China", "United_States", "war", ("1950-10-19", "1953-07-27")),
        ("Israel", "Egypt", "war", ("1973-10-06", "1973-10-25")),
        ("Iran", "Iraq", "war", ("1980-09-22", "1988-08-20")),
        ("Russia", "Ukraine", "war", ("2022-02-24", "")),
        ("China", "Soviet_Union", "rivalry", ("1960-07", "1989-05-16")),
        ("Egypt", "Israel", "rivalry", ("1948-05-15", "1979-03-26")),
        ("Argentina", "United_Kingdom", "territorialDispute", ("", "")),
        ("Iran", "United_States", "brokenRelations", ("1980-04-07", "")),
        ("Bahrain", "Qatar", "sanctionsRegime", ("2017-06-05", "2021-01-05")),
        ("European_Union", "Russia", "sanctionsRegime", ("2014-03-17", "")),
    ],
)  # fmt: skip
def test_conflicts_that_everybody_asks_for_are_there(seeds: Graph, one: str, other: str, kind: str, when: tuple[str, str]) -> None:
    assert when in against(seeds, one, other, kind)


def test_only_sanctions_have_a_direction(seeds: Graph) -> None:
    assert against(seeds, "United_States", "Cuba", "sanctionsRegime")
    assert not against(seeds, "Cuba", "United_States", "sanctionsRegime")
    assert against(seeds, "Cuba", "United_States", "rivalry") == against(seeds, "United_States", "Cuba", "rivalry") != []


def test_the_names_of_conflicts_are_not_looked_for_in_texts() -> None:
    assert list(Gazetteer.load([SEEDS / "conflicts.ttl"])) == []


# --- the guards themselves fail when they should ----------------------------------------------------------------

PREFIXES = "\n".join(
    f"@prefix {name}: <{namespace}> ."
    for name, namespace in {
        "kg": KG,
        "kgr": KGR,
        "schema": SCHEMA,
        "rdfs": RDFS,
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "eli": "http://data.europa.eu/eli/ontology#",
    }.items()
)
STATES = """
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en .
kgr:Utopia a kg:State ; rdfs:label "Utopia"@en ; schema:startDate "1951"^^xsd:gYear ; schema:endDate "1960-05"^^xsd:gYearMonth ."""
TWO_HEADS = """
kgr:A a kg:Leader ; rdfs:label "A"@en ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate %s ; schema:endDate %s ] .
kgr:B a kg:Leader ; rdfs:label "B"@en ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate %s %s ] ."""
LEAGUE = 'kgr:L a kg:Organization ; rdfs:label "L"@en ; kg:purpose kg:forum ; kg:hasMember %s .'
WAR = 'kgr:W a kg:Conflict ; rdfs:label "W"@en ; kg:kind kg:war ; %s .'
EMBARGO = 'kgr:E a kg:Conflict ; rdfs:label "E"@en ; kg:kind kg:sanctionsRegime ; %s .'
FACING = "kg:side [ kg:member kgr:Peru ] , [ kg:member kgr:Chile ]"
PACT = 'kgr:P a kg:Agreement ; rdfs:label "P"@en ; kg:kind kg:defenceTreaty ; %s .'


def day(text: str) -> str:
    return f'"{text}"^^xsd:' + {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]


def problems(folder: Path, turtle: str) -> list[str]:
    (folder / "seeds.ttl").write_text(PREFIXES + STATES + turtle, encoding="utf-8")
    return [str(problem) for problem in check_seeds(folder, Ontology.load())]


def test_an_overlap_of_two_tenures_is_found(tmp_path: Path) -> None:
    found = problems(tmp_path, TWO_HEADS % (day("1990"), day("1995-03-02"), day("1995-03-01"), ""))
    assert len(found) == 1
    assert "A: B: Another holds the same office" in found[0]


@pytest.mark.parametrize(
    "spans",
    [
        (day("1990"), day("1995-03-02"), day("1995-03-02"), ""),  # the day of the handover
        (day("1990"), day("1995"), day("1995-03"), ""),  # nobody knows
        (day("1990"), day("1996"), day("1995"), '; rdfs:comment "rival government"'),
    ],
)
def test_a_handover_a_vague_date_and_a_reason_are_no_overlap(tmp_path: Path, spans: tuple[str, ...]) -> None:
    assert problems(tmp_path, TWO_HEADS % spans) == []


@pytest.mark.parametrize(
    ("turtle", "what"),
    [
        (LEAGUE % f'[ kg:member kgr:Peru ; schema:startDate {day("1995-03")} ; schema:endDate {day("1995-02")} ]', "ends before it starts"),
        (LEAGUE % "[ kg:member kgr:Atlantis ]", "A membership is of one state or organization of the seeds"),
        (LEAGUE % f'[ kg:member kgr:Utopia ; schema:startDate {day("1955")} ]', "lasts beyond the life"),
        (LEAGUE % f'[ kg:member kgr:Utopia ; schema:startDate {day("1949")} ; schema:endDate {day("1959")} ]', "lasts beyond the life"),
        (LEAGUE % f'[ kg:member kgr:Peru ] , [ kg:member kgr:Peru ; schema:startDate {day("1990")} ]', "twice on one day"),
        (PACT % f'kg:party kgr:Peru , kgr:Atlantis ; schema:startDate {day("1990")}', "A party is a state or organization of the seeds"),
        (PACT % f'kg:party kgr:Peru ; schema:startDate {day("1990")}', "two parties or more"),
        (PACT % f'kg:party kgr:Peru , kgr:Utopia ; schema:startDate {day("1961")}', "never lived under its agreement"),
        (PACT % f'kg:party kgr:Peru , kgr:Chile ; kg:signedBy kgr:Nobody ; schema:startDate {day("1961")}', "A signer is a leader"),
        (
            PACT % f'kg:party kgr:Peru , kgr:Chile ; schema:startDate {day("1961")} ; eli:first_date_entry_in_force {day("1960-12-31")}',
            "into force before it is signed",
        ),
        (PACT % f'kg:party kgr:Peru , kgr:Chile ; kg:obligation kg:love ; schema:startDate {day("1961")}', "An agreement obliges to"),
        (WAR % "kg:side [ kg:member kgr:Peru ]", "two kg:side"),
        (WAR % "kg:side [ kg:member kgr:Peru ] , [ kg:member kgr:Chile ] , [ kg:member kgr:Utopia ]", "two kg:side"),
        (WAR % "kg:by kgr:Peru ; kg:against kgr:Chile", "two kg:side"),
        (EMBARGO % FACING, "kg:by and kg:against"),
        (EMBARGO % "kg:by kgr:Peru", "kg:by and kg:against"),
        (EMBARGO % "kg:by kgr:Peru ; kg:against kgr:Atlantis", "imposed on states of the seeds"),
        (EMBARGO % "kg:by kgr:Peru ; kg:against kgr:Peru", "stands against itself"),
        (WAR % "kg:side [ kg:member kgr:Peru ] , [ kg:member kgr:Peru , kgr:Chile ]", "stands against itself"),
        (WAR % "kg:side [ kg:member kgr:Peru ] , [ kg:member kgr:Atlantis ]", "A side of a conflict has states or organizations"),
        (WAR % f"{FACING.replace('Chile', 'Utopia')} ; schema:startDate {day('1961')}", "a side never in its conflict"),
        (EMBARGO % f"kg:by kgr:Utopia ; kg:against kgr:Peru ; schema:endDate {day('1950')}", "a side never in its conflict"),
        ((WAR % FACING).replace("kg:kind kg:war", "kg:kind kg:defenceTreaty"), "A conflict is of one kind"),
        ((WAR % FACING).replace('"W"@en', '"W"@fr'), "An entity has one label in English"),
        (WAR % f"{FACING} ; schema:startDate {day('1990')} ; schema:endDate {day('1989')}", "ends before it starts"),
        (WAR % f"{FACING} ; schema:startDate {day('1990')}" + (WAR % FACING).replace("kgr:W", "kgr:V"), "twice on one day"),
        ('kgr:A a kg:Leader ; rdfs:label "A"@en .', "A leader has an office"),
        ('kgr:A a kg:Leader ; rdfs:label "A"@en ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Atlantis ] .', "An office is held"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; owl:sameAs <http://www.wikidata.org/entity/42> .', "owl:sameAs names an item of Wikidata"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; kg:cowNumber 7000 .', "Correlates of War number"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_found(tmp_path: Path, turtle: str, what: str) -> None:
    assert what in "\n".join(problems(tmp_path, turtle))


def test_what_can_be_is_not_complained_about(tmp_path: Path) -> None:
    member = f"[ kg:member kgr:Utopia ; schema:startDate {day('1951-02')} ; schema:endDate {day('1960')} ]"
    pact = PACT % f"kg:party kgr:Peru , kgr:Utopia ; schema:startDate {day('1958-05-01')}"
    assert problems(tmp_path, LEAGUE % member + pact) == []


def test_a_conflict_of_one_who_came_later_and_one_after_the_other_are_not_complained_about(tmp_path: Path) -> None:
    span = f"schema:startDate {day('1949')} ; schema:endDate {day('1952-05')}"
    war = WAR % f"kg:side [ kg:member kgr:Peru ] , [ kg:member kgr:Chile , kgr:Utopia ] ; {span}"
    again = WAR.replace("kgr:W", "kgr:V") % f"{FACING} ; schema:startDate {day('1952-05')}"
    assert problems(tmp_path, war + again + EMBARGO % "kg:by kgr:Peru , kgr:Utopia ; kg:against kgr:Chile") == []


# --- the reports ------------------------------------------------------------------------------------------------


def reports() -> list[Path]:
    return sorted(p for p in NEWS.iterdir() if p.suffix in {".txt", ".md", ".html"})


def test_every_report_stands_in_the_list_with_its_day_and_title() -> None:
    rows = [json.loads(line) for line in (NEWS / "sources.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["doc"] for row in rows] == [p.stem for p in reports()]
    assert all(date.fromisoformat(row["date"]) and row["title"] for row in rows)


def test_the_reports_are_short_and_in_every_form_that_is_read() -> None:
    assert {p.suffix for p in reports()} == {".txt", ".md", ".html"}
    words = {p.name: len(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", p.read_text(encoding="utf-8")))) for p in reports()}
    assert {name: n for name, n in words.items() if not 80 <= n <= 200} == {}
