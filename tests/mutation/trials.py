"""Trials: each mutant in a process of its own, forked where all is loaded, against the tests that run its statement."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import signal
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from mutants import Mutant

LOADED = ("numpy", "scipy.sparse.linalg", "networkx", "rdflib", "pyoxigraph", "pyshacl", "spacy", "typer", "hypothesis", "babel.dates")
"""What is imported before a process is forked that imports all of kg itself."""
LEAST_SECONDS, TIMES_SLOWER, MOST_SECONDS, MOST_MEMORY = 5, 10, 600, 6 << 30
FEW = 3
SURVIVED, KILLED, BROKEN, UNDECIDED = 0, 1, 3, 4


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, its source, and the tests to run with the seconds that each takes."""

    mutant: Mutant
    source: str
    tests: dict[str, float]
    left: int
    control: bool = False


class Fork:
    """A plugin for pytest that collects once and then forks a process for each trial, which changes the function in place."""

    def __init__(self, root: Path, trials: Sequence[Trial], tell: Callable[[Trial, str], None]) -> None:
        self.root, self.trials, self.tell = root, trials, tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        warm()
        items = {item.nodeid: item for item in session.items}
        functions = live_functions()
        gc.freeze()
        for trial in self.trials:
            chosen = [items[name] for name in trial.tests if name in items]
            outcome = forked(lambda t=trial, c=chosen: self._run(t, c, functions))  # type: ignore[misc]
            if not trial.control:
                self.tell(trial, outcome)
            elif outcome != "survived":
                pytest.exit("tests fail without any change; mend them first, or name others with --tests", returncode=2)
        return True

    def _run(self, trial: Trial, chosen: list[pytest.Item], functions: dict[tuple[str, str, int], list[FunctionType]]) -> None:
        mutant, path = trial.mutant, str(self.root / trial.mutant.path)
        changed = compile(trial.source, path, "exec", dont_inherit=True)
        if mutant.scope:
            code = next(one for one in codes(changed) if named(one) == (mutant.scope, mutant.first))
            for function in functions[path, mutant.scope, mutant.first]:
                function.__code__ = code
        elif not put_in_place(sys.modules[module_of(mutant)], changed):
            os._exit(UNDECIDED)
        for item, following in pairwise([*chosen, None]):
            assert item is not None
            within(trial.tests[item.nodeid])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(KILLED)


class Chosen:
    """A plugin for pytest that runs the tests of a trial alone, in their order, to the first that fails."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {name: number for number, name in enumerate(self.trial.tests)}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        within(self.trial.tests[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(KILLED)


def run_loaded(root: Path, trials: Sequence[Trial], tell: Callable[[Trial, str], None]) -> None:
    """Runs trials of functions: all tests are collected once."""
    files = sorted({name.partition("::")[0] for trial in trials for name in trial.tests})
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:cov", *files], plugins=[Fork(root, trials, tell)])


def run_fresh(root: Path, trial: Trial) -> str:
    """Runs a trial of what a module does on import: in a process that imports kg itself, the tests of a few files before all others."""
    for name in LOADED:
        importlib.import_module(name)
    files = list(dict.fromkeys(name.partition("::")[0] for name in trial.tests))
    parts = ({name: spent for name, spent in trial.tests.items() if name.partition("::")[0] in some} for some in (files[:FEW], files[FEW:]))
    outcomes = (_run_fresh(root, replace(trial, tests=tests)) for tests in parts if tests)
    return next((outcome for outcome in outcomes if outcome != "survived"), "survived")


def _run_fresh(root: Path, trial: Trial) -> str:
    def run() -> None:
        path, original = str(root / trial.mutant.path), SourceFileLoader.get_code

        def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
            return compile(trial.source, path, "exec", dont_inherit=True) if self.path == path else original(self, name)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        within(MOST_SECONDS)
        try:
            importlib.import_module(module_of(trial.mutant))
        except Exception:  # noqa: BLE001  # whatever the mutant does
            os._exit(BROKEN)
        files = sorted({name.partition("::")[0] for name in trial.tests})
        if files and pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:cov", *files], plugins=[Chosen(trial)]) not in (0, 5):
            os._exit(KILLED)

    return forked(run)


def forked(run: Callable[[], None], seconds: int = MOST_SECONDS, silent: bool = True) -> str:
    """What became of a process that does this: it survived, was killed by a test, breaks its import or took too long."""
    process = os.fork()
    if not process:
        os.setpgid(0, 0)
        if silent:
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        signal.alarm(seconds)
        outcome = SURVIVED
        try:
            run()
        except BaseException:  # noqa: BLE001  # whatever the mutant does
            outcome = KILLED
            if not silent:
                traceback.print_exc()
        os._exit(outcome)
    _, status = os.waitpid(process, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if os.WIFSIGNALED(status):
        return "timed out" if os.WTERMSIG(status) in (signal.SIGVTALRM, signal.SIGALRM) else "killed"
    return {SURVIVED: "survived", KILLED: "killed", BROKEN: "does not import", UNDECIDED: "undecided"}.get(os.WEXITSTATUS(status), "killed")


def within(seconds: float) -> None:
    """Ends the process if it computes for much longer than this from now on."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LEAST_SECONDS + TIMES_SLOWER * seconds)


def warm() -> None:
    """Loads what most tests load and no mutant changes: the ontology and the words that come with the program."""
    from kg.knowledge import lexicon  # noqa: PLC0415
    from kg.knowledge.ontology import Ontology  # noqa: PLC0415

    ontology, load, load_lexicon = Ontology.load(), Ontology.load, lexicon.load_lexicon
    words = load_lexicon(ontology.folder)
    Ontology.load = lambda folder=None: load(folder) if folder else ontology  # type: ignore[method-assign]
    for module in list(sys.modules.values()):
        if vars(module).get("load_lexicon") is load_lexicon:
            module.load_lexicon = lambda *of: words if of == (ontology.folder,) else load_lexicon(*of)  # type: ignore[attr-defined]


def live_functions() -> dict[tuple[str, str, int], list[FunctionType]]:
    """All functions of the process, by their file, name and first line."""
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[(one.__code__.co_filename, *named(one.__code__))].append(one)
    return found


def module_of(mutant: Mutant) -> str:
    return mutant.path.removeprefix("src/").removesuffix(".py").replace("/", ".")


def put_in_place(module: ModuleType, code: CodeType) -> bool:
    """Runs the code of a module anew and puts its tables and defaults into the module and where they are imported; whether any differ.

    Not where they hold instances of classes of the module itself, for these would be others.
    """
    new = {name: getattr(module, name) for name in ("__name__", "__file__", "__package__")}
    try:
        exec(code, new)
    except Exception:  # noqa: BLE001  # whatever the mutant does
        os._exit(BROKEN)
    found, modules = False, [one for name, one in sys.modules.items() if name.startswith(("kg.", "test", "conftest"))]
    for name, value in new.items():
        old = vars(module).get(name)
        if isinstance(value, FunctionType) and isinstance(old, FunctionType) and old.__module__ == module.__name__:
            found |= repr((old.__defaults__, old.__kwdefaults__)) != repr((value.__defaults__, value.__kwdefaults__))
            old.__defaults__, old.__kwdefaults__ = value.__defaults__, value.__kwdefaults__
        elif not name.startswith("__") and not isinstance(value, type | FunctionType | ModuleType) and repr(old) != repr(value):
            if f"{module.__name__}." in repr(value) or any(own in repr(value) for own in class_names(module)):
                return False
            found = True
            for one in modules:
                if vars(one).get(name) is old:
                    setattr(one, name, value)
    return found


def class_names(module: ModuleType) -> list[str]:
    return [f"{name}(" for name, value in vars(module).items() if isinstance(value, type) and value.__module__ == module.__name__]


def codes(code: CodeType) -> Iterator[CodeType]:
    """A piece of code with all that it holds, the outer before the inner."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def named(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno
