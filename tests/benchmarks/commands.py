"""The commands that are asked of stores of all sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from costs import KG

LOOKUP = "SELECT ?p ?o { kgr:Mongolia ?p ?o } LIMIT 1000"
JOIN = "SELECT ?object ?evidence { ?statement rdf:subject kgr:Russia ; rdf:object ?object ; kg:evidence ?evidence } LIMIT 1000"
COUNT = "SELECT ?r (COUNT(*) AS ?n) { ?s a kg:Statement ; rdf:predicate ?r } GROUP BY ?r"
COMMANDS: Mapping[str, Sequence[str]] = {
    "lookup": ("query", LOOKUP, "--format", "csv"),
    "join": ("query", JOIN, "--format", "csv"),
    "count": ("query", COUNT, "--format", "csv"),
    "disputed": ("query", "disputed", "--format", "csv"),
    "why": ("why", "Russland", "criticizes", "USA"),
    "conflicts": ("conflicts", "--csv"),
    "sources": ("sources", "--csv"),
    "info": ("store", "info"),
    "verify": ("store", "verify"),
    "measure": ("measure", "--csv"),
    "changes": ("changes", "2015-01-01", "2020-01-01", "--csv"),
    "view": ("view", "-o", "graph.html"),
    "turtle": ("export", "--format", "turtle", "-o", "graph.ttl"),
    "nquads": ("export", "--format", "nquads", "-o", "graph.nq"),
    "graphml": ("export", "--format", "graphml", "-o", "graph.graphml"),
    "csv": ("export", "--format", "csv", "-o", "graph"),
}


def command(name: str, store: Path, room: Path) -> list[str]:
    """The command of that name about the store, its output in this folder."""
    arguments = [str(room / word) if before == "-o" else word for before, word in zip(("", *COMMANDS[name]), COMMANDS[name], strict=False)]
    return [*KG, *arguments, "--store", str(store)]


def output(name: str, room: Path) -> Path | None:
    """What the command writes, if it does."""
    words = COMMANDS[name]
    return room / words[words.index("-o") + 1] if "-o" in words else None
