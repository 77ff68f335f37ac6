"""SECURITY.md names what is there, and what it says of ontologies, stores and files of others is so."""

from __future__ import annotations

import ast
import gzip
import io
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from pkgutil import resolve_name
from threading import Thread

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg.analysis.exports import guard
from kg.commands.archives import sentences
from kg.commands.asking import questions
from kg.errors import DocumentError, OntologyError
from kg.graph.answers import write_answer
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.overlay import laid_over
from kg.knowledge.seeds import check_seeds
from kg.knowledge.shapes import validate
from kg.reading.documents import read
from kg.reading.formats import read_html

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
STEERING = "a\x1b[2Jb\x07\u202ec"
UNPICKLING = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:shape> a sh:NodeShape ; sh:targetClass <urn:class> ; %s .
"""
CALLS = {
    "in a word of its own": "SELECT ?entity ?what {{ SERVICE <{}> {{ ?entity a ?what }} }}",
    "glued to its neighbours": "SELECT?entity ?what{{?entity a true.service<{}>{{?entity a ?what}}}}",
    "in escapes": "SELECT ?entity ?what {{ \\u0053ERVICE <{}> {{ ?entity a ?what }} }}",
}


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the requests that it gets."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815  # http.server's name

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", requests
        finally:
            server.shutdown()
            thread.join()


# --- the page


def named_tests() -> list[str]:
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", SECURITY)))


@cache
def defined(file: Path) -> set[str]:
    return set(re.findall(r"^(?:async )?def (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def test_there_are_tests_named() -> None:
    assert len(named_tests()) > 40


@pytest.mark.parametrize("named", named_tests())
def test_each_test_that_the_page_names_is_there(named: str) -> None:
    file, _, name = named.partition("::")
    assert not name or name in defined(ROOT / file)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(kg(?:\.\w+)+)`", SECURITY))))
def test_each_module_and_function_that_the_page_names_is_there(name: str) -> None:
    if name == "kg.graph.cluster":
        pytest.importorskip("distributed")
    assert resolve_name(name)


# --- ontologies of others


@pytest.mark.parametrize("form", CALLS)
def test_check_of_an_ontology_calls_nobody(tmp_path: Path, form: str) -> None:
    with listening() as (address, requests):
        own = tmp_path / "checks" / "own.rq"
        own.parent.mkdir()
        own.write_text(f"# calls a server\n{CALLS[form].format(address)}\n", encoding="utf-8")
        with laid_over("ontologies", tmp_path) as folder, pytest.raises(OntologyError, match=r"checks/own\.rq: names SERVICE"):
            check_seeds(tmp_path, Ontology.load(folder))
        assert requests == []


def test_oxigraph_would_call_whom_a_check_names() -> None:
    with listening() as (address, requests), pytest.raises(OSError, match="404"):
        list(ox.Store().query(CALLS["in a word of its own"].format(address)))  # type: ignore[arg-type]
    assert requests == ["/"]


@pytest.mark.parametrize("form", [*CALLS][:2])
def test_shape_that_would_call_a_server_is_refused(form: str) -> None:
    with listening() as (address, requests):
        query = CALLS[form].format(address).replace("?entity ?what", "$this").replace("?entity", "$this")
        with pytest.raises(OntologyError, match="SERVICE"):
            validate(graph("<urn:a> a <urn:class> ."), graph(SHAPE % f"sh:sparql [ a sh:SPARQLConstraint ; sh:select '''{query}''' ]"))
        assert requests == []


def test_what_shapes_import_is_not_loaded() -> None:
    with listening() as (address, requests):
        shapes = SHAPE % "sh:property [ sh:path <urn:p> ; sh:minCount 1 ]" + f"<urn:shapes> a owl:Ontology ; owl:imports <{address}> ."
        assert len(validate(graph("<urn:a> a <urn:class> ."), graph(shapes))) == 1
        assert requests == []


def graph(turtle: str) -> Graph:
    return Graph().parse(data=turtle, format="turtle")


def test_words_of_questions_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "queries" / "own.rq"
    own.parent.mkdir()
    own.write_text(f"# Who {STEERING}?\n# ?x: a {STEERING}\nSELECT ?x {{}}\n", encoding="utf-8")
    questions(tmp_path)
    told = capsys.readouterr().out
    assert "Who a [2Jb" in told
    assert "\x1b" not in told


def test_name_of_a_relation_cannot_steer_the_terminal() -> None:
    archive: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    archive.add_nodes_from((end, {"label": {"en": end}}) for end in "ab")
    tie = {"label": {"en": STEERING}, "evidence": ()}
    assert "\x1b" not in "".join(sentences(archive, {"s": ("a", "b", tie)}, ["s"]))


# --- stores and files of others


@pytest.mark.parametrize("query", ['SELECT ("%s" AS ?x) {}', 'CONSTRUCT { <urn:a> <urn:b> "%s" } {}'])
def test_table_of_an_answer_cannot_steer_the_terminal(query: str) -> None:
    stream = io.BytesIO()
    write_answer(Store().query(query % STEERING.replace("\x1b", "\\u001b")), "table", stream)
    assert "a[2Jbc" in stream.getvalue().decode()


def test_name_of_a_file_cannot_steer_the_terminal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / f"x.{STEERING}").touch()
    assert isinstance(next(read([tmp_path])), DocumentError)
    assert "files of other formats" in caplog.text
    assert "\x1b" not in caplog.text


def test_formula_is_one_behind_blanks_and_line_breaks_too() -> None:
    assert [guard(f"{before}=1") for before in ("", " ", "\n", "\t", "\r\n ")] == ["'=1", "' =1", "'\n=1", "'\t=1", "'\r\n =1"]
    assert guard("Süd-Korea = ROK") == "Süd-Korea = ROK"


def test_packed_line_of_any_length_takes_little_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.jsonl.gz"
    with gzip.open(bomb, "wb") as stream:
        for _ in range(100):
            stream.write(b"a" * 1_000_000)
    tracemalloc.start()
    found = list(read([bomb]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than 8 MB" in str(found)
    assert most < 50_000_000


@pytest.mark.parametrize("entity", ['"%s"' % ("lol" * 100), f'SYSTEM "{Path(__file__).as_uri()}"'])
def test_entities_that_a_page_declares_are_not_expanded(entity: str) -> None:
    words = "Island liefert Fisch an Norwegen, und Norwegen zahlt dafür. " * 5
    page = f"<!DOCTYPE html [<!ENTITY x {entity}>]><html><body><article><p>{words}&x;</p></article></body></html>"
    text = read_html(page.encode(), "page").text
    assert words.strip() in text
    assert "lol" not in text
    assert "SECURITY" not in text


# --- processes


def test_only_the_pipes_between_workers_of_a_build_are_unpickled() -> None:
    found = {file.relative_to(ROOT / "src").as_posix() for file in (ROOT / "src").rglob("*.py") if imported(file) & UNPICKLING}
    assert found <= {"kg/graph/worker.py", "kg/graph/workers.py"}


def test_no_text_is_run_as_code_and_no_array_holds_objects() -> None:
    for file in (ROOT / "src").rglob("*.py"):
        calls = [node for node in nodes(file) if isinstance(node, ast.Call)]
        assert not {call.func.id for call in calls if isinstance(call.func, ast.Name)} & {"eval", "exec", "compile", "__import__"}, file
        assert not [call for call in calls for keyword in call.keywords if keyword.arg in ("allow_pickle", "shell")], file


@cache
def nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def imported(file: Path) -> set[str]:
    modules = [node.module or "" for node in nodes(file) if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in nodes(file) if isinstance(node, ast.Import) for name in node.names]
    return {module.partition(".")[0] for module in modules}
