"""Nothing is invented: the words of all evidence stand in its document, and both its ends are spoken of there.

Asked of the project's own annotated texts, and of the news articles where the project's data lies.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.extraction.annotated import read_annotated
from kg.extraction.build import Extraction, Extractor, extract_parsed, read_scenes
from kg.extraction.mentions import Discourse, World
from kg.knowledge.terms import entity_iri
from kg.reading.documents import Document, read

SENTENCES = Path(__file__).parents[2] / "seeds/sentences"
ARTICLES = [Path(__file__).parents[3] / "shared" / name for name in ("seeds", "corpus")]
EVERY = 25
"""Of the own texts each so many-th is asked."""


def documents() -> Iterator[Document]:
    yield from (text.document for text in list(read_annotated([SENTENCES]))[::EVERY])
    yield from (document for document in read([str(folder) for folder in ARTICLES if folder.is_dir()]) if isinstance(document, Document))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load()


def test_evidence_is_verbatim_and_its_ends_are_mentioned(extractor: Extractor) -> None:
    asked = 0
    for document in documents():
        sentences = extractor.parser.parse(document.text)
        extraction = extract_parsed(document, sentences, extractor)
        spoken = _spoken_of(document, sentences, extractor) | set(_agreements(extraction, extractor))
        spoken |= {entity.iri for entity in extraction.entities if str(entity_iri(entity.labels.get("de", ""))) in spoken}
        for evidence in extraction.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
            assert {evidence.statement.subject, evidence.statement.object} <= spoken, (document.id, evidence)
            asked += 1
    assert asked > 300


def _spoken_of(document: Document, sentences: list, extractor: Extractor) -> set[str | None]:
    """All entities that the document mentions, and the states and organizations for which its persons stand."""
    world, discourse = World(extractor.gazetteer, extractor.lexicon, document.published), Discourse()
    mentions = [m for scene, _ in read_scenes(sentences, world, discourse) for m in scene.all_mentions]
    powers = {t.of for m in mentions if m.entity for t in m.entity.tenures}
    return {m.entity.iri for m in mentions if m.entity} | {m.power for m in mentions} | powers


def _agreements(extraction: Extraction, extractor: Extractor) -> Iterator[str]:
    """The agreements that the document describes: they have no name of their own, but the names of their parties."""
    entities = {entity.iri: entity for entity in extraction.entities}
    for iri in {evidence.statement.subject for evidence in extraction.evidence}:
        entity = entities.get(iri) or extractor.gazetteer.entity(iri)
        if entity and entity.kind == "Agreement":
            yield iri
