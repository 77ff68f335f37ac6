"""Profiles: one actor with its partners and rivals, agreements, memberships and leaders, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import networkx as nx
import pyoxigraph as ox

from kg.analysis.blocs import blocs, leaders
from kg.analysis.network import KINDS
from kg.analysis.similarity import kappa, portfolios
from kg.analysis.snapshots import POWERS, STATES, signed_at
from kg.analysis.triads import Expectation, expected_ties
from kg.analysis.witnesses import Witness
from kg.graph.store import Store

MOST = 6
"""So many states that stand most like one, and so many ties that balance theory expects of it."""

_NAME = "OPTIONAL {{ ?{0} rdfs:label ?english FILTER (LANG(?english) = 'en') }}"
_AGREEMENTS = f"""
SELECT DISTINCT ?thing ?english ?what ?from ?to WHERE {{
  {{ ?thing kg:party $actor }} UNION {{ ?thing kg:hasParty ?part . ?part kg:member $actor }}
  {_NAME.format("thing")}
  OPTIONAL {{ ?thing kg:kind ?kind . ?kind rdfs:label ?what FILTER (LANG(?what) = 'en') }}
  OPTIONAL {{ ?thing schema:startDate ?from }} OPTIONAL {{ ?thing schema:endDate ?to }}
}}"""
_MEMBERSHIPS = f"""
SELECT DISTINCT ?thing ?english ?what ?from ?to WHERE {{
  {{ ?thing kg:hasMember ?part . ?part kg:member $actor
     OPTIONAL {{ ?part schema:startDate ?from }} OPTIONAL {{ ?part schema:endDate ?to }} }}
  UNION {{ $actor kg:memberOf ?thing FILTER NOT EXISTS {{ ?thing kg:hasMember/kg:member $actor }} }}
  {_NAME.format("thing")}
  OPTIONAL {{ ?thing kg:purpose ?purpose . ?purpose rdfs:label ?what FILTER (LANG(?what) = 'en') }}
}}"""
_LEADERS = f"""
SELECT DISTINCT ?thing ?english ?what ?from ?to WHERE {{
  ?thing kg:tenure ?tenure . ?tenure kg:of $actor ; kg:office ?office .
  {_NAME.format("thing")}
  OPTIONAL {{ ?office rdfs:label ?what FILTER (LANG(?what) = 'en') }}
  OPTIONAL {{ ?tenure schema:startDate ?from }} OPTIONAL {{ ?tenure schema:endDate ?to }}
}}"""


@dataclass(frozen=True, slots=True)
class Partner:
    """Another actor with the net weight of the ties to it (0 to 1 or more), and the statements behind these."""

    actor: str
    weight: float
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An agreement, membership or office: IRI and name of the other thing, what it is, and from when to when (a year, month or day)."""

    thing: str
    name: str
    what: str
    start: str
    end: str

    def holds_at(self, day: date) -> bool:
        """Whether it has begun by the day and not ended before, as far as its dates say."""
        text = day.isoformat()
        return self.start <= text[: len(self.start)] and (not self.end or self.end >= text[: len(self.end)])


@dataclass(frozen=True, slots=True)
class Happening:
    """A tie of the actor that begins on a day (None: not known), with its ends, its relation, its witnesses, and what reviewers think."""

    day: date | None
    subject: str
    relation: str
    object: str
    sign: int | None
    witnesses: tuple[Witness, ...]
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor on a day; happenings are of any time, those that documents tell.

    `similar` are the actors whose friendly ties are most like its own, with Cohen's κ; what is `expected` is no finding.
    """

    actor: str
    name: str
    kind: str
    region: str | None
    day: date
    bloc: tuple[str, ...]
    partners: tuple[Partner, ...]
    rivals: tuple[Partner, ...]
    agreements: tuple[Item, ...]
    memberships: tuple[Item, ...]
    leaders: tuple[Item, ...]
    happenings: tuple[Happening, ...]
    similar: tuple[tuple[str, float], ...] = ()
    expected: tuple[Expectation, ...] = ()


def read_profile(store: Store, archive: nx.MultiDiGraph[str], actor: str, day: date) -> Profile:
    """The profile of an actor on a day: a state among states, another among all powers."""
    about = archive.nodes.get(actor, {})
    node = ox.NamedNode(actor)
    kind = about.get("kind") or _kind(store, node)
    graph = signed_at(archive, day, STATES if kind == "state" else POWERS)
    found = blocs(graph)
    partners = sorted(_partners(graph, actor), key=lambda pair: (-pair[1].weight, pair[1].actor))
    agreements, memberships, offices = (tuple(_items(store, query, node)) for query in (_AGREEMENTS, _MEMBERSHIPS, _LEADERS))
    return Profile(
        actor=actor,
        name=about.get("label", {}).get("en") or actor.rpartition("/")[2].replace("_", " "),
        kind=kind,
        region=archive.graph["regions"].get(about["region"], {}).get("en") if about.get("region") else None,
        day=day,
        bloc=tuple(leaders(graph, found)[found[actor]]) if actor in found else (),
        partners=tuple(partner for sign, partner in partners if sign > 0),
        rivals=tuple(partner for sign, partner in partners if sign < 0),
        agreements=agreements,
        memberships=tuple(item for item in memberships if item.holds_at(day)),
        leaders=offices,
        happenings=tuple(sorted(_happenings(archive, actor), key=lambda told: (told.day or date.min, told.subject, told.object))),
        similar=tuple(_similar(graph, actor)[:MOST]),
        expected=tuple(expected_ties(graph, MOST, actor)),
    )


def _kind(store: Store, actor: ox.NamedNode) -> str:
    """What an actor without ties is."""
    found = {row["kind"].value.rpartition("#")[2] for row in store.select(f"SELECT ?kind WHERE {{ {actor} a ?kind }}", inferred=False)}
    first = next((kind for kind in KINDS if kind in found), "actor")
    return "person" if first == "Leader" else first.lower()


def _similar(graph: nx.Graph[str], actor: str) -> list[tuple[str, float]]:
    """The others whose portfolios of friendly ties agree with the actor's beyond chance, most first."""
    if actor not in graph:
        return []
    found = portfolios(graph)
    row = kappa(found)[found.states.index(actor)].tolist()
    alike = ((other, value) for other, value in zip(found.states, row, strict=True) if other != actor and value > 0)
    return sorted(alike, key=lambda pair: (-round(pair[1], 9), pair[0]))


def _partners(graph: nx.Graph[str], actor: str) -> Iterator[tuple[int, Partner]]:
    for _, other, tie in graph.edges(actor, data=True) if actor in graph else ():
        yield tie["sign"], Partner(other, tie["weight"], tie["keys"])


def _items(store: Store, query: str, actor: ox.NamedNode) -> list[Item]:
    found = {
        Item(
            row["thing"].value,
            row["english"].value if row["english"] else row["thing"].value.rpartition("/")[2].replace("_", " "),
            row["what"].value if row["what"] else "",
            row["from"].value if row["from"] else "",
            row["to"].value if row["to"] else "",
        )
        for row in store.select(query.replace("$actor", str(actor)), inferred=False)
    }
    return sorted(found, key=lambda item: (item.start, item.name, item.end))


def _happenings(archive: nx.MultiDiGraph[str], actor: str) -> Iterator[Happening]:
    """What documents say of the actor, and of those who served it at the time."""
    for one, other, tie in archive.edges(data=True):
        told = tuple(witness for witness in tie["evidence"] if witness.quote)
        if told and actor in (one, other, *tie["lifted"]):
            yield Happening(tie["first"], one, tie["label"]["en"], other, tie["sign"], told, tie.get("review"))
