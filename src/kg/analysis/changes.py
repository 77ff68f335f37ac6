"""Changes: what became of the ties between two snapshots, and who changed bloc."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import networkx as nx

from kg.analysis.blocs import blocs

Kind = Literal["new", "ended", "turned", "strengthened", "weakened"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NOTABLE = 0.1
"""A tie is stronger or weaker where its weight differs by at least so much."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the tie of two states: the signed weights before and after, and the statements that came and went."""

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


def changes(before: nx.Graph[str], after: nx.Graph[str], notable: float = NOTABLE) -> list[Change]:
    """The pairs whose tie is new, has ended, has turned from friendly to hostile or back, or is stronger or weaker by at least `notable`.

    Both are signed graphs of snapshots. The greatest change stands first within each kind.
    """
    pairs = sorted({_pair(edge) for graph in (before, after) for edge in graph.edges()})
    found = [change for pair in pairs if (change := _change(pair, _tie(before, pair), _tie(after, pair), notable))]
    return sorted(found, key=lambda change: (KINDS.index(change.kind), -abs(change.after - change.before), change.pair))


def _pair(edge: tuple[str, str]) -> tuple[str, str]:
    return (edge[0], edge[1]) if edge[0] < edge[1] else (edge[1], edge[0])


def _tie(graph: nx.Graph[str], pair: tuple[str, str]) -> Mapping[str, Any]:
    return graph.edges[pair] if graph.has_edge(*pair) else {}


def _change(pair: tuple[str, str], old: Mapping[str, Any], new: Mapping[str, Any], notable: float) -> Change | None:
    before, after = _signed_weight(old), _signed_weight(new)
    kind: Kind | None = None
    if not old:
        kind = "new"
    elif not new:
        kind = "ended"
    elif before * after < 0:
        kind = "turned"
    elif abs(after - before) >= notable:
        kind = "strengthened" if abs(after) > abs(before) else "weakened"
    earlier, later = set(old.get("keys", ())), set(new.get("keys", ()))
    return Change(kind, pair, before, after, tuple(sorted(later - earlier)), tuple(sorted(earlier - later))) if kind else None


def _signed_weight(tie: Mapping[str, Any]) -> float:
    return float(tie["sign"] * tie.get("weight", 1.0)) if tie else 0.0


def moves(before: nx.Graph[str], after: nx.Graph[str]) -> list[Move]:
    """The states of both snapshots whose bloc is another, or that joined one or left all."""
    old = blocs(before)
    new = blocs(after, old)
    return list(_moved(old, new, sorted(set(before) & set(after))))


def _moved(old: Mapping[str, int], new: Mapping[str, int], states: list[str]) -> Iterator[Move]:
    for state in states:
        if old.get(state) != new.get(state):
            yield Move(state, old.get(state), new.get(state))
