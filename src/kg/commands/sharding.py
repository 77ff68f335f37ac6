"""`kg build` by way of shards: the options that ask for it, and what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.commands.documents import parse_fields
from kg.commands.terminal import complain, counted
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.extraction.setup import Setup
    from kg.graph.records import Run
    from kg.graph.sharding import Engine
    from kg.graph.shards import Manifest

EngineName = Annotated[
    Literal["dask"] | None, typer.Option("--engine", help="Read in tasks of this engine, on this machine or on many; needs the extra dask.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="The engine's scheduler. [default: one of its own, with --workers processes]"),
]
Shards = Annotated[
    Path | None,
    typer.Option("--shards", metavar="DIR", help="Keep what is read in this folder, as N-Quads; what is there is not read again."),
]


@dataclass(frozen=True, slots=True)
class Sharding:
    """By which engine documents are read, with how many processes or which scheduler, and where the shards are kept, if they are."""

    engine: str | None
    scheduler: str | None
    shards: Path | None
    workers: int

    @property
    def wanted(self) -> bool:
        """Whether documents are read to shards.

        Raises:
            KgError: options contradict each other.
        """
        if self.scheduler and not (self.engine and self.shards):
            raise KgError("--scheduler: needs --engine dask, and --shards with a folder that all machines share")
        return bool(self.engine or self.shards)


def build_by_shards(sharding: Sharding, paths: Sequence[str], fields: str, setup: Setup, store: str) -> Manifest:
    """Read documents to shards, and load these into the store. The manifest, which has the errors.

    Raises:
        KgError: the store, the pipeline, the ontology or the seeds cannot be used, or the engine fails; the shards that are made stay.
    """
    from kg.graph.loading import load_shards, require_store
    from kg.graph.sharding import Job, make_shards

    require_store(store)
    if sharding.scheduler:  # elsewhere the current folder is another
        paths = [path if path == "-" else str(Path(path).absolute()) for path in paths]
        ontologies, seeds = (given and given.absolute() for given in (setup.ontologies, setup.seeds))
        setup = replace(setup, ontologies=ontologies, seeds=seeds)
    try:
        with TemporaryDirectory(prefix="kg-shards-") if not sharding.shards else nullcontext(sharding.shards) as folder:
            with _engine(sharding, setup) as (engine, run):
                make_shards(Job(Path(folder).absolute(), setup, run, parse_fields(fields)), paths, engine)
            loaded = partial(counted, what="documents", printing=False)
            return load_shards(Path(folder), store, setup.ontologies, setup.seeds, loaded)
    except KeyboardInterrupt:
        kept = f"the shards that are made are in {sharding.shards}" if sharding.shards else "name a folder by --shards to keep what is read"
        complain(f"interrupted; {kept}")
        raise typer.Exit(130) from None


@contextmanager
def _engine(sharding: Sharding, setup: Setup) -> Iterator[tuple[Engine, Run]]:
    """The engine, whose shards are counted on the terminal, and the run that reads."""
    from kg.extraction.setup import load_extractor
    from kg.graph.building import contributions, run_of
    from kg.graph.cluster import cluster
    from kg.graph.sharding import one_process
    from kg.graph.workers import Workers

    with setup.opened() as whole, ExitStack() as stack:
        extractor = load_extractor(whole)  # even if others read: what is broken is told once, and from here
        run = run_of(whole, extractor)
        if sharding.engine:
            engine = stack.enter_context(cluster(sharding.workers, sharding.scheduler))
        elif sharding.workers > 1:
            pool = stack.enter_context(Workers(sharding.workers, whole))
            engine = one_process(lambda documents: pool.read(documents, run))
        else:
            engine = one_process(lambda documents: contributions(documents, extractor, run, whole.threshold))
        yield lambda tasks: counted(engine(tasks), "shards", printing=False), run
