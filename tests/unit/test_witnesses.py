from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.witnesses import Span, Witness, joined, overlaps, spans, weight
from kg.extraction.statements import Interval, Status

STATUSES = {"asserted": 1.0, "claimed": 0.5, "possible": 0.25, "denied": 0.0}
DAY = date(1962, 1, 1)


def said(status: Status = "asserted", *, on: date | None = None, valid: Interval | None = None, **about: object) -> Witness:
    return Witness(status, "…", published=on, valid=valid, **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("valid", "published", "counts"),
    [
        (Interval(date(1960, 3, 1), date(1960, 3, 1)), None, True),  # happened before
        (Interval(date(1960, 1, 1), date(1960, 12, 31)), None, True),  # some time in that year
        (Interval(date(1960, 1, 1), date(1961, 2, 3)), None, False),  # lasted until
        (Interval(date(1960, 1, 1), None), None, True),
        (Interval(None, date(1963, 1, 1)), None, True),
        (Interval(date(1962, 1, 2), None), None, False),
        (None, date(1962, 1, 1), True),
        (None, date(1962, 1, 2), False),
        (None, None, True),
    ],
)
def test_state_of_affairs_counts_from_its_begin_until_its_end(valid: Interval | None, published: date | None, counts: bool) -> None:
    found = spans([said(on=published, valid=valid)], None)
    assert any(overlaps(span, DAY, DAY) for span in found) is counts


def test_event_is_forgotten_after_four_half_lives() -> None:
    ((first, last),) = spans([said(valid=Interval(date(1960, 3, 1), date(1960, 3, 1)))], 1.0)
    assert (first, last) == (date(1960, 3, 1), date(1964, 2, 29))


def test_what_is_said_to_last_does_not_fade() -> None:
    since = said(valid=Interval(date(1950, 1, 1), None))
    assert spans([since], 1.0) == ((date(1950, 1, 1), None),)
    assert weight([since], 1.0, STATUSES, DAY, DAY) == 1.0


def test_denial_ends_a_state_of_affairs_until_another_says_that_it_holds() -> None:
    told = [said(on=date(1950, 1, 1)), said("denied", on=date(1955, 6, 1)), said(on=date(1960, 1, 1))]
    assert spans(told, None) == ((date(1950, 1, 1), date(1955, 5, 31)), (date(1960, 1, 1), None))


def test_who_was_denied_weighs_nothing_when_another_takes_it_up_later() -> None:
    told = [said(on=date(1950, 1, 1)), said("denied", on=date(1955, 6, 1)), said("claimed", on=date(1960, 1, 1), url="https://b.example")]
    assert weight(told, None, STATUSES, DAY, DAY) == 0.5
    assert weight(told, None, STATUSES, date(1952, 1, 1), date(1952, 1, 1)) == 1.0


def test_denial_does_not_end_an_event() -> None:
    told = [said(on=date(1955, 1, 1)), said("denied", on=date(1955, 6, 1))]
    assert spans(told, 1.0) == spans(told[:1], 1.0)


def test_what_is_only_denied_never_counts() -> None:
    assert spans([said("denied", on=DAY)], None) == ()


def test_event_weighs_half_after_a_half_life() -> None:
    happened = said(valid=Interval(date(1960, 1, 1), date(1960, 1, 1)))
    assert weight([happened], 2.0, STATUSES, date(1962, 1, 1), date(1962, 1, 1)) == pytest.approx(0.5, abs=0.001)
    assert weight([happened], 2.0, STATUSES, date(1959, 1, 1), date(1962, 1, 1)) == 1.0  # on the best day of the period


def test_status_and_confidence_multiply() -> None:
    assert weight([said("claimed", on=DAY, confidence=0.6)], None, STATUSES, DAY, DAY) == pytest.approx(0.3)


def test_independent_sources_strengthen_each_other_and_one_source_does_not() -> None:
    one, again = (said("claimed", on=DAY, url=f"https://www.example.org/{page}") for page in "ab")
    other = said("claimed", on=DAY, url="https://example.com/c")
    assert weight([one, again], None, STATUSES, DAY, DAY) == 0.5
    assert weight([one, again, other], None, STATUSES, DAY, DAY) == 0.75


def test_address_without_a_host_leaves_the_document_as_the_source() -> None:
    for address in ("http://ex℀mple.com/", "http://[", "mailto:x"):
        assert said(on=DAY, url=address, document="urn:text").source == "urn:text"
    assert said(on=DAY, url="https://www.example.org/a", document="urn:text").source == "example.org"


DAYS = st.dates(date(1950, 1, 1), date(1955, 12, 31))
SPANS = st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda s: s[0] is None or s[1] is None or s[0] <= s[1]), max_size=6)


@given(SPANS, DAYS)
def test_joining_spans_keeps_every_day_and_adds_none(found: list[Span], day: date) -> None:
    whole = joined(found)
    assert any(overlaps(span, day, day) for span in whole) == any(overlaps(span, day, day) for span in found)
    assert len(whole) <= len(found)
    ends = [(before[1], after[0]) for before, after in pairwise(whole)]
    assert all(end is not None and start is not None and (start - end).days > 1 for end, start in ends)


def test_event_that_is_forgotten_weighs_nothing_and_no_denial_ends_it() -> None:
    happened = said(valid=Interval(date(1950, 1, 1), date(1950, 1, 1)))
    last_day = spans([happened], 2.0)[0][1]
    assert last_day
    assert weight([happened], 2.0, STATUSES, last_day, last_day) == pytest.approx(1 / 16, abs=0.001)
    assert weight([happened], 2.0, STATUSES, last_day + timedelta(days=1), last_day + timedelta(days=1)) == 0.0
    denied = said("denied", on=date(1951, 1, 1))
    assert weight([happened, denied], 2.0, STATUSES, date(1952, 1, 1), date(1952, 1, 1)) == pytest.approx(0.5, abs=0.001)
