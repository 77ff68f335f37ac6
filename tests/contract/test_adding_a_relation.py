"""A relation is added with one Turtle file, and no Python: that of docs/how-to/own-relations.md."""

import re
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.extraction.build import Extractor, extract
from kg.extraction.checks import check
from kg.extraction.examples import run_examples
from kg.extraction.setup import Setup, load_extractor
from kg.extraction.statements import Evidence, Statement
from kg.graph.building import build
from kg.graph.queries import questions
from kg.graph.store import Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.overlay import laid_over
from kg.knowledge.resources import data_folder
from kg.knowledge.terms import KGR, LEX
from kg.reading.documents import Document, document_iri

ROOT = Path(__file__).parents[2]


def document(text: str) -> Document:
    return Document(document_iri("own"), "own", text)


@pytest.fixture(scope="module")
def turtle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = (ROOT / "docs" / "how-to" / "own-relations.md").read_text(encoding="utf-8")
    block = re.search(r"^```turtle\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert block
    file = tmp_path_factory.mktemp("own") / "recognizes.ttl"
    file.write_text(block[1], encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def extractor(turtle: Path) -> Extractor:
    return load_extractor(Setup(ontologies=turtle))


def test_its_example_sentences_yield_it(extractor: Extractor) -> None:
    own = [frame for frame in extractor.lexicon.frames if frame.denotes == "recognizes"]
    assert own
    few = Extractor(extractor.parser, extractor.ontology, type(extractor.lexicon)(tuple(own)), extractor.gazetteer)
    assert [str(outcome) for outcome in run_examples(few) if not outcome.passed] == []


def test_it_is_found_in_a_text_passive_and_denial_included(extractor: Extractor) -> None:
    found = extract(document("Im Februar 2008 wurde Kosovo von Albanien anerkannt. Serbien hat Kosovo nie anerkannt."), extractor)
    said = {(e.statement.subject.rpartition("/")[2], e.statement.object.rpartition("/")[2], e.status) for e in found.evidence}
    assert said == {("Albania", "Kosovo", "asserted"), ("Serbia", "Kosovo", "denied")}
    assert {e.statement.predicate.rpartition("#")[2] for e in found.evidence} == {"recognizes"}


def test_its_shape_refuses_what_is_no_state(extractor: Extractor) -> None:
    statement = Statement(str(KGR.Angela_Merkel), extractor.ontology.relations["recognizes"].iri, str(KGR.Kosovo))
    said = Evidence(statement, document_iri("own"), "Merkel erkennt Kosovo an", 0, 24, "asserted", 0.9, str(LEX.recognizes_anerkennen))
    accepted, findings = check([said], {str(KGR.Angela_Merkel): "Leader", str(KGR.Kosovo): "State"}, extractor.ontology)
    assert not accepted
    assert findings[0].reason.startswith("The subject of recognizes is a State or an Organization.")


def test_it_comes_into_the_store_and_answers_queries(turtle: Path) -> None:
    store = Store()
    assert build(store, [document("Polen erkannte Litauen im August 1991 an.")], Setup(ontologies=turtle)) == []
    rows = list(store.select("SELECT ?who ?whom { ?who kg:recognizes ?whom }"))
    assert [(row["who"].value.rpartition("/")[2], row["whom"].value.rpartition("/")[2]) for row in rows] == [("Poland", "Lithuania")]


def test_the_ontology_that_ships_is_untouched(turtle: Path) -> None:
    with laid_over("ontologies", turtle) as folder:
        assert "recognizes" in Ontology.load(folder).relations
    assert "recognizes" not in Ontology.load().relations
    assert not folder.exists()


def test_a_folder_may_add_relations_and_questions_and_replace_files(tmp_path: Path, turtle: Path) -> None:
    (tmp_path / "relations").mkdir()
    (tmp_path / "queries").mkdir()
    (tmp_path / "relations" / "recognizes.ttl").write_text(turtle.read_text(encoding="utf-8"), encoding="utf-8")
    question = "# Who recognizes whom?\nSELECT * { ?who kg:recognizes ?whom }\n"
    (tmp_path / "queries" / "who-recognizes-whom.rq").write_text(question, encoding="utf-8")
    (tmp_path / "relations" / "visits.ttl").write_text("", encoding="utf-8")
    with laid_over("ontologies", tmp_path) as folder:
        relations, named = Ontology.load(folder).relations, questions(folder / "queries")
    assert set(Ontology.load().relations) - set(relations) == {"visits"}
    assert set(relations) - set(Ontology.load().relations) == {"recognizes"}
    assert set(named) - set(questions()) == {"who-recognizes-whom"}


def test_a_whole_folder_is_taken_alone() -> None:
    with laid_over("ontologies", data_folder("ontologies")) as folder:
        assert folder == data_folder("ontologies")


def test_own_names_are_added_to_the_seeds(tmp_path: Path) -> None:
    file = tmp_path / "ruritania.ttl"
    file.write_text(
        "@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kgr:Ruritania a kg:State ; rdfs:label "Ruritania"@en , "Ruritanien"@de .\n',
        encoding="utf-8",
    )
    found = extract(document("Frankreich lieferte Waffen an Ruritanien."), load_extractor(Setup(seeds=file)))
    said = {(e.statement.subject.rpartition("/")[2], e.statement.object.rpartition("/")[2]) for e in found.evidence}
    assert said == {("France", "Ruritania")}


@pytest.mark.parametrize("name", ["absent.ttl", "empty"])
def test_what_holds_no_turtle_is_an_error_that_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(OntologyError, match=name), laid_over("ontologies", tmp_path / name):
        pass
