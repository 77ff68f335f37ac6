"""What a picture is drawn on, whether it is then printed or shown on a page: text, outlines, and marks that say what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from textwrap import wrap
from typing import Literal, Protocol

import networkx as nx

from kg.analysis.blocs import label, named
from kg.analysis.history import members_of_organizations
from kg.analysis.snapshots import at, signed
from kg.views.words import WORDS, plain

Point = tuple[float, float]
Step = tuple[Literal["M", "L", "C", "Z"], tuple[float, ...]]
Outline = Sequence[Step]
"""Moves, lines, Bézier curves and closings, as in a path of SVG."""
Align = Literal["start", "middle", "end"]

SIZE = 8.0
"""Points: no letter is smaller."""
LETTER = 0.58 * SIZE
"""How wide a letter is, on average."""
HUES = 8
SIDES = (0, 4, 3, 5, 6, 8, -4, -3)  # of the marks of the blocs with a colour; 0 is round, less than 0 stands on its tip


@dataclass(frozen=True, slots=True)
class Pen:
    """How an outline is drawn: the tones of its area and its stroke, by name, and the stroke's width and dashes in points."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 0.8
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


class Sheet(Protocol):
    """Paper, or a part of a page. Lengths are points from the upper left corner; `width` is given, the height is as needed.

    A tone is ink, soft, rule, paper, friendly, hostile, a kind of bar, or the colour of a bloc (`hue-0` … or `hue-none`); that of words
    on lines is name, that of words on a bloc label.
    """

    width: float

    def text(self, at: Point, words: str, *, tone: str = "ink", align: Align = "start", bold: bool = False, turned: bool = False) -> None:
        """Write on the baseline at the point, turned upwards if wanted."""

    def shape(self, outline: Outline, pen: Pen) -> None:
        """Draw the outline."""

    def mark(self, words: str, *, focus: bool = True) -> AbstractContextManager[None]:
        """What is drawn meanwhile is one mark that says these words; with `focus`, a stop for the keyboard."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words and names of a picture in a language."""

    archive: nx.MultiDiGraph[str]
    language: str = "en"

    def say(self, word: str, *values: object) -> str:
        """Our own word."""
        return WORDS[self.language][word].format(*values)

    def name(self, label: Mapping[str, str], most: int = 60) -> str:
        """The name in the language."""
        return plain(label.get(self.language, ""), most)

    def actor(self, actor: str, most: int = 60) -> str:
        """The name of an actor of the archive."""
        return self.name(self.archive.nodes.get(actor, {}).get("label") or {self.language: actor.rpartition("/")[2]}, most)

    def blocs(self, day: date, found: Mapping[str, int]) -> dict[int, str]:
        """The name that each bloc has on the day: that of the organization most like it, else those of its two leading states."""
        chiefs = named(signed(at(self.archive, day)), found, members_of_organizations(self.archive, day))
        return {bloc: plain(label(actors, self.archive, self.language)) for bloc, actors in chiefs.items()}

    def actors(self, actors: Iterable[str], most: int = 8) -> str:
        """Their names, the first ones in the order of the alphabet."""
        names = sorted(map(self.actor, actors), key=str.casefold)
        return ", ".join(names[:most]) + (f" {self.say('more', len(names) - most)}" if len(names) > most else "")


def hue(bloc: int | None, colours: Mapping[int, int]) -> str:
    """The tone of a bloc."""
    return "hue-none" if bloc is None or bloc not in colours else f"hue-{colours[bloc]}"


def box(x: float, y: float, width: float, height: float) -> Outline:
    """A rectangle by its upper left corner."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def line(points: Iterable[Point]) -> Outline:
    """A line from point to point."""
    return [("L" if i else "M", point) for i, point in enumerate(points)]


def polygon(points: Iterable[Point]) -> Outline:
    """A closed line."""
    return [*line(points), ("Z", ())]


def dot(at: Point, radius: float, sides: int = 0) -> Outline:
    """A regular polygon of about the area of the circle of this radius, upright, or on its tip if they are below 0; with 0, the circle."""
    x, y = at
    if sides:
        count = abs(sides)
        reach = radius * (2 * pi / (count * sin(2 * pi / count))) ** 0.5
        turn = pi / count if (count % 2 == 0) == (sides > 0) else 0.0
        return polygon((x + reach * sin(2 * pi * i / count + turn), y - reach * cos(2 * pi * i / count + turn)) for i in range(count))
    r, k = radius, 0.5523 * radius  # the Bézier curves nearest to a quarter of a circle
    return [
        ("M", (x, y - r)),
        ("C", (x + k, y - r, x + r, y - k, x + r, y)),
        ("C", (x + r, y + k, x + k, y + r, x, y + r)),
        ("C", (x - k, y + r, x - r, y + k, x - r, y)),
        ("C", (x - r, y - k, x - k, y - r, x, y - r)),
        ("Z", ()),
    ]


def band(left: tuple[float, float, float], right: tuple[float, float, float]) -> Outline:
    """A ribbon from an edge (x, top, bottom) to another, level at both."""
    (x, top, bottom), (to, upper, lower) = left, right
    middle = (x + to) / 2
    return [
        ("M", (x, top)),
        ("C", (middle, top, middle, upper, to, upper)),
        ("L", (to, lower)),
        ("C", (middle, lower, middle, bottom, x, bottom)),
        ("Z", ()),
    ]


def lines_of(name: str, letters: int, most: int = 3) -> list[str]:
    """The name in lines of so many letters, broken at blanks and dashes; a longer word is broken with a hyphen.

    >>> lines_of("Soviet Union–Poland", 14), lines_of("Wirtschaftsgemeinschaft", 14)
    (['Soviet Union–', 'Poland'], ['Wirtschaftsge-', 'meinschaft'])
    """
    words = (_parts(word, letters) for word in name.replace("–", "– ").split())
    found = wrap(" ".join(part for parts in words for part in parts), letters, max_lines=most, placeholder=" …", break_on_hyphens=False)
    return [line.replace("– ", "–") for line in found]


def _parts(word: str, letters: int) -> list[str]:
    return [word] if len(word) <= letters else [f"{word[: letters - 1]}-", *_parts(word[letters - 1 :], letters)]


def wide(words: str, *, bold: bool = False) -> float:
    """About how wide the words are, in a typeface without serifs."""
    widths = (0.34 if sign in "iljtfrI.,:;'’|!()[]- " else 0.88 if sign in "mwMW" else 0.62 for sign in words)
    return SIZE * sum(widths) * (1.12 if bold else 1.0)


def legend(sheet: Sheet, entries: Sequence[tuple[str, Outline, Pen]], left: float, top: float) -> float:
    """The key, in as many lines as its entries need: each with a sample, drawn in a field of 18 by 8; how high it is."""
    x, y = left, top
    for words, sample, pen in entries:
        if x > left and x + 22 + wide(words) > sheet.width:
            x, y = left, y + 13
        sheet.shape([(code, tuple(value + (y if i % 2 else x) for i, value in enumerate(values))) for code, values in sample], pen)
        sheet.text((x + 22, y + 7), words)
        x += 34 + wide(words)
    return y + 13 - top


def nothing(sheet: Sheet, words: Wording) -> float:
    """The words that stand where there is nothing to draw; how high they are."""
    sheet.text((0, 10), words.say("nothing"), tone="soft")
    return 16.0
