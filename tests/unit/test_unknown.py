"""Names that nobody knows are kept, each with its kind and place."""

from collections.abc import Callable

import pytest

UNKNOWN = "Otto/PROPN.{0}:nsubj Falk/PROPN.{1}:flat>Otto schweigt=schweigen/VERB ."


@pytest.mark.parametrize(
    ("tag", "kind"),
    [("ORG", "organization"), ("LOC", "place")],
)
def test_recognized_name_without_a_mention_is_unknown(extraction: Callable, tag: str, kind: str) -> None:
    found = extraction(UNKNOWN.format(f"B-{tag}", f"I-{tag}"))
    assert [(u.name, u.kind, u.document) for u in found.unknown] == [("Otto Falk", kind, found.document.iri)]


def test_known_names_and_new_persons_are_not_unknown(extraction: Callable) -> None:
    assert extraction("Kuba/PROPN.B-LOC:nsubj schweigt=schweigen/VERB .").unknown == ()
    assert extraction(UNKNOWN.format("B-PER", "I-PER")).unknown == ()


def test_family_name_alone_is_an_unknown_person(extraction: Callable) -> None:
    assert [u.kind for u in extraction("Falk/PROPN.B-PER:nsubj schweigt=schweigen/VERB .").unknown] == ["person"]


def test_other_kinds_of_names_are_passed_over(extraction: Callable) -> None:
    assert extraction(UNKNOWN.format("B-MISC", "I-MISC")).unknown == ()


def test_neighbouring_names_are_two(extraction: Callable) -> None:
    assert [u.name for u in extraction(UNKNOWN.format("B-ORG", "B-ORG")).unknown] == ["Otto", "Falk"]


def test_offsets_point_into_the_document(extraction: Callable) -> None:
    found = extraction("Kuba:nsubj schweigt=schweigen/VERB .", UNKNOWN.format("B-ORG", "I-ORG"))
    assert [found.document.text[u.start : u.end] for u in found.unknown] == ["Otto Falk"]


def test_where_a_report_was_filed_is_known(extraction: Callable) -> None:
    assert extraction("Havanna/PROPN.B-LOC:nsubj – Kuba/PROPN.B-LOC:appos>Havanna schweigt=schweigen/VERB .").unknown == ()
