"""A store of ten million triples: what it costs to build, to open, to ask, to measure, to show and to export, as a table and JSON.

    python tests/benchmarks/large_store.py [COMMAND …] [--documents 110000] [--store FOLDER] [--json FILE]

The store is made as `synthetic.News` draws it (110,000 documents are 10.9 million triples) at once, and one of 1,000 documents one by one;
an existing one is taken as it is. Each command of `commands.COMMANDS`, or those named, runs in a process of its own: CPU seconds, the peak
of memory, how much it prints and writes.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import COMMANDS, command, output
from costs import Cost, cost
from synthetic import RUN, News

from kg.graph.store import Store

PART = 1_000
"""So many documents are stored one by one, into a store of their own."""


def build(documents: int, folder: Path) -> None:
    """Make the store at once."""
    News(documents).fill(folder)


def build_one_by_one(documents: int, folder: Path) -> None:
    """Store the documents one by one."""
    with Store(folder) as store:
        news = News(documents)
        news.background(store)
        for found in news:
            store.add(found, RUN)


BUILDS = {"bulk": build, "one-by-one": build_one_by_one}


def size(place: Path | None) -> int:
    """The bytes of a file or of all files of a folder; nothing has none."""
    if not place or not place.exists():
        return 0
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) if place.is_dir() else place.stat().st_size


def show(name: str, found: Cost, written: int) -> dict[str, float]:
    """Print the cost as a row of the table; the row."""
    wrong = f"  EXIT {found.code}" if found.code not in (0, 1) else ""
    print(
        f"{name:<12} {found.cpu:9.1f} s {found.peak:8,.0f} MB {found.printed / 1e6:9.2f} MB printed {written / 1e6:9.1f} MB written{wrong}",
        flush=True,
    )
    return {**asdict(found), "written": written}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("commands", nargs="*", default=list(COMMANDS))
    options.add_argument("--documents", type=int, default=110_000)
    options.add_argument("--store", type=Path)
    options.add_argument("--json", type=Path)
    options.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.build:
        how, documents, folder = given.build
        return BUILDS[how](int(documents), Path(folder))
    report = {}
    with TemporaryDirectory() as temporary:
        room, store = Path(temporary), given.store or Path(temporary) / "store"
        if not store.exists():
            for how, documents, folder in (("one-by-one", PART, room / "part"), ("bulk", given.documents, store)):
                found = cost([sys.executable, __file__, "--build", how, documents, folder])
                report[how] = show(f"{how} {documents}", found, size(folder))
        for name in given.commands:
            report[name] = show(name, cost(command(name, store, room)), size(output(name, room)))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
