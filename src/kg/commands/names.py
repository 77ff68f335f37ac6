"""Names as people write them, found in a store."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import QueryError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph.store import Store

_NAMES = """
SELECT ?thing ?name WHERE {
  VALUES ?kind { %s } ?thing a ?kind .
  { ?thing rdfs:label ?name } UNION { ?thing skos:altLabel ?name }
}"""
ENTITIES = "kg:State kg:Organization kg:Bloc kg:Agreement kg:Leader kg:Person"
RELATIONS = "owl:ObjectProperty"


def resolve(store: Store, name: str, kinds: str = ENTITIES) -> ox.NamedNode:
    """The entity (or, with `RELATIONS`, the relation) of that name: a label in any language, the name in its IRI, or the IRI.

    Raises:
        QueryError: the store knows none; it says which names are alike.
    """
    found = sorted(_named(store, kinds), key=lambda pair: (pair[0] != name, pair[0], str(pair[1])))
    wanted = _folded(name)
    for text, node in found:
        if _folded(text) == wanted or name in (node.value, f"kg:{_local(node)}", f"kgr:{_local(node)}"):
            return node
    alike = get_close_matches(wanted, {_folded(text): text for text, _ in found}, n=3, cutoff=0.7)
    shown = dict.fromkeys(next(text for text, _ in found if _folded(text) == match) for match in alike)
    what = "no relation" if kinds == RELATIONS else "nobody"
    advice = f"did you mean {' or '.join(shown)}?" if shown else "write the English or German name, or the IRI"
    raise QueryError(f"{name!r}: {what} of this name is known; {advice}")


def _named(store: Store, kinds: str) -> Iterator[tuple[str, ox.NamedNode]]:
    for row in store.select(_NAMES % kinds):
        yield row["name"].value, row["thing"]
        yield _local(row["thing"]), row["thing"]


def _local(node: ox.NamedNode) -> str:
    return node.value.rpartition("#")[2].rpartition("/")[2]


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
