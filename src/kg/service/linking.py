"""Things by name: what a reader sees of an IRI, and where the service shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, TYPE
from kg.graph.answers import shortened
from kg.graph.store import Store
from kg.graph.witnesses import chunks
from kg.knowledge.terms import BASE
from kg.views.words import plain

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")
KINDS = ("id", "statement", "evidence", "document", "lexicon", "run", "finding", "name", "node", "words", "review")
"""The first parts of the paths of the project's IRIs, but for those of the ontology."""
LETTERS = 200
"""A longer name is cut."""

_LABELS = """
SELECT ?thing ?label WHERE { VALUES ?thing { %s } { ?thing rdfs:label ?label } UNION { ?thing schema:headline ?label } }"""
"""With the properties in VALUES, Oxigraph reads all triples of the store."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an IRI, the name a reader knows it by, and the path at which the service shows it: None where others do."""

    iri: str
    label: str
    path: str | None


def terms(iris: Iterable[str]) -> str:
    """The IRIs as SPARQL writes them.

    >>> terms(["urn:a", "urn:b"])
    '<urn:a> <urn:b>'
    """
    return " ".join(str(ox.NamedNode(iri)) for iri in iris)


def path_of(iri: str) -> str | None:
    """The path of the service that describes the thing of an IRI of the project; None for others.

    >>> path_of("https://w3id.org/stategraph/ontology#alliedWith"), path_of("https://example.org/")
    ('/ontology#alliedWith', None)
    """
    rest = iri.removeprefix(BASE)
    ours = iri.startswith(BASE) and (rest.partition("/")[0] in KINDS or rest.partition("#")[0] == "ontology")
    return "/" + quote(rest, safe="/#:@!$&'()*+,;=~%") if ours else None


def why_path(subject: str, predicate: str, value: str) -> str:
    """The path of the page that tells why a triple holds."""
    return "/why?" + urlencode({"subject": subject, "predicate": predicate, "object": value})


def named(store: Store, iris: Iterable[str], language: Language) -> Callable[[str], Thing]:
    """A function that gives the thing of each of these IRIs, named in the language, else in another, else by its IRI."""
    known: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for names in chunks(sorted(set(iris))):
        for row in store.select(_LABELS % names):
            label = row["label"]
            if isinstance(label, ox.Literal):
                labels = known[row["thing"].value]
                labels[label.language or ""] = min(label.value, labels.get(label.language or "", label.value))
    order = (language, *LANGUAGES, "")

    def thing(iri: str) -> Thing:
        names = known.get(iri, {})
        name = next((names[tongue] for tongue in order if tongue in names), next(iter(names.values()), ""))
        return Thing(iri, plain(name, LETTERS) or plain(shortened(ox.NamedNode(iri)), LETTERS), path_of(iri))

    return thing


def exists(store: Store, iri: str) -> bool:
    """Whether the store says anything about the IRI."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return any(True for _ in store.triples(node, None, None, None)) or any(True for _ in store.triples(None, None, node, None))


def types_of(store: Store, iri: str) -> set[str]:
    """The classes of the thing."""
    found = store.triples(ox.NamedNode(iri), ox.NamedNode(TYPE), None, None)
    return {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)}


def parts_of(store: Store, statement: str) -> tuple[str, str, str] | None:
    """Subject, predicate and object of a statement; None if it is none."""
    own = store.triples(ox.NamedNode(statement), None, None, None)
    found = {quad.predicate.value: quad.object.value for quad in own if isinstance(quad.object, ox.NamedNode)}
    return (found[SUBJECT], found[PREDICATE], found[OBJECT]) if {SUBJECT, PREDICATE, OBJECT} <= found.keys() else None
