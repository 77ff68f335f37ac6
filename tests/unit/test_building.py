"""Building: each document is committed by itself, what is read is not read again, and what was cut off goes on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.build import GROUP, Extractor
from kg.graph import background, building
from kg.graph.store import Store
from kg.knowledge.terms import KGD
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence

TEXT = "Ana Sol besuchte 2021 Chile."
TREE = "Ana:nsubj Sol:flat>Ana besuchte=besuchen/VERB 2021/NUM:obl Chile:obj ."


class Reader:
    """A parser that knows one sentence, and remembers how many texts it was given."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.texts = 0

    def parse(self, text: str) -> list[Sentence]:
        self.texts += 1
        return [self.sentence] if text == TEXT else []


@pytest.fixture
def reader(tree: Callable, extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader(tree(TREE))
    monkeypatch.setattr(building, "load_extractor", lambda _: replace(extractor, parser=found))
    monkeypatch.setattr(building, "Workers", lambda *_: pytest.fail("one worker is no process of its own"))
    return found


def documents(count: int) -> list[Document]:
    return [Document(document_iri(f"d{n}"), f"d{n}", TEXT, date(2022, 1, 1), title="Titel") for n in range(count)]


def names(store: Store) -> list[str]:
    return [row["d"].value for row in store.select("SELECT ?d { ?d a schema:NewsArticle } ORDER BY ?d")]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as found:
        yield found


def test_document_that_was_read_is_not_read_again(reader: Reader, store: Store) -> None:
    building.build(store, documents(3))
    before = set(store.triples(graph=None))
    building.build(store, documents(4))
    assert reader.texts == 4
    building.build(store, documents(3))
    assert reader.texts == 4
    store.retract(str(KGD.d3))
    assert set(store.triples(graph=None)) == before


def test_document_with_another_title_is_read_again(reader: Reader, store: Store) -> None:
    building.build(store, documents(1))
    building.build(store, [replace(documents(1)[0], title="Anders")])
    assert reader.texts == 2
    assert [row["t"].value for row in store.select("SELECT ?t { ?d schema:headline ?t }")] == ["Anders"]


def test_other_program_reads_again(reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    building.build(store, documents(1))
    monkeypatch.setattr(building, "__version__", "9.9.9")
    building.build(store, documents(1))
    assert reader.texts == 2


def test_build_that_was_cut_off_goes_on_where_it_stopped(reader: Reader, store: Store) -> None:
    def interrupted() -> Iterator[Document]:
        yield from documents(GROUP + 3)[: GROUP + 2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(store, interrupted())
    assert len(names(store)) == reader.texts == GROUP + 2
    building.build(store, documents(GROUP + 3))
    assert len(names(store)) == reader.texts == GROUP + 3


def test_background_is_loaded_once(reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    building.build(store, [])
    monkeypatch.setattr(background, "load_background", lambda *_: pytest.fail("loaded again"))
    building.build(store, [])


def test_background_that_was_cut_off_is_loaded_again(reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(background, "infer", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            building.build(store, [])
    building.build(store, [])
    with Store() as fresh:
        building.build(fresh, [])
        assert set(fresh.triples(graph=None)) == set(store.triples(graph=None))
