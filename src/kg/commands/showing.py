"""`kg export` and `kg view`: the store as RDF, and as a page."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.archives import measured, usual_ties
from kg.commands.options import DEFAULT_STORE, KnownTies, StoreFolder
from kg.commands.terminal import output, written

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.views.page import Opening

TITLE = "States, leaders and agreements"


class Syntax(StrEnum):
    """The formats of `kg.graph.exports`."""

    turtle = "turtle"
    ntriples = "ntriples"
    nquads = "nquads"
    trig = "trig"
    jsonld = "jsonld"
    rdfxml = "rdfxml"


class Tongue(StrEnum):
    """The languages of the page."""

    en = "en"
    de = "de"


def export(
    form: Annotated[Syntax, typer.Option("--format", help="Format of RDF.")] = Syntax.turtle,
    file: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write, if not to standard output.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence/--no-evidence", help="With all evidence, or the plain triples only.")] = True,
    inferred: Annotated[bool, typer.Option("--inferred", help="With what follows from symmetric, inverse and super-properties.")] = False,
    store: StoreFolder = DEFAULT_STORE,
) -> None:
    """Print the graph as RDF."""
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        write_graph(opened, file, form, evidence=evidence, inferred=inferred)


def write_graph(store: Store, file: Path | None, form: Syntax = Syntax.turtle, *, evidence: bool = True, inferred: bool = False) -> None:
    """Write the store as RDF to the file, or to standard output."""
    from kg.graph.exports import export as export_store

    with output(file) as stream:
        export_store(store, form.value, stream, evidence=evidence, inferred=inferred)


def view(
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page.")] = Path("graph.html"),
    at: Annotated[datetime | None, typer.Option("--at", metavar="DAY", formats=["%Y-%m-%d"], help="The day to open at.")] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Title of the page.")] = TITLE,
    language: Annotated[Tongue, typer.Option("--language", help="Language in which the page opens.")] = Tongue.en,
    known: Annotated[
        KnownTies | None,
        typer.Option(
            "--known",
            help="Memberships and agreements known beforehand: of whom. [default: none; all, without documents]",
        ),
    ] = None,
    store: StoreFolder = DEFAULT_STORE,
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

    ties = known or usual_ties(store)
    network = read_network(store, known=ties.value)
    history = measured(network, with_day=at)
    opens: Opening = at or ("whole" if ties == KnownTies.none else "end")
    with written(file) as temporary:
        write_page(network, temporary, history, title=title, language=language.value, opens=opens)
