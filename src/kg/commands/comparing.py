"""`kg changes` and `kg path`: what became of the ties between two days, and what leads from one actor to another."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.commands.archives import (
    DAYS,
    AsCsv,
    AsJson,
    AsTable,
    Day,
    Evidence,
    Known,
    Organizations,
    day_of,
    form_of,
    name_of,
    open_archive,
    print_rows,
    sentences,
    snapshot,
)
from kg.commands.names import resolve
from kg.commands.options import DEFAULT_STORE, StoreFolder
from kg.commands.terminal import printable
from kg.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.changes import Change, Move


SHOWN = 4
"""So many states are named in a row; more are counted."""


def changes(
    first: Annotated[datetime, typer.Argument(metavar="FROM", formats=DAYS, help="A day.")],
    last: Annotated[datetime, typer.Argument(metavar="TO", formats=DAYS, help="A later day.")],
    evidence: Evidence = False,
    known: Known = None,
    organizations: Organizations = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StoreFolder = DEFAULT_STORE,
) -> None:
    """Print what became of the ties between two days, and who changed bloc.

    The numbers are the weights of the ties, below zero for hostile ones.
    """
    from kg.analysis.changes import changes as changes_of
    from kg.analysis.changes import moves
    from kg.analysis.snapshots import signed

    if first >= last:
        raise QueryError(f"{first.date()} {last.date()}: the first day is not before the second; swap them")
    archive = open_archive(store, known)
    before, after = (snapshot(archive, moment.date(), organizations) for moment in (first, last))
    found = changes_of(signed(before), signed(after))
    rows = [_row(archive, before, after, change) for change in found]
    form = form_of(csv=as_csv, json=as_json, table=as_table)
    if form == "table":
        rows = _together(rows)
    rows += [_bloc_row(archive, move) for move in moves(signed(before), signed(after))]
    print_rows([{**row, "who": " – ".join(row["who"])} for row in rows], form, title=f"{first.date()} to {last.date()}")
    for change in found if evidence else ():
        print("\n".join(sentences(archive, after if change.came else before, change.came or change.went)))


def _row(archive: nx.MultiDiGraph[str], before: nx.MultiDiGraph[str], after: nx.MultiDiGraph[str], change: Change) -> dict[str, Any]:
    ties = {key: tie for graph in (before, after) for *_, key, tie in graph.edges(keys=True, data=True)}
    because = dict.fromkeys(_because(archive, ties[key]) for key in change.came or change.went)
    return {
        "change": change.kind,
        "who": [name_of(archive, state) for state in change.pair],
        "before": change.before,
        "after": change.after,
        "because": "; ".join(because),
    }


def _together(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with those of one state that change alike for one reason, as when it joins an alliance, made one."""
    alike: defaultdict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[row["change"], row["because"], row["before"], row["after"]].append(row)
    found: list[dict[str, Any]] = []
    for group in alike.values():
        left = group
        while left:
            chief = Counter(name for row in left for name in row["who"]).most_common(1)[0][0]
            own = [row for row in left if chief in row["who"]]
            others = [name for row in own for name in row["who"] if name != chief]
            found.append({**own[0], "who": [chief, ", ".join(others) if len(others) <= SHOWN else f"{len(others)} states"]})
            left = [row for row in left if chief not in row["who"]]
    return found


def _because(archive: nx.MultiDiGraph[str], tie: dict[str, Any]) -> str:
    """What the tie is, and what it is known from: a treaty, an organization or a document."""
    witness = tie["evidence"][0]
    source = name_of(archive, witness.document) if witness.document in archive.graph["sources"] else witness.title or ""
    return f"{tie['label']['en']}{f' ({source})' if source else ''}"


def _bloc_row(archive: nx.MultiDiGraph[str], move: Move) -> dict[str, Any]:
    return {"change": "bloc", "who": [name_of(archive, move.state)], "before": move.before, "after": move.after, "because": ""}


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another name.")],
    day: Day = None,
    known: Known = None,
    organizations: Organizations = False,
    store: StoreFolder = DEFAULT_STORE,
) -> None:
    """Print the strongest chain of ties from one actor to another.

    With the words behind each; the exit code is 1 if nothing leads there.
    """
    from kg.analysis.paths import strongest_path
    from kg.analysis.snapshots import signed
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        one, other = (resolve(opened, name).value for name in (start, end))
    archive = open_archive(store, known)
    graph = snapshot(archive, day_of(archive, day), organizations)
    found = strongest_path(signed(graph), one, other)
    if found is None:
        print(f"kg: no ties lead from {printable(start)} to {printable(end)} then; try --known all, or --at another day", file=sys.stderr)
        raise typer.Exit(1)
    for step in found:
        kind = "friendly" if step.sign > 0 else "hostile"
        print(f"{name_of(archive, step.start)} – {name_of(archive, step.end)}: {kind}, {step.weight:.2f}")
        for line in sentences(archive, graph, step.keys):
            print(f"  {line}")
