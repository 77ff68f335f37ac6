"""What was found in a document as RDF: the document, the run, statements with their evidence, findings, unknown names, new entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDFS, SH, XSD

from kg.extraction.checks import Finding
from kg.extraction.reification import (
    OBJECT,
    PREDICATE,
    SOURCE,
    SUBJECT,
    TYPE,
    Pairs,
    describe,
    evidence_triples,
    iri,
    literal,
    quotation,
    statement_triples,
    typed,
)
from kg.knowledge.entities import Entity
from kg.knowledge.terms import BASE, KG, OA, SCHEMA, hashed
from kg.reading.documents import Document

if TYPE_CHECKING:  # these import spaCy, which a query need not wait for
    from kg.extraction.build import Extraction
    from kg.extraction.unknown import UnknownName

DERIVED, GENERATED, USED, STARTED = str(PROV.wasDerivedFrom), str(PROV.wasGeneratedBy), str(PROV.used), str(PROV.startedAtTime)
SHA256, LABEL = str(SCHEMA.sha256), str(RDFS.label)
DESCRIPTION = (TYPE, LABEL)
ROOMS = tuple(f"{BASE}{room}/" for room in ("statement", "evidence", "finding", "name", "document", "run", "review"))
"""What begins so tells what documents and reviewers say; all else is of the world, or of the ontology."""


@dataclass(frozen=True, slots=True)
class Run:
    """With what documents were read: the program's version, the parsing pipeline and the ontology's digest; and when it began."""

    version: str
    pipeline: str
    ontology: str
    started: datetime

    @property
    def iri(self) -> str:
        """A name made of all but the time: the same program with the same ontology finds the same."""
        return f"{BASE}run/{hashed(self.version, self.pipeline, self.ontology)}"


def extraction_triples(found: Extraction, run: Run) -> Iterator[ox.Quad]:
    """All that one document adds to the graph, but for the run itself, and for the plain triples, which the store draws."""
    document, language = found.document, found.document.language
    yield from document_triples(document)
    yield ox.Quad(iri(run.iri), iri(USED), iri(document.iri))
    for evidence in found.evidence:
        yield from statement_triples(evidence.statement)
        yield from evidence_triples(evidence, language)
        yield ox.Quad(iri(evidence.iri), iri(GENERATED), iri(run.iri))
    for finding in found.refused:
        yield from finding_triples(finding, language)
    for unknown in found.unknown:
        yield from unknown_triples(unknown, document)
    for entity in found.entities:
        yield from entity_triples(entity)
        yield ox.Quad(iri(entity.iri), iri(DERIVED), iri(document.iri))


def document_triples(document: Document) -> Iterator[ox.Quad]:
    """The document's description, with a checksum of its text instead of the text."""
    return describe(document.iri, _document(document))


def _document(document: Document) -> Pairs:
    yield TYPE, iri(str(SCHEMA.NewsArticle))
    yield TYPE, iri(str(PROV.Entity))
    yield str(SCHEMA.identifier), literal(document.id)
    yield str(SCHEMA.inLanguage), literal(document.language)
    yield SHA256, literal(checksum(document))
    if document.published:
        yield str(SCHEMA.datePublished), typed(document.published)
    if document.title:
        yield str(SCHEMA.headline), literal(document.title, document.language)
    if document.source and document.source.startswith(("http://", "https://")):
        yield str(SCHEMA.url), iri(document.source)
    elif document.source:
        yield str(DCTERMS.source), literal(document.source)


def checksum(document: Document) -> str:
    """SHA-256 of the document's text."""
    return sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def run_triples(run: Run) -> Iterator[ox.Quad]:
    """The run as an activity of PROV-O."""
    time = ox.Literal(f"{run.started.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", datatype=ox.NamedNode(str(XSD.dateTime)))
    return describe(
        run.iri,
        [
            (TYPE, iri(str(PROV.Activity))),
            (STARTED, time),
            (str(SCHEMA.softwareVersion), literal(run.version)),
            (str(KG.pipeline), literal(run.pipeline)),
            (str(KG.ontologyDigest), literal(run.ontology)),
        ],
    )


def finding_triples(finding: Finding, language: str) -> Iterator[ox.Quad]:
    """The refused evidence as a SHACL validation result that carries the statement and the quotation itself."""
    said = finding.evidence.statement
    return describe(
        f"{BASE}finding/{hashed(finding.evidence.iri, finding.shape)}",
        [
            (TYPE, iri(str(KG.Finding))),
            (SUBJECT, iri(said.subject)),
            (PREDICATE, iri(said.predicate)),
            (OBJECT, iri(said.object)),
            (str(SH.resultMessage), literal(finding.reason, "en")),
            (str(SH.sourceShape), iri(finding.shape)),
            *quotation(finding.evidence, language),
        ],
    )


def unknown_triples(unknown: UnknownName, document: Document) -> Iterator[ox.Quad]:
    """The name that nobody knows, and where it stands."""
    name = f"{BASE}name/{hashed(document.iri, str(unknown.start), str(unknown.end), unknown.name)}"
    return describe(name, _unknown(unknown, document))


def _unknown(unknown: UnknownName, document: Document) -> Pairs:
    yield TYPE, iri(str(KG.UnknownName))
    yield SOURCE, iri(document.iri)
    yield str(OA.exact), literal(unknown.name, document.language)
    yield str(OA.start), typed(unknown.start)
    yield str(OA.end), typed(unknown.end)
    if unknown.kind:
        yield str(KG.nameKind), literal(unknown.kind)


def entity_triples(entity: Entity) -> Iterator[ox.Quad]:
    """The class and the labels of an entity that a document, and no seed, describes."""
    labels = entity.labels or {"en": entity.name}
    pairs = [(LABEL, literal(text, language)) for language, text in labels.items()]
    return describe(entity.iri, [(TYPE, iri(str(KG[entity.kind]))), *pairs])
