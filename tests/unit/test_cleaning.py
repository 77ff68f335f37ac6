import pytest

from kg.reading.cleaning import clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Island\u00a0lie\u00adfert\u200b Fisch.\r\n\r\nDank\u2009dafür.", "Island liefert Fisch.\n\nDank dafür."),
        ("„Gut“, sagt er – ‚sehr gut‘.", "„Gut“, sagt er – ‚sehr gut‘."),
        ("A\n\n\n\nB  C\t D ", "A\n\nB C D"),
        ("U\u0308ber Fisch &amp; Öl", "Über Fisch & Öl"),
        ("<p>Island <b>liefert</b></p> bei 3 < 4 und 5 > 4", "Island liefert bei 3 < 4 und 5 > 4"),
        ('Hafen.<span class="copyright">Foto Wal</span>\nHafen.Foto Wal\n\nText.', "Hafen.\n\nText."),
        ("zum Inhalt\n\nText.\n\nLesen Sie auch: Anderes\n\nSurftipp: Mehr davon", "Text."),
        ("Text.\n\nKommentare\n\nUnsinn von Lesern.", "Text."),
        ("Kommentare\n\nText.", "Kommentare\n\nText."),
        ("Die Kommentare waren milde.\n\nText.", "Die Kommentare waren milde.\n\nText."),
        (
            "Am Hafen in Bergen lagen Schiffe und...\nAm Hafen in Bergen lagen Schiffe und Boote.",
            "Am Hafen in Bergen lagen Schiffe und Boote.",
        ),
        ("Schiffe lagen im Hafen. IMAGO/Ole Wal", "Schiffe lagen im Hafen."),
        ("Text.\n\nAFP\n\nMehr Text.", "Text.\n\nMehr Text."),
    ],
)
def test_only_the_words_of_the_report_are_kept(given, kept):
    assert clean(given) == kept


@pytest.mark.parametrize("piece", ["<a ", "<!--", '<span class="copyright">', "&#", "[", "Kommentare ", "<span "])
def test_hostile_repetition_is_cleaned_in_linear_time(piece):
    assert len(clean(piece * 20_000)) <= len(piece) * 20_000
