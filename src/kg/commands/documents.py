"""The documents that a command is given: what can be read of them, and complaints about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.commands.terminal import complain, counted
from kg.errors import DocumentError, KgError

if TYPE_CHECKING:
    from kg.reading.documents import Document

FIELDS = ("id", "text", "date", "title", "url", "language")


class Documents:
    """The documents of the paths that can be read, in one language; the others are named on standard error and counted."""

    def __init__(self, paths: list[str], language: str, fields: str, *, printing: bool = False) -> None:
        self.failed = 0
        self._printing = printing
        self._paths, self._language, self._fields = paths, language, parse_fields(fields)

    def __iter__(self) -> Iterator[Document]:
        from kg.reading.documents import of_language, read

        documents = of_language(read(self._paths, fields=self._fields, language=self._language), self._language)
        for document in counted(documents, "documents", printing=self._printing):
            if isinstance(document, DocumentError):
                self.fail(document)
            else:
                yield document

    def fail(self, error: object) -> None:
        """Name an error on standard error, and count it."""
        complain(error)
        self.failed += 1


def parse_fields(text: str) -> dict[str, str]:
    """To names of fields of ours the keys that rows have instead.

    >>> parse_fields("text=body,id=key")
    {'text': 'body', 'id': 'key'}

    Raises:
        KgError: a field that is none of ours, or has no key.
    """
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    for name, _, key in pairs:
        if name not in FIELDS or not key:
            raise KgError(f"--fields: {name!r} is none of {', '.join(FIELDS)} with a key; write it as text=body,id=key")
    return {name: key for name, _, key in pairs}
