"""Which tests run which statements: each statement of the functions notes its line, test by test.

Coverage contexts tell the same, but write to a database after each test, which takes longer than most tests here.
"""

from __future__ import annotations

import ast
import builtins
import json
import time
from collections.abc import Iterator, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

RAN = "__ran__"
PACKAGES = ("kg.extraction.", "kg.graph.", "kg.analysis.")


class Noting(ast.NodeTransformer):
    """Puts a call before each statement of a function."""

    def __init__(self, file: str) -> None:
        self.file, self.depth = file, 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if self.depth and not isinstance(node, ast.ClassDef):
            for block in ("body", "orelse", "finalbody"):
                statements = getattr(node, block, None)
                if isinstance(statements, list):
                    kept = statements[: block == "body" and isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None]
                    noted = [new for one in statements[len(kept) :] for new in (self._note(one), one)]
                    setattr(node, block, [*kept, *noted])
        return node

    def _note(self, statement: ast.stmt) -> ast.stmt:
        line = min(one.lineno for one in (statement, *getattr(statement, "decorator_list", ())))
        call = ast.Call(ast.Name(RAN, ast.Load()), [ast.Constant((self.file, line))], [])
        return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement))


class Recorder:
    """A plugin for pytest that notes for each test what it runs, what the fixtures it shares ran, and its seconds."""

    def __init__(self) -> None:
        self.ran: set[tuple[str, int]] = set()
        self.tests: dict[str, dict[str, Any]] = {}
        self._fixtures: dict[tuple[str, str], set[tuple[str, int]]] = {}
        self._failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        outer, self.ran = self.ran, set()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                self._fixtures[fixturedef.baseid, fixturedef.argname] = self.ran
            self.ran |= outer

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.ran, start = set(), time.process_time()
        try:
            return (yield)
        finally:
            names = set(getattr(item, "fixturenames", ()))
            shared = (ran for (_, name), ran in self._fixtures.items() if name in names)
            lines = sorted(self.ran.union(*shared))
            self.tests[item.nodeid] = {"seconds": round(time.process_time() - start, 4), "lines": lines}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        for name in self._failed:
            self.tests.pop(name, None)


def record(root: Path, tests: Sequence[str], to: Path) -> None:
    """Runs the tests and writes for each its seconds and the statements that it runs."""
    original, recorder = SourceFileLoader.get_code, Recorder()

    def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
        path = Path(self.path)
        if not name.startswith(PACKAGES) or not path.is_relative_to(root):
            return original(self, name)
        tree = Noting(str(path.relative_to(root))).visit(ast.parse(path.read_text(encoding="utf-8")))
        return compile(tree, self.path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    setattr(builtins, RAN, lambda place: recorder.ran.add(place))  # noqa: PLW0108  # each test has a set of its own
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:cov", *tests], plugins=[recorder])
    to.write_text(json.dumps(recorder.tests), encoding="utf-8")
