"""A knowledge graph of states, leaders and agreements, from German news, with the words that carry each of its statements.

    import kg

    store = kg.Store()
    kg.build(store, kg.read(["seeds/news"]))
    for row in store.select("SELECT ?who ?whom { ?who kg:suppliesArmsTo ?whom }"):
        print(row["who"], row["whom"])

Names are imported at their first use, so that `import kg` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.analysis.blocs import blocs
    from kg.analysis.changes import changes
    from kg.analysis.frustration import frustration_index
    from kg.analysis.hedging import hedging
    from kg.analysis.history import read_history
    from kg.analysis.measures import of_states, of_system
    from kg.analysis.network import read_network
    from kg.analysis.snapshots import at, between, signed
    from kg.errors import KgError
    from kg.extraction.build import extract, records
    from kg.extraction.setup import Setup, load_extractor
    from kg.graph.building import build
    from kg.graph.exports import export
    from kg.graph.extent import Extent
    from kg.graph.queries import run
    from kg.graph.store import Store
    from kg.reading.documents import Document, read
    from kg.views.charts import write_charts
    from kg.views.page import write_page
    from kg.views.plots import Scope, plot

_MODULES = {
    "Document": "reading.documents",
    "read": "reading.documents",
    "Setup": "extraction.setup",
    "load_extractor": "extraction.setup",
    "extract": "extraction.build",
    "records": "extraction.build",
    "Store": "graph.store",
    "build": "graph.building",
    "run": "graph.queries",
    "export": "graph.exports",
    "Extent": "graph.extent",
    "read_network": "analysis.network",
    "at": "analysis.snapshots",
    "between": "analysis.snapshots",
    "signed": "analysis.snapshots",
    "of_system": "analysis.measures",
    "of_states": "analysis.measures",
    "frustration_index": "analysis.frustration",
    "blocs": "analysis.blocs",
    "hedging": "analysis.hedging",
    "changes": "analysis.changes",
    "read_history": "analysis.history",
    "write_page": "views.page",
    "write_charts": "views.charts",
    "plot": "views.plots",
    "Scope": "views.plots",
    "KgError": "errors",
}

__all__ = [
    "Document",
    "Extent",
    "KgError",
    "Scope",
    "Setup",
    "Store",
    "at",
    "between",
    "blocs",
    "build",
    "changes",
    "export",
    "extract",
    "frustration_index",
    "hedging",
    "load_extractor",
    "of_states",
    "of_system",
    "plot",
    "read",
    "read_history",
    "read_network",
    "records",
    "run",
    "signed",
    "write_charts",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(f"kg.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
