"""All measures together: each column has the value of the module that defines it."""

from __future__ import annotations

import networkx as nx

from kg.analysis.balance import balance, imbalance, weak_balance
from kg.analysis.centrality import betweenness, brokerage, constraint, coreness, effective_size, pn_centrality
from kg.analysis.frustration import frustration
from kg.analysis.measures import of_states, of_system
from kg.analysis.polarization import polarization, signed_modularity

BLOCS = {"A": 0, "B": 0, "C": 0, "X": 1, "Y": 1, "Z": 1}


def two_camps() -> nx.Graph[str]:
    """Two camps of three, of which B and Y trade, and D stands outside both."""
    graph: nx.Graph[str] = nx.Graph()
    friends = ("AB", "BC", "AC", "XY", "YZ", "XZ", "BY", "CD")
    graph.add_edges_from((one, two, {"sign": 1, "weight": 1.0, "positive": 1.0, "negative": 0.0}) for one, two in friends)
    graph.add_edges_from((one, two, {"sign": -1, "weight": 0.5, "positive": 0.0, "negative": 0.5}) for one, two in ("AX", "CZ"))
    return graph


def test_system_has_each_measure_by_its_name() -> None:
    graph = two_camps()
    assert of_system(graph, BLOCS) == {
        "states": 7,
        "friendly": 8,
        "hostile": 2,
        "blocs": 2,
        "polarization": polarization(graph, BLOCS),
        "modularity": signed_modularity(graph, BLOCS),
        "balance": balance(graph),
        "weak_balance": weak_balance(graph),
        "frustration": frustration(graph),
    }


def test_each_state_has_each_measure_by_its_name() -> None:
    graph = two_camps()
    rows = of_states(graph, BLOCS)
    measured = {
        "betweenness": betweenness(graph),
        "constraint": constraint(graph),
        "effective_size": effective_size(graph),
        "brokerage": {state: roles.total for state, roles in brokerage(graph, BLOCS).items()},
        "pn_centrality": pn_centrality(graph),
        "imbalance": imbalance(graph),
    }
    assert {name: {state: row[name] for state, row in rows.items()} for name in measured} == {
        name: {state: values.get(state) for state in graph} for name, values in measured.items()
    }
    assert rows["B"]["constraint"] is not None
    assert (rows["A"]["friendly"], rows["A"]["hostile"], rows["A"]["bloc"]) == (2, 1, 0)
    assert (rows["D"]["friendly"], rows["D"]["hostile"], rows["D"]["bloc"]) == (1, 0, None)


def test_core_are_the_states_tied_among_themselves_the_most() -> None:
    rows = of_states(two_camps(), BLOCS)
    assert {state for state, row in rows.items() if row["core"] == 1} == coreness(two_camps()).members == {"B", "C", "Y"}
    assert {row["core"] for row in rows.values()} == {0, 1}


def test_states_come_the_most_central_first_and_equals_by_name() -> None:
    rows = of_states(two_camps(), BLOCS)
    central = [round(row["pn_centrality"] or 0.0, 9) for row in rows.values()]
    assert central == sorted(central, reverse=True)
    alike = nx.Graph([(one, two, {"sign": 1, "weight": 1.0}) for one, two in ("ZY", "BA")])  # but for the last digit
    assert list(of_states(alike, {})) == ["A", "B", "Y", "Z"]


def test_system_without_states_has_counts_and_nothing_to_measure() -> None:
    found = of_system(nx.Graph(), {})
    assert (found["states"], found["friendly"], found["hostile"], found["blocs"]) == (0, 0, 0, 0)
    assert found["balance"] is None
