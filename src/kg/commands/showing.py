"""`kg view`: the store as a page."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.archives import measured, usual_ties
from kg.commands.options import DEFAULT_STORE, KnownTies, StorePlace
from kg.commands.terminal import complain, written
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.views.page import Opening

TITLE = "States, leaders and agreements"


def _unicode(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):  # as Python reads an argument's bytes that are no UTF-8
        raise KgError(f"--title: {text!a} is no Unicode text; write it in UTF-8")
    return text


Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="Title of the page.", callback=_unicode)]


class Tongue(StrEnum):
    """The languages of the page."""

    en = "en"
    de = "de"


def view(
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page.")] = Path("graph.html"),
    at: Annotated[datetime | None, typer.Option("--at", metavar="DAY", formats=["%Y-%m-%d"], help="The day to open at.")] = None,
    title: Title = TITLE,
    language: Annotated[Tongue, typer.Option("--language", help="Language in which the page opens.")] = Tongue.en,
    known: Annotated[
        KnownTies | None,
        typer.Option(
            "--known",
            help="Memberships and agreements known beforehand: of whom. [default: none; all, without documents]",
        ),
    ] = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Write the network as a page.

    It is one file, and opens offline in any browser.
    """
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        write_view(opened, file, at=at.date() if at else None, title=title, language=language, known=known)
    print(file)


def write_view(
    store: Store,
    file: Path,
    *,
    at: date | None = None,
    title: str = TITLE,
    language: Tongue = Tongue.en,
    known: KnownTies | None = None,
) -> None:
    """Write the page of the store."""
    from kg.analysis.network import read_network
    from kg.views.page import write_page
    from kg.views.selection import ACTORS, TIES, fits

    ties = known or usual_ties(store)
    network = read_network(store, known=ties.value)
    history = measured(network, with_day=at)
    opens: Opening = at or ("whole" if ties == KnownTies.none else "end")
    with written(file) as temporary:
        write_page(network, temporary, history, title=title, language=language.value, opens=opens)
    if not fits(network):
        told = f"the page has the weightiest of its {network.number_of_edges():,} ties, at most {TIES:,} of {ACTORS:,} actors"
        complain(f"{file}: {told}; blocs and measures are those of all")
