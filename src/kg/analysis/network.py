"""The archive: the store as a signed network of actors, with one edge for each statement of any time and its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import networkx as nx
import pyoxigraph as ox

from kg.analysis.standing import Standing, standing_ties
from kg.analysis.testimony import Told, local, read_told
from kg.analysis.witnesses import Span, Witness, overlaps, spans
from kg.extraction.statements import STATUSES, Interval, Status
from kg.graph.columns import day_of, number_of
from kg.graph.store import Store
from kg.graph.witnesses import Verdict, verdicts
from kg.knowledge.entities import first_day, last_day
from kg.knowledge.terms import BASE, KG

KINDS = ("State", "Organization", "Bloc", "Agreement", "Leader", "Person")
LANGUAGES = ("en", "de")
UNSCORED = 5.0
"""The size of the Goldstein score of a relation that has none."""
DIRECTED = frozenset((str(KG.memberOf), str(KG.sanctions)))
"""What is known beforehand in one direction; treaties, wars and rivalries have none."""
Known = Literal["none", "met", "all"]
Tenures = dict[str, list[tuple[str, Span]]]
"""Whom each person served, and when."""

_LABELS = "SELECT ?thing ?label WHERE { ?thing rdfs:label ?label }"
_KINDS = f"SELECT ?thing ?kind WHERE {{ VALUES ?kind {{ {' '.join('kg:' + kind for kind in KINDS)} }} ?thing a ?kind }}"
_RELATIONS = """
SELECT ?relation ?sign ?symmetric ?score ?life WHERE {
  ?relation a owl:ObjectProperty
  OPTIONAL { ?relation kg:sign ?sign }
  OPTIONAL { ?relation kg:goldstein ?score }
  OPTIONAL { ?relation kg:halfLife ?life }
  OPTIONAL { ?relation a ?symmetric FILTER (?symmetric = owl:SymmetricProperty) }
}"""
_STATUSES = "SELECT ?status ?weight WHERE { ?status a kg:Status ; kg:weight ?weight }"
_PLACES = """
SELECT ?thing ?region ?purpose ?latitude ?longitude WHERE {
  ?thing a ?kind FILTER (?kind IN (kg:State, kg:Organization))
  OPTIONAL { ?thing kg:region ?region }
  OPTIONAL { ?thing kg:purpose ?purpose }
  OPTIONAL { ?thing geo:lat ?latitude ; geo:long ?longitude }
}"""
_TENURES = """
SELECT ?person ?of ?from ?to WHERE {
  ?person kg:tenure ?tenure . ?tenure kg:of ?of .
  OPTIONAL { ?tenure schema:startDate ?from }
  OPTIONAL { ?tenure schema:endDate ?to }
}"""


@dataclass(frozen=True, slots=True)
class Relation:
    """What the ontology says of a relation: its sign, and what its ties weigh. The defaults are for relations that it does not know."""

    sign: int | None = None
    symmetric: bool = False
    strength: float = UNSCORED / 10
    half_life: float | None = None


def read_network(store: Store, *, statuses: Iterable[Status] = STATUSES, known: Known = "none") -> nx.MultiDiGraph[str]:
    """The actors that statements speak about, and one edge for each statement with evidence of these statuses, of any time.

    A node has `label` (by language), `kind` (state, organization, bloc, agreement, person or actor), `region` and `purpose` (IRIs or
    None) and `place` (longitude and latitude, or None). An edge's key is the statement's IRI; it has `relation` (IRI), `name`, `label`,
    `sign` (1, 0, -1, or None: no tie), `symmetric`, `strength` (the size of its Goldstein score, from 0 to 1), `half_life` (years, or
    None), `status` (the strongest; denied only where nothing but denials stands), `contested` (denied beside another status), `review`
    (confirmed, rejected or None: what reviewers think), `evidence` (Witnesses), `first` and `last` (the days its evidence begins to speak
    for), `spans` (when it counts: never, if it is rejected), and `lifted`: its ends, with a person replaced by whom the person then served.
    What is annotated comes from the ontology in the store.

    `known` adds what is known beforehand, with IRIs of its own: memberships, agreements and conflicts of those met, or of all.
    """
    label, kinds = _labels(store), _kinds(store)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(statuses=_statuses(store))
    judged, told = verdicts(store), list(read_told(store))
    relations, tenures = _relations(store), _tenures(store, kinds, told, judged)

    @cache
    def about(predicate: str) -> Mapping[str, Any]:
        relation = relations.get(predicate, Relation())
        same = {"sign": relation.sign, "symmetric": relation.symmetric, "strength": relation.strength, "half_life": relation.half_life}
        return {"relation": predicate, "name": local(predicate), "label": label(predicate), **same}

    for said, evidence in _with_statuses(told, frozenset(statuses)):
        tie = {**about(said.predicate), "review": judged.get(said.statement)}
        summary = _summary(evidence, () if tie["review"] == "rejected" else spans(evidence, tie["half_life"]))
        ends = _served(tenures, said.subject, summary["first"]), _served(tenures, said.object, summary["first"])
        network.add_edge(said.subject, said.object, key=said.statement, **tie, **summary, lifted=ends)
        network.add_nodes_from(ends)
    if known != "none" and "asserted" in set(statuses):
        _add_standing(network, standing_ties(store), known, about, label)
    network.graph["relations"] = {relation: dict(about(relation)) for relation in relations}
    places = _places(store)
    for node in network:
        network.add_node(node, label=label(node), kind=kinds.get(node, "actor"), **places.get(node, _NOWHERE))
    network.graph["sources"] = {source: label(source) for source in sorted(_standing_sources(network))}
    network.graph["speakers"] = {speaker: label(speaker) for speaker in sorted(_speakers(network))}
    network.graph["regions"] = {node["region"]: label(node["region"]) for node in places.values() if node["region"]}
    return network


def _add_standing(
    network: nx.MultiDiGraph[str],
    ties: Iterable[Standing],
    known: Known,
    about: Callable[[str], Mapping[str, Any]],
    label: Callable[[str], dict[str, str]],
) -> None:
    met = set(network)
    for tie in ties:
        if known == "all" or {tie.subject, tie.object} <= met:
            valid = Interval(tie.start, tie.end) if tie.start or tie.end else None
            witness = Witness("asserted", "", document=tie.source, title=label(tie.source)["en"], valid=valid)
            symmetric = tie.relation not in DIRECTED
            same = {"half_life": None, "symmetric": symmetric, "review": None}
            attributes = {**about(tie.relation), **same, **_summary([witness], ((tie.start, tie.end),))}
            network.add_edge(tie.subject, tie.object, key=tie.key, **attributes, lifted=(tie.subject, tie.object))


def _standing_sources(network: nx.MultiDiGraph[str]) -> set[str]:
    """The agreements, conflicts and organizations known beforehand that give ties."""
    return {str(witness.document) for *_, data in network.edges(data=True) for witness in data["evidence"] if not witness.quote}


def _speakers(network: nx.MultiDiGraph[str]) -> set[str]:
    return {witness.speaker for *_, data in network.edges(data=True) for witness in data["evidence"] if witness.speaker}


def _rows(store: Store, query: str) -> Iterator[Any]:
    """The solutions: terms by the name of the variable, None where it is unbound. What rules have drawn is left out."""
    answer = store.query(query, inferred=False)
    assert isinstance(answer, ox.QuerySolutions)
    return iter(answer)


def _with_statuses(told: Iterable[Told], statuses: Collection[Status]) -> Iterator[tuple[Told, Sequence[Witness]]]:
    """The statements that have evidence of these statuses, with that evidence."""
    for said in told:
        kept = [witness for witness in said.witnesses if witness.status in statuses]
        if kept:
            yield said, kept


def _summary(evidence: Sequence[Witness], counted: tuple[Span, ...]) -> dict[str, Any]:
    found = {witness.status for witness in evidence}
    days = [witness.first for witness in evidence if witness.first]
    return {
        "status": min(found, key=STATUSES.index),
        "contested": "denied" in found and len(found) > 1,
        "evidence": tuple(evidence),
        "first": min(days, default=None),
        "last": max(days, default=None),
        "spans": counted,
    }


def _relations(store: Store) -> dict[str, Relation]:
    found = {}
    for row in _rows(store, _RELATIONS):
        score = _number(row["score"])
        found[row["relation"].value] = Relation(
            sign=int(row["sign"].value) if row["sign"] else None,
            symmetric=row["symmetric"] is not None,
            strength=abs(UNSCORED if score is None else score) / 10,
            half_life=_number(row["life"]),
        )
    return found


def _statuses(store: Store) -> dict[str, float]:
    """What each status weighs; as the ontology of the project says where the store has none."""
    found = {local(row["status"].value): float(row["weight"].value) for row in _rows(store, _STATUSES)}
    return found or {"asserted": 1.0, "claimed": 0.5, "possible": 0.25, "denied": 0.0}


_NOWHERE: dict[str, Any] = {"region": None, "purpose": None, "place": None}


def _places(store: Store) -> dict[str, dict[str, Any]]:
    found = {}
    for row in _rows(store, _PLACES):
        longitude, latitude = _number(row["longitude"]), _number(row["latitude"])
        place = None if longitude is None or latitude is None else (longitude, latitude)
        found[row["thing"].value] = {"region": _text(row["region"]), "purpose": _text(row["purpose"]), "place": place}
    return found


def _tenures(store: Store, kinds: Mapping[str, str], told: Iterable[Told], judged: Mapping[str, Verdict]) -> Tenures:
    """Whom each person served and when, states first: as known beforehand, then as documents assert and no reviewer rejects."""
    known = [(row["person"].value, row["of"].value, (_day(row["from"]), _day(row["to"], last=True))) for row in _rows(store, _TENURES)]
    known.sort(key=lambda held: (held[2][0] or date.min, held[1]), reverse=True)
    tenures: Tenures = defaultdict(list)
    for person, of, span in sorted(known, key=lambda held: kinds.get(held[1]) != "state"):
        tenures[person].append((of, span))
    offices = (said for said in told if said.predicate in (str(KG.leads), str(KG.ministerOf)) and judged.get(said.statement) != "rejected")
    for said, evidence in _with_statuses(offices, STATUSES[:1]):
        ends = [(witness.valid.start if witness.valid else None, _lasting_end(witness)) for witness in evidence]
        tenures[said.subject] += [(said.object, span) for span in ends]
    return tenures


def _lasting_end(witness: Witness) -> date | None:
    return witness.valid.end if witness.valid and witness.lasts else None


def _served(tenures: Tenures, actor: str, day: date | None) -> str:
    """Whom the actor served on the day (the latest known, if there is no day); the actor itself, if nobody."""
    return next((of for of, span in tenures.get(actor, ()) if day is None or overlaps(span, day, day)), actor)


def _labels(store: Store) -> Callable[[str], dict[str, str]]:
    """A function that gives a thing's label in each language; without one, another language's, or the name in its IRI."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(store, _LABELS):
        labels, language, text = known[row["thing"].value], row["label"].language or "", row["label"].value
        labels[language] = min(text, labels.get(language, text))

    def label(thing: str) -> dict[str, str]:
        labels = known.get(thing, {})
        fallback = labels.get("en") or labels.get("de") or labels.get("") or next(iter(labels.values()), _name(thing))
        return {language: labels.get(language, fallback) for language in LANGUAGES}

    return label


def _kinds(store: Store) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, _KINDS):
        found[row["thing"].value].add(local(row["kind"].value))
    first = {thing: min(kinds, key=KINDS.index) for thing, kinds in found.items()}
    return {thing: "person" if kind == "Leader" else kind.lower() for thing, kind in first.items()}


def _name(iri: str) -> str:
    return local(iri).replace("_", " ") if iri.startswith(BASE) else iri


def _text(term: Any) -> str | None:
    return None if term is None else str(term.value)


def _number(term: Any) -> float | None:
    """The literal as a number; None if there is none, or it is no number."""
    return None if term is None else number_of(term.value)


def _day(term: Any, *, last: bool = False) -> date | None:
    """The first (or last) day of an xsd:date, gYearMonth or gYear; None if there is none, or it is no date."""
    return None if term is None else day_of(term.value, last_day if last else first_day)
