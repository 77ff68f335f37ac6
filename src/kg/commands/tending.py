"""`kg check`, `train`, `evaluate` and `teach`: the ontology with its words, the pipeline, and the weights of evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import Language, Ontologies, Pipeline, Seeds
from kg.commands.terminal import counted, printable, written
from kg.errors import PipelineError

if TYPE_CHECKING:
    from kg.extraction.setup import Setup


def check(
    examples: Annotated[bool, typer.Option("--examples/--no-examples", help="Run the example sentences, too.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for advice and examples that fail, too.")] = False,
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Check the ontology, its words and their examples, and the seeds.

    A line for each problem, and exit code 1 if ontology or seeds have one. An example that fails tells of the pipeline as much as of the
    word, so it counts as a finding, for --strict.
    """
    from kg.extraction.setup import Setup
    from kg.knowledge.ontology import Ontology
    from kg.knowledge.seeds import check_seeds

    with Setup(language, pipeline, ontologies, seeds).opened() as setup:
        ontology = Ontology.load(setup.ontologies)
        problems = ontology.check() + (check_seeds(setup.seeds, ontology) if setup.seeds else [])
        for problem in problems:
            print(printable(f"{'advice: ' if problem.warning else ''}{problem}"))
        failed, gaps, count = _run_examples(setup) if examples else (0, 0, 0)
    wrong = sum(not problem.warning for problem in problems)
    print(f"{len(ontology.relations)} relations: {wrong} problems, {len(problems) - wrong} pieces of advice", end="")
    print(f"; {count:,} examples: {failed:,} fail, {gaps:,} known gaps" if examples else "")
    if wrong or (strict and (problems or failed)):
        raise typer.Exit(1)


def _run_examples(setup: Setup) -> tuple[int, int, int]:
    """How many examples come otherwise than the lexicon says, each with a line, and how many are known gaps, of how many."""
    from kg.extraction.examples import run_examples
    from kg.extraction.setup import load_extractor

    failed = gaps = count = 0
    for outcome in counted(run_examples(load_extractor(setup)), "examples", printing=True):
        count += 1
        gaps += bool(outcome.example.gap)
        if not outcome.expected:
            failed += 1
            print(printable(str(outcome)))
    return failed, gaps, count


def train(
    treebank: Annotated[Path, typer.Argument(metavar="TREEBANK", help="Trees of Universal Dependencies, a CoNLL-U file.")],
    names: Annotated[list[Path], typer.Argument(metavar="NAMES...", help="Named entities, files of GermEval 2014.")],
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the new pipeline.")],
    seed: Annotated[int, typer.Option("--seed", help="Where chance begins.")] = 0,
) -> None:
    """Train a German pipeline.

    This needs PyTorch, and hours. `--pipeline DIR` then uses it.
    """
    from kg.reading.training import train as train_pipeline

    train_pipeline(treebank, names, folder, seed, report=lambda line: typer.echo(line, err=True))


def evaluate(
    treebank: Annotated[Path, typer.Argument(metavar="TREEBANK", help="Trees that the pipeline has not seen, a CoNLL-U file.")],
    names: Annotated[Path | None, typer.Option("--ner", metavar="FILE", help="Named entities that it has not seen, in IOB2.")] = None,
    pipeline: Pipeline = None,
) -> None:
    """Measure a pipeline.

    The figures are printed as a table in Markdown.
    """
    from kg.reading.scoring import evaluate as measure
    from kg.reading.scoring import table

    print(table(measure(pipeline, treebank, names)))


def teach(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File of the new weights (.npz).")],
    sentences: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[SENTENCES]...", help="Annotated texts, .jsonl files or folders. [default: those that come with kg]"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Where chance begins.")] = 0,
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Teach how probable evidence is.

    Learns from annotated texts and prints what cross-validation measured. This needs PyTorch, and half an hour. The file takes the place
    of `weighing.de.npz` in the package.
    """
    from kg.extraction.annotated import read_annotated
    from kg.extraction.setup import Setup, load_extractor
    from kg.knowledge.resources import data_folder

    texts = list(read_annotated(sentences or [data_folder("seeds") / "sentences"]))
    extractor = load_extractor(Setup(language, pipeline, ontologies, seeds))
    try:
        from kg.extraction.teaching import teach as learn
    except ImportError as error:
        raise PipelineError(f"teaching: {error.name} is not installed; `pip install kg[train]` and teach again") from error
    with written(output) as temporary:
        weigher, figures = learn(texts, extractor, seed, report=lambda line: typer.echo(line, err=True))
        weigher.write(temporary)
    print(figures)
