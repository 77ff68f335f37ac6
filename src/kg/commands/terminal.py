"""Between the commands and the terminal: clean output, progress and complaints on standard error, files that are whole or not there."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from kg.errors import KgError


def complain(message: object) -> None:
    """One line on standard error."""
    print(f"kg: {printable(str(message))}", file=sys.stderr)


def printable(text: str) -> str:
    """The text on one line, without control characters: a document cannot steer the terminal.

    >>> printable("a\\x1b[2Jb\\nc")
    'a [2Jb c'
    """
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text).split())


Item = TypeVar("Item")
WIDTH = 160
"""Signs in a line of a table that is written to a file."""


def counted(items: Iterable[Item], what: str, *, printing: bool) -> Iterator[Item]:
    """The items; while they are used, those that are done are counted on standard error, if that is a terminal.

    Who is `printing` meanwhile has the terminal for itself.
    """
    console = Console(stderr=True)
    if not console.is_terminal or (printing and sys.stdout.isatty()):
        yield from items
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None)
        for item in items:
            yield item
            bar.advance(task)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A file to write in place of the path, which takes its name when the context ends well and is gone if it does not.

    Raises:
        KgError: the file cannot be written there.
    """
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise KgError(f"{path}: {error.strerror}; name a file in a folder that is there and yours to write") from None
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def output(path: Path | None) -> Iterator[BinaryIO]:
    """The file to write to, which appears when it is whole, or standard output."""
    if path is None or path == Path("-"):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    with written(path) as temporary, temporary.open("wb") as stream:
        yield stream


def print_table(names: Sequence[str], rows: Iterable[Iterable[object]], title: str | None = None) -> None:
    """A table for people on standard output, each row on one line; where that ends, the last cell is cut."""
    columns = [Column(name, no_wrap=True, ratio=1 if name == names[-1] else None) for name in names]
    table = Table(*columns, title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, expand=True)
    for row in rows:
        table.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row))
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    with console.capture() as capture:
        console.print(table)
    print("\n".join(line.rstrip() for line in capture.get().splitlines()))
