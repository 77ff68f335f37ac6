"""Candidates and their weights: which pairs are tried, how rivals are set against each other, and what is kept."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from kg.extraction.build import Extractor, read_scenes
from kg.extraction.candidates import LEARNED, Candidate, Reading, find_candidates
from kg.extraction.mentions import Discourse, World
from kg.extraction.weighing import FLOOR, NOTHING, Weigher, by_rule, compare, learned_features

from .conftest import TODAY, read_trees

Tried = Callable[..., list[Candidate]]
ATTACK = "Peru:nsubj greift=greifen/VERB Chile:obj an=an/ADP.PTKVZ:compound:prt ."
NUMBERS = 23
"""How many numbers set a triple against its rivals."""
TAUGHT = {name: row for row, name in enumerate(("attacks", "criticizes", "visits", "meetsWith", "negotiatesWith"))}
BETWEEN = "Kuba:nsubj kritisiert=kritisieren/VERB Peru:obj und/CCONJ Chile:conj>Peru ."


@pytest.fixture
def tried(extractor: Extractor) -> Tried:
    """The candidates of the last of the sentences, words in `learned` being known to express the relation named."""

    def run(*trees: str, learned: dict[str, str] | None = None) -> list[Candidate]:
        world, discourse = World(extractor.gazetteer, extractor.lexicon, TODAY), Discourse()
        words = {word: {relation: ("learned",)} for word, relation in (learned or {}).items()}
        found: list[Candidate] = []
        for scene, _ in read_scenes(read_trees(*trees), world, discourse):
            found = list(find_candidates(Reading(scene, extractor.ontology, world, discourse, words)))
        return found

    return run


def said(candidate: Candidate) -> str:
    return f"{candidate.subject.entity.name} {candidate.triple[1]} {candidate.object.entity.name}"


def weigher(odds: dict[str, float], judge: float = 1.0) -> Weigher:
    """A weigher whose log-odds are sums of the features' own, and whose judge passes them on, multiplied."""
    vocabulary = {feature: row for row, feature in enumerate(odds)}
    embedding = np.zeros((len(odds), 3), np.float32)
    embedding[:, -1] = list(odds.values())
    first = np.zeros((2, NUMBERS + 1), np.float32)
    first[0, 0], first[1, 0] = 1.0, -1.0
    weights = {
        "embedding": embedding,
        "bias": np.zeros(2),
        "hidden.weight": np.zeros((2, 2)),
        "hidden.bias": np.zeros(2),
        "out.weight": np.zeros((1, 2)),
        "out.bias": np.zeros(1),
        "scale": np.ones(NUMBERS),
        "shift": np.zeros(NUMBERS),
        "relation": np.zeros((len(TAUGHT), 1)),
        "first.weight": first,
        "first.bias": np.zeros(2),
        "second.weight": np.eye(2),
        "second.bias": np.zeros(2),
        "last.weight": np.array([[judge, -judge]]),
        "last.bias": np.zeros(1),
    }
    return Weigher(
        vocabulary, {name: np.asarray(value, np.float32) for name, value in weights.items()}, TAUGHT, {"gipfel": {"": 9, "meetsWith": 4}}
    )


def test_every_pair_whose_classes_fit_is_tried_both_ways(tried: Tried) -> None:
    assert {said(c) for c in tried(BETWEEN)} >= {
        f"{a} criticizes {b}" for a in ("Cuba", "Peru", "Chile") for b in ("Cuba", "Peru") if a != b
    }


def test_a_symmetric_relation_is_tried_once(tried: Tried) -> None:
    tree = "Peru:nsubj verhandelt=verhandeln/VERB mit Chile:obl ."
    assert [said(c) for c in tried(tree)] == ["Peru negotiatesWith Chile"]
    assert tried(tree)[0].triple[0] < tried(tree)[0].triple[2]


def test_the_pair_of_the_frame_has_its_weight(tried: Tried) -> None:
    weights = {said(c): c.ruled for c in tried(ATTACK) if c.triple[1] == "attacks"}
    assert weights == {"Peru attacks Chile": 1.0, "Chile attacks Peru": 0.0}


def test_who_was_named_before_is_tried_with_those_named_here(tried: Tried) -> None:
    found = {
        said(c): c
        for c in tried("Peru:nsubj schweigt=schweigen/VERB .", "Scharf:advmod kritisiert=kritisieren/VERB wurde/AUX:aux:pass Chile:nsubj .")
    }
    assert found["Peru criticizes Chile"].subject.token == -1
    assert found["Peru criticizes Chile"].subject.mention.how == "salient"


def test_a_place_named_before_is_nobody(tried: Tried) -> None:
    before = "Ferro:nsubj sprach=sprechen/VERB in Lima:obl ."
    now = "Kuba:nsubj greift=greifen/VERB Bolivien:obj an=an/ADP.PTKVZ:compound:prt ."
    assert {a.entity.name for c in tried(before, now) for a in (c.subject, c.object)} >= {"Cuba", "Bolivia", "Chile"}
    assert "Peru" not in {a.entity.name for c in tried(before, now) for a in (c.subject, c.object)}


def test_a_sentence_that_speaks_of_one_alone_has_no_candidate(tried: Tried) -> None:
    assert tried("Peru:nsubj kritisiert=kritisieren/VERB Peru:obj .") == []


def test_a_learned_word_evokes_its_relation(tried: Tried) -> None:
    tree = "Peru:nsubj tadelt=tadelnd/VERB Chile:obj ."
    assert tried(tree) == []
    (one, *_) = tried(tree, learned={"tadelnd": "criticizes"})
    assert one.frame.entry == f"{LEARNED}criticizes"
    assert "learned" in one.features[0]


def test_a_rule_gives_each_triple_its_surest_weight(tried: Tried) -> None:
    assert {said(c): sure for c, sure in by_rule(tried(ATTACK))} == {"Peru attacks Chile": 0.95}


def test_rivals_are_the_other_pairs_relations_and_the_reverse(tried: Tried) -> None:
    candidates = [c for c in tried(ATTACK) if c.triple[1] == "attacks"]
    odds = np.array([2.0 if said(c).startswith("Peru") else -1.0 for c in candidates], np.float32)
    best, rows = compare(candidates, odds)
    row = rows[[said(c) for c in best].index("Peru attacks Chile")]
    assert row[0] == 2.0
    assert row[1] == NOTHING
    assert row[3] == 3.0
    assert row[7] == -1.0
    assert row[19] == 1.0


def test_members_of_a_coordination_are_no_rivals_and_speak_for_each_other(tried: Tried) -> None:
    candidates = [c for c in tried(BETWEEN) if said(c) in ("Cuba criticizes Peru", "Cuba criticizes Chile")]
    odds = np.array([3.0 if said(c).endswith("Peru") else 1.0 for c in candidates], np.float32)
    best, rows = compare(candidates, odds)
    row = rows[[said(c) for c in best].index("Cuba criticizes Chile")]
    assert (row[15], row[17]) == (NOTHING, NOTHING)
    assert row[20] == 2.0
    assert row[21] == 2.0


def test_of_words_for_one_triple_the_most_telling_stands(tried: Tried) -> None:
    (one,) = [c for c in tried(ATTACK) if said(c) == "Peru attacks Chile"]
    other = replace(one, trigger=0)
    best, rows = compare([one, other], np.array([0.5, 1.5], np.float32))
    assert [c.trigger for c in best] == [0]
    assert rows[0][1] == 0.5


def test_what_is_improbable_is_dropped_but_for_what_a_frame_found(tried: Tried) -> None:
    candidates = tried(ATTACK)
    kept = {said(c): p for c, p in weigher({"T": -9.0}).weigh(candidates)}
    assert kept.keys() == {"Peru attacks Chile"}
    assert kept["Peru attacks Chile"] < FLOOR
    assert len(list(weigher({"T": 9.0}).weigh(candidates))) == len({c.triple for c in candidates})


def test_a_relation_that_was_not_taught_is_as_sure_as_its_frames(tried: Tried) -> None:
    tree = "Peru:nsubj besiegt=unterstützen/VERB Chile:obj ."
    assert [(said(c), p) for c, p in weigher({"T": 9.0}).weigh(tried(tree))] == [("Peru supports Chile", 0.95)]


def test_nothing_to_weigh_gives_nothing() -> None:
    assert list(weigher({"T": 1.0}).weigh([])) == []


def test_a_saved_weigher_says_the_same(tried: Tried, tmp_path: Path) -> None:
    own = weigher({"T": 0.5, "S": -0.25})
    own.write(tmp_path / "own.npz")
    read = Weigher.read(tmp_path / "own.npz")
    candidates = tried(BETWEEN)
    assert read.log_odds(candidates).tolist() == own.log_odds(candidates).tolist()
    assert read.learned == {"gipfel": {"meetsWith": learned_features(4, 9)}}


def test_a_language_without_weights_has_no_weigher() -> None:
    assert Weigher.load("xx") is None
    assert Weigher.load("de") is not None


# --- features

HERE = (
    ATTACK,
    BETWEEN,
    "Peru:nsubj verhandelt=verhandeln/VERB mit Chile:obl .",
    "Chile:nsubj:pass wird=werden/AUX:aux:pass von Peru:obl kritisiert=kritisieren/VERB.Part .",
    "Die Angriffe=Angriff/NOUN:nsubj>endeten Perus=Peru:nmod>Angriffe auf Chile:nmod>Angriffe endeten=enden/VERB .",
    "Kuba:nsubj sagte=sagen/VERB , Peru:nsubj>kritisiere kritisiere=kritisieren/VERB:ccomp Chile:obj>kritisiere .",
    "Kuba:nsubj sagte=sagen/VERB , die Regierung/NOUN:nsubj>besuche "
    "Perus=Peru:nmod>Regierung besuche=besuchen/VERB:ccomp Chile:obj>besuche .",
)
BEFORE = "Luis:nsubj Ferro:flat>Luis sprach=sprechen/VERB mit Bolivien:obl ."


@pytest.mark.parametrize("tree", HERE)
def test_features_are_those_that_the_weights_that_ship_were_taught(tried: Tried, tree: str) -> None:
    taught = Weigher.load("de")
    assert taught
    found = {feature for candidate in tried(BEFORE, tree) for feature in chain(*candidate.features)}
    assert len(found) > 50
    unseen = found - taught.vocabulary.keys()  # of words and of slots that no text had together
    assert {feature for feature in unseen if not any(kind in feature for kind in ("under=", "entry=", "slots="))} == set()


@pytest.mark.parametrize(
    ("tree", "triple", "features"),
    [
        (
            ATTACK,
            "Peru attacks Chile",
            "T:met=True T:category=v: T:evoked=1 T:has=an S:path=>nsubj O:path=>obj S:distance=<0 O:distance=>0 S:clause=same O:slot=obj5 "
            "S:slot=subj5 S:rank=0 O:rank=1 S:via=,same P:order=sto P:between=0 P:joined=False P:rule=5 P:filled=2 P:how=name,name",
        ),
        (ATTACK, "Chile attacks Peru", "P:order=ots P:rule=other P:filled=0 S:slot=other O:slot=other P:slots=other,other"),
        (BETWEEN, "Cuba criticizes Chile", "O:path=>obj>conj P:joined=False P:order=sto O:distance=>2 O:clause=same P:between=1"),
        (BETWEEN, "Peru criticizes Chile", "P:joined=True P:order=tso P:between=0 S:rank=1 O:rank=2 S:distance=>0"),
        (HERE[3], "Peru criticizes Chile", "S:path=>obl S:prep=von O:path=>nsubj:pass S:distance=<0 O:distance=<3 P:order=ost P:rule=5"),
        (HERE[4], "Peru attacks Chile", "S:prep= O:prep=auf O:path=>nmod T:category=n:nsubj S:distance=>0 P:order=tso T:whole=True"),
        (HERE[5], "Cuba criticizes Chile", "S:path=<ccomp>nsubj S:clause=above O:clause=same S:slot=other P:slots=other,obj5 P:order=sto"),
    ],
)
def test_features_say_how_word_and_mentions_stand(tried: Tried, tree: str, triple: str, features: str) -> None:
    (candidate,) = (candidate for candidate in tried(tree) if said(candidate) == triple)
    name, category = candidate.triple[1], "n" if tree == HERE[4] else "v"
    found = {feature.replace(f"{name},", "", 1).replace(f"{category},", "", 1) for feature in chain(*candidate.features)}
    assert set(features.split(" ")) - found == set()


def test_who_was_named_before_has_features_of_how_long_ago_and_how_often(tried: Tried) -> None:
    rain = "Regen/NOUN:nsubj fällt=fallen/VERB ."
    for told, expected in (
        ((BEFORE,), {"back=1", "position=1"}),
        ((BEFORE, rain), {"back=2", "position=1"}),
        ((BEFORE, rain, rain), {"back=3"}),
    ):
        salient = [c.subject for c in tried(*told, ATTACK) if c.subject.token == -1 and c.subject.entity.name == "Bolivia"]
        found = {feature.removeprefix("S:salient,") for argument in salient for feature in argument.features}
        assert expected <= found, told
        assert len([feature for feature in found if feature.startswith("back=") and "," not in feature]) == 1


def test_clause_of_a_mention_is_the_words_own_or_one_above_below_or_beside(tried: Tried) -> None:
    tree = (
        "Kuba:nsubj kritisiert=kritisieren/VERB Peru:obj , weil=weil/SCONJ:mark>schweigt Chile:nsubj>schweigt "
        "schweigt=schweigen/VERB:advcl , "
        "und=und/CCONJ:cc>redet Bolivien:nsubj>redet redet=reden/VERB:conj ."
    )
    found = {
        (said(c), feature.removeprefix("O:clause="))
        for c in tried(tree)
        for feature in c.object.features
        if feature.startswith("O:clause=")
    }
    assert found >= {("Cuba criticizes Peru", "same"), ("Cuba criticizes Chile", "below")}
    assert found >= {
        ("Cuba negotiatesWith Bolivia", "same"),
        ("Cuba negotiatesWith Chile", "beside"),
        ("Cuba negotiatesWith Peru", "above"),
    }
