from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
from kg.extraction.statements import Interval
from kg.graph.store import Store
from kg.knowledge.terms import BASE
from kg.views.charts import CHARTS, charts, write_charts

Archive = nx.MultiDiGraph
Run = Callable[..., tuple[int, str, str]]
IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"


class Elements(HTMLParser):
    """All elements of a page with their attributes, and the words of the marks and of the tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {"title": [], "td": [], "text": [], "h2": [], "p": []}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.words:
            self.words[self.inside].append(data)


def tie(graph: Archive, one: str, other: str, source: str, sign: int = 1) -> None:
    span = date(1960, 1, 1), None
    witness = Witness("asserted", "", document=f"{BASE}id/{source}", valid=Interval(*span))
    for end in (one, other):
        graph.add_node(end, label={"en": end, "de": f"{end}land"}, kind="state")
    about: dict[str, Any] = {
        "name": "tie",
        "label": {"en": "tie", "de": "Band"},
        "strength": 0.8,
        "half_life": None,
        "lifted": (one, other),
    }
    graph.add_edge(one, other, key=f"{one} {other}", sign=sign, status="asserted", evidence=(witness,), spans=(span,), **about)
    graph.graph["sources"][f"{BASE}id/{source}"] = {"en": source, "de": f"{source}-Vertrag"}


@pytest.fixture
def archive() -> Archive:
    graph: Archive = nx.MultiDiGraph(statuses={"asserted": 1.0}, relations={}, sources={})
    tie(graph, "Chile", "Peru", "Lima Pact")
    tie(graph, "Norway", "Sweden", "Oslo Pact")
    tie(graph, "Norway", "Chile", "Fish War", sign=-1)
    return graph


@pytest.fixture
def history() -> History:
    blocs = {"Chile": 0, "Peru": 0, "Norway": 1, "Sweden": 1}
    measures = {"polarization": 0.4, "frustration": 0.0, "balance": None, "blocs": 2.0}
    moments = tuple(Moment(date(year, 12, 31), blocs, measures) for year in (1960, 1961, 1962))
    return History(
        moments,
        {0: {"en": "S", "de": "S"}, 1: {"en": "N", "de": "N"}},
        (Event(date(1961, 5, 1), {"en": "Fish War", "de": "Fischkrieg"}, 1),),
    )


def test_the_policy_names_the_script_and_the_style_and_allows_nothing_else(archive: Archive, history: History) -> None:
    text = charts(archive, history, title="Title")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    hashes = {
        kind: base64.b64encode(sha256(re.search(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)[1].encode()).digest()).decode()  # type: ignore[index]
        for kind in ("script", "style")
    }
    allowed = f"script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}'"
    assert policy[1] == f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def test_nothing_on_the_page_has_a_style_or_a_script_of_its_own_or_points_outside(archive: Archive, history: History) -> None:
    for tag, attributes in Elements(charts(archive, history, title="Title")).elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on") or name in ("src", "srcset", "xlink:href")], tag
        assert (attributes.get("href") or "#").startswith("#")


def test_every_chart_has_a_name_a_description_marks_and_a_table(archive: Archive, history: History) -> None:
    text = charts(archive, history, title="Title")
    for chart in CHARTS:
        section = re.search(f'<section id="{chart}".*?</section>', text, re.DOTALL)
        assert section
        assert re.search(
            r'<svg role="group" aria-labelledby="(\S+)" aria-describedby="(\S+)"[^>]*>'
            r'<title id="\1">[^<]+</title><desc id="\2">[^<]+',
            section[0],
        )
        assert re.search(r'<g class="mark" role="img" tabindex="0"><title>[^<]+</title>', section[0])
        assert section[0].count("<tr>") > 3


def test_marks_say_all_that_they_stand_for(archive: Archive, history: History) -> None:
    said = Elements(charts(archive, history, title="Title")).words["title"]
    assert "Lima Pact: agreement, 1 January 1960 –; Chile, Peru" in said
    assert "Fish War: conflict, 1 January 1960 –; Chile, Norway" in said
    assert "Chile–Peru (31 December 1961): 2: Chile, Peru" in said
    assert "Chile; friendly 1: Peru; hostile 1: Norway" in said
    assert "1. 1 May 1961: Fish War" in said


def test_tables_hold_what_the_charts_show(archive: Archive, history: History) -> None:
    cells = Elements(charts(archive, history, title="Title")).words["td"]
    rows = " | ".join(cells)
    assert "Lima Pact | agreement | 1 January 1960" in rows
    assert "31 December 1962 | Norway–Sweden | 2 | Norway, Sweden" in rows
    assert "Chile | Norway | hostile | 0.80" in rows
    assert "31 December 1961 | 0.4 | 0" in rows


def test_a_page_is_in_one_language(archive: Archive, history: History) -> None:
    text = charts(archive, history, title="Titel", language="de")
    found = Elements(text)
    assert '<html lang="de">' in text
    assert "Wer zwischen den Blöcken wechselt" in found.words["h2"]
    assert "Lima Pact-Vertrag: Abkommen, 1. Januar 1960 –; Chileland, Peruland" in found.words["title"]
    assert "Fischkrieg" in text
    assert not re.search(r"agreement<|friendly<|no bloc", text)


def test_labels_are_text_wherever_they_stand(archive: Archive, history: History) -> None:
    for number, data in enumerate(archive.nodes.values()):
        data["label"] = {"en": IMAGE if number % 2 else SCRIPT, "de": "…"}
    archive.graph["sources"] = {source: {"en": f'{SCRIPT}"\u202e\x00', "de": "…"} for source in archive.graph["sources"]}
    evil = History(history.moments, history.names, (Event(date(1961, 5, 1), {"en": IMAGE, "de": "…"}, 1),))
    plain, text = charts(archive, history, title="Title"), charts(archive, evil, title=SCRIPT)
    tags = [[tag for tag, _ in Elements(page).elements] for page in (plain, text)]
    assert not {"img", "iframe", "object", "link"} & set(tags[1])
    assert tags[1].count("script") == 1
    assert text.count("<script") == 1
    assert "\u202e" not in text
    assert "\x00" not in text


def test_an_empty_store_has_a_page_that_says_so() -> None:
    empty: Archive = nx.MultiDiGraph(statuses={}, relations={}, sources={})
    text = charts(empty, History((), {}, ()), title="Nothing")
    assert text.count("Nothing is known for this time.") == len(CHARTS)


def test_the_same_archive_gives_the_same_page(tmp_path: Path, archive: Archive, history: History) -> None:
    write_charts(archive, history, tmp_path / "one.html", title="Title")
    write_charts(archive, history, tmp_path / "two.html", title="Title")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_kg_charts_writes_the_page_and_prints_its_name(kg: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "store"):
        pass
    code, out, _ = kg(
        "charts", "-o", tmp_path / "page.html", "--title", "Pacts & <wars>", "--language", "de", "--store", tmp_path / "store"
    )
    assert (code, out.strip()) == (0, str(tmp_path / "page.html"))
    assert "<title>Pacts &amp; &lt;wars&gt;</title>" in (tmp_path / "page.html").read_text("utf-8")
