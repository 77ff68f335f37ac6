"""What an assistant is told of a store: its questions, its relations, an entity, and why a statement stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, Field

from kg.extraction.statements import STATUSES, Statement
from kg.graph.conflicts import Conflict as Contradiction
from kg.graph.explanations import Ground, explain
from kg.graph.listings import Source as Publisher
from kg.graph.naming import RELATIONS, resolve
from kg.graph.queries import questions as named_questions
from kg.graph.store import Store
from kg.graph.witnesses import Witness
from kg.knowledge.terms import KG
from kg.service import linking
from kg.service.describing import Item, describe
from kg.service.inert import Text
from kg.service.statements import Row
from kg.service.telling import (
    Conflict,
    Conflicts,
    Entity,
    Fact,
    Quotation,
    Said,
    Source,
    Sources,
    Stated,
    Thing,
    Told,
    Why,
    called,
    fitting,
    joined,
    thing,
)

NAMES = 30
"""Names of an entity that are told."""
VALUES = 15
"""Values of a fact, agreements, members and so on that are told, the latest first."""
SIDE = 3
"""Quotations on each side of a conflict that are told."""
_WORDS = frozenset(str(KG[name]) for name in ("seat", "adjective", "inhabitant", "nickname"))
"""What only the reader of documents needs."""

_RELATIONS = """
SELECT ?relation ?label ?definition ?domain ?range ?sign ?symmetric WHERE {
  ?relation a owl:ObjectProperty ; rdfs:label ?label ; skos:definition ?definition
  FILTER (LANG(?label) = 'en' && LANG(?definition) = 'en')
  OPTIONAL { ?relation rdfs:domain ?domain }
  OPTIONAL { ?relation rdfs:range ?range }
  OPTIONAL { ?relation kg:sign ?sign }
  OPTIONAL { ?relation a ?symmetric FILTER (?symmetric = owl:SymmetricProperty) }
} ORDER BY ?relation"""


class Parameter(BaseModel):
    """A parameter of a named question."""

    name: str
    meaning: str


class Question(BaseModel):
    """A named question."""

    name: str
    question: str
    parameters: list[Parameter]


class Questions(Told):
    """The named questions."""

    questions: list[Question]

    def lines(self) -> Iterator[str]:
        """A line for each question and each parameter."""
        for question in self.questions:
            yield f"{question.name}: {question.question}"
            yield from (f"  {parameter.name}: {parameter.meaning}" for parameter in question.parameters)


class Relation(BaseModel):
    """A relation of the ontology: what may stand between two things."""

    iri: Text
    name: Text
    label: Text
    definition: Text
    domain: Text | None = Field(default=None, description="What its subjects are.")
    range: Text | None = Field(default=None, description="What its objects are.")
    sign: int | None = Field(default=None, description="1 friendly, -1 hostile, 0 neither; None: no tie between states.")
    symmetric: bool = False


class Relations(Told):
    """The relations of the ontology."""

    relations: list[Relation]

    def lines(self) -> Iterator[str]:
        """A line for each relation."""
        for relation in self.relations:
            ends = f"{relation.domain or 'anything'} – {relation.range or 'anything'}"
            about = joined([ends, "symmetric" if relation.symmetric else None, f"sign {relation.sign}" if relation.sign else None])
            yield f"kg:{relation.name} ({relation.label}): {relation.definition} [{about}]"


def questions(folder: Path | None = None) -> Questions:
    """The named questions of a folder, by default those of the ontology."""
    return Questions(
        questions=[
            Question(
                name=question.name,
                question=question.words,
                parameters=[Parameter(name=name, meaning=meaning) for name, meaning in question.parameters.items()],
            )
            for question in named_questions(folder).values()
        ]
    )


def relations(store: Store) -> Relations:
    """The relations of the ontology in the store."""
    found: dict[str, Relation] = {}
    for row in store.select(_RELATIONS, inferred=False):
        iri = row["relation"].value
        found[iri] = Relation(
            iri=iri,
            name=called(iri),
            label=row["label"].value,
            definition=row["definition"].value,
            domain=called(row["domain"].value) if row["domain"] else None,
            range=called(row["range"].value) if row["range"] else None,
            sign=int(row["sign"].value) if row["sign"] else None,
            symmetric=row["symmetric"] is not None,
        )
    return Relations(relations=list(found.values()))


def why(store: Store, subject: str, relation: str, object_: str, limit: int) -> Why:
    """Why subject – relation – object stands as it does: names, labels or IRIs.

    Raises:
        QueryError: the store knows no such entity or relation.
    """
    parts = resolve(store, subject), resolve(store, relation, RELATIONS), resolve(store, object_)
    said = Statement(*(part.value for part in parts))
    found = explain(store, said)
    kept, out = fitting([_quotation(witness, said) for witness in found.witnesses], limit)
    grounds = [_ground(ground) for ground in found.grounds if ground.rules or ground.known]
    return Why(statement=_told(said, kept), standing=found.standing, grounds=grounds, left_out=out)


def _ground(ground: Ground) -> str:
    by = [f"by the rule {rule}" for rule in ground.rules] + ["known beforehand"] * ground.known
    return f"{_sentence(ground.statement)} ({', '.join(by)})"


def _sentence(said: Statement) -> str:
    return f"{called(said.subject)} – {called(said.predicate)} – {called(said.object)}"


def _told(said: Statement, quotations: Sequence[Quotation]) -> Said:
    status = min((quotation.status for quotation in quotations), key=STATUSES.index, default=None)
    subject, relation, object_ = thing(said.subject), thing(said.predicate), thing(said.object)
    return Said(iri=said.iri, subject=subject, relation=relation, object=object_, status=status, evidence=list(quotations))


def _quotation(witness: Witness, asked: Statement) -> Quotation:
    evidence = witness.evidence
    rules = f"{_sentence(evidence.statement)}, by the rules: {', '.join(witness.rules)}" if evidence.statement != asked else None
    return Quotation(
        status=evidence.status,
        quote=evidence.quote,
        time=str(evidence.valid) if evidence.valid else None,
        speaker=thing(evidence.speaker) if evidence.speaker else None,
        confidence=evidence.confidence,
        document=evidence.document,
        title=witness.title,
        published=witness.published,
        url=witness.url,
        review=witness.verdict,
        follows_from=rules,
    )


def entity(store: Store, name: str, limit: int) -> Entity:
    """What is known of an entity, by a name, a label or its IRI, and the newest statements about it.

    Raises:
        QueryError: the store knows nobody of that name.
    """
    found = describe(store, resolve(store, name).value, "en")
    items = {section: [_item(item) for item in those] for section, those in found.items.items()}
    said, out = fitting([_row(row) for row in found.said], limit)
    return Entity(
        iri=found.thing.iri,
        name=found.thing.label,
        kinds=[kind.label for kind in found.kinds],
        names=list(dict.fromkeys(name for names in found.names.values() for name in names))[:NAMES],
        facts=[_fact(what.label, _labels(values)) for what, values in found.facts if what.iri not in _WORDS]
        + [_fact(code, [value]) for code, value in found.codes.items()]
        + [_fact("same as", found.same)] * bool(found.same),
        items=[_fact(section, those) for section, those in items.items()],
        statements=said,
        left_out=out + found.more,
    )


def _fact(what: str, values: Sequence[str]) -> Fact:
    return Fact(what=what, values=list(values[:VALUES]), left_out=max(len(values) - VALUES, 0))


def _labels(values: Iterable[linking.Thing | str]) -> list[str]:
    return [value if isinstance(value, str) else value.label for value in values]


def _item(item: Item) -> str:
    when = f"{item.first or '?'} to {item.last}" if item.last else f"since {item.first}" if item.first else ""
    return ", ".join(part for part in (item.thing.label, item.what.label if item.what else "", when) if part)


def _row(row: Row) -> Stated:
    ends = (Thing(iri=end.iri, name=end.label) for end in (row.subject, row.predicate, row.object))
    subject, relation, object_ = ends
    return Stated(
        iri=row.thing.iri,
        subject=subject,
        relation=relation,
        object=object_,
        statuses=list(row.statuses),
        time="/".join(dict.fromkeys((row.first, row.last))) or None,
        published=row.published or None,
        evidence=row.evidence,
        review=row.verdict,
    )


def conflicts(those: Sequence[Contradiction], limit: int) -> Conflicts:
    """Where documents contradict each other, as an assistant is told of it."""
    found = [
        Conflict(
            statement=_sentence(conflict.statement),
            kind=conflict.kind,
            one=[_quotation(witness, conflict.statement) for witness in conflict.one[:SIDE]],
            other=[_quotation(witness, conflict.statement) for witness in conflict.other[:SIDE]],
            review=conflict.verdict,
        )
        for conflict in those
    ]
    kept, out = fitting(found, limit)
    return Conflicts(conflicts=kept, left_out=out)


def sources(those: Sequence[Publisher], limit: int) -> Sources:
    """Who publishes the documents, and how much of what they say is refused, denied, confirmed and rejected."""
    found = [Source(**asdict(source), shares=source.shares) for source in those]
    kept, out = fitting(found, limit)
    return Sources(sources=kept, left_out=out)
