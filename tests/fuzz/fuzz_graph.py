"""Targets that read graphs, or ask them: queries, dumps, reviews, and what SPARQL servers answer."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache

import pyoxigraph as ox
import urllib3
from fuzz_knowledge import written
from fuzz_target import Target, chosen, file_of, folder, in_json, text_of
from fuzz_words import HTTP, JSON, N_QUADS, SPARQL

from kg.analysis.network import read_network
from kg.commands.storing import _unpacked
from kg.errors import KgError
from kg.extraction.build import Extraction
from kg.extraction.reification import iri
from kg.extraction.statements import Evidence, Interval, Statement
from kg.graph.answers import FORMATS, write_answer
from kg.graph.background import load_background
from kg.graph.conflicts import conflicts
from kg.graph.credentials import Credentials
from kg.graph.explanations import explain
from kg.graph.listings import refused, sources, unknown
from kg.graph.local import Local
from kg.graph.maintenance import documents, dump, figures, load
from kg.graph.phrasing import Query
from kg.graph.queries import find_question, read_question
from kg.graph.records import Run
from kg.graph.remote import Remote
from kg.graph.review_files import read_reviews, rows
from kg.graph.reviews import Review, Wanted, candidates, record
from kg.graph.store import BACKGROUND, FACTS, Store
from kg.graph.summary import summarize
from kg.graph.verification import problems
from kg.graph.versions import version_quad
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document
from kg.service.formats import GRAPHS, RESULTS, accepted
from kg.service.negotiation import preferred_language
from kg.service.protocol import _parameters, _utf8
from kg.service.screening import Dataset, screen
from kg.service.worker import Worker

QUERIES = (
    "SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER (?o IN (1, 2.0e0) || !BOUND(?x)) } GROUP BY ?s ORDER BY DESC(?n) LIMIT 3 OFFSET 1",
    "PREFIX a: <http://a.b/> BASE <http://c.d/> ASK FROM kg:inferred FROM NAMED <x> { GRAPH ?g { ?s a:p/^a:q*|!(a:r) [ a:s 'x'@de ] } }",
    "CONSTRUCT { ?s kg:p _:b } WHERE { ?s ?p \"\"\"x\"\"\"^^xsd:date OPTIONAL { ?s a kg:State } MINUS { ?s ?p 1 } BIND (NOW() AS ?n) }",
    "DESCRIBE kgr:Peru", "# Who?\n# ?actor: who it is\nSELECT * { VALUES ?actor { kgr:Peru } ?actor ?p ?o . { SELECT * { ?a ?b ?c } } }",
    "INSERT DATA { <a:a> <a:b> <a:c> }", "SELECT * { SERVICE SILENT <http://a.b> { ?s ?p ?o } }",
)  # fmt: skip
DAY, NOON = date(2022, 5, 4), datetime(2024, 7, 1, 12, tzinfo=UTC)
SAID = Statement(str(KGR.Chile), str(KG.tows), str(KGR.Peru))
ONE = {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
ROWS = [{"s": {"type": "uri", "value": "http://a.b"}, "n": ONE}, {"s": {"type": "literal", "value": "x", "xml:lang": "de"}}]
ANSWER = {"head": {"vars": ["s", "n"]}, "results": {"bindings": ROWS}}
REVIEW = {"statement": SAID.iri, "verdict": "rejected", "note": None, "reviewer": "Ada", "time": "2024-07-01T12:00:00Z"}
ENDS = {"subject": "kgr:Chile", "predicate": "tows", "object": str(KGR.Peru), "verdict": "confirmed"}


# --- queries


@cache
def worker() -> Worker:
    """A worker of the service on a store of one triple, so that no query takes long."""
    made = Worker({"memory": 1 << 40, "rows": 100, "answer": 10_000})
    made.where, made.backend = "x", Local()
    made.backend.load([ox.Quad(iri(str(KGR.Peru)), iri(str(KG.tows)), iri(str(KGR.Chile)), FACTS)])
    return made


def sparql(data: bytes) -> None:
    """A query, as the service, the command line and a server get it."""
    way, data = chosen(data, ("service", "store", "file", "server", "request"))
    text = text_of(data)
    with suppress(KgError):
        screen(text)
    if "service" in text.lower() and way in ("store", "file", "server"):
        return  # Oxigraph sends requests while it reads the query
    if way == "service":
        stream = io.BytesIO()
        request = {"text": text, "where": "x", "dataset": {}, "results": list(RESULTS)[:4], "graphs": list(GRAPHS)}
        worker().answer(request | {"dataset": {"default": [text[:20]]}} if text[:1] == "h" else request, stream)
        assert json.loads(stream.getvalue().split(b"\n")[0])
    elif way == "store":
        with Store() as store:
            for form in FORMATS:
                write_answer(store.query(text), form, io.BytesIO(), 80)
    elif way == "file":
        with file_of(data, "q.rq") as file, Store() as store:
            names = read_question(file).parameters
            store.query(find_question(str(file)).sparql_with(store, dict.fromkeys(names, "2024-01-01")))
    elif way == "server":
        query = Query.parsed(text)
        assert query.page(["s"], 0, 9).text
        assert query.count().text
        assert query.repeats in (True, False)
        if query.form == "CONSTRUCT":
            list(query.constructed(ox.Store().query(query.of_variables().text)))
    else:
        _parameters(data)
        assert isinstance(screen(text), Dataset)
        assert _utf8(text) in (True, False)
        assert set(accepted(text, RESULTS)) <= set(RESULTS)
        assert preferred_language(text) in ("de", "en")


# --- stores


@cache
def told() -> bytes:
    """The dump of a store with a statement and a review."""
    with folder() as place, Store() as store:
        own, names = written(place)
        load_background(store, Ontology.load(own), sorted(names.glob("*.ttl")))
        store.backend.load([version_quad()])
        document = Document(str(KGD.d), "d", "Chile schleppt Peru.", DAY, title="Titel", source="https://a.b/1")
        found = Evidence(SAID, document.iri, document.text, 0, 20, "asserted", 0.9, str(LEX.tow), None, Interval(DAY, DAY))
        new = Entity(str(KGR.Chile), "State", "Chile", {"en": "Chile"})
        store.add(Extraction(document, (found,), (), (new,), ()), Run("0.1", "p", "o", NOON))
        record(store, [Review(SAID, "confirmed", "Ada", NOON, "ja")])
        stream = io.BytesIO()
        dump(store, stream)
    return stream.getvalue()


def dumps(data: bytes) -> None:
    """A dump, packed, plain, or with its first and last line put right: what is loaded, and whole, can be asked anything."""
    way, data = chosen(data, ("plain", "gz", "right", "right", "right"))
    if way == "right":
        with suppress(SyntaxError):
            count = len({*ox.parse(data, format=ox.RdfFormat.N_QUADS)})
            data = b"".join([told().split(b"\n")[0], b"\n", data.rstrip(), f"\n# The end: {count} triples\n".encode()])
    packed = gzip.compress(data, 1) if way == "gz" and data[:1] == b"#" else data
    with file_of(packed, "d.nq.gz" if way == "gz" else "d.nq") as file, _unpacked(file) as stream:
        load(stream, file.parent / "store", "x")
        with Store(file.parent / "store") as store:
            if not list(problems(store)):
                ask_all(store)


def ask_all(store: Store) -> None:
    """What the commands ask of a store."""
    found = candidates(store, Wanted(decided=True))
    list(rows(store, found))
    for candidate in found:
        assert explain(store, candidate.statement).witnesses
    for question in (figures, summarize, sources, refused, unknown, conflicts, read_network):
        question(store)
    documents(store, "d")


def reviews(data: bytes) -> None:
    """A file of reviews, in a store that knows a statement."""
    with Store() as store, file_of(data, "r.jsonl") as file:
        store.backend.load(ox.parse(told(), format=ox.RdfFormat.N_QUADS))
        found = read_reviews(store, file, "Bea")
        record(store, found)
        json.dumps(list(rows(store, candidates(store, Wanted(decided=True)))))


class Replying:
    """A pool of connections in place of urllib3's: a server whose answers are the bytes given, parted by NULs."""

    def __init__(self, data: bytes) -> None:
        self.answers = data.split(b"\0")[:20]

    def request(self, *_: object, **__: object) -> urllib3.HTTPResponse:
        """The next answer: a status, headers, and a body after a blank line."""
        head, _, body = (self.answers.pop(0) if self.answers else b"200\n\n").partition(b"\n\n")
        first, *lines = head.decode("latin-1").split("\n")
        pairs = [line.partition(":")[::2] for line in lines]
        status = int(first) if first.isascii() and first.isdigit() and len(first) == 3 else 200
        headers = urllib3.HTTPHeaderDict([("Content-Type", "application/sparql-results+json"), *pairs] if not lines else pairs)
        return urllib3.HTTPResponse(io.BytesIO(body), headers, status, preload_content=True)

    def clear(self) -> None:
        """Nothing is open."""


def servers(data: bytes) -> None:
    """What a server answers to each kind of question."""
    way, data = chosen(
        data, ("SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }", "DESCRIBE kgr:Peru", "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }", "q", "n")
    )
    remote = Remote("http://localhost/sparql")
    remote.endpoint.credentials = Credentials("u", "p") if data[:1] == b"!" else Credentials()
    remote.endpoint._pool = Replying(data)  # type: ignore[assignment]
    remote._heeds_datasets = bool(data[:1] != b"!")
    if way == "q":
        assert all(isinstance(quad, ox.Quad) for quad in remote.quads(iri(str(KGR.Peru)), None, None, None))
        remote.among([ox.Quad(iri(str(KGR.Peru)), iri(str(KG.tows)), iri(str(KGR.Chile)), FACTS)])
    elif way == "n":
        assert len(remote) >= 0
        remote.replace([], [ox.Quad(iri(str(KGR.Peru)), iri(str(KG.tows)), iri(str(KGR.Chile)), BACKGROUND)])
    else:
        for form in FORMATS:
            write_answer(remote.query(way, [FACTS]), form, io.BytesIO(), 80)


def replies() -> tuple[bytes, ...]:
    """Answers to begin with, to each kind of question."""
    count = {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "0"}}]}}
    plain = [json.dumps(found).encode() for found in (ANSWER, {"head": {}, "boolean": True}, {}, ANSWER, ANSWER, count)]
    digest = b'401\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth", stale=true\nContent-Type: text/plain\n\n'
    triples = b'200\nContent-Type: application/n-triples\n\n<http://a.b> <http://c.d> "x"@de .'
    cut = b"503\nRetry-After: 0\nx-sql-state: S1TAT\n\n"
    bodies = [b"200\nContent-Type: application/sparql-results+json; charset=utf-8\nServer: x\n\n" + body for body in plain]
    bodies[2] = triples
    return (*(bytes([way]) + body for way, body in enumerate(bodies)), b"\0!" + digest + b"\0" + bodies[0], b"\0" + cut)


GRAPH = {
    "sparql": Target(sparql, tuple(bytes([n % 5]) + query.encode() for n, query in enumerate(QUERIES * 5)), SPARQL, seconds=2.0),
    "dumps": Target(dumps, tuple(bytes([way]) + told() for way in range(3)), N_QUADS, 20_000),
    "reviews": Target(reviews, (in_json(REVIEW).encode(), in_json(ENDS, REVIEW).encode()), (*JSON, "kgr:", "http://", "0506-")),
    "servers": Target(servers, replies(), (*HTTP, *JSON)),
}
