"""Trees to learn from and to be measured by: a CoNLL-U file's, with the words that the text has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from kg.errors import DocumentError
from kg.reading.sentences import Token, read_conllu

UNSPECIFIED = "?"
"""Stands for morphology that was never annotated, as opposed to a word that has none."""

_WITHOUT_FEATS = ("parseme-gsd-mwe",)
_CANONICAL = str.maketrans("„“”«»‟‚‘’‹›–—−", '""""""' + "'''''" + "---")


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
    entities: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)


def canonical(form: str) -> str:
    """The form with every kind of quotation mark and dash made plain, character for character.

    >>> canonical("„So“ –")
    '"So" -'
    """
    return form.translate(_CANONICAL)


def made_plain(tree: Tree) -> Tree:
    """The tree with canonical forms, as the network sees them."""
    return replace(tree, forms=[canonical(form) for form in tree.forms])


def read_trees(path: Path) -> list[Tree]:
    """The trees of a CoNLL-U file; the words that share a surface token (*am* = *an* + *dem*) become one.

    Raises:
        DocumentError: the file cannot be read, is not CoNLL-U, or holds no tree.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path}: the treebank cannot be read ({error}); name a CoNLL-U file in UTF-8") from error
    sources = [line.partition("=")[2].strip() for line in text.splitlines() if line.startswith("# sent_id")]
    sentences = list(read_conllu(text))
    if not sentences:
        raise DocumentError(f"{path}: no tree in it; name a CoNLL-U file")
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
        forms,
        [token.upos for token in heads],
        [UNSPECIFIED if unspecified else "|".join(f"{k}={v}" for k, v in sorted(f.items())) for f in feats],
        [place[token.head] if token.head >= 0 else -1 for token in heads],
        [token.deprel for token in heads],
        [token.lemma for token in heads],
    )
