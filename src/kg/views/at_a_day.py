"""Pictures of a day: the network of states, and the matrix. Each is drawn on a sheet, and tells how high it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import networkx as nx
import numpy as np

from kg.analysis.blocs import blocs
from kg.analysis.history import History
from kg.analysis.snapshots import at, signed
from kg.views.flow import flow, hues
from kg.views.layout import apart, drawn_together, spread
from kg.views.matrix import Block, Cell, blocks, cells, ordered
from kg.views.sheet import (
    HUES,
    LETTER,
    SIDES,
    SIZE,
    Align,
    Pen,
    Point,
    Sheet,
    Wording,
    box,
    dot,
    hue,
    legend,
    line,
    lines_of,
    nothing,
    wide,
)

HIGH = 450.0
NAMED = 70
"""States whose names get room in the network; the others have theirs where there is some."""
HEAD, LEFT, RIGHT = 90.0, 92.0, 0.18
"""Of the matrix: room for names above, beside, and, as a share of the width, for those of blocs."""
FIRST = 25
"""States whose names may cover a few marks."""
SCALE = 128 / 52  # of the layout's pixels to the network's points
HOSTILE = Pen(stroke="hostile", width=1.1, dash=(3.0, 1.5))
Label = tuple[Point, Align]
Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Day:
    """The network of a day: one signed tie for each pair, and the blocs with their names and colours."""

    day: date
    graph: nx.Graph[str]
    blocs: Mapping[str, int]
    names: Mapping[int, str]
    colours: Mapping[int, int]


def read_day(words: Wording, day: date, actors: Collection[str] = ()) -> Day:
    """The network of the day as the pictures show it, or that of these actors with those tied to them; the largest blocs have colours."""
    graph = signed(at(words.archive, day))
    found = blocs(graph)
    names = words.blocs(day, found)
    if actors:
        near = {other for actor in actors if actor in graph for other in (actor, *graph.adj[actor])}
        graph = graph.subgraph(near)
        found = {state: bloc for state, bloc in found.items() if state in near}
    sizes = Counter(found.values())
    order = sorted(sizes, key=lambda bloc: (-sizes[bloc], bloc))
    return Day(day, graph, found, {bloc: names[bloc] for bloc in order}, {bloc: number for number, bloc in enumerate(order[:HUES])})


def last_moment(words: Wording, history: History) -> Day:
    """The network at the last moment of the history, with the blocs and the colours that the flow has."""
    moment = history.moments[-1]
    names, colours = words.blocs(moment.day, moment.blocs), hues(flow(history), HUES)
    shown = {bloc: colours[bloc] for bloc in names if bloc in colours}
    return Day(moment.day, signed(at(words.archive, moment.day)), moment.blocs, names, shown)


def draw_network(sheet: Sheet, shown: Day, words: Wording) -> float:
    """States as marks in the form and colour of their bloc, friends near each other; strong states are large, and have names first."""
    if not shown.graph.number_of_edges():
        return nothing(sheet, words)
    strength: dict[str, float] = dict(shown.graph.degree(weight="weight"))
    order = sorted(shown.graph, key=lambda state: (-strength[state], state))
    radius = {state: 2.0 + 0.42 * strength[state] ** 0.5 for state in order}
    names = {state: words.actor(state, 24) for state in order}
    places = _placed(shown, names, radius, order, sheet.width)
    _draw_ties(sheet, shown.graph, places)
    for state in reversed(order):
        bloc = shown.blocs.get(state)
        form = SIDES[shown.colours[bloc]] if bloc is not None and bloc in shown.colours else 0
        with sheet.mark(f"{names[state]}: {shown.names[bloc] if bloc is not None else words.say('none')}"):
            sheet.shape(dot(places[state], radius[state], form), Pen(fill=hue(bloc, shown.colours), stroke="ink", width=0.5))
    for state, (point, align) in _labelled(order, names, places, radius, sheet.width).items():
        sheet.text(point, names[state], tone="name", align=align)
    return HIGH + 8 + _key(sheet, shown, words, HIGH + 8)


def _placed(shown: Day, names: Mapping[str, str], radius: Mapping[str, float], order: Sequence[str], width: float) -> dict[str, Point]:
    """The places in the picture, with room for the names of the strongest."""
    boxes = np.array([_room(names[state], radius[state], named=rank < NAMED) for rank, state in enumerate(order)])
    ties: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties.add_nodes_from(order)
    ties.add_edges_from((one, two, {"sign": tie["sign"]}) for one, two, tie in shown.graph.edges(data=True))
    found = spread(drawn_together(ties), {state: (SCALE * x, SCALE * y) for state, (x, y) in zip(order, boxes, strict=True)}, width / HIGH)
    places = np.array([found[state] for state in order], dtype=float)
    ranks = np.argsort(np.argsort(places, axis=0), axis=0) / max(len(order) - 1, 1)
    even = 0.55 * (places - places.min(axis=0)) / np.maximum(np.ptp(places, axis=0), 1) + 0.45 * ranks  # no outlier takes all the room
    room, corner = np.array([width - 60, HIGH - 30]), np.array([30, 12])
    moved = apart(corner + room * even, boxes)
    low, high = np.minimum(moved.min(axis=0), corner), np.maximum(moved.max(axis=0), corner + room)
    inside = corner + room * (moved - low) / (high - low)
    return {state: (float(x), float(y)) for state, (x, y) in zip(order, inside, strict=True)}


def _room(name: str, radius: float, *, named: bool) -> tuple[float, float]:
    return (max(2 * radius, wide(name)) + 2, 2 * radius + SIZE + 2) if named else (2 * radius + 2, 2 * radius + 2)


def _draw_ties(sheet: Sheet, graph: nx.Graph[str], places: Mapping[str, Point]) -> None:
    """Friendly ties as fine lines, the stronger the darker; hostile ones dashed, above them."""
    ties = sorted(graph.edges(data=True), key=lambda tie: (-tie[2]["sign"], tie[2]["weight"], tie[:2]))
    for one, two, tie in ties:
        ends = line([places[one], places[two]])
        if tie["sign"] > 0:
            sheet.shape(ends, Pen(stroke="friendly", width=0.4 + 0.5 * tie["weight"], opacity=0.12 + 0.4 * min(tie["weight"], 1.0)))
        else:
            sheet.shape(ends, replace(HOSTILE, width=0.5 + 0.5 * tie["weight"], opacity=0.45 + 0.55 * min(tie["weight"], 1.0)))


def _labelled(
    order: Sequence[str], names: Mapping[str, str], places: Mapping[str, Point], radius: Mapping[str, float], width: float
) -> dict[str, Label]:
    """Where names stand beside their marks, so that none covers another or, but for those of the strongest, a mark; the strongest first."""
    marks = [_around(places[state], radius[state]) for state in order]
    taken: list[Area] = []
    found: dict[str, Label] = {}
    for rank, state in enumerate(order):
        free = [
            (sum(_meet(area, mark) for mark in marks), turn, label, area)
            for turn, (label, area) in enumerate(_beside(places[state], radius[state] + 1.0, wide(names[state])))
            if area[0] >= 0 and area[2] <= width and not any(_meet(area, other) for other in taken)
        ]
        best = min(free, default=None, key=lambda place: place[:2])
        if best and best[0] <= (3 if rank < FIRST else 1 if rank < NAMED else 0):
            found[state] = best[2]
            taken.append(best[3])
    return found


def _beside(place: Point, r: float, long: float) -> Iterator[tuple[Label, Area]]:
    """Where a name may stand, the best place first, and what it covers there."""
    x, y = place
    places: tuple[Label, ...] = (
        *(((x, y + r + 6.5), "middle"), ((x, y - r - 1.5), "middle"), ((x + r + 1, y + 2.8), "start"), ((x - r - 1, y + 2.8), "end")),
        *(((x + 0.7 * r, y + r + 5), "start"), ((x - 0.7 * r, y + r + 5), "end")),
        *(((x + 0.7 * r, y - r), "start"), ((x - 0.7 * r, y - r), "end")),
    )
    for (across, base), align in places:
        left = across - {"start": 0.0, "middle": long / 2, "end": long}[align]
        yield ((across, base), align), (left, base - 6.2, left + long, base + 1.2)


def _around(place: Point, radius: float) -> Area:
    return place[0] - radius, place[1] - radius, place[0] + radius, place[1] + radius


def _meet(one: Area, two: Area) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _key(sheet: Sheet, shown: Day, words: Wording, top: float) -> float:
    """The signs of the ties, and the blocs with a colour."""
    stroke = line([(0, 4.5), (18, 4.5)])
    signs = [(words.say("friendly"), stroke, Pen(stroke="friendly", width=1.1)), (words.say("hostile"), stroke, HOSTILE)]
    forms = [
        (shown.names[bloc], dot((9, 4.5), 4, SIDES[number]), Pen(fill=f"hue-{number}", stroke="ink", width=0.5))
        for bloc, number in shown.colours.items()
    ]
    rest = "other" if len(shown.names) > len(shown.colours) else "none"
    forms.append((words.say(rest), dot((9, 4.5), 4), Pen(fill="hue-none", stroke="ink", width=0.5)))
    return legend(sheet, [*signs, *forms], 0, top)


def draw_matrix(sheet: Sheet, shown: Day, words: Wording) -> float:
    """States by states: full squares for friends, crossed ones for foes, the darker the stronger; a frame around each bloc."""
    if not shown.graph.number_of_edges():
        return nothing(sheet, words)
    order = ordered(shown.graph, shown.blocs)
    size = (sheet.width - LEFT - RIGHT * sheet.width) / max(len(order), 12)
    end = size * len(order)
    for row, state in enumerate(order):
        with sheet.mark(_tied(shown, order, row, words)):
            sheet.text((LEFT - 8, HEAD + size * (row + 0.5) + 2.8), words.actor(state, 16), align="end")
            sheet.text((LEFT + size * (row + 0.5) + 2.8, HEAD - 8), words.actor(state, 16), turned=True)
    sheet.shape(box(LEFT, HEAD, end, end), Pen(stroke="rule", width=0.5))
    for cell in cells(shown.graph, order):
        pair = f"{words.actor(order[cell.row])} – {words.actor(order[cell.column])}"
        with sheet.mark(f"{pair}: {words.say('friendly' if cell.sign > 0 else 'hostile')}, {cell.weight:.2f}", focus=False):
            _draw_cell(sheet, (LEFT + size * cell.column, HEAD + size * cell.row), size, cell)
    for block in blocks(order, shown.blocs):
        _draw_block(sheet, block, size, hue(block.bloc, shown.colours))
        name = words.say("none") if block.bloc is None else shown.names[block.bloc]
        room = int((size * (block.stop - block.first) + 2) / 9)
        for i, part in enumerate(lines_of(name, int(RIGHT * sheet.width / LETTER), max(room, 1))):
            sheet.text((LEFT + end + 5, HEAD + size * block.first + 7.5 + 9.2 * i), part)
    foot = HEAD + end + 8
    foot += legend(sheet, [(words.say(tone), box(5, 0, 8, 8), Pen(fill=tone)) for tone in ("friendly", "hostile")], LEFT, foot)
    if len(order) < len(shown.graph):
        sheet.text((LEFT, foot + 8), words.say("strongest", len(order), len(shown.graph)), tone="soft")
    return foot + 10


def _draw_block(sheet: Sheet, block: Block, size: float, tone: str) -> None:
    """The colour of the bloc beside its rows and above its columns, and a frame around its ties."""
    first, long = size * block.first, size * (block.stop - block.first)
    sheet.shape(box(LEFT - 5, HEAD + first, 4, long), Pen(fill=tone, stroke="ink", width=0.3))
    sheet.shape(box(LEFT + first, HEAD - 5, long, 4), Pen(fill=tone, stroke="ink", width=0.3))
    if block.bloc is not None:
        sheet.shape(box(LEFT + first, HEAD + first, long, long), Pen(stroke="ink", width=1.0))


def _tied(shown: Day, order: Sequence[str], row: int, words: Wording) -> str:
    """Whom the state of the row is tied to, among those of the matrix."""
    state, near = order[row], shown.graph.adj[order[row]]
    parts = [words.actor(state)]
    for sign, word in ((1, "friendly"), (-1, "hostile")):
        found = [other for other in order if other in near and near[other]["sign"] == sign]
        if found:
            parts.append(f"{words.say(word)} {len(found)}: {words.actors(found)}")
    return "; ".join(parts)


def _draw_cell(sheet: Sheet, place: Point, size: float, cell: Cell) -> None:
    x, y = place
    tone = "friendly" if cell.sign > 0 else "hostile"
    sheet.shape(box(x + 0.3, y + 0.3, size - 0.6, size - 0.6), Pen(fill=tone, opacity=0.35 + 0.65 * cell.weight))
    if cell.sign < 0:
        for ends in ([(x + 1, y + 1), (x + size - 1, y + size - 1)], [(x + 1, y + size - 1), (x + size - 1, y + 1)]):
            sheet.shape(line(ends), Pen(stroke="paper", width=0.9))
