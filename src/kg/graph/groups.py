"""Groups of documents: what is given out at once to be read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from kg.errors import DocumentError
from kg.extraction.build import GROUP
from kg.reading.documents import Document

Group = list[Document | DocumentError]

LETTERS = 96_000
"""A group ends with so many characters."""
SMALL = LETTERS // GROUP
"""A document counts as so many at least, so that a group has no more than `kg.extraction.build.GROUP`."""
SHARES = 2
"""For each worker a group is at most one in so many of what was taken from the documents and is not given out."""


def letters(documents: Iterable[Document | DocumentError]) -> int:
    """The characters of the documents, as they count for a group."""
    return sum(max(SMALL, len(item.text)) if isinstance(item, Document) else SMALL for item in documents)


def grouped(documents: Iterable[Document | DocumentError], workers: int) -> Iterator[Group]:
    """The documents in groups, which grow smaller towards the end, so that it does not leave one worker with all.

    Each is a share of the documents that were taken and not given out. If an exception ends the documents, the rest comes before it.
    Polychronopoulos & Kuck, "Guided self-scheduling", IEEE Transactions on Computers C-36 (1987).
    """
    taken, shares = deque[Document | DocumentError](), SHARES * workers
    waiting = 0
    try:
        for document in documents:
            taken.append(document)
            waiting += letters([document])
            if waiting >= shares * LETTERS:
                yield (group := _share(taken, LETTERS))
                waiting -= letters(group)
    except Exception:
        yield from _rest(taken, shares)
        raise
    yield from _rest(taken, shares)


def _share(taken: deque[Document | DocumentError], size: float) -> Group:
    """The first of the documents, until they have so many characters."""
    group: Group = []
    while taken and letters(group) < size:
        group.append(taken.popleft())
    return group


def _rest(taken: deque[Document | DocumentError], shares: int) -> Iterator[Group]:
    while taken:
        yield _share(taken, min(LETTERS, letters(taken) / shares))
