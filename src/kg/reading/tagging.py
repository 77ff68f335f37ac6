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

_IRREGULAR = {"weitere": "weiter", "weiteren": "weiter", "weiterer": "weiter", "weiteres": "weiter", "nächsten": "nah", "sodass": "sodass"}
_PLURAL_NAMES = {"niederlanden": "Niederlande"}
_ACRONYM = re.compile(r"[A-ZÄÖÜ]{2,}[A-Za-z]?(?:-[A-ZÄÖÜ]{2,})*|[A-Z]+\d+|\w*\d\w*")
_CLOSED = {"DET", "PRON"}
_PARTICIPLE = re.compile(r"ge\w+(?:t|en)$")
_STEM_FINAL = re.compile(r"(?:ss|pp|ie)$")
"""Endings that belong to the stem, though HanTa takes their last letter for an inflection."""
_LONGEST_NAME = 4
_LONGEST_WORD = 60
"""So many letters HanTa takes 0.03 s for, and the time grows with their square."""


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
    tagged = _tagger().tag_sent([_short(word) for word in words])
    return [(_long(word, lemma), tag) for word, (_, lemma, tag) in zip(words, tagged, strict=True)]


def _short(word: str) -> str:
    """Of a word that is too long its first letter, which may be a capital, and its end, which inflects."""
    return word if len(word) <= _LONGEST_WORD else word[0] + word[1 - _LONGEST_WORD :]


def _long(word: str, lemma: str) -> str:
    """The lemma with what `_short` has left out."""
    return lemma if len(word) <= _LONGEST_WORD else word[: 1 - _LONGEST_WORD] + lemma[1:]


def settle_lemma(form: str, lemma: str, tag: str, upos: str) -> str:
    """The lemma, corrected where HanTa is known to err, or where its tag is not what the word has turned out to be.

    >>> settle_lemma("USA", "Usa", "NE", "PROPN"), settle_lemma("ihm", "ihm", "PPER", "PRON")
    ('USA', 'er')
    >>> settle_lemma("INF-Vertrags", "Inf-vertrag", "NN", "NOUN"), settle_lemma("Putin", "Puti", "NN", "PROPN")
    ('INF-Vertrag', 'Putin')
    """
    lower = form.lower()
    if upos == "PUNCT" or _ACRONYM.fullmatch(form):
        return form
    if upos in _CLOSED:
        return _PRONOUNS.get(lower, lemma)
    if upos in {"VERB", "AUX"}:
        return lemma if tag.startswith("V") or not form.isalpha() else _as_verb(form)
    if upos in {"NOUN", "PROPN"}:
        return _noun(form, lemma, upos)
    return _IRREGULAR.get(lower, lemma)


def _as_verb(form: str) -> str:
    tagger = _tagger()
    tag = "VV(PP)" if _PARTICIPLE.search(form) else "VV(FIN)"
    return _long(form, tagger._analyze(_short(form), tagger.tag2int[tag], taglevel=1)[0])


def _noun(form: str, lemma: str, upos: str) -> str:
    if form.lower() in _PLURAL_NAMES:
        return _PLURAL_NAMES[form.lower()]
    if "-" in form:
        return _hyphenated(form, lemma)
    if upos == "PROPN":
        return _proper(form, lemma)
    return form if lemma == form[:-1] and _STEM_FINAL.search(form) else lemma


def _hyphenated(form: str, lemma: str) -> str:
    """A compound written with hyphens inflects its last part only, and keeps its capitals."""
    fore, _, last = form.rpartition("-")
    final = lemma.rpartition("-")[2]
    if not final or _ACRONYM.fullmatch(last):
        return form
    return f"{fore}-{last[:1] + final[1:]}"


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
