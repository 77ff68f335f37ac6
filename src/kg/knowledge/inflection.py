"""How names, adjectives and inhabitants inflect, language by language: a stem in the seeds, its forms in the text.

What the derivation gives too much is harmless (nobody writes *Polens* for two Poles); what it gives too little is written in the seeds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

Words = tuple[str, ...]

_WORD = re.compile(r"\w+|[^\w\s]")
_VARIANTS = {**dict.fromkeys("'`´ʼ‘", "’"), "ß": "ss", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
_SPELLING = str.maketrans(_VARIANTS)


@dataclass(frozen=True)
class Language:
    """What the gazetteer must know of a language. One without an entry in `LANGUAGES` has its names only as they are written."""

    noun: Callable[[str], set[str]] = lambda word: {word}
    attribute: Callable[[str], set[str]] = lambda word: {word}
    place: Callable[[str], set[str]] = lambda word: {word}
    family: Callable[[str], set[str]] = lambda word: {word}
    adjective: Callable[[str], set[str]] = lambda word: {word}
    inhabitant: Callable[[str], set[str]] = lambda word: {word}
    capital: Callable[[str], set[str]] = lambda word: {word}
    letters: str = ""
    prefixes: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    manners: frozenset[str] = frozenset()
    combining: Mapping[str, str] = field(default_factory=dict)
    joining: frozenset[str] = frozenset()
    endings: str = ""


def split(text: str) -> Iterator[re.Match[str]]:
    """The words and signs of a text: *US-Präsident* has three, a word, a hyphen and a word."""
    return _WORD.finditer(text)


def fold(word: str, language: str) -> str:
    """The word without what spelling varies: accents that the language itself does not use, apostrophes, *ß* for *ss*.

    >>> fold("Erdoğan", "de"), fold("Türkiye", "de"), fold("Türkiye", "en")
    ('Erdogan', 'Türkiye', 'Turkiye')
    """
    word = word.translate(_SPELLING)
    if word.isascii():
        return word
    letters = rules(language).letters
    return "".join(c if c in letters else _plain(c) for c in unicodedata.normalize("NFC", word))


def _plain(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))


def folded(text: str, language: str) -> Words:
    """The text's words and signs, folded.

    >>> folded("d'Ivoire", "de")
    ('d', '’', 'Ivoire')
    """
    return tuple(fold(match.group(), language) for match in split(text))


def forms(words: Words, part: str, language: str) -> set[Words]:
    """All inflected forms of a name: of a place in one word, a person, an adjective, an inhabitant, a capital, or whatever else.

    >>> sorted(" ".join(form) for form in forms(("russisch",), "adjective", "de"))
    ['russisch', 'russische', 'russischem', 'russischen', 'russischer', 'russisches']
    """
    of = rules(language)
    last = {
        "place": of.place,
        "person": of.family,
        "adjective": of.adjective,
        "inhabitant": of.inhabitant,
        "capital": of.capital,
    }.get(part)
    if last is None:
        return set(product(*(_in_name(words, i, of) for i in range(len(words)))))
    return {(*words[:-1], form) for form in last(words[-1])}


def capitalized(words: Words) -> Words:
    """The words with a capital at their beginning, as in a name or at the head of a sentence."""
    return (words[0][:1].upper() + words[0][1:], *words[1:])


def _in_name(words: Sequence[str], i: int, of: Language) -> set[str]:
    """The forms of a word in its name: the last, and one before a small word, inflect as nouns, one before a noun as an adjective."""
    following = words[i + 1] if i + 1 < len(words) else ""
    if not following or following.islower():
        return of.noun(words[i])
    return of.attribute(words[i]) if following[:1].isupper() else {words[i]}


def compound_head(remainder: str, language: str, heads: Iterable[str] = ()) -> bool:
    """Whether the remainder of a closed compound is made of nouns that stand behind names: *politik*, *sanktionspaket*.

    Each may carry an ending or linking letters. `heads` are taken besides the language's own.

    >>> compound_head("kriege", "de"), compound_head("kohl", "de")
    (True, False)
    """
    known, endings = rules(language).heads.union(heads), rules(language).endings.split("|")
    reached = {0}
    for start in range(len(remainder)):
        if start in reached:
            ends = (end for end in range(start + 2, len(remainder) + 1) if remainder[start:end] in known)
            reached.update(end + len(ending) for end in ends for ending in endings if remainder.startswith(ending, end))
    return len(remainder) in reached


def rules(language: str) -> Language:
    """The rules of the language; of an unknown one, none."""
    return LANGUAGES.get(language, _NO_RULES)


# --- German -------------------------------------------------------------------------------------------------------


def _german_noun(word: str) -> set[str]:
    if len(word) < 3 or (word.isupper() and len(word) < 5) or not word[:1].isupper():
        return {word}
    if word.endswith("nis"):
        return {word, word + "ses"}
    if word.endswith(("s", "x", "z")):
        return {word, word + "es"}
    if word.endswith("e"):
        return {word, word + "s", word + "n"}
    return {word, word + "s", word + "es"}


def _german_place(word: str) -> set[str]:
    """A place has no genitive in *-es*: *Hollandes* belongs to Mr Hollande."""
    return _german_noun(word) - {word + "es"}


def _german_attribute(word: str) -> set[str]:
    stem = re.sub(r"(?<=...)(?:e|er|es)$", "", word)
    return {word} if stem == word else _german_adjective(stem) - {stem}


def _german_family(word: str) -> set[str]:
    return {word} if word.endswith(("s", "x", "z")) else {word, word + "s"}


def _german_adjective(stem: str) -> set[str]:
    """Forms of *russisch*; one in *-er* with a capital (*Schweizer*) does not inflect."""
    if stem[:1].isupper() and stem.endswith("er"):
        return {stem}
    return {stem, *(stem + ending for ending in ("e", "er", "en", "es", "em"))}


def _german_inhabitant(word: str) -> set[str]:
    if word.endswith("in"):
        return {word, word + "nen"}
    if word.endswith("er"):
        return {word, word + "s", word + "n"}
    if word.endswith("e"):
        return {word, word + "n"}
    return {word, word + "s"} if word.endswith(("i", "a", "o", "u")) else {word, word + "s", word + "en", word + "n"}


def _german_capital(word: str) -> set[str]:
    """*Moskau*, *Moskaus*, and the adjective *Moskauer*."""
    found = _german_place(word)
    return found | {word + "er"} if len(word) > 3 and (word[-1] not in "aeiouyr" or word.endswith("au")) else found


_GERMAN_HEADS = """
abkommen abkommens absturz abwehr abzug affäre aggression aktion allianz angebot angelegenheit angriff angst anhänger anleihe annexion
annäherung anschluss armee aufenthalt aufstand auftrag auftritt aufträge ausflug ausgabe ausland austritt außenminister basis
beauftragte beitrag beitritt berater bericht besatzer besatzung beschluss beschränkung besetzung besuch besucher beziehung beziehungs
bilanz bild blockade botschaft botschafter botschafterin boykott bündnis chef deal debatte delegation dialog diplomat diplomatie doktrin
drohne drohnen drohung einfluss einfuhr einheit einheiten einigung einmarsch einsatz embargo entscheidung erklärung ermittler ermittlung
ermittlungen exil expansion expert experte experten export exporte feind feindschaft feldzug flotte flug flüchtling flüge fonds forscher
forschung frage freund freundschaft frieden friedens front führer führung fürsprecher gas gebiet gebiete gefahr gegner gegnerschaft
gelder geschäft geschäfte gesetz gesetze gespräch gipfel gläubiger grenze haltung handel handels hass hauptstadt herrscher hilfe hilfs
import institut interesse invasion investition investor journalist kampagne kandidat kenner koalition kolonie kommandant kommandeur
kommission konferenz konflikt konkurrent konkurrenz kontakt kontakte kontingent kontrolle kooperation korrespondent korridor kredit
krieg kriegs krise krisen kritik kritiker kräfte kundgebung kurs küste lager lieferant lieferung liste lobby lüge macht machthaber
mandat manöver markt minister mission märkte nachbar nähe offensive opposition paket pakt panzer papier partei partner partnerschaft
pipeline plan pläne politik politiker problem produktion programm projekt propaganda protest proteste präsenz präsident präsidenten
putsch rakete raketen rat recht rede reform regierung regime region reise reisen resolution rivale rivalität rückkehr rückzug sache
sanktion sanktions schlag show skandal soldat sondergesandte spion spionage spitze sprecher staat strategie streit streitkräfte
stützpunkt syndrom system team teilung territorium terror tour tournee trauma treffen treue trip truppe truppen umfeld unabhängigkeit
union unterhändler unterstützer unterstützung urteil verband verbindung verbot verbündete vereinigung verfahren verfassung vergleich
verhalten verhandler verhandlung verhältnis vermittler vermittlung versteher verteidiger verteidigung verteidigungsminister vertrag
vertraute vertreter verträge veteran visite vorschlag vorschläge vorstoss vorstoß vorwurf waffe waffen wahl wahlen wahlkampf ware waren
wende wiedervereinigung wirtschaft wirtschafts wähler zentrale ziel zoll zusage zusammenarbeit zölle ära öl übung
"""
_GERMAN_MANNERS = "treu freundlich nah kritisch feindlich hörig skeptisch gesteuert finanziert unterstützt geführt weit gestützt"
_GERMAN_PREFIXES = "anti pro un nicht ur neu alt post prä"

# --- English ------------------------------------------------------------------------------------------------------


def _english_inhabitant(word: str) -> set[str]:
    """*Russians*, *Chinese*, *Frenchmen*: a word in *-man* may be either kind (*Germans*)."""
    if word.endswith("man"):
        return {word, word + "s", word[:-2] + "en"}
    if word.endswith(("ese", "ss", "sh", "ch", "oi")):
        return {word}
    return {word, word + "s"}


_ENGLISH_COMBINING = {"Franco": "French", "Sino": "Chinese", "Indo": "Indian", "Russo": "Russian", "Anglo": "British", "Greco": "Greek"}
_english = Language(
    combining=_ENGLISH_COMBINING,
    inhabitant=_english_inhabitant,
    prefixes=frozenset(("anti", "pro", "non", "un")),
    joining=frozenset(("and", "or")),
)
_german = Language(
    noun=_german_noun,
    attribute=_german_attribute,
    place=_german_place,
    family=_german_family,
    adjective=_german_adjective,
    inhabitant=_german_inhabitant,
    capital=_german_capital,
    letters="äöüÄÖÜ",
    prefixes=frozenset(_GERMAN_PREFIXES.split()),
    heads=frozenset(_GERMAN_HEADS.replace("ß", "ss").split()),
    manners=frozenset(_GERMAN_MANNERS.split()),
    joining=frozenset(("und", "oder", "sowie", "wie", "bis")),
    endings="|e|en|n|s|es|er|ern|in|innen",
)
_NO_RULES = Language()
LANGUAGES = {"de": _german, "en": _english}
