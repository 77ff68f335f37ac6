"""Requests a second and latency of the SPARQL service, beside Oxigraph in one process and rdflib-endpoint: a run on the machine at hand.

    python tests/benchmarks/service.py [--triples 1000000] [--seconds 10] [--rdflib]

A store of so many triples is made in the layout of `kg build` (statements, evidence, documents); then wrk (Debian's package) asks for one
of 1,000 actors at random: all that is said of it (*lookup*), or its statements with their objects and evidence (*join*, three patterns).
With --rdflib the same is asked of rdflib-endpoint (`pip install rdflib-endpoint`), which takes minutes to load.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from urllib.parse import quote

import pyoxigraph as ox

from kg.extraction.reification import describe, evidence_triples, plain_triple, statement_triples, typed
from kg.extraction.statements import Evidence, Statement
from kg.graph.store import PREFIXES, Store
from kg.knowledge.terms import KG, KGD, KGR, LEX, SCHEMA

ACTORS = 1000
CLIENTS = (1, 8, 32)
RELATIONS = ("alliedWith", "tradesWith", "sanctions", "criticizes", "supports", "suppliesArmsTo", "meetsWith", "opposes")
HEADER = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items() if prefix in ("kg", "kgr", "rdf"))
QUESTIONS = {
    "lookup": "SELECT ?predicate ?object { kgr:A%d ?predicate ?object }",
    "join": "SELECT ?object ?evidence { ?statement rdf:subject kgr:A%d ; rdf:object ?object ; kg:evidence ?evidence }",
}
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


def triples(wanted: int, random: Random) -> Iterator[ox.Quad]:
    """About so many triples: documents of ten statements each, of two of a thousand actors."""
    written = 0
    number = 0
    while written < wanted:
        document = str(KGD[f"d{number // 10}"])
        quads = [
            *describe(
                document, [(str(SCHEMA.datePublished), typed(date(2024, 1, 1))), (str(SCHEMA.identifier), ox.Literal(f"d{number // 10}"))]
            )
        ]
        about = [(str(SCHEMA.datePublished), typed(date(2024, 1, 1))), (str(SCHEMA.identifier), ox.Literal(f"d{number // 10}"))]
        subject, value = (str(KGR[f"A{random.randrange(ACTORS)}"]) for _ in range(2))
        said = Statement(subject, str(KG[random.choice(RELATIONS)]), value)
        evidence = Evidence(said, document, f"Satz {number} über zwei Staaten.", number, number + 30, "asserted", 0.8, str(LEX.entry))
        quads = [*describe(document, about), *statement_triples(said), *evidence_triples(evidence, "de"), plain_triple(said)]
        yield from quads
        written += len(quads)
        number += 1


def direct(folder: Path, seconds: float) -> dict[str, dict[str, float]]:
    """Oxigraph asked in this process, one query after the other, each answer written as JSON."""
    found = {}
    with Store(folder, read_only=True) as store:
        for name, question in QUESTIONS.items():
            random, times, end = Random(0), [], time.perf_counter() + seconds
            while time.perf_counter() < end:
                start = time.perf_counter()
                store.select(question % random.randrange(ACTORS)).serialize(format=ox.QueryResultsFormat.JSON)
                times.append(time.perf_counter() - start)
            found[name] = {"per_second": len(times) / sum(times), "median": median(times), "p99": quantiles(times, n=100)[98]}
    return found


def over_http(address: str, seconds: float) -> dict[str, dict[str, dict[str, float]]]:
    """The server asked by 1, 8 and 32 clients of wrk."""
    return {name: {str(count): _wrk(address, question, count, seconds) for count in CLIENTS} for name, question in QUESTIONS.items()}


def _wrk(address: str, question: str, clients: int, seconds: float) -> dict[str, float]:
    path = quote(HEADER + question.replace("%d", "ACTOR"), safe="")
    script = f"""
      math.randomseed(os.time())
      wrk.headers["Accept"] = "application/sparql-results+json"
      local path = "/sparql?query={path.replace("%", "%%").replace("ACTOR", "%d")}"
      request = function() return wrk.format("GET", string.format(path, math.random(0, {ACTORS - 1}))) end
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:.0f}s", "--latency", "-s", file.name, address]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    times = {found[1]: float(found[2]) * SECONDS[found[3]] for found in LATENCY.finditer(printed)}
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert rate, printed
    return {"per_second": float(rate[1]), "median": times["50"], "p99": times["99"], "failed": int(failed[1]) if failed else 0}


@contextmanager
def serving(command: list[str], port: int, patience: float = 900) -> Iterator[str]:
    """The server while it runs."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + patience
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


RDFLIB = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="error", access_log=False)
"""


def main() -> None:
    """Measure, and print a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rdflib", action="store_true")
    wanted = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "store")
        with Store(folder) as store:
            start = time.perf_counter()
            store.backend.load(triples(wanted.triples, Random(0)))
            loaded = time.perf_counter() - start
            size = len(store)
            if wanted.rdflib:
                Path(temporary, "all.nt").write_bytes(
                    ox.serialize((quad.triple for quad in store.triples()), format=ox.RdfFormat.N_TRIPLES) or b""
                )
        print(f"{size:,} triples loaded in {loaded:.1f} s")
        found = {"triples": size, "load": loaded, "direct": direct(folder, wanted.seconds)}
        port = free_port()
        with serving([sys.executable, "-m", "kg.cli", "serve", "--store", str(folder), "--port", str(port)], port) as address:
            found["kg serve"] = over_http(address, wanted.seconds)
        if wanted.rdflib:
            port = free_port()
            with serving([sys.executable, "-c", RDFLIB, str(Path(temporary, "all.nt")), str(port)], port) as address:
                found["rdflib-endpoint"] = over_http(address, wanted.seconds)
    report(found)


def report(found: dict) -> None:  # type: ignore[type-arg]
    """The table: requests a second, their share of Oxigraph's in one process, and latency in milliseconds."""
    print(f"{'':<34}{'a second':>10}{'ratio':>8}{'median ms':>11}{'99 % ms':>9}{'failed':>8}")
    for name in QUESTIONS:
        base = found["direct"][name]
        rows = {"Oxigraph in one process": base}
        for server in ("kg serve", "rdflib-endpoint"):
            rows |= {f"{server}, {clients} clients": row for clients, row in found.get(server, {}).get(name, {}).items()}
        for label, row in rows.items():
            figures = f"{row['per_second']:>10,.0f}{row['per_second'] / base['per_second']:>8.3f}"
            print(f"{name:<8}{label:<26}{figures}{row['median'] * 1e3:>11.2f}{row['p99'] * 1e3:>9.2f}{row.get('failed', 0):>8}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
