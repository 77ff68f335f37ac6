"""Turtle files, of RDF 1.1: what is known beforehand comes through this door. https://www.w3.org/TR/turtle/"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

DEPTH = 1000
"""Triple terms of RDF 1.2 that may begin in one place; ten thousand in each other break the stack of Oxigraph's parser, and the process."""


def read_turtle(file: Path) -> list[ox.Quad]:
    """The triples of a file; its blank nodes are named after nothing and so differ between files.

    Raises:
        SyntaxError: it is no Turtle.
        OSError: it cannot be read.
        ValueError: it is no UTF-8, or has triple terms, which are of RDF 1.2.
    """
    if file.read_bytes().count(b"<<") > DEPTH:
        raise ValueError("triple terms in triple terms; write plain triples")
    quads = list(ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    strange = next((quad for quad in quads if isinstance(quad.object, ox.Triple)), None)
    if strange:
        raise ValueError(f"{strange.subject} has a triple as the object of {strange.predicate}; write plain triples of RDF 1.1")
    return quads
