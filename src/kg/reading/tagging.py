"""German words' parts of speech and lemmas by Hanover Tagger: the morphological knowledge that a small treebank lacks.

HanTa (Christian Wartena, "A Probabilistic Morphology Model for German Lemmatization", KONVENS 2019; LGPL) segments a word
into morphemes, so that a compound never seen before still has a lemma. https://github.com/wartaal/HanTa
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

_PRONOUNS = {
    "ihm": "er", "ihn": "er", "ihnen": "sie", "mich": "ich", "mir": "ich", "dich": "du", "dir": "du", "uns": "wir", "euch": "ihr",
    "dies": "dieser", "dieses": "dieser", "diese": "dieser", "diesem": "dieser", "diesen": "dieser", "jede": "jeder",
    "jedes": "jeder", "jedem": "jeder", "jeden": "jeder", "eine": "ein", "einer": "ein", "eines": "ein", "einem": "ein", "einen": "ein",
    "alle": "alle", "allen": "alle", "aller": "alle", "einige": "einige", "einigen": "einige", "einiger": "einige",
    "mehrere": "mehrere", "mehreren": "mehrere", "mehrerer": "mehrere", "was": "was", "andere": "anderer", "anderen": "anderer",
    "anderer": "anderer", "anderes": "anderer", "anderem": "anderer", "welche": "welcher", "welches": "welcher",
}  # fmt: skip
"""Forms of closed classes whose lemma HanTa leaves inflected."""

_IRREGULAR = {"sodass": "sodass", "weitere": "weiter", "weiteren": "weiter", "weiterer": "weiter", "weiteres": "weiter", "nächsten": "nah"}
_ACRONYM = re.compile(r"[A-ZÄÖÜ]{2,}[A-Za-z]?(?:-[A-ZÄÖÜ]{2,})*|[A-Z]+\d+|\w*\d\w*")
_CLOSED = {"DET", "PRON", "ADJ", "ADV"}
_LONGEST_NAME = 4


@cache
def _tagger() -> Any:
    """HanTa's German model, read once; a word or an analysis that was met before is remembered."""
    from HanTa.HanoverTagger import HanoverTagger  # type: ignore[import-untyped]  # noqa: PLC0415  # it comes without types, and slowly

    tagger = HanoverTagger("morphmodel_ger.pgz")
    tagger.analyze_forward = lru_cache(maxsize=100_000)(tagger.analyze_forward)
    tagger._analyze = lru_cache(maxsize=100_000)(tagger._analyze)
    return tagger


def tag_words(words: Sequence[str]) -> list[tuple[str, str]]:
    """Each word's lemma and STTS tag, in the sentence that the words form.

    >>> tag_words(["Minister", "unterzeichneten", "Abkommen"])
    [('Minister', 'NN'), ('unterzeichnen', 'VV(FIN)'), ('Abkommen', 'NN')]
    """
    return [(lemma, tag) for _, lemma, tag in _tagger().tag_sent(list(words))]


def settle_lemma(form: str, lemma: str, upos: str) -> str:
    """The lemma, corrected where HanTa is known to err: pronouns, acronyms, proper names.

    >>> settle_lemma("USA", "Usa", "PROPN"), settle_lemma("ihm", "ihm", "PRON"), settle_lemma("Putin", "Puti", "PROPN")
    ('USA', 'er', 'Putin')
    """
    if _ACRONYM.fullmatch(form):
        return form
    lower = form.lower()
    if upos in _CLOSED and lower in _PRONOUNS and upos != "ADJ":
        return _PRONOUNS[lower]
    if lower in _IRREGULAR and upos in {"ADJ", "SCONJ"}:
        return _IRREGULAR[lower]
    if upos == "PROPN":
        return _proper(form, lemma)
    return lemma


def _proper(form: str, lemma: str) -> str:
    """A name is its own lemma but for a genitive's `s`: HanTa's segmentation is trusted only there."""
    if form.endswith(("s", "'", "’")) and lemma == form.rstrip("'’")[:-1]:
        return lemma
    return form


def mark_names(forms: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """For each word the kind of known name it belongs to, with `B-` or `I-` before it, or "-".

    The longest name wins; a genitive's `s` is seen through.

    >>> mark_names(["Die", "Hauptstadt", "Sri", "Lankas"], {"sri lanka": "country"})
    ['-', '-', 'B-country', 'I-country']
    """
    marks = ["-"] * len(forms)
    lower = [form.lower() for form in forms]
    start = 0
    while start < len(forms):
        length, kind = _longest_name(lower, start, names) if forms[start][:1].isupper() else (1, "")
        if kind:
            marks[start : start + length] = [f"B-{kind}"] + [f"I-{kind}"] * (length - 1)
        start += length
    return marks


def _longest_name(lower: Sequence[str], start: int, names: Mapping[str, str]) -> tuple[int, str]:
    for length in range(min(_LONGEST_NAME, len(lower) - start), 0, -1):
        text = " ".join(lower[start : start + length])
        for candidate in (text, text.removesuffix("s")):
            if candidate in names:
                return length, names[candidate]
    return 1, ""
