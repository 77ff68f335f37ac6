"""Titles: where the state and the names of a title stand in its sentence.

*US-Präsident Joe Biden*, *Russlands Außenminister*, *Angela Merkel, die deutsche Kanzlerin*, *die Präsidenten Biden und Xi*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extraction.mentions import Discourse, Mention, World, choose, new_person
from kg.knowledge.entities import Entity
from kg.reading.sentences import Sentence, Token

LONGEST_NAME = 4
"""Tokens that a name has at most."""
AS_FAR = 4
"""So many tokens behind a title its state may stand."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the sentence names at tokens `start:end`, with the state that stands in brackets behind."""

    person: Entity
    start: int
    end: int
    power: Entity | None = None


@dataclass(frozen=True)
class Place:
    """A sentence with its mentions so far, and what is known before and by then."""

    sentence: Sentence
    mentions: list[Mention]
    world: World
    discourse: Discourse

    @property
    def powers(self) -> list[Mention]:
        """The states and organizations that it speaks of."""
        return [m for m in self.mentions if m.entity and m.entity.kind in ("State", "Organization")]


def is_plural(token: Token) -> bool:
    """Whether the title speaks of several."""
    return token.feats.get("Number") == "Plur"


def power_before(place: Place, token: Token, serves: bool) -> Mention | None:
    """The state in the compound, in an adjective or in a genitive before the title.

    Who `serves` a state may do so at an organization: *der russische UN-Botschafter*.
    """
    sentence = place.sentence
    powers = [m for m in place.powers if not m.place and not (serves and m.entity and m.entity.kind != "State")]
    inside = [m for m in powers if m.modifier and m.start == token.index]
    if inside:
        return inside[0]
    index = token.index - 1
    while index >= 0:
        at = [m for m in powers if m.start <= index < m.end]
        if at and (at[0].how == "adjective" or (at[0].how in ("name", "capital") and sentence[index].form.endswith(("s", "’", "'")))):
            return at[0]
        if at or sentence[index].upos not in ("ADJ", "ADV", "NUM"):
            return None
        index -= 1
    return None


def power_after(place: Place, token: Token, seated: bool) -> tuple[Mention | None, int]:
    """The state in a genitive or *von*-phrase behind the title, and the position behind it.

    One that is `seated` in a capital leads or serves its state: *der Präsident in Kiew*, not so the ambassador.
    """
    sentence, world = place.sentence, place.world
    named = [m for m in place.powers if m.how in ("name", "capital", "seat") and not m.modifier]
    for index in range(token.index + 1, min(token.index + 1 + AS_FAR, len(sentence))):
        mention = next((m for m in named if m.start == index), None)
        if mention:
            inside = index == token.index + 2 and seated and world.lexicon.has(sentence[index - 1].form, "seat_preposition")
            return (mention, mention.end) if not mention.place or inside else (None, token.index + 1)
        if sentence[index].upos not in ("DET", "ADJ", "ADP"):
            break
    return None, token.index + 1


def names_after(place: Place, position: int, power: str | None, several: bool) -> list[Named]:
    """The person whose name starts at the position, or behind a comma or bracket there; if `several`, all of the list."""
    sentence = place.sentence
    opened = position < len(sentence) and sentence[position].form in (",", "(", "„")
    first = _name_at(place, position, power)
    if first is None and opened:
        first = _mention_at(place, position + 1)
    found = [first] if first else []
    while several and found:
        index = found[-1].end
        if index + 1 >= len(sentence) or not (sentence[index].form == "," or sentence[index].upos == "CCONJ"):
            break
        following = _name_at(place, index + 1, None)
        if following is None:
            break
        found.append(following)
    return found


def name_before(place: Place, position: int) -> Named | None:
    """The person in front of an apposition: *Angela Merkel, die deutsche Bundeskanzlerin*."""
    index = position - 1
    while index > 0 and place.sentence[index].upos in ("DET", "ADJ", "ADV"):
        index -= 1
    if index <= 0 or place.sentence[index].form not in (",", "–", "("):
        return None
    return next((Named(m.entity, m.start, m.end) for m in _persons(place) if m.end == index and m.entity), None)


def name_in_apposition(place: Place, token: Token) -> Named | None:
    """The person in apposition behind more than the title: *der Generalsekretär der KPdSU, Michail Gorbatschow*."""
    for mention in _persons(place):
        head, before = place.sentence[mention.head], mention.start - 1
        if mention.entity and head.deprel == "appos" and head.head == token.index and place.sentence[before].form == ",":
            return Named(mention.entity, mention.start, mention.end)
    return None


def subject_of(place: Place, token: Token) -> Entity | None:
    """The person of whom a copula says the title: *Maia Sandu ist Präsidentin*, *Präsidentin war damals Maia Sandu*."""
    sentence, lexicon = place.sentence, place.world.lexicon
    for mention in sorted((m for m in _persons(place) if m.how != "office"), key=lambda m: abs(m.head - token.index)):
        ahead = mention.end <= token.index
        between = sentence.tokens[mention.end : token.index] if ahead else sentence.tokens[token.index + 1 : mention.start]
        verbs = [t for t in between if t.upos in ("AUX", "VERB")]
        plain = all(t.form not in (",", "–", ":", ";") for t in between)
        governed = mention.start > 0 and sentence[mention.start - 1].upos == "ADP"
        if len(verbs) == 1 and plain and lexicon.has(verbs[0].lemma, "copula") and not governed:
            return mention.entity
    return None


def _persons(place: Place) -> Iterator[Mention]:
    return (m for m in place.mentions if m.entity and m.is_person and not m.modifier)


def _name_at(place: Place, start: int, power: str | None) -> Named | None:
    """The person whose name starts at the token, known or new, and the state in brackets behind."""
    sentence = place.sentence
    if start >= len(sentence):
        return None
    if (known := _mention_at(place, start)) is not None:
        return known
    if (common := _common_name(place, start, power)) is not None:
        return Named(common, start, start + 1)
    end = start
    while end < len(sentence) and end - start < LONGEST_NAME and sentence[end].upos == "PROPN" and not _is_power(place, end):
        end += 1
    if end == start or not sentence[start].form[:1].isupper():
        return None
    return _with_state(place, Named(_person(place, (start, end), power), start, end))


def _mention_at(place: Place, start: int) -> Named | None:
    for mention in _persons(place):
        if mention.start == start and mention.entity:
            return _with_state(place, Named(mention.entity, mention.start, mention.end))
    return None


def _with_state(place: Place, named: Named) -> Named:
    """*John Kerry (USA)*: the state in the brackets, which end the name."""
    sentence, end = place.sentence, named.end
    inside = next((m for m in place.powers if m.start == end + 1), None)
    if inside is None or inside.end >= len(sentence) or (sentence[end].form, sentence[inside.end].form) != ("(", ")"):
        return named
    return replace(named, end=inside.end + 1, power=inside.entity)


def _common_name(place: Place, start: int, power: str | None) -> Entity | None:
    """The person of the family name behind the title that is a common word too, and is known to serve the state then: *Kanzler Kern*."""
    sentence, day = place.sentence, place.world.day
    if sentence[start].upos != "NOUN" or not sentence[start].form[:1].isupper() or day is None:
        return None
    found = [m for m in place.world.gazetteer.match(sentence, day) if m.start == start and m.how == "family" and not m.modifier]
    held = [e for match in found for e in match.candidates if any(t.holds_at(day) and power in (None, t.of) for t in e.tenures)]
    return held[0] if len(held) == 1 else None


def _is_power(place: Place, index: int) -> bool:
    return any(m.start <= index < m.end and not m.modifier for m in place.powers)


def _person(place: Place, span: tuple[int, int], power: str | None) -> Entity:
    """The person of that name: one named before, or of several known who served the state, or a new one."""
    start, end = span
    name = " ".join(t.form for t in place.sentence.tokens[start:end])
    known = place.discourse.persons.get(name) or place.discourse.persons.get(name.removesuffix("s"))
    if known:
        return known
    for match in place.world.gazetteer.match(place.sentence, place.world.day):
        if power and match.start == start and (chosen := choose(match.candidates, place.world, place.discourse, power)):
            return chosen
    return new_person(name, place.discourse)
