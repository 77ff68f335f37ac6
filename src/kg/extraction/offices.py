"""Offices: *US-Präsident Joe Biden*, *Russlands Außenminister*, *Angela Merkel, die deutsche Kanzlerin*.

A title joins a person and a state. It names persons nobody knew, settles family names that several people share, stands for its
holder at the day where no name is given, and states that the person leads or serves the state.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extraction.mentions import Discourse, Mention, World, choose, leader_of, new_person, power_of
from kg.knowledge.gazetteer import Entity
from kg.knowledge.lexicon import Frame
from kg.knowledge.terms import KG
from kg.reading.sentences import Sentence, Token

CLAUSAL = ("ccomp", "xcomp", "advcl", "acl", "csubj", "parataxis")


@dataclass(frozen=True, slots=True)
class Title:
    """A title at `token`, by the lexicon's `frame`, of the state `power`, held by `person`.

    `person_named` says whether the text names the person here, or what is known supplied it; `predicated` that it says so with a verb
    (*Maia Sandu ist Präsidentin*), which may be negated or merely planned.
    """

    token: int
    frame: Frame
    power: Mention | None
    person: Entity | None
    person_named: bool
    predicated: bool = False


def resolve_offices(sentence: Sentence, mentions: list[Mention], world: World, discourse: Discourse) -> tuple[list[Mention], list[Title]]:
    """The mentions with those that titles add or settle, and the titles themselves."""
    titles: list[Title] = []
    found = list(mentions)
    for token in sentence:
        if token.upos not in ("NOUN", "PROPN"):
            continue
        frames = [f for f in world.lexicon.nouns(token.lemma) if f.office and _allowed(f, token)]
        covering = next((m for m in found if not m.modifier and m.start <= token.index < m.end and m.end - m.start > 1), None)
        if not frames or covering is not None:
            if frames and covering and covering.is_person and covering.start == token.index:
                titles.append(Title(token.index, frames[0], _power_before(sentence, token, found), covering.entity, True))
            continue
        title, mention = _resolve(sentence, token, frames[0], found, world, discourse)
        titles.append(title)
        if mention:
            found = [m for m in found if m.modifier or not (mention.start <= m.start and m.end <= mention.end)] + [mention]
        found += _colleagues(sentence, title, found, world, discourse)
    return sorted(found, key=lambda m: (m.start, m.char_start)), titles


def _colleagues(sentence: Sentence, title: Title, mentions: list[Mention], world: World, discourse: Discourse) -> list[Mention]:
    """*Die Präsidenten Perus und Chiles*: the holders of the office in the other states that the plural speaks of."""
    if title.power is None or title.person_named or sentence[title.token].feats.get("Number") != "Plur":
        return []
    joined = {t.index for t in sentence.dependents(sentence[title.power.head], "conj")}
    powers = [m.entity.iri for m in _powers(mentions) if m.head in joined and m.entity]
    span = (title.token, title.token + 1)
    return [_person_mention(sentence, span, title.token, _holder(title.frame, power, world, discourse), power) for power in powers]


def _allowed(frame: Frame, token: Token) -> bool:
    first = token.lemma.lower().removesuffix(frame.lemma).strip("-")
    return not any(c.slot == "first" and first and any(first.startswith(w) for w in c.words) for c in frame.exclusions)


def _resolve(
    sentence: Sentence, token: Token, frame: Frame, mentions: list[Mention], world: World, discourse: Discourse
) -> tuple[Title, Mention | None]:
    power = _power_before(sentence, token, mentions)
    after, position = (None, token.index + 1) if power else _power_after(sentence, token, mentions)
    power = power or after
    power_iri = power.entity.iri if power and power.entity else None
    named = _name_at(sentence, position, mentions, world, discourse, power_iri) or _name_before(
        sentence, min(token.index, power.start) if power else token.index, mentions
    )
    if named is None and (subject := _subject_of(sentence, token, mentions, world)) is not None:
        power_iri = power_iri or (power_of(subject, world) if subject else None)
        return Title(token.index, frame, power, subject, True, predicated=True), None
    if named:
        person, end, start = named
        power_iri = power_iri or discourse.powers.get(person.iri) or power_of(person, world)
        discourse.remember(person, power_iri)
        mention = _person_mention(sentence, (min(start, token.index), max(end, token.index + 1)), start, person, power_iri)
        return Title(token.index, frame, power, person, True), mention
    power_iri = power_iri or _own_state(frame, mentions, discourse)
    holder = _holder(frame, power_iri, world, discourse) if power_iri else None
    title = Title(token.index, frame, power, holder, False)
    if power_iri is None:
        return title, None
    return title, _person_mention(sentence, (token.index, token.index + 1), token.index, holder, power_iri)


def _own_state(frame: Frame, mentions: list[Mention], discourse: Discourse) -> str | None:
    """The one state that has the title (*Schah*), or the nearest to the readers (*Bundeskanzlerin*), if the text speaks of no other."""
    said = {m.entity.iri for ms in (mentions, *discourse.history) for m in ms if m.entity}
    return next(iter(frame.of)) if len(frame.of) == 1 and not said & frame.unless else None


def _person_mention(sentence: Sentence, span: tuple[int, int], name: int, person: Entity | None, power: str | None) -> Mention:
    start, end = span
    head = next((t.index for t in sentence.tokens[start:end] if not start <= t.head < end), name)
    return Mention(start, end, head, sentence[start].start, sentence[end - 1].end, person, "office", power)


def _powers(mentions: list[Mention]) -> list[Mention]:
    return [m for m in mentions if m.entity and m.entity.kind in ("State", "Organization") and not m.place]


def _power_before(sentence: Sentence, token: Token, mentions: list[Mention]) -> Mention | None:
    """The state in the compound, in an adjective or in a genitive before the title."""
    powers = _powers(mentions)
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


def _power_after(sentence: Sentence, token: Token, mentions: list[Mention]) -> tuple[Mention | None, int]:
    """The state in a genitive or *von*-phrase behind the title, and the position behind it."""
    named = [m for m in _powers(mentions) if m.how in ("name", "capital", "seat")]
    for index in range(token.index + 1, min(token.index + 5, len(sentence))):
        mention = next((m for m in named if m.start == index and not m.modifier), None)
        if mention:
            return mention, mention.end
        if sentence[index].upos not in ("DET", "ADJ", "ADP"):
            break
    return None, token.index + 1


def _name_at(
    sentence: Sentence, position: int, mentions: list[Mention], world: World, discourse: Discourse, power: str | None
) -> tuple[Entity, int, int] | None:
    """The person whose name starts at the position, or behind a comma there: entity, end, start."""
    for start in (position, position + 1) if position < len(sentence) and sentence[position].form in (",", "(", "„") else (position,):
        for mention in mentions:
            if mention.start == start and mention.entity and mention.is_person and not mention.modifier:
                return mention.entity, mention.end, mention.start
        if start != position:
            continue
        common = _common_name(sentence, start, world, power)
        if common:
            return common, start + 1, start
        end = start
        while end < len(sentence) and end - start < 4 and sentence[end].upos == "PROPN" and not _is_power(end, mentions):
            end += 1
        if end > start and sentence[start].form[:1].isupper():
            return _name(sentence, (start, end), world, discourse, power), end, start
    return None


def _common_name(sentence: Sentence, start: int, world: World, power: str | None) -> Entity | None:
    """The person of the family name behind the title that is a common word too, and is known to serve the state then: *Kanzler Kern*."""
    if start >= len(sentence) or sentence[start].upos != "NOUN" or not sentence[start].form[:1].isupper() or world.day is None:
        return None
    day = world.day
    found = [
        match for match in world.gazetteer.match(sentence, day) if match.start == start and match.how == "family" and not match.modifier
    ]
    held = [e for match in found for e in match.candidates if any(t.holds_at(day) and power in (None, t.of) for t in e.tenures)]
    return held[0] if len(held) == 1 else None


def _is_power(index: int, mentions: list[Mention]) -> bool:
    return any(m.start <= index < m.end and not m.modifier for m in _powers(mentions))


def _name(sentence: Sentence, span: tuple[int, int], world: World, discourse: Discourse, power: str | None) -> Entity:
    """The person of that name: one named before, one of several who served the state, or a new one."""
    start, end = span
    name = " ".join(t.form for t in sentence.tokens[start:end])
    known = discourse.persons.get(name) or discourse.persons.get(name.removesuffix("s"))
    if known:
        return known
    for match in world.gazetteer.match(sentence, world.day):
        if power and match.start == start and (chosen := choose(match.candidates, world, discourse, power)):
            return chosen
    return new_person(name, discourse)


def _name_before(sentence: Sentence, position: int, mentions: list[Mention]) -> tuple[Entity, int, int] | None:
    """The person in front of an apposition: *Angela Merkel, die deutsche Bundeskanzlerin*."""
    index = position - 1
    while index > 0 and sentence[index].upos in ("DET", "ADJ", "ADV"):
        index -= 1
    if index <= 0 or sentence[index].form not in (",", "–", "("):
        return None
    for mention in mentions:
        if mention.end == index and mention.entity and mention.is_person and not mention.modifier:
            return mention.entity, mention.end, mention.start
    return None


def _subject_of(sentence: Sentence, token: Token, mentions: list[Mention], world: World) -> Entity | None:
    """The person of whom a copula says the title: *Maia Sandu ist Präsidentin*, *Präsidentin war damals Maia Sandu*."""
    persons = [m for m in mentions if m.entity and m.is_person and not m.modifier and m.how != "office"]
    for mention in sorted(persons, key=lambda m: abs(m.head - token.index)):
        between = (
            sentence.tokens[mention.end : token.index] if mention.end <= token.index else sentence.tokens[token.index + 1 : mention.start]
        )
        verbs = [t for t in between if t.upos in ("AUX", "VERB")]
        plain = all(t.form not in (",", "–", ":", ";") for t in between)
        if len(verbs) == 1 and plain and world.lexicon.has(verbs[0].lemma, "copula") and not _behind_preposition(sentence, mention):
            return mention.entity
    return None


def _behind_preposition(sentence: Sentence, mention: Mention) -> bool:
    return mention.start > 0 and sentence[mention.start - 1].upos == "ADP"


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
