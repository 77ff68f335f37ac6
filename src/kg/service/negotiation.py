"""What a client prefers: the format of a description, and the language of a page.

RFC 9110, https://www.rfc-editor.org/rfc/rfc9110#section-12.5
"""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request

from kg.service.formats import accepted, weighted
from kg.service.linking import LANGUAGES, Language

FORMATS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""The media types of the description of a thing, by the suffix that asks for them; the first, if the client takes any. JSON is JSON-LD."""
SYNTAX = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


def format_of(request: Request) -> str | None:
    """The suffix of the format that the client prefers; None if it accepts none of them."""
    found = accepted(request.headers.get("accept"), FORMATS.values())
    return next((suffix for suffix, media in FORMATS.items() if media == found[0]), None) if found else None


def language_of(request: Request) -> Language:
    """The language that `lang` asks for, else the one of ours that the client prefers, else English."""
    wanted = request.query_params.get("lang")
    found = [language for language in LANGUAGES if language == wanted]
    return found[0] if found else preferred_language(request.headers.get("accept-language", ""))


def preferred_language(header: str) -> Language:
    """The one of our languages that an Accept-Language header prefers, else English.

    >>> preferred_language("fr, de-AT;q=0.8, en;q=0.5")
    'de'
    """
    wanted = sorted(weighted(header), key=lambda found: -found[1])
    ours = (language for name, weight in wanted for language in LANGUAGES if name.partition("-")[0] == language and weight > 0)
    return next(ours, "en")
