"""The lexicon's examples are tests: each is read with the shipped pipeline, and the known gaps are not."""

from __future__ import annotations

from collections import defaultdict

from kg.extraction.examples import Outcome, run_examples
from kg.extraction.setup import Setup, load_extractor


def test_examples_come_as_the_lexicon_says() -> None:
    outcomes: defaultdict[str, list[Outcome]] = defaultdict(list)
    with Setup().opened() as setup:
        for outcome in run_examples(load_extractor(setup)):
            outcomes[outcome.frame.entry].append(outcome)
    assert [str(o) for found in outcomes.values() for o in found if not o.expected] == []
    assert [entry for entry, found in outcomes.items() if all(o.example.gap for o in found)] == []
