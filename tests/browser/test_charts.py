"""The page of charts in a browser: it loads nothing, speaks of its marks to pointer, keyboard and fingers, and fits a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
from kg.extraction.statements import Interval
from kg.knowledge.terms import BASE
from kg.views.charts import CHARTS, write_charts

Archive = nx.MultiDiGraph
Open = Callable[..., Page]
IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</script></title></svg><script>alert(2)</script>"
LONG = "Long" * 200
WEST, EAST = ("Norway", "Denmark", "Italy", "Greece"), ("Poland", "Hungary", "Bulgaria")


def tie(graph: Archive, one: str, other: str, source: str, years: tuple[int, int | None], sign: int = 1) -> None:
    span = date(years[0], 4, 1), date(years[1], 4, 1) if years[1] else None
    document = f"{BASE}id/{source}"
    witness = Witness("asserted", "", document=document, valid=Interval(*span))
    for end in (one, other):
        graph.add_node(end, label={"en": end, "de": end}, kind="state")
    about: dict[str, Any] = {
        "name": "tie",
        "label": {"en": "tie", "de": "Band"},
        "strength": 0.8,
        "half_life": None,
        "lifted": (one, other),
    }
    graph.add_edge(one, other, key=f"{one} {other}", sign=sign, status="asserted", evidence=(witness,), spans=(span,), **about)
    graph.graph["sources"][document] = {"en": source, "de": source}


def cold() -> Archive:
    graph: Archive = nx.MultiDiGraph(statuses={"asserted": 1.0}, relations={}, sources={})
    for pact, members, years in (("Treaty of the West", WEST, (1949, None)), ("Treaty of the East", EAST, (1955, 1991))):
        for i, one in enumerate(members):
            for other in members[:i]:
                tie(graph, one, other, pact, years)
    tie(graph, "Norway", "Poland", "Cold War", (1956, 1989), sign=-1)
    return graph


def told() -> History:
    moments = []
    for year in range(1956, 1966):
        blocs = dict.fromkeys(WEST, 0) | dict.fromkeys(EAST, 1) | ({"Greece": 1} if year > 1960 else {})
        measures = {"polarization": (year - 1950) / 20, "frustration": 0.1, "balance": None if year == 1960 else 0.9, "blocs": 2.0}
        moments.append(Moment(date(year, 12, 31), blocs, measures))
    return History(
        tuple(moments), {0: {"en": "West"}, 1: {"en": "East"}}, (Event(date(1961, 8, 13), {"en": "The wall", "de": "Die Mauer"}, 1.0),)
    )


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """A function that writes the charts and opens them without a network; in the end no page may have complained or asked for anything."""
    found: list[str] = []
    contexts = []

    def open_page(archive: Archive, history: History, *, title: str = "Cold years", width: int = 800, **options: Any) -> Page:
        path = tmp_path / f"{len(contexts)}.html"
        write_charts(archive, history, path, title=title)
        contexts.append(chromium.new_context(viewport={"width": width, "height": 600}, **options))
        page = contexts[-1].new_page()
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"
        )
        page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: found.append(str(error)))
        page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: found.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        page.wait_for_function("document.documentElement.dataset.ready")
        return page

    yield open_page
    assert found == []
    for context in contexts:
        context.close()


def test_page_asks_for_nothing_and_shows_four_charts(opened: Open) -> None:
    page = opened(cold(), told())
    for chart in CHARTS:
        box = page.locator(f"#{chart} svg").bounding_box()
        assert box
        assert box["width"] > 600
        assert box["height"] > 100
    # the fixture asserts the rest after each test


def test_hostile_labels_are_shown_as_text(opened: Open) -> None:
    archive, history = cold(), told()
    for node, label in zip(archive, (IMAGE, SCRIPT, LONG, "\u202eright", "&amp;\x00"), strict=False):
        archive.nodes[node]["label"] = {"en": label, "de": label}
    archive.graph["sources"] = {source: {"en": SCRIPT + IMAGE, "de": ""} for source in archive.graph["sources"]}
    evil = History(history.moments, history.names, (Event(date(1961, 8, 13), {"en": SCRIPT, "de": ""}, 1.0),))
    page = opened(archive, evil, title=SCRIPT)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.title() == SCRIPT
    assert page.inner_text("h1") == SCRIPT
    assert SCRIPT + IMAGE in (page.locator("#timeline .mark").first.get_attribute("aria-label") or "")
    page.locator("#timeline .mark").first.focus()
    assert SCRIPT + IMAGE in page.inner_text("#tip")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pointer_keyboard_and_finger_read_what_a_mark_stands_for(opened: Open) -> None:
    page = opened(cold(), told(), has_touch=True)
    page.hover("#timeline .mark >> nth=1")
    assert "Treaty of the East: agreement, 1 April 1955 – 1 April 1991" in page.inner_text("#tip")
    page.mouse.move(2, 2)
    assert page.locator("#tip").is_hidden()
    page.locator("#flow .mark[tabindex='0']").focus()
    assert "Greece" in page.inner_text("#tip")
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    page.tap("#measures .mark text >> nth=0")
    assert page.inner_text("#tip") == "1. 13 August 1961: The wall"


def test_each_chart_is_one_stop_for_tab_and_arrows_go_through_its_marks(opened: Open) -> None:
    page = opened(cold(), told())
    assert page.locator("svg .mark[tabindex='0']").count() == len(CHARTS)
    labels = [mark.get_attribute("aria-label") for mark in page.locator("#timeline .mark").all()]
    page.locator("#timeline .mark[tabindex='0']").focus()
    for key, expected in (("ArrowRight", 1), ("End", -1), ("ArrowDown", -1), ("ArrowLeft", -2), ("Home", 0), ("ArrowUp", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == labels[expected]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg')") is None


def test_a_screen_reader_hears_each_mark_and_each_table(opened: Open) -> None:
    page = opened(cold(), told())
    assert page.locator("svg .mark[role='img']:not([aria-label])").count() == 0
    tree = page.locator("#matrix svg").aria_snapshot()
    assert "Who is tied to whom, 31 December 1965" in tree
    assert "Norway; friendly 3: Denmark, Greece, Italy; hostile 1: Poland" in tree
    assert "0.80" not in tree
    page.click("#matrix summary")
    assert page.locator("#matrix tbody tr", has_text="hostile").inner_text().split("\t") == ["Poland", "Norway", "hostile", "0.80"]


@pytest.mark.parametrize("width", [1400, 800, 390])
def test_only_the_charts_scroll_sideways_however_narrow_the_page(opened: Open, width: int) -> None:
    page = opened(cold(), told(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    size = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('svg')).fontSize) * document.querySelector('svg').clientWidth / 600"
    )
    assert size > 9.5
    scrolls = page.evaluate("(() => { const s = document.querySelector('.scroll'); return s.scrollWidth > s.clientWidth; })()")
    assert scrolls == (width < 700)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_page_in_light_and_dark(opened: Open, scheme: str) -> None:
    page = opened(cold(), told(), color_scheme=scheme)
    light = """(element, property) => {
        const linear = (part) => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
        const [r, g, b] = getComputedStyle(document.querySelector(element))[property].match(/[\\d.]+/g).map(Number).map(linear);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; }"""
    paper = page.evaluate(f"({light})('body', 'backgroundColor')")
    assert (paper > 0.5) == (scheme == "light")
    for element in ("#timeline text.ink", "#timeline text.soft"):
        words = page.evaluate(f"({light})('{element}', 'fill')")
        assert (max(words, paper) + 0.05) / (min(words, paper) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
    for element in ("#timeline .fill-agreement", "#timeline .fill-conflict"):
        mark = page.evaluate(f"({light})('{element}', 'fill')")
        assert (max(mark, paper) + 0.05) / (min(mark, paper) + 0.05) >= 3  # WCAG 2.2, 1.4.11


def test_the_page_is_whole_without_scripts(opened: Open, chromium: Browser, tmp_path: Path) -> None:
    write_charts(cold(), told(), tmp_path / "still.html", title="Still")
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "still.html").as_uri())
    mark = page.locator("#timeline .mark").first
    assert mark.get_attribute("tabindex") == "0"
    assert "Treaty of the West" in (mark.locator("title").text_content() or "")
    page.context.close()


def test_tables_that_are_closed_are_not_printed(opened: Open) -> None:
    page = opened(cold(), told())
    page.emulate_media(media="print")
    assert page.locator("#timeline details").is_hidden()
    assert page.locator("#timeline svg").is_visible()
