"""The service's own reads: they end in time, and what is known of a thing is bounded."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.extraction.reification import evidence_triples, statement_triples
from kg.extraction.statements import Evidence, Statement
from kg.graph.store import FACTS, INFERRED, Store
from kg.knowledge.terms import BASE, KG, KGR
from kg.service.describing import DRAWN, describe
from kg.service.failures import LimitError
from kg.service.reading import Hurried
from kg.service.statements import statement_rows

PERU = ox.NamedNode(str(KGR.Peru))


@pytest.fixture
def store() -> Store:
    store = Store()
    store.backend.load([ox.Quad(PERU, ox.NamedNode(str(KG.praises)), ox.NamedNode(f"{KGR}A{i}"), INFERRED) for i in range(DRAWN + 1)])
    return store


def test_store_refuses_all_once_the_time_is_over(store: Store) -> None:
    with pytest.raises(LimitError, match="ask for a part of it"):
        Hurried(store, -1).query("ASK {}")
    with pytest.raises(LimitError):
        next(Hurried(store, -1).triples(PERU, None, None, INFERRED))
    with Hurried(store, 60) as hurried:
        assert len([*hurried.triples(PERU, None, None, INFERRED)]) == DRAWN + 1


def test_description_says_that_rules_draw_more_than_it_tells(store: Store) -> None:
    found = describe(store, PERU.value, "en")
    assert (len(found.drawn), found.more_drawn) == (DRAWN, True)
    store.backend.replace([*store.triples(PERU, None, ox.NamedNode(f"{KGR}A0"), INFERRED)], [])
    assert not describe(store, PERU.value, "en").more_drawn


def test_row_of_a_statement_whose_documents_have_no_day_has_no_time() -> None:
    store, said = Store(), Statement(PERU.value, str(KG.praises), str(KGR.Chile))
    pieces = [
        Evidence(said, f"{BASE}document/d{i}", "Lob", 0, 3, status, 0.5, f"{BASE}lexicon/l")
        for i, status in enumerate(("denied", "asserted"))
    ]
    triples = {triple for piece in pieces for triple in (*statement_triples(said), *evidence_triples(piece, "de"))}
    store.backend.load([ox.Quad(triple.subject, triple.predicate, triple.object, FACTS) for triple in triples])
    (row,) = statement_rows(store, [said.iri], "en")
    assert (row.statuses, row.first, row.last, row.published, row.evidence) == (("asserted", "denied"), "", "", "", 2)
