"""The words of a language that tell time, read from its table (`de.toml` beside this module)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kg.extraction.timing.expressions import Kind

Regexes = Mapping[str, re.Pattern[str]]

NEAR = 60
"""So many characters before an expression may decide on it."""

_PREPOSITIONS = ("since", "until", "before", "after", "between_left", "back")
"""Relations that stand right before an expression."""

_START = r"(?<!\w)"
"""No expression begins within a word."""

_ALIKE = str.maketrans("İıſ", "iis")
"""What `re.IGNORECASE` takes for i and s, but `str.lower` does not."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How expressions look that one rule turns into days; `before` and `after` refuse a match by what stands around it."""

    regex: re.Pattern[str]
    rule: str
    kind: Kind
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def found_at(self, starts: Iterable[int], surface: str) -> Iterator[re.Match[str]]:
        """What `finditer` finds in the surface, if all matches begin at the starts."""
        end = 0
        for start in starts:
            if start >= end and (match := self.regex.match(surface, start)):
                end = match.end()
                yield match


@dataclass(frozen=True, slots=True)
class Wording:
    """A language's table: patterns of expressions, classes of their words, and the words around them.

    `any_start` finds, in lower case, all places at which a pattern may match.
    """

    patterns: tuple[Pattern, ...]
    any_start: re.Pattern[str]
    classes: Mapping[str, Mapping[str, Any]]
    contractions: Mapping[str, str]
    tense: Regexes
    relations: Regexes
    goes_on: Regexes

    def starts(self, surface: str) -> list[int]:
        """The places at which a pattern may match: one search for all patterns, most of which are in no sentence."""
        return [place.start() for place in self.any_start.finditer(surface.translate(_ALIKE).lower())]

    def value(self, name: str, text: str) -> Any:
        """What a word of the class stands for: the longest listed beginning of the word as it stands in the text."""
        listed = self.classes.get(name)
        text = " ".join(text.lower().split())
        return listed[max((key for key in listed if text.startswith(key)), key=len)] if listed else text


@cache
def load(language: str) -> Wording:
    """The table of the language."""
    table = tomllib.loads((files("kg.extraction.timing") / f"{language}.toml").read_text(encoding="utf-8"))
    classes = {name: _listed(entry["words"]) for name, entry in table["classes"].items() if "words" in entry}
    macros = {name: entry.get("match") or _alternatives(name, classes[name], entry) for name, entry in table["classes"].items()}
    tense = {
        name: re.compile(text) if name in ("preterite", "participle") else _compiled(_any(text), {})
        for name, text in table["tense"].items()
    }
    relations = {
        name: _compiled(rf"(?<!\w)(?:{text}) *$" if name in _PREPOSITIONS else f" ?{text}", macros)
        for name, text in table["relations"].items()
    }
    going_on = {name: _compiled(text, {}) for name, text in table["goes_on"].items()}
    patterns = tuple(_pattern(entry, macros) for entry in table["pattern"])
    every = "|".join(_unnamed(pattern.regex.pattern.removeprefix(_START)) for pattern in patterns)
    any_start = re.compile(_lower(f"{_START}(?={every})"))
    return Wording(patterns, any_start, classes, table["contractions"], tense, relations, going_on)


def _listed(words: Mapping[str, str]) -> dict[str, Any]:
    return {word.strip().lower(): _number(value) for value, listed in words.items() for word in listed.split(",")}


def _number(value: str) -> str | int | float:
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    return float(value) if re.fullmatch(r"\d+\.\d+", value) else value


def _pattern(entry: Mapping[str, Any], macros: Mapping[str, str]) -> Pattern:
    return Pattern(
        _compiled(rf"{_START}(?:{entry['match']})(?!\w)", macros),
        entry["rule"],
        entry.get("kind", "date"),
        _compiled(rf"(?:(?<!\w)|(?=\W))(?:{entry['before']})$", macros) if "before" in entry else None,
        _compiled(entry["after"], macros) if "after" in entry else None,
    )


def _alternatives(name: str, values: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    listed = "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(values, key=len, reverse=True))
    return f"{entry.get('begin', '')}(?P<{name}>(?:{listed}){entry.get('ending', '')})"


def _any(words: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)"


def _compiled(text: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern with the classes' words in place of their names (`{:class}` gives them no group), and a run of blanks for a blank."""
    text = re.sub(r"\{(:?)([a-z_]+)\}", lambda found: _unnamed(macros[found[2]]) if found[1] else macros[found[2]], text).replace("\n", "")
    return re.compile(re.sub(r" ([?*]?)", lambda found: " *" if found[1] else " +", text), re.IGNORECASE)


def _lower(pattern: str) -> str:
    """The pattern for texts in lower case, where it is found three times as fast as one that ignores case."""
    return re.sub(r"\\.|[A-ZÄÖÜ]", lambda found: found[0] if found[0][0] == "\\" else found[0].lower(), pattern)


def _unnamed(macro: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", macro)
