"""The terminals of SPARQL 1.1, and how many of them a query may have: https://www.w3.org/TR/sparql11-query/#sparqlGrammar.

Oxigraph's parser calls itself for what is nested, and what reads a parsed query does so for what is joined: some thousands of either
break the stack, and the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import QueryError

DEPTH = 100
"""Brackets that may be open at once."""
LONGEST = 4000
"""Terminals that a query may have besides the data of VALUES, which are no expression: some 1,300 patterns."""

_NAME = r"(?:[^\W_]|[_.\-·‿⁀])"
_LOCAL = r"(?:NAME|[:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_TERMINALS = re.compile(
    r"""
      (?P<comment> \#[^\n\r]*+ )
    | (?P<iri> <[^<>"{}|^`\x00-\x20]*+> )
    | (?P<string> '''(?:'{0,2}+(?:[^'\\]|\\.))*+''' | \"""(?:"{0,2}+(?:[^"\\]|\\.))*+\"""
        | '(?:[^'\\\n\r]|\\.)*+' | "(?:[^"\\\n\r]|\\.)*+" )
    | (?P<variable> [?$]\w++ )
    | (?P<language> @[A-Za-z0-9-]++ )
    | (?P<number> \d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+ )
    | (?P<word> (?!\d)NAME++ (?: : LOCAL*+ )?+ | : LOCAL*+ )
    | (?P<open> [({\[] )
    | (?P<close> [)}\]] )
    | (?P<sign> \S )
    """.replace("LOCAL", _LOCAL).replace("NAME", _NAME),
    re.VERBOSE | re.DOTALL,
)


def terminals(sparql: str) -> Iterator[tuple[str, str]]:
    """The kind and the text of each terminal, in time linear in the length of the query, however hostile.

    Raises:
        QueryError: too many brackets are open.
    """
    depth = 0
    for found in _TERMINALS.finditer(sparql):
        kind, text = found.lastgroup or "", found.group()
        depth += (kind == "open") - (kind == "close")
        if depth > DEPTH:
            raise QueryError(f"query: more than {DEPTH} brackets are open at once; write it flatter")
        if kind != "comment":
            yield "name" if kind == "word" and ":" in text else kind, text


def require_flat(sparql: str) -> None:
    """See to it that the query is neither nested so deeply nor so long that it might break the process.

    Raises:
        QueryError: it is.
    """
    if len(sparql) <= LONGEST // 2:
        return
    count, state = 0, ""
    for kind, text in terminals(sparql):
        if state == "data":
            state = "" if text == "}" else state
        elif state == "VALUES" and text == "{":
            state = "data"
        else:
            state = "VALUES" if kind == "word" and text.upper() == "VALUES" else state
            count += 1
    if count > LONGEST:
        raise QueryError(f"query: {count:,} words and signs, more than {LONGEST:,}; ask in parts, and write long lists as VALUES")
