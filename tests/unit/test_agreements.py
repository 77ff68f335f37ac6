"""Agreements as nodes: their names, kinds, parties and signers."""

from collections.abc import Callable

import pytest

Said = Callable[..., set[str]]
SIGNED = "Peru:nsubj schloss=schließen/VERB {} mit Chile:obl ein {}/NOUN:obj ."


def agreements(found: set[str]) -> set[str]:
    return {s.partition(" party ")[0] for s in found if " party " in s}


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("Abkommen", "agreement"),
        ("Handelsabkommen", "trade agreement"),
        ("Freihandelsabkommen", "trade agreement"),
        ("Friedensabkommen", "peace agreement"),
        ("Waffenstillstandsabkommen", "peace agreement"),
        ("Rüstungsabkommen", "arms deal"),
        ("Partnerschaftsabkommen", "partnership treaty"),
        ("Verteidigungsabkommen", "defence treaty"),
    ],
)
def test_agreement_is_named_after_its_parties_in_order_and_its_kind(said: Said, noun: str, kind: str) -> None:
    assert agreements(said(SIGNED.format("", noun))) == {f"Chile–Peru {kind}"}


def test_year_of_the_signature_stands_in_the_name(said: Said) -> None:
    assert agreements(said(SIGNED.format("2019/NUM:obl", "Abkommen"))) == {"Chile–Peru agreement 2019"}


def test_agreement_has_its_parties_and_the_persons_who_signed(said: Said) -> None:
    tree = "Ana:nsubj Sol:flat>Ana schloss=schließen/VERB mit Ferro:obl ein Abkommen/NOUN:obj ."
    node = "Chile–Peru agreement"
    assert said(tree) == {
        "Chile signedAgreementWith Peru",
        *(f"{node} party {state}" for state in ("Chile", "Peru")),
        *(f"{node} signedBy {person}" for person in ("Ana Sol", "Luis Ferro")),
    }


@pytest.mark.parametrize("negation", ["nicht/PART:advmod", "möglicherweise/ADV:advmod", "angeblich/ADV:advmod"])
def test_agreement_that_is_not_asserted_is_no_node(extraction: Callable, negation: str) -> None:
    found = extraction(SIGNED.format(negation, "Abkommen"))
    assert (len(found.evidence), found.entities) == (1, ())


def test_other_relations_make_no_agreement(said: Said) -> None:
    assert said("Peru:nsubj kooperiert=kooperieren/VERB mit Chile:obl .") == {"Chile cooperatesWith Peru"}


def test_parties_are_less_sure_than_the_signature(extraction: Callable) -> None:
    found = extraction(SIGNED.format("", "Abkommen")).evidence
    assert [e.confidence for e in found] == [0.95, 0.855, 0.855]
