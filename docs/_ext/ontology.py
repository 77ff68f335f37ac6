"""The reference of the ontology, from its Turtle files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from unicodedata import normalize

import pyoxigraph as ox

from _ext.markdown import code, plain, prose, table
from kg.graph.backend import PREFIXES
from kg.graph.queries import questions
from kg.knowledge.resources import data_folder

_SIGNS = {"1": "friendly", "-1": "hostile", "0": "neither"}
_NAMED = "OPTIONAL { ?thing rdfs:label ?label FILTER (LANG(?label) = 'en') } OPTIONAL { ?thing skos:definition ?definition }"
_RELATIONS = """
SELECT * WHERE {
  GRAPH <relations> { ?thing a owl:ObjectProperty ; rdfs:label ?label FILTER (LANG(?label) = "en") }
  OPTIONAL { ?thing rdfs:label ?german FILTER (LANG(?german) = "de") }
  OPTIONAL { ?thing skos:definition ?definition } OPTIONAL { ?thing rdfs:subPropertyOf ?wider }
  OPTIONAL { ?thing kg:sign ?sign } OPTIONAL { ?thing kg:goldstein ?score } OPTIONAL { ?thing kg:halfLife ?life }
  OPTIONAL { ?thing kg:onceWithin ?once } OPTIONAL { ?thing kg:personal ?personal } OPTIONAL { ?thing kg:liftsToState ?lifts }
  OPTIONAL { ?thing a ?symmetric FILTER (?symmetric = owl:SymmetricProperty) }
} ORDER BY LCASE(STR(?thing))"""
_ENDS = "SELECT ?end WHERE { { <%s> rdfs:%s ?end } UNION { <%s> rdfs:%s/owl:unionOf/rdf:rest*/rdf:first ?end } FILTER (!ISBLANK(?end)) }"
_WORDS = """
SELECT DISTINCT ?word WHERE { ?entry ontolex:denotes <%s> ; ontolex:canonicalForm/ontolex:writtenRep ?word FILTER (LANG(?word) = "de") }"""
_CLASSES = """
SELECT * WHERE { ?thing a owl:Class FILTER (!ISBLANK(?thing)) %s
  OPTIONAL { ?thing rdfs:subClassOf ?wider FILTER (STRSTARTS(STR(?wider), STR(kg:))) } } ORDER BY LCASE(STR(?thing))"""
_PROPERTIES = """
SELECT * WHERE { VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } GRAPH <core> { ?thing a ?kind } %s }
ORDER BY LCASE(STR(?thing))"""
_ANNOTATIONS = "SELECT * WHERE { ?thing a owl:AnnotationProperty %s } ORDER BY LCASE(STR(?thing))"
_INDIVIDUALS = """
SELECT * WHERE { GRAPH <core> { ?thing a ?class FILTER (STRSTARTS(STR(?class), STR(kg:))) } %s
  OPTIONAL { ?thing kg:gives ?gives } OPTIONAL { ?thing kg:weight ?weight } } ORDER BY LCASE(STR(?class)) LCASE(STR(?thing))"""
_SHAPES = """
SELECT ?path ?message WHERE {
  GRAPH <shapes> { ?shape sh:path ?path ; sh:message ?message ; sh:targetClass|sh:targetObjectsOf %s FILTER (!ISBLANK(?path)) }
} ORDER BY ?shape"""


@cache
def _graph() -> ox.Store:
    """The ontology: its core, its shapes and its relations with their words, each in a graph of this name and all in the union."""
    store, folder = ox.Store(), data_folder("ontologies")
    files = {"core": [folder / "core.ttl"], "shapes": [folder / "shapes.ttl"], "relations": sorted(folder.glob("relations/*.ttl"))}
    for name, paths in files.items():
        for path in paths:
            store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"https://example.org/{name}"))
    return store


def _rows(query: str) -> Iterator[dict[str, str]]:
    """The solutions, without what is unbound."""
    prefixes = PREFIXES | {"ontolex": "http://www.w3.org/ns/lemon/ontolex#"}
    found = _graph().query(query, prefixes=prefixes, base_iri="https://example.org/", use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield {name: solution[name].value for name in names if solution[name] is not None}


def _short(iri: str) -> str:
    """The IRI with a prefix."""
    prefix, space = max(((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space)), key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri.removeprefix(space)}"


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _ends(property_: str, side: str) -> str:
    found = sorted({row["end"] for row in _rows(_ENDS % (property_, side, property_, side))})
    return " or ".join(code(_short(end)) for end in found)


def relations() -> str:
    """A table of the relations, and a section for each."""
    found = list(_rows(_RELATIONS))
    rows = ((f"[{_local(r['thing'])}](#{_local(r['thing']).lower()})", *_between(r["thing"]), *_annotated(r)) for r in found)
    head = ("relation", "from", "to", "sign", "Goldstein score", "half-life in years")
    return "\n".join((table(head, rows), *(_relation(row) for row in found)))


def _between(property_: str) -> tuple[str, str]:
    return _ends(property_, "domain"), _ends(property_, "range")


def _annotated(row: dict[str, str]) -> tuple[str, str, str]:
    return _SIGNS.get(row.get("sign", ""), ""), row.get("score", ""), row.get("life", "")


def _relation(row: dict[str, str]) -> str:
    words = [plain(word) for word in sorted({found["word"] for found in _rows(_WORDS % row["thing"])}, key=_in_dictionary)]
    notes = [*_notes(row)]
    return "\n\n".join(
        (
            f"### {_local(row['thing'])}",
            f"*{plain(row['label'])}*, *{plain(row.get('german', ''))}*: {prose(row.get('definition', ''))}",
            f"From {' to '.join(_between(row['thing']))}. {' '.join(notes)}".strip(),
            f"<details><summary>{len(words)} words</summary>\n\n{', '.join(words)}\n\n</details>\n" if words else "",
        )
    )


def _in_dictionary(word: str) -> str:
    """The word as dictionaries sort it: umlauts beside their vowels."""
    return normalize("NFD", word.casefold())


def _notes(row: dict[str, str]) -> Iterator[str]:
    """What the annotations of a relation mean, in words."""
    if "symmetric" in row:
        yield "Symmetric: it holds in both directions."
    if "wider" in row:
        yield f"Narrower than [{_local(row['wider'])}](#{_local(row['wider']).lower()}), which it implies."
    if "sign" not in row:
        yield "No tie of the network."
    if "life" in row:
        years = "a year" if row["life"] == "1" else f"{row['life']} years"
        yield f"An event: after {years} it weighs half."
    elif "sign" in row:
        yield "A state of affairs: it lasts until a text or a date ends it."
    if "once" in row:
        yield f"It happens once in {row['once']} days."
    if row.get("personal") == "true":
        yield "A leader stays its subject or object."
    if row.get("lifts") == "true":
        yield "What a leader in office does, the state does too."


def classes() -> str:
    """A table of the classes."""
    rows = ((code(_short(row["thing"])), _wider(row), _meaning(row)) for row in _rows(_CLASSES % _NAMED))
    return table(("class", "narrower than", "definition"), rows)


def _wider(row: dict[str, str]) -> str:
    return code(_short(row["wider"])) if "wider" in row else ""


def properties() -> str:
    """A table of the properties that are no relations: of evidence, offices, agreements, names and runs."""
    rows = ((code(_short(row["thing"])), *_between(row["thing"]), _meaning(row)) for row in _rows(_PROPERTIES % _NAMED))
    return table(("property", "of", "value", "meaning"), rows)


def annotation_properties() -> str:
    """A table of the annotations of relations and words."""
    return table(("annotation", "meaning"), ((code(_short(r["thing"])), _meaning(r)) for r in _rows(_ANNOTATIONS % _NAMED)))


def individuals() -> str:
    """The statuses, offices, kinds and other things that the ontology itself names, by their class."""
    by_class: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(_INDIVIDUALS % _NAMED):
        by_class[row["class"]].append(row)
    return "\n".join(f"### {_local(name)}\n\n{_named(rows)}" for name, rows in by_class.items())


def _named(rows: Iterable[dict[str, str]]) -> str:
    told = [(code(_short(r["thing"])), _meaning(r), r.get("weight", ""), code(_short(r["gives"])) if "gives" in r else "") for r in rows]
    head = ("name", "meaning", "weight", "gives")
    kept = [i for i in range(len(head)) if i < 2 or any(row[i] for row in told)]
    return table([head[i] for i in kept], ([row[i] for i in kept] for row in told))


def _meaning(row: dict[str, str]) -> str:
    return prose(row.get("definition") or row.get("label", ""))


def shapes() -> str:
    """Tables of what each statement and each piece of evidence must have."""
    of: dict[str, str] = {"statement": "kg:Statement", "piece of evidence": "kg:evidence"}
    return "\n".join(table((f"of a {name}", "rule"), _asked(target)) for name, target in of.items())


def _asked(target: str) -> Iterator[tuple[str, str]]:
    for row in _rows(_SHAPES % target):
        yield code(_short(row["path"])), prose(row["message"])


def named_questions() -> str:
    """A table of the named questions with their parameters."""
    rows = ((code(name), prose(question.words), _parameters(question)) for name, question in questions().items())
    return table(("name", "question", "parameters"), rows)


def _parameters(question: Any) -> str:
    return "; ".join(f"{code(name)}: {prose(words)}" for name, words in question.parameters.items())


def prefixes() -> str:
    """A table of the prefixes that a query need not declare."""
    return table(("prefix", "namespace"), ((code(f"{prefix}:"), code(space)) for prefix, space in PREFIXES.items()))
