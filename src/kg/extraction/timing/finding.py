"""Where a sentence says when, and which days that is.

The words and their patterns are data (`de.toml` beside this module). Annotation schemes with the same aim: TIMEX3 of ISO-TimeML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kg.extraction.statements import Interval
from kg.extraction.timing.anchors import Anchor
from kg.extraction.timing.clauses import attribute_of, tense_of
from kg.extraction.timing.expressions import DATED, TimeExpression, head_word, placed
from kg.extraction.timing.relations import related, whole, with_ranges
from kg.extraction.timing.rules import ANAPHORIC, RULES
from kg.extraction.timing.wording import NEAR, Pattern, Wording, load
from kg.reading.dates import Precision
from kg.reading.sentences import Sentence, Token

_OPENING, _CLOSING = frozenset("„“\"»«‚‘'›‹"), frozenset("“”\"«»‘’'‹›")


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
    words = load(language)
    surface = _surface(sentence, words.contractions)
    anchor = Anchor(published and _middle(published, precision), precision, named=named)
    found: list[tuple[TimeExpression, str]] = []
    for match, pattern in _matches(surface, words):
        start, end = _span(match)
        word = head_word(sentence, next(placed(sentence, [TimeExpression(0, 0, start, end, pattern.kind, None)])))
        anchor = replace(anchor, tense=tense_of(sentence, word, surface, start, words))
        expression = _resolved(match, pattern, anchor, words)
        if pattern.rule == "adverb" and _is_of_name(sentence, word):
            expression = replace(expression, kind="reference", interval=None)
        if expression.interval and expression.kind in DATED:
            both = whole(found[-1][0], expression, surface, words) if found else None
            told = (both or expression).interval if attribute_of(sentence, word) is None else None
            anchor = replace(anchor, named=_gone_on(anchor, expression.interval, pattern.rule), told=told)
        found.append((expression, pattern.rule))
    ranges = with_ranges(found, surface, words) if joined else found
    return list(placed(sentence, (related(expression, rule, surface, words) for expression, rule in ranges)))


def _gone_on(anchor: Anchor, days: Interval, rule: str) -> Interval | None:
    """The days from which the sentence goes on; *am Tag zuvor* only looks back from them, so that a second one is the same day."""
    looks_back = rule in ANAPHORIC and anchor.named and anchor.named.start and days.start and days.start < anchor.named.start
    return anchor.named if looks_back else days


def _is_of_name(sentence: Sentence, word: Token) -> bool:
    """Whether the word tells a bearer of a name from a former one and no day: *das heutige Kaliningrad*."""
    noun = sentence.head(word)
    return word.deprel == "amod" and noun is not None and noun.upos == "PROPN"


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
        together = " ".join(forms)
        form = contractions.get(together.lower(), together)[: end - start] if len(forms) > 1 else forms[0][: end - start]
        chars[start - base : start - base + len(form)] = form
    return "".join(chars)


def _matches(surface: str, words: Wording) -> list[tuple[re.Match[str], Pattern]]:
    """The matches of all patterns, without those that overlap an earlier or longer one."""
    starts = words.starts(surface)
    if not starts:
        return []
    found = ((match, pattern) for pattern in words.patterns for match in pattern.found_at(starts, surface))
    candidates = [(match, pattern) for match, pattern in found if _allowed(match, pattern)]
    candidates.sort(key=lambda c: (_span(c[0])[0], -_span(c[0])[1]))
    kept: list[tuple[re.Match[str], Pattern]] = []
    for match, pattern in candidates:
        if not kept or _span(match)[0] >= _span(kept[-1][0])[1]:
            kept.append((match, pattern))
    return kept


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("t") if match.re.groupindex.get("t") and match["t"] else match.span()


def _allowed(match: re.Match[str], pattern: Pattern) -> bool:
    """Whether nothing around the match refuses it; what quotation marks enclose alone is a title: *die Sendung „heute“*."""
    start, end = _span(match)
    if match.string[max(0, start - 1) : start] in _OPENING and match.string[end : end + 1] in _CLOSING:
        return False
    refused_after = pattern.after and pattern.after.match(match.string, end)
    return not (refused_after or (pattern.before and pattern.before.search(match.string[max(0, start - NEAR) : start])))


def _resolved(match: re.Match[str], pattern: Pattern, anchor: Anchor, words: Wording) -> TimeExpression:
    values = {name: words.value(name, text) for name, text in match.groupdict().items() if text is not None}
    start, end = _span(match)
    if ahead := words.relations["year_ahead"].match(match.string, end):
        values["ahead"] = ahead["ahead"]
    try:
        interval = RULES[pattern.rule](values, anchor)
    except (ValueError, OverflowError):  # a day that the calendar does not have, or before or after all days
        interval = None
    return TimeExpression(0, 0, start, end, pattern.kind, interval)
