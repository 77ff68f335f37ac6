"""Targets that find sentences, times and statements in texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from itertools import cycle

from fuzz_target import Target, chosen, text_of
from fuzz_words import CONTROLS, DATES, HTML, MARKS, MARKUP, REPORT, SHORTENED, SMALL, TIMES, TITLES

from kg.extraction.build import Extraction, Extractor, extract, records
from kg.extraction.setup import load_extractor
from kg.extraction.stance.quotations import quotations
from kg.extraction.statements import STATUSES
from kg.extraction.timing.finding import find_times
from kg.graph.records import Run, extraction_triples
from kg.reading.cleaning import clean, split_date, stated_date
from kg.reading.dates import parse_day
from kg.reading.documents import Document, document_iri
from kg.reading.formats import read_html, read_markdown
from kg.reading.segmenting import sentence_spans
from kg.reading.sentences import Sentence, Token, read_conllu

DAY, RUN = date(2022, 5, 4), Run("0", "de", "0", datetime(2022, 5, 4, 12, tzinfo=UTC))
MANY = 20_000
"""So many signs have the texts whose time is measured."""


@cache
def extractor() -> Extractor:
    """The one that is shipped."""
    return load_extractor()


# --- times


def dates(data: bytes) -> None:
    """A date, or a text with dates: no day that is none, and no time that ends before it begins."""
    text = text_of(data)
    for found in (parse_day(text), parse_day(stated_date(text) or ""), parse_day(split_date(text)[0] or "")):
        assert found is None or found[1] in ("day", "month", "year")
    if text.split():
        sentence = words_of(text)
        for published in (None, DAY, date.min, date.max):
            for precision in ("day", "month", "year"):
                for time in find_times(sentence, published, precision):
                    assert sentence.start <= time.start < time.end <= sentence.end
                    valid = time.interval
                    assert not (valid and valid.start and valid.end) or valid.start <= valid.end
                    assert str(valid)


def words_of(text: str) -> Sentence:
    """The words of a text as a sentence, one of three hanging on the first, the others on the word before."""
    tokens, place = [], 0
    for index, (form, upos) in enumerate(zip(text.split(), cycle(("VERB", "ADP", "NOUN", "PROPN", "NUM", "ADJ")), strict=False)):
        start = text.index(form, place)
        place = start + len(form)
        head = -1 if not index else index - 1 if index % 3 else 0
        tokens.append(Token(index, form, form, upos, head, "obl" if index else "root", start, place))
    return Sentence(tuple(tokens))


# --- sentences


def sentences(data: bytes) -> None:
    """Sentences stand in order, apart, and leave no word out; each word is what stands at its place."""
    text, last = text_of(data), 0
    for start, end in sentence_spans(text):
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()
    for start, end in quotations(text):
        assert 0 <= start < end <= len(text)
    for sentence in extractor().parser.parse(text):
        assert all(text[token.start : token.end] == token.form for token in sentence)


LINEAR: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "markdown": lambda text: read_markdown(text.encode("utf-8", "replace"), "x"),
    "spans": lambda text: list(sentence_spans(text)),
    "dates": lambda text: (parse_day(text), stated_date(text), split_date(text)),
    "quotations": lambda text: list(quotations(text)),
    "conllu": lambda text: list(read_conllu(text)),
    "page": lambda text: read_html(text.encode("utf-8", "replace"), "x"),
    "times": lambda text: text.split() and find_times(words_of(text), DAY),
    "words": lambda text: list(extractor().parser._sentences(text.encode("utf-8", "replace").decode())),
}


def growth(data: bytes) -> None:
    """A text made of a beginning, some signs over and over, and an end (between NULs), as hostile to an expression as can be."""
    name, data = chosen(data, tuple(LINEAR))
    before, _, rest = text_of(data).partition("\0")
    part, _, after = rest.partition("\0")
    if part:
        LINEAR[name](before + part * (MANY // len(part)) + after)


# --- statements


@cache
def vocabulary() -> tuple[str, ...]:
    """Words of the lexicon, names of the gazetteer, words of time, small words, signs."""
    known = extractor()
    verbs = [word for frame in known.lexicon.frames[::5] for word in (frame.word, *sorted(frame.support)[:1])]
    names = [name.text for entity in [*known.gazetteer][::7] for name in entity.names[:3]]
    return (*verbs, *names, *SMALL * 4, *TITLES * 3, *TIMES * 2, *MARKS * 6, *CONTROLS)


def extraction(data: bytes) -> None:
    """Words glued together: evidence quotes what stands there, and nothing that the ontology forbids; twice the same."""
    words, known = vocabulary(), extractor()
    pairs = zip(data[1::2], data[2::2], strict=False)
    text = "".join(words[(256 * one + other) % len(words)] + (" " if other % 8 else "") for one, other in pairs)
    text = clean(text) if data[:1] < b"\x80" else text
    document = Document(document_iri("d"), "d", text, DAY if data[:1] < b"\xc0" else None)
    found = extract(document, known)
    check(found)
    assert found == extract(document, known)
    json.dumps(list(records(found, known.gazetteer)))
    list(extraction_triples(found, RUN))


def check(found: Extraction) -> None:
    """See to it that evidence stands where it says, and relates what its relation may relate."""
    text, known = found.document.text, extractor()
    new = {entity.iri: entity for entity in found.entities}
    for evidence in (*found.evidence, *(finding.evidence for finding in found.refused)):
        assert 0 <= evidence.start < evidence.end <= len(text)
        assert evidence.quote == text[evidence.start : evidence.end]
        assert evidence.status in STATUSES
        assert 0 < evidence.confidence <= 1
    for evidence in found.evidence:
        said, relation = evidence.statement, known.ontology.relations[evidence.statement.predicate.rpartition("#")[2]]
        assert said.subject != said.object
        for iri, kinds in ((said.subject, relation.domain), (said.object, relation.range)):
            entity = known.gazetteer.entity(iri) or new[iri]
            assert entity.kind in kinds or (entity.kind, "Leader" in kinds) == ("Person", True)


EXTRACTION = {
    "dates": Target(dates, tuple(text.encode() for text in (*DATES, *TIMES, REPORT)), (*DATES, *TIMES, *MARKS), longest=300),
    "sentences": Target(
        sentences, (REPORT.encode(), " ".join(MARKS).encode()), (*MARKS, *CONTROLS, *SHORTENED), longest=1000, ready=extractor
    ),
    "growth": Target(
        growth, tuple(bytes([n]) + b"a\0b \0c" for n in range(len(LINEAR))), (*MARKS, *MARKUP, *HTML, *TIMES), 60, 2.0, extractor
    ),
    "extraction": Target(extraction, tuple(bytes(range(n, n + 41)) for n in (0, 60, 120, 180)), (), 200, 4.0, vocabulary),
}
