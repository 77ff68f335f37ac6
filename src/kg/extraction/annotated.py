"""Annotated sentences: texts with the statements that a reader finds in them, one JSON object a line (`seeds/sentences`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.errors import DocumentError
from kg.reading.documents import Document


@dataclass(frozen=True, slots=True)
class AnnotatedStatement:
    """A statement between two named in English, as the annotation guideline writes it.

    `evidence` is the sentence that carries it, `cue` the words in it that do, a gap between them written "…".
    """

    subject: str
    predicate: str
    object: str
    status: str
    evidence: str
    cue: str = ""
    time: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text and all that it states."""

    document: Document
    statements: tuple[AnnotatedStatement, ...]


def read_annotated(paths: Iterable[Path]) -> Iterator[AnnotatedText]:
    """The annotated texts of the files, and of the `.jsonl` files of the folders.

    Raises:
        DocumentError: a file cannot be read, a line is no annotated text, or quotes what does not stand in its text.
    """
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            try:
                lines = file.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise DocumentError(f"{file}: {error}; name a readable file in UTF-8") from None
            for number, line in enumerate(lines, 1):
                try:
                    yield _read(json.loads(line))
                except (ValueError, KeyError, TypeError, RecursionError) as error:
                    raise DocumentError(f"{file}:{number}: no annotated text ({error}); see the README beside the files") from None


def _read(row: dict[str, object]) -> AnnotatedText:
    text, published = str(row["text"]), row.get("date")
    statements = tuple(AnnotatedStatement(**statement) for statement in row["statements"])  # type: ignore[attr-defined]  # JSON
    for statement in statements:
        if statement.evidence not in text:
            raise ValueError(f"the text does not contain {statement.evidence!r}")
    name = str(row["id"])
    document = Document(
        f"https://w3id.org/stategraph/sentences/{name}", name, text, date.fromisoformat(str(published)) if published else None
    )
    return AnnotatedText(document, statements)
