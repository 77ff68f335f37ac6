"""How long balance and frustration take: `python tests/benchmarks/balance.py [SECONDS]`.

The 51 networks of the Correlates of War, read where the project's data lies, each with its exact index; then drawn networks of up to
2,000 states, with as many hostile camps as said and a share of ties of the wrong sign, for at most so many seconds each.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np

from kg.analysis.balance import imbalance, triangles
from kg.analysis.frustration import frustration_index

DATA = Path(__file__).parents[3] / "shared/data/networks"
DRAWN = (
    (100, 500, 2, 0.1),
    (200, 1_000, 3, 0.1),
    (250, 2_000, 4, 0.05),
    (500, 2_500, 4, 0.05),
    (2_000, 10_000, 2, 0.05),
    (2_000, 10_000, 3, 0.1),
)


def windows() -> dict[str, nx.Graph[str]]:
    found: dict[str, nx.Graph[str]] = defaultdict(nx.Graph)
    with (DATA / "cow-signed-edges.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["window"]].add_edge(row["state_a"], row["state_b"], sign=int(row["sign"]))
    return found


def drawn(states: int, ties: int, camps: int, wrong: float) -> nx.Graph[str]:
    """Few states with many ties; friends within camps, two in three enemies across, but for the ties of the wrong sign."""
    random = np.random.default_rng(1)
    camp, fame = random.integers(camps, size=states), random.pareto(1.5, states) + 1
    graph: nx.Graph[str] = nx.Graph()
    while graph.number_of_edges() < ties:
        for a, b in random.choice(states, (1_000, 2), p=fame / fame.sum()).tolist():
            friends = camp[a] == camp[b]
            if a != b and (friends or random.random() < 2 / 3) and graph.number_of_edges() < ties:
                graph.add_edge(f"s{a:04}", f"s{b:04}", sign=1 if friends != (random.random() < wrong) else -1)
    return graph


def measure(name: str, graph: nx.Graph[str], seconds: float) -> float:
    """Prints a line of the table; the seconds taken by the frustration index."""
    start = perf_counter()
    count = sum(triangles(graph).values())
    imbalance(graph)
    middle = perf_counter()
    found = frustration_index(graph, seconds=seconds)
    end = perf_counter()
    index = f"{found.index:g}" if found.exact else f"{found.bound:g}-{found.index:g}"
    print(
        f"{name:<28}{len(graph):>6}{graph.number_of_edges():>8}{count:>11}{middle - start:>9.3f}{index:>13}{end - middle:>9.3f}", flush=True
    )
    return end - middle


def main(seconds: str = "10") -> None:
    print(f"{'window':<28}{'nodes':>6}{'edges':>8}{'triangles':>11}{'seconds':>9}{'index':>13}{'seconds':>9}")
    times = [measure(window, graph, 60) for window, graph in windows().items()]
    print(f"{'all windows':<28}{sum(times):>56.3f}")
    for states, ties, camps, wrong in DRAWN:
        measure(f"{camps} camps, {wrong:.0%} wrong", drawn(states, ties, camps, wrong), float(seconds))


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"{DATA}: no such folder; the measure needs the networks of the Correlates of War there")
    main(*sys.argv[1:])
