"""What the grammar knows of a verb's arguments and a small network does not: datives, and dates that nothing hangs under.

A verb such as *drohen* has its object in the dative, which in German UD is `obl:arg` and no `obj`; and beside *beitreten*, what
looks like a genitive, *die Ukraine der NATO*, is a dative. A date, *am 3. Mai mit den USA*, is not what a preposition behind it modifies.
"""

# ruff: noqa: SIM905  # a list of words reads best as words
from __future__ import annotations

from collections.abc import Sequence

_WITH_DATIVE = frozenset(
    {
        "drohen", "helfen", "beitreten", "zustimmen", "widersprechen", "danken", "folgen", "gehören", "angehören", "begegnen", "dienen",
        "gratulieren", "misstrauen", "nützen", "schaden", "vertrauen", "weichen", "zuhören", "unterliegen", "entsprechen", "gleichen",
        "verzeihen", "beistehen", "beipflichten", "nachgeben", "entkommen", "entgegentreten", "gegenüberstehen", "nachkommen",
        "zuvorkommen", "gelingen", "gefallen", "abschwören",
    }
)  # fmt: skip
_DATES = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember montag dienstag mittwoch donnerstag "
    "freitag samstag sonnabend sonntag".split()
)
_DATIVE_FORMS = frozenset({"dem", "einem", "keinem", "seinem", "ihrem", "diesem", "jedem", "ihm", "ihnen", "mir", "dir"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


def settle_arguments(
    forms: Sequence[str], lemmas: Sequence[str], upos: Sequence[str], heads: Sequence[int], deprels: Sequence[str]
) -> tuple[list[int], list[str]]:
    """The heads and relations, with datives as `obl:arg`, and no preposition's noun under a date.

    >>> words = ["Kim", "drohte", "Seoul"]
    >>> settle_arguments(words, ["Kim", "drohen", "Seoul"], ["PROPN", "VERB", "PROPN"], [1, -1, 1], ["nsubj", "root", "obj"])
    ([1, -1, 1], ['nsubj', 'root', 'obl:arg'])
    """
    settled, relations = list(heads), list(deprels)
    cased = {head for head, label in zip(heads, deprels, strict=True) if label == "case"}
    for place, head in enumerate(heads):
        if head < 0:
            continue
        dated = relations[place] == "nmod" and place in cased and place > head and lemmas[head].lower() in _DATES
        if dated and relations[head] == "obl" and settled[head] >= 0:
            settled[place], relations[place] = settled[head], "obl"
        if relations[place] == "obj" and place not in cased and _is_dative(place, forms, heads, deprels):
            relations[place] = "obl:arg"
        if upos[head] != "VERB" or _whole_verb(head, lemmas, heads, relations) not in _WITH_DATIVE:
            continue
        if relations[place] == "obj" and place not in cased and upos[place] in _NOMINAL:
            relations[place] = "obl:arg"
        elif relations[place] == "nsubj":
            _free_dative(place, cased, settled, relations)
    return settled, relations


def _is_dative(place: int, forms: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> bool:
    """Whether the word or its article can be nothing but a dative."""
    articles = [forms[n] for n, head in enumerate(heads) if head == place and deprels[n] == "det"]
    return any(form.lower() in _DATIVE_FORMS for form in [forms[place], *articles])


def _whole_verb(verb: int, lemmas: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> str:
    """The verb with the particle that was separated from it: *trat … bei* is *beitreten*."""
    particles = [lemmas[n] for n, head in enumerate(heads) if head == verb and deprels[n] == "compound:prt"]
    return "".join(particles).lower() + lemmas[verb]


def _free_dative(subject: int, cased: set[int], heads: list[int], deprels: list[str]) -> None:
    """Hang what was taken for the subject's genitive under the verb, if nothing else there can be its dative."""
    verb = heads[subject]
    if any(head == verb and label in {"obj", "obl:arg", "iobj"} for head, label in zip(heads, deprels, strict=True)):
        return
    genitives = [n for n, head in enumerate(heads) if head == subject and deprels[n] == "nmod" and n > subject and n not in cased]
    if genitives:
        heads[genitives[-1]], deprels[genitives[-1]] = verb, "obl:arg"
