"""Exports of the network: programs that are not ours read the same actors and ties, whatever the texts in them."""

from __future__ import annotations

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path

import igraph
import networkx as nx
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.exports import DOUBLE, FILES, SINGLE, Double, Single, write_network, write_table
from kg.analysis.tables import TIE, Tables, holding, tables
from kg.analysis.witnesses import Witness, spans
from kg.commands import exporting
from kg.errors import StoreError
from kg.extraction.statements import Interval
from kg.graph.exports import FORMATS
from kg.knowledge.terms import KG, KGD, KGR, KGS

STATUSES = {"asserted": 1.0, "claimed": 0.5, "possible": 0.25, "denied": 0.0}
PERU, CHILE, SOL = str(KGR.Peru), str(KGR.Chile), str(KGR.Ana_Sol)
TREATY, VISIT, DENIED = str(KGS["1"]), str(KGS["2"]), str(KGS["3"])
GEXF = "{http://gexf.net/1.3}"
GEXF_SPELLS = """
gexf version | meta graph
meta lastmodifieddate | creator keywords description
graph timeformat start end timestamp mode timerepresentation timezone defaultedgetype idtype | attributes nodes edges
attributes mode class | attribute
attribute id title type | default options
nodes count | node
node start end intervals timestamp timestamps id label pid | spells attvalues nodes edges parents
edges count | edge
edge start end intervals timestamp timestamps id type label source target weight kind | spells attvalues
attvalues | attvalue
attvalue start end timestamp for value |
spells | spell
spell start end timestamp |
creator |
"""
"""Of https://gexf.net/schema.html: each element with its attributes, and the elements in it, in their order."""


def archive(label: str = "Ana Sol", kind: str = "person") -> nx.MultiDiGraph[str]:
    """Two states and a person; a treaty until a denial, a visit, and something that is only denied."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(statuses=STATUSES)
    told = (
        Witness("asserted", "…", str(KGD.a), url="https://www.example.org/a;b", published=date(2024, 1, 9), confidence=0.8),
        Witness("denied", "…", str(KGD.b), published=date(2024, 3, 1)),
    )
    visit = (Witness("claimed", "…", str(KGD.a), valid=Interval(date(2024, 2, 1), date(2024, 2, 1)), confidence=0.5),)
    for source, target, key, name, half_life, evidence in (
        (PERU, CHILE, TREATY, "alliedWith", None, told),
        (SOL, CHILE, VISIT, "visits", 0.25, visit),
        (PERU, CHILE, DENIED, "sanctions", None, told[1:]),
    ):
        days = [witness.first for witness in evidence if witness.first]
        graph.add_edge(
            source,
            target,
            key=key,
            relation=str(KG[name]),
            name=name,
            label={"en": name, "de": name},
            sign=-1 if key == DENIED else 1,
            symmetric=key == TREATY,
            strength=0.8,
            half_life=half_life,
            status=min(witness.status for witness in evidence),
            contested=len(evidence) > 1,
            review=None,
            evidence=evidence,
            first=min(days),
            last=max(days),
            spans=spans(evidence, half_life),
            lifted=(PERU, CHILE),
        )
    for node in graph:
        names = {"en": label if node == SOL else node.rpartition("/")[2], "de": "…"}
        graph.add_node(node, label=names, kind=kind if node == SOL else "state", region=None, purpose=None, place=(-75.0, -10.0))
    return graph


def written(form: Single, found: Tables | None = None) -> bytes:
    stream = io.BytesIO()
    write_network(found or tables(archive()), form, stream)
    return stream.getvalue()


def table(which: str, form: Double, found: Tables | None = None) -> bytes:
    stream = io.BytesIO()
    write_table(found or tables(archive()), which, form, stream)
    return stream.getvalue()


def read(form: str, found: bytes) -> nx.MultiDiGraph[str]:
    """The network as networkx reads it, by the IRIs of actors and ties."""
    if form == "cytoscape":
        return nx.cytoscape_graph(json.loads(found))
    graph = nx.read_gexf(io.BytesIO(found), version="1.3") if form == "gexf" else nx.read_graphml(io.BytesIO(found), force_multigraph=True)
    if form == "gexf":
        return graph
    back = nx.MultiDiGraph()
    iris = graph.nodes(data="iri")
    back.add_nodes_from((iris[node], data) for node, data in graph.nodes(data=True))
    back.add_edges_from((iris[one], iris[other], data["iri"], data) for one, other, data in graph.edges(data=True))
    return back


@pytest.mark.parametrize("form", SINGLE)
def test_networkx_reads_the_ties_with_their_attributes(form: Single) -> None:
    graph = read(form, written(form))
    assert set(graph) == {PERU, CHILE, SOL}
    assert graph.is_directed()
    assert graph.size() == 3
    ties = {data.get("iri", data.get("id")): (one, other, data) for one, other, data in graph.edges(data=True)}
    one, other, treaty = ties[TREATY]
    assert (one, other) == (PERU, CHILE)
    found = {
        name: treaty[name] for name in ("status", "contested", "sign", "symmetric", "weight", "confidence", "evidence", "first", "last")
    }
    assert found == {
        "status": "asserted",
        "contested": True,
        "sign": 1,
        "symmetric": True,
        "weight": 0.64,
        "confidence": 0.8,
        "evidence": 2,
        "first": "2024-01-09",
        "last": "2024-03-01",
    }
    assert ties[DENIED][2]["weight"] == 0


def test_igraph_reads_graphml(tmp_path: Path) -> None:
    path = tmp_path / "archive.graphml"
    path.write_bytes(written("graphml"))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert graph.is_directed()
    assert graph.vs["iri"] == sorted([PERU, CHILE, SOL])
    assert sorted(graph.es["weight"]) == [0.0, 0.2, 0.64]
    assert set(graph.es["symmetric"]) == {True, False}


def test_gexf_has_only_what_the_specification_knows() -> None:
    elements = {}
    for line in GEXF_SPELLS.strip().splitlines():
        known, _, inside = line.partition("|")
        name, *attributes = known.split()
        elements[GEXF + name] = (set(attributes), [GEXF + part for part in inside.split()])
    root = ET.fromstring(written("gexf"))
    assert root.tag == f"{GEXF}gexf"
    for element in root.iter():
        attributes, inside = elements[element.tag]
        assert set(element.attrib) <= attributes, element.tag
        order = [inside.index(child.tag) for child in element]
        assert order == sorted(order), element.tag
    declared = {kind.get("class"): {one.get("id") for one in kind} for kind in root.iter(f"{GEXF}attributes")}
    for owner in ("node", "edge"):
        for element in root.iter(GEXF + owner):
            assert {value.get("for") for value in element.iter(f"{GEXF}attvalue")} <= declared[owner]
    assert {edge.get("source") for edge in root.iter(f"{GEXF}edge")} <= {node.get("id") for node in root.iter(f"{GEXF}node")}
    assert len({edge.get("id") for edge in root.iter(f"{GEXF}edge")}) == 3


def test_gexf_has_a_time_axis_of_spells_whose_open_ends_are_left_out() -> None:
    root = ET.fromstring(written("gexf"))
    (graph,) = root.iter(f"{GEXF}graph")
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == ("dynamic", "date", "interval")
    spells = {edge.get("id"): [spell.attrib for spell in edge.iter(f"{GEXF}spell")] for edge in root.iter(f"{GEXF}edge")}
    assert spells == {
        TREATY: [{"start": "2024-01-09", "end": "2024-02-29"}],
        VISIT: [{"start": "2024-02-01", "end": "2025-01-31"}],
        DENIED: [],
    }
    lasting = archive()
    lasting.edges[PERU, CHILE, TREATY]["spans"] = ((None, date(2000, 1, 1)), (date(2024, 1, 9), None))
    edge = next(ET.fromstring(written("gexf", tables(lasting))).iter(f"{GEXF}edge"))
    assert [spell.attrib for spell in edge.iter(f"{GEXF}spell")] == [{"end": "2000-01-01"}, {"start": "2024-01-09"}]
    assert "".join(edge.itertext()).strip() == ""


def test_csv_has_the_headers_of_neo4j_and_typed_columns() -> None:
    nodes, edges = (list(csv.reader(io.StringIO(table(which, "csv").decode()))) for which in FILES)
    assert nodes[0] == [
        *("id:ID", "label:string", "label_de:string", "kind:string", "region:string", "purpose:string"),
        *("longitude:double", "latitude:double", ":LABEL"),
    ]
    assert edges[0][:3] == ["id:string", ":START_ID", ":END_ID"]
    assert edges[0][-1] == ":TYPE"
    assert {"sign:int", "symmetric:boolean", "weight:double", "sources:string[]", "first:date", "spans:string[]"} <= set(edges[0])
    assert [row[-1] for row in nodes[1:]] == ["Person", "State", "State"]
    treaty = dict(zip(edges[0], edges[1], strict=True))
    assert treaty[":TYPE"] == "alliedWith"
    assert treaty["spans:string[]"] == "2024-01-09/2024-02-29"
    assert treaty["sources:string[]"] == "example.org;https://w3id.org/stategraph/document/b"
    assert {row[1] for row in edges[1:]} | {row[2] for row in edges[1:]} == {row[0] for row in nodes[1:]}


def test_pyarrow_reads_csv_and_parquet_alike() -> None:
    for which in FILES:
        told, kept = pyarrow.csv.read_csv(io.BytesIO(table(which, "csv"))), pq.read_table(io.BytesIO(table(which, "parquet")))
        assert told.num_rows == kept.num_rows == 3
    assert kept.column_names == list(TIE)
    treaty = kept.to_pylist()[0]
    assert treaty["spans"] == [{"first": date(2024, 1, 9), "last": date(2024, 2, 29)}]
    assert treaty["first"] == date(2024, 1, 9)
    assert treaty["sources"] == ["example.org", str(KGD.b)]
    assert told["weight:double"].to_pylist() == kept["weight"].to_pylist()


def test_network_of_a_day_has_the_ties_that_count_then_and_their_actors() -> None:
    assert [row["id"] for row in tables(archive(), date(2024, 1, 20)).ties] == [TREATY]
    assert [row["id"] for row in tables(archive(), date(2024, 1, 20)).actors] == [CHILE, PERU]
    assert [row["id"] for row in tables(archive(), date(2024, 2, 10)).ties] == [TREATY, VISIT]
    assert [row["id"] for row in tables(archive(), date(2024, 3, 1)).ties] == [VISIT]


def test_statements_hold_on_a_day_by_their_strongest_status_then() -> None:
    assert holding(archive(), date(2024, 2, 10)) == {TREATY: "asserted", VISIT: "claimed"}
    assert holding(archive(), date(2024, 3, 1)) == {VISIT: "claimed"}, "a denial ends the treaty"


def test_rejected_tie_is_marked_and_weighs_nothing() -> None:
    reviewed = archive()
    reviewed.edges[PERU, CHILE, TREATY].update(review="rejected", spans=())
    assert (tables(reviewed).ties[0]["review"], tables(reviewed).ties[0]["weight"]) == ("rejected", 0.0)
    assert holding(reviewed, date(2024, 2, 10)) == {VISIT: "claimed"}
    for form in SINGLE:
        assert "rejected" in {data.get("review") for *_, data in read(form, written(form, tables(reviewed))).edges(data=True)}
    assert b"rejected" in table("edges", "csv", tables(reviewed))


def test_text_that_a_spreadsheet_would_take_for_a_formula_is_inert() -> None:
    for sign in "=+-@":
        rows = list(csv.reader(io.StringIO(table("nodes", "csv", tables(archive(f"{sign}HYPERLINK(1)", f"{sign}x"))).decode())))
        assert rows[1][1] == f"'{sign}HYPERLINK(1)"
        assert not [cell for cell in rows[1] if cell.startswith(sign) and not cell.removeprefix(sign).replace(".", "").isdigit()]


def test_source_that_looks_like_two_stays_one() -> None:
    hostile = archive()
    told = (Witness("asserted", "…", str(KGD.a), url="https://a;b c/d", published=date(2024, 1, 9)),)
    hostile.edges[PERU, CHILE, TREATY]["evidence"] = told
    assert tables(hostile).ties[0]["sources"] == ["a%3Bb%20c"]


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.sampled_from(["\x00", "a\x0bb", "]]>", '"><script>', "&amp;", "a\r\nb,c\n", '"', "\ufffe", "x\x1b[2J", "'=1", "\u2028", "𝄞"]),
)


@settings(max_examples=60)
@given(label=HOSTILE)
def test_any_text_gives_files_that_are_read_and_the_same_bytes(label: str) -> None:
    found, again = tables(archive(label)), tables(nx.MultiDiGraph(archive(label)))
    for form in SINGLE:
        assert written(form, found) == written(form, again)
        assert set(read(form, written(form, found))) == {PERU, CHILE, SOL}
    for form in DOUBLE:
        assert table("nodes", form, found) == table("nodes", form, again)
    rows = list(csv.reader(io.StringIO(table("nodes", "csv", found).decode(), newline="")))
    assert [len(row) for row in rows] == [9, 9, 9, 9]
    assert pq.read_table(io.BytesIO(table("nodes", "parquet", found)))["label"].to_pylist()[0] == found.actors[0]["label"]


@pytest.mark.parametrize("seed", range(3))
def test_order_in_which_ties_came_changes_no_byte(seed: int) -> None:
    graph = archive()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(list(graph.nodes(data=True))[seed:] + list(graph.nodes(data=True))[:seed])
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    for form in SINGLE:
        assert written(form, tables(turned)) == written(form)
    for form in DOUBLE:
        assert [table(which, form, tables(turned)) for which in FILES] == [table(which, form) for which in FILES]


def test_empty_archive_is_an_empty_network_in_each_format() -> None:
    nothing = tables(nx.MultiDiGraph(statuses=STATUSES))
    for form in SINGLE:
        assert len(read(form, written(form, nothing))) == 0
    for form in DOUBLE:
        assert [len(table(which, form, nothing)) > 0 for which in FILES] == [True, True]


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(StoreError, match=r"pyarrow is not installed; run pip install 'stategraph-kg\[parquet\]'"):
        table("nodes", "parquet")


# --- the command


def test_command_knows_each_format() -> None:
    names = [form.value for form in exporting.Syntax]
    assert names == [*FORMATS, *SINGLE, *DOUBLE]
    assert [form.value for form in (*exporting.NETWORKS, *exporting.TABLES)] == [*SINGLE, *DOUBLE]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "gexf", "--plain"), "--plain: a choice of RDF, and gexf is none"),
        (("--format", "csv", "--rdf12"), "--rdf12: a choice of RDF, and csv is none"),
        (("--format", "trig", "--known", "all"), "--known: a choice of networks, and trig is RDF"),
        (("--format", "csv"), "csv: two files, nodes and edges; name a folder for them by -o"),
    ],
)
def test_choice_that_does_not_fit_the_format_is_an_error(
    kg: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = kg("export", *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_gexf_has_no_text_between_its_elements() -> None:
    found = ET.fromstring(written("gexf"))
    assert {
        (text or "").strip() for element in found.iter() for text in (element.tail, element.text) if len(element) or text is element.tail
    } == {""}


def test_cytoscape_has_days_spans_and_lists_as_json_and_leaves_out_what_is_unknown() -> None:
    found = json.loads(written("cytoscape"))
    ties = {edge["data"]["key"]: edge["data"] for edge in found["elements"]["edges"]}
    assert ties[TREATY]["spans"] == ["2024-01-09/2024-02-29"]
    assert (ties[VISIT]["first"], ties[VISIT]["interaction"], ties[VISIT]["name"]) == ("2024-02-01", "visits", "visits")
    assert ties[DENIED]["spans"] == []
    assert not [name for tie in ties.values() for name, value in tie.items() if value is None]
    assert {node["data"]["value"]: node["data"]["name"] for node in found["elements"]["nodes"]} == {
        **{PERU: "Peru", CHILE: "Chile"},
        SOL: "Ana Sol",
    }
