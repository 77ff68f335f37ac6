"""Descriptions: nouns that speak of an entity named before, by what it is or does: *das Land*, *beide Länder*, *der Außenminister*."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.extraction.coreference.antecedents import Fits, Here, is_named, is_organization, is_person, is_power, is_state, key_of, point_at
from kg.extraction.coreference.binding import coarguments
from kg.extraction.coreference.genders import agrees, gender_of
from kg.extraction.coreference.groups import group_of
from kg.extraction.coreference.salience import by_salience
from kg.extraction.mentions import Mention, World
from kg.knowledge.terms import KG
from kg.reading.sentences import Token

COUNTS = {"two": 2, "three": 3, "four": 4}
CLEAR = 1.5
"""How far a state must surpass all others so that *der Außenminister* is its."""


def described(here: Here) -> list[Mention]:
    """Whom the noun means, if it is a description of one or several that were named before."""
    token, lexicon = here.token, here.world.lexicon
    plural = _is_plural(here)
    if lexicon.is_a(token.lemma, "group_description") and not _is_named_behind(here):
        count = _count(here)
        if count or (plural and lexicon.is_a(token.lemma, "reciprocal_description") and _is_definite(here)):
            return point_at(token, group_of(here, count, _members(here)), "description")
    owners = [m for m in here.before if m.how == "possessive" and m.end == token.index]
    if owners and not plural and lexicon.has(token.lemma, "own_state"):
        return point_at(token, _powers_of(owners, here.world), "description")
    if plural or not _is_definite(here) or _has_own_name(here):
        return []
    return point_at(token, _single(here), "description")


def _single(here: Here) -> list[Mention]:
    """Whom a description in the singular means, by what it describes: a state, an organization or a person."""
    lemma, lexicon = here.token.lemma, here.world.lexicon
    if lexicon.is_a(lemma, "state_description") and not lexicon.is_a(lemma, "no_state_description"):
        return _best(here, is_state)
    if lexicon.has(lemma, "organization_description"):
        return _best(here, is_organization)
    if lexicon.has(lemma, "person_description"):
        return _best(here, _holds_office(here)) or _holder(here)
    return []


def _powers_of(owners: Iterable[Mention], world: World) -> list[Mention]:
    """*Sein Land*: the states that the persons lead or serve."""
    powers = [(m, world.gazetteer.entity(m.power)) for m in owners if m.power and m.is_person]
    return [replace(m, entity=power, power=None) for m, power in powers if power and power.kind == "State"]


def _best(here: Here, fits: Fits) -> list[Mention]:
    """The most salient that the description fits, unless the clause sets it beside itself: *Chile besucht das Land*."""
    apart = coarguments(here)
    ranked = by_salience(here, lambda m: fits(m) and key_of(m) not in apart and _is_of_kind(here, m))
    return [m for _, m in ranked[:1] if m]


# --- What the words of the description say


def _is_of_kind(here: Here, mention: Mention) -> bool:
    """Whether what the description says is true of the entity, as far as is known: an island, a kingdom, African."""
    lexicon, entity = here.world.lexicon, mention.entity
    if entity is None or entity.kind in ("Leader", "Person"):
        return True
    words = _phrase(here)
    return all(
        is_named(entity, f"{kind}_name", here.world)
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


def _members(here: Here) -> Fits:
    lexicon, lemma = here.world.lexicon, here.token.lemma
    if lexicon.is_a(lemma, "person_description") or lexicon.has(lemma, "person_group"):
        return is_person
    return lambda m: (is_power(m) if lexicon.is_a(lemma, "side") else is_state(m)) and _is_of_kind(here, m)


# --- Offices


def _offices(here: Here) -> frozenset[str]:
    """The offices that the word may name; of heads of state, rulers are some, too."""
    named = {frame.office for frame in here.world.lexicon.nouns(here.token.lemma) if frame.office}
    if named & {str(KG.headOfState), str(KG.rulingLeader)}:
        named |= {str(KG.headOfState), str(KG.rulingLeader)}
    if str(KG.otherMinister) in named:
        named |= {str(KG.foreignMinister), str(KG.defenceMinister)}
    return frozenset(named)


def _holds_office(here: Here) -> Fits:
    offices, gender = _offices(here), frozenset((gender_of(here.token) or "Masc",))
    generic = here.world.lexicon.has(here.token.lemma, "any_office")

    def fits(mention: Mention) -> bool:
        if not is_person(mention) or mention.modifier or not agrees(mention, gender - {"Neut", "Plur"} or gender, here):
            return False
        tenures = mention.entity.tenures if mention.entity else ()
        return generic or not offices or not tenures or any(t.office in offices for t in tenures)

    return fits


def _holder(here: Here) -> list[Mention]:
    """*Der Außenminister*: who holds the office in the state of which the text speaks, if it plainly speaks of one."""
    offices, world = _offices(here), here.world
    if not offices or world.lexicon.has(here.token.lemma, "any_office"):
        return []
    ranked = [(score, m) for score, m in by_salience(here, is_power) if m]
    if not ranked or (len(ranked) > 1 and ranked[0][0] < CLEAR * ranked[1][0]):
        return []
    power = ranked[0][1].entity
    holders = {h.iri: h for office in offices for h in world.gazetteer.holders(office, power.iri, world.day)} if power and world.day else {}
    found = [replace(ranked[0][1], entity=h, power=power.iri, modifier=False) for h in holders.values() if power]
    return found if len(found) == 1 and _holds_office(here)(found[0]) else []


# --- The noun phrase


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
