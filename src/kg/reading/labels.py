"""Dependency trees of other schemes, as Universal Dependencies: what stands between a foreign pipeline and `Token`.

spaCy's German pipelines (`de_core_news_*`) speak TIGER, its English ones (`en_core_web_*`) ClearNLP. Both differ from UD in
words and in shape: a preposition heads its noun, a finite auxiliary or copula heads the verb or predicate, and
conjuncts form a chain. The words are one table; the shape is four rewritings of the tree.

TIGER: https://www.ims.uni-stuttgart.de/documents/ressourcen/korpora/tiger-corpus/annotation/tiger_scheme-syntax.pdf
ClearNLP: https://github.com/clir/clearnlp-guidelines/blob/master/md/specifications/dependency_labels.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Scheme = Literal["ud", "tiger", "clearnlp"]

TO_UD: dict[Scheme, dict[str, str]] = {
    "ud": {},
    "tiger": {
        "ROOT": "root", "ac": "case", "adc": "amod", "ag": "nmod", "ams": "obl", "app": "appos", "avc": "fixed", "cc": "obl",
        "cd": "cc", "cj": "conj", "cm": "case", "cp": "mark", "cvc": "obl:arg", "da": "obl:arg", "dm": "discourse", "ep": "expl",
        "ju": "advmod", "mnr": "nmod", "mo": "obl", "ng": "advmod", "nk": "nmod", "nmc": "flat", "oa": "obj", "oa2": "obj",
        "oc": "ccomp", "og": "obl:arg", "op": "obl:arg", "par": "parataxis", "pd": "xcomp", "pg": "nmod", "ph": "expl",
        "pm": "mark", "pnc": "flat", "punct": "punct", "rc": "acl", "re": "appos", "rs": "ccomp", "sb": "nsubj", "sbp": "obl",
        "svp": "compound:prt", "uc": "flat", "vo": "vocative",
    },
    "clearnlp": {
        "ROOT": "root", "acl": "acl", "acomp": "xcomp", "advcl": "advcl", "advmod": "advmod", "agent": "obl", "amod": "amod",
        "appos": "appos", "attr": "xcomp", "aux": "aux", "auxpass": "aux:pass", "case": "case", "cc": "cc", "ccomp": "ccomp",
        "compound": "compound", "conj": "conj", "csubj": "csubj", "csubjpass": "csubj:pass", "dative": "iobj", "det": "det",
        "dobj": "obj", "expl": "expl", "intj": "discourse", "mark": "mark", "meta": "dep", "neg": "advmod", "nmod": "nmod",
        "npadvmod": "obl", "nsubj": "nsubj", "nsubjpass": "nsubj:pass", "nummod": "nummod", "oprd": "xcomp",
        "parataxis": "parataxis", "pcomp": "advcl", "pobj": "obl", "poss": "nmod", "preconj": "cc", "predet": "det", "prep": "obl",
        "prt": "compound:prt", "punct": "punct", "quantmod": "advmod", "relcl": "acl", "xcomp": "xcomp",
    },
}  # fmt: skip
"""For each scheme, its labels and the UD relation each most often stands for; the rewritings refine some of them."""

_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM"}
_VERBAL = {"VERB", "AUX"}
_MODIFIER = {"ADV": "advmod", "PART": "advmod", "ADJ": "advmod", "VERB": "advcl", "AUX": "advcl", "SCONJ": "mark", "CCONJ": "cc"}
_IN_NOUN_PHRASE = {"DET": "det", "ADJ": "amod", "NUM": "nummod", "PRON": "det", "PROPN": "appos", "ADV": "advmod", "ADP": "case"}


@dataclass(slots=True)
class Node:
    """A word of a tree that is being rewritten: its head (-1 at the root) and label may still change."""

    form: str
    lemma: str
    upos: str
    head: int
    label: str


def scheme_of(labels: Iterable[str]) -> Scheme:
    """The scheme that a parser's set of labels belongs to.

    >>> scheme_of(["nsubj", "obl", "case"]), scheme_of(["sb", "oa", "mo"]), scheme_of(["nsubj", "dobj", "pobj"])
    ('ud', 'tiger', 'clearnlp')
    """
    known = set(labels)
    if {"sb", "oa"} <= known:
        return "tiger"
    return "clearnlp" if known & {"dobj", "pobj", "nsubjpass"} else "ud"


def to_ud(nodes: Sequence[Node], scheme: Scheme) -> None:
    """Rewrite the tree in place from its scheme to Universal Dependencies; labels nobody knows become `dep`."""
    if scheme != "ud":
        _demote_prepositions(nodes)
        _settle_nominals(nodes)
        _demote_auxiliaries(nodes)
        _demote_copulas(nodes)
        _flatten_conjuncts(nodes, scheme)
        for index in range(len(nodes)):
            _rename(nodes, index, scheme)
        _mark_passive(nodes)
    for node in nodes:
        if node.label == "ROOT" or node.head < 0:
            node.label = "root"


def _children(nodes: Sequence[Node], head: int, *labels: str) -> list[int]:
    return [i for i, node in enumerate(nodes) if node.head == head and (not labels or node.label in labels)]


def _promote(nodes: Sequence[Node], below: int, above: int, label: str) -> None:
    """Let `below` take its head's place; the former head hangs under it by the label, and leaves it its dependents."""
    for child in _children(nodes, above):
        if child != below:
            nodes[child].head = below
    nodes[below].head, nodes[below].label = nodes[above].head, nodes[above].label
    nodes[above].head, nodes[above].label = below, label


def _demote_prepositions(nodes: Sequence[Node]) -> None:
    for index in reversed(range(len(nodes))):
        if nodes[index].upos != "ADP" or nodes[index].label in {"svp", "prt", "ac", "case"}:
            continue
        nouns = [i for i in _children(nodes, index, "nk", "pobj") if nodes[i].upos != "ADP"]
        if nouns:
            role = nodes[index].label
            _promote(nodes, nouns[-1], index, "case")
            nodes[nouns[-1]].label = {"dative": "prep"}.get(role, role)


def _settle_nominals(nodes: Sequence[Node]) -> None:
    """A nominal modifies the noun or the clause it hangs under now: once a copula is demoted, that could not be told."""
    for node in nodes:
        if node.label in {"mo", "op", "prep", "sbp", "mnr"} and node.upos in _NOMINAL and node.head >= 0:
            if nodes[node.head].upos in {"NOUN", "PROPN", "PRON"}:
                node.label = "nmod"
            elif node.label != "op":
                node.label = "obl"


def _demote_auxiliaries(nodes: Sequence[Node]) -> None:
    """TIGER: a finite auxiliary heads the verb (`oc`) it stands with; that verb may be one itself."""
    for index in range(len(nodes)):
        if nodes[index].upos != "AUX":
            continue
        verbs = [i for i in _children(nodes, index, "oc") if nodes[i].upos in _VERBAL and not _children(nodes, i, "cp")]
        if verbs:
            passive = nodes[index].lemma == "werden" and nodes[verbs[0]].form.endswith(("t", "en")) and _is_participle(nodes[verbs[0]])
            _promote(nodes, verbs[0], index, "aux:pass" if passive else "aux")


def _is_participle(verb: Node) -> bool:
    """Whether a German verb form is a past participle and not the infinitive of a future: it differs from its lemma."""
    return verb.form.lower() != verb.lemma.lower()


def _demote_copulas(nodes: Sequence[Node]) -> None:
    for index in range(len(nodes)):
        if nodes[index].lemma in {"sein", "be"} and nodes[index].upos in _VERBAL and nodes[index].label not in {"aux", "aux:pass"}:
            predicates = _children(nodes, index, "pd", "attr", "acomp")
            if predicates:
                _promote(nodes, predicates[0], index, "cop")


def _flatten_conjuncts(nodes: Sequence[Node], scheme: Scheme) -> None:
    """Every conjunct under the first, every conjunction under the conjunct behind it."""
    for index, node in enumerate(nodes):
        if node.label == "cj" and node.head >= 0 and nodes[node.head].label == "cd":
            conjunction = node.head
            node.head, nodes[conjunction].head = nodes[conjunction].head, index
    for node in nodes:
        seen = 0
        while node.label in {"cj", "conj"} and nodes[node.head].label in {"cj", "conj"} and seen < len(nodes):
            node.head, seen = nodes[node.head].head, seen + 1
    if scheme == "clearnlp":
        for index, node in enumerate(nodes):
            behind = [i for i in _children(nodes, node.head, "conj") if i > index] if node.label == "cc" else []
            if behind and index > node.head:
                node.head = behind[0]


def _rename(nodes: Sequence[Node], index: int, scheme: Scheme) -> None:
    """Give the word its UD relation, by the table and by what it and its head are."""
    node = nodes[index]
    old, upos = node.label, node.upos
    new = TO_UD[scheme].get(old, old if old in _SHAPED else "dep")
    if old in {"mo", "mnr", "cc", "prep"} and upos in _MODIFIER:
        new = {"mnr": "acl"}.get(old, "advcl") if upos in _VERBAL else _MODIFIER[upos]
    elif old == "nk":
        new = "nmod" if upos == "PROPN" and nodes[node.head].upos not in _NOMINAL else _IN_NOUN_PHRASE.get(upos, "appos")
    elif old == "sb" and upos in _VERBAL and _children(nodes, index, "cp", "mark"):
        new = "csubj"
    elif old == "oc" and not _children(nodes, index, "sb", "nsubj", "cp", "mark"):
        new = "xcomp"
    node.label = "cc" if scheme == "clearnlp" and old == "cc" else new


_SHAPED = frozenset({"aux", "aux:pass", "cop", "case", "cc", "conj", "mark", "nmod", "obl"})


def _mark_passive(nodes: Sequence[Node]) -> None:
    for node in nodes:
        if node.label in {"nsubj", "csubj"} and _children(nodes, node.head, "aux:pass"):
            node.label += ":pass"
