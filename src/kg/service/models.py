"""What the JSON interface sends, as its OpenAPI description has it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from kg.extraction.statements import Status
from kg.graph.conflicts import Kind
from kg.graph.explanations import Standing
from kg.graph.witnesses import Rule, Verdict

RUSSIA = "https://w3id.org/stategraph/id/Russia"


def day(text: object) -> date:
    """The day of a text YYYY-MM-DD, and of nothing else.

    Raises:
        ValueError: it is no such text, or no day of the calendar.
    """
    if not isinstance(text, str) or len(text) != len("YYYY-MM-DD"):
        raise ValueError("write a day as YYYY-MM-DD")
    return date.fromisoformat(text)


Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]


AFTER = r"^([0-9]{1,9}-[0-9A-Za-z.:_-]{0,100})?$"
"""The mark of a page: its first item, and the stamp of the snapshot."""
Name = Annotated[str | None, Field(max_length=500, examples=["Russia"])]


class Asked(BaseModel):
    """Which statements are asked for."""

    about: Name = Field(None, description="A subject, object, speaker or document: a name, a label or an IRI.")
    subject: Name = Field(None, description="A name, a label or an IRI.")
    predicate: str | None = Field(None, max_length=500, description="A relation.", examples=["suppliesArmsTo"])
    object: Name = Field(None, description="A name, a label or an IRI.")
    status: Status | None = Field(None, description="With evidence of this status.")
    verdict: Verdict | None = Field(None, description="With this verdict of the reviewers.")
    first: Day | None = Field(None, alias="from", description="With evidence for a time that ends on this day or later.")
    last: Day | None = Field(None, alias="to", description="With evidence for a time that begins on this day or earlier.")
    after: str = Field("", pattern=AFTER, description="What the page before has as next.")
    limit: int = Field(50, ge=1, le=500, description="Items on a page.")
    lang: str | None = Field(None, pattern="^(en|de)$", description="Language of labels; else by Accept-Language.")


class Record(BaseModel):
    """A part of an answer, read from the attributes of what the service found."""

    model_config = ConfigDict(from_attributes=True)


class Reference(Record):
    """A thing: its IRI, its name in the language asked for, and where this service describes it."""

    iri: str = Field(examples=[RUSSIA])
    label: str = Field(examples=["Russia"])
    path: str | None = Field(None, examples=["/id/Russia"])


class Named(BaseModel):
    """An entity with its classes."""

    thing: Reference
    kinds: list[Reference]


class Entities(BaseModel):
    """A page of entities."""

    items: list[Named]
    next: str = Field(description="The value of after for the next page; empty on the last.")


class Property(BaseModel):
    """A property with its values: things or texts."""

    property: Reference
    values: list[Reference | str]


class Item(Record):
    """Another thing, what ties it to the one described (an office, a kind of agreement), and from when to when: a year, month or day."""

    thing: Reference
    what: Reference | None
    first: str
    last: str


class Row(Record):
    """A statement with the statuses of its evidence, the strongest first, and the time of which this speaks."""

    thing: Reference
    subject: Reference
    predicate: Reference
    object: Reference
    statuses: list[Status]
    contested: bool = Field(description="Whether some deny what others say.")
    first: str = Field(description="The first day of which the evidence speaks; empty if it does not say.")
    last: str
    published: str = Field(description="When the newest document was published.")
    evidence: int = Field(description="Number of pieces of evidence.")
    verdict: Verdict | None = Field(description="What reviewers decided.")


class Inference(Record):
    """A triple that follows by rules, and where its explanation stands."""

    subject: Reference
    predicate: Reference
    object: Reference
    why: str


class Entity(BaseModel):
    """What is known of an entity, and the newest statements about it."""

    thing: Reference
    kinds: list[Reference]
    names: dict[str, list[str]] = Field(description="Names by language; the first of each is the label.", examples=[{"en": ["Russia"]}])
    comments: list[str]
    codes: dict[str, str] = Field(examples=[{"ISO 3166-1": "RU"}])
    same: list[str] = Field(description="The IRIs of the same thing elsewhere.")
    facts: list[Property]
    items: dict[str, list[Item]] = Field(description="Offices, leaders, memberships, members, agreements, parties, conflicts and so on.")
    statements: list[Row]
    more: bool = Field(description="Whether there are further statements: see /statements?about=….")
    inferred: list[Inference]
    more_inferred: bool = Field(description="Whether there are further ones: see the graph kg:inferred at /sparql.")


class Statements(BaseModel):
    """A page of statements."""

    items: list[Row]
    next: str = Field(description="The value of after for the next page; empty on the last.")


class Run(Record):
    """The run of the program that found the evidence."""

    iri: str
    version: str
    pipeline: str


class Testimony(BaseModel):
    """Words of a document that carry a statement."""

    iri: str
    statement: str = Field(description="The statement that the words carry: the one asked for, or one from which it follows by the rules.")
    rules: list[Rule]
    status: Status
    quote: str
    start: int = Field(description="Where the quotation begins in the document's text, in characters.")
    end: int
    confidence: float
    document: Reference
    published: date | None
    title: str | None
    url: str | None
    source: str = Field(description="Who publishes the document.")
    speaker: Reference | None
    valid: str | None = Field(description="When it holds or happened: YYYY, YYYY-MM, YYYY-MM-DD or FROM/TO.")
    entry: str = Field(description="The entry of the lexicon by which it was read.")
    run: Run | None


class Ground(BaseModel):
    """A statement from which another follows by rules: known beforehand, or told by documents."""

    subject: Reference
    predicate: Reference
    object: Reference
    rules: list[Rule]
    known: bool


class Review(Record):
    """What a reviewer decided."""

    verdict: Verdict
    reviewer: str
    time: datetime
    note: str


class Statement(BaseModel):
    """Why a statement stands as it does: who says so, where, when, and who denies it."""

    iri: str
    subject: Reference
    predicate: Reference
    object: Reference
    standing: Standing
    verdict: Verdict | None
    evidence: list[Testimony] = Field(description="By status, the most certain first, and in each the newest first.")
    left_out: int = Field(description="Number of further pieces of evidence.")
    grounds: list[Ground]
    reviews: list[Review]


class Parameter(BaseModel):
    """A parameter of a named question, with the value that it has if none is given."""

    name: str
    meaning: str
    default: str | None


class Question(BaseModel):
    """A question that has a name, in words and in SPARQL."""

    name: str
    words: str
    sparql: str
    parameters: list[Parameter]


class Questions(BaseModel):
    """All named questions."""

    items: list[Question]


class Answer(BaseModel):
    """The answer to a question; a term is as in the JSON format of SPARQL results, and absent where nothing is bound."""

    columns: list[str]
    rows: list[dict[str, dict[str, Any]]] = Field(examples=[[{"who": {"type": "uri", "value": RUSSIA}}]])
    left_out: int = Field(description="Number of further rows.")


class Conflict(BaseModel):
    """Two sides of testimony that contradict each other over a statement."""

    statement: str
    subject: Reference
    predicate: Reference
    object: Reference
    kind: Kind
    verdict: Verdict | None
    one: list[Testimony]
    other: list[Testimony]


class Conflicts(BaseModel):
    """Where documents contradict each other."""

    items: list[Conflict]
    left_out: int


class Source(Record):
    """Who publishes documents, and what became of what they say."""

    name: str
    documents: int
    statements: int
    asserted: int
    refused: int = Field(description="What they seem to say and the ontology refuses.")
    denied: int = Field(description="What they assert and another source denies.")
    confirmed: int
    rejected: int
    shares: dict[str, float]


class Sources(BaseModel):
    """All sources, those with the most documents first."""

    items: list[Source]
    left_out: int


class Problem(BaseModel):
    """What is wrong with a request: RFC 9457."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["'Rusia': nobody of this name is known; did you mean Russia?"])
