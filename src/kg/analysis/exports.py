"""Exports: the network in the formats of tools that draw and count, the same bytes for the same archive.

GraphML, GEXF and Cytoscape JSON are one file each; CSV and Parquet are two tables, of nodes and of edges.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Literal, get_args

from kg.analysis.markup import gexf, graphml, plain
from kg.analysis.tables import ACTOR, TIE, Row, Tables, Type, spelled
from kg.errors import StoreError

Single = Literal["graphml", "gexf", "cytoscape"]
Double = Literal["csv", "parquet"]
SINGLE: tuple[Single, ...] = get_args(Single)
DOUBLE: tuple[Double, ...] = get_args(Double)
FILES = ("nodes", "edges")
"""The two tables."""

_NEO4J: Mapping[Type, str] = {
    "integer": ":int",
    "number": ":double",
    "truth": ":boolean",
    "day": ":date",
    "texts": ":string[]",
    "spans": ":string[]",
}


def write_network(tables: Tables, form: Single, stream: BinaryIO) -> None:
    """Write the network to the stream."""
    pieces = {"graphml": graphml, "gexf": gexf, "cytoscape": cytoscape}[form](tables)
    stream.writelines(piece.encode() for piece in pieces)


def write_table(tables: Tables, which: str, form: Double, stream: BinaryIO) -> None:
    """Write one of the two tables to the stream.

    Raises:
        StoreError: Parquet is wanted, and pyarrow is not installed.
    """
    rows, columns = (tables.actors, ACTOR) if which == "nodes" else (tables.ties, TIE)
    if form == "csv":
        stream.writelines(line.encode() for line in neo4j(rows, columns))
    else:
        _write_parquet(rows, columns, stream)


# --- Cytoscape


def cytoscape(tables: Tables) -> Iterator[str]:
    """The network as JSON that Cytoscape.js, Cytoscape and networkx read, an element a line.

    https://js.cytoscape.org/#notation/elements-json; what is unknown is left out.
    """
    yield '{"data": {"name": "kg"}, "directed": true, "multigraph": true, "elements": {"nodes": ['
    yield from _listed({"data": {**_known(row, ACTOR), "name": row["label"], "value": row["id"]}} for row in tables.actors)
    yield '], "edges": ['
    yield from _listed(
        {"data": {**_known(row, TIE), "interaction": row["name"], "key": row["id"], "name": row["label"]}} for row in tables.ties
    )
    yield "]}}\n"


def _listed(elements: Iterable[Row]) -> Iterator[str]:
    comma = ""
    for element in elements:
        yield f"{comma}\n{json.dumps(element, ensure_ascii=False)}"
        comma = ","


def _known(row: Row, columns: Mapping[str, Type]) -> dict[str, Any]:
    days: Mapping[Type, Any] = {"day": str, "spans": lambda spans: [spelled(span) for span in spans]}
    return {name: days.get(kind, lambda value: value)(row[name]) for name, kind in columns.items() if row[name] is not None}


# --- tables


def neo4j(rows: Iterable[Row], columns: Mapping[str, Type]) -> Iterator[str]:
    """The table as CSV, line by line, with the header that `neo4j-admin database import` reads; lists are divided by semicolons.

    https://neo4j.com/docs/operations-manual/current/import/
    An actor's label in Neo4j is its kind, a tie's type the name of its relation. A text that a spreadsheet would take for a formula has an
    apostrophe before it, for who gets a CSV file opens it in one; no name begins with such a sign, and IRIs and numbers stay as they are.
    """
    ties = "source" in columns
    special = {"id": "id:string" if ties else "id:ID", "source": ":START_ID", "target": ":END_ID"}
    header = [special.get(name, f"{name}{_NEO4J.get(kind, ':string')}") for name, kind in columns.items()]
    yield _line([*header, ":TYPE" if ties else ":LABEL"])
    for row in rows:
        label = row["name"] if ties else row["kind"].capitalize()
        yield _line([*(_cell(row[name], kind) for name, kind in columns.items()), guard(label)])


def _cell(value: Any, kind: Type) -> str:
    text = plain(value, kind, ";")
    return guard(text) if kind in ("text", "texts") else text


def guard(text: str) -> str:
    """The text; one that a spreadsheet would take for a formula with an apostrophe before it.

    https://owasp.org/www-community/attacks/CSV_Injection

    >>> guard("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text[:1] in tuple("\t\r\n") or text.lstrip()[:1] in tuple("=+-@") else text


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _write_parquet(rows: Iterable[Row], columns: Mapping[str, Type], stream: BinaryIO) -> None:
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra: only who exports Parquet needs it
        import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise StoreError("parquet: the package pyarrow is not installed; run pip install 'stategraph-kg[parquet]'") from None
    span = pa.struct([("first", pa.date32()), ("last", pa.date32())])
    types: dict[Type, Any] = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        "day": pa.date32(),
        "texts": pa.list_(pa.string()),
        "spans": pa.list_(span),
    }
    schema = pa.schema([(name, types.get(kind, pa.string())) for name, kind in columns.items()])
    dated = ({**row, "spans": [{"first": one, "last": last} for one, last in row["spans"]]} if "spans" in columns else row for row in rows)
    pq.write_table(pa.Table.from_pylist(list(dated), schema=schema), stream)
