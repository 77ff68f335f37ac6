from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.analysis.history import History
from kg.analysis.witnesses import Witness

Open = Callable[..., Any]
Network = nx.MultiDiGraph

HOSTILE = "<img src=x onerror=alert(1)>"


def downloaded(seen: Any, form: str) -> bytes:
    seen.page.click("#download summary")
    with seen.page.expect_download() as expected:
        seen.page.click(f"[data-form={form}]")
    assert expected.value.suggested_filename == f"the-sixties.{form}"
    return Path(expected.value.path()).read_bytes()


def link_of(page: Any) -> str:
    page.wait_for_timeout(400)
    return str(page.evaluate("location.hash"))


# --- filters, blocs, focus


def test_bloc_in_the_legend_is_highlighted_and_let_go(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history, size=(1400, 900)).page
    button = page.locator("#legend [data-bloc='1']")
    assert button.inner_text().startswith("Warsaw Pact")
    before = page.screenshot()
    button.click()
    assert page.locator("#legend [data-bloc='1']").get_attribute("aria-pressed") == "true"
    assert page.screenshot() != before
    page.keyboard.press("Escape")
    assert page.locator("#legend [data-bloc='1']").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("group", ["bloc-1", "region-1"])
def test_filters_of_bloc_and_region_take_away_what_they_count(visit: Open, archive: Network[str], history: History, group: str) -> None:
    seen = visit(archive, history)
    everything, counted = seen.shown(), int(seen.page.inner_text(f"label:has(#{group}) output"))
    seen.page.uncheck(f"#{group}")
    assert 0 < seen.shown() == everything - counted


def test_blocs_change_with_the_moment(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    seen.find("Cuba")
    assert "Warsaw Pact" in seen.page.inner_text("#details .about")
    for _ in range(7):
        seen.page.press("#to", "ArrowLeft")
    assert seen.page.inner_text("#period-shown").endswith("1961")
    seen.find("Cuba")
    assert "India–Egypt" in seen.page.inner_text("#details .about")


def test_source_filter_keeps_the_ties_of_one_source(visit: Open, demo: Any) -> None:
    network: Network[str] = nx.MultiDiGraph(speakers={})
    told = [Witness("asserted", "…", url=f"https://www.{site}/1") for site in ("a.example", "b.example", "b.example")]
    for state, witness in zip(("Norway", "Italy", "France"), told, strict=True):
        demo.add_tie(network, state, "tradesWith", "Denmark", witness)
    seen = visit(network)
    assert seen.page.locator("#source option").all_inner_texts() == ["all sources", "b.example (2)", "a.example (1)"]
    seen.page.select_option("#source", "b.example")
    assert seen.shown() == 2


def test_page_that_shows_a_part_of_the_words_computes_from_all(visit: Open, demo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    network: Network[str] = nx.MultiDiGraph(speakers={})
    told = [Witness("asserted", "…", url=f"https://www.s{n}.example/", published=date(1961 + n, 5, 1)) for n in range(9)]
    demo.add_tie(network, "Norway", "tradesWith", "Denmark", *told)
    for *_, tie in network.edges(data=True):
        tie["half_life"] = 1.0

    def computed() -> tuple[str, list[str], list[set[str]]]:
        seen, weights = visit(network), []
        seen.page.click("[data-mode=moment]")
        for _ in range(6):
            seen.page.press("#to", "ArrowLeft")
            weights.append({row["weight"] for row in csv.DictReader(StringIO(downloaded(seen, "csv").decode("utf-8-sig")))})
        return seen.page.inner_text("#deck"), seen.page.locator("#source option").all_inner_texts(), weights

    whole = computed()
    monkeypatch.setattr("kg.views.selection.QUOTES", 0)
    monkeypatch.setattr("kg.views.selection.WITNESSES", 1)
    assert computed() == whole


def test_least_weight_takes_away_the_weaker_ties(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    counts = [seen.shown()]
    for _ in range(3):
        for _ in range(6):
            seen.page.press("#least", "ArrowRight")
        counts.append(seen.shown())
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < counts[0]


def test_focus_leaves_an_actor_and_its_neighbours(visit: Open, sixties: Network[str]) -> None:
    seen = visit(sixties)
    everything = seen.shown()
    seen.find("Egypt")
    named = {name for name in seen.page.locator(".facts dd button").all_inner_texts() if name != "Gamal Abdel Nasser"}
    seen.page.click("#focus")
    assert 0 < seen.shown() < everything
    assert int(seen.page.inner_text("#deck").split()[0]) == len(named) + 1
    assert seen.page.inner_text("#focused span") == "Focus: Egypt"
    seen.page.click("#focused button")
    assert seen.shown() == everything


def test_profile_names_partners_rivals_memberships_and_leaders(visit: Open, sixties: Network[str]) -> None:
    seen = visit(sixties, size=(1400, 900))
    seen.find("France")
    facts = dict(zip(seen.page.locator(".facts dt").all_inner_texts(), seen.page.locator(".facts dd").all_inner_texts(), strict=True))
    assert {key.lower() for key in facts} >= {"partners", "rivals", "memberships", "leaders"}
    by_name = {key.lower(): value for key, value in facts.items()}
    assert by_name["memberships"] == "NATO"
    assert by_name["leaders"].startswith("Charles de Gaulle")
    seen.page.locator(".facts button", has_text="NATO").click()
    assert seen.page.inner_text("#details h2") == "NATO"
    assert "France" in seen.page.inner_text(".facts")


# --- the link


def test_link_opens_the_same_view_again(visit: Open, archive: Network[str], history: History) -> None:
    first = visit(archive, history, size=(1400, 900))
    page = first.page
    page.click("[data-mode=difference]")
    page.press("#from", "ArrowRight")
    page.uncheck("#sign-neutral")
    page.uncheck("#relation-tradesWith")
    page.uncheck("#bloc-2")
    page.click("[data-layout=map]")
    page.select_option("#measure", "balance")
    page.click("[data-language=de]")
    first.find("Polen")
    link = link_of(page)
    second = visit(archive, history, size=(1400, 900), link=link)
    for part in ("#deck", "#period-shown", "#details", "#measure-shown", "#legend", "#filter-groups", "#layouts"):
        assert second.page.inner_text(part) == page.inner_text(part)
    assert link_of(second.page) == link
    assert second.page.inner_text("#details h2") == "Polen"


def test_link_of_the_view_as_opened_is_empty(visit: Open, sixties: Network[str]) -> None:
    seen = visit(sixties)
    seen.page.uncheck("#sign-negative")
    assert link_of(seen.page) == "#signs=positive+neutral+none"
    seen.page.check("#sign-negative")
    assert link_of(seen.page) == ""


@pytest.mark.parametrize(
    "link",
    [
        "#%E0%A4%A",
        "#mode=__proto__&from=-1&to=1e9&measure=constructor&layout=../map&language=__proto__",
        f"#select={HOSTILE}&focus={HOSTILE}&source={HOSTILE}&bloc=9999999999999999999&hidden=x&region=javascript:alert(1)",
        "#without=toString&without=__proto__&signs=evil&statuses=evil&least=NaN&select=__proto__",
        "#" + "select=x&" * 20_000,
    ],
)
def test_hostile_links_change_nothing(visit: Open, archive: Network[str], history: History, link: str) -> None:
    plain, hostile = visit(archive, history), visit(archive, history, link=link)
    for part in ("#deck", "#period-shown", "#legend", "#filter-groups"):
        assert hostile.page.inner_text(part) == plain.page.inner_text(part)
    assert hostile.page.locator("#details").is_hidden()
    assert hostile.page.locator("#focused").is_hidden()
    assert link_of(hostile.page) == ""


def test_least_weight_is_drawn_along_with_the_mouse(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    page.locator("#least").scroll_into_view_if_needed()
    box = page.locator("#least").bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.2, 0.4, 0.6):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    page.mouse.up()
    assert 0.5 < float(page.input_value("#least")) < 0.7
    assert "least=0.6" in link_of(page)


# --- layout, downloads


def test_map_puts_states_where_they_lie_and_network_puts_them_back(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history, size=(1400, 900)).page
    network = page.screenshot()
    page.click("[data-layout=map]")
    assert page.screenshot() != network
    assert "layout=map" in link_of(page)
    page.keyboard.press("m")
    page.mouse.move(2, 2)
    assert page.get_attribute("[data-layout=network]", "aria-pressed") == "true"


def test_network_without_places_has_no_switch_of_layout(visit: Open, sixties: Network[str]) -> None:
    assert visit(sixties).page.locator("#layouts").is_hidden()


def test_svg_has_the_view_with_title_names_and_legend(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history, size=(1400, 900))
    drawn = ElementTree.fromstring(downloaded(seen, "svg"))
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in drawn.iter(f"{space}text")]
    assert texts[0] == "The sixties"
    assert "31 December 1968" in (texts[1] or "")
    assert {"Soviet Union", "France", "friendly", "Warsaw Pact"} <= set(texts)
    assert len(list(drawn.iter(f"{space}circle"))) >= 20
    assert not {element.tag for element in drawn.iter()} & {f"{space}script", f"{space}foreignObject", f"{space}image"}


def test_png_is_the_drawing_at_twice_its_size(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    image = downloaded(seen, "png")
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(image[16:20]) == 2 * seen.page.evaluate("document.getElementById('stage').clientWidth")
    assert len(image) > 10_000


def test_csv_has_a_row_for_each_quotation_and_runs_no_formula(visit: Open, demo: Any) -> None:
    network: Network[str] = nx.MultiDiGraph(speakers={})
    words = ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "\tx", "Ein Satz, mit „Komma“ und\nZeile", "  =1", HOSTILE]
    for word in words:
        demo.add_tie(network, "Norway", "criticizes", "Denmark", Witness("asserted", word, title=word))
    rows = list(csv.DictReader(StringIO(downloaded(visit(network), "csv").decode("utf-8-sig"), newline="")))
    quotes = [row["quote"] for row in rows]
    assert quotes == ["'" + word if word.lstrip()[0] in "=+-@" or word[0] == "\t" else word for word in words]
    assert {(row["subject"], row["relation"], row["object"]) for row in rows} == {("Norway", "criticizes", "Denmark")}


def test_json_has_the_actors_and_ties_in_the_picture(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    data = json.loads(downloaded(seen, "json"))
    assert len({row["statement"] for row in data["ties"]}) == seen.shown()
    assert data["time"] == {"mode": "moment", "from": "1968-12-31", "to": "1968-12-31"}
    assert {actor["bloc"] for actor in data["actors"]} == {"NATO", "Warsaw Pact", "India–Egypt", None}
