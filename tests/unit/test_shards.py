"""Shards: the same bytes whoever makes them, nothing made twice, and nothing loaded that is not whole."""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DocumentError, KgError, StoreError
from kg.extraction.build import Extraction
from kg.extraction.setup import Setup
from kg.extraction.statements import Evidence, Statement
from kg.graph import building, loading
from kg.graph.building import knowledge_of
from kg.graph.contributions import Contribution, contribution
from kg.graph.loading import load_shards
from kg.graph.records import STARTED, Run
from kg.graph.sharding import Engine, Job, Task, make, make_shards, one_process
from kg.graph.shards import FORMAT, MANIFEST, Made, Manifest, contributions_of, read_manifest
from kg.graph.store import Store
from kg.graph.verification import problems
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document, read, unique
from kg.reading.portions import portions, records

SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en . kgr:Cuba a kg:State ; rdfs:label "Cuba"@en .
kgr:Chile kg:alliedWith kgr:Cuba .
kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""
NAMES, RELATIONS = ("Peru", "Chile", "Cuba", "Ana_Sol"), ("criticizes", "tradesWith", "meetsWith", "attacks", "alliedWith")
SIZE = 600
"""A portion of some rows."""


def row(number: int, **said: object) -> str:
    """A document that states two things, as a row; every fifth has no id."""
    text = f"{NAMES[number % 4]} {RELATIONS[number % 5]} {NAMES[(number + 1) % 4]}. " * (1 + number % 3)
    named = {"id": f"d{number}"} if number % 5 else {}
    return json.dumps({**named, "text": f"Nr. {number}: {text}", "date": f"2024-01-{1 + number % 28:02}"} | said) + "\n"


@pytest.fixture
def input_folder(tmp_path: Path) -> Path:
    """Rows, packed and not, texts and what describes them; with an id that comes in three portions, and what cannot be read."""
    folder = tmp_path / "input"
    (folder / "below").mkdir(parents=True)
    rows = [row(number) for number in range(30)]
    rows[9] = "\n" + row(9, id="d3")
    rows[17] = "{broken\n"
    rows[21] = row(21, language="en")
    (folder / "a.jsonl").write_text("".join(rows), encoding="utf-8")
    packed = [*(row(number) for number in range(28, 44)), row(44, id="d3")]
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("".join(packed).encode()))
    for number in range(6):
        (folder / "below" / f"t{number}.txt").write_text(f"Peru criticizes Chile. Nr. {number}", encoding="utf-8")
    (folder / "below" / "empty.txt").write_bytes(b"")
    (folder / "below" / "sources.jsonl").write_text('{"doc": "t2", "date": "2024-05-06", "title": "Zwei"}\n{}\n', encoding="utf-8")
    (folder / "z.jsonl.gz").write_bytes(gzip.compress(row(50).encode())[:-20])
    return folder


def everything(paths: Iterable[Path], size: int) -> list[Document | str]:
    """What the portions give, one after the other."""
    seen, found = dict[str, str](), list[Document | str]()
    for portion in portions(paths, size):
        ids = dict[str, str]()
        given = [portion] if isinstance(portion, DocumentError) else unique(records(portion, {}), "de", ids, seen)
        found += [str(item) if isinstance(item, DocumentError) else item for item in given]
        seen = ids | seen
    return found


# --- portions


@pytest.mark.parametrize("size", [1, 100, SIZE, 10_000_000])
def test_portions_give_what_is_read_at_once(input_folder: Path, size: int) -> None:
    whole = [str(item) if isinstance(item, DocumentError) else item for item in read([input_folder])]
    assert sum(isinstance(item, str) for item in whole) == 8
    found = everything([input_folder], size)
    assert [item for item in found if isinstance(item, Document)] == [item for item in whole if isinstance(item, Document)]
    assert sorted(item for item in found if isinstance(item, str)) == sorted(item for item in whole if isinstance(item, str))


@given(
    lines=st.lists(st.sampled_from([b"", b"{}", b'{"text": "a"}', b'{"text": "b", "id": "x"}', b"\xff", b'{"text": "' + b"c" * 90 + b'"}']))
)
def test_rows_are_cut_anywhere_with_the_same_ids(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    file = tmp_path_factory.mktemp("rows") / "r.jsonl"
    file.write_bytes(b"\n".join(lines))
    whole = [str(item) if isinstance(item, DocumentError) else item for item in read([file])]
    for size in (1, 7, 64):
        assert everything([file], size) == whole


def test_portion_of_a_file_that_has_changed_is_refused(input_folder: Path) -> None:
    found = [portion for portion in portions([input_folder], SIZE) if not isinstance(portion, DocumentError)]
    with (input_folder / "a.jsonl").open("r+b") as stream:
        stream.seek(-10, os.SEEK_END)
        stream.write(b"#")
    (input_folder / "below" / "t1.txt").write_text("Anders", encoding="utf-8")
    (input_folder / "below" / "t3.txt").unlink()
    errors = []
    for portion in found:
        try:
            list(records(portion, {}))
        except KgError as error:
            errors.append(str(error).removeprefix(str(input_folder)))
    assert errors[0] == "/a.jsonl: not what it was when the build began; leave it alone meanwhile, and build again"
    assert errors[1].startswith(("/below/t1.txt: not what it was", "/below/t3.txt: No such file"))


def test_standard_input_has_no_portions() -> None:
    (error,) = portions(["-"])
    assert str(error) == "stdin: cannot be cut into portions; save it to a file, and name that"


# --- making


def extracted(document: Document) -> Extraction:
    """What a document states, whose words are those of its statements."""
    pieces = []
    for place, sentence in enumerate(document.text.partition(": ")[2].rstrip(". ").split(". ")):
        subject, relation, value = sentence.split() if len(sentence.split()) == 3 else ("Peru", "criticizes", "Chile")
        said = Statement(str(KGR[subject]), str(KG[relation]), str(KGR[value]))
        status = ("asserted", "claimed", "denied")[place]
        pieces.append(Evidence(said, document.iri, relation, 10 * place, 10 * place + len(relation), status, 0.9, str(LEX[relation])))
    return Extraction(document, tuple(pieces), (), (), ())


class Reader:
    """Reads documents without a parser, and remembers them."""

    def __init__(self, run: Run) -> None:
        self.run, self.read = run, list[str]()

    def __call__(self, documents: Iterable[Document | DocumentError]) -> Iterator[Contribution | DocumentError]:
        for document in documents:
            if isinstance(document, DocumentError):
                yield document
            else:
                self.read.append(document.id)
                yield contribution(extracted(document), self.run)


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "states.ttl").write_text(SEEDS, encoding="utf-8")
    return Setup(pipeline=str(folder), seeds=folder)


@pytest.fixture(scope="module")
def run(setup: Setup, ontology: Ontology) -> Run:
    with setup.opened() as whole:
        return Run("1.0", "pipeline", knowledge_of(whole, ontology), datetime(2024, 3, 1, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _loaded_once(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading.Ontology, "load", lambda _: ontology)


@pytest.fixture
def job(tmp_path: Path, setup: Setup, run: Run) -> Job:
    return Job(tmp_path / "shards", setup, run)


def made(job: Job, *paths: Path, engine: Engine | None = None) -> Manifest:
    return make_shards(job, paths, engine or one_process(Reader(job.run)), SIZE)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_shards_are_the_same_bytes_in_any_order_however_often_a_task_runs_and_whenever(
    job: Job, input_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(job, input_folder)

    def twice_and_backwards(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
        for task in reversed(tasks):
            make(task, Reader(job.run))
            yield task, make(task, Reader(job.run))

    other = replace(job, folder=tmp_path / "other")
    monkeypatch.setattr(gzip.time, "time", lambda: 86_400.0)
    made(other, input_folder, engine=twice_and_backwards)
    assert len(content(job.folder)) > 10
    assert content(other.folder) == content(job.folder)


def test_shards_hold_what_is_read_at_once_and_name_what_cannot_be(job: Job, input_folder: Path) -> None:
    manifest = made(job, input_folder)
    reader = Reader(job.run)
    items = [*reader(item for item in read([input_folder]) if isinstance(item, DocumentError) or item.language == "de")]
    brought = [one for entry in manifest.shards for one in contributions_of(job.folder / entry.shard, job.run)]
    assert brought == [item for item in items if isinstance(item, Contribution)]
    assert manifest.documents == len(brought)
    assert sum(entry.triples for entry in manifest.shards) == sum(one.lines.count(b"\n") for one in brought)
    english = "d21: in the language 'en'; read it by itself with --language en"
    assert sorted(manifest.all_errors()) == sorted([english, *(str(item) for item in items if isinstance(item, DocumentError))])


def test_shard_is_n_quads_in_which_each_document_is_a_graph(job: Job, input_folder: Path) -> None:
    entry = made(job, input_folder).shards[0]
    quads = [*ox.parse(gzip.decompress((job.folder / entry.shard).read_bytes()), ox.RdfFormat.N_QUADS)]
    assert len(quads) == entry.triples
    graphs = list(dict.fromkeys(quad.graph_name.value for quad in quads))
    assert graphs == [str(KGD[name]) for name in ("a-1", "d1", "d2", "d3", "d4", "a-6", "d6")]


def test_second_build_makes_nothing(job: Job, input_folder: Path) -> None:
    made(job, input_folder)
    before = content(job.folder)
    later = replace(job, run=replace(job.run, started=datetime(2025, 1, 1, tzinfo=UTC)))
    made(later, input_folder, engine=lambda tasks: pytest.fail("a task was given"))
    assert content(job.folder) == before


def test_what_has_changed_is_made_anew_and_nothing_else(job: Job, input_folder: Path) -> None:
    made(job, input_folder)
    text = input_folder / "below" / "t4.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("Peru", "Cuba"), encoding="utf-8")
    reader = Reader(job.run)
    made(job, input_folder, engine=one_process(reader))
    assert "t4" in reader.read
    assert not {"a-1", "d1", "d30"} & set(reader.read)
    other = replace(job, run=replace(job.run, pipeline="another"))
    reader = Reader(other.run)
    assert made(other, input_folder, engine=one_process(reader)).run.pipeline == "another"
    assert {"a-1", "d1", "t4", "b-3"} <= set(reader.read)


def test_id_of_two_shards_is_left_to_the_first_for_as_long_as_it_stands_there(job: Job, input_folder: Path, tmp_path: Path) -> None:
    error = f"{input_folder}/b.jsonl.gz:2: the id 'd29' already stands at {input_folder}/a.jsonl:31; give each document its own"
    assert error in made(job, input_folder).all_errors()
    rows = (input_folder / "a.jsonl").read_text(encoding="utf-8")
    (input_folder / "a.jsonl").write_text(rows.replace('"d29"', '"d92"'), encoding="utf-8")
    assert error not in made(job, input_folder).all_errors()
    fresh = replace(job, folder=tmp_path / "fresh")
    made(fresh, input_folder)
    assert content(fresh.folder) == content(job.folder)


def test_build_that_was_cut_off_goes_on(job: Job, input_folder: Path, tmp_path: Path) -> None:
    def cut_off(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
        for task in tasks[:3]:
            yield task, make(task, Reader(job.run))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(job, input_folder, engine=cut_off)
    assert not (job.folder / MANIFEST).exists()
    reader = Reader(job.run)
    made(job, input_folder, engine=one_process(reader))
    assert "d1" not in reader.read
    fresh = replace(job, folder=tmp_path / "fresh")
    made(fresh, input_folder)
    assert content(fresh.folder) == content(job.folder)


def test_folder_has_no_manifest_while_a_build_changes_it(job: Job, input_folder: Path, tmp_path: Path) -> None:
    made(job, input_folder)
    (input_folder / "below" / "t4.txt").write_text("Peru attacks Chile.", encoding="utf-8")
    with pytest.raises(KeyError):
        made(job, input_folder, engine=lambda tasks: iter({}[0]))
    with pytest.raises(StoreError, match=r"manifest.json: .*; make shards by `kg build --shards`, to the end"):
        load_shards(job.folder, str(tmp_path / "store"))


def test_shard_that_is_half_written_altered_or_gone_is_made_again(job: Job, input_folder: Path) -> None:
    made(job, input_folder)
    before = content(job.folder)
    first, second, third = (job.folder / f"part-0000{number}.nq.gz" for number in range(3))
    first.write_bytes(first.read_bytes()[:-9])
    second.write_bytes(second.read_bytes()[:-1] + b"\1")
    third.unlink()
    (job.folder / "part-00003.json").write_text("{", encoding="utf-8")
    (job.folder / "part-00077.nq.gz").touch()
    (job.folder / f".part-00001.nq.gz.{'0' * 32}").touch()
    made(job, input_folder)
    assert content(job.folder) == before


def test_folder_keeps_what_is_none_of_ours(job: Job, input_folder: Path) -> None:
    job.folder.mkdir()
    (job.folder / "part-notes.txt").touch()
    made(job, input_folder)
    assert (job.folder / "part-notes.txt").exists()


def test_task_whose_processes_end_is_tried_alone_and_then_set_aside(job: Job, input_folder: Path) -> None:
    tries = []

    def deadly(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made | None]]:
        for task in tasks:
            tries.append((task.number, len(tasks)))
            dies = task.number == 2 or (task.number == 3 and len(tasks) > 1)
            yield task, None if dies else make(task, Reader(job.run))

    manifest = made(job, input_folder, engine=deadly)
    assert [entry.shard for entry in manifest.shards[:3]] == ["part-00000.nq.gz", "part-00001.nq.gz", "part-00003.nq.gz"]
    assert [number for number, together in tries if together == 1][:2] == [2, 3]
    assert manifest.errors[-1].startswith(f"{input_folder}/a.jsonl, bytes ")
    assert manifest.errors[-1].endswith(": its reading ended each process that tried; set aside: build it alone to see why")
    assert not (job.folder / "part-00002.json").exists()
    assert made(job, input_folder).documents > manifest.documents


def test_shard_that_was_made_where_nobody_else_sees_it_is_told(job: Job, input_folder: Path, tmp_path: Path) -> None:
    def elsewhere(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
        (tmp_path / "other").mkdir()
        yield from ((task, make(replace(task, job=replace(job, folder=tmp_path / "other")), Reader(job.run))) for task in tasks)

    with pytest.raises(StoreError, match=r"part-00000.nq.gz: made, but not here; name a folder that all machines share"):
        made(job, input_folder, engine=elsewhere)


def test_folder_that_cannot_be_written_is_told(job: Job, input_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file: .*; name a new folder for the shards, where you may write"):
        made(replace(job, folder=tmp_path / "file"), input_folder)


def test_second_build_in_the_same_folder_is_told_to_wait(job: Job, input_folder: Path) -> None:
    def meanwhile(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
        with pytest.raises(StoreError, match="another build makes shards there; wait until it has ended, or name another folder"):
            made(job, input_folder)
        yield from ((task, make(task, Reader(job.run))) for task in tasks)

    made(job, input_folder, engine=meanwhile)
    before = content(job.folder)
    made(job, input_folder)
    assert content(job.folder) == before


# --- loading


@pytest.fixture
def shards(job: Job, input_folder: Path) -> Path:
    made(job, input_folder)
    return job.folder


def triples(where: Path | str) -> set[ox.Quad]:
    with Store(where, read_only=True) as store:
        assert list(problems(store)) == []
        return set(store.triples(graph=None))


def test_loaded_store_is_that_of_a_build(
    shards: Path, job: Job, input_folder: Path, tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert job.setup.seeds
    names = Gazetteer.load(job.setup.seeds)
    at_once, one_by_one, built = (tmp_path / name for name in ("at-once", "one-by-one", "built"))
    load_shards(shards, str(at_once), seeds=job.setup.seeds)
    Store(one_by_one).close()
    load_shards(shards, str(one_by_one), seeds=job.setup.seeds)
    monkeypatch.setattr(building, "load_extractor", lambda whole: SimpleNamespace(ontology=ontology, gazetteer=names))
    monkeypatch.setattr(building, "run_of", lambda *_: job.run)
    monkeypatch.setattr(building, "contributions", lambda documents, *_: Reader(job.run)(documents))
    with Store(built) as store:
        building.build(store, (item for item in read([input_folder]) if isinstance(item, Document) and item.language == "de"), job.setup)
    assert triples(at_once) == triples(one_by_one) == triples(built)


def test_loading_again_changes_nothing_and_puts_nothing(shards: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds)
    before = triples(tmp_path / "store")
    monkeypatch.setattr(Store, "put", lambda *_: pytest.fail("a document was put"))
    load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds)
    assert triples(tmp_path / "store") == before


def test_loading_that_was_cut_off_goes_on(shards: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(documents: Iterable[Contribution]) -> Iterator[Contribution]:
        for number, document in enumerate(documents):
            if number == 7:
                raise KeyboardInterrupt
            yield document

    for store in ("new", "there"):
        if store == "there":
            Store(tmp_path / store).close()
        with pytest.raises(KeyboardInterrupt):
            load_shards(shards, str(tmp_path / store), seeds=job.setup.seeds, watched=cut_off)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*"))
    put, put_one = list[str](), Store.put
    monkeypatch.setattr(Store, "put", lambda store, brought, run: put.append(brought.document) or put_one(store, brought, run))
    manifest = load_shards(shards, str(tmp_path / "there"), seeds=job.setup.seeds)
    assert len(put) == manifest.documents - 7
    load_shards(shards, str(tmp_path / "new"), seeds=job.setup.seeds)
    assert triples(tmp_path / "there") == triples(tmp_path / "new")


def test_documents_of_another_run_are_replaced(shards: Path, job: Job, input_folder: Path, tmp_path: Path) -> None:
    load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds)
    later = replace(job, folder=tmp_path / "later", run=replace(job.run, version="2.0"))
    made(later, input_folder)
    load_shards(later.folder, str(tmp_path / "store"), seeds=job.setup.seeds)
    load_shards(later.folder, str(tmp_path / "fresh"), seeds=job.setup.seeds)
    assert triples(tmp_path / "store") == triples(tmp_path / "fresh")


def test_time_of_the_run_is_when_its_shards_were_begun(shards: Path, job: Job, tmp_path: Path) -> None:
    load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds)
    assert [quad.object.value for quad in triples(tmp_path / "store") if quad.predicate.value == STARTED] == ["2024-03-01T12:00:00Z"]


def test_shards_of_another_ontology_are_refused(shards: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"made by kg 1\.0 with another ontology, or other seeds; load it by that kg"):
        load_shards(shards, str(tmp_path / "store"))
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("store", ["new", "there"])
@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (
            lambda shard: shard.write_bytes(shard.read_bytes()[:-30]),
            r"part-00004.nq.gz: .* half written or altered; build the shards again",
        ),
        (lambda shard: shard.write_bytes(shard.read_bytes()[:-1] + b"\1"), r"part-00004.nq.gz: its checksum is wrong"),
        (lambda shard: shard.unlink(), r"part-00004.nq.gz: is not there; build the shards again"),
        (lambda shard: (shard.rename(shard.with_name("x")), shard.symlink_to("x")), r"names 'part-00004.nq.gz', which is no shard of its"),
    ],
)
def test_folder_with_a_shard_that_is_not_whole_is_refused_before_anything_is_loaded(
    shards: Path, job: Job, tmp_path: Path, store: str, harm: Callable[[Path], object], message: str
) -> None:
    if store == "there":
        Store(tmp_path / store).close()
    harm(shards / "part-00004.nq.gz")
    with pytest.raises(StoreError, match=message):
        load_shards(shards, str(tmp_path / store), seeds=job.setup.seeds)
    if store == "there":
        with Store(tmp_path / store, read_only=True) as opened:
            assert len(opened) == 1  # its version
    else:
        assert not (tmp_path / store).exists()


def edit(shards: Path, changes: dict[str, object]) -> None:
    said = json.loads((shards / MANIFEST).read_text(encoding="utf-8"))
    (shards / MANIFEST).write_text(json.dumps(said | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": FORMAT + 1}, "of format 2, and this kg knows 1; use the kg that made it, or a newer one"),
        ({"format": "x", "run": []}, "no manifest that this kg knows"),
        ({"threshold": None}, "no manifest that this kg knows"),
        ({"shards": [1]}, "no manifest that this kg knows"),
        ({"errors": 7}, "no manifest that this kg knows"),
    ],
)
def test_manifest_that_is_none_is_refused(shards: Path, tmp_path: Path, changes: dict[str, object], message: str) -> None:
    edit(shards, changes)
    with pytest.raises(StoreError, match=message):
        load_shards(shards, str(tmp_path / "store"))


@pytest.mark.parametrize("text", ["", "[]", "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass"), "null"])
def test_manifest_that_is_no_json_of_ours_is_refused(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(StoreError, match="no manifest that this kg knows"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["../part-00000.nq.gz", "/etc/passwd", "a/part-00000.nq.gz", "part-00000.nq.gz\n", "part-٠٠٠٠٠.nq.gz", ""])
def test_manifest_that_leaves_its_folder_is_refused(shards: Path, tmp_path: Path, name: str) -> None:
    entry = json.loads((shards / MANIFEST).read_text(encoding="utf-8"))["shards"][0]
    shutil.copy(shards / "part-00000.nq.gz", tmp_path)
    edit(shards, {"shards": [entry | {"shard": name}]})
    with pytest.raises(StoreError, match="which is no shard of its folder; load only what you trust"):
        load_shards(shards, str(tmp_path / "store"))


def forge(shards: Path, lines: bytes) -> None:
    """Make the first shard hold these lines, with a right checksum."""
    shard = shards / "part-00000.nq.gz"
    shard.write_bytes(gzip.compress(lines))
    said = json.loads((shards / MANIFEST).read_text(encoding="utf-8"))
    said["shards"][0] |= {"bytes": shard.stat().st_size, "sha256": sha256(shard.read_bytes()).hexdigest()}
    (shards / MANIFEST).write_text(json.dumps(said), encoding="utf-8")


GRAPH = "<https://w3id.org/stategraph/document/d1>"


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines + lines,
        lambda lines: lines.replace(b"/document/d1>", b"/document/t1>"),
        lambda lines: lines.replace(b"https://w3id.org/stategraph/document/", b"https://example.org/"),
        lambda lines: lines + f'_:x <a:b> "c" {GRAPH} .\n'.encode(),
        lambda lines: lines + f"<a:x> <a:b> _:c {GRAPH} .\n".encode(),
        lambda lines: lines + f"<a:x> <a:b> <<( <a:x> <a:b> <a:x> )>> {GRAPH} .\n".encode(),
        lambda lines: lines + b"<a:x> <a:b> <a:c> .\n",
        lambda lines: lines + b"<a:x> <a:b> <a:c> <a:d> .\n",
        lambda lines: lines + b"x\n",
        lambda lines: lines + b"\xff\xfe > .\n",
        lambda lines: lines.replace(b"prov#used", b"prov#useless"),
    ],
)
def test_shard_that_is_none_of_a_build_is_refused(shards: Path, job: Job, tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    forge(shards, change(gzip.decompress((shards / "part-00000.nq.gz").read_bytes())))
    with pytest.raises(StoreError, match=r"no shard of kg|stands in the shards twice"):
        load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds)


def test_graph_without_an_end_is_not_read_to_memory(shards: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.shards.MAX_LINES", 2000)
    with pytest.raises(StoreError, match="a graph without an end"):
        list(contributions_of(shards / "part-00000.nq.gz", job.run))


def test_shards_are_loaded_without_a_parser(shards: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.extraction.build.load", lambda *_: pytest.fail("a pipeline was loaded"))
    assert load_shards(shards, str(tmp_path / "store"), seeds=job.setup.seeds).run == job.run


# --- the commands


def test_build_by_shards_names_each_error_once_and_ends_with_1(
    kg: Callable[..., tuple[int, str, str]], job: Job, input_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.extraction.setup.load_extractor", lambda whole: SimpleNamespace(ontology=loading.Ontology.load(None)))
    monkeypatch.setattr("kg.graph.building.contributions", lambda documents, _, run, __: Reader(run)(documents))
    assert job.setup.seeds
    (tmp_path / "pipeline").mkdir()
    options = ("--seeds", job.setup.seeds, "--pipeline", tmp_path / "pipeline", "--shards", job.folder)
    for store in ("one", "two"):
        code, out, err = kg("build", input_folder, *options, "--store", tmp_path / store)
        assert code == 1
        assert f"documents      {read_manifest(job.folder).documents}\n" in out
        assert sorted(err.splitlines()) == sorted(f"kg: {error}" for error in read_manifest(job.folder).all_errors())
    assert triples(tmp_path / "one") == triples(tmp_path / "two")
    code, out, err = kg("store", "load", job.folder, "--store", tmp_path / "three", "--seeds", job.setup.seeds)
    assert (code, out, err) == (0, f"{tmp_path}/three: {read_manifest(job.folder).documents} documents of 1 shard\n", "")
    assert triples(tmp_path / "three") == triples(tmp_path / "one")


def test_scheduler_without_engine_or_shared_folder_is_refused(kg: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    for options in (("--shards", tmp_path), ("--engine", "dask")):
        code, _, err = kg("build", "--scheduler", "tcp://example.org:8786", *options, "--store", tmp_path / "store")
        assert (code, err) == (2, "kg: --scheduler: needs --engine dask, and --shards with a folder that all machines share\n")


def test_engine_that_is_not_installed_is_told(
    kg: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.extraction.setup.load_extractor", lambda whole: SimpleNamespace(ontology=loading.Ontology.load(None)))
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "pipeline").mkdir()
    code, _, err = kg("build", "--engine", "dask", "--pipeline", tmp_path / "pipeline", "--store", tmp_path / "store")
    assert (code, err) == (2, "kg: --engine dask: Dask is not installed; run pip install 'stategraph-kg[dask]'\n")


def test_store_that_cannot_be_loaded_is_told_before_anything_is_read(kg: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "letter.txt").touch()
    code, _, err = kg("build", tmp_path / "none.txt", "--shards", tmp_path / "shards", "--store", tmp_path / "store")
    assert (code, err) == (2, f"kg: {tmp_path}/store: the folder holds no store; name a new or empty one\n")
    assert not (tmp_path / "shards").exists()


def test_interrupted_build_tells_where_its_shards_are(
    kg: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(whole: Setup) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.extraction.setup.load_extractor", interrupt)
    code, _, err = kg("build", "--shards", tmp_path / "shards", "--store", tmp_path / "store")
    assert (code, err) == (130, f"kg: interrupted; the shards that are made are in {tmp_path}/shards\n")
