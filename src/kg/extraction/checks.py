"""Checks: what the ontology refuses of what was found in a document, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

from kg.errors import DocumentError
from kg.extraction.reification import evidence_triples, plain_triple, statement_triples
from kg.extraction.statements import Evidence
from kg.knowledge.ontology import Ontology
from kg.knowledge.shapes import Violation, to_rdflib, validate
from kg.knowledge.terms import KG, KGE, KGS

_ASKING = (SH["not"], SH.xone, SH.hasValue, SH.equals, SH.qualifiedValueShape, SH.sparql)
"""Besides sh:minCount, the parameters that facts may break by what they lack."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence that the ontology refuses, with the reason in words and the IRI of the shape that it breaks."""

    evidence: Evidence
    reason: str
    shape: str


def check(batch: Iterable[Evidence], types: Mapping[str, str], ontology: Ontology) -> tuple[list[Evidence], list[Finding]]:
    """The evidence that keeps the ontology's shapes, and a finding for the rest; both in the order of the batch.

    `types` gives the class of each entity, which SHACL needs in the same graph as the facts. One call for all the evidence of a
    document costs little more than one call for a single piece, so hand over whole documents. Of evidence with one IRI,
    which two words of one sentence may give, the most confident counts.
    """
    evidence = _distinct(batch)
    if not evidence:
        return [], []
    violations = validate(_candidates(evidence, types, ontology), ontology.fact_shapes)
    found = _Index(violations, ontology.fact_shapes)
    judged = [(piece, found.violation(piece)) for piece in evidence]
    accepted = [piece for piece, violation in judged if violation is None]
    return accepted, [_finding(piece, violation, types, ontology) for piece, violation in judged if violation]


def keep_shapes(batches: Sequence[tuple[Sequence[Evidence], Mapping[str, str]]], ontology: Ontology) -> bool:
    """Whether `check` would refuse nothing of any batch, told by one look at all; False where that cannot be told so.

    One look at 16 documents takes about half the time of 16 looks. It tells nothing where an entity is of different classes in two
    batches, where RDF cannot hold one of them, and with shapes that a statement of one batch may keep for another.
    """
    types: dict[str, str] = {}
    for batch, known in batches:
        for end in {end for piece in batch for end in (piece.statement.subject, piece.statement.object)}:
            if types.setdefault(end, known.get(end, "")) != known.get(end, ""):
                return False
    evidence = [piece for batch, _ in batches for piece in batch]
    if not evidence or not _judge_singly(ontology):
        return not evidence
    try:
        graph = _candidates(evidence, types, ontology)
    except DocumentError:
        return False
    return all(violation.warning for violation in validate(graph, ontology.fact_shapes))


def _judge_singly(ontology: Ontology) -> bool:
    """Whether no shape asks that there be something, which another document may state: facts that keep such shapes keep them in part, too.

    What statements and evidence must have, each document gives them itself, but only once.
    """
    shapes = ontology.fact_shapes
    once = all(count == Literal(1) for count in shapes.objects(None, SH.minCount))
    needed = {path for shape in shapes.subjects(SH.minCount) for path in shapes.objects(shape, SH.path)}
    relations = {URIRef(relation.iri) for relation in ontology.relations.values()}
    own = all(isinstance(path, URIRef) and path not in relations for path in needed)
    return once and own and not any((None, parameter, None) in shapes for parameter in _ASKING)


def _distinct(batch: Iterable[Evidence]) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for piece in batch:
        known = found.setdefault(piece.iri, piece)
        if piece.confidence > known.confidence:
            found[piece.iri] = piece
    return list(found.values())


def _candidates(evidence: Sequence[Evidence], types: Mapping[str, str], ontology: Ontology) -> Graph:
    """The statements as if all were asserted, their evidence, and the classes of what they speak about."""
    quads = []
    for statement in {piece.statement for piece in evidence}:
        quads += [plain_triple(statement), *statement_triples(statement)]
    for piece in evidence:
        quads += evidence_triples(piece, None)
    graph = to_rdflib(quads)
    for entity in {end for piece in evidence for end in (piece.statement.subject, piece.statement.object)}:
        for kind in ontology.superclasses(types.get(entity, "")):
            graph.add((URIRef(entity), RDF.type, KG[kind]))
    return graph


class _Index:
    """Violations by what breaks them: an evidence, a statement, an end of a relation, or one triple."""

    def __init__(self, violations: Iterable[Violation], shapes: Graph) -> None:
        self._by_key: dict[tuple[str, ...], Violation] = {}
        for violation in violations:
            if not violation.warning:
                for key in _keys(violation, shapes):
                    self._by_key.setdefault(key, violation)

    def violation(self, piece: Evidence) -> Violation | None:
        said = piece.statement
        keys = [
            (said.subject, said.predicate, said.object),
            ("subject", said.subject, said.predicate),
            ("object", said.object, said.predicate),
            (said.iri,),
            (piece.iri,),
            (said.subject,),
            (said.object,),
        ]
        return next((self._by_key[key] for key in keys if key in self._by_key), None)


def _keys(violation: Violation, shapes: Graph) -> Iterator[tuple[str, ...]]:
    """What the violation is about: a triple, all triples with one subject (or object) and predicate, or a node."""
    focus, path, shape = str(violation.focus), violation.path, violation.shape
    starts, ends = list(shapes.objects(shape, SH.targetSubjectsOf)), list(shapes.objects(shape, SH.targetObjectsOf))
    if isinstance(path, URIRef) and violation.value is not None:
        yield focus, str(path), str(violation.value)
    elif isinstance(path, URIRef):
        yield "subject", focus, str(path)
    yield from (("subject", focus, str(predicate)) for predicate in starts)
    yield from (("object", focus, str(predicate)) for predicate in ends)
    if focus.startswith((str(KGS), str(KGE))) or not (path or starts or ends):
        yield (focus,)


def _finding(piece: Evidence, violation: Violation, types: Mapping[str, str], ontology: Ontology) -> Finding:
    """The finding in words: what the shape asks, and, where it asks about an entity, what the ends of the statement are."""
    said, reason = piece.statement, violation.message
    if not str(violation.focus).startswith((str(KGS), str(KGE))):
        ends = (said.subject, said.object)
        reason += f" {', '.join(f'{_local(end)} is {_class(types.get(end), ontology)}' for end in ends)}."
    return Finding(piece, reason, _named_shape(violation, ontology.fact_shapes))


def _class(kind: str | None, ontology: Ontology) -> str:
    if kind is None or kind not in ontology.classes:
        return "of no known class"
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _named_shape(violation: Violation, shapes: Graph) -> str:
    """The shape itself, or, for one without a name, the named shape around it."""
    shape = violation.shape
    while not isinstance(shape, URIRef):
        around = next(iter(shapes.subjects(None, shape)), None)
        if around is None:
            return str(KG.Shape)
        shape = around  # type: ignore[assignment]  # a subject is an identifier
    return str(shape)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
