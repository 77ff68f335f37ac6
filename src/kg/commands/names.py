"""Names as people write them: what `kg.graph.naming` finds, for commands that import the store only when they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph.store import Store

RELATIONS = "owl:ObjectProperty"


def resolve(store: Store, name: str, *kinds: str) -> ox.NamedNode:
    """The entity (or, with `RELATIONS`, the relation) of that name: see `kg.graph.naming.resolve`.

    Raises:
        QueryError: the store knows none; it says which names are alike.
    """
    from kg.graph.naming import resolve as find

    return find(store, name, *kinds)
