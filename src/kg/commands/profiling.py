"""`kg profile`: all that is known of one actor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.commands.archives import Day, Known, Statements, by_statement, day_of, name_of, sentences, snapshot, usual_ties, words_of
from kg.commands.names import resolve
from kg.commands.options import DEFAULT_STORE, StorePlace
from kg.commands.terminal import print_table, printable, written

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.profiles import Item, Partner, Profile
    from kg.analysis.triads import Expectation

MOST = 12
"""Partners and rivals in the terminal; the page has all."""


def profile(
    actor: Annotated[str, typer.Argument(metavar="STATE", help="A state, or another actor.")],
    day: Day = None,
    file: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it as an HTML page.")] = None,
    known: Known = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print the profile of a state: partners, rivals, agreements, memberships, leaders, and what documents tell.

    Then who stands most like it, and which ties balance theory expects. With --output as a page, with all partners and all words.
    """
    from kg.analysis.network import read_network
    from kg.analysis.profiles import read_profile
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        archive = read_network(opened, known=(known or usual_ties(opened)).value)
        found = read_profile(opened, archive, resolve(opened, actor).value, day_of(archive, day))
    if file is None:
        _print(found, archive)
        return
    from kg.views.profile import write_profile

    with written(file) as temporary:
        write_profile(found, archive, temporary)
    print(file)


def _print(found: Profile, archive: nx.MultiDiGraph[str]) -> None:
    about = [found.kind, found.region, found.day.isoformat()]
    print(printable(f"{found.name}: {', '.join(part for part in about if part)}"))
    if found.bloc:
        print(printable(f"in a bloc with {_names(archive, [state for state in found.bloc if state != found.actor])}"))
    said = by_statement(snapshot(archive, found.day, organizations=found.kind != "state"))
    for title, partners in (("partners", found.partners), ("rivals", found.rivals)):
        _table(title, ("who", "weight", "because"), [_partner(archive, said, partner) for partner in partners[:MOST]], len(partners))
    _table("agreements", ("from", "to", "what", "name"), [_item(item) for item in found.agreements if item.holds_at(found.day)])
    _table("memberships", ("from", "to", "what", "name"), [_item(item) for item in found.memberships])
    _table("leaders", ("from", "to", "what", "name"), [_item(item) for item in found.leaders if item.holds_at(found.day)])
    _table("stands most like (Cohen's κ of friendly ties)", ("who", "κ"), [_similar(archive, *pair) for pair in found.similar])
    expected = [_expected(archive, found.actor, expectation) for expectation in found.expected]
    _table("balance theory expects (no finding: nothing says so)", ("who", "as", "because of", "against it"), expected)
    for told in found.happenings:
        print(printable(f"{told.day or ''} {name_of(archive, told.subject)} {told.relation} {name_of(archive, told.object)}"))
        for witness in told.witnesses:
            print(f"  {words_of(witness)}")


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], whole: int | None = None) -> None:
    if rows:
        print_table(columns, rows, title if whole is None or whole <= len(rows) else f"{title}, the first {len(rows)} of {whole}")


def _names(archive: nx.MultiDiGraph[str], states: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(name_of(archive, state) for state in states[:most])
    return shown if len(states) <= most else f"{shown} and {len(states) - most} more"


def _partner(archive: nx.MultiDiGraph[str], said: Statements, partner: Partner) -> tuple[str, str, str]:
    because = [line for line in sentences(archive, said, partner.keys) if not line.startswith(" ")]
    return name_of(archive, partner.actor), f"{partner.weight:.2f}", "; ".join(dict.fromkeys(because))


def _similar(archive: nx.MultiDiGraph[str], other: str, agreement: float) -> tuple[str, str]:
    return name_of(archive, other), f"{agreement:.2f}"


def _expected(archive: nx.MultiDiGraph[str], actor: str, expectation: Expectation) -> tuple[str, str, str, str]:
    (other,) = (state for state in expectation.pair if state != actor)
    because, against = (_names(archive, states, 3) for states in (expectation.neighbours, expectation.against))
    return name_of(archive, other), "friend" if expectation.sign > 0 else "foe", because, against


def _item(item: Item) -> tuple[str, str, str, str]:
    return item.start, item.end, item.what, item.name
