"""Expressions of time: where a sentence says when, and which days that is.

The words and their patterns are data (`times.de.toml` beside this module); here is how they are looked for, and how *seit*, *bis* and
*von … bis* open, close and join what they stand before. Annotation schemes with the same aim: TIMEX3 of ISO-TimeML.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, Literal

from kg.extraction.statements import Interval
from kg.extraction.timerules import RULES, Anchor
from kg.reading.dates import Precision
from kg.reading.sentences import Sentence

Kind = Literal["date", "duration", "set", "reference", "time"]
Relation = Literal["at", "since", "until"]


_NEAR = 60
"""So many characters before an expression may decide on it."""

_RELATIONS = ("since", "until", "before", "after")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """An expression of time: tokens `token_start` up to, not including, `token_end`; characters likewise, as offsets into the document.

    `interval` is None where no days follow from it: a mere duration or frequency, or a relative expression in a document without a date.
    Where the text says *seit*, *ab*, *nach* or *bis*, *vor*, `relation` tells it and the interval is open on that side.
    """

    token_start: int
    token_end: int
    start: int
    end: int
    kind: Kind
    interval: Interval | None
    relation: Relation = "at"


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: re.Pattern[str]
    rule: str
    kind: Kind
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Language:
    patterns: tuple[_Pattern, ...]
    classes: Mapping[str, Mapping[str, Any]]
    contractions: Mapping[str, str]
    tense: Mapping[str, re.Pattern[str]]
    relations: Mapping[str, re.Pattern[str]]


def find_times(sentence: Sentence, published: date | None, precision: Precision = "day", language: str = "de") -> list[TimeExpression]:
    """The sentence's expressions of time in order, none overlapping another.

    Relative ones (*gestern*, *am Dienstag*, *im August*) are counted from `published`, and are no finer than its `precision`.
    Numbers of four digits that count something are no years.
    """
    if not sentence.tokens:
        return []
    words = _load(language)
    surface = _surface(sentence, words.contractions)
    anchor = Anchor(published and _middle(published, precision), precision, _tense(surface, words))
    found = [(_resolved(match, pattern, surface, anchor, words), pattern.rule) for match, pattern in _matches(surface, words)]
    return list(_placed(sentence, _joined(found, surface, words)))


def _middle(published: date, precision: Precision) -> date:
    """The day itself, or one amid the month or year that it stands for."""
    return published if precision == "day" else published.replace(day=15, **({"month": 7} if precision == "year" else {}))


def _surface(sentence: Sentence, contractions: Mapping[str, str]) -> str:
    """The sentence as it stands in the document, with blanks for what is in no token, so that offsets differ by its start only."""
    spans: dict[tuple[int, int], list[str]] = {}
    for token in sentence:
        spans.setdefault((token.start, token.end), []).append(token.form)
    base = sentence.start
    chars = [" "] * (sentence.end - base)
    for (start, end), forms in spans.items():
        joined = " ".join(forms)
        form = contractions.get(joined.lower(), joined)[: end - start] if len(forms) > 1 else forms[0][: end - start]
        chars[start - base : start - base + len(form)] = form
    return "".join(chars)


def _matches(surface: str, words: _Language) -> list[tuple[re.Match[str], _Pattern]]:
    """The matches of all patterns, without those that overlap an earlier or longer one."""
    candidates = [(match, pattern) for pattern in words.patterns for match in pattern.regex.finditer(surface) if _allowed(match, pattern)]
    candidates.sort(key=lambda c: (_span(c[0])[0], -_span(c[0])[1]))
    kept: list[tuple[re.Match[str], _Pattern]] = []
    for match, pattern in candidates:
        if not kept or _span(match)[0] >= _span(kept[-1][0])[1]:
            kept.append((match, pattern))
    return kept


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("t") if match.re.groupindex.get("t") and match["t"] else match.span()


def _allowed(match: re.Match[str], pattern: _Pattern) -> bool:
    start, end = _span(match)
    refused_after = pattern.after and pattern.after.match(match.string, end)
    return not (refused_after or (pattern.before and pattern.before.search(match.string[max(0, start - _NEAR) : start])))


def _resolved(match: re.Match[str], pattern: _Pattern, surface: str, anchor: Anchor, words: _Language) -> TimeExpression:
    values = {name: _value(name, text, words) for name, text in match.groupdict().items() if text is not None}
    start, end = _span(match)
    if ahead := words.relations["year_ahead"].match(surface, end):
        values["ahead"] = ahead["ahead"]
    try:
        interval = RULES[pattern.rule](values, anchor)
    except (ValueError, OverflowError):  # a day that the calendar does not have, or before or after all days
        interval = None
    return TimeExpression(0, 0, start, end, pattern.kind, interval)


def _value(name: str, text: str, words: _Language) -> Any:
    """What a word of the class stands for: the longest listed beginning of the word as it stands in the text."""
    listed = words.classes.get(name)
    text = " ".join(text.lower().split())
    return listed[max((key for key in listed if text.startswith(key)), key=len)] if listed else text


def _tense(surface: str, words: _Language) -> int:
    if words.tense["past"].search(surface):
        return -1
    neither = words.tense["neither"]
    if any(not neither.fullmatch(found[0]) for found in words.tense["preterite"].finditer(surface)):
        return -1
    return 1 if words.tense["future"].search(surface) else 0


def _joined(found: list[tuple[TimeExpression, str]], surface: str, words: _Language) -> Iterator[TimeExpression]:
    """The expressions with their relations, *von A bis B* and *zwischen A und B* as one."""
    joined = False
    for (expression, rule), following in zip_longest(found, found[1:]):
        whole = following and not joined and _range(expression, following[0], surface, words)
        if whole:
            yield whole
        elif not joined:
            yield _related(
                expression,
                surface[max(0, expression.start - _NEAR) : expression.start],
                words,
                ("since", "until") if rule == "ago" else _RELATIONS,
            )
        joined = bool(whole)


def _range(one: TimeExpression, other: TimeExpression, surface: str, words: _Language) -> TimeExpression | None:
    between = surface[one.end : other.start].strip()
    to = words.relations["range"].fullmatch(between) or (
        words.relations["between"].fullmatch(between)
        and words.relations["between_left"].search(surface[max(0, one.start - _NEAR) : one.start])
    )
    if not to or one.kind != "date" or other.kind != "date" or not one.interval or not other.interval:
        return None
    first, last = one.interval.start, other.interval.end
    return TimeExpression(0, 0, one.start, other.end, "date", Interval(first, last)) if first and last and first <= last else None


def _related(expression: TimeExpression, left: str, words: _Language, possible: tuple[str, ...]) -> TimeExpression:
    interval = expression.interval
    relation = next((name for name in possible if words.relations[name].search(left)), None)
    if relation is None or interval is None or expression.kind != "date":
        return expression
    start, end = interval.start, interval.end
    if relation == "since":
        return replace(expression, interval=Interval(start, None), relation="since")
    if relation == "until":
        return replace(expression, interval=Interval(None, end), relation="until")
    if relation == "after":
        return replace(expression, interval=Interval(end + timedelta(days=1), None) if end and end < date.max else None, relation="since")
    return replace(expression, interval=Interval(None, start - timedelta(days=1)) if start and start > date.min else None, relation="until")


def _placed(sentence: Sentence, expressions: Iterable[TimeExpression]) -> Iterator[TimeExpression]:
    """The expressions with their tokens, and with offsets into the document instead of the sentence."""
    starts, ends = [token.start for token in sentence], [token.end for token in sentence]
    for expression in expressions:
        start, end = expression.start + sentence.start, expression.end + sentence.start
        yield replace(expression, token_start=bisect_right(ends, start), token_end=bisect_left(starts, end), start=start, end=end)


@cache
def _load(language: str) -> _Language:
    table = tomllib.loads((files("kg.extraction") / f"times.{language}.toml").read_text(encoding="utf-8"))
    classes = {
        name: {word.strip().lower(): _number(value) for value, listed in entry["words"].items() for word in listed.split(",")}
        for name, entry in table["classes"].items()
        if "words" in entry
    }
    macros = {name: entry.get("match") or _alternatives(name, classes[name], entry) for name, entry in table["classes"].items()}
    patterns = tuple(
        _Pattern(
            _compiled(rf"(?<!\w)(?:{entry['match']})(?!\w)", macros),
            entry["rule"],
            entry.get("kind", "date"),
            _compiled(rf"(?:(?<!\w)|(?=\W))(?:{entry['before']})$", macros) if "before" in entry else None,
            _compiled(entry["after"], macros) if "after" in entry else None,
        )
        for entry in table["pattern"]
    )
    tense = {
        "past": _compiled(_any(table["tense"]["past"]), {}),
        "future": _compiled(_any(table["tense"]["future"]), {}),
        "neither": _compiled(_any(table["tense"]["neither"]), {}),
        "preterite": re.compile(table["tense"]["preterite"]),
    }
    relations = {
        name: _compiled(rf"(?<!\w)(?:{text}) *$" if name in ("since", "until", "before", "after", "between_left") else f" ?{text}", macros)
        for name, text in table["relations"].items()
    }
    return _Language(patterns, classes, table["contractions"], tense, relations)


def _number(value: str) -> str | int | float:
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    return float(value) if re.fullmatch(r"\d+\.\d+", value) else value


def _alternatives(name: str, values: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    listed = "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(values, key=len, reverse=True))
    return f"(?P<{name}>(?:{listed}){entry.get('ending', '')})"


def _any(words: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)"


def _compiled(text: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern with the classes' words in place of their names, and any run of blanks for a blank."""
    text = re.sub(r"\{([a-z_]+)\}", lambda found: macros[found[1]], text).replace("\n", "")
    return re.compile(re.sub(r" ([?*]?)", lambda found: " *" if found[1] else " +", text), re.IGNORECASE)
