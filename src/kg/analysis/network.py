"""The store at a day as a signed network: actors, and between them one edge for each statement, with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

import networkx as nx
import pyoxigraph as ox

from kg.analysis.standing import Standing, standing_ties
from kg.extraction.statements import STATUSES, Interval, Status
from kg.graph.store import Store
from kg.knowledge.entities import Tenure, first_day, last_day
from kg.knowledge.terms import BASE, KG

KINDS = ("State", "Organization", "Bloc", "Agreement", "Leader", "Person")
LANGUAGES = ("en", "de")
Known = Literal["none", "met", "all"]

_EVIDENCE = """
SELECT * WHERE {
  ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:evidence ?evidence .
  ?evidence kg:status ?status .
  OPTIONAL { ?evidence oa:exact ?quote }
  OPTIONAL { ?evidence kg:speaker ?speaker }
  OPTIONAL { ?evidence kg:validFrom ?from }
  OPTIONAL { ?evidence kg:validTo ?to }
  OPTIONAL { ?evidence kg:confidence ?confidence }
  OPTIONAL { ?evidence prov:hadPrimarySource ?document
    OPTIONAL { ?document schema:headline ?title }
    OPTIONAL { ?document schema:url ?url }
    OPTIONAL { ?document schema:datePublished ?published } }
}"""
_LABELS = "SELECT ?thing ?label WHERE { ?thing rdfs:label ?label }"
_KINDS = f"SELECT ?thing ?kind WHERE {{ VALUES ?kind {{ {' '.join('kg:' + kind for kind in KINDS)} }} ?thing a ?kind }}"
_RELATIONS = """
SELECT ?relation ?sign ?symmetric WHERE {
  ?relation a owl:ObjectProperty
  OPTIONAL { ?relation kg:sign ?sign }
  BIND (EXISTS { ?relation a owl:SymmetricProperty } AS ?symmetric)
}"""
_TENURES = """
SELECT ?person ?office ?of ?from ?to WHERE {
  ?person kg:tenure ?tenure . ?tenure kg:of ?of ; kg:office ?office .
  OPTIONAL { ?tenure schema:startDate ?from }
  OPTIONAL { ?tenure schema:endDate ?to }
}"""


@dataclass(frozen=True, slots=True)
class Witness:
    """A piece of evidence as a reader meets it: the words, who says them, where they stand, and for when.

    `document` is the IRI of the text, `url` where it was published; `speaker` is the IRI of who says it, if not the text itself.
    """

    status: Status
    quote: str
    document: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    speaker: str | None = None
    valid: Interval | None = None
    confidence: float | None = None

    @property
    def first(self) -> date | None:
        """The first day for which it speaks: that of its interval, else the day it was published."""
        return self.valid.start if self.valid and self.valid.start else self.published


def read_network(
    store: Store, *, at: date | None = None, statuses: Iterable[Status] = STATUSES, lift: bool = False, known: Known = "none"
) -> nx.MultiDiGraph[str]:
    """The actors that statements speak about, and one edge for each statement with evidence of these statuses that counts on the day.

    A node has `label` (by language) and `kind` (state, organization, bloc, agreement, person or actor). An edge's key is the
    statement's IRI; it has `relation` (IRI), `name`, `label`, `sign` (1, 0, -1, or None: no tie), `symmetric`, `status` (the strongest;
    denied only where nothing but denials stands), `contested` (denied beside another status), `evidence` (Witnesses),
    `first` and `last` (the days its evidence begins to speak for), and `lifted`: its ends, with a person replaced by whom the
    person then served. With `lift`, these replace the ends themselves. Labels and signs come from the ontology in the store.
    """
    label, kinds = _labels(store), _kinds(store)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(at=at)
    relations, tenures = _relations(store), _tenures(store, kinds)

    def about(predicate: str) -> dict[str, Any]:
        sign, symmetric = relations.get(predicate, (None, False))
        return {"relation": predicate, "name": _local(predicate), "label": label(predicate), "sign": sign, "symmetric": symmetric}

    for (statement, subject, predicate, object_), evidence in _statements(store, set(statuses), at):
        summary = _summary(evidence)
        ends = _served(tenures, subject, summary["first"]), _served(tenures, object_, summary["first"])
        network.add_edge(subject, object_, key=statement, **about(predicate), **summary, lifted=ends)
        network.add_nodes_from(ends)
    if known != "none" and "asserted" in set(statuses):
        _add_standing(network, standing_ties(store, at), known, about, label)
    graph = lifted(network) if lift else network
    for node in graph:
        graph.add_node(node, label=label(node), kind=kinds.get(node, "actor"))
    graph.graph["speakers"] = {speaker: label(speaker) for speaker in sorted(_speakers(graph))}
    return graph


def _add_standing(
    network: nx.MultiDiGraph[str],
    ties: Iterable[Standing],
    known: Known,
    about: Callable[[str], dict[str, Any]],
    label: Callable[[str], dict[str, str]],
) -> None:
    met = set(network)
    for tie in ties:
        if known == "all" or {tie.subject, tie.object} <= met:
            valid = Interval(tie.start, tie.end) if tie.start or tie.end else None
            witness = Witness("asserted", "", document=tie.source, title=label(tie.source)["en"], valid=valid)
            attributes = about(tie.relation) | _summary([witness]) | {"lifted": (tie.subject, tie.object)}
            network.add_edge(tie.subject, tie.object, key=tie.key, **attributes)


def _speakers(network: nx.MultiDiGraph[str]) -> set[str]:
    return {witness.speaker for *_, data in network.edges(data=True) for witness in data["evidence"] if witness.speaker}


def lifted(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The network with each person replaced by the state or organization served at the time of the edge.

    What then ties an actor to itself, such as a president's leading the own state, is no edge any more.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**network.graph)
    for _, _, key, data in network.edges(keys=True, data=True):
        subject, object_ = data["lifted"]
        if subject != object_:
            graph.add_edge(subject, object_, key=key, **data)
    graph.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in graph)
    return graph


def counts_at(witness: Witness, day: date) -> bool:
    """Whether what the witness says has begun by the day and not ended before it.

    What happened (on a day, in a month, in a year) counts from then on: a treaty still stands the day after it was signed.
    What lasted FROM/TO ends with its end. Without a time of its own, a witness counts from the day of its publication.

    >>> signed = Interval(date(2021, 3, 27), date(2021, 3, 27))
    >>> counts_at(Witness("asserted", "…", valid=signed), date(2024, 1, 1))
    True
    >>> counts_at(Witness("asserted", "…", valid=Interval(None, date(2023, 12, 31))), date(2024, 1, 1))
    False
    """
    valid = witness.valid
    if valid and valid.end and valid.end < day and "/" in str(valid):
        return False
    begun = valid.start if valid else witness.published
    return begun is None or begun <= day


def _rows(store: Store, query: str) -> Iterator[Any]:
    """The solutions: terms by the name of the variable, None where it is unbound. What rules have drawn is left out."""
    answer = store.query(query, inferred=False)
    assert isinstance(answer, ox.QuerySolutions)
    return iter(answer)


def _statements(store: Store, statuses: set[Status], at: date | None) -> Iterator[tuple[tuple[str, str, str, str], tuple[Witness, ...]]]:
    names = ("statement", "subject", "predicate", "object", "evidence")
    rows = sorted(((tuple(row[name].value for name in names), _witness(row)) for row in _rows(store, _EVIDENCE)), key=repr)
    for statement, group in groupby(rows, key=lambda row: row[0][:4]):
        once = {parts[4]: witness for parts, witness in group}.values()
        kept = [witness for witness in once if witness.status in statuses and (at is None or counts_at(witness, at))]
        if kept:
            yield statement, tuple(sorted(kept, key=lambda t: (t.first or date.min, t.document or "", t.quote)))


def _witness(row: Any) -> Witness:
    start, end = _day(row["from"]), _day(row["to"])
    return Witness(
        status=_local(row["status"].value),  # type: ignore[arg-type]  # the ontology has no other status
        quote=_text(row["quote"]) or "",
        document=_text(row["document"]),
        title=_text(row["title"]),
        url=_text(row["url"]),
        published=_day(row["published"]),
        speaker=_text(row["speaker"]),
        valid=Interval(start, end) if start or end else None,
        confidence=float(row["confidence"].value) if row["confidence"] else None,
    )


def _summary(evidence: Sequence[Witness]) -> dict[str, Any]:
    found = {witness.status for witness in evidence}
    days = [witness.first for witness in evidence if witness.first]
    return {
        "status": min(found, key=STATUSES.index),
        "contested": "denied" in found and len(found) > 1,
        "evidence": tuple(evidence),
        "first": min(days, default=None),
        "last": max(days, default=None),
    }


def _relations(store: Store) -> dict[str, tuple[int | None, bool]]:
    """The sign of each relation, None where it has none, and whether it is symmetric."""
    return {
        row["relation"].value: (int(row["sign"].value) if row["sign"] else None, row["symmetric"].value == "true")
        for row in _rows(store, _RELATIONS)
    }


def _tenures(store: Store, kinds: dict[str, str]) -> dict[str, list[Tenure]]:
    """Whom each person served and when, states first: as known beforehand, then as documents assert."""
    known = [
        (row["person"].value, Tenure(row["office"].value, row["of"].value, _day(row["from"]), _day(row["to"], last=True)))
        for row in _rows(store, _TENURES)
    ]
    known.sort(key=lambda held: (held[1].start or date.min, held[1].of), reverse=True)
    tenures: dict[str, list[Tenure]] = defaultdict(list)
    for person, tenure in sorted(known, key=lambda held: kinds.get(held[1].of) != "state"):
        tenures[person].append(tenure)
    for (_, person, predicate, of), evidence in _statements(store, {"asserted"}, None):
        if predicate in (str(KG.leads), str(KG.ministerOf)):
            tenures[person] += [Tenure(predicate, of, t.valid.start if t.valid else None, _lasting_end(t.valid)) for t in evidence]
    return tenures


def _lasting_end(valid: Interval | None) -> date | None:
    return valid.end if valid and "/" in str(valid) else None


def _served(tenures: dict[str, list[Tenure]], actor: str, day: date | None) -> str:
    """Whom the actor served on the day (the latest known, if there is no day); the actor itself, if nobody."""
    return next((tenure.of for tenure in tenures.get(actor, ()) if day is None or tenure.holds_at(day)), actor)


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
        found[row["thing"].value].add(_local(row["kind"].value))
    first = {thing: min(kinds, key=KINDS.index) for thing, kinds in found.items()}
    return {thing: "person" if kind == "Leader" else kind.lower() for thing, kind in first.items()}


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _name(iri: str) -> str:
    return _local(iri).replace("_", " ") if iri.startswith(BASE) else iri


def _text(term: Any) -> str | None:
    return None if term is None else str(term.value)


def _day(term: Any, *, last: bool = False) -> date | None:
    """The first (or last) day of an xsd:date, gYearMonth or gYear; None if there is none, or it is no date."""
    if term is None:
        return None
    try:
        return (last_day if last else first_day)(str(term.value)[:10])
    except ValueError:
        return None
