"""Reviews: what people think of statements, that no rebuild loses it, and how they are read, written and asked for."""

import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.history import chief_events, read_history
from kg.analysis.network import read_network
from kg.analysis.profiles import read_profile
from kg.commands import reviewing
from kg.commands.reviewing import END, KEYS, Session, decide
from kg.errors import DocumentError, ReviewError
from kg.extraction.statements import Statement
from kg.graph.explanations import standing
from kg.graph.review_files import read_reviews, rows
from kg.graph.reviews import Review, Wanted, candidates, record, reviews, withdraw
from kg.graph.store import REVIEWS, Store
from kg.graph.witnesses import verdicts
from kg.knowledge.terms import KG, KGD, KGR
from kg.views.page import write_page
from kg.views.placing import between_powers
from kg.views.profile import profile_page

Reported = Callable[..., Store]
NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)
SUPPLIES, SANCTIONS, PRAISES = (
    Statement(str(KGR[one]), str(KG[relation]), str(KGR[other]))
    for one, relation, other in (("Peru", "suppliesArmsTo", "Chile"), ("Peru", "sanctions", "Brazil"), ("Ana_Sol", "praises", "Chile"))
)
ROWS = (
    ("andes.example/d1 2024-01-01 asserted", "Peru suppliesArmsTo Chile"),
    ("andes.example/d1 2024-01-01 asserted", "Peru sanctions Brazil"),
    ("lima.example/d2 2024-01-02 claimed", "Peru sanctions Brazil"),
    ("lima.example/d2 2024-01-02 asserted", "Ana_Sol praises Chile"),
)
REJECTED = Review(SUPPLIES, "rejected", "Ada", NOON, "falsch gelesen")


def state_of(store: Store) -> set[ox.Quad]:
    return set(store.triples(graph=None))


# --- what a review does


def test_rejected_statement_is_no_fact_and_neither_is_what_follows(reported: Reported) -> None:
    store = reported(*ROWS)
    lifted = Statement(str(KGR.Peru), PRAISES.predicate, PRAISES.object)
    assert (standing(store, PRAISES), standing(store, lifted)) == ("stated", "inferred")
    record(store, [replace(REJECTED, statement=PRAISES)])
    assert (standing(store, PRAISES), standing(store, lifted)) == ("unasserted", "unasserted")
    assert standing(store, SUPPLIES) == "stated"


def test_withdrawn_review_leaves_no_trace(reported: Reported) -> None:
    store = reported(*ROWS)
    before = state_of(store)
    record(store, [REJECTED])
    assert reviews(store) == [REJECTED]
    withdraw(store, REJECTED)
    assert state_of(store) == before


def test_withdrawn_review_gives_way_to_the_earlier_one(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED])
    before = state_of(store)
    second = replace(REJECTED, verdict="confirmed", time=NOON + timedelta(days=1))
    record(store, [second])
    assert standing(store, SUPPLIES) == "stated"
    withdraw(store, second, REJECTED)
    assert state_of(store) == before


def test_reviewer_has_one_review_of_a_statement_and_the_newest_reviewer_decides(reported: Reported) -> None:
    store = reported(*ROWS)
    later = replace(REJECTED, verdict="confirmed", reviewer="Bob", time=NOON + timedelta(hours=1), note="")
    assert record(store, [later, REJECTED]) == 2
    assert verdicts(store) == {SUPPLIES.iri: "confirmed"}
    latest = replace(REJECTED, note="doch nicht", time=NOON + timedelta(hours=2))
    assert record(store, [latest]) == 1
    assert reviews(store) == [latest, later]
    assert verdicts(store) == {SUPPLIES.iri: "rejected"}


def test_older_review_and_the_same_again_change_nothing(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED])
    before = state_of(store)
    assert record(store, [REJECTED]) == 0
    assert record(store, [replace(REJECTED, verdict="confirmed", time=NOON - timedelta(days=1))]) == 0
    assert state_of(store) == before


def test_review_outlives_its_statement_and_stands_again_with_it(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED])
    store.retract(str(KGD["andes.example/d1"]))
    assert reviews(store) == [REJECTED]
    assert verdicts(store) == {}, "of statements in the store"
    again = reported()
    record(again, reviews(store))
    for quad in reported(*ROWS).triples(graph=None):  # what a rebuild brings, in one transaction
        if quad.graph_name == ox.DefaultGraph() and quad.predicate != ox.NamedNode(SUPPLIES.predicate):
            again.transact(set(), {quad})
    assert verdicts(again) == {SUPPLIES.iri: "rejected"}
    assert standing(again, SUPPLIES) == "unasserted"


def test_building_again_keeps_the_verdict(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED])
    kept = set(store.triples(graph=REVIEWS))
    store.retract(str(KGD["andes.example/d1"]))
    assert set(store.triples(graph=REVIEWS)) == kept


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_text_is_kept_as_it_is_or_refused_before_anything_is_written(note: str, reviewer: str) -> None:
    review = Review(SUPPLIES, "confirmed", reviewer, NOON, note)
    with Store() as store:
        try:
            record(store, [review])
        except DocumentError:
            assert any("\ud800" <= sign <= "\udfff" for sign in note + reviewer)
            assert state_of(store) == set()
        else:
            assert reviews(store) == [review]


def test_reviewer_without_a_name_is_refused(reported: Reported) -> None:
    with pytest.raises(ReviewError, match="its reviewer has no name; give one by --reviewer"):
        record(reported(), [replace(REJECTED, reviewer=" ")])


def test_rejected_tie_counts_at_no_time_and_says_so(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED, Review(SANCTIONS, "confirmed", "Ada", NOON)])
    network = read_network(store)
    found = {key: (tie["review"], bool(tie["spans"])) for _, _, key, tie in network.edges(keys=True, data=True)}
    assert found == {SUPPLIES.iri: ("rejected", False), SANCTIONS.iri: ("confirmed", True), PRAISES.iri: (None, True)}
    drawn = sorted((other, sign) for _, other, sign in between_powers(network).edges(data="sign"))
    assert drawn == [(SANCTIONS.object, -1), (PRAISES.object, 1)], "what the president praises, and no arms"
    assert not [event for event in chief_events(network) if "suppliesArmsTo" in event.label["en"] or "supplies arms" in event.label["en"]]


def test_page_tells_what_reviewers_think(reported: Reported, tmp_path: Path) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED, Review(SANCTIONS, "confirmed", "Ada", NOON)])
    network = read_network(store)
    write_page(network, tmp_path / "page.html", read_history(network, []), title="")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count('"status":"rejected"') == 1
    assert page.count('"review":"confirmed"') == 1
    profile = profile_page(read_profile(store, network, SUPPLIES.subject, NOON.date()), network)
    assert "<em>(rejected by reviewers)</em>" in profile
    assert "<em>(confirmed by reviewers)</em>" in profile


# --- which statements are asked for


def wanted(store: Store, **filters: str) -> list[Statement]:
    return [candidate.statement for candidate in candidates(store, Wanted(**filters))]  # type: ignore[arg-type]


def test_statements_are_asked_for_by_status_relation_and_source(reported: Reported) -> None:
    store = reported(*ROWS)
    assert set(wanted(store)) == {SUPPLIES, SANCTIONS, PRAISES}
    assert wanted(store, status="claimed") == [SANCTIONS]
    assert wanted(store, relation=str(KG.praises)) == [PRAISES]
    assert set(wanted(store, source="andes.example")) == {SUPPLIES, SANCTIONS}
    assert set(wanted(store, source="lima.example")) == {SANCTIONS, PRAISES}
    assert wanted(store, source="nobody.example") == []


def test_decided_statements_are_asked_for_only_if_wanted(reported: Reported) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED])
    assert SUPPLIES not in wanted(store)
    assert SUPPLIES in [candidate.statement for candidate in candidates(store, Wanted(decided=True))]


def test_the_least_sure_statements_come_first(reported: Reported) -> None:
    store = reported(*ROWS)
    confidence = ox.NamedNode(str(KG.confidence))
    for quad in list(store.triples(None, confidence)):
        sure = {"Peru suppliesArmsTo Chile": "0.9", "Peru sanctions Brazil": "0.3", "Ana_Sol praises Chile": "0.6"}
        quote = next(store.triples(quad.subject, ox.NamedNode("http://www.w3.org/ns/oa#exact"))).object.value  # type: ignore[union-attr]
        store.transact({quad}, {ox.Quad(quad.subject, confidence, ox.Literal(float(sure[quote])))})
    found = candidates(store, Wanted())
    assert [(c.statement, c.status, c.confidence) for c in found] == [
        (SANCTIONS, "asserted", 0.3),
        (PRAISES, "asserted", 0.6),
        (SUPPLIES, "asserted", 0.9),
    ]


# --- files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reviews.jsonl"


def write(file: Path, *lines: object) -> Path:
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_exported_statements_carry_their_words_and_come_back_as_reviews(reported: Reported, file: Path) -> None:
    store = reported(*ROWS)
    found = list(rows(store, candidates(store, Wanted())))
    assert {row["verdict"] for row in found} == {None}
    [row] = [row for row in found if row["statement"] == SANCTIONS.iri]
    assert [(piece["status"], piece["source"]) for piece in row["evidence"]] == [("asserted", "andes.example"), ("claimed", "lima.example")]
    decided = [row | {"verdict": "rejected", "note": "nein", "reviewer": "Ada", "time": "2024-07-01T14:00:00+02:00"} for row in found]
    assert set(read_reviews(store, write(file, *decided))) == {
        Review(said, "rejected", "Ada", NOON, "nein") for said in (SUPPLIES, SANCTIONS, PRAISES)
    }
    assert read_reviews(store, write(file, *found)) == []


def test_exported_reviews_change_nothing_when_read_again(reported: Reported, file: Path) -> None:
    store = reported(*ROWS)
    record(store, [REJECTED, replace(REJECTED, reviewer="Bob", verdict="confirmed", time=NOON + timedelta(1), note="")])
    before = state_of(store)
    found = list(rows(store, candidates(store, Wanted(decided=True))))
    assert len(found) == 4
    assert record(store, read_reviews(store, write(file, *found))) == 0
    assert state_of(store) == before


@pytest.mark.parametrize(
    "named",
    [
        {"statement": SUPPLIES.iri},
        {"subject": SUPPLIES.subject, "predicate": SUPPLIES.predicate, "object": SUPPLIES.object},
        {"subject": "kgr:Peru", "predicate": "kg:suppliesArmsTo", "object": "kgr:Chile"},
        {"subject": "Peru", "predicate": "supplies arms to", "object": "Chile"},
        {"statement": SUPPLIES.iri, "subject": "kgr:Peru", "predicate": "kg:suppliesArmsTo", "object": "kgr:Chile"},
    ],
)
def test_statement_is_named_by_its_iri_or_its_triple(reported: Reported, file: Path, named: dict[str, str]) -> None:
    store = reported(*ROWS)
    for name in ("Peru", "Chile"):
        label = ox.Quad(
            ox.NamedNode(str(KGR[name])), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal(name, language="en")
        )
        store.transact(set(), {label})
    write(file, "", named | {"verdict": "confirmed", "time": "2024-07-01T12:00:00"}, "")
    assert read_reviews(store, file, "Ada") == [Review(SUPPLIES, "confirmed", "Ada", NOON)]


def test_review_may_come_before_its_statement(reported: Reported, file: Path) -> None:
    triple = {"subject": "kgr:Peru", "predicate": "kg:suppliesArmsTo", "object": "kgr:Chile", "verdict": "rejected"}
    store = reported()
    record(store, read_reviews(store, write(file, triple), "Ada"))
    assert [review.statement for review in reviews(store)] == [SUPPLIES]
    by_name = {"statement": SUPPLIES.iri, "verdict": "confirmed"}
    assert [review.statement for review in read_reviews(store, write(file, by_name), "Ada")] == [SUPPLIES]


GOOD = {"statement": SUPPLIES.iri, "verdict": "rejected", "reviewer": "Ada"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: no JSON"),
        ("[" * 100_000, "line 2: no JSON"),
        ("[1]", "line 2: no JSON object"),
        (GOOD | {"verdict": "wrong"}, "line 2: 'wrong' is no verdict; write confirmed, rejected or null; nothing was read"),
        (GOOD | {"verdict": ["rejected"]}, "line 2: ['rejected'] is no verdict"),
        (GOOD | {"reviewer": None}, "line 2: no reviewer; write `reviewer`, or give --reviewer"),
        (GOOD | {"reviewer": 7}, "line 2: reviewer is no text"),
        (GOOD | {"note": {}}, "line 2: note is no text"),
        (GOOD | {"note": "\ud800"}, "line 2: '\\ud800': half of a surrogate pair"),
        (GOOD | {"time": "gestern"}, "line 2: 'gestern' is no time"),
        (GOOD | {"time": "0001-01-01T00:00:00+14:00"}, "line 2: '0001-01-01T00:00:00+14:00' is no time"),
        (GOOD | {"statement": "kgs:x"}, "line 2: no statement that the store knows"),
        (GOOD | {"statement": "x> } #"}, "line 2: no statement that the store knows"),
        (GOOD | {"subject": "kgr:Chile", "predicate": "kg:visits", "object": "kgr:Peru"}, "is another statement than that of"),
        (GOOD | {"statement": None, "subject": "Atlantis", "predicate": "kg:visits", "object": "kgr:Peru"}, "nobody of this name is known"),
        (GOOD | {"statement": None, "subject": "kgr:a b", "predicate": "kg:visits", "object": "kgr:Peru"}, "not an IRI"),
    ],
)
def test_error_names_the_line_and_nothing_is_read(reported: Reported, file: Path, line: object, message: str) -> None:
    store = reported(*ROWS)
    with pytest.raises(ReviewError) as caught:
        read_reviews(store, write(file, GOOD, line))
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_file_that_cannot_be_read_is_an_error(reported: Reported, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b'{"note": "\xe4"}')
    for name in ("absent", "latin"):
        with pytest.raises(ReviewError, match="name a readable file in UTF-8"):
            read_reviews(reported(), tmp_path / name)


# --- one key a decision


@pytest.fixture
def folder(reported: Reported, tmp_path: Path) -> Path:
    with Store(tmp_path / "store") as store:
        store.backend.load(reported(*ROWS).triples(graph=None))
    return tmp_path / "store"


def review_by(folder: Path, keys: Iterator[str] | list[str], *notes: str, texts: dict[str, str] | None = None) -> Session:
    """A session on three statements in which these keys are pressed; it ends when no more come."""
    pressed, typed = iter(keys), iter(notes)
    with Store(folder, read_only=True) as store:
        queue = sorted(candidates(store, Wanted()), key=lambda candidate: [SUPPLIES, SANCTIONS, PRAISES].index(candidate.statement))

    def key() -> str:
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    session = Session(str(folder), queue, "Ada", texts or {})
    decide(session, key, lambda: next(typed))
    return session


def decided(folder: Path) -> dict[Statement, tuple[str, str]]:
    with Store(folder, read_only=True) as store:
        return {review.statement: (review.verdict, review.note) for review in reviews(store)}


def test_each_key_is_a_decision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review_by(folder, ["c", "s", "R"])
    assert decided(folder) == {SUPPLIES: ("confirmed", ""), PRAISES: ("rejected", "")}
    assert capsys.readouterr().out.splitlines()[-1] == "1 confirmed, 1 rejected, 1 skipped; 0 left"


def test_note_belongs_to_the_decision_that_follows(folder: Path) -> None:
    review_by(folder, ["n", "r", "c"], "falsch\x1b[2J \udcff gelesen")
    assert decided(folder) == {SUPPLIES: ("rejected", "falsch [2J ? gelesen"), SANCTIONS: ("confirmed", "")}


def test_decisions_are_undone_one_after_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = review_by(folder, ["c", "s", "r", "u", "u", "u", "u"])
    assert decided(folder) == {}
    assert session.place == 0
    assert "nothing to undo" in capsys.readouterr().out


def test_quitting_keeps_what_was_decided(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review_by(folder, ["c", "q", "c"])
    assert list(decided(folder)) == [SUPPLIES]
    assert capsys.readouterr().out.splitlines()[-1] == "1 confirmed; 2 left"


@pytest.mark.parametrize("key", ["cc", "x", "\x1b[A", "", "\n"])
def test_other_keys_and_keys_pressed_ahead_decide_nothing(folder: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    review_by(folder, [key])
    assert decided(folder) == {}
    assert capsys.readouterr().out.count(KEYS) == 2


def test_words_around_a_quotation_are_shown_if_the_text_is_the_one_that_was_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quote, document = "Peru suppliesArmsTo Chile", str(KGD["andes.example/d1"])
    review_by(folder, ["q"], texts={document: f"{quote}\x1b[2J danach"})
    assert f"»{quote}« [2J danach…" in capsys.readouterr().out
    review_by(folder, ["q"], texts={document: f"Davor {quote}"})
    assert f"»{quote}«\n" in capsys.readouterr().out


def test_store_in_use_loses_no_decision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def keys() -> Iterator[str]:
        with Store(folder):
            yield "c"
        yield "c"
        yield "q"

    session = review_by(folder, keys())
    assert "another process uses this store" in capsys.readouterr().err
    assert list(decided(folder)) == [SUPPLIES]
    assert session.place == 1


def test_earlier_review_and_many_witnesses_are_shown(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "SHOWN", 1)
    with Store(folder) as store:
        record(store, [replace(REJECTED, statement=SANCTIONS)])
        queue = candidates(store, Wanted(decided=True, relation=str(KG.sanctions)))
    decide(Session(str(folder), queue, "Bob"), lambda: "q", str)
    out = capsys.readouterr().out
    assert "rejected by Ada, 2024-07-01: falsch gelesen" in out
    assert "and 1 more: kg why Peru sanctions Brazil" in out


RUN = "import typer; from kg.commands.reviewing import review; typer.run(review)"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals")
def test_review_in_a_real_terminal(folder: Path) -> None:
    import pty  # noqa: PLC0415

    arguments = [sys.executable, "-c", RUN, "--store", str(folder), "--reviewer", "Ada", "--relation", "suppliesArmsTo"]
    process, terminal = pty.fork()
    if process == 0:
        os.execve(sys.executable, arguments, os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    shown = until(terminal, KEYS)
    pressed(terminal, b"n", "note: ")
    pressed(terminal, b"zweifelhaft\r", "zweifelhaft")
    pressed(terminal, b"r", END)
    pressed(terminal, b"q", "1 rejected; 0 left")
    assert os.waitpid(process, 0)[1] == 0
    os.close(terminal)
    assert "1 of 1: Peru suppliesArmsTo Chile" in shown
    assert decided(folder) == {SUPPLIES: ("rejected", "zweifelhaft")}


def pressed(terminal: int, keys: bytes, answer: str) -> None:
    """The keys, again if the program did not listen yet: it throws away what was pressed before it asks."""
    for _ in range(5):
        os.write(terminal, keys)
        try:
            until(terminal, answer, 2)
        except AssertionError:
            continue
        return
    raise AssertionError(answer)


def until(terminal: int, words: str, seconds: float = 30) -> str:
    shown, end = "", time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 4096).decode(errors="replace")
    assert words in shown, shown
    return shown
