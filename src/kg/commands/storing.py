"""`kg store …` and `kg retract`: what keeps a store whole."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from kg.commands.options import DEFAULT_STORE, Ontologies, Seeds, StorePlace
from kg.commands.terminal import complain, counted, output, print_table, printable
from kg.errors import KgError, StoreError

if TYPE_CHECKING:
    from kg.graph.maintenance import Figures

SAMPLE = 10_000
"""That of `kg.graph.verification`, which the help need not wait for."""

app = typer.Typer(help="Look after a store: what it holds, whether it is whole, copies of it.", no_args_is_help=True, rich_markup_mode=None)
Dump = Annotated[Path, typer.Argument(metavar="FILE", help="N-Quads; compressed, if it ends in .gz; - is the standard stream.")]


@app.command()
def info(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print what the store holds: its version and size, triples of each graph, documents, statements, reviews, runs."""
    from kg.graph.maintenance import figures
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        found = figures(opened)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _print_figures(found)


def _print_figures(found: Figures) -> None:
    lines = {
        "store": found.where,
        "version": found.version,
        "on disk": _size(found.size),
        "triples": ", ".join(f"{count:,} {graph}" for graph, count in found.triples.items()),
        "documents": f"{found.documents:,}",
        "statements": f"{found.statements:,}",
        "evidence": f"{found.evidence:,}",
        "reviews": f"{found.reviews:,}",
    }
    for name, value in lines.items():
        print(f"{name:<15}{printable(str(value))}")
    if found.runs:
        rows = [(run.started, f"{run.documents:,}", run.version, run.ontology, run.pipeline) for run in found.runs]
        print_table(("run since", "documents", "kg", "ontology", "pipeline"), rows)


def _size(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1e6:,.1f} MB"


@app.command()
def verify(
    sample: Annotated[int, typer.Option("--sample", metavar="N", min=0, help="How many statements the shapes judge.")] = SAMPLE,
    store: StorePlace = DEFAULT_STORE,
    ontologies: Ontologies = None,
) -> None:
    """Check that the store is whole, and name each problem in a line; nothing is written.

    Every triple can be read, each name is that of what it names, plain and inferred triples are right, nothing refers to what is not
    there, and statements keep their shapes. The exit code is 1 if there is a problem.
    """
    from kg.graph.store import Store
    from kg.graph.verification import problems
    from kg.knowledge.ontology import Ontology
    from kg.knowledge.overlay import laid_over

    with laid_over("ontologies", ontologies) as folder, Store(store, read_only=True) as opened:
        count = 0
        for count, problem in enumerate(problems(opened, Ontology.load(folder), sample), 1):  # noqa: B007
            print(printable(problem))
        if count:
            complain(f"{store}: {count:,} problem{'s' if count > 1 else ''}; restore a dump, or build it again")
            raise typer.Exit(1)
        print(f"{store}: whole, {len(opened):,} triples")


@app.command()
def compact(store: StorePlace = DEFAULT_STORE) -> None:
    """Write the store's files anew, without what was removed or replaced."""
    from kg.graph.maintenance import compact as rewrite
    from kg.graph.maintenance import size_of
    from kg.graph.store import Store

    with Store(_existing(store)) as opened:
        before = size_of(opened)
        rewrite(opened)
    print(f"{store}: {_size(before)} before, {_size(size_of(opened))} now")


@app.command()
def dump(file: Dump, store: StorePlace = DEFAULT_STORE) -> None:
    """Copy the store to a file, whole: all graphs as N-Quads."""
    from kg.graph.maintenance import dump as write
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened, output(file) as stream, _packed(file, stream) as packed:
        count = write(opened, packed)
    if file != Path("-"):
        print(f"{file}: {count:,} triples")


@contextmanager
def _packed(file: Path, stream: BinaryIO) -> Iterator[BinaryIO]:
    if file.suffix != ".gz":
        yield stream
        return
    with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
        yield cast("BinaryIO", packed)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="A dump (- is the standard stream), or a folder of shards.")],
    store: StorePlace = DEFAULT_STORE,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Make a new store of a dump, or add a folder of shards to a store.

    The folder of a store that is made of a dump must be new or empty. Shards are what `kg build --shards` has made; loading them again
    changes nothing. Ontology and seeds must be those with which they were made.
    """
    from kg.graph.maintenance import load as read

    if file.is_dir():
        from kg.graph.loading import load_shards

        manifest = load_shards(file, store, ontologies, seeds, partial(counted, what="documents", printing=False))
        print(f"{store}: {manifest.documents:,} documents of {len(manifest.shards):,} shard{'s' * (len(manifest.shards) != 1)}")
        return
    if "://" in store:
        raise StoreError(f"{store}: on a server; load the N-Quads by the server's own means, or build into it")
    with _unpacked(file) as stream:
        count = read(stream, Path(store), str(file))
    print(f"{store}: {count:,} triples")


@contextmanager
def _unpacked(file: Path) -> Iterator[BinaryIO]:
    if file == Path("-"):
        yield sys.stdin.buffer
        return
    try:
        stream = gzip.open(file) if file.suffix == ".gz" else file.open("rb")  # noqa: SIM115
    except OSError as error:
        raise KgError(f"{file}: {error.strerror}; name a file that `kg store dump` has written") from None
    with stream:
        yield cast("BinaryIO", stream)


@app.command()
def migrate(store: StorePlace = DEFAULT_STORE) -> None:
    """Bring a store of an older kg up to date; then `kg build` brings its background."""
    from kg.graph.migrations import migrate as bring
    from kg.graph.versions import VERSION

    before = bring(store)
    print(f"{store}: version {before} before, {VERSION} now" if before != VERSION else f"{store}: version {VERSION} already")


def retract(
    documents: Annotated[list[str], typer.Argument(metavar="DOC...", help="An IRI, kgd:NAME, an identifier, or an address.")],
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Take documents back, with all that only they support.

    Unknown ones are named on standard error; the others go, and the exit code is 1.
    """
    from kg.commands.asking import name_of
    from kg.graph.maintenance import documents as named
    from kg.graph.maintenance import retract as take_back
    from kg.graph.store import Store

    unknown = 0
    with Store(_existing(store)) as opened:
        for name in documents:
            found = named(opened, name)
            unknown += not found
            for document in found:
                gone = take_back(opened, document)
                print(printable(f"{name_of(document)}: {gone.statements:,} statements, {gone.evidence:,} pieces of evidence"))
            if not found:
                complain(f"{name}: no such document in {store}; name it by its IRI, its identifier or its address")
    if unknown:
        raise typer.Exit(1)


def _existing(store: str) -> str:
    """The store, if there is one: who opens one for writing makes it.

    Raises:
        StoreError: there is none.
    """
    from kg.graph.store import Store

    Store(store, read_only=True).close()
    return store
