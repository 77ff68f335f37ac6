"""The command line: `main` is the one place where a `KgError` becomes an exit code.

Heavy packages are imported inside the commands, so that `kg --help` is quick.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable
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
from kg.commands.stopping import INTERRUPTED, stoppable
from kg.commands.terminal import complain, give_up, open_streams
from kg.errors import KgError, remedy

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

UNHEARD = 141
"""The exit code if who reads the output has gone: 128 and SIGPIPE, of which other programs die."""

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
    """Run the command line, and end with its exit code."""
    atexit.register(gc.freeze)  # else Python looks for garbage among a million objects before it ends
    open_streams()
    with stoppable() as received:
        code = _exit_code(_run)
        code = _exit_code(sys.stdout.flush) or code
    sys.exit(128 + received[-1] if received and code == INTERRUPTED else code)


def _exit_code(run: Callable[[], int | None]) -> int:
    """What comes of a run: 2, after one sentence on standard error, if input is broken, or something cannot be read or written.

    It is 130 if the run is interrupted, and 141, without a word, if nobody reads its output any more, as with programs that know no Python.
    """
    try:
        return run() or 0
    except KgError as error:
        complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        give_up(sys.stdout)
        return UNHEARD
    except OSError as error:
        if not error.filename:
            give_up(sys.stdout)
        where = error.filename or ("standard output" if error.errno else "the store")  # Oxigraph's errors have no number
        complain(f"{where}: {error.strerror or error}; {remedy(error, 'see whether it is there, and yours to use')}")
    except RuntimeError as error:  # as Oxigraph calls it, if rows are taken from a damaged store
        if "Corruption" not in str(error):
            raise
        complain(f"the store: {error}; {remedy(error, '')}")
    return 2


def _run() -> int:
    """The exit code of Typer, save for a broken pipe and for a question that nobody answers, of which it tells as of unread documents."""
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        if isinstance(end.__context__, typer.Abort):
            return INTERRUPTED
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    main()
