"""The command line: what it prints where, its exit codes, and that its help is quick."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import cli
from kg.commands import asking, exporting, reading, reviewing
from kg.commands.documents import FIELDS, parse_fields
from kg.commands.names import RELATIONS, resolve
from kg.commands.terminal import output, printable, written
from kg.errors import KgError, OntologyError, QueryError
from kg.extraction.setup import THRESHOLD
from kg.graph import answers, exports
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.reading.formats import KEYS

SRC = Path(__file__).parents[2] / "src"
REPORT = "date 2021-03-04\nSchweden lieferte Finnland Panzer. Norwegens Ministerpräsidentin Erna Solberg besuchte Island.\n"
HEAVY = {"spacy", "rdflib", "networkx", "pyoxigraph", "numpy", "babel", "trafilatura", "scipy", "matplotlib"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("reports") / "nordic.txt"
    file.write_text(REPORT, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def store(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that `kg build` has made, with graph.ttl and graph.html beside it."""
    folder = tmp_path_factory.mktemp("built")
    files = ["--store", folder / "store", "--turtle", folder / "graph.ttl", "--html", folder / "graph.html"]
    done = run_apart(sys.executable, "-m", "kg", "build", report, *files)
    assert done.returncode == 0, done.stderr
    return folder / "store"


def run_apart(*command: str | Path, shell: bool = False) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which finds `kg` in this checkout."""
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    given = command[0] if shell else command
    return subprocess.run(given, env=environment, shell=shell, capture_output=True, encoding="utf-8", check=False)


# --- help


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = "import runpy, sys; sys.argv = ['kg', '--help']\n"
    code += "try: runpy.run_module('kg', run_name='__main__')\nexcept SystemExit: pass\n"
    code += f"print(sorted({HEAVY} & set(sys.modules)))"
    start = time.perf_counter()
    done = run_apart(sys.executable, "-c", code)
    seconds = time.perf_counter() - start
    assert done.stdout.splitlines()[-1] == "[]"
    assert seconds < 2, "half a second on an idle machine"


@pytest.mark.parametrize("command", [command.__name__ for command in cli.COMMANDS])
def test_every_command_and_each_of_its_options_has_help(kg: Run, command: str) -> None:
    code, out, _ = kg(command, "--help")
    assert code == 0
    options = [line.split() for line in out.splitlines() if line.startswith("  -")]
    assert [words[0] for words in options if len(words) == 1] == []
    assert len(out.split("\n\n")[1].strip()) > 10


def test_version_is_printed(kg: Run) -> None:
    assert kg("--version")[:2] == (0, "kg 0.1.0\n")


def test_options_say_what_the_library_does() -> None:
    assert reading.THRESHOLD == THRESHOLD
    assert tuple(exporting.Syntax)[: len(exports.FORMATS)] == exports.FORMATS
    assert tuple(asking.Result) == answers.FORMATS
    assert FIELDS == KEYS


# --- extract


def test_records_go_to_standard_output_as_json_lines(kg: Run, report: Path) -> None:
    code, out, err = kg("extract", report)
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert {"doc", "subject", "predicate", "object", "status", "time", "evidence"} <= set(found[0])
    assert ("nordic", "Sweden", "suppliesArmsTo", "Finland", "asserted") in {
        tuple(record[key] for key in ("doc", "subject", "predicate", "object", "status")) for record in found
    }


def test_table_has_a_line_for_each_record(kg: Run, report: Path) -> None:
    code, out, _ = kg("extract", report, "--format", "table")
    assert code == 0
    assert sum("Sweden suppliesArmsTo Finland" in line for line in out.splitlines()) == 1
    assert max(map(len, out.splitlines())) <= 100


def test_threshold_leaves_out_what_is_less_sure(kg: Run, report: Path) -> None:
    assert kg("extract", report, "--threshold", "1.0")[1] == ""


def test_a_document_that_cannot_be_read_is_named_and_the_others_go_on(kg: Run, report: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01")
    code, out, err = kg("extract", tmp_path / "absent.txt", tmp_path / "binary.txt", report)
    assert code == 1
    assert "suppliesArmsTo" in out
    assert len(err.splitlines()) == 2
    assert all(line.startswith("kg: ") for line in err.splitlines())


def test_a_document_in_another_language_is_named_and_not_read(kg: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"key": "r1", "body": "Sweden supplied Finland with tanks.", "language": "en"}\n', encoding="utf-8")
    code, out, err = kg("extract", rows, "--fields", "text=body,id=key")
    assert (code, out) == (1, "")
    assert err.startswith("kg: r1: in the language 'en'")


def test_fields_rename_the_keys_of_rows(kg: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"key": "r1", "body": "Schweden lieferte Finnland Panzer."}\n', encoding="utf-8")
    code, out, _ = kg("extract", rows, "--fields", "text=body, id=key")
    assert (code, json.loads(out)["doc"]) == (0, "r1")


@pytest.mark.parametrize("text", ["body", "words=body", "text="])
def test_fields_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(KgError, match="write it as text=body"):
        parse_fields(text)


def test_a_pipeline_that_is_missing_ends_with_one_sentence_and_code_two(kg: Run, report: Path) -> None:
    code, out, err = kg("extract", report, "--pipeline", "no_such_pipeline")
    assert (code, out) == (2, "")
    assert err.startswith("kg: no_such_pipeline: ")
    assert len(err.splitlines()) == 1


# --- build and what reads the store


def test_build_prints_figures_and_the_files_it_wrote(kg: Run, report: Path, store: Path) -> None:
    before = kg("export", "--store", store)[1]
    code, out, err = kg("build", report, "--store", store)
    assert (code, err) == (0, "")
    figures = dict(line.split(maxsplit=1) for line in out.splitlines() if not line.startswith(("new", "unknown", "most")))
    assert figures["documents"] == "1"
    assert figures["written"] == f"{store}/"
    assert " asserted" in figures["statements"]
    assert kg("export", "--store", store)[1] == before


def test_build_without_documents_gives_the_graph_of_the_seeds(kg: Run, tmp_path: Path) -> None:
    code, out, _ = kg("build", "--store", tmp_path / "known")
    assert code == 0
    assert re.search(r"^known before +208 states, [\d,]+ leaders, \d+ organizations", out)
    assert kg("view", "--store", tmp_path / "known", "--at", "1975-07-01", "-o", tmp_path / "1975.html")[0] == 0
    page = (tmp_path / "1975.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("Warsaw Pact", "NATO", "SEATO", "Comecon"))
    assert '"at":"1975-07-01"' in page


def test_view_adds_what_was_known_before_where_it_is_asked_for(kg: Run, store: Path, tmp_path: Path) -> None:
    sizes = []
    for known in ("none", "met", "all"):
        assert kg("view", "--store", store, "--known", known, "-o", tmp_path / "page.html")[0] == 0
        sizes.append((tmp_path / "page.html").stat().st_size)
    assert sizes == sorted(set(sizes))


def test_a_day_before_all_documents_shows_nothing_that_was_not_asked_for(kg: Run, store: Path, tmp_path: Path) -> None:
    assert kg("view", "--store", store, "--at", "1975-07-01", "-o", tmp_path / "page.html")[0] == 0
    assert "Warsaw Pact" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_check_judges_the_seeds(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        "@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kgr:Ann_Other a kg:Leader ; rdfs:label "Ann Other"@en ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Atlantis ] .\n'
    )
    code, out, _ = kg("check", "--no-examples", "--seeds", tmp_path / "more.ttl")
    assert code == 1
    assert "more.ttl: Ann_Other: " in out
    assert "An office is held in one state or organization of the seeds." in out


def test_build_writes_turtle_and_page(store: Path) -> None:
    assert "kgr:Sweden" in (store.parent / "graph.ttl").read_text(encoding="utf-8")
    assert "<html" in (store.parent / "graph.html").read_text(encoding="utf-8")
    assert {path.name for path in store.parent.iterdir()} == {"store", "graph.ttl", "graph.html"}


def test_export_writes_to_standard_output_or_a_file(kg: Run, store: Path, tmp_path: Path) -> None:
    code, out, _ = kg("export", "--format", "ntriples", "--no-evidence", "--store", store)
    assert code == 0
    assert kg("export", "--format", "ntriples", "--no-evidence", "--store", store, "-o", tmp_path / "g.nt") == (0, "", "")
    assert (tmp_path / "g.nt").read_text(encoding="utf-8") == out
    assert "evidence/" not in out


def test_view_writes_the_page_in_a_language_and_names_it(kg: Run, store: Path, tmp_path: Path) -> None:
    code, out, _ = kg("view", "--store", store, "-o", tmp_path / "p.html", "--language", "de", "--at", "2021-03-05", "--title", "Norden")
    assert (code, out) == (0, f"{tmp_path / 'p.html'}\n")
    assert '<html lang="de"' in (tmp_path / "p.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["view", "charts"])
def test_title_that_is_no_unicode_is_told_and_no_page_written(kg: Run, store: Path, tmp_path: Path, command: str) -> None:
    code, _, err = kg(command, "--store", store, "-o", tmp_path / "p.html", "--title", "Nord\udcff")
    assert (code, err) == (2, "kg: --title: 'Nord\\udcff' is no Unicode text; write it in UTF-8\n")
    assert not (tmp_path / "p.html").exists()


def test_query_answers_sparql_and_named_questions(kg: Run, store: Path) -> None:
    code, out, _ = kg("query", "SELECT ?who { ?who kg:suppliesArmsTo kgr:Finland }", "--format", "csv", "--store", store)
    assert (code, out.split()) == (0, ["who", "https://w3id.org/stategraph/id/Sweden"])
    code, out, _ = kg("query", "what-is-said-about", "--param", "actor=Schweden", "--format", "json", "--store", store)
    assert [row["object"]["value"].rpartition("/")[2] for row in json.loads(out)["results"]["bindings"]] == ["Finland"]


def test_parameter_without_a_value_is_refused(kg: Run, store: Path) -> None:
    assert kg("query", "what-is-said-about", "--param", "actor", "--store", store)[0] == 2


def test_questions_are_listed_with_their_parameters(kg: Run) -> None:
    code, out, _ = kg("questions")
    assert code == 0
    assert "--param since=…" in out
    assert len([line for line in out.splitlines() if line.endswith("?")]) >= 6


def test_why_prints_the_quotation_with_its_source(kg: Run, store: Path) -> None:
    for names in (("Schweden", "liefert Waffen an", "finnland"), ("kgr:Sweden", "suppliesArmsTo", "Finland")):
        code, out, _ = kg("why", *names, "--store", store)
        assert code == 0
        assert "Sweden suppliesArmsTo Finland — asserted" in out
        assert "»Schweden lieferte Finnland Panzer.«" in out
        assert "nordic, 2021-03" in out


def test_why_says_when_no_document_says_so(kg: Run, store: Path) -> None:
    code, out, err = kg("why", "Finland", "suppliesArmsTo", "Sweden", "--store", store)
    assert (code, out) == (1, "")
    assert "no document says that" in err


def test_an_unknown_name_is_answered_by_those_that_are_alike(kg: Run, store: Path) -> None:
    code, _, err = kg("why", "Schwedn", "suppliesArmsTo", "Finland", "--store", store)
    assert code == 2
    assert "did you mean Schweden" in err


def test_relations_and_entities_are_not_mixed_up(store: Path) -> None:
    with Store(store, read_only=True) as opened:
        assert resolve(opened, "visits", RELATIONS).value.endswith("#visits")
        with pytest.raises(QueryError, match="nobody of this name"):
            resolve(opened, "visits")
        with pytest.raises(QueryError, match="no relation of this name"):
            resolve(opened, "Sweden", RELATIONS)


def test_why_names_the_run_if_wanted(kg: Run, store: Path) -> None:
    wanted = ("why", "Sweden", "suppliesArmsTo", "Finland", "--store", store)
    assert re.search(r"\n  read by kg \S+, pipeline kg-de \w+, ontology \w+, first on \d{4}-\d\d-\d\d\n", kg(*wanted, "--run")[1])
    assert "read by" not in kg(*wanted)[1]


def test_conflicts_and_sources_are_listed_as_table_csv_and_json(kg: Run, store: Path) -> None:
    assert kg("conflicts", "--json", "--store", store) == (0, "", "")
    code, out, _ = kg("sources", "--json", "--store", store)
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "source": "nordic",
            "documents": 1,
            "statements": 3,
            "asserted": 3,
            "refused": 0.0,
            "denied": 0.0,
            "confirmed": 0.0,
            "rejected": 0.0,
        }
    ]
    assert kg("sources", "--csv", "--store", store)[1].splitlines()[0].startswith("source,documents,")
    assert "nordic" in kg("sources", "--store", store)[1]
    assert kg("sources", "--csv", "--json", "--store", store)[0] == 2


def test_conflict_is_listed_with_the_words_of_both_sides(kg: Run, tmp_path: Path) -> None:
    for name, text in (("one", "Schweden liefert Finnland Panzer."), ("two", "Schweden liefert Finnland keine Panzer.")):
        (tmp_path / f"{name}.txt").write_text(f"date 2021-03-04\n{text}\n", encoding="utf-8")
    assert kg("build", tmp_path / "one.txt", tmp_path / "two.txt", "--store", tmp_path / "store")[0] == 0
    code, out, _ = kg("conflicts", "--evidence", "--csv", "--store", tmp_path / "store")
    rows, words = out.split("\n\n")
    assert code == 0
    assert rows.splitlines()[1:] == ["Sweden,suppliesArmsTo,Finland,denied,2021-03-04,one,2021-03-04,two,"]
    assert [line.strip() for line in words.splitlines() if "»" in line] == [
        "»Schweden liefert Finnland Panzer.«",
        "»Schweden liefert Finnland keine Panzer.«",
    ]
    assert kg("conflicts", "--over", "time", "--json", "--store", tmp_path / "store")[1] == ""


def test_question_that_nobody_answers_is_an_interruption(kg: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(reviewing, "_git_user", lambda: None)
    monkeypatch.setattr(reviewing.getpass, "getuser", fail)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert kg("review", "--store", store)[:2] == (130, "Your name: ")


def test_review_without_a_terminal_names_the_way_by_file(kg: Run, store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "review", "--store", store], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(SRC)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "write the statements by --export FILE, and read decisions by --import FILE" in done.stderr


def test_what_a_file_rejects_is_no_fact_in_any_command(kg: Run, store: Path, tmp_path: Path) -> None:
    copy, file, page = shutil.copytree(store, tmp_path / "store"), tmp_path / "reviews.jsonl", tmp_path / "graph.html"
    assert kg("review", "--export", file, "--relation", "suppliesArmsTo", "--store", copy)[0] == 0
    [row] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text(json.dumps(row | {"verdict": "rejected", "note": "falsch"}), encoding="utf-8")
    assert kg("review", "--import", file, "--reviewer", "Ada", "--store", copy)[:2] == (0, "1 reviews, 1 of them new\n")
    why = kg("why", "Sweden", "suppliesArmsTo", "Finland", "--store", copy)[1].splitlines()
    assert why[0] == "Sweden suppliesArmsTo Finland: no fact: no document asserts it, or a reviewer rejects it"
    assert re.fullmatch(r"Sweden suppliesArmsTo Finland: rejected by Ada, \d{4}-\d\d-\d\d: falsch", why[1])
    assert kg("query", "ASK { kgr:Sweden kg:suppliesArmsTo kgr:Finland }", "--store", copy)[1] == "no\n"
    assert kg("review", "--export", "-", "--relation", "suppliesArmsTo", "--store", copy)[1] == ""
    assert '"falsch"' in kg("export", "--store", copy)[1]
    assert kg("view", "--output", page, "--store", copy)[0] == 0
    assert '"status":"rejected"' in page.read_text(encoding="utf-8")
    assert "Finland" not in kg("measure", "--states", "--store", copy)[1]


def test_a_review_that_waits_for_its_statement_is_told(kg: Run, store: Path, tmp_path: Path) -> None:
    copy, file = shutil.copytree(store, tmp_path / "store"), tmp_path / "reviews.jsonl"
    triple = {"subject": "kgr:Peru", "predicate": "kg:visits", "object": "kgr:Chile", "verdict": "confirmed"}
    file.write_text(json.dumps(triple), encoding="utf-8")
    code, _, err = kg("review", "--import", file, "--reviewer", "Ada", "--store", copy)
    assert (code, err) == (0, "kg: 1 of 1 statements are in no document of the store; their reviews wait for one\n")


@pytest.mark.parametrize("command", ["refused", "unknown"])
def test_listings_have_a_head_even_if_they_are_empty(kg: Run, store: Path, command: str) -> None:
    code, out, _ = kg(command, "--store", store)
    assert code == 0
    assert "document" in out


def test_a_store_that_is_not_there_says_how_to_make_it(kg: Run, tmp_path: Path) -> None:
    code, out, err = kg("refused", "--store", tmp_path / "none")
    assert (code, out) == (2, "")
    assert "kg build" in err


# --- check


def test_check_tells_figures_and_is_content_with_what_ships(kg: Run) -> None:
    code, out, err = kg("check", "--no-examples")
    assert (code, err) == (0, "")
    assert f"{len(Ontology.load().relations)} relations: 0 problems" in out


def test_check_names_the_problem_and_its_file(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "likes.ttl").write_text(
        "@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'kg:likes a owl:ObjectProperty ; rdfs:label "likes"@en ; skos:definition "Likes."@en ;\n'
        "rdfs:domain kg:State ; rdfs:range kg:State .\n",
        encoding="utf-8",
    )
    code, out, _ = kg("check", "--no-examples", "--ontologies", tmp_path / "likes.ttl")
    assert code == 1
    assert "relations/likes.ttl: likes: " in out


def test_only_strict_takes_advice_for_a_finding(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "tours.ttl").write_text(
        "\n".join(
            (
                "@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .",
                "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
                "@prefix sh: <http://www.w3.org/ns/shacl#> .",
                'kg:tours a owl:ObjectProperty ; rdfs:label "tours"@en , "bereist"@de ; skos:definition "Tours."@en ;',
                "    rdfs:domain kg:Leader ; rdfs:range kg:State .",
                "kg:toursShape a sh:NodeShape ; sh:targetSubjectsOf kg:tours ; sh:class kg:Leader .",
            )
        ),
        encoding="utf-8",
    )
    given = ("check", "--no-examples", "--ontologies", tmp_path / "tours.ttl")
    assert kg(*given)[0] == 0
    assert kg(*given, "--strict")[0] == 1


def test_broken_turtle_ends_with_code_two_and_its_line(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("kg:a kg:b\n", encoding="utf-8")
    code, _, err = kg("check", "--no-examples", "--ontologies", tmp_path / "broken.ttl")
    assert code == 2
    assert "broken.ttl: line 1" in err


def test_training_without_its_files_says_which(kg: Run, tmp_path: Path) -> None:
    assert kg("evaluate", tmp_path / "absent.conllu")[0] == 2


# --- terminal


def break_off(path: Path) -> None:
    with output(path) as stream:
        stream.write(b"half")
        raise OntologyError("broken")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OntologyError):
        break_off(path)
    assert path.read_text(encoding="utf-8") == "old"
    with output(path) as stream:
        stream.write(b"new")
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="name a file in a folder that is there"), written(tmp_path / "none" / "g.html") as path:
        path.write_text("x", encoding="utf-8")


def test_documents_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31m\u2028b\rc") == "a [31m b c"


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_progress_is_shown_on_a_terminal_and_records_still_go_to_their_file(report: Path, tmp_path: Path) -> None:
    import pty  # noqa: PLC0415  # not on Windows

    reading, writing = pty.openpty()
    with (tmp_path / "records.jsonl").open("wb") as stream:
        command = [sys.executable, "-m", "kg", "extract", str(report)]
        environment = os.environ | {"PYTHONPATH": str(SRC), "TERM": "xterm"}
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=writing)
    os.close(writing)
    shown = b""
    while process.poll() is None:
        try:
            shown += os.read(reading, 1024)
        except OSError:  # the other end is closed
            break
    os.close(reading)
    assert process.wait() == 0
    assert b"documents" in shown
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert records


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interruption_ends_quietly_with_code_130(report: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"id": str(n), "text": REPORT}) + "\n" for n in range(20_000)), encoding="utf-8")
    command = [sys.executable, "-m", "kg", "build", str(rows), "--store", str(tmp_path / "store")]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SRC)}, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if (tmp_path / "store").is_dir():
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_goes_away_leaves_no_traceback(store: Path) -> None:
    done = run_apart(f'"{sys.executable}" -m kg export --store "{store}" | head -1', shell=True)
    assert done.stdout.startswith("@prefix")
    assert done.stderr == ""
