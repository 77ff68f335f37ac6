from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

from kg.analysis.history import chief_events, days_between, last_day, members_of_organizations, read_history, steps
from kg.analysis.witnesses import Witness, spans
from kg.extraction.statements import Interval
from kg.knowledge.terms import BASE, KG

OUTBREAK = date(1960, 5, 1)


def archive(*ties: tuple[str, str, str, int, date, date | None]) -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph(
        statuses={"asserted": 1.0}, relations={}, sources={f"{BASE}id/Pact": {"en": "Pact", "de": "Pakt"}}
    )
    for one, name, other, sign, first, last in ties:
        for end in (one, other):
            graph.add_node(end, label={"en": end, "de": f"{end}en"}, kind="state", purpose=None)
        quote, document = ("", f"{BASE}id/Pact") if name == "alliedWith" else ("…", "urn:text")
        told = (Witness("asserted", quote, document=document, valid=Interval(first, last)),)
        about = {
            "relation": str(KG[name]),
            "name": name,
            "label": {"en": name, "de": name},
            "sign": sign,
            "strength": 0.5,
            "half_life": None,
        }
        when = {"first": first, "spans": spans(told, None), "status": "asserted", "evidence": told}
        graph.add_edge(one, other, key=f"{one} {name} {other}", **about, **when, lifted=(one, other))
    return graph


def allies(members: str, first: date, last: date | None = None) -> list[tuple[str, str, str, int, date, date | None]]:
    return [(one, "alliedWith", other, 1, first, last) for i, one in enumerate(members) for other in members[i + 1 :]]


WORLD = archive(
    *allies("ABC", date(1950, 3, 1)),
    *allies("XYZ", date(1955, 3, 1)),
    ("A", "opposes", "X", -1, OUTBREAK, None),
    ("B", "opposes", "Y", -1, OUTBREAK, None),
)


def test_history_measures_each_year_from_the_first_tie_to_the_last() -> None:
    history = read_history(WORLD)
    assert (history.unit, history.moments[0].day, history.moments[-1].day) == ("year", date(1950, 12, 31), date(1960, 12, 31))
    assert [moment.measures["blocs"] for moment in history.moments] == [1.0] * 5 + [2.0] * 6


def test_hostility_between_blocs_polarizes() -> None:
    measured = {moment.day.year: moment.measures for moment in read_history(WORLD).moments}
    assert measured[1950]["polarization"] == 0.0
    assert measured[1960]["polarization"] == pytest.approx(1.0)
    assert measured[1960]["frustration"] == 0.0
    assert measured[1960]["balance"] == 1.0


def test_bloc_keeps_its_number_from_moment_to_moment() -> None:
    history = read_history(WORLD)
    assert {moment.blocs["A"] for moment in history.moments} == {0}
    assert {moment.blocs["X"] for moment in history.moments if "X" in moment.blocs} == {1}
    assert history.names[0] == {"en": "A–B", "de": "Aen–Ben"}


def test_number_of_a_bloc_that_is_gone_is_given_to_no_other() -> None:
    gone, later = allies("XYZ", date(1950, 1, 1), date(1952, 6, 1)), allies("PQR", date(1955, 1, 1))
    history = read_history(archive(*allies("ABCD", date(1950, 1, 1)), *gone, *later))
    assert [history.moments[0].blocs["X"], history.moments[-1].blocs["P"]] == [1, 2]
    assert history.names[2]["en"] == "P–Q"


def test_event_ties_actors_not_pairs() -> None:
    pact = allies("ABCDE", date(1950, 1, 1))
    war = [(state, "attacks", "Z", -1, date(1951, 1, 1), None) for state in "ABC"]
    assert [event.weight for event in chief_events(archive(*pact, *war))] == [2.5, 1.0]


def test_short_history_goes_by_months() -> None:
    graph = archive(*allies("AB", date(1959, 11, 3)), ("A", "opposes", "C", -1, date(1960, 2, 1), None))
    assert steps(graph) == ("month", [date(1959, 11, 30), date(1959, 12, 31), date(1960, 1, 31), date(1960, 2, 29)])
    assert last_day(graph) == date(1960, 2, 1)


def test_last_day_is_that_of_documents_where_there_are_any() -> None:
    told, known = ("A", "opposes", "C", -1, date(1960, 2, 1), None), allies("AB", date(1970, 1, 1))
    assert last_day(archive(told, *known)) == date(1960, 2, 1)
    assert last_day(archive(*known)) == date(1970, 1, 1)


def test_given_days_are_measured_and_reported() -> None:
    told: list[date] = []
    days = [date(1952, 1, 1), date(1961, 1, 1)]
    history = read_history(WORLD, days, told.append)
    assert [moment.day for moment in history.moments] == told == days


def test_event_is_what_ties_most_and_one_stands_for_a_year() -> None:
    events = chief_events(WORLD)
    assert [(event.day, event.label["de"], event.weight) for event in events] == [
        (date(1950, 3, 1), "Pakt", 1.5),
        (date(1955, 3, 1), "Pakt", 1.5),
        (OUTBREAK, "Aen opposes Xen", 1.0),
    ]
    assert len(chief_events(WORLD, most=2)) == 2


def test_empty_archive_has_an_empty_history() -> None:
    assert read_history(archive()).moments == ()


def test_last_days_of_leap_years_and_decembers() -> None:
    assert days_between(date(2023, 12, 31), date(2024, 2, 1), "month") == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]
    assert days_between(date(2023, 12, 31), date(2024, 1, 1), "year") == [date(2023, 12, 31), date(2024, 12, 31)]


def test_day_without_ties_has_nothing_to_measure() -> None:
    (moment,) = read_history(WORLD, [date(1940, 1, 1)]).moments
    assert (moment.blocs, moment.measures) == ({}, dict.fromkeys(("polarization", "frustration", "balance", "blocs")))


def test_blocs_of_a_day_are_found_anew_after_one_without_ties() -> None:
    later = [(one, "tradesWith", other, 1, date(1953, 1, 1), None) for one, other in ("AB", "BC", "AC")]
    brief = archive(*allies("ABC", date(1950, 1, 1), date(1951, 1, 1)), *later)
    moments = read_history(brief, [date(1950, 6, 1), date(1952, 6, 1), date(1953, 6, 1)]).moments
    assert [moment.measures["blocs"] for moment in moments] == [1.0, None, 1.0]
    assert (moments[0].blocs["A"], moments[2].blocs["A"]) == (0, 1)


def test_frustration_is_the_share_of_ties_that_no_division_into_two_camps_explains() -> None:
    triangle = archive(*allies("AB", date(1950, 1, 1)), *allies("BC", date(1950, 1, 1)), ("A", "opposes", "C", -1, date(1950, 1, 1), None))
    (moment,) = read_history(triangle, [date(1950, 6, 1)]).moments
    assert moment.measures["frustration"] == pytest.approx(1 / 3)
    assert moment.measures["balance"] == 0.0


@pytest.mark.parametrize(("last", "unit"), [(date(1958, 1, 1), "year"), (date(1957, 12, 31), "month")])
def test_history_of_eight_years_goes_by_years(last: date, unit: str) -> None:
    assert steps(archive(*allies("AB", date(1950, 12, 31)), ("A", "opposes", "C", -1, last, None)))[0] == unit


def test_ties_without_a_sign_and_what_was_before_all_is_known_begin_no_history() -> None:
    bound = [("A", "alliedWith", "B", None, date(1990, 1, 1), None), ("A", "opposes", "C", None, date(1991, 1, 1), None)]
    assert steps(archive(*bound)) == ("year", [])  # type: ignore[arg-type]
    assert last_day(archive(*bound)) is None  # type: ignore[arg-type]
    assert last_day(archive(*allies("AB", date(1871, 1, 18)))) == date(1945, 9, 2)
    assert last_day(archive(("A", "opposes", "C", -1, date(1871, 1, 18), None))) == date(1871, 1, 18)


def test_chief_event_is_the_weightiest_whenever_it_was_and_of_equals_the_first() -> None:
    war = [(state, "attacks", "Z", -1, date(1990, 1, 1), None) for state in "ABCDE"]
    early = [("A", "opposes", "B", -1, date(1950 + year, 1, 1), None) for year in range(3)]
    events = chief_events(archive(*war, *early[:1], ("C", "opposes", "D", -1, date(1952, 1, 1), None)), most=2)
    assert [(event.day, event.weight) for event in events] == [(date(1950, 1, 1), 1.0), (date(1952, 1, 1), 1.0)]
    pact = allies("VWXYZ", date(1995, 1, 1))
    assert [event.label["en"] for event in chief_events(archive(*early, *pact), most=1)] == ["Pact"]


def test_denied_and_rejected_ties_and_those_without_a_day_are_no_events() -> None:
    graph = archive(*(("A", "opposes", end, -1, date(1950 + n, 1, 1), None) for n, end in enumerate("BCDE")))
    for (*_, tie), change in zip(
        graph.edges(data=True), ({"status": "denied"}, {"review": "rejected"}, {"first": None}, {"review": "confirmed"}), strict=True
    ):
        tie.update(change)
    assert [event.label["en"] for event in chief_events(graph)] == ["A opposes E"]


def test_bloc_is_called_by_the_organization_that_is_like_it_most_of_the_time() -> None:
    members = [(state, "memberOf", "League", 1, date(1950, 1, 1), None) for state in "ABC"]
    graph = archive(*allies("ABC", date(1950, 1, 1)), *members)
    graph.nodes["League"].update(kind="organization", purpose=None, label={"en": "the League", "de": "der Bund"})
    days = [date(1951, 1, 1), date(1952, 1, 1)]
    assert read_history(graph, days).names == {0: {"en": "the League", "de": "der Bund"}}
    for state in "ABC":
        graph.edges[state, "League", f"{state} memberOf League"]["spans"] = ((date(1952, 1, 1), None),)
    assert read_history(graph, days).names[0]["en"] == "A–B"  # half of the time is not most


def test_members_of_an_organization_are_those_of_the_day_whom_documents_assert() -> None:
    graph = archive(*((state, "memberOf", "League", 1, date(1950, 1, 1), date(1960, 1, 1)) for state in "ABC"))
    graph.edges["C", "League", "C memberOf League"]["status"] = "claimed"
    assert members_of_organizations(graph, date(1960, 1, 1)) == {"League": {"A", "B"}}
    assert members_of_organizations(graph, date(1960, 1, 2)) == members_of_organizations(WORLD, date(1960, 1, 1)) == {}
