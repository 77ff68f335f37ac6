"""What is refused before anything runs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.graph.backend import PREFIXES
from kg.knowledge.sparql import DEPTH
from kg.knowledge.terms import KG
from kg.service.failures import ForbiddenError
from kg.service.screening import screen

DATA = ox.Store()
DATA.load(b"<http://a/> <http://b/> true, 1, 1.0, 1e5, 'it', 'x'@en, [] .", format=ox.RdfFormat.TURTLE)


class Listener:
    """Counts the connections that anyone makes to it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.count = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.count += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "select*{service<http://a/>{}}",
        "SELECT * { SeRvIcE SILENT ?g { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://a/>{} }",
        "SELECT * { #'\n SERVICE#\n<http://a/> {} }",
        "SELECT * { ?s ?p 'it is \\' quoted' . SERVICE <http://a/> {} }",
        "SELECT * { ?s ?p '''a ' b''' . SERVICE <http://a/> {} } #'''",
        "SELECT * { FILTER(1<2) SERVICE <http://a/> {} FILTER(2>1) }",
        "SELECT * { ?s <http://a/it's> ?o . SERVICE <http://a/> {} # '\n }",
        "SELECT * { ?s <http://a/\\u0027> ?o . SERVICE <http://a/> {} # '\n }",
        "SELECT * { ?s ?p trueSERVICE <http://a/> {} }",
        "SELECT * { ?s ?p 1SERVICE <http://a/> {} }",
        "SELECT * { ?s ?p kg:it\\'s . SERVICE <http://a/> {} # '\n }",
        "SELECT * { SERVICEkg:x { ?s ?p ?o } }",
        "SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <http://a/> {} } } }",
        "ASK { FILTER EXISTS { SERVICE <http://a/> {} } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://a/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_in_all_spellings(query: str) -> None:
    with pytest.raises(ForbiddenError, match="SERVICE"):
        screen(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?SERVICE $service }",
        "SELECT * { ?s ?p 'SERVICE <http://a/> {}' }",
        'SELECT * { ?s ?p "a \\" SERVICE", """SERVICE \n " """, \'\'\'SERVICE\'\'\' }',
        "SELECT * { ?s ?p 'x'@service }",
        "SELECT * { ?s <http://a/SERVICE> ?o } # SERVICE",
        "PREFIX service: <http://a/> SELECT * { ?s service:p kg:service ; kg:p service:SERVICE }",
        "SELECT * { _:service ?p ?o }",
    ],
)
def test_service_is_no_offence_in_names_and_strings(query: str) -> None:
    assert not screen(query)
    list(ox.Store().query(query, prefixes=PREFIXES))  # type: ignore[arg-type]  # that the query is valid


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <http://a/> <http://b/> 1 }",
        "delete where { ?s ?p ?o }",
        "PREFIX select: <http://a/> CLEAR ALL",
        "# SELECT\nDROP GRAPH kg:background",
        "LOAD <file:///etc/passwd>",
        "WITH kg:background DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "MOVE kg:inferred TO kg:background",
    ],
)
def test_update_is_refused(update: str) -> None:
    with pytest.raises(ForbiddenError, match="only reads"):
        screen(update)


def test_query_may_speak_of_updates() -> None:
    assert not screen("SELECT ?insert { ?insert rdfs:label 'DELETE' ; kg:load kg:add }")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { GRAPH kg:facts { ?s ?p ?o } }",
        f"ASK {{ graph<{KG.facts}>{{ ?s ?p ?o }} }}",
        f"PREFIX x: <{KG}> ASK {{ ?s ?p ?o GRAPH x:facts {{}} }}",
    ],
)
def test_facts_are_no_named_graph_and_who_says_so_is_told(query: str) -> None:
    with pytest.raises(QueryError, match="write FROM kg:facts"):
        screen(query)
    assert not screen("ASK { GRAPH ?facts { ?s ?p 'GRAPH kg:facts' } GRAPH kg:inferred {} }")


def test_nesting_has_a_limit_that_brackets_in_strings_do_not_reach() -> None:
    assert not screen("ASK { FILTER(" + "(" * (DEPTH - 3) + "1" + ")" * (DEPTH - 3) + ") }")
    assert not screen("ASK { ?s ?p '" + "(" * 500 + "' }")
    with pytest.raises(QueryError, match="brackets"):
        screen("ASK { FILTER(" + "(" * DEPTH + "1" + ")" * DEPTH + ") }")


HOSTILE_PARTS = ["a-", "a.", "'", '"', "'''a ", '"' * 3 + "b", "<a", "a:", ":", "@a", "?a", "1.", "#", "\\", "(", "'\n", "%4", "_"]


@pytest.mark.parametrize("part", HOSTILE_PARTS)
def test_time_grows_with_the_length_only(part: str) -> None:
    """A quadratic tokenizer would need minutes."""
    started = time.monotonic()
    with suppress(QueryError):
        screen(part * (500_000 // len(part)))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", (), ()),
        ("SELECT * FROM kg:inferred FROM <http://a/> { ?s ?p ?o }", (str(KG.inferred), "http://a/"), ()),
        ("ASK FROM NAMED kg:inferred FROM kg:facts { ?s ?p ?o }", (str(KG.facts),), (str(KG.inferred),)),
        ("PREFIX kg: <http://b/> ASK from named kg:x {}", (), ("http://b/x",)),
        ("BASE <http://c/d> ASK FROM <e> {}", ("http://c/e",), ()),
        ("PREFIX from: <http://b/> ASK { from:from ?from 'FROM <http://a/>' }", (), ()),
        ("ASK FROM", (), ()),
    ],
)
def test_dataset_is_what_from_names(query: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    found = screen(query)
    assert (found.default, found.named) == (default, named)


BEFORE = ["", "?s ?p true", "?s ?p 1", "?s ?p 1e5", "?s ?p 'it'", '?s ?p "a\\"b"', "?s ?p '''a'b'''", "?s ?p 'x'@en", "?s ?p 1.", "{}",
          "FILTER(1<2)", "BIND(1 AS ?x)", "?s <http://a/it's> ?o.", "?s <http://a/\\u0027> ?o.", "?s ?p kg:a\\'b.", "OPTIONAL{}", "?s a",
          "?s ?p ?o;", "?s kg:p kg:o", "MINUS{}", "{}UNION", "GRAPH ?g", "#'\n", "_:b ?p []", "?s ?p _:b", "FILTER EXISTS"]  # fmt: skip
BETWEEN = ["", " ", "\n", "#'\n", "\t", ".", "{", "'", '"', "<", "\\"]
PIECES = st.one_of(st.sampled_from(BEFORE), st.sampled_from(BETWEEN), st.text("'\"\\<>#{}?:a1\n ", max_size=4))


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(PIECES, max_size=4),
    word=st.sampled_from(["SERVICE", "service", "SERVICESILENT", "Service SILENT", "\\u0053ERVICE", "ſERVICE", "SERVıCE"]),
    gap=st.sampled_from(["", " ", "#'\n", "\n"]),
    goal=st.sampled_from(["<LISTENER>", "l:", "?l"]),
    after=st.lists(PIECES, max_size=2),
)
def test_what_passes_makes_oxigraph_call_nobody(
    listener: Listener, before: list[str], word: str, gap: str, goal: str, after: list[str]
) -> None:
    goal = goal.replace("LISTENER", listener.address)
    known = f"PREFIX l: <{listener.address}> SELECT * {{ VALUES ?l {{ l: }} "
    query = f"{known}{''.join(before)}{word}{gap}{goal}{gap}{{ ?a ?b ?c }}{''.join(after)} }}"
    seen = listener.count
    try:
        screen(query)
    except (ForbiddenError, QueryError):
        return
    with suppress(SyntaxError, OSError, ValueError, RuntimeError):
        list(DATA.query(query, prefixes=PREFIXES))  # type: ignore[arg-type]
    assert listener.count == seen


def test_oxigraph_by_itself_calls_whom_a_query_names(listener: Listener) -> None:
    """So that the test above can fail."""
    seen = listener.count
    with pytest.raises(OSError, match=r"HTTP|reset"):
        list(DATA.query(f"SELECT * {{ ?s ?p trueSERVICE<{listener.address}>{{ ?a ?b ?c }} }}"))  # type: ignore[arg-type]
    assert listener.count == seen + 1
