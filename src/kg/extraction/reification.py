"""Statements and their evidence as RDF: one place says which words of which vocabulary are used.

RDF 1.1 reification, PROV-O for the source, the Web Annotation vocabulary for the quotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, XSD

from kg.errors import DocumentError
from kg.extraction.statements import Evidence, Statement
from kg.knowledge.terms import KG, OA

Pairs = Iterable[tuple[str, ox.NamedNode | ox.Literal]]

TYPE = str(RDF.type)
SUBJECT, PREDICATE, OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
EVIDENCE, SOURCE, STATUS = str(KG.evidence), str(PROV.hadPrimarySource), str(KG.status)


def iri(text: str) -> ox.NamedNode:
    """The text as an absolute IRI.

    Raises:
        DocumentError: it is none.
    """
    try:
        return ox.NamedNode(text)
    except ValueError as error:  # UnicodeEncodeError is one: a lone surrogate
        raise DocumentError(f"{text!a}: not an IRI ({_reason(error)}); write a scheme in front, and escape spaces and signs by %") from None


def literal(text: str, language: str | None = None) -> ox.Literal:
    """The text as a literal, in a language if one is given.

    Raises:
        DocumentError: it has a lone surrogate, which no encoding of Unicode carries, or the language is no BCP 47 tag.
    """
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise DocumentError(f"{text[:40]!a}: half of a surrogate pair; read the text in its right encoding")
    try:
        return ox.Literal(text, language=language) if language else ox.Literal(text)
    except ValueError as error:
        raise DocumentError(f"{language!r}: {_reason(error)}; give the language as a code such as de") from None


def typed(value: date | int | float) -> ox.Literal:
    """The value as xsd:date, xsd:integer or xsd:decimal."""
    if isinstance(value, date):
        return ox.Literal(value.isoformat()[:10], datatype=ox.NamedNode(str(XSD.date)))
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(str(XSD.integer)))
    return ox.Literal(f"{value:.4f}".rstrip("0").rstrip(".") or "0", datatype=ox.NamedNode(str(XSD.decimal)))


def describe(subject: str, pairs: Pairs) -> Iterator[ox.Quad]:
    """The pairs of predicate and object as triples about the subject."""
    node = iri(subject)
    return (ox.Quad(node, iri(predicate), value) for predicate, value in pairs)


def plain_triple(statement: Statement) -> ox.Quad:
    """What the statement says, as a triple that says it."""
    return ox.Quad(iri(statement.subject), iri(statement.predicate), iri(statement.object))


def statement_triples(statement: Statement) -> Iterator[ox.Quad]:
    """What is said about the statement, without saying it."""
    return describe(
        statement.iri,
        [
            (TYPE, iri(str(KG.Statement))),
            (TYPE, iri(str(RDF.Statement))),
            (SUBJECT, iri(statement.subject)),
            (PREDICATE, iri(statement.predicate)),
            (OBJECT, iri(statement.object)),
        ],
    )


def evidence_triples(evidence: Evidence, language: str | None) -> Iterator[ox.Quad]:
    """The evidence and its tie to its statement. The quote is in the document's language."""
    yield ox.Quad(iri(evidence.statement.iri), iri(EVIDENCE), iri(evidence.iri))
    yield from describe(evidence.iri, [(TYPE, iri(str(KG.Evidence))), *quotation(evidence, language)])


def quotation(evidence: Evidence, language: str | None) -> Pairs:
    """What evidence says of itself, whether it was accepted or refused."""
    yield STATUS, iri(str(KG[evidence.status]))
    yield SOURCE, iri(evidence.document)
    yield str(OA.exact), literal(evidence.quote, language)
    yield str(OA.start), typed(evidence.start)
    yield str(OA.end), typed(evidence.end)
    yield str(KG.confidence), typed(float(evidence.confidence))
    yield str(KG.entry), iri(evidence.entry)
    if evidence.speaker:
        yield str(KG.speaker), iri(evidence.speaker)
    if evidence.valid and evidence.valid.start:
        yield str(KG.validFrom), typed(evidence.valid.start)
    if evidence.valid and evidence.valid.end:
        yield str(KG.validTo), typed(evidence.valid.end)


def _reason(error: ValueError) -> str:
    return "half of a surrogate pair" if isinstance(error, UnicodeEncodeError) else str(error)
