"""Why statements of gold are missed, each with the first reason that applies, and which words give wrong ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.build import Extractor
from kg.extraction.mistakes import find_mistakes
from kg.extraction.scoring import Record
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence

Found = Callable[..., list[tuple[str, str]]]
ARMS = "Peru:nsubj liefert=liefern/VERB Panzer/NOUN:obj nach Chile:obl ."
SILENT = "Kuba:nsubj schweigt=schweigen/VERB ."
GOLD = Record("d", "Peru", "suppliesArmsTo", "Chile", "asserted")


@pytest.fixture
def found(tree: Callable[[str], Sentence], extractor: Extractor) -> Found:
    """A function that gives reason and detail of each mistake in a document of trees by hand."""

    class Trees:
        def parse(self, text: str) -> list[Sentence]:
            return self.sentences

    def run(gold: list[Record], *words: str, extractor: Extractor = extractor, threshold: float = 0.3) -> list[tuple[str, str]]:
        parser, text = Trees(), ""
        parser.sentences = []
        for sentence in map(tree, words):
            moved = tuple(replace(t, start=t.start + len(text), end=t.end + len(text)) for t in sentence)
            parser.sentences.append(Sentence(moved))
            for token in moved:
                text = text.ljust(token.start) + token.form
            text += " "
        document = Document(document_iri("d"), "d", text, date(2022, 5, 4))
        mistakes = find_mistakes(document, gold, replace(extractor, parser=parser), threshold)
        return [(mistake.reason, mistake.detail) for mistake in mistakes]

    return run


def test_what_is_right_is_no_mistake(found: Found) -> None:
    assert found([GOLD, GOLD], ARMS) == []


def test_an_end_that_nobody_mentions_is_named(found: Found) -> None:
    assert found([replace(GOLD, subject="Cuba", object="Egypt")], SILENT) == [("no mention", "Egypt")]


def test_a_relation_that_no_word_evokes_where_gold_quotes(found: Found) -> None:
    gold = Record("d", "Cuba", "suppliesArmsTo", "Peru", "asserted", evidence="Kuba  schweigt")
    assert found([GOLD, gold], ARMS, SILENT) == [("no trigger", "")]


def test_a_word_whose_condition_is_not_met_does_not_evoke_it(found: Found) -> None:
    reason, detail = found([GOLD], "Peru:nsubj liefert=liefern/VERB Gedichte=Gedicht/NOUN:obj nach Chile:obl .")[0]
    assert (reason, detail) == ("no trigger", "»liefert« (suppliesArmsTo_liefern): what it needs in obj is not there")


def test_another_relation_of_the_two_is_named(found: Found) -> None:
    missed, wrong = found([replace(GOLD, predicate="visits")], ARMS)
    assert missed == ("no trigger", "read as suppliesArmsTo by suppliesArmsTo_liefern")
    assert wrong == ("wrong", "by suppliesArmsTo_liefern; gold has Peru visits Chile, asserted")


def test_a_relation_that_the_ontology_does_not_have(found: Found) -> None:
    assert ("no trigger", "the ontology has no such relation") in found([replace(GOLD, predicate="swaps")], ARMS)


def test_a_word_of_the_relation_with_other_arguments(found: Found) -> None:
    reason, detail = found([GOLD, replace(GOLD, object="Cuba", evidence="Peru liefert")], ARMS, SILENT)[0]
    assert reason == "no argument"
    assert "»liefert« (suppliesArmsTo_liefern): it relates Peru and Chile" in detail
    assert detail.endswith("Cuba is not mentioned there")


def test_a_word_of_the_relation_that_lacks_an_argument(found: Found) -> None:
    lonely = "Peru:nsubj und/CCONJ Chile:conj>Peru liefern/VERB Panzer/NOUN:obj ."
    reason, detail = found([GOLD], lonely)[0]
    assert reason == "no argument"
    assert "»liefern« (suppliesArmsTo_liefern): nobody is its object" in detail


def test_another_status_is_named_and_is_itself_wrong(found: Found) -> None:
    missed, wrong = found([replace(GOLD, status="denied")], ARMS)
    assert missed == ("other status", "asserted by suppliesArmsTo_liefern")
    assert wrong == ("wrong", "by suppliesArmsTo_liefern; gold has Peru suppliesArmsTo Chile, denied")


def test_what_is_too_unsure_is_below_the_threshold(found: Found) -> None:
    assert found([GOLD], ARMS, threshold=0.99) == [("below threshold", "asserted with confidence 0.95 by suppliesArmsTo_liefern")]


def test_what_the_ontology_refuses_has_its_shape(found: Found, extractor: Extractor) -> None:
    relation = extractor.ontology.relations["attacks"]
    lax = replace(relation, domain=(*relation.domain, "Organization"))
    ontology = replace(extractor.ontology, relations={**extractor.ontology.relations, "attacks": lax})
    gold = Record("d", "NATO", "attacks", "Chile", "asserted")
    ((reason, detail),) = found([gold], "Nato:nsubj greift=angreifen/VERB Chile:obj .", extractor=replace(extractor, ontology=ontology))
    assert reason == "refused"
    assert detail.startswith("The subject of attacks is a State")


def test_a_title_that_gold_reads_otherwise_is_named(found: Found) -> None:
    title = "Perus=Peru:nmod>Präsidentin Präsidentin/NOUN:nsubj schweigt=schweigen/VERB Chile:obl ."
    assert found([Record("d", "Ana Sol", "leads", "Chile", "asserted")], title) == [
        ("no argument", "»Präsidentin« (leads_Präsidentin) is the title of Ana Sol")
    ]


def test_a_symmetric_relation_is_right_either_way(found: Found) -> None:
    gold = Record("d", "Peru", "cooperatesWith", "Chile", "asserted")
    assert found([gold], "Chile:nsubj kooperiert=kooperieren/VERB mit Peru:obl .") == []
