"""Answers written down: as a table to read, or as CSV, TSV and JSON by the W3C's formats of SPARQL results."""

from __future__ import annotations

from typing import BinaryIO, Literal, get_args

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.errors import QueryError, remedy
from kg.graph.store import PREFIXES, Answer
from kg.reading.cleaning import plain

Format = Literal["table", "csv", "tsv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

_RESULTS: dict[Format, ox.QueryResultsFormat] = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def write_answer(answer: Answer, form: Format, stream: BinaryIO, width: int | None = None) -> None:
    """Write the answer to a query. Triples (of CONSTRUCT) are N-Triples in any format but the table; a truth value is a word.

    https://www.w3.org/TR/sparql11-results-csv-tsv/ and https://www.w3.org/TR/sparql11-results-json/

    Raises:
        QueryError: no such format, or the query failed on its way.
    """
    if form not in FORMATS:
        raise QueryError(f"{form}: no format for answers; choose one of {', '.join(FORMATS)}")
    try:
        if isinstance(answer, ox.QueryTriples):
            triples = sorted(set(answer), key=str)
            written = _triples_table(triples, width) if form == "table" else ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        elif isinstance(answer, ox.QueryBoolean) and form != "json":
            written = b"yes\n" if form == "table" and answer else b"no\n" if form == "table" else str(bool(answer)).lower().encode() + b"\n"
        elif form == "table":
            assert isinstance(answer, ox.QuerySolutions)
            names = [variable.value for variable in answer.variables]
            written = _table(names, [[solution[name] for name in names] for solution in answer], width)
        else:
            written = answer.serialize(format=_RESULTS[form]) or b""
    except (RuntimeError, OSError) as error:
        raise QueryError(f"query: {error}; {remedy(error, 'simplify or correct the query')}") from None
    stream.write(written)


def _triples_table(triples: list[ox.Triple], width: int | None) -> bytes:
    return _table(["subject", "predicate", "object"], [[triple.subject, triple.predicate, triple.object] for triple in triples], width)


def _table(names: list[str], rows: list[list[Term | None]], width: int | None) -> bytes:
    table = Table(*names)
    for row in rows:
        table.add_row(*(Text(plain(shortened(term))) for term in row))  # a store of others cannot steer the terminal
    console = Console(width=width, legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    return capture.get().encode("utf-8", "backslashreplace")


def shortened(term: Term | None) -> str:
    """The term as a person reads it: a literal's text, an IRI of the project without its namespace.

    >>> shortened(ox.NamedNode("https://w3id.org/stategraph/id/North_Korea"))
    'North Korea'
    >>> shortened(ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs"))
    'owl:sameAs'
    """
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return str(term)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            local = term.value[len(namespace) :]
            return local.replace("_", " ") if prefix == "kgr" else local if prefix in ("kg", "kgd") else f"{prefix}:{local}"
    return term.value
