"""Tables: the archive as rows of actors and ties with typed columns, which every export of the network shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import networkx as nx

from kg.analysis.witnesses import Span, Witness, counting, overlaps, weight
from kg.extraction.statements import STATUSES, Status

Type = Literal["text", "iri", "integer", "number", "truth", "day", "texts", "spans"]
Row = Mapping[str, Any]

ACTOR: Mapping[str, Type] = {
    "id": "iri",
    "label": "text",
    "label_de": "text",
    "kind": "text",
    "region": "iri",
    "purpose": "iri",
    "longitude": "number",
    "latitude": "number",
}
"""The columns of an actor, see `kg.analysis.network.read_network`."""
TIE: Mapping[str, Type] = {
    "id": "iri",
    "source": "iri",
    "target": "iri",
    "relation": "iri",
    "name": "text",
    "label": "text",
    "label_de": "text",
    "sign": "integer",
    "symmetric": "truth",
    "status": "text",
    "contested": "truth",
    "review": "text",
    "known": "truth",
    "strength": "number",
    "weight": "number",
    "confidence": "number",
    "evidence": "integer",
    "sources": "texts",
    "first": "day",
    "last": "day",
    "spans": "spans",
    "lifted_source": "iri",
    "lifted_target": "iri",
}
"""The columns of a tie. `weight`, from 0 to 1, is its strength times how surely its evidence says so; what is only denied, or rejected by
reviewers, weighs nothing. `confidence` is that of the surest evidence, `evidence` the number of its pieces, `sources` who publishes them.
`known` says that it is known beforehand rather than stated by a document.
`first` and `last` are the days on which its evidence begins to speak for it, `spans` the days on which it counts.
`lifted_source` and `lifted_target` are the ends with a person replaced by whom the person then served."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"[\s;]")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of actors and of ties, sorted by their IRIs."""

    actors: Sequence[Row]
    ties: Sequence[Row]


def tables(archive: nx.MultiDiGraph[str], day: date | None = None) -> Tables:
    """The actors and the ties of the archive; with a day, the ties that count then and their actors."""
    edges = sorted(archive.edges(keys=True, data=True), key=lambda edge: (edge[2], edge[0], edge[1]))
    edges = [edge for edge in edges if day is None or _counts(edge[3]["spans"], day)]
    ends = {end for *pair, _, data in edges for end in (*pair, *data["lifted"])}
    nodes = sorted(archive if day is None else ends)
    statuses = archive.graph["statuses"]
    return Tables([_actor(node, archive.nodes[node]) for node in nodes], [_tie(edge, statuses) for edge in edges])


def holding(archive: nx.MultiDiGraph[str], day: date) -> dict[str, Status]:
    """The strongest status by which each tie counts on the day, by its statement; of those that count then."""
    found: dict[str, Status] = {}
    for *_, key, data in archive.edges(keys=True, data=True):
        counted = [witness.status for witness, span in counting(data["evidence"], data["half_life"]) if overlaps(span, day, day)]
        if counted and _counts(data["spans"], day):
            found[key] = min(counted, key=STATUSES.index)
    return found


def _counts(spans: Sequence[Span], day: date) -> bool:
    return any(overlaps(span, day, day) for span in spans)


def _actor(node: str, data: Mapping[str, Any]) -> Row:
    longitude, latitude = data["place"] or (None, None)
    return {
        "id": node,
        **_labels(data["label"]),
        "kind": data["kind"],
        "region": data["region"],
        "purpose": data["purpose"],
        "longitude": longitude,
        "latitude": latitude,
    }


def _tie(edge: tuple[str, str, str, Mapping[str, Any]], statuses: Mapping[str, float]) -> Row:
    source, target, key, data = edge
    evidence: Sequence[Witness] = data["evidence"]
    sure = weight(evidence, data["half_life"], statuses, None, None) if data["spans"] else 0.0
    same = ("relation", "name", "sign", "symmetric", "status", "contested", "first", "last", "spans", "strength")
    found = {
        **{name: data[name] for name in same},
        **_labels(data["label"]),
        "id": key,
        "source": source,
        "target": target,
        "review": data["review"],
        "known": not any(witness.quote for witness in evidence),
        "weight": round(data["strength"] * sure, 6),
        "confidence": max((witness.confidence for witness in evidence if witness.confidence is not None), default=None),
        "evidence": len(evidence),
        "sources": sorted({_item(witness.source) for witness in evidence} - {""}),
        "lifted_source": data["lifted"][0],
        "lifted_target": data["lifted"][1],
    }
    return {name: found[name] for name in TIE}


def _labels(label: Mapping[str, str]) -> Row:
    """The labels, each on one line and without control characters."""
    english, german = (" ".join(_CONTROL.sub(" ", label[language]).split()) for language in ("en", "de"))
    return {"label": english, "label_de": german}


def _item(text: str) -> str:
    """The host or IRI as an item of a list, whose items are divided by spaces or semicolons."""
    return _BREAKS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def spelled(span: Span) -> str:
    """The span as FROM/TO; an open end is left out.

    >>> spelled((date(2024, 1, 9), None))
    '2024-01-09/'
    """
    return "/".join(day.isoformat() if day else "" for day in span)
