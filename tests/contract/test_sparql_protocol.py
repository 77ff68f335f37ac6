"""`kg serve` keeps the SPARQL 1.1 Protocol, and clients of others understand it.

The cases follow https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/, as far as they ask for queries.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.graph.store import Store

SELECT = "SELECT ?who { kgr:Brazil kg:sanctions ?who }"
ASK = "ASK { kgr:Brazil kg:sanctions kgr:Peru }"
CONSTRUCT = "CONSTRUCT WHERE { kgr:Brazil kg:sanctions ?who }"
PERU = "https://w3id.org/stategraph/id/Peru"
ONTOLOGY = "https://w3id.org/stategraph/ontology#"
LABELS = "ASK { kgr:Chile rdfs:label 'República de Chile'@es }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def address(serve, folder: Path) -> Iterator[str]:
    with serve(folder, "--workers", "1", "--host", "graph.example", "--cors", "https://friend.example", "--rows", "500") as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def truth(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    found = response.json()["boolean"]
    assert isinstance(found, bool)
    return found


# --- operations


def test_query_via_get(client: httpx.Client) -> None:
    assert truth(client.get("/sparql", params={"query": ASK}))


def test_query_via_form(client: httpx.Client) -> None:
    assert truth(client.post("/sparql", data={"query": ASK}))


def test_query_via_body(client: httpx.Client) -> None:
    assert truth(client.post("/sparql", content=ASK, headers=QUERY))


def test_query_in_body_may_name_its_charset(client: httpx.Client) -> None:
    assert truth(client.post("/sparql", content=LABELS.encode(), headers={"Content-Type": 'application/sparql-query; charset="UTF-8"'}))


def test_chunked_body_is_read(client: httpx.Client) -> None:
    assert truth(client.post("/sparql", content=iter([b"query=ASK", b"%20%7B%7D"]), headers=FORM))


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    head, get = (client.request(method, "/sparql", params={"query": ASK}) for method in ("HEAD", "GET"))
    assert head.status_code == 200
    assert not head.content
    assert head.headers["content-length"] == str(len(get.content))
    assert head.headers["content-type"] == get.headers["content-type"] == "application/sparql-results+json"


def test_prefixes_of_the_project_need_no_declaration_and_can_be_declared_otherwise(client: httpx.Client) -> None:
    other = "PREFIX kgr: <http://other.example/> ASK { kgr:Brazil kg:sanctions ?who }"
    assert not truth(client.get("/sparql", params={"query": other}))


# --- datasets


@pytest.mark.parametrize(
    ("graphs", "found"),
    [
        ({}, True),
        ({"default-graph-uri": [f"{ONTOLOGY}facts"]}, False),
        ({"default-graph-uri": [f"{ONTOLOGY}background"]}, True),
        ({"default-graph-uri": [f"{ONTOLOGY}facts", f"{ONTOLOGY}background"]}, True),
        ({"default-graph-uri": ["http://nobody.example/"]}, False),
        ({"named-graph-uri": [f"{ONTOLOGY}background"]}, False),
    ],
)
def test_default_graphs_of_the_request_are_the_dataset(client: httpx.Client, graphs: dict[str, list[str]], found: bool) -> None:
    assert truth(client.get("/sparql", params={"query": LABELS, **graphs})) is found
    assert truth(client.post("/sparql", data={"query": LABELS, **graphs})) is found
    assert truth(client.post("/sparql", content=LABELS.encode(), headers=QUERY, params=graphs)) is found


def test_named_graphs_of_the_request_are_the_dataset(client: httpx.Client) -> None:
    query = "ASK { GRAPH ?g { kgr:Chile rdfs:label 'República de Chile'@es } }"
    for name, found in (("background", True), ("inferred", False)):
        assert truth(client.get("/sparql", params={"query": query, "named-graph-uri": ONTOLOGY + name})) is found


def test_from_names_the_dataset(client: httpx.Client) -> None:
    for clause, found in (("FROM kg:background", True), ("FROM kg:facts", False), (f"FROM NAMED <{ONTOLOGY}background>", False)):
        assert truth(client.get("/sparql", params={"query": LABELS.replace("ASK", f"ASK {clause}")})) is found


def test_dataset_of_the_request_overrules_that_of_the_query(client: httpx.Client) -> None:
    query = LABELS.replace("ASK", "ASK FROM kg:facts")
    assert truth(client.get("/sparql", params={"query": query, "default-graph-uri": f"{ONTOLOGY}background"}))


def test_graph_of_the_store_itself_is_hidden(client: httpx.Client) -> None:
    rows = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).json()["results"]["bindings"]
    assert {row["g"]["value"] for row in rows} <= {ONTOLOGY + name for name in ("background", "inferred", "reviews")}
    assert not truth(client.get("/sparql", params={"query": "ASK { GRAPH kg:store { ?s ?p ?o } }"}))


# --- formats


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "application/sparql-results+xml"),
        ("text/*;q=0.9, application/sparql-results+json;q=0.1", "text/csv; charset=utf-8"),
        ("*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_solutions_come_in_the_format_most_wanted(client: httpx.Client, accept: str | None, media: str) -> None:
    response = client.get("/sparql", params={"query": SELECT}, headers={"Accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.headers["content-type"] == media
    assert re.findall(r"id/(\w+)", response.text) == ["Peru"]


@pytest.mark.parametrize(
    "media",
    ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/n-quads", "application/trig"],
)
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE kgr:Brazil"])
def test_triples_come_in_the_format_wanted(client: httpx.Client, media: str, query: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    assert f"<{PERU}>" in {str(quad.object) for quad in ox.parse(response.content, form)}


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png"), (ASK, "*/*;q=0")])
def test_formats_that_do_not_fit_are_not_acceptable(client: httpx.Client, query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 406
    assert "accept one of" in response.text


# --- bad requests


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("POST", {"headers": FORM, "content": b""}, 400),
        ("GET", {"params": [("query", ASK), ("query", "ASK {}")]}, 400),
        ("POST", {"headers": QUERY, "content": b"ASK {}", "params": {"query": "ASK {}"}}, 400),
        ("GET", {"params": {"query": "SELECT nothing"}}, 400),
        ("GET", {"params": {"query": ""}}, 400),
        ("POST", {"headers": QUERY, "content": b"SELECT nothing"}, 400),
        ("POST", {"headers": QUERY, "content": b"ASK { ?s ?p '\xff' }"}, 400),
        ("POST", {"headers": FORM, "content": b"query=ASK%20%7B%20%3Fs%20%3Fp%20'%FF'%20%7D"}, 400),
        ("GET", {"params": {"query": ASK, "default-graph-uri": "not an IRI"}}, 400),
        ("POST", {"headers": {"Content-Type": "application/sparql-query; charset=utf-16"}, "content": "ASK {}".encode("utf-16")}, 415),
        ("POST", {"headers": {"Content-Type": "text/plain"}, "content": b"ASK {}"}, 415),
        ("POST", {"content": b"ASK {}"}, 415),
        ("PUT", {"params": {"query": ASK}}, 405),
        ("DELETE", {}, 405),
        ("POST", {"headers": QUERY, "content": b"#" * (1 << 20) + b"\nASK {}"}, 413),
        ("GET", {"params": {"query": "LOAD <http://example.org/>"}}, 403),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"headers": {"Content-Type": "application/sparql-update"}, "content": b"CLEAR ALL"}, 403),
        ("GET", {"params": {"query": "ASK { SERVICE <http://example.org/> {} }"}}, 403),
    ],
)
def test_bad_request_is_refused_with_a_reason(client: httpx.Client, method: str, arguments: dict[str, object], status: int) -> None:
    response = client.request(method, "/sparql", **arguments)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert len(response.text.split()) > 3 or status == 405
    assert response.headers["content-type"].startswith("text/plain") or status == 405
    assert truth(client.get("/sparql", params={"query": ASK}))


def test_wrong_method_is_told_the_right_ones(client: httpx.Client) -> None:
    assert {"GET", "POST"} & {name.strip() for name in client.put("/sparql").headers["allow"].split(",")}


def test_answer_with_too_many_rows_is_none(client: httpx.Client) -> None:
    for query in ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }"):
        response = client.get("/sparql", params={"query": query})
        assert response.status_code == 500
        assert "more than 500 rows" in response.text


# --- what the service says of itself


def test_description_names_the_endpoint_and_counts_the_triples(client: httpx.Client, address: str, folder: Path) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    with Store(folder, read_only=True) as store:
        triples = len(list(store.select("SELECT * { ?s ?p ?o }")))
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    asked = """
        PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?endpoint ?triples { [] a sd:Service ; sd:endpoint ?endpoint ; sd:feature sd:UnionDefaultGraph ;
            sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset/sd:defaultGraph [ a void:Dataset ; void:triples ?triples ] }
    """
    assert [(str(row[0]), int(row[1])) for row in graph.query(asked)] == [(f"{address}/sparql", triples)]  # type: ignore[index,call-overload]


@pytest.mark.parametrize("media", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_description_comes_in_the_format_wanted(client: httpx.Client, media: str) -> None:
    response = client.get("/sparql", headers={"Accept": media})
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    assert len(list(ox.parse(response.content, form))) > 50


def test_browser_is_led_to_the_page_with_the_editor(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "/query")


def test_void_has_a_well_known_address(client: httpx.Client) -> None:
    assert client.get("/.well-known/void").headers["location"] == "/sparql"


# --- headers


def test_answer_need_not_be_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": ASK})
    again = client.get("/sparql", params={"query": ASK}, headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B%7D", "/sparql", "/sparql?query=x", "/nowhere", "/"])
def test_all_answers_bear_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("localhost:99", 200), ("graph.example", 200), ("GRAPH.example:80", 200)])
def test_service_answers_to_its_names(client: httpx.Client, host: str, status: int) -> None:
    assert client.get("/sparql", params={"query": ASK}, headers={"Host": host}).status_code == status


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "graph.example@evil", "", "a b"])
def test_service_answers_to_no_other_name(client: httpx.Client, host: str) -> None:
    assert client.get("/sparql", params={"query": ASK}, headers={"Host": host}).status_code in (400, 421)


def test_only_allowed_origins_may_read(client: httpx.Client) -> None:
    asked = {"params": {"query": ASK}}
    friend = client.get("/sparql", headers={"Origin": "https://friend.example"}, **asked)  # type: ignore[arg-type]
    foe = client.get("/sparql", headers={"Origin": "https://foe.example"}, **asked)  # type: ignore[arg-type]
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "access-control-allow-origin" not in foe.headers


# --- clients of others


def test_sparqlwrapper_reads_every_form(address: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    for method in ("GET", "POST"):
        wrapper.setMethod(method)
        wrapper.setQuery("PREFIX kg: <https://w3id.org/stategraph/ontology#> SELECT ?a ?b { ?a kg:sanctions ?b }")
        wrapper.setReturnFormat(JSON)
        found = wrapper.queryAndConvert()
        assert {row["b"]["value"] for row in found["results"]["bindings"]} == {PERU}
        wrapper.setReturnFormat(XML)
        assert len(wrapper.queryAndConvert().getElementsByTagName("result")) == len(found["results"]["bindings"])
        wrapper.setReturnFormat(CSV)
        assert PERU.encode() in wrapper.queryAndConvert()
        wrapper.setQuery("DESCRIBE <https://w3id.org/stategraph/id/Peru>")
        wrapper.setReturnFormat(TURTLE)
        assert rdflib.URIRef(PERU) in set(rdflib.Graph().parse(data=wrapper.queryAndConvert()).subjects())
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("SELECT nothing")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_store_as_a_graph(address: str, method: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(f"{address}/sparql", method=method))  # type: ignore[arg-type]
    assert {str(graph.value(row[0], rdflib.RDFS.label)) for row in graph.query("SELECT ?s { ?s kg:sanctions ?o }")}  # type: ignore[index,arg-type]
    assert (None, rdflib.URIRef(f"{ONTOLOGY}sanctions"), rdflib.URIRef(PERU)) in graph


# --- the process


def test_service_leaves_neither_process_nor_snapshot(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(folder, copy)
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", str(copy), "--workers", "2"]
    for end in (signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("kg: http://127.0.0.1:")
            workers = children(process.pid)
            assert len(workers) == 2
            process.send_signal(end)
            assert process.wait(20) == (0 if end != signal.SIGKILL else -9)
        for _ in range(50):
            if not any(map(running, workers)):
                break
            time.sleep(0.1)
        assert not any(map(running, workers))
        left = [path.name for path in tmp_path.iterdir() if path != copy]
        assert len(left) == (end == signal.SIGKILL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len([path for path in tmp_path.iterdir() if path != copy]) == 1  # that of the killed one is gone
        process.terminate()
        process.wait(20)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def running(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_store_may_be_written_while_it_is_served(serve, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(folder, copy)
    new = ox.Quad(*(ox.NamedNode(f"http://example.org/{name}") for name in "spo"))
    asked = {"query": "ASK { <http://example.org/s> ?p ?o }"}
    with serve(copy, "--workers", "1") as address, httpx.Client(base_url=address) as client:
        assert not truth(client.get("/sparql", params=asked))
        with Store(copy) as store:
            store.transact(set(), {new})
            assert not truth(client.get("/sparql", params=asked))
        deadline = time.monotonic() + 20
        while not (found := truth(client.get("/sparql", params=asked))) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert found
        before = client.get("/sparql", params={"query": ASK})
        assert truth(before)


def test_what_is_wrong_is_said_in_one_sentence(folder: Path, tmp_path: Path, address: str) -> None:
    port = address.rpartition(":")[2]
    cases = {
        ("--store", str(tmp_path / "none")): "no such folder",
        ("--store", str(folder), "--port", port): "cannot listen there",
        ("--store", str(folder), "--bind", "192.0.2.1"): "cannot listen there",
    }
    for options, words in cases.items():
        done = subprocess.run(
            [sys.executable, "-m", "kg", "serve", "--port", "0", *options], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    assert json.loads(httpx.get(f"{address}/sparql", params={"query": ASK}).text)["boolean"]
    assert not list(tmp_path.iterdir())
