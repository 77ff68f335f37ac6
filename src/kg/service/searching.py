"""What the store holds, by name and in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.extraction.reification import literal
from kg.graph.store import Store
from kg.service.linking import Language, Thing, named
from kg.service.statements import Row, statement_rows

FOUND = 50
"""So many things of a name are listed."""
ROWS = 2000
NEWEST = 8

_SEARCH = """
SELECT DISTINCT ?thing ?name ?kind WHERE {
  VALUES ?kind { kg:State kg:Organization kg:Bloc kg:Agreement kg:Conflict kg:Leader kg:Person }
  ?thing a ?kind ; rdfs:label|skos:altLabel ?name FILTER (CONTAINS(LCASE(STR(?name)), LCASE(%s)))
} LIMIT %d"""
_COUNTS = """
SELECT ?kind (COUNT(*) AS ?n) WHERE {
  VALUES ?kind { schema:NewsArticle kg:Statement kg:Evidence kg:State kg:Leader kg:Organization kg:Bloc kg:Agreement kg:Conflict }
  ?thing a ?kind
} GROUP BY ?kind"""
_COUNTED = {"NewsArticle": "documents", "Statement": "statements", "Evidence": "evidence"}
_NEWEST = f"""
SELECT ?statement (MAX(?day) AS ?newest) WHERE {{
  {{ SELECT ?document ?day WHERE {{ ?document schema:datePublished ?day }} ORDER BY DESC(?day) ?document LIMIT {NEWEST} }}
  ?evidence prov:hadPrimarySource ?document . ?statement kg:evidence ?evidence
}} GROUP BY ?statement ORDER BY DESC(?newest) ?statement LIMIT {NEWEST}"""


def search_query(name: str) -> str:
    """The query for the things in whose names this one stands, with the name found and the kind; it reads all names there are."""
    return _SEARCH % (literal(name.strip()), ROWS)


def nearest(store: Store, rows: Iterable[Mapping[str, str]], name: str, language: Language) -> list[tuple[Thing, list[str]]]:
    """The things of the solutions, with the names of their kinds; those first whose own name it is, or begins."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    nearness: dict[str, int] = {}
    wanted = name.strip().casefold()
    for row in rows:
        iri, found = row["thing"], row["name"].casefold()
        kinds[iri].add(row["kind"])
        near = 0 if found == wanted else 1 if found.startswith(wanted) else 2 if f" {wanted}" in found else 3
        nearness[iri] = min(near, nearness.get(iri, near))
    first = sorted(kinds, key=lambda iri: (nearness[iri], iri))[:FOUND]
    thing = named(store, {*first, *(kind for iri in first for kind in kinds[iri])}, language)
    return [(thing(iri), sorted(thing(kind).label for kind in kinds[iri])) for iri in first]


def counts(store: Store) -> list[tuple[str, int]]:
    """How many documents, statements, states and so on there are."""
    rows = store.select(_COUNTS, inferred=False)
    found = {row["kind"].value.rpartition("#")[2].rpartition("/")[2]: int(row["n"].value) for row in rows}
    order = ("NewsArticle", "Statement", "Evidence", "State", "Leader", "Organization", "Bloc", "Agreement", "Conflict")
    return [*((_COUNTED.get(kind, kind), found[kind]) for kind in order if kind in found), ("triples", len(store))]


def newest(store: Store, language: Language) -> list[Row]:
    """Statements of the documents that were published last."""
    return statement_rows(store, [row["statement"].value for row in store.select(_NEWEST, inferred=False)], language)
