"""JSON-LD: triples as JSON objects with a context of the project's prefixes, for Oxigraph writes neither context nor prefixes.

https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, BinaryIO

import pyoxigraph as ox
from rdflib.namespace import XSD

from kg.extraction.reification import TYPE
from kg.graph.backend import PREFIXES

_STRING = str(XSD.string)
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def write_jsonld(quads: Iterable[ox.Quad], stream: BinaryIO) -> None:
    """Write the quads, in which all of a graph and in it all of a subject stand together, with a line for each subject."""
    stream.write(f'{{"@context": {_json(dict(sorted(PREFIXES.items())))},\n "@graph": ['.encode())
    stream.writelines(part.encode() for part in _graphs(quads))
    stream.write(b"\n]}\n")


def _graphs(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """The nodes of the default graph, and each named graph as a node that has a graph."""
    comma = ""
    for graph, group in groupby(quads, lambda quad: quad.graph_name):
        nodes = (_json(_node(list(own))) for _, own in groupby(group, lambda quad: str(quad.subject)))
        if isinstance(graph, ox.NamedNode):
            yield f'{comma}\n  {{"@id": {_json(_compact(graph.value, PREFIXES))}, "@graph": ['
            yield from _listed(nodes, "")
            yield "]}"
        else:
            yield from _listed(nodes, comma)
        comma = ","


def _listed(nodes: Iterable[str], comma: str) -> Iterator[str]:
    for node in nodes:
        yield f"{comma}\n  {node}"
        comma = ","


def _node(quads: list[ox.Quad]) -> dict[str, Any]:
    """The subject with its properties; prefixes that an IRI of it would be mistaken for, such as geo:48,16, are hidden in it."""
    schemes = {iri.partition(":")[0] for quad in quads for iri in _iris(quad)}
    prefixes = {name: space for name, space in PREFIXES.items() if name not in schemes}
    node: dict[str, Any] = {"@context": dict.fromkeys(sorted(schemes & PREFIXES.keys()))} if schemes & PREFIXES.keys() else {}
    node["@id"] = _reference(quads[0].subject, prefixes)
    for (predicate, is_class), group in groupby(quads, _property):
        values = [_reference(quad.object, prefixes) if is_class else _value(quad.object, prefixes) for quad in group]
        key = "@type" if is_class else _compact(predicate, prefixes)
        node[key] = values[0] if len(values) == 1 else values
    return node


def _property(quad: ox.Quad) -> tuple[str, bool]:
    """The predicate, and whether the object is a class: a literal is none, even after rdf:type."""
    return quad.predicate.value, quad.predicate.value == TYPE and not isinstance(quad.object, ox.Literal)


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _value(term: Term, prefixes: Mapping[str, str]) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": _reference(term, prefixes)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == _STRING:
        return term.value
    return {"@type": _compact(term.datatype.value, prefixes), "@value": term.value}


def _reference(term: Term, prefixes: Mapping[str, str]) -> str:
    return _compact(term.value, prefixes) if isinstance(term, ox.NamedNode) else str(term)


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI with a prefix instead of its namespace, where it has one; no name begins with //, which would make it an IRI of its own."""
    for name, space in prefixes.items():
        if iri.startswith(space) and not iri.startswith("//", len(space)):
            return f"{name}:{iri[len(space) :]}"
    return iri


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
