"""What every parser that `load` returns promises, and how good the shipped one is."""

import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import PipelineError
from kg.reading.parsing import load
from kg.reading.scoring import evaluate

DATA = Path(__file__).parents[3] / "shared" / "data"
PUD = DATA / "treebank" / "de-test-pud.conllu"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def parser():
    return load()


def roles(sentence):
    return {token.form: token.deprel for token in sentence}


def test_offsets_are_those_of_the_text(parser):
    text = "Gipfel  in Bern\n\nBern –  Am 3. Mai\tkam „Präsident“ Orlow an. Er blieb.\n"
    for sentence in parser.parse(text):
        assert all(text[token.start : token.end] == token.form for token in sentence)
        assert not any(token.form.isspace() for token in sentence)


@settings(max_examples=40)
@given(st.text(alphabet="aAß. \n\t„“-–1é😀", max_size=50))
def test_any_text_yields_trees(text):
    for sentence in load_once().parse(text):
        assert sum(token.head < 0 for token in sentence) == 1
        for token in sentence:
            assert len(list(sentence.ancestors(token))) < len(sentence)
            assert text[token.start : token.end] == token.form


def load_once(kept=[]):  # noqa: B006  # kept from call to call
    if not kept:
        kept.append(load())
    return kept[0]


def test_a_headline_stays_apart_from_its_report(parser):
    text = "Kanzler trifft König\nMadrid – Der Kanzler traf am Montag den König."
    assert [sentence[0].form for sentence in parser.parse(text)] == ["Kanzler", "Madrid"]


def test_texts_come_back_one_by_one_and_in_order(parser):
    texts = ["Peru schweigt.", "", "Chile redet. Kuba tanzt."] * 8
    assert [len(found) for found in parser.parse_all(texts)] == [1, 0, 2] * 8


def test_batches_change_nothing(parser):
    texts = ["Peru schweigt.", "Die Minister beider Länder unterzeichneten am Abend in Wien den Vertrag."]
    assert list(parser.parse_all(texts)) == [parser.parse(text) for text in texts]


def test_a_plain_statement_is_understood(parser):
    (sentence,) = parser.parse("Frankreich schloss mit Polen ein Abkommen ab.")
    found = roles(sentence)
    assert found["Frankreich"] == "nsubj"
    assert found["Abkommen"] == "obj"
    assert found["ab"] == "compound:prt"
    assert [t.lemma for t in sentence if t.upos == "VERB"] == ["schließen"]
    assert [t.form for t in sentence if t.entity == "B-LOC"] == ["Frankreich", "Polen"]


def test_a_passive_is_understood(parser):
    (sentence,) = parser.parse("Der Vertrag wurde von den Ministern unterzeichnet.")
    assert roles(sentence)["Vertrag"] == "nsubj:pass"
    assert roles(sentence)["wurde"] == "aux:pass"


def test_the_subjunctive_of_reported_speech_is_seen(parser):
    (sentence,) = parser.parse("Italien habe den Vertrag verletzt, sagte der Minister.")
    assert next(t for t in sentence if t.form == "habe").feats["Mood"] == "Sub"
    assert sentence.root.form == "sagte"
    assert next(t for t in sentence if t.form == "verletzt").deprel == "ccomp"


def test_quotation_marks_are_punctuation(parser):
    (sentence,) = parser.parse("„Wir bleiben“, sagte der König.")
    assert {t.upos for t in sentence if t.form in "„“,."} == {"PUNCT"}


def test_a_quotation_hangs_under_the_verb_of_saying_behind_it(parser):
    (sentence,) = parser.parse("Das Treffen sei „unvergesslich“, sagte er.")
    assert sentence.root.form == "sagte"
    assert roles(sentence)["unvergesslich"] == "ccomp"


def test_loading_is_quick():
    load()
    start = time.perf_counter()
    load()
    assert time.perf_counter() - start < 1.5


def test_the_shipped_pipeline_is_small():
    folder = Path(load.__code__.co_filename).parents[1] / "pipelines"
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) <= 20 * MEGABYTE


def test_an_unknown_pipeline_is_refused_with_advice():
    with pytest.raises(PipelineError, match="install it"):
        load("no_such_pipeline")


def test_an_unshipped_language_is_refused_with_advice():
    with pytest.raises(PipelineError, match="no pipeline is shipped for the language 'fi'"):
        load(language="fi")


def test_a_pipeline_without_parser_is_refused(tmp_path):
    spacy.blank("de").to_disk(tmp_path / "blank")
    with pytest.raises(PipelineError, match="has no parser"):
        load(str(tmp_path / "blank"))


@pytest.mark.skipif(not PUD.exists(), reason="the German PUD treebank is not at ../shared/data")
def test_the_shipped_pipeline_is_as_good_as_its_card_says():
    figures = evaluate(None, PUD, DATA / "ner" / "pud.iob2")
    assert figures.las >= 77
    assert figures.upos >= 92.5
    assert figures.lemma >= 95
    assert figures.names["all"] >= 72
