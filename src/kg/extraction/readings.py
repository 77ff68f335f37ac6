"""Readings: all that was found in one document, and the run that found it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kg.extraction.checks import Finding
from kg.extraction.statements import Evidence
from kg.knowledge.entities import Entity
from kg.knowledge.terms import BASE, hashed
from kg.reading.documents import Document


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name at `start:end` of the document's text that stands for nobody the seeds know; `kind` is the parser's tag, such as PER."""

    name: str
    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a document: accepted evidence, what the ontology refuses, unknown names, and entities that no seed describes."""

    document: Document
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[UnknownName, ...] = ()
    entities: tuple[Entity, ...] = ()


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
