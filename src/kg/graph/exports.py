"""Exports: the graph in the formats of RDF, the same bytes for the same graph.

Oxigraph's serializers write the triples in the order in which they come, 100,000 in a second; so the triples are sorted here, and
the header, whose order Oxigraph leaves to chance, is sorted behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal, get_args

import pyoxigraph as ox
from rdflib.namespace import OWL, PROV, RDFS

from kg.errors import StoreError
from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, TYPE
from kg.graph.records import DERIVED
from kg.graph.store import BACKGROUND, FACTS, INFERRED, PREFIXES, Store
from kg.knowledge.terms import BASE, KG, SCHEMA

Format = Literal["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"]
FORMATS: tuple[Format, ...] = get_args(Format)

_RDF: dict[Format, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_WITH_GRAPHS = ("nquads", "trig", "jsonld")
_DESCRIPTION = frozenset((TYPE, str(RDFS.label), str(OWL.sameAs), str(KG.iso3166), str(KG.cow), str(SCHEMA.startDate), str(SCHEMA.endDate)))
_ABOUT_EVIDENCE = frozenset(
    f"<{cls}>" for cls in (KG.Statement, KG.Evidence, KG.Finding, KG.UnknownName, SCHEMA.NewsArticle, PROV.Activity)
)
_ROOMS = [BASE + room for room in ("id/", "statement/", "evidence/", "finding/", "name/", "document/", "run/")]
_FIRST = [TYPE, SUBJECT, PREDICATE, OBJECT]
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def export(store: Store, form: Format, stream: BinaryIO, *, evidence: bool = True, inferred: bool = False) -> None:
    """Write the graph: its plain triples and their entities, with all evidence, and with what is inferred, where wanted.

    Inferred triples stand in the graph `kg:inferred` where the format has named graphs, among the others where it has none.

    Raises:
        StoreError: no such format, or a text with signs that XML forbids.
    """
    if form not in FORMATS:
        raise StoreError(f"{form}: no format to export; choose one of {', '.join(FORMATS)}")
    quads = set(exported(store, evidence=evidence, inferred=inferred))
    if form == "rdfxml":
        _require_xml(quads)
    if form not in _WITH_GRAPHS:
        triples = sorted((quad.triple for quad in quads), key=_place)
        written = ox.serialize(triples, format=_RDF[form], prefixes=PREFIXES)
    else:
        ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), _place(quad)))
        written = ox.serialize(ordered, format=_RDF[form], prefixes=PREFIXES)
    assert written is not None
    stream.write(_tidied(written, form))


def exported(store: Store, *, evidence: bool, inferred: bool) -> Iterator[ox.Quad]:
    """The triples of an export, in no order, with descriptions of those entities only of which something is said."""
    facts = list(store.triples(graph=FACTS))
    if not evidence:
        about = {quad.subject for quad in facts if quad.predicate.value == TYPE and str(quad.object) in _ABOUT_EVIDENCE}
        facts = [quad for quad in facts if quad.subject not in about and quad.predicate.value != DERIVED]
    drawn = list(store.triples(graph=INFERRED)) if inferred else []
    yield from facts
    yield from drawn
    for node in {node for quad in (*facts, *drawn) for node in (quad.subject, quad.object)}:
        if isinstance(node, ox.NamedNode) and not node.value.startswith(str(KG)):
            known = store.triples(node, None, None, BACKGROUND)
            yield from (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in known if quad.predicate.value in _DESCRIPTION)


def _place(triple: ox.Quad | ox.Triple) -> tuple[int, str, int, str, str]:
    """Where the triple stands in an export: entities first, then statements, evidence and sources; classes lead each description."""
    subject, predicate = str(triple.subject), triple.predicate.value
    room = next((rank for rank, base in enumerate(_ROOMS) if subject.startswith(base, 1)), len(_ROOMS))
    first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return room, subject, first, predicate, str(triple.object)


def _tidied(written: bytes, form: Format) -> bytes:
    """The serialization with its header in order, and, in Turtle, a blank line before each subject."""
    if form == "rdfxml":
        return re.sub(rb"(?<=<rdf:RDF )[^>]*", lambda found: b" ".join(sorted(found[0].split())), written, count=1)
    if form not in ("turtle", "trig"):
        return written
    lines = written.splitlines(keepends=True)
    count = next((index for index, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    body = (b"\n" + line if form == "turtle" and not line.startswith(b"\t") else line for line in lines[count:])
    return b"".join([*sorted(lines[:count]), *body])


def _require_xml(quads: Iterable[ox.Quad]) -> None:
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and _NOT_IN_XML.search(quad.object.value):
            raise StoreError(f"{quad.subject}: its text has a control character, which XML forbids; export in another format")
