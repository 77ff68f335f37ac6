"""With what documents are read: a language, its pipeline, and the folders of ontology and seeds, one's own laid over those that ship."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.extraction.build import Extractor
from kg.knowledge.overlay import laid_over

THRESHOLD = 0.4
"""The least confidence of evidence that is shown or kept, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Setup:
    """With what documents are read; None is what comes with the program.

    `pipeline` is an installed spaCy pipeline or its folder. `ontologies` and `seeds` are Turtle files, or folders of them, which are
    added to those that come with the program (see `kg.knowledge.overlay`).
    """

    language: str = "de"
    pipeline: str | None = None
    ontologies: Path | None = None
    seeds: Path | None = None
    threshold: float = THRESHOLD

    @contextmanager
    def opened(self) -> Iterator[Setup]:
        """The same with complete folders in place of what is laid over them, for as long as the context lasts."""
        with laid_over("ontologies", self.ontologies) as ontologies, laid_over("seeds", self.seeds) as seeds:
            yield replace(self, ontologies=ontologies, seeds=seeds)


def load_extractor(setup: Setup | None = None) -> Extractor:
    """The extractor of a setup, by default of all that comes with the program.

    Raises:
        PipelineError: no pipeline for the language, or none of that name.
        OntologyError: the ontology or the lexicon is broken, or absent.
        SeedError: what is known beforehand is malformed.
    """
    with (setup or Setup()).opened() as whole, collecting_nothing():
        return Extractor.load(whole.language, pipeline=whole.pipeline, ontologies=whole.ontologies, seeds=whole.seeds)


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """No garbage is looked for: a third of the time would go into looking at a million objects that all stay."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
