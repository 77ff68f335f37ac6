"""Which of an entity's names a language uses, and how they are spelled there."""

from __future__ import annotations

from collections.abc import Iterator

from kg.knowledge.entities import Entity, Name

PERSONS = frozenset(("Leader", "Person"))
_TREATIES = frozenset(("Treaty", "Agreement", "Agreements", "Accord", "Accords", "Pact", "Convention", "Protocol", "Memorandum"))


def first_names(person: Entity) -> Iterator[str]:
    """The first words of a person's names, if they are no family name."""
    family = {name.text for name in person.names if name.how == "family"}
    for label in person.labels.values():
        first, _, more = label.partition(" ")
        if more and len(first) > 3 and first not in family:
            yield first


def is_in_use(name: Name, entity: Entity, language: str) -> bool:
    """Whether the name is one of the language: persons bear theirs everywhere, others long or lone English ones."""
    if name.language.partition("-")[0] in {"", language} or entity.kind in PERSONS:
        return True
    return name.language == "en" and entity.kind != "State" and name.how == "name" and (" " in name.text or language not in entity.labels)


def is_place_name(name: Name, entity: Entity) -> bool:
    """Whether the name inflects as a place's: a state's in one word."""
    return entity.kind == "State" and name.how == "name" and " " not in name.text


def spellings(text: str, entity: Entity) -> tuple[str, ...]:
    """The text and its variants: *Nato* for *NATO*, *Uno-Rat* for *UNO-Rat*, *U.N. Council* for *UN Council*, *accords* for *Accords*."""
    if entity.kind == "Agreement":
        begin, space, last = text.rpartition(" ")
        return (text, f"{begin} {last.lower()}") if space and last in _TREATIES else (text,)
    if entity.kind != "Organization":
        return (text,)
    dotted = (f"U.N. {text.removeprefix('UN ')}",) if text.startswith("UN ") else ()
    first, hyphen, more = text.partition("-")
    pronounced = len(first) > 3 or (len(first) == 3 and [letter in "AEIOU" for letter in first] == [True, False, True])
    if first.isupper() and first.isalpha() and pronounced:
        return (text, first.capitalize() + hyphen + more)
    return (text, *dotted)
