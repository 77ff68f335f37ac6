"""Changes: what became of the ties between two snapshots, and who changed bloc."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import networkx as nx

from kg.analysis.snapshots import signed

Kind = Literal["new", "ended", "turned", "strengthened", "weakened"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NOTABLE = 0.1
"""A tie is stronger or weaker where its weight differs by at least so much."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the tie of two states: the signed weights before and after, and the statements that came and went.

    Of these it has those that explain the change: friendly ones that came and hostile ones that went where the weight rose, and the other
    way round where it fell; all, where none does.
    """

    kind: Kind
    pair: tuple[str, str]
    before: float
    after: float
    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A state that changed bloc; None is no bloc."""

    state: str
    before: int | None
    after: int | None


def changes(before: nx.MultiDiGraph[str], after: nx.MultiDiGraph[str], notable: float = NOTABLE) -> list[Change]:
    """The pairs whose tie is new, has ended, has turned from friendly to hostile or back, or is stronger or weaker by at least `notable`.

    A tie whose friendly and hostile statements weigh the same has not ended: its weight is 0. The greatest change stands first within
    each kind.
    """
    graphs, statements = (signed(before), signed(after)), (_statements(before), _statements(after))
    found = []
    for pair in sorted(statements[0].keys() | statements[1].keys()):
        old, new = (_signed_weight(graph, pair) for graph in graphs)
        earlier, later = (those.get(pair, {}) for those in statements)
        if kind := _kind(old, new, (bool(earlier), bool(later)), notable):
            found.append(Change(kind, pair, old, new, *_explaining(earlier, later, new - old)))
    return sorted(found, key=lambda change: (KINDS.index(change.kind), -abs(change.after - change.before), change.pair))


def _statements(graph: nx.MultiDiGraph[str]) -> dict[tuple[str, str], dict[str, int]]:
    """The signs of the statements that tie each pair, friendly or hostile."""
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one, other, key, tie in graph.edges(keys=True, data=True):
        if tie["sign"]:
            found[(one, other) if one < other else (other, one)][key] = tie["sign"]
    return dict(found)


def _kind(before: float, after: float, tied: tuple[bool, bool], notable: float) -> Kind | None:
    if not tied[0] or not tied[1]:
        return "ended" if tied[0] else "new"
    if before * after < 0:
        return "turned"
    if abs(after - before) < notable:
        return None
    return "strengthened" if abs(after) > abs(before) else "weakened"


def _explaining(earlier: Mapping[str, int], later: Mapping[str, int], rise: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statements that came and those that went, of which each made the weight rise (or fall); all, if none did."""
    came, went = sorted(later.keys() - earlier.keys()), sorted(earlier.keys() - later.keys())
    those = tuple(key for key in came if later[key] * rise > 0), tuple(key for key in went if earlier[key] * rise < 0)
    return those if any(those) else (tuple(came), tuple(went))


def _signed_weight(graph: nx.Graph[str], pair: tuple[str, str]) -> float:
    return float(graph.edges[pair]["sign"] * graph.edges[pair]["weight"]) if graph.has_edge(*pair) else 0.0


def moves(before: nx.Graph[str], after: nx.Graph[str], old: Mapping[str, int], new: Mapping[str, int]) -> list[Move]:
    """The states of both graphs whose bloc, by the old and the new blocs, is another, or that joined one or left all."""
    return [Move(state, old.get(state), new.get(state)) for state in sorted(set(before) & set(after)) if old.get(state) != new.get(state)]
