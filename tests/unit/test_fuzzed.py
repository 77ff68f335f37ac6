"""Inputs that fuzzing has found (tests/fuzz): each reader gives a result or an error of ours, and its time grows with the length only."""

import gzip
import http.client
import io
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg import cli
from kg.errors import DocumentError, OntologyError, QueryError, SeedError, StoreError
from kg.extraction.annotated import read_annotated
from kg.extraction.reification import iri
from kg.extraction.statements import Interval, Statement
from kg.graph.backend import FACTS, REVIEWS
from kg.graph.background import named
from kg.graph.credentials import Credentials
from kg.graph.endpoint import Endpoint
from kg.graph.maintenance import load
from kg.graph.phrasing import Query
from kg.graph.remote import Remote
from kg.graph.reviews import Review, record, reviews
from kg.graph.store import Store
from kg.graph.versions import VERSION
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.seeds import check_seeds
from kg.knowledge.shapes import validate
from kg.knowledge.sparql import LONGEST
from kg.knowledge.terms import KG, KGR
from kg.knowledge.turtle import DEPTH, read_turtle
from kg.reading.formats import read_html, read_markdown
from kg.reading.parsing import load as load_pipeline
from kg.reading.scoring import read_iob2
from kg.reading.segmenting import sentence_spans
from kg.reading.sentences import read_conllu
from kg.reading.treebank import read_trees
from kg.service.screening import screen

PREFIXES = """@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CORE = "kg:State a owl:Class . kg:Power a owl:Class .\n"
TOWS = 'kg:tows a owl:ObjectProperty ; rdfs:label "tows"@en ; skos:definition "Tows."@en ; rdfs:domain kg:State ; rdfs:range '
TERM = "kgr:Peru kg:tows <<( kgr:Peru kg:tows kgr:Chile )>> .\n"
NESTED = "<a:a> <a:b> " + "<<( <a:a> <a:b> " * (DEPTH + 1) + "1" + " )>>" * (DEPTH + 1) + " .\n"
SAID = Statement(str(KGR.Chile), str(KG.tows), str(KGR.Peru))


def seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def ontology(folder: Path, relation: str = "", **files: str) -> Path:
    """A folder with an ontology of one relation."""
    named = {"core.ttl": CORE, "relations/tows.ttl": relation or f"{TOWS}kg:Power ."}
    for name, text in (named | {file.replace("_", "/", 1): text for file, text in files.items()}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PREFIXES + text if name.endswith(".ttl") else text, encoding="utf-8")
    return folder


# --- trees and annotated texts


def row(number: str, head: str, form: str = "Wort") -> str:
    return f"{number}\t{form}\t_\tX\t_\t_\t{head}\tdep\t_\t_"


@pytest.mark.parametrize(
    "rows",
    [
        [row("1", "_")],
        [row("1", "²")],
        [row("x", "0")],
        [row("1", "0"), row("3", "1")],
        [row("1", "0", "")],
        [row("1.1", "0")],
        [row("1", "2"), row("2", "1")],
        [row("1", "1")],
        [row("1", "0"), row("2", "0")],
        [row("1-2", "_"), row("1", "0")],
        [row("2-1", "_"), row("1", "0")],
        [row("1-2", "_"), row("1-2", "_"), row("1", "0"), row("2", "1")],
        [row("1", "0"), row("1.-2", "0")],
        [row("1", "9" * 5000)],
    ],
    ids=lambda rows: " ".join(line[:3].strip() for line in rows),
)
def test_rows_that_are_no_tree_are_a_document_error(rows: list[str]) -> None:
    with pytest.raises(DocumentError, match="CoNLL-U"):
        list(read_conllu("\n".join(rows)))


def test_empty_nodes_and_surface_words_belong_to_a_tree() -> None:
    (sentence,) = read_conllu("\n".join([row("1-2", "_", "am"), row("1", "3", "an"), row("1.1", "_"), row("2", "3", "dem"), row("3", "0")]))
    assert [token.head for token in sentence] == [2, 2, -1]


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"\xff"])
def test_treebank_without_a_tree_is_a_document_error(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "trees.conllu").write_bytes(data)
    with pytest.raises(DocumentError, match="CoNLL-U"):
        read_trees(tmp_path / "trees.conllu")


@pytest.mark.parametrize("data", [b"1\tPeru\n", b"\xff"])
def test_names_without_tags_are_a_document_error(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "names").write_bytes(data)
    with pytest.raises(DocumentError, match="names: "):
        list(read_iob2(tmp_path / "names"))


@pytest.mark.parametrize("data", [b"\xff", b"[" * 100_000])
def test_annotated_texts_that_cannot_be_read_are_a_document_error(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.jsonl"):
        list(read_annotated([tmp_path / "a.jsonl"]))


# --- texts


@pytest.mark.parametrize("text", ["a" + "." * 40_000 + "b", "Dr. " * 10_000, "I. " * 13_000, "a." + " " * 40_000 + "\xa0"])
def test_sentences_are_found_in_time_that_grows_with_the_length(text: str) -> None:
    assert seconds(lambda: list(sentence_spans(text))) < 2


def test_markdown_is_read_in_time_that_grows_with_the_length() -> None:
    text = ("Titel\n" + " " * 40_000 + "x").encode()
    assert seconds(lambda: read_markdown(text, "x")) < 2


def test_page_that_breaks_an_assertion_of_a_library_is_a_document_error() -> None:
    page = b'<svg>TYPE html>\n<html lang="de"><head><title>Boote</title></head><body><p>Peru lieferte Chile drei Boote.</p></body></html>'
    with pytest.raises(DocumentError, match="x: "):
        read_html(page, "x")


def test_text_with_half_of_a_surrogate_pair_is_a_document_error() -> None:
    with pytest.raises(DocumentError, match="surrogate"):
        load_pipeline().parse("Peru \udcff lobt Chile.")


def test_month_before_the_year_1000_is_written_as_four_digits() -> None:
    assert str(Interval(date(506, 7, 1), date(506, 7, 31))) == "0506-07"


# --- what is known beforehand


@pytest.mark.parametrize("text", [TERM, "kgr:Peru kg:tows kgr:Chile {| kg:sign 1 |} .", NESTED])
def test_triple_terms_are_refused_wherever_turtle_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "states.ttl").write_text(PREFIXES + text, encoding="utf-8")
    with pytest.raises(ValueError, match="triple"):
        read_turtle(tmp_path / "seeds" / "states.ttl")
    with pytest.raises(SeedError, match="triple"):
        Gazetteer.load(tmp_path / "seeds")
    with pytest.raises(SeedError, match="triple"):
        check_seeds(tmp_path / "seeds", Ontology.load())
    for read in (Ontology.load, load_lexicon):
        with pytest.raises(OntologyError, match="triple"):
            read(ontology(tmp_path / "own", text))


def test_folder_that_is_named_like_turtle_is_an_ontology_error(tmp_path: Path) -> None:
    (tmp_path / "core.ttl").mkdir()
    for read in (Ontology.load, load_lexicon):
        with pytest.raises(OntologyError, match=r"core\.ttl"):
            read(tmp_path)


def test_list_without_end_ends_no_reading(tmp_path: Path) -> None:
    relation = f"{TOWS}[ owl:unionOf _:list ] . _:list rdf:first kg:Power ; rdf:rest _:list ."
    assert Ontology.load(ontology(tmp_path, relation)).relations["tows"].range == ("Power",)


def test_blank_nodes_that_own_each_other_end_no_check(tmp_path: Path) -> None:
    shape = "kg:S a sh:NodeShape ; sh:targetSubjectsOf kg:holds ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ."
    folder = ontology(tmp_path, f"{TOWS}kg:Power . _:a kg:holds _:b . _:b kg:holds _:a .")
    (folder / "lexicon-shapes.ttl").write_text(PREFIXES + shape, encoding="utf-8")
    assert len(Ontology.load(folder).check()) == 2


def test_name_of_a_blank_node_takes_no_longer_than_what_is_told_of_it() -> None:
    quads = [ox.Quad(ox.BlankNode("a"), ox.NamedNode(f"a:{number}"), ox.BlankNode("a")) for number in range(7)]
    assert seconds(lambda: list(named(quads))) < 1


@pytest.mark.parametrize("shape", ['sh:property [ sh:path rdfs:label ; sh:pattern "(" ]', 'sh:sparql [ sh:select "SELECT nothing" ]'])
def test_malformed_shape_is_an_ontology_error(shape: str) -> None:
    shapes = Graph().parse(data=f"{PREFIXES} kg:S a sh:NodeShape ; sh:targetNode kgr:Peru ; {shape} .")
    with pytest.raises(OntologyError, match="shapes: "):
        validate(Graph().parse(data=f'{PREFIXES} kgr:Peru rdfs:label "Peru" .'), shapes)


def test_shape_calls_no_server() -> None:
    query = "SELECT $this WHERE { SERVICE <http://127.0.0.1:1/x> { $this ?p ?o } }"
    shapes = Graph().parse(data=f'{PREFIXES} kg:S a sh:NodeShape ; sh:targetNode kgr:Peru ; sh:sparql [ sh:select "{query}" ] .')
    with pytest.raises(OntologyError, match="SERVICE"):
        validate(Graph().parse(data=f'{PREFIXES} kgr:Peru rdfs:label "Peru" .'), shapes)


def test_day_that_is_none_is_told_without_a_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ontology(tmp_path / "o")
    seed = 'kgr:Peru a kg:State ; rdfs:label "Peru"@en ; schema:startDate "2019-05-0q"^^xsd:date .'
    (tmp_path / "states.ttl").write_text(PREFIXES + seed, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["kg", "check", "--no-examples", "--seeds", str(tmp_path), "--ontologies", str(own)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "query", ["\udcff", "ASK { ?s ?p ?o }", "SELECT ?entity { ?entity ?p ?o }", f"ASK {{ FILTER({'1+' * LONGEST}1) }}"]
)
def test_check_that_finds_no_entities_is_an_ontology_error(query: str, tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir(parents=True)
    (tmp_path / "checks" / "a.rq").write_bytes(query.encode("utf-8", "surrogateescape"))
    (tmp_path / "states.ttl").write_text(f'{PREFIXES}kgr:Peru a kg:State ; rdfs:label "Peru"@en .', encoding="utf-8")
    with pytest.raises(OntologyError, match=r"checks/a\.rq"):
        check_seeds(tmp_path, Ontology.load(ontology(tmp_path)))


# --- queries and stores


@pytest.mark.parametrize("part", ["1+", "1||", "!"])
def test_query_that_might_break_the_process_is_a_query_error(part: str) -> None:
    query = f"ASK {{ FILTER({part * LONGEST}1) }}"
    for ask in (Store().query, Query.parsed):
        with pytest.raises(QueryError, match="words and signs"):
            ask(query)
    with pytest.raises(QueryError, match="brackets"):
        Store().query("ASK " + "{" * LONGEST + "}" * LONGEST)


@pytest.mark.parametrize("start", ["\t" * 40, "#\n" * 9000, "PREFIX a: <b:c>" * 4000], ids=["tabs", "comments", "prefixes"])
def test_query_without_a_form_is_refused_in_time_that_grows_with_the_length(start: str) -> None:
    def ask() -> None:
        with pytest.raises(QueryError, match="no form"):
            Query.parsed(start + "GRAPH")

    assert seconds(ask) < 1


def test_query_is_paged_in_time_that_grows_with_the_length() -> None:
    order = Query.parsed("SELECT * { ?s ?p ?o } ORDER BY" + " " * 40_000 + "?s")
    literal = Query.parsed(f"SELECT * {{ ?s ?p '{'a-' * 40_000}' }}")
    assert seconds(lambda: order.page(["s"], 0, 9)) < 1
    assert seconds(lambda: literal.repeats) < 1


def test_query_may_be_ordered_by_a_variable_that_is_called_as_a_word_of_sparql() -> None:
    for end in ("", "LIMIT 7", "\nOFFSET 2", "# all\n"):
        paged = Query.parsed(f"SELECT ?limit {{ ?s ?p ?limit }} ORDER BY ?limit {end}").page(["limit"], 0, 9)
        assert " ".join(f"ORDER BY ?limit STR(?limit) LANG(?limit) {end}".split()) in " ".join(paged.text.split())
        Query.parsed(paged.text)


def test_query_may_have_long_data() -> None:
    assert Store().query("ASK { VALUES (?x ?y) { " + "(1 'VALUES {') " * LONGEST + "} }")


@pytest.mark.parametrize(
    "query", ["BASE <http://a.b/> ASK FROM <http://[> {}", "BASE <http://[x> ASK FROM <a> {}", "BASE <http://a.b/> ASK { GRAPH <//[> {} }"]
)
def test_graph_that_is_no_iri_is_a_query_error(query: str) -> None:
    with pytest.raises(QueryError, match="no IRI"):
        screen(query)


@pytest.mark.parametrize("inside", [NESTED.encode(), gzip.compress(b"x" * 100)], ids=["nested", "packed twice"])
def test_dump_of_nested_triple_terms_or_bytes_is_a_store_error(inside: bytes, tmp_path: Path) -> None:
    head = f"# A store of kg, version {VERSION}, as N-Quads\n".encode()
    with pytest.raises(StoreError, match=r"d\.nq: damaged"):
        load(io.BytesIO(head + inside), tmp_path / "store", "d.nq")


def test_packed_dump_that_is_damaged_is_a_store_error(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"# A store of kg\n" * 1000))
    packed[12:40] = b"\xff" * 28
    with pytest.raises(StoreError, match=r"d\.nq\.gz"):
        load(gzip.GzipFile(fileobj=io.BytesIO(bytes(packed))), tmp_path / "store", "d.nq.gz")  # type: ignore[arg-type]


def test_review_of_the_year_506_is_read_again() -> None:
    review = Review(SAID, "rejected", "Ada", datetime(506, 7, 1, 12, tzinfo=UTC))
    with Store() as store:
        record(store, [review])
        assert reviews(store) == [review]


def test_store_that_another_program_wrote_is_a_store_error() -> None:
    with Store() as store:
        record(store, [Review(SAID, "rejected", "Ada", datetime(2024, 7, 1, tzinfo=UTC))])
        (time,) = (quad for quad in store.triples(graph=REVIEWS) if "dateCreated" in quad.predicate.value)
        store.backend.replace([time], [ox.Quad(time.subject, time.predicate, ox.Literal("gestern"), REVIEWS)])
        with pytest.raises(StoreError, match="not as kg wrote it"):
            reviews(store)


# --- what servers answer


def remote(answer: object, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """A server that answers each query so."""
    found = Remote("http://localhost/sparql")
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    monkeypatch.setattr(found.endpoint, "query", lambda *_: body)
    found._heeds_datasets = True
    return found


def rows(*bindings: object, names: tuple[str, ...] = ("s", "p", "o", "g", "n")) -> dict[str, object]:
    return {"head": {"vars": names}, "results": {"bindings": bindings}}


TERMS: list[object] = [
    {"type": "uri", "value": "no IRI"},
    {"type": "uri"},
    {"type": "what", "value": "x"},
    {"type": "triple", "value": {}},
    {"type": "literal", "value": "x", "xml:lang": "no language"},
    {"type": "literal", "value": "x", "datatype": "no IRI"},
    "x",
]


@pytest.mark.parametrize(
    "answer",
    [
        b"[" * 100_000,
        b"null",
        rows(names=("a b",)),
        rows(names=("s", "s")),
        rows({"x": {"type": "uri", "value": "a:b"}}),
        *[rows({"s": t}) for t in TERMS],
    ],
)
def test_answer_that_is_none_is_a_store_error(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    server = remote(answer, monkeypatch)
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }"):
        with pytest.raises(StoreError, match="no SPARQL result"):
            list(server.query(query, [FACTS]))  # type: ignore[arg-type]


@pytest.mark.parametrize("found", [{}, {"n": {"type": "literal", "value": "many"}}, {"g": {"type": "uri", "value": "a:b"}}])
def test_answer_without_what_was_asked_is_a_store_error(found: object, monkeypatch: pytest.MonkeyPatch) -> None:
    server, peru = remote(rows(found), monkeypatch), iri(str(KGR.Peru))
    for ask in (
        lambda: len(server),
        lambda: list(server.quads(peru, None, None, None)),
        lambda: server.among([ox.Quad(peru, peru, peru, FACTS)]),
    ):
        with pytest.raises(StoreError, match="no SPARQL result"):
            ask()


def test_description_of_nested_triple_terms_is_a_store_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="N-Triples"):
        remote(NESTED.encode(), monkeypatch).query("DESCRIBE kgr:Peru", [FACTS])


@pytest.mark.parametrize("challenge", ["Digest nonce=", "Digest nonce=n, realm=", "Digest =", "Digest ,"])
def test_challenge_without_a_value_is_no_error(challenge: str) -> None:
    login = Credentials("Ada", "p")
    login.challenged([challenge])
    assert login.header("POST", "/sparql")


@pytest.mark.parametrize("login", [Credentials(token="geheim\n"), Credentials(token="gehéimł")])
def test_login_that_no_header_holds_is_an_error_that_does_not_repeat_it(login: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.client.HTTPConnection, "connect", lambda _: None)
    with pytest.raises(StoreError, match="KG_STORE_TOKEN") as error:
        Endpoint("http://localhost/sparql", None, login).query("ASK {}", "text/plain")
    assert "geh" not in str(error.value)
    assert error.value.__cause__ is None
