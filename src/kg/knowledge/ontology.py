"""The ontology: classes and relations, read from the Turtle files of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from kg.errors import OntologyError
from kg.knowledge.resources import data_folder
from kg.knowledge.shapes import Violation, to_rdflib, validate
from kg.knowledge.terms import KG, ONTOLEX
from kg.knowledge.turtle import read_turtle

LEXICON_SHAPES = "lexicon-shapes.ttl"
_OTHER_SHAPES = (LEXICON_SHAPES, "seed-shapes.ttl")
_NO_VOCABULARY = (ONTOLEX.LexicalEntry, KG.WordClass, SH.NodeShape, SH.PropertyShape)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between entities. `domain` and `range` hold the names of the classes and of all their sub-classes.

    `sign` is the edge's sign in the alliance graph, None for no edge; `personal` says that a leader stays the subject or object;
    `parent` is an IRI.
    """

    iri: str
    name: str
    labels: Mapping[str, str] = field(hash=False)
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool = False
    sign: int | None = None
    personal: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the ontology or the lexicon that its shapes forbid, or, as a warning, advise against."""

    file: str
    entry: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.what}"


@dataclass(frozen=True)
class Ontology:
    """Relations by name, and `classes`: to each class the names of the class and of all its sub-classes.

    `files` are the triples by the file's path in the folder; `digest` is a hash of these files.
    """

    relations: Mapping[str, Relation]
    classes: Mapping[str, frozenset[str]]
    files: Mapping[str, tuple[ox.Quad, ...]] = field(repr=False)
    digest: str
    folder: Path

    @classmethod
    def load(cls, folder: Path | None = None) -> Ontology:
        """The ontology in the folder, by default the one that comes with the program.

        Raises:
            OntologyError: no folder, broken Turtle, or a relation without label, definition, domain or range.
        """
        folder = folder or data_folder("ontologies")
        paths = sorted(folder.rglob("*.ttl"))
        if not paths:
            raise OntologyError(f"{folder}: no Turtle file in this folder; name a folder with core.ttl and relations/")
        named = {path.relative_to(folder).as_posix(): path for path in paths}
        files = {name: tuple(_parse(path, name)) for name, path in named.items()}
        digest = blake2b(b"\0".join(part for name, path in named.items() for part in (name.encode(), path.read_bytes())), digest_size=8)
        facts = _Facts(quad for quads in files.values() for quad in quads)
        classes = _classes(facts)
        relations = {relation.name: relation for name, quads in files.items() for relation in _relations(name, quads, facts, classes)}
        return cls(relations, classes, files, digest.hexdigest(), folder)

    def is_a(self, kind: str, class_name: str) -> bool:
        """Whether the class `kind` is the class or one of its sub-classes."""
        return kind in self.classes.get(class_name, ())

    def superclasses(self, kind: str) -> tuple[str, ...]:
        """The names of the class and of all classes above it."""
        return tuple(name for name, below in self.classes.items() if kind in below)

    @cached_property
    def fact_shapes(self) -> Graph:
        """The shapes that facts must keep: those of each relation, and shapes.ttl for statements and evidence."""
        return to_rdflib(quad for name, quads in self.files.items() if name not in _OTHER_SHAPES for quad in shape_triples(quads))

    def vocabulary(self) -> Iterator[ox.Quad]:
        """What a query about facts may ask of the ontology: its classes, relations and statuses, without shapes and words."""
        others = {ox.NamedNode(str(cls)) for cls in _NO_VOCABULARY}
        every = [quad for quads in self.files.values() for quad in quads if isinstance(quad.subject, ox.NamedNode)]
        hidden = {quad.subject for quad in every if quad.object in others}
        return (quad for quad in every if quad.subject not in hidden and not isinstance(quad.object, ox.BlankNode))

    def check(self) -> list[Problem]:
        """What the relations and the lexicon do against lexicon-shapes.ttl: the data half of `kg check`."""
        shapes = to_rdflib(self.files.get(LEXICON_SHAPES, ()))
        data = to_rdflib(quad for name, quads in self.files.items() if not name.endswith("shapes.ttl") for quad in quads)
        for relation in self.relations.values():
            data.add((URIRef(relation.iri), RDF.type, KG.Relation))
        places: dict[object, str] = {quad.subject: name for name, quads in self.files.items() for quad in quads}
        every = (quad for quads in self.files.values() for quad in quads)
        owners: dict[object, object] = {quad.object: quad.subject for quad in every if isinstance(quad.object, ox.BlankNode)}
        return sorted({_problem(found, places, owners) for found in validate(data, shapes)}, key=str)


class _Facts:
    """Triples to be looked up by subject and predicate."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.subjects: dict[object, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
        for quad in quads:
            self.subjects.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def objects(self, subject: object, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        return self.subjects.get(subject, {}).get(predicate, [])

    def iris(self, subject: object, predicate: str) -> list[str]:
        return [value.value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode)]

    def texts(self, subject: object, predicate: str) -> dict[str, str]:
        return {value.language or "": value.value for value in self.objects(subject, predicate) if isinstance(value, ox.Literal)}

    def members(self, node: object) -> Iterator[str]:
        """The class itself, or the classes of its owl:unionOf, even if that is a list without end."""
        if isinstance(node, ox.NamedNode):
            yield node.value
        waiting, seen = self.objects(node, str(OWL.unionOf)), set[object]()
        while waiting and waiting[0] not in seen:
            cell = waiting[0]
            seen.add(cell)
            yield from self.iris(cell, str(RDF.first))
            waiting = self.objects(cell, str(RDF.rest))


def _parse(path: Path, name: str) -> list[ox.Quad]:
    try:
        return read_turtle(path)
    except SyntaxError as error:
        what = str(error.msg).rpartition(": ")[2]
        raise OntologyError(f"{name}: line {error.lineno}, column {error.offset}: {what}; correct the Turtle there") from None
    except (OSError, ValueError) as error:
        raise OntologyError(f"{name}: {error}; make it a readable UTF-8 file") from None


def _classes(facts: _Facts) -> dict[str, frozenset[str]]:
    """To each class of the project the names of the class and of all its sub-classes."""
    named = (subject for subject in facts.subjects if isinstance(subject, ox.NamedNode) and subject.value.startswith(str(KG)))
    own = [node for node in named if _is(facts, node, OWL.Class)]
    above = {_local(node.value): [_local(iri) for iri in facts.iris(node, str(RDFS.subClassOf))] for node in own}
    below: dict[str, set[str]] = {name: {name} for name in above}
    for name, parents in above.items():
        waiting, seen = list(parents), set[str]()
        while waiting:
            parent = waiting.pop()
            if parent in below and parent not in seen:
                seen.add(parent)
                below[parent].add(name)
                waiting.extend(above[parent])
    return {name: frozenset(names) for name, names in below.items()}


def _relations(file: str, quads: Iterable[ox.Quad], facts: _Facts, classes: Mapping[str, frozenset[str]]) -> Iterator[Relation]:
    """The relations of one file below `relations/`."""
    if not file.startswith("relations/"):
        return
    for node in dict.fromkeys(quad.subject for quad in quads):
        if isinstance(node, ox.NamedNode) and _is(facts, node, OWL.ObjectProperty):
            yield _relation(file, node, facts, classes)


def _relation(file: str, node: ox.NamedNode, facts: _Facts, classes: Mapping[str, frozenset[str]]) -> Relation:
    name = _local(node.value)

    def ends(prop: str) -> tuple[str, ...]:
        wanted = [_local(iri) for value in facts.objects(node, str(RDFS[prop])) for iri in facts.members(value)]
        unknown = next((cls for cls in wanted if cls not in classes), None)
        if unknown or not wanted:
            what = f"the {prop} {unknown} is no class" if unknown else f"no {prop}"
            raise OntologyError(f"{file}: {name}: {what}; give it an rdfs:{prop} from core.ttl")
        return tuple(sorted({cls for top in wanted for cls in classes[top]}))

    labels, definitions = facts.texts(node, str(RDFS.label)), facts.texts(node, str(SKOS.definition))
    if not labels or not definitions:
        missing, wanted = ("definition", "a skos:definition") if labels else ("label", "an rdfs:label")
        raise OntologyError(f"{file}: {name}: no {missing}; give it {wanted}")
    return Relation(
        iri=node.value,
        name=name,
        labels=labels,
        definition=definitions.get("en") or next(iter(definitions.values())),
        domain=ends("domain"),
        range=ends("range"),
        symmetric=_is(facts, node, OWL.SymmetricProperty),
        sign=_sign(file, name, facts.texts(node, str(KG.sign))),
        personal="true" in facts.texts(node, str(KG.personal)).values(),
        parent=next(iter(facts.iris(node, str(RDFS.subPropertyOf))), None),
    )


def _sign(file: str, name: str, signs: Mapping[str, str]) -> int | None:
    sign = next(iter(signs.values()), None)
    if sign not in (None, "1", "0", "-1"):
        raise OntologyError(f"{file}: {name}: {sign!r} is no sign; write kg:sign 1, 0 or -1")
    return None if sign is None else int(sign)


def _is(facts: _Facts, node: ox.NamedNode, cls: str) -> bool:
    return str(cls) in facts.iris(node, str(RDF.type))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def shape_triples(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The triples of the SHACL shapes among the triples of one file, with all that their blank nodes say."""
    by_subject: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    shapes = (ox.NamedNode(str(SH.NodeShape)), ox.NamedNode(str(SH.PropertyShape)))
    waiting = [subject for subject, found in by_subject.items() if any(quad.object in shapes for quad in found)]
    while waiting:
        for quad in by_subject.pop(waiting.pop(), ()):
            yield quad
            if isinstance(quad.object, ox.BlankNode):
                waiting.append(quad.object)


def _problem(found: Violation, places: Mapping[object, str], owners: Mapping[object, object]) -> Problem:
    node: object = ox.NamedNode(found.focus) if not found.focus.startswith("_") and ":" in found.focus else ox.BlankNode(str(found.focus))
    seen = set[object]()
    while node in owners and node not in seen:  # blank nodes may own each other
        seen.add(node)
        node = owners[node]
    entry = _local(node.value) if isinstance(node, ox.NamedNode) else str(node)
    return Problem(places.get(node, "ontology"), entry, found.message, found.warning)
