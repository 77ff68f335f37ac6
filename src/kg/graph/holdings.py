"""Holdings: what a document has brought into the store, and what of it others have brought too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.extraction.reification import EVIDENCE, SOURCE, iri
from kg.graph.backend import FACTS, Backend, Node
from kg.graph.records import DERIVED, DESCRIPTION, USED

BATCH = 500
"""So many things are asked for at once."""
FEW = 100
"""So many, where all of them are compared with what others have brought."""
_ABOUT = "SELECT * WHERE { VALUES ?s { %s } ?s ?p ?o }"
_TIES = "SELECT * WHERE { VALUES ?o { %s } ?s kg:evidence ?o }"
_IDLE = "SELECT ?s ?p ?o WHERE { ?s a prov:Activity ; ?p ?o FILTER NOT EXISTS { ?s prov:used ?document } }"
_SHARED = "SELECT ?s ?p WHERE { VALUES (?s ?p) { %s } FILTER EXISTS { ?s ?p ?o FILTER (?o NOT IN (%s)) } }"


def owned_alone(backend: Backend, document: ox.NamedNode) -> set[ox.Quad]:
    """The triples that only this document supports; the plain ones of its statements are not among them.

    What many documents say is not read for each of them. Runs that have read no document, which a change leaves that was cut off, count
    among them.
    """
    own = set(backend.quads(document, None, None, FACTS))
    if not own:
        return own  # a document is written whole, and so not at all
    found = [quad.subject for quad in backend.quads(None, iri(SOURCE), document, FACTS)]
    ties = {_quad(row["s"], EVIDENCE, row["o"]) for row in _rows(backend, _TIES, found)}
    ties |= {quad for predicate in (DERIVED, USED) for quad in backend.quads(None, iri(predicate), document, FACTS)}
    shared = _shared(backend, ties)
    kept = {predicate: {tie.subject for tie in ties if tie.predicate.value == predicate} for predicate in (EVIDENCE, DERIVED, USED)}
    alone = {predicate: {node for node in nodes if (node, predicate) not in shared} for predicate, nodes in kept.items()}
    own |= ties
    own |= {_quad(row["s"], row["p"].value, row["o"]) for row in _rows(backend, _ABOUT, {*found, *alone[EVIDENCE]})}
    entities = (_quad(row["s"], row["p"].value, row["o"]) for row in _rows(backend, _ABOUT, alone[DERIVED]))
    own |= {quad for quad in entities if quad.predicate.value in DESCRIPTION}
    own |= {_quad(row["s"], row["p"].value, row["o"]) for row in _rows(backend, _ABOUT, alone[USED])}
    return own | {_quad(row["s"], row["p"].value, row["o"]) for row in _select(backend, _IDLE)}


def _shared(backend: Backend, ties: Iterable[ox.Quad]) -> set[tuple[Node, str]]:
    """What another document supports too, and how: each subject and predicate of the ties that has another object."""
    objects = defaultdict[str, set[str]](set)
    for tie in ties:
        objects[f"({tie.subject} {tie.predicate})"].add(str(tie.object))
    pairs, found = sorted(objects), set[tuple[Node, str]]()
    for start in range(0, len(pairs), FEW):
        some = pairs[start : start + FEW]
        own = sorted(set().union(*(objects[pair] for pair in some)))
        found |= {(row["s"], row["p"].value) for row in _select(backend, _SHARED % (" ".join(some), ", ".join(own)))}
    return found


def _rows(backend: Backend, query: str, nodes: Iterable[Node]) -> Iterator[ox.QuerySolution]:
    ordered = sorted(set(map(str, nodes)))
    for start in range(0, len(ordered), BATCH):
        yield from _select(backend, query.replace("%s", " ".join(ordered[start : start + BATCH]), 1))


def _select(backend: Backend, query: str) -> ox.QuerySolutions:
    answer = backend.query(query, [FACTS])
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def _quad(subject: Node, predicate: str, value: Node | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, iri(predicate), value)
