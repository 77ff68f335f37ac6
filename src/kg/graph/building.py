"""Building: documents read into the store, one transaction each; reading them again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg import __version__
from kg.errors import DocumentError
from kg.extraction.build import Extraction, Extractor, extract_each
from kg.extraction.setup import THRESHOLD, Setup, load_extractor
from kg.graph.background import ensure_background
from kg.graph.records import Run
from kg.graph.store import Store
from kg.knowledge.terms import hashed
from kg.reading.documents import Document
from kg.reading.parsing import shipped


def build(store: Store, documents: Iterable[Document | DocumentError], setup: Setup | None = None) -> list[DocumentError]:
    """Read the documents into the store; the errors among them, and of those that RDF cannot hold.

    Each document is committed by itself, at the latest when `kg.extraction.build.GROUP` are read. What the same program has read
    already is passed over, so that a build that was cut off goes on where it stopped.

    Raises:
        KgError: the pipeline, the ontology or the seeds cannot be loaded, or the store cannot be written.
    """
    with (setup or Setup()).opened() as whole:
        extractor = load_extractor(whole)
        seeds = sorted(whole.seeds.glob("*.ttl")) if whole.seeds else []
        ensure_background(store, extractor.ontology, seeds, extractor.gazetteer)
        run = run_of(whole, extractor)
    new = (item for item in documents if isinstance(item, DocumentError) or not _has_read(store, item, run))
    return [error for item in extract_each(new, extractor) if (error := _added(store, item, run, whole.threshold))]


def _has_read(store: Store, document: Document, run: Run) -> bool:
    try:
        return store.has_read(document, run)
    except DocumentError:
        return False  # the error comes when it is added


def _added(store: Store, item: Extraction | DocumentError, run: Run, threshold: float) -> DocumentError | None:
    if isinstance(item, DocumentError):
        return item
    try:
        store.add(confident(item, threshold), run)
    except DocumentError as error:
        return error
    return None


def confident(extraction: Extraction, threshold: float = THRESHOLD) -> Extraction:
    """The extraction with such evidence only as is at least so sure, and the new entities of which that speaks."""
    evidence = tuple(item for item in extraction.evidence if item.confidence >= threshold)
    refused = tuple(finding for finding in extraction.refused if finding.evidence.confidence >= threshold)
    used = {end for item in evidence for end in (item.statement.subject, item.statement.object)}
    entities = tuple(entity for entity in extraction.entities if entity.iri in used)
    return replace(extraction, evidence=evidence, refused=refused, entities=entities)


def run_of(setup: Setup, extractor: Extractor) -> Run:
    """The run that reads with this setup. Its ontology is a digest of all that decides what is found: Turtle, seeds and threshold."""
    seeds = _digest(setup.seeds, "*.ttl") if setup.seeds else ""
    return Run(__version__, _pipeline(setup), hashed(extractor.ontology.digest, seeds, str(setup.threshold)), datetime.now(UTC))


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
