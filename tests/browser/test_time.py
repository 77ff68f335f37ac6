from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import pytest

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness

Open = Callable[..., Any]
Network = nx.MultiDiGraph

HOSTILE = "<img src=x onerror=alert(1)>"


def counting(archive: Network[str], *days: date) -> int:
    """The ties between powers that count on one of the days, as the page should find them."""
    return sum(
        any(first <= day <= last for first, last in tie["spans"] for day in days)
        for *_, tie in archive.edges(data=True)
        if tie["lifted"][0] != tie["lifted"][1]
        and tie["status"] != "denied"
        and all(archive.nodes[end]["kind"] not in ("person", "agreement") for end in tie["lifted"])
    )


def stop_clock(page: Any) -> None:
    """From now on the page's time passes only when the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def test_history_opens_at_its_last_moment_and_shows_what_counts_then(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    assert seen.page.get_attribute("[data-mode=moment]", "aria-pressed") == "true"
    assert seen.page.inner_text("#period-shown") == "31 December 1968"
    assert seen.shown() == counting(archive, date(1968, 12, 31))


def test_moment_moves_by_the_keyboard_and_shows_what_counts_then(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    seen.page.focus("#to")
    for year in (1967, 1966, 1965):
        seen.page.keyboard.press("ArrowLeft")
        assert seen.page.inner_text("#period-shown") == f"31 December {year}"
        assert seen.shown() == counting(archive, date(year, 12, 31))


def test_period_shows_what_counts_on_some_day_of_it(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    seen.page.click("[data-mode=period]")
    assert seen.page.inner_text("#period-shown") == "1960 – 1968"
    whole = seen.shown()
    for _ in range(8):
        seen.page.press("#to", "ArrowLeft")
    assert seen.page.inner_text("#period-shown") == "1960"
    assert counting(archive, date(1960, 12, 31)) <= seen.shown() < whole


def test_difference_counts_what_is_new_and_what_has_ended(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    seen.page.click("[data-mode=difference]")
    assert seen.page.inner_text("#period-shown") == "1960 → 1968"
    assert seen.shown() == counting(archive, date(1960, 12, 31), date(1968, 12, 31))
    assert "What changed: 1960 – 1968" in seen.page.inner_text("#changes h2")
    listed = seen.page.inner_text("#changes")
    assert "Cuba India–Egypt → Warsaw Pact" in listed
    assert "France NATO → India–Egypt" in listed
    for word in ("new", "ended", "changed in tone", "staying"):
        assert word in seen.page.inner_text("#legend")


def turned(demo: Any) -> Network[str]:
    """Four pairs: one befriends, one parts, one turns from friends to foes, one stays."""
    network: Network[str] = nx.MultiDiGraph(speakers={})
    old, young = (date(1950, 1, 1), date(1955, 6, 30)), (date(1956, 1, 1), None)
    told = Witness("asserted", "…", published=date(1950, 1, 1))
    for one, other, relation, span in (
        ("Norway", "Denmark", "alliedWith", young),
        ("Egypt", "Syria", "tradesWith", old),
        ("China", "India", "alliedWith", old),
        ("China", "India", "criticizes", young),
        ("France", "Italy", "alliedWith", (None, None)),
    ):
        demo.add_tie(network, one, relation, other, told)
        list(network[demo.iri(one)][demo.iri(other)].values())[-1]["spans"] = (span,)
    return network


def years(first: int, last: int) -> History:
    return History(tuple(Moment(date(year, 12, 31), {}, {}) for year in range(first, last + 1)), {}, ())


def test_each_pair_is_new_ended_turned_or_staying(visit: Open, demo: Any) -> None:
    seen = visit(turned(demo), years(1950, 1960), size=(1400, 900))
    seen.page.click("[data-mode=difference]")
    groups = seen.page.inner_text("#changes").upper()
    assert [line for line in groups.split("\n") if line.endswith("(1)")] == ["NEW (1)", "ENDED (1)", "CHANGED IN TONE (1)"]
    assert groups.index("DENMARK") < groups.index("EGYPT") < groups.index("CHINA")
    assert "FRANCE" not in groups
    row = seen.page.locator("#changes li", has_text="China")
    assert row.locator(".tones i").evaluate_all("marks => marks.map(mark => mark.title)") == ["friendly", "hostile"]
    row.locator("button").click()
    assert seen.page.inner_text("#details h2") == "China – India"


def test_difference_of_a_day_with_itself_says_that_nothing_changed(visit: Open, demo: Any) -> None:
    seen = visit(turned(demo), years(1950, 1960), link="#mode=difference&from=1958&to=1958")
    assert "Nothing changed" in seen.page.inner_text("#changes")


def test_play_goes_on_by_itself_and_stops_at_the_end(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history, link="#to=1965")
    stop_clock(seen.page)
    seen.page.click("#play")
    assert seen.page.get_attribute("#play", "aria-label") == "Pause"
    for year in (1966, 1967):
        seen.page.clock.run_for(1700)
        assert seen.page.inner_text("#period-shown").endswith(str(year))
    seen.page.keyboard.press("k")
    seen.page.clock.run_for(4000)
    assert seen.page.inner_text("#period-shown").endswith("1967")
    seen.page.click("#play")
    seen.page.clock.run_for(9000)
    assert seen.page.inner_text("#period-shown").endswith("1968")
    assert seen.page.get_attribute("#play", "aria-label") == "Play"


def test_reduced_motion_jumps_and_full_motion_steps_faster(visit: Open, archive: Network[str]) -> None:
    long = years(1900, 1999)
    for motion, wait, reached in (("reduce", 1650, "1910"), ("no-preference", 300, "1901")):
        seen = visit(archive, long, reduced_motion=motion)
        stop_clock(seen.page)
        seen.page.click("#play")
        seen.page.clock.run_for(wait)
        assert seen.page.inner_text("#period-shown").endswith(reached)


def test_curve_shows_the_measure_chosen_and_its_value(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    assert page.locator("#measure option").all_inner_texts() == ["Polarization", "Frustration", "Balance", "Number of blocs", "Ties"]
    assert page.inner_text("#measure-shown") == "0.09"
    page.select_option("#measure", "balance")
    drawn = page.get_attribute("#curve .curve", "d")
    assert drawn is not None
    assert drawn.count("M") == 2  # 1963 has no balance: the curve is open there
    page.select_option("#measure", "ties")
    assert page.locator("#curve .bar").count() == 9


def test_event_names_itself_and_leads_to_its_moment(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    marks = page.locator("#events button")
    assert marks.evaluate_all("all => all.map(mark => mark.ariaLabel)") == [
        "1962: Cuban crisis", "1963: Test ban treaty", "1966: France leaves",
    ]  # fmt: skip
    page.click("[data-mode=period]")
    marks.nth(0).click()
    assert page.inner_text("#period-shown") == "31 December 1962"
    page.click("[data-language=de]")
    assert marks.nth(0).get_attribute("aria-label") == "1962: Kubakrise"


def test_weight_fades_by_half_with_each_half_life(visit: Open, demo: Any) -> None:
    network: Network[str] = nx.MultiDiGraph(speakers={})
    demo.add_tie(network, "Norway", "visits", "Denmark", Witness("asserted", "…", published=date(1950, 12, 31)))
    for *_, tie in network.edges(data=True):
        tie |= {"spans": ((date(1950, 12, 31), date(1959, 1, 1)),), "half_life": 2.0, "strength": 0.8}
    seen = visit(network, years(1950, 1958), link="#to=1954&least=0.15")
    assert seen.shown() == 1  # 0.8 · 0.5^(4 / 2) = 0.2
    seen.page.press("body", ".")
    seen.page.press("body", ".")
    assert seen.page.locator("#nothing").is_visible()  # 0.1
    seen.page.click("#nothing button")
    assert seen.shown() == 1


@pytest.mark.parametrize("mode", ["moment", "difference"])
def test_without_a_history_the_evidence_gives_the_time(visit: Open, sixties: Network[str], mode: str) -> None:
    seen = visit(sixties)
    assert seen.page.inner_text("#period-shown") == "1960 – 1968"
    everything = seen.shown()
    seen.page.click(f"[data-mode={mode}]")
    assert 0 < seen.shown() < everything
    assert seen.page.locator("#measure option").all_inner_texts() == ["Ties"]


def test_hostile_names_of_blocs_and_events_stay_text(visit: Open, archive: Network[str]) -> None:
    members = dict.fromkeys(list(archive)[:12], 4)
    names = {4: {"en": HOSTILE, "de": HOSTILE}}
    events = (Event(date(1964, 5, 5), {"en": HOSTILE, "de": HOSTILE}, 1.0),)
    told = History(tuple(Moment(date(year, 12, 31), members, {"polarization": 0.5}) for year in range(1960, 1969)), names, events)
    seen = visit(archive, told)
    assert HOSTILE in seen.page.inner_text("#legend")
    assert HOSTILE in (seen.page.get_attribute("#events button", "aria-label") or "")
    seen.page.hover("#events button")
    assert seen.page.locator("img").count() == 0


def test_page_made_for_a_day_opens_on_it(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history, opens=date(1964, 12, 31)).page
    assert page.inner_text("#period-shown").endswith("1964")
    assert page.get_attribute("[data-mode=moment]", "aria-pressed") == "true"


def test_page_of_the_whole_period_opens_with_all_of_it(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history, opens="whole").page
    assert page.inner_text("#period-shown") == "1960 – 1968"
