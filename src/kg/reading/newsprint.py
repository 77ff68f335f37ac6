"""The dress of news: what a balanced treebank has too little of, made from its own trees or written for the purpose.

Headlines, datelines and quotations introduced by *sagte* are each a small operation on a tree that is already there, so that
what they teach costs no annotation. What no operation gives stands in `newsprint.txt`, annotated by hand.
"""

# ruff: noqa: SIM905  # a list of words reads best as words
from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from random import Random

from kg.reading.treebank import UNSPECIFIED, Tree

_CITIES = (
    "Berlin Seoul Moskau Brüssel Washington Peking Paris London Pjöngjang Kiew Warschau Tokio Wien Bern Genf Straßburg "
    "Ankara Teheran Jerusalem Kairo Neu-Delhi Canberra Ottawa Rom Madrid Minsk Budapest Prag Belgrad Damaskus Bagdad Riad "
    "Hanoi Manila"
).split()
_COUNTRIES = (
    "Nordkorea Russland China Südkorea Japan Frankreich Deutschland Polen Ungarn Indien Pakistan Israel Syrien Belarus "
    "Georgien Armenien Aserbaidschan Griechenland Italien Spanien Kanada Mexiko Brasilien Kuba Venezuela Ägypten Libyen "
    "Äthiopien Eritrea"
).split()
_BODIES = "NATO EU UNO Opec Unesco WHO OSZE Asean Mercosur Hamas Hisbollah SPD CDU Bundeswehr Eurozone".split()
_AGENCIES = "dpa AFP Reuters AP KNA epd dts".split()
_TITLES = "Präsident Außenminister Ministerpräsident Regierungschef Sprecher Staatschef Kanzler Verteidigungsminister General".split()
_GIVEN = "Anna Peter Michael Olga Sergej Emmanuel Donald Xi Joon Angela Recep Viktor Maria John Boris Elisabeth Karl".split()
_FAMILY = "Meier Iwanow Kim Park Dupont Smith Kowalski Orlow Tanaka Li Wang Rossi Novak Brown Schmidt Yildiz Khan Petrow".split()
_SAID = "sagte erklärte betonte schrieb berichtete meinte sagt erklärt betont".split()
_NAMES = {"C": _COUNTRIES, "D": _COUNTRIES, "P": _FAMILY, "V": _GIVEN, "O": _BODIES, "S": _CITIES}
_KIND = {"C": "LOC", "D": "LOC", "S": "LOC", "P": "PER", "V": "PER", "O": "ORG"}


def in_news_dress(trees: Sequence[Tree], seed: int = 0) -> list[Tree]:
    """A dateline, a quotation or a headline made of some of the trees, about one from every five of them."""
    rng = Random(seed)  # noqa: S311  # a choice of words, no secret
    made = []
    for tree in trees:
        if not _is_statement(tree) or rng.random() > 0.4:
            continue
        made.append(rng.choice((as_headline, with_dateline, as_quotation, as_quotation))(tree, rng))
    return made


def _is_statement(tree: Tree) -> bool:
    root = tree.heads.index(-1)
    plain = '"' not in tree.forms and tree.upos[0] != "PUNCT"
    return plain and tree.forms[-1] == "." and tree.upos[root] == "VERB" and 5 <= len(tree) <= 25


def as_headline(tree: Tree, _rng: Random) -> Tree:
    """The sentence without its full stop and without articles: *Minister unterzeichnet Abkommen*."""
    keep = [
        number
        for number in range(len(tree) - 1)
        if not (tree.deprels[number] == "det" and "PronType=Art" in tree.feats[number] and number not in tree.heads)
    ]
    return _selected(tree, keep)


def _selected(tree: Tree, keep: list[int]) -> Tree:
    place = {old: new for new, old in enumerate(keep)}
    forms = [tree.forms[old] for old in keep]
    forms[0] = forms[0][:1].upper() + forms[0][1:]
    heads = [place.get(tree.heads[old], -1) for old in keep]
    upos, feats, deprels = ([column[old] for old in keep] for column in (tree.upos, tree.feats, tree.deprels))
    return Tree(tree.source + "+headline", forms, upos, feats, heads, deprels)


def with_dateline(tree: Tree, rng: Random) -> Tree:
    """The sentence after a dateline: *Seoul (AFP) - …*; the place hangs under the root as `parataxis`."""
    root = tree.heads.index(-1)
    forms, upos, deprels = [rng.choice(_CITIES)], ["PROPN"], ["parataxis"]
    if rng.random() < 0.4:
        forms += ["(", rng.choice(_AGENCIES), ")"]
        upos += ["PUNCT", "PROPN", "PUNCT"]
        deprels += ["punct", "appos", "punct"]
    forms.append(rng.choice("--:" if len(forms) == 1 else "--"))
    shift = len(forms)
    ahead = [root + shift] + [0 if label != "punct" or forms[i] in "-:" else 2 for i, label in enumerate([*deprels, "punct"]) if i]
    return Tree(
        tree.source + "+dateline",
        forms + tree.forms,
        [*upos, "PUNCT", *tree.upos],
        [UNSPECIFIED] * shift + tree.feats,
        ahead + [head + shift if head >= 0 else -1 for head in tree.heads],
        [*deprels, "punct", *tree.deprels],
    )


def as_quotation(tree: Tree, rng: Random) -> Tree:
    """The sentence in somebody's mouth: *"…", sagte Präsident Kim.*, or after it, *Kim sagte: "…"*."""
    speaker = _speaker(rng)
    count, body, root = len(speaker.forms), len(tree) - 1, tree.heads.index(-1)
    mark = ['"'] * (rng.random() < 0.75)
    said = rng.choice(_SAID)
    if rng.random() < 0.65:
        forms = [*mark, *tree.forms[:-1], *mark, ",", said, *speaker.forms, "."]
        start, verb, first = len(mark), body + 2 * len(mark) + 1, body + 2 * len(mark) + 2
    else:
        forms = [*speaker.forms, said, ":", *mark, *tree.forms[:-1], ".", *mark]
        start, verb, first = count + 2 + len(mark), count, 0
    made = Tree(
        f"{tree.source}+quotation", forms, *(list(column) for column in zip(*[("PUNCT", "", verb, "punct")] * len(forms), strict=True))
    )
    for number, form in enumerate(forms):
        if form == '"' or (form == "," and number == verb - 1):
            made.heads[number] = start + root
    for part, offset, length in ((tree, start, body), (speaker, first, count)):
        span = slice(offset, offset + length)
        made.upos[span], made.feats[span], made.deprels[span] = part.upos[:length], part.feats[:length], part.deprels[:length]
        made.heads[span] = [head + offset if head >= 0 else verb for head in part.heads[:length]]
    made.deprels[start + root] = "ccomp"
    made.heads[verb], made.deprels[verb], made.upos[verb], made.feats[verb] = -1, "root", "VERB", UNSPECIFIED
    return made


def _speaker(rng: Random) -> Tree:
    """A subject: a name, with a title or a given name before it, or both."""
    title = [rng.choice(_TITLES)] * (rng.random() < 0.6)
    name = [rng.choice(_GIVEN)] * (rng.random() < 0.5) + [rng.choice(_FAMILY)]
    forms, first = title + name, len(title)
    heads = [-1, *([0] if title else []), *([first] * (len(name) - 1))]
    deprels = ["nsubj", *(["appos"] if title else []), *(["flat"] * (len(name) - 1))]
    return Tree("speaker", forms, ["NOUN"] * first + ["PROPN"] * len(name), [UNSPECIFIED] * len(forms), heads, deprels)


def own_trees(seed: int = 0, times: int = 5) -> list[Tree]:
    """The sentences of `newsprint.txt`, each several times over with other names in its places."""
    rng = Random(seed)  # noqa: S311  # a choice of names, no secret
    lines = (files("kg.reading") / "newsprint.txt").read_text(encoding="utf-8").splitlines()
    return [_own_tree(line, rng) for line in lines if line and not line.startswith("#") for _ in range(times)]


def _own_tree(line: str, rng: Random) -> Tree:
    words = [word.split("|") for word in line.split()]
    forms = [re.sub(r"\{(\w)\}", lambda place: rng.choice(_NAMES[place.group(1)]), form) for form, *_ in words]
    heads = [int(head) - 1 for _, _, head, _ in words]
    upos, deprels = [word[1] for word in words], [word[3] for word in words]
    return Tree("own", forms, upos, [UNSPECIFIED] * len(words), heads, deprels, entities=_own_entities([form for form, *_ in words]))


def _own_entities(forms: list[str]) -> list[str]:
    """The names that fill the places; a given and a family name are one."""
    kinds = [_KIND.get(form[1:2], "") if form.startswith("{") else "" for form in forms]
    given = ["", *forms]
    return [("I-" if given[n] == "{V}" else "B-") + kind if kind else "O" for n, kind in enumerate(kinds)]
