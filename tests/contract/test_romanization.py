"""The English names of people whom the seeds do not know: measured on those whom they know, by their German and English names."""

import pytest

from kg.extraction.scoring import canonical
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.resources import data_folder
from kg.knowledge.romanization import ARABIC, CYRILLIC, romanized


@pytest.mark.parametrize(("states", "least", "gain"), [(CYRILLIC, 0.45, 0.4), (ARABIC, 0.35, 0.1)])
def test_rules_find_the_english_form_of_many_names_and_spoil_few(states: frozenset[str], least: float, gain: float) -> None:
    gazetteer = Gazetteer.load(data_folder("seeds"), "de")
    left = right = count = spoilt = 0
    for person in gazetteer.persons():
        powers = [gazetteer.entity(tenure.of) for tenure in person.tenures]
        own = next((power.iso3166 for power in powers if power and power.iso3166 in states), None)
        german, english = person.labels.get("de"), person.labels.get("en")
        if not (own and german and english):
            continue
        count += 1
        before, after = canonical(german) == canonical(english), canonical(romanized(german, own)) == canonical(english)
        left, right, spoilt = left + before, right + after, spoilt + (before and not after)
    assert right / count >= least
    assert (right - left) / count >= gain
    assert spoilt <= 0.05 * count
