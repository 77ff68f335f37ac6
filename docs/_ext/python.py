"""The references of what programs use: the names of the package, the errors, and the measures, described by their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from importlib import import_module

import kg
from kg import errors

PACKAGES = {
    "reading": "Read documents",
    "extraction": "Find statements",
    "graph": "Keep and ask them",
    "analysis": "Measure alliances",
    "views": "Write pages and pictures",
}
"""The packages of whose names programs make use, in the order of the data."""
RETURNED = {
    "extraction": "build.Extractor build.Extraction statements.Statement statements.Evidence statements.Interval",
    "analysis": "witnesses.Witness hedging.Hedge frustration.Frustration changes.Change history.History history.Moment history.Event",
}
"""What the functions of these packages give back, beside what `kg` itself names."""
MEASURES = {
    "Of the system": """
        polarization.polarization polarization.signed_modularity balance.triangles balance.balance balance.weak_balance
        frustration.frustration blocs.blocs""",
    "Of each state": """
        centrality.betweenness centrality.constraint centrality.effective_size centrality.brokerage centrality.Roles
        centrality.pn_centrality balance.imbalance centrality.coreness centrality.Core""",
    "Of two states": """
        hedging.hedging hedging.evenness similarity.portfolios similarity.Portfolios similarity.s_score similarity.kappa
        triads.closing triads.opening triads.Triad triads.expected_ties triads.Expectation paths.strongest_path paths.Step""",
    "Of a tie": "witnesses.weight witnesses.span witnesses.counting standing.standing_ties standing.Standing",
}
"""The measures and what they give back, as `kg.analysis` has them."""


def api() -> str:
    """A section for each package, with what `kg` names of it."""
    return "\n".join(_section(title, _names(package)) for package, title in PACKAGES.items())


def exceptions() -> str:
    """The classes of errors."""
    return _described(f"kg.errors.{name}" for name, thing in vars(errors).items() if isinstance(thing, type))


def measures() -> str:
    """A section for each kind of measure, with their definitions."""
    return "\n".join(_section(title, (f"kg.analysis.{name}" for name in names.split())) for title, names in MEASURES.items())


def _names(package: str) -> Iterator[str]:
    yield from (f"kg.{name}" for name in kg.__all__ if getattr(kg, name).__module__.startswith(f"kg.{package}."))
    yield from (f"kg.{package}.{name}" for name in RETURNED.get(package, "").split())


def _section(title: str, names: Iterable[str]) -> str:
    return f"## {title}\n\n{_described(names)}"


def _described(names: Iterable[str]) -> str:
    """Directives of autodoc for these names."""
    return "```{eval-rst}\n" + "\n".join(map(_directive, names)) + "```\n"


def _directive(name: str) -> str:
    module, _, own = name.rpartition(".")
    thing = getattr(import_module(module), own)
    if not inspect.isclass(thing):
        return f".. autofunction:: {name}\n"
    return f".. autoexception:: {name}\n" if issubclass(thing, Exception) else f".. autoclass:: {name}\n   :members:\n"
