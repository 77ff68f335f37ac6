"""What a query is before Oxigraph runs it: no update, no SERVICE, not nested without end; and the dataset that it names.

The words are found by the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so that a string, an IRI, a
comment or a variable may hold any of them. Oxigraph's parser needs no space between words, as in `trueSERVICE`: therefore SERVICE is
looked for in words, not only as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from kg.errors import QueryError
from kg.graph.backend import PREFIXES
from kg.knowledge.sparql import terminals
from kg.knowledge.terms import KG
from kg.service.failures import ForbiddenError

UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
QUERIES = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query reads: those whose union it sees, and those that GRAPH names. None: the graphs of the store."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


def screen(sparql: str) -> Dataset:
    """The dataset that the query names by FROM, if it may run at all.

    Raises:
        ForbiddenError: it is an update, or asks another service.
        QueryError: it is nested too deeply, or calls kg:facts a named graph.

    >>> screen("SELECT * FROM kg:inferred { ?service ?p 'SERVICE' }")
    Dataset(default=('https://w3id.org/stategraph/ontology#inferred',), named=())
    """
    tokens = [*terminals(sparql)]
    _refuse_updates(tokens)
    _refuse_services(tokens)
    dataset = _dataset(tokens)
    _refuse_facts_as_named(tokens)
    return dataset


def _refuse_updates(tokens: list[tuple[str, str]]) -> None:
    words = (text.upper() for kind, text in tokens if kind == "word")
    first = next((word for word in words if word in QUERIES | UPDATES), None)
    if first in UPDATES:
        raise ForbiddenError(f"query: {first} is an update; this service only reads; correct it to a SELECT, ASK, CONSTRUCT or DESCRIBE")


def _refuse_services(tokens: list[tuple[str, str]]) -> None:
    """Refuse SERVICE, also where it is glued to its neighbours: `SERVICE:x {` is a prefixed name unless a group follows."""
    for (kind, text), (_, after) in pairwise([*tokens, ("", "")]):
        glued = kind == "name" and after == "{" and _says_service(text.partition(":")[0])
        if glued or (kind == "word" and _says_service(text)):
            raise ForbiddenError("query: this service sends no requests to others; leave out SERVICE, and ask the other service yourself")


def _says_service(text: str) -> bool:
    return re.search("service", text, re.IGNORECASE) is not None


def _dataset(tokens: list[tuple[str, str]]) -> Dataset:
    """The graphs of FROM and FROM NAMED: https://www.w3.org/TR/sparql11-query/#specifyingDataset."""
    head = tokens[: next((i for i, (_, text) in enumerate(tokens) if text == "{"), None)]
    names = dict(_declared(head))
    default: list[str] = []
    named: list[str] = []
    for i, (kind, text) in enumerate(head):
        if kind == "word" and text.upper() == "FROM" and i + 1 < len(head):
            only = head[i + 1][1].upper() == "NAMED"
            graph = _resolved(*head[min(i + 1 + only, len(head) - 1)], names)
            (named if only else default).append(graph)
    return Dataset(tuple(default), tuple(named))


def _refuse_facts_as_named(tokens: list[tuple[str, str]]) -> None:
    """Refuse `GRAPH kg:facts`, which would find nothing and not say why: these triples stand in the graph that has no name."""
    names = dict(_declared(tokens))
    for (kind, text), (form, graph) in pairwise(tokens):
        if kind == "word" and text.upper() == "GRAPH" and form in ("iri", "name") and _resolved(form, graph, names) == str(KG.facts):
            raise QueryError("query: kg:facts is no named graph, and GRAPH finds nothing in it; write FROM kg:facts, or leave GRAPH out")


def _declared(head: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The prefixes that the query declares; its base is that of the name without a colon."""
    yield from ((f"{prefix}:", namespace) for prefix, namespace in PREFIXES.items())
    for (_, word), (kind, name), (_, iri) in zip(head, head[1:], [*head[2:], ("", "")], strict=False):
        if word.upper() == "PREFIX" and kind == "name":
            yield name, iri[1:-1]
        elif word.upper() == "BASE" and kind == "iri":
            yield "", name[1:-1]


def _resolved(kind: str, text: str, names: dict[str, str]) -> str:
    if kind == "iri":
        try:
            return urljoin(names.get("", ""), text[1:-1])
        except ValueError:
            raise QueryError(f"query: {text[:80]} is no IRI; correct it") from None
    prefix, colon, local = text.partition(":")
    return names.get(prefix + colon, "") + local
