"""`kg query`, `questions`, `why`, `refused` and `unknown`: what the store answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.names import RELATIONS, resolve
from kg.commands.options import DEFAULT_STORE, Ontologies, StorePlace
from kg.commands.terminal import output, print_table, printable
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.extraction.statements import Statement
    from kg.graph.explanations import Explanation
    from kg.graph.witnesses import Witness

STANDINGS = {
    "known": "known beforehand",
    "inferred": "inferred, no document states it so",
    "unasserted": "no fact: no document asserts it, or a reviewer rejects it",
}
"""How a statement stands that no document asserts, in words."""
RULE_WORDS = {
    "symmetric": "symmetry",
    "inverse": "the inverse relation",
    "super-property": "the more general relation",
    "state of a leader": "the state of a leader in office",
}
"""The rules of `kg.graph.witnesses`, in words."""


class Result(StrEnum):
    """The formats of `kg.graph.answers`."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"


def query(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="SPARQL, a file that ends in .rq, or a name of `kg questions`.")],
    form: Annotated[Result, typer.Option("--format", help="Format of the answer.")] = Result.table,
    parameters: Annotated[list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Value of a parameter.")] = None,
    store: StorePlace = DEFAULT_STORE,
    ontologies: Ontologies = None,
) -> None:
    """Print the store's answer to a question."""
    from kg.graph.answers import write_answer
    from kg.graph.queries import run
    from kg.graph.store import Store
    from kg.knowledge.overlay import laid_over

    values = {}
    for parameter in parameters or ():
        name, equals, value = parameter.partition("=")
        if not equals:
            raise QueryError(f"--param {parameter!r}: no value; write it as name=value")
        values[name] = value
    with laid_over("ontologies", ontologies) as folder, Store(store, read_only=True) as opened:
        answer = run(opened, question, values, folder / "queries")
        with output(None) as stream:
            write_answer(answer, form.value, stream)


def questions(ontologies: Ontologies = None) -> None:
    """List the questions that have a name."""
    from kg.graph.queries import questions as named
    from kg.knowledge.overlay import laid_over

    with laid_over("ontologies", ontologies) as folder:
        found = named(folder / "queries")
    for name, question in found.items():
        print(f"{printable(name):<28}{printable(question.words)}")
        for parameter, words in question.parameters.items():
            print(f"{'':<28}--param {parameter}=…: {printable(words)}")


def why(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A name, as in Russland, Russia or kgr:Russia.")],
    predicate: Annotated[str, typer.Argument(metavar="PREDICATE", help="A relation: its label, or its name, as in suppliesArmsTo.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="A name.")],
    with_run: Annotated[bool, typer.Option("--run", help="With the run that found it: version, pipeline, ontology, time.")] = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Print the words that carry a statement.

    With status, time, source and date, those that assert it before those that deny it; the exit code is 1 if there are none. What is
    inferred is explained by the rule, and by the words from which it follows.
    """
    from kg.extraction.statements import Statement
    from kg.graph.explanations import explain
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        terms = resolve(opened, subject), resolve(opened, predicate, RELATIONS), resolve(opened, object_)
        found = explain(opened, Statement(*(term.value for term in terms)))
    print_explanation(found, with_run=with_run)
    if not found.grounds:
        print(f"kg: no document says that; ask `kg query what-is-said-about --param actor={subject!r}`", file=sys.stderr)
        raise typer.Exit(1)


def print_explanation(found: Explanation, *, with_run: bool = False) -> None:
    """How the statement stands, if not because a document asserts it; what reviewers think; what is known beforehand; all witnesses."""
    if found.grounds and found.standing != "stated":
        print(f"{triple_of(found.statement)}: {STANDINGS[found.standing]}")
    for review in found.reviews:
        note = f": {review.note}" if review.note else ""
        print(printable(f"{triple_of(review.statement)}: {review.verdict} by {review.reviewer}, {review.time:%Y-%m-%d}{note}"))
    for ground in found.grounds:
        if ground.known:
            print(f"{triple_of(ground.statement)} — known beforehand{_by(ground.rules)}")
    for witness in found.witnesses:
        print_witness(witness, with_run=with_run)


def print_witness(witness: Witness, *, with_run: bool = False) -> None:
    """Statement, status and time; the quotation; its source; and the run that found it, if wanted."""
    print(f"{triple_of(witness.evidence.statement)} — {about(witness)}{_by(witness.rules)}")
    print_words(witness)
    if with_run and witness.run:
        run = witness.run
        told = f"kg {run.version}, pipeline {run.pipeline}, ontology {run.ontology}, first on {run.started:%Y-%m-%d}"
        print(f"  read by {printable(told)}")


def about(witness: Witness) -> str:
    """Status, time, confidence and speaker."""
    evidence = witness.evidence
    told = [evidence.status, str(evidence.valid or ""), f"confidence {evidence.confidence:.2f}"]
    told += [f"said by {name_of(evidence.speaker)}"] if evidence.speaker else []
    return ", ".join(filter(None, told))


def print_words(witness: Witness, around: tuple[str, str] = ("", "")) -> None:
    """The quotation, between the words around it, and its source."""
    before, after = map(printable, around)
    print(f"  {before and f'…{before} '}»{printable(witness.evidence.quote)}«{after and f' {after}…'}")
    published = witness.published.isoformat() if witness.published else ""
    source = [name_of(witness.evidence.document), published, witness.title or "", witness.url or ""]
    print(f"  {printable(', '.join(filter(None, source)))}")


def _by(rules: Sequence[str]) -> str:
    return f", by {' and '.join(RULE_WORDS[rule] for rule in rules)}" if rules else ""


def triple_of(statement: Statement) -> str:
    """The statement as a person reads it."""
    return printable(" ".join(map(name_of, (statement.subject, statement.predicate, statement.object))))


def name_of(iri: str) -> str:
    """The IRI as a person reads it."""
    import pyoxigraph as ox

    from kg.graph.answers import shortened

    return printable(shortened(ox.NamedNode(iri)))


def refused(store: StorePlace = DEFAULT_STORE) -> None:
    """List what the ontology refused, and why."""
    from kg.graph.listings import refused as findings
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        found = [(finding.evidence, finding.reason) for finding in findings(opened)]
    rows = []
    for evidence, reason in found:
        rows.append([name_of(evidence.document), triple_of(evidence.statement), reason, evidence.quote])
    print_table(("document", "statement", "reason", "words"), rows)


def unknown(store: StorePlace = DEFAULT_STORE) -> None:
    """List the names that nobody knows."""
    from kg.graph.listings import unknown as names
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        rows = [(name.name, name.kind, name.count, ", ".join(map(name_of, name.documents))) for name in names(opened)]
    print_table(("name", "kind", "times", "documents"), rows)
