"""Files of reviews: statements to be reviewed as JSON lines, and the reviews that people or programs write into them.

A line names its statement by `statement` (its IRI) or by `subject`, `predicate` and `object` (IRIs, prefixed names or names), and has
`verdict` (confirmed or rejected; null for not yet), `note`, `reviewer` and `time`. What else stands there helps to decide, and is not read.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import KgError, ReviewError
from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, iri, literal
from kg.extraction.statements import Statement
from kg.graph.backend import PREFIXES
from kg.graph.naming import ENTITIES, RELATIONS, resolve
from kg.graph.reviews import Candidate, Review, reviews, stamp
from kg.graph.store import Store
from kg.graph.witnesses import CHUNK, VERDICTS, Witness, described, read_statement, read_witnesses

Row = dict[str, Any]
ENDS = ("subject", "predicate", "object")
UNDECIDED: Row = {"verdict": None, "note": None, "reviewer": None, "time": None}
_NAME = re.compile(re.escape(PREFIXES["kgs"]) + r"[0-9a-f]+")


def rows(store: Store, candidates: Sequence[Candidate]) -> Iterator[Row]:
    """A row for each candidate that nobody has reviewed, and one for each review of the others; with the evidence."""
    for start in range(0, len(candidates), CHUNK):
        chunk = {candidate.statement.iri: candidate for candidate in candidates[start : start + CHUNK]}
        told, judged = defaultdict[str, list[Witness]](list), defaultdict[str, list[Review]](list)
        for witness in read_witnesses(store, {name: candidate.statement for name, candidate in chunk.items()}):
            told[witness.evidence.statement.iri].append(witness)
        for review in reviews(store, chunk):
            judged[review.statement.iri].append(review)
        for name, candidate in chunk.items():
            about = _about(candidate, told[name])
            yield from [about | _decision(review) for review in judged[name]] or [about | UNDECIDED]


def _about(candidate: Candidate, witnesses: Sequence[Witness]) -> Row:
    said = candidate.statement
    named = {"statement": said.iri, "subject": said.subject, "predicate": said.predicate, "object": said.object}
    return {**named, "status": candidate.status, "confidence": candidate.confidence, "evidence": [_evidence(w) for w in witnesses]}


def _evidence(witness: Witness) -> Row:
    found = witness.evidence
    return {
        "status": found.status,
        "quote": found.quote,
        "speaker": found.speaker,
        "time": str(found.valid) if found.valid else None,
        "confidence": found.confidence,
        "document": found.document,
        "source": witness.source,
        "published": witness.published.isoformat() if witness.published else None,
        "title": witness.title,
        "url": witness.url,
    }


def _decision(review: Review) -> Row:
    return {"verdict": review.verdict, "note": review.note or None, "reviewer": review.reviewer, "time": stamp(review.time)}


@dataclass(frozen=True, slots=True)
class _Usual:
    """What a line need not say: how its statement is found in the store, who reviews, and when."""

    find: Callable[[str, str], str]
    known: Mapping[str, Statement]
    reviewer: str | None
    time: datetime


def read_reviews(store: Store, file: Path, reviewer: str | None = None) -> list[Review]:
    """The reviews of a file; lines without a verdict are left out. Who does not say it reviews as `reviewer`, now.

    Statements that the store does not hold are allowed where their triple is given: a document may bring them yet.

    Raises:
        ReviewError: the file cannot be read, or the line that it names is malformed.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"{file}: {error}; name a readable file in UTF-8") from None
    numbered = [(f"{file}: line {number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    parsed = [(where, _row(where, line)) for where, line in numbered]
    decided = [(where, row) for where, row in parsed if row.get("verdict") is not None]
    names = [row["statement"] for _, row in decided if isinstance(row.get("statement"), str)]
    usual = _Usual(cache(lambda text, kinds: _node(store, text, kinds)), _statements(store, names), reviewer, datetime.now(UTC))
    return [_review(where, row, usual) for where, row in decided]


def _row(where: str, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReviewError(f"{where}: no JSON ({error}); correct the line, nothing was read") from None
    if not isinstance(row, dict):
        raise ReviewError(f"{where}: no JSON object; write {{...}} on each line, nothing was read")
    return row


def _review(where: str, row: Row, usual: _Usual) -> Review:
    try:
        if row["verdict"] not in VERDICTS:
            raise ReviewError(f"{row['verdict']!a} is no verdict; write confirmed, rejected or null")
        reviewer = _text(row, "reviewer") or usual.reviewer
        if not reviewer or not reviewer.strip():
            raise ReviewError("no reviewer; write `reviewer`, or give --reviewer")
        statement, note = _statement(row, usual), _text(row, "note") or ""
        literal(reviewer), literal(note)
        return Review(statement, row["verdict"], reviewer, _time(row, usual), note)
    except KgError as error:
        raise ReviewError(f"{where}: {error}; nothing was read") from None


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ReviewError(f"{key} is no text; write it in quotation marks, or null")
    return value


def _time(row: Row, usual: _Usual) -> datetime:
    text = _text(row, "time")
    try:
        time = datetime.fromisoformat(text) if text else usual.time
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ReviewError(f"{text!a} is no time; write it as 2024-07-01T12:00:00Z") from None


def _statement(row: Row, usual: _Usual) -> Statement:
    name, ends = _text(row, "statement"), [_text(row, key) for key in ENDS]
    if not all(ends):
        if name is None or name not in usual.known:
            raise ReviewError("no statement that the store knows; write its IRI, or `subject`, `predicate` and `object`")
        return usual.known[name]
    subject, predicate, value = (
        usual.find(end or "", RELATIONS if key == "predicate" else ENTITIES) for key, end in zip(ENDS, ends, strict=True)
    )
    said = Statement(subject, predicate, value)
    if name and name != said.iri:
        raise ReviewError(f"{name!a} is another statement than that of `subject`, `predicate` and `object`; leave one of them out")
    return said


def _node(store: Store, text: str, kinds: str) -> str:
    """The IRI of what is named by an IRI, a prefixed name or a name."""
    prefix, colon, local = text.partition(":")
    if colon and local.startswith("//"):
        return iri(text).value
    if colon and prefix in PREFIXES:
        return iri(PREFIXES[prefix] + local).value
    return resolve(store, text, kinds).value


def _statements(store: Store, names: Sequence[str]) -> dict[str, Statement]:
    """The statements of these IRIs, as far as the store, or a review in it, knows them."""
    found = {review.statement.iri: review.statement for review in reviews(store)}
    for name, values in described(store, filter(_NAME.fullmatch, names)).items():
        if {SUBJECT, PREDICATE, OBJECT} <= values.keys():
            found[name] = read_statement(values)
    return found
