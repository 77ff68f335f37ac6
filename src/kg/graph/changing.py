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
from kg.graph.inference import Rules, Triple, day_of, link, quad_of
from kg.graph.records import DERIVED, ROOMS
from kg.knowledge.entities import first_day
from kg.knowledge.terms import KG, SCHEMA

VERDICT = str(KG.verdict)
_ASSERTED, _REJECTED = str(KG.asserted), str(KG.rejected)
_FROM, _PUBLISHED = str(KG.validFrom), str(SCHEMA.datePublished)
_STATEMENTS = """
SELECT ?statement ?subject ?predicate ?object ?verdict WHERE {
  VALUES ?statement { %s }
  { ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object }
  UNION { ?statement kg:verdict ?verdict }
}"""
_LASTING = """
SELECT ?statement WHERE {
  VALUES ?statement { %s }
  FILTER EXISTS { ?statement kg:evidence ?evidence FILTER (?evidence NOT IN (%s)) FILTER EXISTS { ?evidence kg:status kg:asserted } }
}"""
_DAYS = """
SELECT DISTINCT ?statement ?from ?published WHERE {
  VALUES ?statement { %s }
  ?statement kg:evidence ?evidence . ?evidence kg:status kg:asserted ; prov:hadPrimarySource ?document
  OPTIONAL { ?evidence kg:validFrom ?from }
  OPTIONAL { ?document schema:datePublished ?published }
  FILTER (?evidence NOT IN (%s))
}"""
_LINKS = "SELECT ?name ?statement WHERE { VALUES ?name { %s } ?name prov:wasDerivedFrom ?statement }"
BATCH = 1000
"""So many names are asked for at once."""
FEW = 100
"""So many, where the evidence that goes is named, too, and compared with all that is left."""


@dataclass
class _Standing:
    """A statement as it will stand: its triple, whether evidence asserts it and for which days, and whether reviewers reject it.

    Of one that only `grows` what stands remains, and just the new evidence is told. Days are told where states may follow.
    """

    grows: bool
    said: Statement | None = None
    asserted: bool = False
    days: set[date] = field(default_factory=set)
    rejected: bool = False

    @property
    def plain(self) -> bool:
        return self.asserted and not self.rejected


def completed(backend: Backend, rules: Rules, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The change with all that it brings with it, as triples to remove and triples to add; of these none stands already.

    A statement has its plain triple if evidence asserts it and no reviewer rejects it. What follows is in `kg:inferred`, unless it is
    plain or known beforehand; a triple stands in one graph only.
    """
    gone, added = set(old) - set(new), set(new)
    statements = _standing(backend, rules, set(old), added)
    plain, linked, possible = dict[Triple, bool](), set[ox.Quad](), set[ox.Quad]()
    around = set[Triple]()
    for name, standing in statements.items():
        if standing.said:
            said = (standing.said.subject, standing.said.predicate, standing.said.object)
            lifted = rules.lifted(standing.said, standing.days if standing.plain else ())
            linked |= {link(triple, name) for triple in lifted}
            if standing.plain or not standing.grows:
                plain[said] = standing.plain
            if not standing.grows:
                lifted = rules.ever_lifted(standing.said)
                possible |= {link(triple, name) for triple in lifted}
            around |= {said} | lifted
    affected = {follows for triple in around for follows in rules.consequences(triple)}
    premises = {premise for triple in affected for premise in rules.premises(triple)}
    described = {quad for quad in added if not str(quad.subject)[1:].startswith(ROOMS)}
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


def _standing(backend: Backend, rules: Rules, old: Collection[ox.Quad], added: Collection[ox.Quad]) -> dict[ox.NamedNode, _Standing]:
    """The statements that the change touches, as they will stand after it."""
    shrinking, touched = _touched(old) | _touched(added, VERDICT), _touched(added)
    found = {name: _Standing(grows=name not in shrinking) for name in sorted(shrinking | touched, key=str)}
    for row in _rows(backend, _STATEMENTS, [*found], [FACTS, REVIEWS]):
        if row["verdict"]:
            found[row["statement"]].rejected = row["verdict"].value == _REJECTED
        else:
            found[row["statement"]].said = Statement(row["subject"].value, row["predicate"].value, row["object"].value)
    known = {name: found[name].said for name in sorted(shrinking, key=str)}
    for row in _lasting(backend, _LASTING, [name for name, said in known.items() if said], old):
        found[row["statement"]].asserted = True
    for row in _lasting(backend, _DAYS, [name for name, said in known.items() if said and rules.ever_lifted(said)], old):
        found[row["statement"]].days |= _days(row["from"], row["published"])
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
                found[quad.subject].asserted = True
                found[quad.subject].days |= _days(piece.get(_FROM), about[piece[SOURCE]].get(_PUBLISHED))


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
        answer = backend.query(query.replace("%s", " ".join(map(str, names[start : start + BATCH])), 1), graphs)
        assert isinstance(answer, ox.QuerySolutions)
        yield from answer


def _lasting(backend: Backend, query: str, names: list[ox.NamedNode], old: Iterable[ox.Quad]) -> Iterator[Any]:
    """What a query finds in the evidence of these statements but that of the old ties; it need not read all, of which there may be much."""
    gone = defaultdict[object, list[str]](list)
    for quad in old:
        if quad.predicate.value == EVIDENCE:
            gone[quad.subject].append(str(quad.object))
    for start in range(0, len(names), FEW):
        some = names[start : start + FEW]
        pieces = [str(ox.NamedNode(EVIDENCE)), *(piece for name in some for piece in gone[name])]  # some server may refuse NOT IN ()
        yield from _rows(backend, query % ("%s", ", ".join(pieces)), some, [FACTS])


def _name(triple: Triple) -> ox.NamedNode:
    return ox.NamedNode(Statement(*triple).iri)


def _in_background(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, BACKGROUND)


def _days(first: ox.Literal | None, published: ox.Literal | None) -> set[date]:
    """The day on which evidence begins to speak, if it is known."""
    day = day_of(first or published, first_day)
    return {day} if day else set()
