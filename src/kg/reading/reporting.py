"""*"…", sagte er*: the clause that says who speaks is the main one, and what is said its object.

Treebanks annotate it either way; a reader of the tree should have to know one only: the verb of saying is the head, the
quotation its `ccomp`, as in German PUD.
"""

from __future__ import annotations

from collections.abc import Sequence

_SAYING = frozenset(
    {
        "sagen", "erklären", "schreiben", "berichten", "betonen", "meinen", "mitteilen", "teilen", "antworten", "behaupten", "fragen",
        "warnen", "ergänzen", "fügen", "hinzufügen", "kritisieren", "rufen", "versichern", "fordern", "heißen", "erläutern", "melden",
        "bestätigen", "drohen", "glauben", "loben", "äußern", "zitieren", "verlauten", "klagen", "unterstreichen", "bekräftigen",
    }
)  # fmt: skip


def settle_reports(lemmas: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> tuple[list[int], list[str]]:
    """The heads and relations, with a verb of saying that follows what it reports as its head.

    >>> settle_reports(["gut", ",", "sagen", "er"], [-1, 0, 0, 2], ["root", "punct", "parataxis", "nsubj"])
    ([2, 0, -1, 2], ['ccomp', 'punct', 'root', 'nsubj'])
    """
    settled, relations = list(heads), list(deprels)
    root = settled.index(-1)
    for verb in range(root + 1, len(heads)):
        inverted = any(head == verb and label == "nsubj" and n > verb for n, (head, label) in enumerate(zip(heads, deprels, strict=True)))
        if heads[verb] == root and deprels[verb] == "parataxis" and lemmas[verb] in _SAYING and inverted:
            settled[verb], relations[verb] = -1, "root"
            settled[root], relations[root] = verb, "ccomp"
            last = len(heads) - 1
            if heads[last] == root and deprels[last] == "punct":
                settled[last] = verb
            break
    return settled, relations
