"""The entities known beforehand, read from Turtle: states, leaders, organizations, blocs and agreements with their names and dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pyoxigraph
from babel import Locale, UnknownLocaleError

from kg.errors import SeedError
from kg.knowledge.terms import KG, KGR, SCHEMA
from kg.knowledge.turtle import read_turtle

Kind = Literal["State", "Leader", "Person", "Organization", "Bloc", "Agreement", "Namesake"]
How = Literal["name", "adjective", "inhabitant", "capital", "seat", "nickname", "family"]
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal
Descriptions = Mapping[str, Mapping[str, list[Term]]]

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
_CONFLICT = pyoxigraph.NamedNode(str(KG.Conflict))
_ISO, _COW, _TENURE = str(KG.iso3166), str(KG.cow), str(KG.tenure)
_START, _END = str(SCHEMA.startDate), str(SCHEMA.endDate)
_KINDS: dict[str, Kind] = {
    str(KG.State): "State",
    str(KG.Leader): "Leader",
    str(KG.Organization): "Organization",
    str(KG.Bloc): "Bloc",
    str(KG.Agreement): "Agreement",
    str(KG.Person): "Person",
    str(KG.Namesake): "Namesake",
}
_NAMES: dict[str, How] = {
    _RDFS + "label": "name",
    _SKOS + "altLabel": "name",
    str(KG.adjective): "adjective",
    str(KG.inhabitant): "inhabitant",
    str(KG.capital): "capital",
    str(KG.seat): "seat",
    str(KG.nickname): "nickname",
    str(KG.familyName): "family",
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """That a person holds the office (an IRI) of a state or organization from `start` to `end`; None is unknown or open."""

    office: str
    of: str
    start: date | None
    end: date | None

    def holds_at(self, day: date) -> bool:
        """Whether the office is held at the day, its first and last day included."""
        return _covers(self, day)


@dataclass(frozen=True, slots=True)
class Name:
    """A word or phrase that stands for an entity, uninflected; its language is "" where it has none."""

    text: str
    how: How
    language: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what the graph speaks about. `name` is the canonical English one; a state of the past has an `end`."""

    iri: str
    kind: Kind
    name: str
    labels: Mapping[str, str] = field(hash=False)
    names: tuple[Name, ...] = field(default=(), repr=False, hash=False)
    start: date | None = None
    end: date | None = None
    tenures: tuple[Tenure, ...] = field(default=(), repr=False)
    same_as: tuple[str, ...] = ()
    iso3166: str | None = None
    cow: str | None = None

    def exists_at(self, day: date) -> bool:
        """Whether the day lies between the entity's start and end; unknown ones count as open."""
        return _covers(self, day)


def _covers(lasting: Tenure | Entity, day: date) -> bool:
    return (lasting.start is None or lasting.start <= day) and (lasting.end is None or day <= lasting.end)


def read_entities(files: Iterable[Path], language: str) -> list[Entity]:
    """The entities of the Turtle files, ordered by IRI, with CLDR's names of the states in English and in the language.

    A conflict known beforehand is none: its name is not looked for in texts.

    Raises:
        SeedError: no Turtle, an entity without class or English label, a date, country code or tenure that is none.
    """
    described, places = _descriptions(files)
    found = []
    for subject in sorted(described):
        if not subject.startswith(str(KGR)) or _CONFLICT in described[subject].get(_TYPE, ()):
            continue
        try:
            found.append(_entity(subject, described, language))
        except ValueError as error:
            raise SeedError(f"{places[subject]}: {subject.removeprefix(str(KGR))}: {error}") from None
    return found


def _descriptions(files: Iterable[Path]) -> tuple[dict[str, dict[str, list[Term]]], dict[str, Path]]:
    described: dict[str, dict[str, list[Term]]] = {}
    places: dict[str, Path] = {}
    for file in files:
        try:
            for quad in read_turtle(file):
                subject, value = quad.subject, quad.object
                if isinstance(subject, pyoxigraph.Triple) or isinstance(value, pyoxigraph.Triple):
                    continue
                if quad.predicate.value == _TYPE or subject.value not in places:
                    places[subject.value] = file
                described.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value)
        except SyntaxError as error:
            raise SeedError(f"{file}:{error.lineno}: {error.msg}; correct the Turtle") from None
        except (OSError, ValueError) as error:
            raise SeedError(f"{file}: {getattr(error, 'strerror', None) or error}; name a readable Turtle file") from None
    return described, places


def _entity(subject: str, described: Descriptions, language: str) -> Entity:
    about = described[subject]
    labels = _labels(about)
    code = _single(about, _ISO)
    names = [
        Name(value.value, how, value.language or "")
        for predicate, how in _NAMES.items()
        for value in about.get(predicate, ())
        if isinstance(value, pyoxigraph.Literal)
    ]
    if code:
        for tongue in dict.fromkeys(("en", language)):
            if cldr := _cldr_name(code, tongue):
                labels.setdefault(tongue, cldr)
                names.append(Name(cldr, "name", tongue))
    return Entity(
        iri=subject,
        kind=_kind(about),
        name=labels["en"],
        labels=labels,
        names=tuple(dict.fromkeys(names)),
        start=_day(about, _START),
        end=_day(about, _END),
        tenures=tuple(_tenure(node, described) for node in about.get(_TENURE, ())),
        same_as=tuple(sorted(value.value for value in about.get(_SAME_AS, ()))),
        iso3166=code,
        cow=_single(about, _COW),
    )


def _kind(about: Mapping[str, list[Term]]) -> Kind:
    types = {value.value for value in about.get(_TYPE, ())}
    for iri, kind in _KINDS.items():
        if iri in types:
            return kind
    raise ValueError("has no class; write `a kg:State` or another class of core.ttl")


def _labels(about: Mapping[str, list[Term]]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for value in about.get(_RDFS + "label", ()):
        tongue = (value.language or "") if isinstance(value, pyoxigraph.Literal) else ""
        if labels.setdefault(tongue, value.value) != value.value:
            raise ValueError(f"has two labels in {tongue or 'no language'!r}; keep one, and write the other as skos:altLabel")
    if "en" not in labels:
        raise ValueError('has no English label; write rdfs:label "…"@en')
    return labels


def _tenure(node: Term, described: Descriptions) -> Tenure:
    about = described.get(node.value, {})
    office, of = _single(about, str(KG.office)), _single(about, str(KG.of))
    if not office or not of:
        raise ValueError("a tenure needs one kg:office and one kg:of; add what is missing")
    tenure = Tenure(office, of, _day(about, _START), _day(about, _END))
    if tenure.start and tenure.end and tenure.end < tenure.start:
        raise ValueError(f"a tenure ends {tenure.end} before it starts {tenure.start}; correct the dates")
    return tenure


def _single(about: Mapping[str, list[Term]], predicate: str) -> str | None:
    values = about.get(predicate, ())
    if len(values) > 1:
        raise ValueError(f"has several values of {predicate.rpartition('#')[2].rpartition('/')[2]}; keep one")
    return values[0].value if values else None


def _day(about: Mapping[str, list[Term]], predicate: str) -> date | None:
    """The day of a start or an end: the first that the text may mean for a start, the last for an end."""
    text = _single(about, predicate)
    if text is None:
        return None
    return first_day(text) if predicate == _START else last_day(text)


def first_day(text: str) -> date:
    """The first day that an xsd:date, xsd:gYearMonth or xsd:gYear may mean.

    Raises:
        ValueError: the text is none of these.

    >>> str(first_day("1990-03"))
    '1990-03-01'
    """
    try:
        return date.fromisoformat(text) if len(text) == 10 else date(int(text[:4]), int(text[5:7] or 1), 1)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD, YYYY-MM or YYYY") from None


def last_day(text: str) -> date:
    """The last day that an xsd:date, xsd:gYearMonth or xsd:gYear may mean.

    Raises:
        ValueError: the text is none of these.

    >>> str(last_day("1990-02"))
    '1990-02-28'
    """
    first = first_day(text)
    if len(text) == 10:
        return first
    month = first.month if len(text) > 4 else 12
    return first.replace(month=month, day=monthrange(first.year, month)[1])


def _cldr_name(code: str, language: str) -> str | None:
    """CLDR's name of a state, without what it adds in brackets (*Myanmar (Burma)*); None where the language has none."""
    names = _territories(language)
    if code not in _territories("en"):
        raise ValueError(f"{code!r} is no ISO 3166 code; write two letters that CLDR knows")
    name = names.get(code)
    return name and name.partition(" (")[0]


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}
