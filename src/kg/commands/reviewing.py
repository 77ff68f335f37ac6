"""`kg review`: people decide whether statements are right, one key a decision, or by file."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.asking import about, name_of, print_words, triple_of
from kg.commands.names import RELATIONS, resolve
from kg.commands.options import DEFAULT_STORE, StorePlace
from kg.commands.terminal import complain, output, printable
from kg.errors import DocumentError, ReviewError, StoreError

if TYPE_CHECKING:
    from kg.graph.reviews import Candidate, Review
    from kg.graph.witnesses import Verdict, Witness

KEYS = "[c]onfirm  [r]eject  [s]kip  [n]ote  [u]ndo  [q]uit"
END = "That was the last.  [u]ndo  [q]uit"
STEPS: dict[str, Verdict | None] = {"c": "confirmed", "r": "rejected", "s": None}
QUIT = ("q", "\x1b")
SHOWN = 8
"""So many witnesses of a statement are shown."""
AROUND = 160
"""So many signs are shown before and after a quotation."""


class Status(StrEnum):
    """The statuses of `kg.extraction.statements`."""

    asserted = "asserted"
    claimed = "claimed"
    possible = "possible"
    denied = "denied"


def review(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="The documents, to show the words around each quotation.")
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", metavar="NAME", envvar="KG_REVIEWER", help="Who decides. [default: git's user.name]")
    ] = None,
    status: Annotated[Status | None, typer.Option("--status", help="Only statements with evidence of this status.")] = None,
    relation: Annotated[str | None, typer.Option("--relation", metavar="RELATION", help="Only statements of this relation.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SOURCE", help="Only statements of this source of `kg sources`.")
    ] = None,
    decided: Annotated[bool, typer.Option("--all", help="With statements on which a reviewer has decided.")] = False,
    to_file: Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write the statements as JSON lines instead.")] = None,
    from_file: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Read decisions from JSON lines instead.")] = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Decide which statements are right.

    One key confirms or rejects a statement; those of which the extraction was least sure come first. What is rejected is no fact any more,
    whatever documents assert, and counts in no measure. Without a terminal: --export, fill in `verdict` (and `note`), --import.
    """
    if from_file:
        _import(store, from_file, reviewer or _git_user())
        return
    found = _candidates(store, status, relation, source, decided)
    if to_file:
        _export(store, found, to_file)
        return
    if not sys.stdin.isatty():
        raise ReviewError("kg review: no terminal to ask; write the statements by --export FILE, and read decisions by --import FILE")
    name = reviewer or _git_user() or typer.prompt("Your name", default=_login())
    session = Session(store, found, name, _texts(texts or []))
    decide(session, key=typer.getchar, ask=lambda: input("note: "))


def _candidates(store: str, status: Status | None, relation: str | None, source: str | None, decided: bool) -> list[Candidate]:
    from kg.graph.reviews import Wanted, candidates
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened:
        predicate = resolve(opened, relation, RELATIONS).value if relation else None
        wanted = Wanted(status.value if status else None, predicate, source, decided)
        return candidates(opened, wanted)


def _git_user() -> str | None:
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S607
    except OSError:  # no git
        return None
    return printable(done.stdout) or None


def _login() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the system has no name for the user, as in a container
        return None


def _texts(paths: Sequence[str]) -> dict[str, str]:
    """The texts of the documents, by IRI."""
    from kg.reading.documents import read

    found = {}
    for document in read(paths):
        if isinstance(document, DocumentError):
            complain(document)
        else:
            found[document.iri] = document.text
    return found


def _export(store: str, found: Sequence[Candidate], file: Path) -> None:
    from kg.graph.review_files import rows
    from kg.graph.store import Store

    with Store(store, read_only=True) as opened, output(file) as stream:
        for row in rows(opened, found):
            stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _import(store: str, file: Path, reviewer: str | None) -> None:
    from pyoxigraph import NamedNode, Quad

    from kg.extraction.reification import TYPE
    from kg.graph.review_files import read_reviews
    from kg.graph.reviews import record
    from kg.graph.store import Store
    from kg.knowledge.terms import KG

    with Store(store) as opened:
        found = read_reviews(opened, file, reviewer)
        changed = record(opened, found)
        names = {review.statement.iri for review in found}
        held = len(opened.backend.among([Quad(NamedNode(name), NamedNode(TYPE), NamedNode(str(KG.Statement))) for name in names]))
    print(f"{len(found)} reviews, {changed} of them new")
    if held < len(names):
        complain(f"{len(names) - held} of {len(names)} statements are in no document of the store; their reviews wait for one")


# --- one key a decision


@dataclass
class Session:
    """What a reviewer decides on, and what was decided so far: for each step its place, and the review with the one that it replaced.

    The store is opened for each decision only, so that others may read and write it while the reviewer thinks.
    """

    store: str
    queue: Sequence[Candidate]
    reviewer: str
    texts: Mapping[str, str] = field(default_factory=dict)
    place: int = 0
    note: str = ""
    steps: list[tuple[int, Review | None, Review | None]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether no statement is left."""
        return self.place == len(self.queue)


def decide(session: Session, key: Callable[[], str], ask: Callable[[], str]) -> None:
    """Show one statement after another, until the reviewer quits; each decision is written at once."""
    shown, pressed = -1, ""
    while session.queue and pressed not in QUIT:
        if shown != session.place:
            _show(session)
            shown = session.place
        pressed = _pressed(key)
        try:
            if pressed == "u":
                _undo(session)
            elif pressed == "n" and not session.over:
                session.note = _asked(ask)
            elif pressed in STEPS and not session.over:
                _step(session, STEPS[pressed])
            elif pressed not in QUIT:
                print(END if session.over else KEYS)
        except StoreError as error:  # another process writes at this moment
            complain(error)
    _tell(session)


def _pressed(key: Callable[[], str]) -> str:
    """The key; several that were pressed ahead come at once, and are none: nobody decides on what was not shown yet."""
    try:
        return key().lower()
    except (EOFError, KeyboardInterrupt):
        return "q"


def _asked(ask: Callable[[], str]) -> str:
    try:
        return printable(ask().encode("utf-8", "replace").decode())
    except (EOFError, KeyboardInterrupt):
        print()
        return ""


def _show(session: Session) -> None:
    """The statement with its words, or that there are no more."""
    from kg.graph.reviews import reviews
    from kg.graph.store import Store
    from kg.graph.witnesses import read_witnesses

    if session.over:
        print(f"\n{END}")
        return
    said = session.queue[session.place].statement
    with Store(session.store, read_only=True) as opened:
        witnesses, judged = read_witnesses(opened, {said.iri: said}), reviews(opened, [said.iri])
    print(f"\n{session.place + 1} of {len(session.queue)}: {triple_of(said)}")
    for witness in witnesses[:SHOWN]:
        print(f"  {about(witness)}")
        print_words(witness, _around(witness, session.texts))
    if len(witnesses) > SHOWN:
        print(f"  and {len(witnesses) - SHOWN} more: kg why {' '.join(map(name_of, (said.subject, said.predicate, said.object)))}")
    for review in judged:
        print(printable(f"{review.verdict} by {review.reviewer}, {review.time:%Y-%m-%d}{review.note and f': {review.note}'}"))
    print(KEYS)


def _around(witness: Witness, texts: Mapping[str, str]) -> tuple[str, str]:
    """The words before and after the quotation, if its text is at hand, and is the one that was read."""
    evidence = witness.evidence
    text = texts.get(evidence.document, "")
    if text[evidence.start : evidence.end] != evidence.quote:
        return "", ""
    return text[max(evidence.start - AROUND, 0) : evidence.start], text[evidence.end : evidence.end + AROUND]


def _step(session: Session, verdict: Verdict | None) -> None:
    """Go on to the next statement, with a verdict on this one or without."""
    review = earlier = None
    if verdict:
        review, earlier = _record(session, verdict)
        print(verdict)
    session.steps.append((session.place, review, earlier))
    session.place, session.note = session.place + 1, ""


def _record(session: Session, verdict: Verdict) -> tuple[Review, Review | None]:
    """The review that is written now, and the one that it replaces."""
    from kg.graph.reviews import Review, record, reviews
    from kg.graph.store import Store

    said = session.queue[session.place].statement
    with Store(session.store) as opened:
        before = reviews(opened, [said.iri])
        review = Review(said, verdict, session.reviewer, _moment(before), session.note)
        earlier = next((known for known in before if known.iri == review.iri), None)
        record(opened, [review])
    return review, earlier


def _moment(before: Sequence[Review]) -> datetime:
    """The time of a review that is written now: that of the newest before it, and a second, if the clock has been set back since."""
    now, newest = datetime.now(UTC), max((review.time for review in before), default=datetime.min.replace(tzinfo=UTC))
    return newest + min(timedelta(seconds=1), datetime.max.replace(tzinfo=UTC) - newest) if newest > now else now


def _undo(session: Session) -> None:
    from kg.graph.reviews import withdraw
    from kg.graph.store import Store

    if not session.steps:
        print("nothing to undo")
        return
    place, review, earlier = session.steps[-1]
    if review:
        with Store(session.store) as opened:
            withdraw(opened, review, earlier)
    session.steps.pop()
    session.place, session.note = place, ""


def _tell(session: Session) -> None:
    """How many were decided how, and how many are left."""
    counts = Counter(review.verdict if review else "skipped" for _, review, _ in session.steps)
    told = [f"{counts[what]} {what}" for what in ("confirmed", "rejected", "skipped") if counts[what]]
    print(f"{', '.join(told) or 'nothing decided'}; {len(session.queue) - session.place} left")
