"""Trees to learn from: a treebank as it stands, and the same trees in the dress of news.

A treebank of balanced text has few headlines, datelines and quotations introduced by *sagte*. Each is a small operation on a
tree that is already there, so that what it teaches costs no annotation: `as_headline`, `with_dateline`, `as_quotation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from random import Random

from kg.errors import DocumentError
from kg.reading.sentences import Token, read_conllu

UNSPECIFIED = "?"
"""Stands for morphology that was never annotated, as opposed to a word that has none."""

_WITHOUT_FEATS = ("parseme-gsd-mwe",)
_CANONICAL = str.maketrans("„“”«»‟‚‘’‹›–—−", '""""""' + "'''''" + "---")

_CITIES = (
    "Berlin Seoul Moskau Brüssel Washington Peking Paris London Pjöngjang Kiew Warschau Tokio Wien Bern Genf Straßburg Ankara "
    "Teheran Jerusalem Kairo Neu-Delhi Canberra Ottawa Rom Madrid Minsk Budapest Prag Belgrad Damaskus Bagdad Riad Hanoi Manila"
).split()
_AGENCIES = "dpa AFP Reuters AP KNA epd dts".split()
_TITLES = "Präsident Außenminister Ministerpräsident Regierungschef Sprecher Staatschef Kanzler Verteidigungsminister General".split()
_GIVEN = "Anna Peter Michael Olga Sergej Emmanuel Donald Xi Joon Angela Recep Viktor Maria John Boris Elisabeth Karl".split()
_FAMILY = "Meier Iwanow Kim Park Dupont Smith Kowalski Orlow Tanaka Li Wang Rossi Novak Brown Schmidt Yildiz Khan Petrow".split()
_SAID = "sagte erklärte teilte betonte kündigte schrieb berichtete meinte".split()


@dataclass(frozen=True)
class Tree:
    """A sentence's words and their analysis, column by column; heads count from 0, the root's is -1."""

    source: str
    forms: list[str]
    upos: list[str]
    feats: list[str]
    heads: list[int]
    deprels: list[str]
    lemmas: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)


def canonical(form: str) -> str:
    """The form with every kind of quotation mark and dash made plain, character for character.

    >>> canonical("„So“ –")
    '"So" -'
    """
    return form.translate(_CANONICAL)


def read_trees(path: Path) -> list[Tree]:
    """The trees of a CoNLL-U file; the words that share a surface token (*am* = *an* + *dem*) become one.

    Raises:
        DocumentError: the file cannot be read, or is not CoNLL-U.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{path}: the treebank cannot be read ({error.strerror}); name a CoNLL-U file") from error
    sources = [line.partition("=")[2].strip() for line in text.splitlines() if line.startswith("# sent_id")]
    sentences = list(read_conllu(text))
    if len(sources) != len(sentences):
        sources = [path.stem] * len(sentences)
    surfaces = _surface_forms(text)
    return [_merged(source, sentence.tokens, forms) for source, sentence, forms in zip(sources, sentences, surfaces, strict=True)]


def _surface_forms(text: str) -> Iterator[list[str]]:
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("#")]
        forms, hidden = [], 0
        for number, form, *_ in rows:
            if "-" in number:
                hidden = int(number.partition("-")[2])
                forms.append(form)
            elif "." not in number and int(number) > hidden:
                forms.append(form)
        if rows:
            yield forms


def _merged(source: str, tokens: Sequence[Token], forms: list[str]) -> Tree:
    groups = [list(group) for _, group in groupby(tokens, key=lambda token: (token.start, token.end))]
    place = {token.index: number for number, group in enumerate(groups) for token in group}
    heads = [next(t for t in group if t.head < 0 or place[t.head] != number) for number, group in enumerate(groups)]
    feats = [{key: value for token in group for key, value in token.feats.items()} for group in groups]
    unspecified = source.startswith(_WITHOUT_FEATS)
    return Tree(
        source,
        [canonical(form) for form in forms],
        [token.upos for token in heads],
        [UNSPECIFIED if unspecified else "|".join(f"{k}={v}" for k, v in sorted(f.items())) for f in feats],
        [place[token.head] if token.head >= 0 else -1 for token in heads],
        [token.deprel for token in heads],
        [token.lemma for token in heads],
    )


def in_news_dress(trees: Sequence[Tree], seed: int = 0) -> list[Tree]:
    """A dateline, a quotation or a headline made of some of the trees, about one from every five of them."""
    rng = Random(seed)
    made = []
    for tree in trees:
        if not _is_statement(tree) or rng.random() > 0.4:
            continue
        made.append(rng.choice((as_headline, with_dateline, as_quotation, as_quotation))(tree, rng))
    return made


def _is_statement(tree: Tree) -> bool:
    root = tree.heads.index(-1)
    return tree.forms[-1] == "." and tree.upos[root] == "VERB" and 5 <= len(tree) <= 25 and '"' not in tree.forms and tree.upos[0] != "PUNCT"


def as_headline(tree: Tree, rng: Random) -> Tree:
    """The sentence without its full stop and without articles: *Minister unterzeichnet Abkommen*."""
    keep = [
        number
        for number in range(len(tree) - 1)
        if not (tree.deprels[number] == "det" and tree.upos[number] == "DET" and number not in tree.heads and "Art" in tree.feats[number])
    ]
    return _selected(tree, keep)


def _selected(tree: Tree, keep: list[int]) -> Tree:
    place = {old: new for new, old in enumerate(keep)}
    forms = [tree.forms[old] for old in keep]
    forms[0] = forms[0][:1].upper() + forms[0][1:]
    heads = [place.get(tree.heads[old], -1) for old in keep]
    return Tree(tree.source + "+headline", forms, *([column[old] for old in keep] for column in (tree.upos, tree.feats)), heads, [tree.deprels[old] for old in keep])


def with_dateline(tree: Tree, rng: Random) -> Tree:
    """The sentence after a dateline: *Seoul (AFP) - …*; the place hangs under the root as `parataxis`."""
    root = tree.heads.index(-1)
    forms, upos, deprels, heads = [rng.choice(_CITIES)], ["PROPN"], ["parataxis"], [root]
    if rng.random() < 0.4:
        forms += ["(", rng.choice(_AGENCIES), ")"]
        upos += ["PUNCT", "PROPN", "PUNCT"]
        deprels += ["punct", "appos", "punct"]
        heads += [-3, -1, -3]
    forms.append(rng.choice("--:" if len(forms) == 1 else "--"))
    shift = len(forms)
    ahead = [root + shift] + [0 if label != "punct" or forms[i] in "-:" else 2 for i, label in enumerate(deprels + ["punct"]) if i]
    return Tree(
        tree.source + "+dateline",
        forms + tree.forms,
        [*upos, "PUNCT", *tree.upos],
        [UNSPECIFIED] * shift + tree.feats,
        ahead + [head + shift if head >= 0 else -1 for head in tree.heads],
        [*deprels, "punct", *tree.deprels],
    )


def as_quotation(tree: Tree, rng: Random) -> Tree:
    """The sentence in somebody's mouth: *"…", sagte Präsident Kim.*, or before it, *Kim sagte: "…"*."""
    name = ([(rng.choice(_TITLES), "NOUN")] if rng.random() < 0.6 else []) + [(rng.choice(_GIVEN), "PROPN")] * (rng.random() < 0.5)
    name += [(rng.choice(_FAMILY), "PROPN")]
    speaker = [word for word, _ in name]
    kinds = [kind for _, kind in name]
    under = ["nsubj"] + ["flat" if kinds[i - 1] == "PROPN" else "appos" for i in range(1, len(name))]
    said, body, count = rng.choice(_SAID), len(tree) - 1, len(name)
    root = tree.heads.index(-1)
    quoted = rng.random() < 0.75
    if rng.random() < 0.65:
        opening = ['"'] * quoted
        forms = [*opening, *tree.forms[:-1], *opening, ",", said, *speaker, "."]
        start, verb = len(opening), body + 2 * quoted + 1
        first = verb + 1
    else:
        forms = [*speaker, said, ":", *(['"'] * quoted), *tree.forms[:-1], ".", *(['"'] * quoted)]
        first, verb, start = 0, count, count + 2 + quoted
    chain = [verb] + [first + i - 1 if i > 1 and kinds[i - 1] == "PROPN" else first for i in range(1, count)]
    heads, deprels = [verb] * len(forms), ["punct"] * len(forms)
    upos, feats = ["PUNCT"] * len(forms), [""] * len(forms)
    for i in range(count):
        heads[first + i], deprels[first + i], upos[first + i], feats[first + i] = chain[i], under[i], kinds[i], UNSPECIFIED
    heads[verb], deprels[verb], upos[verb] = -1, "root", "VERB"
    feats[verb] = "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin"
    for i in range(body):
        old = tree.heads[i]
        heads[start + i], deprels[start + i] = (old + start, tree.deprels[i]) if old >= 0 else (verb, "ccomp")
        upos[start + i], feats[start + i] = tree.upos[i], tree.feats[i]
    for i, form in enumerate(forms):
        if form == '"' or (i < verb and form == "," and i == verb - 1):
            heads[i] = start + root
    return replace(tree, source=tree.source + "+quotation", forms=forms, upos=upos, feats=feats, heads=heads, deprels=deprels, lemmas=[])
