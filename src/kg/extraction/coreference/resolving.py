"""Coreference: pronouns and descriptions that speak of an entity named before (*er*, *das Land*, *beide Länder*).

Whoever agrees with the words in gender, number and kind competes; the most salient wins, in the manner of Lappin & Leass, "An Algorithm
for Pronominal Anaphora Resolution", Computational Linguistics 20 (1994). What a description means is for `descriptions` to say.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extraction.coreference.antecedents import Here, is_person, is_power, key_of, point_at
from kg.extraction.coreference.binding import clause_head, coarguments
from kg.extraction.coreference.coordination import coordinated
from kg.extraction.coreference.descriptions import described
from kg.extraction.coreference.genders import agrees, gender_of
from kg.extraction.coreference.groups import group_of, salient_groups
from kg.extraction.coreference.salience import PART, RECENT, SUBJECT, by_salience, role_of
from kg.extraction.mentions import Discourse, Mention, Said, World
from kg.reading.sentences import Sentence, Token

REACH = 3
REFERRING = frozenset(("NOUN", "PRON", "DET", "ADJ", "NUM", "PROPN"))


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
        return described(here)
    if here.has("both") and not _noun_head(here.sentence, token):
        return point_at(token, group_of(here, 2, is_person if _speaks_of_persons(here) else is_power), "description")
    if (token.upos == "PRON" or here.has("near_demonstrative")) and (agreement := _agreement(here)):
        return point_at(token, _pronoun(here, agreement), "pronoun")
    return point_at(token, _possessor(here), "possessive")


def _noun_head(sentence: Sentence, token: Token) -> bool:
    head = sentence.head(token)
    return head is not None and head.upos == "NOUN" and token.deprel in ("det", "amod", "nummod")


def _speaks_of_persons(here: Here) -> bool:
    """Whether the sentence before named at least two persons, whom *die beiden* then means."""
    last = here.said[1].mentions if len(here.said) > 1 else ()
    return len({m.entity.iri for m in last if m.entity and m.is_person and not m.modifier}) >= 2


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
    apart = coarguments(here)
    if here.has("near_demonstrative"):
        return _last_named(here, agreement)
    ranked = by_salience(here, lambda m: key_of(m) not in apart and agrees(m, agreement, here), agreement)
    if "Plur" in agreement:
        groups = list(salient_groups(here, apart, single=ranked[0][0] if ranked else 0))
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
    fitting = [m for m in said.mentions if not m.place and not m.modifier and agrees(m, agreement, here)]
    last = max((m.head for m in fitting), default=-1)
    covered = {i for m in said.mentions for i in range(m.start, m.end)}
    other = [t for t in said.sentence if t.index > last and t.upos == "NOUN" and t.index not in covered and gender_of(t) in agreement]
    return [m for m in fitting if m.head == last][:1] if last >= 0 and not other else []


# --- Possessives


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
    near = [m for m in here.before if agrees(m, agreement, here) and not (m.modifier and m.how == "possessive")]
    if not nouns or not near:
        return []
    between = [t for t in nouns if t.index >= near[-1].end and (gender_of(t) in agreement or not t.feats)]
    return [] if between else near[-1:]


def _owner(here: Here, agreement: frozenset[str]) -> list[Mention]:
    """Whose: the subject of the clause, else the first mention of the sentence, else the most salient of the one before."""
    sentence, world = here.sentence, here.world
    own = [m for m in here.before if not m.modifier and (m.is_person or not _is_kin(here))]
    subjects = [m for m in own if role_of(sentence, m, world) >= SUBJECT]
    joined = [group for group in coordinated(here.said[0]) if any(m in subjects for m in group)]
    if joined and "Plur" in agreement:
        return joined[-1]
    stranger = any(
        t.deprel.startswith("nsubj") and t.upos == "NOUN" and gender_of(t) in agreement and not any(m.head == t.index for m in own)
        for t in sentence.tokens[: here.token.index]
    )
    alone = [m for m in (*reversed(subjects), *own) if agrees(m, agreement, here) and not any(m in group for group in joined)]
    if alone and (alone[0] in subjects or not stranger):
        return [m for m in own if m.head == alone[0].head and "Plur" in agreement] or alone[:1]
    if stranger:
        return []
    if following := _subject_behind(here, agreement):
        return following
    near = replace(here, said=(replace(here.said[0], mentions=()), *here.said[1:2]))
    fitting = [m for m in (near.said[-1].mentions if near.said[1:] else ()) if not m.modifier and agrees(m, agreement, here)]
    fitting = [m for m in fitting if m.is_person or not _is_kin(here)]
    ranked = by_salience(near, lambda m: m in fitting, agreement)
    if "Plur" in agreement and (groups := list(salient_groups(near, frozenset(), single=ranked[0][0] if ranked else 0))):
        return groups[0]
    return [ranked[0][1]] if ranked and ranked[0][1] else []


def _is_kin(here: Here) -> bool:
    """Whether only a person has what the possessive stands before: *seine Frau*."""
    return any(here.world.lexicon.has(t.lemma, "kin") for t in here.sentence.tokens[here.token.index + 1 : here.token.index + 2])


def _subject_behind(here: Here, agreement: frozenset[str]) -> list[Mention]:
    """*Bei seinem Besuch sprach Ferro*: the subject that follows, where the possessive stands in no subject and no pronoun takes it up."""
    sentence, clause = here.sentence, clause_head(here.sentence, here.token)
    above = [here.token, *sentence.ancestors(here.token)]
    if not any(t.deprel == "obl" and clause_head(sentence, t) == clause for t in above) or here.before:
        return []
    following = [m for m in here.beside if m.start > here.token.index and not m.modifier and sentence[m.head].deprel.startswith("nsubj")]
    pronouns = [t for t in sentence.tokens[here.token.index + 1 :] if t.upos == "PRON" and t.xpos == "PPER"]
    if not following or pronouns or clause_head(sentence, sentence[following[0].head]) != clause:
        return []
    for group in coordinated(Said(sentence, here.beside)):
        if following[0] in group:
            return group if "Plur" in agreement else []
    return following[:1] if agrees(following[0], agreement, here) else []
