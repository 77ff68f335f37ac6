"""Stores that are drawn, not read: as many triples as wanted in the layout of `kg build`, the same in every run.

`even` has a thousand actors that are named equally often; `News` is like an archive of news: of the actors of the seeds a few are in
most articles, popular statements have much evidence, most have one piece, and new persons come into the news with time.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random

import pyoxigraph as ox

from kg.extraction.build import Extraction
from kg.extraction.checks import Finding
from kg.extraction.reification import describe, evidence_triples, plain_triple, statement_triples, typed
from kg.extraction.statements import Evidence, Interval, Statement, Status, days_in
from kg.extraction.unknown import UnknownName
from kg.graph.backend import BACKGROUND
from kg.graph.background import ensure_background
from kg.graph.inference import infer
from kg.graph.records import Run, extraction_triples, run_triples
from kg.graph.store import Store
from kg.knowledge.entities import Entity
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.ontology import Ontology, Relation
from kg.knowledge.resources import data_folder
from kg.knowledge.terms import KG, KGD, KGR, LEX, SCHEMA
from kg.reading.documents import Document

ACTORS = 1000
RELATIONS = ("alliedWith", "tradesWith", "sanctions", "criticizes", "supports", "suppliesArmsTo", "meetsWith", "opposes")
RUN = Run("0", "drawn", "drawn", datetime(2026, 1, 1, tzinfo=UTC))
FIRST, DAYS = date(2005, 1, 1), 20 * 365
SITES = 300
NEW_PERSONS = 100
"""One person whom no seed knows comes into the news with so many documents."""
TOPICS = 5_000
"""So many statements are told again and again, the first most often; every tenth piece of evidence is of one of them."""
UNKNOWN_SHAPE = str(KG.StatementEndsShape)


def even(wanted: int, random: Random) -> Iterator[ox.Quad]:
    """About so many triples: documents of ten statements each, of two of a thousand actors."""
    written = 0
    number = 0
    while written < wanted:
        document = str(KGD[f"d{number // 10}"])
        about = [(str(SCHEMA.datePublished), typed(date(2024, 1, 1))), (str(SCHEMA.identifier), ox.Literal(f"d{number // 10}"))]
        subject, value = (str(KGR[f"A{random.randrange(ACTORS)}"]) for _ in range(2))
        said = Statement(subject, str(KG[random.choice(RELATIONS)]), value)
        evidence = Evidence(said, document, f"Satz {number} über zwei Staaten.", number, number + 30, "asserted", 0.8, str(LEX.entry))
        quads = [*describe(document, about), *statement_triples(said), *evidence_triples(evidence, "de"), plain_triple(said)]
        yield from quads
        written += len(quads)
        number += 1


@dataclass(frozen=True)
class Urn:
    """Things that are drawn, the first most often: the n-th in proportion to (n + 2) to the power of -`skew`."""

    things: Sequence[str]
    skew: float = 0.8

    @cached_property
    def _sums(self) -> list[float]:
        return list(accumulate((n + 2) ** -self.skew for n in range(len(self.things))))

    def draw(self, random: Random) -> str:
        """One of the things."""
        return self.things[bisect(self._sums, random.random() * self._sums[-1], hi=len(self.things) - 1)]


@dataclass(frozen=True)
class News:
    """Documents with made statements about the actors of the seeds; document n is the same whatever else is drawn."""

    documents: int
    ontology: Ontology = field(default_factory=Ontology.load)
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer.load(data_folder("seeds"), "de"))

    def __iter__(self) -> Iterator[Extraction]:
        """What was found in each document."""
        return map(self.extraction, range(self.documents))

    def extraction(self, number: int) -> Extraction:
        """What was found in one document: mostly two to ten statements, now and then an unknown name, or what the ontology refuses."""
        random = Random(number)
        document = _document(number, FIRST + timedelta(days=number * DAYS // self.documents), random)
        count = min(1 + int(random.expovariate(1 / 5.5)), 60)
        pieces = [self._evidence(document, place, random) for place in range(count)]
        ends = {end for piece in pieces for end in (piece.statement.subject, piece.statement.object)}
        refused = tuple(Finding(piece, "The subject is of a wrong class.", UNKNOWN_SHAPE) for piece in pieces if random.random() < 0.02)
        unknown = (_unknown(document, random),) if random.random() < 0.3 else ()
        kept = {piece.iri: piece for piece in pieces if piece not in {finding.evidence for finding in refused}}
        return Extraction(document, tuple(kept.values()), refused, tuple(map(_person, sorted(filter(_is_new, ends)))), unknown)

    def _evidence(self, document: Document, place: int, random: Random) -> Evidence:
        topic = int(TOPICS ** random.random()) if random.random() < 0.1 else None
        subject, name, value = self._said(document, random if topic is None else Random(-topic))
        status: Status = random.choices(("asserted", "claimed", "possible", "denied"), (70, 16, 10, 4))[0]
        words = f"{_local(subject)} und {_local(value)}, so hieß es am Rande, stünden in dieser Beziehung: {name} ({document.id})."
        return Evidence(
            statement=Statement(subject, self._relations[name].iri, value),
            document=document.iri,
            quote=words,
            start=place * 200,
            end=place * 200 + len(words),
            status=status,
            confidence=round(random.uniform(0.4, 1.0), 4),
            entry=str(LEX[f"{name}_{random.randrange(12)}"]),
            speaker=self._urn(("Leader",)).draw(random) if random.random() < 0.15 else None,
            valid=_interval(document.published, random) if random.random() < 0.4 else None,
        )

    def _said(self, document: Document, random: Random) -> tuple[str, str, str]:
        """Subject, name of the relation and object."""
        relation = self._relations[self._names.draw(random)]
        subject, value = (self._actor(kinds, document, random) for kinds in (relation.domain, relation.range))
        while subject == value:
            value = self._actor(relation.range, document, random)
        return subject, relation.name, value

    def _actor(self, kinds: Sequence[str], document: Document, random: Random) -> str:
        """An actor of one of these classes: mostly a state where it may be one, now and then a person whom no seed knows."""
        if "State" in kinds and random.random() < 0.6:
            return self._urn(("State",)).draw(random)
        if "Leader" in kinds and random.random() < 0.15:
            return str(KGR[f"Person_{int(int(document.id[1:]) / NEW_PERSONS * random.random() ** 2)}"])
        return self._urn(tuple(kinds)).draw(random)

    @cached_property
    def _relations(self) -> Mapping[str, Relation]:
        return {name: relation for name, relation in self.ontology.relations.items() if "Agreement" not in relation.domain}

    @cached_property
    def _names(self) -> Urn:
        names = sorted(self._relations)
        Random(0).shuffle(names)
        return Urn(names, 0.5)

    @cached_property
    def _urns(self) -> dict[tuple[str, ...], Urn]:
        return {}

    def _urn(self, kinds: tuple[str, ...]) -> Urn:
        """The actors of these classes; who had the longest description in the seeds is drawn most often."""
        if kinds not in self._urns:
            actors = sorted(
                (entity for entity in self.gazetteer if entity.kind in kinds), key=lambda entity: (-_weight(entity), entity.iri)
            )
            self._urns[kinds] = Urn([entity.iri for entity in actors])
        return self._urns[kinds]

    # --- stores

    def background(self, store: Store) -> None:
        """Load what is known before any document is read."""
        ensure_background(store, self.ontology, sorted(data_folder("seeds").glob("*.ttl")), self.gazetteer)

    def fill(self, folder: Path) -> int:
        """Make a store of all documents, past the transaction log, with all that follows; how many triples it has."""
        with Store(folder) as store:
            self.background(store)
            store.backend.load(self.quads({quad.triple for quad in store.triples(graph=BACKGROUND)}))
            infer(store)
            return len(store)

    def quads(self, known: set[ox.Triple]) -> Iterator[ox.Quad]:
        """The triples that all documents bring, with the plain ones that are not known already."""
        asserted: set[str] = set()
        for found in self:
            yield from extraction_triples(found, RUN)
            for piece in found.evidence:
                if piece.status == "asserted" and (name := piece.statement.iri) not in asserted:
                    asserted.add(name)
                    if (plain := plain_triple(piece.statement)).triple not in known:
                        yield plain
        yield from run_triples(RUN)


def _document(number: int, published: date, random: Random) -> Document:
    site = int(SITES * random.random() ** 3)
    source = f"https://www.zeitung-{site}.example/{published:%Y/%m}/{number}" if random.random() < 0.9 else f"Agentur {site}"
    name = f"n{number}"
    return Document(str(KGD[name]), name, f"Text {number}", published, "de", f"Meldung {number} vom {published}", source)


def _interval(published: date | None, random: Random) -> Interval:
    """A day, a month, a year, or a time without end, not long before the publication."""
    assert published
    day = published - timedelta(days=int(400 * random.random() ** 3))
    return (
        Interval(day, day),
        Interval(day.replace(day=1), day.replace(day=days_in(day))),
        Interval(date(day.year, 1, 1), date(day.year, 12, 31)),
        Interval(day, None),
        Interval(date(day.year - 3, 5, 2), day),
    )[random.choices(range(5), (50, 20, 15, 12, 3))[0]]


def _unknown(document: Document, random: Random) -> UnknownName:
    return UnknownName(f"Name {int(20_000 * random.random() ** 3)}", "person", document.iri, 5, 12)


def _person(iri: str) -> Entity:
    name = _local(iri)
    return Entity(iri, "Leader", name, {"en": name})


def _is_new(iri: str) -> bool:
    return iri.startswith(str(KGR.Person_))


def _weight(entity: Entity) -> int:
    return len(entity.names) + 3 * len(entity.same_as) + len(entity.tenures)


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].replace("_", " ")
