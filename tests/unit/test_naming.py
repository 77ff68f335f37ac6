"""Names as people write them: labels in any language, other names, names in IRIs, prefixed names and IRIs."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.graph.naming import RELATIONS, resolve
from kg.graph.store import BACKGROUND, PREFIXES, Store

KNOWN = """
kgr:North_Korea a kg:State ; rdfs:label "North Korea"@en , "Nordkorea"@de , "Corea del Norte"@es ; skos:altLabel "DPRK"@en , "KDVR" .
kgr:Peru a kg:State ; rdfs:label "Peru"@en .
kgr:Pera a kg:State ; rdfs:label "Peru"@en . kgr:Perus a kg:Person ; rdfs:label "Perus"@de .
kgr:Straße_A a kg:Agreement ; rdfs:label "Straßenabkommen"@de .
kgr:Lima rdfs:label "Lima"@en .
kg:visits a owl:ObjectProperty ; rdfs:label "visits"@en , "besucht"@de .
<https://example.org/x#Old_Union> a kg:Bloc ; rdfs:label "the Union of old"@en .
"""


@pytest.fixture
def store() -> Iterator[Store]:
    heads = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
    with Store() as found:
        found.replace_graph(BACKGROUND, ox.parse(heads + KNOWN, format=ox.RdfFormat.TURTLE))
        yield found


@pytest.mark.parametrize(
    ("name", "local"),
    [
        *(("North Korea", "North_Korea"), ("Nordkorea", "North_Korea"), ("Corea del Norte", "North_Korea")),
        *(("DPRK", "North_Korea"), ("KDVR", "North_Korea"), ("North_Korea", "North_Korea"), ("kgr:North_Korea", "North_Korea")),
        ("https://w3id.org/stategraph/id/North_Korea", "North_Korea"),
        *(("nordkorea", "North_Korea"), ("  north   KOREA ", "North_Korea"), ("corea DEL norte", "North_Korea")),
        *(
            ("STRASSENABKOMMEN", "Straße_A"),
            ("straße a", "Straße_A"),
            ("https://example.org/x#Old_Union", "Old_Union"),
            ("old union", "Old_Union"),
        ),
    ],
)
def test_entity_is_found_by_each_of_its_names_as_people_write_them(store: Store, name: str, local: str) -> None:
    assert resolve(store, name).value.replace("#", "/").rpartition("/")[2] == local


@pytest.mark.parametrize("name", ["Peru", "peru"])
def test_of_two_things_of_one_name_it_is_the_same_in_every_run(store: Store, name: str) -> None:
    assert resolve(store, name).value == PREFIXES["kgr"] + "Pera"


@pytest.mark.parametrize("name", ["visits", "besucht", "kg:visits", "Visits", PREFIXES["kg"] + "visits"])
def test_relation_is_found_among_relations_and_not_among_entities(store: Store, name: str) -> None:
    assert resolve(store, name, RELATIONS).value == PREFIXES["kg"] + "visits"
    with pytest.raises(QueryError, match="nobody of this name is known"):
        resolve(store, name)


def test_entity_is_no_relation_and_what_is_no_entity_is_nobody(store: Store) -> None:
    with pytest.raises(QueryError, match=r"^'Peru': no relation of this name is known; write the English or German name, or the IRI$"):
        resolve(store, "Peru", RELATIONS)
    with pytest.raises(QueryError, match="'Lima': nobody of this name is known"):
        resolve(store, "Lima")


def test_unknown_name_is_refused_with_the_names_alike_as_they_are_written(store: Store) -> None:
    with pytest.raises(QueryError, match=r"^'Nordkoreo': nobody of this name is known; did you mean Nordkorea or North Korea\?$"):
        resolve(store, "Nordkoreo")
    with pytest.raises(QueryError, match=r"did you mean Peru or Perus\?$"):
        resolve(store, "Peruu")


@pytest.mark.parametrize("name", ["", "Xyzzy", "kgr:<>", "http://[", "urn:unknown", 'a "b"'])
def test_name_like_no_other_is_refused_with_what_to_write(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match="nobody of this name is known; write the English or German name, or the IRI"):
        resolve(store, name)
