"""`kg conflicts` and `kg sources`: where documents contradict each other, and how far those of each source are to be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.archives import AsCsv, AsJson, AsTable, form_of, print_rows
from kg.commands.asking import name_of, print_witness, triple_of
from kg.commands.options import DEFAULT_STORE, StorePlace

if TYPE_CHECKING:
    from kg.graph.conflicts import Conflict
    from kg.graph.witnesses import Witness


class Over(StrEnum):
    """The kinds of conflicts of `kg.graph.conflicts`."""

    denied = "denied"
    time = "time"


def conflicts(
    over: Annotated[Over | None, typer.Option("--over", help="Only what is denied, or only what is dated differently.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="With the words of both sides.")] = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """List where documents contradict each other.

    One asserts what another denies, or two date an event or a state of affairs differently.
    """
    from kg.graph.conflicts import KINDS, Kind
    from kg.graph.conflicts import conflicts as conflicts_of
    from kg.graph.store import Store

    wanted: dict[Over | None, Sequence[Kind]] = {None: KINDS, Over.denied: ["denied"], Over.time: ["dated differently"]}
    with Store(store, read_only=True) as opened:
        found = conflicts_of(opened, wanted[over])
    print_rows([_row(conflict) for conflict in found], form_of(csv=as_csv, json=as_json, table=as_table))
    for conflict in found if evidence else ():
        print(f"\n{triple_of(conflict.statement)}: {conflict.kind}")
        for witness in (*conflict.one, *conflict.other):
            print_witness(witness)


def _row(conflict: Conflict) -> dict[str, str]:
    said = conflict.statement
    return {
        "subject": name_of(said.subject),
        "relation": name_of(said.predicate),
        "object": name_of(said.object),
        "conflict": conflict.kind,
        "one": ", ".join(_times(conflict.one)),
        "one source": ", ".join(_documents(conflict.one)),
        "other": ", ".join(_times(conflict.other)),
        "other source": ", ".join(_documents(conflict.other)),
        "review": conflict.verdict or "",
    }


def _times(witnesses: Sequence[Witness]) -> Iterator[str]:
    """For when they speak, or when they were published, each once."""
    times = (w.evidence.valid or w.published for w in witnesses)
    return iter(dict.fromkeys(str(time) for time in times if time))


def _documents(witnesses: Sequence[Witness]) -> Iterator[str]:
    return iter(dict.fromkeys(name_of(w.evidence.document) for w in witnesses))


def sources(as_csv: AsCsv = False, as_json: AsJson = False, as_table: AsTable = False, store: StorePlace = DEFAULT_STORE) -> None:
    """List the sources of the documents, and what share of what they say is refused, denied elsewhere, confirmed or rejected."""
    from kg.graph.listings import sources as sources_of
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        found = sources_of(opened)
    rows = [
        {
            "source": name_of(source.name) if ":" in source.name else source.name,
            "documents": source.documents,
            "statements": source.statements,
        }
        | {"asserted": source.asserted, **source.shares}
        for source in found
    ]
    print_rows(rows, form_of(csv=as_csv, json=as_json, table=as_table))
