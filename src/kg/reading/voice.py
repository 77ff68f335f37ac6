"""Active or passive: *ist beigetreten* is the perfect of what somebody does, *ist unterzeichnet* the state of what was done.

The network tells the passive of *werden* well, that of *sein* badly: whether *sein* makes a perfect or a passive is the
verb's affair. Duden, Die Grammatik, "Die Perfekttempora": verbs of motion and of change take *sein*.
"""

from __future__ import annotations

from collections.abc import Sequence

_WITH_SEIN = (
    "gehen", "kommen", "reisen", "fahren", "fliegen", "laufen", "steigen", "sinken", "fallen", "wachsen", "sterben", "kehren",
    "rücken", "weichen", "bleiben", "scheitern", "gelingen", "geschehen", "passieren", "erscheinen", "entstehen", "verschwinden",
    "schrumpfen", "fliehen", "flüchten", "landen", "folgen", "begegnen", "wandern", "eintreffen", "zusammentreffen", "ausbrechen",
    "zusammenbrechen", "einbrechen", "aufbrechen", "springen", "schnellen", "rutschen", "klettern", "stürzen", "marschieren",
    "beitreten", "austreten", "zurücktreten", "eintreten", "antreten", "auftreten", "abtreten", "übertreten", "treten", "werden", "sein",
    "aufwachen", "einschlafen", "explodieren", "stoßen", "erliegen", "entkommen", "umziehen", "einziehen", "emigrieren", "ertrinken",
)  # fmt: skip
_TAKES_OBJECT = frozenset(
    {"begehen", "hintergehen", "bekommen", "betreten", "befahren", "erfahren", "überfallen", "umgehen", "besteigen", "verlaufen"}
)
_PASSIVE = {"nsubj": "nsubj:pass", "csubj": "csubj:pass"}
_ACTIVE = {passive: active for active, passive in _PASSIVE.items()}


def settle_voice(lemmas: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> list[str]:
    """The relations, with *sein* as auxiliary of the perfect where the verb asks for it, and with subjects that agree.

    >>> settle_voice(["Rom", "sein", "beitreten"], [2, 2, -1], ["nsubj:pass", "aux:pass", "root"])
    ['nsubj', 'aux', 'root']
    """
    settled = list(deprels)
    for place, head in enumerate(heads):
        if settled[place] == "aux:pass" and lemmas[place] == "sein" and _takes_sein(lemmas[head]):
            settled[place] = "aux"
    for place, head in enumerate(heads):
        helpers = {settled[other] for other, above in enumerate(heads) if above == head and settled[other] in {"aux", "aux:pass", "cop"}}
        if "aux:pass" in helpers:
            settled[place] = _PASSIVE.get(settled[place], settled[place])
        elif helpers:
            settled[place] = _ACTIVE.get(settled[place], settled[place])
    return settled


def _takes_sein(verb: str) -> bool:
    return verb.endswith(_WITH_SEIN) and verb not in _TAKES_OBJECT
