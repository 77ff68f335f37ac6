"""import-linter's contracts hold, and each of them fails when it is broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREACHES = {
    "reading/dates.py": ("from kg.views import page", "Imports run in the direction of the data BROKEN"),
    "graph/store.py": ("from kg.cli import app", "Imports run in the direction of the data BROKEN"),
    "extraction/slots.py": ("import spacy", "spaCy is known to the parser and its training BROKEN"),
    "reading/formats.py": ("import trafilatura", "HanTa, PyTorch and trafilatura are known to few modules BROKEN"),
    "extraction/checks.py": ("import pyshacl", "pySHACL is known to the shapes BROKEN"),
    "analysis/network.py": ("import pyvis", "pyvis is known to the page BROKEN"),
    "views/flow.py": ("import matplotlib", "matplotlib is known to the plots BROKEN"),
    "graph/queries.py": ("import typer", "typer is known to the command line BROKEN"),
}


def linted(source: Path) -> tuple[int, str]:
    """What import-linter says of the package in the folder, by the contracts of pyproject.toml."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    environment = os.environ | {"PYTHONPATH": str(source)}
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_contracts_are_kept() -> None:
    code, said = linted(ROOT / "src")
    assert code == 0, said


@pytest.mark.parametrize("module", BREACHES)
def test_a_breach_is_found(tmp_path: Path, module: str) -> None:
    line, expected = BREACHES[module]
    shutil.copytree(ROOT / "src" / "kg", tmp_path / "kg", ignore=shutil.ignore_patterns("pipelines", "__pycache__"))
    with (tmp_path / "kg" / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    code, said = linted(tmp_path)
    assert code == 1
    assert expected in said
