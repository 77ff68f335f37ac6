"""Answers to SPARQL queries as an assistant is told them: rows of terms that it can use in its next query."""

from __future__ import annotations

import re
from itertools import islice

import pyoxigraph as ox

from kg.graph.store import PREFIXES
from kg.service.telling import Rows, fitting

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def solutions(body: bytes, limit: int) -> Rows:
    """The rows, or the truth value, of an answer in the JSON format of SPARQL results.

    https://www.w3.org/TR/sparql11-results-json/
    """
    answer = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean):
        return Rows(columns=[], rows=[], truth=bool(answer))
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return _rows(names, [[solution[name] for name in names] for solution in islice(answer, limit)], sum(1 for _ in answer))


def triples(body: bytes, limit: int) -> Rows:
    """The triples of an answer in N-Triples, a row each."""
    answer = ox.parse(body, ox.RdfFormat.N_TRIPLES)
    found = [[quad.subject, quad.predicate, quad.object] for quad in islice(answer, limit)]
    return _rows(["subject", "predicate", "object"], found, sum(1 for _ in answer))


def _rows(names: list[str], found: list[list[Term | None]], others: int) -> Rows:
    rows = [[None if term is None else written(term) for term in row] for row in found]
    kept, out = fitting(rows, len(rows))
    return Rows(columns=names, rows=kept, left_out=out + others)


def written(term: Term) -> str:
    """A literal's text; an IRI with a prefix of the project where SPARQL can read it so, else in angle brackets.

    >>> written(ox.NamedNode("https://w3id.org/stategraph/id/North_Korea"))
    'kgr:North_Korea'
    >>> written(ox.NamedNode("https://example.org/"))
    '<https://example.org/>'
    """
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace) and _LOCAL.fullmatch(term.value, len(namespace)):
                return f"{prefix}:{term.value[len(namespace) :]}"
    return str(term)
