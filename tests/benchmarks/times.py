"""How well expressions of time are found in South Tyrolean news, beside HeidelTime: `python tests/benchmarks/times.py [FOLDER]`.

Gold and peer are KRAUTS (Strötgen et al., "KRAUTS: A German Temporally Annotated News Corpus", LREC 2018), read where the project's
data lies and never copied. Spans are scored exact and overlapping, over all expressions and without clock times; values over the
expressions whose gold is days: overlapping and the same days (TIMEX3 counts *Ende April* as all of April, so a part is right there).

The days of `dolomiten-42` were annotated over HeidelTime's output and repeat it, mistakes included, so they cannot tell which of both is
right; for `dolomiten-100` no output of HeidelTime is at hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kg.extraction.statements import Interval
from kg.extraction.timing.calendars import months
from kg.extraction.timing.expressions import last_named
from kg.extraction.timing.finding import find_times
from kg.reading.parsing import Parser, load

DATA = Path(__file__).parents[3] / "shared/data/timex"
TIMEX = re.compile(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
CLOCK = re.compile(r"[\dX-]*T[\dA-Z]")
PART = re.compile(r"(?i)\b(?:anfang|mitte|ende|hälfte)\b|^\d{4} ?/ ?\d{2,4}$")
"""Expressions of a part of what their TIMEX3 value names, or of two years, for which it has the decade."""
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    kind: str
    days: Interval | None


def read(path: Path) -> tuple[str, date, list[Span]]:
    """The text of a TimeML file, the day of its publication and its expressions."""
    content = path.read_text(encoding="utf-8")
    created = re.search(r'CREATION_TIME"[^>]*>([\d-]{10})|value="([\d-]{10})"', content)
    body = content.partition("<TEXT>")[2].partition("</TEXT>")[0]
    text, spans, last = "", [], 0
    for found in TIMEX.finditer(body):
        said = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
        text += body[last : found.start()]
        spans.append(
            Span(len(text), len(text) + len(found[2]), "TIME" if CLOCK.match(said["value"]) else said["type"], days(said["value"].strip()))
        )
        text += found[2]
        last = found.end()
    assert created
    return text + body[last:], date.fromisoformat(created[1] or created[2]), spans


def days(value: str) -> Interval | None:  # noqa: PLR0911 - one return for each form of a value
    """The days of a TIMEX3 value, None where it names none."""
    if CLOCK.match(value):
        return None
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return Interval(date(*map(int, found.groups())), date(*map(int, found.groups())))
    if found := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return months(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        first = date.fromisocalendar(int(found[1]), int(found[2]), 6 if found[3] else 1)
        return Interval(first, first + timedelta(days=1 if found[3] else 6))
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        return months(int(found[1]), SEASONS[found[2]], 3)
    if found := re.fullmatch(r"(\d{4})-([QH])(\d)", value):
        length = 3 if found[2] == "Q" else 6
        return months(int(found[1]), (int(found[3]) - 1) * length + 1, length)
    if re.fullmatch(r"\d\d", value):  # a century, which begins with the year 1
        return months(int(value) * 100 + 1, 1, 1200)
    if re.fullmatch(r"\d{3,4}", value):
        return months(int(value.ljust(4, "0")), 1, 12 * 10 ** (4 - len(value)))
    return None


def ours(text: str, published: date, parser: Parser) -> list[Span]:
    """What `find_times` finds in the sentences of the shipped pipeline; TIMEX3 takes the two ends of *von A bis B* apart."""
    spans: list[Span] = []
    named = None
    for sentence in parser.parse(text):
        times = find_times(sentence, published, joined=False, named=named)
        named = last_named(times) or named
        spans += [Span(time.start, time.end, time.kind.upper(), time.interval) for time in times]
    return spans


def same(span: Span, gold: Span, dated: list[Span], text: str) -> bool:
    """Whether the days are the gold's; an open side is not compared.

    A part of the gold is right after *Anfang*, *Mitte*, *Ende* in either span, and for *von A bis B* A's first and B's last day.
    """
    one, days_ = span.days, gold.days
    if not one or not days_ or not days_.start or not days_.end:
        return False
    if sum(meets(span, other) for other in dated) > 1:
        return one.start == days_.start or one.end == days_.end
    return agrees(one, days_, text[min(span.start, gold.start) : max(span.end, gold.end)])


def agrees(one: Interval, gold: Interval, text: str) -> bool:
    """Whether the days are the gold's; *nach A* begins with the day behind A's, *vor A* ends with the day before."""
    assert gold.start
    assert gold.end
    if (one.end is None and one.start == gold.end + timedelta(days=1)) or (one.start is None and one.end == gold.start - timedelta(days=1)):
        return True
    if PART.search(text):
        return gold.start <= (one.start or gold.start) and (one.end or gold.end) <= gold.end
    return one.start in (None, gold.start) and one.end in (None, gold.end)


def score(articles: Iterable[tuple[str, list[Span], list[Span]]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of each view."""
    counts: dict[str, list[int]] = {}
    for text, gold, found in articles:
        for view, skipped in (("", ""), (", no clock", "TIME")):
            g = [s for s in gold if s.kind != skipped]
            f = [s for s in found if s.kind != skipped]
            exact = len({(s.start, s.end) for s in g} & {(s.start, s.end) for s in f})
            add(counts, "exact" + view, exact, exact, len(f), len(g))
            recalled, matched = (sum(any(meets(s, t) for t in there) for s in here) for here, there in ((g, f), (f, g)))
            add(counts, "overlap" + view, recalled, matched, len(f), len(g))
        dated = [s for s in gold if s.days and s.kind == "DATE"]
        guessed = [s for s in found if s.days and not any(meets(s, t) for t in gold if t not in dated)]
        right = sum(any(meets(s, t) and same(t, s, dated, text) for t in guessed) for s in dated)
        add(counts, "value", right, right, len(guessed), len(dated))
    return {view: prf(*numbers) for view, numbers in counts.items()}


def meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def add(counts: dict[str, list[int]], view: str, *numbers: int) -> None:
    counts[view] = [a + b for a, b in zip(counts.get(view, [0] * len(numbers)), numbers, strict=True)]


def prf(recalled: int, matched: int, found: int, gold: int) -> tuple[float, float, float]:
    p, r = matched / found if found else 0.0, recalled / gold if gold else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def main(folder: str = "dolomiten-42", *options: str) -> None:
    parser = load()
    articles, peers = [], []
    for path in sorted((DATA / folder).glob("*.tml")):
        text, published, gold = read(path)
        found = ours(text, published, parser)
        articles.append((text, gold, found))
        peer = DATA / f"{folder}-heideltime" / path.name
        if peer.is_file():
            other, _, tagged = read(peer)
            peers.append((text, gold, tagged if other == text else []))
        if "--errors" in options:
            for s in gold:
                if not any(meets(s, t) for t in found):
                    print("missed ", s.kind, repr(text[s.start : s.end]), s.days)
            for t in found:
                near = [s for s in gold if meets(s, t)]
                if not near or not (
                    any((s.start, s.end) == (t.start, t.end) for s in near) and all(str(s.days) == str(t.days) for s in near)
                ):
                    print(
                        "differs" if near else "extra  ",
                        t.kind,
                        repr(text[t.start : t.end]),
                        t.days,
                        [(text[s.start : s.end], str(s.days)) for s in near],
                        published,
                    )
    for name, rows in (("kg", articles), ("HeidelTime", peers)):
        for view, (p, r, f) in score(rows).items():
            print(f"{name:<11}{view:<20}P {p:.3f}  R {r:.3f}  F1 {f:.3f}")


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"{DATA}: no such folder; the measure needs the KRAUTS corpus there")
    main(*sys.argv[1:])
