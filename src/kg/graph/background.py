"""The background: what is known before any document is read, so that a query can ask for names, classes, offices and signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import SeedError
from kg.graph.records import entity_triples
from kg.graph.store import BACKGROUND, Store
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import BASE, hashed


def load_background(store: Store, ontology: Ontology, seeds: Iterable[Path], entities: Iterable[Entity] = ()) -> None:
    """Replace the store's background by the ontology's vocabulary, the Turtle files of the seeds, and classes and labels of the entities.

    Raises:
        SeedError: a file is not Turtle.
    """
    quads = list(ontology.vocabulary())
    for file in seeds:
        quads += named(_parse(file))
    for entity in entities:
        quads += entity_triples(entity)
    store.replace_graph(BACKGROUND, quads)


def _parse(file: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        what = str(error.msg).rpartition(": ")[2]
        raise SeedError(f"{file.name}: line {error.lineno}, column {error.offset}: {what}; correct the Turtle there") from None
    except (OSError, ValueError) as error:
        raise SeedError(f"{file.name}: {error}; make it a readable UTF-8 file") from None


def named(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The triples with an IRI in place of each blank node, made of what is said about it: the same in every run.

    RDF 1.1 Concepts, section 3.5, *Replacing Blank Nodes with IRIs*.
    """
    found = list(quads)
    said: dict[object, list[ox.Quad]] = {}
    for quad in found:
        said.setdefault(quad.subject, []).append(quad)
    holder = {quad.object: quad.subject for quad in found if isinstance(quad.object, ox.BlankNode)}

    def text(term: object, depth: int = 8) -> str:
        if not isinstance(term, ox.BlankNode) or depth == 0:
            return str(term) if not isinstance(term, ox.BlankNode) else "[]"
        return "[" + " ".join(sorted(f"{quad.predicate} {text(quad.object, depth - 1)}" for quad in said.get(term, ()))) + "]"

    blank = {node for quad in found for node in (quad.subject, quad.object) if isinstance(node, ox.BlankNode)}
    names = {node: ox.NamedNode(f"{BASE}node/{hashed(str(holder.get(node)) * _is_iri(holder.get(node)), text(node))}") for node in blank}
    for quad in found:
        subject = names.get(quad.subject, quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject
        value = names.get(quad.object, quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object
        yield ox.Quad(subject, quad.predicate, value)


def _is_iri(term: object) -> bool:
    return isinstance(term, ox.NamedNode)
