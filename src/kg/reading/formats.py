"""File formats: bytes as records of text and what their source says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import DocumentError
from kg.reading.cleaning import clean, plain, split_date, stated_date
from kg.reading.dates import parse_day

MAX_BYTES = 8_000_000
"""No file but a `.jsonl`, and no row of one, is read beyond this length."""

KEYS = ("id", "text", "date", "title", "url", "language")


@dataclass(frozen=True, slots=True)
class Record:
    """A cleaned text with its source's own words about it; `where` is the file, with the line in a `.jsonl`."""

    where: str
    text: str
    id: str | None = None
    date: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None


def decode(data: bytes, where: str) -> str:
    """The text of the bytes: UTF-16 or UTF-8 by their mark, else UTF-8, else Windows-1252 if nothing speaks against it.

    Against it speak bytes without a meaning there, control characters, and pairs that are a letter in UTF-8.

    Raises:
        DocumentError: the bytes are binary, or of another or a mixed encoding.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in data:
            raise DocumentError(f"{where}: binary data, not text; convert it to .txt, .md, .html or .jsonl")
        mixed = re.search(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]", data)
        encodings = ["utf-8-sig"] if mixed else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(re.findall(r"[\x00-\x08\x0e-\x1b]", text)) * 100 > len(text):
            break
        return text
    raise DocumentError(f"{where}: neither UTF-8 nor Windows-1252 text; save it as UTF-8")


def read_text(data: bytes, where: str) -> Record:
    """A plain text; a first line `date 2024-07`, a dateline or a closing byline gives the date."""
    named, text = split_date(decode(data, where))
    text = clean(text)
    stated = stated_date(text)
    day = parse_day(stated) if stated else None
    closer = day and (named is None or day[0].isoformat().startswith(named))
    return Record(where, text, date=stated if closer else named)


def read_markdown(data: bytes, where: str) -> Record:
    """A Markdown text without its markup; `title`, `date`, `url` and `language` of a YAML front matter describe it."""
    text = re.sub(r"\r\n?", "\n", decode(data, where))
    found = re.match(r"---[ ]*\n((?:[^\n]*\n)*?)---[ ]*(?:\n|$)", text) if text.startswith("---") else None
    said = _front_matter(found[1]) if found else {}
    return Record(where, clean(_without_markup(text[found.end() :] if found else text)), **said)


def _front_matter(block: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in block.splitlines() if re.match(r"[A-Za-z]+:", line))
    values = {key.strip().lower(): re.sub(r"^(['\"])(.*)\1$", r"\2", value.strip()) for key, _, value in pairs}
    return {key: plain(values[key]) for key in ("id", "date", "title", "url", "language") if values.get(key)}


_MARKUP: tuple[tuple[str, str], ...] = (
    (r"(?m)^(```|~~~)[^\n]*\n(?:(?!\1)[^\n]*\n)*\1[ ]*$", ""),  # fenced code
    (r"(?m)^ {0,3}#{1,6} +|(?<! ) ++#++ *+$", ""),  # headings
    (r"(?m)^ {0,3}(?:[-*_] ?){3,}$|^=+$", ""),  # rules
    (r"(?m)^ *(?:> ?)+", ""),  # quotations
    (r"(?m)^ *[-*+] +", ""),  # lists
    (r"!\[[^\[\]]*\]\([^()\n]*\)", ""),  # pictures
    (r"\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]]*\])", r"\1"),  # links
    (r"(?m)^ *\[[^\[\]]*\]: .*$", ""),  # targets of links
    (r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+)(?<=\S)\1(?![\w*])", r"\2"),  # emphasis
    (r"(?<![\w_])(_{1,3})(?=\S)([^_\n]+)(?<=\S)\1(?![\w_])", r"\2"),
    (r"`([^`\n]*)`", r"\1"),  # code
    (r"\\([\\`*_{}\[\]()#+.!-])", r"\1"),  # escapes
)


def _without_markup(text: str) -> str:
    for pattern, kept in _MARKUP:
        text = re.sub(pattern, kept, text)
    return text


def read_html(data: bytes, where: str) -> Record:
    """The article of a page, as `kg.reading.webpages` finds it; the page's declared encoding is believed where it fits."""
    from kg.reading.webpages import declared_charset, read_article  # noqa: PLC0415  # only who reads pages waits for trafilatura

    declared = declared_charset(data) or ""
    declared = {"iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15"}.get(declared, "")
    try:
        page = data.decode(declared) if declared and not data.startswith(b"\xef\xbb\xbf") else decode(data, where)
    except UnicodeDecodeError:
        page = decode(data, where)
    article = read_article(page, where)
    text = clean(article["text"] or "")
    url = article["url"] if re.match(r"https?://", article["url"] or "") else None
    return Record(where, text, None, article["date"], article["title"], url, article["language"])


def read_row(line: bytes, where: str, fields: Mapping[str, str]) -> Record:
    """The record of a JSON object; `fields` names its keys where they differ from ours (`{"text": "body"}`)."""
    row = read_object(line, where)
    said = {key: row.get(fields.get(key, key)) for key in KEYS}
    for key, value in said.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise DocumentError(f"{where}: {fields.get(key, key)!r} is no text; give a string")
    if not isinstance(said["text"], str):
        raise DocumentError(f"{where}: no text under {fields.get('text', 'text')!r}; name the field that holds it")
    values = {key: plain(str(value)).strip() for key, value in said.items() if key != "text" and value is not None}
    return Record(where, clean(said["text"]), **{key: value for key, value in values.items() if value})


def read_object(line: bytes, where: str) -> dict[str, object]:
    """The JSON object of a line.

    Raises:
        DocumentError: the line is no JSON, or no object.
    """
    try:
        row = json.loads(decode(line, where))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise DocumentError(f"{where}: broken JSON ({reason}); correct the line") from error
    if not isinstance(row, dict):
        raise DocumentError(f"{where}: no JSON object; write one object a line")
    return row


def read_source(line: bytes, where: str) -> Record:
    """What a row of a `sources.jsonl` says of the document named under `doc`, which becomes the record's `id`."""
    row = read_object(line, where)
    said = {key: plain(value).strip() for key in ("doc", *KEYS[2:]) if isinstance(value := row.get(key), str)}
    if not said.get("doc"):
        raise DocumentError(f"{where}: no 'doc'; name the document that the row describes")
    return Record(where, "", id=said.pop("doc"), **{key: value for key, value in said.items() if value})


def read_lines(stream: BinaryIO, where: str, start: bytes = b"", before: int = 0) -> Iterator[tuple[str, bytes | DocumentError]]:
    """The lines that are not blank, each with its file and number; a line that is too long is an error in its place.

    `start` is what has been read of the stream already: its first line. So many lines of the file come `before` the stream.
    """
    number = before
    line = start or stream.readline(MAX_BYTES + 1)
    while line:
        number += 1
        place = f"{where}:{number}"
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_BYTES)
            yield place, DocumentError(f"{place}: a line of more than {MAX_BYTES // 1_000_000} MB; split the text into documents")
        elif line.strip():
            yield place, line
        line = stream.readline(MAX_BYTES + 1)


def read_rows(
    stream: BinaryIO, where: str, fields: Mapping[str, str], start: bytes = b"", before: int = 0
) -> Iterator[Record | DocumentError]:
    """The records of a JSON Lines stream, with an error in the place of each row that has none; `start` and `before` as in `read_lines`."""
    for place, line in read_lines(stream, where, start, before):
        try:
            yield line if isinstance(line, DocumentError) else read_row(line, place, fields)
        except DocumentError as error:
            yield error


READERS: Mapping[str, Callable[[bytes, str], Record]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
ROWS = (".jsonl", ".jsonl.gz")


def suffix(name: str) -> str:
    """The ending by which a file's format is known, in lower case; "" for any other name."""
    lower = name.lower()
    return next((ending for ending in (*READERS, *ROWS) if lower.endswith(ending)), "")


def sniff(start: bytes) -> str:
    """The format of a stream without a name, by its first line.

    >>> sniff(b'{"id": 1}')
    '.jsonl'
    """
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"{"):
        return ".jsonl"
    if head.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return ".md" if head.startswith(b"---") else ".txt"


def read_whole(data: bytes, where: str, ending: str) -> Record:
    """The record of a file that is one document.

    Raises:
        DocumentError: it is longer than `MAX_BYTES`, or not readable in its format.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{where}: more than {MAX_BYTES // 1_000_000} MB; split it into documents, or make it a .jsonl")
    if not data.strip():
        raise DocumentError(f"{where}: the file is empty; remove it or fill it")
    return READERS[ending](data, where)
