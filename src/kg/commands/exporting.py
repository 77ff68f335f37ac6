"""`kg export`: the graph in the formats of RDF, and the network in those of tools that draw and count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.archives import usual_ties
from kg.commands.options import DEFAULT_STORE, KnownTies, StorePlace
from kg.commands.terminal import output, written
from kg.errors import KgError, QueryError, remedy

if TYPE_CHECKING:
    from datetime import date

    from kg.analysis.tables import Tables
    from kg.graph.store import Store


class Syntax(StrEnum):
    """The formats of `kg.graph.exports`, then those of `kg.analysis.exports`."""

    turtle = "turtle"
    ntriples = "ntriples"
    nquads = "nquads"
    trig = "trig"
    jsonld = "jsonld"
    rdfxml = "rdfxml"
    graphml = "graphml"
    gexf = "gexf"
    cytoscape = "cytoscape"
    csv = "csv"
    parquet = "parquet"


NETWORKS = (Syntax.graphml, Syntax.gexf, Syntax.cytoscape)
TABLES = (Syntax.csv, Syntax.parquet)


@dataclass(frozen=True, slots=True)
class Portion:
    """Which part of the graph is wanted as RDF, and whether statements are triple terms."""

    evidence: bool = True
    inferred: bool = False
    day: date | None = None
    triple_terms: bool = False


USUAL = Portion()


def export(
    form: Annotated[Syntax, typer.Option("--format", help="Format: six of RDF, three of networks, two of tables.")] = Syntax.turtle,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write, if not to standard output; tables: a folder.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", metavar="DAY", formats=["%Y-%m-%d"], help="Only what holds on the day. [default: all]")
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence/--plain", " /--no-evidence", help="RDF: with all evidence and reviews, or the plain triples only.")
    ] = True,
    inferred: Annotated[bool, typer.Option("--inferred", help="RDF: with what follows by the ontology's rules.")] = False,
    triple_terms: Annotated[bool, typer.Option("--rdf12", help="RDF: statements as triple terms of RDF 1.2, not as those of 1.1.")] = False,
    known: Annotated[
        KnownTies | None,
        typer.Option("--known", help="Networks and tables: ties known beforehand, of whom. [default: none; all, without documents]"),
    ] = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print the graph as RDF, or the network for other tools.

    turtle, ntriples, nquads, trig, jsonld and rdfxml are RDF; graphml, gexf and cytoscape are networks, with an edge for each statement;
    csv (with the headers of Neo4j's import) and parquet are two files in a folder, nodes and edges.
    """
    from kg.graph.store import Store

    rdf = form not in (*NETWORKS, *TABLES)
    for option, given in {"--plain": not evidence, "--inferred": inferred, "--rdf12": triple_terms}.items():
        if given and not rdf:
            raise QueryError(f"{option}: a choice of RDF, and {form} is none; leave it out, or choose another format")
    if known and rdf:
        raise QueryError(f"--known: a choice of networks, and {form} is RDF; leave it out, or choose another format")
    if form in TABLES and (file is None or file == Path("-")):
        raise QueryError(f"{form}: two files, nodes and edges; name a folder for them by -o")
    day = at.date() if at else None
    with Store(store, read_only=True) as opened:
        if rdf:
            write_graph(opened, file, form, Portion(evidence, inferred, day, triple_terms))
        else:
            write_network(opened, file, form, known, day)


def write_graph(store: Store, file: Path | None, form: Syntax = Syntax.turtle, portion: Portion = USUAL) -> None:
    """Write the portion of the store as RDF to the file, or to standard output."""
    from kg.graph.exports import export as export_store
    from kg.graph.extent import Extent

    holding = None
    if portion.day:
        from kg.analysis.network import read_network
        from kg.analysis.tables import holding as held

        holding = held(read_network(store), portion.day)
    with output(file) as stream:
        extent = Extent(portion.evidence, portion.inferred, holding)
        export_store(store, form.value, stream, extent, triple_terms=portion.triple_terms)  # type: ignore[arg-type]  # an RDF format


def write_network(store: Store, file: Path | None, form: Syntax, known: KnownTies | None = None, day: date | None = None) -> None:
    """Write the network of the store to the file or to standard output; two tables to a folder."""
    from kg.analysis.exports import write_network as write_single
    from kg.analysis.network import read_network
    from kg.analysis.tables import tables

    found = tables(read_network(store, known=(known or usual_ties(store)).value), day)
    if file is not None and form in TABLES:
        _write_tables(found, file, form)
        return
    with output(file) as stream:
        write_single(found, form.value, stream)  # type: ignore[arg-type]  # a network


def _write_tables(found: Tables, folder: Path, form: Syntax) -> None:
    from kg.analysis.exports import FILES, write_table

    with _made(folder), ExitStack() as both:  # nodes and edges take their names together
        for which in FILES:
            temporary = both.enter_context(written(folder / f"{which}.{form}"))
            with temporary.open("wb") as stream:
                write_table(found, which, form.value, stream)  # type: ignore[arg-type]  # the two formats of tables


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """See to it that the folder is there; one that was not is gone if the context does not end well."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"{folder}: {error.strerror}; {remedy(error, 'name a new folder, or one that is yours to write')}") from None
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise
