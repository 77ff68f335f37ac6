"""What a fuzzed reader promises: a result or an error of ours, in time that grows no faster than the input."""

from __future__ import annotations

import json
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError

SECONDS, SECONDS_PER_BYTE = 1.0, 50e-6
"""The CPU time that an input may take: a constant, because a busy machine stutters, and so much for each byte."""
SHARED_MEMORY = Path("/dev/shm")
"""Files that are written for each input cost no disk there."""


class SlowError(AssertionError):
    """An input takes longer than its length allows."""


@dataclass(frozen=True)
class Target:
    """A reader: what runs it on some bytes, inputs to begin with, and words that inputs may be made of.

    `run` raises `KgError` where it refuses the input, and `AssertionError` where a result breaks a promise. What is loaded once
    for all inputs, `ready` loads before the clock starts.
    """

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = ()
    longest: int = 4096
    seconds: float = SECONDS
    ready: Callable[[], object] = dict


def keep_promise(target: Target, data: bytes) -> None:
    """Run the target; nothing happens if it keeps its promise.

    Raises:
        AssertionError: it took too long, refused without a word, or gave a wrong result.
    """
    target.ready()
    limit = target.seconds + SECONDS_PER_BYTE * len(data)

    def stop(*_: object) -> None:
        raise SlowError(f"more than {limit:.1f} s for {len(data):,} bytes")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        target.run(data)
    except KgError as error:
        if not str(error).strip():
            raise AssertionError(f"{type(error).__name__} says nothing") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def text_of(data: bytes) -> str:
    """The bytes as text; what is not UTF-8 becomes lone surrogates, which a careless caller may hand on, too."""
    return data.decode("utf-8", "surrogateescape")


def chosen(data: bytes, options: tuple[str, ...]) -> tuple[str, bytes]:
    """One of the options by the first byte, and the bytes behind it."""
    return options[data[0] % len(options)] if data else options[0], data[1:]


def in_json(*rows: object) -> str:
    """The rows as lines of JSON."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder for as long as the context lasts, in memory where there is such a place."""
    place = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=place) as name:
        yield Path(name)


@contextmanager
def file_of(data: bytes, name: str) -> Iterator[Path]:
    """A file of that name with these bytes, in a folder of its own."""
    with folder() as place:
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        yield file
