"""Whatever arguments and files the command line is given, it ends with an exit code that is written down, and never with a traceback."""

# ruff: noqa: SIM905  # a list of words reads best as words
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from typer.models import ArgumentInfo

from kg import cli
from kg.commands import storing
from kg.extraction.build import Extraction
from kg.extraction.statements import Evidence, Interval, Statement
from kg.graph.background import ensure_background
from kg.graph.maintenance import dump
from kg.graph.records import Run
from kg.graph.reviews import Review, record
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

CODES = (0, 1, 2)
LONG = {"serve", "mcp", "check", "train"}
WITH_PIPELINE = {"extract", "build", "errors", "explain", "evaluate", "teach"}
DAY, NOON = date(2022, 5, 4), datetime(2024, 7, 1, 12, tzinfo=UTC)
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en . kgr:Chile a kg:State ; rdfs:label "Chile"@en .
kgr:Cuba a kg:State ; rdfs:label "Kuba"@de , "Cuba"@en .
kgr:Chile kg:alliedWith kgr:Cuba .
"""
SAID = [("Peru", "alliedWith", "Chile"), ("Cuba", "criticizes", "Peru"), ("Chile", "meetsWith", "Cuba")]
WORDS = [
    *(r"Peru kgr:Chile Kuba alliedWith kg:alliedWith d1 - -- x \udcff [/red]".split()),
    *("q.rq actor=Peru = https://a:b@c/ http://[ kg-store de xx".split()),
    *("what-is-said-about who-sanctions-whom text=body".split()),
    *("", r"\xe4\u0301", r"\x1b[2J", "a" * 5000),
    *("SELECT * { ?s ?p ?o } LIMIT 2", "ASK { ?s ?p 1 }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT * {" * 200),
]
DAYS = ["2022-05-04", "2022-13-01", "0001-01-01", "9999-12-31", "now", ""]
NUMBERS = ["0", "1", "-1", "0.4", "1e400", "nan", "x", "99999999999999999999"]
FILES = {
    "d.txt": b"Peru lobt Chile.",
    "d.jsonl": b'{"doc": "d", "subject": "Peru", "predicate": "alliedWith", "object": "Chile", "status": "asserted"}\n',
    "r.jsonl": b'{"subject": "Peru", "predicate": "alliedWith", "object": "Chile", "verdict": "rejected", "reviewer": "Ada"}\n',
    "q.rq": b"# Who?\n# ?actor: who it is\nSELECT * { VALUES ?actor { kgr:Peru } ?actor ?p ?o }\n",
    "own.ttl": SEEDS.encode(),
}


def escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9).map(escaped)  # no system has NUL in an argument
Told = tuple[int, str, str]


@pytest.fixture(scope="module")
def original() -> Iterator[Path]:
    """A folder with a store in `kg-store`, a dump of it, and some files that commands read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in FILES.items():
            (folder / file).write_bytes(data)
        (folder / "empty").mkdir()
        with Store(folder / "kg-store") as store:
            ensure_background(store, Ontology.load(), [folder / "own.ttl"])
            for number, (subject, predicate, value) in enumerate(SAID):
                said = Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[value]))
                document = Document(str(KGD[f"d{number}"]), f"d{number}", "Sie reden.", DAY, source=f"https://a{number}.example/x")
                found = Evidence(said, document.iri, document.text, 0, 10, "asserted", 0.9, str(LEX.e), valid=Interval(DAY, DAY))
                store.add(Extraction(document, (found,), (), (), ()), Run("0.1", "p", "o", NOON))
                record(store, [Review(said, "confirmed", "Ada", NOON, "ja")] if number else [])
            with (folder / "d.nq").open("wb") as stream:
                dump(store, stream)
        yield folder


def run(*words: str) -> Told:
    """The exit code, standard output and standard error of the command line, with nothing on standard input.

    The words are ASCII with escapes, so that an example with anything in it can be sent between processes.
    """
    before = (sys.argv, sys.stdin, sys.stdout, sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        outputs = [Path(name, "out"), Path(name, "err")]
        with Path(os.devnull).open() as nothing, outputs[0].open("w") as out, outputs[1].open("w") as err:
            sys.argv, sys.stdin, sys.stdout, sys.stderr = ["kg", *(decoded(word) for word in words)], nothing, out, err
            try:
                code = exit_code(cli.main)
            finally:
                sys.argv, sys.stdin, sys.stdout, sys.stderr = before
        return code, *(output.read_text("utf-8", "replace") for output in outputs)


def exit_code(program: Callable[[], None]) -> int:
    """The exit code of the program: as Python has it, 1 after a traceback if an error leaves it."""
    try:
        program()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException:  # noqa: BLE001  # a panic of Rust is no Exception
        traceback.print_exc()
        return 1
    return 0


def decoded(word: str) -> str:
    return word.encode("ascii").decode("unicode_escape")


@cache
def parameters(command: Callable[..., None]) -> dict[str, tuple[Any, Any]]:
    """The command's parameters: of each its type, and what typer is told of it."""
    hints = get_type_hints(command, include_extras=True)
    annotated = {name: hints[name] for name in signature(command).parameters if get_origin(hints[name]) is Annotated}
    return {name: (get_args(hint)[0], get_args(hint)[1]) for name, hint in annotated.items()}


def values(kind: Any) -> st.SearchStrategy[str]:
    """What may be given for a parameter of the type: something of that type, or anything."""
    kinds = {kind, *get_args(kind)}
    enums = [member.value for part in kinds if isinstance(part, type) and issubclass(part, Enum) for member in part]
    fitting = enums or (
        DAYS if datetime in kinds else NUMBERS if kinds & {int, float} else [*FILES, *WORDS, "d.nq", "empty", "new", "d.nq.gz"]
    )
    return st.sampled_from(fitting) | st.sampled_from(fitting) | st.sampled_from([*WORDS, *DAYS, *NUMBERS]) | TEXTS


@st.composite
def command_lines(draw: st.DrawFn, commands: list[tuple[tuple[str, ...], Callable[..., None]]]) -> list[str]:
    """A command with its arguments and some of its options, now and then one too many, or in a wrong place."""
    words, command = draw(st.sampled_from(commands))
    line = list(words)
    for name, (kind, info) in parameters(command).items():
        if isinstance(info, ArgumentInfo):
            line += [draw(values(kind)) for _ in range(draw(st.integers(0, 8)) > 0)]
        elif draw(st.integers(0, 3)) == 0:
            names = [
                part for declared in (info.param_decls or [f"--{name.replace('_', '-')}"]) for part in declared.split("/") if part.strip()
            ]
            line += [draw(st.sampled_from(names)).strip(), *([] if kind is bool else [draw(values(kind))])]
    if draw(st.integers(0, 9)) == 0:
        line.insert(draw(st.integers(0, len(line))), draw(st.sampled_from([*WORDS, "--help", "--json", "-o"])))
    return line


def outcome(original: Path, line: list[str], file: tuple[str, bytes] | None = None) -> Told:
    """What becomes of the command in a copy of the folder, of whose files one may have other bytes."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        shutil.copytree(original, name, dirs_exist_ok=True)
        if file:
            Path(file[0]).write_bytes(file[1])
        return run(*line)


def check(line: list[str], told: Told) -> None:
    code, out, err = told
    event(f"{line[0]}: {code}")
    assert "Traceback" not in out + err
    assert code in CODES
    assert code != 2 or err.strip()


ALL = [((command.__name__,), command) for command in cli.COMMANDS if command.__name__ not in LONG | WITH_PIPELINE]
ALL += [(("store", command.callback.__name__), command.callback) for command in storing.app.registered_commands if command.callback]
OF_PIPELINE = [((command.__name__, "--pipeline", "nowhere"), command) for command in cli.COMMANDS if command.__name__ in WITH_PIPELINE]
USUAL = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@USUAL
@given(line=command_lines(ALL))
def test_any_arguments_end_with_an_exit_code(original, line):
    check(line, outcome(original, line))


@settings(USUAL, max_examples=USUAL.max_examples // 10)
@given(line=command_lines(OF_PIPELINE))
def test_any_arguments_of_commands_that_read_texts_end_with_an_exit_code(original, line):
    check(line, outcome(original, line))


@settings(USUAL, max_examples=USUAL.max_examples // 3)
@given(
    line=st.sampled_from(
        [
            ["score", "d.jsonl", "d.jsonl", "--json"],
            ["review", "--import", "r.jsonl", "--reviewer", "Bea"],
            ["query", "q.rq", "--param", "actor=Peru"],
            ["store", "load", "d.nq", "--store", "new"],
            ["store", "load", "d.nq.gz", "--store", "new"],
        ]
    ),
    data=st.data(),
)
def test_any_bytes_in_a_file_end_with_an_exit_code(original, line, data):
    name = next(word for word in line if "." in word)
    known = (original / name).read_bytes() if (original / name).exists() else b"\x1f\x8b\x08\0"
    place = data.draw(st.integers(0, len(known)))
    changed = known[:place] + data.draw(st.binary(max_size=9)) + known[place + data.draw(st.integers(0, 9)) :]
    check(line, outcome(original, line, (name, changed)))


def test_command_leaves_no_thread_no_handler_of_a_signal_and_a_store_that_is_whole(original):
    before = threading.enumerate(), [signal.getsignal(number) for number in signal.valid_signals()]
    assert outcome(original, ["store", "verify"])[0] == 0
    assert (threading.enumerate(), [signal.getsignal(number) for number in signal.valid_signals()]) == before
    assert signal.set_wakeup_fd(-1) == -1
