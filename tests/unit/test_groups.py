"""Documents are given out in groups: all of them, in order, few ahead, and fairly at the end."""

from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.extraction.build import GROUP
from kg.graph.groups import LETTERS, SHARES, Group, grouped, letters
from kg.reading.documents import Document

LENGTHS = st.integers(0, 40) | st.integers(0, 3 * LETTERS)


def documents(lengths: list[int]) -> Group:
    return [Document(f"http://a/{n}", str(n), "x" * size) if size else DocumentError(str(n)) for n, size in enumerate(lengths)]


@given(st.lists(LENGTHS, max_size=200), st.integers(1, 5))
def test_groups_hold_all_documents_in_order_and_none_is_large(lengths: list[int], workers: int) -> None:
    given_out = list(grouped(documents(lengths), workers))
    assert [str(getattr(item, "id", item)) for item in chain(*given_out)] == [str(n) for n in range(len(lengths))]
    assert all(1 <= len(group) <= GROUP for group in given_out)
    assert all(letters(group[:-1]) < LETTERS for group in given_out)


@given(st.lists(LENGTHS, max_size=200), st.integers(1, 5))
def test_few_groups_are_taken_ahead(lengths: list[int], workers: int) -> None:
    taken = 0

    def counted() -> Iterator[Document | DocumentError]:
        nonlocal taken
        for item in documents(lengths):
            taken += 1
            yield item

    given_out = 0
    for group in grouped(counted(), workers):
        assert taken - given_out <= SHARES * workers * GROUP
        given_out += len(group)


@pytest.mark.parametrize("count", [2, 16, 20, 40, 100])
@pytest.mark.parametrize("workers", [2, 4])
def test_end_is_shared_among_all_workers(count: int, workers: int) -> None:
    """Each takes a group as soon as it has none: at the end, no worker has read much more than the others."""
    busy = [0] * workers
    for group in grouped(documents([10] * count), workers):
        busy[busy.index(min(busy))] += len(group)
    assert max(busy) - min(busy) <= 2


def test_rest_comes_before_the_exception_that_ends_the_documents() -> None:
    def broken() -> Iterator[Document | DocumentError]:
        yield from documents([10] * 5)
        raise OSError

    found: list[Group] = []
    with pytest.raises(OSError):  # noqa: PT011  # it is the one above
        found.extend(grouped(broken(), 2))
    assert sum(map(len, found)) == 5
