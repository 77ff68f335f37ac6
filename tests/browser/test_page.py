from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import pytest

from kg.analysis.witnesses import Witness
from kg.knowledge.terms import BASE

Open = Callable[..., Any]

IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"
BACKWARDS = "Left \u202eright\u202c 🕊️ \u2028 end"


def test_page_asks_for_nothing_and_complains_about_nothing(visit: Open, sixties: Any) -> None:
    seen = visit(sixties, size=(1400, 900))
    assert seen.page.locator("#graph canvas").count() == 1
    assert "39 actors" in seen.page.inner_text("#deck")
    # the fixture asserts the promise after each test


def hostile(demo: Any) -> nx.MultiDiGraph[str]:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(at=None, speakers={"urn:who": {"en": IMAGE, "de": SCRIPT}})
    told = Witness(
        status="asserted",
        quote=f"{IMAGE} {SCRIPT} {BACKWARDS}",
        title=SCRIPT,
        url="javascript:alert(3)",
        speaker="urn:who",
        published=date(1966, 1, 2),
    )
    demo.add_tie(
        network, "Norway", "criticizes", "Denmark", told, Witness(status="claimed", quote="…", title=IMAGE, url='https://example.org/"><b>')
    )
    for name, label in (("Norway", IMAGE), ("Denmark", SCRIPT + BACKWARDS)):
        network.nodes[demo.iri(name)]["label"] = {"en": label, "de": label}
    for _, _, edge in network.edges(data=True):
        edge["label"] = {"en": IMAGE, "de": SCRIPT}
    return network


def test_hostile_text_is_shown_as_text_and_runs_nothing(visit: Open, demo: Any) -> None:
    seen = visit(hostile(demo), title=SCRIPT + IMAGE)
    page = seen.page
    assert page.title() == SCRIPT + IMAGE
    assert page.inner_text("h1") == SCRIPT + IMAGE
    seen.hover_until(lambda tip: " – " in tip)
    seen.find("<img")
    assert page.inner_text("#details h2") == IMAGE
    page.click(".ties button")
    assert page.locator("blockquote").first.evaluate("e => e.textContent") == f"{IMAGE} {SCRIPT} {BACKWARDS}"
    assert page.locator("figcaption").first.inner_text().startswith(SCRIPT)
    page.click("[data-language=de]")
    assert f"laut {SCRIPT}" in page.locator("figcaption").first.inner_text()
    assert page.locator("img, [onerror], #details b, h1 *").count() == 0
    assert page.evaluate("document.scripts.length") == 3


def test_only_web_addresses_become_links(visit: Open, demo: Any) -> None:
    seen = visit(hostile(demo))
    seen.find("<img")
    seen.page.click(".ties button")
    (link,) = seen.page.locator("#details a").all()
    assert link.get_attribute("href") == 'https://example.org/"><b>'
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")


def test_search_with_the_keyboard_selects_an_actor(visit: Open, sixties: Any) -> None:
    page = visit(sixties).page
    page.fill("#search", "jugo")  # the German name is found in the English page too
    assert page.locator("#matches li").all_inner_texts() == ["Yugoslavia\nState"]
    page.fill("#search", "un")
    page.press("#search", "ArrowDown")
    second = page.locator("#matches li").nth(1).locator("bdi").inner_text()
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == second
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()


def test_search_knows_initials_and_says_when_it_finds_nobody(visit: Open, sixties: Any) -> None:
    page = visit(sixties).page
    page.fill("#search", "uk")
    assert page.locator("#matches li").all_inner_texts() == ["United Kingdom\nState"]
    page.fill("#search", "nemo")
    assert page.locator("#matches").inner_text() == "No actor of this name"
    page.press("#search", "Enter")
    assert page.locator("#details").is_hidden()
    page.fill("#search", "")
    assert page.locator("#matches").is_hidden()


def test_person_found_by_search_comes_into_the_picture(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    assert not seen.page.is_checked("#people")
    seen.find("Nehru")
    assert seen.page.is_checked("#people")
    assert seen.page.locator(".ties").first.locator("li").count() >= 1


def test_click_on_a_line_shows_what_the_sources_say(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    x, y = seen.hover_until(lambda tip: " – " in tip and "·" in tip)
    pair = seen.page.inner_text("#tip b")
    seen.page.mouse.click(x, y)
    assert seen.page.inner_text("#details h2") == pair
    assert seen.page.locator("#details blockquote").first.inner_text().endswith("aus der Hauptstadt.")
    assert "Wochenschau vom" in seen.page.locator("#details figcaption").first.inner_text()
    assert seen.page.locator("#details a").first.get_attribute("href") == "https://example.org/wochenschau"


def test_click_on_a_node_lists_its_ties(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    x, y = seen.hover_until(lambda tip: tip.split("\n")[-1].startswith(("State", "Organization")))
    name, about = seen.page.inner_text("#tip").split("\n")
    seen.page.mouse.click(x, y)
    assert seen.page.inner_text("#details h2") == name
    assert seen.page.inner_text("#details .about") == about
    assert str(seen.page.locator(".ties li").count()) in about


def test_filters_take_away_what_they_count(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    page, everything = seen.page, seen.shown()
    hostile_ties = int(page.locator("label:has(#sign-negative) output").inner_text())
    page.uncheck("#sign-negative")
    assert seen.shown() == everything - hostile_ties
    trades = int(page.locator("label:has(#relation-tradesWith) output").inner_text())
    page.uncheck("#relation-tradesWith")
    assert seen.shown() == everything - hostile_ties - trades
    page.click(".reset")
    assert seen.shown() == everything


def test_denied_ties_are_shown_only_on_demand(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    page, before = seen.page, seen.shown()
    denied = int(page.locator("label:has(#status-denied) output").inner_text())
    assert denied > 0
    page.check("#status-denied")
    assert seen.shown() == before + denied


def test_filters_that_leave_nothing_say_so_and_can_be_undone(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    page = seen.page
    for sign in ("positive", "neutral", "negative"):
        page.uncheck(f"#sign-{sign}")
    page.click("#nothing button")
    assert page.locator("#nothing").is_hidden()
    assert seen.shown() > 100


def test_period_narrows_the_picture_from_the_keyboard(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    page, before = seen.page, seen.shown()
    assert page.inner_text("#period-shown") == "1960 – 1968"
    page.focus("#to")
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    assert page.inner_text("#period-shown") == "1960"
    assert 0 < seen.shown() < before


def test_language_changes_words_and_names_but_no_quotation(visit: Open, sixties: Any) -> None:
    seen = visit(sixties)
    seen.find("Poland")
    seen.page.locator(".ties button").first.click()
    quote = seen.page.locator("blockquote").first.inner_text()
    seen.page.click("[data-language=de]")
    assert seen.page.evaluate("document.documentElement.lang") == "de"
    assert "Polen" in seen.page.inner_text("#details h2")
    assert "Akteure" in seen.page.inner_text("#deck")
    assert seen.page.locator("blockquote").first.inner_text() == quote


def test_parallel_ties_of_a_pair_stay_apart(visit: Open, demo: Any) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(at=None, speakers={})
    for relation in ("tradesWith", "alliedWith", "criticizes"):
        demo.add_tie(network, "Norway", relation, "Denmark", Witness(status="asserted", quote=relation))
    seen = visit(network)
    assert seen.shown() == 3
    seen.find("Norway")
    seen.page.locator(".ties button").first.click()
    assert sorted(seen.page.locator("blockquote").all_inner_texts()) == ["alliedWith", "criticizes", "tradesWith"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_shows_the_whole_width_and_a_panel_that_closes(visit: Open, sixties: Any, scheme: str) -> None:
    seen = visit(sixties, size=(390, 844), color_scheme=scheme, has_touch=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    seen.find("Poland")
    assert seen.page.locator("#details").bounding_box()["y"] > 300
    seen.page.click("#details .close")
    assert seen.page.locator("#details").is_hidden()


def test_empty_network_is_a_page_too(visit: Open) -> None:
    page = visit(nx.MultiDiGraph(at=None, speakers={})).page
    assert page.locator("#nothing").is_visible()
    assert page.locator("#time").is_hidden()


def test_large_network_opens(visit: Open, demo: Any) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(at=None, speakers={})
    for i in range(600):
        demo.add_tie(
            network, f"State {i % 150}", "tradesWith", f"State {(i * 7 + 1) % 150}", Witness(status="asserted", quote=f"{BASE}{i}")
        )
    seen = visit(network)
    assert "150 actors" in seen.page.inner_text("#deck")
    seen.find("State 77")
    assert seen.page.inner_text("#details h2") == "State 77"
