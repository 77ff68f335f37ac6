"""Mutation testing: which small changes of the source no test notices (DeMillo, Lipton & Sayward, Computer 11, 1978).

    python tests/mutation/run.py src/kg/analysis/triads.py            # every mutant of a module
    python tests/mutation/run.py src/kg/graph --sample 400            # 400 of a package, drawn at random

The first run notes which tests run which statement. With --again it does so anew, and tries what survived before.
What was found stays in .mutation/, so that a run can be cut off and a sample can grow.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest
from math import sqrt
from pathlib import Path
from typing import Any

from choosing import Choice
from mapping import record
from mutants import Change, Mutant, changes
from trials import Trial, forked, run_fresh, run_loaded

ROOT = Path(__file__).parents[2]
TESTS = ("tests/unit", "tests/properties")
APART = ("service", "interruptions", "workers")
"""Files of tests that start servers and processes, which know of no change made here."""
CAUGHT = ("killed", "timed out", "does not import")


def main() -> None:
    options = read_options()
    os.chdir(options.root)
    sys.path.insert(0, str(options.root / "src"))
    os.environ["PYTHONPATH"] = str(options.root / "src")
    folder = options.root / ".mutation"
    folder.mkdir(exist_ok=True)
    noted = folder / "tests.json"
    if options.again or not noted.exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        forked(lambda: record(options.root, options.tests or tests_of(options.root), noted), seconds=7200, silent=False)
    choice, kept = Choice(options.root, noted, options.seconds), Kept(folder / "results.jsonl")
    chosen = {change: change.mutant() for change in sample(options)}
    due = [Trial(mutant, change.source(), *choice.tests(mutant)) for change, mutant in chosen.items() if kept.needs(mutant, options.again)]
    run(due, kept, options.root)
    print(report([kept.found[key] for key in map(kept.key, chosen.values()) if key in kept.found]))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="modules and packages to change")
    parser.add_argument("--sample", type=int, help="how many mutants of each package, drawn at random (default: all)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=20, help="of tests for each mutant, its module's own and the fastest first")
    parser.add_argument("--tests", nargs="*", help="files of tests (default: tests/unit and tests/properties)")
    parser.add_argument("--again", action="store_true", help="the tests have changed")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of a copy of the repository")
    return parser.parse_args()


def tests_of(root: Path) -> list[str]:
    files = (file.relative_to(root) for folder in TESTS for file in sorted((root / folder).glob("test_*.py")))
    return [str(file) for file in files if not any(part in file.name for part in APART)]


def package(mutant: Mutant) -> str:
    return mutant.path.split("/")[2]


def sample(options: argparse.Namespace) -> list[Change]:
    """The mutants to try: of each package so many, each with the same probability, the same for the same seed; the packages in turn."""
    found = defaultdict(list)
    named = [options.root / path for path in options.paths]
    for path in (path for one in named for path in (sorted(one.rglob("*.py")) if one.is_dir() else [one])):
        found[path.relative_to(options.root).parts[2]].extend(changes(path, options.root))
    for one in found.values():
        random.Random(options.seed).shuffle(one)
    return [change for some in zip_longest(*(one[: options.sample] for one in found.values())) for change in some if change]


class Kept:
    """The results of all runs, a line each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, dict[str, Any]] = {}
        self.read()

    def read(self) -> None:
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        self.found = {one["key"]: one for one in map(json.loads, lines)}

    def key(self, mutant: Mutant) -> str:
        return sha256(json.dumps([mutant.path, mutant.scope, mutant.number, mutant.before, mutant.after]).encode()).hexdigest()[:16]

    def needs(self, mutant: Mutant, again: bool) -> bool:
        known = self.found.get(self.key(mutant))
        return known is None or (again and known["outcome"] not in CAUGHT)

    def add(self, trial: Trial, outcome: str) -> None:
        mutant, key = trial.mutant, self.key(trial.mutant)
        self.found[key] = {
            **{"key": key, "package": package(mutant), "path": mutant.path, "line": mutant.line, "scope": mutant.scope},
            **{"before": mutant.before, "after": mutant.after, "outcome": outcome, "tests": len(trial.tests), "left": trial.left},
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self.found[key], ensure_ascii=False) + "\n")


def run(trials: Sequence[Trial], kept: Kept, root: Path) -> None:
    """Tries the mutants; what survives as a change of the loaded module is tried again where the module is imported anew."""
    for trial in trials:
        if not trial.tests:
            kept.add(trial, "no test")
    tried = [trial for trial in trials if trial.tests]

    def tell(trial: Trial, outcome: str) -> None:
        if trial.mutant.scope or outcome in CAUGHT:
            kept.add(trial, outcome)

    control = [unchanged(trial, root) for trial in tried if trial.mutant.scope][:1]
    if tried:
        forked(lambda: run_loaded(root, [*control, *tried], tell), seconds=0, silent=False)
    kept.read()
    for trial in tried:
        if not trial.mutant.scope and kept.needs(trial.mutant, again=True):
            kept.add(trial, run_fresh(root, trial))


def unchanged(trial: Trial, root: Path) -> Trial:
    """The same tests on the module as it is, which all have to pass."""
    return replace(trial, source=(root / trial.mutant.path).read_text(encoding="utf-8"), control=True)


def report(results: Sequence[dict[str, Any]]) -> str:
    """What survived, and a table of packages and modules."""
    return "\n".join([*survivors(results), "", *table(results, "package"), "", *table(results, "path")])


def survivors(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in sorted(results, key=lambda one: (one["path"], one["line"])):
        if one["outcome"] not in CAUGHT:
            tests = f"{one['tests']} tests, {one['left']} more"
            yield f"{one['path']}:{one['line']}: {one['outcome']} ({tests}): {one['before']} → {one['after']}"


def table(results: Sequence[dict[str, Any]], by: str) -> Iterator[str]:
    yield f"{by:45} mutants killed timed-out no-import survived no-test  share (95 %)"
    for name in sorted({one[by] for one in results}):
        counts = Counter(one["outcome"] for one in results if one[by] == name)
        caught, all_ = sum(counts[outcome] for outcome in CAUGHT), counts.total()
        low, high = wilson(caught, all_)
        each = (counts[outcome] for outcome in (*CAUGHT, "survived", "no test"))
        yield f"{name:45} {all_:7} " + "{:6} {:9} {:9} {:8} {:7}".format(*each) + f"  {caught / all_:.1%} ({low:.1%}–{high:.1%})"


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share (Wilson, Journal of the American Statistical Association 22, 1927)."""
    share, spread = successes / trials, z * z / trials
    middle, half = share + spread / 2, z * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


if __name__ == "__main__":
    main()
