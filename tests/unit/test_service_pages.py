"""The pages of the service: what dereferences, in which format and language, and that no text of a document becomes markup."""

from __future__ import annotations

import asyncio
import re
import string
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient

from kg.errors import StoreError
from kg.extraction.reification import evidence_triples, plain_triple, statement_triples
from kg.extraction.statements import Evidence, Statement
from kg.graph.background import load_background
from kg.graph.inference import infer
from kg.graph.reviews import Review, record
from kg.graph.store import FACTS, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import BASE, KG, KGR
from kg.service.application import application
from kg.service.guarding import Guard
from kg.service.negotiation import preferred_language
from kg.service.settings import Limits, Settings
from kg.service.wording import WORDS

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
WEB = files("kg.service") / "web"
DATA = (".ttl", ".jsonld", ".nt", ".rdf")
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}"
ARMS = Statement(str(KGR.Peru), str(KG.suppliesArmsTo), str(KGR.Chile))
ALLIED = Statement(str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
SCOLDS = Statement(str(KGR.Ana_Sol), str(KG.criticizes), str(KGR.Chile))
RUDE = Evidence(SCOLDS, f"{BASE}document/d1", "Sol schalt Chile", 0, 16, "asserted", 0.8, f"{BASE}lexicon/schelten")
EXTRA = f"""
@prefix kg: <{KG}> . @prefix kgr: <{KGR}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kgr:Evil a kg:State ; rdfs:label {ox.Literal(HOSTILE, language="en")} , {ox.Literal(HOSTILE, language="de")} ;
  kg:capital {ox.Literal(HOSTILE)} ; skos:altLabel {ox.Literal(HOSTILE + "too")} ;
  <http://www.w3.org/2002/07/owl#sameAs> <javascript:alert(1)> , <https://example.org/?%22onclick=x> .
<{BASE}document/a%20b.ttl> a schema:NewsArticle ; schema:headline "An odd address" ; schema:url <javascript:alert(2)> .
<{BASE}lexicon/führen> rdfs:label "führen" .
kgr:Peru a kg:State . kgr:Ana_Sol kg:tenure <{BASE}node/t> . <{BASE}node/t> a kg:Tenure ; kg:of kgr:Peru ; kg:office kg:headOfState ;
  schema:startDate "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
kgr:Rio_Pact a kg:Agreement ; rdfs:label "Rio Pact"@en ; kg:party kgr:Peru, kgr:Chile ; schema:startDate "1947-09-02" .
"""


def page_of(statement: Statement) -> str:
    return f"/statement/{statement.iri.rpartition('/')[2]}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served") / "store"
    seed = tmp_path_factory.mktemp("seeds") / "extra.ttl"
    seed.write_text(EXTRA, encoding="utf-8")
    with Store(folder) as store:
        load_background(store, Ontology.load(), [seed])
        said = (*statement_triples(RUDE.statement), *evidence_triples(RUDE, "de"), plain_triple(RUDE.statement))
        store.replace_graph(FACTS, [*ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE), *said])
        infer(store)
        record(store, [Review(ARMS, "confirmed", f"Eve {HOSTILE}", datetime(2024, 6, 1, tzinfo=UTC), note=HOSTILE)])
    app = application(Settings(folder, limits=Limits(workers=1)))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]


def page(client: TestClient, path: str, **headers: str) -> Page:
    response = client.get(path, headers={"Accept": "text/html", **headers})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


# --- dereferencing


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
@pytest.mark.parametrize(
    ("accept", "suffix", "parser"),
    [
        ("text/turtle", "ttl", "turtle"),
        ("application/ld+json", "jsonld", "json-ld"),
        ("application/json;q=0.9, text/html;q=0.1", "json", "json-ld"),
        ("application/n-triples", "nt", "nt"),
        ("application/rdf+xml, */*;q=0.1", "rdf", "xml"),
    ],
)
def test_a_thing_is_described_in_the_format_that_the_client_prefers(client: TestClient, accept: str, suffix: str, parser: str) -> None:
    response = client.get("/id/Peru", headers={"Accept": accept})
    graph = rdflib.Graph().parse(data=response.content, format=parser)
    assert (rdflib.URIRef(str(KGR.Peru)), rdflib.URIRef(str(KG.alliedWith)), rdflib.URIRef(str(KGR.Chile))) in graph
    assert response.headers["content-location"] == f"/id/Peru.{suffix}"
    assert "Accept" in response.headers["vary"]
    assert client.get(f"/id/Peru.{suffix}").content == response.content


def test_browsers_and_those_who_take_anything_get_the_page(client: TestClient) -> None:
    for accept in ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*"):
        assert client.get("/id/Peru", headers={"Accept": accept}).headers["content-type"].startswith("text/html")


def test_who_accepts_nothing_that_is_offered_is_told_what_is(client: TestClient) -> None:
    response = client.get("/id/Peru", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.headers["content-type"].startswith("text/plain")
    assert "Turtle" in response.text


@pytest.mark.parametrize(
    "path", ["/id/Nowhere", "/statement/0000", "/id/%00", "/id/%ED%A0%80", "/id/", "/document/../../etc", "/web/../pages.py"]
)
def test_what_is_not_there_is_404_to_read_and_for_programs(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 404
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 404
    assert "<" not in response.text


def test_every_iri_of_the_store_dereferences_whatever_signs_it_has(client: TestClient) -> None:
    assert "An odd address" in page(client, "/document/a%20b.ttl").text
    assert client.get("/document/a%20b.ttl.ttl").headers["content-type"].startswith("text/turtle")
    assert "führen" in page(client, "/lexicon/f%C3%BChren").text


def test_evidence_leads_to_its_place_on_the_page_of_its_statement(client: TestClient) -> None:
    response = client.get("/evidence/0244e4ca6def7581a945", headers={"Accept": "text/html"}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/statement/001cbf526eca94bd7ee9#0244e4ca6def7581a945"
    found = page(client, response.headers["location"])
    assert any(attributes.get("id") == "0244e4ca6def7581a945" for _, attributes in found.elements)
    assert "Brasiliens Sanktionen" in client.get("/evidence/0244e4ca6def7581a945.ttl").text


def test_the_vocabulary_is_one_document(client: TestClient) -> None:
    found = page(client, "/ontology")
    assert any(attributes.get("id") == "alliedWith" for _, attributes in found.elements)
    graph = rdflib.Graph().parse(data=client.get("/ontology.ttl").content, format="turtle")
    assert (rdflib.URIRef(str(KG.alliedWith)), rdflib.RDF.type, rdflib.OWL.SymmetricProperty) in graph


def test_head_is_get_without_a_body_and_what_is_known_is_not_sent_again(client: TestClient) -> None:
    whole, head = client.get("/id/Peru.ttl"), client.head("/id/Peru.ttl")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]
    again = client.get("/id/Peru.ttl", headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# --- what a reader sees


def test_an_entity_has_names_codes_and_what_is_said_with_status_and_time(client: TestClient) -> None:
    found = page(client, "/id/Peru")
    for words in ("Peru", "state", "PE", "Wikidata Q419", "Rio Pact", "2 September 1947", "Brazil sanctions Peru", "asserted"):
        assert words in found.text
    assert page_of(ARMS) in found.links


def test_a_statement_shows_who_says_so_and_who_denies_it(client: TestClient) -> None:
    found = page(client, page_of(ARMS))
    assert found.text.index("asserted The document") < found.text.index("denied The document")
    for words in ("Some say so, others deny it.", "stated by documents", "confirmed by Eve", "20 May 2024", "Read by"):
        assert words in found.text
    quotes = [attributes for tag, attributes in found.elements if tag == "blockquote"]
    assert len(quotes) == 2


def test_what_only_follows_is_explained_by_the_rule(client: TestClient) -> None:
    found = page(client, "/why?subject=Chile&predicate=kg:suppliesArmsTo&object=Peru")
    assert "asserted by no document" in found.text
    drawn = next(link for link in page(client, "/id/Chile").links if link.startswith("/why?") and "signedPartnershipWith" in link)
    found = page(client, drawn)
    assert "follows by a rule" in found.text
    assert "the relation holds both ways" in found.text
    assert client.get("/why?subject=Nobody&predicate=x&object=y").status_code == 404


def test_what_is_lifted_from_a_leader_to_a_state_dereferences_too(client: TestClient) -> None:
    lifted = Statement(str(KGR.Peru), str(KG.criticizes), str(KGR.Chile))
    found = page(client, page_of(lifted))
    assert "Peru criticizes Chile" in found.text
    assert "Ana Sol criticizes Chile who leads a state acts for it" in found.text
    assert "prov:wasDerivedFrom" in client.get(f"{page_of(lifted)}.ttl").text


def test_pages_speak_the_reader_s_language_and_the_one_asked_for(client: TestClient) -> None:
    assert "Staat" in page(client, "/id/Brazil", **{"Accept-Language": "de-CH, en;q=0.5"}).text
    german = page(client, "/id/Brazil?lang=de", **{"Accept-Language": "en"})
    assert german.elements[0] == ("html", {"lang": "de"})
    assert "Brasilien" in german.text
    assert all("lang=" in link for link in german.links if link.startswith(("/id/", "/statement/")) and not link.endswith(DATA))


@pytest.mark.parametrize(
    ("header", "language"), [("", "en"), ("fr", "en"), ("de", "de"), ("en-US,de;q=0.9", "en"), ("de;q=0, fr", "en"), (";;", "en")]
)
def test_the_preferred_language_is_one_of_ours(header: str, language: str) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize("header", ["a" + " " * 16_000 + "x", "a" + " " * 8000 + ";" + " " * 8000 + "q=x", "a-" * 8000 + "!"])
def test_no_header_of_a_language_takes_long_to_read(header: str) -> None:
    begin = time.monotonic()
    assert preferred_language(header) == "en"
    assert time.monotonic() - begin < 0.2


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "//id/Peru", 404), ("DELETE", "/id/Peru", 405)])
def test_path_or_method_that_is_none_gets_a_page_or_a_sentence(client: TestClient, method: str, path: str, status: int) -> None:
    found = client.request(method, f"http://localhost{path}", headers={"Accept": "text/html", "Accept-Language": "de"})
    assert (found.status_code, found.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert WORDS["de"]["missing" if status == 404 else "not allowed"] in Page(found.text).text
    plain = client.request(method, f"http://localhost{path}", headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"


def test_store_that_cannot_be_read_is_no_missing_page(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise StoreError("http://far.example/sparql: does not answer; try again later")

    monkeypatch.setattr("kg.service.pages.reading", broken)
    monkeypatch.setattr("kg.service.interface.reading", broken)
    for path in ("/why?subject=Peru&predicate=kg:alliedWith&object=Chile", "/id/Peru"):
        found = client.get(path, headers={"Accept": "text/html"})
        assert found.status_code == 500
        assert "does not answer; try again later" in Page(found.text).text
    assert client.get("/api/v1/entities/Peru").status_code == 500


def test_request_that_the_end_of_the_service_cuts_off_is_told_so(tmp_path: Path) -> None:
    async def cut_off(*_: object) -> None:
        raise asyncio.CancelledError

    found = TestClient(Guard(cut_off, Settings(tmp_path)), base_url="http://localhost").get("/id/Peru")
    assert (found.status_code, found.text) == (503, "request: the service is ending; try again later\n")


def test_what_is_remembered_is_read_once_however_many_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    monkeypatch.setattr("kg.service.pages.counts", lambda store: (time.sleep(0.3), reads.append(store), [])[-1])
    client.app.state.remembered.clear()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(4) as threads:
        assert {found.status_code for found in threads.map(lambda _: client.get("/"), range(4))} == {200}
    assert len(reads) == 1
    client.app.state.remembered.clear()  # type: ignore[attr-defined]


def test_search_finds_by_any_name_and_says_when_it_finds_nobody(client: TestClient) -> None:
    assert "/id/Brazil" in page(client, "/?name=brasil").links
    assert "Nobody of this name is known." in page(client, "/?name=Atlantis").text
    assert client.get("/?name=%00%ED%A0%80%22").status_code == 200


def test_no_link_of_the_pages_leads_nowhere(client: TestClient) -> None:
    seen, waiting = (
        set(),
        ["/", "/ontology", "/query", "/api/v1/", "/id/Peru", "/document/d1", page_of(ALLIED)],
    )
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in seen or not path.startswith("/") or (path.startswith(("/graph", "/api/v1/")) and path != "/api/v1/"):
            continue
        seen.add(path)
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200, path
        if response.headers["content-type"].startswith("text/html") and len(seen) < 80:
            waiting += Page(response.text).links
    assert len(seen) > 50


# --- hostile texts


@pytest.mark.parametrize(
    "path",
    ["/id/Evil", "/?name=img", f"/?name={quote(HOSTILE)}", page_of(ARMS), "/document/a%20b.ttl"],
)
def test_no_text_becomes_markup_or_an_address(client: TestClient, path: str) -> None:
    for language in ("en", "de"):
        found = page(client, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert not [tag for tag, _ in found.elements if tag in ("img", "script", "iframe", "style")]
        assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on") or name == "style"]
        assert all(link.startswith(("/", "#", "http://", "https://")) for link in found.links)
        assert "49" not in re.sub(r"\d{4}-|[0-9a-f]{20}", "", found.text)


def test_templates_have_neither_scripts_nor_styles_of_their_own_and_escape_everything() -> None:
    for template in WEB.iterdir():
        if template.name.endswith(".html"):
            source = template.read_text(encoding="utf-8")
            assert not re.search(r"<script(?! src=)|<style|\bon\w+=|\bstyle=|\|\s*safe|autoescape", source), template.name


def test_the_graph_page_keeps_its_own_policy(client: TestClient) -> None:
    response = client.get("/graph")
    assert response.status_code == 200
    assert "script-src 'sha256-" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert client.get("/graph").headers["etag"] == response.headers["etag"]


# --- words and parts


def test_every_word_is_said_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["de"].keys()
    for word, english in WORDS["en"].items():
        fields = [field for _, field, _, _ in string.Formatter().parse(english) if field is not None]
        assert fields == [field for _, field, _, _ in string.Formatter().parse(WORDS["de"][word]) if field is not None]


def test_templates_say_only_words_that_are_known() -> None:
    for template in WEB.iterdir():
        if template.name.endswith(".html"):
            said = re.findall(r"""say\((["'])([^"']+)\1[,)]""", template.read_text(encoding="utf-8"))
            assert {word for _, word in said} <= WORDS["en"].keys(), template.name


def test_the_shipped_components_are_those_that_vendor_md_names() -> None:
    listed = (WEB / "VENDOR.md").read_text(encoding="utf-8")
    for child in (WEB / "vendor").iterdir():
        assert f"{child.name} | {sha256(child.read_bytes()).hexdigest()}" in listed
