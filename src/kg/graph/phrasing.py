"""A SPARQL query taken apart so far that a server can be asked for a page of its answer, or for its variables instead of triples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.backend import PREFIXES
from kg.knowledge.sparql import require_flat

_IRI = r"<[^<>\"{}|^`\\\s]*>"
_COMMENT = r"#[^\n]*(?:\n|$)"
_PROLOGUE = re.compile(
    rf"(?P<prologue>(?:\s++|{_COMMENT}|PREFIX\s+[^\s:<>]*:\s*{_IRI}|BASE\s*{_IRI})*+)(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_DECLARED = re.compile(rf"PREFIX\s+([^\s:<>]*):\s*{_IRI}", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\bSERVICE\b", re.IGNORECASE)  # Oxigraph would send requests while it reads the query
_REPEATED = re.compile(rf"(?:(?<![\w-])[\w-]*:[\w.-]+|{_IRI}|\))[*+?](?=[\s)/|])")
_ORDER = re.compile(r"\bORDER\s+BY\b.*?(?=(?<![?$:])\b(?:LIMIT|OFFSET|VALUES)\b|#|$)", re.IGNORECASE | re.DOTALL)
_GROUP = rf"\{{(?:[^{{}}\"'<#]|{_IRI}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|{_COMMENT})*\}}"
_TEMPLATE = re.compile(rf"(?:\s|{_COMMENT})*(?P<short>WHERE\b(?:\s|{_COMMENT})*)?(?P<template>{_GROUP})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """The declarations before a query, the word that says its form, and the rest."""

    prologue: str
    form: str
    rest: str

    @classmethod
    def parsed(cls, sparql: str) -> Self:
        """The query, with those prefixes of the project declared that it uses and does not declare itself.

        Raises:
            QueryError: the query is malformed, or an update.
        """
        found = _PROLOGUE.match(sparql)
        if not found:
            raise QueryError("query: it has no form; write a SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1")
        form, rest = found["form"].upper(), sparql[found.end() :]
        if not _ELSEWHERE.search(rest):
            _require_sparql(found["prologue"] + ("SELECT (1 AS ?kg_asked) " if form == "ASK" else form + " ") + rest)
        own = set(_DECLARED.findall(found["prologue"]))
        used = [prefix for prefix in PREFIXES if prefix not in own and f"{prefix}:" in rest]
        return cls("".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + found["prologue"], form, rest)

    @property
    def text(self) -> str:
        """The query as it is sent."""
        return f"{self.prologue}{self.form} {self.rest}"

    @property
    def repeats(self) -> bool:
        """Whether it has a property path of any length, or of length zero or one."""
        return bool(_REPEATED.search(self.rest))

    def page(self, names: Sequence[str], start: int, size: int) -> Query:
        """So many rows of a SELECT of these variables from there on, in an order that leaves nothing to chance.

        The sorting is inside, because Virtuoso sorts no more rows than it gives; DATATYPE would be a better key, but crashes it.
        """
        keys = " ".join(f"STR(?{name}) LANG(?{name})" for name in names)
        tail = self.rest.rfind("}") + 1
        order = _ORDER.search(self.rest, tail)
        if order:
            rest = f"{self.rest[: order.end()]} {keys} {self.rest[order.end() :]}"
        else:
            rest = f"* WHERE {{ {{ SELECT {self.rest}\n}} }} ORDER BY {keys}"
        return replace(self, rest=f"* WHERE {{ {{ SELECT {rest}\n}} }} OFFSET {start} LIMIT {size}")

    def count(self) -> Query:
        """How many rows a SELECT has, as ?n."""
        return replace(self, rest=f"(COUNT(*) AS ?n) WHERE {{ {{ SELECT {self.rest}\n}} }}")

    def of_variables(self) -> Query:
        """The SELECT whose solutions a CONSTRUCT puts into its template."""
        found = self._template()
        where = f"WHERE {found['template']}" if found["short"] else ""
        return replace(self, form="SELECT", rest=f"* {where}{self.rest[found.end() :]}")

    def constructed(self, solutions: ox.QuerySolutions) -> ox.QueryTriples:
        """The triples of a CONSTRUCT, from the solutions of `of_variables`."""
        names = [variable.value for variable in solutions.variables]
        rows = "".join("(" + " ".join(str(row[name] or "UNDEF") for name in names) + ")\n" for row in solutions)
        values = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {rows} }}"
        try:
            triples = ox.Store().query(f"{self.prologue} CONSTRUCT {self._template()['template']} WHERE {{ {values} }}")
        except SyntaxError:
            raise QueryError("query: a blank node in the answer, which SPARQL cannot name again; select IRIs and literals") from None
        assert isinstance(triples, ox.QueryTriples)
        return triples

    def _template(self) -> re.Match[str]:
        found = _TEMPLATE.match(self.rest)
        if not found:
            raise QueryError("query: a template of CONSTRUCT that is not understood; leave out long quotations")
        return found


def _require_sparql(sparql: str) -> None:
    require_flat(sparql)
    try:
        ox.Store().query(sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        what = " ".join(str(error).split())[:200]
        raise QueryError(f"query: {what}; correct it to a SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1") from None
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"query: {error}; correct the query") from None
