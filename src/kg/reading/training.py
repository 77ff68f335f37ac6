"""From a treebank to a pipeline, and from a pipeline to its figures.

The way to the shipped weights: three networks, which differ in their seeds alone, learn the treebank's trees and the same in
`kg.reading.newsprint`'s dress. They vote on the trees of the sentences that carry only named entities. One network
then learns all of it together, trees and names, and is what the pipeline holds.

    python -m kg.reading.training train de-train.conllu germeval14-dev.tsv germeval14-test.tsv --output src/kg/pipelines/de
    python -m kg.reading.training evaluate de-test-pud.conllu --ner pud.iob2
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import spacy

from kg.errors import DocumentError, PipelineError
from kg.reading.names import known_names
from kg.reading.network import Analysis, Network
from kg.reading.newsprint import in_news_dress, own_trees
from kg.reading.parsing import NetworkParser, features
from kg.reading.scoring import evaluate, table
from kg.reading.spanning import spanning_tree
from kg.reading.tagging import tag_words
from kg.reading.treebank import Tree, canonical, made_plain, read_trees

TEACHERS, TEACHER_EPOCHS, PUPIL_EPOCHS = 3, 13, 11

_ENTITY = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "OTH": "MISC"}


def train(treebank: Path, names: Sequence[Path], output: Path, seed: int = 0, report: Callable[[str], None] = print) -> None:
    """Train a German pipeline from a CoNLL-U treebank and GermEval files of named entities, and save it in `output`.

    Raises:
        PipelineError: PyTorch, which only training needs, is not installed.
        DocumentError: a file cannot be read.
    """
    try:
        from kg.reading.teaching import Lesson, fit  # noqa: PLC0415  # PyTorch is needed here only
    except ImportError as error:
        raise PipelineError("training: PyTorch is not installed; `pip install torch` and train again") from error
    known = known_names()
    trees = [made_plain(tree) for tree in read_trees(treebank)]
    trees += in_news_dress(trees) + own_trees()
    lessons = [Lesson(_columns(tree.forms, known), tree, tree.entities or None) for tree in trees]
    named = [sentence for path in names for sentence in read_entities(path)]
    raw = [_columns(words, known) for words, _ in named]
    votes = []
    for number in range(TEACHERS):
        report(f"teacher {number + 1} of {TEACHERS}")
        votes.append(fit(lessons, TEACHER_EPOCHS, seed + number, report).analyse(raw))
    for (words, entities), columns, analyses in zip(named, raw, zip(*votes, strict=True), strict=True):
        lessons.append(Lesson(columns, voted_tree(words, analyses), entities))
    report("pupil")
    save_pipeline(fit(lessons, PUPIL_EPOCHS, seed, report), known, output)


def _columns(forms: Sequence[str], names: dict[str, str]) -> list[list[str]]:
    return features(forms, tag_words(forms), names)


def read_entities(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Words and outer IOB2 tags of a GermEval 2014 file; derivations (*deutsch*) and parts of words count for nothing.

    Raises:
        DocumentError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{path}: the named entities cannot be read ({error.strerror}); name a GermEval file") from error
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if rows:
            yield [canonical(row[1]) for row in rows], outer_entities([row[2] for row in rows])


def outer_entities(tags: Sequence[str]) -> list[str]:
    """GermEval's tags under CoNLL's four names.

    >>> outer_entities(["B-LOCderiv", "B-OTH", "I-OTH", "I-PERpart"])
    ['O', 'B-MISC', 'I-MISC', 'O']
    """
    found: list[str] = []
    for tag in tags:
        position, _, label = tag.partition("-")
        kind = _ENTITY.get(label)
        follows = bool(found) and found[-1][2:] == kind
        found.append("O" if kind is None else f"{'I' if position == 'I' and follows else 'B'}-{kind}")
    return found


def voted_tree(words: list[str], analyses: Sequence[Analysis]) -> Tree:
    """The tree that most of the analyses agree on, word by word; where all differ, the first decides."""
    weights = [1 + 0.01 * (len(analyses) - n) for n in range(len(analyses))]
    arcs = np.zeros((len(words), len(words) + 1), np.float32)
    for analysis, weight in zip(analyses, weights, strict=True):
        arcs[np.arange(len(words)), np.array(analysis.heads) + 1] += weight
    heads = [head - 1 for head in spanning_tree(arcs)]
    labels = []
    for word, head in enumerate(heads):
        agreeing = [a.deprels[word] for a in analyses if a.heads[word] == head] or [a.deprels[word] for a in analyses]
        labels.append("root" if head < 0 else _commonest(agreeing))
    upos, feats = (
        [_commonest(said) for said in zip(*columns, strict=True)] for columns in ([a.upos for a in analyses], [a.feats for a in analyses])
    )
    return Tree("voted", words, upos, feats, heads, labels)


def _commonest(said: Sequence[str]) -> str:
    return Counter(said).most_common(1)[0][0]


def save_pipeline(network: Network, names: dict[str, str], output: Path) -> None:
    """Save a spaCy pipeline around the network, in place of what `output` held; nobody ever finds it half written."""
    pipeline = spacy.blank("de")
    pipeline.meta.update(name="kg", version="1.0.0", license="CC BY-SA 4.0", description="German news: UD trees, morphology, names")
    pipeline.add_pipe("kg_network", name="parser")
    component = pipeline.get_pipe("parser")
    assert isinstance(component, NetworkParser)
    component.network, component.names = network, names
    fresh, stale = output.with_name(f".{output.name}.new"), output.with_name(f".{output.name}.old")
    for folder in (fresh, stale):
        shutil.rmtree(folder, ignore_errors=True)
    pipeline.to_disk(fresh)
    if output.exists():
        for kept in output.glob("*.md"):
            shutil.copy(kept, fresh)
        output.rename(stale)
    fresh.rename(output)
    shutil.rmtree(stale, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train or evaluate from the command line."""
    parser = argparse.ArgumentParser(prog="python -m kg.reading.training", description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("treebank", type=Path)
    training.add_argument("names", type=Path, nargs="+")
    training.add_argument("--output", type=Path, required=True)
    training.add_argument("--seed", type=int, default=0)
    evaluating = commands.add_parser("evaluate")
    evaluating.add_argument("treebank", type=Path)
    evaluating.add_argument("--ner", type=Path)
    evaluating.add_argument("--pipeline")
    given = parser.parse_args(arguments)
    if given.command == "train":
        train(given.treebank, given.names, given.output, given.seed)
    else:
        sys.stdout.write(table(evaluate(given.pipeline, given.treebank, given.ner)) + "\n")


if __name__ == "__main__":
    main()
