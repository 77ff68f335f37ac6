"""What a store needs of the program that holds its triples, be it in this process or behind a network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

from kg.knowledge.terms import BASE, KG

PREFIXES = {
    "kg": str(KG),
    "kgr": BASE + "id/",
    "kgs": BASE + "statement/",
    "kge": BASE + "evidence/",
    "kgd": BASE + "document/",
    "lex": BASE + "lexicon/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FACTS = ox.DefaultGraph()
BACKGROUND = ox.NamedNode(str(KG.background))
INFERRED = ox.NamedNode(str(KG.inferred))
REVIEWS = ox.NamedNode(str(KG.reviews))
GRAPHS = (FACTS, BACKGROUND, REVIEWS, INFERRED)

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
Graph = ox.DefaultGraph | ox.NamedNode
Node = ox.NamedNode | ox.BlankNode | ox.Triple


class Backend(Protocol):
    """Holds triples in graphs, and answers SPARQL."""

    where: str
    """Its folder or address, as messages name it."""

    def query(self, sparql: str, graphs: Sequence[Graph]) -> Answer:
        """The answer to a SPARQL 1.1 query whose default graph is the union of these graphs; `PREFIXES` need not be declared.

        Raises:
            QueryError: the query is malformed, or fails.
        """

    def quads(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | ox.Literal | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        """The triples of a graph (None: of all) that match the given terms."""

    def among(self, quads: Collection[ox.Quad]) -> set[ox.Quad]:
        """Those of the quads that stand."""

    def replace(self, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> None:
        """Remove the old and add the new, in one transaction; what is in both stays.

        What is nameless, of which kg itself writes nothing, goes and comes apart from it. A server takes none.

        Raises:
            StoreError: that cannot be written; then nothing is.
        """

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads, fast, not in one transaction.

        Raises:
            StoreError: they cannot be written; some may be.
        """

    def __len__(self) -> int:
        """The number of triples, in all graphs."""

    def close(self) -> None:
        """Give back what it holds."""


def is_nameless(quad: ox.Quad) -> bool:
    """Whether the triple holds a blank node or another triple, which no update of SPARQL 1.1 can name."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode | ox.Triple)
