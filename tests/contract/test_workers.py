"""A build by several processes ends as one by a single one, whoever is killed, and ends when it is told to."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from kg.errors import PipelineError
from kg.extraction.setup import Setup
from kg.graph.building import build
from kg.graph.maintenance import dump
from kg.graph.store import Store
from kg.reading.documents import Document, document_iri

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en, "Peru"@de . kgr:Chile a kg:State ; rdfs:label "Chile"@en, "Chile"@de .
kgr:Cuba a kg:State ; rdfs:label "Cuba"@en, "Kuba"@de . kgr:Bolivia a kg:State ; rdfs:label "Bolivia"@en, "Bolivien"@de .
"""
STARTED = re.compile(rb"startedAtTime> \"[^\"]*\"")
SAID = ("Kuba und Peru unterzeichneten einen Handelsvertrag.", "Chile sanktionierte Bolivien.", "Bolivien lieferte Waffen an Kuba.")


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    """Few states; and a question laid over the ontology, so that workers read a temporary folder."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "states.ttl").write_text(SEEDS, encoding="utf-8")
    question = folder / "own.rq"
    question.write_text("# Which states are there?\nSELECT ?state { ?state a kg:State }\n", encoding="utf-8")
    return Setup(ontologies=question, seeds=folder)


def documents() -> Iterator[Document]:
    for number in range(160):
        text = f"{SAID[number % 3]} Das sagte Ximo Ruzo{number // 20} am {1 + number % 28}. Mai 2023 in Lima."
        yield Document(document_iri(f"d{number}"), f"d{number}", text, date(2023, 6, 1))


def children() -> list[int]:
    return [int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text(encoding="ascii").split()]


def dumped(folder: Path, found: Iterator[Document], setup: Setup, workers: int) -> bytes:
    """The dump of a store that was built in the folder, but for the time at which the run began."""
    stream = BytesIO()
    with Store(folder) as store:
        assert build(store, found, setup, workers) == []
        dump(store, stream)
    return STARTED.sub(b"", stream.getvalue())


def test_store_is_the_same_as_of_one_process_even_if_a_worker_is_killed(setup: Setup, tmp_path: Path) -> None:
    def disturbed() -> Iterator[Document]:
        for number, document in enumerate(documents()):
            if number == 150:
                os.kill((set(children()) - before).pop(), signal.SIGKILL)
            yield document

    before = set(children())
    one = dumped(tmp_path / "one", documents(), setup, 1)
    two = dumped(tmp_path / "two", disturbed(), setup, 2)
    assert one == two
    assert set(children()) <= before
    assert one.count(b"/ontology#supplies") >= 1, "nothing was found"


def test_what_is_missing_is_told_once_and_leaves_no_worker(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = set(children())
    with Store() as store, pytest.raises(PipelineError, match="no spaCy pipeline"):
        build(store, [], Setup(pipeline=str(tmp_path)), workers=2)
    assert capfd.readouterr().err == ""
    assert set(children()) <= before


def test_interruption_keeps_what_was_read_and_ends_with_one_message(setup: Setup, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    command = [sys.executable, "-m", "kg", "build", "-", "--store", str(folder), "--seeds", str(setup.seeds), "--workers", "2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdin
        for number in range(400):  # a pipe holds 64 KB
            row = {"id": f"d{number}", "text": SAID[number % 3], "title": "x" * 1000}
            process.stdin.write(json.dumps(row).encode() + b"\n")
        process.stdin.flush()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        start = time.monotonic()
        assert process.wait(20) == 130
        assert time.monotonic() - start < 5
        assert process.stderr
        assert process.stderr.read() == f"kg: interrupted; the documents that were read are in {folder}\n".encode()  # all ends are closed
    with Store(folder, read_only=True) as store:
        assert 0 < len(list(store.select("SELECT ?d { ?d a schema:NewsArticle }"))) < 400
