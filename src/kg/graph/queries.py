"""Questions to the store: SPARQL of one's own, a file, or a named question of ontologies/queries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.extraction.reification import iri, literal, typed
from kg.graph.store import PREFIXES, Answer, Store
from kg.knowledge.resources import data_folder
from kg.knowledge.terms import entity_iri

_LANGUAGES = ("en", "de", None)
_NAMED = """
SELECT ?thing ?label ?other WHERE {
  VALUES ?name { %s }
  { ?thing rdfs:label ?name BIND (?name AS ?label) } UNION { ?thing skos:altLabel ?name BIND (?name AS ?other) }
}"""
_SPARQL = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query with the question that it answers in words.

    A parameter is a variable that the header explains in a line `# ?name: what it is`; the query binds it by
    `VALUES ?name { default }`, so that the file is plain SPARQL, and the default shows of which type it is.
    """

    name: str
    words: str
    sparql: str
    parameters: Mapping[str, str]

    def sparql_with(self, store: Store, values: Mapping[str, str]) -> str:
        """The query with these values, each read by the type of its default and written as a term by the SPARQL library.

        Raises:
            QueryError: no parameter has that name, or a value is not of its type.
        """
        bound: dict[tuple[int, int], str] = {}
        for name, value in values.items():
            place = _place(name, self.sparql) if name in self.parameters else None
            if not place:
                known = ", ".join(self.parameters) or "none"
                raise QueryError(f"{self.name}: no parameter {name!r}; its parameters are: {known}")
            bound[place.span("default")] = str(_term(store, f"{self.name}: {name}", place["default"], value))
        text = self.sparql
        for (start, end), term in sorted(bound.items(), reverse=True):
            text = text[:start] + term + text[end:]
        return text


def _place(name: str, sparql: str) -> re.Match[str] | None:
    return re.search(rf"VALUES\s+\?{re.escape(name)}\s*\{{\s*(?P<default>[^{{}}]*?)\s*\}}", sparql)


def _term(store: Store, where: str, default: str, value: str) -> ox.NamedNode | ox.Literal:
    """The value as a term of the default's type: a day, a whole number, a text, or an entity by name or IRI."""
    try:
        if default.endswith("date"):
            return typed(date.fromisoformat(value))
        if default.endswith("integer") or default.lstrip("-").isdigit():
            return typed(int(value))
        if default.startswith(('"', "'")):
            return literal(value, default.rpartition("@")[2] if "@" in default else None)
    except ValueError:
        kind = "day; write it as YYYY-MM-DD" if default.endswith("date") else "whole number"
        raise QueryError(f"{where}: {value!r} is no {kind}") from None
    except KgError as error:
        raise QueryError(f"{where}: {error}") from None
    return find_entity(store, value)


def find_entity(store: Store, name: str) -> ox.NamedNode:
    """The entity (or relation) of that name, label or IRI; prefixes may be used: `Russland`, `North Korea`, `kgr:Russia`.

    Raises:
        QueryError: the store knows nobody of that name.
    """
    labels = [_literal(name, language) for language in _LANGUAGES]
    known = [row for row in store.select(_NAMED % " ".join(map(str, labels))) if isinstance(row["thing"], ox.NamedNode)]
    if known:
        best = min(known, key=lambda row: (row["label"] is None, labels.index(row["label"] or row["other"]), str(row["thing"])))
        return ox.NamedNode(best["thing"].value)
    prefix, _, local = name.partition(":")
    candidates = [
        name if "://" in name else "",
        PREFIXES.get(prefix, "") + local if prefix in PREFIXES else "",
        str(entity_iri(name)),
        PREFIXES["kg"] + name,
    ]
    for candidate in filter(None, candidates):
        try:
            node = iri(candidate)
        except KgError:
            continue
        if store.query(f"ASK {{ {{ {node} ?predicate ?object }} UNION {{ ?subject ?relation {node} }} }}"):
            return node
    raise QueryError(f"{name!a}: nobody of this name is known; write the English or German name, or the IRI")


def _literal(text: str, language: str | None) -> ox.Literal:
    try:
        return literal(text, language)
    except KgError as error:
        raise QueryError(str(error)) from None


def questions(folder: Path | None = None) -> dict[str, Question]:
    """The named questions by name, from the `.rq` files of a folder, by default those of the ontology."""
    folder = folder or data_folder("ontologies") / "queries"
    return {file.stem: read_question(file) for file in sorted(folder.glob("*.rq"))}


def read_question(file: Path) -> Question:
    """The question that the file holds; its first comment line says it in words.

    Raises:
        QueryError: the file cannot be read, or has no such line.
    """
    try:
        sparql = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file}: {error}; name a readable file in UTF-8") from None
    words, _, _ = sparql.removeprefix("\ufeff").partition("\n")
    if not words.startswith("#"):
        raise QueryError(f"{file}: no question in words; begin the file with a comment line such as `# Who sanctions whom?`")
    parameters = dict(re.findall(r"^#\s*\?(\w+):\s*(.+)$", sparql, re.MULTILINE))
    return Question(file.stem, words.lstrip("# ").strip(), sparql, parameters)


def run(store: Store, question: str, values: Mapping[str, str] | None = None, folder: Path | None = None) -> Answer:
    """The store's answer to a named question, a file that ends in .rq, or SPARQL; with values for the question's parameters.

    Raises:
        QueryError: no such question or file, malformed SPARQL, or a wrong parameter.
    """
    return store.query(find_question(question, folder).sparql_with(store, values or {}))


def find_question(question: str, folder: Path | None = None) -> Question:
    """The named question, the file's, or the SPARQL text as a question without name.

    Raises:
        QueryError: it is none of these.
    """
    named = questions(folder)
    if question in named:
        return named[question]
    if question.endswith((".rq", ".sparql")):
        return read_question(Path(question))
    if _SPARQL.search(question):
        return Question("query", "", question, {})
    raise QueryError(f"{question!r}: no SPARQL, and no named question; write a query, a file ending in .rq, or one of {', '.join(named)}")
