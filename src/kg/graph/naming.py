"""Names as people write them, found in a store."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.store import PREFIXES, Store

_NAMES = """
SELECT ?thing ?name WHERE {
  VALUES ?kind { %s } ?thing a ?kind .
  { ?thing rdfs:label ?name } UNION { ?thing skos:altLabel ?name }
}"""
_EXACT = """
SELECT ?thing WHERE {{
  {{ VALUES ?name {{ {names} }} ?thing rdfs:label|skos:altLabel ?name ; a ?kind FILTER (?kind IN ({kinds})) }}
  UNION
  {{ VALUES ?thing {{ {node} }} ?thing a ?kind FILTER (?kind IN ({kinds})) }}
}}"""
"""Virtuoso finds nothing where the type stands after the union."""
ENTITIES = "kg:State kg:Organization kg:Bloc kg:Agreement kg:Leader kg:Person"
RELATIONS = "owl:ObjectProperty"
LANGUAGES = ("en", "de")


def resolve(store: Store, name: str, kinds: str = ENTITIES) -> ox.NamedNode:
    """The entity (or, with `RELATIONS`, the relation) of that name: a label in any language, the name in its IRI, or the IRI.

    Raises:
        QueryError: the store knows none; it says which names are alike.
    """
    exact = _exactly(store, name, kinds)
    if exact is not None:
        return exact
    found = sorted(_named(store, kinds), key=lambda pair: (pair[0], str(pair[1])))
    wanted = _folded(name)
    for text, node in found:
        if _folded(text) == wanted:
            return node
    alike = get_close_matches(wanted, {_folded(text): text for text, _ in found}, n=3, cutoff=0.7)
    shown = dict.fromkeys(next(text for text, _ in found if _folded(text) == match) for match in alike)
    what = "no relation" if kinds == RELATIONS else "nobody"
    advice = f"did you mean {' or '.join(shown)}?" if shown else "write the English or German name, or the IRI"
    raise QueryError(f"{name!r}: {what} of this name is known; {advice}")


def _exactly(store: Store, name: str, kinds: str) -> ox.NamedNode | None:
    """The thing of one of the kinds with exactly that label, name or IRI: found by the store's indexes, without reading all names."""
    try:
        texts = [ox.Literal(name), *(ox.Literal(name, language=language) for language in LANGUAGES)]
        local = PREFIXES["kg" if kinds == RELATIONS else "kgr"] + name.replace(" ", "_")
        node = _node(name) if ":" in name else ox.NamedNode(local)
    except ValueError:
        return None
    found = store.select(_EXACT.format(names=" ".join(map(str, texts)), node=node, kinds=", ".join(kinds.split())))
    return min((row["thing"] for row in found if isinstance(row["thing"], ox.NamedNode)), key=str, default=None)


def _node(name: str) -> ox.NamedNode:
    """The node of an IRI, or of a name with a prefix."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else name)


def _named(store: Store, kinds: str) -> Iterator[tuple[str, ox.NamedNode]]:
    for row in store.select(_NAMES % kinds):
        yield row["name"].value, row["thing"]
        yield _local(row["thing"]), row["thing"]


def _local(node: ox.NamedNode) -> str:
    return node.value.rpartition("#")[2].rpartition("/")[2]


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
