"""Pictures for print: the network, the timeline, the bloc flow, the matrix and the measures as SVG, PNG or PDF.

180 mm wide, no letter smaller than 8 points, in colours for the colour-blind (Okabe & Ito, "Color universal design", 2002) whose meaning
shapes, strokes and names carry too. One store gives one file, byte for byte.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, get_args

import matplotlib as mpl
import networkx as nx
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from kg.analysis.history import History
from kg.analysis.witnesses import Span
from kg.errors import KgError
from kg.views.alluvium import draw_flow
from kg.views.at_a_day import draw_matrix, draw_network, read_day
from kg.views.over_time import draw_measures, draw_timeline
from kg.views.sheet import SIZE, Align, Outline, Pen, Point, Wording
from kg.views.timeline import read_timeline
from kg.views.words import day_in

Kind = Literal["network", "timeline", "flow", "matrix", "measures"]
PLOTS: tuple[Kind, ...] = get_args(Kind)
AT_A_DAY = ("network", "matrix")
OVER_TIME = ("flow", "measures")
"""The plots that take a history."""
NO_HISTORY = History((), {}, ())
ROWS = 48
"""Bars that a page of print can hold."""
WIDTH, MARGIN, HEAD = 180 / 25.4 * 72, 6.0, 26.0  # points
TONES = {
    "ink": "#000000", "name": "#000000", "label": "#000000", "soft": "#595959", "rule": "#c8c8c8", "paper": "#ffffff",
    "friendly": "#0072B2", "hostile": "#D55E00",
    "membership": "#009E73", "agreement": "#0072B2", "conflict": "#D55E00", "statement": "#8F4A78",
    "hue-0": "#E69F00", "hue-1": "#56B4E9", "hue-2": "#009E73", "hue-3": "#CC79A7", "hue-4": "#F0E442", "hue-5": "#D55E00",
    "hue-6": "#A1886B", "hue-7": "#9296D8",
    "hue-none": "#d9d9d9",
}  # fmt: skip
STYLE: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same letters everywhere
    "font.size": SIZE,
    "text.parse_math": False,  # a name with $ is no formula
    "svg.fonttype": "none",
    "svg.hashsalt": "kg",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
}
ENDINGS = (".svg", ".png", ".pdf")
METADATA: dict[str, dict[str, Any]] = {".svg": {"Date": None}, ".png": {"Software": None}, ".pdf": {"CreationDate": None}}
CODES = {"M": Curve.MOVETO, "L": Curve.LINETO, "C": Curve.CURVE4, "Z": Curve.CLOSEPOLY}
TURNS = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a plot shows: a day, or a period, of all or of chosen actors; in which language."""

    day: date
    period: Span = (None, None)
    actors: Collection[str] = ()
    language: str = "en"


class Paper:
    """A sheet of print, drawn by matplotlib."""

    def __init__(self, title: str) -> None:
        self.width = WIDTH - 2 * MARGIN
        self.figure = Figure(figsize=(WIDTH / 72, 1))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self._above = 0.0
        self.axes.text(0, -HEAD + 11, title, size=9.5, weight="bold")

    def text(self, at: Point, words: str, *, tone: str = "ink", align: Align = "start", bold: bool = False, turned: bool = False) -> None:
        """Write on the baseline at the point; a name has a rim of paper, so that it is readable on lines."""
        if tone == "name":
            self._rim(at, words, align)
        self.axes.text(
            *at, words, color=TONES[tone], ha=TURNS[align], va="baseline", weight="bold" if bold else "normal", zorder=self._next(),
            rotation=90 if turned else 0, rotation_mode="anchor",
        )  # fmt: skip

    def _rim(self, at: Point, words: str, align: Align) -> None:
        """The outlines of the letters, drawn wide; an effect on the text itself would make outlines of it, which nobody can search."""
        letters = TextPath((0, 0), words, size=SIZE)
        left = at[0] - letters.get_extents().width * {"start": 0, "middle": 0.5, "end": 1}[align]
        outline = letters.transformed(Affine2D().scale(1, -1).translate(left, at[1]))
        self.axes.add_patch(
            PathPatch(outline, facecolor="none", edgecolor=TONES["paper"], linewidth=1.8, joinstyle="round", zorder=self._next())
        )

    def shape(self, outline: Outline, pen: Pen) -> None:
        """Draw the outline."""
        points, codes = [], []
        for code, values in outline:
            pairs = list(zip(values[::2], values[1::2], strict=True)) or [(0.0, 0.0)]
            points += pairs
            codes += [CODES[code]] * len(pairs)
        self.axes.add_patch(
            PathPatch(
                Curve(points, codes),
                facecolor=to_rgba(TONES[pen.fill], pen.opacity) if pen.fill else "none",
                edgecolor=to_rgba(TONES[pen.stroke], pen.opacity) if pen.stroke else "none",
                linewidth=pen.width if pen.stroke else 0,
                linestyle=(0, tuple(dash / pen.width for dash in pen.dash)) if pen.dash else "-",
                zorder=self._next(),
            )
        )

    def mark(self, words: str, *, focus: bool = True) -> AbstractContextManager[None]:  # noqa: ARG002
        """Nothing: print is silent."""
        return nullcontext()

    def saved(self, height: float, ending: str) -> bytes:
        """The sheet, cut at the height, in the format that the ending names."""
        whole = HEAD + height + MARGIN
        self.figure.set_size_inches(WIDTH / 72, whole / 72)
        self.axes.set(xlim=(-MARGIN, WIDTH - MARGIN), ylim=(height + MARGIN, -HEAD))
        stream = BytesIO()
        self.figure.savefig(stream, format=ending[1:], metadata=METADATA[ending])
        return stream.getvalue()

    def _next(self) -> float:
        """What is drawn later lies above."""
        self._above += 1
        return self._above


def ending_of(path: Path) -> str:
    """The ending of a file for a plot.

    Raises:
        KgError: it is none of .svg, .png and .pdf.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise KgError(f"{path}: a plot is an .svg, .png or .pdf; name the file so")
    return ending


def plot(kind: Kind, archive: nx.MultiDiGraph[str], path: Path, scope: Scope, history: History | None = None) -> None:
    """Write the picture in the format that the file's ending names; flow and measures are those of the history.

    Raises:
        KgError: the ending names no format.
    """
    path.write_bytes(plotted(kind, archive, ending_of(path), scope, history))


def plotted(kind: Kind, archive: nx.MultiDiGraph[str], ending: str, scope: Scope, history: History | None = None) -> bytes:
    """The picture of `plot` in the format of this ending."""
    words = Wording(archive, scope.language)
    with _style():
        paper = Paper(f"{words.say(kind)}, {day_in(scope.day, scope.language)}" if kind in AT_A_DAY else words.say(kind))
        draw: dict[Kind, Callable[[], float]] = {
            "network": lambda: draw_network(paper, read_day(words, scope.day, scope.actors), words),
            "timeline": lambda: draw_timeline(paper, read_timeline(archive, scope.actors, ROWS, scope.period), words),
            "flow": lambda: draw_flow(paper, history or NO_HISTORY, words),
            "matrix": lambda: draw_matrix(paper, read_day(words, scope.day, scope.actors), words),
            "measures": lambda: draw_measures(paper, history or NO_HISTORY, words),
        }
        return paper.saved(draw[kind](), ending)


@contextmanager
def _style() -> Iterator[None]:
    """Our style, whatever the reader's own is; signs that the typeface lacks become boxes without a warning."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield
