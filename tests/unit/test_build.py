"""The whole way from a document to records, and the examples of the lexicon as tests."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from kg.errors import DocumentError, PipelineError
from kg.extraction.build import GROUP, Extractor, extract, extract_all, extract_each, name_of, records
from kg.extraction.examples import run_examples
from kg.knowledge.lexicon import Example, Lexicon
from kg.knowledge.terms import KGR
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence

Said = Callable[..., set[str]]
VISIT = "Ana:nsubj Sol:flat>Ana besuchte=besuchen/VERB 2021/NUM:obl Chile:obj ."


class Trees:
    """A parser that knows the trees of some texts."""

    def __init__(self, trees: dict[str, Sentence]) -> None:
        self.trees = trees

    def parse(self, text: str) -> list[Sentence]:
        return [self.trees[text]] if text in self.trees else []


def test_records_have_the_keys_of_the_guideline(extraction: Callable, extractor: Extractor) -> None:
    found = extraction(f"{VISIT[:-1]}, sagte=sagen/VERB:parataxis Kuba:nsubj>sagte .")
    assert list(records(found, extractor.gazetteer)) == [
        {
            "doc": "d",
            "subject": "Ana Sol",
            "predicate": "visits",
            "object": "Chile",
            "status": "claimed",
            "time": "2021",
            "evidence": "Ana Sol besuchte 2021 Chile, sagte Kuba.",
            "confidence": 0.95,
            "speaker": "Cuba",
        }
    ]


def test_records_leave_out_what_is_less_sure_than_the_threshold(extraction: Callable, extractor: Extractor) -> None:
    found = extraction(VISIT)
    assert [len(list(records(found, extractor.gazetteer, t))) for t in (0.95, 0.96)] == [1, 0]


def test_time_and_speaker_that_nobody_gives_are_null(extraction: Callable, extractor: Extractor) -> None:
    (record,) = records(extraction(VISIT.replace("2021/NUM:obl ", "")), extractor.gazetteer)
    assert (record["time"], record["speaker"]) == (None, None)


def test_quote_is_the_sentence_at_its_offsets(extraction: Callable) -> None:
    found = extraction("Kuba:nsubj schweigt=schweigen/VERB .", VISIT, "Bolivien:nsubj schweigt=schweigen/VERB .")
    (evidence,) = found.evidence
    assert evidence.quote == found.document.text[evidence.start : evidence.end] == "Ana Sol besuchte 2021 Chile."


def test_two_words_that_say_the_same_in_one_sentence_give_the_surer_evidence(extraction: Callable) -> None:
    second = "Perus=Peru:nmod>Kritik Kritik/NOUN:nsubj>bleibt an Chile:obl>bleibt bleibt=bleiben/VERB:conj"
    (evidence,) = extraction(f"Peru:nsubj kritisiert=kritisieren/VERB Chile:obj und/CCONJ {second} .").evidence
    assert (evidence.confidence, evidence.entry.rpartition("/")[2]) == (0.95, "criticizes_kritisieren")


def test_same_fact_in_two_sentences_has_two_pieces_of_evidence(extraction: Callable) -> None:
    found = extraction(VISIT, VISIT).evidence
    assert len({e.statement for e in found}) == 1
    assert len({e.iri for e in found}) == 2


def test_reading_twice_finds_the_same(extraction: Callable) -> None:
    assert extraction(VISIT) == extraction(VISIT)


def test_new_entities_are_only_those_of_the_evidence(extraction: Callable) -> None:
    silent = "Otto/PROPN.B-PER:nsubj Falk/PROPN.I-PER:flat>Otto schweigt=schweigen/VERB ."
    loud = "Eva/PROPN.B-PER:nsubj Groß/PROPN.I-PER:flat>Eva kritisierte=kritisieren/VERB Kuba:obj ."
    assert [e.name for e in extraction(silent).entities] == []
    assert [e.name for e in extraction(silent, loud).entities] == ["Eva Groß"]


def test_what_the_ontology_refuses_is_a_finding_with_its_reason(extraction: Callable, extractor: Extractor) -> None:
    attack = "Peru:nsubj greift=angreifen/VERB Chile:obj ."
    relation = extractor.ontology.relations["attacks"]
    lax = replace(relation, domain=(*relation.domain, "Organization"))
    ontology = replace(extractor.ontology, relations={**extractor.ontology.relations, "attacks": lax})
    found = extraction(attack.replace("Peru", "Nato"), extractor=replace(extractor, ontology=ontology))
    assert found.evidence == ()
    assert [f.reason.partition(".")[0] for f in found.refused] == ["The subject of attacks is a State"]


def test_entity_without_a_name_is_called_by_its_iri(extraction: Callable, extractor: Extractor) -> None:
    assert name_of("https://example.org/x", extraction(VISIT), extractor.gazetteer) == "https://example.org/x"


def test_documents_are_read_one_by_one(tree: Callable, extractor: Extractor) -> None:
    text = "Ana Sol besuchte 2021 Chile."
    reader = replace(extractor, parser=Trees({text: tree(VISIT)}))
    documents = [Document(document_iri(str(n)), str(n), text, date(2022, 1, n)) for n in (1, 2)]
    found = list(extract_all(documents, reader))
    assert [(f.document.id, len(f.evidence)) for f in found] == [("1", 1), ("2", 1)]
    assert found[0] == extract(documents[0], reader)


VISIT_TEXT = "Ana Sol besuchte 2021 Chile."
TEXTS = {
    VISIT_TEXT: VISIT,
    "Ana Sol führt Chile.": "Ana:nsubj Sol:flat>Ana führt=führen/VERB Chile:obj .",
    "Peru griff die EU an.": "Peru:nsubj griff=greifen/VERB EU:obj an:compound:prt .",
}


def documents_of(texts: list[str]) -> list[Document]:
    return [Document(document_iri(str(n)), str(n), text, date(2022, 1, 1)) for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def reader(tree: Callable, extractor: Extractor) -> Extractor:
    return replace(extractor, parser=Trees({text: tree(words) for text, words in TEXTS.items()}))


def test_documents_checked_together_say_what_each_says_alone(reader: Extractor) -> None:
    documents = documents_of([*TEXTS] * GROUP)
    assert list(extract_all(documents, reader)) == [extract(document, reader) for document in documents]


def test_document_that_rdf_cannot_hold_is_an_error_in_its_place(reader: Extractor) -> None:
    documents = documents_of([VISIT_TEXT] * 5)
    broken = [*documents[:2], replace(documents[2], iri="no IRI"), DocumentError("unread"), *documents[3:]]
    found = list(extract_each(broken, reader))
    assert [isinstance(item, DocumentError) for item in found] == [False, False, True, True, False, False]
    with pytest.raises(DocumentError, match="no IRI"):
        list(extract_all(broken[:3], reader))


@pytest.mark.parametrize("ending", [OSError, KeyboardInterrupt])
def test_documents_read_before_an_exception_come_before_it(reader: Extractor, ending: type[BaseException]) -> None:
    def interrupted() -> Iterator[Document]:
        yield from documents_of([VISIT_TEXT] * (GROUP + 2))
        raise ending

    found = []
    with pytest.raises(ending):
        found.extend(extraction.document.id for extraction in extract_all(interrupted(), reader))
    assert found == [str(n) for n in range(GROUP + 2)]


def test_empty_document_says_nothing(extractor: Extractor) -> None:
    found = extract(Document(document_iri("e"), "e", ""), replace(extractor, parser=Trees({})))
    assert (found.evidence, found.refused, found.entities, found.unknown) == ((), (), (), ())


def test_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(PipelineError, match="no_such_pipeline"):
        Extractor.load("de", pipeline="no_such_pipeline")


# --- examples -----------------------------------------------------------------------------------------------------


def test_example_passes_if_its_sentence_yields_its_fact(tree: Callable, extractor: Extractor) -> None:
    (frame,) = (f for f in extractor.lexicon.verbs("kooperieren") if f.denotes == "cooperatesWith")
    texts = {"Chile kooperiert mit Peru.": "Chile:nsubj kooperiert=kooperieren/VERB mit Peru:obl ."}
    texts["Peru schweigt."] = "Peru:nsubj schweigt=schweigen/VERB ."
    ends = {"subject": str(KGR.Peru), "object": str(KGR.Chile)}
    good, bad = (Example(text, **ends, status="asserted") for text in texts)
    frames = (replace(frame, examples=(good, good, bad)), replace(frame, denotes="unheardOf", examples=(good,)))
    lexicon = Lexicon(frames, extractor.lexicon.classes)
    reader = replace(extractor, lexicon=lexicon, parser=Trees({text: tree(found) for text, found in texts.items()}))
    outcomes = list(run_examples(reader))
    assert [o.passed for o in outcomes] == [True, False]
    assert [o.found for o in outcomes] == [("Chile cooperatesWith Peru asserted",), ()]
    wanted = "cooperatesWith_kooperieren: 'Peru schweigt.' must yield Peru cooperatesWith Chile asserted"
    assert str(outcomes[1]) == f"{wanted}; it yields nothing"
    assert str(outcomes[0]).endswith("it yields Chile cooperatesWith Peru asserted")


def test_every_example_names_entities_and_statuses_that_exist(lexicon: Lexicon, extractor: Extractor) -> None:
    statuses = {"asserted", "claimed", "possible", "denied"}
    examples = [e for f in lexicon.frames for e in f.examples]
    assert {e.status for e in examples} <= statuses
    assert all(iri.startswith(str(KGR)) for e in examples for iri in (e.subject, e.object))


def test_every_relation_has_words(lexicon: Lexicon, extractor: Extractor) -> None:
    said = {f.denotes for f in lexicon.frames}
    assert {r.name for r in extractor.ontology.relations.values()} - said <= {"party", "signedBy"}


def test_day_that_the_text_named_holds_until_it_names_another(extraction: Callable) -> None:
    named, silent = "Am 5./ADJ März/NOUN:obl 2021/NUM:nmod>März schwieg=schweigen/VERB Kuba:nsubj .", "Kuba:nsubj schwieg=schweigen/VERB ."
    attack = "Am folgenden=folgend/ADJ Tag/NOUN:obl bekriegte=bekriegen/VERB.Fin.Past Peru:nsubj Chile:obj ."
    for before in ([named], [named, silent], [named, silent, silent]):
        (evidence,) = extraction(*before, attack).evidence
        assert str(evidence.valid) == "2021-03-06"
    assert [str(one.valid) for one in extraction(named, attack, silent, attack).evidence] == ["2021-03-06", "2021-03-07"]


def test_unknown_leader_of_a_state_has_the_english_spelling_of_its_names(extraction: Callable) -> None:
    title = "Präsident/NOUN:nsubj Russlands=Russland:nmod>Präsident Semjon:appos>Präsident Wlassow:flat>Semjon"
    (person,) = extraction(f"{title} kritisierte=kritisieren/VERB Kuba:obj .").entities
    assert (person.name, person.kind, person.labels) == ("Semyon Vlasov", "Leader", {"en": "Semyon Vlasov", "de": "Semjon Wlassow"})
