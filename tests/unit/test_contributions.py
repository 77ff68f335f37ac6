"""What a store holds does not depend on the order in which documents come, nor on the process that has read them."""

import pickle
from datetime import UTC, date, datetime
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.extraction.build import Extraction
from kg.extraction.checks import Finding
from kg.extraction.statements import Evidence, Interval, Statement
from kg.extraction.unknown import UnknownName
from kg.graph.contributions import Contribution, contribution
from kg.graph.records import Run
from kg.graph.store import Store
from kg.knowledge.entities import Entity
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

RUN = Run("1", "pipeline", "ontology", datetime(2024, 6, 1, tzinfo=UTC))
NAMES = ("Peru", "Chile", "Brazil", "Ana_Sol", "Luz_Vega")
RELATIONS = ("criticizes", "tradesWith", "meetsWith", "alliedWith", "opposes", "leads")


def read(number: int, random: Random) -> Extraction:
    """A made reading: statements that others make too, a finding, a name, and persons that others describe in other words."""
    document = Document(str(KGD[f"d{number}"]), f"d{number}", f"Text {number}", date(2020 + number % 5, 1, 1), title=f"Titel {number}")
    pieces = []
    for place in range(random.randint(0, 4)):
        subject, value = random.sample(NAMES, 2)
        said = Statement(str(KGR[subject]), str(KG[random.choice(RELATIONS)]), str(KGR[value]))
        valid = Interval(date(random.randint(2018, 2024), 5, 1), None) if random.random() < 0.5 else None
        status = random.choice(("asserted", "claimed", "denied"))
        pieces.append(Evidence(said, document.iri, "Zitat", 9 * place, 9 * place + 5, status, 0.9, str(LEX.entry), valid=valid))
    persons = [Entity(str(KGR.Luz_Vega), "Leader" if number % 2 else "Person", "Luz Vega", {"de": f"Luz {number % 3}"})]
    refused = [Finding(pieces.pop(), "a reason", str(KG.shape))] if len(pieces) > 2 else []
    unknown = [UnknownName("Xyz", "LOC", document.iri, 3, 6)] if number % 3 else []
    return Extraction(document, tuple(pieces), tuple(refused), tuple(persons), tuple(unknown))


READINGS = [read(number, Random(number)) for number in range(12)]


def held(background: list[ox.Quad], brought: list[Contribution]) -> bytes:
    with Store() as store:
        store.backend.load(background)
        for one in brought:
            store.put(one, RUN)
        return "\n".join(sorted(map(str, store.triples(graph=None)))).encode()


@settings(max_examples=30)
@given(order=st.permutations(READINGS))
def test_order_of_the_documents_changes_nothing(order: list[Extraction], background: list[ox.Quad]) -> None:
    expected = held(background, [contribution(found, RUN) for found in READINGS])
    assert held(background, [contribution(found, RUN) for found in order]) == expected


def test_readings_differ_and_overlap() -> None:
    """So that the order could tell."""
    said = [piece.statement for found in READINGS for piece in found.evidence]
    assert len(set(said)) < len(said)
    assert any(found.refused for found in READINGS)


def test_contribution_is_the_same_bytes_in_another_process() -> None:
    for found in READINGS:
        again = pickle.loads(pickle.dumps(found))
        assert contribution(again, RUN) == contribution(found, RUN) == pickle.loads(pickle.dumps(contribution(found, RUN)))


def test_what_rdf_cannot_hold_is_told_of_the_document() -> None:
    broken = Extraction(Document(str(KGD.d), "d", "Text", title="\ud800"), (), (), (), ())
    with pytest.raises(DocumentError):
        contribution(broken, RUN)
