"""The targets of tests/fuzz keep their promises for the inputs that they begin with; atheris is not needed for that."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "fuzz"
MODULES = {"fuzz_reading": "READING", "fuzz_extraction": "EXTRACTION", "fuzz_knowledge": "KNOWLEDGE", "fuzz_graph": "GRAPH"}


@contextmanager
def harness() -> Iterator[None]:
    """Modules of the folder can be imported."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield
    finally:
        sys.path.remove(str(FOLDER))


with harness():
    TARGETS = {name: target for module, names in MODULES.items() for name, target in getattr(import_module(module), names).items()}
    keep_promise, SlowError, Target = (getattr(import_module("fuzz_target"), name) for name in ("keep_promise", "SlowError", "Target"))


@pytest.mark.parametrize("name", TARGETS)
def test_target_keeps_its_promise_for_what_it_begins_with(name):
    for seed in (*TARGETS[name].seeds, b"", b"\0", b"\xff" * 9):
        keep_promise(TARGETS[name], seed)


def spin(_):
    while True:
        pass


def test_target_that_takes_too_long_or_fails_breaks_its_promise():
    with pytest.raises(SlowError):
        keep_promise(Target(spin, (), seconds=0.05), b"")
    with pytest.raises(ZeroDivisionError):
        keep_promise(Target(lambda _: 1 / 0, ()), b"")
