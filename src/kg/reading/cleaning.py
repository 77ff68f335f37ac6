"""Cleaning: what a page or a file adds to a report's words is taken away, before any offset is counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import unescape

_CREDIT = re.compile(r"^([^<\n]*)<span class=[\"']?copyright[\"']?>([^<\n]*)</span>", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,11}(?:\s[^<>]*)?/?>|<!--[^<>]*-->", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AGENCY = r"(?:AFP|AP|APA|DPA|dpa|EPA|Getty Images|IMAGO|Imago|imago|KNA|Reuters|REUTERS|TASS|Sputnik|Xinhua)"

_FURNITURE = re.compile(
    r"zum Inhalt(?: springen)?|Anzeige|Aktuelles|Teilen|Drucken|Merken|Nach oben"
    rf"|{_AGENCY}(?:/[^.]{{1,60}})?"
    r"|Photo by .{1,100}|(?:Foto|Bild|Quelle)s?: .{1,100}|Image: .{1,100}"
    r"|(?:Surftipp|Lesetipp|Lesen Sie auch|Lesen Sie mehr|Lesen Sie hier|Auch interessant|Mehr zum Thema|Mehr dazu)\b.{0,300}"
    r"|Das könnte Sie auch interessieren.{0,100}"
)
"""Lines that belong to the page and not to the report: navigation, picture credits, hints to other articles."""

_COMMENTS = re.compile(
    r"(?:\d{1,5} )?Kommentare?(?: \(\d{1,5}\))?|Hinterlasse einen Kommentar|Kommentar (?:verfassen|schreiben)|Leserkommentare"
)
"""Lines behind which readers write: the text ends before them."""

_CREDIT_TAIL = re.compile(rf"(?<=[.!?“\"]) ?{_AGENCY}/[^.!?]{{1,60}}$")
_DATED = re.compile(r"\s*(?:date|datum):?\s+(\d{4}(?:-\d\d){0,2})(?![\w.-])\s*", re.IGNORECASE | re.ASCII)
_BYLINE = re.compile(r"\((?:[^()]{1,120},\s)?(\d{1,2}\.\s?\d{1,2}\.\s?\d{4})\)\s*$", re.ASCII)
_DATELINE = re.compile(r"[^\W\d_][^\n\d–—]{1,50}, (\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d]{3,9}) ?\d{4})(?: ?\([^()\n]{1,30}\))? ?[–—-]\s")


def clean(text: str) -> str:
    """The words of a report: one line a paragraph or heading, without markup, furniture, invisible characters and comments.

    Typographic quotation marks, dashes and captions are kept. No-break spaces become spaces, letters are composed (NFC).
    """
    text = _NEWLINE.sub("\n", text)
    captions = {plain(caption + credit).strip(): plain(caption).strip() for caption, credit in _CREDIT.findall(text)}
    text = _TAG.sub("", _CREDIT.sub(r"\1", text))
    text = plain(_ENTITY.sub(lambda found: unescape(found[0]), text))
    kept: list[str] = []
    for line in (_without_credit(line.strip(), captions) for line in text.split("\n")):
        if _COMMENTS.fullmatch(line) and any(kept):
            break
        if _FURNITURE.fullmatch(line):
            continue
        if kept and line and _repeats(kept[-1], line):
            kept.pop()
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def plain(text: str) -> str:
    """The text without characters that cannot be seen or stored, its blanks made simple spaces."""
    text = _NEWLINE.sub("\n", _SURROGATE.sub("\ufffd", text))
    return _BLANK.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))


def _without_credit(line: str, captions: Mapping[str, str]) -> str:
    return _CREDIT_TAIL.sub("", captions.get(line, line)).strip()


def _repeats(line: str, following: str) -> bool:
    """Whether the line is the next one once more, whole or cut short by dots."""
    start = line.removesuffix("...").removesuffix("…")
    return line == following or (start != line and len(start) > 20 and following.startswith(start))


def split_date(text: str) -> tuple[str | None, str]:
    """The date of a first line such as `date 2024-07`, and the text without it."""
    found = _DATED.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)


def stated_date(text: str) -> str | None:
    """The date in a report's dateline (`Genf, 3. Mai 2021 –`) or closing byline (`(red, 3.5.2021)`), None if it has neither."""
    found = _DATELINE.match(text) or _BYLINE.search(text[-200:])
    return found[1] if found else None
