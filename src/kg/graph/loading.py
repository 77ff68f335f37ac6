"""Loading: shards put into a store, document by document, or, where there is no store yet, all at once; loading again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.extraction.reification import iri
from kg.extraction.setup import Setup
from kg.graph.background import ensure_background
from kg.graph.building import knowledge_of
from kg.graph.contributions import Contribution
from kg.graph.maintenance import fresh
from kg.graph.records import USED, Run, run_triples
from kg.graph.shards import Manifest, contributions_of, read_manifest, verify
from kg.graph.store import Store
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.ontology import Ontology

Watch = Callable[[Iterable[Contribution]], Iterator[Contribution]]
"""Gives back what it is given, and sees how far that is."""


@dataclass(frozen=True)
class Background:
    """What a store knows before it is loaded."""

    ontology: Ontology
    seeds: tuple[Path, ...]
    gazetteer: Gazetteer

    def ensure(self, store: Store) -> None:
        """See to it that the store knows it."""
        ensure_background(store, self.ontology, self.seeds, self.gazetteer)


def require_store(where: str) -> None:
    """See to it that shards can be loaded there, where there is something already.

    Raises:
        StoreError: it is no store, of another version, or in use; the server cannot be reached.
    """
    if not _is_new(where):
        Store(where).close()


def load_shards(folder: Path, where: str, ontologies: Path | None = None, seeds: Path | None = None, watched: Watch = iter) -> Manifest:
    """Put the documents of a folder of shards into a store: a folder, which may be new, or a server. The manifest, when that is done.

    No shard is loaded before all are whole, and made with the same ontology and seeds as the store's background. What the same run has
    read already is passed over, so that a loading that was cut off goes on where it stopped.

    Raises:
        StoreError: the shards are not whole, were made with something else, or the store cannot be written.
    """
    manifest = read_manifest(folder)
    for entry in manifest.shards:
        verify(folder, entry)
    with _background(folder, manifest, ontologies, seeds) as background:
        documents = watched(_documents(folder, manifest))
        if _is_new(where):
            with fresh(Path(where)) as temporary, Store(temporary) as store:
                store.backend.load(_triples(documents, manifest.run))
                background.ensure(store)  # it draws what follows, too
        else:
            with Store(where) as store:
                background.ensure(store)
                for brought in documents:
                    if not _has_read(store, brought, manifest.run):
                        store.put(brought, manifest.run)
    return manifest


@contextmanager
def _background(folder: Path, manifest: Manifest, ontologies: Path | None, seeds: Path | None) -> Iterator[Background]:
    with Setup(manifest.language, None, ontologies, seeds, manifest.threshold).opened() as whole:
        assert whole.seeds
        ontology = Ontology.load(whole.ontologies)
        if knowledge_of(whole, ontology) != manifest.run.ontology:
            raise StoreError(
                f"{folder}: made by kg {manifest.run.version} with another ontology, or other seeds; load it by that kg, and name those by "
                "--ontologies and --seeds"
            )
        yield Background(ontology, tuple(sorted(whole.seeds.glob("*.ttl"))), Gazetteer.load(whole.seeds, whole.language))


def _is_new(where: str) -> bool:
    folder = Path(where)
    return "://" not in where and (not folder.exists() or (folder.is_dir() and next(folder.iterdir(), None) is None))


def _documents(folder: Path, manifest: Manifest) -> Iterator[Contribution]:
    """What the documents of all shards contribute; none comes twice."""
    seen = set[str]()
    for entry in manifest.shards:
        for brought in contributions_of(folder / entry.shard, manifest.run):
            if brought.document in seen:
                raise StoreError(f"{folder / entry.shard}: {brought.document} stands in the shards twice; build them again")
            seen.add(brought.document)
            yield brought


def _triples(documents: Iterable[Contribution], run: Run) -> Iterator[ox.Quad]:
    first = True
    for brought in documents:
        if first:
            yield from run_triples(run)
            first = False
        yield from brought.triples()


def _has_read(store: Store, brought: Contribution, run: Run) -> bool:
    """Whether the run has read exactly this document: then putting it again would change nothing."""
    document = iri(brought.document)
    known = set(store.triples(document))
    return (
        bool(known)
        and known == {quad for quad in brought.triples() if quad.subject == document}
        and bool(store.backend.among([ox.Quad(iri(run.iri), iri(USED), document)]))
    )
