from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from kg.analysis.history import History

Open = Callable[..., Any]
Network = nx.MultiDiGraph


def test_everything_is_done_with_keys(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    page = seen.page
    for key, mode in (("1", "period"), ("3", "difference"), ("2", "moment")):
        page.keyboard.press(key)
        assert page.get_attribute(f"[data-mode={mode}]", "aria-pressed") == "true"
    page.keyboard.press(",")
    assert page.inner_text("#period-shown").endswith("1967")
    page.keyboard.press("n")
    assert page.locator("#details h2").is_visible()
    page.keyboard.press("f")
    assert page.locator("#focused").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator("#focused").is_hidden()
    page.keyboard.press("l")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.keyboard.press("/")
    page.keyboard.type("3n")
    assert page.input_value("#search") == "3n"
    assert page.get_attribute("[data-mode=moment]", "aria-pressed") == "true"


def test_help_opens_names_the_keys_and_can_turn_them_off(visit: Open, sixties: Network[str]) -> None:
    page = visit(sixties).page
    page.keyboard.press("?")
    assert page.locator("#guide kbd").count() > 15
    page.uncheck("#shortcuts")
    page.keyboard.press("Escape")
    assert page.locator("#guide").is_hidden()
    page.keyboard.press("3")
    assert page.get_attribute("[data-mode=period]", "aria-pressed") == "true"


def test_table_lists_the_ties_in_the_picture(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    seen.page.keyboard.press("t")
    assert seen.page.locator("#rows tbody tr").count() == seen.shown()
    top = seen.page.locator("#rows tbody tr").first.bounding_box()
    assert top
    assert top["y"] < 300
    seen.page.locator("#rows tbody tr").first.locator("td button").nth(1).click()
    assert seen.page.locator("#details h2").is_visible()


def test_keyboard_stays_on_what_it_pressed(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    page, at = seen.page, "document.activeElement.id || document.activeElement.dataset.bloc || document.activeElement.className"
    page.locator("#legend button").first.focus()
    bloc = page.evaluate(at)
    page.keyboard.press("Enter")
    assert (page.evaluate(at), page.get_attribute(f"[data-bloc='{bloc}']", "aria-pressed")) == (bloc, "true")
    seen.find("Cuba")
    page.focus("#focus")
    page.keyboard.press("Enter")
    assert page.evaluate(at) == "focus"
    page.keyboard.press("Escape")
    assert page.evaluate(at) == "vis-network"


def test_screen_reader_is_told_what_is_shown(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    page.keyboard.press(",")
    page.wait_for_timeout(400)
    told = page.evaluate("document.getElementById('told').textContent")
    assert told.startswith("31 December 1967. ")
    assert "Polarization 0.21" in told


def test_every_control_has_a_name(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    for language in ("en", "de"):
        page.click(f"[data-language={language}]")
        for mode in ("period", "moment", "difference"):
            page.click(f"[data-mode={mode}]")
            nameless = page.evaluate(
                """() => [...document.querySelectorAll('button, input, select, summary')]
                    .filter((e) => e.checkVisibility())
                    .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.closest('label')?.textContent.trim()))
                    .map((e) => e.outerHTML)"""
            )
            assert nameless == []


def test_tabulator_goes_through_the_page_in_its_order(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(({ id, className, dataset }) => id || dataset.mode || className)(document.activeElement)"))
    assert reached[0] == "search"
    assert "vis-network" in reached
    assert (
        reached.index("search") < reached.index("help") < reached.index("vis-network") < reached.index("period") < reached.index("moment")
    )


@pytest.mark.parametrize("width", [320, 390, 800])
def test_no_part_is_wider_than_the_screen(visit: Open, archive: Network[str], history: History, width: int) -> None:
    page = visit(archive, history, size=(width, 700)).page
    for mode in ("period", "moment", "difference"):
        page.click(f"[data-mode={mode}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("#help")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_leaves_the_tools_out(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    page.emulate_media(media="print")
    for part in ("#search", "#mode", "#filters", "#zoom"):
        assert page.locator(part).is_hidden()
    assert page.locator("#legend").is_visible()
