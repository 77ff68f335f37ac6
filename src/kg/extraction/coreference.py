"""Coreference: pronouns and descriptions that speak of an entity named before (*er*, *das Land*, *beide Länder*).

Whoever agrees with the words in gender, number and kind competes; the most salient wins, in the manner of Lappin & Leass, "An Algorithm
for Pronominal Anaphora Resolution", Computational Linguistics 20 (1994). A mention's salience is `RECENT` and the weight of its role in
the sentence; that of an entity is the sum over the sentences that mention it, halved from each sentence to the next. Nouns that the
graph does not know compete with pronouns, too: what they win means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.extraction.mentions import Discourse, Mention, Said, World
from kg.extraction.scene import opens_clause
from kg.knowledge.gazetteer import Entity
from kg.knowledge.terms import KG
from kg.reading.sentences import Sentence, Token

COUNTS = {"two": 2, "three": 3, "four": 4}
REACH = 3
RECENT, SUBJECT, OBJECT, OBLIQUE, PART, MODIFIER = 100, 200, 150, 100, 50, 20
HEADLINE = 20
"""What the first sentence, headline or lead, adds to those it names."""
TOGETHER = 0.5
"""How much of its role is left to one of several that are joined by *und*, where a single one is looked for."""
ORGAN = 0.8
"""How much of its organ's role a state has: *die chilenische Armee*, *die Regierung in Lima*."""
CLEAR = 1.5
"""How far a state must surpass all others so that *der Außenminister* is its."""
UNKNOWN_SEX = 0.6
"""How well a person whose sex nobody knows fits *sie*, *ihr* and *Präsidentin*."""
ARGUMENTS = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:arg", "obl:agent"))
REFERRING = frozenset(("NOUN", "PRON", "DET", "ADJ", "NUM", "PROPN"))
LINKS = frozenset(("conj", "flat", "appos", "flat:name"))

MANY = 3
"""How many *sie* and *ihr* may mean at once."""
NAMED = {"Masc": "masculine_name", "Fem": "feminine_name", "Plur": "plural_name"}

Fits = Callable[[Mention], bool]


@dataclass(frozen=True, slots=True)
class Here:
    """A word that may refer, with what was said before it: first its own sentence, then the others, the latest first.

    `beside` is all that its own sentence mentions, behind the word, too.
    """

    token: Token
    said: tuple[Said, ...]
    world: World
    beside: tuple[Mention, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """The sentence in which the word stands."""
        return self.said[0].sentence

    @property
    def before(self) -> tuple[Mention, ...]:
        """What its own sentence mentions before it."""
        return self.said[0].mentions

    def has(self, word_class: str) -> bool:
        """Whether the word, as it stands, is in the word class."""
        return self.world.lexicon.has(self.token.form, word_class)


def resolve_references(sentence: Sentence, named: list[Mention], world: World, discourse: Discourse) -> list[Mention]:
    """The mentions that pronouns and descriptions of the sentence add to the named ones."""
    told = discourse.told
    found: list[Mention] = []
    taken = {i for m in named for i in range(m.start, m.end) if not m.modifier}
    for token in sorted(sentence, key=_is_object_pronoun):
        if token.index in taken or token.upos not in REFERRING:
            continue
        beside = _in_order(*named, *found)
        before = tuple(m for m in beside if m.end <= token.index)
        found += _reference(Here(token, (Said(sentence, before, not told), *reversed(told)), world, beside))
    told.append(Said(sentence, _in_order(*named, *found), not told))
    del told[: max(0, len(told) - REACH)]
    return list(_in_order(*found))


def _is_object_pronoun(token: Token) -> bool:
    """Whether the word is settled last: *ihm dankte er* means by *ihm* another than by *er*."""
    return token.upos == "PRON" and token.deprel in ("obj", "iobj", "obl", "obl:arg")


def _in_order(*mentions: Mention) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda m: (m.start, m.char_start)))


def _reference(here: Here) -> list[Mention]:
    token = here.token
    if token.upos == "NOUN":
        return _described(here)
    if here.has("both") and not _noun_head(here.sentence, token):
        return _point(token, _group(here, 2, _is_person if _speaks_of_persons(here) else _is_power), "description")
    if (token.upos == "PRON" or here.has("near_demonstrative")) and (agreement := _agreement(here)):
        return _point(token, _pronoun(here, agreement), "pronoun")
    return _point(token, _possessor(here), "possessive")


# --- Pronouns


def _agreement(here: Here) -> frozenset[str]:
    """The genders that the personal or demonstrative pronoun may speak of, `Plur` being one; none if the word is no such pronoun."""
    form, token = here.token.form.lower(), here.token
    if here.has("near_demonstrative") and (token.deprel in ("det", "amod", "expl") or _noun_head(here.sentence, token)):
        return frozenset()
    if here.has("polite") and token.form[:1].isupper() and token.index and here.sentence[token.index - 1].form not in ("„", "“", ":", "»"):
        return frozenset()
    genders = frozenset(g for g in ("Masc", "Fem", "Neut", "Plur") if here.world.lexicon.has(form, f"{g.lower()}_pronoun"))
    if {"Fem", "Plur"} <= genders and _is_subject(here) and (number := _number(here.sentence, token)):
        genders = frozenset(("Plur",) if number == "Plur" else ("Fem",))
    return genders


def _is_subject(here: Here) -> bool:
    """Whether the word is the subject, which no clause has twice."""
    verb = here.sentence.head(here.token)
    others = here.sentence.dependents(verb, "nsubj", "nsubj:pass") if verb else ()
    return here.token.deprel.startswith("nsubj") and others[0].index == here.token.index


def _number(sentence: Sentence, subject: Token) -> str | None:
    """Whether the finite verb of the subject is singular or plural."""
    verb = sentence.head(subject)
    if verb is None:
        return None
    finite = [t for t in (*sentence.dependents(verb, "aux", "aux:pass", "cop"), verb) if t.feats.get("VerbForm") == "Fin"]
    return next((t.feats.get("Number") for t in finite), None)


def _pronoun(here: Here, agreement: frozenset[str]) -> list[Mention]:
    if here.has("thing_pronoun") and not _stands_for_something(here):
        return []
    apart = _arguments(here)
    if here.has("near_demonstrative"):
        return _last_named(here, agreement)
    ranked = _ranked(here, lambda m: _key(m) not in apart and _agrees(m, agreement, here), agreement)
    if "Plur" in agreement:
        groups = list(_groups(here, apart, single=ranked[0][0] if ranked else 0))
        if groups:
            return groups[0]
    if not ranked or ranked[0][1] is None or ("Neut" in agreement and here.has("thing_pronoun") and ranked[0][0] < RECENT / 2 + PART):
        return []
    return [ranked[0][1]]


def _stands_for_something(here: Here) -> bool:
    """Whether *es* is a subject that does something, and no clause takes its place."""
    sentence, verb = here.sentence, here.sentence.head(here.token)
    if not here.token.deprel.startswith("nsubj") or verb is None or verb.upos != "VERB":
        return False
    clause = sentence.dependents(verb, "csubj", "ccomp", "csubj:pass")
    passive = here.token.deprel.endswith("pass") or bool(sentence.dependents(verb, "aux:pass"))
    return not clause and not passive and not here.world.lexicon.has(verb.lemma, "impersonal_verb")


def _last_named(here: Here, agreement: frozenset[str]) -> list[Mention]:
    """*Dieser*: who was named last in the sentence before, unless another noun that agrees came after."""
    if len(here.said) < 2 or not here.token.deprel.startswith("nsubj"):
        return []
    said = here.said[1]
    fitting = [m for m in said.mentions if not m.place and not m.modifier and _agrees(m, agreement, here)]
    last = max((m.head for m in fitting), default=-1)
    covered = {i for m in said.mentions for i in range(m.start, m.end)}
    other = [t for t in said.sentence if t.index > last and t.upos == "NOUN" and t.index not in covered and _gender(t) in agreement]
    return [m for m in fitting if m.head == last][:1] if last >= 0 and not other else []


def _possessor(here: Here) -> list[Mention]:
    """Whose: *sein Besuch*, *dessen Präsident*; nobody where the word is no possessive."""
    token, has = here.token, here.world.lexicon.has
    if has(token.lemma, "possessive") and token.upos in ("DET", "PRON") and token.form[:3].lower() == token.lemma[:3].lower():
        return _owner(here, frozenset(("Masc", "Neut") if token.form[:1].lower() == "s" else ("Fem", "Plur")))
    if here.has("relative_possessive") and token.deprel in ("det", "nmod", "det:poss", "conj", "obl"):
        return _relative(here)
    return []


def _relative(here: Here) -> list[Mention]:
    """*Polen, dessen Regierung*, *mit Macron und dessen Minister*: the noun in front, if it is a name that agrees."""
    agreement = frozenset(("Masc", "Neut") if here.token.form.lower() == "dessen" else ("Fem", "Plur"))
    nouns = [t for t in here.sentence.tokens[: here.token.index] if t.upos in ("NOUN", "PROPN")]
    near = [m for m in here.before if _agrees(m, agreement, here) and not (m.modifier and m.how == "possessive")]
    if not nouns or not near:
        return []
    between = [t for t in nouns if t.index >= near[-1].end and (_gender(t) in agreement or not t.feats)]
    return [] if between else near[-1:]


def _owner(here: Here, agreement: frozenset[str]) -> list[Mention]:
    """Whose: the subject of the clause, else the first mention of the sentence, else the most salient of the one before."""
    sentence, world = here.sentence, here.world
    own = [m for m in here.before if not m.modifier and (m.is_person or not _is_kin(here))]
    subjects = [m for m in own if _role(sentence, m, world) >= SUBJECT]
    joined = [group for group in _coordinated(here.said[0]) if any(m in subjects for m in group)]
    if joined and "Plur" in agreement:
        return joined[-1]
    stranger = any(
        t.deprel.startswith("nsubj") and t.upos == "NOUN" and _gender(t) in agreement and not any(m.head == t.index for m in own)
        for t in sentence.tokens[: here.token.index]
    )
    alone = [m for m in (*reversed(subjects), *own) if _agrees(m, agreement, here) and not any(m in group for group in joined)]
    if alone and (alone[0] in subjects or not stranger):
        return [m for m in own if m.head == alone[0].head and "Plur" in agreement] or alone[:1]
    if stranger:
        return []
    if following := _subject_behind(here, agreement):
        return following
    near = replace(here, said=(replace(here.said[0], mentions=()), *here.said[1:2]))
    fitting = [m for m in (near.said[-1].mentions if near.said[1:] else ()) if not m.modifier and _agrees(m, agreement, here)]
    fitting = [m for m in fitting if m.is_person or not _is_kin(here)]
    ranked = _ranked(near, lambda m: m in fitting, agreement)
    if "Plur" in agreement and (groups := list(_groups(near, frozenset(), single=ranked[0][0] if ranked else 0))):
        return groups[0]
    return [ranked[0][1]] if ranked and ranked[0][1] else []


def _is_kin(here: Here) -> bool:
    """Whether only a person has what the possessive stands before: *seine Frau*."""
    return any(here.world.lexicon.has(t.lemma, "kin") for t in here.sentence.tokens[here.token.index + 1 : here.token.index + 2])


def _subject_behind(here: Here, agreement: frozenset[str]) -> list[Mention]:
    """*Bei seinem Besuch sprach Ferro*: the subject that follows, where the possessive stands in no subject and no pronoun takes it up."""
    sentence, clause = here.sentence, _clause(here.sentence, here.token)
    above = [here.token, *sentence.ancestors(here.token)]
    if not any(t.deprel == "obl" and _clause(sentence, t) == clause for t in above) or here.before:
        return []
    following = [m for m in here.beside if m.start > here.token.index and not m.modifier and sentence[m.head].deprel.startswith("nsubj")]
    pronouns = [t for t in sentence.tokens[here.token.index + 1 :] if t.upos == "PRON" and t.xpos == "PPER"]
    if not following or pronouns or _clause(sentence, sentence[following[0].head]) != clause:
        return []
    for group in _coordinated(Said(sentence, here.beside)):
        if following[0] in group:
            return group if "Plur" in agreement else []
    return following[:1] if _agrees(following[0], agreement, here) else []


# --- Descriptions


def _described(here: Here) -> list[Mention]:
    token, lexicon = here.token, here.world.lexicon
    plural = _is_plural(here)
    if lexicon.is_a(token.lemma, "group_description") and not _is_named_behind(here):
        count = _count(here)
        if count or (plural and lexicon.is_a(token.lemma, "reciprocal_description") and _is_definite(here)):
            return _point(token, _group(here, count, _members(here)), "description")
    owners = [m for m in here.before if m.how == "possessive" and m.end == token.index]
    if owners and not plural and lexicon.has(token.lemma, "own_state"):
        return _point(token, _powers_of(owners, here.world), "description")
    if plural or not _is_definite(here) or _has_own_name(here):
        return []
    return _point(token, _single(here), "description")


def _single(here: Here) -> list[Mention]:
    """Whom a description in the singular means, by what it describes: a state, an organization or a person."""
    lemma, lexicon = here.token.lemma, here.world.lexicon
    if lexicon.is_a(lemma, "state_description") and not lexicon.is_a(lemma, "no_state_description"):
        return _best(here, _is_state)
    if lexicon.has(lemma, "organization_description"):
        return _best(here, _is_organization)
    if lexicon.has(lemma, "person_description"):
        return _best(here, _holds_office(here)) or _holder(here)
    return []


def _powers_of(owners: Iterable[Mention], world: World) -> list[Mention]:
    """*Sein Land*: the states that the persons lead or serve."""
    powers = [(m, world.gazetteer.entity(m.power)) for m in owners if m.power and m.is_person]
    return [replace(m, entity=power, power=None) for m, power in powers if power and power.kind == "State"]


def _best(here: Here, fits: Fits) -> list[Mention]:
    """The most salient that the description fits, unless the clause sets it beside itself: *Chile besucht das Land*."""
    apart = _arguments(here)
    ranked = _ranked(here, lambda m: fits(m) and _key(m) not in apart and _is_of_kind(here, m))
    return [m for _, m in ranked[:1] if m]


def _is_of_kind(here: Here, mention: Mention) -> bool:
    """Whether what the description says is true of the entity, as far as is known: an island, a kingdom, African."""
    lexicon, entity = here.world.lexicon, mention.entity
    if entity is None or entity.kind in ("Leader", "Person"):
        return True
    words = _phrase(here)
    return all(
        _is_named(entity, f"{kind}_name", here.world)
        for kind in _kinds(here.world)
        if any((lexicon.has if word.upos == "ADJ" else lexicon.is_a)(word.lemma, f"{kind}_word") for word in words)
    )


def _kinds(world: World) -> list[str]:
    classes = world.lexicon.classes
    return [name.removesuffix("_word") for name in classes if name.endswith("_word") and f"{name.removesuffix('_word')}_name" in classes]


def _phrase(here: Here) -> list[Token]:
    """The noun and the adjectives in front of it."""
    found = [here.token, *here.sentence.dependents(here.token, "amod")]
    index = here.token.index - 1
    while index >= 0 and here.sentence[index].upos == "ADJ":
        found.append(here.sentence[index])
        index -= 1
    return found


def _offices(here: Here) -> frozenset[str]:
    """The offices that the word may name; of heads of state, rulers are some, too."""
    named = {frame.office for frame in here.world.lexicon.nouns(here.token.lemma) if frame.office}
    if named & {str(KG.headOfState), str(KG.rulingLeader)}:
        named |= {str(KG.headOfState), str(KG.rulingLeader)}
    if str(KG.otherMinister) in named:
        named |= {str(KG.foreignMinister), str(KG.defenceMinister)}
    return frozenset(named)


def _holds_office(here: Here) -> Fits:
    offices, gender = _offices(here), frozenset((_gender(here.token) or "Masc",))
    generic = here.world.lexicon.has(here.token.lemma, "any_office")

    def fits(mention: Mention) -> bool:
        if not _is_person(mention) or mention.modifier or not _agrees(mention, gender - {"Neut", "Plur"} or gender, here):
            return False
        tenures = mention.entity.tenures if mention.entity else ()
        return generic or not offices or not tenures or any(t.office in offices for t in tenures)

    return fits


def _holder(here: Here) -> list[Mention]:
    """*Der Außenminister*: who holds the office in the state of which the text speaks, if it plainly speaks of one."""
    offices, world = _offices(here), here.world
    if not offices or world.lexicon.has(here.token.lemma, "any_office"):
        return []
    ranked = [(score, m) for score, m in _ranked(here, _is_power) if m]
    if not ranked or (len(ranked) > 1 and ranked[0][0] < CLEAR * ranked[1][0]):
        return []
    power = ranked[0][1].entity
    holders = {h.iri: h for office in offices for h in world.gazetteer.holders(office, power.iri, world.day)} if power and world.day else {}
    found = [replace(ranked[0][1], entity=h, power=power.iri, modifier=False) for h in holders.values() if power]
    return found if len(found) == 1 and _holds_office(here)(found[0]) else []


def _noun_head(sentence: Sentence, token: Token) -> bool:
    head = sentence.head(token)
    return head is not None and head.upos == "NOUN" and token.deprel in ("det", "amod", "nummod")


def _is_plural(here: Here) -> bool:
    singular = any(here.world.lexicon.has(t.form, "singular_article") for t in here.sentence.dependents(here.token, "det"))
    return here.token.feats.get("Number") == "Plur" and not singular


def _count(here: Here) -> int:
    """How many the noun phrase says that there are: *beide*, *die drei*; 0 if it does not say."""
    token = here.token
    for other in here.sentence.tokens[max(0, token.index - 3) : token.index]:
        if token.index in (other.head, other.index + 1):
            for name, count in COUNTS.items():
                if here.world.lexicon.has(other.form, name):
                    return count
    return 0


def _is_definite(here: Here) -> bool:
    """Whether a definite article opens the noun phrase, by the tree or over the adjectives in front of the noun."""
    token, has = here.token, here.world.lexicon.has
    if any(has(t.form, "no_place_preposition") for t in here.sentence.tokens[max(0, token.index - 2) : token.index - 1]):
        return False
    if any(has(t.form, "definite") and t.index < token.index for t in here.sentence.dependents(token, "det")):
        return True
    for other in reversed(here.sentence.tokens[max(0, token.index - 4) : token.index]):
        if has(other.form, "definite"):
            return True
        if other.upos not in ("ADJ", "ADV"):
            return False
    return False


def _has_own_name(here: Here) -> bool:
    """Whether the phrase itself says of whom it speaks: *die chilenische Regierung*, *der Präsident des Verbands*."""
    token = here.token
    if any(m.end == token.index and m.how in ("adjective", "name") for m in here.before):
        return True
    own = here.sentence.dependents(token, "nmod", "acl", "appos")
    return _is_named_behind(here) or any(t.upos != "NUM" for t in own)


def _is_named_behind(here: Here) -> bool:
    after = here.sentence.tokens[here.token.index + 1 : here.token.index + 2]
    return any(t.upos == "PROPN" for t in after)


# --- Groups


def _members(here: Here) -> Fits:
    lexicon, lemma = here.world.lexicon, here.token.lemma
    if lexicon.is_a(lemma, "person_description") or lexicon.has(lemma, "person_group"):
        return _is_person
    return lambda m: (_is_power(m) if lexicon.is_a(lemma, "side") else _is_state(m)) and _is_of_kind(here, m)


def _group(here: Here, count: int, fits: Fits) -> list[Mention]:
    """Those whom a sentence joins, or who alone stand in it: *Peru und Chile*, *Peru grüßt Chile*; else all that were named."""
    apart = _arguments(here)
    for distance, said in enumerate(here.said):
        candidates = [m for m in said.mentions if fits(m) and not m.place and (distance or _key(m) not in apart)]
        for group in _coordinated(said):
            if len(_distinct(group)) == (count or len(_distinct(group))) and all(m in candidates for m in group):
                return _distinct(group)
        if found := _alone(said, candidates, count or 2, here.world):
            return found
        states = _with_powers(said, candidates, here.world) if count and fits is not _is_person else []
        if states and len(states) == count and all(map(fits, states)):
            return states
    everybody = _distinct(m for said in reversed(here.said) for m in said.mentions if fits(m) and not m.place and not m.modifier)
    return everybody if count and len(everybody) == count else []


def _alone(said: Said, candidates: Sequence[Mention], count: int, world: World) -> list[Mention]:
    """As many as are looked for, if no other stands as high in the sentence."""
    roles = {_key(m): max(_role(said.sentence, n, world) for n in candidates if _key(n) == _key(m)) for m in candidates}
    ranked = sorted(_distinct(candidates), key=lambda m: -roles[_key(m)])
    following = roles[_key(ranked[count])] if len(ranked) > count else 0
    chosen = ranked[:count]
    if len(chosen) < count or roles[_key(chosen[-1])] <= following or (following and roles[_key(chosen[-1])] < OBLIQUE):
        return []
    return sorted(chosen, key=lambda m: m.start)


def _with_powers(said: Said, candidates: Sequence[Mention], world: World) -> list[Mention]:
    """The candidates and the states that persons of the sentence lead: *Putin traf Erdoğan. Beide Länder …*"""
    found = list(candidates)
    for mention in said.mentions:
        power = world.gazetteer.entity(mention.power) if mention.power and mention.is_person and not mention.modifier else None
        if power:
            found.append(replace(mention, entity=power, power=None))
    return _distinct(found)


def _coordinated(said: Said) -> list[list[Mention]]:
    """Mentions that *und* joins, or that one word spoke of, those of the highest role first."""
    mentions = [m for m in said.mentions if not m.modifier and not m.place and _key(m)]
    groups: list[list[Mention]] = []
    for mention in mentions:
        joined = next((group for group in groups if _joins(said.sentence, group[-1], mention)), None)
        if joined:
            joined.append(mention)
        else:
            groups.append([mention])
    found = [group for group in groups if len(_distinct(group)) > 1 and _has_conjunction(said.sentence, group)]
    return [group for group in found if len({m.is_person for m in group}) == 1]


def _joins(sentence: Sentence, first: Mention, second: Mention) -> bool:
    between = sentence.tokens[first.end : second.start]
    if first.head == second.head:
        return True
    if between and all(t.upos in ("CCONJ", "DET", "ADJ") or t.form in (",", "/") for t in between):
        return True
    return sentence[second.head].deprel == "conj" and any(t.index == first.head for t in _over_conjuncts(sentence, sentence[second.head]))


def _over_conjuncts(sentence: Sentence, token: Token) -> Iterator[Token]:
    while token.deprel in LINKS and (head := sentence.head(token)):
        yield (token := head)


def _has_conjunction(sentence: Sentence, group: Sequence[Mention]) -> bool:
    return any(
        first.head == second.head or any(t.upos == "CCONJ" or t.form == "/" for t in sentence.tokens[first.end : second.start])
        for first, second in pairwise(group)
    )


def _groups(here: Here, apart: frozenset[str], single: float) -> Iterator[list[Mention]]:
    """Whom a plural pronoun may mean together, if they are more salient than any single name or noun in the plural."""
    best: tuple[float, list[Mention]] = (single, [])
    for distance, said in enumerate(here.said):
        pairs = _coordinated(said)
        persons = _distinct(m for m in said.mentions if _is_person(m) and not m.modifier and not m.place)
        if not pairs and len(persons) == 2 and distance == 1 and _role(said.sentence, persons[0], here.world) >= SUBJECT:
            pairs = [persons]
        for group in pairs:
            score = (RECENT + max(_role(said.sentence, m, here.world) for m in group)) / 2**distance
            if score > best[0] and len(_distinct(group)) <= MANY and not any(_key(m) in apart for m in group):
                best = (score, _distinct(group))
    if best[1]:
        yield best[1]


def _speaks_of_persons(here: Here) -> bool:
    """Whether the sentence before named at least two persons, whom *die beiden* then means."""
    last = here.said[1].mentions if len(here.said) > 1 else ()
    return len({m.entity.iri for m in last if m.entity and m.is_person and not m.modifier}) >= 2


# --- Salience and agreement


def _ranked(here: Here, fits: Fits, agreement: frozenset[str] = frozenset()) -> list[tuple[float, Mention | None]]:
    """Those that fit by their salience; None stands for a noun that agrees as well."""
    scores: dict[str, float] = {}
    meant: dict[str, Mention | None] = {}
    for distance, said in enumerate(here.said):
        weights: dict[str, float] = {}
        joined = [m for group in _coordinated(said) for m in group]
        for mention in said.mentions:
            if mention.place or not fits(mention) or not (key := _key(mention)):
                continue
            role = _role(said.sentence, mention, here.world) * (TOGETHER if agreement and mention in joined else 1)
            weight = (RECENT + role + HEADLINE * said.opening) * _sex_is_sure(mention, agreement, here)
            weights[key] = max(weight, weights.get(key, 0))
            meant.setdefault(key, mention)
        for index, weight in _strangers(here, said, agreement) if agreement else ():
            weights[f"{distance}.{index}"] = weight
            meant[f"{distance}.{index}"] = None
        for key, weight in weights.items():
            scores[key] = scores.get(key, 0) + weight / 2**distance
    return sorted(((score, meant[key]) for key, score in scores.items()), key=lambda pair: -pair[0])


def _strangers(here: Here, said: Said, agreement: frozenset[str]) -> Iterator[tuple[int, float]]:
    """Nouns of no known name that the pronoun may mean: subjects, objects, and persons in any place."""
    covered = {i for m in said.mentions for i in range(m.start, m.end) if not m.modifier}
    lexicon, verb = here.world.lexicon, here.sentence.head(here.token)
    speaks = verb is not None and lexicon.has(verb.lemma, "claiming_verb")
    for token in said.sentence:
        if said is here.said[0] and token.index >= here.token.index:
            break
        if token.upos != "NOUN" or token.index in covered or _gender(token) not in agreement:
            continue
        person = lexicon.is_a(token.lemma, "person_noun")
        role = _role_of(said.sentence, token, here.world)
        if person or (role >= OBJECT and not speaks):
            yield token.index, (RECENT + role) * (1 if person or role >= SUBJECT else TOGETHER)


def _key(mention: Mention) -> str:
    return mention.entity.iri if mention.entity else mention.power or ""


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, only the first of each entity."""
    return list({_key(m): m for m in reversed(list(mentions)) if m.entity}.values())[::-1]


def _role(sentence: Sentence, mention: Mention, world: World) -> float:
    """The weight of the mention's place in the sentence; an adjective before an organ shares in the organ's: *die chilenische Armee*."""
    token = sentence[mention.head]
    if not mention.modifier:
        return _role_of(sentence, token, world)
    noun = token if mention.how != "adjective" else sentence.head(token)
    if mention.how != "possessive" and noun is not None and noun.upos == "NOUN" and world.lexicon.is_a(noun.lemma, "organ"):
        return max(MODIFIER, ORGAN * _role_of(sentence, noun, world))
    return MODIFIER


def _role_of(sentence: Sentence, token: Token, world: World) -> float:
    for above in _over_conjuncts(sentence, token):
        token = above
    if token.deprel.startswith("nsubj") or token.deprel == "root":
        return SUBJECT
    if token.deprel in ("obj", "iobj", "obl:arg"):
        return OBJECT
    if token.deprel.startswith("obl"):
        return OBLIQUE
    head = sentence.head(token)
    if token.deprel == "nmod" and head is not None and head.upos == "NOUN" and world.lexicon.is_a(head.lemma, "organ"):
        return max(PART, ORGAN * _role_of(sentence, head, world))
    return PART


def _arguments(here: Here) -> frozenset[str]:
    """Who stands beside the word under one verb, and so is somebody else; also the subject that the verb shares with another."""
    sentence, clause = here.sentence, _clause(here.sentence, here.token)
    shared = clause
    while shared.deprel in ("xcomp", "conj") and not sentence.dependents(shared, "nsubj", "nsubj:pass", "csubj") and shared.head >= 0:
        shared = _clause(sentence, sentence[shared.head])
    inside = {t.index for t in sentence.subtree(here.token)}
    found = set()
    for mention in here.beside:
        token = next(reversed([sentence[mention.head], *_over_conjuncts(sentence, sentence[mention.head])]))
        argument = not mention.modifier and token.deprel in ARGUMENTS and _clause(sentence, token) == clause
        subject = not mention.modifier and token.deprel.startswith("nsubj") and _clause(sentence, token) == shared
        if mention.head in inside or argument or subject:
            found.add(_key(mention))
    return frozenset(found)


def _clause(sentence: Sentence, token: Token) -> Token:
    """The head of the clause in which the token stands."""
    while not opens_clause(token) and token.head >= 0:
        token = sentence[token.head]
    return token


def _agrees(mention: Mention, agreement: frozenset[str], here: Here) -> bool:
    """Whether a pronoun of one of the genders may speak of the entity."""
    return bool(_genders(mention, here) & agreement)


def _genders(mention: Mention, here: Here) -> frozenset[str]:
    """The genders in which the text may speak of the entity: by its name, and by the nouns that it called it by."""
    entity, called = mention.entity, _called(mention, here)
    if mention.is_person:
        sex = _sex(entity, here.world) if entity else None
        return frozenset((sex,)) if sex else called or frozenset(("Masc", "Fem"))
    if entity is None:
        return frozenset()
    if mention.how in ("capital", "seat"):
        return called | frozenset(("Neut",))
    found = {g for g, name in NAMED.items() if _is_named(entity, name, here.world)}
    if not found:
        return called | frozenset(("Neut",) if entity.kind == "State" else ("Masc", "Neut"))
    return called | found | ({"Neut"} if _is_named(entity, "both_genders", here.world) else set())


def _called(mention: Mention, here: Here) -> frozenset[str]:
    """The genders of the titles and descriptions that the last sentences gave the entity."""
    mentions = ((said.sentence, m) for said in here.said for m in said.mentions if _key(m) == _key(mention))
    nouns = (sentence[m.head] for sentence, m in mentions if m.how in ("office", "description"))
    return frozenset(gender for noun in nouns if noun.upos == "NOUN" and (gender := _gender(noun)) in ("Masc", "Fem", "Neut"))


def _sex(person: Entity, world: World) -> str | None:
    """`Fem` or `Masc` by the first name; None where it is not known."""
    first = person.name.split()[0]
    if world.lexicon.has(first, "woman_name"):
        return "Fem"
    return "Masc" if world.lexicon.has(first, "man_name") else None


def _sex_is_sure(mention: Mention, agreement: frozenset[str], here: Here) -> float:
    sure = not mention.is_person or len(_genders(mention, here)) == 1 or "Fem" not in agreement
    return 1 if sure else UNKNOWN_SEX


def _is_named(entity: Entity, word_class: str, world: World) -> bool:
    names = {entity.name, *entity.labels.values(), *(name.text for name in entity.names if name.how == "name")}
    return any(world.lexicon.has(name, word_class) for name in names)


def _gender(token: Token) -> str | None:
    return "Plur" if token.feats.get("Number") == "Plur" else token.feats.get("Gender")


def _is_state(mention: Mention) -> bool:
    return mention.entity is not None and mention.entity.kind == "State"


def _is_organization(mention: Mention) -> bool:
    return mention.entity is not None and mention.entity.kind in ("Organization", "Bloc")


def _is_power(mention: Mention) -> bool:
    return mention.entity is not None and mention.entity.kind in ("State", "Organization")


def _is_person(mention: Mention) -> bool:
    return mention.is_person and bool(mention.entity or mention.power)


def _point(token: Token, antecedents: Iterable[Mention], how: str) -> list[Mention]:
    """The word as a mention of each of those it speaks of."""
    modifier = how == "possessive"
    return [
        Mention(token.index, token.index + 1, token.index, token.start, token.end, m.entity, how, m.power, modifier) for m in antecedents
    ]
