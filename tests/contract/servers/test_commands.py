"""Every command that reads says the same of a store on a server as of the same store in a folder, and so do reviews and retractions."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import cli
from kg.graph.background import load_background
from kg.graph.inference import infer
from kg.graph.queries import questions
from kg.graph.store import FACTS, Store
from kg.knowledge.ontology import Ontology

SAMPLE = Path(__file__).parents[2] / "golden" / "export.ttl"
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en , "Peru"@de . kgr:Chile a kg:State ; rdfs:label "Chile"@en .
kgr:Brazil a kg:State ; rdfs:label "Brazil"@en , "Brasilien"@de . kgr:Argentina a kg:State ; rdfs:label "Argentina"@en .
kgr:Ana_Sol a kg:Leader ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
kgr:Treaty_of_Lima a kg:Agreement ; kg:kind kg:borderTreaty ; kg:party kgr:Peru , kgr:Chile ; schema:startDate "1929-06-03"^^xsd:date .
"""
DECISIONS = """{"subject": "Peru", "predicate": "suppliesArmsTo", "object": "Chile", "verdict": "rejected", "reviewer": "A", "note": "<b>"}
{"subject": "kgr:Brazil", "predicate": "sanctions", "object": "Peru", "verdict": "confirmed", "reviewer": "B"}
"""
FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")
ASKED: list[tuple[str, ...]] = [
    *(("query", name) for name in questions()),
    ("query", "what-is-said-about", "--param", "actor=Brasilien", "--format", "json"),
    ("query", "ASK { kgr:Peru kg:sanctions kgr:Brazil }"),
    ("query", "CONSTRUCT { ?o rdfs:seeAlso ?s } WHERE { ?s kg:visits ?o }"),
    ("why", "Peru", "suppliesArmsTo", "Chile", "--run"),
    ("why", "Chile", "signedAgreementWith", "Peru"),
    ("why", "Peru", "praises", "Brasil"),
    *(("conflicts", *options) for options in ((), ("--over", "denied", "--evidence"), ("--over", "time"))),
    *(("sources", *options) for options in ((), ("--csv",))),
    *(("refused",), ("unknown",), ("measure",), ("measure", "--states", "--known", "all", "--json"), ("blocs",), ("hedging", "--evidence")),
    ("changes", "2024-01-01", "2024-06-01", "--evidence", "--triads"),
    *(("path", "Peru", "Brasilien"), ("profile", "Peru"), ("profile", "Peru", "-o", "{}/profile.html")),
    *(("view", "-o", "{}/graph.html"), ("charts", "-o", "{}/charts.html")),
    *(("plot", kind, "-o", f"{{}}/{kind}.svg") for kind in ("network", "timeline", "flow", "matrix", "measures")),
    *(("export", "--format", form) for form in (*FORMATS, "graphml", "gexf", "cytoscape")),
    *(("export", "--format", form, "--inferred", "--at", "2024-03-05") for form in FORMATS),
    *(("export", "--format", "turtle", *options) for options in (("--plain",), ("--rdf12",))),
    *(("export", "--format", form, "-o", "{}/tables") for form in ("csv", "parquet")),
    *(("review", "--export", "{}/all.jsonl", "--all"), ("review", "--export", "{}/some.jsonl", "--status", "asserted")),
    *(("review", "--export", "{}/of.jsonl", "--source", "example.org"), ("review", "--export", "{}/on.jsonl", "--relation", "visits")),
    *(("store", "info"), ("store", "verify")),
]
Answer = tuple[int, str, str, dict[str, bytes]]
Serve = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def stores(quick_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A store in a folder, and the same on a server."""
    folder, seeds = tmp_path_factory.mktemp("stores") / "store", tmp_path_factory.mktemp("seeds") / "seeds.ttl"
    seeds.write_text(SEEDS, encoding="utf-8")
    with quick_server() as server:
        for where in (str(folder), server):
            with Store(where) as store:
                load_background(store, Ontology.load(), [seeds])
                store.replace_graph(FACTS, ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE))
                infer(store)
        yield str(folder), server


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Answer]:
    """A function that runs a command on a store: exit code, output, errors, and files that it wrote to {}; none of them names the store."""
    monkeypatch.setenv("COLUMNS", "140")

    def run(where: str, *command: str) -> Answer:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        monkeypatch.setattr(sys, "argv", ["kg", *(part.replace("{}", str(folder)) for part in command), "--store", where])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        said = capfd.readouterr()
        out, err = (text.replace(where, "STORE").replace(str(folder), "FOLDER") for text in said)
        return int(str(code or 0)), out, err, {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    return run


def without_size(answer: Answer) -> Answer:
    """The answer, without the line that tells how much room a folder takes."""
    code, out, err, files = answer
    return code, "".join(line for line in out.splitlines(keepends=True) if not line.startswith("on disk")), err, files


@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_command_says_the_same_of_a_server(stores: tuple[str, str], ask: Callable[..., Answer], command: tuple[str, ...]) -> None:
    local, remote = (without_size(ask(where, *command)) for where in stores)
    assert local[1] or local[2] or local[3]
    assert remote == local


def test_dump_of_a_server_has_the_same_lines(stores: tuple[str, str], ask: Callable[..., Answer]) -> None:
    dumps = [ask(where, "store", "dump", "{}/dump.nq")[3]["dump.nq"].splitlines() for where in stores]
    assert len(dumps[0]) > 100
    for part in (slice(1), slice(-1, None)):
        assert dumps[0][part] == dumps[1][part]
    assert sorted(dumps[0]) == sorted(dumps[1])


def test_reviews_and_retractions_change_a_server_as_they_change_a_folder(
    stores: tuple[str, str], ask: Callable[..., Answer], tmp_path: Path
) -> None:
    (tmp_path / "decisions.jsonl").write_text(
        DECISIONS.replace('"reviewer"', '"time": "2024-07-01T12:00:00Z", "reviewer"'), encoding="utf-8"
    )
    changes = [("review", "--import", str(tmp_path / "decisions.jsonl")), ("retract", "d2"), ("retract", "d2", "d1"), ("retract", "d9")]
    shown = [("export", "--format", "nquads", "--inferred"), ("conflicts",), ("sources",), ("query", "reviews"), ("store", "verify")]
    for command in [*changes, *shown]:
        local, remote = (ask(where, *command) for where in stores)
        assert remote == local, command


def test_server_without_a_store_is_told_from_an_empty_answer(ask: Callable[..., Answer], quick_server: Serve) -> None:
    with quick_server() as url:
        code, out, err, _ = ask(url, "query", "reviews")
    assert (code, out, err) == (2, "", "kg: STORE: the server holds no store; make it first with `kg build`\n")
