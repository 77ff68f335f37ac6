"""`kg extract` and `kg build`: documents in, records or a store out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.documents import Documents
from kg.commands.exporting import write_graph
from kg.commands.options import (
    DEFAULT_STORE,
    Fields,
    Language,
    MaybePaths,
    Ontologies,
    Paths,
    Pipeline,
    Seeds,
    Shape,
    StorePlace,
    Strict,
    Threshold,
    Workers,
)
from kg.commands.sharding import EngineName, Scheduler, Sharding, Shards, build_by_shards
from kg.commands.showing import write_view
from kg.commands.terminal import complain, print_table, printable

if TYPE_CHECKING:
    from kg.graph.summary import Summary

PLURALS = {
    "State": "states",
    "Leader": "leaders",
    "Organization": "organizations",
    "Bloc": "blocs",
    "Agreement": "agreements",
    "Conflict": "conflicts",
    "Tenure": "offices held",
    "Membership": "memberships",
}
COLUMNS = ("statement", "status", "time", "evidence")
THRESHOLD = 0.4
"""That of `kg.extraction.setup`, which the help need not wait for."""


def extract(
    paths: Paths,
    form: Annotated[Shape, typer.Option("--format", help="jsonl: a JSON object a line; table: for people.")] = Shape.jsonl,
    threshold: Threshold = THRESHOLD,
    strict: Strict = False,
    fields: Fields = "",
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Print what documents state.

    A record for each statement and place. Documents that cannot be read are named on standard error; the others go on, and the
    exit code is 1.
    """
    from kg.extraction.build import extract_all, records
    from kg.extraction.setup import Setup, load_extractor

    documents = Documents(paths, language, fields, printing=True)
    extractor = load_extractor(Setup(language, pipeline, ontologies, seeds, threshold))
    refused = 0
    for extraction in extract_all(documents, extractor):
        refused += len(extraction.refused)
        found = list(records(extraction, extractor.gazetteer, threshold))
        if form is Shape.jsonl:
            print("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in found), end="", flush=True)
        else:
            print_table(COLUMNS, ([_cell(record, column) for column in COLUMNS] for record in found), title=extraction.document.id)
    if documents.failed or (strict and refused):
        raise typer.Exit(1)


def _cell(record: Mapping[str, object], column: str) -> object:
    return "{subject} {predicate} {object}".format_map(record) if column == "statement" else record[column]


def build(
    paths: MaybePaths = None,
    store: StorePlace = DEFAULT_STORE,
    turtle: Annotated[Path | None, typer.Option("--turtle", metavar="FILE", help="Write the graph as Turtle, too.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the page, too.")] = None,
    threshold: Threshold = THRESHOLD,
    strict: Strict = False,
    fields: Fields = "",
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
    workers: Workers = 1,
    engine: EngineName = None,
    scheduler: Scheduler = None,
    shards: Shards = None,
) -> None:
    """Read documents into a store.

    Without any, the store holds what is known beforehand: states, leaders, organizations and agreements, with their dates.
    What it then holds is printed; reading them again changes nothing. Documents that cannot be read are named on standard error;
    the others go on, and the exit code is 1. With more than one worker, a document that ends the process which reads it is one of them.
    """
    from kg.extraction.setup import Setup
    from kg.graph.building import build as build_store
    from kg.graph.store import Store
    from kg.graph.summary import summarize

    documents, setup = Documents(paths or [], language, fields), Setup(language, pipeline, ontologies, seeds, threshold)
    sharding = Sharding(engine, scheduler, shards, workers)
    made = build_by_shards(sharding, paths or [], fields, setup, store) if sharding.wanted else None
    with Store(store) as opened:
        try:
            errors = made.all_errors() if made else build_store(opened, documents, setup, workers)
        except KeyboardInterrupt:
            complain(f"interrupted; the documents that were read are in {store}")
            raise typer.Exit(130) from None
        for error in errors:
            documents.fail(error)
        if turtle:
            write_graph(opened, turtle)
        if html:
            write_view(opened, html)
        summary = summarize(opened)
    print_summary(summary, [store if "://" in store else f"{store}/", *(str(path) for path in (turtle, html) if path)])
    if documents.failed or (strict and summary.refused):
        raise typer.Exit(1)


def print_summary(summary: Summary, files: Sequence[str]) -> None:
    """The figures of a store, and the files written, for people."""
    statuses = ", ".join(f"{count:,} {status}" for status, count in summary.statements.items())
    known = ", ".join(f"{count:,} {PLURALS[kind]}" for kind, count in summary.known.items())
    lines = {
        "known before": known,
        "documents": f"{summary.documents:,}",
        "statements": f"{sum(summary.statements.values()):,}: {statuses}",
        "new persons": listed(summary.persons),
        "unknown names": listed(summary.unknown),
        "refused": f"{summary.refused:,}",
        "most said of": ", ".join(f"{first} – {second} ({count})" for first, second, count in summary.pairs),
        "written": ", ".join(files),
    }
    for name, text in lines.items():
        print(f"{name:<15}{printable(text)}")


def listed(names: Sequence[str], limit: int = 6) -> str:
    """How many names these are, and the first of them.

    >>> listed(["Lima", "Quito"], limit=1)
    '2: Lima …'
    """
    shown = ", ".join(names[:limit]) + (" …" if len(names) > limit else "")
    return f"{len(names):,}" + (f": {shown}" if names else "")
