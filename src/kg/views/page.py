"""The network as one page that loads nothing: a picture to explore, with the words that carry each tie beside it."""

from __future__ import annotations

import base64
import html
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import networkx as nx

from kg.analysis.witnesses import Witness, weight
from kg.views.moments import moments_data, spans_of
from kg.views.placing import between_powers, clusters_of, coasts, on_map, pictures, size_of
from kg.views.selection import evidence_shown, selection, spread

if TYPE_CHECKING:
    from kg.analysis.history import History

Opening = date | Literal["end", "whole"]

SHAPES = {"state": "dot", "organization": "square", "bloc": "hexagon", "agreement": "diamond", "person": "dot", "actor": "triangle"}
SCRIPTS = (
    *("words", "dates", "model", "time", "blocs", "changes"),
    *("graph", "lines", "labels", "camera"),
    *("panel", "profile", "evidence", "filters", "search", "timeline", "curve", "legend"),
    *("table", "files", "drawing", "link", "keys", "start"),
)
STYLES = ("page.css", "tools.css")
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "keyboard": False,  # else vis-network takes the focus from whatever has it, as soon as the pointer is over the picture
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
}


def write_page(
    network: nx.MultiDiGraph[str],
    path: Path,
    history: History | None = None,
    *,
    title: str,
    language: str = "en",
    opens: Opening = "end",
) -> None:
    """Write the network, as `read_network` gives it, as one HTML file that opens offline in any browser.

    With its history, as `read_history` gives it, the page shows the network at each moment, with its blocs and measures; without one,
    what the evidence says for the period that the reader chooses. The page lifts persons to their states by itself, and shows them where
    the reader asks. All it needs stands in the file; its Content-Security-Policy names each script and style by its hash and forbids
    every connection. It `opens` on a day, at the end of the history, or with the whole period. Of a network that no browser could draw it
    shows the `kg.views.selection.selection`, and says so.
    """
    path.write_text(page(network, history, title=title, language=language, opens=opens), encoding="utf-8", newline="\n")


def page(network: nx.MultiDiGraph[str], history: History | None = None, *, title: str, language: str = "en", opens: Opening = "end") -> str:
    """The page of `write_page` as text."""
    scripts = [_vis("min.js"), "(() => {\n" + '"use strict";\n' + "\n".join(_part(f"{name}.js") for name in SCRIPTS) + "})();\n"]
    styles = [_vis("css"), "\n".join(map(_part, STYLES))]
    return Template(_part("page.html")).substitute(
        language=html.escape(language),
        title=html.escape(title),
        policy=_policy(scripts, styles),
        vis_style=styles[0],
        style=styles[1],
        data=_embedded(page_data(network, history, title=title, language=language, opens=opens)),
        vis_script=scripts[0],
        script=scripts[1],
    )


def page_data(
    network: nx.MultiDiGraph[str], history: History | None = None, *, title: str, language: str = "en", opens: Opening = "end"
) -> dict[str, Any]:
    """What the page shows, as JSON values: the nodes and edges of a pyvis network, its options, the relations, and the moments of time.

    Of a network too large for a page it shows a `kg.views.selection`, with the history of the whole.
    """
    network = selection(network)
    nodes, edges, *_, options = _drawn(network, language, grouped=history is None).get_network_data()
    relations = {data["name"]: {"label": data["label"], "sign": data["sign"]} for _, _, data in network.edges(data=True)}
    return {
        "title": title,
        "language": language,
        "at": opens.isoformat() if isinstance(opens, date) else None,
        "whole": opens == "whole",
        "nodes": nodes,
        "edges": edges,
        "ties": network.graph.get("whole", len(edges)),
        "relations": dict(sorted(relations.items())),
        "regions": network.graph.get("regions", {}),
        "speakers": network.graph.get("speakers", {}),
        "options": json.loads(options),
        **moments_data(history),
        "land": coasts() if any(node["map"] for node in nodes) else None,
    }


def _drawn(network: nx.MultiDiGraph[str], language: str, *, grouped: bool) -> Any:
    """The network in pyvis' terms, with groups where no history gives blocs; pyvis is imported here because it brings IPython with it."""
    from pyvis.network import Network  # type: ignore[import-untyped]  # noqa: PLC0415

    ties = between_powers(network)
    degrees = Counter(end for pair in ties.edges() for end in pair)
    sizes = {node: size_of(data["kind"], degrees[node]) for node, data in network.nodes(data=True)}
    wide, tall = pictures(network, ties, sizes)
    chart, clusters = on_map(network, sizes), clusters_of(ties) if grouped else {}
    drawn = Network(directed=True)
    drawn.options = OPTIONS
    for node in sorted(network):
        data = network.nodes[node]
        drawn.add_node(
            node, label=data["label"].get(language, node), shape=SHAPES[data["kind"]], x=wide[node][0], y=wide[node][1], tall=tall[node],
            map=chart.get(node), size=sizes[node], names=data["label"], kind=data["kind"], region=data.get("region"),
            cluster=clusters.get(node), degree=degrees[node],
        )  # fmt: skip
    most = evidence_shown(network)
    edges: list[tuple[str, str, str, dict[str, Any]]] = sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3])
    for subject, object_, key, tie in edges:
        shown = spread(tie["evidence"], most) if most else tie["evidence"]
        drawn.add_edge(
            subject, object_, id=key, relation=tie["name"], symmetric=tie["symmetric"], arrows="" if tie["symmetric"] else "to",
            status=_standing(tie), review=tie.get("review"), contested=tie["contested"], lifted=tie["lifted"],
            evidence=[_witness(found) for found in shown],
            spans=spans_of(tie), strength=_strength(tie, network.graph.get("statuses")), half_life=tie.get("half_life"),
            **({"more": _unshown(tie["evidence"], len(shown))} if len(shown) < len(tie["evidence"]) else {}),
        )  # fmt: skip
    return drawn


def _standing(tie: Mapping[str, Any]) -> str:
    """The status of the tie, or that a reviewer rejects it."""
    return "rejected" if tie.get("review") == "rejected" else str(tie["status"])


def _strength(tie: Mapping[str, Any], statuses: Mapping[str, float] | None) -> float:
    """What the tie weighs while its evidence is fresh: by its relation, and by how surely the evidence says so."""
    strength = float(tie.get("strength", 0.5))
    return round(strength * weight(tie["evidence"], None, statuses, None, None), 3) if statuses else strength


def _unshown(evidence: Sequence[Witness], shown: int) -> dict[str, Any]:
    """How many witnesses of a tie the page does not show, and what it computes from all of them."""
    begun = {day.isoformat() for found in evidence if (day := found.first)}
    dated = ((found.valid and (found.valid.start or found.valid.end)) or found.published for found in evidence)
    return {
        "count": len(evidence) - shown,
        "sources": sorted({_site(found) for found in evidence}),
        "since": min((day.isoformat() for day in dated if day), default=""),
        "begun": sorted(begun),
        "lasting": any(found.lasts for found in evidence),
    }


def _site(witness: Witness) -> str:
    """Who publishes it: the site, else the document. The page's script has the same rule."""
    try:
        return (urlsplit(_address(witness) or "").hostname or "").removeprefix("www.") or witness.title or ""
    except ValueError:
        return witness.title or ""


def _address(witness: Witness) -> str | None:
    """Where it was published, if a browser may be led there."""
    return witness.url if (witness.url or "").lower().startswith(("http://", "https://")) else None


def _witness(witness: Witness) -> dict[str, Any]:
    valid = witness.valid
    first, last = (valid.start, valid.end) if valid else (witness.published, witness.published)
    shown = {
        "status": witness.status,
        "quote": witness.quote,
        "title": witness.title,
        "url": _address(witness),
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
    return _normal((files("kg.views") / "web" / "page" / name).read_text(encoding="utf-8"))


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
