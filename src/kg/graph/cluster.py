"""A cluster: tasks of a build run by Dask, on the cores of this machine or on many machines. The one module that knows Dask.

Each process of the cluster keeps one worker (`kg.graph.workers`), which reads for it: a document that ends its reader costs that
document, and a process that is lost, with its machine or without, costs the time of its task, which runs again elsewhere.
https://distributed.dask.org/en/stable/resilience.html
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from socket import gethostname
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from kg import __version__
from kg.errors import KgError
from kg.graph.sharding import Engine, Job, Reader, Task, make
from kg.graph.shards import Made
from kg.graph.workers import Workers

AHEAD = 1000
"""So many tasks are given to the scheduler at once: enough for some hundred processes, and it keeps few."""
DEAF = "from signal import SIG_IGN, SIGINT, signal; signal(SIGINT, SIG_IGN)"
"""What a process on this machine runs first: who presses Ctrl-C means the build, which then ends it."""
PATIENCE = 60
"""Seconds in which the scheduler must answer, and have a process; on this machine, also in which one that was lost must be replaced."""


@contextmanager
def cluster(processes: int, scheduler: str | None = None) -> Iterator[Engine]:
    """An engine of so many processes on this machine, or of those that a Dask scheduler has; what it starts ends with the context.

    Raises:
        KgError: Dask is not installed, or no scheduler with processes answers at the address.
    """
    dask = _dask()
    with _connected(dask, scheduler) if scheduler else _local(dask, processes) as client:
        yield lambda tasks: _run(dask, client, tasks)


def _dask() -> Any:
    """Dask, an extra, which nobody else needs; its types are not told."""
    try:
        import cryptography  # noqa: F401, PLC0415  # with which it makes keys
        import distributed  # noqa: PLC0415
    except ImportError:
        raise KgError("--engine dask: Dask is not installed; run pip install 'stategraph-kg[dask]'") from None
    return distributed


@contextmanager
def _local(dask: Any, processes: int) -> Iterator[Any]:
    """A client of processes on this machine, to which nobody else can talk: their keys are made for the occasion."""
    from dask.config import set as configured  # noqa: PLC0415

    waiting = configured({"distributed.scheduler.no-workers-timeout": PATIENCE})  # without it a build without processes never ends
    with TemporaryDirectory(prefix="kg-dask-") as folder, waiting, ExitStack() as stack:
        try:
            made = dask.LocalCluster(
                n_workers=processes,
                threads_per_worker=1,
                memory_limit=0,
                security=True,
                dashboard_address="127.0.0.1:0",  # None means all addresses, and always the same port
                silence_logs=logging.CRITICAL,
                local_directory=folder,
                preload=[DEAF],
            )
        except (OSError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise KgError(f"--engine dask: its processes cannot start ({reason}); see whether memory is left, or use fewer") from None
        yield stack.enter_context(dask.Client(stack.enter_context(made)))


@contextmanager
def _connected(dask: Any, scheduler: str) -> Iterator[Any]:
    """A client of a scheduler, whose processes stay when it goes, but not what they keep for the build."""
    try:
        client = dask.Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise KgError(f"{scheduler}: no Dask scheduler answers ({reason}); start one with `dask scheduler`, and name its address") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise KgError(f"{scheduler}: has no processes; start some with `dask worker {scheduler} --nthreads 1`") from None
        try:
            yield client
        finally:
            with suppress(Exception):  # processes may have gone, and their readers with them
                client.run(_release)


def _run(dask: Any, client: Any, tasks: Sequence[Task]) -> Iterator[tuple[Task, Made | None]]:
    rest, given = iter(tasks), dict[Any, Task]()

    def submitted(count: int) -> list[Any]:
        found = {client.submit(run, task, pure=False): task for task in islice(rest, count)}
        given.update(found)
        return [*found]

    waiting = dask.as_completed(submitted(AHEAD))
    for future in waiting:
        yield given.pop(future), _outcome(dask, future)
        for another in submitted(1):
            waiting.add(another)


def _outcome(dask: Any, future: Any) -> Made | None:
    try:
        made: Made = future.result()
    except dask.KilledWorker:
        return None
    except dask.scheduler.NoWorkerError:
        raise KgError("cluster: its processes have ended and do not come back; see whether memory is left, and build again") from None
    except KgError:
        raise
    except Exception as error:  # noqa: BLE001  # it comes from afar
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise KgError(f"cluster: a task failed ({reason}); see whether each machine has the same kg, and build again") from None
    return made


# --- in the processes of the cluster

_READERS: dict[str, tuple[ExitStack, Reader]] = {}
_READING = Lock()


def run(task: Task) -> Made:
    """Run a task where it is given to, with the reader that is kept there for its build.

    Raises:
        KgError: see `kg.graph.sharding.make`; it begins with the name of the machine.
    """
    with _READING:  # a process with several threads has one reader all the same
        try:
            if task.job.run.version != __version__:
                raise KgError(f"has kg {__version__}, and the build {task.job.run.version}; install the same on each machine")
            return make(task, _reader(task.job))
        except KgError as error:
            _end_readers()
            raise KgError(f"{gethostname()}: {error}") from None


def _reader(job: Job) -> Reader:
    if job.key not in _READERS:
        _end_readers()
        with ExitStack() as stack:
            workers = stack.enter_context(Workers(1, stack.enter_context(job.setup.opened())))
            _READERS[job.key] = stack.pop_all(), lambda documents: workers.read(documents, job.run)
    return _READERS[job.key][1]


def _release() -> None:
    """End the reader that is kept."""
    with _READING:
        _end_readers()


def _end_readers() -> None:
    for stack, _ in _READERS.values():
        stack.close()
    _READERS.clear()
