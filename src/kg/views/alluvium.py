"""The bloc flow as a picture: blocs as columns of boxes, and ribbons of the states that go from one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.history import History
from kg.views.flow import Flow, Node, Ribbon, flow, hues
from kg.views.sheet import HUES, LETTER, Pen, Sheet, Wording, band, box, hue, lines_of, nothing, wide
from kg.views.words import day_in

HIGH, HEAD = 300.0, 16.0
NODE = 16.0
SIDE = 0.17
"""Share of the width for the names at either side."""
LINE, SMALLEST = 9.2, 8.5
"""Points from line to line, and the height of a box that can hold its number."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Alluvium:
    """A flow with the names that its blocs have at each moment, and where its columns stand."""

    shown: Flow
    names: tuple[Mapping[int, str], ...]
    colours: Mapping[int, int]
    side: float
    step: float

    def x(self, column: int) -> float:
        """The left edge of a column."""
        return self.side + self.step * column

    def y(self, part: float) -> float:
        """The height of a place from 0 to 1."""
        return HEAD + HIGH * part

    def tone(self, node: Node) -> str:
        """The colour of a node."""
        return hue(node.bloc, self.colours)


def names_of(shown: Flow, words: Wording) -> tuple[Mapping[int, str], ...]:
    """For each column the names that its blocs have on the day."""
    found: list[dict[str, int]] = [{} for _ in shown.days]
    for node in shown.nodes:
        if node.bloc is not None:
            found[node.column].update(dict.fromkeys(node.states, node.bloc))
    return tuple(words.blocs(day, blocs) for day, blocs in zip(shown.days, found, strict=True))


def name_of(node: Node, names: Sequence[Mapping[int, str]], words: Wording) -> str:
    """The name of a node's bloc at its moment; that of the states of none too."""
    return words.say("none") if node.bloc is None else names[node.column][node.bloc]


def draw_flow(sheet: Sheet, history: History, words: Wording) -> float:
    """Each box has the number of its states; names stand at both sides, those of blocs that come and go between below."""
    shown = flow(history)
    if not shown.days:
        return nothing(sheet, words)
    side = SIDE * sheet.width
    step = (sheet.width - 2 * side - NODE) / max(len(shown.days) - 1, 1)
    drawn = Alluvium(shown, names_of(shown, words), hues(shown, HUES), side, step)
    years = len({day.year for day in shown.days}) == len(shown.days)
    for column, day in enumerate(shown.days):
        sheet.text((drawn.x(column) + NODE / 2, 9), str(day.year) if years else f"{day:%Y-%m}", align="middle", bold=True)
    for ribbon in shown.ribbons:
        with sheet.mark(_moved(ribbon, drawn, words), focus=ribbon.source.bloc != ribbon.target.bloc):
            _draw_ribbon(sheet, ribbon, drawn)
    for node in shown.nodes:
        with sheet.mark(f"{_said(node, drawn, words)}: {len(node.states)}: {words.actors(node.states)}"):
            _draw_node(sheet, node, drawn)
    _names_beside(sheet, drawn, words, 0)
    _names_beside(sheet, drawn, words, len(shown.days) - 1)
    return HEAD + HIGH + 16 + _names_below(sheet, drawn, words, HEAD + HIGH + 16)


def _draw_ribbon(sheet: Sheet, ribbon: Ribbon, drawn: Alluvium) -> None:
    left, right = (tuple(map(drawn.y, ends)) for ends in (ribbon.left, ribbon.right))
    edges = (drawn.x(ribbon.source.column) + NODE, left[0], left[1]), (drawn.x(ribbon.target.column), right[0], right[1])
    entering = ribbon.source.bloc is None
    tone = drawn.tone(ribbon.target if entering else ribbon.source)
    sheet.shape(band(*edges), Pen(fill=tone, opacity=0.3 if entering else 0.45))


def _draw_node(sheet: Sheet, node: Node, drawn: Alluvium) -> None:
    x, top, bottom = drawn.x(node.column), drawn.y(node.top), drawn.y(node.bottom)
    sheet.shape(box(x, top, NODE, bottom - top), Pen(fill=drawn.tone(node), stroke="soft", width=0.5))
    if bottom - top >= SMALLEST:
        sheet.text((x + NODE / 2, (top + bottom) / 2 + 2.9), str(len(node.states)), tone="label", align="middle")


def _said(node: Node, drawn: Alluvium, words: Wording) -> str:
    return f"{name_of(node, drawn.names, words)} ({day_in(drawn.shown.days[node.column], words.language)})"


def _moved(ribbon: Ribbon, drawn: Alluvium, words: Wording) -> str:
    start, end = (_said(node, drawn, words) for node in (ribbon.source, ribbon.target))
    return f"{start} → {end}: {len(ribbon.states)}: {words.actors(ribbon.states)}"


def _names_beside(sheet: Sheet, drawn: Alluvium, words: Wording, column: int) -> None:
    """The names of the first column's blocs at the left, or of the last one's at the right, none upon another."""
    nodes = [node for node in drawn.shown.nodes if node.column == column]
    names = [lines_of(name_of(node, drawn.names, words), int(drawn.side / LETTER) - 1) for node in nodes]
    middles = [drawn.y((node.top + node.bottom) / 2) for node in nodes]
    for name, middle in zip(names, spaced(middles, [LINE * len(name) for name in names], HEAD + HIGH), strict=True):
        for i, part in enumerate(name):
            y = middle + 7.2 + LINE * (i - len(name) / 2)
            if column == 0:
                sheet.text((drawn.side - 5, y), part, align="end")
            else:
                sheet.text((drawn.x(column) + NODE + 5, y), part)


def spaced(middles: Sequence[float], heights: Sequence[float], most: float) -> list[float]:
    """The middles, from above, moved so that none of what is so high covers another or reaches beyond the end.

    >>> spaced([10.0, 12.0, 40.0], [8.0, 8.0, 8.0], 50.0)
    [10.0, 18.0, 40.0]
    """
    found = list(middles)
    for i in range(1, len(found)):
        found[i] = max(found[i], found[i - 1] + (heights[i - 1] + heights[i]) / 2)
    for i in range(len(found) - 1, -1, -1):
        end = most if i == len(found) - 1 else found[i + 1] - heights[i + 1] / 2
        found[i] = min(found[i], end - heights[i] / 2)
    return found


def _names_below(sheet: Sheet, drawn: Alluvium, words: Wording, top: float) -> float:
    """The names that do not stand at the sides, of blocs that begin later, each by a letter at its first box; how high they are."""
    named = {name_of(node, drawn.names, words) for node in drawn.shown.nodes if node.column in (0, len(drawn.shown.days) - 1)}
    first: dict[int, Node] = {}
    for node in drawn.shown.nodes:
        if node.bloc is not None:
            first.setdefault(node.bloc, node)
    unnamed = [node for node in first.values() if name_of(node, drawn.names, words) not in named]
    key = []
    for letter, node in zip(LETTERS, unnamed, strict=False):
        sheet.text((drawn.x(node.column) + NODE + 2, drawn.y((node.top + node.bottom) / 2) + 2.9), letter, tone="name")
        key.append(f"{letter}  {name_of(node, drawn.names, words)}")
    if any(node.bloc is None for node in drawn.shown.nodes):
        key.append(words.say("thin"))
    x, y = 0.0, top
    for entry in key:
        if x and x + wide(entry) > sheet.width:
            x, y = 0.0, y + 11
        sheet.text((x, y), entry, tone="soft")
        x += wide(entry) + 16
    return y - top + 6
