"""`kg query`, `questions`, `why`, `refused` and `unknown`: what the store answers."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.names import RELATIONS, resolve
from kg.commands.options import DEFAULT_STORE, Ontologies, StoreFolder
from kg.commands.terminal import output, print_table, printable
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.graph.listings import Witness


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
    store: StoreFolder = DEFAULT_STORE,
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
        print(f"{name:<28}{question.words}")
        for parameter, words in question.parameters.items():
            print(f"{'':<28}--param {parameter}=…: {words}")


def why(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A name, as in Russland, Russia or kgr:Russia.")],
    predicate: Annotated[str, typer.Argument(metavar="PREDICATE", help="A relation: its label, or its name, as in suppliesArmsTo.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="A name.")],
    store: StoreFolder = DEFAULT_STORE,
) -> None:
    """Print the words that carry a statement.

    With status, time, source and date; the exit code is 1 if there are none.
    """
    from kg.graph.listings import why as witnesses
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        found = witnesses(opened, resolve(opened, subject), resolve(opened, predicate, RELATIONS), resolve(opened, object_))
    for witness in found:
        print_witness(witness)
    if not found:
        print(f"kg: no document says that; ask `kg query what-is-said-about --param actor={subject!r}`", file=sys.stderr)
        raise typer.Exit(1)


def print_witness(witness: Witness) -> None:
    """Statement, status and time; the quotation; its source."""
    evidence = witness.evidence
    names = [name_of(iri) for iri in (evidence.statement.subject, evidence.statement.predicate, evidence.statement.object)]
    about = [evidence.status, str(evidence.valid) if evidence.valid else "", f"confidence {evidence.confidence:.2f}"]
    about += [f"said by {name_of(evidence.speaker)}"] if evidence.speaker else []
    published = witness.published.isoformat() if witness.published else ""
    source = [name_of(evidence.document), published, witness.title or "", witness.url or ""]
    print(f"{' '.join(names)} — {', '.join(filter(None, about))}")
    print(f"  »{printable(evidence.quote)}«")
    print(f"  {printable(', '.join(filter(None, source)))}")


def name_of(iri: str) -> str:
    """The IRI as a person reads it."""
    import pyoxigraph as ox

    from kg.graph.answers import shortened

    return shortened(ox.NamedNode(iri))


def refused(store: StoreFolder = DEFAULT_STORE) -> None:
    """List what the ontology refused, and why."""
    from kg.graph.listings import refused as findings
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        found = [(finding.evidence, finding.reason) for finding in findings(opened)]
    rows = []
    for evidence, reason in found:
        said = evidence.statement
        triple = " ".join(map(name_of, (said.subject, said.predicate, said.object)))
        rows.append([name_of(evidence.document), triple, reason, evidence.quote])
    print_table(("document", "statement", "reason", "words"), rows)


def unknown(store: StoreFolder = DEFAULT_STORE) -> None:
    """List the names that nobody knows."""
    from kg.graph.listings import unknown as names
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        rows = [(name.name, name.kind, name.count, ", ".join(map(name_of, name.documents))) for name in names(opened)]
    print_table(("name", "kind", "times", "documents"), rows)
