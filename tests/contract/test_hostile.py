"""What hostile queries and requests get from `kg serve`; after each of them it answers a plain lookup."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

SERVER = """
import asyncio, json, sys
from pathlib import Path
from kg.service.application import application
from kg.service.connections import bound, serve
from kg.service.settings import Limits, Settings
settings = Settings(Path(sys.argv[1]), port=0, limits=Limits(**json.loads(sys.argv[2])))
with bound(settings) as listener:
    print(listener.getsockname()[1], flush=True)
    asyncio.run(serve(application(settings), settings, listener, lambda: print("ready", flush=True)))
"""
STRICT = {"seconds": 1.0, "memory": 96 << 20, "rows": 1000, "answer": 1 << 20, "workers": 2, "patience": 1.0, "exchange": 5.0, "queue": 4}
LOOKUP = "ASK { kgr:Peru a kg:State }"
STRING = "x" * 200_000
DOUBLED = "BIND(CONCAT(?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a) AS ?b) BIND(CONCAT(?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b) AS ?c)"
QUERIES: dict[str, tuple[str, set[int]]] = {
    "cartesian product of eight patterns": (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(8)) + " }",
        {500},
    ),
    "cartesian product, sent as it comes": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {500}),
    "cartesian product, sorted": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a", {500}),
    "cartesian product, made distinct": ("SELECT DISTINCT ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {500}),
    "cartesian product, constructed": ("CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {500}),
    "GROUP_CONCAT of a product": ("SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {500}),
    "GROUP BY with a group a row": ("SELECT ?x (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY (STRUUID() AS ?x)", {500}),
    "property path over everything": ("SELECT (COUNT(*) AS ?n) { ?a (!kg:none|^!kg:none)* ?b . ?b (!kg:none|^!kg:none)* ?c }", {200, 500}),
    "property paths in a row": (
        "SELECT (COUNT(*) AS ?n) { ?a (!kg:a|^!kg:a)*/(!kg:b|^!kg:b)*/(!kg:c|^!kg:c)* ?b . ?c ?d ?e . ?f ?g ?h }",
        {200, 500},
    ),
    "regular expression with nested repetition": (f"ASK {{ FILTER(REGEX('{'a' * 50_000}!', '^((a+)+)+$')) }}", {200, 500}),
    "regular expression with a huge count": ("ASK { FILTER(REGEX('a', '((a{1000}){1000}){1000}')) }", {200, 400, 500}),
    "REPLACE that doubles": (f"SELECT (STRLEN(REPLACE('{STRING}', 'x', '{'y' * 5_000}')) AS ?n) {{}}", {200, 500}),
    "CONCAT that grows": (f"SELECT (STRLEN(CONCAT(?c, ?c, ?c, ?c)) AS ?n) {{ BIND('{STRING}' AS ?a) {DOUBLED} }}", {200, 500}),
    "CONCAT that is sent": (f"SELECT * {{ BIND('{STRING}' AS ?a) {DOUBLED} }}", {500}),
    "VALUES of 100,000 terms": ("SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} ?a ?b ?x . ?c ?d ?x }", {200, 500}),
    "VALUES joined with itself": (
        "SELECT (COUNT(*) AS ?n) { " + "".join(f"VALUES ?x{i} {{ {'1 ' * 9_000} }} " for i in range(4)) + "}",
        {500},
    ),
    "100 brackets": ("ASK { FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }", {400}),
    "100,000 brackets": ("ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }", {400}),
    "100,000 braces": ("ASK " + "{" * 100_000 + "}" * 100_000, {400}),
    "90 nested collections": ("ASK { " + "(" * 90 + "1" + ")" * 90 + " kg:a 1 }", {200, 500}),
    "90 nested blank nodes": ("ASK { " + "[kg:a " * 90 + "1" + "]" * 90 + " }", {200, 500}),
    "100,000 signs of negation": ("ASK { FILTER(" + "!" * 100_000 + "1) }", {400}),
    "100,000 inversions of a path": ("ASK { ?s " + "^" * 100_000 + "kg:a ?o }", {400}),
    "path of 50,000 steps": ("ASK { ?s " + "kg:a/" * 50_000 + "kg:a ?o }", {400}),
    "50,000 alternatives": ("ASK { {} " + "UNION {} " * 50_000 + "}", {400}),
    "50,000 optional parts": ("ASK { " + "OPTIONAL{}" * 50_000 + "}", {400}),
    "20,000 bindings": ("ASK { " + " ".join(f"BIND({i} AS ?v{i})" for i in range(20_000)) + " }", {400}),
    "100,000 terms of a sum": ("ASK { FILTER(" + "1+" * 100_000 + "1) }", {400}),
    "SERVICE": ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", {403}),
    "service silent, without spaces": ("SELECT*{service silent<http://127.0.0.1:1/>{}}", {403}),
    "SERVICE behind a comment and a string": ("SELECT * { ?s ?p 'it\\'s' . #'\n SERVICE#\n<http://127.0.0.1:1/> {} }", {403}),
    "SERVICE glued to the word before": ("SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:1/>{} }", {403}),
    "SERVICE of a variable": ("SELECT * { ?g ?p ?o SERVICE ?g { ?s ?p ?o } }", {403}),
    "SERVICE in escapes": ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> {} }", {400, 403}),
    "FROM a server": ("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }", {200}),
    "FROM a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {200}),
    "INSERT": ("INSERT DATA { kgr:Peru a kg:Hoax }", {403}),
    "LOAD": ("LOAD <http://127.0.0.1:1/>", {403}),
    "query, then update": ("SELECT * { ?s ?p ?o } ; DROP ALL", {400}),
    "DESCRIBE of everything": ("DESCRIBE * { ?s ?p ?o . ?a ?b ?c }", {200, 500}),
    "NUL and a lone surrogate": ("ASK { ?s ?p '\0\\uD800' }", {200, 400}),
    "function of nobody": ("SELECT (<http://127.0.0.1:1/f>(1) AS ?x) {}", {200, 400}),
}


@contextmanager
def service(folder: Path, limits: dict[str, object]) -> Iterator[str]:
    command = [sys.executable, "-c", SERVER, str(folder), json.dumps(limits)]
    complaints = folder.parent / "complaints"
    with complaints.open("w") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            assert process.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
    assert complaints.read_text() == ""  # no request makes the service lose its temper, or fill a disk


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with service(folder, STRICT) as address:
        yield address


def still_answers(address: str) -> bool:
    """Whether a plain lookup is answered, perhaps after the workers have been replaced."""
    for _ in range(20):
        response = httpx.post(f"{address}/sparql", data={"query": LOOKUP}, timeout=30)
        if response.status_code == 200:
            return bool(response.json()["boolean"])
        assert response.status_code == 503
        time.sleep(0.2)
    return False


def ask(address: str, query: str) -> tuple[int, str]:
    response = httpx.post(f"{address}/sparql", data={"query": query}, timeout=60)
    return response.status_code, response.text


@pytest.mark.parametrize("name", QUERIES)
def test_hostile_query_gets_a_bounded_answer(address: str, name: str) -> None:
    query, statuses = QUERIES[name]
    started = time.monotonic()
    status, text = ask(address, query)
    assert status in statuses, text[:300]
    assert time.monotonic() - started < STRICT["seconds"] + 4
    if status != 200:
        assert text.startswith("query: ")
        assert text.count("\n") == 1
        assert len(text) < 1000
    assert still_answers(address)


def test_many_hostile_queries_at_once_leave_room_soon(address: str) -> None:
    query = QUERIES["cartesian product of eight patterns"][0]
    for _ in range(12):
        talk(address, post(query), wait=0)
    assert still_answers(address)


# --- requests


def raw(address: str) -> socket.socket:
    parts = urlsplit(address)
    assert parts.hostname
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=30)


def talk(address: str, data: bytes, wait: float = 10) -> bytes:
    """What comes back on the bytes until the connection ends, or none comes for so many seconds."""
    with raw(address) as connection:
        with suppress(ConnectionError):
            connection.sendall(data)
        connection.settimeout(wait or 0.05)
        answer = b""
        with suppress(TimeoutError, ConnectionError):
            while part := connection.recv(65536):
                answer += part
        return answer


def get(path: str, *headers: str, host: str = "localhost") -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode("latin-1")


def post(query: str, *headers: str, more: str = "") -> bytes:
    body = f"query={quote(query)}{more}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    return "\r\n".join(["POST /sparql HTTP/1.1", "Host: localhost", kind, *headers, f"Content-Length: {len(body)}", "", body]).encode()


CHUNKED = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
Send = Callable[[str], bytes]
REQUESTS: dict[str, tuple[Send, set[int]]] = {
    "wrong host": (lambda to: talk(to, get("/sparql", "Connection: close", host="evil.example")), {421}),
    "two hosts": (lambda to: talk(to, get("/sparql", "Host: localhost", "Connection: close")), {400}),
    "no host": (lambda to: talk(to, b"GET /sparql HTTP/1.1\r\n\r\n"), {400}),
    "HTTP/1.0 without a host": (lambda to: talk(to, b"GET /sparql HTTP/1.0\r\n\r\n"), {421}),
    "address of another host in the request line": (lambda to: talk(to, get("http://evil.example/sparql", "Connection: close")), {404}),
    "forwarded host": (lambda to: talk(to, get("/sparql?query=ASK%7B%7D", "X-Forwarded-Host: evil.example", "Connection: close")), {200}),
    "header of 100,000 bytes": (lambda to: talk(to, get("/", "X: " + "x" * 100_000)), {400, 431}),
    "10,000 headers": (lambda to: talk(to, get("/", *(f"X{i}: x" for i in range(10_000)))), {400, 431}),
    "URL of 100,000 bytes": (lambda to: talk(to, get("/sparql?query=" + "x" * 100_000)), {400, 414}),
    "no HTTP": (lambda to: talk(to, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), {400}),
    "line break in a header": (lambda to: talk(to, get("/", "X: a\nHost: evil.example", "Connection: close")), {400, 421, 200}),
    "length and chunks at once": (
        lambda to: talk(
            to, f"{CHUNKED}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {{}}\r\n0\r\n\r\n{SMUGGLED}".encode(), 2
        ),
        {400},
    ),
    "two lengths": (lambda to: talk(to, f"{CHUNKED}Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {{}}{SMUGGLED}".encode(), 2), {400}),
    "negative length": (lambda to: talk(to, f"{CHUNKED}Content-Length: -1\r\n\r\nASK {{}}".encode(), 2), {400}),
    "unknown transfer coding": (lambda to: talk(to, f"{CHUNKED}Transfer-Encoding: xchunked\r\n\r\nASK {{}}".encode(), 2), {400, 501}),
    "length with a sign": (lambda to: talk(to, f"{CHUNKED}Content-Length: +6\r\n\r\nASK {{}}{SMUGGLED}".encode(), 2), {400}),
    "body of 100 MB, announced": (lambda to: talk(to, f"{CHUNKED}Content-Length: 100000000\r\n\r\n".encode()), {413}),
    "body of 100 MB, sent": (lambda to: send_much(to, f"{CHUNKED}Content-Length: 100000000\r\n\r\n".encode(), b"x" * 65536), {413}),
    "body without end, in chunks": (
        lambda to: send_much(to, f"{CHUNKED}Transfer-Encoding: chunked\r\n\r\n".encode(), b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        {413},
    ),
    "body that never comes": (lambda to: talk(to, f"{CHUNKED}Content-Length: 1000\r\n\r\nASK".encode()), {408}),
    "body that drips": (lambda to: drip(to, f"{CHUNKED}Content-Length: 1000\r\n\r\n".encode(), b"x"), {408}),
    "100,000 parameters": (lambda to: talk(to, post("ASK {}", "Connection: close", more="&a=1" * 100_000)), {400}),
    "gzip as a body": (
        lambda to: talk(to, f"{CHUNKED}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x02\x03\x04".encode(), 2),
        {400},
    ),
    "WebSocket": (lambda to: talk(to, get("/sparql", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"), 2), {200}),
    "TRACE": (lambda to: talk(to, b"TRACE /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), {405}),
    "CONNECT": (
        lambda to: talk(to, b"CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 2),
        {400, 404, 405},
    ),
    "path out of the folder": (lambda to: talk(to, get("/web/..%2f..%2f..%2fetc/passwd", "Connection: close")), {404}),
    "100 requests at once on a connection": (lambda to: talk(to, get("/sparql?query=ASK%7B%7D") * 100, 2), {200}),
}


def send_much(address: str, head: bytes, part: bytes) -> bytes:
    """Send 100 MB as fast as the other takes them; what it says, or that it has hung up."""
    with raw(address) as connection:
        answer = b""
        try:
            connection.sendall(head)
            for _ in range(100_000_000 // len(part)):
                connection.sendall(part)
            answer = connection.recv(65536)
        except ConnectionError:
            with suppress(ConnectionError):
                answer = connection.recv(65536)
        return answer or b"HTTP/1.1 413 (hung up)"


def drip(address: str, head: bytes, part: bytes) -> bytes:
    """Send a byte every tenth of a second."""
    with raw(address) as connection:
        connection.sendall(head)
        connection.settimeout(0.1)
        for _ in range(300):
            try:
                return connection.recv(65536)
            except TimeoutError:
                try:
                    connection.sendall(part)
                except ConnectionError:
                    return b""
            except ConnectionError:
                return b""
    return b"still open"


def status_of(answer: bytes) -> int:
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("name", REQUESTS)
def test_hostile_request_is_refused(address: str, name: str) -> None:
    send, statuses = REQUESTS[name]
    answer = send(address)
    assert status_of(answer) in statuses, answer[:300]
    assert b"smuggled" not in answer
    assert b" 404 " not in answer.partition(b"\r\n")[2] or 404 in statuses
    assert still_answers(address)


def test_slow_head_is_hung_up_on(address: str) -> None:
    """https://en.wikipedia.org/wiki/Slowloris_(cyber_attack)."""
    for head in (b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n"):
        started = time.monotonic()
        assert drip(address, head, b"X" if head else b"") == b""
        assert time.monotonic() - started < 5
    slow = [raw(address) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
    assert still_answers(address)
    time.sleep(STRICT["patience"] + 0.5)
    closed = 0
    for connection in slow:
        with connection, suppress(ConnectionError):
            closed += connection.recv(1) == b""
    assert closed == len(slow)


def test_connection_that_was_used_once_is_watched_too(address: str) -> None:
    with raw(address) as connection:
        connection.sendall(get("/sparql?query=ASK%7B%7D"))
        answer = b""
        while b"boolean" not in answer:
            answer += connection.recv(65536)
        connection.sendall(b"GET / HTTP/1.1\r\n")
        started = time.monotonic()
        with suppress(ConnectionError):
            assert connection.recv(1) == b""
        assert time.monotonic() - started < 5


def test_client_that_takes_no_answer_is_hung_up_on(folder: Path) -> None:
    limits = {**STRICT, "answer": 64 << 20, "rows": 1_000_000, "memory": 512 << 20, "seconds": 20}
    large = "SELECT * { VALUES ?a { " + "1 " * 300 + "} VALUES ?b { " + "1 " * 1000 + "} }"
    with service(folder, limits) as address, raw(address) as connection:
        connection.sendall(post(large))
        time.sleep(4)
        received = 0
        with suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                received += len(part)
        assert 0 < received < 30_000_000
        assert still_answers(address)
        whole = httpx.post(f"{address}/sparql", data={"query": large}, timeout=60)
        assert int(whole.headers["content-length"]) == len(whole.content) > 30_000_000
