"""Exports: formats that other tools read, the same bytes for the same graph, and Turtle that a person can review."""

import dataclasses
import io
import json
import random
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD

from kg.errors import StoreError
from kg.extraction.build import Extraction
from kg.extraction.checks import Finding
from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT
from kg.extraction.statements import Evidence, Interval, Statement, Status
from kg.extraction.unknown import UnknownName
from kg.graph import exports
from kg.graph.background import load_background
from kg.graph.exports import FORMATS, TERSE, WHOLE, Format, export
from kg.graph.extent import Extent
from kg.graph.inference import infer
from kg.graph.jsonld import write_jsonld
from kg.graph.records import Run
from kg.graph.store import FACTS, PREFIXES, REVIEWS, Store
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.shapes import to_rdflib, validate
from kg.knowledge.terms import KG, KGD, KGR, LEX, SCHEMA
from kg.reading.documents import Document

GOLDEN = Path(__file__).parents[1] / "golden"
ONTOLOGY = Ontology.load()
INFERRED_TOO = Extent(inferred=True)
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
    infer(store)
    return store


def exported(store: Store, form: Format = "turtle", extent: Extent = WHOLE, *, triple_terms: bool = False) -> bytes:
    stream = io.BytesIO()
    export(store, form, stream, extent, triple_terms=triple_terms)
    return stream.getvalue()


def as_rdflib(written: bytes, form: str = "turtle") -> rdflib.Graph:
    return rdflib.Graph().parse(data=written.decode(), format=form)


def test_turtle_is_the_golden_file(tmp_path: Path) -> None:
    """To accept a change, write the new bytes to tests/golden/export.ttl and review them in the diff."""
    assert exported(sample(tmp_path)).decode() == (GOLDEN / "export.ttl").read_text(encoding="utf-8")


def test_turtle_without_evidence_is_the_golden_file(tmp_path: Path) -> None:
    assert exported(sample(tmp_path), extent=Extent(evidence=False, inferred=True)).decode() == (GOLDEN / "facts.ttl").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_same_graph_gives_same_bytes_in_any_order_of_reading(tmp_path: Path, form: Format) -> None:
    shuffled = list(readings())
    random.Random(7).shuffle(shuffled)
    assert exported(sample(tmp_path), form, INFERRED_TOO) == exported(sample(tmp_path, shuffled), form, INFERRED_TOO)


@pytest.mark.parametrize(("form", "name"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")])
def test_formats_of_triples_carry_the_same_graph(tmp_path: Path, form: Format, name: str) -> None:
    store = sample(tmp_path)
    assert isomorphic(as_rdflib(exported(store, form), name), as_rdflib(exported(store, "ntriples"), "nt"))


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")  # rdflib deprecates what it calls itself
@pytest.mark.parametrize(("form", "name"), [("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_formats_with_graphs_keep_what_is_inferred_apart(tmp_path: Path, form: Format, name: str) -> None:
    written = exported(sample(tmp_path), form, INFERRED_TOO)
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
    assert back in as_rdflib(exported(store, extent=INFERRED_TOO))


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


def quads_of(written: bytes) -> set[ox.Quad]:
    return set(ox.parse(written, ox.RdfFormat.N_QUADS))


def test_jsonld_has_the_prefixes_as_its_context_and_pyld_reads_the_same_graph(tmp_path: Path) -> None:
    store = sample(tmp_path)
    document = json.loads(exported(store, "jsonld", INFERRED_TOO))
    assert document["@context"] == PREFIXES
    assert quads_of(jsonld.to_rdf(document, {"format": "application/n-quads"}).encode()) == quads_of(
        exported(store, "nquads", INFERRED_TOO)
    )


def test_iri_whose_scheme_is_a_prefix_keeps_its_meaning_in_jsonld() -> None:
    peru, place, kind = (ox.NamedNode(str(iri)) for iri in (KGR.Peru, KG.region, "schema:kind"))
    quads = [
        ox.Quad(peru, place, ox.NamedNode("geo:48,16")),
        ox.Quad(peru, ox.NamedNode(PREFIXES["geo"] + "lat"), ox.Literal("-12.0")),
        ox.Quad(ox.NamedNode("kgr:odd"), kind, ox.Literal("1", datatype=ox.NamedNode("xsd:odd"))),
        ox.Quad(ox.NamedNode(f"{KGR}//evil"), place, peru),
    ]
    stream = io.BytesIO()
    write_jsonld(quads, stream)
    assert quads_of(jsonld.to_rdf(json.loads(stream.getvalue()), {"format": "application/n-quads"}).encode()) == set(quads)


@pytest.mark.parametrize("form", TERSE)
def test_triple_terms_name_each_statement_once(tmp_path: Path, form: Format) -> None:
    store = sample(tmp_path)
    written = exported(store, form, triple_terms=True)
    reifies = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
    media = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}
    found = list(ox.parse(written, media[form]))
    terms = {str(quad.subject): quad.object for quad in found if quad.predicate == reifies}
    said = Statement(str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
    assert terms[f"<{said.iri}>"] == ox.Triple(*(ox.NamedNode(part) for part in (said.subject, said.predicate, said.object)))
    reified = {str(quad.subject) for quad in store.triples(None, ox.NamedNode(SUBJECT))}
    assert terms.keys() == reified
    assert not [
        quad for quad in found if quad.predicate.value in (SUBJECT, PREDICATE, OBJECT) or quad.object == ox.NamedNode(RDF.Statement)
    ]


def test_format_without_triple_terms_is_an_error() -> None:
    with Store() as store, pytest.raises(StoreError, match=r"jsonld: it has no triple terms of RDF 1\.2; choose one of turtle"):
        exported(store, "jsonld", triple_terms=True)


def rejected(store: Store, said: Statement) -> None:
    verdict = ox.Quad(ox.NamedNode(said.iri), ox.NamedNode(str(KG.verdict)), ox.NamedNode(str(KG.rejected)), REVIEWS)
    store.transact(set(), {verdict})


@pytest.mark.parametrize("form", FORMATS)
def test_rejected_statement_is_marked_and_has_no_plain_triple(tmp_path: Path, form: Format) -> None:
    store, said = sample(tmp_path), Statement(str(KGR.Peru), str(KG.alliedWith), str(KGR.Chile))
    plain = (rdflib.URIRef(said.subject), rdflib.URIRef(said.predicate), rdflib.URIRef(said.object))
    names = {"turtle": "turtle", "ntriples": "nt", "nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "rdfxml": "xml"}

    def graph() -> rdflib.Graph:
        return rdflib.Dataset(default_union=True).parse(data=exported(store, form).decode(), format=names[form])

    with warnings.catch_warnings(action="ignore"):  # rdflib deprecates what it calls itself
        assert plain in graph()
        rejected(store, said)
        assert plain not in graph()
        assert (rdflib.URIRef(said.iri), KG.verdict, KG.rejected) in graph()


def test_what_holds_on_a_day_is_its_statements_with_their_evidence_and_what_follows(tmp_path: Path) -> None:
    store = sample(tmp_path)
    treaty, arms = (Statement(str(KGR.Peru), str(KG[name]), str(KGR.Chile)) for name in ("signedPartnershipWith", "suppliesArmsTo"))
    graph = as_rdflib(exported(store, extent=Extent(inferred=True, holding={treaty.iri: "asserted", arms.iri: "possible"})))
    peru, chile = rdflib.URIRef(KGR.Peru), rdflib.URIRef(KGR.Chile)
    assert set(graph.subjects(RDF.type, KG.Statement)) == {rdflib.URIRef(treaty.iri), rdflib.URIRef(arms.iri)}
    assert {(one, name) for one, name, _ in graph.triples((None, None, chile)) if one == peru} == {
        (peru, KG.signedPartnershipWith),
        (peru, KG.signedAgreementWith),
    }, "a statement that is not asserted then has no plain triple"
    assert (chile, KG.signedPartnershipWith, peru) in graph
    assert "Brasilien" not in graph.serialize()
    assert {str(document) for document in graph.subjects(RDF.type, SCHEMA.NewsArticle)} == {str(KGD.d1), str(KGD.d2), str(KGD.d3)}
    assert not list(graph.subjects(RDF.type, KG.Finding))


def test_documents_of_other_statements_are_not_there_on_a_day(tmp_path: Path) -> None:
    visit = Statement(str(KGR.Ana_Sol), str(KG.visits), str(KGR.Chile))
    written = exported(sample(tmp_path), extent=Extent(holding={visit.iri: "asserted"})).decode()
    assert "prov:used kgd:d1 ;" in written
    assert "kgd:d2" not in written
    assert "kg:visits kgr:Chile" in written


def test_namespaces_of_rdfxml_are_in_order(tmp_path: Path) -> None:
    names = re.findall(r'xmlns:\w+="[^"]*"', exported(sample(tmp_path), "rdfxml").decode())
    assert len(names) > len(PREFIXES)
    assert names == sorted(names)


def test_triples_sorted_on_disk_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = sample(tmp_path)
    whole = {form: exported(store, form, INFERRED_TOO) for form in ("turtle", "nquads", "rdfxml", "jsonld")}
    monkeypatch.setattr(exports, "MANY", 7)
    assert {form: exported(store, form, INFERRED_TOO) for form in whole} == whole
    monkeypatch.setattr(exports, "BATCH", 3)
    assert {form: exported(store, form, INFERRED_TOO) for form in whole} == whole


IRIS = st.sampled_from([str(KGR.Peru), str(KGR["Chile_(x)"]), f"{KG.Statement}", "geo:48,16", "urn:a:%20", "https://example.org/ä?b=c#d"])
TEXTS_OF_ALL_KINDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
LITERALS = st.one_of(
    TEXTS_OF_ALL_KINDS.map(ox.Literal),
    TEXTS_OF_ALL_KINDS.map(lambda text: ox.Literal(text, language="de")),
    st.sampled_from(["0.5", "-12", "no number"]).map(lambda text: ox.Literal(text, datatype=ox.NamedNode(str(XSD.decimal)))),
    st.sampled_from(['"', "\\", "'", "a\tb", "line\nbreak", "]]>", "<!--", "@prefix x: <y> .", "\u2028", "<rdf:RDF >\n"]).map(ox.Literal),
)
NODES = IRIS.map(ox.NamedNode)
QUADS = st.builds(
    ox.Quad, NODES, st.sampled_from([str(KG.region), str(RDF.type), str(KG.name)]).map(ox.NamedNode), st.one_of(NODES, LITERALS)
)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=30)
@given(quads=st.lists(QUADS, max_size=12), seed=st.integers(0, 3))
def test_any_triples_give_the_same_bytes_in_any_order_and_are_read_back(form: Format, quads: list[ox.Quad], seed: int) -> None:
    shuffled = [*quads]
    random.Random(seed).shuffle(shuffled)
    written = []
    for each in (quads, shuffled):
        with Store() as store:
            store.backend.load(each)
            written.append(exported(store, form))
    assert written[0] == written[1]
    media = {"turtle": "TURTLE", "ntriples": "N_TRIPLES", "nquads": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD", "rdfxml": "RDF_XML"}
    assert set(ox.parse(written[0], getattr(ox.RdfFormat, media[form]))) == set(quads)
