"""`kg measure`, `blocs` and `hedging`: the alliances of a day, in figures and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
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
from kg.commands.terminal import counted
from kg.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.hedging import Poles


Moment = datetime | None


class Every(StrEnum):
    """The steps of a series."""

    month = "month"
    year = "year"


def measure(
    day: Day = None,
    first: Annotated[datetime | None, typer.Option("--from", metavar="DAY", formats=DAYS, help="Begin of a series.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", metavar="DAY", formats=DAYS, help="End of the series.")] = None,
    every: Annotated[Every, typer.Option("--every", help="Steps of the series.")] = Every.year,
    states: Annotated[bool, typer.Option("--states", help="The measures of each state, not of the system.")] = False,
    known: Known = None,
    organizations: Organizations = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print the measures of the network, or of each state in it.

    On a day, or with --from and --to as a series. docs/reference/measures.md says what each measures.
    """
    from kg.analysis.blocs import blocs as blocs_of
    from kg.analysis.measures import of_states, of_system
    from kg.analysis.snapshots import signed

    form = form_of(csv=as_csv, json=as_json, table=as_table)
    archive = open_archive(store, known)
    rows: list[dict[str, Any]] = []
    found: Mapping[str, int] = {}
    for moment in counted(_days(archive, day, first, last, every), "days measured", printing=False):
        graph = signed(snapshot(archive, moment, organizations))
        found = blocs_of(graph, found)
        when = {"day": moment.isoformat()}
        if states:
            rows += [when | {"state": name_of(archive, state)} | row for state, row in of_states(graph, found).items()]
        else:
            rows.append(when | of_system(graph, found))
    print_rows(rows, form)


def blocs(
    day: Day = None,
    known: Known = None,
    organizations: Organizations = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print the blocs of a day.

    A bloc is a group with friendly ties inside and hostile ones outside; its members with the strongest ties stand first.
    """
    from kg.analysis.blocs import blocs as blocs_of
    from kg.analysis.blocs import leaders, named
    from kg.analysis.history import members_of_organizations
    from kg.analysis.snapshots import signed

    archive = open_archive(store, known)
    moment = day_of(archive, day)
    graph = signed(snapshot(archive, moment, organizations))
    found = blocs_of(graph)
    names, members = named(graph, found, members_of_organizations(archive, moment)), leaders(graph, found)
    rows = [
        {
            "bloc": "–".join(name_of(archive, actor) for actor in names[bloc]),
            "size": len(members[bloc]),
            "members": ", ".join(name_of(archive, member) for member in members[bloc]),
        }
        for bloc in sorted(members, key=lambda bloc: (-len(members[bloc]), bloc))
    ]
    print_rows(rows, form_of(csv=as_csv, json=as_json, table=as_table), title=moment.isoformat())


def hedging(
    day: Day = None,
    poles: Annotated[
        list[str] | None, typer.Option("--pole", metavar="ACTOR", help="One of the two poles: a state, or an organization for its members.")
    ] = None,
    evidence: Evidence = False,
    known: Known = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    as_table: AsTable = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print who keeps ties to both of two opposing poles, and how evenly.

    Without two --pole, the poles are the rivals with the most friends.
    """
    from kg.analysis.hedging import hedging as hedging_of

    archive = open_archive(store, known)
    moment = day_of(archive, day)
    graph = snapshot(archive, moment)
    actors = _actors(store, poles or [])
    chosen = _poles(archive, graph, moment, actors)
    one, other = (name_of(archive, actor) for actor in actors or (*chosen[0], *chosen[1]))
    found = sorted(hedging_of(graph, chosen).values(), key=lambda hedge: (-bool(hedge.stated), -hedge.evenness, hedge.state))
    rows = [
        {
            "state": name_of(archive, hedge.state),
            "evenness": hedge.evenness,
            f"ties to {one}": hedge.ties_to_one,
            f"ties to {other}": hedge.ties_to_other,
            "said to balance": len(hedge.stated),
        }
        for hedge in found
    ]
    print_rows(rows, form_of(csv=as_csv, json=as_json, table=as_table), title=f"Between {one} and {other}, {moment.isoformat()}")
    said = by_statement(graph)
    for hedge in found if evidence else ():
        print("\n".join(sentences(archive, said, (*hedge.stated, *hedge.ties))))


def _days(
    archive: nx.MultiDiGraph[str], day: datetime | None, first: datetime | None, last: datetime | None, every: Every
) -> Sequence[date]:
    from kg.analysis.history import days_between

    if first is None and last is None:
        return [day_of(archive, day)]
    if first is None or last is None or day or first > last:
        raise QueryError("--from, --to: a series has both, in this order, and no --at; write --from 1990-01-01 --to 2000-12-31")
    return days_between(first.date(), last.date(), every.value)


def _actors(store: str, names: list[str]) -> list[str]:
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        return [resolve(opened, name).value for name in names]


def _poles(archive: nx.MultiDiGraph[str], graph: nx.MultiDiGraph[str], moment: date, actors: list[str]) -> Poles:
    from kg.analysis.hedging import opposing_poles, poles_between
    from kg.analysis.history import members_of_organizations
    from kg.analysis.snapshots import signed

    if len(actors) == 2:
        members = members_of_organizations(archive, moment)
        one, other = (members.get(actor, {actor}) for actor in actors)
        return poles_between(signed(graph), one, other)
    if actors:
        raise QueryError("--pole: poles come in pairs; give --pole twice, or not at all")
    found = opposing_poles(signed(graph))
    if found is None:
        raise QueryError("no rivals with friends are known on this day; name two poles, as in --pole USA --pole China, or try --known met")
    return found
