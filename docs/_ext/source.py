"""The references of messages and of limits, from the source of the package: nothing of it is run."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import kg
from _ext.markdown import code, prose, table

ROOT = Path(kg.__file__).parent


@cache
def _modules() -> dict[str, ast.Module]:
    """The syntax trees of the package's modules by their names."""
    files = sorted(ROOT.rglob("*.py"))
    names = (".".join(("kg", *file.relative_to(ROOT).with_suffix("").parts)) for file in files)
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in zip(names, files, strict=True)}


def messages() -> str:
    """A section for each class of errors, with the messages that its errors have, by module."""
    said: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for module, tree in _modules().items():
        for name, message in _raised(tree):
            said[name].setdefault(message, module)
    return "\n".join(_section(error, said[error.name]) for error in _errors() if said[error.name])


def _errors() -> Iterator[ast.ClassDef]:
    return (node for node in _modules()["kg.errors"].body if isinstance(node, ast.ClassDef))


def _section(error: ast.ClassDef, said: dict[str, str]) -> str:
    rows = ((prose(message), code(module)) for message, module in sorted(said.items(), key=lambda pair: (pair[1], pair[0])))
    return f"### {error.name}\n\n{prose(ast.get_docstring(error) or '')}\n\n{table(('message', 'of'), rows)}"


def _raised(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The class and the message of each error that is raised with a message that stands there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name) and node.exc.args:
            message = "".join(_pieces(node.exc.args[0]))
            if message.strip("…"):
                yield node.exc.func.id, message


def _pieces(message: ast.expr) -> Iterator[str]:
    """The message, with … for what is known only when it is written."""
    match message:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _pieces(value)
        case _:
            yield "…"


def limits() -> str:
    """A table for each package of the numbers that decide something."""
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for module, tree in _modules().items():
        for name, value, words in _numbers(tree):
            found[module.split(".")[1]].append((code(f"{module.removeprefix('kg.')}.{name}"), code(value), prose(words)))
    return "\n".join(f"### {package}\n\n{table(('constant', 'value', 'what it decides'), rows)}" for package, rows in found.items())


def _numbers(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """The public constants of a module that are numbers and have a docstring: name, value, docstring."""
    for node, told in zip(tree.body, tree.body[1:], strict=False):
        name, value = _assigned(node)
        if name.isupper() and not name.startswith("_") and _is_number(value) and isinstance(told, ast.Expr):
            yield name, ast.unparse(value), str(ast.literal_eval(told.value))


def _assigned(node: ast.stmt) -> tuple[str, ast.expr]:
    """The name that the statement gives a value, and the value; no name if it is no such statement."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return name, value
    return "", ast.Constant(None)


def _is_number(value: ast.expr) -> bool:
    """Whether the value is a number, written as such or as a sum, product or power of two such."""
    parts = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    numbers = (int, float)
    return all(isinstance(part, parts) and isinstance(getattr(part, "value", 0), numbers) for part in ast.walk(value))
