"""Stores looked after: figures, verification, copies, migration, and documents taken back."""

import dataclasses
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset
from rdflib.namespace import PROV

from kg.errors import StoreError
from kg.extraction.build import Extraction
from kg.extraction.reification import EVIDENCE, SOURCE, TYPE, iri, plain_triple
from kg.extraction.statements import Evidence, Statement, Status
from kg.graph.backend import BACKGROUND, FACTS, INFERRED, REVIEWS
from kg.graph.background import ensure_background
from kg.graph.maintenance import compact, documents, dump, figures, load, retract
from kg.graph.migrations import migrate
from kg.graph.records import DERIVED, GENERATED, USED, Run
from kg.graph.reviews import Review, record
from kg.graph.store import Store
from kg.graph.verification import problems
from kg.graph.versions import STORE, VERSION, version_quad
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import BASE, KG, KGD, KGE, KGR, KGS, LEX, OA, SCHEMA
from kg.reading.documents import Document

RUN = Run("0.1.0", "pipeline-1", "abc", datetime(2024, 3, 1, 12, tzinfo=UTC))
ALLIED = Statement(str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
BLAMES = Statement(str(KGR.Ana_Sol), str(KG.criticizes), str(KGR.Chile))
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en . kgr:Cuba a kg:State ; rdfs:label "Cuba"@en .
kgr:Chile kg:alliedWith kgr:Cuba .
kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""
ONTOLOGY = Ontology.load()


def witness(said: Statement, status: Status = "asserted", start: int = 0) -> Evidence:
    return Evidence(said, "", "Zitat", start, start + 5, status, 0.9, str(LEX.entry))


def reading(name: str, *evidence: Evidence, entities: Iterable[Entity] = ()) -> Extraction:
    document = Document(str(KGD[name]), name, "Text", date(2024, 2, 1), "de", "Titel", f"https://example.org/{name}")
    own = tuple(dataclasses.replace(piece, document=document.iri) for piece in evidence)
    return Extraction(document, own, (), tuple(entities), ())


def fill(store: Store, seeds: Path) -> None:
    ensure_background(store, ONTOLOGY, [seeds])
    bo = Entity(str(KGR.Bo_Ro), "Leader", "Bo Ro", {"de": "Bo Ro"})
    store.add(reading("d1", witness(ALLIED), witness(BLAMES, start=9)), RUN)
    store.add(
        reading("d2", witness(ALLIED), witness(Statement(str(KGR.Bo_Ro), str(KG.criticizes), str(KGR.Peru)), "claimed"), entities=[bo]), RUN
    )
    store.add(reading("d3", witness(Statement(str(KGR.Cuba), str(KG.attacks), str(KGR.Chile)), "denied")), RUN)
    record(store, [Review(ALLIED, "confirmed", "Eva", datetime(2024, 5, 1, tzinfo=UTC), "gelesen")])


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeds") / "states.ttl"
    file.write_text(SEEDS, encoding="utf-8")
    return file


@pytest.fixture
def store(seeds: Path) -> Store:
    found = Store()
    fill(found, seeds)
    return found


@pytest.fixture
def folder(tmp_path: Path, seeds: Path) -> Path:
    with Store(tmp_path / "store") as found:
        fill(found, seeds)
    return tmp_path / "store"


def content(store: Store) -> set[ox.Quad]:
    return set(store.triples(graph=None))


def dumped(folder: Path) -> bytes:
    stream = io.BytesIO()
    with Store(folder, read_only=True) as store:
        dump(store, stream)
    return stream.getvalue()


# --- figures


def test_figures_count_what_is_in_the_store(folder: Path) -> None:
    with Store(folder, read_only=True) as store:
        found = figures(store)
        assert sum(found.triples.values()) == len(store)
    assert (found.version, found.documents, found.statements, found.evidence, found.reviews) == (VERSION, 3, 4, 5, 1)
    assert found.size == sum(file.stat().st_size for file in folder.iterdir())
    assert [(run.version, run.documents, run.started) for run in found.runs] == [("0.1.0", 3, "2024-03-01T12:00:00Z")]


def test_figures_of_a_store_in_memory_have_no_size(store: Store) -> None:
    assert figures(store).size is None


# --- verification


def test_store_that_is_whole_has_no_problem(store: Store) -> None:
    assert list(problems(store, ONTOLOGY)) == []


def test_rejected_statement_is_no_problem(store: Store) -> None:
    record(store, [Review(BLAMES, "rejected", "Eva", datetime(2024, 5, 2, tzinfo=UTC))])
    assert list(problems(store, ONTOLOGY)) == []


def quads(*triples: tuple[str, str, str], graph: ox.NamedNode | ox.DefaultGraph = FACTS) -> list[ox.Quad]:
    return [ox.Quad(iri(subject), iri(predicate), iri(value), graph) for subject, predicate, value in triples]


PIECE = dataclasses.replace(witness(ALLIED), document=str(KGD.d1))
LIFTED = (str(KGR.Peru), str(KG.criticizes), str(KGR.Chile))
DAMAGE = {
    "d1: a document that no run has read": (quads((RUN.iri, USED, str(KGD.d1))), []),
    "a statement without evidence": ([], quads((str(KGS.x), TYPE, str(KG.Statement)))),
    "not one subject, one predicate and one object": ([], quads((str(KGS.x), TYPE, str(KG.Statement)))),
    "evidence of no statement": (quads((ALLIED.iri, EVIDENCE, PIECE.iri)), []),
    "its document is not there": (quads((str(KGD.d1), TYPE, str(SCHEMA.NewsArticle))), []),
    "not the name of what it says": (quads((PIECE.iri, SOURCE, str(KGD.d1))), quads((PIECE.iri, SOURCE, str(KGD.d3)))),
    "evidence that no run has found": (quads((PIECE.iri, GENERATED, RUN.iri)), []),
    "the run that found it is not there": ([], quads((PIECE.iri, GENERATED, BASE + "run/x"))),
    "a run that has read no document": ([], quads((BASE + "run/x", TYPE, str(PROV.Activity)))),
    "no run, but it has read a document": ([], quads((BASE + "run/x", USED, str(KGD.d1)))),
    "d7: a document that a run has read, but not there": ([], quads((RUN.iri, USED, str(KGD.d7)))),
    "a statement's evidence, but not there": ([], quads((ALLIED.iri, EVIDENCE, str(KGE.x)))),
    "kgs:x: no statement, but it has evidence": ([], quads((str(KGS.x), EVIDENCE, PIECE.iri))),
    "Bo Ro: a name for which no document stands": (quads((str(KGR.Bo_Ro), DERIVED, str(KGD.d2))), []),
    "Bo Ro: what it was derived from is not there": ([], quads((str(KGR.Bo_Ro), DERIVED, str(KGD.d7)))),
    "Peru alliedWith Chile: asserted, but not there": ([plain_triple(ALLIED)], []),
    "Cuba attacks Chile: there, but nobody asserts it": ([], quads((str(KGR.Cuba), str(KG.attacks), str(KGR.Chile)))),
    "Cuba attacks Peru: a plain triple of no statement": ([], quads((str(KGR.Cuba), str(KG.attacks), str(KGR.Peru)))),
    "Peru criticizes Chile: it follows, but is not there": (quads(LIFTED, graph=INFERRED), []),
    "Cuba attacks Peru: inferred, but does not follow": ([], quads((str(KGR.Cuba), str(KG.attacks), str(KGR.Peru)), graph=INFERRED)),
    "Chile alliedWith Cuba: in two graphs, facts and background": ([], quads((str(KGR.Chile), str(KG.alliedWith), str(KGR.Cuba)))),
    "a graph that no store has": ([], quads(("a:b", "a:c", "a:d"), graph=ox.NamedNode("a:g"))),
    "two verdicts": ([], quads((ALLIED.iri, str(KG.verdict), str(KG.rejected)), graph=REVIEWS)),
    "a verdict of no review": ([], quads((BLAMES.iri, str(KG.verdict), str(KG.confirmed)), graph=REVIEWS)),
    "a review without verdict": (quads((ALLIED.iri, str(KG.verdict), str(KG.confirmed)), graph=REVIEWS), []),
    "Evidence quotes the words that carry it.": ([ox.Quad(iri(PIECE.iri), iri(str(OA.exact)), ox.Literal("Zitat", language="de"))], []),
}


@pytest.mark.parametrize("problem", DAMAGE)
def test_damage_is_named(store: Store, problem: str) -> None:
    old, new = DAMAGE[problem]
    assert store.backend.among(old) == set(old)
    store.backend.replace(old, new)
    before = content(store)
    assert any(problem in found for found in problems(store, ONTOLOGY))
    assert content(store) == before


def test_older_version_is_named(folder: Path, aged: Callable[[Path], None]) -> None:
    aged(folder)
    with Store(folder, read_only=True) as store:
        assert list(problems(store)) == ["its version is 0, not 1: bring it up to date by `kg store migrate`"]


def test_statement_under_a_false_name_is_named(store: Store) -> None:
    false = str(KGS.x)
    own = [ox.Quad(iri(false), quad.predicate, quad.object) for quad in store.triples(iri(ALLIED.iri))]
    store.backend.replace(list(store.triples(iri(ALLIED.iri))), own)
    assert "kgs:x: not the name of its triple" in list(problems(store))


def test_inferences_that_wait_for_the_end_of_a_build_are_one_problem(store: Store) -> None:
    store.backend.replace([*store.triples(STORE, iri(str(KG.backgroundDigest)), graph=BACKGROUND), *store.triples(graph=INFERRED)], [])
    (found,) = problems(store)
    assert found.startswith("the background is loaded, but not all is inferred from it")


def said_of(folder: Path) -> str:
    """The problems of the store, or why it cannot be opened."""
    try:
        with Store(folder, read_only=True) as store:
            return "\n".join(problems(store))
    except StoreError as error:
        return str(error)


def test_damaged_block_of_any_file_is_named(folder: Path) -> None:
    """RocksDB keeps a checksum of each block: one turned bit is found, in whichever index it is."""
    with Store(folder) as store:
        compact(store)
    files = [file for file in folder.glob("*.sst") if file.stat().st_size > 10_000]
    assert len(files) >= 7
    for file in files:
        before = file.read_bytes()
        file.write_bytes(before[: len(before) // 3] + bytes([before[len(before) // 3] ^ 1]) + before[len(before) // 3 + 1 :])
        assert "Corruption: block checksum mismatch" in said_of(folder), file
        file.write_bytes(before)
    with Store(folder, read_only=True) as store:
        assert list(problems(store)) == []


# --- copies


def test_dump_is_the_same_however_the_triples_came_there(folder: Path, tmp_path: Path, seeds: Path) -> None:
    with Store(tmp_path / "other") as store:
        ensure_background(store, ONTOLOGY, [seeds])
        store.add(reading("d9", witness(ALLIED)), RUN)
        store.retract(str(KGD.d9))
    with Store(tmp_path / "other") as store, Store(folder, read_only=True) as first:
        for quad in sorted(content(first) - content(store), key=str):
            store.backend.replace([], [quad])
    assert dumped(tmp_path / "other") == dumped(folder)


def test_loaded_dump_is_the_same_store(folder: Path, tmp_path: Path) -> None:
    written = dumped(folder)
    assert load(io.BytesIO(written), tmp_path / "copy", "dump") == len(written.splitlines()) - 2
    with Store(folder, read_only=True) as one, Store(tmp_path / "copy") as other:
        assert content(one) == content(other)
        assert list(problems(other, ONTOLOGY)) == []


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own parser uses it
def test_dump_is_read_by_rdflib(folder: Path) -> None:
    found = Dataset()
    found.parse(data=dumped(folder).decode(), format="nquads")
    with Store(folder, read_only=True) as store:
        assert sum(len(graph) for graph in found.graphs()) == len(store)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda whole: b"", "no dump that this kg knows"),
        (lambda whole: b"<a:b> <a:c> <a:d> .\n", "no dump that this kg knows"),
        (lambda whole: whole.replace(b"version 1", b"version 9", 1), "no dump that this kg knows"),
        (lambda whole: whole[: len(whole) // 2], r"damaged \(|cut off or altered"),
        (lambda whole: b"\n".join(whole.split(b"\n")[:-2]) + b"\n", "cut off or altered"),
        (lambda whole: whole[: whole.rindex(b"# The end")] + b"<a:b> <a:c> <a:d> .\n" + whole[whole.rindex(b"# The end") :], "altered"),
        (lambda whole: whole.replace(b"NewsArticle", b"OldsArticle"), r"not the dump of a whole store \(.*its document is not there\)"),
    ],
)
def test_what_is_no_whole_dump_is_not_loaded(folder: Path, tmp_path: Path, change: Callable[[bytes], bytes], problem: str) -> None:
    with pytest.raises(StoreError, match=problem):
        load(io.BytesIO(change(dumped(folder))), tmp_path / "copy", "dump")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["store"]


def test_dump_is_loaded_into_an_empty_folder_only(folder: Path, tmp_path: Path) -> None:
    written = dumped(folder)
    with pytest.raises(StoreError, match="not empty; name a new or empty folder"):
        load(io.BytesIO(written), folder, "dump")
    (tmp_path / "empty").mkdir()
    assert load(io.BytesIO(written), tmp_path / "empty", "dump")


def test_compacted_store_holds_the_same(folder: Path) -> None:
    before = dumped(folder)
    with Store(folder) as store:
        compact(store)
    assert dumped(folder) == before


# --- migration


def test_store_of_version_0_is_brought_up_to_date(folder: Path, aged: Callable[[Path], None]) -> None:
    before = dumped(folder)
    aged(folder)
    with Store(folder, read_only=True) as store:
        assert store.version == 0
        assert not store.query("ASK { kgr:Peru kg:criticizes kgr:Chile }")
    with pytest.raises(StoreError, match="a store of version 0, and this kg writes 1; bring it up to date by `kg store migrate`"):
        Store(folder)
    assert migrate(folder) == 0
    with Store(folder) as store:
        assert list(problems(store, ONTOLOGY)) == []
        assert store.query("ASK { kgr:Peru kg:criticizes kgr:Chile }")
    digest = f"{STORE} <{KG.backgroundDigest}> ".encode()  # the next build writes it, when it has loaded the background of today
    assert dumped(folder).splitlines()[1:-1] == [line for line in before.splitlines()[1:-1] if not line.startswith(digest)]
    assert migrate(folder) == VERSION


def test_store_of_a_newer_version_is_not_touched(folder: Path) -> None:
    with Store(folder) as store:
        store.backend.replace([version_quad()], [version_quad(VERSION + 1)])
    with pytest.raises(StoreError, match="a store of version 2, and this kg knows 1; use the kg that made it, or a newer one"):
        migrate(folder)


def test_migration_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such folder"):
        migrate(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


# --- documents taken back


def test_retracted_document_leaves_nothing_behind(store: Store, seeds: Path) -> None:
    gone = retract(store, str(KGD.d2))
    assert (gone.statements, gone.evidence) == (1, 2)
    assert list(problems(store, ONTOLOGY)) == []
    retract(store, str(KGD.d1))
    retract(store, str(KGD.d3))
    with Store() as empty:
        ensure_background(empty, ONTOLOGY, [seeds])
        assert {quad for quad in content(store) if quad.graph_name != REVIEWS} == content(empty)


@pytest.mark.parametrize("name", [str(KGD.d1), "kgd:d1", "d1", "https://example.org/d1"])
def test_document_is_found_by_each_of_its_names(store: Store, name: str) -> None:
    assert documents(store, name) == [str(KGD.d1)]


@pytest.mark.parametrize("name", ["", "d", "no such", "\ud800", str(KGR.Peru), RUN.iri, 'd1" ; DROP ALL #', BASE, str(KGE.x)])
def test_what_is_no_document_is_not_found(store: Store, name: str) -> None:
    assert documents(store, name) == []


# --- commands

Run_ = Callable[..., tuple[int, str, str]]


def test_commands_tell_of_a_store_and_copy_it(kg: Run_, folder: Path, tmp_path: Path) -> None:
    assert "version        1\n" in kg("store", "info", "--store", folder)[1]
    assert json.loads(kg("store", "info", "--json", "--store", folder)[1])["documents"] == 3
    assert kg("store", "dump", tmp_path / "a.nq.gz", "--store", folder)[0] == 0
    assert gzip.decompress((tmp_path / "a.nq.gz").read_bytes()) == dumped(folder)
    assert kg("store", "load", tmp_path / "a.nq.gz", "--store", tmp_path / "copy")[0] == 0
    assert kg("store", "compact", "--store", tmp_path / "copy")[0] == 0
    assert kg("store", "migrate", "--store", tmp_path / "copy")[1] == f"{tmp_path / 'copy'}: version 1 already\n"
    code, out, _ = kg("store", "verify", "--store", tmp_path / "copy")
    assert code == 0
    assert ": whole, " in out
    assert kg("store", "dump", "-", "--store", tmp_path / "copy")[1].encode() == dumped(folder)


def test_verify_names_each_problem_in_a_line_and_fails(kg: Run_, folder: Path) -> None:
    with Store(folder) as store:
        store.backend.replace([plain_triple(ALLIED)], [])
    code, out, err = kg("store", "verify", "--store", folder)
    assert code == 1
    assert "Peru alliedWith Chile: asserted, but not there\n" in out
    assert "restore a dump, or build it again" in err


def test_cut_off_archive_is_not_loaded(kg: Run_, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nq.gz").write_bytes(gzip.compress(dumped(folder))[:-100])
    code, _, err = kg("store", "load", tmp_path / "a.nq.gz", "--store", tmp_path / "copy")
    assert code == 2
    assert "a.nq.gz: damaged (" in err
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("command", [["verify"], ["info"], ["compact"], ["migrate"], ["dump", "a.nq"]])
def test_command_makes_no_store(kg: Run_, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = kg("store", *command, "--store", "absent")
    assert code == 2
    assert "there is no such folder" in err
    assert list(tmp_path.iterdir()) == []


def test_retract_tells_what_went_and_names_what_it_does_not_know(kg: Run_, folder: Path) -> None:
    code, out, err = kg("retract", "d1", "kgd:d2", "https://example.org/d7", "--store", folder)
    assert code == 1
    assert out == "d1: 1 statements, 2 pieces of evidence\nd2: 2 statements, 2 pieces of evidence\n"
    assert "https://example.org/d7: no such document" in err
    with Store(folder, read_only=True) as store:
        assert figures(store).documents == 1


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
@pytest.mark.parametrize("command", [["store", "compact"], ["store", "migrate"], ["retract", "d1"]])
def test_command_that_writes_waits_for_readers(kg: Run_, folder: Path, command: list[str]) -> None:
    with Store(folder, read_only=True):
        code, _, err = kg(*command, "--store", folder)
    assert code == 2
    assert "another process uses this store; wait until it has ended" in err


def test_fact_that_the_seeds_hold_no_more_is_there_again(tmp_path: Path) -> None:
    with_it, without = tmp_path / "a.ttl", tmp_path / "b.ttl"
    with_it.write_text(SEEDS.replace("kgr:Chile kg:alliedWith kgr:Cuba .", "kgr:Peru kg:alliedWith kgr:Chile ."), encoding="utf-8")
    without.write_text(SEEDS, encoding="utf-8")
    with Store() as store:
        ensure_background(store, ONTOLOGY, [with_it])
        store.add(reading("d1", witness(ALLIED)), RUN)
        ensure_background(store, ONTOLOGY, [without])
        assert list(problems(store)) == []
        assert store.query("ASK { kgr:Peru kg:alliedWith kgr:Chile }", inferred=False)
