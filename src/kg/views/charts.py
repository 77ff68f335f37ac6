"""The charts as one page that loads nothing: the timeline, the bloc flow, the matrix and the measures, drawn as SVG."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal, get_args
from xml.etree.ElementTree import Element, SubElement, tostring

import networkx as nx

from kg.analysis.history import MEASURES, History
from kg.views.alluvium import draw_flow, name_of, names_of
from kg.views.at_a_day import Day, draw_matrix, last_moment, read_day
from kg.views.flow import flow
from kg.views.matrix import cells, ordered
from kg.views.over_time import draw_measures, draw_timeline
from kg.views.sheet import Align, Outline, Pen, Point, Sheet, Wording
from kg.views.timeline import Timeline, read_timeline
from kg.views.words import day_in

Chart = Literal["timeline", "flow", "matrix", "measures"]
CHARTS: tuple[Chart, ...] = get_args(Chart)
WIDTH = 600.0  # points


class Drawing:
    """A sheet that is an element of SVG; each tone is a class, so that the page's style decides on light and dark."""

    def __init__(self, name: str, title: str, description: str) -> None:
        self.width = WIDTH
        self.element = Element("svg", {"role": "group", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-what"})
        SubElement(self.element, "title", {"id": f"{name}-title"}).text = title
        SubElement(self.element, "desc", {"id": f"{name}-what"}).text = description
        self._inner = self.element

    def text(self, at: Point, words: str, *, tone: str = "ink", align: Align = "start", bold: bool = False, turned: bool = False) -> None:
        """Write on the baseline at the point."""
        x, y = map(_short, at)
        classes = [tone, *([align] if align != "start" else []), *(["bold"] if bold else [])]
        place = {"transform": f"translate({x} {y}) rotate(-90)"} if turned else {"x": x, "y": y}
        SubElement(self._inner, "text", {**place, "class": " ".join(classes)}).text = words

    def shape(self, outline: Outline, pen: Pen) -> None:
        """Draw the outline."""
        path = "".join(code + " ".join(map(_short, values)) for code, values in outline)
        look = {"class": " ".join(f"{use}-{tone}" for use, tone in (("fill", pen.fill), ("stroke", pen.stroke)) if tone)}
        if pen.stroke:
            look["stroke-width"] = _short(pen.width)
        if pen.dash:
            look["stroke-dasharray"] = " ".join(map(_short, pen.dash))
        if pen.opacity < 1:
            look["opacity"] = _short(pen.opacity)
        SubElement(self._inner, "path", {"d": path, **look})

    @contextmanager
    def mark(self, words: str, *, focus: bool = True) -> Iterator[None]:
        """A group with the words as its title; what is no stop for the keyboard is silent for a screen reader, which hears it elsewhere."""
        outer, about = self._inner, {"role": "img", "tabindex": "0"} if focus else {"aria-hidden": "true"}
        self._inner = SubElement(outer, "g", {"class": "mark", **about})
        SubElement(self._inner, "title").text = words
        yield
        self._inner = outer

    def finished(self, height: float) -> Element:
        """The element, cut at the height."""
        self.element.set("viewBox", f"0 0 {_short(self.width)} {_short(height)}")
        return self.element


def _short(number: float) -> str:
    return f"{round(number, 2):g}"


def write_charts(archive: nx.MultiDiGraph[str], history: History, path: Path, *, title: str, language: str = "en") -> None:
    """Write the charts of the archive and its history as one HTML file that opens offline in any browser.

    All that comes from documents stands in text nodes and attributes that ElementTree writes; the Content-Security-Policy names the script
    and the style by their hashes and forbids every connection.
    """
    path.write_text(charts(archive, history, title=title, language=language), encoding="utf-8", newline="\n")


def charts(archive: nx.MultiDiGraph[str], history: History, *, title: str, language: str = "en") -> str:
    """The page of `write_charts` as text."""
    style, script = _part("charts.css"), _part("charts.js")
    policy = f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; base-uri 'none'; form-action 'none'"
    return Template(_part("charts.html")).substitute(
        language=html.escape(language),
        title=html.escape(title),
        policy=policy,
        style=style,
        script=script,
        body="\n".join(tostring(part, "unicode") for part in _body(archive, history, title, Wording(archive, language))),
    )


def _body(archive: nx.MultiDiGraph[str], history: History, title: str, words: Wording) -> Iterator[Element]:
    yield _header(title, history, words)
    main = Element("main")
    line = read_timeline(archive)
    shown = last_moment(words, history) if history.moments else read_day(words, line.last)
    draw: dict[Chart, Callable[[Sheet], float]] = {
        "timeline": lambda sheet: draw_timeline(sheet, line, words),
        "flow": lambda sheet: draw_flow(sheet, history, words),
        "matrix": lambda sheet: draw_matrix(sheet, shown, words),
        "measures": lambda sheet: draw_measures(sheet, history, words),
    }
    rows: dict[Chart, Iterable[Sequence[str]]] = {
        "timeline": _bar_rows(line, words),
        "flow": _flow_rows(history, words),
        "matrix": _tie_rows(shown, words),
        "measures": _measure_rows(history, words),
    }
    for name in CHARTS:
        heading = f"{words.say(name)}, {day_in(shown.day, words.language)}" if name == "matrix" else words.say(name)
        drawing = Drawing(name, heading, words.say(f"{name}?"))
        main.append(_section(name, heading, drawing.finished(draw[name](drawing)), rows[name], words))
    yield main


def _header(title: str, history: History, words: Wording) -> Element:
    header = Element("header")
    SubElement(header, "h1", {"dir": "auto"}).text = title
    if history.moments:
        first, last = (day_in(moment.day, words.language) for moment in (history.moments[0], history.moments[-1]))
        SubElement(header, "p").text = f"{first} – {last}. {words.say('computed')}"
    entries = SubElement(SubElement(header, "nav", {"aria-label": words.say("charts")}), "ul")
    for name in CHARTS:
        SubElement(SubElement(entries, "li"), "a", {"href": f"#{name}"}).text = words.say(name)
    return header


def _section(name: Chart, heading: str, drawn: Element, rows: Iterable[Sequence[str]], words: Wording) -> Element:
    """A chart under its name, with what it shows, and the same as a table."""
    section = Element("section", {"id": name, "aria-labelledby": f"{name}-name"})
    SubElement(section, "h2", {"id": f"{name}-name"}).text = heading
    SubElement(section, "p").text = words.say(f"{name}?")
    SubElement(section, "div", {"class": "scroll"}).append(drawn)
    details = SubElement(section, "details")
    SubElement(details, "summary").text = words.say("table")
    table = SubElement(SubElement(details, "div", {"class": "scroll"}), "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in words.say(f"{name} columns").split("|"):
        SubElement(head, "th", {"scope": "col"}).text = column
    body = SubElement(table, "tbody")
    for row in rows:
        line = SubElement(body, "tr")
        for cell in row:
            SubElement(line, "td").text = cell
    return section


def _bar_rows(shown: Timeline, words: Wording) -> Iterator[Sequence[str]]:
    for bar in (row.bar for row in shown.rows):
        ends = (day_in(day, words.language) if day else "" for day in (bar.first, bar.last))
        yield words.name(bar.label, 200), words.say(bar.kind), *ends, words.actors(bar.actors, len(bar.actors))


def _flow_rows(history: History, words: Wording) -> Iterator[Sequence[str]]:
    shown = flow(history)
    names = names_of(shown, words)
    for node in shown.nodes:
        day = day_in(shown.days[node.column], words.language)
        yield day, name_of(node, names, words), str(len(node.states)), words.actors(node.states, len(node.states))


def _tie_rows(shown: Day, words: Wording) -> Iterator[Sequence[str]]:
    order = ordered(shown.graph, shown.blocs)
    for cell in cells(shown.graph, order):
        if cell.row < cell.column:
            ends = words.actor(order[cell.row]), words.actor(order[cell.column])
            yield *ends, words.say("friendly" if cell.sign > 0 else "hostile"), f"{cell.weight:.2f}"


def _measure_rows(history: History, words: Wording) -> Iterator[Sequence[str]]:
    for moment in history.moments:
        values = (moment.measures.get(name) for name in MEASURES)
        yield day_in(moment.day, words.language), *("" if value is None else f"{value:.3g}" for value in values)


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    return (files("kg.views") / "web" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
