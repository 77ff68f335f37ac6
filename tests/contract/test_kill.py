"""A build and a migration that are killed: the store opens, is whole, holds the documents until there, and going on ends the same.

SIGKILL ends the process, not the machine: that a power failure loses nothing is RocksDB's promise, and is not tried here.
Run as a program, this file reads commands from standard input and gives each to a child of its own, which can be killed.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.extraction.build import Extraction
from kg.extraction.setup import Setup
from kg.extraction.statements import Evidence, Statement
from kg.graph import background, building, migrations
from kg.graph.inference import infer
from kg.graph.records import STARTED
from kg.graph.store import BACKGROUND, Store
from kg.graph.verification import UNDRAWN, problems
from kg.graph.versions import VERSION
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

SEED = 20261121
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en . kgr:Cuba a kg:State ; rdfs:label "Cuba"@en .
kgr:Chile kg:alliedWith kgr:Cuba .
kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""
Quads = frozenset[ox.Quad]


def documents(count: int = 80) -> list[Document]:
    """Small documents, whose text is what they state, as JSON; every eighth comes again, changed."""
    random, found = Random(SEED), []
    for number in range(count):
        names = random.sample(["Peru", "Chile", "Cuba", "Ana_Sol"], 2)
        relations = random.sample(["criticizes", "tradesWith", "meetsWith", "attacks", "alliedWith"], 3)
        said = [[names[0], relation, names[1], random.choice(["asserted", "claimed", "denied"])] for relation in relations]
        name = f"d{number - 4 if number % 8 == 7 else number}"
        found.append(Document(str(KGD[name]), name, json.dumps(said), date(2024, 1, 1 + number % 28), "de"))
    return found


def extracted(document: Document) -> Extraction:
    pieces = []
    for place, (subject, relation, value, status) in enumerate(json.loads(document.text)):
        said = Statement(str(KGR[subject]), str(KG[relation]), str(KGR[value]))
        pieces.append(Evidence(said, document.iri, relation, 10 * place, 10 * place + len(relation), status, 0.9, str(LEX[relation])))
    return Extraction(document, tuple(pieces), (), (), ())


@contextmanager
def without_parser() -> Iterator[None]:
    """Make `kg.graph.building` read documents that need no parser."""
    with pytest.MonkeyPatch.context() as patch:
        ontology = Ontology.load()
        patch.setattr(building, "load_extractor", lambda setup: SimpleNamespace(ontology=ontology, gazetteer=()))
        patch.setattr(building, "extract_each", lambda documents, extractor: map(extracted, documents))
        yield


def build(folder: Path | None, setup: Setup, found: Iterable[Document]) -> Quads:
    with Store(folder) as store:
        assert building.build(store, found, setup) == []
        return content(store)


def content(store: Store) -> Quads:
    """What documents brought, and what follows from it, but the time at which the run began."""
    return frozenset(q for q in store.triples(graph=None) if q.graph_name != BACKGROUND and q.predicate.value != STARTED)


# --- the program that is killed


def serve(seeds: Path) -> None:
    """Do what standard input says, each in a child, which tells on standard output how far it is; then how it has ended."""
    setup = Setup(pipeline=str(seeds), seeds=seeds)
    with without_parser(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(background, "infer", lambda store: tell("background") or time.sleep(0.005) or infer(store))
        patch.setattr(migrations, "MIGRATIONS", {0: lambda store: tell("migration") or infer(store)})
        for line in sys.stdin:
            what, folder = json.loads(line)
            child = os.fork()
            if child == 0:
                tell(f"process {os.getpid()}")
                build(Path(folder), setup, told(documents())) if what == "build" else migrations.migrate(folder)
                os._exit(0)
            tell(f"ended {os.waitpid(child, 0)[1]}")


def tell(news: str) -> None:
    print(news, flush=True)


def told(found: Iterable[Document]) -> Iterator[Document]:
    for number, document in enumerate(found):
        tell(f"document {number}")
        yield document


class Kill(NamedTuple):
    """A kill so many seconds after the program came to a place."""

    at: str
    delay: float


class Program:
    """The program that is killed."""

    def __init__(self, seeds: Path) -> None:
        options: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, __file__, str(seeds)], **options)
        assert self.process.stdin
        assert self.process.stdout
        self.orders, self.news = self.process.stdin, self.process.stdout

    def run(self, what: str, folder: Path, kill: Kill) -> bool:
        """Let it work in the folder, and kill it when that is due; whether it was killed."""
        print(json.dumps([what, str(folder)]), file=self.orders, flush=True)
        child = int(self.news.readline().removeprefix("process "))
        news = "process"
        while not news.startswith("ended "):
            if news == kill.at:
                time.sleep(kill.delay)
                with suppress(ProcessLookupError):  # it has ended
                    os.kill(child, signal.SIGKILL)
            news = self.news.readline().strip()
        status = int(news.removeprefix("ended "))
        assert status in (0, signal.SIGKILL)
        return status != 0


@pytest.fixture(scope="module", autouse=True)
def _no_parser() -> Iterator[None]:
    with without_parser():
        yield


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "states.ttl").write_text(SEEDS, encoding="utf-8")
    return Setup(pipeline=str(folder), seeds=folder)


@pytest.fixture(scope="module")
def program(setup: Setup) -> Iterator[Program]:
    assert setup.seeds
    found = Program(setup.seeds)
    yield found
    found.process.communicate()


@pytest.fixture(scope="module")
def stages(setup: Setup) -> list[Quads]:
    """The content of an undisturbed store after each document, beginning with none."""
    found = []

    def read() -> Iterator[Document]:
        for document in documents():
            found.append(content(store))
            yield document

    with Store() as store:
        building.build(store, read(), setup)
        return [*found, content(store)]


# --- what is promised


def test_stages_differ_so_that_each_can_be_told(stages: list[Quads]) -> None:
    assert len(set(stages)) == len(stages) == len(documents()) + 1
    assert any(q.predicate.value.endswith("wasDerivedFrom") for q in stages[-1]), "nothing is lifted from a leader"


def kills() -> list[Kill]:
    """While the folder is made, while the background is loaded and inferred from, and at documents by chance."""
    random = Random(SEED)
    made = [Kill("process", 0.06 * random.random()) for _ in range(8)]
    known = [Kill("background", 0.02 * random.random() ** 2) for _ in range(6)]
    read = [Kill(f"document {random.randrange(len(documents()))}", 0.004 * random.random()) for _ in range(26)]
    return [*made, *known, *read]


def test_build_that_is_killed_loses_nothing(program: Program, setup: Setup, stages: list[Quads], tmp_path: Path) -> None:
    met = list[int | None]()
    for number, kill in enumerate(kills()):
        folder = tmp_path / f"store-{number}"
        killed = program.run("build", folder, kill)
        document, wrong = state(folder, stages)
        report("build", kill, killed, "no store yet" if document is None else f"{document} documents", wrong)
        met += [document] if killed else []
        assert build(folder, setup, documents()) == stages[-1], kill
        with Store(folder, read_only=True) as store:
            assert list(problems(store)) == [], kill
    assert None in met
    assert 0 in met
    assert len(set(met)) >= 12, "most kills came too late"


def state(folder: Path, stages: list[Quads]) -> tuple[int | None, list[str]]:
    """How many documents the store holds, each whole, and what is wrong in it; None where it is no store yet."""
    try:
        with Store(folder, read_only=True) as store:
            found, wrong = content(store), list(problems(store))
    except StoreError as error:
        if "no such folder" in str(error) or "holds no store" in str(error):
            return None, []
        raise
    assert wrong in ([], [UNDRAWN]), wrong
    if not found:  # nothing is inferred yet from the background
        return 0, wrong
    assert wrong == []
    return stages.index(found), []


def test_migration_that_is_killed_is_made_again(
    program: Program, setup: Setup, stages: list[Quads], tmp_path: Path, aged: Callable[[Path], None]
) -> None:
    random, met = Random(SEED), set[int]()
    for number in range(10):
        folder = tmp_path / f"store-{number}"
        kill = Kill("migration", 0.015 * random.random()) if number > 2 else Kill("process", 0.04 * random.random())
        build(folder, setup, documents())
        aged(folder)
        killed = program.run("migrate", folder, kill)
        with Store(folder, read_only=True) as store:
            version = store.version
            assert content(store) <= stages[-1]
        assert migrations.migrate(folder) == version
        with Store(folder, read_only=True) as store:
            assert store.version == VERSION
            assert content(store) == stages[-1]
            assert list(problems(store)) == []
        report("migration", kill, killed, f"version {version}", [])
        met.add(version)
    assert 0 in met


def report(what: str, kill: Kill, killed: bool, found: str, wrong: list[str]) -> None:
    """A row of what the kills met, for who runs pytest with -s."""
    where = f"{kill.at} + {kill.delay * 1000:.1f} ms"
    print(f"| {what} | {where} | {'killed' if killed else 'had ended'} | {found} | {'; '.join(wrong) or 'nothing'} |")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
