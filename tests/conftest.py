"""Hypothesis measures no time: a busy machine is no broken promise."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kg.graph.inference import inferences
from kg.graph.store import BACKGROUND, INFERRED, Store
from kg.graph.versions import STORE

settings.register_profile("untimed", deadline=None)
settings.register_profile("long", deadline=None, max_examples=1000)  # pytest --hypothesis-profile=long FILE
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def aged() -> Callable[[Path], None]:
    """A function that makes a store one of version 0: nothing in it is lifted from leaders to states, and it tells nothing of itself."""

    def age(folder: Path) -> None:
        with Store(folder) as store:
            store.replace_graph(INFERRED, inferences(store.backend, dataclasses.replace(store.rules, lifting=frozenset())))
            store.backend.replace(list(store.triples(STORE, graph=BACKGROUND)), [])

    return age
