"""A worker: a process that reads documents for another, which gives it groups of them on standard input and is told what they contribute.

Both are kg of one version on one machine, so what goes between them is pickled. When the other ends, however it does, so does the worker.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import QueueHandler
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, ParamSpec, TypeVar

from kg.errors import KgError
from kg.extraction.build import Extractor
from kg.extraction.setup import load_extractor
from kg.graph.building import contributions, run_of
from kg.graph.groups import Group
from kg.graph.records import Run
from kg.graph.workers import Found, Reply, Warned

_CHANGED = KgError("workers: the pipeline, the ontology or the seeds have changed since the build began; build again")
Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")


def main() -> None:
    """Load what the first message says, a setup; then read groups of documents, each for a run, for as long as they come."""
    try:
        _serve(_replies())
    except BaseException:  # noqa: BLE001  # all are told, and end it
        traceback.print_exc()
        os._exit(1)  # at once: a thread waits on standard input
    os._exit(0)


def _serve(replies: BinaryIO) -> None:
    with suppress(OSError):  # where memory runs out, Linux then ends a worker, and not the process that writes to the store
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    logged, warned, messages = SimpleQueue[logging.LogRecord](), SimpleQueue[Warned](), SimpleQueue[Any]()
    logging.getLogger().addHandler(QueueHandler(logged))
    warnings.showwarning = lambda message, category, filename, lineno, *_: warned.put(Warned(str(message), category, filename, lineno))
    Thread(target=_receive, args=(messages,), daemon=True).start()
    setup = messages.get()
    extractor = _attempted(load_extractor, setup)
    if not isinstance(extractor, Extractor):
        _send(Reply(extractor), replies)
        return
    own = run_of(setup, extractor)
    _drained(logged)
    _drained(warned)  # the other process has loaded the same, and was told then
    _send(Reply([]), replies)
    while True:
        group, run = messages.get()
        outcome = _attempted(_read, group, extractor, run, setup.threshold) if run.iri == own.iri else _CHANGED
        _send(Reply(outcome, _drained(logged), _drained(warned)), replies)


def _replies() -> BinaryIO:
    """Standard output, for replies alone: what else is printed goes to standard error from now on."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _receive(messages: SimpleQueue[Any]) -> None:
    """Take what comes, until the other process closes the pipe or ends; then this one ends too, whatever it does."""
    try:
        while True:
            messages.put(pickle.load(sys.stdin.buffer))  # noqa: S301  # from kg itself
    finally:
        os._exit(0)


def _send(reply: Reply, replies: BinaryIO) -> None:
    pickle.dump(reply, replies)
    replies.flush()


def _read(group: Group, extractor: Extractor, run: Run, threshold: float) -> Found:
    return list(contributions(group, extractor, run, threshold))


def _attempted(act: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs) -> Result | KgError | str:
    """What comes of it, or the error; one that nobody expects in words, for it may be one that cannot be pickled."""
    try:
        return act(*given, **named)
    except KgError as error:
        return error
    except Exception as error:  # noqa: BLE001  # a document can lead to any
        return f"{type(error).__name__}: {error}"[:200]


def _drained(queue: SimpleQueue[Result]) -> list[Result]:
    return [queue.get() for _ in range(queue.qsize())]


if __name__ == "__main__":
    main()
