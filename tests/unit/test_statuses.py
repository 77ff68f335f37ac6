"""Statuses: the model sees the rules' status, its reasons and the words around, and its most probable status stands."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from kg.extraction.mentions import Discourse, World, by_token, find_names
from kg.extraction.scene import Scene
from kg.extraction.stance.finding import Stance, find_stance
from kg.extraction.stance.statuses import Statuses, features
from kg.extraction.statements import STATUSES
from kg.extraction.weighing import Weigher
from kg.knowledge.lexicon import Frame

ATTACK = Frame("attack", "angreifen", "verb", "attacks", ("subj",), ("obj",))
WANTED = "Peru:nsubj>angreifen will=wollen/AUX:aux>angreifen Chile:obj>angreifen angreifen/VERB:root ."


def scene_of(tree: Callable, world: World, text: str) -> Scene:
    sentence = tree(text)
    return Scene(sentence, by_token(find_names(sentence, world, Discourse())), world.lexicon)


def leaning(status: str, *, by: str) -> Statuses:
    """A model that one feature moves to one status, and everything else to what the rules say."""
    vocabulary = {f"rule={name}": row for row, name in enumerate(STATUSES)} | {by: len(STATUSES)}
    weights = np.concatenate((np.eye(4), 3 * np.eye(4)[[STATUSES.index(status)]])).astype(np.float32)
    return Statuses(vocabulary, weights, np.zeros(4, np.float32))


def test_model_sees_what_the_rules_say_and_why(tree: Callable, world: World) -> None:
    scene = scene_of(tree, world, WANTED)
    trigger = scene.sentence[3]
    found = features(find_stance(scene, trigger, ATTACK, []), scene, trigger, ATTACK, [])
    assert {"rule=possible", "reason=possible", "relation=attacks", "word=angreifen", "aux=wollen", "end=."} <= set(found)
    assert len(found) == len(set(found))


def test_without_a_feature_that_says_otherwise_the_rules_stand(tree: Callable, world: World) -> None:
    scene = scene_of(tree, world, WANTED)
    trigger = scene.sentence[3]
    stance = find_stance(scene, trigger, ATTACK, [])
    assert leaning("denied", by="above=weigern").revised(stance, scene, trigger, ATTACK, []) == stance


def test_what_was_learned_revises_the_status_and_keeps_the_speaker(tree: Callable, world: World) -> None:
    scene = scene_of(tree, world, WANTED)
    trigger, speaker = scene.sentence[3], scene.all_mentions[0]
    revised = leaning("denied", by="aux=wollen").revised(Stance("possible", speaker), scene, trigger, ATTACK, [])
    assert revised == Stance("denied", speaker)


def test_statuses_are_saved_with_the_weigher(tmp_path: Path) -> None:
    statuses = leaning("denied", by="aux=wollen")
    Weigher({}, {}, {}, {}, statuses).write(tmp_path / "w.npz")
    read = Weigher.read(tmp_path / "w.npz").statuses
    assert read is not None
    assert (read.vocabulary, read.weights.tolist(), read.bias.tolist()) == (statuses.vocabulary, statuses.weights.tolist(), [0.0] * 4)


def test_weigher_that_ships_has_learned_statuses() -> None:
    weigher = Weigher.load("de")
    assert weigher is not None
    assert weigher.statuses is not None
    assert "rule=asserted" in weigher.statuses.vocabulary
