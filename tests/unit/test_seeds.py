"""What is known beforehand is well formed: the Turtle in seeds/, and the reports in seeds/news."""

from __future__ import annotations

import calendar
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal
from rdflib.term import Node

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


def earliest(day: Node) -> date:
    """The first day that a date, a month or a year may mean."""
    year, month, number = (*map(int, str(day).split("-")), 1, 1)[:3]
    return date(year, month, number)


def latest(day: Node) -> date:
    """The last day that a date, a month or a year may mean."""
    year, month, number = (*map(int, str(day).split("-")), 0, 0)[:3]
    return date(year, month or 12, number or calendar.monthrange(year, month or 12)[1])


def backward(graph: Graph) -> list[Node]:
    """What ends for sure before it starts."""
    ends = graph.subject_objects(SCHEMA.endDate)
    return [s for s, end in ends if (start := graph.value(s, SCHEMA.startDate)) and earliest(start) > latest(end)]


def rivals(graph: Graph, office: Node) -> list[tuple[str, str]]:
    """Pairs of people who held the office of one state on one day for sure, with no comment that says why."""
    held: dict[Node | None, list[tuple[date, date, str]]] = {}
    for person, tenure in graph.subject_objects(KG.tenure):
        if graph.value(tenure, KG.office) == office and not graph.value(tenure, RDFS.comment):
            start, end = graph.value(tenure, SCHEMA.startDate), graph.value(tenure, SCHEMA.endDate)
            span = (latest(start) if start else date.min, earliest(end) if end else date.max, str(person).removeprefix(KGR))
            held.setdefault(graph.value(tenure, KG.of), []).append(span)
    pairs = (pair for spans in held.values() for pair in combinations(sorted(spans), 2))
    return [(a[2], b[2]) for a, b in pairs if max(a[0], b[0]) < min(a[1], b[1])]


def strays(graph: Graph, entities: dict[Node, str], **allowed: str) -> list[tuple[str, str]]:
    """Objects of the properties named that are no entity of a class allowed for it."""
    return [
        (name, str(o)) for name, classes in allowed.items() for o in graph.objects(None, KG[name]) if entities.get(o) not in classes.split()
    ]


# --- the Turtle -----------------------------------------------------------------------------------------------


def test_no_entity_is_described_twice() -> None:
    subjects = Counter(name for path in FILES for name in re.findall(r"(?m)^(kgr:\S+) a ", path.read_text(encoding="utf-8")))
    assert [name for name, times in subjects.items() if times > 1] == []


def test_every_entity_has_one_class(seeds: Graph, entities: dict[Node, str]) -> None:
    assert [e for e in entities if len(list(seeds.objects(e, RDF.type))) > 1] == []


def test_every_iri_is_made_of_the_english_label(seeds: Graph, entities: dict[Node, str]) -> None:
    labels = {e: [str(x) for x in seeds.objects(e, RDFS.label) if isinstance(x, Literal) and x.language == "en"] for e in entities}
    kinds = {"Leader", "Organization", "Bloc", "Agreement"}
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

    leaders = [e for e, c in entities.items() if c == "Leader"]
    assert len(leaders) > 600
    assert [x for x in leaders if not any(f in n for f in names(x, KG.familyName) for n in names(x, RDFS.label, SKOS.altLabel))] == []


def test_every_tenure_has_one_office_and_one_state_or_organization(seeds: Graph, entities: dict[Node, str]) -> None:
    offices = set(seeds.subjects(RDF.type, KG.Office))
    tenures = list(seeds.objects(None, KG.tenure))
    assert {seeds.value(t, KG.office, any=False) for t in tenures} <= offices
    assert strays(seeds, entities, of="State Organization") == []
    assert [t for t in tenures if len(list(seeds.objects(t, KG.of))) != 1] == []
    assert [e for e, c in entities.items() if c == "Leader" and not seeds.value(e, KG.tenure)] == []


def test_every_member_and_party_is_an_entity_of_the_seeds(seeds: Graph, entities: dict[Node, str]) -> None:
    assert strays(seeds, entities, member="State", party="State Organization", signedBy="Leader") == []


def test_nothing_ends_before_it_starts(seeds: Graph) -> None:
    assert backward(seeds) == []


@pytest.mark.parametrize("office", ["headOfState", "headOfGovernment"])
def test_no_state_has_two_heads_on_one_day_without_a_reason(seeds: Graph, office: str) -> None:
    assert rivals(seeds, KG[office]) == []


def test_every_agreement_has_two_parties_and_a_day_of_signature_or_a_comment(seeds: Graph, entities: dict[Node, str]) -> None:
    agreements = [e for e, c in entities.items() if c == "Agreement"]
    assert len(agreements) >= 40
    assert [a for a in agreements if len(list(seeds.objects(a, KG.party))) < 2] == []
    assert [a for a in agreements if not seeds.value(a, SCHEMA.startDate) and not seeds.value(a, RDFS.comment)] == []


# --- the guards themselves fail when they should ----------------------------------------------------------------

PREFIXES = f"@prefix kg: <{KG}> . @prefix kgr: <{KGR}> . @prefix schema: <{SCHEMA}> . @prefix rdfs: <{RDFS}> ."
TWO_HEADS = """
kgr:A kg:tenure [ kg:office kg:headOfState ; kg:of kgr:X ; schema:startDate "%s" ; schema:endDate "%s" ] .
kgr:B kg:tenure [ kg:office kg:headOfState ; kg:of kgr:X ; schema:startDate "%s" %s ] ."""


def read(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def test_an_overlap_of_two_tenures_is_found() -> None:
    assert rivals(read(TWO_HEADS % ("1990", "1995-03-02", "1995-03-01", "")), KG.headOfState) == [("A", "B")]


@pytest.mark.parametrize(
    "spans",
    [
        ("1990", "1995-03-02", "1995-03-02", ""),  # the day of the handover
        ("1990", "1995", "1995-03", ""),  # nobody knows
        ("1990", "1996", "1995", '; rdfs:comment "rival government"'),
    ],
)
def test_a_handover_a_vague_date_and_a_reason_are_no_overlap(spans: tuple[str, ...]) -> None:
    assert rivals(read(TWO_HEADS % spans), KG.headOfState) == []


def test_a_date_that_runs_backwards_is_found() -> None:
    graph = read('kgr:A schema:startDate "1995-03" ; schema:endDate "1995-02-28" . kgr:B schema:startDate "1995" ; schema:endDate "1995" .')
    assert backward(graph) == [KGR.A]


def test_an_unknown_party_is_found() -> None:
    assert strays(read("kgr:T kg:party kgr:Atlantis ."), {KGR.Peru: "State"}, party="State") == [("party", str(KGR.Atlantis))]


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
