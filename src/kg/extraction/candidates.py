"""Candidates: every way in which the words of a sentence might state a relation between two that it speaks of.

A frame says where a word's arguments stand; texts often put them elsewhere. So each word that may express a relation is tried with every
pair of mentions near it whose classes fit, and with those that the sentences before made salient. Features say how word and mentions
stand to each other (the way through the tree, preposition, order, distance, the frame's own slots); `kg.extraction.weighing` turns them
into a probability. After Kambhatla, "Combining Lexical, Syntactic, and Semantic Features with Maximum Entropy Models", ACL 2004.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.extraction.frames import conditions_hold, fill, frames_at, slot_fillers
from kg.extraction.mentions import Discourse, Mention, World
from kg.extraction.phrases import preposition
from kg.extraction.roles import fits, is_internal, stands_for
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.slots import support_verb
from kg.extraction.verbs import is_passive
from kg.knowledge.entities import Entity
from kg.knowledge.lexicon import Frame, compound_ends
from kg.knowledge.morphology import fold
from kg.knowledge.ontology import Ontology, Relation
from kg.knowledge.terms import LEX
from kg.reading.sentences import Token

NEAREST = 5
"""So many mentions on each side of a word are tried as its arguments, those of one coordination counted once."""
SALIENT, RECENT = 3, 2
"""So many mentions of the sentences before are tried, first those of the last two sentences, then those named most often."""
STEPS = 5
"""Longer ways through the tree are all alike."""
DISTANCES = (1, 2, 3, 5, 8, 13)
LEARNED = str(LEX["learned_"])
"""What the IRIs of words begin with that stand in no lexicon, but were learned from annotated sentences."""
CATEGORIES = {"NOUN": "noun", "VERB": "verb", "ADJ": "adjective", "ADV": "adjective", "PROPN": "noun", "X": "noun"}
_NOMINAL = frozenset(("nmod", "appos", "flat", "conj", "amod", "det", "compound", "nummod"))
_FINE = frozenset(("nsubj:pass", "aux:pass", "obl:arg", "acl:relcl"))

Features = tuple[str, ...]
Learned = Mapping[str, Mapping[str, Features]]
"""To a lemma the relations that it may express, and features of how often it did."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A mention on one side of a relation, and the entity that it contributes there; `token` is -1 for one of the sentences before.

    `slot` is the frame's slot that it fills, with a weight from 1 to 5; "other" where another mention does, "none" where none does.
    `first` is the first of the words that it is coordinated with: those of *Polen, Litauen und Lettland* have one.
    """

    mention: Mention
    entity: Entity
    token: int
    features: Features
    slot: str = ""
    first: int = -1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may express the frame's relation between two; `features` are those of the word, of each side and of the pair.

    `triple` is subject, relation's name and object, in the order of their IRIs for a symmetric relation. `ruled` is the weight that the
    frame alone gives the pair, 0 where it finds another pair or none.
    """

    frame: Frame
    trigger: int
    triple: tuple[str, str, str]
    subject: Argument
    object: Argument
    features: tuple[Features, Features, Features, Features]
    ruled: float


@dataclass(frozen=True)
class Reading:
    """A sentence with what its candidates are made from."""

    scene: Scene
    ontology: Ontology
    world: World
    discourse: Discourse
    learned: Learned


@dataclass(frozen=True)
class _Word:
    """A word with the frames of one relation that it may evoke, and where it leads in the tree."""

    token: Token
    frames: tuple[Frame, ...]
    relation: Relation
    met: bool
    passive: bool
    paths: Sequence[str]

    @property
    def category(self) -> str:
        return self.frames[0].category[:1]


def find_candidates(reading: Reading) -> Iterator[Candidate]:
    """All candidates of the sentence."""
    scene = reading.scene
    mentions = scene.all_mentions
    salient = _salient(reading, mentions)
    if not mentions or len({_who(m) for m in mentions} | {_who(m) for m, _ in salient}) < 2:
        return
    evoking = {token.index: _evoked(reading, token) for token in scene.sentence}
    where: dict[str, list[int]] = {}
    for index, groups in evoking.items():
        for frames, _, _ in groups:
            where.setdefault(frames[0].denotes, []).append(index)
    for token in scene.sentence:
        if not evoking[token.index]:
            continue
        paths = _paths(scene, token)
        passive = token.upos in ("VERB", "ADJ") and is_passive(scene, token)
        for frames, met, extra in evoking[token.index]:
            relation = reading.ontology.relations[frames[0].denotes]
            word = _Word(token, frames, relation, met, passive, paths)
            features = (*_of_word(scene, word, where[relation.name]), *extra)
            yield from _with_arguments(reading, word, features, mentions, salient)


def _who(mention: Mention) -> str | None:
    return mention.entity.iri if mention.entity else mention.power


def _salient(reading: Reading, here: Iterable[Mention]) -> list[tuple[Mention, Features]]:
    """Mentions of the sentences before that this one may go on about, with features of how salient they are."""
    history = reading.discourse.history
    count = Counter(_who(m) for mentions in history for m in mentions)
    ranking = {who: rank for rank, (who, _) in enumerate(count.most_common())}
    taken = {_who(m) for m in here} | {None}
    found: list[tuple[Mention, Features]] = []
    for back, mentions in enumerate(reversed(history[-RECENT:]), 1):
        for position, mention in enumerate(mentions):
            if (who := _who(mention)) in taken or mention.place:
                continue
            taken.add(who)
            rank, place = min(ranking[who], 3), min(position, 3)
            features = (f"back={back}", f"position={place}", f"back={back},position={min(place, 2)}", f"rank={rank}")
            found.append((mention, (*features, f"was={mention.how}", f"inside={mention.modifier}")))
    for mention in (m for mentions in history for m in mentions):
        if (who := _who(mention)) not in taken and ranking[who] < 2 and not mention.place:
            taken.add(who)
            found.append((mention, (f"back={RECENT + 1}", f"rank={ranking[who]}")))
    return [(replace(mention, how="salient"), features) for mention, features in found[:SALIENT]]


def _evoked(reading: Reading, token: Token) -> list[tuple[tuple[Frame, ...], bool, Features]]:
    """The frames that the word may evoke, those of one relation together; where the conditions of some are met, only these, and True."""
    known: dict[str, list[Frame]] = {}
    for frame in frames_at(reading.scene, token):
        if frame.denotes in reading.ontology.relations:
            known.setdefault(frame.denotes, []).append(frame)
    found: list[tuple[tuple[Frame, ...], bool, Features]] = []
    for frames in known.values():
        met = [frame for frame in frames if conditions_hold(reading.scene, token, frame)]
        found.append((tuple(met or frames), bool(met), ()))
    if token.upos in CATEGORIES and reading.learned:
        word = lemma_of(reading.scene, token)
        listed = next((end for end in compound_ends(word) if end in reading.learned), "")
        for denotes, features in reading.learned.get(listed, {}).items():
            if denotes not in known and denotes in reading.ontology.relations:
                entry = f"{LEARNED}{denotes}"
                found.append(((Frame(entry, listed, CATEGORIES[token.upos], denotes, (), ()),), True, features))
    return found


def lemma_of(scene: Scene, token: Token) -> str:
    """The word as the lexicon has it: folded, a verb with its prefix."""
    return full_lemma(scene, token) if token.upos == "VERB" else fold(token.lemma)


def _paths(scene: Scene, start: Token) -> list[str]:
    """For each token the labels of the way from the start to it in the tree, up with `<` and down with `>`."""
    sentence = scene.sentence
    paths = ["far"] * len(sentence)
    paths[start.index] = "self"
    waiting: list[tuple[Token, Features, int]] = [(start, (), -1)]
    while waiting:
        token, path, origin = waiting.pop()
        if len(path) >= STEPS:
            continue
        steps = [(d, ">" + _label(d)) for d in sentence.dependents(token)]
        if (head := sentence.head(token)) is not None:
            steps.append((head, "<" + _label(token)))
        for other, label in steps:
            if other.index != origin:
                way = path if label == ">conj" and path[-1:] == (">conj",) else (*path, label)
                paths[other.index] = "".join(way)
                waiting.append((other, way, token.index))
    return paths


def _label(token: Token) -> str:
    return token.deprel if token.deprel in _FINE else token.deprel.partition(":")[0]


def _with_arguments(
    reading: Reading, word: _Word, features: Features, mentions: Iterable[Mention], salient: Iterable[tuple[Mention, Features]]
) -> Iterator[Candidate]:
    scene, token, relation = reading.scene, word.token, word.relation
    near = [*_nearest(scene, mentions, token, True), *_nearest(scene, mentions, token, False)]
    here: dict[str, list[Argument]] = {}
    before: dict[str, list[Argument]] = {}
    for side in ("subject", "object"):
        slotted = _slotted(reading, word, side)
        fitting = [(m, e) for m in near if (e := stands_for(m, relation, side, reading.world)) is not None]
        here[side] = []
        for rank, (mention, entity) in enumerate(fitting):
            slot = _slot(mention, slotted)
            features_of = _of_side(scene, word, side, mention, slot, rank)
            here[side].append(Argument(mention, entity, mention.head, features_of, slot, _first_joined(scene, mention.head)))
        before[side] = [
            Argument(m, e, -1, _of_salient(word, side, m, how, bool(slotted)))
            for m, how in salient
            if (e := stands_for(m, relation, side, reading.world)) is not None
        ]
    ruled = _ruled(reading, word)
    for subjects, objects in ((here["subject"], here["object"]), (before["subject"], here["object"]), (here["subject"], before["object"])):
        for subject in subjects:
            for obj in objects:
                if subject.entity.iri == obj.entity.iri:
                    continue
                if is_internal(word.frames[0], (subject.mention, subject.entity), (obj.mention, obj.entity)):
                    continue
                if relation.symmetric and (subject.token, subject.entity.iri) > (obj.token, obj.entity.iri):
                    continue
                weight = ruled.get(_pair(relation, subject.mention, obj.mention), 0.0)
                pair = _of_pair(scene, word, subject, obj) + _of_rule(word, weight, bool(ruled))
                first, second = subject.entity.iri, obj.entity.iri
                if relation.symmetric and first > second:
                    first, second = second, first
                every = (features, subject.features, obj.features, pair)
                yield Candidate(word.frames[0], token.index, (first, relation.name, second), subject, obj, every, weight)


def _nearest(scene: Scene, mentions: Iterable[Mention], token: Token, ahead: bool) -> Iterator[Mention]:
    """The nearest mentions on one side of the word, those of one coordination counted once."""
    counted: set[int] = set()
    for mention in sorted((m for m in mentions if (m.head <= token.index) == ahead), key=lambda m: abs(m.head - token.index)):
        counted.add(_first_joined(scene, mention.head))
        if len(counted) > NEAREST:
            return
        yield mention


def _pair(relation: Relation, subject: Mention, obj: Mention) -> object:
    pair = (_who(subject), _who(obj))
    return frozenset(pair) if relation.symmetric else pair


def _ruled(reading: Reading, word: _Word) -> dict[object, float]:
    """The pairs that the frames alone would choose, with their weights."""
    found: dict[object, float] = {}
    for frame in word.frames if word.met else ():
        for occurrence in fill(reading.scene, word.token, frame, partial(fits, reading.ontology, reading.world)):
            key = _pair(word.relation, occurrence.subject.mention, occurrence.object.mention)
            found[key] = max(occurrence.weight, found.get(key, 0.0))
    return found


Slotted = Mapping[tuple[int, str | None], tuple[str, float]]


def _slotted(reading: Reading, word: _Word, side: str) -> Slotted:
    """The mentions that the frames' slots find for the side, by place and entity, with slot and weight."""
    found: dict[tuple[int, str | None], tuple[str, float]] = {}
    for frame in word.frames:
        for slot in frame.subject if side == "subject" else frame.object:
            for filler in slot_fillers(reading.scene, word.token, frame, slot):
                key = (filler.mention.head, _who(filler.mention))
                if stands_for(filler.mention, word.relation, side, reading.world) and (key not in found or found[key][1] < filler.weight):
                    found[key] = (slot, filler.weight)
    return found


def _of_word(scene: Scene, word: _Word, where: Sequence[int]) -> Features:
    """Features of the word alone: what it is, what it depends on, and how often the sentence evokes the relation."""
    token, name, frame = word.token, word.relation.name, word.frames[0]
    head = scene.sentence.head(token)
    above = head.lemma.lower() if head else "-"
    place = "" if token.upos == "VERB" else token.deprel.partition(":")[0]
    clause = scene.clause_of[token.index]
    beside = min(sum(scene.clause_of[i] == clause for i in where), 3)
    telling = ("NOUN", "ADJ", "ADV", "VERB")
    below = [d for d in scene.sentence.dependents(token) if d.upos in telling or d.deprel in ("case", "compound:prt")]
    return (
        "T",
        f"T:{name}",
        f"T:entry={frame.entry.rpartition('/')[2]}",
        f"T:met={word.met}",
        f"T:{name},met={word.met}",
        f"T:category={word.category}:{place}",
        f"T:{name},upos={token.upos}",
        f"T:support={bool(frame.support) and support_verb(scene, token, frame) is not None}",
        f"T:evoked={min(len(where), 4)}",
        f"T:evoked={min(len(where), 4)},{name}",
        f"T:evoked in clause={beside}",
        f"T:{name},head={above}",
        f"T:head={above},{word.category}",
        f"T:slots={bool(frame.subject)}",
        f"T:word={fold(token.lemma)}",
        f"T:whole={fold(token.lemma) == frame.lemma}",
        *(f"T:{name},has={d.lemma.lower()}" for d in below),
    )


def _slot(mention: Mention, slotted: Slotted) -> str:
    slot = slotted.get((mention.head, _who(mention)))
    return f"{slot[0]}{round(slot[1] * 5)}" if slot else "other" if slotted else "none"


def _of_side(scene: Scene, word: _Word, side: str, mention: Mention, slot: str, rank: int) -> Features:
    """How a mention stands to the word: the way, the phrase that it is in, order, distance, and the frame's slots."""
    s, c, name = side[0].upper(), word.category, word.relation.name
    head = scene.sentence[mention.head]
    top = _top(scene, head, word.token)
    path, marked, distance = word.paths[mention.head], preposition(scene, top), mention.head - word.token.index
    ahead = "<" if distance < 0 else ">" if distance > 0 else "="
    size = sum(abs(distance) > limit for limit in DISTANCES)
    filled = slot.rstrip("0123456789")
    clause = _clause(scene, word.token, head)
    kind = mention.entity.kind if mention.entity else "Person"
    under = top.lemma.lower() if top.index != head.index else ""
    named = any(not m.modifier for m in scene.mentions.get(top.index, ()))
    via = "" if not under else "organ" if scene.lexicon.is_a(under, "organ") else "mention" if named else "noun"
    return (
        s,
        f"{s}:path={path}",
        f"{s}:{c},path={path},{word.passive}",
        f"{s}:{name},path={path}",
        f"{s}:prep={marked}",
        f"{s}:{c},prep={marked}",
        f"{s}:{name},{c},prep={marked}",
        f"{s}:{name},prep={marked},{ahead}",
        f"{s}:top={_label(top)},{marked},{via}",
        f"{s}:{c},top={_label(top)},{marked},{ahead},{word.passive}",
        f"{s}:entry={word.frames[0].entry.rpartition('/')[2]},prep={marked}",
        f"{s}:how={mention.how}",
        f"{s}:how={mention.how},{filled}",
        f"{s}:modifier={mention.modifier},{c}",
        f"{s}:place={mention.place}",
        f"{s}:{name},{kind}",
        f"{s}:{name},{mention.how}",
        f"{s}:{c},distance={ahead}{size}",
        f"{s}:{name},{ahead}",
        f"{s}:rank={min(rank, 4)}",
        f"{s}:clause={clause}",
        f"{s}:{c},clause={clause}",
        f"{s}:slot={slot}",
        f"{s}:{c},slot={slot}",
        f"{s}:{name},slot={filled}",
        f"{s}:under={under}",
        f"{s}:{name},under={under}",
        f"{s}:via={via},{clause}",
    )


def _of_salient(word: _Word, side: str, mention: Mention, how: Features, filled: bool) -> Features:
    """How salient a mention of the sentences before is, and whether the sentence has another for its side."""
    s, c, name = side[0].upper() + ":salient", word.category, word.relation.name
    kind = mention.entity.kind if mention.entity else "Person"
    own = (s, f"{s},{c}", f"{s},{name}", f"{s},filled={filled}", f"{s},{c},filled={filled}", f"{s},{name},{kind}")
    return (*own, *(f"{s},{feature}" for feature in how))


def _top(scene: Scene, token: Token, trigger: Token) -> Token:
    """The head of the largest noun phrase around the token that does not hold the trigger as head."""
    current = token
    for _ in range(STEPS):
        head = scene.sentence.head(current)
        if head is None or head.index == trigger.index or current.deprel.partition(":")[0] not in _NOMINAL or head.upos in ("VERB", "AUX"):
            break
        if current.deprel == "nmod" and preposition(scene, current) not in ("", "von"):
            break
        current = head
    return current


def _clause(scene: Scene, trigger: Token, token: Token) -> str:
    """Whether the token's clause is the trigger's own, one above it, one below it, or neither."""
    own, other = scene.clause_of[trigger.index], scene.clause_of[token.index]
    if own == other:
        return "same"
    if any(scene.clause_of[a.index] == other for a in scene.sentence.ancestors(trigger)):
        return "above"
    return "below" if any(scene.clause_of[a.index] == own for a in scene.sentence.ancestors(token)) else "beside"


def _of_pair(scene: Scene, word: _Word, subject: Argument, obj: Argument) -> Features:
    """How the two stand to each other and to the word."""
    a, b, t, c, name = subject.token, obj.token, word.token.index, word.category, word.relation.name
    if a < 0 or b < 0:
        missing, present = ("subject", obj) if a < 0 else ("object", subject)
        return ("P:salient", f"P:salient,{missing},{c}", f"P:salient,{name},{missing}", f"P:salient,{missing},{present.slot}")
    order = "".join(sign for _, sign in sorted(((a, "s"), (b, "o"), (t, "t"))))
    slots = f"{subject.slot},{obj.slot}"
    filled = sum(argument.slot not in ("other", "none") for argument in (subject, obj))
    between = bisect_left(scene.heads, max(a, b)) - bisect_right(scene.heads, min(a, b))
    joined = _are_joined(scene.sentence[a], scene.sentence[b])
    return (
        f"P:order={order},{c}",
        f"P:{name},order={order}",
        f"P:slots={slots}",
        f"P:{c},slots={slots}",
        f"P:{name},filled={filled}",
        f"P:how={subject.mention.how},{obj.mention.how}",
        f"P:modifier={subject.mention.modifier},{obj.mention.modifier},{c}",
        f"P:between={min(between, 4)}",
        f"P:joined={joined}",
        f"P:joined={joined},{name}",
        f"P:same={a == b},{name}",
    )


def _of_rule(word: _Word, weight: float, chosen: bool) -> Features:
    """What the frame alone says of the pair: chosen with a weight, another pair chosen, or none."""
    rule = str(round(weight * 5)) if weight else "other" if chosen else "none"
    return (
        f"P:rule={rule}",
        f"P:rule={rule},{word.met}",
        f"P:rule={rule},{word.relation.name}",
        f"P:rule={rule},{word.category},{word.met}",
    )


def _first_joined(scene: Scene, index: int) -> int:
    """The first of the words that the word is coordinated with, itself if it is with none."""
    token = scene.sentence[index]
    while token.deprel == "conj" and (head := scene.sentence.head(token)) is not None:
        token = head
    return token.index


def _are_joined(first: Token, second: Token) -> bool:
    return (first.deprel == "conj" and first.head in (second.index, second.head)) or (
        second.deprel == "conj" and second.head in (first.index, first.head)
    )
