"""Texts that no one writes are read all the same: no exception, and all evidence stands where it says."""

import runpy
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.extraction.build import Extractor, extract
from kg.reading.cleaning import clean
from kg.reading.documents import Document
from kg.reading.parsing import _LONGEST_SENTENCE, Parser

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def kinds() -> dict[str, Callable[[int], str]]:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        found: dict[str, Callable[[int], str]] = runpy.run_path(str(BENCHMARKS / "pathological.py"))["KINDS"]
    finally:
        sys.path.remove(str(BENCHMARKS))
    return found


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load()


@pytest.fixture(scope="module")
def parser(extractor: Extractor) -> Parser:
    return extractor.parser


@pytest.mark.parametrize(("kind", "text"), kinds().items(), ids=list(kinds()))
def test_text_that_no_one_writes_is_read(kind: str, text: Callable[[int], str], extractor: Extractor) -> None:
    for whole in {text(300), clean(text(300))}:
        try:
            found = extract(Document("https://example.org/1", "1", whole, date(2024, 6, 1)), extractor)
        except DocumentError:
            assert "\ud800" in whole
            continue
        for evidence in found.evidence:
            assert evidence.quote == whole[evidence.start : evidence.end]


def test_endless_sentence_is_read_in_parts_that_end_at_signs(parser: Parser) -> None:
    text = "Wort Wort, " * 500
    sentences = parser.parse(text)
    assert sum(len(sentence) for sentence in sentences) == 1500
    assert max(len(sentence) for sentence in sentences) <= _LONGEST_SENTENCE
    assert {sentence[-1].form for sentence in sentences} == {","}
    assert all(text[token.start : token.end] == token.form for sentence in sentences for token in sentence)


def test_word_of_many_letters_keeps_them_in_its_lemma(parser: Parser) -> None:
    word = "Un" + "ter" * 100 + "verhandlungen"
    (sentence,) = parser.parse(f"Die {word} scheiterten.")
    assert sentence[1].lemma.startswith("Un" + "ter" * 90)
    assert (sentence[1].upos, sentence[1].end) == ("NOUN", len(f"Die {word}"))
