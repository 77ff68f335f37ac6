"""What part of the picture is seen: it keeps still, nothing stands under its buttons, and the most central have names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.analysis.history import History
from kg.views.page import page_data

Open = Callable[..., Any]
Network = nx.MultiDiGraph
SIZES = [(1400, 900), (800, 600), (390, 844)]


def drawing(seen: Any) -> str:
    """The view as the reader would download it."""
    seen.page.click("#download summary")
    with seen.page.expect_download() as expected:
        seen.page.click("[data-form=svg]")
    return Path(expected.value.path()).read_text(encoding="utf-8")


def camera(seen: Any) -> tuple[float, float, float]:
    """Where the picture stands in the drawing, and its scale."""
    shift = re.search(r"translate\((\S+) (\S+)\) scale\((\S+)\)", drawing(seen))
    assert shift
    return tuple(map(float, shift.groups()))  # type: ignore[return-value]


@pytest.mark.parametrize("size", SIZES)
def test_picture_keeps_still_while_time_goes_on(visit: Open, archive: Network[str], history: History, size: tuple[int, int]) -> None:
    empty = tuple(replace(moment, blocs={}) if moment.day.year < 1965 else moment for moment in history.moments)
    named = {bloc: {"en": f"The bloc with the long name {bloc}", "de": ""} for bloc in history.names}
    seen = visit(archive, History(empty, named, history.events), size=size)
    before = camera(seen)
    for _ in range(8):
        seen.page.keyboard.press(",")
    assert seen.page.inner_text("#period-shown").endswith("1960")
    assert camera(seen) == before


@pytest.mark.parametrize(("key", "factor"), [("-", 1 / 1.35), ("+", 1.35)])
def test_key_zooms_once_when_the_picture_has_the_focus(
    visit: Open, archive: Network[str], history: History, key: str, factor: float
) -> None:
    seen = visit(archive, history)
    before = camera(seen)[2]
    seen.page.locator("#graph .vis-network").focus()
    seen.page.keyboard.press(key, delay=150)
    seen.page.wait_for_timeout(300)
    assert camera(seen)[2] == pytest.approx(before * factor, rel=1e-3)


@pytest.mark.parametrize("size", SIZES)
def test_no_actor_stands_under_a_button(
    visit: Open, archive: Network[str], history: History, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    states = sorted(archive, key=lambda node: (archive.nodes[node]["kind"] != "state", node))
    wide, tall = ({node: (i % row * 200, i // row * 200) for i, node in enumerate(states)} for row in (8, 5))
    monkeypatch.setattr("kg.views.page.pictures", lambda *_: (wide, tall))
    seen = visit(archive, history, size=size, link="#mode=period")
    x, y, scale = camera(seen)
    stage, *buttons = (seen.page.locator(f"#{name}").bounding_box() for name in ("stage", "layouts", "zoom"))
    drawn = re.findall(r'<circle cx="(\S+)" cy="(\S+)"', drawing(seen))
    assert len(drawn) > 20
    for cx, cy in drawn:
        left, top = stage["x"] + x + scale * float(cx), stage["y"] + y + scale * float(cy)
        assert not any(-6 < left - b["x"] < b["width"] + 6 and -6 < top - b["y"] < b["height"] + 6 for b in buttons)


@pytest.mark.parametrize("size", SIZES)
def test_most_central_actors_have_names(visit: Open, archive: Network[str], history: History, size: tuple[int, int]) -> None:
    named = drawing(visit(archive, history, size=size))
    central = sorted(page_data(archive, title="")["nodes"], key=lambda node: (-node["degree"], node["id"]))[:7]
    assert [node["label"] for node in central if f">{node['label']}</text>" not in named] == []


def test_pointer_over_the_picture_leaves_the_keyboard_where_it_is(visit: Open, archive: Network[str], history: History) -> None:
    page = visit(archive, history).page
    page.focus("#search")
    page.mouse.move(300, 400)
    page.mouse.move(340, 420)
    page.keyboard.type("Cuba")
    assert page.input_value("#search") == "Cuba"


def test_arrows_move_the_picture_that_has_the_focus(visit: Open, archive: Network[str], history: History) -> None:
    seen = visit(archive, history)
    x, y, scale = camera(seen)
    seen.page.locator("#graph .vis-network").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        seen.page.keyboard.press(key)
    assert camera(seen) == (pytest.approx(x - 60, abs=0.2), pytest.approx(y - 120, abs=0.2), scale)
