"""The seeds judged: what in them breaks their shapes, and what cannot be true together.

The shapes stand in `ontologies/seed-shapes.ttl`. What two facts do to each other in time is asked by the queries of
`ontologies/checks`: each names what is wrong in its first line, and finds `?entity` and `?what`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError, QueryError, SeedError
from kg.knowledge.ontology import Ontology, Problem
from kg.knowledge.shapes import to_rdflib, validate
from kg.knowledge.sparql import require_flat
from kg.knowledge.terms import BASE
from kg.knowledge.turtle import read_turtle

SHAPES = "seed-shapes.ttl"
CORE = "core.ttl"
_CALLING = re.compile(r"service|\\u", re.IGNORECASE)  # the word may be glued to others, or written in escapes


def check_seeds(seeds: Path, ontology: Ontology) -> list[Problem]:
    """What the Turtle files of a folder do against the shapes and the checks of the ontology.

    Raises:
        SeedError: a file is not Turtle.
        OntologyError: a check is no SELECT with `?entity` and `?what`.
    """
    quads = {file.name: _parse(file) for file in sorted(seeds.glob("*.ttl"))}
    places = {str(quad.subject): name for name, found in quads.items() for quad in found if isinstance(quad.subject, ox.NamedNode)}
    facts = [quad for found in quads.values() for quad in found]
    held = {quad.object: quad.subject for quad in facts if isinstance(quad.object, ox.BlankNode)}
    problems = [*_against_shapes(facts, held, ontology), *_against_checks(facts, ontology)]
    return sorted({Problem(places.get(f"<{iri}>", "seeds"), _short(iri), what) for iri, what in problems}, key=str)


def _parse(file: Path) -> list[ox.Quad]:
    try:
        return read_turtle(file)
    except SyntaxError as error:
        raise SeedError(f"{file}:{error.lineno}: {error.msg}; correct the Turtle") from None
    except (OSError, ValueError) as error:
        raise SeedError(f"{file}: {error}; make it a readable UTF-8 file") from None


def _against_shapes(facts: list[ox.Quad], held: Mapping[ox.BlankNode, object], ontology: Ontology) -> Iterator[tuple[str, str]]:
    data = to_rdflib([*facts, *ontology.files.get(CORE, ())])
    for found in validate(data, to_rdflib(ontology.files.get(SHAPES, ()))):
        node = held.get(ox.BlankNode(str(found.focus))) if ":" not in found.focus else None
        value = f" {_short(str(found.value))}: " if found.value else " "
        yield str(getattr(node, "value", found.focus)), f"{value}{found.message}".strip()


def _against_checks(facts: list[ox.Quad], ontology: Ontology) -> Iterator[tuple[str, str]]:
    store = ox.Store()
    store.bulk_extend(facts)
    for file in sorted((ontology.folder / "checks").glob("*.rq")):
        try:
            query = file.read_text(encoding="utf-8")
            message = query.partition("\n")[0].lstrip("# ")
            if _CALLING.search(query):
                raise OntologyError(f"checks/{file.name}: names SERVICE, by which a server would be called; write it without the word")
            require_flat(query)
            rows = store.query(query)
            assert isinstance(rows, ox.QuerySolutions)
            for row in rows:
                yield row["entity"].value, f"{_short(row['what'].value)}: {message}"
        except (SyntaxError, AssertionError, LookupError, AttributeError, ValueError, OSError, RuntimeError, QueryError) as error:
            raise OntologyError(f"checks/{file.name}: {error}; write a SELECT of ?entity and ?what") from None


def _short(iri: str) -> str:
    return iri.removeprefix(f"{BASE}id/")
