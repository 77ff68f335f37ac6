"""What the service found as records of the JSON interface."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kg.graph.conflicts import Conflict
from kg.graph.queries import Question
from kg.graph.store import Store
from kg.graph.witnesses import Witness
from kg.service import models
from kg.service.linking import Language, Thing, named
from kg.service.rendering import outward
from kg.service.statements import Told


def statement_record(told: Told, limit: int) -> models.Statement:
    """The statement with its explanation, and so much of its evidence."""
    found = told.explanation
    return models.Statement(
        iri=found.statement.iri,
        **_parts(found.statement, told.name),
        standing=found.standing,
        verdict=told.verdict,
        evidence=[witness_record(witness, told.name) for witness in found.witnesses[:limit]],
        left_out=max(len(found.witnesses) - limit, 0),
        grounds=[
            models.Ground(**_parts(ground.statement, told.name), rules=list(ground.rules), known=ground.known)
            for ground in found.grounds
            if ground.rules or ground.known
        ],
        reviews=[models.Review.model_validate(review) for review in told.reviews],
    )


def conflict_record(store: Store, conflict: Conflict, language: Language) -> models.Conflict:
    """The conflict with the testimony of both sides."""
    said = conflict.statement
    thing = named(store, {said.subject, said.predicate, said.object, *_named((*conflict.one, *conflict.other))}, language)
    one, other = ([witness_record(witness, thing) for witness in side] for side in (conflict.one, conflict.other))
    subject, predicate, value = (_reference(thing(iri)) for iri in (said.subject, said.predicate, said.object))
    return models.Conflict(
        statement=said.iri,
        subject=subject,
        predicate=predicate,
        object=value,
        kind=conflict.kind,
        verdict=conflict.verdict,
        one=one,
        other=other,
    )


def _named(witnesses: tuple[Witness, ...]) -> set[str]:
    return {iri for witness in witnesses for iri in (witness.evidence.document, witness.evidence.speaker) if iri}


def witness_record(witness: Witness, name: Callable[[str], Thing]) -> models.Testimony:
    """The witness with the names of its document and its speaker."""
    evidence = witness.evidence
    return models.Testimony(
        iri=evidence.iri,
        statement=evidence.statement.iri,
        rules=list(witness.rules),
        status=evidence.status,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        confidence=evidence.confidence,
        document=_reference(name(evidence.document)),
        published=witness.published,
        title=witness.title,
        url=outward(witness.url),
        source=witness.source,
        speaker=_reference(name(evidence.speaker)) if evidence.speaker else None,
        valid=str(evidence.valid) if evidence.valid else None,
        entry=evidence.entry,
        run=models.Run.model_validate(witness.run) if witness.run else None,
    )


def question_record(question: Question) -> models.Question:
    """The named question with the default of each parameter, as a person writes it."""
    parameters = [
        models.Parameter(name=name, meaning=meaning, default=_default(question.sparql, name))
        for name, meaning in question.parameters.items()
    ]
    return models.Question(name=question.name, words=question.words, sparql=question.sparql, parameters=parameters)


def _default(sparql: str, name: str) -> str | None:
    """The value by which the query binds the parameter.

    >>> _default('VALUES ?since { "2024-01-01"^^xsd:date }', "since")
    '2024-01-01'
    """
    found = re.search(rf"VALUES\s+\?{re.escape(name)}\s*\{{\s*([^{{}}]*?)\s*\}}", sparql)
    return re.sub(r'^"(.*?)"(?:\^\^\S+|@\S+)?$', r"\1", found[1]) if found else None


def _parts(said: Any, name: Callable[[str], Thing]) -> dict[str, models.Reference]:
    return {part: _reference(name(getattr(said, part))) for part in ("subject", "predicate", "object")}


def _reference(thing: Thing) -> models.Reference:
    return models.Reference.model_validate(thing)
