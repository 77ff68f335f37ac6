"""The pages: overview, graph, query page, and the descriptions of things, to read or as RDF.

An IRI of the project, such as https://w3id.org/stategraph/id/Russia, leads to the path /id/Russia here. What stands there describes the
thing and is not the thing itself, which has its IRI at w3id.org; so the description is sent at once, in the format that the client
prefers, with the address of this format in Content-Location, instead of a further redirection to it.

See https://www.w3.org/TR/cooluris/ and https://www.w3.org/TR/ld-bp/.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import QueryError
from kg.extraction.reification import EVIDENCE
from kg.extraction.statements import Statement
from kg.graph.queries import find_entity, questions
from kg.graph.store import PREFIXES, Store
from kg.knowledge.overlay import laid_over
from kg.knowledge.terms import BASE, SCHEMA
from kg.service.analysing import Analyst, graph_page
from kg.service.describing import SHOWN, describe, properties, triples_about, vocabulary
from kg.service.linking import KINDS, Language, Thing, exists, path_of, types_of
from kg.service.negotiation import FORMATS, SYNTAX, format_of, language_of
from kg.service.reading import reading, remembered, solutions
from kg.service.responding import HTML, message, page, sent
from kg.service.searching import counts, nearest, newest, search_query
from kg.service.statements import statement_of, tell


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    with laid_over("ontologies", app.state.settings.ontologies) as folder:
        app.state.questions = questions(folder / "queries")
    with closing(Analyst()) as app.state.analyst:
        yield


router = APIRouter(lifespan=_life)
LONGEST = 200
"""Letters of a name that is looked for."""
ITEMS = 12
"""So many offices, agreements and the like are shown before the reader asks for all."""
DATA = ("ttl", "jsonld", "nt", "rdf")
NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
MEDIA = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "md": "text/plain; charset=utf-8"}
EXAMPLE = "PREFIX kg: <https://w3id.org/stategraph/ontology#>\n\nSELECT ?who ?whom WHERE {\n  ?who kg:suppliesArmsTo ?whom\n}\nLIMIT 100\n"


async def front(request: Request) -> Response:
    """What the store holds, and the things of a name if one is asked for."""
    language, wanted = language_of(request), request.query_params.get("name")
    found = await _search(request, wanted[:LONGEST], language) if wanted else []
    figures = await remembered(request, "figures", counts)
    last = await remembered(request, f"newest {language}", lambda store: newest(store, language))
    return await page(request, "front.html", wanted=wanted, found=found, figures=figures, newest=last)


async def _search(request: Request, name: str, language: Language) -> list[tuple[Thing, list[str]]]:
    rows = await solutions(request, search_query(name))
    return await reading(request, lambda store: nearest(store, rows, name, language))


async def interface(request: Request) -> Response:
    """The description of the JSON interface to read."""
    return await page(request, "interface.html", calls=calls(request.app.openapi()))


def calls(description: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls of the interface by its OpenAPI description: path, summary, description, parameters, and an address to try."""
    found = []
    for path, methods in description["paths"].items():
        if path.startswith("/api/"):
            call = {"path": path, "parameters": [], "description": "", **methods["get"]}
            found.append({**call, "example": _example(path, call["parameters"])})
    return found


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    """The address with the example of each parameter that it needs."""
    shown = {one["name"]: _shown_value(one) for one in parameters if one.get("required")}
    filled = path.format(**{name: quote(value) for name, value in shown.items()})
    asked = {one["name"]: shown[one["name"]] for one in parameters if one["in"] == "query" and one.get("required")}
    return filled + (f"?{urlencode(asked)}" if asked else "")


def _shown_value(parameter: dict[str, Any]) -> str:
    examples = parameter.get("examples") or parameter["schema"].get("examples") or [""]
    return str(next(iter(examples.values()))["value"] if isinstance(examples, dict) else examples[0])


async def graph(request: Request) -> Response:
    """The page of `kg view`; its Content-Security-Policy names its own scripts."""
    body, policy = await graph_page(request, language_of(request))
    return sent(request, body, HTML, {"Content-Security-Policy": policy})


async def query(request: Request) -> Response:
    """The query page; `query` fills the editor."""
    return await page(
        request, "query.html", questions=request.app.state.questions.values(), text=request.query_params.get("query", EXAMPLE)
    )


async def why(request: Request) -> Response:
    """Why a triple holds: its witnesses, and what it follows from by rules."""
    language = language_of(request)
    names = [request.query_params.get(part, "") for part in ("subject", "predicate", "object")]

    def read(store: Store) -> Any:
        return tell(store, Statement(*(find_entity(store, name).value for name in names)), language)

    try:
        return await page(request, "statement.html", it=await reading(request, read), formats=[], shown=SHOWN)
    except QueryError as error:
        return await message(request, 404, str(error))


async def thing(request: Request) -> Response:
    """What an IRI of the project means, in the format that the client prefers, or that the suffix of the path names."""
    path = request.url.path
    raw = (request.scope.get("raw_path") or path.encode()).decode("ascii", "replace").partition("?")[0]
    found = await reading(request, lambda store: _found(store, path, raw))
    if found is None:
        return await message(request, 404)
    iri, suffix = found
    form = suffix or format_of(request)
    if form is None:
        return await message(request, 406)
    location = f"{str(path_of(iri)).partition('#')[0]}.{form}"
    headers = {"Vary": "Accept, Accept-Language", "Content-Location": location}
    if form != "html":
        body = await reading(request, lambda store: _data(store, iri, form))
        return sent(request, body, FORMATS[form], headers)
    return await _shown(request, iri, headers)


def _found(store: Store, path: str, raw: str) -> tuple[str, str | None] | None:
    """The IRI that the path leads to, with the suffix that the path has beside it; a suffix that is part of a name is none."""
    for written in dict.fromkeys((path, raw, unquote(raw))):
        if _known(store, written):
            return BASE + written[1:], None
        stem, dot, suffix = written.rpartition(".")
        if dot and suffix in FORMATS and _known(store, stem):
            return BASE + stem[1:], suffix
    return None


def _known(store: Store, path: str) -> bool:
    return path == "/ontology" or exists(store, BASE + path[1:])


def _data(store: Store, iri: str, form: str) -> bytes:
    prefixes = {prefix: namespace for prefix, namespace in PREFIXES.items() if form != "nt"}
    return ox.serialize(triples_about(store, iri), format=SYNTAX[form], prefixes=prefixes) or b""


async def _shown(request: Request, iri: str, headers: dict[str, str]) -> Response:
    language = language_of(request)
    address = str(path_of(iri)).partition("#")[0]
    formats = [((NAMES[form], FORMATS[form]), f"{address}.{form}") for form in DATA]

    def read(store: Store) -> tuple[str, dict[str, Any]]:
        if iri.startswith(BASE + "evidence/"):
            owner = next(store.triples(None, ox.NamedNode(EVIDENCE), ox.NamedNode(iri), None), None)
            if owner is not None and isinstance(owner.subject, ox.NamedNode):
                return "", {"target": f"{path_of(owner.subject.value)}#{iri.rpartition('/')[2]}"}
        statement = statement_of(store, iri) if iri.startswith(BASE + "statement/") else None
        if statement:
            return "statement.html", {"it": tell(store, statement, language), "shown": SHOWN}
        return "thing.html", _described(store, iri, language)

    template, values = await reading(request, read)
    if not template:
        return RedirectResponse(values["target"], 303, headers={"Vary": "Accept"})
    return await page(request, template, headers=headers, formats=formats, **values)


def _described(store: Store, iri: str, language: Language) -> dict[str, Any]:
    it = describe(store, iri, language)
    kinds = types_of(store, iri)
    actor = iri.startswith(BASE + "id/")
    rest = [] if actor else properties(store, iri, language)
    return {
        "it": it,
        "rest": rest,
        "document": str(SCHEMA.NewsArticle) in kinds,
        "empty": not (rest or it.names or it.items or it.said or it.drawn),
        "shown": ITEMS,
    }


async def ontology(request: Request) -> Response:
    """The vocabulary: the pages of its terms are the parts of one document, as their IRIs have it."""
    form = format_of(request)
    if form == "html":
        language = language_of(request)
        terms = await remembered(request, f"ontology {language}", lambda store: vocabulary(store, language))
        headers = {"Vary": "Accept, Accept-Language"}
        return await page(request, "ontology.html", headers=headers, terms=terms, formats=[
            ((NAMES[name], FORMATS[name]), f"/ontology.{name}") for name in DATA
        ])  # fmt: skip
    return await thing(request)


async def web(request: Request) -> Response:
    """A style or script of the pages."""
    name = request.path_params["name"]
    body = _files().get(name)
    return await message(request, 404) if body is None else sent(request, body, MEDIA[name.rpartition(".")[2]], {})


@cache
def _files() -> dict[str, bytes]:
    folder = files("kg.service") / "web"
    found = {child.name: child for child in folder.iterdir() if child.is_file()}
    found |= {f"vendor/{child.name}": child for child in (folder / "vendor").iterdir()}
    return {name: child.read_bytes() for name, child in found.items() if name.rpartition(".")[2] in MEDIA}


ROUTES: dict[str, Callable[[Request], Any]] = {
    "/": front,
    "/graph": graph,
    "/query": query,
    "/why": why,
    "/api/v1/": interface,
    "/ontology": ontology,
    "/web/{name:path}": web,
    **{f"/{kind}/{{name:path}}": thing for kind in KINDS},
    **{f"/ontology.{suffix}": thing for suffix in FORMATS},
}
for _path, _endpoint in ROUTES.items():
    router.add_route(_path, _endpoint, methods=["GET", "HEAD"], include_in_schema=False)
