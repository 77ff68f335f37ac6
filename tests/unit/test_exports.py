"""Exports: formats that other tools read, the same bytes for the same graph, and Turtle that a person can review."""

import dataclasses
import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.errors import StoreError
from kg.extraction.build import Extraction
from kg.extraction.checks import Finding
from kg.extraction.statements import Evidence, Interval, Statement, Status
from kg.extraction.unknown import UnknownName
from kg.graph.background import load_background
from kg.graph.exports import FORMATS, Format, export
from kg.graph.inference import infer
from kg.graph.records import Run
from kg.graph.store import FACTS, Store
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.shapes import to_rdflib, validate
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document

GOLDEN = Path(__file__).parents[1] / "golden"
ONTOLOGY = Ontology.load()
RUN = Run("0.1.0", "pipeline-1", "0123456789abcdef", datetime(2024, 6, 1, 8, tzinfo=UTC))


def piece(subject: str, predicate: str, object_: str, status: Status, quote: str) -> Evidence:
    said = Statement(str(KGR[subject]), str(KG[predicate]), str(KGR[object_]))
    return Evidence(said, "", quote, 0, len(quote), status, 0.8, str(LEX[f"{predicate}_entry"]))


TREATY = piece("Peru", "signedPartnershipWith", "Chile", "asserted", "Peru und Chile unterzeichneten am 9. Januar eine „Partnerschaft“")
SPOKEN = piece("Peru", "signedDefencePactWith", "Chile", "possible", "Chile könnte mit Peru einen Beistandspakt schließen")
DENIAL = piece("Chile", "alliedWith", "Peru", "denied", 'Es gebe "kein Bündnis"\nmit Peru')
TEXTS = [
    (
        Document(str(KGD.d1), "d1", "Eins", date(2024, 1, 10), "de", "Partner in den Anden", "https://example.org/d1"),
        [
            dataclasses.replace(TREATY, valid=Interval(date(2024, 1, 9), date(2024, 1, 9))),
            piece("Peru", "alliedWith", "Chile", "asserted", "das Bündnis zwischen Peru und Chile"),
            piece("Peru", "suppliesArmsTo", "Chile", "asserted", "Peru liefert Chile Panzer"),
            piece("Ana_Sol", "visits", "Chile", "asserted", "Präsidentin Sol besuchte Chile"),
            piece("Ana_Sol", "leads", "Peru", "asserted", "Präsidentin Sol"),
        ],
    ),
    (
        Document(str(KGD.d2), "d2", "Zwei", date(2024, 3, 2), "de", "Zwischen den Nachbarn"),
        [
            dataclasses.replace(SPOKEN, speaker=str(KGR.Ana_Sol)),
            piece("Peru", "signedPartnershipWith", "Chile", "asserted", "die Partnerschaft Perus mit Chile"),
            piece("Peru", "balancesBetween", "Brazil", "asserted", "Lima laviert zwischen Brasilien und Argentinien"),
            piece("Peru", "balancesBetween", "Argentina", "asserted", "Lima laviert zwischen Brasilien und Argentinien"),
            dataclasses.replace(
                piece("Brazil", "sanctions", "Peru", "asserted", "Brasiliens Sanktionen gegen Peru"), valid=Interval(date(2024, 2, 1), None)
            ),
        ],
    ),
    (
        Document(str(KGD.d3), "d3", "Drei", date(2024, 5, 20), "de", source="Andenbote"),
        [
            piece("Peru", "suppliesArmsTo", "Chile", "denied", "Peru liefert keine Panzer an Chile"),
            DENIAL,
            piece("Ana_Sol", "meetsWith", "Chile", "claimed", "Sol habe die chilenische Führung getroffen 😀"),
        ],
    ),
    (Document(str(KGD.d4), "d4", "Vier"), [piece("Brazil", "sanctions", "Peru", "claimed", "Brasilien habe Sanktionen verhängt")]),
]
SEEDS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix wd: <http://www.wikidata.org/entity/> .
kgr:Peru a kg:State ; rdfs:label "Peru"@en , "Peru"@de ; owl:sameAs wd:Q419 ; kg:iso3166 "PE" ; kg:adjective "peruanisch"@de .
kgr:Chile a kg:State ; rdfs:label "Chile"@en ; kg:iso3166 "CL" .
kgr:Brazil a kg:State ; rdfs:label "Brazil"@en , "Brasilien"@de .
kgr:Argentina a kg:State ; rdfs:label "Argentina"@en , "Argentinien"@de .
kgr:Gran_Colombia a kg:State ; rdfs:label "Gran Colombia"@en ; schema:endDate "1831-11-21"^^xsd:date .
"""


def readings() -> Iterator[Extraction]:
    """Four texts about two neighbours; the first has a finding, an unknown name and a person whom no seed describes."""
    for document, pieces in TEXTS:
        evidence, start = [], 0
        for found in pieces:
            evidence.append(dataclasses.replace(found, document=document.iri, start=start, end=start + len(found.quote)))
            start += len(found.quote) + 1
        yield Extraction(document, tuple(evidence), (), (), ())


def sample(tmp_path: Path, order: list[Extraction] | None = None) -> Store:
    seeds = tmp_path / "seeds.ttl"
    seeds.write_text(SEEDS, encoding="utf-8")
    store = Store()
    load_background(store, ONTOLOGY, [seeds])
    for reading in order or list(readings()):
        if reading.document.id == "d1":
            refused = dataclasses.replace(
                piece("Ana_Sol", "attacks", "Chile", "asserted", "Sol greift Chile an"), document=reading.document.iri
            )
            finding = Finding(refused, "The subject of attacks is a State. Ana_Sol is a Leader, Chile is a State.", str(KG.attacksShape))
            person = Entity(str(KGR.Ana_Sol), "Leader", "Ana Sol", {"de": "Ana Sol", "en": "Ana Sol"})
            name = UnknownName("Kuala", "place", reading.document.iri, 7, 12)
            store.add(dataclasses.replace(reading, refused=(finding,), entities=(person,), unknown=(name,)), RUN)
        else:
            store.add(reading, RUN)
    infer(store, ONTOLOGY)
    return store


def exported(store: Store, form: Format = "turtle", *, evidence: bool = True, inferred: bool = False) -> bytes:
    stream = io.BytesIO()
    export(store, form, stream, evidence=evidence, inferred=inferred)
    return stream.getvalue()


def as_rdflib(written: bytes, form: str = "turtle") -> rdflib.Graph:
    return rdflib.Graph().parse(data=written.decode(), format=form)


def test_turtle_is_the_golden_file(tmp_path: Path) -> None:
    """To accept a change, write the new bytes to tests/golden/export.ttl and review them in the diff."""
    assert exported(sample(tmp_path)).decode() == (GOLDEN / "export.ttl").read_text(encoding="utf-8")


def test_turtle_without_evidence_is_the_golden_file(tmp_path: Path) -> None:
    assert exported(sample(tmp_path), evidence=False, inferred=True).decode() == (GOLDEN / "facts.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_same_graph_gives_same_bytes_in_any_order_of_reading(tmp_path: Path, form: Format) -> None:
    shuffled = list(readings())
    random.Random(7).shuffle(shuffled)
    assert exported(sample(tmp_path), form, inferred=True) == exported(sample(tmp_path, shuffled), form, inferred=True)


@pytest.mark.parametrize(("form", "name"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")])
def test_formats_of_triples_carry_the_same_graph(tmp_path: Path, form: Format, name: str) -> None:
    store = sample(tmp_path)
    assert isomorphic(as_rdflib(exported(store, form), name), as_rdflib(exported(store, "ntriples"), "nt"))


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")  # rdflib deprecates what it calls itself
@pytest.mark.parametrize(("form", "name"), [("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_formats_with_graphs_keep_what_is_inferred_apart(tmp_path: Path, form: Format, name: str) -> None:
    written = exported(sample(tmp_path), form, inferred=True)
    dataset = rdflib.Dataset().parse(data=written.decode(), format=name)
    back = (rdflib.URIRef(KGR.Chile), KG.signedPartnershipWith, rdflib.URIRef(KGR.Peru))
    assert {str(quad[3]) for quad in dataset.quads((*back, None))} == {str(KG.inferred)}


def test_turtle_keeps_the_projects_own_shapes(tmp_path: Path) -> None:
    data = as_rdflib(exported(sample(tmp_path)))
    data += to_rdflib(ONTOLOGY.vocabulary())
    assert validate(data, ONTOLOGY.fact_shapes) == []


def test_shapes_notice_evidence_without_status(tmp_path: Path) -> None:
    data = as_rdflib(exported(sample(tmp_path)))
    data.remove((None, KG.status, KG.denied))
    assert {found.message for found in validate(data, ONTOLOGY.fact_shapes)} >= {"Evidence is asserted, claimed, possible or denied."}


def test_inferred_triples_are_left_out_unless_wanted(tmp_path: Path) -> None:
    store = sample(tmp_path)
    back = (rdflib.URIRef(KGR.Chile), KG.signedPartnershipWith, rdflib.URIRef(KGR.Peru))
    assert back not in as_rdflib(exported(store))
    assert back in as_rdflib(exported(store, inferred=True))


def test_only_entities_of_the_statements_are_described(tmp_path: Path) -> None:
    written = exported(sample(tmp_path)).decode()
    assert '"Brazil"@en' in written
    assert "Gran_Colombia" not in written
    assert "peruanisch" not in written


def test_export_read_back_is_the_same_store(tmp_path: Path) -> None:
    written = exported(sample(tmp_path))
    with Store() as store:
        store.replace_graph(FACTS, ox.parse(written, ox.RdfFormat.TURTLE))
        assert exported(store) == written


def test_sign_that_xml_forbids_is_an_error(tmp_path: Path) -> None:
    bell = dataclasses.replace(TREATY, document=TEXTS[0][0].iri, quote="Klingel\x07")
    with sample(tmp_path) as store:
        store.add(Extraction(TEXTS[0][0], (bell,), (), (), ()), RUN)
        with pytest.raises(StoreError, match="control character, which XML forbids; export in another format"):
            exported(store, "rdfxml")
        assert "Klingel" in exported(store).decode()


def test_unknown_format_is_an_error(tmp_path: Path) -> None:
    with Store() as store, pytest.raises(StoreError, match="pdf: no format to export; choose one of turtle, ntriples"):
        exported(store, "pdf")  # type: ignore[arg-type]


def test_empty_store_is_an_empty_file_of_each_format() -> None:
    with Store() as store:
        for form in FORMATS:
            exported(store, form)
        assert len(as_rdflib(exported(store))) == 0
