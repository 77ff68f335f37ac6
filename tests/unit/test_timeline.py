from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest

from kg.analysis.witnesses import Span, Witness
from kg.extraction.statements import Interval
from kg.knowledge.terms import BASE
from kg.views.timeline import Bar, bars, read_timeline, share, ticks

Archive = nx.MultiDiGraph
LONG = (date(1950, 1, 1), None)


def tie(graph: Archive, one: str, name: str, other: str, source: str, *counted: Span, sign: int | None = 1, strength: float = 0.5) -> None:
    """A tie as `read_network` makes it: of the background where the source is a name, else of a text."""
    document = f"{BASE}id/{source}" if source else "urn:text"
    first, last = counted[0] if counted else LONG
    witness = Witness("asserted", "" if source else "…", document=document, valid=Interval(first, last))
    for end in (one, other):
        graph.add_node(end, label={"en": end, "de": f"{end}/de"}, kind="state")
    label = {"en": name, "de": f"{name}/de"}
    about: dict[str, Any] = {"name": name, "label": label, "sign": sign, "strength": strength, "half_life": None, "lifted": (one, other)}
    graph.add_edge(one, other, key=f"{one}{name}{other}{source}", evidence=(witness,), spans=counted, **about)
    if source:
        graph.graph["sources"][document] = {"en": source, "de": f"{source}/de"}


@pytest.fixture
def archive() -> Archive:
    graph: Archive = nx.MultiDiGraph(sources={})
    tie(graph, "Chile", "memberOf", "OAS", "OAS", (date(1948, 5, 1), None))
    tie(graph, "Cuba", "memberOf", "OAS", "OAS", (date(1952, 7, 1), date(1962, 1, 31)))
    tie(graph, "Chile", "signedDefencePactWith", "Peru", "Pact", (date(1960, 1, 1), date(1970, 1, 1)))
    tie(graph, "Cuba", "signedDefencePactWith", "Peru", "Pact", (date(1961, 1, 1), date(1965, 1, 1)))
    tie(graph, "Cuba", "atWarWith", "Chile", "War", (date(1955, 3, 1), date(1956, 3, 1)), sign=-1)
    tie(graph, "Peru", "praises", "Chile", "", (date(1990, 1, 1), date(1991, 1, 1)), (date(1999, 1, 1), date(2000, 1, 1)))
    return graph


def brief(found: list[Bar]) -> list[tuple[str, str, int | None, int | None]]:
    return [(bar.label["en"], bar.kind, bar.first and bar.first.year, bar.last and bar.last.year) for bar in found]


def test_an_organization_an_agreement_and_a_conflict_are_one_bar_each(archive: Archive) -> None:
    found = bars(archive)
    assert brief(found) == [
        ("OAS", "membership", 1948, None),
        ("War", "conflict", 1955, 1956),
        ("Pact", "agreement", 1960, 1970),
        ("Peru praises Chile", "statement", 1990, 1991),
        ("Peru praises Chile", "statement", 1999, 2000),
    ]
    assert [bar.sign for bar in found] == [1, -1, 1, 1, 1]
    assert found[0].actors == ("Chile", "Cuba", "OAS")
    assert found[2].actors == ("Chile", "Cuba", "Peru")
    assert found[3].label["de"] == "Peru/de praises/de Chile/de"


def test_of_a_chosen_actor_each_membership_is_a_bar(archive: Archive) -> None:
    assert brief(bars(archive, {"Cuba"})) == [
        ("OAS", "membership", 1952, 1962),
        ("War", "conflict", 1955, 1956),
        ("Pact", "agreement", 1960, 1970),
    ]
    assert brief(bars(archive, {"OAS"})) == [("Chile", "membership", 1948, None), ("Cuba", "membership", 1952, 1962)]
    assert ("OAS: Cuba", "membership", 1952, 1962) in brief(bars(archive, {"Cuba", "Peru"}))


def test_who_begins_first_stands_first_then_who_ends_first(archive: Archive) -> None:
    tie(archive, "Chile", "signedAgreementWith", "Peru", "Short", (date(1960, 1, 1), date(1961, 1, 1)))
    tie(archive, "Chile", "signedAgreementWith", "Peru", "Always", (None, None))
    assert [bar.label["en"] for bar in bars(archive)][:4] == ["Always", "OAS", "War", "Short"]


def test_no_kind_crowds_out_another(archive: Archive) -> None:
    for number in range(9):
        tie(archive, "Chile", "signedAgreementWith", "Peru", f"Great{number}", LONG, strength=1.0)
    assert sorted(bar.kind for bar in bars(archive, most=4)) == ["agreement", "conflict", "membership", "statement"]


def test_of_one_kind_the_weightiest_are_kept(archive: Archive) -> None:
    tie(archive, "Chile", "signedAgreementWith", "Peru", "Light", LONG, strength=0.1)
    tie(archive, "Chile", "signedAgreementWith", "Peru", "Brief", (date(1950, 1, 1), date(1951, 1, 1)), strength=0.9)
    tie(archive, "Chile", "signedAgreementWith", "Peru", "Long", LONG, strength=0.9)
    agreements = [[bar.label["en"] for bar in bars(archive, most=most) if bar.kind == "agreement"] for most in (4, 6)]
    assert agreements == [["Long"], ["Long", "Pact"]]


def test_what_is_no_tie_or_only_denied_is_no_bar(archive: Archive) -> None:
    before = brief(bars(archive))
    tie(archive, "Chile", "leads", "Peru", "", LONG, sign=None)
    tie(archive, "Chile", "threatens", "Peru", "", sign=-1)
    assert brief(bars(archive)) == before


def test_a_period_keeps_what_counts_in_it(archive: Archive) -> None:
    assert [name for name, *_ in brief(bars(archive, period=(date(1963, 1, 1), date(1964, 1, 1))))] == ["OAS", "Pact"]


def test_rows_say_whether_a_bar_goes_on_beyond_the_picture(archive: Archive) -> None:
    shown = read_timeline(archive, period=(date(1950, 1, 1), date(1959, 12, 31)))
    assert [(row.bar.label["en"], row.before, row.after) for row in shown.rows] == [("OAS", True, True), ("War", False, False)]
    assert shown.rows[0].start == 0
    assert shown.rows[0].end == 1
    assert shown.rows[1].start == share(date(1955, 3, 1), shown.first, shown.last)


def test_the_picture_reaches_from_the_first_bar_to_the_year_of_the_last_tie(archive: Archive) -> None:
    shown = read_timeline(archive)
    assert (shown.first, shown.last) == (date(1948, 1, 1), date(1999, 12, 31))
    assert all(0 <= row.start <= row.end <= 1 for row in shown.rows)


def test_an_empty_archive_has_an_empty_timeline() -> None:
    assert read_timeline(nx.MultiDiGraph(sources={})).rows == ()


@pytest.mark.parametrize(("first", "last"), [((1945, 1, 1), (2025, 12, 31)), ((2000, 2, 3), (2001, 2, 3)), ((1, 1, 1), (9999, 12, 31))])
def test_an_axis_has_few_marks_within_its_time(first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    found = ticks(date(*first), date(*last))
    assert 3 <= len(found) <= 21
    assert all(date(*first) <= day <= date(*last) for day, _ in found)
