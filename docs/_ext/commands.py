"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer.main

from _ext.markdown import code, prose, table
from kg.cli import app

FEW = 3
"""So many commands are named."""
_TEXT = re.compile(r" <(?:str|list\[str\])>$")


def command_line() -> str:
    """A section for each command: its usage, what it does, its arguments and options."""
    group = typer.main.get_command(app)
    commands = dict(_commands(group, "kg"))
    rows = ((f"[{name}](#{name.replace(' ', '-')})", prose(_summary(command))) for name, command in commands.items())
    return "\n".join([table(("command", "what it does"), rows), *(_section(name, command) for name, command in commands.items())])


def variables() -> str:
    """A table of the environment variables that stand for options, with the commands that have these."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for name, command in _commands(typer.main.get_command(app), "kg"):
        for parameter in command.params:
            if parameter.envvar:
                found.setdefault((parameter.envvar, max(parameter.opts, key=len), parameter.help), []).append(name)
    rows = ((code(variable), code(option), prose(words), _of(names)) for (variable, option, words), names in found.items())
    return table(("variable", "stands for", "meaning", "option of"), rows)


def _of(names: Sequence[str]) -> str:
    return ", ".join(map(code, names)) if len(names) <= FEW else f"{len(names)} commands"


def _commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def _section(name: str, command: Any) -> str:
    context = typer.Context(command, info_name=name)
    usage = " ".join((name, *command.collect_usage_pieces(context)))
    described = [_parameter(*record) for parameter in command.params if (record := parameter.get_help_record(context))]
    return "\n\n".join((f"## {name}", f"```text\n{usage}\n```", prose(_help(command)), f"```{{program}} {name}\n```", *described, ""))


def _parameter(signature: str, words: str) -> str:
    """The description of an argument or option; that an argument is a text need not be said."""
    return f"```{{option}} {_TEXT.sub('', signature)}\n{prose(words)}\n```"


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def _summary(command: Any) -> str:
    """The first sentence of the help."""
    return " ".join(_help(command).split("\n\n")[0].split())
