"""Mentions: where a sentence speaks of an entity, by name, by office or by what stands for it.

`Discourse` is what a reader remembers of the document so far; names that may mean several entities are settled by it, by the
office named beside them, and by the date, or else left unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kg.knowledge.gazetteer import Entity, Gazetteer, NameMatch
from kg.knowledge.lexicon import Lexicon
from kg.knowledge.terms import KG, entity_iri
from kg.reading.sentences import Sentence, Token

LEADING = (str(KG.rulingLeader), str(KG.headOfState), str(KG.headOfGovernment), str(KG.headOfOrganization))


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start:end` of a sentence speak of `entity`.

    `power` is the state or organization that a person leads or serves, and stands for where a relation holds between states. An office
    whose holder is unknown has no entity but a power. `modifier` marks a name inside a compound or an adjective (*US-*, *russisch*),
    `place` a capital that is a mere place.
    """

    start: int
    end: int
    head: int
    char_start: int
    char_end: int
    entity: Entity | None
    how: str
    power: str | None = None
    modifier: bool = False
    place: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it speaks of a person, known or not."""
        return self.entity is None or self.entity.kind in ("Leader", "Person")


@dataclass(frozen=True)
class World:
    """What is known before reading: names and words, and the day from which the text speaks."""

    gazetteer: Gazetteer
    lexicon: Lexicon
    day: date | None = None


@dataclass
class Discourse:
    """What the document has said so far: its persons, the mentions of each sentence, and the names nobody knows."""

    persons: dict[str, Entity] = field(default_factory=dict)
    powers: dict[str, str] = field(default_factory=dict)
    history: list[list[Mention]] = field(default_factory=list)
    new: dict[str, Entity] = field(default_factory=dict)

    def remember(self, person: Entity, power: str | None) -> None:
        """Keep the person under all parts of the name, so that the family name alone is understood."""
        for name in {person.name, *person.labels.values()}:
            self.persons[name.split()[-1]] = person
            self.persons[name] = person
            self.persons.setdefault(name.split()[0], person)
        if power:
            self.powers[person.iri] = power

    def person_of(self, power: str) -> Entity | None:
        """The person mentioned last who leads or serves the power."""
        for mentions in reversed(self.history):
            for mention in reversed(mentions):
                if mention.entity and mention.is_person and mention.power == power:
                    return mention.entity
        return None


def find_names(sentence: Sentence, world: World, discourse: Discourse) -> list[Mention]:
    """The names of the sentence: from the gazetteer, and persons that the parser's entity recognizer sees."""
    found = []
    matches = world.gazetteer.match(sentence, world.day)
    starts = {match.start for match in matches}
    for match in matches:
        following = sentence[match.end] if match.end < len(sentence) else None
        lone = match.end - match.start == 1 and not match.modifier and match.candidates[0].kind in ("Leader", "Person")
        if lone and following is not None and following.upos == "PROPN" and following.index not in starts:
            continue
        mention = None if _in_dateline(match, sentence) else _settle(match, sentence, world, discourse)
        if mention and not _is_sea(mention, sentence, world.lexicon):
            found.append(mention)
    return sorted([*found, *_unknown_persons(sentence, found, discourse)], key=lambda m: (m.start, m.char_start))


def _in_dateline(match: NameMatch, sentence: Sentence) -> bool:
    """Whether the name is where the report was filed: *Seoul – …*, *Kiew/Moskau (dpa) – …*."""
    if match.how not in ("capital", "name", "seat") or match.start > 3:
        return False
    for token in sentence.tokens[: match.end + 4]:
        if token.form in ("–", "—", "-") and token.index >= match.end:
            between = sentence.tokens[: token.index]
            return all(t.upos in ("PROPN", "PUNCT", "NOUN", "X", "SYM") or t.form in ("/", "(", ")") for t in between) and len(between) <= 5
    return False


def _is_sea(mention: Mention, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether an adjective belongs to a geographical name: *im Persischen Golf*, *die koreanische Halbinsel*."""
    following = sentence[mention.end] if mention.end < len(sentence) else None
    return mention.how == "adjective" and following is not None and lexicon.is_a(following.lemma, "geography")


def _settle(match: NameMatch, sentence: Sentence, world: World, discourse: Discourse) -> Mention | None:
    entity: Entity | None
    how: str = match.how
    if match.how == "nickname":
        power = match.candidates[0]
        entity = leader_of(power.iri, world, discourse)
        return _mention(match, sentence, entity, how, power.iri)
    if match.how == "family" and (_has_other_first_name(match, sentence) or _is_common_word(match, sentence, discourse)):
        return None
    entity = choose(match.candidates, world, discourse)
    if entity is None:
        return None
    power_iri = None
    if entity.kind in ("Leader", "Person"):
        power_iri = discourse.powers.get(entity.iri) or power_of(entity, world)
        discourse.remember(entity, power_iri)
    mention = _mention(match, sentence, entity, how, power_iri)
    return replace(mention, place=_is_place(match, sentence, world.lexicon)) if how == "capital" else mention


def _mention(match: NameMatch, sentence: Sentence, entity: Entity | None, how: str, power: str | None) -> Mention:
    head = _head(sentence, match.start, match.end)
    modifier = match.modifier or how == "adjective"
    return Mention(match.start, match.end, head, match.char_start, match.char_end, entity, how, power, modifier)


def _head(sentence: Sentence, start: int, end: int) -> int:
    return next((t.index for t in sentence.tokens[start:end] if not start <= t.head < end), start)


def _has_other_first_name(match: NameMatch, sentence: Sentence) -> bool:
    """Whether another person's first name stands in front of the family name."""
    before = sentence[match.start - 1] if match.start else None
    return before is not None and before.entity.endswith("PER") and before.upos == "PROPN" and sentence[match.start].entity.startswith("I-")


def _is_common_word(match: NameMatch, sentence: Sentence, discourse: Discourse) -> bool:
    """*Kern*, *Klimaabkommen*: a family name that is a word too counts only once its bearer was named in full."""
    token = sentence[match.start]
    closed = match.modifier and "-" not in token.form
    return (closed or (token.xpos == "NN" and not match.modifier)) and not any(
        e.iri in {p.iri for p in discourse.persons.values()} for e in match.candidates
    )


def _is_place(match: NameMatch, sentence: Sentence, lexicon: Lexicon) -> bool:
    if match.modifier or not match.start:
        return False
    for token in reversed(sentence.tokens[max(0, match.start - 3) : match.start]):
        if token.upos == "ADP":
            return lexicon.has(token.form, "place_preposition")
        if token.upos not in ("DET", "ADJ", "PROPN", "NOUN"):
            return False
    return False


def choose(candidates: Iterable[Entity], world: World, discourse: Discourse, power: str | None = None) -> Entity | None:
    """The entity that is meant: the only one, or the one named before, or in office at the day; else None."""
    options = list(candidates)
    if power:
        options = [e for e in options if any(t.of == power for t in e.tenures)] or options
    if len(options) <= 1:
        return options[0] if options else None
    said = {e.iri for e in discourse.persons.values()} | {m.entity.iri for ms in discourse.history for m in ms if m.entity}
    for narrowed in (
        [e for e in options if e.iri in said],
        [e for e in options if any(_holds(t.start, t.end, world.day) for t in e.tenures)] if world.day else [],
        [e for e in options if (e.end is None or (world.day and e.end >= world.day)) and not e.tenures],
    ):
        if len(narrowed) == 1:
            return narrowed[0]
    return None


def _holds(start: date | None, end: date | None, day: date | None) -> bool:
    return day is not None and (start is None or start <= day) and (end is None or day <= end)


def power_of(person: Entity, world: World) -> str | None:
    """The state or organization that the person leads or serves at the day, or the only one ever."""
    roles = [t for t in person.tenures if _holds(t.start, t.end, world.day)] or list(person.tenures)
    powers = {t.of for t in roles}
    return roles[0].of if len(powers) == 1 else next((t.of for t in roles if t.office in LEADING), None)


def leader_of(power: str, world: World, discourse: Discourse) -> Entity | None:
    """Who leads the state at the day: the one the document named, or the only holder of the highest office."""
    said = discourse.person_of(power)
    if said and (not said.tenures or any(t.of == power and t.office in LEADING for t in said.tenures)):
        return said
    for office in LEADING:
        holders = world.gazetteer.holders(office, power, world.day)
        if len(holders) == 1:
            return holders[0]
    return None


def _unknown_persons(sentence: Sentence, known: Iterable[Mention], discourse: Discourse) -> list[Mention]:
    taken = {i for m in known if not m.modifier for i in range(m.start, m.end)}
    found = []
    for start, end in person_spans(sentence):
        if taken & set(range(start, end)):
            continue
        entity = person_named(sentence.tokens[start:end], discourse)
        if entity:
            head = _head(sentence, start, end)
            power = discourse.powers.get(entity.iri)
            found.append(Mention(start, end, head, sentence[start].start, sentence[end - 1].end, entity, "recognized", power))
    return found


def person_spans(sentence: Sentence) -> list[tuple[int, int]]:
    """Token spans that the entity recognizer marks as persons."""
    spans: list[tuple[int, int]] = []
    for token in sentence:
        if token.entity == "B-PER":
            spans.append((token.index, token.index + 1))
        elif token.entity == "I-PER" and spans and spans[-1][1] == token.index:
            spans[-1] = (spans[-1][0], token.index + 1)
    return spans


def person_named(tokens: Iterable[Token], discourse: Discourse) -> Entity | None:
    """The person of that name: one named before, or a new one if the name has a first and a family name."""
    name = " ".join(token.form for token in tokens)
    base = name.removesuffix("s") if name.removesuffix("s") in discourse.persons else name.removesuffix("’").removesuffix("'")
    if base in discourse.persons:
        return discourse.persons[base]
    if " " not in base:
        return None
    return new_person(base, discourse)


def new_person(name: str, discourse: Discourse) -> Entity:
    """An entity for a person nobody knew."""
    entity = Entity(iri=str(entity_iri(name)), kind="Person", name=name, labels={"en": name})
    discourse.new[entity.iri] = entity
    discourse.remember(entity, None)
    return entity


def by_token(mentions: Iterable[Mention]) -> Mapping[int, tuple[Mention, ...]]:
    """The mentions at each token they cover."""
    found: dict[int, tuple[Mention, ...]] = {}
    for mention in mentions:
        for index in range(mention.start, mention.end):
            found[index] = (*found.get(index, ()), mention)
    return found
