"""Of a network that no browser could draw the page has the ties of which most is said, and tells how many it leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.witnesses import Witness
from kg.commands import showing
from kg.extraction.statements import STATUSES, Interval
from kg.graph.store import Store
from kg.views import selection as limits
from kg.views.page import page_data
from kg.views.selection import fits, selection, spread


def network(*ties: tuple[str, str, int], **attributes: object) -> nx.MultiDiGraph[str]:
    """The network of these ties, each with as many witnesses."""
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(speakers={"s": {"en": "S", "de": "S"}, "t": {"en": "T", "de": "T"}}, at=None, statuses={})
    for subject, object_, count in ties:
        for end in (subject, object_):
            found.add_node(end, label={"en": end, "de": end}, kind="state")
        evidence = tuple(Witness("asserted", f"word {n}", f"d{n}", speaker="s") for n in range(count))
        found.add_edge(
            subject, object_, key=f"{subject}{object_}", name="supports", label={"en": "supports", "de": "stützt"}, sign=1, symmetric=False,
            status="asserted", contested=False, evidence=evidence, lifted=(subject, object_), spans=(), first=None, **attributes,
        )  # fmt: skip
    return found


def ends(found: nx.MultiDiGraph[str]) -> list[str]:
    return [key for *_, key in found.edges(keys=True)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that shows three ties of four actors."""
    monkeypatch.setattr(limits, "TIES", 3)
    monkeypatch.setattr(limits, "ACTORS", 4)


@pytest.mark.usefixtures("small")
def test_network_that_fits_is_shown_whole() -> None:
    whole = network(("A", "B", 1), ("A", "C", 1), ("A", "D", 1))
    assert fits(whole)
    assert selection(whole) is whole


@pytest.mark.usefixtures("small")
def test_each_actor_has_its_weightiest_tie_before_any_has_its_second() -> None:
    chosen = selection(network(("A", "B", 9), ("B", "C", 8), ("A", "C", 7), ("A", "D", 1)))
    assert ends(chosen) == ["AB", "AD", "BC"]
    assert chosen.graph["whole"] == 4


@pytest.mark.usefixtures("small")
def test_tie_whose_actors_find_no_room_makes_room_for_a_lighter_one() -> None:
    chosen = selection(network(("A", "B", 9), ("C", "D", 8), ("E", "F", 7), ("A", "C", 1)))
    assert ends(chosen) == ["AB", "AC", "CD"]
    assert set(chosen) == set("ABCD")


@pytest.mark.usefixtures("small")
def test_rejected_tie_weighs_nothing() -> None:
    whole = network(("A", "B", 9), ("A", "C", 1), ("A", "D", 1), ("B", "A", 2))
    whole.edges["A", "B", "AB"]["review"] = "rejected"
    whole.add_edge("D", "A", key="DA", **whole.edges["A", "C", "AC"] | {"lifted": ("D", "A")})
    assert ends(selection(whole)) == ["AC", "AD", "BA"]


@pytest.mark.usefixtures("small")
def test_state_whose_leader_is_shown_is_shown_and_speakers_are_those_of_the_words() -> None:
    whole = network(("A", "B", 9), ("B", "C", 2), ("A", "C", 1), ("B", "A", 1))
    whole.add_node("State of A", label={"en": "A", "de": "A"}, kind="state")
    whole.edges["A", "B", "AB"]["lifted"] = ("State of A", "B")
    chosen = selection(whole)
    assert "State of A" in chosen
    assert chosen.nodes["State of A"]["kind"] == "state"
    assert set(chosen.graph["speakers"]) == {"s"}


@pytest.mark.usefixtures("small")
def test_page_tells_how_many_ties_there_are() -> None:
    whole = network(("A", "B", 9), ("B", "C", 8), ("A", "C", 7), ("A", "D", 1))
    shown = page_data(whole, title="T")
    assert (len(shown["edges"]), shown["ties"]) == (3, 4)


def test_page_of_very_many_words_tells_how_many_each_tie_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUOTES", 20)
    shown = {edge["id"]: edge for edge in page_data(network(("A", "B", 19), ("B", "C", 3)), title="T")["edges"]}
    assert (len(shown["AB"]["evidence"]), shown["AB"]["more"]["count"]) == (limits.WITNESSES, 7)
    assert len(shown["BC"]["evidence"]) == 3
    assert "more" not in shown["BC"]
    few = page_data(network(("A", "B", 19), ("B", "C", 1)), title="T")["edges"]
    assert [len(edge["evidence"]) for edge in few] == [19, 1]


def test_page_computes_from_the_words_it_leaves_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUOTES", 20)
    whole = network(("A", "B", 0), ("B", "C", 9))
    whole.edges["A", "B", "AB"]["evidence"] = [
        Witness("asserted", "q", url=f"https://www.s{n % 30}.example/{n}", title="t", published=date(2001 + n, 1, 1)) for n in range(20)
    ]
    whole.edges["A", "B", "AB"]["evidence"].insert(10, Witness("asserted", "q", title="Report", valid=Interval(date(1999, 1, 1), None)))
    (more,) = (edge["more"] for edge in page_data(whole, title="T")["edges"] if edge["id"] == "AB")
    assert more["count"] == 21 - limits.WITNESSES
    assert more["sources"] == sorted([*(f"s{n}.example" for n in range(20)), "Report"])
    assert (more["since"], more["lasting"]) == ("1999-01-01", True)
    assert more["begun"] == ["1999-01-01", *(f"{2001 + n}-01-01" for n in range(20))]


@given(st.lists(st.sampled_from(STATUSES), max_size=40), st.integers(8, 12))
def test_words_shown_are_so_many_in_their_order_with_the_first_and_last_of_each_status(statuses: list[str], most: int) -> None:
    evidence = [Witness(status, str(place)) for place, status in enumerate(statuses)]  # type: ignore[arg-type]
    shown = spread(evidence, most)
    places = [int(witness.quote) for witness in shown]
    assert places == sorted(set(places))
    assert len(places) == min(most, len(statuses))
    for status in set(statuses):
        assert {statuses.index(status), len(statuses) - 1 - statuses[::-1].index(status)} <= set(places)


@pytest.mark.usefixtures("small")
def test_view_says_what_its_page_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = network(("A", "B", 9), ("B", "C", 8), ("A", "C", 7), ("A", "D", 1))
    with (
        patch("kg.analysis.network.read_network", return_value=whole),
        patch.object(showing, "measured", return_value=None),
        Store() as store,
    ):
        showing.write_view(store, tmp_path / "graph.html")
    told = capsys.readouterr().err
    assert "graph.html: the page has the weightiest of its 4 ties, at most 3 of 4 actors; blocs and measures are those of all" in told
