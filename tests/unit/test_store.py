"""The store: what it keeps of a document, that reading again changes nothing, and what it says when it cannot be used."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from kg.errors import DocumentError, QueryError, StoreError
from kg.extraction.build import Extraction
from kg.extraction.checks import Finding
from kg.extraction.statements import STATUSES, Evidence, Interval, Statement, Status
from kg.extraction.unknown import UnknownName
from kg.graph.backend import Answer, Graph, Node
from kg.graph.background import load_background, named
from kg.graph.contributions import contribution
from kg.graph.local import Local
from kg.graph.maintenance import retract
from kg.graph.records import Run, checksum
from kg.graph.store import BACKGROUND, FACTS, Store
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

RUN = Run("0.1.0", "pipeline-1", "abc", datetime(2024, 3, 1, 12, tzinfo=UTC))
ALLIED = Statement(str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
TRADES = Statement(str(KGR.Peru), str(KG.tradesWith), str(KGR.Chile))


def document(name: str = "d1", text: str = "Text") -> Document:
    return Document(str(KGD[name]), name, text, date(2024, 2, 1), "de", "Titel", "https://example.org/" + name)


def witness(said: Statement = ALLIED, status: Status = "asserted", start: int = 0, quote: str = "Zitat", doc: str = "d1") -> Evidence:
    return Evidence(said, str(KGD[doc]), quote, start, start + len(quote), status, start / 3 if start < 4 else 0.9, str(LEX.entry))


def reading(*evidence: Evidence, doc: str = "d1", text: str = "Text", entities: Iterable[Entity] = ()) -> Extraction:
    own = tuple(dataclasses.replace(piece, document=str(KGD[doc])) for piece in evidence)
    return Extraction(document(doc, text), own, (), tuple(entities), ())


def content(store: Store) -> set[ox.Quad]:
    return set(store.triples(graph=None))


def holds(store: Store, said: Statement) -> bool:
    return bool(store.query(f"ASK {{ <{said.subject}> <{said.predicate}> <{said.object}> }}"))


def rows(store: Store, sparql: str) -> list[tuple[str | None, ...]]:
    answer = store.select(sparql)
    return [tuple(term.value if term else None for term in row) for row in answer]


# --- what is kept


def test_asserted_statement_has_a_plain_triple() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        assert holds(store, ALLIED)


def test_contribution_is_the_same_whenever_the_run_began_and_puts_what_its_reading_adds() -> None:
    found = reading(witness(), witness(TRADES, "denied", 9, 'Zi"tat\n\\ ü'))
    brought = contribution(found, RUN)
    assert brought == contribution(found, dataclasses.replace(RUN, started=datetime(2025, 1, 1, tzinfo=UTC)))
    with Store() as added, Store() as put:
        added.add(found, RUN)
        put.put(brought, RUN)
        assert content(put) == content(added)


@pytest.mark.parametrize("status", ["claimed", "possible", "denied"])
def test_rumour_and_denial_have_no_plain_triple_but_a_statement(status: Status) -> None:
    with Store() as store:
        store.add(reading(witness(status=status)), RUN)
        assert not holds(store, ALLIED)
        found = rows(store, "SELECT ?status { ?s a kg:Statement, rdf:Statement ; rdf:subject kgr:Peru ; kg:evidence/kg:status ?status }")
        assert found == [(str(KG[status]),)]


def test_one_assertion_among_denials_makes_the_plain_triple() -> None:
    with Store() as store:
        store.add(reading(witness(status="denied"), witness(status="asserted", start=20)), RUN)
        assert holds(store, ALLIED)


def test_evidence_keeps_quote_offsets_speaker_and_time() -> None:
    piece = dataclasses.replace(
        witness(quote="Peru und Chile", start=812),
        speaker=str(KGR.Ana_Sol),
        valid=Interval(date(2021, 1, 1), date(2021, 12, 31)),
        confidence=0.8125,
    )
    with Store() as store:
        store.add(reading(piece), RUN)
        found = rows(
            store,
            """SELECT ?quote ?start ?end ?speaker ?from ?to ?confidence ?entry ?run {
            ?e a kg:Evidence ; oa:exact ?quote ; oa:start ?start ; oa:end ?end ; kg:speaker ?speaker ; kg:validFrom ?from ; kg:validTo ?to ;
               kg:confidence ?confidence ; kg:entry ?entry ; prov:wasGeneratedBy ?run . FILTER (LANG(?quote) = "de") }""",
        )
        assert found == [("Peru und Chile", "812", "826", str(KGR.Ana_Sol), "2021-01-01", "2021-12-31", "0.8125", str(LEX.entry), RUN.iri)]


def test_document_and_run_are_described() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        found = rows(
            store,
            """SELECT ?title ?day ?url ?version ?time {
            ?d a schema:NewsArticle ; schema:headline ?title ; schema:datePublished ?day ; schema:url ?url .
            ?run a prov:Activity ; prov:used ?d ; schema:softwareVersion ?version ; prov:startedAtTime ?time }""",
        )
        assert found == [("Titel", "2024-02-01", "https://example.org/d1", "0.1.0", "2024-03-01T12:00:00Z")]


def test_document_without_evidence_is_kept_too() -> None:
    with Store() as store:
        store.add(reading(), RUN)
        assert rows(store, "SELECT ?d { ?d a schema:NewsArticle }") == [(str(KGD.d1),)]


def test_findings_and_unknown_names_are_kept() -> None:
    bad = witness(Statement(str(KGR.Ana_Sol), str(KG.attacks), str(KGR.Peru)))
    finding = Finding(bad, "The subject of attacks is a State.", str(KG.attacksShape))
    found = Extraction(document(), (), (finding,), (), (UnknownName("Kuala", "place", str(KGD.d1), 3, 8),))
    with Store() as store:
        store.add(found, RUN)
        assert rows(store, "SELECT ?why { ?f a kg:Finding ; rdf:subject kgr:Ana_Sol ; sh:resultMessage ?why }") == [
            ("The subject of attacks is a State.",)
        ]
        assert rows(store, "SELECT ?name ?kind { ?n a kg:UnknownName ; oa:exact ?name ; kg:nameKind ?kind }") == [("Kuala", "place")]
        assert not store.query("ASK { ?s a kg:Statement }")


def test_new_entity_is_described_once() -> None:
    person = Entity(str(KGR.Ana_Sol), "Person", "Ana Sol", {"de": "Ana Sol"})
    with Store() as store:
        for name in ("d1", "d2"):
            store.add(reading(doc=name, entities=[person]), RUN)
        assert rows(store, "SELECT ?label { kgr:Ana_Sol a kg:Person ; rdfs:label ?label }") == [("Ana Sol",)]


# --- reading again


def test_reading_again_changes_nothing_even_later() -> None:
    with Store() as store:
        store.add(reading(witness(), witness(TRADES, "claimed", 9)), RUN)
        before = content(store)
        store.add(reading(witness(), witness(TRADES, "claimed", 9)), dataclasses.replace(RUN, started=datetime(2025, 1, 1, tzinfo=UTC)))
        assert content(store) == before


def test_changed_document_replaces_its_former_evidence() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        store.add(reading(witness(TRADES), text="Anders"), RUN)
        assert not holds(store, ALLIED)
        assert holds(store, TRADES)
        assert rows(store, "SELECT ?p { ?s a kg:Statement ; rdf:predicate ?p }") == [(str(KG.tradesWith),)]


def test_statement_that_another_document_supports_stays() -> None:
    with Store() as store:
        store.add(reading(witness(), doc="d1"), RUN)
        store.add(reading(witness(), doc="d2"), RUN)
        store.add(reading(doc="d1"), RUN)
        assert holds(store, ALLIED)
        assert rows(store, "SELECT ?d { ?s kg:evidence/prov:hadPrimarySource ?d }") == [(str(KGD.d2),)]


def test_plain_triple_goes_with_its_last_assertion() -> None:
    with Store() as store:
        store.add(reading(witness(), doc="d1"), RUN)
        store.add(reading(witness(status="claimed"), doc="d2"), RUN)
        store.add(reading(witness(status="possible"), doc="d1"), RUN)
        assert not holds(store, ALLIED)
        assert len(rows(store, "SELECT ?e { ?s kg:evidence ?e }")) == 2


def test_new_run_takes_the_place_of_the_old_one() -> None:
    later = Run("0.2.0", "pipeline-1", "abc", datetime(2024, 4, 1, tzinfo=UTC))
    with Store() as store, Store() as fresh:
        store.add(reading(witness()), RUN)
        store.add(reading(witness()), later)
        fresh.add(reading(witness()), later)
        assert content(store) == content(fresh)


def test_store_knows_what_such_a_run_has_read() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        assert store.has_read(document(), RUN)
        assert not store.has_read(document(text="Anders"), RUN)
        assert not store.has_read(document(), dataclasses.replace(RUN, ontology="def"))


STATEMENTS = [ALLIED, TRADES, Statement(str(KGR.Chile), str(KG.alliedWith), str(KGR.Peru))]
PIECES = st.builds(witness, st.sampled_from(STATEMENTS), st.sampled_from(STATUSES), st.integers(0, 3))
PERSONS = st.sampled_from([Entity(str(KGR[name]), "Person", name, {"en": name}) for name in ("Ana", "Bo")])
READINGS = st.builds(
    lambda doc, pieces, persons, run: (reading(*pieces, doc=doc, entities=persons), run),
    st.sampled_from(["d1", "d2", "d3"]),
    st.lists(PIECES, max_size=4),
    st.lists(PERSONS, max_size=2),
    st.sampled_from([RUN, dataclasses.replace(RUN, version="0.2")]),
)


def filled(readings: Iterable[tuple[Extraction, Run]]) -> set[ox.Quad]:
    with Store() as store:
        for found, run in readings:
            store.add(found, run)
        return content(store)


@given(st.lists(READINGS, max_size=8))
def test_only_the_last_reading_of_each_document_counts(readings: list[tuple[Extraction, Run]]) -> None:
    last = {found.document.iri: (found, run) for found, run in readings}
    assert filled(readings) == filled(last.values())


@given(st.lists(READINGS, max_size=6, unique_by=lambda pair: pair[0].document.iri), st.randoms())
def test_order_of_documents_does_not_matter(readings: list[tuple[Extraction, Run]], random: Random) -> None:
    shuffled = list(readings)
    random.shuffle(shuffled)
    assert filled(readings) == filled(shuffled)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_unicode_text_survives_writing_and_replacing(quote: str) -> None:
    assert_survives(quote)


def assert_survives(quote: str) -> None:
    with Store() as store:
        store.add(reading(witness(quote="vorher")), RUN)
        store.add(reading(witness(quote=quote)), RUN)
        assert rows(store, "SELECT ?q { ?e oa:exact ?q }") == [(quote,)]


@pytest.mark.parametrize(
    "quote", ["\\u0022 } ; DROP ALL #", 'a "b" \\" c', "Zeile\nZeile\r\n\tEnde", "😀 „Zitat“", "\x00\x07", "''' \"\"\""]
)
def test_hostile_text_survives(quote: str) -> None:
    assert_survives(quote)


def test_any_text_has_a_checksum_of_its_own_even_half_a_surrogate_pair() -> None:
    texts = ("", "Kuba", "Kub\u00e4", "\ud83d", "\ude00", "\U0001f600")
    assert len({checksum(document(text=text)) for text in texts}) == len(texts)


def test_half_a_surrogate_pair_is_an_error_and_writes_nothing() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        before = content(store)
        with pytest.raises(DocumentError, match="half of a surrogate pair; read the text in its right encoding"):
            store.add(reading(witness(TRADES), witness(quote="a\ud800")), RUN)
        assert content(store) == before


@pytest.mark.parametrize("iri", ["no scheme", "http://a/<b>", "http://a b", "", "\udc00"])
def test_iri_that_is_none_is_an_error_and_writes_nothing(iri: str) -> None:
    with Store() as store:
        with pytest.raises(DocumentError, match=r"not an IRI .*; write a scheme in front, and escape"):
            store.add(dataclasses.replace(reading(), document=dataclasses.replace(document(), iri=iri)), RUN)
        assert len(store) == 0


# --- the background

SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    file = tmp_path / "seeds.ttl"
    file.write_text(SEEDS, encoding="utf-8")
    return file


def test_background_is_found_by_queries_and_replaced_as_a_whole(seeds: Path) -> None:
    ontology = Ontology.load()
    with Store() as store:
        load_background(store, ontology, [seeds])
        before = content(store)
        load_background(store, ontology, [seeds])
        assert content(store) == before
        assert rows(store, "SELECT ?of { kgr:Ana_Sol kg:tenure/kg:of ?of . kg:alliedWith kg:sign 1 }") == [(str(KGR.Peru),)]
        load_background(store, ontology, [])
        assert not store.query("ASK { kgr:Peru a kg:State }")


def test_no_triple_stands_in_two_graphs(seeds: Path) -> None:
    peru = Entity(str(KGR.Peru), "State", "Peru", {"en": "Peru"})
    with Store() as store:
        store.add(reading(entities=[peru]), RUN)
        load_background(store, Ontology.load(), [seeds])
        store.add(reading(doc="d2", entities=[peru]), RUN)
        assert rows(store, "SELECT ?label { kgr:Peru rdfs:label ?label }") == [("Peru",)]
        described = ox.NamedNode(str(KGR.Peru)), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        assert len(list(store.triples(*described, None, BACKGROUND))) == 1
        assert list(store.triples(*described, None, FACTS)) == []


def test_blank_nodes_get_the_same_names_in_every_run() -> None:
    def read() -> set[ox.Quad]:
        return set(named(ox.parse(SEEDS.encode(), ox.RdfFormat.TURTLE, rename_blank_nodes=True)))

    assert read() == read()
    assert not any(isinstance(node, ox.BlankNode) for quad in read() for node in (quad.subject, quad.object))


# --- questions


@pytest.mark.parametrize("sparql", ["SELECT", "SELECT ?s { ?s ?p }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "\ud800"])
def test_malformed_query_and_update_are_errors(sparql: str) -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        with pytest.raises(QueryError, match=r"^query: "):
            store.query(sparql)
        assert holds(store, ALLIED)


def test_solutions_are_asked_of_select_only() -> None:
    with Store() as store, pytest.raises(QueryError, match="write a SELECT"):
        store.select("ASK { ?s ?p ?o }")


def test_query_may_leave_out_what_is_inferred() -> None:
    with Store() as store:
        store.replace_graph(ox.NamedNode(str(KG.inferred)), [ox.Quad(ox.NamedNode("a:b"), ox.NamedNode("a:c"), ox.NamedNode("a:d"))])
        assert store.query("ASK { <a:b> ?p ?o }")
        assert not store.query("ASK { <a:b> ?p ?o }", inferred=False)


def test_rdflib_sees_the_same_store() -> None:
    with Store() as store:
        store.add(reading(witness()), RUN)
        found = list(store.as_rdflib().query("SELECT ?o { kgr:Peru kg:alliedWith ?o }"))
        assert found == [(URIRef(KGR.Chile),)]


# --- folders and processes


def test_folder_keeps_what_was_added(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add(reading(witness()), RUN)
        before = content(store)
    with Store(tmp_path / "store", read_only=True) as store:
        assert content(store) == before
    with Store(tmp_path / "store") as store:
        assert content(store) == before


def test_folder_is_released_though_rdflib_has_used_it(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.as_rdflib()
    Store(tmp_path / "store").close()


def test_two_readers_share_a_folder(tmp_path: Path) -> None:
    Store(tmp_path / "store").close()
    with Store(tmp_path / "store", read_only=True), Store(tmp_path / "store", read_only=True) as second:
        assert len(second) == 1  # its version


def test_read_only_store_refuses_to_be_written(tmp_path: Path) -> None:
    Store(tmp_path / "store").close()
    with Store(tmp_path / "store", read_only=True) as store, pytest.raises(StoreError, match=r"cannot write .*; open it for writing"):
        store.add(reading(witness()), RUN)


@pytest.mark.parametrize("read_only", [True, False])
def test_store_in_use_by_another_process_says_so(tmp_path: Path, read_only: bool) -> None:
    folder = tmp_path / "store"
    program = (
        f"from pathlib import Path; from kg.graph.store import Store; s = Store(Path({str(folder)!r})); print('open', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=r"another process .* this store; wait until it has ended"):
            Store(folder, read_only=read_only)
        other.communicate("\n")
    Store(folder, read_only=read_only).close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_writer_waits_for_readers(tmp_path: Path) -> None:
    Store(tmp_path / "store").close()
    with Store(tmp_path / "store", read_only=True), pytest.raises(StoreError, match="another process uses this store"):
        Store(tmp_path / "store")


def test_absent_folder_is_an_error_for_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such folder; make the store first with `kg build`"):
        Store(tmp_path / "absent", read_only=True)
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("read_only", [True, False])
def test_folder_of_something_else_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    (tmp_path / "letter.txt").write_text("Liebe Tante")
    with pytest.raises(StoreError, match="the folder holds no store; "):
        Store(tmp_path, read_only=read_only)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="a file, no store; name a folder"):
        Store(tmp_path / "file")


def test_damaged_store_is_an_error(tmp_path: Path) -> None:
    Store(tmp_path / "store").close()
    (tmp_path / "store" / "CURRENT").write_text("nonsense\n")
    with pytest.raises(
        StoreError, match=r"cannot be opened \(Corruption.*; load a dump of the store with `kg store load`, or build it again"
    ):
        Store(tmp_path / "store")


# --- many documents


class Counting(Local):
    """A backend that counts the requests it is sent and the triples and rows that it gives."""

    given = asked = 0

    def query(self, sparql: str, graphs: Sequence[Graph]) -> Answer:
        answer = super().query(sparql, graphs)
        assert isinstance(answer, ox.QuerySolutions)
        self.given += sum(1 for _ in answer)
        self.asked += 1
        return super().query(sparql, graphs)

    def quads(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | ox.Literal | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        self.asked += 1
        for quad in super().quads(subject, predicate, value, graph):
            self.given += 1
            yield quad


@pytest.fixture
def counting() -> tuple[Store, Counting]:
    store = Store()
    store.backend = backend = Counting()
    return store, backend


def test_document_is_replaced_without_reading_what_others_say(counting: tuple[Store, Counting]) -> None:
    store, backend = counting
    read: list[int] = []
    for others in (5, 50):
        for number in range(others):
            store.add(reading(witness(), doc=f"other{number}"), RUN)
        store.add(reading(witness(), doc="new"), RUN)
        backend.given = 0
        store.add(reading(witness(status="claimed"), doc="new"), RUN)
        store.add(reading(witness(), doc="new"), RUN)
        store.retract(str(KGD.new))
        read.append(backend.given)
    assert read[0] == read[1]


def test_document_of_many_statements_is_taken_back_with_few_requests(counting: tuple[Store, Counting]) -> None:
    store, backend = counting
    said = [Statement(str(KGR.Peru), str(KG.tradesWith), f"{KGR}State_{number}") for number in range(300)]
    store.add(reading(*(witness(statement, start=9 * number) for number, statement in enumerate(said))), RUN)
    backend.asked = 0
    gone = retract(store, str(KGD.d1))
    assert (gone.statements, gone.evidence) == (300, 300)
    assert backend.asked < 30
    assert content(store) == set()


@pytest.mark.parametrize("clause", ["FROM kg:reviews", "from named <urn:g>", "#\nFROM<urn:g>"])
def test_query_that_names_graphs_is_told_how_instead_of_answered_over_all(clause: str) -> None:
    with Store() as store, pytest.raises(QueryError, match="FROM chooses no graphs here; write GRAPH"):
        store.query(f"SELECT * {clause} {{ ?s ?p ?o }}")


@pytest.mark.parametrize("text", ["?from", "'it comes from'", '"""FROM "x" """', "<urn:from>", "kg:from", "?s # from there\n"])
def test_word_from_elsewhere_names_no_graph(text: str) -> None:
    with Store() as store:
        assert list(store.select(f"SELECT * {{ ?s ?p {text} }}")) == []


def test_store_that_cannot_be_emptied_of_its_log_says_so_and_is_free_again(tmp_path: Path) -> None:
    class Full:
        def flush(self) -> None:
            raise OSError("No space left on device")

    store = Store(tmp_path / "store")
    assert isinstance(store.backend, Local)
    store.backend.oxigraph = Full()  # type: ignore[assignment]
    with pytest.raises(StoreError, match=r"cannot write .*; make room on the disk"):
        store.close()
    Store(tmp_path / "store").close()


def test_store_in_memory_is_called_a_store_in_messages() -> None:
    with Store() as store:
        assert store.backend.where == "store"
