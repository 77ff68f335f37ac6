"""Scoring: how well statements agree with gold, both as records of the annotation guideline.

Four views, from hard to easy, each counted over all documents together:

strict     subject, predicate, object and status are right
relation   subject, predicate and object are
relaxed    persons count as the state that they lead or serve, and a relation as the most general one above it
signed     of each two, whether the sign of a tie between them is right: what the alliance graph is drawn from
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.extraction.statements import STATUSES
from kg.knowledge.ontology import Ontology
from kg.reading.formats import read_object

VIEWS = ("strict", "relation", "relaxed", "signed")
ALIASES = {
    "turkey": "turkiye",
    "usa": "united states",
    "us": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "great britain": "united kingdom",
    "eu": "european union",
    "un": "united nations",
    "security council": "un security council",
    "united nations security council": "un security council",
    "icc": "international criminal court",
    "czech republic": "czechia",
    "vladimir vladimirovich putin": "vladimir putin",
    "nikita khrushchov": "nikita khrushchev",
    "sergey shoigu": "sergei shoigu",
    "sergei lavrov": "sergey lavrov",
    "congo kinshasa": "democratic republic of the congo",
    "congo brazzaville": "republic of the congo",
    "korea, north": "north korea",
    "dprk": "north korea",
    "russian federation": "russia",
}
"""Other names that annotators may have written, as `canonical` folds them."""
_MOMENT = r"\d{4}(-\d\d(-\d\d)?)?"
_TIME = re.compile(rf"{_MOMENT}|({_MOMENT})?/({_MOMENT})?", re.ASCII)

Triple = tuple[str, str, str]
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A statement of a document as the guideline writes it."""

    doc: str
    subject: str
    predicate: str
    object: str
    status: str
    time: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How many statements gold has, how many were predicted, and how many of these are right."""

    gold: int
    predicted: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was predicted."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many are right, of how many."""

    right: int
    of: int

    @property
    def accuracy(self) -> float:
        """The share that is right."""
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The four views; of what the view *relation* finds, how often status and time are right; and that view by predicate."""

    strict: Match
    relation: Match
    relaxed: Match
    signed: Match
    status: Accuracy
    time: Accuracy
    by_predicate: Mapping[str, Match]


def read_gold(path: Path) -> dict[str, list[Record]]:
    """The records of a file or folder, by document.

    In a folder each document has a file of its own, named after it; an empty one says that the document states nothing.

    Raises:
        KgError: a file cannot be read, a line is no record, or stands in the file of another document.
    """
    gold: dict[str, list[Record]] = {file.stem: [] for file in _files(path)} if path.is_dir() else {}
    for record, where in _records(path):
        if path.is_dir() and Path(where.rpartition(":")[0]).stem != record.doc:
            raise KgError(f"{where}: 'doc' is {record.doc!r}; put it in {record.doc}.jsonl, or name a single file in place of the folder")
        gold.setdefault(record.doc, []).append(record)
    return gold


def read_predicted(path: Path) -> dict[str, list[Record]]:
    """The records of a file, of the files of a folder, or of standard input (`-`), by document.

    Raises:
        KgError: a file cannot be read, or a line is no record.
    """
    predicted: dict[str, list[Record]] = {}
    for record, _ in _records(path):
        predicted.setdefault(record.doc, []).append(record)
    return predicted


def _records(path: Path) -> Iterator[tuple[Record, str]]:
    """The records of a file or folder, each with its file and line."""
    for file in _files(path):
        try:
            data = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
        except OSError as error:
            raise KgError(f"{file}: {error.strerror}; name a .jsonl file, or a folder of them") from None
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                where = f"{file}:{number}"
                yield _record(read_object(line, where), where), where


def _files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise KgError(f"{path}: no .jsonl file in this folder; name one with a file for each document")
    return files


def _record(row: Mapping[str, object], where: str) -> Record:
    names = {key: row.get(key) for key in ("doc", "subject", "predicate", "object", "status")}
    wrong = next((key for key, value in names.items() if not isinstance(value, str) or not value.strip()), None)
    if wrong:
        raise KgError(f"{where}: {wrong!r} is {names[wrong]!r}; write a name there, as the annotation guideline has it")
    if names["status"] not in STATUSES:
        raise KgError(f"{where}: the status {names['status']!r} is none; write {', '.join(STATUSES[:-1])} or {STATUSES[-1]}")
    time = row.get("time")
    if time and not (isinstance(time, str) and _TIME.fullmatch(time)):
        raise KgError(f"{where}: the time {time!r} is none; write YYYY, YYYY-MM, YYYY-MM-DD, FROM/TO or null")
    return Record(
        **{key: str(value) for key, value in names.items()}, time=str(time) if time else None, evidence=str(row.get("evidence", ""))
    )


def canonical(name: str) -> str:
    """The name as names are compared: without case, accents, hyphens and article, and other names by the usual one.

    >>> canonical("The USA"), canonical("Türkiye") == canonical("Turkey")
    ('united states', True)
    """
    name = unicodedata.normalize("NFC", " ".join(name.split())).strip(" .").casefold()
    name = name.replace("—", "–").replace(" – ", "–").replace("-", " ").replace("&", "and").removeprefix("the ")
    name = unicodedata.normalize("NFKD", " ".join(name.split()))
    name = "".join(c for c in name if not unicodedata.combining(c))
    return ALIASES.get(name, name)


def triple(record: Record, ontology: Ontology) -> Triple:
    """The record's triple of canonical names, those of a symmetric relation in order."""
    return canonical_triple(record.subject, record.predicate, record.object, ontology)


def canonical_triple(subject: str, predicate: str, obj: str, ontology: Ontology) -> Triple:
    """The triple of the canonical names of two, those of a symmetric relation in order."""
    return _ordered(canonical(subject), predicate, canonical(obj), ontology)


def _ordered(subject: str, predicate: str, obj: str, ontology: Ontology) -> Triple:
    relation = ontology.relations.get(predicate)
    if relation and relation.symmetric:
        subject, obj = sorted((subject, obj))
    return subject, predicate, obj


def score(gold: Mapping[str, Iterable[Record]], predicted: Mapping[str, Iterable[Record]], ontology: Ontology) -> Score:
    """How well the prediction agrees with gold, by the relations of the ontology.

    Both are records by document; predictions of documents without gold are left out.
    """
    right = [record for records in gold.values() for record in records]
    said = [record for doc in predicted if doc in gold for record in predicted[doc]]
    triples, said_triples = ({(r.doc, *triple(r, ontology)) for r in records} for records in (right, said))
    both = triples & said_triples
    lift = _offices((*right, *said), ontology)
    predicates = sorted({key[2] for key in triples | said_triples})
    return Score(
        strict=_match(*({(r.doc, *triple(r, ontology), r.status) for r in records} for records in (right, said))),
        relation=_match(triples, said_triples),
        relaxed=_match(*(set(_relaxed(records, lift, ontology)) for records in (right, said))),
        signed=_match(*(set(_signed(records, lift, ontology)) for records in (right, said))),
        status=_statuses(right, said, both, ontology),
        time=_times(right, said, both, ontology),
        by_predicate={name: _match(*({k for k in keys if k[2] == name} for keys in (triples, said_triples))) for name in predicates},
    )


def _match(gold: Set[object], predicted: Set[object]) -> Match:
    return Match(len(gold), len(predicted), len(gold & predicted))


def _offices(records: Iterable[Record], ontology: Ontology) -> dict[str, str]:
    """To each person the state led or served: that of a relation of persons that has no sign."""
    persons = ontology.classes.get("Person", frozenset())
    offices = {r.name for r in ontology.relations.values() if r.sign is None and persons.issuperset(r.domain)}
    return {canonical(r.subject): canonical(r.object) for r in records if r.predicate in offices and r.status != "denied"}


def _relaxed(records: Iterable[Record], lift: Mapping[str, str], ontology: Ontology) -> Iterator[tuple[object, ...]]:
    for record in records:
        relation = ontology.relations.get(record.predicate)
        if relation is None or relation.sign is not None:
            subject, predicate, obj = triple(record, ontology)
            yield record.doc, *_ordered(lift.get(subject, subject), most_general(predicate, ontology), lift.get(obj, obj), ontology)


def most_general(predicate: str, ontology: Ontology) -> str:
    """The relation at the top of those above the named one; itself if there is none."""
    names = {relation.iri: relation.name for relation in ontology.relations.values()}
    seen = set[str]()
    while predicate not in seen:
        seen.add(predicate)
        relation = ontology.relations.get(predicate)
        predicate = names.get(relation.parent or "", predicate) if relation else predicate
    return predicate


def _signed(records: Iterable[Record], lift: Mapping[str, str], ontology: Ontology) -> Iterator[tuple[object, ...]]:
    for record in records:
        relation = ontology.relations.get(record.predicate)
        if relation is None or relation.sign is None or record.status == "denied":
            continue
        first, second = sorted(lift.get(name, name) for name in (canonical(record.subject), canonical(record.object)))
        if first != second:
            yield record.doc, first, second, relation.sign


def _statuses(gold: Iterable[Record], predicted: Iterable[Record], both: set[Key], ontology: Ontology) -> Accuracy:
    right, said = (_values(((r, r.status) for r in records), ontology) for records in (gold, predicted))
    return Accuracy(sum(bool(right[key] & said[key]) for key in both), len(both))


def _times(gold: Iterable[Record], predicted: Iterable[Record], both: set[Key], ontology: Ontology) -> Accuracy:
    """Of the matches whose gold has a time, those for which a predicted one overlaps it."""
    right, said = (_values(((r, r.time) for r in records if r.time), ontology) for records in (gold, predicted))
    timed = [key for key in both if right[key]]
    return Accuracy(sum(any(_overlap(a, b) for a in right[key] for b in said[key]) for key in timed), len(timed))


def _values(pairs: Iterable[tuple[Record, str | None]], ontology: Ontology) -> defaultdict[Key, set[str]]:
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for record, value in pairs:
        found[record.doc, *triple(record, ontology)].add(value or "")
    return found


def _overlap(one: str, other: str) -> bool:
    (first, last), (start, end) = _span(one), _span(other)
    return first <= end and start <= last


def _span(time: str) -> tuple[str, str]:
    """The first moment of a time, and one behind its last, as they sort.

    >>> _span("2020-03")
    ('2020-03', '2020-03-99')
    """
    start, slash, end = time.partition("/")
    return start or "0000", ((end if slash else start) or "9999") + "-99"
