"""What is seen in a sentence: mentions, frames with their slots and conditions, what decides on the stance, and why nothing is stated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.build import Extractor
from kg.extraction.explanation import Evoked, Explanation, explain, whom
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence

Explained = Callable[..., Explanation]
ARMS = "Peru:nsubj liefert=liefern/VERB {} Panzer/NOUN:obj nach Chile:obl ."


@pytest.fixture
def explained(tree: Callable[[str], Sentence], extractor: Extractor) -> Explained:
    """The explanation of one sentence, by default by the words and relations that ship."""

    class OneTree:
        def parse(self, text: str) -> list[Sentence]:
            return [self.sentence]

    def run(words: str, extractor: Extractor = extractor) -> Explanation:
        parser = OneTree()
        parser.sentence = tree(words)
        text = "".join(" " * (t.start - (parser.sentence[t.index - 1].end if t.index else 0)) + t.form for t in parser.sentence)
        (found,) = explain(Document(document_iri("d"), "d", text, date(2022, 5, 4)), replace(extractor, parser=parser))
        return found

    return run


def evoked(explanation: Explanation, relation: str) -> Evoked:
    (found,) = (e for e in explanation.evoked if e.frame.denotes == relation and e.frame.category == "verb")
    return found


def test_a_frame_shows_who_fills_its_slots_and_that_its_conditions_are_met(explained: Explained) -> None:
    explanation = explained(ARMS.format(""))
    found = evoked(explanation, "suppliesArmsTo")
    assert {(s.side, s.name): [whom(m) for m in s.fitting] for s in found.slots if s.fitting} == {
        ("subject", "subj"): ["Peru"],
        ("object", "nach"): ["Chile"],
    }
    assert [(c.slot, met) for c, met in found.conditions] == [("obj", True)]
    assert (found.word.form, found.holds, found.obstacle, found.stance.status) == ("liefert", True, "", "asserted")
    assert [(s.record.subject, s.record.predicate, s.record.object) for s in explanation.statements] == [
        ("Peru", "suppliesArmsTo", "Chile")
    ]
    assert explanation.reason == ""


def test_a_condition_that_is_not_met_is_the_obstacle(explained: Explained) -> None:
    explanation = explained("Peru:nsubj liefert=liefern/VERB Gedichte=Gedicht/NOUN:obj nach Chile:obl .")
    assert evoked(explanation, "suppliesArmsTo").obstacle == "what it needs in obj is not there"
    assert "»liefert« suppliesArmsTo: what it needs in obj is not there" in explanation.reason


def test_words_whose_conditions_are_met_come_first_in_the_reason(explained: Explained) -> None:
    explanation = explained("Peru:nsubj und/CCONJ Chile:conj>Peru liefern/VERB Panzer/NOUN:obj .")
    assert "»liefern« suppliesArmsTo: nobody is its object" in explanation.reason
    assert "what it needs" not in explanation.reason


def test_a_word_that_must_not_be_there_is_the_obstacle(explained: Explained, extractor: Extractor) -> None:
    (frame,) = (f for f in extractor.lexicon.verbs("liefern") if f.denotes == "suppliesArmsTo")
    strict = replace(frame, conditions=(), exclusions=frame.conditions)
    lexicon = replace(extractor.lexicon, frames=(strict,))
    explanation = explained(ARMS.format(""), replace(extractor, lexicon=lexicon))
    assert explanation.reason == "»liefert« suppliesArmsTo: what must not be in obj is there"


def test_a_side_that_nobody_fills_is_the_obstacle(explained: Explained) -> None:
    firm = "Firma/NOUN:nsubj besucht=besuchen/VERB Chile:obj und/CCONJ Peru:conj>Chile ."
    found = evoked(explained(f"Die {firm}"), "visits")
    assert found.obstacle == "nobody is its subject"
    assert [t.form for s in found.slots if s.name == "subj" for t in s.nameless] == ["Firma"]
    assert evoked(explained("Peru:nsubj besucht=besuchen/VERB Chile:obj ."), "visits").obstacle == "nobody of the right kind is its subject"


@pytest.mark.parametrize(
    ("words", "status", "deciding"),
    [
        (ARMS.format("keine=kein/DET"), "denied", ["keine"]),
        ("Peru:nsubj will=wollen/AUX:aux Panzer/NOUN:obj nach Chile:obl liefern/VERB.Inf .", "possible", ["will"]),
    ],
)
def test_the_word_that_decides_on_the_stance_is_named(explained: Explained, words: str, status: str, deciding: list[str]) -> None:
    found = evoked(explained(words), "suppliesArmsTo")
    assert (found.stance.status, [t.form for t in found.deciding]) == (status, deciding)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Peru:nsubj schweigt=schweigen/VERB .", "it speaks of one only"),
        ("Peru:nsubj und/CCONJ Chile:conj>Peru schweigen/VERB .", "no word evokes a relation"),
        ("Alle/PRON:nsubj schweigen/VERB .", ""),
    ],
)
def test_a_sentence_without_a_statement_says_why(explained: Explained, words: str, reason: str) -> None:
    assert explained(words).reason == reason


def test_titles_and_times_are_seen(explained: Explained) -> None:
    title = "Perus=Peru:nmod>Präsidentin Präsidentin/NOUN:nsubj Ana:appos>Präsidentin Sol:flat>Ana"
    explanation = explained(f"{title} besuchte=besuchen/VERB 2021/NUM:obl Chile:obj .")
    assert [(t.frame.denotes, t.person and t.person.name) for t in explanation.titles] == [("leads", "Ana Sol")]
    assert [str(t.interval) for t in explanation.times] == ["2021"]
    assert {s.record.predicate for s in explanation.statements} == {"leads", "visits"}


def test_what_the_ontology_refuses_is_shown_with_its_reason(explained: Explained, extractor: Extractor) -> None:
    relation = extractor.ontology.relations["attacks"]
    lax = replace(relation, domain=(*relation.domain, "Organization"))
    ontology = replace(extractor.ontology, relations={**extractor.ontology.relations, "attacks": lax})
    (stated,) = explained("Nato:nsubj greift=angreifen/VERB Chile:obj .", replace(extractor, ontology=ontology)).statements
    assert stated.record.subject == "NATO"
    assert stated.refusal.startswith("The subject of attacks is a State")
