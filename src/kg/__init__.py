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
    from kg.analysis.network import read_network
    from kg.errors import KgError
    from kg.extraction.build import extract, records
    from kg.extraction.setup import Setup, load_extractor
    from kg.graph.building import build
    from kg.graph.exports import export
    from kg.graph.queries import run
    from kg.graph.store import Store
    from kg.reading.documents import Document, read
    from kg.views.page import write_page

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
    "read_network": "analysis.network",
    "write_page": "views.page",
    "KgError": "errors",
}

__all__ = [
    "Document",
    "KgError",
    "Setup",
    "Store",
    "build",
    "export",
    "extract",
    "load_extractor",
    "read",
    "read_network",
    "records",
    "run",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(f"kg.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
