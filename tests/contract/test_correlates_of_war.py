"""The networks of alliances and conflicts of the Correlates of War, 1946 to 1999, give the reference's balance and frustration.

Read where the project's data lies: 51 windows of four years. The reference's frustration was computed by an integer programme of its own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest

from kg.analysis.balance import triangles
from kg.analysis.frustration import frustration_index

DATA = Path(__file__).parents[3] / "shared" / "data" / "networks"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the networks of the Correlates of War are not at ../shared/data/networks")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def networks() -> dict[str, nx.Graph[str]]:
    found: dict[str, nx.Graph[str]] = defaultdict(nx.Graph)
    for row in rows("cow-signed-edges.csv"):
        found[row["window"]].add_edge(row["state_a"], row["state_b"], sign=int(row["sign"]))
    return dict(found)


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, str]]:
    return {row["window"]: row for row in rows("cow-signed-reference.csv")}


def test_all_windows_are_there(networks: dict[str, nx.Graph[str]], reference: dict[str, dict[str, str]]) -> None:
    assert len(reference) == 51
    sizes = {window: (int(row["nodes"]), int(row["edges"])) for window, row in reference.items()}
    assert {window: (len(graph), graph.number_of_edges()) for window, graph in networks.items()} == sizes


def test_triangles_and_balanced_triangles(networks: dict[str, nx.Graph[str]], reference: dict[str, dict[str, str]]) -> None:
    counts = {window: triangles(graph) for window, graph in networks.items()}
    found = {window: (sum(kinds.values()), kinds["+++"] + kinds["+--"]) for window, kinds in counts.items()}
    assert found == {window: (int(row["triangles"]), int(row["balanced_triangles"])) for window, row in reference.items()}


def test_frustration_is_exact(networks: dict[str, nx.Graph[str]], reference: dict[str, dict[str, str]]) -> None:
    found = {window: frustration_index(graph, seconds=60) for window, graph in networks.items()}
    assert {window: result.index for window, result in found.items()} == {w: int(row["frustration_exact"]) for w, row in reference.items()}
    assert all(result.exact for result in found.values())
