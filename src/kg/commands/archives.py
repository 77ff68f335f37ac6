"""What the commands about the network share: the archive, a day of it, names, words behind a tie, and rows on paper."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.commands.options import KnownTies
from kg.commands.terminal import counted, print_table, printable
from kg.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.history import History
    from kg.analysis.witnesses import Span, Witness
    from kg.graph.store import Store

Form = Literal["csv", "json", "table"]
Statements = Mapping[str, tuple[str, str, Mapping[str, Any]]]

DAYS = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--at", metavar="DAY", formats=DAYS, help="The day. [default: when the last tie begins]")]
Known = Annotated[KnownTies | None, typer.Option("--known", help="Ties known beforehand: of whom. [default: none; all, without documents]")]
Organizations = Annotated[bool, typer.Option("--organizations", help="With organizations and blocs as actors of their own.")]
Evidence = Annotated[bool, typer.Option("--evidence", help="With the words behind it.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object a line.")]
AsTable = Annotated[bool, typer.Option("--table", help="Print a table, as without --csv and --json.")]


def open_archive(store: str, known: KnownTies | None) -> nx.MultiDiGraph[str]:
    """The archive of the store, with the ties known beforehand that are wanted."""
    from kg.analysis.network import read_network
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        return read_network(opened, known=(known or usual_ties(opened)).value)


def usual_ties(store: Store) -> KnownTies:
    """Which ties known beforehand are shown where nothing is said: none beside documents, all without any."""
    return KnownTies.none if store.query("ASK { ?document a schema:NewsArticle }") else KnownTies.all


def day_of(archive: nx.MultiDiGraph[str], wanted: datetime | None) -> date:
    """The day wanted, else the last at which a tie begins."""
    from kg.analysis.history import last_day

    return wanted.date() if wanted else last_day(archive) or date.today()


def snapshot(archive: nx.MultiDiGraph[str], day: date, organizations: bool = False) -> nx.MultiDiGraph[str]:
    """The ties of the day between states, or between all powers."""
    from kg.analysis.snapshots import POWERS, STATES, at

    return at(archive, day, POWERS if organizations else STATES)


def measured(archive: nx.MultiDiGraph[str], period: Span = (None, None), with_day: date | None = None) -> History:
    """The history of the archive in a period; the days that are measured are counted on the terminal.

    `with_day` stands for the last day of its year, or month.
    """
    from kg.analysis.history import read_history, steps

    first, last = period
    unit, days = steps(archive)
    alike = (lambda day: day.year) if unit == "year" else (lambda day: (day.year, day.month))
    days = [with_day if with_day and alike(day) == alike(with_day) else day for day in days]
    done = counted(repeat(None), "days measured", printing=False)
    wanted = [day for day in days if (first is None or day >= first) and (last is None or day <= last)]
    return read_history(archive, wanted, report=lambda _: next(done))


def name_of(archive: nx.MultiDiGraph[str], actor: str) -> str:
    """The English name of an actor, or of what is known beforehand."""
    label = archive.nodes[actor].get("label") if actor in archive else archive.graph["sources"].get(actor)
    return printable((label or {}).get("en", actor))


def by_statement(*ties: nx.MultiDiGraph[str]) -> Statements:
    """The ties of these snapshots with their ends, by their statements."""
    return {key: (one, other, tie) for graph in ties for one, other, key, tie in graph.edges(keys=True, data=True)}


def sentences(archive: nx.MultiDiGraph[str], said: Statements, keys: Sequence[str]) -> Iterator[str]:
    """For each tie a line that says it, and one for each witness: its words, or where it is known from, with time and source."""
    for key in dict.fromkeys(keys):
        if key in said:
            one, other, tie = said[key]
            yield f"{name_of(archive, one)} {printable(tie['label']['en'])} {name_of(archive, other)}"
            for witness in tie["evidence"]:
                yield f"  {words_of(witness)}"


def words_of(witness: Witness) -> str:
    """The quotation, its status where it is not asserted, its time and its source."""
    about: list[str] = [witness.status] if witness.status != "asserted" else []
    about += [str(witness.valid)] if witness.valid else []
    published = witness.published.isoformat() if witness.published else None
    about += [str(part) for part in (witness.title or (witness.document or "").rpartition("/")[2], published) if part]
    quote = f"»{printable(witness.quote)}« " if witness.quote else ""
    return f"{quote}({printable(', '.join(about))})"


def form_of(*, csv: bool, json: bool, table: bool) -> Form:
    """The one form that is wanted.

    Raises:
        QueryError: several are.
    """
    if csv + json + table > 1:
        raise QueryError("--csv, --json, --table: only one of them at a time")
    return "csv" if csv else "json" if json else "table"


def print_rows(rows: Sequence[Mapping[str, Any]], form: Form, title: str | None = None) -> None:
    """The rows, of the same keys, as CSV, as a JSON object a line, or as a table with rounded numbers."""
    if form == "json":
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif form == "csv" and rows:
        from kg.analysis.exports import guard

        stream = io.StringIO()
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: guard(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows)
        sys.stdout.write(stream.getvalue())
    elif form == "table" and rows:
        print_table(list(rows[0]), [[_shown(value) for value in row.values()] for row in rows], title)
    elif form == "table":
        print(f"{title}: nothing" if title else "nothing")


def _shown(value: Any) -> object:
    return f"{value:.3f}" if isinstance(value, float) else value
