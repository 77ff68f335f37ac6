"""SHACL: what a graph does against its shapes. The one module that knows pySHACL, which is imported at its first use.

Shapes Constraint Language, W3C Recommendation 2017, https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Identifier

from kg.errors import OntologyError

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # else it prints a traceback for each date that is none; shapes find it
logging.getLogger("pyshacl-validate").disabled = True  # what it says of malformed shapes, it raises, too

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Violation:
    """A SHACL validation result: which node breaks which shape, on which path and with which value."""

    focus: Identifier
    path: Identifier | None
    value: Identifier | None
    shape: Identifier
    message: str
    warning: bool


def validate(data: Graph, shapes: Graph) -> list[Violation]:
    """What the data do against the shapes, ordered by focus node and message.

    Raises:
        OntologyError: the shapes are malformed, or would call a server.
    """
    queries = (str(text).lower() for form in (SH.select, SH.ask, SH.construct) for text in shapes.objects(None, form))
    if any("service" in query for query in queries):
        raise OntologyError("shapes: a query names SERVICE, by which a server would be called; write it without the word")
    import pyshacl  # noqa: PLC0415  # half a second, which a command that checks nothing need not spend

    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, allow_warnings=True)
    except Exception as error:  # noqa: BLE001  # pySHACL lets through whatever a malformed shape makes of it, such as `re.error`
        what = (str(error).splitlines() or [type(error).__name__])[0]
        raise OntologyError(f"shapes: {what}; correct the SHACL shape") from None
    if not isinstance(report, Graph):
        raise OntologyError(f"shapes: {str(text).splitlines()[0]}; correct the SHACL shape")
    return sorted(_violations(report), key=lambda found: (str(found.focus), found.message, str(found.value)))


def _violations(report: Graph) -> Iterator[Violation]:
    for result in report.objects(None, SH.result):
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        yield Violation(
            focus=_identifier(focus),
            path=_optional(report.value(result, SH.resultPath)),
            value=_optional(report.value(result, SH.value)),
            shape=_identifier(shape),
            message=" ".join(str(report.value(result, SH.resultMessage) or "the shape does not hold").split()),
            warning=report.value(result, SH.resultSeverity) in (SH.Warning, SH.Info),
        )


def _identifier(node: object) -> Identifier:
    assert isinstance(node, Identifier)
    return node


def _optional(node: object) -> Identifier | None:
    return node if isinstance(node, Identifier) else None


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """The triples of Oxigraph's quads as an rdflib graph."""
    graph = Graph()
    for quad in quads:
        assert not isinstance(quad.subject, ox.Triple)
        assert not isinstance(quad.object, ox.Triple)
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


@lru_cache(maxsize=1 << 12)
def _term(term: Term) -> Identifier:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    return Literal(term.value, lang=term.language) if term.language else Literal(term.value, datatype=term.datatype.value)
