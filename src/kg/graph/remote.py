"""The triples behind a network: any server of SPARQL 1.1 Query and Update, such as Fuseki, GraphDB, Virtuoso, QLever or Neptune.

Our default graph is the named graph `kg:facts` there, because servers differ on what a default graph is; whatever else the server
holds is left alone. What servers do each in their own way is made the same here: numbers and truth values are written as Oxigraph
writes them, ASK is answered yes or no, and answers that a server cuts at a number of rows (Virtuoso: 10,000) are fetched page by page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import pyoxigraph as ox
from rdflib.namespace import PROV, XSD

from kg.errors import QueryError, StoreError
from kg.extraction.reification import EVIDENCE, SOURCE, TYPE
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, PREFIXES, REVIEWS, Answer, Graph, Node, is_nameless
from kg.graph.endpoint import Endpoint
from kg.graph.phrasing import Query
from kg.graph.records import DERIVED, ROOMS, SHA256, USED
from kg.knowledge.terms import KG
from kg.knowledge.turtle import DEPTH

GRAPHS: dict[Graph, ox.NamedNode] = {FACTS: ox.NamedNode(str(KG.facts))} | {graph: graph for graph in (BACKGROUND, INFERRED, REVIEWS)}
"""The graphs of a store, and their names on a server."""
TRANSACTION = 4000
"""A change of at most so many triples goes in one request, which servers carry out whole or not at all."""
BATCH = 500
"""So many triples stand in one operation; Virtuoso's parser takes 5,000."""
ROUND = 1000
"""Servers that cut answers cut them at a multiple of this."""
_OURS = {name: graph for graph, name in GRAPHS.items()}
_NOWHERE = ox.NamedNode(str(KG.nowhere))
_JSON, _N_TRIPLES = "application/sparql-results+json", "application/n-triples"
_PARTS = ("s", "p", "o", "g")
_WHOLE = (SHA256, USED, str(KG.backgroundDigest))
_FOUND_BY = {EVIDENCE: 3, DERIVED: 3, SOURCE: 4}
_RUN = ox.NamedNode(str(PROV.Activity))
T = TypeVar("T")


class Remote:
    """A SPARQL server."""

    def __init__(self, url: str, update_url: str | None = None) -> None:
        """Name the server by its address for queries; nothing is sent yet.

        Raises:
            StoreError: the address is malformed, holds a password, or would carry one in the clear.
        """
        self.endpoint = Endpoint(url, update_url)
        self.where = url.partition("?")[0]
        self._heeds_datasets = False

    def close(self) -> None:
        """Close the connections."""
        self.endpoint.close()

    def __len__(self) -> int:
        return self._figure(Query.parsed(f"SELECT (COUNT(*) AS ?n) WHERE {{ {_pattern('?s ?p ?o', None)} }}"))

    # --- reading

    def query(self, sparql: str, graphs: Sequence[Graph]) -> Answer:
        """The answer to a query over the union of the graphs."""
        query = Query.parsed(sparql)
        self._require_datasets()
        if query.repeats and self.endpoint.server.startswith("Virtuoso"):
            raise QueryError(
                "query: Virtuoso loses solutions of property paths with *, + or ?; write their steps out, or use another server"
            )
        dataset = [("default-graph-uri", GRAPHS[graph].value) for graph in graphs]
        dataset += [("named-graph-uri", name.value) for graph, name in GRAPHS.items() if graph != FACTS]
        if query.form == "ASK":
            answer = json.dumps({"head": {}, "boolean": self._holds(query, dataset)})
            return ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        if query.form == "DESCRIBE":
            return self._description(query, dataset)
        if query.form == "CONSTRUCT":
            return query.constructed(_solutions(*self._rows(query.of_variables(), dataset)))
        return _solutions(*self._rows(query, dataset))

    def _require_datasets(self) -> None:
        """See to it that the server answers over the graphs that a request names: over none of them, nothing holds."""
        if not self._heeds_datasets:
            anything = Query.parsed("ASK { ?s ?p ?o }")
            if self._holds(anything, [("default-graph-uri", _NOWHERE.value)]):
                raise StoreError(f"{self.where}: the server disregards default-graph-uri of the SPARQL Protocol; use another server")
            self._heeds_datasets = True

    def _holds(self, query: Query, dataset: Sequence[tuple[str, str]]) -> bool:
        answer = self._answer(query, dataset)
        return answer["boolean"] is True if "boolean" in answer else bool(answer["results"]["bindings"])  # Virtuoso answers with a row

    def _description(self, query: Query, dataset: Sequence[tuple[str, str]]) -> Answer:
        found, answer = ox.Store(), self.endpoint.query(query.text, _N_TRIPLES, dataset)
        try:
            if any(line.count(b"<<") > DEPTH for line in answer.split(b"\n")):
                raise ValueError("triple terms in triple terms")
            found.load(answer, format=ox.RdfFormat.N_TRIPLES)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.where}: answers what is no N-Triples ({error}); name the address of a SPARQL endpoint") from None
        if len(found) and len(found) % ROUND == 0:
            raise QueryError(f"query: {self.where} may have cut its description at {len(found)} triples; write a CONSTRUCT")
        return found.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def _rows(self, query: Query, dataset: Sequence[tuple[str, str]] = ()) -> tuple[list[str], list[dict[str, Any]]]:
        """The variables and all rows of a SELECT, however few the server gives at once.

        Raises:
            QueryError: the server refuses the query, or its rows change while they are fetched.
        """
        answer = self._answer(query, dataset)
        names, rows = answer["head"]["vars"], answer["results"]["bindings"]
        if rows and len(rows) % ROUND == 0:
            size, rows = len(rows), []
            while len(rows) % size == 0 and (page := self._answer(query.page(names, len(rows), size), dataset)["results"]["bindings"]):
                rows += page
            if self._figure(query.count(), dataset) != len(rows):
                raise QueryError(f"query: the answer of {self.where} changed while it was fetched; ask again")
        return names, rows

    def _answer(self, query: Query, dataset: Sequence[tuple[str, str]]) -> dict[str, Any]:
        try:
            answer = json.loads(self.endpoint.query(query.text, _JSON, dataset))
            if query.form != "ASK" or "boolean" not in answer:
                results, head = answer["results"], answer["head"]
                results["bindings"] = [{name: _same_everywhere(term) for name, term in row.items()} for row in results["bindings"]]
                names = head["vars"] = [ox.Variable(name).value for name in head["vars"]]
                if not {name for row in results["bindings"] for name in row}.issubset(names) or len(set(names)) < len(names):
                    raise ValueError("a variable that it does not name, or names twice")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise self._senseless() from None
        return answer  # type: ignore[no-any-return]

    def _senseless(self) -> StoreError:
        return StoreError(f"{self.where}: answers what is no SPARQL result; name the address of a SPARQL endpoint")

    def quads(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | ox.Literal | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        """The triples that match."""
        given = dict(zip(_PARTS, (subject, predicate, value, graph and GRAPHS[graph]), strict=True))
        if any(isinstance(term, ox.BlankNode | ox.Triple) for term in given.values()):
            return  # no other request could name it
        spo = [str(_canonical(term)) if term else f"?{name}" for name, term in given.items() if name != "g"]
        wanted = [f"?{name}" for name, term in given.items() if not term] or ["(1 AS ?found)"]
        rows = list(_solutions(*self._rows(Query.parsed(f"SELECT {' '.join(wanted)} WHERE {{ {_pattern(' '.join(spo), graph)} }}"))))
        try:
            found = {_quad(*(term or row[name] for name, term in given.items())) for row in rows}
        except (LookupError, TypeError, ValueError):
            raise self._senseless() from None
        if len(found) < len(rows):
            raise StoreError(f"{self.where}: the triples changed while they were fetched; try again when nobody writes")
        yield from found

    def among(self, quads: Collection[ox.Quad]) -> set[ox.Quad]:
        """Those that stand; of many in one graph, by fetching the graph if it is no larger."""
        by_graph = defaultdict[Graph, list[ox.Quad]](list)
        for quad in quads:
            by_graph[quad.graph_name].append(quad)  # type: ignore[index]
        found: set[ox.Quad] = set()
        small: list[ox.Quad] = []
        for graph, some in by_graph.items():
            if len(some) > TRANSACTION and self._size(graph) < 2 * len(some):
                standing = set(self.quads(None, None, None, graph))
                found |= {quad for quad in some if _written(quad) in standing}
            else:
                small += some
        for batch in _batches(small, BATCH):
            lines = [f"({number} {GRAPHS[quad.graph_name]} {_triple(quad)})" for number, quad in enumerate(batch)]  # type: ignore[index]
            query = f"SELECT ?i WHERE {{ VALUES (?i ?g ?s ?p ?o) {{ {' '.join(lines)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            try:
                found |= {batch[int(row["i"]["value"])] for row in self._rows(Query.parsed(query))[1]}
            except (LookupError, ValueError):
                raise self._senseless() from None
        return found

    def _size(self, graph: Graph) -> int:
        return self._figure(Query.parsed(f"SELECT (COUNT(*) AS ?n) WHERE {{ {_pattern('?s ?p ?o', graph)} }}"))

    def _figure(self, query: Query, dataset: Sequence[tuple[str, str]] = ()) -> int:
        """The one number, ?n, that answers the query."""
        try:
            (row,) = self._answer(query, dataset)["results"]["bindings"]
            return int(row["n"]["value"])
        except (ValueError, LookupError):
            raise self._senseless() from None

    # --- writing

    def replace(self, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> None:
        """Remove and add in one request, or, if that is more than `TRANSACTION`, in several.

        Wherever several are cut off, no document is said to be read that is not there whole, and what is there of it can be found from
        it and replaced or taken back: by what others are found comes first and goes last, and nothing loses the old before it has the new.
        """
        stays = set(map(_written, new))
        left = [quad for quad in old if _written(quad) not in stays]
        gone, come = ([[quad for quad in quads if bool(_rank(quad)) == rest] for rest in (False, True)] for quads in (left, new))
        phases = [("DELETE", gone[0]), ("INSERT", sorted(come[1], key=_rank, reverse=True)), ("DELETE", sorted(gone[1], key=_rank))]
        steps = [(kind, some) for kind, quads in (*phases, ("INSERT", come[0])) for some in _batches(quads, BATCH)]
        requests = [[" ;\n".join(_operations(*step)) for step in some] for some in _batches(steps, TRANSACTION // BATCH)]
        for request in requests:
            self.endpoint.update(" ;\n".join(request))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads, `TRANSACTION` a request."""
        for some in _batches(quads, TRANSACTION):
            self.endpoint.update(" ;\n".join(text for part in _batches(some, BATCH) for text in _operations("INSERT", part)))


def _rank(quad: ox.Quad) -> int:
    """When a triple goes: what says that something is there whole; what follows; what is told; by what that is found; documents."""
    subject, predicate = str(quad.subject)[1:], quad.predicate.value
    if predicate in _WHOLE or (quad.graph_name == REVIEWS and predicate == TYPE):
        return 0
    if quad.graph_name == FACTS and (predicate in _FOUND_BY or quad.object == _RUN):
        return _FOUND_BY.get(predicate, 3)
    if quad.graph_name == INFERRED or not subject.startswith(ROOMS):
        return 1
    return 5 if subject.startswith(PREFIXES["kgd"]) else 2


def _operations(kind: str, quads: Iterable[ox.Quad]) -> Iterator[str]:
    """DELETE DATA or INSERT DATA, each of one graph: of two, Virtuoso leaves texts with a language undeleted."""
    by_graph = defaultdict[Graph, list[str]](list)
    for quad in quads:
        if is_nameless(quad):
            raise StoreError(f"{quad.predicate}: a blank node or a triple term, which two requests cannot share; give it an IRI")
        by_graph[quad.graph_name].append(f"{_triple(quad)} .\n")  # type: ignore[index]
    return (f"{kind} DATA {{ GRAPH {GRAPHS[graph]} {{ {''.join(lines)} }} }}" for graph, lines in by_graph.items())


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _pattern(triple: str, graph: Graph | None) -> str:
    if graph:
        return f"GRAPH {GRAPHS[graph]} {{ {triple} }}"
    return f"VALUES ?g {{ {' '.join(map(str, GRAPHS.values()))} }} GRAPH ?g {{ {triple} }}"


def _triple(quad: ox.Quad) -> str:
    return f"{quad.subject} {quad.predicate} {_canonical(quad.object)}"


def _quad(subject: Any, predicate: Any, value: Any, name: Any) -> ox.Quad:
    return ox.Quad(subject, predicate, _canonical(value), _OURS[name])


def _written(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, _canonical(quad.object), quad.graph_name)


def _canonical(term: Any) -> Any:
    """The term as Oxigraph would give it back, so that a text is the same whichever server kept it."""
    typed = isinstance(term, ox.Literal) and term.language is None and term.datatype.value != str(XSD.string)
    return _kept(term) if typed else term


@lru_cache(maxsize=65536)
def _kept(term: ox.Literal) -> Any:
    store = ox.Store()
    store.add(ox.Quad(_NOWHERE, _NOWHERE, term))
    return next(iter(store)).object


def _same_everywhere(term: dict[str, Any]) -> dict[str, Any]:
    """A term of SPARQL's JSON as Oxigraph would give it: Virtuoso says 1 for true.

    Raises:
        ValueError, LookupError, TypeError: it is no term of RDF 1.1.
    """
    kind, text, language = term["type"], term["value"], term.get("xml:lang")
    if kind in ("uri", "bnode"):
        return {"type": kind, "value": (ox.NamedNode if kind == "uri" else ox.BlankNode)(text).value}
    if kind not in ("literal", "typed-literal"):
        raise ValueError(kind)
    if language:
        return {"type": "literal", "value": text, "xml:lang": ox.Literal(text, language=language).language}
    if "datatype" not in term:
        return {"type": "literal", "value": ox.Literal(text).value}
    kept = _canonical(ox.Literal(text, datatype=ox.NamedNode(term["datatype"])))
    return {"type": "literal", "value": kept.value, "datatype": term["datatype"]}


def _solutions(names: list[str], rows: list[dict[str, Any]]) -> ox.QuerySolutions:
    answer = {"head": {"vars": names}, "results": {"bindings": rows}}
    found = ox.parse_query_results(json.dumps(answer), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return found
