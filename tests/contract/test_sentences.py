"""The annotated sentences that ship: they are read, say what the ontology knows, and are as many as their card tells."""

import re
from collections import Counter
from pathlib import Path

import pytest

from kg.extraction.annotated import AnnotatedText, read_annotated
from kg.extraction.statements import STATUSES
from kg.knowledge.ontology import Ontology

FOLDER = Path(__file__).parents[2] / "seeds/sentences"
TIME = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?(/(\d{4}(-\d\d(-\d\d)?)?)?)?")


@pytest.fixture(scope="module")
def texts() -> list[AnnotatedText]:
    return list(read_annotated([FOLDER]))


def test_every_relation_of_the_guideline_is_stated_often(texts: list[AnnotatedText]) -> None:
    count = Counter(s.predicate for text in texts for s in text.statements)
    known = {name for name, relation in Ontology.load().relations.items() if relation.sign is not None}
    assert set(count) >= known
    assert min(count[name] for name in known) >= 80


def test_statuses_and_times_are_in_the_form_of_the_guideline(texts: list[AnnotatedText]) -> None:
    statements = [s for text in texts for s in text.statements]
    assert {s.status for s in statements} == set(STATUSES)
    assert [s for s in statements if s.time and not TIME.fullmatch(s.time)] == []


def test_a_cue_stands_in_its_sentence(texts: list[AnnotatedText]) -> None:
    pieces = ((piece, s.evidence) for text in texts for s in text.statements for piece in re.split(r"\s*…\s*", s.cue))
    assert [piece for piece, evidence in pieces if piece and piece not in evidence] == []


def test_no_statement_stands_twice_in_a_text(texts: list[AnnotatedText]) -> None:
    for text in texts:
        said = [(s.subject, s.predicate, s.object, s.status) for s in text.statements]
        assert len(said) == len(set(said)), text.document.id


def test_the_card_tells_how_many_there_are(texts: list[AnnotatedText]) -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    statements = sum(len(text.statements) for text in texts)
    assert f"{len(texts):,} texts" in card
    assert f"{statements:,}" in " ".join(card.split())
    assert f"{sum(not text.statements for text in texts)} texts state nothing" in card
    assert len({text.document.id for text in texts}) == len(texts)
