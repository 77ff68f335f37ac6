"""Romanization: the English form of a name that a German text writes by German rules.

German writes Russian and Arabic names as they sound to Germans (*Juri Balujewski*, *Dschaafari*), English by other rules (*Yuri
Baluyevsky*, *Jaafari*). The seeds have the English names of those whom they know; for others, the rules here come near it: on the people
of the seeds themselves they find the English form of 181 of 373 names of the first kind, of 8 without them
(`tests/contract/test_romanization.py`).
"""

from __future__ import annotations

import re

CYRILLIC = frozenset(("RU", "UA", "BY", "BG", "KZ", "KG", "TJ", "TM", "UZ", "AM", "AZ", "GE", "MN"))
"""States, by ISO 3166, whose names German takes from Cyrillic, or by way of Russian."""
ARABIC = frozenset(("SY", "IQ", "SA", "JO", "LB", "AE", "QA", "KW", "BH", "OM", "YE", "EG", "SD", "LY", "PS", "IR", "AF", "IL"))
"""States whose names German takes from the Arabic, Persian or Hebrew script."""
_VOWEL = "aeiouyäöü"
_HISSING = (("schtsch", "1"), ("tsch", "2"), ("dsch", "3"), ("sch", "4"), ("ch", "kh"))
"""The sounds that German writes with several letters, as digits while the single letters are exchanged."""
_SOUNDS = {"1": "shch", "2": "ch", "3": "j", "4": "sh", "5": "z"}
_LETTERS = (("z", "ts"), (rf"(?<=[{_VOWEL}])s(?=[{_VOWEL}])", "5"), (rf"(?<=[{_VOWEL}])ss(?=[{_VOWEL}])", "s"), ("w", "v"))
_YOT = ((rf"j(?=[{_VOWEL}])", "y"), (r"(?<=[aeu])j\b", "y"))
_ENDINGS = ((r"(?<=[kt2])i\b", "y"), (r"\b(anatol|arkad|dmitr|gennad|georg|grigor|valer|vasil|vital|yevgen)i\b", r"\1y"))


def romanized(name: str, iso3166: str | None) -> str:
    """The English form of a German name of somebody from the state; the name itself where the state writes in Latin letters.

    >>> romanized("Juri Schtscherbakow", "RU"), romanized("Walid al-Dschabi", "SY"), romanized("Juri Ratas", "EE")
    ('Yuri Shcherbakov', 'Walid al-Jabi', 'Juri Ratas')
    >>> romanized("Boris III.", "BG")
    'Boris III.'
    """
    rules: tuple[tuple[str, str], ...]
    if iso3166 in CYRILLIC:
        rules = (*_HISSING, *_LETTERS, *_YOT, *_ENDINGS)
    elif iso3166 in ARABIC:
        rules = (*_HISSING, *_YOT)
    else:
        return name
    return " ".join(_exchanged(word, rules) for word in name.split(" "))


def _exchanged(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    if word[1:].isupper() or word.endswith("."):  # *Boris III.*
        return word
    found = word.lower()
    for pattern, replacement in rules:
        found = re.sub(pattern, replacement, found)
    found = "".join(_SOUNDS.get(letter, letter) for letter in found)
    return "-".join(part if own[:1].islower() else part[:1].upper() + part[1:] for part, own in _parts(found, word))


def _parts(found: str, word: str) -> list[tuple[str, str]]:
    return list(zip(found.split("-"), word.split("-"), strict=True))
