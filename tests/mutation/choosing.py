"""The tests that a mutant has to survive: those that run its statement, the module's own first, then the fastest."""

from __future__ import annotations

import ast
import json
import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache
from pathlib import Path

from mutants import Mutant

Place = tuple[str, int]


class Choice:
    """Tests by the statements that they run, as noted; of each mutant at most so many seconds."""

    def __init__(self, root: Path, noted: Path, seconds: float) -> None:
        self.root, self.seconds = root, seconds
        self.ran: dict[Place, dict[str, float]] = defaultdict(dict)
        for test, told in json.loads(noted.read_text(encoding="utf-8")).items():
            for file, line in told["lines"]:
                self.ran[file, line][test] = told["seconds"]
        texts = {str(path.relative_to(root)): _text(path) for path in sorted(root.glob("src/kg/*/**/*.py"))}
        self._lines = {file: text.splitlines() for file, text in texts.items()}
        self._definitions = {file: _definitions(text) for file, text in texts.items()}
        self._statements: dict[str, list[int]] = defaultdict(list)
        for file, line in sorted(self.ran):
            self._statements[file].append(line)

    def tests(self, mutant: Mutant) -> tuple[dict[str, float], int]:
        """The tests for a mutant with their seconds, and how many more there are."""
        places = [(mutant.path, mutant.line)] if mutant.scope else self._users(mutant)
        found = {test: seconds for place in places for test, seconds in self.ran.get(place, {}).items()}
        module = mutant.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
        order = sorted(found, key=lambda test: (not self._imports(test.partition("::")[0], module), found[test], test))
        chosen, spent = {}, 0.0
        for test in order:
            spent += found[test]
            if spent > self.seconds and chosen:
                break
            chosen[test] = found[test]
        return chosen, len(found) - len(chosen)

    def _imports(self, file: str, module: str) -> bool:
        return bool(re.search(rf"^from {re.escape(module)} import|^import {re.escape(module)}\b", _text(self.root / file), re.MULTILINE))

    def _users(self, mutant: Mutant) -> list[Place]:
        """The statements that name what a statement of a module defines, or what is made of that in turn."""
        names, users = set[str](), set[Place]()
        new = {name for lines, name in self._definitions[mutant.path] if mutant.line in lines}
        while new:
            names |= new
            word = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
            users = {(file, line) for file, lines in self._lines.items() for line, text in enumerate(lines, 1) if word.search(text)}
            made = ((file, name, lines) for file, found in self._definitions.items() for lines, name in found)
            new = {name for file, name, lines in made if name.isupper() and any((file, line) in users for line in lines)} - names
        places = {(file, self._statement(file, line)) for file, line in users}
        return [place for place in places if place in self.ran] or [place for place in self.ran if place[0] == mutant.path]

    def _statement(self, file: str, line: int) -> int:
        """The line where the statement begins that ran last before this line."""
        lines = self._statements[file]
        return lines[max(bisect_right(lines, line) - 1, 0)] if lines else 0


def _definitions(source: str) -> list[tuple[range, str]]:
    """The names that a module defines, with the lines of each."""
    found = []
    for statement in ast.parse(source).body:
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.append((lines, statement.name))
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        found.extend((lines, node.id) for target in targets if target for node in ast.walk(target) if isinstance(node, ast.Name))
    return found


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
