"""The version of a store: how its triples are laid out, and how an older store is brought up to date."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib.namespace import XSD

from kg.errors import StoreError
from kg.graph.backend import BACKGROUND, Backend
from kg.knowledge.terms import KG

VERSION = 1
"""0 had no number, and no triples lifted from leaders to their states."""
STORE = ox.NamedNode(str(KG.store))
_VERSION = ox.NamedNode(str(KG.storeVersion))


def version_quad(version: int = VERSION) -> ox.Quad:
    """The triple that says the version."""
    return ox.Quad(STORE, _VERSION, ox.Literal(str(version), datatype=ox.NamedNode(str(XSD.integer))), BACKGROUND)


def version_of(backend: Backend) -> int:
    """The version of the store; 0 where none is written.

    Raises:
        StoreError: it is newer than this program.
    """
    found = next(backend.quads(STORE, _VERSION, None, BACKGROUND), None)
    version = int(found.object.value) if found and isinstance(found.object, ox.Literal) and found.object.value.isdigit() else 0
    if version > VERSION:
        raise StoreError(
            f"{backend.where}: a store of version {version}, and this kg knows {VERSION}; use the kg that made it, or a newer one"
        )
    return version
