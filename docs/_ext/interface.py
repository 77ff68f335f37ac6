"""The reference of the service's JSON interface, from its description by OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from _ext.markdown import code, prose, table
from kg.service.application import application
from kg.service.settings import Settings

_CHOICE = re.compile(r"\^\(([\w|]+)\)\$")
_KINDS = {"string": "text", "date": "a day, as 2024-05-01"}


def paths() -> str:
    """A section for each path of the interface: what it answers, and its parameters."""
    described = application(Settings(Path("kg-store"))).openapi()
    return "\n".join(_section(path, operations["get"]) for path, operations in described["paths"].items())


def _section(path: str, operation: Mapping[str, Any]) -> str:
    return f"### {code(path)}\n\n{prose(operation['summary'])}.\n\n{_parameters([*operation.get('parameters', ())])}"


def _parameters(parameters: Sequence[Mapping[str, Any]]) -> str:
    rows = ((code(p["name"]), p["in"], _values(p["schema"]), prose(p.get("description", ""))) for p in parameters)
    return table(("parameter", "in", "values", "meaning"), rows) if parameters else ""


def _values(schema: Mapping[str, Any]) -> str:
    """The values that a schema allows, null left out, and the default."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    default = schema.get("default")
    return ", ".join((*map(_allowed, kinds), *([f"default {code(str(default))}"] if default else ())))


def _allowed(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if "minimum" in schema and "maximum" in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    several = "one or more of " if schema["type"] == "array" else ""
    value = schema.get("items", schema)
    choice = _CHOICE.fullmatch(value.get("pattern", ""))
    if choice:
        return ", ".join(map(code, choice[1].split("|")))
    kind: str = value.get("format", value["type"])
    return several + _KINDS.get(kind, kind)
