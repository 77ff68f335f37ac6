"""Shards are loaded into a server as into a folder: what they hold, once, however often, and on from where it was cut off."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.errors import DocumentError, StoreError
from kg.extraction.build import Extraction
from kg.extraction.setup import Setup
from kg.extraction.statements import Evidence, Statement
from kg.graph.building import knowledge_of
from kg.graph.contributions import Contribution, contribution
from kg.graph.loading import load_shards
from kg.graph.records import Run
from kg.graph.sharding import Job, make_shards, one_process
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGR, LEX
from kg.reading.documents import Document

SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en . kgr:Cuba a kg:State ; rdfs:label "Cuba"@en .
"""
Serve = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of some shards of made documents, and the seeds with which they were made."""
    folder = tmp_path_factory.mktemp("shards")
    seeds, rows = folder / "seeds", folder / "rows.jsonl"
    seeds.mkdir()
    (seeds / "states.ttl").write_text(SEEDS, encoding="utf-8")
    lines = [json.dumps({"id": f"d{number}", "text": f"Nr. {number}", "date": f"2024-01-{number + 1:02}"}) for number in range(12)]
    rows.write_text("\n".join(lines), encoding="utf-8")
    setup = Setup(seeds=seeds)
    with setup.opened() as whole:
        run = Run("1.0", "pipeline", knowledge_of(whole, Ontology.load()), datetime(2024, 3, 1, tzinfo=UTC))

    def read(documents: Iterable[Document | DocumentError]) -> Iterator[Contribution | DocumentError]:
        for document in documents:
            assert isinstance(document, Document)
            yield contribution(extracted(document), run)

    manifest = make_shards(Job(folder / "shards", setup, run), [rows], one_process(read), 200)
    assert len(manifest.shards) > 2
    return folder / "shards", seeds


def extracted(document: Document) -> Extraction:
    assert document.published
    day = document.published.day
    said = Statement(str(KGR[("Peru", "Chile", "Cuba")[day % 3]]), str(KG.criticizes), str(KGR[("Peru", "Chile", "Cuba")[(day + 1) % 3]]))
    status = "asserted" if day % 2 else "denied"
    return Extraction(document, (Evidence(said, document.iri, "Nr", 0, 2, status, 0.9, str(LEX.entry)),), (), (), ())


def dumped(where: Path | str) -> list[str]:
    with Store(where, read_only=True) as store:
        return sorted(map(str, store.triples(graph=None)))


def test_shards_are_loaded_into_a_server_as_into_a_folder_and_once(shards: tuple[Path, Path], quick_server: Serve, tmp_path: Path) -> None:
    folder, seeds = shards
    load_shards(folder, str(tmp_path / "store"), seeds=seeds)
    with quick_server() as server:
        for _ in range(2):
            load_shards(folder, server, seeds=seeds)
            assert dumped(server) == dumped(tmp_path / "store")


def test_loading_into_a_server_that_was_cut_off_goes_on(
    shards: tuple[Path, Path], quick_server: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(documents: Iterable[Contribution]) -> Iterator[Contribution]:
        for number, document in enumerate(documents):
            if number == 5:
                raise KeyboardInterrupt
            yield document

    folder, seeds = shards
    load_shards(folder, str(tmp_path / "store"), seeds=seeds)
    put, put_one = list[str](), Store.put
    monkeypatch.setattr(Store, "put", lambda store, brought, run: put.append(brought.document) or put_one(store, brought, run))
    with quick_server() as server:
        with pytest.raises(KeyboardInterrupt):
            load_shards(folder, server, seeds=seeds, watched=cut_off)
        load_shards(folder, server, seeds=seeds)
        assert dumped(server) == dumped(tmp_path / "store")
    assert len(put) == 12
    assert len(set(put)) == 12


def test_shard_that_is_not_whole_reaches_no_server(shards: tuple[Path, Path], quick_server: Serve, tmp_path: Path) -> None:
    folder, seeds = shards
    copied = tmp_path / "shards"
    shutil.copytree(folder, copied)
    last = sorted(copied.glob("*.gz"))[-1]
    last.write_bytes(last.read_bytes()[:-1])
    with quick_server() as server:
        with pytest.raises(StoreError, match="half written or altered"):
            load_shards(copied, server, seeds=seeds)
        with pytest.raises(StoreError, match="the server holds no store"):
            Store(server, read_only=True)
