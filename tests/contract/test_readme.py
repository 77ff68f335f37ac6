"""The README: what it shows is what the program prints. `python tests/contract/test_readme.py` writes it anew."""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kg.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
WIDTH = 118


def prepare(folder: Path) -> dict[str, str]:
    """A folder with all that the README's commands expect, and the environment in which they run."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    turtle = re.search(r"^```turtle\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert turtle
    (folder / "recognizes.ttl").write_text(turtle[1], encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "kg"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "COLUMNS": str(WIDTH), "PYTHONPATH": str(ROOT / "src")}


def replayed(block: str, folder: Path, environment: dict[str, str]) -> str:
    """The commands of a console block, each with what it prints now."""
    shown = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        options: dict[str, Any] = {"cwd": folder, "env": environment, "encoding": "utf-8"}
        done = subprocess.run(command, shell=True, check=False, capture_output=True, **options)
        printed = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines())
        shown.append(f"$ {command}\n{printed}".rstrip())
    return "\n".join(shown) + "\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the README's commands are for a shell")
def test_console_blocks_show_what_the_commands_print(tmp_path: Path) -> None:
    environment = prepare(tmp_path)
    for block in CONSOLE.findall(README.read_text(encoding="utf-8")):
        assert replayed(block, tmp_path, environment) == block, "run `python tests/contract/test_readme.py`, and read what changed"


def test_the_python_example_prints_who_supplies_whom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.search(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert code
    monkeypatch.chdir(ROOT)
    exec(code[1], {})
    assert "https://w3id.org/stategraph/id/Russia> <https://w3id.org/stategraph/id/Mali" in capsys.readouterr().out


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    assert [command.__name__ for command in COMMANDS if f"kg {command.__name__}" not in text] == []


def test_files_that_the_readme_names_are_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_continuous_integration_runs_the_very_test_command_of_the_readme() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("kg build seeds/news --turtle graph.ttl --html graph.html")
    assert commands[1].endswith(".venv/bin/pytest")
    assert "grep -E '^python3 -m venv .*pytest$' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def main() -> None:
    """Write the README's console blocks anew."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = prepare(folder)
        text = CONSOLE.sub(lambda block: replayed(block[0], folder, environment), README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
