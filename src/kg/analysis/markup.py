"""Markup: the network as GraphML and as GEXF, which Gephi, igraph, networkx, yEd and others read.

GraphML 1.0, http://graphml.graphdrawing.org; GEXF 1.3, https://gexf.net. In both every tie is directed; `symmetric` says which mean both
ways. A sign that XML forbids becomes U+FFFD: here a text is a label, and no bell in it should keep a network from its reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kg.analysis.tables import ACTOR, TIE, Row, Tables, Type, spelled

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("[\t\n\r\x85\u2028]")
_GRAPHML: Mapping[Type, str] = {"integer": "int", "number": "double", "truth": "boolean"}
_GEXF: Mapping[Type, str] = {"integer": "integer", "number": "double", "truth": "boolean"}
_ENDS = ("source", "target")
_OWN = ("id", "label", "weight", *_ENDS)
"""What GEXF says in attributes of its own."""


def graphml(tables: Tables) -> Iterator[str]:
    """The network as GraphML, piece by piece. Its identifiers are numbers, for an IRI is none; the IRIs are the attribute `iri`."""
    names = {row["id"]: f"n{number}" for number, row in enumerate(tables.actors)}
    columns = {name: kind for name, kind in TIE.items() if name not in _ENDS}
    yield f'{_HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for owner, its in (("node", ACTOR), ("edge", columns)):
        for name, kind in its.items():
            called = "iri" if name == "id" else name
            yield f'  <key id="{owner}_{called}" for="{owner}" attr.name="{called}" attr.type="{_GRAPHML.get(kind, "string")}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for row in tables.actors:
        yield f'    <node id="{names[row["id"]]}">{_data(row, "node", ACTOR)}</node>\n'
    for number, row in enumerate(tables.ties):
        ends = f'source="{names[row["source"]]}" target="{names[row["target"]]}"'
        yield f'    <edge id="e{number}" {ends}>{_data(row, "edge", columns)}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _data(row: Row, owner: str, columns: Mapping[str, Type]) -> str:
    pairs = (("iri" if name == "id" else name, plain(row[name], kind)) for name, kind in columns.items())
    return "".join(f'<data key="{owner}_{name}">{_text(text)}</data>' for name, text in pairs if text)


def gexf(tables: Tables) -> Iterator[str]:
    """The network as GEXF with a time axis, piece by piece: a tie is there in its spells, of which an end that is open is left out.

    Ties of different relations between the same actors are of different kinds. One that weighs nothing, for it is only denied or rejected,
    is left out by Gephi, which says so.
    """
    actor, tie = ({name: kind for name, kind in columns.items() if name not in _OWN} for columns in (ACTOR, TIE))
    yield f'{_HEAD}<gexf xmlns="http://gexf.net/1.3" version="1.3">\n  <meta><creator>kg</creator></meta>\n'
    yield '  <graph mode="dynamic" timeformat="date" timerepresentation="interval" defaultedgetype="directed" idtype="string">\n'
    for owner, its in (("node", actor), ("edge", tie)):
        yield f'    <attributes class="{owner}" mode="static">\n'
        for name, kind in its.items():
            yield f'      <attribute id="{name}" title="{name}" type="{_GEXF.get(kind, "string")}"/>\n'
        yield "    </attributes>\n"
    yield f'    <nodes count="{len(tables.actors)}">\n'
    for row in tables.actors:
        yield f'      <node id="{_text(row["id"])}" label="{_text(row["label"])}">{_values(row, actor)}</node>\n'
    yield f'    </nodes>\n    <edges count="{len(tables.ties)}">\n'
    for row in tables.ties:
        pairs = {name: row[name] for name in ("id", *_ENDS, "label", "weight")} | {"kind": row["name"]}
        attributes = " ".join(f'{name}="{_text(str(value))}"' for name, value in pairs.items())
        yield f"      <edge {attributes}>{_spells(row)}{_values(row, tie)}</edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _values(row: Row, columns: Mapping[str, Type]) -> str:
    pairs = ((name, plain(row[name], kind)) for name, kind in columns.items())
    values = "".join(f'<attvalue for="{name}" value="{_text(text)}"/>' for name, text in pairs if text)
    return f"<attvalues>{values}</attvalues>"


def _spells(row: Row) -> str:
    """The spells; none for a tie that always counts."""
    spells = [
        "".join(f' {name}="{day.isoformat()}"' for name, day in zip(("start", "end"), span, strict=True) if day)
        for span in row["spans"]
        if any(span)
    ]
    return f"<spells>{''.join(f'<spell{spell}/>' for spell in spells)}</spells>" if spells else ""


def plain(value: Any, kind: Type, divider: str = " ") -> str:
    """The value as text: days and numbers as XML Schema writes them, the items of lists divided; an empty text if there is none."""
    if value is None:
        return ""
    if kind == "truth":
        return "true" if value else "false"
    if kind in ("texts", "spans"):
        return divider.join(spelled(item) if kind == "spans" else item for item in value)
    return str(value)


def _text(text: str) -> str:
    """The text as content or as a quoted attribute of XML."""
    inert = escape(_FORBIDDEN.sub("\ufffd", text))
    return _BREAK.sub(lambda found: f"&#{ord(found[0])};", inert)
