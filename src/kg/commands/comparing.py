"""`kg changes` and `kg path`: what became of the ties between two days, and what leads from one actor to another."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
    Statements,
    by_statement,
    day_of,
    form_of,
    name_of,
    open_archive,
    print_rows,
    sentences,
    snapshot,
)
from kg.commands.names import resolve
from kg.commands.options import DEFAULT_STORE, StorePlace
from kg.commands.terminal import printable
from kg.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.changes import Change, Move
    from kg.analysis.triads import Triad


SHOWN = 4
"""So many states are named in a row; more are counted."""


def changes(
    first: Annotated[datetime, typer.Argument(metavar="FROM", formats=DAYS, help="A day.")],
    last: Annotated[datetime, typer.Argument(metavar="TO", formats=DAYS, help="A later day.")],
    evidence: Evidence = False,
    known: Known = None,
    triads: Annotated[bool, typer.Option("--triads", help="With each three states whose triangle of ties closed or opened.")] = False,
    organizations: Organizations = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print what became of the ties between two days, who changed bloc, and how many triangles closed or opened.

    The numbers are the weights of the ties, below zero for hostile ones.
    """
    from kg.analysis.changes import changes as changes_of
    from kg.analysis.snapshots import signed
    from kg.analysis.triads import closing, opening

    if first >= last:
        raise QueryError(f"{first.date()} {last.date()}: the first day is not before the second; swap them")
    form = form_of(csv=as_csv, json=as_json, table=as_table)
    archive = open_archive(store, known)
    before, after = (snapshot(archive, moment.date(), organizations) for moment in (first, last))
    found, said = changes_of(before, after), by_statement(before, after)
    graphs = signed(before), signed(after)
    rows = [_row(archive, said, change) for change in found]
    moved = _bloc_rows(archive, graphs, (first.date(), last.date()), form == "table")
    triangles = {"closed": closing(*graphs), "opened": opening(*graphs)}
    if triads:
        rows += [_triad_row(archive, what, triad) for what, those in triangles.items() for triad in those]
    rows, others = (_together(rows), moved) if form == "table" else (rows + moved, [])
    print_rows([{**row, "who": " – ".join(row["who"])} for row in rows], form, title=f"{first.date()} to {last.date()}")
    if others:
        print_rows([{"who": row["who"][0], "bloc before": row["before"], "bloc after": row["after"]} for row in others], form)
    if form == "table":
        print("\n".join(_counted(what, those) for what, those in triangles.items()))
    for change in found if evidence else ():
        print("\n".join(sentences(archive, said, (*change.came, *change.went))))


def _row(archive: nx.MultiDiGraph[str], said: Statements, change: Change) -> dict[str, Any]:
    came, went = (dict.fromkeys(_because(archive, said[key][2]) for key in keys) for keys in (change.came, change.went))
    return {
        "change": change.kind,
        "who": [name_of(archive, state) for state in change.pair],
        "before": change.before,
        "after": change.after,
        "because": "; ".join((*came, *(f"no longer {because}" for because in went))),
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


def _because(archive: nx.MultiDiGraph[str], tie: Mapping[str, Any]) -> str:
    """What the tie is, and what it is known from: a treaty, an organization or a document."""
    witness = tie["evidence"][0]
    source = name_of(archive, witness.document) if witness.document in archive.graph["sources"] else witness.title or ""
    return f"{tie['label']['en']}{f' ({source})' if source else ''}"


def _bloc_rows(
    archive: nx.MultiDiGraph[str], graphs: tuple[nx.Graph[str], nx.Graph[str]], days: tuple[date, date], together: bool
) -> list[dict[str, Any]]:
    """Who changed bloc, with the names that the blocs have on the two days; as one row for those who did it together, or one for each."""
    from kg.analysis.blocs import blocs, named
    from kg.analysis.changes import moves
    from kg.analysis.history import members_of_organizations

    old = blocs(graphs[0])
    new = blocs(graphs[1], old)
    names: list[dict[int | None, str]] = [
        {bloc: "–".join(name_of(archive, actor) for actor in actors) for bloc, actors in named(graph, found, organizations).items()}
        for graph, found, organizations in zip(graphs, (old, new), (members_of_organizations(archive, day) for day in days), strict=True)
    ]
    alike: defaultdict[Any, list[Move]] = defaultdict(list)
    for move in moves(*graphs, old, new):
        alike[(move.before, move.after) if together else move.state].append(move)
    return [
        {
            "change": "bloc",
            "who": [", ".join(name_of(archive, move.state) for move in those)],
            "before": names[0].get(those[0].before, "none"),
            "after": names[1].get(those[0].after, "none"),
            "because": "",
        }
        for those in alike.values()
    ]


def _triad_row(archive: nx.MultiDiGraph[str], what: str, triad: Triad) -> dict[str, Any]:
    """Three states, the pair that is newly tied, or tied no more, first."""
    signs = ", ".join("friendly" if sign > 0 else "hostile" for sign in triad.signs)
    balanced = "balanced" if triad.balanced else "unbalanced"
    who = [name_of(archive, state) for state in (*triad.pair, triad.third)]
    return {"change": f"triad {what}", "who": who, "before": "", "after": "", "because": f"{balanced}: {signs}"}


def _counted(what: str, triads: Sequence[Triad]) -> str:
    return f"triangles {what}: {len(triads)}, {sum(triad.balanced for triad in triads)} of them balanced"


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another name.")],
    day: Day = None,
    friendly: Annotated[bool, typer.Option("--friendly", help="By friendly ties alone.")] = False,
    known: Known = None,
    organizations: Organizations = False,
    store: StorePlace = DEFAULT_STORE,
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
    found = strongest_path(signed(graph), one, other, friendly=friendly)
    if found is None:
        print(f"kg: no ties lead from {printable(start)} to {printable(end)} then; try --known all, or --at another day", file=sys.stderr)
        raise typer.Exit(1)
    said = by_statement(graph)
    for step in found:
        kind = "friendly" if step.sign > 0 else "hostile"
        print(f"{name_of(archive, step.start)} – {name_of(archive, step.end)}: {kind}, {step.weight:.2f}")
        for line in sentences(archive, said, step.keys):
            print(f"  {line}")
