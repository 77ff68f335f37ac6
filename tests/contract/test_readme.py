"""The README and the pages of docs/: what they show is what the program prints. `python tests/contract/test_readme.py` writes it anew.

The README's commands run in a folder with nothing but the reports, those of each page in one of its own where the stores are made already.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kg.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]+))?\)")
WIDTH = 118
PLAYED = [page for page in (README, *DOCS) if CONSOLE.search(page.read_text(encoding="utf-8"))]
STORES = {"kg-store": "kg build seeds/news", "known-before": "kg build --store known-before"}


@contextmanager
def stage(stores: Path | None = None) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with all that the commands expect, copies of the stores among it, and the environment in which they run."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds").symlink_to(ROOT / "seeds")
        turtle = re.search(
            r"^```turtle\n(.*?)^```$", (ROOT / "docs" / "own-relations.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        assert turtle
        (folder / "recognizes.ttl").write_text(turtle[1], encoding="utf-8")
        for store in STORES if stores else ():
            shutil.copytree(stores / store, folder / store)
        programs = folder / "bin"
        programs.mkdir()
        program = programs / "kg"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        yield folder, os.environ | {"PATH": path, "COLUMNS": str(WIDTH), "PYTHONPATH": str(ROOT / "src")}


def _block(language: str, page: Path) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@contextmanager
def made_stores() -> Iterator[Path]:
    """A folder with the stores that the pages of docs/ begin with."""
    with stage() as (folder, environment):
        for command in STORES.values():
            subprocess.run(command, shell=True, check=True, capture_output=True, cwd=folder, env=environment)
        yield folder


def replayed(page: Path, stores: Path) -> str:
    """The page with what the commands of its console blocks print now."""
    with stage(None if page == README else stores) as (folder, environment):
        return CONSOLE.sub(lambda block: _printed(block[0], folder, environment), page.read_text(encoding="utf-8"))


def _printed(block: str, folder: Path, environment: dict[str, str]) -> str:
    shown = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        options: dict[str, Any] = {"cwd": folder, "env": environment, "encoding": "utf-8"}
        done = subprocess.run(command, shell=True, check=False, capture_output=True, **options)
        printed = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines())
        shown.append(f"$ {command}\n{printed}".rstrip())
    return "\n".join(shown) + "\n"


@pytest.fixture(scope="module")
def stores() -> Iterator[Path]:
    with made_stores() as folder:
        yield folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")
@pytest.mark.parametrize("page", PLAYED, ids=lambda page: str(page.relative_to(ROOT)))
def test_console_blocks_show_what_the_commands_print(page: Path, stores: Path) -> None:
    assert replayed(page, stores) == page.read_text(encoding="utf-8"), "run `python tests/contract/test_readme.py`, and read what changed"


def test_the_python_example_prints_who_supplies_whom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(_block("python", README), {})
    assert "https://w3id.org/stategraph/id/Russia> <https://w3id.org/stategraph/id/Mali" in capsys.readouterr().out


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    assert [command.__name__ for command in COMMANDS if f"kg {command.__name__}" not in text] == []


@pytest.mark.parametrize("page", [README, *DOCS, ROOT / "CONTRIBUTING.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not _leads(page.parent / link[0] if link[0] else page, link[1])] == []


def _leads(target: Path, heading: str) -> bool:
    if not target.exists() or not heading:
        return target.exists()
    titles = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]


def test_the_readme_leads_to_every_page() -> None:
    named = {ROOT / name for name, _ in LINK.findall(README.read_text(encoding="utf-8"))}
    assert [page.name for page in DOCS if page not in named] == []


def test_continuous_integration_runs_the_very_test_command_of_the_readme() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("kg build seeds/news --turtle graph.ttl --html graph.html")
    assert commands[1].endswith(".venv/bin/pytest")
    assert "grep -E '^python3 -m venv .*pytest$' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def main() -> None:
    """Write the console blocks anew."""
    with made_stores() as stores:
        for page in PLAYED:
            page.write_text(replayed(page, stores), encoding="utf-8")


if __name__ == "__main__":
    main()
