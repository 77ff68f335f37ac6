"""Sentences as Universal Dependencies sees them: the boundary to every parser.

Everything behind this module works on these two values and needs no model; its tests are CoNLL-U strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Token:
    """A syntactic word: one row of CoNLL-U, with its place in the document.

    `index` and `head` count from 0 within the sentence; the root's head is -1. `start` and `end` are character
    offsets into the document's text, so that `text[start:end] == form`. `entity` is an IOB2 tag (`B-PER`) or "".
    """

    index: int
    form: str
    lemma: str
    upos: str
    head: int
    deprel: str
    start: int
    end: int
    xpos: str = ""
    feats: Mapping[str, str] = field(default_factory=dict)
    entity: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence: its tokens in order, which form one dependency tree."""

    tokens: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    @property
    def start(self) -> int:
        """Offset of the first character in the document."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind the last character in the document."""
        return self.tokens[-1].end

    @cached_property
    def _dependents(self) -> tuple[tuple[Token, ...], ...]:
        found: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head >= 0:
                found[token.head].append(token)
        return tuple(map(tuple, found))

    @property
    def root(self) -> Token:
        """The token without a head."""
        return next(token for token in self.tokens if token.head < 0)

    def dependents(self, token: Token, *relations: str) -> tuple[Token, ...]:
        """The token's direct dependents in order; only those with one of the relations, if any are given."""
        found = self._dependents[token.index]
        return tuple([d for d in found if d.deprel in relations]) if relations and found else found

    def head(self, token: Token) -> Token | None:
        """The token's head, None for the root."""
        return self.tokens[token.head] if token.head >= 0 else None

    def ancestors(self, token: Token) -> Iterator[Token]:
        """The heads from the token up to the root, nearest first."""
        while token.head >= 0:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token) -> tuple[Token, ...]:
        """The token and all that depends on it, in order."""
        found, waiting = [], [token]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting.extend(self._dependents[current.index])
        return tuple(sorted(found, key=lambda t: t.index))


def parse_feats(feats: str) -> dict[str, str]:
    """The features of a CoNLL-U column as a mapping.

    >>> parse_feats("Case=Nom|Number=Sing")
    {'Case': 'Nom', 'Number': 'Sing'}
    """
    return dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)


def read_conllu(text: str) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U text, with offsets as if their `# text` lines stood one after the other.

    Multiword tokens (`1-2 am`) give their syntactic words the surface token's offsets; empty nodes are passed over.
    https://universaldependencies.org/format.html

    Raises:
        DocumentError: a row without ten columns, or words that are not numbered one after the other, or that form no tree.
    """
    offset = 0
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if not rows:
            continue
        sentence = _sentence(rows, offset)
        offset = sentence.end + 1
        yield sentence


def _sentence(rows: Iterable[list[str]], offset: int) -> Sentence:
    tokens: list[Token] = []
    shared_until = 0
    start = end = offset
    for row in rows:
        if len(row) != 10:
            raise DocumentError(f"CoNLL-U: {len(row)} columns in {' '.join(row)!r}; a row has ten, split by tabs")
        number, form, lemma, upos, xpos, feats, head, deprel, _, misc = row
        if re.fullmatch(r"\d+\.\d+", number):
            continue
        first, last = _numbers(row, len(tokens) + 1, shared_until)
        if last > first or len(tokens) >= shared_until:
            start, end = offset, offset + len(form)
            offset = end + ("SpaceAfter=No" not in misc)
        if last > first:
            shared_until = last
            continue
        ner = parse_feats(misc).get("NER", "")
        tokens.append(Token(len(tokens), form, lemma, upos, int(head) - 1, deprel, start, end, xpos.strip("_"), parse_feats(feats), ner))
    _require_tree(tokens, shared_until)
    return Sentence(tuple(tokens))


def _numbers(row: list[str], following: int, shared_until: int) -> tuple[int, int]:
    """The first and the last number of a row: of a word, which has a head, or of a multiword token."""
    number, form, head = row[0], row[1], row[6]
    found = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", number, re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if first != following or last < first or ("-" in number and (last == first or first <= shared_until)):
        raise DocumentError(
            f"CoNLL-U: the number {number!r} of {form!r}, where {following} comes; number words from 1, surface words as 1-2"
        )
    if not form or ("-" not in number and not re.fullmatch(r"\d{1,9}", head, re.ASCII)):
        raise DocumentError(f"CoNLL-U: {' '.join(row)!r} has no form, or no number as its head; correct the second and seventh column")
    return first, last


def _require_tree(tokens: Sequence[Token], shared_until: int) -> None:
    """See to it that the words form one tree, in time linear in their number."""
    if not tokens or shared_until > len(tokens):
        raise DocumentError(f"CoNLL-U: {max(shared_until, 1)} words are announced, and there are {len(tokens)}; add a row for each")
    outside = next((token for token in tokens if not -1 <= token.head < len(tokens)), None)
    if outside:
        raise DocumentError(f"CoNLL-U: head {outside.head + 1} of {outside.form!r} is outside its sentence; correct the seventh column")
    roots = [token.form for token in tokens if token.head < 0]
    if len(roots) > 1:
        raise DocumentError(f"CoNLL-U: two roots, {roots[0]!r} and {roots[1]!r}; correct the seventh column")
    reached = {-1}
    for token in tokens:
        index, path = token.index, set[int]()
        while index not in reached:
            if index in path:
                raise DocumentError(f"CoNLL-U: {token.form!r} has no root above it; correct the seventh column")
            path.add(index)
            index = tokens[index].head
        reached |= path
