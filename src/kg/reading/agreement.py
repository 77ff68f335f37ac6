"""One subject a clause, and one that agrees with its verb: what German morphology says against a parser's first guess.

German puts its object first at will (*was Washington und Seoul bestreiten*); then only case and number tell who does what.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.reading.sentences import parse_feats

_RELATIVE = frozenset({"die", "das", "was", "welche", "welches"})
_NOMINATIVE = frozenset({"er", "ich", "wir", "du", "man", "wer"})
_ACCUSATIVE = frozenset({"den", "einen", "keinen", "seinen", "ihren", "diesen", "ihn", "mich", "dich", "sich", "uns", "wen"})


class _Clauses:
    """A sentence's words, for questions about case and number."""

    def __init__(self, forms: Sequence[str], feats: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> None:
        self.forms = [form.lower() for form in forms]
        self.feats = [parse_feats(column) for column in feats]
        self.heads, self.deprels = heads, deprels

    def under(self, head: int, *labels: str) -> list[int]:
        """The head's dependents with one of the labels."""
        return [n for n, above in enumerate(self.heads) if above == head and self.deprels[n] in labels]

    def marked(self, word: int, forms: frozenset[str]) -> bool:
        """Whether the word or its article is one of the forms."""
        return any(self.forms[n] in forms for n in (word, *self.under(word, "det")))

    def number(self, word: int) -> str:
        """`Plur` where words are joined, else what the morphology says."""
        return "Plur" if self.under(word, "conj") else self.feats[word].get("Number", "")

    def verb_number(self, verb: int) -> str:
        """The number of the clause's finite verb, be it the verb itself or its auxiliary."""
        finite = [n for n in (verb, *self.under(verb, "aux", "aux:pass", "cop")) if "Mood" in self.feats[n]]
        return self.feats[finite[0]].get("Number", "") if finite else ""


def settle_subjects(forms: Sequence[str], feats: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> list[str]:
    """The relations, with one subject to each verb, and that one of its number.

    >>> feats = ["Number=Sing", "Number=Sing", "", "Number=Sing", "Mood=Ind|Number=Plur"]
    >>> settle_subjects(["was", "Rom", "und", "Bern", "bestreiten"], feats, [4, 4, 3, 1, -1], ["nsubj", "obj", "cc", "conj", "root"])
    ['obj', 'nsubj', 'cc', 'conj', 'root']
    """
    settled = list(deprels)
    clauses = _Clauses(forms, feats, heads, settled)
    for verb in sorted(set(heads) - {-1}):
        subjects = clauses.under(verb, "nsubj")
        if len(subjects) == 2:
            _keep_one(clauses, subjects, settled)
        objects = clauses.under(verb, "obj")
        if len(subjects) == 1 and len(objects) == 1:
            _swap_if_wrong(clauses, verb, subjects[0], objects[0], settled)
    return settled


def _keep_one(clauses: _Clauses, subjects: list[int], deprels: list[str]) -> None:
    first, second = subjects
    if clauses.under(clauses.heads[first], "cop"):
        return
    if clauses.forms[first] in _RELATIVE:
        article = {"der", "dieser"} if clauses.feats[second].get("Gender") == "Masc" else set()
        if clauses.marked(second, _NOMINATIVE | article) or second == first + 1:
            deprels[first] = "obj"
    elif clauses.feats[second].get("Gender") == "Fem" and clauses.marked(second, frozenset({"der", "einer"})):
        deprels[second] = "obl:arg"
    elif clauses.marked(first, _ACCUSATIVE):
        deprels[first] = "obj"
    elif clauses.marked(second, _ACCUSATIVE) or clauses.marked(first, _NOMINATIVE):
        deprels[second] = "obj"


def _swap_if_wrong(clauses: _Clauses, verb: int, subject: int, other: int, deprels: list[str]) -> None:
    """*was* is one, so that a verb in the plural must have its subject elsewhere; other nouns' numbers are too unsure for this."""
    plural = clauses.verb_number(verb) == "Plur" and (clauses.under(other, "conj") or clauses.number(other) == "Plur")
    if plural and clauses.forms[subject] in {"was", "das"} and not clauses.marked(other, _ACCUSATIVE) and not clauses.under(other, "case"):
        deprels[subject], deprels[other] = "obj", "nsubj"
