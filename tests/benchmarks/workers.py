"""What more processes gain: `kg build` of German news with one and with several, in turns, as a table and JSON.

    python tests/benchmarks/workers.py [--workers 2] [--rounds 2] [--times 1] [--articles 693]

The news are `quotes/wikinews-train.jsonl` (160,000 words), read where the project's data lies, so many times over with new ids. The store
knows the background before. Seconds are those of the whole program, from its start to its end. Where the machine has other work to do they
tell little: the *longer way* is then what to look at, the processor's time of the busiest process, or of all shared by the cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from kg.graph import building
from kg.graph.store import Store
from kg.graph.workers import Workers
from kg.reading.documents import read

NEWS = Path(__file__).parents[3] / "shared/data/quotes/wikinews-train.jsonl"


class Measured(Workers):
    """Workers whose processor time is read before they end."""

    seconds: list[float] = []  # noqa: RUF012  # kept from call to call
    memory: list[int] = []  # noqa: RUF012

    def close(self) -> None:
        for worker in self._all:
            Measured.seconds.append(processor_time(worker.process.pid))
            Measured.memory.append(most_memory(worker.process.pid))
        super().close()


def processor_time(process: int) -> float:
    """Seconds of the processor that the process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_memory(process: int | str) -> int:
    """The most memory that the process has had, in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def run(count: int, folder: Path, news: Path) -> None:
    """Build, in this process and so many workers, and print what it took."""
    building.Workers = Measured  # type: ignore[misc]
    with Store(folder) as store:
        assert building.build(store, read([news]), workers=count) == []
    cost = {"main": time.process_time(), "main MB": most_memory("self"), "workers": Measured.seconds, "workers MB": Measured.memory}
    print(json.dumps(cost))


def measured(count: int, known: Path, news: Path) -> dict:  # type: ignore[type-arg]
    """One build, from a copy of the store that knows the background."""
    with tempfile.TemporaryDirectory(dir=known.parent) as temporary:
        folder = Path(temporary, "store")
        shutil.copytree(known, folder)
        start = time.perf_counter()
        command = [sys.executable, __file__, "--run", str(count), str(folder), str(news)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        found = {"processes": count, "seconds": time.perf_counter() - start, **json.loads(printed)}
    cores = min(os.cpu_count() or 1, count)
    return found | {"longer way": max(found["main"], *found["workers"], (found["main"] + sum(found["workers"])) / cores)}


def written(path: Path, times: int, articles: int) -> int:
    """The articles, so many times over; how many words they have."""
    rows = [json.loads(line) for line in NEWS.read_text(encoding="utf-8").splitlines()[:articles]]
    with path.open("w", encoding="utf-8") as file:
        for number in range(times):
            for row in rows:
                about = {key: row[key] for key in ("title", "date", "text")}
                print(json.dumps({"id": f"{row['id']}-{number}", **about}, ensure_ascii=False), file=file)
    return times * sum(len(row["text"].split()) for row in rows)


def main() -> None:
    """Measure, and print a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--articles", type=int, default=None)
    parser.add_argument("--run", nargs=3, metavar=("WORKERS", "STORE", "NEWS"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.run:
        run(int(wanted.run[0]), Path(wanted.run[1]), Path(wanted.run[2]))
        return
    if not NEWS.exists():
        sys.exit(f"{NEWS}: not there; it lies beside the project")
    with tempfile.TemporaryDirectory() as temporary:
        news, known = Path(temporary, "news.jsonl"), Path(temporary, "known")
        words = written(news, wanted.times, wanted.articles)
        with Store(known) as store:
            building.build(store, [])
        found = [measured(count, known, news) for _ in range(wanted.rounds) for count in (1, wanted.workers)]
    report(found, words)


def report(found: list[dict], words: int) -> None:  # type: ignore[type-arg]
    """The table: seconds of the clock and of the processor, and memory."""
    print(f"{words:,} words, {os.cpu_count()} cores; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'processes':<12}{'seconds':>9}{'words/s':>9}{'longer way':>12}{'main':>8}{'MB':>6}   workers: seconds (MB)")
    for row in found:
        workers = ", ".join(f"{seconds:.1f} ({memory})" for seconds, memory in zip(row["workers"], row["workers MB"], strict=True))
        figures = f"{row['seconds']:>9.1f}{words / row['seconds']:>9,.0f}{row['longer way']:>12.1f}{row['main']:>8.1f}{row['main MB']:>6}"
        print(f"{row['processes']:<12}{figures}   {workers or '-'}")
    one, many = ([row for row in found if (row["processes"] == 1) == single] for single in (True, False))
    ratios = {name: median(row[name] for row in one) / median(row[name] for row in many) for name in ("seconds", "longer way")}
    print("ratio: " + ", ".join(f"{ratio:.2f} by {name}" for name, ratio in ratios.items()))
    print(json.dumps({"words": words, "ratios": ratios, "runs": found}))


if __name__ == "__main__":
    main()
