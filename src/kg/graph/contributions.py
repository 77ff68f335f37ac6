"""Contributions: what a document brings into the store, as bytes that another process, or another machine, can have made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph.records import Run, extraction_triples

if TYPE_CHECKING:  # it imports spaCy, which a query need not wait for
    from kg.extraction.build import Extraction


@dataclass(frozen=True, slots=True)
class Contribution:
    """All triples that one document (an IRI) brings, as sorted N-Triples: the same bytes for the same document and run.

    The run itself is not among them, for it knows when it began.
    """

    document: str
    lines: bytes

    def triples(self) -> Iterator[ox.Quad]:
        """The triples, in the graph of facts."""
        return ox.parse(self.lines, ox.RdfFormat.N_TRIPLES)


def contribution(found: Extraction, run: Run) -> Contribution:
    """What the run has found in a document.

    Raises:
        DocumentError: an IRI or a text that RDF cannot hold.
    """
    lines = {f"{quad.triple} .\n" for quad in extraction_triples(found, run)}
    return Contribution(found.document.iri, "".join(sorted(lines)).encode())
