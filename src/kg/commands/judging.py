"""`kg score`, `errors` and `explain`: how well documents are read, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.documents import Documents
from kg.commands.options import Fields, Language, Ontologies, Paths, Pipeline, Seeds, Shape, Threshold
from kg.commands.reading import THRESHOLD, listed
from kg.commands.terminal import complain, print_table, printable
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.extraction.explanation import Evoked, Explanation, Slot, Stated
    from kg.extraction.mentions import Mention
    from kg.extraction.mistakes import Mistake
    from kg.extraction.scoring import Match, Record, Score
    from kg.knowledge.ontology import Ontology

Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="What is right: a .jsonl file, or a folder with one for each document.")]


def score(
    gold: Gold,
    predicted: Annotated[Path, typer.Argument(metavar="PREDICTED", help="What `kg extract` printed: a file, a folder, or - .")],
    by_predicate: Annotated[bool, typer.Option("--by-predicate", help="With a line for each predicate.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    ontologies: Ontologies = None,
) -> None:
    """Measure statements against gold.

    Strict: subject, predicate, object and status are right. Relation: the status may differ. Relaxed: persons count as their state, and a
    relation as the most general one above it. Signed: of each two, whether the tie's sign is right. Documents without gold are left out.
    """
    from kg.extraction.scoring import read_gold, read_predicted
    from kg.extraction.scoring import score as measure
    from kg.knowledge.ontology import Ontology
    from kg.knowledge.overlay import laid_over

    right, said = read_gold(gold), read_predicted(predicted)
    with laid_over("ontologies", ontologies) as folder:
        ontology = Ontology.load(folder)
    for records, where in ((right, gold), (said, predicted)):
        name_unknown(records, where, ontology)
    if right and said and not right.keys() & said.keys():
        complain(f"{predicted}: no document of gold; its 'doc' must be the same, as in {next(iter(right))!r}")
    figures = measure(right, said, ontology)
    if as_json:
        print(json.dumps(as_object(figures), ensure_ascii=False, indent=1))
    else:
        print_score(figures, by_predicate=by_predicate)


def name_unknown(records: Mapping[str, list[Record]], where: Path, ontology: Ontology) -> None:
    """Name on standard error the predicates that the ontology does not have."""
    unknown = sorted({r.predicate for found in records.values() for r in found} - ontology.relations.keys())
    if unknown:
        complain(f"{where}: no relation of the ontology: {', '.join(unknown)}; correct the name, or add it with --ontologies")


def as_object(figures: Score) -> dict[str, object]:
    """The figures as JSON."""
    from kg.extraction.scoring import VIEWS

    views = {view: _match_object(getattr(figures, view)) for view in VIEWS}
    accuracies = {name: {"accuracy": each.accuracy, "of": each.of} for name, each in (("status", figures.status), ("time", figures.time))}
    return views | accuracies | {"by_predicate": {name: _match_object(match) for name, match in figures.by_predicate.items()}}


def _match_object(match: Match) -> dict[str, float]:
    shares = {"precision": match.precision, "recall": match.recall, "f1": match.f1}
    return shares | {"gold": match.gold, "predicted": match.predicted, "right": match.right}


def print_score(figures: Score, *, by_predicate: bool) -> None:
    """The figures as a table, for people."""
    from kg.extraction.scoring import VIEWS

    views = {view: getattr(figures, view) for view in VIEWS}
    shown = figures.by_predicate if by_predicate else {}
    width = max(map(len, (*views, *shown))) + 2
    print(f"{'':<{width}}precision  recall     F1   right  predicted   gold")
    for name, match in views.items():
        print(_line(name, match, width))
    for name, each in (("status", figures.status), ("time", figures.time)):
        print(f"{name:<{width}}{each.accuracy:9.3f}  {each.right:>22} of {each.of}")
    print(end="\n" if shown else "")
    for name, match in shown.items():
        print(_line(name, match, width))


def _line(name: str, match: Match, width: int) -> str:
    shares = f"{match.precision:9.3f}  {match.recall:6.3f} {match.f1:6.3f}"
    return f"{name:<{width}}{shares}  {match.right:>6}  {match.predicted:>9}  {match.gold:>5}"


def errors(
    gold: Gold,
    paths: Paths,
    predicate: Annotated[str | None, typer.Option("--predicate", metavar="NAME", help="Only statements of this relation.")] = None,
    form: Annotated[Shape, typer.Option("--format", help="jsonl: a JSON object a line; table: for people.")] = Shape.table,
    threshold: Threshold = THRESHOLD,
    fields: Fields = "",
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Say why statements of gold are missed, and which words give wrong ones.

    A missed one has the first reason that applies: `other status`, `refused` by the ontology's shapes, `below threshold`, `no mention` of
    one of the two in the document, `no trigger` for the relation where gold quotes, or `no argument`, where a word says it of others.
    Documents without gold are left out.
    """
    from kg.extraction.mistakes import find_mistakes
    from kg.extraction.scoring import read_gold
    from kg.extraction.setup import Setup, load_extractor

    right = read_gold(gold)
    documents = Documents(paths, language, fields, printing=True)
    extractor = load_extractor(Setup(language, pipeline, ontologies, seeds, threshold))
    name_unknown(right, gold, extractor.ontology)
    if predicate is not None:
        expect_relation(predicate, extractor.ontology)
    count = Counter[tuple[str, str]]()
    absent = set(right)
    for document in documents:
        if document.id not in right:
            continue
        absent.remove(document.id)
        found = find_mistakes(document, right[document.id], extractor, threshold)
        for mistake in (m for m in found if predicate in (None, m.record.predicate)):
            count[mistake.record.predicate, mistake.reason] += 1
            print_mistake(mistake, form)
    if form is Shape.table:
        print_count(count)
    if absent:
        complain(f"{gold}: documents of gold that are not among the paths, {listed(sorted(absent))}")
    if documents.failed:
        raise typer.Exit(1)


def expect_relation(name: str, ontology: Ontology) -> None:
    """Complain of a name that no relation has.

    Raises:
        KgError: the ontology has none of that name; it says which names are alike.
    """
    if name not in ontology.relations:
        alike = " or ".join(get_close_matches(name, ontology.relations)) or "one in ontologies/relations"
        raise KgError(f"--predicate {name!r}: no relation of the ontology; did you mean {alike}?")


def print_mistake(mistake: Mistake, form: Shape) -> None:
    """A mistake as a JSON object, or in three lines for people."""
    record = mistake.record
    if form is Shape.jsonl:
        print(json.dumps(asdict(record) | {"reason": mistake.reason, "detail": mistake.detail}, ensure_ascii=False), flush=True)
        return
    said = f"{record.subject} {record.predicate} {record.object}, {record.status}"
    print(printable(f"{record.doc}: {mistake.reason}: {said}"))
    for text in filter(None, (mistake.detail, f"»{record.evidence}«" if record.evidence else "")):
        print(f"  {printable(text)}")


def print_count(count: Mapping[tuple[str, str], int]) -> None:
    """How many mistakes there are by predicate and reason, for people; without reasons that none has."""
    from kg.extraction.mistakes import REASONS

    if not count:
        print("no mistakes")
        return
    reasons = [reason for reason in REASONS if any(reason == found for _, found in count)]
    names = sorted({predicate for predicate, _ in count})
    width = max(map(len, (*names, "all")))
    for words in zip(*(reason.rpartition(" ")[::2] for reason in reasons), strict=True):
        print((" " * width + "".join(f"{word:>11}" for word in words)).rstrip())
    for name in (*names, "all"):
        sums = [sum(n for (predicate, found), n in count.items() if found == reason and name in (predicate, "all")) for reason in reasons]
        print((f"{name:<{width}}" + "".join(f"{number or '':>11}" for number in sums)).rstrip())


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence, or several.")],
    day: Annotated[datetime | None, typer.Option("--date", metavar="DAY", formats=["%Y-%m-%d"], help="The day of the text.")] = None,
    language: Language = "de",
    pipeline: Pipeline = None,
    ontologies: Ontologies = None,
    seeds: Seeds = None,
) -> None:
    """Show how a sentence is read, and what of it becomes a statement.

    Its parse, whom it speaks of, what words evoke which relation and what fills their slots, times, and the statements, or why there
    are none.
    """
    from kg.extraction.explanation import explain as explanations
    from kg.extraction.setup import Setup, load_extractor
    from kg.reading.cleaning import clean
    from kg.reading.documents import Document, document_iri

    document = Document(document_iri("text"), "text", clean(text), day.date() if day else None, language)
    if not document.text:
        raise KgError("no text is left after cleaning; write a sentence, in quotation marks")
    for explanation in explanations(document, load_extractor(Setup(language, pipeline, ontologies, seeds))):
        print_explanation(explanation, document.text)


def print_explanation(explanation: Explanation, text: str) -> None:
    """All that is seen in a sentence, for people."""
    from kg.extraction.explanation import whom

    sentence = explanation.sentence
    print(printable(text[sentence.start : sentence.end]))
    words = [(t.form, t.lemma, t.upos, t.deprel, sentence[t.head].form if t.head >= 0 else None) for t in sentence]
    print_table(("word", "lemma", "part of speech", "relation", "head"), words)
    print_table(("mention", "of", "how"), [(text[m.char_start : m.char_end], whom(m), how(m)) for m in explanation.mentions])
    for time in explanation.times:
        print(printable(f"time: »{text[time.start : time.end]}« {time.interval or 'of no certain day'}"))
    for title in explanation.titles:
        holder, power = title.person.name if title.person else "nobody known", _local(title.power) if title.power else "no state named"
        print(printable(f"»{sentence[title.token].form}« is a title ({_local(title.frame.entry)}): {holder}, of {power}"))
    for evoked in explanation.evoked:
        print_evoked(evoked)
    for stated in explanation.statements:
        print(printable(f"statement: {in_words(stated)}"))
    if explanation.reason:
        print(printable(f"no statement: {explanation.reason}"))


def how(mention: Mention) -> str:
    """How the mention speaks of them."""
    said = [
        mention.how,
        "inside a word" if mention.modifier and mention.how != "adjective" else "",
        "a mere place" if mention.place else "",
    ]
    said.append(f"of {_local(mention.power)}" if mention.power and mention.entity else "")
    return ", ".join(filter(None, said))


def print_evoked(evoked: Evoked) -> None:
    """A frame in some lines: what fills its slots, its conditions, its stance, and why it relates nobody, if it does."""
    from kg.extraction.explanation import whom

    print(printable(f"»{evoked.word.form}« may say {evoked.frame.denotes} ({_local(evoked.frame.entry)})"))
    sides = ("subject", "object") if evoked.holds else ()
    lines = [(side, "; ".join(in_slot(slot) for slot in evoked.slots if slot.side == side)) for side in sides]
    for name, judged in (("with", evoked.conditions), ("without", evoked.exclusions)):
        for condition, met in judged:
            words = ", ".join(sorted(condition.words)[:4]) + (" …" if len(condition.words) > 4 else "")
            lines.append((f"{name} {condition.slot}", f"{words}: {'there' if met else 'not there'}"))
    if evoked.occurrences:
        deciding = ", ".join(f"»{token.form}«" for token in evoked.deciding)
        speaker = f"said by {whom(evoked.stance.speaker)}" if evoked.stance.speaker else ""
        lines.append(("stance", ", ".join(filter(None, [evoked.stance.status, f"by {deciding}" if deciding else "", speaker]))))
    if evoked.obstacle:
        lines.append(("but", evoked.obstacle))
    for name, text in lines:
        print(f"  {name:<13} {printable(text)}")


def in_slot(slot: Slot) -> str:
    """A slot with what fills it."""
    from kg.extraction.explanation import whom

    unfit = [f"{whom(mention)} (of the wrong kind)" for mention in slot.unfit]
    nameless = [f"»{token.form}« (nobody known)" for token in slot.nameless]
    return f"{slot.name}: {', '.join([*map(whom, slot.fitting), *unfit, *nameless]) or '–'}"


def in_words(stated: Stated) -> str:
    """A statement with its status, time, confidence and entry, and why it is refused, if it is."""
    record, evidence = stated.record, stated.evidence
    said = f"{record.subject} {record.predicate} {record.object} — "
    about = [record.status, record.time or "", f"confidence {evidence.confidence:.2f}", f"by {_local(evidence.entry)}"]
    if stated.refusal:
        about.append(f"refused: {stated.refusal}")
    elif evidence.confidence < THRESHOLD:
        about.append(f"below the threshold of {THRESHOLD}")
    return said + ", ".join(filter(None, about))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
