"""German words' parts of speech and lemmas by Hanover Tagger: the morphological knowledge that a small treebank lacks.

HanTa (Christian Wartena, "A Probabilistic Morphology Model for German Lemmatization", KONVENS 2019; LGPL) segments a word
into morphemes, so that a compound never seen before still has a lemma. https://github.com/wartaal/HanTa
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


@cache
def _tagger() -> Any:
    """HanTa's German model, read once; a word or an analysis that was met before is remembered."""
    from HanTa.HanoverTagger import HanoverTagger

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
