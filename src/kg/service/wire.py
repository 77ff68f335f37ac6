"""Standard input that a signal ends: a waiting read cannot be cancelled, so what reads gets a pipe instead, which can be closed."""

from __future__ import annotations

import os
import selectors
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

CHUNK = 1 << 16


@contextmanager
def ending_by_signal() -> Iterator[None]:
    """While it lasts, SIGINT and SIGTERM end standard input, and so in good order whoever serves it."""
    if sys.platform == "win32":  # which can wait for sockets alone
        yield
        return
    arriving, (reading, writing), (woken, waking) = os.dup(0), os.pipe(), os.pipe()
    os.dup2(reading, 0)
    os.close(reading)
    Thread(target=_copy, args=(arriving, writing, woken), daemon=True).start()
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in former:
        signal.signal(number, lambda *_: os.write(waking, b"."))
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        os.dup2(arriving, 0)


def _copy(source: int, sink: int, woken: int) -> None:
    """Copy all that arrives until it ends, or until it is woken."""
    with selectors.SelectSelector() as waiting, suppress(OSError), os.fdopen(sink, "wb", buffering=0) as copy:
        for descriptor in (source, woken):
            waiting.register(descriptor, selectors.EVENT_READ)
        while woken not in [key.fd for key, _ in waiting.select()] and (part := os.read(source, CHUNK)):
            copy.write(part)
