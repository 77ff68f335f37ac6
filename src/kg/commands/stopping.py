"""Signals that end the program: in good order, so that nothing half-written stays, or at once if it hears nothing for too long."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal, as shells have it; after SIGTERM it is 143."""
PATIENCE = 10.0
"""Seconds in which a program must have ended after SIGTERM; Python hears no signal while a query of Oxigraph runs."""
_STOPS = ("SIGTERM", "SIGHUP")
_ENDED = b"\0"
"""What tells the watcher that the program ends by itself; no signal has that number."""


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """While it lasts, SIGTERM and SIGHUP interrupt the program as Ctrl-C does, unless they are ignored; which of them came."""
    received: list[int] = []

    def stop(number: int, _: object) -> None:
        received.append(number)
        raise KeyboardInterrupt

    numbers = [number for name in _STOPS if (number := getattr(signal, name, None)) and signal.getsignal(number) == signal.SIG_DFL]
    with _ended_late(numbers):
        former = {number: signal.signal(number, stop) for number in numbers}
        try:
            yield received
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


@contextmanager
def _ended_late(numbers: Collection[int]) -> Iterator[None]:
    """While it lasts, a program that has not ended some time after one of these signals is ended: what is committed to a store stays."""
    if sys.platform == "win32":  # which can wait for sockets alone
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    former = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher = Thread(target=_watch, args=(reading, numbers), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(former)
        os.set_blocking(writing, True)
        os.write(writing, _ENDED)  # closing it would not do: a child that was forked meanwhile may hold it open
        watcher.join()
        os.close(writing)
        os.close(reading)


def _watch(signals: int, numbers: Collection[int]) -> None:
    """Wait for one of the signals, and then for the end; if that does not come, make it."""
    while (came := os.read(signals, 1)) != _ENDED and came[0] not in numbers:
        pass
    late = monotonic() + PATIENCE
    while came != _ENDED and select.select([signals], [], [], max(0.0, late - monotonic()))[0]:
        if os.read(signals, 1) == _ENDED:
            return
    if came != _ENDED:
        os._exit(128 + came[0])
