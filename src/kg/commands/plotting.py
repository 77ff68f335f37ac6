"""`kg plot` and `kg charts`: pictures of the alliances, for print and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.commands.archives import DAYS, Day, Known, day_of, measured, usual_ties
from kg.commands.names import resolve
from kg.commands.options import DEFAULT_STORE, KnownTies, StorePlace
from kg.commands.showing import TITLE, Title, Tongue
from kg.commands.terminal import written
from kg.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx


Picture = Literal["network", "timeline", "flow", "matrix", "measures"]
AT_A_DAY, OF_ACTORS = ("network", "matrix"), ("network", "timeline", "matrix")
Moment = datetime | None


def plot(
    kind: Annotated[Picture, typer.Argument(metavar="KIND", help="network, timeline, flow, matrix or measures.")],
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="An .svg, .png or .pdf.")],
    day: Day = None,
    first: Annotated[Moment, typer.Option("--from", metavar="DAY", formats=DAYS, help="Begin of what is shown over time.")] = None,
    last: Annotated[Moment, typer.Option("--to", metavar="DAY", formats=DAYS, help="End of what is shown over time.")] = None,
    actors: Annotated[list[str] | None, typer.Option("--actor", metavar="ACTOR", help="Only what concerns one of these.")] = None,
    language: Annotated[Tongue, typer.Option("--language", help="Language of the plot.")] = Tongue.en,
    known: Known = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Draw the network or the matrix of a day, or the timeline, the bloc flow or the measures over time, for print.

    180 mm wide, with letters of 8 points and more, readable without colours too.
    """
    from kg.views.plots import OVER_TIME, Scope, ending_of, plotted

    _check(kind, day, (first, last), actors)
    ending = ending_of(file)
    archive, chosen = _opened(store, known, actors or [])
    period = first.date() if first else None, last.date() if last else None
    history = measured(archive, period) if kind in OVER_TIME else None
    scope = Scope(day_of(archive, day), period, chosen, language.value)
    with written(file) as temporary:
        temporary.write_bytes(plotted(kind, archive, ending, scope, history))
    print(file)


def charts(
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page.")] = Path("charts.html"),
    title: Title = TITLE,
    language: Annotated[Tongue, typer.Option("--language", help="Language of the page.")] = Tongue.en,
    known: Known = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Write the timeline, the bloc flow, the matrix and the measures as a page.

    It is one file, and opens offline in any browser.
    """
    from kg.views.charts import write_charts

    archive, _ = _opened(store, known, [])
    history = measured(archive)
    with written(file) as temporary:
        write_charts(archive, history, temporary, title=title, language=language.value)
    print(file)


def _check(kind: Picture, day: Moment, period: tuple[Moment, Moment], actors: Sequence[str] | None) -> None:
    """Complain of options that the kind has no use for."""
    first, last = period
    if day and kind not in AT_A_DAY:
        raise QueryError(f"--at: the {kind} is of a period; write --from and --to, or neither")
    if (first or last) and kind in AT_A_DAY:
        raise QueryError(f"--from, --to: the {kind} is of one day; write --at")
    if first and last and first > last:
        raise QueryError("--from, --to: the end is before the begin; write --from 1990-01-01 --to 2000-12-31")
    if actors and kind not in OF_ACTORS:
        raise QueryError(f"--actor: the {kind} is of all states; leave it out")


def _opened(store: str, known: KnownTies | None, actors: Sequence[str]) -> tuple[nx.MultiDiGraph[str], list[str]]:
    """The archive of the store, and the actors by their names."""
    from kg.analysis.network import read_network
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        archive = read_network(opened, known=(known or usual_ties(opened)).value)
        return archive, [resolve(opened, actor).value for actor in actors]
