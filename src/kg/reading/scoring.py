"""How well a pipeline does on a treebank it has not seen.

Words and sentence boundaries are given, as the treebank has them, with *am* = *an* + *dem* as the one word it is in the text;
only what the pipeline says of them is measured. Attachment is counted over all words but punctuation, as spaCy does.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DocumentError
from kg.reading.parsing import load
from kg.reading.sentences import Sentence, parse_feats
from kg.reading.treebank import Tree, read_trees

RELATIONS = ("nsubj", "obj", "obl", "obl:arg", "nsubj:pass", "nmod")
FEATURES = ("Case", "Number", "Mood", "Tense")
KINDS = ("PER", "ORG", "LOC")

Span = tuple[int, int, int, str]


@dataclass(frozen=True)
class Figures:
    """Per cent of words (`las`, `uas`, `upos`, `lemma`), F1 in per cent of relations, features and names, and speed.

    `las_all` counts punctuation too. A feature's F1 is over the words that have it, in gold or in the prediction.
    """

    sentences: int
    words: int
    las: float
    uas: float
    las_all: float
    upos: float
    lemma: float
    relations: dict[str, float]
    features: dict[str, float]
    names: dict[str, float]
    words_per_second: float


def evaluate(pipeline: str | None, treebank: Path, ner: Path | None = None) -> Figures:
    """The figures of a pipeline (None: the one shipped for German) on CoNLL-U trees, and on IOB2 names if given.

    Raises:
        DocumentError: a file cannot be read.
        PipelineError: the pipeline cannot be loaded.
    """
    parser = load(pipeline)
    gold = read_trees(treebank)
    list(parser.parse_words([gold[0].forms]))
    start = time.perf_counter()
    said = list(parser.parse_words([tree.forms for tree in gold]))
    seconds = time.perf_counter() - start
    names: dict[str, float] = {}
    if ner:
        named = list(read_iob2(ner))
        names = _name_scores([tags for _, tags in named], list(parser.parse_words([words for words, _ in named])))
    total = sum(map(len, gold))
    return Figures(
        sentences=len(gold),
        words=total,
        **_tree_scores(gold, said),
        upos=_share((g, t.upos) for tree, s in zip(gold, said, strict=True) for g, t in zip(tree.upos, s, strict=True)),
        lemma=_share((g, t.lemma) for tree, s in zip(gold, said, strict=True) for g, t in zip(tree.lemmas, s, strict=True)),
        relations=_relation_scores(gold, said),
        features=_feature_scores(gold, said),
        names=names,
        words_per_second=total / seconds,
    )


def read_iob2(path: Path) -> Iterable[tuple[list[str], list[str]]]:
    """Words and IOB2 tags of a file in Universal NER's format: number, word, tag.

    Raises:
        DocumentError: the file cannot be read, or a row has less than three columns.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path}: the named entities cannot be read ({error}); name an IOB2 file in UTF-8") from error
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("#")]
        short = next((row for row in rows if len(row) < 3), None)
        if short:
            raise DocumentError(f"{path}: {len(short)} columns in {' '.join(short)!r}; write number, word and tag, split by tabs")
        if rows:
            yield [row[1] for row in rows], [row[2] for row in rows]


def _share(pairs: Iterable[tuple[object, object]]) -> float:
    right = [gold == said for gold, said in pairs]
    return 100 * sum(right) / len(right)


def _tree_scores(gold: Sequence[Tree], said: Sequence[Sentence]) -> dict[str, float]:
    pairs = [
        ((head, label), (token.head, token.deprel))
        for tree, sentence in zip(gold, said, strict=True)
        for head, label, token in zip(tree.heads, tree.deprels, sentence, strict=True)
    ]
    words = [(g, s) for g, s in pairs if g[1] != "punct"]
    return {"las": _share(words), "uas": _share((g[0], s[0]) for g, s in words), "las_all": _share(pairs)}


def _f1(gold: int, said: int, both: int) -> float:
    return 200 * both / (gold + said) if gold + said else 0.0


def _relation_scores(gold: Sequence[Tree], said: Sequence[Sentence]) -> dict[str, float]:
    """F1 of the words attached by the relation: head and label must both be right."""
    in_gold, in_said, in_both = Counter[str](), Counter[str](), Counter[str]()
    for tree, sentence in zip(gold, said, strict=True):
        in_gold.update(tree.deprels)
        in_said.update(token.deprel for token in sentence)
        in_both.update(t.deprel for h, d, t in zip(tree.heads, tree.deprels, sentence, strict=True) if (h, d) == (t.head, t.deprel))
    return {name: _f1(in_gold[name], in_said[name], in_both[name]) for name in RELATIONS}


def _feature_scores(gold: Sequence[Tree], said: Sequence[Sentence]) -> dict[str, float]:
    in_gold, in_said, in_both = Counter[str](), Counter[str](), Counter[str]()
    for tree, sentence in zip(gold, said, strict=True):
        for column, token in zip(tree.feats, sentence, strict=True):
            right = parse_feats(column)
            in_gold.update(right.keys())
            in_said.update(token.feats.keys())
            in_both.update(name for name in right if token.feats.get(name) == right[name])
    return {name: _f1(in_gold[name], in_said[name], in_both[name]) for name in FEATURES}


def _name_scores(gold: Sequence[Sequence[str]], said: Sequence[Sentence]) -> dict[str, float]:
    right = {span for n, tags in enumerate(gold) for span in spans(n, tags)}
    found = {span for n, sentence in enumerate(said) for span in spans(n, [token.entity or "O" for token in sentence])}
    scores = {"all": _f1_of(right, found, KINDS)}
    return scores | {kind: _f1_of(right, found, (kind,)) for kind in KINDS}


def _f1_of(gold: set[Span], said: set[Span], kinds: Sequence[str]) -> float:
    gold, said = ({span for span in spans if span[3] in kinds} for spans in (gold, said))
    return _f1(len(gold), len(said), len(gold & said))


def spans(sentence: int, tags: Sequence[str]) -> Iterable[Span]:
    """The sentence's number, first word, word behind the last, and kind of each name that the IOB2 tags mark.

    >>> list(spans(0, ["B-PER", "I-PER", "O", "B-LOC"]))
    [(0, 0, 2, 'PER'), (0, 3, 4, 'LOC')]
    """
    start = None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            yield sentence, start, place, tags[start][2:]
            start = None
        if tag.startswith("B-"):
            start = place


def table(figures: Figures) -> str:
    """The figures as a table in Markdown."""
    rows = [("LAS", figures.las), ("UAS", figures.uas), ("LAS with punctuation", figures.las_all)]
    rows += [("UPOS", figures.upos), ("lemma", figures.lemma)]
    rows += [(f"{name} (F1)", value) for name, value in figures.relations.items()]
    rows += [(f"{name} (F1)", value) for name, value in figures.features.items()]
    rows += [(f"names, {name} (F1)", value) for name, value in figures.names.items()]
    lines = [f"| {name} | {value:.1f} |" for name, value in rows]
    size = f"{figures.sentences:,} sentences, {figures.words:,} words; {figures.words_per_second:,.0f} words a second"
    return "\n".join(["| measure | % |", "|---|---|", *lines, "", size])
