"""Stores of a few statements, and `kg serve`, or any command, on them as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.graph.store import BACKGROUND, FACTS, Store

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
KNOWN = "<https://w3id.org/stategraph/id/Chile> <http://www.w3.org/2000/01/rdf-schema#label> 'República de Chile'@es ."
Serve = Callable[..., AbstractContextManager[str]]
STATES = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kgr:Peru a kg:State ; rdfs:label "Peru"@de, "Peru"@en .
kgr:Chile a kg:State ; rdfs:label "Chile"@de, "Chile"@en .
kgr:Cuba a kg:State ; rdfs:label "Kuba"@de, "Cuba"@en .
"""
REPORT = "date 2021-03-04\nPeru kritisierte Chile. Kuba lieferte Peru Panzer.\n"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store; whoever changes it takes a copy."""
    folder = tmp_path_factory.mktemp("served") / "store"
    with Store(folder) as store:
        store.replace_graph(FACTS, ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE))
        store.replace_graph(BACKGROUND, ox.parse(KNOWN, format=ox.RdfFormat.TURTLE))
    return folder


@contextmanager
def run_service(folder: Path | str, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`kg serve`: its address and its process, which is stopped at the end if it still runs."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", str(folder), *options]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("kg: http://"), line
            yield line.split()[1].rstrip("/"), process
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A function that starts `kg serve` on a folder and gives its address."""

    @contextmanager
    def start(folder: Path | str, *options: str) -> Iterator[str]:
        with run_service(folder, *options) as (address, _):
            yield address

    return start


@pytest.fixture(scope="session")
def apart() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs the command line in a process of its own, by way of `through` if that is given."""

    def run(*arguments: object, through: Sequence[str] = (), **options: Any) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"} | options.pop("env", {})
        command = [*through, sys.executable, "-m", "kg", *map(str, arguments)]
        chosen = {"capture_output": True, "encoding": "utf-8", "errors": "replace"} | options
        return subprocess.run(command, env=environment, check=False, **chosen)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, apart: Callable[..., subprocess.CompletedProcess[str]]) -> Path:
    """A folder with a store that `kg build` has made of a report, that report, and the seeds of the three states that it knows."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "states.ttl").write_text(STATES, encoding="utf-8")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    done = apart("build", folder / "report.txt", "--seeds", folder / "seeds", "--store", folder / "store")
    assert done.returncode == 0, done.stderr
    return folder
