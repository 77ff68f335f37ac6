"""The options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH", help="Files or folders (.txt, .md, .html, .jsonl, .jsonl.gz); - is standard input.")
]
MaybePaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files or folders (.txt, .md, .html, .jsonl, .jsonl.gz); - is standard input."),
]
StorePlace = Annotated[str, typer.Option("--store", metavar="DIR|URL", help="The store: a folder, or a SPARQL server.", envvar="KG_STORE")]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="Language of the texts.")]
Pipeline = Annotated[
    str | None,
    typer.Option("--pipeline", metavar="NAME", help="An installed spaCy pipeline, or its folder. [default: the one that comes with kg]"),
]
Ontologies = Annotated[
    Path | None,
    typer.Option("--ontologies", metavar="PATH", help="Turtle, or a folder, added to the ontology of kg; one with core.ttl replaces it."),
]
Seeds = Annotated[
    Path | None,
    typer.Option("--seeds", metavar="PATH", help="Turtle, or a folder, added to the names of kg; one with states.ttl replaces them."),
]
Threshold = Annotated[float, typer.Option("--threshold", min=0.0, max=1.0, help="Least confidence of what is kept.")]
Fields = Annotated[
    str, typer.Option("--fields", metavar="OURS=THEIRS,...", help="Keys of JSON rows that differ from ours, such as text=body,id=key.")
]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes that read the documents.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if the ontology refuses something.")]

DEFAULT_STORE = "kg-store"


class Shape(StrEnum):
    """How records are printed."""

    jsonl = "jsonl"
    table = "table"


class KnownTies(StrEnum):
    """How much of what is known beforehand is shown: see `kg.analysis.network.read_network`."""

    none = "none"
    met = "met"
    all = "all"
