"""The network as one page that loads nothing: a picture to explore, with the words that carry each tie beside it."""

from __future__ import annotations

import base64
import html
import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import networkx as nx

from kg.analysis.network import Witness
from kg.views.layout import around, drawn_together, spread

MAIN = ("state", "organization", "bloc", "actor")
SHAPES = {"state": "dot", "organization": "square", "bloc": "hexagon", "agreement": "diamond", "person": "dot", "actor": "triangle"}
LANDSCAPE, PORTRAIT = 1.5, 0.72  # width by height of the two pictures: a desk's and a phone's
CLUSTERS = 6  # as many groups have a colour of their own
SCRIPTS = ("words", "model", "graph", "panel", "controls", "start")
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"hoverWidth": 1, "selectionWidth": 1.5, "arrowStrikethrough": False},
}


def write_page(network: nx.MultiDiGraph[str], path: Path, *, title: str, language: str = "en") -> None:
    """Write the network, as `read_network` gives it without `lift`, as one HTML file that opens offline in any browser.

    The page lifts persons to their states by itself, and shows them where the reader asks. All it needs stands in the file; its
    Content-Security-Policy names each script and style by its hash and forbids every connection.
    """
    path.write_text(page(network, title=title, language=language), encoding="utf-8", newline="\n")


def page(network: nx.MultiDiGraph[str], *, title: str, language: str = "en") -> str:
    """The page of `write_page` as text."""
    scripts = [_vis("min.js"), "(() => {\n" + '"use strict";\n' + "\n".join(_part(f"page_{name}.js") for name in SCRIPTS) + "})();\n"]
    styles = [_vis("css"), _part("page.css")]
    return Template(_part("page.html")).substitute(
        language=html.escape(language),
        title=html.escape(title),
        policy=_policy(scripts, styles),
        vis_style=styles[0],
        style=styles[1],
        data=_embedded(page_data(network, title=title, language=language)),
        vis_script=scripts[0],
        script=scripts[1],
    )


def page_data(network: nx.MultiDiGraph[str], *, title: str, language: str = "en") -> dict[str, Any]:
    """What the page shows, as JSON values: the nodes and edges of a pyvis network, its options, and the relations."""
    nodes, edges, *_, options = _drawn(network, language).get_network_data()
    relations = {data["name"]: {"label": data["label"], "sign": data["sign"]} for _, _, data in network.edges(data=True)}
    at = network.graph.get("at")
    return {
        "title": title,
        "language": language,
        "at": at.isoformat() if at else None,
        "nodes": nodes,
        "edges": edges,
        "relations": dict(sorted(relations.items())),
        "speakers": network.graph.get("speakers", {}),
        "options": json.loads(options),
    }


def _drawn(network: nx.MultiDiGraph[str], language: str) -> Any:
    """The network in pyvis' terms; pyvis is imported here because it brings IPython with it."""
    from pyvis.network import Network  # type: ignore[import-untyped]  # noqa: PLC0415

    ties = _between_powers(network)
    degrees = Counter(end for pair in ties.edges() for end in pair)
    sizes = {node: _size(data["kind"], degrees[node]) for node, data in network.nodes(data=True)}
    together = drawn_together(ties)
    wide, tall = (_places(network, together, sizes, aspect) for aspect in (LANDSCAPE, PORTRAIT))
    clusters = clusters_of(ties)
    drawn = Network(directed=True)
    drawn.options = OPTIONS
    for node in sorted(network):
        data = network.nodes[node]
        drawn.add_node(
            node, label=data["label"].get(language, node), shape=SHAPES[data["kind"]], x=wide[node][0], y=wide[node][1], tall=tall[node],
            size=sizes[node], names=data["label"], kind=data["kind"], cluster=clusters.get(node), degree=degrees[node],
        )  # fmt: skip
    edges: list[tuple[str, str, str, dict[str, Any]]] = sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3])
    for subject, object_, key, tie in edges:
        drawn.add_edge(
            subject, object_, id=key, relation=tie["name"], symmetric=tie["symmetric"], arrows="" if tie["symmetric"] else "to",
            status=tie["status"], contested=tie["contested"], lifted=tie["lifted"], evidence=[_witness(found) for found in tie["evidence"]],
        )  # fmt: skip
    return drawn


def _between_powers(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The ties the page opens with: persons lifted, agreements and what is only denied left out."""
    ties: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties.add_nodes_from(node for node, data in network.nodes(data=True) if data["kind"] in MAIN)
    for _, _, data in network.edges(data=True):
        subject, object_ = data["lifted"]
        if subject != object_ and subject in ties and object_ in ties and data["status"] != "denied":
            ties.add_edge(subject, object_, sign=data["sign"])
    return ties


def clusters_of(ties: nx.MultiDiGraph[str]) -> dict[str, int]:
    """The group of each actor, from 0, the largest, on: those more tied to each other, positively, than to the rest.

    Groups of one or two have no number. Blondel et al., "Fast unfolding of communities in large networks" (2008).
    """
    positive: nx.Graph[str] = nx.Graph()
    positive.add_nodes_from(sorted(ties))
    for subject, object_ in sorted((subject, object_) for subject, object_, data in ties.edges(data=True) if data["sign"] == 1):
        weight = positive.get_edge_data(subject, object_, {"weight": 0})["weight"]
        positive.add_edge(subject, object_, weight=weight + 1)
    found = sorted(nx.community.louvain_communities(positive, weight="weight", seed=1), key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(found[:CLUSTERS]) if len(group) > 2 for node in group}


def _places(
    network: nx.MultiDiGraph[str], together: Mapping[str, tuple[float, float]], sizes: Mapping[str, float], aspect: float
) -> dict[str, tuple[int, int]]:
    """The place of every node: the powers by their ties, persons and agreements beside those they are tied to."""
    boxes, large = {}, 1.0 if aspect > 1 else 1.3  # a phone shows the picture smaller, but not the names
    for node, data in network.nodes(data=True):
        longest = max(len(text) for text in data["label"].values())
        boxes[node] = (large * max(2 * sizes[node], 7.2 * min(longest, 24)) + 14, large * (2 * sizes[node] + 18) + 12)
    fixed = spread(together, boxes, aspect)
    return fixed | around({node: _anchor(network, node, fixed) for node in set(network) - set(together)}, fixed, boxes)


def _anchor(network: nx.MultiDiGraph[str], node: str, fixed: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Whom a person serves, else the middle of those the person or agreement is tied to."""
    near = [fixed[other] for other in sorted({*network.predecessors(node), *network.successors(node)}) if other in fixed]
    home = [fixed[tie["lifted"][0]] for _, _, tie in network.out_edges(node, data=True) if tie["lifted"][0] in fixed]
    chosen = home[:1] or near or [(0, 0)]
    return round(sum(x for x, _ in chosen) / len(chosen)), round(sum(y for _, y in chosen) / len(chosen))


def _size(kind: str, degree: int) -> float:
    if kind in ("person", "agreement"):
        return 6.0
    return float(min(8 + 2.6 * degree**0.5, 30))


def _witness(witness: Witness) -> dict[str, Any]:
    valid = witness.valid
    first, last = (valid.start, valid.end) if valid else (witness.published, witness.published)
    shown = {
        "status": witness.status,
        "quote": witness.quote,
        "title": witness.title,
        "url": witness.url if (witness.url or "").lower().startswith(("http://", "https://")) else None,
        "published": witness.published,
        "speaker": witness.speaker,
        "time": str(valid) if valid else None,
        "first": first,
        "last": last,
        "confidence": witness.confidence,
    }
    return {name: value if isinstance(value, str | float) else value.isoformat() for name, value in shown.items() if value is not None}


def _vis(ending: str) -> str:
    """A file of vis-network as pyvis brings it along, with its licence at the head."""
    folder = max((child for child in (files("pyvis") / "lib").iterdir() if child.name.startswith("vis-")), key=lambda child: child.name)
    return _normal((folder / f"vis-network.{ending}").read_text(encoding="utf-8"))


def _part(name: str) -> str:
    return _normal((files("kg.views") / name).read_text(encoding="utf-8"))


def _normal(text: str) -> str:
    """The text with the line ends that a browser hashes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _policy(scripts: list[str], styles: list[str]) -> str:
    """The page's Content-Security-Policy: only these scripts and styles, images only out of the file, no connection.

    See https://www.w3.org/TR/CSP3/.
    """

    def named(texts: list[str]) -> str:
        return " ".join(f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts)

    return f"default-src 'none'; script-src {named(scripts)}; style-src {named(styles)}; img-src data:; base-uri 'none'; form-action 'none'"


def _embedded(value: Any) -> str:
    """The value as JSON in which nothing can end the script element around it or open another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
