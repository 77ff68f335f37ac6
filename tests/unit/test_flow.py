from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import pytest

from kg.analysis.history import History, Moment
from kg.views.flow import Flow, flow, hues


def history(*divisions: Mapping[str, int]) -> History:
    """A history by years from 2000 on; `{"AB": 0}` says that A and B are in bloc 0."""
    moments = [
        Moment(date(2000 + year, 12, 31), {state: bloc for states, bloc in found.items() for state in states}, {})
        for year, found in enumerate(divisions)
    ]
    return History(tuple(moments), {}, ())


def columns(found: Flow) -> list[list[int | None]]:
    """The blocs of each column, from above."""
    return [
        [node.bloc for node in sorted((node for node in found.nodes if node.column == i), key=lambda node: node.top)]
        for i in range(len(found.days))
    ]


CHANGE = history({"ABCD": 0, "EF": 1}, {"AB": 0, "CDEF": 1}, {"ABG": 0, "CDE": 1})


def test_a_node_is_as_high_as_its_bloc_has_states() -> None:
    found = {(node.column, node.bloc): node for node in flow(CHANGE).nodes}
    high = {key: node.bottom - node.top for key, node in found.items()}
    assert high[0, 0] == pytest.approx(2 * high[0, 1])
    assert high[1, 1] == pytest.approx(high[0, 0])
    assert high[2, 0] == pytest.approx(3 / 4 * high[0, 0])


def test_states_without_a_bloc_stand_below_and_thin() -> None:
    found = flow(CHANGE)
    assert [column[-1] for column in columns(found)] == [None, None, None]
    nodes = {(node.column, node.bloc): node for node in found.nodes}
    assert nodes[0, None].states == ("G",)
    assert nodes[2, None].states == ("F",)
    assert nodes[0, None].bottom - nodes[0, None].top < (nodes[0, 1].bottom - nodes[0, 1].top) / 4


def test_every_state_goes_on_from_every_node() -> None:
    found = flow(CHANGE)
    for node in found.nodes:
        leaving = sorted(state for ribbon in found.ribbons if ribbon.source == node for state in ribbon.states)
        coming = sorted(state for ribbon in found.ribbons if ribbon.target == node for state in ribbon.states)
        assert leaving == ([] if node.column == 2 else sorted(node.states))
        assert coming == ([] if node.column == 0 else sorted(node.states))


def test_ribbons_fill_their_nodes_without_a_gap() -> None:
    found = flow(CHANGE)
    for node in found.nodes:
        for side, ends in (
            ("left", [r.left for r in found.ribbons if r.source == node]),
            ("right", [r.right for r in found.ribbons if r.target == node]),
        ):
            if ends:
                ordered = sorted(ends)
                assert ordered[0][0] == pytest.approx(node.top), side
                assert ordered[-1][1] == pytest.approx(node.bottom), side
                assert all(one[1] == pytest.approx(two[0]) for one, two in pairwise(ordered))


def test_nodes_lie_apart_within_the_picture() -> None:
    found = flow(CHANGE)
    for i in range(3):
        column = sorted((node for node in found.nodes if node.column == i), key=lambda node: node.top)
        assert column[0].top >= -1e-9
        assert column[-1].bottom <= 1 + 1e-9
        assert all(one.bottom < two.top for one, two in pairwise(column))


def test_blocs_are_ordered_so_that_ribbons_do_not_cross() -> None:
    found = flow(history({"AB": 0, "CD": 1, "EF": 2}, {"AB": 5, "CD": 4, "EF": 3}))
    assert columns(found) in ([[0, 1, 2], [5, 4, 3]], [[2, 1, 0], [3, 4, 5]])


def test_blocs_that_do_not_change_keep_their_order() -> None:
    same = {"ABC": 0, "DE": 1, "FG": 2}
    assert columns(flow(history(same, same, same, same))) == [[0, 1, 2]] * 4


def test_columns_are_evenly_spread_or_the_last_moments_up_to_the_days() -> None:
    long = history(*({"AB": 0, "CD": 1} for _ in range(21)))
    assert [day.year for day in flow(long, 5).days] == [2000, 2005, 2010, 2015, 2020]
    assert [day.year for day in flow(long, [date(2003, 6, 1), date(2009, 12, 31)]).days] == [2002, 2009]
    assert [day.year for day in flow(history({"AB": 0, "CD": 1}), 5).days] == [2000]


def test_moments_of_one_bloc_are_no_columns() -> None:
    assert [day.year for day in flow(history({}, {"AB": 0}, {"AB": 0, "CD": 1})).days] == [2002]
    assert flow(history({})) == Flow((), (), ())


def test_largest_blocs_have_colours_and_blocs_of_one_column_different_ones() -> None:
    found = flow(history({"ABCD": 0, "EF": 1}, {"A": 0, "CDEFG": 1}))
    assert hues(found, 1) == {1: 0}
    assert hues(found, 6) == {1: 0, 0: 1}
    found = flow(history({"ABC": 0, "EF": 1}, {"ABC": 0, "EF": 2}))
    assert hues(found, 2) == {0: 0, 1: 1, 2: 1}
