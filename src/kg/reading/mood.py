"""The German subjunctive, by its forms: it says that somebody else says so, which no extraction may miss.

A treebank of eighty thousand words shows a network too few of these forms; a grammar needs a page. Duden, Die Grammatik,
"Der Konjunktiv": the first is the present's stem with -e, the second of strong verbs has forms of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.reading.sentences import parse_feats

_ALWAYS_FIRST = frozenset({"sei", "seist", "seien", "seiet"})
_STEMS_OF_SECOND = (
    "wär", "hätt", "würd", "könnt", "müsst", "dürft", "möcht", "käm", "gäb", "läg", "nähm", "fänd", "wüsst", "bräucht", "bräch",
    "stünd", "spräch", "träf", "tät", "zög", "verlör", "brächt", "dächt", "säh", "träte", "trät", "gält", "empfänd", "schlöss",
)  # fmt: skip
_ENDINGS = ("e", "en", "est", "et")
_SECOND = frozenset(stem + ending for stem in _STEMS_OF_SECOND for ending in _ENDINGS) | {"wär", "hätt", "wärst", "wärt"}
_NOT_THIRD = frozenset({"ich", "mir", "wir"})
_FINITE = ("Mood=", "VerbForm=Fin")


def settle_moods(
    forms: Sequence[str], lemmas: Sequence[str], feats: Sequence[str], heads: Sequence[int], deprels: Sequence[str]
) -> list[str]:
    """The morphology with `Mood=Sub` where the form says so: always for *sei* and *wäre*, for *habe* unless *ich* is its subject.

    >>> settle_moods(["Er", "habe", "Zeit"], ["er", "haben", "Zeit"], ["", "Mood=Ind", ""], [1, -1, 1], ["nsubj", "root", "obj"])
    ['', 'Mood=Sub|Tense=Pres|VerbForm=Fin', '']
    """
    settled = list(feats)
    for place, (form, lemma) in enumerate(zip(forms, lemmas, strict=True)):
        lower = form.lower()
        if not any(sign in feats[place] for sign in _FINITE) and lower not in _ALWAYS_FIRST:
            continue
        tense = None
        if lower in _SECOND:
            tense = "Past"
        elif lower in _ALWAYS_FIRST or (_is_first(lower, lemma) and _has_third_person(place, forms, heads, deprels)):
            tense = "Pres"
        if tense:
            settled[place] = _with(feats[place], tense)
    return settled


def _is_first(form: str, lemma: str) -> bool:
    """Whether the form is the infinitive less its -n: *gehe*, *könne*, *handle*."""
    return form.endswith("e") and lemma.lower() in {form + "n", form[:-1] + "n"} and len(form) > 3


def _has_third_person(verb: int, forms: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> bool:
    """Whether the verb, or the one it helps, has a subject that is somebody else."""
    clause = heads[verb] if deprels[verb] in {"aux", "aux:pass", "cop"} else verb
    subjects = [n for n, head in enumerate(heads) if head == clause and deprels[n].startswith("nsubj")]
    return bool(subjects) and all(forms[n].lower() not in _NOT_THIRD for n in subjects)


def _with(feats: str, tense: str) -> str:
    known = parse_feats(feats) | {"Mood": "Sub", "Tense": tense, "VerbForm": "Fin"}
    return "|".join(f"{name}={value}" for name, value in sorted(known.items()))
