"""Groups: several who are meant at once, as by *beide Länder* or the *sie* of the plural."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extraction.coreference.antecedents import Fits, Here, distinct, is_person, key_of
from kg.extraction.coreference.binding import coarguments
from kg.extraction.coreference.coordination import coordinated
from kg.extraction.coreference.salience import OBLIQUE, RECENT, SUBJECT, role_of
from kg.extraction.mentions import Mention, Said, World

MANY = 3
"""How many *sie* and *ihr* may mean at once."""


def group_of(here: Here, count: int, fits: Fits) -> list[Mention]:
    """Those whom a sentence joins, or who alone stand in it: *Peru und Chile*, *Peru grüßt Chile*; else all that were named."""
    apart = coarguments(here)
    for distance, said in enumerate(here.said):
        candidates = [m for m in said.mentions if fits(m) and not m.place and (distance or key_of(m) not in apart)]
        for group in coordinated(said):
            if len(distinct(group)) == (count or len(distinct(group))) and all(m in candidates for m in group):
                return distinct(group)
        if found := _alone(said, candidates, count or 2, here.world):
            return found
        states = _with_powers(said, candidates, here.world) if count and fits is not is_person else []
        if states and len(states) == count and all(map(fits, states)):
            return states
    everybody = distinct(m for said in reversed(here.said) for m in said.mentions if fits(m) and not m.place and not m.modifier)
    return everybody if count and len(everybody) == count else []


def _alone(said: Said, candidates: Sequence[Mention], count: int, world: World) -> list[Mention]:
    """As many as are looked for, if no other stands as high in the sentence."""
    roles = {key_of(m): max(role_of(said.sentence, n, world) for n in candidates if key_of(n) == key_of(m)) for m in candidates}
    ranked = sorted(distinct(candidates), key=lambda m: -roles[key_of(m)])
    following = roles[key_of(ranked[count])] if len(ranked) > count else 0
    chosen = ranked[:count]
    if len(chosen) < count or roles[key_of(chosen[-1])] <= following or (following and roles[key_of(chosen[-1])] < OBLIQUE):
        return []
    return sorted(chosen, key=lambda m: m.start)


def _with_powers(said: Said, candidates: Sequence[Mention], world: World) -> list[Mention]:
    """The candidates and the states that persons of the sentence lead: *Putin traf Erdoğan. Beide Länder …*"""
    found = list(candidates)
    for mention in said.mentions:
        power = world.gazetteer.entity(mention.power) if mention.power and mention.is_person and not mention.modifier else None
        if power:
            found.append(replace(mention, entity=power, power=None))
    return distinct(found)


def salient_groups(here: Here, apart: frozenset[str], single: float) -> Iterator[list[Mention]]:
    """Whom a plural pronoun may mean together, if they are more salient than any single name or noun in the plural."""
    best: tuple[float, list[Mention]] = (single, [])
    for distance, said in enumerate(here.said):
        pairs = coordinated(said)
        persons = distinct(m for m in said.mentions if is_person(m) and not m.modifier and not m.place)
        if not pairs and len(persons) == 2 and distance == 1 and role_of(said.sentence, persons[0], here.world) >= SUBJECT:
            pairs = [persons]
        for group in pairs:
            score = (RECENT + max(role_of(said.sentence, m, here.world) for m in group)) / 2**distance
            if score > best[0] and len(distinct(group)) <= MANY and not any(key_of(m) in apart for m in group):
                best = (score, distinct(group))
    if best[1]:
        yield best[1]
