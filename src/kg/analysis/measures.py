"""All measures together: of the system, and of each state in it. Each is defined in the module that it comes from."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from kg.analysis.balance import balance, imbalance, weak_balance
from kg.analysis.centrality import betweenness, brokerage, constraint, coreness, effective_size, pn_centrality
from kg.analysis.frustration import frustration
from kg.analysis.polarization import polarization, signed_modularity

Value = float | int | None


def of_system(graph: nx.Graph[str], blocs: Mapping[str, int]) -> dict[str, Value]:
    """The measures of a signed graph as a whole, with its blocs; None where one has no value."""
    hostile = sum(tie["sign"] < 0 for *_, tie in graph.edges(data=True))
    return {
        "states": graph.number_of_nodes(),
        "friendly": graph.number_of_edges() - hostile,
        "hostile": hostile,
        "blocs": len(set(blocs.values())),
        "polarization": polarization(graph, blocs),
        "modularity": signed_modularity(graph, blocs),
        "balance": balance(graph),
        "weak_balance": weak_balance(graph),
        "frustration": frustration(graph),
    }


def of_states(graph: nx.Graph[str], blocs: Mapping[str, int]) -> dict[str, dict[str, Value]]:
    """The measures of each state of a signed graph, the most central first; None where one has no value."""
    core = coreness(graph).members
    found: dict[str, Mapping[str, Value]] = {
        "betweenness": betweenness(graph),
        "constraint": constraint(graph),
        "effective_size": effective_size(graph),
        "brokerage": {state: roles.total for state, roles in brokerage(graph, blocs).items()},
        "pn_centrality": pn_centrality(graph),
        "imbalance": imbalance(graph),
    }
    rows: dict[str, dict[str, Value]] = {}
    for state in graph:
        signs = [tie["sign"] for *_, tie in graph.edges(state, data=True)]
        row: dict[str, Value] = {"bloc": blocs.get(state), "friendly": signs.count(1), "hostile": signs.count(-1)}
        rows[state] = row | {name: values.get(state) for name, values in found.items()} | {"core": int(state in core)}
    return dict(sorted(rows.items(), key=lambda item: (-round(item[1]["pn_centrality"] or 0.0, 9), item[0])))
