"""Grounding: from weighed candidates and titles to evidence, with its stance, its time and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kg.extraction.agreements import agreement_evidence
from kg.extraction.candidates import Candidate
from kg.extraction.offices import Title
from kg.extraction.scene import Scene
from kg.extraction.stance.finding import Stance, find_stance
from kg.extraction.stance.statuses import Statuses
from kg.extraction.statements import Evidence, Interval, Statement
from kg.extraction.timing.clauses import attribute_of, goes_on, is_ahead
from kg.extraction.timing.expressions import TimeExpression, head_word
from kg.extraction.timing.finding import find_times
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG
from kg.reading.documents import Document
from kg.reading.segmenting import sentence_spans
from kg.reading.sentences import Sentence, Token


@dataclass(frozen=True)
class Passage:
    """One sentence of a document with all that was found in it."""

    document: Document
    scene: Scene
    times: tuple[TimeExpression, ...]
    quoted: list[tuple[int, int]]

    def evidence(self, statement: Statement, stance: Stance, confidence: float, entry: str, valid: Interval | None) -> Evidence:
        """Evidence for the statement, with the sentence as its quotation."""
        start, end = self.scene.sentence.start, self.scene.sentence.end
        speaker = stance.speaker.entity.iri if stance.speaker and stance.speaker.entity else None
        quote = self.document.text[start:end]
        return Evidence(statement, self.document.iri, quote, start, end, stance.status, round(confidence, 3), entry, speaker, valid)


def ground(
    passage: Passage, weighed: Iterable[tuple[Candidate, float]], ontology: Ontology, statuses: Statuses | None = None
) -> Iterator[tuple[Evidence, list[Entity]]]:
    """Evidence for each candidate, its probability as confidence, and the entities that it brings into being: concrete agreements."""
    for candidate, probability in weighed:
        relation = ontology.relations[candidate.triple[1]]
        trigger = passage.scene.sentence[candidate.trigger]
        stance = find_stance(passage.scene, trigger, candidate.frame, passage.quoted)
        if statuses and statuses.knows(relation.name):
            stance = statuses.revised(stance, passage.scene, trigger, candidate.frame, passage.quoted)
        statement = Statement(candidate.triple[0], relation.iri, candidate.triple[2])
        evidence = passage.evidence(statement, stance, probability, candidate.frame.entry, time_of(passage, candidate.trigger))
        yield evidence, []
        yield from agreement_evidence(evidence, relation, candidate, passage.scene)


def most_specific(evidence: list[Evidence], ontology: Ontology) -> list[Evidence]:
    """The evidence of one sentence, of a relation and a narrower one between the same two only the surer, as the guideline wants."""
    parents = {relation.iri: relation.parent for relation in ontology.relations.values()}

    def below(narrow: str, wide: str) -> bool:
        parent = parents.get(narrow)
        return parent is not None and (parent == wide or below(parent, wide))

    def rivals(one: Evidence, other: Evidence) -> bool:
        ends = (one.statement.subject, one.statement.object)
        return set(ends) == {other.statement.subject, other.statement.object}

    def yields(one: Evidence, other: Evidence) -> bool:
        first, second = one.statement.predicate, other.statement.predicate
        if below(second, first):
            return other.confidence >= one.confidence
        return below(first, second) and other.confidence > one.confidence

    return [e for e in evidence if not any(rivals(e, other) and yields(e, other) for other in evidence)]


def time_of(passage: Passage, trigger: int) -> Interval | None:
    """When it holds or happened: what the trigger's noun phrase, its clause, one at the same time or one above names, nearest first.

    Where the clause goes on from the sentence before (*dabei*, *damals*, *bei dem Treffen*), the one time named there holds.
    """
    scene = passage.scene
    sentence = scene.sentence
    word = sentence[trigger]
    own = [t for t in passage.times if _is_of(scene, t, word)]
    if own:
        return _nearest(scene, own, trigger)
    clauses = list(dict.fromkeys(scene.clause_of[t.index] for t in (word, *sentence.ancestors(word))))
    for clause in clauses:
        free = [t for t in passage.times if scene.clause_of[head_word(sentence, t).index] == clause and not _is_bound(scene, t)]
        found = _nearest(scene, free, trigger) or _meanwhile(passage, clause, trigger)
        if found or any(_is_named(sentence, t) for t in free) or is_ahead(sentence, sentence[clause], passage.document.language):
            return found
    going_on = any(goes_on(sentence, scene.clause(sentence[clause]), passage.document.language) for clause in clauses)
    return _before(passage) if going_on else None


def _is_of(scene: Scene, time: TimeExpression, word: Token) -> bool:
    """Whether the time stands in the noun's phrase: *der Besuch im Mai*, *der im Mai geplante Besuch*, *der Besuch, der im Mai begann*."""
    head = head_word(scene.sentence, time)
    clause = scene.sentence[scene.clause_of[head.index]]
    relative = clause.deprel.startswith("acl") and clause.head == word.index
    return bool(time.interval) and word.upos == "NOUN" and (relative or attribute_of(scene.sentence, head) == word)


def _is_named(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether the clause has a time of its own, although nobody can tell which days: *am Montag* without a date, *seit Monaten*."""
    return time.kind == "date" or (time.token_start > 0 and sentence[time.token_start - 1].lemma == "seit")


def _is_bound(scene: Scene, time: TimeExpression) -> bool:
    """Whether the time is only that of a noun: *das Abkommen von 1991*, *das 1991 geschlossene Abkommen*."""
    head = head_word(scene.sentence, time)
    noun = attribute_of(scene.sentence, head)
    prepositions = {t.lemma for t in scene.sentence.dependents(head, "case")}
    if not prepositions and head.head in scene.mentions:  # *… in Kuba 2009*: a bare year belongs to no state
        return False
    return noun is not None and (bool(prepositions & {"von", "aus"}) or head.head != noun.index)


def _meanwhile(passage: Passage, clause: int, trigger: int) -> Interval | None:
    """The time of a clause that says what was at the same time: *als er im Mai kam*."""
    scene = passage.scene
    beside = {
        t.index
        for t in scene.sentence.dependents(scene.sentence[clause], "advcl")
        if any(mark.lemma.lower() in ("als", "während") for mark in scene.sentence.dependents(t, "mark"))
    }
    return _nearest(scene, [t for t in passage.times if scene.clause_of[t.token_start] in beside], trigger)


def _nearest(scene: Scene, times: Iterable[TimeExpression], trigger: int) -> Interval | None:
    timed = [t for t in times if t.interval]
    return min(timed, key=lambda t: _distance(scene, t.token_start, trigger)).interval if timed else None


def _before(passage: Passage) -> Interval | None:
    """The one time that the sentence before names, if it is of the same paragraph."""
    document, start = passage.document, passage.scene.sentence.start
    spans = list(sentence_spans(document.text[:start], document.language))
    if not spans or "\n\n" in document.text[spans[-1][1] : start]:
        return None
    first, last = spans[-1]
    text = document.text[first:last]
    unparsed = Sentence((Token(0, text, text, "", -1, "root", first, last),))
    named = [t.interval for t in find_times(unparsed, document.published, document.precision, document.language) if t.interval]
    return named[0] if len(named) == 1 else None


def _distance(scene: Scene, first: int, second: int) -> tuple[int, int]:
    """Steps in the tree between two tokens, then words between them."""
    paths = [[t.index, *(a.index for a in scene.sentence.ancestors(t))] for t in (scene.sentence[first], scene.sentence[second])]
    shared = next((node for node in paths[0] if node in paths[1]), None)
    steps = paths[0].index(shared) + paths[1].index(shared) if shared is not None else len(scene.sentence)
    return steps, abs(first - second)


def ground_titles(passage: Passage, titles: Iterable[Title]) -> Iterator[Evidence]:
    """That persons lead or serve a state, from titles with both."""
    for title in titles:
        person = title.person
        if person is not None and title.power and title.power != person.iri:
            trigger = passage.scene.sentence[title.token]
            stance = find_stance(passage.scene, trigger, title.frame, passage.quoted) if title.predicated else Stance("asserted")
            valid = time_of(passage, title.token) if title.predicated or _is_past(title, passage.document.published) else None
            statement = Statement(person.iri, str(KG[title.frame.denotes]), title.power)
            yield passage.evidence(statement, stance, title.confidence, title.frame.entry, valid)


def _is_past(title: Title, day: date | None) -> bool:
    """Whether the office is known to have ended before the day: what happens in the clause tells when it was held."""
    held = [t for t in title.person.tenures if t.of == title.power] if title.person else []
    return bool(held) and (day is None or not any(t.holds_at(day) for t in held))
