"""`kg measure`, `blocs`, `hedging`, `changes`, `path` and `profile` on a small world: two camps, and one state between them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.store import BACKGROUND, FACTS, PREFIXES, Store

Run = Callable[..., tuple[int, str, str]]

HEADS = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
STATES = ("Argentina", "Brazil", "Chile", "Denmark", "Norway", "Peru", "Sweden", "Vietnam")
WORLD = """
kg:alliedWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "is allied with"@en ; kg:sign 1 ; kg:goldstein 8.0 .
kg:opposes a owl:ObjectProperty ; rdfs:label "opposes"@en ; kg:sign -1 ; kg:goldstein -4.0 ; kg:halfLife 2 .
kg:visits a owl:ObjectProperty ; rdfs:label "visits"@en ; kg:sign 1 ; kg:goldstein 1.9 ; kg:halfLife 1 .
kg:balancesBetween a owl:ObjectProperty ; rdfs:label "balances between"@en ; kg:sign 0 ; kg:goldstein 1.0 .
kg:memberOf a owl:ObjectProperty ; rdfs:label "is a member of"@en ; kg:sign 1 ; kg:goldstein 6.0 .
kg:asserted a kg:Status ; kg:weight 1.0 .
kgr:Pact a kg:Organization ; rdfs:label "Southern Pact"@en ; kg:purpose kg:alliance .
kgr:Nordic_Treaty a kg:Agreement ; rdfs:label "Nordic Treaty"@en ; kg:party kgr:Norway , kgr:Sweden ;
    schema:startDate "1950-01-01"^^xsd:date .
kgr:Haakon a kg:Leader ; rdfs:label "Haakon"@en ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Norway ; schema:startDate "1905"^^xsd:gYear ] .
kg:headOfState rdfs:label "head of state"@en .
kgd:a a schema:NewsArticle ; schema:headline "Abendblatt <b>" ; schema:datePublished "1960-05-01"^^xsd:date .
"""


def said(subject: str, relation: str, object_: str, day: str, last: str = "") -> str:
    name = f"{subject}_{relation}_{object_}"
    until = f' ; kg:validTo "{last}"^^xsd:date' if last else ""
    triple = f"rdf:subject kgr:{subject} ; rdf:predicate kg:{relation} ; rdf:object kgr:{object_}"
    evidence = f'kg:status kg:asserted ; oa:exact "{subject} … {object_}"@de ; prov:hadPrimarySource kgd:a'
    return f"""kgs:{name} a kg:Statement ; {triple} ; kg:evidence kge:{name} .
        kge:{name} {evidence} ; kg:validFrom "{day}"^^xsd:date{until} .\n"""


FACTS_TOLD = (
    "".join(said(state, "memberOf", "Pact", "1950-01-01") for state in ("Argentina", "Brazil", "Chile"))
    + said("Denmark", "alliedWith", "Norway", "1950-01-01", "1970-06-30")
    + said("Norway", "alliedWith", "Sweden", "1950-01-01")
    + said("Denmark", "alliedWith", "Sweden", "1950-01-01")
    + said("Brazil", "opposes", "Norway", "1960-01-01", "1979-12-31")
    + said("Vietnam", "balancesBetween", "Brazil", "1960-01-01")
    + said("Vietnam", "visits", "Norway", "1960-01-01", "1962-12-31")
    + said("Vietnam", "visits", "Brazil", "1960-01-01", "1962-12-31")
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "store"
    labels = "".join(f'kgr:{state} a kg:State ; rdfs:label "{state}"@en .\n' for state in STATES)
    with Store(folder) as store:
        store.replace_graph(BACKGROUND, ox.parse(HEADS + WORLD + labels, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        store.replace_graph(FACTS, ox.parse(HEADS + FACTS_TOLD, format=ox.RdfFormat.TURTLE))
    return folder


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_measure_prints_the_system_on_a_day(kg: Run, world: Path) -> None:
    code, out, _ = kg("measure", "--store", world, "--at", "1961-01-01", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["states"], found["friendly"], found["hostile"], found["blocs"]) == (7, 8, 1, 2)
    assert found["balance"] == pytest.approx(2 / 3)  # Vietnam is the friend of two that are not


def test_measure_prints_a_series(kg: Run, world: Path) -> None:
    _, out, _ = kg("measure", "--store", world, "--from", "1959-01-01", "--to", "1961-01-01", "--csv")
    assert [(row["day"], row["hostile"]) for row in rows(out)] == [("1959-12-31", "0"), ("1960-12-31", "1"), ("1961-12-31", "1")]
    _, out, _ = kg("measure", "--store", world, "--from", "1960-01-01", "--to", "1960-03-01", "--every", "month", "--csv")
    assert [row["day"] for row in rows(out)] == ["1960-01-31", "1960-02-29", "1960-03-31"]


def test_measure_prints_each_state(kg: Run, world: Path) -> None:
    _, out, _ = kg("measure", "--store", world, "--at", "1965-01-01", "--states", "--csv")
    found = {row["state"]: row for row in rows(out)}
    assert (found["Norway"]["friendly"], found["Norway"]["hostile"]) == ("2", "1")
    assert found["Denmark"]["bloc"] == found["Sweden"]["bloc"] != found["Chile"]["bloc"]


@pytest.mark.parametrize(
    "options",
    [("--from", "1960-01-01"), ("--from", "1961-01-01", "--to", "1960-01-01"), ("--csv", "--json")],
    ids=["open", "backwards", "two"],
)
def test_measure_refuses_what_makes_no_sense_with_advice(kg: Run, world: Path, options: tuple[str, ...]) -> None:
    code, out, err = kg("measure", "--store", world, *options)
    assert (code, out) == (2, "")
    assert ";" in err or "only one" in err


def test_blocs_have_names_and_members(kg: Run, world: Path) -> None:
    _, out, _ = kg("blocs", "--store", world, "--at", "1965-01-01", "--csv")
    assert [(row["bloc"], row["size"], row["members"]) for row in rows(out)] == [
        ("Southern Pact", "3", "Argentina, Brazil, Chile"),
        ("Denmark–Norway", "3", "Denmark, Norway, Sweden"),
    ]


def test_hedging_finds_who_stands_between_the_rivals_with_the_words_behind_it(kg: Run, world: Path) -> None:
    _, out, _ = kg("hedging", "--store", world, "--at", "1961-01-01", "--evidence")
    assert "Between Brazil and Norway" in out
    assert "»Vietnam … Brazil«" in out
    _, named, _ = kg("hedging", "--store", world, "--at", "1961-01-01", "--pole", "Southern Pact", "--pole", "Norway", "--csv")
    (vietnam,) = rows(named)
    assert (vietnam["state"], vietnam["evenness"], vietnam["said to balance"]) == ("Vietnam", "1.0", "1")


def test_hedging_without_rivals_says_what_to_do(kg: Run, world: Path) -> None:
    code, _, err = kg("hedging", "--store", world, "--at", "1955-01-01")
    assert code == 2
    assert "--pole" in err
    code, _, err = kg("hedging", "--store", world, "--pole", "Norway")
    assert code == 2
    assert "twice" in err


def test_changes_tell_what_ended_and_why_it_was(kg: Run, world: Path) -> None:
    _, out, _ = kg("changes", "1970-01-01", "1971-01-01", "--store", world, "--evidence")
    assert "ended" in out
    assert "Denmark – Norway" in out
    assert "»Denmark … Norway« (1950-01-01/1970-06-30" in out
    code, _, err = kg("changes", "1971-01-01", "1970-01-01", "--store", world)
    assert code == 2
    assert "swap" in err


def test_changes_tell_what_ended_from_what_began(kg: Run, world: Path) -> None:
    _, out, _ = kg("changes", "1970-01-01", "1980-12-31", "--store", world, "--csv")
    found = {row["who"]: row for row in rows(out) if row["change"] == "ended"}
    assert found["Denmark – Norway"]["because"] == "no longer is allied with (Abendblatt <b>)"
    _, out, _ = kg("changes", "1959-01-01", "1961-01-01", "--store", world, "--csv")
    assert {row["who"]: row["because"] for row in rows(out)}["Brazil – Norway"] == "opposes (Abendblatt <b>)"


def test_changes_call_blocs_by_their_names(kg: Run, world: Path) -> None:
    _, out, _ = kg("changes", "1961-01-01", "1964-01-01", "--store", world, "--csv")
    (moved,) = (row for row in rows(out) if row["change"] == "bloc")
    assert (moved["who"], moved["after"]) == ("Vietnam", "none")
    assert moved["before"] in ("Southern Pact", "Denmark–Norway", "Norway–Denmark")


def test_changes_count_triangles_that_closed_and_opened_and_name_them_on_request(kg: Run, world: Path) -> None:
    _, out, _ = kg("changes", "1961-01-01", "1964-01-01", "--store", world)
    assert "triangles opened: 0, 0 of them balanced" in out  # two of Vietnam's ties ended
    _, out, _ = kg("changes", "1970-01-01", "1971-01-01", "--store", world)
    assert "triangles opened: 1, 1 of them balanced" in out
    _, named, _ = kg("changes", "1970-01-01", "1971-01-01", "--store", world, "--triads", "--csv")
    (opened,) = (row for row in rows(named) if row["change"] == "triad opened")
    assert (opened["who"], opened["because"]) == ("Denmark – Norway – Sweden", "balanced: friendly, friendly, friendly")


def test_friendly_path_goes_by_no_foe(kg: Run, world: Path) -> None:
    assert kg("path", "Denmark", "Sweden", "--store", world, "--at", "1965-01-01", "--friendly")[0] == 0
    assert kg("path", "Denmark", "Brazil", "--store", world, "--at", "1965-01-01", "--friendly")[0] == 1


def test_broker_is_counted_by_the_pairs_it_stands_between(kg: Run, world: Path) -> None:
    _, out, _ = kg("measure", "--store", world, "--at", "1961-01-01", "--states", "--csv")
    found = {row["state"]: row["brokerage"] for row in rows(out)}
    assert (found["Vietnam"], found["Norway"], found["Denmark"]) == ("1", "2", "0")  # Norway between Vietnam and its two allies


def test_profile_says_who_stands_alike_and_marks_what_balance_theory_expects(kg: Run, world: Path) -> None:
    _, out, _ = kg("profile", "Argentina", "--store", world, "--at", "1965-01-01")
    _, _, after = out.partition("stands most like (Cohen's κ of friendly ties)")
    alike, _, expected = after.partition("balance theory expects (no finding: nothing says so)")
    assert [line.split() for line in alike.splitlines() if "1.00" in line] == [["Brazil", "1.00"], ["Chile", "1.00"]]
    assert [line.split() for line in expected.splitlines() if "foe" in line] == [["Norway", "foe", "Brazil"]]


def test_profile_of_a_state_without_ties_is_that_of_a_state(kg: Run, world: Path) -> None:
    assert kg("profile", "Vietnam", "--store", world, "--at", "1950-01-01", "--known", "none")[1].startswith("Vietnam: state")
    assert kg("profile", "Peru", "--store", world, "--at", "1950-01-01")[1].startswith("Peru: state")
    assert kg("profile", "Haakon", "--store", world, "--at", "1950-01-01")[1].startswith("Haakon: person")


def test_path_leads_by_way_of_third_ones_and_says_when_nothing_does(kg: Run, world: Path) -> None:
    code, out, _ = kg("path", "Denmark", "Brazil", "--store", world, "--at", "1965-01-01")
    assert code == 0
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "Denmark – Norway: friendly, 0.80",
        "Norway – Brazil: hostile, 0.40",
    ]
    code, out, err = kg("path", "Denmark", "Brazil", "--store", world, "--at", "1955-01-01")
    assert (code, out) == (1, "")
    assert "no ties lead" in err


def test_profile_has_partners_rivals_agreements_leaders_and_words(kg: Run, world: Path) -> None:
    code, out, _ = kg("profile", "Norway", "--store", world, "--at", "1965-01-01")
    assert code == 0
    for part in (
        "in a bloc with Denmark, Sweden",
        "partners",
        "rivals",
        "Brazil opposes Norway",
        "Nordic Treaty",
        "Haakon",
        "»Brazil … Norway«",
    ):
        assert part in out


def test_profile_as_a_page_escapes_what_documents_say(kg: Run, world: Path, tmp_path: Path) -> None:
    page = tmp_path / "norway.html"
    assert kg("profile", "Norway", "--store", world, "--at", "1965-01-01", "-o", page)[:2] == (0, f"{page}\n")
    text = page.read_text(encoding="utf-8")
    assert "Abendblatt &lt;b&gt;" in text
    assert "Stands most like" in text
    assert "Balance theory expects (no finding" in text
    assert "<b>" not in text
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text


def test_unknown_name_is_refused_with_advice(kg: Run, world: Path) -> None:
    code, _, err = kg("profile", "Norwy", "--store", world)
    assert code == 2
    assert "did you mean Norway?" in err
