"""What a change of the store brings with it: plain triples that come and go, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg.extraction.reification import EVIDENCE, OBJECT, PREDICATE, SOURCE, STATUS, SUBJECT
from kg.extraction.statements import Statement
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS, Backend, Graph
from kg.graph.inference import Rules, Triple, link, quad_of
from kg.graph.records import DERIVED
from kg.knowledge.terms import BASE, KG, SCHEMA

VERDICT = str(KG.verdict)
_ASSERTED, _REJECTED = str(KG.asserted), str(KG.rejected)
_FROM, _PUBLISHED = str(KG.validFrom), str(SCHEMA.datePublished)
_STATEMENTS = """
SELECT ?statement ?subject ?predicate ?object ?verdict WHERE {
  VALUES ?statement { %s }
  { ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object }
  UNION { ?statement kg:verdict ?verdict }
}"""
_EVIDENCE = """
SELECT ?statement ?evidence ?document ?status ?from ?published WHERE {
  VALUES ?statement { %s }
  ?statement kg:evidence ?evidence . ?evidence kg:status ?status ; prov:hadPrimarySource ?document
  OPTIONAL { ?evidence kg:validFrom ?from }
  OPTIONAL { ?document schema:datePublished ?published }
}"""
_LINKS = "SELECT ?name ?statement WHERE { VALUES ?name { %s } ?name prov:wasDerivedFrom ?statement }"
_OWN = tuple(f"<{BASE}{room}/" for room in ("statement", "evidence", "finding", "name", "document", "run"))
"""What begins so, no background describes."""
BATCH = 1000
"""So many names are asked for at once."""


@dataclass
class _Standing:
    """A statement as it will stand: its triple, the days of what asserts it, and whether reviewers reject it.

    Of one that only `grows` what stands remains, and just the new evidence is told.
    """

    grows: bool
    said: Statement | None = None
    asserted: dict[ox.NamedNode, date | None] = field(default_factory=dict)
    rejected: bool = False

    @property
    def plain(self) -> bool:
        return bool(self.asserted) and not self.rejected


def completed(backend: Backend, rules: Rules, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The change with all that it brings with it, as triples to remove and triples to add; of these none stands already.

    A statement has its plain triple if evidence asserts it and no reviewer rejects it. What follows is in `kg:inferred`, unless it is
    plain or known beforehand; a triple stands in one graph only.
    """
    gone, added = set(old) - set(new), set(new)
    statements = _standing(backend, set(old), added)
    plain, linked, possible = dict[Triple, bool](), set[ox.Quad](), set[ox.Quad]()
    around = set[Triple]()
    for name, standing in statements.items():
        if standing.said:
            said = (standing.said.subject, standing.said.predicate, standing.said.object)
            days = [day for day in standing.asserted.values() if day] if standing.plain else []
            lifted = rules.lifted(standing.said, days)
            linked |= {link(triple, name) for triple in lifted}
            if standing.plain or not standing.grows:
                plain[said] = standing.plain
            if not standing.grows:
                lifted = rules.ever_lifted(standing.said)
                possible |= {link(triple, name) for triple in lifted}
            around |= {said} | lifted
    affected = {follows for triple in around for follows in rules.consequences(triple)}
    premises = {premise for triple in affected for premise in rules.premises(triple)}
    described = {quad for quad in added if not str(quad.subject).startswith(_OWN)}
    graphs = _Graphs(backend, premises, added | possible | set(map(_in_background, described)))
    names = {tie.subject for tie in graphs.links - possible | linked}

    def is_plain(triple: Triple) -> bool:
        return plain.get(triple, triple in graphs.facts)

    def holds(triple: Triple) -> bool:
        return is_plain(triple) or triple in graphs.background or _name(triple) in names

    unknown = affected - graphs.background
    facts = {triple for triple in unknown if is_plain(triple)}
    drawn = {triple for triple in unknown - facts if any(map(holds, rules.premises(triple)))}
    right = {quad_of(triple, FACTS) for triple in facts} | {quad_of(triple, INFERRED) for triple in drawn} | linked
    wrong = {quad_of(triple, graph) for triple in affected for graph in (FACTS, INFERRED)} | possible
    known = {quad for quad in described if _in_background(quad) in graphs.quads}
    return gone | (wrong - right) & graphs.quads, (added - known | right) - graphs.quads


def _standing(backend: Backend, old: Collection[ox.Quad], added: Collection[ox.Quad]) -> dict[ox.NamedNode, _Standing]:
    """The statements that the change touches, as they will stand after it."""
    shrinking, touched = _touched(old) | _touched(added, VERDICT), _touched(added)
    found = {name: _Standing(grows=name not in shrinking) for name in sorted(shrinking | touched, key=str)}
    for row in _rows(backend, _STATEMENTS, [*found], [FACTS, REVIEWS]):
        if row["verdict"]:
            found[row["statement"]].rejected = row["verdict"].value == _REJECTED
        else:
            found[row["statement"]].said = Statement(row["subject"].value, row["predicate"].value, row["object"].value)
    for row in _rows(backend, _EVIDENCE, sorted(shrinking, key=str), [FACTS]):
        if row["status"].value == _ASSERTED and ox.Quad(row["statement"], ox.NamedNode(EVIDENCE), row["evidence"]) not in old:
            found[row["statement"]].asserted[row["evidence"]] = _day(row["from"]) or _day(row["published"])
    for quad in (*(set(old) - set(added)), *added):
        if quad.predicate.value == VERDICT and isinstance(quad.subject, ox.NamedNode):
            found[quad.subject].rejected = quad in added and quad.object == ox.NamedNode(_REJECTED)
    _tell(found, added)
    return found


def _touched(quads: Iterable[ox.Quad], *predicates: str) -> set[ox.NamedNode]:
    """The statements whose evidence or verdict these are."""
    wanted = predicates or (EVIDENCE, VERDICT)
    return {quad.subject for quad in quads if quad.predicate.value in wanted and isinstance(quad.subject, ox.NamedNode)}


def _tell(found: Mapping[ox.NamedNode, _Standing], added: Iterable[ox.Quad]) -> None:
    """Add what the new triples say of statements and of evidence that asserts them."""
    about: defaultdict[object, dict[str, Any]] = defaultdict(dict)
    for quad in added:
        about[quad.subject][quad.predicate.value] = quad.object
    for quad in added:
        if quad.predicate.value == EVIDENCE and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            said, piece = about[quad.subject], about[quad.object]
            if SUBJECT in said:
                found[quad.subject].said = Statement(said[SUBJECT].value, said[PREDICATE].value, said[OBJECT].value)
            if STATUS in piece and piece[STATUS].value == _ASSERTED:
                day = _day(piece.get(_FROM)) or _day(about[piece[SOURCE]].get(_PUBLISHED))
                found[quad.subject].asserted[quad.object] = day


class _Graphs:
    """Of the triples that matter those that stand, and where."""

    def __init__(self, backend: Backend, needed: set[Triple], others: set[ox.Quad]) -> None:
        placed = {quad_of(triple, graph): triple for triple in needed for graph in (FACTS, BACKGROUND, INFERRED)}
        self.quads = backend.among({*placed, *others})
        self.facts = {triple for quad, triple in placed.items() if quad.graph_name == FACTS and quad in self.quads}
        self.background = {triple for quad, triple in placed.items() if quad.graph_name == BACKGROUND and quad in self.quads}
        rows = _rows(backend, _LINKS, sorted({_name(triple) for triple in needed}, key=str), [INFERRED])
        self.links = {ox.Quad(row["name"], ox.NamedNode(DERIVED), row["statement"], INFERRED) for row in rows}


def _rows(backend: Backend, query: str, names: list[ox.NamedNode], graphs: Sequence[Graph]) -> Iterator[Any]:
    for start in range(0, len(names), BATCH):
        answer = backend.query(query % " ".join(map(str, names[start : start + BATCH])), graphs)
        assert isinstance(answer, ox.QuerySolutions)
        yield from answer


def _name(triple: Triple) -> ox.NamedNode:
    return ox.NamedNode(Statement(*triple).iri)


def _in_background(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, BACKGROUND)


def _day(term: ox.Literal | None) -> date | None:
    try:
        return date.fromisoformat(term.value[:10]) if term else None
    except ValueError:
        return None
