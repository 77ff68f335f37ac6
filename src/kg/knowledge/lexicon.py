"""The lexicon: OntoLex entries read as frames, which say how a word expresses a relation.

CONTRIBUTING.md explains the slots. A German noun stands for all compounds that end in it, and so does a word of a word class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import OntologyError
from kg.knowledge.morphology import fold, lemma_candidates, participle, undeclined
from kg.knowledge.terms import KG, LEXICOG, LEXINFO, ONTOLEX, SYNSEM, WORDS
from kg.knowledge.turtle import read_turtle

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SLOT_ORDER = ("pred", "subj", "obj", "dat", "gen", "adj", "compound", "zwischen", "each")


@dataclass(frozen=True, slots=True)
class Condition:
    """A slot and the words that must (or must not) fill it, in lower case."""

    slot: str
    words: frozenset[str]

    def met_by(self, lemma: str) -> bool:
        """Whether the lemma is one of the words or a compound that ends in one."""
        return any(suffix in self.words for suffix in compound_ends(lemma))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must yield `subject` – the entry's relation – `object` (IRIs) with the status.

    `gap` says why it is not read yet; "" if it is.
    """

    text: str
    subject: str
    object: str
    status: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which a word expresses a relation: which slots hold its subject and its object.

    `denotes` is the relation's name, or a status for words of stance (*bezweifeln*). A title has the IRI of its `office`, and those of
    the states that it is `of` where the text names none, `unless` the text speaks of these.
    """

    entry: str
    word: str
    category: str
    denotes: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    exclusions: tuple[Condition, ...] = ()
    support: frozenset[str] = frozenset()
    office: str | None = None
    of: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    examples: tuple[Example, ...] = ()

    @property
    def reflexive(self) -> bool:
        """Whether the verb is used with *sich*."""
        return self.word.startswith("sich ")

    @property
    def lemma(self) -> str:
        """The word without its reflexive pronoun, in lower case."""
        return fold(self.word.removeprefix("sich "))


@dataclass(frozen=True)
class Lexicon:
    """All frames of one language, to be looked up by the words of a text."""

    frames: tuple[Frame, ...]
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _verbs(self) -> Mapping[str, tuple[Frame, ...]]:
        return _index((frame.lemma, frame) for frame in self.frames if frame.category == "verb")

    @cached_property
    def _nouns(self) -> Mapping[str, tuple[Frame, ...]]:
        return _index((frame.lemma, frame) for frame in self.frames if frame.category == "noun")

    @cached_property
    def _others(self) -> Mapping[str, tuple[Frame, ...]]:
        return _index((frame.lemma, frame) for frame in self.frames if frame.category not in ("verb", "noun"))

    @cached_property
    def _participles(self) -> Mapping[str, str]:
        """Participle to infinitive, for all verbs and support verbs of the lexicon: geliefert -> liefern."""
        support = {verb for frame in self.frames for verb in frame.support}
        return {fold(participle(verb)): verb for verb in sorted(support) + list(self._verbs)}

    def infinitive(self, word: str) -> str:
        """The infinitive of a participle, inflected or not; "" if it is of no verb that the lexicon knows.

        A participle that stands before a noun or is taken for an adjective still does what its verb does.
        """
        folded = fold(word)
        return self._participles.get(folded) or self._participles.get(undeclined(folded), "")

    def verbs(self, lemma: str) -> tuple[Frame, ...]:
        """The frames of a verb, given its infinitive with its prefix."""
        return self._verbs.get(fold(lemma), ())

    def nouns(self, lemma: str) -> tuple[Frame, ...]:
        """The frames of the longest entry in which the noun ends: Munitionslieferung, then Lieferung."""
        for end in compound_ends(lemma):
            if end in self._nouns:
                return self._nouns[end]
        return ()

    def lists(self, noun: str) -> bool:
        """Whether the noun itself, not one in which it ends, has an entry."""
        return fold(noun) in self._nouns

    def others(self, lemma: str, category: str) -> tuple[Frame, ...]:
        """The frames of an adjective, adverb or other word."""
        return tuple(frame for frame in self._others.get(fold(lemma), ()) if frame.category == category)

    def has(self, word: str, word_class: str) -> bool:
        """Whether exactly this word is in the word class."""
        words = self.classes.get(word_class)
        return words is not None and fold(word) in words

    def is_a(self, lemma: str, word_class: str) -> bool:
        """Whether the lemma, or a word in which it ends, belongs to the word class."""
        words = self.classes.get(word_class, frozenset())
        return any(end in words for end in compound_ends(lemma))


@lru_cache(maxsize=1 << 16)
def compound_ends(lemma: str) -> tuple[str, ...]:
    """The lemma in lower case and the shorter words in which it may end, longest first.

    The part in front has at least three letters; what follows a hyphen is always a word.

    >>> compound_ends("US-Rakete")[:3]
    ('us-rakete', 'rakete', 'us-raket')
    """
    found = []
    for word in lemma_candidates(fold(lemma)):
        found.append(word)
        last = word.rfind("-") + 1
        found += [word[cut:] for cut in range(1, len(word) - 2) if word[cut - 1] == "-" or (cut - last >= 3 and len(word) - cut >= 4)]
    return tuple(dict.fromkeys(found))


def _index(pairs: Iterable[tuple[str, Frame]]) -> dict[str, tuple[Frame, ...]]:
    found: defaultdict[str, list[Frame]] = defaultdict(list)
    for key, frame in pairs:
        found[key].append(frame)
    return {key: tuple(frames) for key, frames in found.items()}


def load_lexicon(folder: Path, language: str = "de") -> Lexicon:
    """The lexicon of a language from all Turtle files below the folder.

    Raises:
        OntologyError: an entry that is not complete, or names a word class that does not exist.
    """
    return read_lexicon((quad for file in sorted(folder.rglob("*.ttl")) for quad in parse_turtle(file)), language)


def parse_turtle(file: Path) -> list[Quad]:
    """The triples of a Turtle file; its blank nodes are named after nothing and so differ between files.

    Raises:
        OntologyError: the file is not Turtle.
    """
    try:
        return read_turtle(file)
    except (SyntaxError, ValueError, OSError) as error:
        raise OntologyError(f"{file.name}: {error}; correct the Turtle") from None


Values = dict[str, list[NamedNode | BlankNode | Literal]]


def read_lexicon(quads: Iterable[Quad], language: str) -> Lexicon:
    """The lexicon that the triples hold. See `load_lexicon`."""
    nodes: defaultdict[str, Values] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        nodes[str(quad.subject)][quad.predicate.value].append(quad.object)  # type: ignore[arg-type]
    classes = {
        name.strip("<>").removeprefix(str(WORDS)): frozenset(_texts(values, KG.word, language))
        for name, values in nodes.items()
        if str(KG.word) in values
    }
    frames = [
        frame
        for name, values in nodes.items()
        if str(ONTOLEX.canonicalForm) in values
        for frame in _frames(name.strip("<>"), values, nodes, classes, language)
    ]
    return Lexicon(tuple(sorted(frames, key=lambda frame: frame.entry)), classes)


def _texts(values: Values, prop: str, language: str) -> list[str]:
    return [fold(v.value) for v in values.get(str(prop), []) if isinstance(v, Literal) and v.language in (language, None)]


def _frames(
    entry: str, values: Values, nodes: Mapping[str, Values], classes: Mapping[str, frozenset[str]], language: str
) -> Iterator[Frame]:
    def local(node: Values, prop: str) -> list[str]:
        return [str(v.value).rpartition("#")[2].rpartition("/")[2] for v in node.get(str(prop), [])]

    for form in values[str(ONTOLEX.canonicalForm)]:
        words = [v for v in nodes[str(form)].get(str(ONTOLEX.writtenRep), []) if isinstance(v, Literal) and v.language == language]
        for word in words:
            for behaviour in values.get(str(SYNSEM.synBehavior), []):
                node = nodes[str(behaviour)]
                yield Frame(
                    entry=entry,
                    word=word.value,
                    category=(local(values, LEXINFO.partOfSpeech) or [""])[0],
                    denotes=(local(values, ONTOLEX.denotes) or [""])[0],
                    subject=_slots(node, KG.subject),
                    object=_slots(node, KG.object),
                    conditions=_conditions(entry, node, KG["with"], classes),
                    exclusions=_conditions(entry, node, KG.without, classes),
                    support=frozenset(w for s in _texts(node, KG.support, language) for w in classes.get(s, frozenset([s]))),
                    office=next((v.value for v in values.get(str(KG.office), [])), None),
                    of=frozenset(v.value for v in values.get(str(KG.of), [])),
                    unless=frozenset(v.value for v in values.get(str(KG.unless), [])),
                    examples=tuple(_example(nodes[str(e)]) for e in values.get(str(LEXICOG.usageExample), [])),
                )


def _slots(node: Values, prop: str) -> tuple[str, ...]:
    slots = [v.value for v in node.get(str(prop), [])]
    return tuple(sorted(slots, key=lambda s: SLOT_ORDER.index(s) if s in SLOT_ORDER else 6.5))


def _conditions(entry: str, node: Values, prop: str, classes: Mapping[str, frozenset[str]]) -> tuple[Condition, ...]:
    found = []
    for value in node.get(str(prop), []):
        slot, _, words = value.value.partition(" ")
        names = words.split("|")
        if not slot or not words:
            raise OntologyError(f"{entry}: {value.value!r} is no condition; write a slot, a space, and a word class or words")
        found.append(Condition(slot, frozenset(w for name in names for w in classes.get(name.strip(), [fold(name.strip())]))))
    return tuple(found)


def _example(node: Values) -> Example:
    def one(prop: str, default: str = "") -> str:
        return next((v.value for v in node.get(str(prop), [])), default)

    return Example(
        one(RDF + "value"), one(RDF + "subject"), one(RDF + "object"), one(KG.status, str(KG.asserted)).rpartition("#")[2], one(KG.gap)
    )
