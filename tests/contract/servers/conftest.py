"""SPARQL servers of other makes, started on this machine for a test: Oxigraph's, Apache Jena, OpenLink Virtuoso."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

USER, PASSWORD = "dba", "secret"
ROWS = 2000
"""Virtuoso here gives no more rows than this at once."""
_JARS = Path("/usr/share/java")
_NEEDED = (
    *("jena-arq", "jena-core", "jena-base", "jena-iri", "commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io"),
    *("commons-lang3", "dexx.collection", "gson", "guava", "failureaccess", "httpclient", "httpcore", "jackson-core", "jackson-databind"),
    *("jackson-annotations", "jsonld-java", "protobuf", "slf4j-api", "slf4j-nop", "thrift"),
)
_XERCES = "org/apache/jena/ext/xerces/"
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{other}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A make of server: whether this machine has it, the program to start, and where it takes queries."""

    there: Callable[[], object]
    command: Callable[[Path, int], list[str]]
    path: str


def _virtuoso(folder: Path, port: int) -> list[str]:
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, port=port, other=free_port(), rows=ROWS), encoding="utf-8")
    new_password = ["virtuoso-t", "+configfile", str(ini), "+foreground", "+pwdold", "dba", "+pwddba", PASSWORD]
    subprocess.run(new_password, check=True, capture_output=True, timeout=60, cwd=folder)
    return ["virtuoso-t", "+configfile", str(ini), "+foreground"]


def _jena(folder: Path, port: int) -> list[str]:
    with ZipFile(_JARS / "jena-core.jar") as core:  # Debian has moved Xerces in it, but not the texts that it looks for
        for name in core.namelist():
            if name.startswith(_XERCES) and name.endswith(".properties"):
                place = folder / "xerces" / name.removeprefix(_XERCES)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(core.read(name))
    path = ":".join([str(folder), *(str(_JARS / f"{name}.jar") for name in _NEEDED)])
    return ["java", "-cp", path, str(Path(__file__).with_name("Jena.java")), str(port), USER, PASSWORD]


def _oxigraph(folder: Path, port: int) -> list[str]:
    return [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]


MAKES = {
    "oxigraph": Made(lambda: Path(sys.executable).with_name("oxigraph").exists(), _oxigraph, "/query"),
    "jena": Made(lambda: shutil.which("javac") and (_JARS / "jena-arq.jar").exists(), _jena, "/sparql"),
    "virtuoso": Made(lambda: shutil.which("virtuoso-t"), _virtuoso, "/sparql-auth"),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(make: str, folder: Path) -> Iterator[str]:
    """The address of a fresh server of the make, which ends with the block."""
    port = free_port()
    command = MAKES[make].command(folder, port)
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as process:
        try:
            _wait(process, port)
            yield f"http://127.0.0.1:{port}{MAKES[make].path}"
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()  # the block would wait for ever for a server that does not heed the signal


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server takes no connections")


@pytest.fixture(scope="session", params=["local", *MAKES])
def where(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The address of a server of each make in turn, with the login in the environment; None stands for a store without a server."""
    make = request.param
    if make == "local":
        yield None
    elif not MAKES[make].there() and os.environ.get("KG_TEST_SERVERS") != "all":
        pytest.skip(f"no {make} on this machine; `.ci/run` installs it")
    else:
        with running(make, tmp_path_factory.mktemp(make)) as url, pytest.MonkeyPatch.context() as environment:
            environment.setenv("KG_STORE_USER", USER)
            environment.setenv("KG_STORE_PASSWORD", PASSWORD)
            yield url


@pytest.fixture(scope="session")
def quick_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], AbstractContextManager[str]]:
    """A function that starts the server that is quickest, without a login: its address."""
    if not MAKES["oxigraph"].there():
        pytest.skip("no oxigraph on this machine; `.ci/run` installs it")
    return lambda: running("oxigraph", tmp_path_factory.mktemp("quick"))


@pytest.fixture(scope="session")
def rows_at_once() -> int:
    """More than the smallest server gives at once."""
    return ROWS
