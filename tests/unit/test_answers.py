"""Answers as tables: as wide as asked for, with the words that a person reads."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.graph.answers import Format, write_answer
from kg.graph.store import FACTS, PREFIXES, Store

SAID = """
kgr:North_Korea kg:praises kgr:Peru ; rdfs:label "Nordkorea"@de ; rdfs:seeAlso <https://example.org/a/b> , kge:e1 , kgd:d1 .
kgr:Chile kg:praises kgr:Peru .
"""
TRIPLES = "CONSTRUCT { ?s kg:praises ?o } WHERE { ?s kg:praises ?o }"


@pytest.fixture
def store() -> Iterator[Store]:
    heads = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
    with Store() as found:
        found.replace_graph(FACTS, ox.parse(heads + SAID, format=ox.RdfFormat.TURTLE))
        yield found


def written(store: Store, query: str, form: Format = "table", width: int | None = 100) -> str:
    stream = io.BytesIO()
    write_answer(store.query(query), form, stream, width)
    return stream.getvalue().decode()


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line[1:-1].replace("┃", "│").split("│")] for line in table.splitlines() if line[0] in "│┃"]


def test_table_of_solutions_has_the_variables_as_heads_and_short_names(store: Store) -> None:
    table = written(store, "SELECT ?who ?what ?none WHERE { ?who rdfs:seeAlso|rdfs:label|kg:praises ?what } ORDER BY STR(?who) STR(?what)")
    assert cells(table) == [
        ["who", "what", "none"],
        ["Chile", "Peru", ""],
        ["North Korea", "Nordkorea", ""],
        ["North Korea", "https://example.org/a/b", ""],
        ["North Korea", "d1", ""],
        ["North Korea", "kge:e1", ""],
        ["North Korea", "Peru", ""],
    ]


def test_table_of_triples_is_in_order(store: Store) -> None:
    assert cells(written(store, TRIPLES)) == [
        ["subject", "predicate", "object"],
        ["Chile", "praises", "Peru"],
        ["North Korea", "praises", "Peru"],
    ]


@pytest.mark.parametrize("query", [TRIPLES, "SELECT * WHERE { ?s kg:praises ?o }"])
@pytest.mark.parametrize("width", [24, 40])
def test_table_is_no_wider_than_asked_for(store: Store, query: str, width: int) -> None:
    wide = written(store, query, width=200)
    narrow = written(store, query, width=width)
    assert max(map(len, narrow.splitlines())) <= width
    assert (narrow == wide) == (max(map(len, wide.splitlines())) <= width)


@pytest.mark.parametrize(("form", "yes", "no"), [("table", "yes\n", "no\n"), ("csv", "true\n", "false\n"), ("tsv", "true\n", "false\n")])
def test_truth_is_a_word(store: Store, form: Format, yes: str, no: str) -> None:
    assert written(store, "ASK { kgr:Chile kg:praises kgr:Peru }", form) == yes
    assert written(store, "ASK { kgr:Peru kg:praises kgr:Chile }", form) == no


def test_triples_are_n_triples_in_order_and_each_once(store: Store) -> None:
    praises, peru = f"<{PREFIXES['kg']}praises>", f"<{PREFIXES['kgr']}Peru>"
    twice = "CONSTRUCT { ?s kg:praises ?o . ?s ?p ?o } WHERE { ?s ?p ?o FILTER (?p = kg:praises) }"
    for form in ("csv", "tsv", "json"):
        assert written(store, twice, form) == "".join(f"<{PREFIXES['kgr']}{who}> {praises} {peru} .\n" for who in ("Chile", "North_Korea"))
    assert written(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p 7 }", "csv") == ""


def test_unknown_format_is_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(QueryError, match=r"^xml: no format for answers; choose one of table, csv, tsv, json$"):
        written(store, TRIPLES, "xml")  # type: ignore[arg-type]
