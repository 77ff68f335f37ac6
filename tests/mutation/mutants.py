"""Mutants: the source of a module with one small change, by the operators of mutmut (https://mutmut.readthedocs.io).

mutmut itself changes plain functions alone; here properties, cached functions, defaults and the tables of a module change as well.
Left out is what is no behaviour: docstrings, annotations and aliases of types, imports, decorators, the name of UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_swap_op

_TYPED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
_NO_BEHAVIOUR = m.OneOf(
    m.If(test=m.Name("TYPE_CHECKING")),
    m.Expr(value=m.SimpleString()),
    m.Assign(targets=[m.AssignTarget(target=m.OneOf(m.Name("__all__"), m.Name("__slots__")))]),
    m.Assign(
        targets=[m.AssignTarget(target=m.Name(m.MatchRegex(r"^[A-Z]\w*[a-z]\w*$")))], value=m.OneOf(m.Subscript(), m.BinaryOperation())
    ),
    *(m.SimpleString(text) for text in ('"utf-8"', '"UTF-8"')),
)
_MAY_BE_NONE = (cst.If, cst.Expr, cst.Assign, cst.SimpleString)
_KEPT = m.Call(func=m.OneOf(m.Name("len"), m.Name("isinstance"), m.Name("cast")))
"""Calls that keep their arguments: without them they say nothing but an error of type."""
_OPERATIONS = (cst.BinaryOperation, cst.UnaryOperation, cst.BooleanOperation, cst.ComparisonTarget, cst.AugAssign)


@dataclass(frozen=True, slots=True)
class Mutant:
    """`before` becomes `after` in the statement that begins at `line`, in the function `scope`, which begins at `first`, or in none."""

    path: str
    number: int
    line: int
    scope: str
    first: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A mutant that is not written out yet."""

    path: str
    number: int
    tree: cst.Module
    node: cst.CSTNode
    changed: cst.CSTNode
    statement: int
    scope: tuple[str, int]

    def mutant(self) -> Mutant:
        before, after = (" ".join(self.tree.code_for_node(one).split()) for one in (self.node, self.changed))
        return Mutant(self.path, self.number, self.statement, *self.scope, before, after)

    def source(self) -> str:
        tree = self.tree.deep_replace(self.node, self.changed)
        assert isinstance(tree, cst.Module)
        return tree.code


def changes(path: Path, root: Path) -> list[Change]:
    """All mutants of a module."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    found = _Changes()
    wrapper.visit(found)
    return [Change(str(path.relative_to(root)), number, wrapper.module, *one) for number, one in enumerate(found.found)]


class _Changes(cst.CSTVisitor):
    """Collects what the operators make of each node that is behaviour."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, tuple[str, int]]] = []
        self._names: list[str] = []
        self._body: cst.CSTNode | None = None
        self._scope = ("", 0)
        self._statement = self._first = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _TYPED) or (isinstance(node, _MAY_BE_NONE) and m.matches(node, _NO_BEHAVIOUR)):
            return False
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statement = self._line(node)
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and not self._scope[0]:
            self._names.append(node.name.value)
            self._body = node.body if isinstance(node, cst.FunctionDef) else None
            self._first = min(self._line(one) for one in (node, *node.decorators))
        if node is self._body:
            self._scope = (".".join(self._names), self._first)
        if not isinstance(node, cst.Call) or not m.matches(node, _KEPT):
            self.found.extend((node, changed, self._statement, self._scope) for changed in _changed(node))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if original_node is self._body:
            self._body, self._scope = None, ("", 0)
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef) and not self._scope[0]:
            self._names.pop()

    def _line(self, node: cst.CSTNode) -> int:
        return self.get_metadata(PositionProvider, node).start.line


def _changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What the operators make of the node."""
    for kind, operator in mutation_operators:
        if isinstance(node, kind) and (operator is not operator_swap_op or isinstance(node, _OPERATIONS)):  # it tries each node, slowly
            yield from operator(node)
