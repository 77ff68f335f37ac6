"""A network of the size and shape of a year of news, made up about the sixties; and a browser without a network."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kg.analysis.network import Witness
from kg.extraction.statements import STATUSES, Interval
from kg.knowledge.terms import BASE
from kg.views.page import write_page

Network = nx.MultiDiGraph

WEST = ["United States", "United Kingdom", "France", "West Germany", "Italy", "Canada", "Norway", "Turkey", "Greece", "Japan"]
WEST += ["South Korea", "Denmark"]
EAST = ["Soviet Union", "Poland", "East Germany", "Czechoslovakia", "Hungary", "Bulgaria", "Mongolia", "Cuba", "North Vietnam"]
FREE = ["India", "Yugoslavia", "Egypt", "Indonesia", "Ghana", "Algeria", "Syria", "Ceylon"]
GERMAN = {
    "United States": "Vereinigte Staaten", "United Kingdom": "Vereinigtes Königreich", "France": "Frankreich", "Turkey": "Türkei",
    "West Germany": "Bundesrepublik Deutschland", "Italy": "Italien", "Canada": "Kanada", "Norway": "Norwegen", "Greece": "Griechenland",
    "South Korea": "Südkorea", "Denmark": "Dänemark", "Soviet Union": "Sowjetunion", "Poland": "Polen", "East Germany": "DDR",
    "Czechoslovakia": "Tschechoslowakei", "Hungary": "Ungarn", "Bulgaria": "Bulgarien", "Mongolia": "Mongolei", "Cuba": "Kuba",
    "North Vietnam": "Nordvietnam", "India": "Indien", "Yugoslavia": "Jugoslawien", "Egypt": "Ägypten", "Indonesia": "Indonesien",
    "Algeria": "Algerien", "Syria": "Syrien", "Albania": "Albanien", "Romania": "Rumänien", "Warsaw Pact": "Warschauer Pakt",
    "Non-Aligned Movement": "Bewegung der Blockfreien", "United Nations": "Vereinte Nationen",
    "Test ban treaty 1963": "Teststoppvertrag 1963",
}  # fmt: skip
RELATIONS: dict[str, tuple[str, str, int | None, bool]] = {
    "alliedWith": ("is allied with", "ist verbündet mit", 1, True),
    "tradesWith": ("trades with", "treibt Handel mit", 1, True),
    "signedAgreementWith": ("signed an agreement with", "schloss ein Abkommen mit", 1, True),
    "cooperatesMilitarilyWith": ("cooperates militarily with", "arbeitet militärisch zusammen mit", 1, True),
    "suppliesArmsTo": ("supplies arms to", "liefert Waffen an", 1, False),
    "providesAidTo": ("provides aid to", "hilft", 1, False),
    "visits": ("visits", "besucht", 1, False),
    "memberOf": ("is a member of", "ist Mitglied von", 1, False),
    "negotiatesWith": ("negotiates with", "verhandelt mit", 0, True),
    "criticizes": ("criticizes", "kritisiert", -1, False),
    "threatens": ("threatens", "droht", -1, False),
    "sanctions": ("sanctions", "verhängt Sanktionen gegen", -1, False),
    "disputesTerritoryWith": ("disputes territory with", "streitet um Gebiet mit", -1, True),
    "leads": ("leads", "führt", None, False),
    "party": ("has as party", "hat als Vertragspartei", None, False),
}
KINDS = {"NATO": "organization", "Warsaw Pact": "organization", "United Nations": "organization", "Non-Aligned Movement": "bloc"}
LEADERS = {"Jawaharlal Nehru": "India", "Josip Broz Tito": "Yugoslavia", "Gamal Abdel Nasser": "Egypt", "Charles de Gaulle": "France",
           "Sukarno": "Indonesia", "Kwame Nkrumah": "Ghana"}  # fmt: skip
KINDS |= {"Test ban treaty 1963": "agreement", **dict.fromkeys(LEADERS, "person")}
DE_GAULLE = BASE + "id/Charles_de_Gaulle"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def iri(name: str) -> str:
    return BASE + "id/" + name.replace(" ", "_")


def add_tie(network: Network, subject: str, relation: str, object_: str, *evidence: Witness) -> None:
    """Add an edge as `read_network` makes it, with its two nodes."""
    english, german, sign, symmetric = RELATIONS[relation]
    days = [witness.first for witness in evidence if witness.first]
    for name in (subject, object_):
        network.add_node(iri(name), label={"en": name, "de": GERMAN.get(name, name)}, kind=KINDS.get(name, "state"))
    about = {"relation": f"{BASE}ontology#{relation}", "name": relation, "label": {"en": english, "de": german}, "sign": sign}
    standing = {"status": evidence[0].status, "contested": False, "first": min(days, default=None), "last": max(days, default=None)}
    ends = iri(LEADERS.get(subject, subject)), iri(LEADERS.get(object_, object_))
    key = f"{BASE}statement/{network.number_of_edges()}"
    network.add_edge(iri(subject), iri(object_), key=key, symmetric=symmetric, evidence=evidence, lifted=ends, **about, **standing)


class Archive:
    """Makes ties with evidence by chance, the same in every run."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.network: Network = nx.MultiDiGraph(at=None, speakers={DE_GAULLE: {"en": "Charles de Gaulle", "de": "Charles de Gaulle"}})
        self.known: set[tuple[str, str, str]] = set()

    def tie(self, subject: str, relation: str, object_: str) -> None:
        if subject != object_ and (subject, relation, object_) not in self.known:
            self.known.add((subject, relation, object_))
            found = [
                self.witness(f"{GERMAN.get(subject, subject)} {RELATIONS[relation][1]} {GERMAN.get(object_, object_)}")
                for _ in range(self.chance.choice((1, 1, 1, 2, 3)))
            ]
            add_tie(self.network, subject, relation, object_, *sorted(found, key=lambda witness: STATUSES.index(witness.status)))

    def several(self, times: int, subjects: list[str], objects: list[str], *relations: str) -> None:
        for _ in range(times):
            self.tie(self.chance.choice(subjects), self.chance.choice(relations), self.chance.choice(objects))

    def witness(self, words: str) -> Witness:
        chance = self.chance
        day = date(min(1960 + int(abs(chance.gauss(0, 4))), 1968), chance.randint(1, 12), chance.randint(1, 28))
        return Witness(
            status=chance.choices(STATUSES, (70, 16, 10, 4))[0],
            quote=f"{words}, hieß es am {day.day}.{day.month}. aus der Hauptstadt.",
            title=f"Wochenschau vom {day:%d.%m.%Y}",
            url="https://example.org/wochenschau",
            published=day,
            speaker=chance.choice((None, None, DE_GAULLE)),
            valid=chance.choice((None, Interval(day, day), Interval(date(day.year, 1, 1), date(day.year, 12, 31)))),
            confidence=0.8,
        )


def sixties() -> Network:
    """About 35 states, 5 organizations and blocs, 6 leaders, and 160 ties between them."""
    archive = Archive()
    for states, club in ((WEST[:9], "NATO"), (EAST[:6], "Warsaw Pact"), (FREE, "Non-Aligned Movement")):
        for state in states:
            archive.tie(state, "memberOf", club)
    archive.several(26, WEST, WEST, "alliedWith", "tradesWith", "cooperatesMilitarilyWith")
    archive.several(14, WEST[:1], WEST, "alliedWith", "suppliesArmsTo")
    archive.several(24, EAST[:1], EAST, "alliedWith", "suppliesArmsTo", "tradesWith")
    archive.several(8, EAST, EAST, "tradesWith", "signedAgreementWith")
    archive.several(14, FREE, FREE, "signedAgreementWith", "tradesWith", "visits")
    archive.several(16, EAST[:1] + WEST[:2], FREE, "providesAidTo", "negotiatesWith")
    archive.several(26, WEST[:4], EAST, "criticizes", "threatens", "sanctions", "negotiatesWith")
    archive.several(12, EAST[:3], WEST[:4], "criticizes", "threatens")
    archive.several(8, ["China", "Albania"], ["Soviet Union", "India", "Yugoslavia"], "criticizes", "disputesTerritoryWith")
    for subject, relation, object_ in SINGLE:
        archive.tie(subject, relation, object_)
    for leader, state in LEADERS.items():
        archive.tie(leader, "leads", state)
        archive.tie(leader, "visits", archive.chance.choice([*FREE, "Soviet Union", "United States"]))
    return archive.network


SINGLE = [
    ("China", "alliedWith", "Albania"),
    ("Pakistan", "disputesTerritoryWith", "India"),
    ("Egypt", "threatens", "Israel"),
    ("Iran", "tradesWith", "Pakistan"),
    ("United States", "suppliesArmsTo", "Israel"),
    ("Romania", "memberOf", "Warsaw Pact"),
    ("Romania", "negotiatesWith", "West Germany"),
    ("United Nations", "criticizes", "Israel"),
    ("China", "providesAidTo", "Pakistan"),
    ("Test ban treaty 1963", "party", "United States"),
    ("Test ban treaty 1963", "party", "Soviet Union"),
    ("Syria", "alliedWith", "Egypt"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser of the system, for the whole session; absent only outside CI."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        message = "no Chromium: install it (apt-get install chromium), or name it in the environment variable CHROMIUM"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page opened without a network, and all that it complained about or asked for."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"
        )
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url) if request.url != path.as_uri() else None)
        context.route(lambda url: url != path.as_uri(), lambda route: route.abort())
        self.page.goto(path.as_uri())
        self.page.wait_for_function("document.documentElement.dataset.ready")

    def find(self, name: str) -> None:
        """Search for the actor as a reader would."""
        self.page.fill("#search", name)
        self.page.press("#search", "Enter")

    def hover_until(self, wanted: Callable[[str], bool]) -> tuple[float, float]:
        """Move the pointer over the picture until the tooltip reads as wanted; where that was."""
        box = self.page.locator("#stage").bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        for y in sorted(range(int(box["y"]) + 8, int(box["y"] + box["height"]), 12), key=lambda y: abs(y - middle)):
            for x in range(int(box["x"]) + 8, int(box["x"] + box["width"]) - 60, 12):
                self.page.mouse.move(x, y)
                if self.page.locator("#tip").is_visible() and wanted(self.page.locator("#tip").inner_text()):
                    return x, y
        raise AssertionError("nothing under the pointer reads as wanted")


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """A function that writes a network as a page and opens it; in the end no page may have complained or asked for anything."""
    visits: list[Visit] = []

    def open_page(network: Network, *, width: int = 800, height: int = 600, title: str = "The sixties", **options: Any) -> Visit:
        path = tmp_path / f"{len(visits)}.html"
        write_page(network, path, title=title)
        visits.append(Visit(chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options), path))
        return visits[-1]

    yield open_page
    for seen in visits:
        assert seen.asked == []
        assert seen.complaints == []
        seen.page.context.close()


@pytest.fixture(scope="session")
def demo() -> Any:
    """What this module offers for making networks."""
    return SimpleNamespace(sixties=sixties, add_tie=add_tie, iri=iri)
