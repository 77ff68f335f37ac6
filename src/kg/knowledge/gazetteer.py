"""The gazetteer: names in a sentence, with the entities they may stand for, and who held an office at a day.

A look-up costs the same whether ten names are known or ten thousand: all inflected forms are keys of one dictionary of word sequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kg.errors import SeedError
from kg.knowledge.entities import Entity, How, Name, Tenure, read_entities
from kg.knowledge.inflection import Words, capitalized, compound_head, fold, folded, forms, rules, split
from kg.knowledge.spellings import PERSONS, first_names, is_in_use, is_place_name, spellings
from kg.knowledge.terms import KG
from kg.reading.sentences import Sentence

__all__ = ["Entity", "Gazetteer", "How", "Name", "NameMatch", "Tenure"]

_LEADING = frozenset(str(KG[office]) for office in ("headOfState", "headOfGovernment", "rulingLeader", "headOfOrganization"))
_RANK: dict[How, int] = {"name": 0, "adjective": 1, "inhabitant": 2, "capital": 3, "seat": 3, "nickname": 4, "family": 5}
_FIRST_PARTS: dict[How, int] = {"name": 4, "capital": 4, "seat": 4, "family": 5}
"""How many letters a name needs to be known as the first part of a closed compound: Mr Kurz makes no *Kurzbesuch*."""
_NO_NAMES = frozenset(("ADP", "AUX", "CCONJ", "DET", "NUM", "PART", "PRON", "SCONJ"))
_NO_NAMES_AT_THE_START = _NO_NAMES | {"ADJ", "ADV", "INTJ", "VERB"}
_HYPHENS = frozenset("-‐‑")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name in a sentence and the entities it may stand for.

    `start` and `end` are token indices, `char_start` and `char_end` offsets of the name itself, which may lie inside a token: *US* in
    *US-Präsident*, *Russland* in *Russlandpolitik*; there the name is a `modifier`, the first part of a compound. All candidates
    bear the name in the same way, `how` (only a city may be one's capital, another's seat); those that have no end stand first. What a
    namesake claims (*Washington Post*) is no match.
    """

    start: int
    end: int
    char_start: int
    char_end: int
    candidates: tuple[Entity, ...]
    how: How
    modifier: bool


class _Piece(NamedTuple):
    """A word or sign of a token: folded, as it stands, and with its offsets in the document."""

    word: str
    form: str
    token: int
    upos: str
    start: int
    end: int


_Reading = tuple[Entity, How]


class _Hit(NamedTuple):
    """What some pieces may name: how many they are, by which entities in which way, and where the name ends."""

    length: int
    readings: Iterable[_Reading]
    end: int


class Gazetteer:
    """Entities found by their names in one language, and by the offices they held.

    `heads` are further nouns, in lower case, behind which a name may form a closed compound (*Chinakonzept*). `first_names` are those of
    the persons: behind one of them the name of a state is a person's (*Michael Jordan*).
    """

    def __init__(self, entities: Iterable[Entity], language: str = "de", heads: Iterable[str] = ()) -> None:
        self.language = language
        self._heads = frozenset(fold(head, language) for head in heads)
        self._entities = {entity.iri: entity for entity in entities}
        self._held: dict[tuple[str, str], list[tuple[Tenure, Entity]]] = {}
        self._forms: dict[Words, dict[_Reading, None]] = {}
        self._longest: dict[str, int] = {}
        self._first_parts: dict[str, dict[_Reading, None]] = {}
        self._bare_adjectives: set[Words] = set()
        self.first_names = frozenset(first for entity in self.persons() for first in first_names(entity))
        for entity in self:
            for name in entity.names:
                if is_in_use(name, entity, language):
                    self._index(name, entity)
            for tenure in entity.tenures:
                self._held.setdefault((tenure.office, tenure.of), []).append((tenure, entity))

    @classmethod
    def load(cls, source: Path | Iterable[Path], language: str = "de", heads: Iterable[str] = ()) -> Gazetteer:
        """The gazetteer of some Turtle files, or of all in a folder.

        Raises:
            SeedError: see `read_entities`; a folder without a Turtle file.
        """
        files = [source] if isinstance(source, Path) else list(source)
        if isinstance(source, Path) and source.is_dir():
            files = sorted(source.glob("*.ttl"))
            if not files:
                raise SeedError(f"{source}: no Turtle file in this folder; name one with states.ttl and its like")
        return cls(read_entities(files, language), language, heads)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._entities.values())

    def __len__(self) -> int:
        return len(self._entities)

    def persons(self) -> Iterator[Entity]:
        """The persons among the entities."""
        return (entity for entity in self if entity.kind in PERSONS)

    def entity(self, iri: str) -> Entity | None:
        """The entity with this IRI, None if it is not known."""
        return self._entities.get(str(iri))

    def holders(self, office: str, of: str, day: date | None) -> tuple[Entity, ...]:
        """Who holds the office at the day; without a day nobody, unless only one person ever did."""
        held = self._held.get((str(office), str(of)), ())
        found = dict.fromkeys(entity for tenure, entity in held if day is None or tenure.holds_at(day))
        return tuple(found) if day or len(found) == 1 else ()

    def roles(self, person: str, day: date | None) -> tuple[Tenure, ...]:
        """The offices the person holds at the day; without a day, all ever held."""
        entity = self.entity(person)
        return tuple(t for t in entity.tenures if day is None or t.holds_at(day)) if entity else ()

    def led_by(self, person: str, day: date | None) -> str | None:
        """The state, or else the organization, that the person leads at the day; without a day, only where it is always the same."""
        led = {tenure.of for tenure in self.roles(person, day) if tenure.office in _LEADING}
        states = {iri for iri in led if (entity := self.entity(iri)) and entity.kind == "State"} or led
        return next(iter(states)) if len(states) == 1 else None

    def match(self, sentence: Sentence, day: date | None = None) -> list[NameMatch]:
        """The names in the sentence in their order, the longest at each place; with a day, of what exists then, if anything does."""
        pieces = _pieces(sentence, self.language)
        found: list[NameMatch] = []
        position = 0
        while position < len(pieces):
            hit = self._longest_at(pieces, position, day) or self._elliptic_at(pieces, position) or self._first_part_at(pieces[position])
            match = self._read(hit, pieces, position, found) if hit else None
            if match and match.candidates[0].kind != "Namesake":
                found.append(match if day is None else _existing(match, day))
            position += hit.length if hit and match else 1
        return found

    def _index(self, name: Name, entity: Entity) -> None:
        reading: _Reading = (entity, name.how)
        part = "person" if entity.kind in PERSONS else "place" if is_place_name(name, entity) else name.how
        for text in spellings(name.text, entity):
            words = folded(text, self.language)
            found = forms(words, part, self.language)
            if text[0].islower():
                found |= {capitalized(form) for form in found}
                if name.how == "adjective":
                    self._bare_adjectives.add(capitalized(words))
            for form in found:
                self._forms.setdefault(form, {})[reading] = None
                self._longest[form[0]] = max(len(form), self._longest.get(form[0], 0))
            if len(words) == 1 and len(words[0]) >= _FIRST_PARTS.get(name.how, len(text) + 1) and words[0][0].isupper():
                self._first_parts.setdefault(words[0], {})[reading] = None

    def _longest_at(self, pieces: Sequence[_Piece], position: int, day: date | None = None) -> _Hit | None:
        """The longest name there; one of a state that is gone gives way to a shorter one of a state that is not."""
        longest = min(self._longest.get(pieces[position].word, 0), len(pieces) - position)
        gone = None
        for length in range(longest, 0, -1):
            stretch = pieces[position : position + length]
            if readings := self._forms.get(tuple(piece.word for piece in stretch)):
                hit = _Hit(length, readings, stretch[-1].end)
                if day is None or any(entity.exists_at(day) for entity, _ in readings):
                    return hit
                gone = gone or hit
        return gone

    def _elliptic_at(self, pieces: Sequence[_Piece], position: int) -> _Hit | None:
        """A name that is whole only with the next: *Süd-* in *Süd- und Nordkorea*, *Sino-* in *Sino-Soviet*."""
        if position + 2 >= len(pieces) or not _hyphen(pieces, position + 1):
            return None
        combining = rules(self.language).combining.get(pieces[position].word)
        if combining and (pieces[position + 2].word,) in self._forms:
            return _Hit(1, self._forms.get((combining,), {}), pieces[position].end)
        if position + 3 >= len(pieces) or pieces[position + 2].word not in rules(self.language).joining:
            return None
        following = pieces[position + 3].word
        for cut in range(2, len(following) - 2):
            whole = pieces[position].word + following[cut:]
            if readings := self._forms.get((whole.lower(),)) or self._forms.get((whole,)):
                return _Hit(2, readings, pieces[position].end)
        return None

    def _first_part_at(self, piece: _Piece) -> _Hit | None:
        """The longest name with which the word begins, if a noun follows it in the same word: *Russland* in *Russlandpolitik*."""
        word = piece.word
        name, heads = (word, self._heads) if word[0].isupper() else (word.capitalize(), rules(self.language).manners)
        for length in range(len(word) - 2, min(_FIRST_PARTS.values()) - 1, -1):
            readings = self._first_parts.get(name[:length])
            if readings and compound_head(word[length:], self.language, heads):
                letters = next(n for n in range(1, len(word) + 1) if fold(piece.form[:n], self.language) == word[:length])
                return _Hit(1, readings, min(piece.start + letters, piece.end))
        return None

    def _read(self, hit: _Hit, pieces: Sequence[_Piece], position: int, found: Sequence[NameMatch]) -> NameMatch | None:
        """The match of a hit; None where its surroundings or its part of speech speak against every reading."""
        first, last, following = pieces[position], pieces[position + hit.length - 1], position + hit.length
        hyphen = _hyphen(pieces, following)
        joined = hyphen or (hit.length == 2 and _hyphen(pieces, position + 1))
        readings = [
            (entity, how)
            for entity, how in hit.readings
            if (joined or self._fits_alone(how, pieces, position, following)) and self._fits_behind(how, pieces, position, hyphen, found)
        ]
        if not readings:
            return None
        how = min(sorted(how for _, how in readings), key=_RANK.__getitem__)
        modifier = hit.end < last.end or hyphen
        if how == "adjective" and hyphen:
            modifier = not self._adjective_at(pieces, following + 1)
        candidates = dict.fromkeys(entity for entity, manner in readings if _RANK[manner] == _RANK[how])
        ordered = tuple(sorted(candidates, key=lambda entity: entity.end is not None))
        return NameMatch(first.token, last.token + 1, first.start, hit.end, ordered, how, modifier)

    def _fits_alone(self, how: How, pieces: Sequence[_Piece], position: int, following: int) -> bool:
        """Whether words without a hyphen behind them can be read so: *das Russische* is a language, *die Bonner* are no state."""
        upos = pieces[position].upos
        if how == "capital" and upos == "NOUN" and pieces[position].word.endswith("er"):
            return False
        if how == "adjective":
            words = tuple(piece.word for piece in pieces[position:following])
            return words not in self._bare_adjectives and not (upos == "NOUN" and words[0][0].isupper())
        if how != "family":
            return True
        starting = position == 0 or not pieces[position - 1].word.isalnum()
        return upos not in (_NO_NAMES_AT_THE_START if starting else _NO_NAMES)

    def _fits_behind(self, how: How, pieces: Sequence[_Piece], position: int, hyphen: bool, found: Sequence[NameMatch]) -> bool:
        """Whether the word can be read so behind a hyphen: *pro-russisch* is not *russisch*, *Exil-Iraner* are no Iran, and the
        *Konrad-Adenauer-Allee* is no man."""
        if how not in {"adjective", "inhabitant", "family"} or not _hyphen(pieces, position - 1) or position < 2:
            return True
        before = pieces[position - 2].word
        if before.lower() in rules(self.language).prefixes:
            return False
        named_before = bool(found) and found[-1].char_end == pieces[position - 2].end
        if how == "family" and hyphen and not named_before:
            return False
        return how == "adjective" or hyphen or named_before or before.islower()

    def _adjective_at(self, pieces: Sequence[_Piece], position: int) -> bool:
        hit = self._longest_at(pieces, position) if position < len(pieces) else None
        return hit is not None and any(how == "adjective" for _, how in hit.readings)


def _pieces(sentence: Sentence, language: str) -> list[_Piece]:
    """The words and signs of all tokens. Those of a syntactic word inside a surface word (*am*: *an*, *dem*) share its offsets."""
    found = []
    for token in sentence:
        whole = token.end - token.start == len(token.form)
        for part in split(token.form):
            start, end = (token.start + part.start(), token.start + part.end()) if whole else (token.start, token.end)
            found.append(_Piece(fold(part.group(), language) or part.group(), part.group(), token.index, token.upos, start, end))
    return found


def _hyphen(pieces: Sequence[_Piece], position: int) -> bool:
    """Whether a hyphen stands at the position, right behind the piece before it."""
    return 0 < position < len(pieces) and pieces[position].word in _HYPHENS and pieces[position].start == pieces[position - 1].end


def _existing(match: NameMatch, day: date) -> NameMatch:
    alive = tuple(entity for entity in match.candidates if entity.exists_at(day))
    return replace(match, candidates=alive) if alive else match
