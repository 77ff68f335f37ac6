"""Sentences found by their punctuation, before any parser reads them.

A report is lines as much as it is sentences: headlines, captions and datelines end without a full stop, and a parser
trained on whole sentences would glue them to what follows. A line that is set apart is therefore never joined with
the next; within a paragraph, the full stop of an abbreviation, an ordinal or an initial ends nothing.
"""

# ruff: noqa: SIM905  # a list of words reads best as words
from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATIONS = {
    "de": frozenset(
        (
            "a abb abs allg alt art aufl az b bd betr bez bspw bzgl bzw ca chr d dgl dipl dr e ebd ehem eigtl einschl engl "
            "entspr etc evtl exkl ff frz gebr geb gegr gen gest ggf h hl hr hrsg i inkl insb insbes jh jr kap kgl komm lat lt "
            "m max min mind mio mr mrd mrs ms mwst n nr o op p präs prof q r rd red resp rr s sen sog sr st staatl std str "
            "stv tel tsd u übers usf usw v var verh vgl vol vors vs w z zit zzgl ing med phil jur rer nat gez lfd ltd inc co "
            "corp art jan feb febr mrz apr aug sept okt nov dez mo di mi do fr sa so "
        ).split()
    ),
    "en": frozenset(
        (
            "a.m p.m adm al ave capt cf co col corp dept dr e.g est etc fig gen gov hon i.e inc jr lt ltd maj mr mrs ms mt no "
            "nos op pp pres prof pvt rep rev sen sgt sr st u.k u.n u.s vol vs jan feb mar apr aug sept oct nov dec "
        ).split()
    ),
}
"""Words whose full stop ends no sentence, in lower case and without that stop."""

_SENTENCE_WORDS = frozenset({"do", "so", "art", "max", "min", "mal", "am"})
"""Abbreviations that are words too: their stop ends nothing only before a number or in lower case's company."""

_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n|\n")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”“«»’)\]]*+(?=\s|$)")
_NEXT = re.compile(r"\s*+[\"'„“‚‘»«›‹(\[]*+\s*+(\S)")
_NEAR = 60
"""So many signs around a full stop tell whether it ends the sentence: no abbreviation is longer."""
_MONTH = re.compile(
    r"\s*(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan|Feb|Mär|Apr|Jun|Jul|Aug"
    r"|Sep|Okt|Nov|Dez|Jahrhundert|Jahrestag|Jh|Mal|Weltkrieg|Runde|Tag|Sitzung|Etage|Klasse|Rang|Platz|Verordnung|[a-zäöüß])"
)
_END = (".", "!", "?", "…", ":", ";", '"', "“", "”", "«", "»", "'", ")")


def sentence_spans(text: str, language: str = "de") -> Iterator[tuple[int, int]]:
    """The sentences' offsets in the text, in order, without the white space around them.

    >>> text = "Gipfel in Seoul\\n\\nAm 24. März trafen sich u. a. Kim und Dr. Li. Sie schwiegen."
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Gipfel in Seoul', 'Am 24. März trafen sich u. a. Kim und Dr. Li.', 'Sie schwiegen.']
    """
    for start, end in _paragraphs(text):
        begin = start
        for stop in _STOP.finditer(text, start, end):
            if stop.end() < end and _ends_sentence(text, begin, stop, end, language):
                yield from _stripped(text, begin, stop.end())
                begin = stop.end()
        yield from _stripped(text, begin, end)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: a single newline joins only where it wraps a running sentence."""
    begin = 0
    for newline in _PARAGRAPH_END.finditer(text):
        if newline.group().count("\n") == 1 and _wraps(text, begin, newline.start(), newline.end()):
            continue
        yield begin, newline.start()
        begin = newline.end()
    yield begin, len(text)


def _wraps(text: str, begin: int, end: int, following: int) -> bool:
    """Whether the line that ends here is only broken for width: it is long, unfinished, and goes on in lower case."""
    line = text[max(begin, text.rfind("\n", 0, end) + 1) : end].rstrip()
    after = text[following : following + 1]
    if not line or not after.strip():
        return False
    if after.islower() or line.endswith((",", "-")):
        return True
    return len(line) >= 60 and not line.endswith(_END)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int, language: str) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    if following is None:
        return True
    first = following.group(1)
    if first.islower() or first in ",;:)–-":
        return False
    if not stop.group().startswith(".") or len(stop.group()) > 1:
        return not (stop.group().startswith("…") and first.islower())
    word = re.split(r"[\s(\[„“\"'/–]", text[max(begin, stop.start() - _NEAR) : stop.start()])[-1]
    return not _is_shortened(word, text[stop.end() : min(end, stop.end() + _NEAR)], language)


def _is_shortened(word: str, after: str, language: str) -> bool:
    """Whether the full stop belongs to the word: an ordinal before its noun, an initial, an abbreviation."""
    if word.isdigit():
        return language == "de" and len(word) <= 2 and bool(_MONTH.match(after))
    if len(word) == 1 and word.isalpha():
        return True
    if re.fullmatch(r"[IVX]+", word):
        return True
    lower = word.lower()
    if lower in _SENTENCE_WORDS:
        return after.lstrip()[:1].isdigit()
    known = ABBREVIATIONS.get(language, ABBREVIATIONS["de"])
    return lower in known or lower.rsplit(".", 1)[-1] in known or bool(re.fullmatch(r"(?:\w\.)+\w", word))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
