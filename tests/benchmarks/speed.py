"""How fast documents are read, by stage, and how soon a command answers: `python tests/benchmarks/speed.py [FILE …] [--texts N]`.

The texts are those of the files (any that `kg build` reads), by default the news of `../shared/data` if they are there, else the project's
own annotated articles. One process on one core reads them into a store. Beside it, in the same run, stands what the parser alone takes: all
else is to cost at most half of that. Stages are told apart by looking every few milliseconds of CPU time at what the program is doing.

Prints a table and keeps the figures as JSON in `.benchmarks/speed.json`; the next run shows its own beside the last one's.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from itertools import islice
from pathlib import Path
from statistics import median
from types import FrameType

from costs import cost
from packaging.requirements import Requirement

from kg.extraction.build import extract_each
from kg.extraction.setup import Setup, load_extractor
from kg.graph.background import ensure_background
from kg.graph.building import confident, run_of
from kg.graph.store import Store
from kg.reading.documents import Document, read
from kg.reading.parsing import Parser
from kg.reading.sentences import Sentence

ROOT = Path(__file__).parents[2]
NEWS = ROOT.parent / "shared/data/quotes/wikinews-train.jsonl"
LAST = ROOT / ".benchmarks/speed.json"
SENTENCE = "Russland und Nordkorea unterzeichneten am 19. Juni 2024 in Pjöngjang ein Partnerschaftsabkommen.\n"
EVERY = 0.004
"""Seconds of CPU time between two looks."""
STAGES = {
    "kg.reading.documents": "reading files",
    "kg.reading.tagging": "parser: tags and lemmas",
    "kg.reading.network": "parser: trees",
    "kg.reading.naming": "parser: names",
    "kg.reading.parsing": "parser: words, the rest",
    "kg.extraction.mentions": "names",
    "kg.extraction.offices": "names",
    "kg.extraction.coreference": "references",
    "kg.extraction.candidates": "candidates",
    "kg.extraction.weighing": "weighing",
    "kg.extraction.grounding": "grounding",
    "kg.extraction.stance": "stance",
    "kg.extraction.timing": "time",
    "kg.extraction.checks": "checking",
    "kg.extraction.build": "the rest of extraction",
    "kg.graph": "storing",
}
"""Whose work it is when one of these modules is the innermost that is at work."""


@dataclass
class Timed:
    """A parser that knows how many seconds of CPU time it took."""

    parser: Parser
    seconds: float = 0.0

    def parse(self, text: str) -> list[Sentence]:
        begin = time.process_time()
        sentences = self.parser.parse(text)
        self.seconds += time.process_time() - begin
        return sentences


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """How often each stage was at work when it was looked at."""
    seen = Counter[str]()

    def look(_signal: int, frame: FrameType | None) -> None:
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            while module and module not in STAGES:
                module = module.rpartition(".")[0]
            if module:
                seen[STAGES[module]] += 1
                return
            frame = frame.f_back

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def build(documents: list[Document], folder: Path) -> dict[str, float]:
    """Words a second of each stage, of the parser, of all that follows it, and of the whole; the ratio of the two."""
    extractor = load_extractor()
    parser = Timed(extractor.parser)
    words = sum(len(document.text.split()) for document in documents)
    with Setup().opened() as whole, Store(folder) as store:
        assert whole.seeds
        ensure_background(store, extractor.ontology, sorted(whole.seeds.glob("*.ttl")), extractor.gazetteer)
        run = run_of(whole, extractor)
        list(extract_each(documents[:1], extractor))
        begin = time.process_time()
        with watched() as seen:
            for found in extract_each(documents, replace(extractor, parser=parser)):  # type: ignore[arg-type]  # it parses, and no more
                if not isinstance(found, Exception):
                    store.has_read(found.document, run)
                    store.add(confident(found), run)
        seconds = time.process_time() - begin
    speeds = {stage: words / (seconds * count / seen.total()) for stage, count in sorted(seen.items())}
    rest = seconds - parser.seconds
    return {
        **{f"{stage}, words/s": speed for stage, speed in speeds.items()},
        "parser alone, words/s": words / parser.seconds,
        "all but the parser, words/s": words / rest,
        "together, words/s": words / seconds,
        "all but the parser, times the parser": rest / parser.seconds,
        "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def starts(folder: Path, runs: int = 5) -> dict[str, float]:
    """Seconds of CPU time, in the median, until a command has answered and ended."""
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    commands = {
        "kg --help, s": ["--help"],
        "kg query, s": ["query", "ASK {{ kgr:Cuba a kg:State }}", "--store", str(folder / "store")],
        "kg extract of a sentence, s": ["extract", str(folder / "a.txt")],
        "kg build of a sentence, s": ["build", str(folder / "a.txt"), "--store", str(folder / "new-{}")],
    }
    return {name: median(_cpu([each.format(n) for each in command]) for n in range(runs)) for name, command in commands.items()}


def _cpu(arguments: list[str]) -> float:
    found = cost([sys.executable, "-m", "kg", *arguments])
    assert found.code == 0, arguments
    return found.cpu


def sizes() -> dict[str, float]:
    """Megabytes of the package with its data, and of all that it needs."""
    own = sum(file.stat().st_size for folder in ("src/kg", "ontologies", "seeds") for file in (ROOT / folder).rglob("*") if _counts(file))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed, waiting = dict[str, int](), [Requirement(each).name for each in project["dependencies"]]
    while waiting:
        name = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if found.name not in needed:
            files = [Path(str(file.locate())) for file in found.files or []]
            needed[found.name] = sum(file.stat().st_size for file in files if file.is_file())
            required = map(Requirement, found.requires or [])
            waiting += [each.name for each in required if each.marker is None or each.marker.evaluate({"extra": ""})]
    return {"package, MB": own / 1e6, f"its {len(needed)} dependencies, MB": sum(needed.values()) / 1e6}


def _counts(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def show(figures: dict[str, float], last: dict[str, float]) -> None:
    """Print the figures, each beside that of the last run."""
    print(f"{'':<42}{'now':>12}{'last run':>12}{'ratio':>8}")
    for name, value in figures.items():
        before = last.get(name)
        digits = 0 if value >= 100 else 2
        compared = f"{before:>12,.{digits}f}{value / before:>8.2f}" if before else ""
        print(f"{name:<42}{value:>12,.{digits}f}{compared}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    own = sorted((ROOT / "seeds/sentences").glob("articles-*.jsonl"))
    parser.add_argument("files", nargs="*", type=Path, default=[NEWS] if NEWS.exists() else own)
    parser.add_argument("--texts", type=int, default=1_000_000)
    options = parser.parse_args()
    documents = [each for each in islice(read(options.files), options.texts) if isinstance(each, Document)]
    words = sum(len(document.text.split()) for document in documents)
    print(f"{len(documents):,} documents, {words:,} words; {platform.machine()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        figures = {**build(documents, Path(folder, "store")), **starts(Path(folder)), **sizes()}
    last = json.loads(LAST.read_text(encoding="utf-8")) if LAST.exists() else {}
    show(figures, last)
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
