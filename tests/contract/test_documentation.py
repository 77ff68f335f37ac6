"""The pages of docs/: their links lead somewhere, their commands are commands, and what the site reads from the code is all of it."""

import doctest
import json
import re
import shlex
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx
import pytest
import typer.main

import kg
from kg import errors
from kg.analysis.measures import of_states, of_system
from kg.cli import COMMANDS, app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
INDEX = ROOT / "docs" / "index.md"
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [README, *DOCS]
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]+))?\)")
FENCE = re.compile(r"^(?:<!-- ([^\n]*) -->\n)?```([\w{}-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
SHELLS = ("sh", "bash", "shell")
ELSEWHERE = ("python3 -m venv ", "curl ", "$ kg serve")
"""What other tests run: those of CI and of the service in `test_readme`."""
KG = typer.main.get_command(app)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generated() -> Iterator[ModuleType]:
    """What puts into the pages of the site what the code says."""
    sys.path.insert(0, str(ROOT / "docs"))
    yield import_module("_ext.site")
    sys.path.remove(str(ROOT / "docs"))


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=named)
def test_links_lead_to_files_and_headings_that_are_there(page: Path, generated: ModuleType) -> None:
    links = LINK.findall(text(page))
    assert [link for link in links if not _leads(page.parent / link[0] if link[0] else page, link[1], generated)] == []


def _leads(target: Path, heading: str, generated: ModuleType) -> bool:
    if not target.exists() or not heading:
        return target.exists()
    whole = generated.filled(text(target))
    titles = re.findall(r"^#+ (.*)$", whole, re.MULTILINE)
    return heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]


def test_the_readme_leads_to_the_index_and_to_every_page_of_how_to() -> None:
    led = {README.parent / name for name, _ in LINK.findall(text(README))}
    assert [named(page) for page in DOCS if (page == INDEX or page.parent.name == "how-to") and page not in led] == []


def test_the_index_leads_to_every_page(generated: ModuleType) -> None:
    led = {(INDEX.parent / name).resolve() for name, _ in LINK.findall(text(INDEX))}
    shown = {INDEX.parent / f"{page}.md": ROOT / file for file, page in generated.BESIDE.items()}
    assert [named(page) for page in DOCS if page != INDEX and shown.get(page, page) not in led] == []


def test_every_command_is_in_the_readme() -> None:
    assert [command.__name__ for command in COMMANDS if f"kg {command.__name__}" not in text(README)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_with_commands_is_replayed_or_says_why_not(page: Path) -> None:
    assert [block for mark, language, block in FENCE.findall(text(page)) if not _is_accounted_for(mark, language, block)] == []


def _is_accounted_for(mark: str, language: str, block: str) -> bool:
    if language == "console":
        return block.startswith("$ ")
    commands = [line for line in block.splitlines() if line.startswith("$ ") or (language in SHELLS and line.strip())]
    return all(line.startswith(ELSEWHERE) for line in commands) or bool(re.fullmatch(r"not replayed: \w.{8,}", mark))


def test_a_block_of_commands_that_nobody_runs_is_noticed() -> None:
    assert not _is_accounted_for("", "sh", "kg build news\n")
    assert not _is_accounted_for("", "text", "$ ls\n")
    assert not _is_accounted_for("not replayed:", "sh", "kg build news\n")
    assert not _is_accounted_for("", "console", "kg build news\n")
    assert _is_accounted_for("not replayed: it fetches something", "sh", "pip install kg\n")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=named)
def test_no_page_names_a_command_or_an_option_that_does_not_exist(page: Path) -> None:
    whole = text(page)
    lines = (line.removeprefix("$ ") for *_, block in FENCE.findall(whole) for line in block.splitlines())
    told = [*SPAN.findall(FENCE.sub("", whole)), *lines]
    assert {problem for line in told for problem in _unknown(line)} == set()


def _unknown(line: str) -> Iterator[str]:
    """What the line says to kg that kg does not understand: of each part of a pipe that begins with kg."""
    for part in re.split(r" (?:\||&&) |; ", line):
        words = _words(part)
        if words[:1] == ["kg"] and len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
            yield from _wrong(words)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _wrong(words: list[str]) -> Iterator[str]:
    command, depth = KG, 1
    while hasattr(command, "commands"):
        if len(words) == depth and depth > 1:
            return
        if words[depth] not in command.commands:
            yield " ".join(words[: depth + 1])
            return
        command = command.commands[words[depth]]
        depth += 1
    known = {option for parameter in command.params for option in _options(parameter)} | {"--help", "-h"}
    for word in words[depth:]:
        option = word.partition("=")[0]
        if re.fullmatch(r"--?[a-z][\w-]*", option) and option not in known:
            yield f"{' '.join(words[:depth])}: {option}"


def _options(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]


def test_a_command_or_option_that_does_not_exist_is_noticed() -> None:
    assert list(_unknown("kg bild news")) == ["kg bild"]
    assert list(_unknown("kg build news --stor x && kg store burn")) == ["kg build: --stor", "kg store burn"]
    assert list(_unknown('kg query "SELECT ?a" --format csv | head -3')) == []


def test_options_that_pages_name_alone_are_options_of_some_command() -> None:
    commands = [*KG.commands.values(), *KG.commands["store"].commands.values()]
    known = {option for command in commands for parameter in command.params for option in _options(parameter)}
    told = {(named(page), span.split()[0]) for page in PAGES for span in SPAN.findall(FENCE.sub("", text(page))) if span.startswith("--")}
    assert {(page, option) for page, option in told if option not in known | {"--help"}} == set()


def test_the_configuration_of_assistants_starts_kg() -> None:
    (block,) = (block for _, language, block in FENCE.findall(text(ROOT / "docs" / "how-to" / "assistants.md")) if language == "json")
    server = json.loads(block)["mcpServers"]["kg"]
    assert list(_wrong([server["command"], *server["args"]])) == []


def test_the_site_names_every_command_relation_error_and_name_of_the_package(generated: ModuleType) -> None:
    told = {name: function() for name, function in generated.GENERATED.items()}
    commands = [f"kg {name}" for name in KG.commands if name != "store"] + [f"kg store {name}" for name in KG.commands["store"].commands]
    assert [name for name in commands if f"\n## {name}\n" not in told["command_line"]] == []
    relations = [file.stem for file in (ROOT / "ontologies" / "relations").glob("*.ttl")]
    assert [name for name in relations if f"\n### {name}\n" not in told["relations"]] == []
    classes = [name for name, thing in vars(errors).items() if isinstance(thing, type)]
    assert [name for name in classes if f"autoexception:: kg.errors.{name}\n" not in told["exceptions"]] == []
    assert [name for name in kg.__all__ if name != "KgError" and f":: kg.{name}\n" not in told["api"]] == []
    assert [file.stem for file in (ROOT / "ontologies" / "queries").glob("*.rq") if f"`{file.stem}`" not in told["named_questions"]] == []
    assert "there is no such folder; make the store first with `kg build`" in told["messages"]
    assert "`reading.formats.MAX_BYTES` | `8000000`" in told["limits"]
    assert "### `/api/v1/why`" in told["paths"]


def test_every_generated_text_has_its_place_and_every_place_its_text(generated: ModuleType) -> None:
    places = [name for page in DOCS for name in re.findall(r"<!-- generated: (\w+) -->", text(page))]
    assert sorted(places) == sorted(generated.GENERATED)


def test_every_variable_of_the_code_is_in_the_reference(generated: ModuleType) -> None:
    code = "".join(text(file) for file in (ROOT / "src").rglob("*.py"))
    variables = set(re.findall(r"\"(KG_[A-Z_]+)\"", code))
    reference = generated.filled(text(ROOT / "docs" / "reference" / "configuration.md"))
    assert {name for name in variables if name not in reference} == set()


def test_every_measure_is_in_the_reference() -> None:
    graph = nx.Graph([("A", "B", {"sign": 1, "weight": 1.0})])
    columns = {*of_system(graph, {}), *of_states(graph, {})["A"]}
    reference = text(ROOT / "docs" / "reference" / "measures.md")
    assert {name for name in columns if f"`{name}`" not in reference} == set()


def test_examples_in_docstrings_of_the_site_are_true(generated: ModuleType) -> None:
    modules = [generated, *(import_module(f"_ext.{file.stem}") for file in (ROOT / "docs" / "_ext").glob("[a-z]*.py"))]
    assert sum(doctest.testmod(module).attempted for module in modules) >= 5
    assert [module.__name__ for module in modules if doctest.testmod(module).failed] == []


def test_files_beside_docs_are_pages_of_the_site(generated: ModuleType) -> None:
    there = {page for file, page in generated.BESIDE.items() if (ROOT / file).exists()}
    assert {page for page in there if not (ROOT / "docs" / f"{page}.md").exists()} == set()
