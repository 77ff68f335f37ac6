"""The arguments of verbs: subject, objects and prepositional phrases, in active and passive, and of infinitives."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.phrases import genitives, is_inside, is_oblique, phrases, preposition
from kg.extraction.scene import GUESS, NEAR, OWNED, Scene, full_lemma
from kg.reading.sentences import Token


def is_passive(scene: Scene, verb: Token) -> bool:
    """Whether the verb stands in the passive with *werden*."""
    sentence = scene.sentence
    auxiliaries = sentence.dependents(verb, "aux", "aux:pass")
    if not auxiliaries and verb.deprel in ("amod", "acl") and (verb.upos == "ADJ" or verb.feats.get("VerbForm") == "Part"):
        return True
    if any(a.lemma == "sein" for a in auxiliaries) and not any(a.lemma == "werden" for a in auxiliaries):
        return False
    if sentence.dependents(verb, "obj"):
        return False
    participle = verb.feats.get("VerbForm") == "Part" or verb.xpos in ("VVPP", "VV(PP)")
    passive = bool(sentence.dependents(verb, "nsubj:pass", "aux:pass"))
    return passive or (participle and any(a.lemma == "werden" for a in auxiliaries))


def agents(scene: Scene, verb: Token) -> Iterator[tuple[Token, float]]:
    """Who acts in the passive, or in an attributive participle: *von* or *durch*."""
    found = [t for t in scene.sentence.dependents(verb) if t.deprel != "advcl" and scene.lexicon.has(preposition(scene, t), "agent")]
    yield from ((t, 1.0) for t in found)
    if not found:
        for slot in sorted(scene.lexicon.classes.get("agent", frozenset()), reverse=True):
            yield from phrases(scene, verb, slot, "")


def of_verb(scene: Scene, verb: Token, slot: str, case: str, noun: int = -1) -> Iterator[tuple[Token, float]]:
    """The slot of a verb; `noun` is the support-verb construction's own noun, which fills none of them."""
    sentence, passive = scene.sentence, is_passive(scene, verb)
    if slot == "subj" and passive:
        yield from agents(scene, verb)
    elif slot in ("subj", "pred"):
        yield from subjects(scene, verb, noun)
    elif slot == "obj" and passive:
        yield from ((t, 1.0) for t in sentence.dependents(verb, "nsubj:pass", "nsubj"))
    elif slot == "obj":
        found = [t for t in sentence.dependents(verb, "obj") if t.feats.get("Case") != "Dat" or t.upos == "PROPN"]
        found += [t for t in sentence.dependents(verb, "nsubj") if is_oblique(scene, t)]
        if not found and sentence.dependents(verb, "nsubj:pass"):
            found = list(sentence.dependents(verb, "nsubj:pass"))
        yield from ((t, 1.0) for t in found) if found else _unmarked(scene, verb, after_subject=True)
        if not found:
            clauses = sentence.dependents(verb, "ccomp")
            yield from ((s, OWNED) for clause in clauses for s in sentence.dependents(clause, "nsubj", "nsubj:pass")[:1])
    elif slot == "dat":
        found = [t for t in sentence.dependents(verb, "iobj", "obl:arg", "obj") if t.index != noun and _may_be_dative(scene, t)]
        found += [t for t in sentence.dependents(verb, "nsubj", "nsubj:pass") if is_oblique(scene, t)]
        yield from ((t, 1.0) for t in found) if found else _unmarked(scene, verb, after_subject=True)
    elif slot == "gen":
        yield from ((t, 1.0) for t in sentence.dependents(verb) if t.feats.get("Case") == "Gen")
    elif slot not in ("each", "adj", "compound"):
        yield from phrases(scene, verb, slot, case)


def subjects(scene: Scene, verb: Token, noun: int = -1, depth: int = 0) -> Iterator[tuple[Token, float]]:
    """The subject: its own, that of the verb it is joined to, or the controller of its infinitive."""
    sentence = scene.sentence
    found = sentence.dependents(verb, "nsubj", "nsubj:pass") or [
        s for d in sentence.dependents(verb, "xcomp", "advmod") if d.upos == "ADJ" for s in sentence.dependents(d, "nsubj")
    ]
    if verb.deprel == "cop" and verb.head >= 0 and not found:
        found = sentence.dependents(sentence[verb.head], "nsubj") or (sentence[verb.head],)
    if found and all(is_oblique(scene, t) for t in found):
        found = sentence.dependents(verb, "obj")
    found = sorted((t for t in found if t.index != noun and not is_oblique(scene, t)), key=lambda t: not _may_act(scene, t))
    found = found or [t for t in sentence.dependents(verb, "obl") if _opens_clause_with_conjunction(scene, t)]
    yield from ((t, 1.0) for t in found[:1])
    head = sentence.head(verb)
    if found or depth > 3:
        return
    if (
        head is not None
        and verb.deprel in ("conj", "xcomp", "advcl", "ccomp", "obl", "nmod", "acl")
        and head.upos in ("VERB", "AUX", "ADJ")
    ):
        controlled = [(t, w * 0.9) for t, w in _controllers(scene, verb, head, depth)]
        if controlled:
            yield from controlled
            return
    if head is not None and verb.deprel == "acl" and head.upos == "NOUN" and verb.feats.get("VerbForm") == "Inf":
        governor = sentence.head(head)
        if governor is not None and governor.upos in ("VERB", "AUX"):
            yield from ((t, w * NEAR) for t, w in subjects(scene, governor, depth=depth + 1))
        return
    yield from _unmarked(scene, verb, after_subject=False)


def _may_act(scene: Scene, token: Token) -> bool:
    """Whether the word speaks of somebody: a mention, a pronoun, or a noun that stands for its owner."""
    return token.upos != "NOUN" or token.index in scene.mentions or scene.lexicon.is_a(token.lemma, "organ")


def _opens_clause_with_conjunction(scene: Scene, token: Token) -> bool:
    """*Als Eisenhower die Beziehungen abbrach*: the parse took the conjunction for a preposition, and the subject for its phrase."""
    case = next(iter(scene.sentence.dependents(token, "case")), None)
    return case is not None and scene.lexicon.has(case.form, "temporal") and case.index == min(t.index for t in scene.clause(token))


def _controllers(scene: Scene, verb: Token, head: Token, depth: int) -> Iterator[tuple[Token, float]]:
    if verb.deprel in ("xcomp", "ccomp") and verb.feats.get("VerbForm") == "Inf":
        objects = [t for t in scene.sentence.dependents(head, "iobj", "obl:arg", "obj") if t.index in scene.mentions]
        objects = objects or list(scene.sentence.dependents(head, "nsubj"))[1:]
        if objects and scene.lexicon.has(full_lemma(scene, head), "object_control"):
            yield from ((t, 1.0) for t in objects)
            return
    yield from subjects(scene, head, depth=depth + 1)


def _may_be_dative(scene: Scene, token: Token) -> bool:
    return not preposition(scene, token) and (token.deprel != "obj" or token.feats.get("Case") == "Dat" or token.upos == "PROPN")


def _unmarked(scene: Scene, verb: Token, after_subject: bool) -> Iterator[tuple[Token, float]]:
    """Noun phrases of the clause without preposition that the parse gave no role, or the role of a second subject: a guess."""
    subjects = [t for t in scene.sentence.dependents(verb, "nsubj", "nsubj:pass") if not is_oblique(scene, t)]
    if after_subject and not subjects:
        return
    objects = scene.sentence.dependents(verb, "obj", "iobj")
    taken = {t.index for t in (*subjects[:1], *(objects if after_subject or len(objects) == 1 else ()))}
    for token in scene.clause(verb):
        if token.index in taken or token.upos not in ("NOUN", "PROPN", "PRON") or preposition(scene, token):
            continue
        if not after_subject and is_oblique(scene, token):
            continue
        if is_inside(scene, token):
            continue
        if token.index in scene.mentions or any(True for _ in genitives(scene, token)):
            yield token, GUESS
