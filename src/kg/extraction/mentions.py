"""Mentions: where a sentence speaks of an entity, by name, by office or by what stands for it.

`Discourse` is what a reader remembers of the document so far; names that may mean several entities are settled by it, by the
office named beside them, and by the date, or else left unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kg.extraction.homonyms import Surroundings, is_place, means_another
from kg.knowledge.gazetteer import Entity, Gazetteer, NameMatch
from kg.knowledge.lexicon import Frame, Lexicon
from kg.knowledge.terms import KG, entity_iri
from kg.reading.sentences import Sentence, Token

REMEMBERED, FORGOTTEN = 15, 10
"""Years out of office after which a family name alone may not be enough, and by which one of several bearers outlives the others."""
SHORT = 4
"""Letters that a family name alone needs to be understood out of office: *Hau*, *No* and *Ali* are other words, too."""
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


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with all that it mentions, by name, office or reference, in order, and whether it opens the document."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    opening: bool = False


@dataclass
class Discourse:
    """What the document has said so far: its persons, the names of each sentence, the last sentences whole, and the last title.

    `new` are the persons nobody knew.
    """

    persons: dict[str, Entity] = field(default_factory=dict)
    powers: dict[str, str] = field(default_factory=dict)
    history: list[list[Mention]] = field(default_factory=list)
    told: list[Said] = field(default_factory=list)
    new: dict[str, Entity] = field(default_factory=dict)
    title: Frame | None = None

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
    """The names of the sentence: from the gazetteer, and persons that the parser's entity recognizer sees.

    What may mean several is settled last, when it is known of whom else the sentence speaks.
    """
    found: list[Mention] = []
    matches = world.gazetteer.match(sentence, world.day)
    surroundings = Surroundings(sentence, world.lexicon, world.gazetteer.first_names, matches)
    for match in sorted(matches, key=lambda match: len(match.candidates) > 1):
        if means_another(match, surroundings):
            continue
        mention = _settle(match, surroundings, world, discourse, found)
        if mention:
            found.append(mention)
    return sorted([*found, *_unknown_persons(sentence, found, discourse)], key=lambda m: (m.start, m.char_start))


def _settle(match: NameMatch, surroundings: Surroundings, world: World, discourse: Discourse, beside: Iterable[Mention]) -> Mention | None:
    sentence = surroundings.sentence
    entity: Entity | None
    how: str = match.how
    if match.how == "nickname":
        power = match.candidates[0]
        entity = leader_of(power.iri, world, discourse)
        return _mention(match, sentence, entity, how, power.iri)
    candidates = match.candidates
    if match.how == "family":
        candidates = tuple(e for e in candidates if _is_familiar(e, match, sentence, world, discourse))
    entity = choose(candidates, world, discourse, beside=beside)
    if entity is None:
        return None
    power_iri = None
    if entity.kind in ("Leader", "Person"):
        power_iri = discourse.powers.get(entity.iri) or power_of(entity, world)
        discourse.remember(entity, power_iri)
    mention = _mention(match, sentence, entity, how, power_iri)
    return replace(mention, place=is_place(match, surroundings)) if how in ("capital", "seat") else mention


def _mention(match: NameMatch, sentence: Sentence, entity: Entity | None, how: str, power: str | None) -> Mention:
    head = _head(sentence, match.start, match.end)
    modifier = match.modifier or how == "adjective"
    return Mention(match.start, match.end, head, match.char_start, match.char_end, entity, how, power, modifier)


def _head(sentence: Sentence, start: int, end: int) -> int:
    return next((t.index for t in sentence.tokens[start:end] if not start <= t.head < end), start)


def _is_familiar(person: Entity, match: NameMatch, sentence: Sentence, world: World, discourse: Discourse) -> bool:
    """Whether the family name alone is enough to know the person: named in full before, or in office then.

    Else the name must be no other word (*Kern*, *Klimaabkommen*), no first name, and not too short; and who has long been out of office,
    or is not in any yet, is meant only where the parser sees a person.
    """
    if person.iri in {known.iri for known in discourse.persons.values()}:
        return True
    token = sentence[match.start]
    if (match.modifier and "-" not in token.form) or (token.xpos == "NN" and not match.modifier):
        return False
    day = world.day
    if day is None or any(tenure.holds_at(day) for tenure in person.tenures):
        return True
    shortest = min((len(name.text) for name in person.names if name.how == "family"), default=0)
    if shortest < SHORT or token.form in world.gazetteer.first_names:
        return False
    if token.entity.endswith("PER"):
        return any(t.start is None or t.start.year <= day.year + FORGOTTEN for t in person.tenures)
    return any(t.start and t.start <= day and t.end and t.end.year >= day.year - REMEMBERED for t in person.tenures)


def choose(
    candidates: Iterable[Entity], world: World, discourse: Discourse, power: str | None = None, beside: Iterable[Mention] = ()
) -> Entity | None:
    """The entity that is meant: the only one, or the one of which the text speaks anyway, or in office at the day; else None.

    The text speaks of whom it has named, in the sentence (`beside`) or before, and of the states that persons in it lead or serve.
    """
    options = list(candidates)
    if power:
        options = [e for e in options if any(t.of == power for t in e.tenures)] or options
    if len(options) <= 1:
        return options[0] if options else None
    mentions = [*beside, *(m for ms in discourse.history for m in ms)]
    said = (
        {e.iri for e in discourse.persons.values()} | {m.entity.iri for m in mentions if m.entity} | {m.power for m in mentions if m.power}
    )
    for narrowed in (
        [e for e in options if e.iri in said],
        [e for e in options if any(_holds(t.start, t.end, world.day) for t in e.tenures)] if world.day else [],
        [e for e in options if any(_holds(t.start, t.end, world.day) and t.office in LEADING for t in e.tenures)] if world.day else [],
        [e for e in options if any(_holds(t.start, t.end, world.day) and t.office == LEADING[0] for t in e.tenures)] if world.day else [],
        [e for e in options if (e.end is None or (world.day and e.end >= world.day)) and not e.tenures],
        [e for e in options if e.kind == "Organization"],
        _latest_in_office(options, world.day) if world.day else _ever_leading(options),
    ):
        if len(narrowed) == 1:
            return narrowed[0]
    return None


def _ever_leading(persons: Iterable[Entity]) -> list[Entity]:
    return [person for person in persons if any(tenure.office in LEADING for tenure in person.tenures)]


def _latest_in_office(persons: Iterable[Entity], day: date) -> list[Entity]:
    """Those of whom news of the day still speak by the family name: out of office for some years, the others for ten more."""
    left = {p: max((t.end or date.max for t in p.tenures if t.start is None or t.start <= day), default=date.min) for p in persons}
    latest = max(left.values(), default=date.min)
    if latest.year < day.year - REMEMBERED or latest >= day:
        return []
    return [person for person, end in left.items() if end.year > latest.year - FORGOTTEN]


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
