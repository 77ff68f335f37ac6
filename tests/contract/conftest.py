"""A store of a few statements, and `kg serve` on it as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.store import BACKGROUND, FACTS, Store

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
KNOWN = "<https://w3id.org/stategraph/id/Chile> <http://www.w3.org/2000/01/rdf-schema#label> 'República de Chile'@es ."
Serve = Callable[..., AbstractContextManager[str]]


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
