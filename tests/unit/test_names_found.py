"""Finding names: what is said of words, the most probable tags, and sentences to learn from."""

from importlib import import_module
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.reading.naming import Lists, Namer, best_tags, described, surroundings, traits

TAGS = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
LISTS = Lists({"ulm": "p", "gera": "p", "otto": "F", "rat": "i", "amt": "i"}, {"bad orb": "loc"}, {"behörde": "org", "fluss": "geo"})


def namer(seed=0):
    """A namer with weights of chance for all that can be said of a few words."""
    rng = np.random.default_rng(seed)
    words = ["Otto", "wohnt", "in", "Bad", "Orb", "Ulms", "."]
    said = sorted({trait for n in range(3) for heard in described(words[n:] + words[:n], ["NE"] * 7, LISTS) for trait in heard})
    weights = {trait: rng.normal(size=len(TAGS)).astype(np.float16).astype(np.float32) for trait in said}
    return Namer(TAGS, weights, np.zeros((len(TAGS), len(TAGS)), np.float32), LISTS)


def test_no_name_goes_on_that_has_not_begun():
    scores = np.array([[0, 5, 1], [0, 5, 4]], np.float32)
    assert best_tags(scores, ["B-PER", "I-PER", "O"], np.zeros((3, 3), np.float32)) == ["B-PER", "I-PER"]


@given(st.lists(st.sampled_from(["Otto", "wohnt", "in", "Bad", "Orb", "Ulms", "."]), min_size=1, max_size=9))
def test_what_is_learned_of_a_sentence_is_what_counts_in_reading_it(words):
    taught = namer()
    tags = ["NE"] * len(words)
    nothing = np.zeros(len(TAGS), np.float32)
    scores = np.stack([sum((taught.weights.get(trait, nothing) for trait in heard), nothing) for heard in described(words, tags, LISTS)])
    assert taught.entities(words, tags) == best_tags(scores, TAGS, taught.steps)


def test_a_saved_namer_finds_the_same(tmp_path):
    words, tags = ["Otto", "wohnt", "in", "Bad", "Orb", "."], ["NE", "VV(FIN)", "APPR", "NE", "NE", "$."]
    for seed in range(5):
        namer(seed).write(tmp_path)
        assert Namer.read(tmp_path).entities(words, tags) == namer(seed).entities(words, tags)


def test_a_genitive_is_on_the_list_of_its_name():
    assert "l=p" in traits("Geras", "NE", LISTS)[0]
    assert "l=" in traits("Rats", "NN", Lists({}, {}, {}))[0]


def test_only_capitals_make_a_listed_word_a_person_or_place():
    assert "l=p" in traits("Ulm", "NE", LISTS)[0]
    assert "l=" in traits("ulm", "NE", LISTS)[0]
    assert "l=i" in traits("rat", "NN", LISTS)[0]


def test_a_compound_tells_its_kind_by_its_last_part():
    assert "h=org" in traits("Wetterbehörde", "NN", LISTS)[0]
    assert "e=fluss" in traits("Grenzflusses", "NN", LISTS)[0]


def test_words_with_capitals_know_what_stands_around_them():
    (_, _, bad, orb, _) = surroundings(["Er", "aus", "Bad", "Orb", "lacht"], LISTS)
    assert bad == ["ph=B-loc", "before=aus|0", "behind=lacht", "last=|1"]
    assert orb == ["ph=I-loc", "before=aus|1", "behind=lacht", "last=|0"]


class TestTeaching:
    @pytest.fixture(autouse=True)
    def teaching(self):
        pytest.importorskip("pycrfsuite", reason="python-crfsuite is needed to train only")
        self.teaching = import_module("kg.reading.name_teaching")

    def test_a_part_of_a_word_is_a_name_once_the_word_is_parted(self):
        assert self.teaching.apart(["SPD-Chef"], ["B-ORGpart"]) == (["SPD", "-", "Chef"], ["B-ORG", "O", "O"])
        assert self.teaching.apart(["US-Bürger"], ["B-LOCpart"])[1] == ["O", "O", "O"]

    def test_a_hyphened_name_stays_one(self):
        assert self.teaching.apart(["in", "Neu-Ulm"], ["O", "B-LOC"])[1] == ["O", "B-LOC", "I-LOC", "I-LOC"]

    def test_other_names_stand_where_names_stood(self):
        known = {letter: ["kai"] for letter in "FLCRPpGO"}
        words, tags = ["Ute", "Abel", "sah", "Bonns", "AG"], ["B-PER", "I-PER", "O", "B-LOC", "O"]
        assert self.teaching.with_other_names(words, tags, known, Random(1)) == ["Kai", "Kai", "sah", "Kais", "AG"]

    def test_a_namer_learns_what_it_is_shown(self):
        shown = [(["Er", "reist", "nach", town], ["O", "O", "O", "B-LOC"]) for town in ("Ulm", "Gera", "Trier", "Hof", "Melk", "Bonn")] * 5
        shown += [(["Heute", "lacht", name], ["O", "O", "B-PER"]) for name in ("Ute", "Kai", "Jan", "Eva", "Tim")] * 5
        lists = Lists({"ulm": "pPCRG", "ute": "FL", "firma": "O"}, {}, {})
        taught = self.teaching.fit_names(shown, lists, ["B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O"], report=lambda _: None)
        assert taught.entities(["Er", "reist", "nach", "Wels"], ["PPER", "VV(FIN)", "APPR", "NE"])[3] == "B-LOC"

    def test_a_missing_file_is_told_with_advice(self, tmp_path):
        with pytest.raises(DocumentError, match="name a GermEval file"):
            list(self.teaching.read_named(tmp_path / "none.tsv"))
