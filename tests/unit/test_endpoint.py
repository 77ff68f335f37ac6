"""The client of a SPARQL server: what is sent again, what a server is told of the login, and what a user is told of a failure."""

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
import urllib3

from kg.errors import KgError, QueryError, StoreError
from kg.graph.backend import FACTS
from kg.graph.credentials import Credentials
from kg.graph.endpoint import Endpoint
from kg.graph.phrasing import Query
from kg.graph.remote import Remote

JSON = "application/sparql-results+json"
EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'
SECRET = "s3cret-w0rd"
Reply = tuple[int, dict[str, str], bytes] | None


class Server:
    """A server that answers each request by the next of the replies, and the last of them for ever; None breaks the connection."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.seen: list[tuple[dict[str, str], str]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._http.server_port}/sparql"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805  # the handler's own is self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                server.seen.append((dict(self.headers), body))
                reply = server.replies.pop(0) if len(server.replies) > 1 else server.replies[0]
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response_only(reply[0])
                for name, value in {"Content-Length": str(len(reply[2])), **reply[1]}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply[2])

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(*replies: Reply) -> Server:
        servers.append(Server(*replies))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def ok(body: bytes = EMPTY, **headers: str) -> Reply:
    return 200, {"Content-Type": JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}, body


def endpoint(server: Server, credentials: Credentials | None = None) -> Endpoint:
    return Endpoint(server.url, credentials=credentials or Credentials())


# --- sent again


@pytest.mark.parametrize("first", [(503, {"Retry-After": "0"}, b""), (429, {"Retry-After": "0"}, b""), (502, {}, b""), None])
def test_request_is_sent_again_to_a_busy_server_and_after_a_lost_answer(serve: Callable[..., Server], first: Reply) -> None:
    server = serve(first, ok())
    endpoint(server).update("INSERT DATA { <a:a> <a:b> 1 }")
    assert [body for _, body in server.seen] == ["INSERT DATA { <a:a> <a:b> 1 }"] * 2


def test_server_that_stays_busy_is_an_error(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.endpoint.FIRST_WAIT", 0)
    server = serve((503, {"Retry-After": "0"}, b"too many clients"))
    with pytest.raises(StoreError, match=r"fails \(503: too many clients\)"):
        endpoint(server).query("ASK {}", JSON)
    assert len(server.seen) == 7


def test_refused_update_is_not_sent_again(serve: Callable[..., Server]) -> None:
    server = serve((400, {}, b"parse error\n\tat line 1"))
    with pytest.raises(StoreError, match="refuses an update: parse error at line 1;"):
        endpoint(server).update("INSERT DATA {")
    assert len(server.seen) == 1


# --- login


def test_no_login_is_sent_before_the_server_asks(serve: Callable[..., Server]) -> None:
    server = serve(ok(), (401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), ok(), ok())
    found = endpoint(server, Credentials("ana", SECRET))
    for _ in range(3):
        found.query("ASK {}", JSON)
    basic = "Basic " + base64.b64encode(f"ana:{SECRET}".encode()).decode()
    assert [headers.get("Authorization") for headers, _ in server.seen] == [None, None, basic, basic]


@pytest.mark.parametrize(("algorithm", "made"), [("MD5", hashlib.md5), ("SHA-256", hashlib.sha256)])
def test_digest_answers_the_challenge(serve: Callable[..., Server], algorithm: str, made: Callable[..., "hashlib._Hash"]) -> None:
    challenge = f'Digest realm="a, \\"b\\"", nonce="n0", opaque="o", qop="auth", algorithm={algorithm}'
    server = serve((401, {"WWW-Authenticate": challenge}, b""), ok())
    found = endpoint(server, Credentials("ana", SECRET))
    for count in ("00000001", "00000002"):
        found.query("ASK {}", JSON)
        header = server.seen[-1][0]["Authorization"]
        own, response = re.search(r'cnonce="(\w+)"', header), re.search(r'response="(\w+)"', header)
        assert own
        assert response
        secret, asked = made(f'ana:a, "b":{SECRET}'.encode()).hexdigest(), made(b"POST:/sparql").hexdigest()
        assert response[1] == made(f"{secret}:n0:{count}:{own[1]}:auth:{asked}".encode()).hexdigest()
        assert SECRET not in header


def test_wrong_password_is_not_tried_again_and_again(serve: Callable[..., Server]) -> None:
    server = serve((401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"'}, b""))
    with pytest.raises(StoreError, match="refuses the login; set KG_STORE_USER and KG_STORE_PASSWORD"):
        endpoint(server, Credentials("ana", SECRET)).query("ASK {}", JSON)
    assert len(server.seen) == 2


def test_token_is_sent_at_once(serve: Callable[..., Server]) -> None:
    server = serve(ok())
    endpoint(server, Credentials(token=SECRET)).query("ASK {}", JSON)
    assert server.seen[0][0]["Authorization"] == f"Bearer {SECRET}"


def test_redirect_takes_the_login_nowhere(serve: Callable[..., Server]) -> None:
    other = serve(ok())
    for status in (301, 302, 303, 307, 308):
        server = serve((status, {"Location": other.url}, b""))
        with pytest.raises(StoreError, match=f"has moved to {other.url}; name that address"):
            endpoint(server, Credentials(token=SECRET)).update("CLEAR ALL")
    assert other.seen == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_error_repeats_no_secret_and_no_control_sign(serve: Callable[..., Server], status: int) -> None:
    basic = base64.b64encode(f"ana:{SECRET}".encode())
    server = serve((status, {}, b"\x1b[31mno " + SECRET.encode() + b" \x00" + basic + b"<script>" + b"x" * 9999))
    for credentials in (Credentials("ana", SECRET), Credentials(token=SECRET)):
        for ask in (lambda found: found.query("ASK {}", JSON), lambda found: found.update("CLEAR ALL")):
            with pytest.raises(KgError) as caught:
                ask(endpoint(server, credentials))
            assert SECRET not in str(caught.value)
            assert "\x1b" not in str(caught.value)
            assert len(str(caught.value)) < 400


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_key_in_the_address_is_in_no_error(serve: Callable[..., Server], status: int) -> None:
    url = f"{serve((status, {}, b'')).url}?key={SECRET}"
    for ask in (lambda found: found.query("ASK {}", JSON), lambda found: found.update("CLEAR ALL")):
        with pytest.raises(KgError) as caught:
            ask(Endpoint(url, credentials=Credentials()))
        assert SECRET not in str(caught.value)


def test_secret_is_in_no_representation() -> None:
    assert SECRET not in repr(Credentials("ana", SECRET, SECRET))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://example.org/sparql", "would travel in the clear"),
        ("https://ana:s3cret-w0rd@example.org/sparql", r"https://example\.org: the address holds a login"),
        ("ftp://example.org/", "no address of a server"),
        ("http://", "no address of a server"),
        ("http://[::1", "no address of a server"),
    ],
)
def test_address_that_would_give_the_login_away_is_refused(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        Endpoint(url, credentials=Credentials("ana", SECRET))
    assert SECRET not in str(caught.value)


def test_login_travels_in_the_clear_only_where_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    Endpoint("http://localhost:3030/kg", credentials=Credentials("ana", SECRET))
    monkeypatch.setenv("KG_STORE_INSECURE", "1")
    Endpoint("http://example.org/kg", credentials=Credentials("ana", SECRET))


# --- answers


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        ((403, {}, b""), StoreError, "forbids this"),
        ((404, {}, b"<html>"), StoreError, r"no SPARQL endpoint \(404\)"),
        ((400, {}, b"bad query"), QueryError, "refuses it: bad query"),
        ((200, {"Content-Type": "text/html"}, b"<html>Welcome"), StoreError, "answers with text/html"),
        (ok(b"{"), StoreError, "no SPARQL result"),
        (ok(b"[]"), StoreError, "no SPARQL result"),
        (ok(b'{"head": {}, "boolean": true}'), StoreError, "no SPARQL result"),
        (ok(EMPTY.replace(b"[]}", b'[{"s": 7}]}')), StoreError, "no SPARQL result"),
        (ok(b'{"head": {}, "results": {}}'), StoreError, "no SPARQL result"),
        (ok(X_SQL_State="S1TAT"), QueryError, "gave up before the end"),
    ],
)
def test_answer_that_is_none_is_an_error_in_one_sentence(
    serve: Callable[..., Server], reply: Reply, error: type[KgError], message: str
) -> None:
    with pytest.raises(error, match=message):
        list(Remote(serve(reply).url).quads(None, None, None, FACTS))


def test_server_that_is_not_there_is_an_error_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.endpoint.FIRST_WAIT", 0)
    found = Endpoint("http://127.0.0.1:9/sparql", credentials=Credentials())
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9/sparql: cannot be reached"):
        found.query("ASK {}", JSON)


def test_server_that_disregards_the_graphs_asked_for_is_refused(serve: Callable[..., Server]) -> None:
    with pytest.raises(StoreError, match="disregards default-graph-uri"):
        Remote(serve(ok(b'{"head": {}, "boolean": true}')).url).query("SELECT * { ?s ?p ?o }", [FACTS])


def test_graphs_of_a_query_are_named_to_the_server(serve: Callable[..., Server]) -> None:
    server = serve(ok(b'{"head": {}, "boolean": false}'), ok())
    Remote(server.url).query("SELECT * { ?s a kg:State }", [FACTS])
    form = parse_qs(server.seen[-1][1])
    assert form["default-graph-uri"] == ["https://w3id.org/stategraph/ontology#facts"]
    assert form["query"] == ["PREFIX kg: <https://w3id.org/stategraph/ontology#>\nSELECT  * { ?s a kg:State }"]


def test_rows_that_change_while_they_are_fetched_are_an_error(serve: Callable[..., Server]) -> None:
    def rows(count: int) -> bytes:
        return b'{"head": {"vars": ["n"]}, "results": {"bindings": [%s]}}' % b",".join(
            [b'{"n": {"type": "literal", "value": "7"}}'] * count
        )

    server = serve(ok(b'{"head": {}, "boolean": false}'), ok(rows(1000)), ok(rows(1000)), ok(rows(3)), ok(rows(1)))
    with pytest.raises(QueryError, match="changed while it was fetched"):
        Remote(server.url).query("SELECT ?n { ?s ?p ?n }", [FACTS])


def test_property_path_is_not_asked_of_a_server_that_loses_solutions(serve: Callable[..., Server]) -> None:
    server = serve(ok(b'{"head": {}, "boolean": false}', Server="Virtuoso/07.20.3229"))
    with pytest.raises(QueryError, match="Virtuoso loses solutions"):
        Remote(server.url).query("SELECT * { ?s rdfs:subPropertyOf* ?p }", [FACTS])


# --- phrasing


@pytest.mark.parametrize(
    ("sparql", "repeats"),
    [
        ("SELECT * { ?s kg:a+ ?o }", True),
        ("SELECT * { ?s (kg:a|^kg:b)* ?o }", True),
        ("SELECT * { ?s <http://a/b>?/kg:c ?o }", True),
        ("SELECT (COUNT(*) AS ?n) { ?s kg:a ?o . FILTER (?o * 2 > 3) }", False),
    ],
)
def test_path_of_any_length_is_seen(sparql: str, repeats: bool) -> None:
    assert Query.parsed(sparql).repeats is repeats


def test_prefix_is_declared_once() -> None:
    """RDF4J refuses a second declaration."""
    text = Query.parsed("PREFIX kg: <http://other/> SELECT * { ?s kg:a ?o ; rdfs:label ?l }").text
    assert re.findall(r"PREFIX (\w+):", text) == ["rdfs", "kg"]


def test_query_that_asks_another_server_is_not_tried_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.phrasing._require_sparql", lambda _: pytest.fail("Oxigraph would send it"))
    assert Query.parsed("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").form == "ASK"


# --- what is told of a server that cannot be reached


def test_host_that_does_not_exist_is_told_from_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("kg.graph.endpoint.FIRST_WAIT", 0)
    monkeypatch.setattr("kg.graph.endpoint.TIMEOUT", urllib3.Timeout(connect=5, read=0.05))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = Endpoint(f"http://127.0.0.1:{silent.getsockname()[1]}/sparql", credentials=Credentials())
        with pytest.raises(StoreError, match=r"/sparql: does not answer in time; see whether the server runs there$"):
            found.query("ASK {}", JSON)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(StoreError, match=r"http://graph\.example/sparql: there is no such host; see whether"):
        Endpoint("http://graph.example/sparql", credentials=Credentials()).query("ASK {}", JSON)


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("https://example.org/repositories/kg", "https://example.org/repositories/kg/statements"),
        ("https://example.org/repositories/kg/", "https://example.org/repositories/kg/statements"),
        ("https://example.org/rdf4j/repositories/a/b", "https://example.org/rdf4j/repositories/a/b"),
        ("http://localhost:3030/kg/query", "http://localhost:3030/kg/update"),
        ("http://localhost:3030/kg/myquery", "http://localhost:3030/kg/myquery"),
        ("http://localhost:8890/sparql", "http://localhost:8890/sparql"),
    ],
)
def test_address_of_updates_follows_from_that_of_queries(query: str, update: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_STORE_UPDATE", raising=False)
    assert Endpoint(query, credentials=Credentials()).update_url == update
    assert Endpoint(query, "http://localhost/other", credentials=Credentials()).update_url == "http://localhost/other"
    monkeypatch.setenv("KG_STORE_UPDATE", "http://localhost/own")
    assert Endpoint(query, credentials=Credentials()).update_url == "http://localhost/own"


@pytest.mark.parametrize(
    "rest",
    [
        "?s ?o { ?s ?p ?o }",
        "?s ?o { ?s ?p ?o } ORDER BY DESC(?o)",
        "?s ?o { { SELECT ?s ?o { ?s ?p ?o } ORDER  BY DESC(?o) LIMIT 6 } }",
        "?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    ],
)
def test_pages_together_are_the_whole_answer_in_its_order(rest: str) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*(ox.NamedNode(f"urn:{part}") for part in (number % 4, "p", number))) for number in range(9))
    query = Query.parsed(f"SELECT {rest}")
    whole = store.query(query.text)
    assert isinstance(whole, ox.QuerySolutions)
    names = [variable.value for variable in whole.variables]

    def told(found: Iterable[ox.QuerySolution]) -> list[list[str]]:
        return [[str(row[name]) for name in names] for row in found]

    rows, together = told(whole), [row for start in range(0, 10, 2) for row in told(store.query(query.page(names, start, 2).text))]  # type: ignore[arg-type]
    assert sorted(together) == sorted(rows)
    assert together == rows or "} ORDER BY" not in rest  # the order within is not that of the answer
    (count,) = store.query(query.count().text)  # type: ignore[misc]
    assert int(count["n"].value) == len(rows)
