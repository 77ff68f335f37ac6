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
from typing import Any, Literal

from kg.extraction.scene import opens_clause
from kg.extraction.statements import Interval
from kg.extraction.timerules import RULES, Anchor, Tense
from kg.reading.dates import Precision
from kg.reading.sentences import Sentence, Token

Kind = Literal["date", "duration", "set", "reference", "time"]
Relation = Literal["at", "since", "until"]


_NEAR = 60
"""So many characters before an expression may decide on it."""

_RELATIONS = ("since", "until", "before", "after")

_DATED = ("date", "time")
"""Kinds whose days are those of what is told."""


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
    goes_on: Mapping[str, re.Pattern[str]]


def find_times(
    sentence: Sentence,
    published: date | None,
    precision: Precision = "day",
    language: str = "de",
    *,
    joined: bool = True,
    named: Interval | None = None,
) -> list[TimeExpression]:
    """The sentence's expressions of time in order, none overlapping another.

    Relative ones (*gestern*, *am Dienstag*, *im August*) are counted from `published`, and are no finer than its `precision`.
    Numbers of four digits that count something are no years. *Von A bis B* is one expression, or two unless `joined`.
    """
    if not sentence.tokens:
        return []
    words = _load(language)
    surface = _surface(sentence, words.contractions)
    anchor = Anchor(published and _middle(published, precision), precision, named=named)
    found: list[tuple[TimeExpression, str]] = []
    for match, pattern in _matches(surface, words):
        word = head_word(sentence, next(_placed(sentence, [TimeExpression(0, 0, *_span(match), pattern.kind, None)])))
        anchor = replace(anchor, tense=_tense_of(sentence, word, surface[: _span(match)[0]], words))
        expression = _resolved(match, pattern, surface, anchor, words)
        if expression.interval and expression.kind in _DATED:
            anchor = replace(anchor, named=expression.interval, told=expression.interval if attribute_of(sentence, word) is None else None)
        found.append((expression, pattern.rule))
    if joined:
        found = list(_joined(found, surface, words))
    return list(_placed(sentence, (_related(expression, rule, surface, words) for expression, rule in found)))


def last_named(expressions: Iterable[TimeExpression]) -> Interval | None:
    """The days named last, which *am Tag darauf* and *im selben Jahr* go on from."""
    return next((e.interval for e in reversed(list(expressions)) if e.interval and e.interval.start and e.kind in _DATED), None)


def attribute_of(sentence: Sentence, word: Token) -> Token | None:
    """The noun in whose phrase the word stands: *das Abkommen von 1991*, *das 1991 geschlossene Abkommen*."""
    for above in (word, *sentence.ancestors(word)):
        if above.deprel in ("nmod", "amod", "appos", "nummod"):
            return sentence.head(above)
        if opens_clause(above):
            return None
    return None


def head_word(sentence: Sentence, expression: TimeExpression) -> Token:
    """The word of the expression that hangs on a word outside."""
    inside = range(expression.token_start, expression.token_end)
    return next((sentence[n] for n in inside if sentence[n].head not in inside), sentence[expression.token_start])


def is_ahead(sentence: Sentence, clause: Token, language: str = "de") -> bool:
    """Whether the clause with this head tells what follows only upon the clause above: *plant, zu kommen*, *sagt, er werde kommen*."""
    if clause.deprel not in ("ccomp", "xcomp", "acl", "csubj"):
        return False
    words = _load(language)
    above = sentence.head(clause)
    return not (above and words.tense["phase"].fullmatch(above.lemma)) and _clause_tense(sentence, clause, words) == "future"


def goes_on(sentence: Sentence, clause: Iterable[Token], language: str = "de") -> bool:
    """Whether the clause tells more of what the sentence before told: *dabei*, *damals*, *bei dem Treffen*."""
    words = _load(language).goes_on
    for token in clause:
        others = sentence.dependents(token)
        bare = token.upos == "NOUN" and others and all(t.deprel in ("case", "det") for t in others)
        if words["adverb"].fullmatch(token.form) or (bare and words["phrase"].fullmatch(" ".join(t.form for t in others))):
            return True
    return False


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


def _tense_of(sentence: Sentence, word: Token, left: str, words: _Language) -> Tense | None:
    """The tense that holds for an expression of time; *seit* and *vom* look back whatever the verb says."""
    if words.relations["back"].search(left[-_NEAR:]):
        return "past"
    tense = _clause_tense(sentence, word, words)
    if tense == "present" and word.deprel == "nmod":  # *die Wahl am Sonntag zeigt*
        return None
    return tense or _worded_tense(_surface(sentence, words.contractions), words)


def _clause_tense(sentence: Sentence, word: Token, words: _Language) -> Tense | None:
    """What the verbs of the word's clause, or the participle in front of a noun, say of its time; None without a finite verb."""
    head = word
    for above in (word, *sentence.ancestors(word)):
        head = above
        if above.deprel == "amod" and above is not word and words.tense["participle"].fullmatch(above.form):
            return "future" if words.tense["planned"].match(above.form) else "past"
        if opens_clause(above) or _finite(sentence, above):
            break
    verb = head
    while not _finite(sentence, verb) and verb.deprel == "conj" and verb.head >= 0:
        verb = sentence[verb.head]
    finite = _finite(sentence, verb)
    if finite is None:
        return "future" if head.feats.get("VerbForm") == "Inf" else None
    return _finite_tense(sentence, head, finite, words)


def _finite(sentence: Sentence, verb: Token) -> Token | None:
    """The finite verb of the group: the verb itself, its auxiliary or its copula."""
    group = (verb, *sentence.dependents(verb, "aux", "aux:pass", "cop"))
    return next((t for t in group if t.feats.get("VerbForm") == "Fin"), None)


def _finite_tense(sentence: Sentence, head: Token, finite: Token, words: _Language) -> Tense:
    group = (head, *sentence.dependents(head, "aux", "aux:pass", "cop"))
    infinitive = any(t.feats.get("VerbForm") == "Inf" for t in group)
    participle = head.feats.get("VerbForm") == "Part"
    perfect = participle and any(words.tense["perfect"].fullmatch(t.form) for t in group if t.deprel == "aux")
    if perfect or _is_preterite(finite, words):
        return "past"
    if (infinitive and finite is not head) or (participle and words.tense["planned"].match(head.form)):
        return "future"
    return "present"


def _is_preterite(finite: Token, words: _Language) -> bool:
    """Whether the form is one of the preterite; strong forms that are listed are known better than tagged."""
    if words.tense["past"].fullmatch(finite.form) and not words.tense["perfect"].fullmatch(finite.form):
        return True
    return finite.feats.get("Tense") == "Past" and finite.feats.get("Mood") != "Sub"


def _worded_tense(surface: str, words: _Language) -> Tense | None:
    """What single words of the sentence say of its time, where no verb's form tells more."""
    if words.tense["past"].search(surface):
        return "past"
    neither = words.tense["neither"]
    if any(not neither.fullmatch(found[0]) for found in words.tense["preterite"].finditer(surface)):
        return "past"
    return "future" if words.tense["future"].search(surface) else None


def _joined(found: list[tuple[TimeExpression, str]], surface: str, words: _Language) -> Iterator[tuple[TimeExpression, str]]:
    """The expressions, with *von A bis B*, *zwischen A und B* and days that follow each other as one."""
    pending: tuple[TimeExpression, str] | None = None
    for expression, rule in found:
        whole = _range(pending[0], expression, surface, words) if pending else None
        if pending and not whole:
            yield pending
        pending = (whole or expression, rule)
    if pending:
        yield pending


def _range(one: TimeExpression, other: TimeExpression, surface: str, words: _Language) -> TimeExpression | None:
    first, second = one.interval, other.interval
    if one.kind not in _DATED or other.kind not in _DATED or not first or not second:
        return None
    between = surface[one.end : other.start].strip()
    left = surface[max(0, one.start - _NEAR) : one.start]
    paired = words.relations["between"].fullmatch(between) and words.relations["between_left"].search(left)
    listed = words.relations["list"].fullmatch(between) and _is_next_day(first, second)
    if not (words.relations["range"].fullmatch(between) or paired or listed):
        return None
    start, end = first.start, second.end
    return TimeExpression(0, 0, one.start, other.end, "date", Interval(start, end)) if start and end and start <= end else None


def _is_next_day(first: Interval, second: Interval) -> bool:
    return bool(first.end and second.start and second.start == second.end and (second.start - first.end).days == 1)


def _related(expression: TimeExpression, rule: str, surface: str, words: _Language) -> TimeExpression:
    """The expression with the relation of the preposition before it."""
    interval = expression.interval
    left = surface[max(0, expression.start - _NEAR) : expression.start]
    possible = _RELATIONS[:2] if rule == "ago" else _RELATIONS
    relation = next((name for name in possible if words.relations[name].search(left)), None)
    if relation is None or interval is None or expression.kind not in _DATED:
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
        name: re.compile(text) if name in ("preterite", "participle") else _compiled(_any(text), {})
        for name, text in table["tense"].items()
    }
    relations = {
        name: _compiled(
            rf"(?<!\w)(?:{text}) *$" if name in ("since", "until", "before", "after", "between_left", "back") else f" ?{text}", macros
        )
        for name, text in table["relations"].items()
    }
    going_on = {name: _compiled(text, {}) for name, text in table["goes_on"].items()}
    return _Language(patterns, classes, table["contractions"], tense, relations, going_on)


def _number(value: str) -> str | int | float:
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    return float(value) if re.fullmatch(r"\d+\.\d+", value) else value


def _alternatives(name: str, values: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    listed = "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(values, key=len, reverse=True))
    return f"{entry.get('begin', '')}(?P<{name}>(?:{listed}){entry.get('ending', '')})"


def _any(words: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)"


def _compiled(text: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern with the classes' words in place of their names (`{:class}` gives them no group), and a run of blanks for a blank."""
    text = re.sub(r"\{(:?)([a-z_]+)\}", lambda found: _unnamed(macros[found[2]]) if found[1] else macros[found[2]], text).replace("\n", "")
    return re.compile(re.sub(r" ([?*]?)", lambda found: " *" if found[1] else " +", text), re.IGNORECASE)


def _unnamed(macro: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", macro)
