"""Documents: files, folders and standard input as texts with a date and a source."""

from __future__ import annotations

import gzip
import logging
import os
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from kg.errors import DocumentError, remedy
from kg.reading.cleaning import plain
from kg.reading.dates import Precision, parse_day
from kg.reading.formats import MAX_BYTES, ROWS, Record, read_lines, read_rows, read_source, read_whole, sniff, suffix

BASE = "https://w3id.org/stategraph/document/"
MAX_CHARACTERS = 1_000_000
"""The longest text of one document: what the parser takes at once."""

SOURCES = "sources.jsonl"
"""The file that describes its neighbours: `doc` (the name without ending) and `date`, `title`, `url`, `language`."""

STDIN = "stdin"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it.

    `iri` names it in the graph and `id` in records (a file's stem, or the identifier of its row). All offsets of evidence point
    into `text`. `published` is the day, or the first day of the month or year if the source says no more; `precision` tells which.
    `source` is its address on the web.
    """

    iri: str
    id: str
    text: str
    published: date | None = None
    language: str = "de"
    title: str | None = None
    source: str | None = None
    precision: Precision = "day"


def read(
    paths: Iterable[str | Path], *, fields: Mapping[str, str] | None = None, language: str = "de", stdin: BinaryIO | None = None
) -> Iterator[Document | DocumentError]:
    """The documents of the files, folders and standard input (`-`) named, in order; an error in the place of each that cannot be read.

    Folders are read with all below them, by name; what is hidden, or of another format, is passed over. A document's id is its row's
    `id` or its file's name without ending. Files of one name get as many of their folders before it as tell them apart
    (`2023/report`, `2024/report`), rows without id their file's name and line (`feed-12`). An id that comes twice is an error.
    What a `sources.jsonl` beside a file says goes before what the file says itself. `fields` names the keys of JSON rows
    where they differ from ours, `language` is for documents that do not say.
    """
    yield from unique(_records(paths, fields or {}, stdin), language, {})


def unique(
    records: Iterable[Record | DocumentError], language: str, seen: dict[str, str], elsewhere: Mapping[str, str] | None = None
) -> Iterator[Document | DocumentError]:
    """The documents of the records, an error in the place of each that is none, or whose id was seen before.

    `seen` is told the place of each id where it comes first among these; `elsewhere` are the places of ids in what comes before them.
    """
    for record in records:
        try:
            if isinstance(record, DocumentError):
                raise record
            document = _document(record, language)
            first = (elsewhere or {}).get(document.id) or seen.get(document.id)
            seen.setdefault(document.id, record.where)
            if first:
                raise DocumentError(f"{record.where}: the id {document.id!r} already stands at {first}; give each document its own")
        except DocumentError as error:
            yield error
        else:
            yield document


def of_language(documents: Iterable[Document | DocumentError], language: str) -> Iterator[Document | DocumentError]:
    """The documents of one language, with an error in the place of each in another."""
    for document in documents:
        if isinstance(document, Document) and document.language != language:
            other = document.language
            yield DocumentError(f"{document.id}: in the language {other!r}; read it by itself with --language {other}")
        else:
            yield document


def document_iri(name: str) -> str:
    """The IRI of the document with this id; whatever the id holds, it is one path segment.

    >>> document_iri("../a b")
    'https://w3id.org/stategraph/document/..%2Fa%20b'
    """
    return BASE + (quote(name, safe="") if name.strip(".") else name.replace(".", "%2E"))


def _document(record: Record, language: str) -> Document:
    day, url, said = described(record)
    if not record.text:
        raise DocumentError(f"{record.where}: no text is left after cleaning; remove the document or fill it")
    if len(record.text) > MAX_CHARACTERS:
        raise DocumentError(f"{record.where}: {len(record.text):,} characters, more than {MAX_CHARACTERS:,}; split it into documents")
    name = record.id or ""
    if not name or len(name) > 300:
        raise DocumentError(f"{record.where}: an id of {len(name)} characters; give one of 1 to 300")
    published, precision = day or (None, "day")
    return Document(document_iri(name), name, record.text, published, said or language, record.title, url, precision)


def described(record: Record) -> tuple[tuple[date, Precision] | None, str | None, str | None]:
    """The record's date with its precision, its address and its language.

    Raises:
        DocumentError: one of them is given and is none.
    """
    day = parse_day(record.date) if record.date else None
    if record.date and not day:
        raise DocumentError(f"{record.where}: {record.date[:40]!r} is no date; write it as 2024-06-18, 2024-06 or 2024")
    if record.url and not re.match(r"https?://[^/]", record.url):
        raise DocumentError(f"{record.where}: {record.url[:40]!r} is no web address; begin it with https://, or leave it out")
    language = re.fullmatch(r"([a-z]{2,3})(?:[-_]\w+)*", record.language.lower()) if record.language else None
    if record.language and not language:
        raise DocumentError(f"{record.where}: {record.language[:40]!r} is no language code; write it as de or en")
    return day, quote(record.url, safe=":/?#[]@!$&'()*+,;=%~") if record.url else None, language[1] if language else None


def _records(paths: Iterable[str | Path], fields: Mapping[str, str], stdin: BinaryIO | None) -> Iterator[Record | DocumentError]:
    known: dict[Path, dict[str, Record]] = {}
    for listed in files(paths):
        if isinstance(listed, DocumentError):
            yield listed
            continue
        path, name = listed
        if path == Path("-"):
            yield from _of_stream(stdin or sys.stdin.buffer, fields)
        else:
            if path.parent not in known:
                said = list(sources(path.parent / SOURCES))
                known[path.parent] = {source.id or "": source for source in said if isinstance(source, Record)}
                yield from (source for source in said if isinstance(source, DocumentError))
            yield from described_by(known[path.parent], records_of(path, name, fields), name)


def files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str] | DocumentError]:
    """The files named, and those below the folders named, each once, with the name of its documents; `-` has none.

    An error stands in the place of each that is not read.
    """
    listed = chain.from_iterable(_files(path) for path in paths)
    found = list({os.path.realpath(path) if isinstance(path, Path) and path != Path("-") else path: path for path in listed}.values())
    names = _names([path for path in found if isinstance(path, Path)])
    yield from (path if isinstance(path, DocumentError) else (path, names[path]) for path in found)


def described_by(known: Mapping[str, Record], records: Iterable[Record | DocumentError], name: str) -> Iterator[Record | DocumentError]:
    """The records of the file of that name, with what its `sources.jsonl` is known to say of them."""
    return (record if isinstance(record, DocumentError) else _merged(record, name, known) for record in records)


def _merged(record: Record, name: str, known: Mapping[str, Record]) -> Record:
    source = known.get(record.id or name.rpartition("/")[2])
    given = {key: getattr(source, key) for key in ("date", "title", "url", "language") if getattr(source, key, None)}
    return replace(record, id=record.id or name, **given)


def _files(path: str | Path) -> Iterator[Path | DocumentError]:
    path = Path(path)
    if path == Path("-"):
        yield path
    elif os.path.isdir(path):  # noqa: PTH112  # where pathlib may raise, what is wrong is told when the file is read
        yield from _files_below(path)
    elif path.name == SOURCES:
        yield DocumentError(f"{path}: describes the documents beside it and is none; name those, or the folder")
    elif suffix(path.name) or not path.suffix:
        yield path
    else:
        yield DocumentError(f"{path}: not a format that is read; convert it to .txt, .md, .html or .jsonl")


def _files_below(folder: Path) -> Iterator[Path | DocumentError]:
    others: Counter[str] = Counter()
    errors: list[OSError] = []
    count = 0
    for here, below, names in os.walk(folder, onerror=errors.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".") and name != SOURCES):
            if suffix(name):
                count += 1
                yield Path(here, name)
            else:
                others[Path(name).suffix] += 1
    for error in errors:
        yield DocumentError(f"{error.filename}: {error.strerror}; give the right to read it")
    if others:
        log.warning("%s: %d files of other formats passed over (%s)", folder, others.total(), plain(", ".join(sorted(others))))
    if not count and not errors:
        yield DocumentError(f"{folder}: no document in the folder; it needs .txt, .md, .html or .jsonl files")


def _stem(path: Path) -> str:
    return plain(path.name[: len(path.name) - len(suffix(path.name))] or path.name)


def _names(paths: Iterable[Path]) -> dict[Path, str]:
    """A name for each file: its stem, with as many folders before it as make it unique, or all of its path and its ending."""
    names: dict[Path, str] = {}
    waiting = {path: Path(os.path.realpath(path)) for path in paths}
    depth = 1
    while waiting:
        tried = {path: "/".join((*map(plain, full.parts[-depth:-1]), _stem(full))) for path, full in waiting.items()}
        counts = Counter(tried.values())
        names.update((path, name) for path, name in tried.items() if counts[name] == 1)
        waiting = {path: full for path, full in waiting.items() if counts[tried[path]] > 1}
        if all(len(full.parts) <= depth for full in waiting.values()):
            names.update((path, plain(full.as_posix().lstrip("/"))) for path, full in waiting.items())
            break
        depth += 1
    return names


def records_of(path: Path, name: str, fields: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    """The records of a file whose documents have that name; an error in the place of each that cannot be read, or of all."""
    ending = suffix(path.name) or ".txt"
    try:
        with opened(path) as stream:
            if ending in ROWS:
                yield from numbered(read_rows(stream, str(path), fields), name)
            else:
                yield read_whole(stream.read(MAX_BYTES + 1), str(path), ending)
    except DocumentError as error:
        yield error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        advice = remedy(error, "check that the file is there, whole, and yours to read")
        yield DocumentError(f"{path}: {reason}; {advice}")


def opened(path: Path) -> BinaryIO:
    """The bytes of the file, unpacked."""
    return cast(BinaryIO, gzip.open(path)) if suffix(path.name).endswith(".gz") else path.open("rb")


def _of_stream(stream: BinaryIO, fields: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    start = stream.readline(MAX_BYTES + 1)
    ending = sniff(start)
    try:
        if ending in ROWS:
            yield from numbered(read_rows(stream, STDIN, fields, start), STDIN)
        else:
            record = read_whole(start + stream.read(MAX_BYTES + 1), STDIN, ending)
            yield replace(record, id=record.id or STDIN)
    except DocumentError as error:
        yield error


def numbered(records: Iterable[Record | DocumentError], name: str) -> Iterator[Record | DocumentError]:
    """The records of rows, those without an id named after their file and line."""
    for record in records:
        unnamed = isinstance(record, Record) and not record.id
        yield replace(record, id=f"{name}-{record.where.rpartition(':')[2]}") if unnamed and isinstance(record, Record) else record


def sources(path: Path) -> Iterator[Record | DocumentError]:
    """What the file says about its neighbours, each under the `id` of its document; nothing if there is no such file."""
    if not os.path.isfile(path):  # noqa: PTH113
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        yield DocumentError(f"{path}: {error.strerror}; give the right to read it")
        return
    with stream:
        for place, line in read_lines(stream, str(path)):
            try:
                if isinstance(line, DocumentError):
                    raise line
                record = read_source(line, place)
                described(record)
                yield record
            except DocumentError as error:
                yield error
