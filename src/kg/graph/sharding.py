"""Sharding: a build cut into tasks, each of which makes a shard of a portion of the documents, by any engine and in any order.

The shards are the same whichever engine runs the tasks and however often: a task that was cut off is run again, and one whose shard is
there already is not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.errors import DocumentError, StoreError
from kg.extraction.setup import Setup
from kg.graph.contributions import Contribution
from kg.graph.local import locked
from kg.graph.records import Run
from kg.graph.shards import MANIFEST, Entry, Made, Manifest, read_made, read_manifest, sealed, write_made, write_manifest, write_shard
from kg.knowledge.terms import hashed
from kg.reading.documents import Document, of_language, unique
from kg.reading.portions import SIZE, Portion, portions, records

Reader = Callable[[Iterable[Document | DocumentError]], Iterator[Contribution | DocumentError]]
"""Reads documents in turn: `kg.graph.building.contributions`, or `kg.graph.workers.Workers.read`."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of a build have in common: where the shards go, what is read with, and the keys of rows that differ from ours."""

    folder: Path
    setup: Setup
    run: Run
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """A name for all that decides what is found in a document."""
        return hashed(self.run.iri, self.setup.language, *(f"{name}={key}" for name, key in sorted(self.fields.items())))


@dataclass(frozen=True, slots=True)
class Task:
    """Make one shard of one portion; documents whose ids are `elsewhere`, at those places, are left to earlier shards."""

    job: Job
    number: int
    portion: Portion
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @property
    def shard(self) -> str:
        """The name of the shard's file."""
        return f"part-{self.number:05}.nq.gz"

    @property
    def key(self) -> str:
        """A name for all that decides what is in the shard, but for what is elsewhere."""
        return hashed(self.job.key, *(piece.key for piece in self.portion))

    @property
    def input(self) -> str:
        """The portion, for people."""
        first, last = self.portion[0], self.portion[-1]
        return str(first) if len(self.portion) == 1 else f"{first} – {last} ({len(self.portion):,} parts)"


Engine = Callable[[Sequence[Task]], Iterator[tuple[Task, Made | None]]]
"""Runs tasks, at once and in any order; gives back each with the shard it made, or None if each process that ran it has ended."""


def make(task: Task, read: Reader) -> Made:
    """Run a task: read its portion, and write the shard.

    Raises:
        KgError: the portion has changed, the shard cannot be written, or what is read with cannot be loaded.
    """
    job, ids, errors = task.job, dict[str, str](), list[str]()
    taken = unique(records(task.portion, job.fields), job.setup.language, ids, task.elsewhere)

    def contributions() -> Iterator[Contribution]:
        for item in read(of_language(taken, job.setup.language)):
            if isinstance(item, DocumentError):
                errors.append(str(item))
            else:
                yield item

    file = job.folder / task.shard
    documents, triples = write_shard(file, contributions())
    size, checksum = sealed(file)
    made = Made(Entry(task.shard, task.input, task.key, documents, triples, tuple(errors), size, checksum), ids, task.elsewhere)
    write_made(job.folder, made)
    return made


def one_process(read: Reader) -> Engine:
    """The engine that runs tasks in turn, in this process."""
    return lambda tasks: ((task, make(task, read)) for task in tasks)


def make_shards(job: Job, paths: Iterable[str | Path], engine: Engine, size: int = SIZE) -> Manifest:
    """Make the shards of the documents and a manifest, but for the shards that are there from an earlier time.

    A portion whose reading ends each process that tries, is an error of the manifest. The earliest of documents of one id is kept.

    Raises:
        KgError: a file changes meanwhile, the shards cannot be written, or the engine fails; what is made is kept.
    """
    tasks, errors = list[Task](), list[str]()
    for portion in portions(paths, size):
        if isinstance(portion, DocumentError):
            errors.append(str(portion))
        else:
            tasks.append(Task(job, len(tasks), portion))
    with _own(job.folder):
        run = _begun(job)
        made = {task.number: found for task in tasks if (found := read_made(job.folder, task.shard)) and found.entry.key == task.key}
        made |= _made(engine, [task for task in tasks if task.number not in made], errors)
        again = [replace(task, elsewhere=places) for task, places in _elsewhere(tasks, made) if places != made[task.number].elsewhere]
        made = {number: found for number, found in made.items() if number not in {task.number for task in again}}
        made |= _made(engine, again, errors)
        entries = tuple(made[number].entry for number in sorted(made))
        manifest = Manifest(run, job.setup.language, job.setup.threshold, entries, tuple(errors))
        write_manifest(job.folder, manifest)
    return manifest


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """Make the folder, if it is not there, and let no other build write to it meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(folder, shared=False)
    except BlockingIOError:
        raise StoreError(f"{folder}: another build makes shards there; wait until it has ended, or name another folder") from None
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; name a new folder for the shards, where you may write") from None
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _begun(job: Job) -> Run:
    """The run, with the time at which it began to make the shards that are there."""
    try:
        known = read_manifest(job.folder).run
    except StoreError:
        return job.run
    return known if known.iri == job.run.iri else job.run


def _made(engine: Engine, tasks: Sequence[Task], errors: list[str]) -> dict[int, Made]:
    """What the engine makes; a task that ended its processes is tried once more, alone, for it may have died with another.

    Until all is made the folder has no manifest.
    """
    made, lost = dict[int, Made](), list[Task]()
    for task in tasks[:1]:
        (task.job.folder / MANIFEST).unlink(missing_ok=True)
    for task, found in engine(tasks) if tasks else ():
        if found and not (task.job.folder / task.shard).is_file():
            raise StoreError(f"{task.job.folder / task.shard}: made, but not here; name a folder that all machines share")
        if found:
            made[task.number] = found
        else:
            lost.append(task)
    for one in sorted(lost, key=lambda task: task.number):
        for task, found in engine([one]):
            if found:
                made[task.number] = found
            else:
                errors.append(f"{task.input}: its reading ended each process that tried; set aside: build it alone to see why")
    return made


def _elsewhere(tasks: Iterable[Task], made: Mapping[int, Made]) -> Iterator[tuple[Task, dict[str, str]]]:
    """Each task that has made a shard, with the ids that stand in an earlier shard too, and where."""
    seen = dict[str, str]()
    for task in tasks:
        if task.number in made:
            ids = made[task.number].ids
            yield task, {name: seen[name] for name in ids if name in seen}
            for name, place in ids.items():
                seen.setdefault(name, place)
