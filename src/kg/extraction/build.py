"""From a document to checked evidence: the whole way on one screen.

mentions -> references -> candidates, weighed -> stance and time -> evidence, attributed -> checks
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import DocumentError
from kg.extraction.candidates import Candidate, Reading, find_candidates
from kg.extraction.checks import Finding, check, keep_shapes
from kg.extraction.coreference.resolving import resolve_references
from kg.extraction.grounding import Passage, ground, ground_titles, most_specific
from kg.extraction.mentions import Discourse, World, by_token, find_names
from kg.extraction.offices import Title, resolve_offices
from kg.extraction.scene import Scene
from kg.extraction.stance.attribution import attributed
from kg.extraction.stance.quotations import quotations
from kg.extraction.statements import Evidence, Interval
from kg.extraction.timing.expressions import last_named
from kg.extraction.timing.finding import find_times
from kg.extraction.unknown import UnknownName, unknown_names
from kg.extraction.weighing import Weigher, by_rule
from kg.knowledge.entities import Entity, Kind
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import Lexicon, load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.resources import data_folder
from kg.knowledge.romanization import romanized
from kg.knowledge.terms import KG, entity_iri
from kg.reading.documents import Document
from kg.reading.parsing import Parser, load
from kg.reading.sentences import Sentence

GROUP = 16
"""So many documents are checked at once."""


@dataclass(frozen=True)
class Extractor:
    """All that is needed to read documents of one language; without a weigher, only what frames find is stated."""

    parser: Parser
    ontology: Ontology
    lexicon: Lexicon
    gazetteer: Gazetteer
    weigher: Weigher | None = None

    @classmethod
    def load(
        cls, language: str = "de", *, pipeline: str | None = None, ontologies: Path | None = None, seeds: Path | None = None
    ) -> Extractor:
        """The extractor of a language, from the data that come with the program unless folders are named.

        Raises:
            PipelineError: no pipeline for the language, or none of that name.
            OntologyError: the ontology or the lexicon is broken.
            SeedError: what is known beforehand is malformed.
        """
        ontology = Ontology.load(ontologies)
        lexicon = load_lexicon(ontology.folder, language)
        gazetteer = Gazetteer.load(seeds or data_folder("seeds"), language)
        return cls(load(pipeline, language), ontology, lexicon, gazetteer, Weigher.load(language))


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in a document: accepted evidence, what the ontology refused, new entities, and names nobody knows."""

    document: Document
    evidence: tuple[Evidence, ...]
    refused: tuple[Finding, ...]
    entities: tuple[Entity, ...]
    unknown: tuple[UnknownName, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in a document before it is checked: evidence, the classes of what it speaks of, entities that may be new."""

    document: Document
    evidence: tuple[Evidence, ...]
    kinds: Mapping[str, Kind]
    entities: Mapping[str, Entity]
    unknown: tuple[UnknownName, ...]


def extract_all(documents: Iterable[Document], extractor: Extractor) -> Iterator[Extraction]:
    """The extraction of each document in turn, read some documents ahead.

    Raises:
        DocumentError: RDF cannot hold what a document says.
    """
    for extraction in extract_each(documents, extractor):
        if isinstance(extraction, DocumentError):
            raise extraction
        yield extraction


def extract_each(documents: Iterable[Document | DocumentError], extractor: Extractor) -> Iterator[Extraction | DocumentError]:
    """The extraction of each document in turn, or the error in its place.

    Checking costs least for several documents at once, so up to `GROUP` are read before the first is given back. If an exception ends the
    documents, those read until then come before it.
    """
    group: list[_Found | DocumentError] = []
    try:
        for document in documents:
            group.append(_read(document, extractor))
            if len(group) == GROUP:
                ready, group = group, []
                yield from _checked(ready, extractor)
    except (Exception, KeyboardInterrupt):
        yield from _checked(group, extractor)
        raise
    yield from _checked(group, extractor)


def _read(document: Document | DocumentError, extractor: Extractor) -> _Found | DocumentError:
    if isinstance(document, DocumentError):
        return document
    try:
        return _find(document, extractor.parser.parse(document.text), extractor)
    except DocumentError as error:
        return error


def _checked(group: Sequence[_Found | DocumentError], extractor: Extractor) -> Iterator[Extraction | DocumentError]:
    """The group checked at once; where not all of it keeps the shapes, in halves, down to single documents."""
    batches = [(found.evidence, found.kinds) for found in group if isinstance(found, _Found)]
    if len(group) > 1 and not keep_shapes(batches, extractor.ontology):
        middle = len(group) // 2
        yield from _checked(group[:middle], extractor)
        yield from _checked(group[middle:], extractor)
        return
    for found in group:
        if isinstance(found, DocumentError):
            yield found
        else:
            yield _alone_or_error(found, extractor) if len(group) == 1 else _extraction(found, found.evidence, (), extractor)


def _alone_or_error(found: _Found, extractor: Extractor) -> Extraction | DocumentError:
    try:
        return _alone(found, extractor)
    except DocumentError as error:
        return error


def extract(document: Document, extractor: Extractor) -> Extraction:
    """All that the document states, with its evidence."""
    return extract_parsed(document, extractor.parser.parse(document.text), extractor)


def extract_parsed(document: Document, sentences: Iterable[Sentence], extractor: Extractor) -> Extraction:
    """As `extract`, from sentences that are parsed already."""
    return _alone(_find(document, sentences, extractor), extractor)


def _alone(found: _Found, extractor: Extractor) -> Extraction:
    accepted, refused = check(found.evidence, found.kinds, extractor.ontology)
    return _extraction(found, accepted, refused, extractor)


def _extraction(found: _Found, accepted: Sequence[Evidence], refused: Sequence[Finding], extractor: Extractor) -> Extraction:
    new = _new_entities(accepted, found.entities, found.kinds, extractor.gazetteer)
    return Extraction(found.document, tuple(accepted), tuple(refused), new, found.unknown)


def _find(document: Document, sentences: Iterable[Sentence], extractor: Extractor) -> _Found:
    world, discourse = world_of(document, extractor), Discourse()
    quoted = quotations(document.text)
    found: list[Evidence] = []
    unknown: list[UnknownName] = []
    entities: dict[str, Entity] = {}
    nameless: list[tuple[Passage, Title]] = []
    scenes: list[Scene] = []
    day: Interval | None = None
    for scene, titles in read_scenes(sentences, world, discourse):
        sentence = scene.sentence
        scenes.append(scene)
        times = find_times(sentence, document.published, document.precision, document.language, named=day)
        day = last_named(times) or day
        passage = Passage(document, scene, tuple(times), quoted)
        found += ground_titles(passage, (t for t in titles if t.person_named))
        nameless += [(passage, title) for title in titles if not title.person_named]
        statuses = extractor.weigher.statuses if extractor.weigher else None
        grounded = list(ground(passage, weighed(scene, discourse, world, extractor), extractor.ontology, statuses))
        found += most_specific([item for item, _ in grounded], extractor.ontology)
        entities |= {entity.iri: entity for _, agreements in grounded for entity in agreements}
        unknown += unknown_names(sentence, scene.all_mentions, world, document)
    named = {person.iri for person in discourse.persons.values()}
    for passage, title in nameless:
        found += ground_titles(passage, [title] if title.person and title.person.iri in named else [])
    found = list(attributed(found, scenes, quoted))
    found = list(_renamed(found, _english(document, discourse, world.gazetteer)))
    evidence = tuple(_strongest(found))
    kinds = _types(evidence, extractor, entities, discourse)
    return _Found(document, evidence, kinds, entities | discourse.new, tuple(unknown))


def world_of(document: Document, extractor: Extractor) -> World:
    """What is known before the document is read."""
    return World(extractor.gazetteer, extractor.lexicon, document.published)


def read_scenes(sentences: Iterable[Sentence], world: World, discourse: Discourse) -> Iterator[tuple[Scene, list[Title]]]:
    """Each sentence with its mentions, and its titles; the discourse learns of it when the next is asked for."""
    for sentence in sentences:
        named, titles = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
        mentions = named + resolve_references(sentence, named, world, discourse)
        yield Scene(sentence, by_token(mentions), world.lexicon), titles
        discourse.history.append(named)


def weighed(scene: Scene, discourse: Discourse, world: World, extractor: Extractor) -> Iterator[tuple[Candidate, float]]:
    """The candidates of the sentence, for each triple the best, with their probabilities."""
    learned = extractor.weigher.learned if extractor.weigher else {}
    candidates = list(find_candidates(Reading(scene, extractor.ontology, world, discourse, learned)))
    return extractor.weigher.weigh(candidates) if extractor.weigher else by_rule(candidates)


def _english(document: Document, discourse: Discourse, gazetteer: Gazetteer) -> dict[str, str]:
    """To persons nobody knew, whose names the text writes in German and whose state is known, their IRIs by English names."""
    renamed: dict[str, str] = {}
    for iri, person in [*discourse.new.items()] if document.language == "de" else ():
        power = gazetteer.entity(discourse.powers.get(iri, ""))
        name = romanized(person.name, power.iso3166) if power else person.name
        if name != person.name:
            renamed[iri] = str(entity_iri(name))
            discourse.new[renamed[iri]] = replace(person, iri=renamed[iri], name=name, labels={"en": name, "de": person.name})
            discourse.powers[renamed[iri]] = discourse.powers[iri]
    return renamed


def _renamed(found: Iterable[Evidence], names: Mapping[str, str]) -> Iterator[Evidence]:
    for item in found:
        said = item.statement
        statement = replace(said, subject=names.get(said.subject, said.subject), object=names.get(said.object, said.object))
        yield replace(item, statement=statement, speaker=names.get(item.speaker, item.speaker) if item.speaker else None)


def _strongest(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """Of evidence with one IRI, which two words of one sentence may give, the surest."""
    best: dict[str, Evidence] = {}
    for evidence in found:
        if evidence.iri not in best or best[evidence.iri].confidence < evidence.confidence:
            best[evidence.iri] = evidence
    yield from best.values()


def _types(evidence: Iterable[Evidence], extractor: Extractor, entities: Mapping[str, Entity], discourse: Discourse) -> Mapping[str, Kind]:
    """The class of each entity in the evidence; a person in an office is a leader."""
    leaders = {e.statement.subject for e in evidence if e.statement.predicate in (str(KG.leads), str(KG.ministerOf))}
    kinds: dict[str, Kind] = {}
    for item in evidence:
        for iri in (item.statement.subject, item.statement.object):
            entity = extractor.gazetteer.entity(iri) or entities.get(iri) or discourse.new.get(iri)
            if entity:
                kinds[iri] = "Leader" if entity.kind == "Person" and (iri in leaders or iri in discourse.powers) else entity.kind
    return kinds


def _new_entities(
    evidence: Iterable[Evidence], candidates: Mapping[str, Entity], kinds: Mapping[str, Kind], gazetteer: Gazetteer
) -> tuple[Entity, ...]:
    used = {iri for e in evidence for iri in (e.statement.subject, e.statement.object)}
    return tuple(replace(candidates[iri], kind=kinds[iri]) for iri in sorted(used) if iri in candidates and gazetteer.entity(iri) is None)


def name_of(iri: str, extraction: Extraction, gazetteer: Gazetteer) -> str:
    """The canonical English name of an entity."""
    entity = gazetteer.entity(iri) or next((e for e in extraction.entities if e.iri == iri), None)
    return entity.name if entity else iri


def records(extraction: Extraction, gazetteer: Gazetteer, threshold: float = 0.0) -> Iterator[dict[str, str | float | None]]:
    """The evidence as records of the annotation guideline, with confidence and speaker added."""
    for evidence in extraction.evidence:
        if evidence.confidence < threshold:
            continue
        yield {
            "doc": extraction.document.id,
            "subject": name_of(evidence.statement.subject, extraction, gazetteer),
            "predicate": evidence.statement.predicate.rpartition("#")[2],
            "object": name_of(evidence.statement.object, extraction, gazetteer),
            "status": evidence.status,
            "time": str(evidence.valid) if evidence.valid else None,
            "evidence": evidence.quote,
            "confidence": evidence.confidence,
            "speaker": name_of(evidence.speaker, extraction, gazetteer) if evidence.speaker else None,
        }
