"""Pages written from templates: every text that is put in is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined

from kg.service.linking import LANGUAGES, Language, path_of, why_path
from kg.service.wording import WORDS
from kg.views.words import day_in, plain

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def part(name: str) -> str:
    """A file of the service's web folder."""
    return (files("kg.service") / "web" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def rendered(template: str, language: Language, path: str, query: Mapping[str, str], **values: Any) -> str:
    """The page of that template; `path` and `query` are where it stands, for its links to itself in another language."""

    def say(word: str, *filling: object) -> str:
        return WORDS[language][word].format(*filling)

    def here(**changed: str) -> str:
        return f"{path}?{urlencode({**query, **changed})}"

    def link(target: str) -> str:
        """The target in the language that the reader chose."""
        if query.get("lang") not in LANGUAGES:
            return target
        before, sign, anchor = target.partition("#")
        return f"{before}{'&' if '?' in before else '?'}lang={language}{sign}{anchor}"

    spoken = {"language": language, "languages": LANGUAGES, "say": say, "here": here, "link": link, "path": path}
    return _templates().get_template(template).render(**spoken, when=lambda text: when(text, language), **values)


def when(text: str | date | None, language: Language) -> str:
    """A day in words; a month or a year as it is.

    >>> when("1949-04-04", "en"), when("1983-10", "en")
    ('4 April 1949', '1983-10')
    """
    if not text:
        return ""
    try:
        return day_in(text if isinstance(text, date) else date.fromisoformat(text), language) if _DAY.fullmatch(str(text)) else str(text)
    except ValueError:
        return str(text)


def outward(url: str | None) -> str | None:
    """The address, if it is one of the web: no script or file stands behind it."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def local(iri: str) -> str:
    """The last part of an IRI.

    >>> local("https://schema.org/startDate"), local("https://w3id.org/stategraph/ontology#capital")
    ('startDate', 'capital')
    """
    return iri.rpartition("#")[2].rpartition("/")[2]


@cache
def _templates() -> Environment:
    found = Environment(loader=FunctionLoader(part), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.filters |= {"outward": outward, "plain": plain, "local": local}
    found.globals |= {"why_path": why_path, "path_of": path_of}
    return found
