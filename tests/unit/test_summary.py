"""What a store holds, in figures: documents, what the seeds know, statements by their strongest status, and of whom most is said."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.graph.store import BACKGROUND, FACTS, PREFIXES, Store
from kg.graph.summary import Summary, summarize

Reported = Callable[..., Store]
HEADS = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())
KNOWN = """
kgr:Peru a kg:State ; rdfs:label "Peru"@en , "Perú"@es .
kgr:Chile a kg:State ; rdfs:label "Republic of Chile"@en , "Chile (Andes)"@en .
kgr:Cuba a kg:State ; rdfs:label "Republic of Cuba"@en , "Cuba"@en , "A Kuba"@de .
kgr:Pact a kg:Organization ; kg:hasMember kgr:m1 , kgr:m2 . kgr:m1 kg:member kgr:Peru . kgr:m2 kg:member kgr:Chile .
kgr:Ana a kg:Leader ; kg:tenure kgr:t1 . kgr:t1 kg:of kgr:Peru .
"""
FOUND = """
kgr:Nora a kg:Person ; rdfs:label "Nora Blum" ; prov:wasDerivedFrom kgd:d1 , kgd:d2 . kgr:Bo a kg:Leader ; rdfs:label "Bo"@en , "Bö"@de ;
    prov:wasDerivedFrom kgd:d1 . kgr:Land a kg:State ; prov:wasDerivedFrom kgd:d1 .
<urn:f1> a kg:Finding . <urn:f2> a kg:Finding .
<urn:u1> a kg:UnknownName ; oa:exact "Xanadu" . <urn:u2> a kg:UnknownName ; oa:exact "Avalon" .
<urn:u3> a kg:UnknownName ; oa:exact "Xanadu" .
"""


def summary(store: Store) -> Summary:
    known = ox.parse(HEADS + KNOWN, format=ox.RdfFormat.TURTLE)
    store.backend.load(ox.Quad(*quad.triple, BACKGROUND) for quad in known)
    return summarize(store)


def test_statement_counts_under_its_strongest_status_alone(reported: Reported) -> None:
    store = reported(
        *(("d1 2024-01-01 claimed", "Peru praises Chile"), ("d2 2024-01-01 asserted", "Peru praises Chile")),
        *(("d1 2024-01-01 denied", "Peru sanctions Chile"), ("d2 2024-01-01 possible", "Peru sanctions Chile")),
        *(("d1 2024-01-01 denied", "Peru visits Chile"), ("d2 2024-01-01 denied", "Peru visits Cuba")),
    )
    found = summary(store)
    assert found.statements == {"asserted": 1, "claimed": 0, "possible": 1, "denied": 2}
    assert found.documents == 2


def test_pairs_of_which_most_is_said_come_first_whoever_is_the_subject_and_equals_by_name(reported: Reported) -> None:
    said = (("Peru praises Chile",), ("Chile praises Peru",), ("Peru sanctions Chile",), ("Cuba praises Peru",), ("Chile visits Cuba",))
    found = summary(reported(*(("d1 2024-01-01 asserted", *one) for one in said)))
    assert found.pairs == (("Chile (Andes)", "Peru", 3), ("Chile (Andes)", "Cuba", 1), ("Cuba", "Peru", 1))


def test_at_most_five_pairs_are_named_and_of_equals_the_first_by_name(reported: Reported) -> None:
    others = ("Gabon", "Benin", "Fiji", "Ecuador", "Angola", "Djibouti")
    said = [("d1 2024-01-01 asserted", f"Peru praises {other}") for other in others]
    found = summary(reported(*said, ("d1 2024-01-01 asserted", "Cuba praises Chile"), ("d1 2024-01-01 asserted", "Chile praises Cuba")))
    assert found.pairs == (("Chile (Andes)", "Cuba", 2), *((other, "Peru", 1) for other in ("Angola", "Benin", "Djibouti", "Ecuador")))


def test_what_the_seeds_know_is_told_from_what_documents_brought() -> None:
    with Store() as store:
        store.replace_graph(FACTS, ox.parse(HEADS + FOUND, format=ox.RdfFormat.TURTLE))
        found = summary(store)
    assert found.known == {"State": 3, "Leader": 1, "Organization": 1, "Tenure": 1, "Membership": 2}
    assert list(found.known) == ["State", "Leader", "Organization", "Tenure", "Membership"]
    assert found.persons == ("Bo", "Nora Blum")
    assert found.unknown == ("Xanadu", "Avalon")
    assert found.refused == 2


def test_empty_store_has_nothing() -> None:
    with Store() as store:
        assert summarize(store) == Summary(0, {}, {"asserted": 0, "claimed": 0, "possible": 0, "denied": 0}, (), 0, (), ())
