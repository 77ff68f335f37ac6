"""The command line: `main` is the one place where a `KgError` becomes an exit code.

Heavy packages are imported inside the commands, so that `kg --help` is quick.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from kg import __version__
from kg.commands import (
    asking,
    assisting,
    comparing,
    exporting,
    judging,
    measuring,
    plotting,
    profiling,
    reading,
    reviewing,
    serving,
    showing,
    storing,
    tending,
    weighing,
)
from kg.commands.terminal import complain
from kg.errors import KgError

# The parser's matrices are small: further threads of OpenBLAS gain nothing, and on a busy machine they wait for each other tenfold.
# This runs before any command imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    help="Reads German news into a knowledge graph of states, leaders and agreements. Broken input ends with exit code 2.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = (
    reading.extract,
    reading.build,
    storing.retract,
    exporting.export,
    showing.view,
    plotting.charts,
    plotting.plot,
    asking.query,
    asking.questions,
    asking.why,
    weighing.conflicts,
    weighing.sources,
    reviewing.review,
    asking.refused,
    asking.unknown,
    measuring.measure,
    measuring.blocs,
    measuring.hedging,
    comparing.changes,
    comparing.path,
    profiling.profile,
    serving.serve,
    assisting.mcp,
    judging.score,
    judging.errors,
    judging.explain,
    tending.check,
    tending.train,
    tending.evaluate,
    tending.teach,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(storing.app, name="store")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _kg(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a broken input ends with one sentence on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # always a text file here
    try:
        app()
    except KgError as error:
        complain(error)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
