"""The formats of answers, and which of them a client accepts: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
RESULTS = {
    JSON: ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Of SELECT and ASK, the one to send if the client takes any first."""
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "text/n3": ox.RdfFormat.N3,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
"""Of CONSTRUCT and DESCRIBE."""
MARKS: dict[ox.QueryResultsFormat, tuple[bytes, ...]] = {
    ox.QueryResultsFormat.JSON: (b'[{"', b',{"'),  # in a string a quotation mark follows a backslash
    ox.QueryResultsFormat.XML: (b"<result>",),
    ox.QueryResultsFormat.CSV: (b"\r\n",),
    ox.QueryResultsFormat.TSV: (b"\n",),
}
"""The bytes that stand once for each solution as Oxigraph writes it. Of JSON, solutions without a binding do not count; of CSV and TSV, the
heading does, and a line break inside a string of CSV."""


def accepted(header: str | None, offers: Iterable[str]) -> list[str]:
    """Those of the offered media types that the Accept header admits, the most wanted first.

    >>> accepted("text/csv;q=0.5, application/*, text/xml;q=0", RESULTS)[:3]
    ['application/sparql-results+json', 'application/sparql-results+xml', 'application/json']
    """
    ranges = list(weighted(header or "*/*")) or [("*/*", 1.0)]
    weights = {offer: _weight(offer, ranges) for offer in offers}
    return sorted((offer for offer, weight in weights.items() if weight > 0), key=lambda offer: -weights[offer])


def weighted(header: str) -> Iterator[tuple[str, float]]:
    """What a header such as Accept or Accept-Language names, each with its weight, in time linear in its length.

    >>> list(weighted("fr, de-AT; q=0.8"))
    [('fr', 1.0), ('de-at', 0.8)]
    """
    for part in header.split(","):
        named, *parameters = (word.strip().lower() for word in part.split(";"))
        weights = [word[2:].strip() for word in parameters if word.startswith("q=")]
        if named:
            yield named, _number(weights[0]) if weights else 1.0


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(offer: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most precise range that matches."""
    for wanted in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        for media, weight in ranges:
            if media == wanted:
                return weight
    return 0.0
