"""Verification: whether a store keeps its promises. It reads all and writes nothing, and its memory does not grow with the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pyoxigraph as ox
from rdflib import Graph as RdflibGraph

from kg.errors import KgError
from kg.extraction.reification import EVIDENCE, OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT, TYPE, iri
from kg.extraction.statements import Statement
from kg.graph.answers import shortened
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Backend, Graph
from kg.graph.changing import VERDICT
from kg.graph.inference import inferences
from kg.graph.local import Local
from kg.graph.records import DERIVED, DESCRIPTION, ROOMS
from kg.graph.store import Store
from kg.graph.versions import STORE, VERSION
from kg.knowledge.ontology import Ontology
from kg.knowledge.shapes import to_rdflib, validate
from kg.knowledge.terms import KG, KGE, OA, hashed

SAMPLE = 10_000
"""So many statements are judged by the shapes, which take a hundred times as long as all else; Oxigraph's order is one of hashes."""
BATCH = 500
_GRAPHS: tuple[Graph, ...] = (FACTS, BACKGROUND, INFERRED, REVIEWS)
_STATEMENT, _ASSERTED, _REJECTED = iri(str(KG.Statement)), iri(str(KG.asserted)), iri(str(KG.rejected))
_WORD = "FILTER NOT EXISTS"
_ORPHANS = {
    "a statement without evidence": f"?node a kg:Statement {_WORD} {{ ?node kg:evidence ?evidence }}",
    "no statement, but it has evidence": f"?node kg:evidence ?evidence {_WORD} {{ ?node a kg:Statement }}",
    "evidence of no statement": f"?node a kg:Evidence {_WORD} {{ ?statement kg:evidence ?node }}",
    "a statement's evidence, but not there": f"?statement kg:evidence ?node {_WORD} {{ ?node a kg:Evidence }}",
    "its document is not there": f"?node prov:hadPrimarySource ?document {_WORD} {{ ?document a schema:NewsArticle }}",
    "what it was derived from is not there": f"?node prov:wasDerivedFrom ?document {_WORD} {{ ?document a schema:NewsArticle }}",
    "evidence that no run has found": f"?node a kg:Evidence {_WORD} {{ ?node prov:wasGeneratedBy ?run }}",
    "the run that found it is not there": f"?node prov:wasGeneratedBy ?run {_WORD} {{ ?run a prov:Activity }}",
    "a document that no run has read": f"?node a schema:NewsArticle {_WORD} {{ ?run prov:used ?node }}",
    "a document that a run has read, but not there": f"?run prov:used ?node {_WORD} {{ ?node a schema:NewsArticle }}",
    "a run that has read no document": f"?node a prov:Activity {_WORD} {{ ?node prov:used ?document }}",
    "no run, but it has read a document": f"?node prov:used ?document {_WORD} {{ ?node a prov:Activity }}",
    "a name for which no document stands": f"?node rdfs:label ?label {_WORD} {{ ?node prov:wasDerivedFrom ?document }}",
}
"""What a whole store has none of, in the triples of documents. Of two patterns after NOT EXISTS Oxigraph would try all pairs."""
_REVIEWS = {
    "a review without verdict on its statement": f"?node schema:itemReviewed ?statement {_WORD} {{ ?statement kg:verdict ?verdict }}",
    "two verdicts": "?node kg:verdict kg:confirmed , kg:rejected",
    "a verdict of no review": f"""?node kg:verdict ?verdict
        {_WORD} {{ ?node a kg:Review }} {_WORD} {{ ?review schema:itemReviewed ?node ; kg:verdict ?verdict }}""",
}
UNDRAWN = "the background is loaded, but not all is inferred from it: a build was cut off; begin it again"
Item = TypeVar("Item")


def problems(store: Store, ontology: Ontology | None = None, sample: int = SAMPLE) -> Iterator[str]:
    """What is wrong in the store, a line each; nothing if it is whole. With an ontology, `sample` statements are judged by its shapes.

    Raises:
        StoreError: the server cannot be reached.
    """
    if store.version != VERSION and next(store.triples(graph=None), None):  # who makes a store may be killed before it has a version
        yield f"its version is {store.version}, not {VERSION}: bring it up to date by `kg store migrate`"
        return
    backend = store.backend
    try:
        if isinstance(backend, Local):
            yield from _unreadable(backend)
        yield from _strays(backend)
        yield from orphans(backend)
        for names in _batches(_statements(backend)):
            yield from _misnamed(backend, names)
        yield from _unsaid(backend)
        yield from _inferred(store)
        if ontology:
            yield from _violations(backend, ontology, sample)
    except (KgError, OSError, RuntimeError) as error:  # RocksDB compares a checksum with each block that it reads
        if not isinstance(backend, Local):
            raise
        yield f"it cannot be read: {error}"


def _unreadable(backend: Local) -> Iterator[str]:
    """Whether all indexes, of which facts have three and other graphs six, hold the same triples, and each of their blocks can be read."""
    counts = Counter((quad.graph_name, quad.predicate) for quad in backend.quads(None, None, None, None))
    for graph in {graph for graph, _ in counts} - set(_GRAPHS):
        yield f"{graph}: a graph that no store has"
    for (graph, predicate), count in sorted(counts.items(), key=str):
        assert isinstance(graph, ox.DefaultGraph | ox.NamedNode)
        found = whole = 0
        for quad in backend.quads(None, predicate, None, graph):
            found += 1
            whole += _is_everywhere(backend, quad, graph)
        if not count == found == whole:
            yield f"{shortened(predicate)}: {count} triples by subject, {found} by predicate, {whole} in all indexes"
    for predicate in {predicate for _, predicate in counts}:
        total = sum(count for (_, one), count in counts.items() if one == predicate)
        if total != sum(1 for _ in backend.quads(None, predicate, None, None)):
            yield f"{shortened(predicate)}: not {total} triples in all graphs together"


def _is_everywhere(backend: Local, quad: ox.Quad, graph: Graph) -> bool:
    """Whether the indexes that begin with the object, and those of all named graphs together, have the triple."""
    ends = (quad.subject, None, quad.object)
    named = graph == FACTS or (
        quad in backend.quads(*ends, None) and quad in backend.quads(quad.subject, quad.predicate, quad.object, None)
    )
    return named and quad in backend.quads(*ends, graph)


def _strays(backend: Backend) -> Iterator[str]:
    """Triples that stand in two graphs."""
    for rank, graph in enumerate(_GRAPHS[1:], 1):
        for quads in _batches(backend.quads(None, None, None, graph)):
            for twin in backend.among([_in(other, quad) for quad in quads for other in _GRAPHS[:rank]]):
                yield f"{_told(twin)}: in two graphs, {_name(twin.graph_name)} and {_name(graph)}"


def orphans(backend: Backend) -> Iterator[str]:
    """What refers to nothing, or is referred to by nothing, among what documents and reviewers say."""
    for graph, wrong in ((FACTS, _ORPHANS), (REVIEWS, _REVIEWS)):
        for what, pattern in wrong.items():
            for row in _select(backend, f"SELECT DISTINCT ?node WHERE {{ {pattern} }}", graph):
                yield f"{shortened(row['node'])}: {what}"


# --- statements and evidence


def _misnamed(backend: Backend, names: Sequence[ox.NamedNode]) -> Iterator[str]:
    """Statements and evidence that are not named after what they say, and plain triples that are missing, or there against the evidence."""
    statements, wanted = _described(backend, names, FACTS), dict[ox.Quad, bool]()
    evidence = _described(backend, (piece for name in names for piece in statements[name].get(EVIDENCE, ())), FACTS)
    reviews = _described(backend, names, REVIEWS)
    for name in names:
        told = statements[name]
        parts = [told.get(part, []) for part in (SUBJECT, PREDICATE, OBJECT)]
        if not all(len(values) == 1 and isinstance(values[0], ox.NamedNode) for values in parts):
            yield f"{shortened(name)}: not one subject, one predicate and one object"
            continue
        subject, predicate, value = (values[0] for values in parts)
        if name.value != Statement(subject.value, predicate.value, value.value).iri:
            yield f"{shortened(name)}: not the name of its triple"
        pieces = {piece: evidence.get(piece, {}) for piece in told.get(EVIDENCE, ())}
        yield from (f"{shortened(piece)}: not the name of what it says" for piece, says in pieces.items() if not _named(piece, name, says))
        asserted = any(_ASSERTED in says.get(STATUS, ()) for says in pieces.values())
        rejected = _REJECTED in reviews.get(name, {}).get(VERDICT, ())
        wanted[ox.Quad(subject, predicate, value)] = asserted and not rejected
    facts, background = backend.among(wanted), backend.among([_in(BACKGROUND, quad) for quad in wanted])
    for quad, plain in wanted.items():
        if plain != (quad in facts) and not (plain and _in(BACKGROUND, quad) in background):
            yield f"{_told(quad)}: {'asserted, but not there' if plain else 'there, but nobody asserts it, or a reviewer rejects it'}"


def _named(piece: ox.NamedNode, statement: ox.NamedNode, says: dict[str, list[Any]]) -> bool:
    parts = [says.get(part, []) for part in (SOURCE, str(OA.start), str(OA.end), STATUS)]
    if any(len(values) != 1 for values in parts):
        return False
    document, start, end, status = (values[0].value for values in parts)
    return piece.value == str(KGE[hashed(document, start, end, statement.value, status.removeprefix(str(KG)))])


def _unsaid(backend: Backend) -> Iterator[str]:
    """Plain triples of no statement."""
    for quads in _batches(quad for quad in backend.quads(None, None, None, FACTS) if _plain(quad)):
        said = {_reified(quad): quad for quad in quads}
        for tie in said.keys() - backend.among(said.keys()):
            yield f"{_told(said[tie])}: a plain triple of no statement"


def _plain(quad: ox.Quad) -> bool:
    return not str(quad.subject)[1:].startswith(ROOMS) and quad.predicate.value not in (*DESCRIPTION, DERIVED)


def _reified(quad: ox.Quad) -> ox.Quad:
    subject, value = (term.value if isinstance(term, ox.NamedNode) else str(term) for term in (quad.subject, quad.object))
    return ox.Quad(iri(Statement(subject, quad.predicate.value, value).iri), iri(TYPE), _STATEMENT)


# --- inferences


def _inferred(store: Store) -> Iterator[str]:
    """What is wrong with the inferences, in one line where they wait for the end of a build."""
    loaded = next(store.triples(STORE, iri(str(KG.backgroundDigest)), None, BACKGROUND), None)
    wrong = _wrongly_inferred(store)
    if loaded:
        yield from wrong
    elif next(wrong, None):
        yield UNDRAWN


def _wrongly_inferred(store: Store) -> Iterator[str]:
    """Inferences that are missing, or follow from nothing. What follows is drawn afresh, into a store on disk."""
    backend = store.backend
    with TemporaryDirectory(prefix="kg-verify-") as folder:
        fresh = Local(Path(folder) / "store")
        try:
            for drawn in _batches(inferences(backend, store.rules)):
                known = backend.among([_in(graph, quad) for quad in drawn for graph in (FACTS, BACKGROUND)])
                fresh.replace([], [quad for quad in drawn if not {_in(FACTS, quad), _in(BACKGROUND, quad)} & known])
            for one, other, what in ((fresh, backend, "it follows, but is not there"), (backend, fresh, "inferred, but does not follow")):
                for quads in _batches(one.quads(None, None, None, INFERRED)):
                    yield from (f"{_told(quad)}: {what}" for quad in set(quads) - other.among(quads))
        finally:
            fresh.close()


# --- shapes


def _violations(backend: Backend, ontology: Ontology, sample: int) -> Iterator[str]:
    """What breaks the shapes of statements, of evidence and of relations."""
    for names in _batches(islice(_statements(backend), sample)):
        for found in validate(_as_asserted(backend, names, ontology), ontology.fact_shapes):
            if not found.warning:
                yield f"{shortened(ox.NamedNode(str(found.focus)))}: {found.message}"


def _as_asserted(backend: Backend, names: Sequence[ox.NamedNode], ontology: Ontology) -> RdflibGraph:
    """The statements as if all were asserted, their evidence, and the classes of what they speak about."""
    statements = _described(backend, names, FACTS)
    evidence = _described(backend, (piece for told in statements.values() for piece in told.get(EVIDENCE, ())), FACTS)
    ends = {end for told in statements.values() for part in (SUBJECT, OBJECT) for end in told.get(part, ())}
    kinds = _described(backend, ends, FACTS, BACKGROUND)
    quads = [
        ox.Quad(node, iri(predicate), value)
        for described in (statements, evidence)
        for node, told in described.items()
        for predicate, values in told.items()
        for value in values
    ]
    for told in statements.values():
        subject, predicate, value = (told.get(part, [None])[0] for part in (SUBJECT, PREDICATE, OBJECT))
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode):
            quads.append(ox.Quad(subject, predicate, value))
    for node, told in kinds.items():
        for kind in told.get(TYPE, ()):
            above = ontology.superclasses(kind.value.removeprefix(str(KG)))
            quads += [ox.Quad(node, iri(TYPE), iri(str(KG[name]))) for name in above]
    return to_rdflib(quads)


# --- reading


def _statements(backend: Backend) -> Iterator[ox.NamedNode]:
    for quad in backend.quads(None, iri(TYPE), _STATEMENT, FACTS):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def _described(backend: Backend, nodes: Iterable[Any], *graphs: Graph) -> dict[ox.NamedNode, dict[str, list[Any]]]:
    """The values of each predicate of the nodes, in these graphs."""
    found: dict[ox.NamedNode, dict[str, list[Any]]] = {}
    for names in _batches(node for node in dict.fromkeys(nodes) if isinstance(node, ox.NamedNode)):
        query = f"SELECT ?node ?predicate ?value WHERE {{ VALUES ?node {{ {' '.join(map(str, names))} }} ?node ?predicate ?value }}"
        for row in _select(backend, query, *graphs):
            found.setdefault(row["node"], {}).setdefault(row["predicate"].value, []).append(row["value"])
    return found


def _select(backend: Backend, query: str, *graphs: Graph) -> ox.QuerySolutions:
    answer = backend.query(query, graphs)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _in(graph: Graph, quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _told(quad: ox.Quad) -> str:
    return " ".join(shortened(term) for term in (quad.subject, quad.predicate, quad.object))


def _name(graph: Any) -> str:
    return "facts" if graph == FACTS else shortened(graph)
