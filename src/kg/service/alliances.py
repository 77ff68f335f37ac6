"""What an assistant is told of alliances: what became of them between two days, and their measures on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import networkx as nx
from pydantic import BaseModel, Field

from kg.analysis.blocs import blocs, leaders, named
from kg.analysis.changes import changes as changes_of
from kg.analysis.history import last_day, members_of_organizations
from kg.analysis.measures import of_system
from kg.analysis.network import read_network
from kg.analysis.snapshots import at, signed
from kg.analysis.witnesses import Witness
from kg.errors import QueryError
from kg.graph.store import Store
from kg.service.inert import Text
from kg.service.telling import MARK, Quotation, Said, Thing, Told, called, fitting, thing

Known = Literal["none", "met", "all"]

WITNESSES = 2
"""Quotations for each statement that explains a change."""
REASONS = 3
"""Statements that explain a change."""
MEMBERS = 12
"""Members of a bloc that are named, those with the strongest ties first."""


class Change(BaseModel):
    """What became of the tie of two states between two days."""

    kind: str
    pair: tuple[Thing, Thing]
    before: float = Field(description="Weight of the tie on the first day; below zero for a hostile one.")
    after: float
    came: list[Said]
    went: list[Said]

    def lines(self) -> Iterator[str]:
        """The pair, and the statements that came and went."""
        yield f"{self.kind}: {self.pair[0].name} – {self.pair[1].name}, {self.before:+.2f} to {self.after:+.2f}"
        for word, those in (("came", self.came), ("went", self.went)):
            if those:
                yield f"  {word}:"
            yield from (f"    {line}" for said in those for line in said.lines())


class Changes(Told):
    """What became of all ties between two days."""

    first: date
    last: date
    changes: list[Change]

    def lines(self) -> Iterator[str]:
        """Each change with its reasons."""
        yield MARK
        yield f"{self.first} to {self.last}"
        for change in self.changes:
            yield from change.lines()


class Bloc(BaseModel):
    """A group of states with friendly ties inside and hostile ones outside."""

    name: Text
    size: int
    members: list[Thing]


class Measures(Told):
    """The system of states on a day, in figures and blocs."""

    day: date
    figures: dict[str, float | None]
    blocs: list[Bloc]

    def lines(self) -> Iterator[str]:
        """A line for each figure and each bloc."""
        yield MARK
        yield f"on {self.day}"
        yield from (f"{name}: {'none' if value is None else f'{value:g}'}" for name, value in self.figures.items())
        for bloc in self.blocs:
            yield f"bloc {bloc.name}, {bloc.size} states: {', '.join(member.name for member in bloc.members)}"


def read_archive(store: Store, known: Known | None = None) -> nx.MultiDiGraph[str]:
    """The archive of the store, with ties known beforehand: by default none beside documents, all without any."""
    return read_network(store, known=known or ("none" if store.query("ASK { ?document a schema:NewsArticle }") else "all"))


def changes(archive: nx.MultiDiGraph[str], first: date, last: date, limit: int) -> Changes:
    """What became of the ties between two days, the greatest change first, with what explains it.

    Raises:
        QueryError: the first day is not before the last.
    """
    if first >= last:
        raise QueryError(f"{first} {last}: the first day is not before the second; swap them")
    before, after = (at(archive, day) for day in (first, last))
    said = {key: (one, other, tie) for graph in (before, after) for one, other, key, tie in graph.edges(keys=True, data=True)}
    found = sorted(changes_of(before, after), key=lambda change: -abs(change.after - change.before))
    told = (
        Change(
            kind=change.kind,
            pair=(thing(change.pair[0]), thing(change.pair[1])),
            before=change.before,
            after=change.after,
            came=_reasons(said, change.came),
            went=_reasons(said, change.went),
        )
        for change in found[:limit]
    )
    kept, out = fitting(list(told), limit)
    return Changes(first=first, last=last, changes=kept, left_out=out + max(len(found) - limit, 0))


def _reasons(said: Mapping[str, tuple[str, str, Mapping[str, Any]]], keys: Sequence[str]) -> list[Said]:
    return [_said(*said[key]) for key in keys if key in said][:REASONS]


def _said(subject: str, object_: str, tie: Mapping[str, Any]) -> Said:
    return Said(
        subject=thing(subject),
        relation=thing(tie["relation"]),
        object=thing(object_),
        status=tie["status"],
        review=tie.get("review"),
        evidence=[quotation(witness) for witness in tie["evidence"][:WITNESSES]],
    )


def quotation(witness: Witness) -> Quotation:
    """The witness as an assistant is told of it."""
    return Quotation(
        status=witness.status,
        quote=witness.quote,
        time=str(witness.valid) if witness.valid else None,
        speaker=thing(witness.speaker) if witness.speaker else None,
        confidence=witness.confidence,
        document=witness.document,
        title=witness.title,
        published=witness.published,
        url=witness.url,
    )


def measures(archive: nx.MultiDiGraph[str], day: date | None) -> Measures:
    """The measures of the states on a day, by default the last at which a tie begins, and their blocs."""
    moment = day or last_day(archive) or date.today()
    graph = signed(at(archive, moment))
    found = blocs(graph)
    names, members = named(graph, found, members_of_organizations(archive, moment)), leaders(graph, found)
    told = [
        Bloc(name="–".join(map(called, names[bloc])), size=len(members[bloc]), members=[thing(state) for state in members[bloc][:MEMBERS]])
        for bloc in sorted(members, key=lambda bloc: (-len(members[bloc]), bloc))
    ]
    kept, out = fitting(told, len(told))
    return Measures(day=moment, figures=of_system(graph, found), blocs=kept, left_out=out)
