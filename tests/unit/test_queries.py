"""Questions to the store: named, from a file or in SPARQL; how parameters are given; and how answers and listings read."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.graph.answers import FORMATS, Format, shortened, write_answer
from kg.graph.background import load_background
from kg.graph.explanations import why
from kg.graph.inference import infer
from kg.graph.listings import refused, sources, unknown
from kg.graph.queries import Question, find_entity, questions, read_question, run
from kg.graph.store import FACTS, PREFIXES, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGR

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
ONTOLOGY = Ontology.load()
PERU, CHILE, ANA = (ox.NamedNode(str(KGR[name])) for name in ("Peru", "Chile", "Ana_Sol"))


@pytest.fixture(scope="module")
def store() -> Store:
    """The graph of the golden export: two neighbours in four texts."""
    found = Store()
    load_background(found, ONTOLOGY, [])
    found.replace_graph(FACTS, ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE))
    infer(found)
    return found


def answers(store: Store, question: str, **values: str) -> list[tuple[str, ...]]:
    answer = run(store, question, values)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(shortened(term) for term in row) for row in answer]


def written(store: Store, question: str, form: Format) -> str:
    stream = io.BytesIO()
    write_answer(run(store, question), form, stream, width=100)
    return stream.getvalue().decode()


# --- named questions


def test_each_named_question_is_said_in_words_and_can_be_asked(store: Store) -> None:
    named = questions()
    assert {"who-signed-what-with-whom", "who-balances-between-whom", "what-changed-since", "who-sanctions-whom"} <= set(named)
    assert {"who-says-so", "dated-differently", "sources", "reviews"} <= set(named)
    assert {"who-supplies-arms-to-whom", "disputed", "leaders-and-states", "visits-and-meetings", "most-mentioned"} <= set(named)
    for question in named.values():
        assert question.words.endswith("?")
        assert isinstance(run(store, question.name), ox.QuerySolutions)


def test_who_signed_what_with_whom_covers_special_agreements_of_every_status(store: Store) -> None:
    found = answers(store, "who-signed-what-with-whom")
    assert [row[:5] for row in found] == [
        ("Peru", "signedDefencePactWith", "Chile", "possible", ""),
        ("Peru", "signedPartnershipWith", "Chile", "asserted", "2024-01-09"),
        ("Peru", "signedPartnershipWith", "Chile", "asserted", ""),
    ]


def test_who_balances_between_whom(store: Store) -> None:
    assert [row[:3] for row in answers(store, "who-balances-between-whom")] == [
        ("Peru", "Argentina", "asserted"),
        ("Peru", "Brazil", "asserted"),
    ]


def test_sanctions_and_arms_come_with_status_and_time(store: Store) -> None:
    assert [row[:4] for row in answers(store, "who-sanctions-whom")] == [
        ("Brazil", "Peru", "asserted", "2024-02-01"),
        ("Brazil", "Peru", "claimed", ""),
    ]
    assert [row[:3] for row in answers(store, "who-supplies-arms-to-whom")] == [("Peru", "Chile", "asserted"), ("Peru", "Chile", "denied")]


def test_what_changed_since_leaves_out_what_was_said_before(store: Store) -> None:
    changed = [(row[0], *row[2:5]) for row in answers(store, "what-changed-since", since="2024-02-15")]
    assert ("2024-03-02", "signedDefencePactWith", "Chile", "possible") in changed
    assert ("2024-05-20", "suppliesArmsTo", "Chile", "denied") in changed
    assert not [row for row in changed if row[1] == "signedPartnershipWith"]
    assert [row[0] for row in answers(store, "what-changed-since", since="2024-05-01")] == ["2024-05-20"] * 3


def test_disputed_has_no_more_than_ten_thousand_pairs_of_documents(reported: Callable[..., Store]) -> None:
    days = [("asserted", day) for day in range(101)] + [("denied", day) for day in range(100)]
    store = reported(*((f"{status[0]}{day} 2024-01-01 {status}", "Peru suppliesArmsTo Chile") for status, day in days))
    assert len(answers(store, "disputed")) == 10_000


def test_disputed_finds_denials_in_both_directions_of_a_symmetric_relation(store: Store) -> None:
    assert answers(store, "disputed") == [
        ("Peru", "alliedWith", "Chile", "d1", "d3", "alliedWith"),
        ("Peru", "suppliesArmsTo", "Chile", "d1", "d3", "suppliesArmsTo"),
    ]


def test_leaders_visits_and_mentions(store: Store) -> None:
    assert [row[:3] for row in answers(store, "leaders-and-states")] == [("Ana Sol", "leads", "Peru")]
    assert [row[:4] for row in answers(store, "visits-and-meetings")] == [
        ("Ana Sol", "meetsWith", "Chile", "claimed"),
        ("Ana Sol", "visits", "Chile", "asserted"),
    ]
    assert answers(store, "most-mentioned")[0] == ("Peru", "9", "4")


def test_what_is_said_about_an_actor_takes_a_name(store: Store) -> None:
    assert {row[0] for row in answers(store, "what-is-said-about", actor="Brasilien")} == {"Peru", "Brazil"}
    assert {row[3] for row in answers(store, "what-is-said-about", actor="Ana Sol")} == {"", "1"}


DEPTH = 4
"""So many steps below a relation the questions follow: without a path of any length, which some servers answer wrongly."""


def test_ontology_is_no_deeper_than_the_questions_follow() -> None:
    for name in ONTOLOGY.relations:
        steps, above = 0, ONTOLOGY.relations[name].parent
        while above:
            steps, above = steps + 1, ONTOLOGY.relations[above.rpartition("#")[2]].parent
        assert steps <= DEPTH, name


def test_questions_follow_relations_of_relations() -> None:
    chain = " ".join(f"kg:r{number} a owl:ObjectProperty ; rdfs:subPropertyOf kg:r{number - 1} ." for number in range(2, DEPTH + 1))
    said = "<urn:s> a kg:Statement ; rdf:subject <urn:a> ; rdf:predicate kg:r4 ; rdf:object <urn:b> ; kg:evidence <urn:e> ."
    told = '<urn:e> kg:status kg:asserted ; oa:exact "Zitat" ; prov:hadPrimarySource <urn:d> .'
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("kg", "oa", "owl", "prov", "rdf", "rdfs"))
    top = "kg:r1 a owl:ObjectProperty ; rdfs:subPropertyOf kg:signedAgreementWith . kg:signedAgreementWith a owl:ObjectProperty ."
    found = Store()
    found.replace_graph(FACTS, ox.parse(f"{prefixes} {top} {chain} {said} {told}", format=ox.RdfFormat.TURTLE))
    assert [row[:3] for row in answers(found, "who-signed-what-with-whom")] == [("urn:a", "r4", "urn:b")]
    no = said.replace("kg:r4", "kg:signedAgreementWith").replace("urn:s", "urn:t").replace("urn:e", "urn:n")
    denied = told.replace("asserted", "denied").replace("urn:e", "urn:n").replace("urn:d", "urn:f")
    found.replace_graph(FACTS, ox.parse(f"{prefixes} {top} {chain} {said} {told} {no} {denied}", format=ox.RdfFormat.TURTLE))
    assert [row[:3] for row in answers(found, "disputed")] == [("urn:a", "r4", "urn:b")]


# --- parameters


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"since": "gestern"}, "what-changed-since: since: 'gestern' is no day; write it as YYYY-MM-DD"),
        ({"since": "2024-02-30"}, "is no day"),
        ({"since": '2024-01-01"^^xsd:date } UNION { ?s ?p ?o } #'}, "is no day"),
        ({"until": "2024-01-01"}, "no parameter 'until'; its parameters are: since"),
    ],
)
def test_wrong_parameter_is_an_error(store: Store, values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(store, "what-changed-since", values)
    assert message in str(caught.value)


def test_unknown_actor_is_an_error(store: Store) -> None:
    for name in ("Atlantis", "kgr:Atlantis", "<> } #", "\ud800", ""):
        with pytest.raises(QueryError):
            run(store, "what-is-said-about", {"actor": name})


TWO = Question("two", "?", "SELECT ?a ?b ?n { VALUES ?a { 'x' } VALUES ?b { \"y\"@de } VALUES ?n { 1 } }", {"a": "", "b": "", "n": ""})


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(10**9), 10**9))
def test_any_text_given_as_parameter_stays_a_text(first: str, second: str, number: int) -> None:
    with Store() as store:
        [row] = store.select(TWO.sparql_with(store, {"a": first, "b": second, "n": str(number)}))
    assert (row["a"], row["b"], row["n"].value) == (ox.Literal(first), ox.Literal(second, language="de"), str(number))


def test_text_that_looks_like_a_parameter_is_left_alone() -> None:
    with Store() as store:
        [row] = store.select(TWO.sparql_with(store, {"a": "VALUES ?b { 'z' }", "b": "} VALUES ?a { 'q' }"}))
    assert (row["a"].value, row["b"].value) == ("VALUES ?b { 'z' }", "} VALUES ?a { 'q' }")


def test_entities_are_found_by_label_name_prefix_and_iri(store: Store) -> None:
    for name in ("Peru", "kgr:Peru", "https://w3id.org/stategraph/id/Peru"):
        assert find_entity(store, name) == PERU
    assert find_entity(store, "Ana Sol") == ANA
    assert find_entity(store, "Brasilien") == ox.NamedNode(str(KGR.Brazil))
    assert find_entity(store, "suppliesArmsTo") == ox.NamedNode(str(KG.suppliesArmsTo))


def test_entity_without_a_label_is_found_by_the_name_in_its_iri() -> None:
    isle = ox.NamedNode(str(KGR.Isle_of_Rest))
    with Store() as store:
        store.backend.load([ox.Quad(PERU, ox.NamedNode(str(KG.tradesWith)), isle)])
        assert find_entity(store, "Isle of Rest") == isle
        with pytest.raises(QueryError):
            find_entity(store, "Isle of Unrest")


# --- files and SPARQL


def test_question_in_a_file_of_ones_own(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("# Who visits?\nSELECT ?who { ?who kg:visits ?whom }", encoding="utf-8")
    assert read_question(file).words == "Who visits?"
    assert answers(store, str(file)) == [("Ana Sol",)]


def test_sparql_of_ones_own(store: Store) -> None:
    assert answers(store, "SELECT ?who { ?who kg:visits kgr:Chile }") == [("Ana Sol",)]


@pytest.mark.parametrize("question", ["who-loves-whom", "", "absent.rq"])
def test_question_that_is_none_is_an_error(store: Store, question: str) -> None:
    with pytest.raises(QueryError, match=r"a file ending in \.rq, or one of dated-differently, disputed|name a readable file"):
        run(store, question)


def test_file_without_words_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }")
    with pytest.raises(QueryError, match="no question in words; begin the file with a comment line"):
        read_question(tmp_path / "q.rq")


# --- answers

VISITS = "SELECT ?who ?quote { ?s rdf:subject ?who ; rdf:predicate kg:meetsWith ; kg:evidence/oa:exact ?quote }"


def test_answers_in_each_format(store: Store) -> None:
    assert written(store, VISITS, "csv") == f"who,quote\r\n{KGR.Ana_Sol},Sol habe die chilenische Führung getroffen 😀\r\n"
    assert written(store, VISITS, "tsv") == f'?who\t?quote\n<{KGR.Ana_Sol}>\t"Sol habe die chilenische Führung getroffen 😀"@de\n'
    [binding] = json.loads(written(store, VISITS, "json"))["results"]["bindings"]
    assert binding["who"] == {"type": "uri", "value": str(KGR.Ana_Sol)}
    assert "│ Ana Sol │ Sol habe die chilenische Führung getroffen 😀 │" in written(store, VISITS, "table")


def test_brackets_in_a_text_are_no_markup(store: Store) -> None:
    assert "[red]x[/red]" in written(store, "SELECT ('[red]x[/red]' AS ?x) {}", "table")


@pytest.mark.parametrize("form", FORMATS)
def test_truth_values_and_triples_have_every_format(store: Store, form: Format) -> None:
    assert written(store, "ASK { kgr:Ana_Sol kg:visits ?x }", form).strip() in ("yes", "true", '{"head":{},"boolean":true}')
    assert "visits" in written(store, "CONSTRUCT WHERE { ?s kg:visits ?o }", form)


def test_unknown_format_is_an_error(store: Store) -> None:
    with pytest.raises(QueryError, match="xls: no format for answers; choose one of table, csv, tsv, json"):
        written(store, VISITS, "xls")  # type: ignore[arg-type]


# --- listings


def test_why_gives_the_words_the_most_certain_first(store: Store) -> None:
    found = why(store, PERU, ox.NamedNode(str(KG.suppliesArmsTo)), CHILE)
    assert [(w.evidence.status, w.evidence.quote, w.published, w.url) for w in found] == [
        ("asserted", "Peru liefert Chile Panzer", date(2024, 1, 10), "https://example.org/d1"),
        ("denied", "Peru liefert keine Panzer an Chile", date(2024, 5, 20), None),
    ]


def test_why_counts_the_other_direction_and_special_relations(store: Store) -> None:
    statuses = [w.evidence.status for w in why(store, CHILE, ox.NamedNode(str(KG.signedAgreementWith)), PERU)]
    assert statuses == ["asserted", "asserted", "possible"]
    assert [w.evidence.status for w in why(store, PERU, ox.NamedNode(str(KG.alliedWith)), CHILE)] == ["asserted", "denied"]
    assert why(store, CHILE, ox.NamedNode(str(KG.suppliesArmsTo)), PERU) == []


def test_refused_statements_are_listed_with_reason_and_words(store: Store) -> None:
    [finding] = refused(store)
    assert finding.reason == "The subject of attacks is a State. Ana_Sol is a Leader, Chile is a State."
    assert finding.evidence.quote == "Sol greift Chile an"
    assert finding.shape == str(KG.attacksShape)


def test_sources_are_sites_else_what_the_document_names_else_itself(store: Store) -> None:
    found = {shortened(ox.NamedNode(source.name)) if ":" in source.name else source.name: source for source in sources(store)}
    assert sorted(found) == ["Andenbote", "d2", "d4", "example.org"]
    assert (found["example.org"].refused, found["example.org"].shares["refused"]) == (1, 1 / 6)
    assert (found["example.org"].denied, found["Andenbote"].denied) == (2, 0)


def test_unknown_names_are_counted(store: Store) -> None:
    [name] = unknown(store)
    assert (name.name, name.kind, name.count, len(name.documents)) == ("Kuala", "place", 1, 1)
