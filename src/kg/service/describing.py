"""Entities and other things as the service shows them: names, codes, offices, memberships, agreements, conflicts, and what is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from rdflib.namespace import OWL, RDFS, SKOS

from kg.extraction.reification import TYPE
from kg.graph.store import BACKGROUND, Store
from kg.knowledge.terms import BASE, KG, SCHEMA
from kg.service.linking import Language, Thing, named, terms, why_path
from kg.service.statements import Row, statement_rows

LABEL, OTHER, COMMENT, SAME = str(RDFS.label), str(SKOS.altLabel), str(RDFS.comment), str(OWL.sameAs)
SHOWN = 100
"""So many statements stand on one page; the JSON interface has them all."""
MOST = 5000
"""So many offices, memberships, agreements and conflicts at most, so many values, and so many statements among which the newest are
looked for."""
DRAWN = 500
"""So many triples that rules have drawn."""
CODES = {str(KG.iso3166): "ISO 3166-1", str(KG.cow): "COW", str(KG.cowNumber): "COW #"}
NAMES = (LABEL, OTHER, str(KG.familyName))
FACTS_SHOWN = (
    *(str(KG[name]) for name in ("capital", "seat", "adjective", "inhabitant", "nickname", "region", "kind", "purpose", "obligation")),
    *(str(SCHEMA.startDate), str(SCHEMA.endDate), "http://data.europa.eu/eli/ontology#first_date_entry_in_force"),
    *("http://purl.org/dc/terms/isReplacedBy", str(KG.founds)),
)
SECTIONS = ("offices", "leaders", "memberships", "members", "agreements", "parties", "signed", "signers", "conflicts", "sides", "sanctions")

Facts = list[tuple[Thing, tuple[Thing | str, ...]]]
"""Properties with their values."""

_DATES = "OPTIONAL { ?%s schema:startDate ?from } OPTIONAL { ?%s schema:endDate ?to }"
_ITEMS = f"""
SELECT DISTINCT ?section ?thing ?what ?from ?to WHERE {{
  VALUES ?actor {{ %s }}
  {{ ?actor kg:tenure ?n . ?n kg:of ?thing ; kg:office ?what {_DATES % ("n", "n")} BIND ("offices" AS ?section) }}
  UNION {{ ?thing kg:tenure ?n . ?n kg:of ?actor ; kg:office ?what {_DATES % ("n", "n")} BIND ("leaders" AS ?section) }}
  UNION {{ ?thing kg:hasMember ?n . ?n kg:member ?actor {_DATES % ("n", "n")} OPTIONAL {{ ?thing kg:purpose ?what }}
           BIND ("memberships" AS ?section) }}
  UNION {{ ?actor kg:hasMember ?n . ?n kg:member ?thing {_DATES % ("n", "n")} BIND ("members" AS ?section) }}
  UNION {{ ?thing kg:party|(kg:hasParty/kg:member) ?actor {_DATES % ("thing", "thing")} OPTIONAL {{ ?thing kg:kind ?what }}
           BIND ("agreements" AS ?section) }}
  UNION {{ ?actor kg:party ?thing BIND ("parties" AS ?section) }}
  UNION {{ ?actor kg:hasParty ?n . ?n kg:member ?thing {_DATES % ("n", "n")} BIND ("parties" AS ?section) }}
  UNION {{ ?thing kg:signedBy ?actor {_DATES % ("thing", "thing")} OPTIONAL {{ ?thing kg:kind ?what }} BIND ("signed" AS ?section) }}
  UNION {{ ?actor kg:signedBy ?thing BIND ("signers" AS ?section) }}
  UNION {{ ?thing (kg:side/kg:member)|kg:by|kg:against ?actor {_DATES % ("thing", "thing")} OPTIONAL {{ ?thing kg:kind ?what }}
           BIND ("conflicts" AS ?section) }}
  UNION {{ ?actor kg:side/kg:member ?thing BIND ("sides" AS ?section) }}
  UNION {{ VALUES ?what {{ kg:by kg:against }} ?actor ?what ?thing BIND ("sanctions" AS ?section) }}
}} LIMIT {MOST}"""
_SAID = f"""
SELECT ?statement (MAX(?told) AS ?newest) WHERE {{
  {{ SELECT DISTINCT ?statement WHERE {{
    {{ ?statement rdf:subject $it }} UNION {{ ?statement rdf:object $it }}
    UNION {{ ?evidence kg:speaker|prov:hadPrimarySource $it . ?statement kg:evidence ?evidence }}
    FILTER EXISTS {{ ?statement kg:evidence ?any }}
  }} LIMIT {MOST} }}
  ?statement kg:evidence/prov:hadPrimarySource ?document
  OPTIONAL {{ ?document schema:datePublished ?day }} BIND (COALESCE(STR(?day), "") AS ?told)
}} GROUP BY ?statement"""
_OWN = f"SELECT ?property ?value WHERE {{ %s %s ?property ?value }} LIMIT {MOST}"
_DRAWN = f"""
SELECT ?subject ?predicate ?object WHERE {{
  GRAPH kg:inferred {{
    {{ $it ?predicate ?object BIND ($it AS ?subject) }} UNION {{ ?subject ?predicate $it BIND ($it AS ?object) }}
  }}
  FILTER (STRSTARTS(STR(?predicate), STR(kg:)) && isIRI(?subject) && isIRI(?object))
}} LIMIT {DRAWN + 1}"""


@dataclass(frozen=True, slots=True)
class Item:
    """Another thing, what ties the described one to it (an office, a kind of agreement), and from when to when."""

    thing: Thing
    what: Thing | None
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A triple that a rule has drawn, with the path of the page that explains it."""

    subject: Thing
    predicate: Thing
    object: Thing
    why: str


@dataclass(frozen=True, slots=True)
class Description:
    """What the service shows of a thing.

    `names` has its labels and other names by language, `codes` what others call it, `facts` further properties with their values, texts or
    things, `items` what stands in `SECTIONS`, `said` the newest statements about it or of it; `more` if there are others, `more_drawn`
    if rules have drawn more than `drawn`.
    """

    thing: Thing
    kinds: tuple[Thing, ...]
    names: dict[str, list[str]]
    comments: tuple[str, ...]
    codes: dict[str, str]
    same: tuple[str, ...]
    facts: tuple[tuple[Thing, tuple[Thing | str, ...]], ...]
    items: dict[str, tuple[Item, ...]]
    said: tuple[Row, ...]
    more: bool
    drawn: tuple[Drawn, ...]
    more_drawn: bool


def describe(store: Store, iri: str, language: Language) -> Description:
    """The thing as the service shows it; an IRI of which nothing is known has its name and nothing else."""
    own = _own(store, iri, (TYPE, COMMENT, SAME, *CODES, *NAMES, *FACTS_SHOWN))
    items = [(row["section"].value, row) for row in store.select(_ITEMS % terms([iri]), inferred=False)]
    found = _drawn(store, iri)
    drawn = sorted(found[:DRAWN])
    known = {str(term.value) for terms_of in own.values() for term in terms_of if isinstance(term, ox.NamedNode)} | {iri, *own}
    known |= {row[name].value for _, row in items for name in ("thing", "what") if row[name]}
    thing = named(store, known | {part for triple in drawn for part in triple}, language)
    sections: defaultdict[str, set[Item]] = defaultdict(set)
    for section, row in items:
        sections[section].add(Item(thing(row["thing"].value), thing(row["what"].value) if row["what"] else None, *_days(row)))
    statements = _said(store, iri)
    return Description(
        thing=thing(iri),
        kinds=tuple(thing(term.value) for term in own.get(TYPE, ()) if isinstance(term, ox.NamedNode)),
        names=_names(own),
        comments=tuple(_texts(own.get(COMMENT, []), language)),
        codes={name: own[code][0].value for code, name in CODES.items() if code in own},
        same=tuple(sorted(term.value for term in own.get(SAME, ()) if term.value.startswith(("http://", "https://")))),
        facts=tuple((thing(name), tuple(_values(own[name], thing, language))) for name in FACTS_SHOWN if name in own),
        items={name: _newest_first(sections[name]) for name in SECTIONS if name in sections},
        said=tuple(statement_rows(store, statements[:SHOWN], language)),
        more=len(statements) > SHOWN,
        drawn=tuple(Drawn(thing(one), thing(relation), thing(other), why_path(one, relation, other)) for one, relation, other in drawn),
        more_drawn=len(found) > DRAWN,
    )


def _said(store: Store, iri: str) -> list[str]:
    """The statements about the thing, or of it, the newest first; of very many, only some."""
    newest: dict[str, str] = {}
    for row in store.select(_SAID.replace("$it", str(ox.NamedNode(iri))), inferred=False):
        newest[row["statement"].value] = row["newest"].value
    return sorted(sorted(newest), key=lambda statement: newest[statement], reverse=True)


def properties(store: Store, iri: str, language: Language) -> Facts:
    """All properties of a thing that has no page of its own kind, with their values."""
    own = _own(store, iri)
    known = {term.value for values in own.values() for term in values if isinstance(term, ox.NamedNode)}
    thing = named(store, known | set(own), language)
    return [(thing(name), tuple(_all(own[name], thing))) for name in sorted(own)]


def _own(store: Store, iri: str, names: Iterable[str] = ()) -> dict[str, list[Any]]:
    """The values of each of these properties, by default of all, in the order of their texts."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    which = f"VALUES ?property {{ {terms(names)} }}" if names else ""
    for row in store.select(_OWN % (which, terms([iri])), inferred=False):
        found[row["property"].value].append(row["value"])
    return {name: sorted(values, key=str) for name, values in found.items()}


def _drawn(store: Store, iri: str) -> list[tuple[str, str, str]]:
    """Triples between things that rules have drawn about the thing: one more than are shown, if there are more."""
    rows = store.select(_DRAWN.replace("$it", str(ox.NamedNode(iri))))
    return [(row["subject"].value, row["predicate"].value, row["object"].value) for row in rows]


def _names(own: dict[str, list[Any]]) -> dict[str, list[str]]:
    """All names, by language; labels first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in NAMES:
        for term in own.get(name, ()):
            if isinstance(term, ox.Literal) and term.value not in found[term.language or ""]:
                found[term.language or ""].append(term.value)
    return dict(sorted(found.items()))


def _texts(values: list[Any], language: Language) -> Iterator[str]:
    """The literals without a language or in this one; in any, if there are none."""
    literals = [term for term in values if isinstance(term, ox.Literal)]
    fitting = [term for term in literals if term.language in (None, language)]
    yield from dict.fromkeys(term.value for term in fitting or literals)


def _values(values: list[Any], thing: Any, language: Language) -> Iterator[Thing | str]:
    yield from (thing(term.value) for term in values if isinstance(term, ox.NamedNode))
    yield from _texts(values, language)


def _all(values: list[Any], thing: Any) -> Iterator[Thing | str]:
    for term in values:
        yield thing(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


def _newest_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items by the day at which they begin, the latest first; what has none by name."""
    by_name = sorted(items, key=lambda item: (item.thing.label.casefold(), item.last))
    return tuple(sorted(by_name, key=lambda item: item.first, reverse=True))


def _days(row: Any) -> tuple[str, str]:
    return row["from"].value if row["from"] else "", row["to"].value if row["to"] else ""


def triples_about(store: Store, iri: str) -> list[ox.Triple]:
    """The symmetric concise bounded description of a thing, in a fixed order: its triples, those that lead to it, up to a number of them,
    and those of the nodes without a name of their own, such as memberships, in both.

    https://www.w3.org/submissions/CBD/
    """
    if iri == str(KG).rstrip("#"):
        return sorted(_vocabulary(store), key=str)
    found: dict[ox.Triple, None] = {}
    waiting, seen = [ox.NamedNode(iri)], {iri}
    while waiting:
        node = waiting.pop()
        quads = [*store.triples(node, None, None, None)]
        quads += [quad for quad, _ in zip(store.triples(None, None, node, None), range(MOST), strict=False)]
        for quad in quads:
            found[quad.triple] = None
            for end in (quad.subject, quad.object):
                if isinstance(end, ox.NamedNode) and end.value.startswith((BASE + "node/", BASE + "review/")) and end.value not in seen:
                    seen.add(end.value)
                    waiting.append(end)
    return sorted(found, key=str)


def vocabulary(store: Store, language: Language) -> list[tuple[str, Thing, Facts]]:
    """The terms of the ontology in the order of their names: each with the part of its IRI behind the sign #, and its properties."""
    own: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in sorted(_vocabulary(store), key=str):
        if isinstance(triple.subject, ox.NamedNode) and "#" in triple.subject.value:
            own[triple.subject.value][triple.predicate.value].append(triple.object)
    values = {term.value for about in own.values() for those in about.values() for term in those if isinstance(term, ox.NamedNode)}
    thing = named(store, {*own, *values, *(name for about in own.values() for name in about)}, language)
    return [
        (iri.rpartition("#")[2], thing(iri), [(thing(name), tuple(_all(about[name], thing))) for name in sorted(about)])
        for iri, about in sorted(own.items())
    ]


def _vocabulary(store: Store) -> Iterator[ox.Triple]:
    for quad in store.triples(None, None, None, BACKGROUND):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(str(KG).rstrip("#")):
            yield quad.triple
