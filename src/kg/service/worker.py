"""A process that answers queries, one after another; `kg.service.workers` starts it, and kills it when a query takes too long.

It reads a line of JSON a query, and writes a line of JSON and the answer's bytes: what comes back is data, never code.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, PREFIXES, REVIEWS, Answer, Backend, Graph
from kg.graph.local import Local
from kg.knowledge.sparql import require_flat
from kg.knowledge.terms import KG
from kg.service import confinement
from kg.service.failures import LimitError, UnacceptableError
from kg.service.formats import GRAPHS, MARKS, RESULTS
from kg.service.screening import Dataset, screen

NAMED = (BACKGROUND, INFERRED, REVIEWS)
Request = dict[str, Any]


class Bounded(io.BytesIO):
    """Bytes in memory, and the solutions that are written in them, up to a limit of each."""

    def __init__(self, most: int, rows: int, marks: tuple[bytes, ...] = ()) -> None:
        super().__init__()
        self._most, self._rows, self._marks = most, rows, marks
        self._seen, self._last = 0, b""

    def write(self, data: Any) -> int:  # any buffer
        """Add the bytes.

        Raises:
            LimitError: they are too many.
        """
        part = bytes(data)
        if self.tell() + len(part) > self._most:
            raise LimitError(f"query: the answer is larger than {self._most:,} bytes; ask for less, with LIMIT or fewer variables")
        for mark in self._marks:
            self._seen += (self._last[len(self._last) - len(mark) + 1 :] + part).count(mark)
        self._last = (self._last + part[-8:])[-8:]
        if self._seen > self._rows:
            raise too_many(self._rows)
        return super().write(part)


def too_many(rows: int) -> LimitError:
    """The answer has more solutions or triples."""
    return LimitError(f"query: the answer has more than {rows:,} rows; ask for less, with LIMIT")


def main() -> None:
    """Answer the queries on standard input."""
    confinement.die_with_parent()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    where, limits = sys.argv[1], json.loads(sys.argv[2])
    remote = "://" in where
    closed = False if remote else confinement.close_network()
    confinement.write_no_files()
    worker = Worker(limits)
    try:
        worker.open(where)
    except KgError as error:
        _say(sink, {"failure": "StoreError", "words": str(error)})
        return
    _say(sink, {"closed": closed or remote})
    for line in source:
        worker.answer(json.loads(line), sink)


class Worker:
    """An open store, and what no answer may pass."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.where = ""
        self.backend: Backend
        self.held = 0

    def open(self, where: str) -> None:
        """Open another store in place of the one that is open."""
        if self.where:
            self.where = ""
            self.backend.close()
        self.backend = _opened(where)
        self.where, self.held = where, confinement.held_memory()
        confinement.limit_memory(self.limits["memory"])

    def answer(self, request: Request, sink: BinaryIO) -> None:
        """Write the answer to a request, or why there is none."""
        try:
            if request["where"] != self.where:
                self.open(request["where"])
            media, body = self._written(request)
            tired = confinement.held_memory() - self.held > self.limits["memory"] // 4
            _say(sink, {"media": media, "length": len(body), "tired": tired}, body)
        except KgError as error:
            _say(sink, {"failure": type(error).__name__, "words": str(error)})
        except MemoryError:
            _say(sink, {"failure": "LimitError", "words": "query: it needs more memory than any query may; ask for less", "tired": True})

    def _written(self, request: Request) -> tuple[str, bytes]:
        answer = self._asked(request)
        offers = request["graphs"] if isinstance(answer, ox.QueryTriples) else request["results"]
        if not offers:
            made = list(GRAPHS if isinstance(answer, ox.QueryTriples) else RESULTS)
            raise UnacceptableError(f"query: its answer comes in none of the formats you accept; accept one of {', '.join(made)}")
        media = offers[0]
        try:
            return media, self._serialized(answer, media)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"query: {error}; simplify or correct it") from None

    def _asked(self, request: Request) -> Answer:
        written = screen(request["text"])
        require_flat(request["text"])
        dataset = Dataset(**request["dataset"]) or written
        if not dataset:
            return self.backend.query(request["text"], [FACTS, *NAMED])
        default, named = [_graph(iri) for iri in dataset.default], [_named(iri) for iri in dataset.named]
        if not isinstance(self.backend, Local):
            if named:
                raise QueryError("query: a remote store has no graphs to choose by FROM NAMED or named-graph-uri; leave them out")
            if not {FACTS, *NAMED}.issuperset(default):
                known = "kg:facts, kg:background, kg:inferred and kg:reviews"
                raise QueryError(f"query: a remote store has the graphs {known} alone; name some of these by FROM or default-graph-uri")
            return self.backend.query(request["text"], default)
        try:
            return self.backend.oxigraph.query(request["text"], prefixes=PREFIXES, default_graph=[*default], named_graphs=[*named])
        except SyntaxError as error:
            raise QueryError(f"query: {' '.join(str(error).split())[:300]}; correct it by https://www.w3.org/TR/sparql11-query/") from None
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"query: {error}; correct it") from None

    def _serialized(self, answer: Answer, media: str) -> bytes:
        rows = self.limits["rows"]
        marks = MARKS[RESULTS[media]] if isinstance(answer, ox.QuerySolutions) else ()
        stream = Bounded(self.limits["answer"], rows, marks)
        if isinstance(answer, ox.QueryTriples):
            ox.serialize(_at_most(answer, rows), stream, GRAPHS[media], prefixes=PREFIXES)
        else:
            answer.serialize(stream, RESULTS[media])
        return stream.getvalue()


def _opened(where: str) -> Backend:
    if "://" not in where:
        return Local(Path(where), read_only=True)
    from kg.graph.store import Store  # noqa: PLC0415  # half of the time that a worker takes to start

    return Store(where, read_only=True).backend


def _graph(iri: str) -> Graph:
    """The graph of that name; what documents say stands in the graph without one."""
    return FACTS if iri == str(KG.facts) else _named(iri)


def _named(iri: str) -> ox.NamedNode:
    if iri == str(KG.facts):
        raise QueryError("query: kg:facts is no named graph, and GRAPH finds nothing in it; choose it by FROM or default-graph-uri")
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise QueryError(f"query: {iri!r} is no absolute IRI of a graph; correct it") from None


def _at_most(triples: ox.QueryTriples, rows: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples, 1):
        if number > rows:
            raise too_many(rows)
        yield triple


def _say(sink: BinaryIO, header: dict[str, object], body: bytes = b"") -> None:
    sink.write(json.dumps(header).encode() + b"\n")
    sink.write(body)
    sink.flush()


if __name__ == "__main__":
    main()
