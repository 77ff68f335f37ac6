"""The background: what is known before any document is read, so that a query can ask for names, classes, offices and signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg import __version__
from kg.errors import SeedError
from kg.graph.inference import infer
from kg.graph.records import entity_triples
from kg.graph.store import BACKGROUND, FACTS, REVIEWS, Store
from kg.graph.versions import STORE
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import BASE, KG, hashed
from kg.knowledge.turtle import read_turtle

LONGEST = 10_000
"""What is told of a blank node that tells of others is shortened beyond this: it would grow with each step."""
_UNSAID = """
SELECT ?subject ?predicate ?object WHERE {
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object
  FILTER EXISTS { ?statement kg:evidence/kg:status kg:asserted }
  FILTER NOT EXISTS { ?statement kg:verdict kg:rejected }
  FILTER NOT EXISTS { ?subject ?predicate ?object }
}"""


def ensure_background(store: Store, ontology: Ontology, seeds: Sequence[Path], entities: Iterable[Entity] = ()) -> None:
    """Load the background and infer from it, unless the store did so from the same files.

    Raises:
        SeedError: a file cannot be read, or is not Turtle.
        StoreError: the store cannot be written.
    """
    known = ox.Quad(STORE, ox.NamedNode(str(KG.backgroundDigest)), ox.Literal(_digest(ontology, seeds)), BACKGROUND)
    if not store.backend.among([known]):
        load_background(store, ontology, seeds, entities)
        store.backend.load(_unsaid(store))
        infer(store)
        store.backend.replace([], [known])  # last, so that a build that was cut off begins anew


def _unsaid(store: Store) -> Iterator[ox.Quad]:
    """The plain triples that the former background held, and documents assert."""
    rows = store.backend.query(_UNSAID, [FACTS, BACKGROUND, REVIEWS])
    assert isinstance(rows, ox.QuerySolutions)
    return (ox.Quad(row["subject"], row["predicate"], row["object"]) for row in [*rows])


def _digest(ontology: Ontology, seeds: Iterable[Path]) -> str:
    try:
        contents = [part for file in seeds for part in (file.name, sha256(file.read_bytes()).hexdigest())]
    except OSError as error:
        raise SeedError(f"{error.filename}: {error.strerror}; make it a readable file") from None
    return hashed(__version__, ontology.digest, *contents)


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
        return read_turtle(file)
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

    @cache
    def text(term: object, depth: int = 8) -> str:
        if not isinstance(term, ox.BlankNode) or depth == 0:
            return str(term) if not isinstance(term, ox.BlankNode) else "[]"
        told = "[" + " ".join(sorted(f"{quad.predicate} {text(quad.object, depth - 1)}" for quad in said.get(term, ()))) + "]"
        return told if len(told) <= LONGEST else hashed(told)

    blank = {node for quad in found for node in (quad.subject, quad.object) if isinstance(node, ox.BlankNode)}
    names = {node: ox.NamedNode(f"{BASE}node/{hashed(str(holder.get(node)) * _is_iri(holder.get(node)), text(node))}") for node in blank}
    for quad in found:
        subject = names.get(quad.subject, quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject
        value = names.get(quad.object, quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object
        yield ox.Quad(subject, quad.predicate, value)


def _is_iri(term: object) -> bool:
    return isinstance(term, ox.NamedNode)
