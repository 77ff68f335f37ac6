"""The words of the charts, in English and German, and names as a drawing can show them."""

from __future__ import annotations

import unicodedata
from datetime import date

from babel.dates import format_date

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "network": "Ties between states",
        "timeline": "Memberships, agreements and conflicts over time",
        "flow": "Who moves between the blocs",
        "matrix": "Who is tied to whom",
        "measures": "The system of states over time",
        "strongest": "the states with the strongest ties of each bloc: {} of {}",
        "thin": "states of no bloc are drawn thin",
        "membership": "membership",
        "agreement": "agreement",
        "conflict": "conflict",
        "statement": "said in documents",
        "friendly": "friendly",
        "hostile": "hostile",
        "none": "no bloc",
        "other": "other blocs",
        "polarization": "Polarization",
        "frustration": "Frustration",
        "balance": "Balance",
        "blocs": "Number of blocs",
        "polarization?": "0: no opposing blocs, 1: two equal, wholly hostile blocs",
        "frustration?": "share of ties that contradict the best division in two camps",
        "balance?": "share of triangles in which the friend of a friend is a friend",
        "blocs?": "groups with friendly ties inside and hostile ones outside",
        "more": "and {} more",
        "charts": "Charts",
        "table": "As a table",
        "computed": "Blocs and measures are computed from the ties, nobody decided them.",
        "timeline?": (
            "The weightiest of each kind; an arrow goes on beyond the picture. Point at a bar, or go to it with the arrow "
            "keys, to read who takes part."
        ),
        "flow?": (
            "Each box is a bloc at the end of the year above it, with the number of its states; the ribbons are states on "
            "their way from bloc to bloc."
        ),
        "matrix?": (
            "Each square is a tie between the state of its row and the state of its column, the darker the stronger; a frame holds a bloc."
        ),
        "measures?": "Four measures of the ties between all states; the numbers mark the events that tied or parted the most.",
        "timeline columns": "Name|Kind|From|To|Who",
        "flow columns": "Day|Bloc|Number|States",
        "matrix columns": "State|State|Tie|Weight",
        "measures columns": "Day|Polarization|Frustration|Balance|Number of blocs",
        "nothing": "Nothing is known for this time.",
    },
    "de": {
        "network": "Beziehungen zwischen Staaten",
        "timeline": "Mitgliedschaften, Abkommen und Konflikte im Lauf der Zeit",
        "flow": "Wer zwischen den Blöcken wechselt",
        "matrix": "Wer mit wem verbunden ist",
        "measures": "Das Staatensystem im Lauf der Zeit",
        "strongest": "die Staaten mit den stärksten Beziehungen in jedem Block: {} von {}",
        "thin": "Staaten ohne Block sind schmal gezeichnet",
        "membership": "Mitgliedschaft",
        "agreement": "Abkommen",
        "conflict": "Konflikt",
        "statement": "in Dokumenten gesagt",
        "friendly": "freundlich",
        "hostile": "feindlich",
        "none": "ohne Block",
        "other": "andere Blöcke",
        "polarization": "Polarisierung",
        "frustration": "Frustration",
        "balance": "Balance",
        "blocs": "Zahl der Blöcke",
        "polarization?": "0: keine gegnerischen Blöcke, 1: zwei gleich große, ganz verfeindete Blöcke",
        "frustration?": "Anteil der Beziehungen, die der besten Einteilung in zwei Lager widersprechen",
        "balance?": "Anteil der Dreiecke, in denen der Freund des Freundes ein Freund ist",
        "blocs?": "Gruppen mit freundlichen Beziehungen innen und feindlichen nach außen",
        "more": "und {} weitere",
        "charts": "Schaubilder",
        "table": "Als Tabelle",
        "computed": "Blöcke und Maße sind aus den Beziehungen berechnet, niemand hat sie festgelegt.",
        "timeline?": (
            "Die gewichtigsten jeder Art; ein Pfeil geht über das Bild hinaus. Wer dazugehört, zeigt der Zeiger auf dem "
            "Balken oder der Weg dorthin mit den Pfeiltasten."
        ),
        "flow?": (
            "Jeder Kasten ist ein Block am Ende des Jahres darüber, mit der Zahl seiner Staaten; die Bänder sind Staaten "
            "auf dem Weg von Block zu Block."
        ),
        "matrix?": (
            "Jedes Quadrat ist eine Beziehung zwischen dem Staat seiner Zeile und dem seiner Spalte, je dunkler, desto "
            "stärker; ein Rahmen fasst einen Block."
        ),
        "measures?": (
            "Vier Maße der Beziehungen zwischen allen Staaten; die Zahlen stehen für die Ereignisse, die am meisten "
            "verbanden oder trennten."
        ),
        "timeline columns": "Name|Art|Von|Bis|Wer",
        "flow columns": "Tag|Block|Zahl|Staaten",
        "matrix columns": "Staat|Staat|Beziehung|Gewicht",
        "measures columns": "Tag|Polarisierung|Frustration|Balance|Zahl der Blöcke",
        "nothing": "Für diese Zeit ist nichts bekannt.",
    },
}
_TURNS = {0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def plain(text: str, most: int = 60) -> str:
    """The text on one line, cut where it is long, without signs that a drawing cannot hold or that turn what follows around.

    >>> plain("a\\x1b[2Jb\\nc"), plain("Organisation", 6)
    ('a [2Jb c', 'Organ…')
    """
    kept = (" " if unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Zl", "Zp") or ord(sign) in _TURNS else sign for sign in text)
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def day_in(day: date, language: str) -> str:
    """The day in words.

    >>> day_in(date(1989, 11, 9), "de")
    '9. November 1989'
    """
    return format_date(day, "long", locale="en_GB" if language == "en" else language)  # as the page says it, too


def days_in(first: date | None, last: date | None, language: str) -> str:
    """From the first day to the last, in words; an open end is left out.

    >>> days_in(date(1955, 5, 14), None, "en")
    '14 May 1955 –'
    """
    return " – ".join(day_in(day, language) if day else "" for day in (first, last)).strip()
