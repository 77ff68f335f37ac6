"""Between the commands and the terminal: clean output, progress and complaints on standard error, files that are whole or not there."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from kg.errors import KgError, remedy


def open_streams() -> None:
    """Make standard output and error UTF-8, and usable, as standard input, even if who started the program has closed them.

    No file that is opened later takes their place. What is written to a closed output fails when it is flushed, as GNU's tools have it.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # a descriptor, open to the end
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # always a text file here


def complain(message: object) -> None:
    """One line on standard error, if that takes it."""
    try:
        print(f"kg: {printable(str(message))}", file=sys.stderr, flush=True)
    except OSError:
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Let what is left of a stream that takes no more, and what comes, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


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

    A link stays one, and what is neither file nor folder, such as a pipe, is written itself.

    Raises:
        KgError: the file cannot be written there.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".{os.getpid()}.{target.name}"
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            yield path
        else:
            yield temporary
            temporary.replace(target)
    except OSError as error:
        if error.errno == errno.EPIPE or str(error.filename or path) not in (str(path), str(temporary)):
            raise
        advice = remedy(error, "name a file in a folder that is there and yours to write")
        raise KgError(f"{path}: {error.strerror or error}; {advice}") from None
    finally:
        with suppress(OSError):
            temporary.unlink()


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
