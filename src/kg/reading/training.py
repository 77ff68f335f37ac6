"""From a treebank to a pipeline, and from a pipeline to its figures.

The way to the shipped weights: three networks, which differ in their seeds alone, learn the treebank's trees and the same in
`kg.reading.newsprint`'s dress. They vote on the trees of the sentences that carry only named entities. One network
then learns all of it together, trees and names; a namer, which knows lists of names too, learns the names alone. Both are what the
pipeline holds. `rename` learns the namer anew and leaves the network.

    python -m kg.reading.training train de-train.conllu germeval14-dev.tsv germeval14-test.tsv --output src/kg/pipelines/de
    python -m kg.reading.training rename germeval14-dev.tsv germeval14-test.tsv --output src/kg/pipelines/de
    python -m kg.reading.training evaluate de-test-pud.conllu --ner pud.iob2
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import spacy

from kg.errors import PipelineError
from kg.reading.names import known_names
from kg.reading.naming import Namer
from kg.reading.network import Analysis, Network
from kg.reading.newsprint import in_news_dress, own_trees
from kg.reading.parsing import NetworkParser, features
from kg.reading.scoring import evaluate, table
from kg.reading.spanning import spanning_tree
from kg.reading.tagging import tag_words
from kg.reading.treebank import Tree, made_plain, read_trees

TEACHERS, TEACHER_EPOCHS, PUPIL_EPOCHS = 3, 13, 11


def train(treebank: Path, names: Sequence[Path], output: Path, seed: int = 0, report: Callable[[str], None] = print) -> None:
    """Train a German pipeline from a CoNLL-U treebank and GermEval files of named entities, and save it in `output`.

    Raises:
        PipelineError: PyTorch, or another package which only training needs, is not installed.
        DocumentError: a file cannot be read.
    """
    try:
        from kg.reading.name_teaching import outer_entities, read_named  # noqa: PLC0415  # what only training needs
        from kg.reading.teaching import Lesson, fit  # noqa: PLC0415  # the same
    except ImportError as error:
        raise PipelineError(f"training: {error.name} is not installed; `pip install kg[train]` and train again") from error
    known = known_names()
    trees = [made_plain(tree) for tree in read_trees(treebank)]
    trees += in_news_dress(trees) + own_trees()
    lessons = [Lesson(_columns(tree.forms, known), tree, tree.entities or None) for tree in trees]
    named = [(words, outer_entities(tags)) for path in names for words, tags in read_named(path)]
    raw = [_columns(words, known) for words, _ in named]
    votes = []
    for number in range(TEACHERS):
        report(f"teacher {number + 1} of {TEACHERS}")
        votes.append(fit(lessons, TEACHER_EPOCHS, seed + number, report).analyse(raw))
    for (words, entities), columns, analyses in zip(named, raw, zip(*votes, strict=True), strict=True):
        lessons.append(Lesson(columns, voted_tree(words, analyses), entities))
    report("pupil")
    network = fit(lessons, PUPIL_EPOCHS, seed, report)
    report("namer")
    save_pipeline(network, learn_names(names, network.inventory.entities), known, output)


def learn_names(names: Sequence[Path], tags: list[str]) -> Namer:
    """The namer that GermEval files and the lists of names teach, for the network's tags.

    Raises:
        PipelineError: a package which only training needs is not installed.
        DocumentError: a file cannot be read.
    """
    try:
        from kg.reading.name_teaching import fit_names, read_named  # noqa: PLC0415  # python-crfsuite is needed here only
        from kg.reading.namelists import known_lists  # noqa: PLC0415  # the packages with lists are needed here only

        lists = known_lists()
    except ImportError as error:
        raise PipelineError(f"training: {error.name} is not installed; `pip install kg[train]` and train again") from error
    return fit_names([sentence for path in names for sentence in read_named(path)], lists, tags)


def rename(names: Sequence[Path], output: Path) -> None:
    """Let the pipeline in `output` learn names anew from GermEval files; its network stays as it is.

    Raises:
        PipelineError: there is no pipeline, or what training needs is not installed.
        DocumentError: a file cannot be read.
    """
    try:
        network = Network.read(output / "parser")
        known = json.loads((output / "parser" / "names.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise PipelineError(f"{output}: no pipeline of kg's can be read ({error.strerror}); name a folder that `kg train` wrote") from error
    save_pipeline(network, learn_names(names, network.inventory.entities), known, output)


def _columns(forms: Sequence[str], names: dict[str, str]) -> list[list[str]]:
    return features(forms, tag_words(forms), names)


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


def save_pipeline(network: Network, namer: Namer, names: dict[str, str], output: Path) -> None:
    """Save a spaCy pipeline around network and namer, in place of what `output` held; nobody ever finds it half written."""
    pipeline = spacy.blank("de")
    pipeline.meta.update(name="kg", version="1.0.0", license="CC BY-SA 4.0", description="German news: UD trees, morphology, names")
    pipeline.add_pipe("kg_network", name="parser")
    component = pipeline.get_pipe("parser")
    assert isinstance(component, NetworkParser)
    component.network, component.namer, component.names = network, namer, names
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
    renaming = commands.add_parser("rename")
    renaming.add_argument("names", type=Path, nargs="+")
    renaming.add_argument("--output", type=Path, required=True)
    evaluating = commands.add_parser("evaluate")
    evaluating.add_argument("treebank", type=Path)
    evaluating.add_argument("--ner", type=Path)
    evaluating.add_argument("--pipeline")
    given = parser.parse_args(arguments)
    if given.command == "train":
        train(given.treebank, given.names, given.output, given.seed)
    elif given.command == "rename":
        rename(given.names, given.output)
    else:
        sys.stdout.write(table(evaluate(given.pipeline, given.treebank, given.ner)) + "\n")


if __name__ == "__main__":
    main()
