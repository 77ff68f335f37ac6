from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import networkx as nx
import pytest

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
from kg.errors import KgError
from kg.extraction.statements import Interval
from kg.graph.store import Store
from kg.knowledge.terms import BASE
from kg.views.plots import OVER_TIME, PLOTS, Kind, Scope, plot

Archive = nx.MultiDiGraph
Run = Callable[..., tuple[int, str, str]]
DAY = date(1970, 7, 1)
SCOPE = Scope(DAY)
FILES: list[tuple[Kind, str]] = [*((kind, ".svg") for kind in PLOTS), ("network", ".png"), ("network", ".pdf")]
HOSTILE = "$\\frac{1}{<b>&\x1b]0;\x00\u202e$ 汉字 \ud800"


def tie(graph: Archive, one: str, other: str, source: str, years: tuple[int, int | None], sign: int = 1) -> None:
    first, last = years
    span = date(first, 1, 1), date(last, 1, 1) if last else None
    witness = Witness("asserted", "", document=f"{BASE}id/{source}", valid=Interval(*span))
    for end in (one, other):
        graph.add_node(end, label={"en": end, "de": f"{end}land"}, kind="state")
    name = "alliedWith" if sign > 0 else "atWarWith"
    about: dict[str, Any] = {"name": name, "label": {"en": name, "de": name}, "strength": 0.8, "half_life": None, "lifted": (one, other)}
    graph.add_edge(one, other, key=f"{one} {other} {source}", sign=sign, status="asserted", evidence=(witness,), spans=(span,), **about)
    graph.graph["sources"][f"{BASE}id/{source}"] = {"en": source, "de": f"{source}-Vertrag"}


@pytest.fixture
def archive() -> Archive:
    graph: Archive = nx.MultiDiGraph(statuses={"asserted": 1.0}, relations={}, sources={})
    for one, other in (("Chile", "Peru"), ("Peru", "Cuba"), ("Cuba", "Chile")):
        tie(graph, one, other, "Lima Pact", (1950, None))
    tie(graph, "Norway", "Sweden", "Oslo Pact", (1960, 1990))
    tie(graph, "Norway", "Cuba", "Rum War", (1965, 1975), sign=-1)
    return graph


@pytest.fixture
def history() -> History:
    moments = tuple(
        Moment(
            date(year, 12, 31),
            {"Chile": 0, "Peru": 0, "Cuba": 0 if year < 1964 else 1, "Norway": 1, "Sweden": 1},
            {"polarization": 0.4, "frustration": (year - 1960) / 40, "balance": None if year == 1963 else 0.9, "blocs": 2.0},
        )
        for year in range(1960, 1969)
    )
    return History(
        moments, {0: {"en": "South", "de": "Süden"}, 1: {"en": "North", "de": "Norden"}}, (Event(date(1965, 1, 1), {"en": "Rum War"}, 1),)
    )


def letters(path: Path) -> str:
    return " ".join("".join(text.itertext()) for text in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize(("kind", "ending"), FILES)
def test_one_store_gives_one_file_byte_for_byte(tmp_path: Path, archive: Archive, history: History, kind: Kind, ending: str) -> None:
    for name in ("one", "two"):
        plot(kind, archive, tmp_path / f"{name}{ending}", SCOPE, history)
    one, two = ((tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert one.startswith({".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}[ending])


@pytest.mark.parametrize("kind", PLOTS)
def test_a_plot_is_180_mm_wide_with_text_as_text_of_8_points_at_least(
    tmp_path: Path, archive: Archive, history: History, kind: Kind
) -> None:
    plot(kind, archive, tmp_path / "plot.svg", SCOPE, history)
    root = ElementTree.parse(tmp_path / "plot.svg").getroot()
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(180 / 25.4 * 72, abs=0.01)
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", (tmp_path / "plot.svg").read_text("utf-8"))]
    assert sizes
    assert min(sizes) >= 8


EXPECTED: list[tuple[Kind, str, list[str]]] = [
    ("network", "en", ["Ties between states, 1 July 1970", "Norway", "Cuba", "friendly", "hostile"]),
    ("network", "de", ["1. Juli 1970", "Norwayland", "feindlich"]),
    ("timeline", "en", ["Lima Pact", "Oslo Pact", "Rum War", "agreement", "conflict", "1960"]),
    ("timeline", "de", ["Lima Pact-Vertrag", "Abkommen", "Konflikt"]),
    ("flow", "en", ["1960", "1968", "Chile–Peru", "Norway–Sweden"]),
    ("matrix", "en", ["Who is tied to whom, 1 July 1970", "Sweden", "Norway–Sweden"]),
    ("measures", "de", ["Polarisierung", "Frustration", "Balance", "Zahl der Blöcke", "1965"]),
]


@pytest.mark.parametrize(("kind", "language", "words"), EXPECTED)
def test_a_plot_names_what_it_shows(
    tmp_path: Path, archive: Archive, history: History, kind: Kind, language: str, words: list[str]
) -> None:
    plot(kind, archive, tmp_path / "plot.svg", Scope(DAY, language=language), history)
    text = letters(tmp_path / "plot.svg")
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(("kind", "ending"), FILES)
def test_hostile_names_are_drawn_as_they_are(tmp_path: Path, archive: Archive, history: History, kind: Kind, ending: str) -> None:
    for data in (*archive.nodes.values(), *({"label": label} for label in archive.graph["sources"].values())):
        data["label"]["en"] = HOSTILE
    evil = History(history.moments, history.names, (Event(date(1965, 1, 1), {"en": HOSTILE}, 1.0),))
    plot(kind, archive, tmp_path / f"plot{ending}", SCOPE, evil)
    if ending == ".svg":
        assert "$\\frac{1}{<b>&" in letters(tmp_path / "plot.svg")


@pytest.mark.parametrize("kind", PLOTS)
def test_nothing_known_is_a_plot_that_says_so(tmp_path: Path, kind: Kind) -> None:
    empty: Archive = nx.MultiDiGraph(statuses={}, relations={}, sources={})
    plot(kind, empty, tmp_path / "plot.svg", Scope(DAY, language="de"))
    assert "Für diese Zeit ist nichts bekannt." in letters(tmp_path / "plot.svg")


def test_the_reader_s_own_style_changes_nothing(tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    plot("timeline", archive, tmp_path / "one.svg", SCOPE)
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red", "svg.fonttype": "path"}):
        plot("timeline", archive, tmp_path / "two.svg", SCOPE)
        assert mpl.rcParams["font.size"] == 20
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_of_chosen_actors_only_those_tied_to_them_are_shown(tmp_path: Path, archive: Archive) -> None:
    for kind in ("network", "matrix", "timeline"):
        plot(kind, archive, tmp_path / "plot.svg", Scope(DAY, actors=["Sweden"]))
        text = letters(tmp_path / "plot.svg")
        assert ("Oslo Pact" if kind == "timeline" else "Norway") in text
        assert "Peru" not in text
        assert "Lima Pact" not in text


def test_another_ending_is_a_complaint_that_names_the_three(tmp_path: Path, archive: Archive) -> None:
    with pytest.raises(KgError, match=r"\.svg, \.png or \.pdf"):
        plot("timeline", archive, tmp_path / "plot.jpg", SCOPE)


WRONG = [
    (("flow", "-o", "flow.gif"), ".svg, .png or .pdf"),
    (("flow", "-o", "flow.svg", "--at", "1970-01-01"), "--at: the flow is of a period"),
    (("matrix", "-o", "m.svg", "--from", "1970-01-01"), "the matrix is of one day"),
    (("measures", "-o", "m.svg", "--actor", "Chile"), "of all states"),
    (("timeline", "-o", "t.svg", "--from", "1990-01-01", "--to", "1980-01-01"), "the end is before the begin"),
]


@pytest.mark.parametrize(("arguments", "complaint"), WRONG)
def test_options_without_use_are_complaints(kg: Run, tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
    code, _, said = kg("plot", *arguments, "--store", tmp_path)
    assert code == 2
    assert complaint in said


def test_kg_plot_writes_the_file_and_prints_its_name(kg: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "store"):
        pass
    for file, head in (("plot.PNG", b"\x89PNG"), ("plot.svg", b"<?xml"), ("plot.pdf", b"%PDF")):
        code, out, _ = kg("plot", "measures", "-o", tmp_path / file, "--store", tmp_path / "store")
        assert (code, out.strip()) == (0, str(tmp_path / file))
        assert (tmp_path / file).read_bytes().startswith(head)


def test_plots_over_time_are_those_that_take_a_history(tmp_path: Path, archive: Archive, history: History) -> None:
    for kind in PLOTS:
        plot(kind, archive, tmp_path / "with.svg", SCOPE, history)
        plot(kind, archive, tmp_path / "without.svg", SCOPE)
        same = (tmp_path / "with.svg").read_bytes() == (tmp_path / "without.svg").read_bytes()
        assert same == (kind not in OVER_TIME)
