"""The README and the pages of docs/: what they show is what the program prints. `python tests/contract/test_readme.py` writes it anew.

The commands of the README and of the tutorial run in a folder with nothing but the reports, those of each other page in one of its own with
the stores that the README's commands have made.
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

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").rglob("*.md"))
RELATION = ROOT / "docs" / "how-to" / "own-relations.md"
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
WIDTH = 118
PLAYED = [page for page in (README, *DOCS) if CONSOLE.search(page.read_text(encoding="utf-8"))]
STORES = ("kg-store", "known-before")
Stage = tuple[Path, dict[str, str]]
SERVICE = "localhost:8000"


@contextmanager
def stage(stores: Path | None = None) -> Iterator[Stage]:
    """A folder with all that the commands expect, copies of the stores among it, and the environment in which they run."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds").symlink_to(ROOT / "seeds")
        (folder / "recognizes.ttl").write_text(blocks("turtle", RELATION)[0], encoding="utf-8")
        for store in STORES if stores else ():
            shutil.copytree(stores / store, folder / store)
        programs = folder / "bin"
        programs.mkdir()
        program = programs / "kg"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        yield folder, os.environ | {"PATH": path, "COLUMNS": str(WIDTH), "PYTHONPATH": str(ROOT / "src")}


def blocks(language: str, page: Path) -> list[str]:
    """The fenced blocks of a page in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def replayed(page: Path, here: Stage) -> str:
    """The page with what the commands of its console blocks print now."""
    return CONSOLE.sub(lambda block: _printed(block[0], *here), page.read_text(encoding="utf-8"))


def replayed_with(stores: Path, page: Path) -> str:
    """The same in a folder of its own, with copies of the stores unless it is a lesson from nothing."""
    with stage(None if page.parent.name == "tutorial" else stores) as here:
        return replayed(page, here)


def _printed(block: str, folder: Path, environment: dict[str, str]) -> str:
    shown = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        options: dict[str, Any] = {"cwd": folder, "env": environment, "encoding": "utf-8"}
        done = subprocess.run(command, shell=True, check=False, capture_output=True, **options)
        printed = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines())
        shown.append(f"$ {command}\n{printed}".rstrip())
    return "\n".join(shown) + "\n"


@pytest.fixture(scope="module")
def readme() -> Iterator[tuple[Path, str]]:
    """The folder in which the README's commands have run, and what they print."""
    with stage() as here:
        yield here[0], replayed(README, here)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")
@pytest.mark.parametrize("page", PLAYED, ids=lambda page: str(page.relative_to(ROOT)))
def test_console_blocks_show_what_the_commands_print(page: Path, readme: tuple[Path, str]) -> None:
    now = readme[1] if page == README else replayed_with(readme[0], page)
    assert now == page.read_text(encoding="utf-8"), "run `python tests/contract/test_readme.py`, and read what changed"


@contextmanager
def served(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """What `kg serve` prints first; it runs as long as the context lasts."""
    command = ["kg", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout
            yield process.stdout.readline()
        finally:
            process.terminate()


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")
def test_a_running_service_answers_the_examples_of_curl(readme: tuple[Path, str]) -> None:
    shown = {block for page in (README, *DOCS) for block in blocks("text", page) if block.startswith("$ kg serve\n")}
    asked = {line for page in (README, *DOCS) for block in blocks("sh", page) for line in block.splitlines() if line.startswith("curl ")}
    assert len(asked) >= 3
    with stage(readme[0]) as (folder, environment), served(folder, environment) as told:
        address = re.search(r"127\.0\.0\.1:\d+", told)
        assert address
        assert shown == {"$ kg serve\n" + told.replace(address[0], "127.0.0.1:8000")}
        for command in asked:
            here = command.replace("curl ", "curl --silent --show-error --fail ", 1).replace(SERVICE, address[0])
            answer = subprocess.run(here, shell=True, check=True, capture_output=True, env=environment, encoding="utf-8").stdout
            assert len(answer.splitlines()) > 1 or len(answer) > 100, command


def test_the_python_example_prints_who_supplies_whom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = {block for page in (README, *DOCS) for block in blocks("python", page)}
    monkeypatch.chdir(ROOT)
    exec(example, {})
    assert "https://w3id.org/stategraph/id/Russia> <https://w3id.org/stategraph/id/Mali" in capsys.readouterr().out


def test_continuous_integration_runs_the_very_test_command_of_the_readme() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("kg build seeds/news --turtle graph.ttl --html graph.html")
    assert commands[1].endswith(".venv/bin/pytest")
    assert "grep -E '^python3 -m venv .*pytest$' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def main() -> None:
    """Write the console blocks anew: those of all pages, or of the README and the pages that are named."""
    named = [Path(name).resolve() for name in sys.argv[1:]] or PLAYED
    with stage() as here:
        README.write_text(replayed(README, here), encoding="utf-8")
        for page in named:
            if page != README:
                page.write_text(replayed_with(here[0], page), encoding="utf-8")


if __name__ == "__main__":
    main()
