"""Offices: who leads or serves a state by what a title says, *US-Präsident Joe Biden*, *sein französischer Kollege Macron*.

A title joins a person and a state. It names persons nobody knew, settles family names that several people share, stands for its
holder at the day where no name is given, and states that the person leads or serves the state. Where it names no state, that is the
one in which the person is known to have such an office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extraction.mentions import LEADING, Discourse, Mention, World, leader_of, power_of
from kg.extraction.titles import (
    Named,
    Place,
    is_plural,
    name_before,
    name_in_apposition,
    names_after,
    power_after,
    power_before,
    subject_of,
)
from kg.knowledge.entities import Entity
from kg.knowledge.lexicon import Frame
from kg.knowledge.terms import KG
from kg.reading.sentences import Sentence, Token

SAID, KNOWN = 0.95, 0.75
"""How sure it is that the state is meant which the title names, or which is known beforehand."""
ELSEWHERE = 0.7
"""How sure the holder is whom the text names in another sentence."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title at `token`, by the lexicon's `frame`, of the state or organization `power`, held by `person`.

    `person_named` says whether the text names the person here, or what is known supplied it; `predicated` that it says so with a verb
    (*Maia Sandu ist Präsidentin*), which may be negated or merely planned. `confidence` is that of the state, and of the holder.
    """

    token: int
    frame: Frame
    power: str | None
    person: Entity | None
    person_named: bool
    confidence: float
    predicated: bool = False


def resolve_offices(sentence: Sentence, mentions: list[Mention], world: World, discourse: Discourse) -> tuple[list[Mention], list[Title]]:
    """The mentions with those that titles add or settle, and the titles themselves."""
    titles: list[Title] = []
    found = list(mentions)
    for token in sentence:
        if token.upos not in ("NOUN", "PROPN"):
            continue
        place = Place(sentence, found, world, discourse)
        frame = _frame(place, token, titles)
        covering = next((m for m in found if not m.modifier and m.start <= token.index < m.end and m.end - m.start > 1), None)
        if frame is None or covering is not None:
            if frame and covering and covering.entity and covering.is_person and covering.start == token.index:
                named = Named(covering.entity, covering.start, covering.end)
                titles.append(_titled(place, token, frame, power_before(place, token, _serves(frame)), named))
            continue
        added, persons = _resolve(place, token, frame)
        titles += added
        found = [m for m in found if m.modifier or not any(p.start <= m.start and m.end <= p.end for p in persons)] + persons
    if titles:
        discourse.title = titles[-1].frame
    return sorted(found, key=lambda m: (m.start, m.char_start)), titles


def _frame(place: Place, token: Token, titles: Sequence[Title]) -> Frame | None:
    """The word's title; a colleague has that of the person before."""
    lexicon = place.world.lexicon
    for frame in lexicon.nouns(token.lemma):
        if frame.office and _allowed(frame, token):
            return frame
    if lexicon.has(token.lemma, "colleague") and token.index and place.sentence[token.index - 1].upos in ("ADJ", "DET"):
        return titles[-1].frame if titles else place.discourse.title
    return None


def _allowed(frame: Frame, token: Token) -> bool:
    first = token.lemma.lower().removesuffix(frame.lemma).strip("-")
    return not any(c.slot == "first" and first and any(first.startswith(w) for w in c.words) for c in frame.exclusions)


def _serves(frame: Frame) -> bool:
    return frame.denotes != "leads"


def _resolve(place: Place, token: Token, frame: Frame) -> tuple[list[Title], list[Mention]]:
    """The title or titles at the token, and the mentions of the persons who have them."""
    power = power_before(place, token, _serves(frame))
    position = token.index + 1
    if power is None:
        power, position = power_after(place, token, frame.office != str(KG.otherMinister))
    said = power.entity.iri if power and power.entity else None
    plural = is_plural(token)
    named = names_after(place, position, said, plural)
    if not named:
        before = name_before(place, min(token.index, power.start) if power else token.index) or name_in_apposition(place, token)
        named = [before] if before else []
    if not named and (subject := subject_of(place, token)) is not None:
        return [replace(_titled(place, token, frame, power, Named(subject, 0, 0)), predicated=True)], []
    if plural and len(named) > 1:
        return _several(place, token, frame, power, named)
    if named:
        first = named[0]
        title = _titled(place, token, frame, power, first)
        place.discourse.remember(first.person, title.power)
        span = (min(first.start, token.index), max(first.end, token.index + 1))
        state = title.power or power_of(first.person, place.world)
        return [title], [_person_mention(place.sentence, span, first.start, first.person, state)]
    return _nameless(place, token, frame, power)


def _several(place: Place, token: Token, frame: Frame, power: Mention | None, named: Sequence[Named]) -> tuple[list[Title], list[Mention]]:
    """*Die Präsidenten Biden und Xi*, *die Außenminister Polens und Litauens, Sikorski und Vaitiekūnas*."""
    powers = _joined(place, power)
    titles, mentions = [], []
    for number, each in enumerate(named):
        own = powers[number] if len(powers) == len(named) else power if len(powers) == 1 else None
        title = _titled(place, token, frame, own, each)
        titles.append(title)
        place.discourse.remember(each.person, title.power)
        span = (min(each.start, token.index) if number == 0 else each.start, each.end)
        state = title.power or power_of(each.person, place.world)
        mentions.append(_person_mention(place.sentence, span, each.start, each.person, state))
    return titles, mentions


def _nameless(place: Place, token: Token, frame: Frame, power: Mention | None) -> tuple[list[Title], list[Mention]]:
    """Titles without a name stand for their holders: *der russische Präsident*, *die Präsidenten Perus und Chiles*."""
    world, discourse = place.world, place.discourse
    powers = [m.entity.iri for m in _joined(place, power) if m.entity] if is_plural(token) else []
    if not powers:
        said = power.entity.iri if power and power.entity else _own_state(frame, place)
        powers = [said] if said else []
    holders = [_holder(frame, iri, world, discourse) for iri in powers]
    span = (token.index, token.index + 1)
    mentions = [_person_mention(place.sentence, span, token.index, holder, iri) for holder, iri in zip(holders, powers, strict=True)]
    titles = [Title(token.index, frame, iri, holder, False, ELSEWHERE) for holder, iri in zip(holders, powers, strict=True)]
    return titles or [Title(token.index, frame, None, None, False, ELSEWHERE)], mentions


def _joined(place: Place, power: Mention | None) -> list[Mention]:
    """The state, and those that are coordinated with it."""
    if power is None:
        return []
    joined = {t.index for t in place.sentence.dependents(place.sentence[power.head], "conj")}
    return [power, *(m for m in place.powers if m.head in joined and m is not power)]


def _titled(place: Place, token: Token, frame: Frame, power: Mention | None, named: Named) -> Title:
    """The title of a person whom the text names; its state is the one named, else the one known."""
    person, said = named.person, named.power or (power.entity if power else None)
    if said is not None:
        return Title(token.index, frame, said.iri, person, True, SAID)
    known = _known_power(frame, person, place.world)
    if known is None and (frame.office == str(KG.otherMinister) or not any(t.office in LEADING for t in person.tenures)):
        known = place.discourse.powers.get(person.iri) or (None if person.tenures else _own_state(frame, place))
    return Title(token.index, frame, known, person, True, KNOWN)


def _known_power(frame: Frame, person: Entity, world: World) -> str | None:
    """The state in which the person has the office at the day, or one like it; without a day, or out of office, the only one ever."""
    like = [t for t in person.tenures if (t.office in LEADING) != _serves(frame)]
    now = [t for t in like if world.day is not None and t.holds_at(world.day)]
    for tenures in (now, like):
        for powers in ({t.of for t in tenures if t.office == frame.office}, {t.of for t in tenures}):
            if len(powers) == 1:
                return powers.pop()
    return None


def _own_state(frame: Frame, place: Place) -> str | None:
    """The one state of the day that has the title (*Schah*), or the nearest to the readers (*Kanzlerin*), if the text speaks of no other.

    Without a day, the one that is there still: *Kremlchef* once was of the Soviet Union.
    """
    day, states = place.world.day, [place.world.gazetteer.entity(iri) for iri in frame.of]
    own = [state.iri for state in states if state and (state.exists_at(day) if day else state.end is None)]
    said = {m.entity.iri for ms in (place.mentions, *place.discourse.history) for m in ms if m.entity}
    return own[0] if len(own) == 1 and not said & frame.unless else None


def _person_mention(sentence: Sentence, span: tuple[int, int], name: int, person: Entity | None, power: str | None) -> Mention:
    start, end = span
    head = next((t.index for t in sentence.tokens[start:end] if not start <= t.head < end), name)
    return Mention(start, end, head, sentence[start].start, sentence[end - 1].end, person, "office", power)


def _holder(frame: Frame, power: str, world: World, discourse: Discourse) -> Entity | None:
    """Who holds the office: the person the document named with it, or the only holder at the day."""
    if frame.denotes == "leads" and frame.office:
        said = discourse.person_of(power)
        if said and any(t.office == frame.office and t.of == power for t in said.tenures):
            return said
        holders = world.gazetteer.holders(frame.office, power, world.day)
        return holders[0] if len(holders) == 1 else leader_of(power, world, discourse)
    holders = world.gazetteer.holders(frame.office or "", power, world.day)
    return holders[0] if len(holders) == 1 and frame.office != str(KG.otherMinister) else None
