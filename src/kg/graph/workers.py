"""Workers: processes that read documents, so that all cores do; one that dies costs the one document that killed it.

Each has pipes of its own and a thread here that waits for it, so none can hold up another, wherever it dies.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Event, Lock, Timer
from types import TracebackType
from typing import Self

from kg.errors import DocumentError, KgError
from kg.extraction.setup import Setup
from kg.graph.contributions import Contribution
from kg.graph.groups import Group, grouped, letters
from kg.graph.records import Run
from kg.reading.documents import Document

Found = list[Contribution | DocumentError]

PROGRAM = ("-P", "-m", "kg.graph.worker")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
"""As many cores are busy as there are workers."""

AHEAD = 2
"""So many groups are given out at once for each worker: one that is read, and one that waits."""
STARTING = 300.0
"""Seconds in which a worker must have loaded what it reads with; one core needs 3."""
STARTS = 3
"""So often is it tried."""
PATIENCE = 600.0
"""Seconds that a worker may read, and one more for each `PACE` characters."""
PACE = 1000
"""One core reads tenfold as many in a second."""


@dataclass(frozen=True)
class Warned:
    """A warning, as `warnings.warn_explicit` takes it."""

    message: str
    category: type[Warning]
    filename: str
    lineno: int


@dataclass(frozen=True)
class Reply:
    """What came of a group: what each document contributes, or why nothing did; and what was logged and warned of meanwhile.

    An error that nobody expected stands there in words.
    """

    outcome: Found | KgError | str
    logged: list[logging.LogRecord] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)


class LostError(Exception):
    """Why a worker has not read a group."""


class Worker:
    """A process that loads what a setup names, and then reads groups of documents (see `kg.graph.worker`); if it dies, another."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._changing, self._over = Lock(), False
        self._start()

    def read(self, group: Group, run: Run) -> Reply:
        """The reply to a group.

        Raises:
            LostError: the process has ended, or took so long that it was.
            KgError: no process can be started.
        """
        try:
            self._begin()
            self._send((group, run))
            return self._reply(PATIENCE + letters(group) / PACE)
        except LostError:
            self._restart()
            raise

    def end(self) -> None:
        """End the process at once, whatever it does; none follows."""
        with self._changing:
            self._over = True
        self.process.kill()

    def close(self) -> None:
        """Wait until the process has ended, and let go of its pipes."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            with suppress(OSError):
                stream.close()

    def _start(self) -> None:
        command, environment, errors = (sys.executable, *PROGRAM), os.environ | ONE_THREAD, None if sys.stderr else DEVNULL
        with self._changing:
            if self._over:
                raise _unstarted("the build was broken off")
            try:
                self.process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=errors, env=environment, start_new_session=True)  # noqa: S603  # kg
            except OSError as error:
                raise _unstarted(str(error.strerror)) from None
        self._ready = False
        self._send(self._setup)

    def _restart(self) -> None:
        self.close()
        self._start()

    def _begin(self) -> None:
        """Wait until it has loaded; who is killed meanwhile, perhaps for want of memory, begins anew, but not for ever."""
        for start in range(1, STARTS + 1):
            if self._ready:
                return
            try:
                loaded = self._reply(STARTING).outcome
            except LostError as lost:
                if start == STARTS:
                    raise _unstarted(str(lost)) from None
                self._restart()
                continue
            if loaded:
                raise loaded if isinstance(loaded, KgError) else _unstarted(str(loaded))
            self._ready = True

    def _send(self, message: Setup | tuple[Group, Run]) -> None:
        assert self.process.stdin
        with suppress(OSError, ValueError):  # it has ended, as the reply will tell
            pickle.dump(message, self.process.stdin)
            self.process.stdin.flush()

    def _reply(self, seconds: float) -> Reply:
        assert self.process.stdout
        late = Event()

        def give_up() -> None:
            late.set()
            self.process.kill()

        watch = Timer(seconds, give_up)
        watch.daemon = True
        watch.start()
        try:
            reply: Reply = pickle.load(self.process.stdout)  # noqa: S301  # from kg itself
        except (EOFError, pickle.UnpicklingError, OSError, ValueError):
            code = self.process.wait()
            how = f"took longer than {seconds:,.0f} s" if late.is_set() else f"ended the process ({_end(code)})"
            raise LostError(how) from None
        else:
            return reply
        finally:
            watch.cancel()


def _unstarted(why: str) -> KgError:
    return KgError(f"workers: one could not start ({why}); see whether memory is left, or use fewer")


def _end(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


class Workers:
    """So many workers, which read with a setup; they end with the context, and if this process is killed."""

    def __init__(self, count: int, setup: Setup) -> None:
        self._all: list[Worker] = []
        self._idle = SimpleQueue[Worker]()
        self._threads = ThreadPoolExecutor(count)
        self._warned: dict[str | tuple[str, type[Warning], int], int] = {}
        try:
            for _ in range(count):
                self._all.append(Worker(setup))
                self._idle.put(self._all[-1])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._all:
            worker.end()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.close()

    def read(self, documents: Iterable[Document | DocumentError], run: Run) -> Iterator[Contribution | DocumentError]:
        """What each document contributes to the run, in turn, or the error in its place, read some groups ahead.

        A document whose reading has twice ended a worker, the second time alone, is an error. If an exception ends the documents, what
        was read until then comes before it.

        Raises:
            KgError: a worker could not start.
        """
        groups, waiting = grouped(documents, len(self._all)), deque[Future[Found]]()
        ended: Exception | None = None
        while not ended:
            try:
                waiting.append(self._threads.submit(self._read, next(groups), run))
            except Exception as error:  # noqa: BLE001  # it is raised below
                ended = error
            while waiting and (ended or waiting[0].done() or len(waiting) > AHEAD * len(self._all)):
                yield from waiting.popleft().result()
        if not isinstance(ended, StopIteration):
            raise ended

    def _read(self, group: Group, run: Run) -> Found:
        try:
            return self._asked(group, run)
        except LostError:
            return [item if isinstance(item, DocumentError) else self._alone(item, run) for item in group]

    def _alone(self, document: Document, run: Run) -> Contribution | DocumentError:
        try:
            (found,) = self._asked([document], run)
        except LostError as lost:
            return DocumentError(f"{document.id}: its reading {lost}; set aside: build it with one worker to see why, or leave it out")
        return found

    def _asked(self, group: Group, run: Run) -> Found:
        """What a worker finds in the group."""
        worker = self._idle.get()
        try:
            reply = worker.read(group, run)
        finally:
            self._idle.put(worker)
        if isinstance(reply.outcome, KgError):
            raise reply.outcome
        if isinstance(reply.outcome, str):
            raise LostError(f"failed ({reply.outcome})")
        self._tell(reply)
        return reply.outcome

    def _tell(self, reply: Reply) -> None:
        """Log and warn as the worker would have."""
        for record in reply.logged:
            logger = logging.getLogger(record.name)
            if logger.isEnabledFor(record.levelno):
                logger.handle(record)
        for said in reply.warned:
            warnings.warn_explicit(said.message, said.category, said.filename, said.lineno, registry=self._warned)
