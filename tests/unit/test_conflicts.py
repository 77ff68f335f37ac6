"""Where documents contradict each other, over whether and over when; and what each source is worth."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.statements import Interval, Statement
from kg.graph.claims import Claim, read_claims
from kg.graph.conflicts import _differ_as_events, conflicts, contradictions
from kg.graph.listings import Source, sources
from kg.graph.reviews import Review, record
from kg.graph.store import Store
from kg.knowledge.terms import KG, KGR

Reported = Callable[..., Store]


def found(store: Store) -> list[tuple[str, str, str, str]]:
    """Statement, kind, and the documents of both sides."""
    sides = [(c, [sorted({w.evidence.document.rpartition("/")[2] for w in side}) for side in (c.one, c.other)]) for c in conflicts(store)]
    return [
        (" ".join(part.rpartition("/")[2].rpartition("#")[2] for part in (c.statement.subject, c.statement.predicate, c.statement.object)),
         c.kind, " ".join(one), " ".join(other))
        for c, (one, other) in sides
    ]  # fmt: skip


def two(
    reported: Reported, relation: str, one: str | None, other: str | None, days: tuple[str, str] = ("2024-06-20", "2024-06-21")
) -> Store:
    """Two documents that assert the same of two times."""
    times = ([time] if time else [] for time in (one, other))
    return reported(
        *((f"d{i} {day} asserted", f"Peru {relation} Chile", *time) for i, (day, time) in enumerate(zip(days, times, strict=True), 1))
    )


# --- denied


def test_denial_in_another_document_is_a_conflict(reported: Reported) -> None:
    store = reported(
        ("d1 2024-01-01 asserted", "Peru suppliesArmsTo Chile"),
        ("d2 2024-01-02 denied", "Peru suppliesArmsTo Chile"),
        ("d3 2024-01-03 claimed", "Peru suppliesArmsTo Chile"),
        ("d4 2024-01-03 asserted", "Peru suppliesArmsTo Chile"),
    )
    assert found(store) == [("Peru suppliesArmsTo Chile", "denied", "d1 d4", "d2")]


def test_denial_in_the_same_document_is_none(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru suppliesArmsTo Chile"), ("d1 2024-01-01 denied", "Peru suppliesArmsTo Chile"))
    assert found(store) == []


def test_denial_of_the_other_direction_counts_for_symmetric_relations_only(reported: Reported) -> None:
    store = reported(
        *(("d1 2024-01-01 asserted", f"Peru {relation} Chile") for relation in ("alliedWith", "suppliesArmsTo")),
        *(("d2 2024-01-02 denied", f"Chile {relation} Peru") for relation in ("alliedWith", "suppliesArmsTo")),
    )
    assert found(store) == [("Chile alliedWith Peru", "denied", "d1", "d2")]


def test_both_directions_of_a_symmetric_relation_are_one_conflict(reported: Reported) -> None:
    store = reported(
        ("d1 2024-01-01 asserted", "Peru alliedWith Chile"),
        ("d2 2024-01-02 asserted", "Chile alliedWith Peru"),
        ("d3 2024-01-03 denied", "Chile alliedWith Peru"),
    )
    assert found(store) == [("Chile alliedWith Peru", "denied", "d1 d2", "d3")]


def test_who_denies_the_general_contradicts_the_special_but_not_the_other_way(reported: Reported) -> None:
    store = reported(
        ("d1 2024-01-01 asserted", "Peru signedDefencePactWith Chile"),
        ("d2 2024-01-02 denied", "Peru signedAgreementWith Chile"),
        ("d3 2024-01-02 asserted", "Peru signedAgreementWith Brazil"),
        ("d4 2024-01-02 denied", "Peru signedDefencePactWith Brazil"),
    )
    assert found(store) == [("Chile signedDefencePactWith Peru", "denied", "d1", "d2")]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("2019-03-01/", "2024-05-20", 1), ("2019", "2024-05-20", 0), ("2019/", "", 1), ("/2020-01-01", "2024-05-20", 0), ("", "2024", 1)],
)
def test_denial_for_another_time_is_no_conflict(reported: Reported, one: str, other: str, count: int) -> None:
    one = one.replace("2019/", "2019-01-01/")
    store = reported(
        ("d1 2024-01-01 asserted", "Peru alliedWith Chile", *filter(None, [one])),
        ("d2 2024-05-21 denied", "Peru alliedWith Chile", *filter(None, [other])),
    )
    assert len(conflicts(store)) == count


# --- dated differently


@pytest.mark.parametrize(
    ("relation", "one", "other", "count"),
    [
        ("visits", "2024-06-19", "2024-06-18", 1),
        ("visits", "2024-06-19", "2024-06-19", 0),
        ("visits", "2024-06-19", "2024-06-26", 1),
        ("visits", "2024-06-19", "2024-06-30", 0),  # perhaps two visits
        ("visits", "2024-06-19", None, 0),
        ("visits", "2023", "2024", 0),  # two visits, in two years
        ("visits", "2024", "2024-06-18", 0),  # the year is only less precise
        ("visits", "2024-06-17/2024-06-19", "2024-06-19/2024-06-20", 0),
        ("visits", "2024-06-17/2024-06-18", "2024-06-19/2024-06-20", 1),
        ("signedDefencePactWith", "2024-06-19", "2024-09-30", 1),  # it is signed once, says the ontology
        ("signedDefencePactWith", "2014-06-19", "2024-06-19", 0),
        ("alliedWith", "2019-05-02/", "2019-06-03/", 1),
        ("alliedWith", "2019-01-01/", "2019-06-03/", 0),  # since 2019
        ("alliedWith", "2019-06-01/", "2019-06-03/", 0),  # since June 2019
        ("alliedWith", "2019-01-01/", "2018-06-03/", 1),
        ("alliedWith", "2009-05-02/2013-05-02", "2017-05-02/2021-05-02", 0),  # twice
        ("alliedWith", "2009-05-02/2013-05-02", "2013-05-02/2017-05-02", 1),
        ("alliedWith", "2009-05-02/2013-05-02", "2009-05-02/2014-05-02", 1),
        ("alliedWith", "2009-05-02/2013-12-31", "2009-05-02/2013-05-02", 0),  # until 2013
        ("alliedWith", "/2013-05-02", "/2021-05-02", 0),
        ("alliedWith", "2019-05-02", "2019-06-03", 0),  # two days on which they were allied
    ],
)
def test_when_two_documents_date_differently(reported: Reported, relation: str, one: str, other: str | None, count: int) -> None:
    assert len(conflicts(two(reported, relation, one, other))) == count


def test_open_period_lasts_until_its_document_was_published(reported: Reported) -> None:
    store = two(reported, "alliedWith", "2009-05-02/", "2017-05-02/", days=("2010-01-01", "2018-01-01"))
    assert found(store) == []
    store = two(reported, "alliedWith", "2009-05-02/", "2010-05-02/", days=("2011-01-01", "2018-01-01"))
    assert found(store) == [("Chile alliedWith Peru", "dated differently", "d1", "d2")]


def test_document_that_gives_both_days_speaks_of_two_events(reported: Reported) -> None:
    rows = [("d1 2024-06-20 asserted", "Peru visits Chile", day) for day in ("2024-06-18", "2024-06-19")]
    assert found(reported(*rows)) == []
    assert found(reported(*rows, ("d2 2024-06-20 asserted", "Peru visits Chile", "2024-06-18"))) == []


def test_what_is_claimed_dates_nothing(reported: Reported) -> None:
    rows = [(f"d{i} 2024-06-20 {status}", "Peru visits Chile", f"2024-06-1{i}") for i, status in ((8, "asserted"), (9, "claimed"))]
    assert found(reported(*rows)) == []


def test_conflict_knows_what_reviewers_think(reported: Reported) -> None:
    store = two(reported, "visits", "2024-06-19", "2024-06-18")
    said = Statement(str(KGR.Peru), str(KG.visits), str(KGR.Chile))
    assert [c.verdict for c in conflicts(store)] == [None]
    record(store, [Review(said, "confirmed", "Ada", datetime(2024, 7, 1, tzinfo=UTC))])
    assert [c.verdict for c in conflicts(store)] == ["confirmed"]


def test_kinds_are_asked_for(reported: Reported) -> None:
    store = two(reported, "visits", "2024-06-19", "2024-06-18")
    assert conflicts(store, ["denied"]) == []
    assert len(conflicts(store, ["dated differently"])) == 1


# --- many claims

RELATIONS = ("alliedWith", "signedDefencePactWith", "signedAgreementWith", "visits", "suppliesArmsTo")
DAYS = st.integers(0, 40).map(lambda days: date(2018, 12, 10) + timedelta(days))
TIMES = st.one_of(
    st.none(),
    DAYS.map(lambda day: Interval(day, day)),
    st.tuples(DAYS, DAYS).map(lambda days: Interval(*sorted(days))),
    DAYS.map(lambda day: Interval(day, None)),
    DAYS.map(lambda day: Interval(None, day)),
    st.sampled_from([2018, 2019]).map(lambda year: Interval(date(year, 1, 1), date(year, 12, 31))),
)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """What up to six documents say of two states, each published on a day of its own."""
    said = st.tuples(st.permutations(["Peru", "Chile"]), st.sampled_from(RELATIONS[: draw(st.integers(1, len(RELATIONS)))]))
    statuses, published = st.sampled_from(["asserted", "asserted", "denied", "claimed"]), draw(st.lists(DAYS, min_size=6, max_size=6))
    drawn = draw(st.lists(st.tuples(said, statuses, st.integers(0, 5), TIMES), max_size=14))
    return [
        Claim(
            f"e{place}", Statement(str(KGR[ends[0]]), str(KG[name]), str(KGR[ends[1]])), status, f"d{document}", valid, published[document]
        )
        for place, ((ends, name), status, document, valid) in enumerate(drawn)
    ]


@pytest.fixture(scope="module")
def ontology_alone(background: list[ox.Quad]) -> Store:
    store = Store()
    store.backend.load(background)
    return store


def by_pairs(claims: list[Claim], store: Store) -> list[tuple[Statement, str, set[Claim], set[Claim]]]:
    """The conflicts, found by looking at each pair of claims alone, and at each pair of times."""
    pairs = [found for pair in combinations(claims, 2) for found in contradictions(pair, store)]
    joined = []
    for statement in {pair.statement for pair in pairs if pair.kind == "denied"}:
        sides = [(pair.one, pair.other) for pair in pairs if (pair.statement, pair.kind) == (statement, "denied")]
        joined.append((statement, "denied", *({claim for side in one for claim in side} for one in zip(*sides, strict=True))))
    alike = {frozenset((times(pair.one[0]), times(pair.other[0]))): pair for pair in pairs if pair.kind == "dated differently"}
    for pair in alike.values():
        one, other = ({claim for claim in claims if times(claim) == times(side[0])} for side in (pair.one, pair.other))
        if not {claim.document for claim in one} & {claim.document for claim in other}:
            joined.append((pair.statement, "dated differently", one, other))
    return joined


def times(claim: Claim) -> tuple[object, ...]:
    """The claims with the same of these are one side: what is asserted, in both directions if it is symmetric, and for when."""
    said, valid = claim.statement, claim.valid
    ends = (said.subject, said.object) if said.predicate in (str(KG.visits), str(KG.suppliesArmsTo)) else (min(said.subject, said.object),)
    return claim.status, said.predicate, ends, valid, valid and (valid.end or claim.published)


@given(claims())
def test_many_claims_conflict_as_their_pairs_do(ontology_alone: Store, claims: list[Claim]) -> None:
    found = [(c.statement, c.kind, set(c.one), set(c.other)) for c in contradictions(claims, ontology_alone)]

    def turned(conflict: tuple[Statement, str, set[Claim], set[Claim]]) -> tuple[object, ...]:
        statement, kind, *sides = conflict
        return statement, kind, sorted(map(sorted, ([claim.evidence for claim in side] for side in sides)))

    assert sorted(map(turned, found)) == sorted(map(turned, by_pairs(claims, ontology_alone)))


def test_claims_are_what_the_evidence_says(reported: Reported) -> None:
    store = reported(("d1 2024-01-01 asserted", "Peru visits Chile", "2023"), ("d2 2024-01-02 denied", "Peru visits Chile"))
    said = Statement(str(KGR.Peru), str(KG.visits), str(KGR.Chile))
    assert sorted((*claim[1:3], claim.document.rpartition("/")[2], str(claim.valid), claim.published) for claim in read_claims(store)) == [
        (said, "asserted", "d1", "2023", date(2024, 1, 1)),
        (said, "denied", "d2", "None", date(2024, 1, 2)),
    ]


def test_a_thousand_times_are_compared_with_those_near_only(ontology_alone: Store) -> None:
    """A comparison of each with each would take half a million looks."""
    said, days = Statement(str(KGR.Peru), str(KG.visits), str(KGR.Chile)), [date(1990, 1, 1) + timedelta(3 * n) for n in range(1000)]
    claims = [Claim(f"e{n}", said, "asserted", f"d{n}", Interval(day, day), day) for n, day in enumerate(days)]
    with patch("kg.graph.conflicts._differ_as_events", wraps=_differ_as_events) as looked:
        assert len(contradictions(claims, ontology_alone)) == 999 + 998
    assert looked.call_count < 2500


# --- sources


def test_sources_count_what_their_documents_say_and_what_became_of_it(reported: Reported) -> None:
    store = reported(
        ("andes.example/d1 2024-01-01 asserted", "Peru suppliesArmsTo Chile"),
        ("andes.example/d1 2024-01-01 asserted", "Peru sanctions Brazil"),
        ("andes.example/d2 2024-01-02 asserted", "Peru suppliesArmsTo Chile"),
        ("andes.example/d2 2024-01-02 possible", "Peru visits Chile"),
        ("andes.example/d3 2024-01-02 denied", "Peru sanctions Brazil"),
        ("lima.example/d4 2024-01-02 denied", "Peru suppliesArmsTo Chile"),
    )
    record(
        store, [Review(Statement(str(KGR.Peru), str(KG.sanctions), str(KGR.Brazil)), "rejected", "Ada", datetime(2024, 7, 1, tzinfo=UTC))]
    )
    andes = Source("andes.example", documents=3, statements=3, asserted=2, refused=0, denied=1, confirmed=0, rejected=1)
    lima = Source("lima.example", documents=1, statements=1, asserted=0, refused=0, denied=0, confirmed=0, rejected=0)
    assert sources(store) == [andes, lima]
    assert andes.shares == {"refused": 0.0, "denied": 0.5, "confirmed": 0.0, "rejected": pytest.approx(1 / 3)}
    assert lima.shares["denied"] == 0.0
