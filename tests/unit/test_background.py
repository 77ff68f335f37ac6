"""The background has no blank nodes: each has an IRI made of what is said of it, the same in every run."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SeedError
from kg.graph.background import ensure_background, load_background, named
from kg.graph.store import BACKGROUND, FACTS, INFERRED, Store
from kg.knowledge.entities import Entity
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import BASE, KG, KGR

HEADS = "@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> . "


def nodes(turtle: str) -> dict[str, str]:
    """The new name of each tenure by whose it is; all triples have IRIs or literals alone."""
    found = list(named(ox.parse(HEADS + turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)))
    assert not [quad for quad in found if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)]
    return {str(quad.subject): quad.object.value for quad in found if quad.predicate.value == str(KG.tenure)}  # type: ignore[union-attr]


ANA = "kgr:Ana kg:tenure [ kg:of kgr:Peru ; kg:office kg:headOfState ] ."


def test_blank_node_has_the_same_name_in_every_run_whatever_the_order() -> None:
    (name,) = nodes(ANA).values()
    assert name.startswith(f"{BASE}node/")
    assert set(nodes("kgr:Ana kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ] .").values()) == {name}
    assert nodes("kgr:Luz kg:tenure [ kg:of kgr:Chile ] . " + ANA)["<" + str(KGR.Ana) + ">"] == name


@pytest.mark.parametrize(
    "other",
    [
        "kgr:Ana kg:tenure [ kg:of kgr:Chile ; kg:office kg:headOfState ] .",
        "kgr:Ana kg:tenure [ kg:of kgr:Peru ] .",
        "kgr:Bea kg:tenure [ kg:of kgr:Peru ; kg:office kg:headOfState ] .",
        "kgr:Ana kg:tenure [ kg:of kgr:Peru ; kg:office kg:headOfState ; kg:source [ kg:page 1 ] ] .",
    ],
    ids=["other value", "less said", "another's", "more said, by another blank node"],
)
def test_blank_nodes_of_which_something_else_is_said_or_of_another_thing_have_other_names(other: str) -> None:
    assert set(nodes(ANA).values()).isdisjoint(nodes(other).values())


def test_blank_nodes_are_told_apart_by_what_is_said_of_blank_nodes_in_them() -> None:
    one, other = (f"kgr:Ana kg:tenure [ kg:source [ kg:page {page} ] ] ." for page in (1, 2))
    assert nodes(one) != nodes(other)
    assert nodes(one) == nodes(one)


def test_blank_nodes_in_a_circle_are_named() -> None:
    assert len(nodes("kgr:Ana kg:tenure _:a . _:a kg:next _:b . _:b kg:next _:a .")) == 1


def test_terms_that_are_no_blank_nodes_stay_as_they_are() -> None:
    plain = list(ox.parse(HEADS + 'kgr:Ana kg:page 7 ; kg:of kgr:Peru ; kg:name "Ana"@es .', format=ox.RdfFormat.TURTLE))
    assert list(named(plain)) == plain


def test_background_is_the_vocabulary_the_seeds_and_the_entities(tmp_path: Path) -> None:
    seed = tmp_path / "seed.ttl"
    seed.write_text(HEADS + ANA, encoding="utf-8")
    with Store() as store:
        store.replace_graph(BACKGROUND, [ox.Quad(ox.NamedNode("urn:old"), ox.NamedNode("urn:old"), ox.NamedNode("urn:old"))])
        load_background(store, Ontology.load(), [seed], [Entity(str(KGR.Peru), "state", "Peru", {"en": "Peru"})])
        found = {quad.subject.value for quad in store.triples(graph=BACKGROUND) if isinstance(quad.subject, ox.NamedNode)}
    assert {str(KG.alliedWith), str(KGR.Ana), str(KGR.Peru)} <= found
    assert "urn:old" not in found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"kgr:Ana a", r"seed\.ttl: line 1, column \d+: .+; correct the Turtle there"),
        (b'<urn:a> <urn:b> "\xff" .', r"seed\.ttl: .*; (make it a readable UTF-8 file|correct the Turtle there)"),
        (None, r"seed\.ttl: .*; make it a readable"),
    ],
    ids=["broken", "no UTF-8", "absent"],
)
def test_seed_that_cannot_be_read_is_refused_with_advice(tmp_path: Path, content: bytes | None, message: str) -> None:
    seed = tmp_path / "seed.ttl"
    if content is not None:
        seed.write_bytes(content)
    with Store() as store, pytest.raises(SeedError, match=message):
        load_background(store, Ontology.load(), [seed])


def test_background_is_loaded_again_only_where_ontology_or_seeds_have_changed(tmp_path: Path) -> None:
    seed, ontology = tmp_path / "seed.ttl", Ontology.load()
    seed.write_text(HEADS + ANA, encoding="utf-8")
    kept = ox.Quad(ox.NamedNode("urn:own"), ox.NamedNode("urn:own"), ox.NamedNode("urn:own"), BACKGROUND)
    with Store() as store:
        ensure_background(store, ontology, [seed])
        store.backend.load([kept])
        ensure_background(store, ontology, [seed])
        assert kept in set(store.triples(graph=BACKGROUND))
        seed.write_text(HEADS + ANA.replace("Peru", "Chile"), encoding="utf-8")
        ensure_background(store, ontology, [seed])
        assert kept not in set(store.triples(graph=BACKGROUND))


def test_what_the_new_background_no_longer_knows_but_documents_assert_is_a_fact_again(tmp_path: Path) -> None:
    statement = """<urn:s> a kg:Statement ; rdf:subject kgr:Peru ; rdf:predicate kg:alliedWith ; rdf:object kgr:Chile ;
        kg:evidence [ kg:status kg:asserted ] . <urn:t> a kg:Statement ; rdf:subject kgr:Peru ; rdf:predicate kg:praises ;
        rdf:object kgr:Chile ; kg:evidence [ kg:status kg:claimed ] ."""
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    with Store() as store:
        store.replace_graph(FACTS, named(ox.parse(rdf + HEADS + statement, format=ox.RdfFormat.TURTLE)))
        ensure_background(store, Ontology.load(), [])
        facts = {quad.predicate.value for quad in store.triples(ox.NamedNode(str(KGR.Peru)), graph=FACTS)}
        assert facts == {str(KG.alliedWith)}
        assert any(store.triples(ox.NamedNode(str(KGR.Chile)), ox.NamedNode(str(KG.alliedWith)), graph=INFERRED))


def test_seeds_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with Store() as store, pytest.raises(SeedError, match=r"gone\.ttl: .*; make it a readable file"):
        ensure_background(store, Ontology.load(), [tmp_path / "gone.ttl"])
