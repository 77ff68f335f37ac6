"""Building: documents read into the store, one transaction each; reading them again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg import __version__
from kg.errors import DocumentError
from kg.extraction.build import Extraction, Extractor, extract_each
from kg.extraction.setup import THRESHOLD, Setup, collecting_nothing, load_extractor
from kg.graph.background import ensure_background
from kg.graph.contributions import Contribution, contribution
from kg.graph.records import Run
from kg.graph.store import Store
from kg.graph.workers import Workers
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import hashed
from kg.reading.documents import Document
from kg.reading.parsing import shipped


def build(store: Store, documents: Iterable[Document | DocumentError], setup: Setup | None = None, workers: int = 1) -> list[DocumentError]:
    """Read the documents into the store; the errors among them, and of those that RDF cannot hold.

    Each document is committed by itself, at the latest when `kg.extraction.build.GROUP` are read. What the same program has read
    already is passed over, so that a build that was cut off goes on where it stopped. More than one of `workers` read in processes of
    their own (see `kg.graph.workers`), and what they find is committed in the order of the documents: the store is the same.

    Raises:
        KgError: the pipeline, the ontology or the seeds cannot be loaded, or the store cannot be written.
    """
    errors = []
    with (setup or Setup()).opened() as whole, Workers(workers, whole) if workers > 1 else nullcontext() as pool:
        extractor = load_extractor(whole)  # even if others read: what is broken is told once, and from here
        seeds = sorted(whole.seeds.glob("*.ttl")) if whole.seeds else []
        with collecting_nothing():
            ensure_background(store, extractor.ontology, seeds, extractor.gazetteer)
        run = run_of(whole, extractor)
        new = (item for item in documents if isinstance(item, DocumentError) or not _has_read(store, item, run))
        for item in pool.read(new, run) if pool else contributions(new, extractor, run, whole.threshold):
            if isinstance(item, DocumentError):
                errors.append(item)
            else:
                store.put(item, run)
    return errors


def _has_read(store: Store, document: Document, run: Run) -> bool:
    try:
        return store.has_read(document, run)
    except DocumentError:
        return False  # the error comes when it is read


def contributions(
    documents: Iterable[Document | DocumentError], extractor: Extractor, run: Run, threshold: float = THRESHOLD
) -> Iterator[Contribution | DocumentError]:
    """What each document contributes in turn, or the error in its place."""
    for item in extract_each(documents, extractor):
        yield item if isinstance(item, DocumentError) else _contributed(confident(item, threshold), run)


def _contributed(found: Extraction, run: Run) -> Contribution | DocumentError:
    try:
        return contribution(found, run)
    except DocumentError as error:
        return error


def confident(extraction: Extraction, threshold: float = THRESHOLD) -> Extraction:
    """The extraction with such evidence only as is at least so sure, and the new entities of which that speaks."""
    evidence = tuple(item for item in extraction.evidence if item.confidence >= threshold)
    refused = tuple(finding for finding in extraction.refused if finding.evidence.confidence >= threshold)
    used = {end for item in evidence for end in (item.statement.subject, item.statement.object)}
    entities = tuple(entity for entity in extraction.entities if entity.iri in used)
    return replace(extraction, evidence=evidence, refused=refused, entities=entities)


def run_of(setup: Setup, extractor: Extractor) -> Run:
    """The run that reads with this setup."""
    return Run(__version__, _pipeline(setup), knowledge_of(setup, extractor.ontology), datetime.now(UTC))


def knowledge_of(setup: Setup, ontology: Ontology) -> str:
    """A digest of all that decides what is found but for program and pipeline: the ontology's Turtle, seeds and threshold."""
    return hashed(ontology.digest, _digest(setup.seeds, "*.ttl") if setup.seeds else "", str(setup.threshold))


def _pipeline(setup: Setup) -> str:
    """The pipeline's name, with its version if it is a package, with a digest of its files if it is a folder."""
    name = setup.pipeline
    try:
        return f"{name} {version(name)}" if name else f"kg-{setup.language} {_digest(shipped(setup.language), '**/*')}"
    except (PackageNotFoundError, ValueError):
        return f"{name} {_digest(Path(str(name)), '**/*')}"


def _digest(folder: Path, pattern: str) -> str:
    parts = (part for file in sorted(folder.glob(pattern)) if file.is_file() for part in (file.name.encode(), file.read_bytes()))
    return blake2b(b"\0".join(parts), digest_size=8).hexdigest()
