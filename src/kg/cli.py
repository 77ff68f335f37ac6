"""The command line: every command is a thin call of the public interface.

Heavy packages are imported inside the commands, so that `kg --help` stays quick. `main` alone turns a `KgError` into exit code 2.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.extraction.build import Extraction, Extractor
    from kg.reading.documents import Document

app = typer.Typer(
    help="Reads news about international politics into a knowledge graph of states, leaders and agreements.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[list[str], typer.Argument(help="Files or folders (.txt, .md, .html, .jsonl, .jsonl.gz); - is standard input.")]
StoreFolder = Annotated[Path, typer.Option("--store", help="Folder of the store.", envvar="KG_STORE")]
Language = Annotated[str, typer.Option("--language", help="Language of the texts.")]
Pipeline = Annotated[str | None, typer.Option("--pipeline", help="An installed spaCy pipeline, or its folder; else the one that comes with kg.")]
Ontologies = Annotated[Path | None, typer.Option("--ontologies", help="Folder of the ontology; else the one that comes with kg.")]
Seeds = Annotated[Path | None, typer.Option("--seeds", help="Folder of what is known beforehand; else the one that comes with kg.")]
DEFAULT_STORE = Path("kg-store")


class Shape(StrEnum):
    """How records are printed."""

    jsonl = "jsonl"
    table = "table"


def main() -> None:
    """Run the command line; a broken input ends with one sentence on standard error and exit code 2."""
    try:
        app()
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("kg: interrupted; what was committed is kept", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
