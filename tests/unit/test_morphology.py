"""Participles, prefixes and base forms of German words."""

import pytest

from kg.knowledge.morphology import lemma_candidates, participle, split_prefix, undeclined


@pytest.mark.parametrize(
    ("infinitive", "expected"),
    [
        ("liefern", "geliefert"),
        ("handeln", "gehandelt"),
        ("drohen", "gedroht"),
        ("retten", "gerettet"),
        ("zeichnen", "gezeichnet"),
        ("öffnen", "geöffnet"),
        ("kooperieren", "kooperiert"),
        ("angreifen", "angegriffen"),
        ("abschließen", "abgeschlossen"),
        ("zusammenarbeiten", "zusammengearbeitet"),
        ("einmarschieren", "einmarschiert"),
        ("verbünden", "verbündet"),
        ("besuchen", "besucht"),
        ("versprechen", "versprochen"),
        ("anerkennen", "anerkannt"),
        ("unterstützen", "unterstützt"),
        ("überfallen", "überfallen"),
        ("übergeben", "übergeben"),
        ("empfehlen", "empfohlen"),
        ("gewinnen", "gewonnen"),
        ("treffen", "getroffen"),
        ("tun", "getan"),
        ("vorwerfen", "vorgeworfen"),
        ("zurückweisen", "zurückgewiesen"),
    ],
)
def test_participle_of_weak_strong_and_prefixed_verbs(infinitive: str, expected: str) -> None:
    assert participle(infinitive) == expected


@pytest.mark.parametrize(
    ("infinitive", "parts"),
    [
        ("angreifen", ("an", "greifen")),
        ("entgegentreten", ("entgegen", "treten")),
        ("unterzeichnen", ("", "unterzeichnen")),
        ("liefern", ("", "liefern")),
        ("abtun", ("", "abtun")),  # too short to be parted
    ],
)
def test_prefix_is_parted_only_from_a_verb(infinitive: str, parts: tuple[str, str]) -> None:
    assert split_prefix(infinitive) == parts


def test_base_forms_keep_the_word_first_and_four_letters() -> None:
    assert list(lemma_candidates("staates")) == ["staates", "staat", "staate"]
    assert list(lemma_candidates("rates")) == ["rates", "rate"]
    assert list(lemma_candidates("rat")) == ["rat"]


def test_adjective_loses_one_ending() -> None:
    assert [undeclined(w) for w in ("treuem", "treues", "treue", "treu", "roter")] == ["treu", "treu", "treu", "treu", "roter"]
