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

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
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
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


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
    ("China", "alliedWith", "Albania"), ("Pakistan", "disputesTerritoryWith", "India"), ("Egypt", "threatens", "Israel"),
    ("Iran", "tradesWith", "Pakistan"), ("United States", "suppliesArmsTo", "Israel"), ("Romania", "memberOf", "Warsaw Pact"),
    ("Romania", "negotiatesWith", "West Germany"), ("United Nations", "criticizes", "Israel"), ("China", "providesAidTo", "Pakistan"),
    ("Test ban treaty 1963", "party", "United States"), ("Test ban treaty 1963", "party", "Soviet Union"),
    ("Syria", "alliedWith", "Egypt"),
]  # fmt: skip


REGIONS = {"west": "Western Europe", "east": "Eastern Europe", "other": "Asia and Africa", "america": "Northern America"}
PLACES = {
    "United States": (-98, 39), "United Kingdom": (-2, 53), "France": (2, 47), "West Germany": (9, 50), "Italy": (12, 43),
    "Canada": (-106, 57), "Norway": (9, 61), "Turkey": (35, 39), "Greece": (22, 39), "Japan": (138, 36), "South Korea": (128, 36),
    "Denmark": (9, 56), "Soviet Union": (60, 58), "Poland": (19, 52), "East Germany": (13, 52), "Czechoslovakia": (16, 49),
    "Hungary": (19, 47), "Bulgaria": (25, 43), "Mongolia": (104, 47), "Cuba": (-79, 22), "North Vietnam": (105, 21), "India": (79, 22),
    "Yugoslavia": (18, 44), "Egypt": (30, 27), "Indonesia": (113, -1), "Ghana": (-1, 8), "Algeria": (3, 28), "Syria": (38, 35),
    "Ceylon": (81, 7), "China": (104, 35), "Albania": (20, 41), "Pakistan": (69, 30), "Israel": (35, 31), "Iran": (54, 32),
    "Romania": (25, 46),
}  # fmt: skip
BLOCS = [("NATO", "NATO"), ("Warsaw Pact", "Warschauer Pakt"), ("India–Egypt", "Indien–Ägypten")]
LIVES = {"alliedWith": None, "memberOf": None, "tradesWith": 4.0, "leads": None, "party": None}


def dated(network: Network) -> Network:
    """The network with what a history needs: regions and places, and ties that begin, fade and end."""
    chance = random.Random(3)
    network.graph["regions"] = {f"urn:{key}": {"en": name, "de": name.replace("Europe", "Europa")} for key, name in REGIONS.items()}
    for data in network.nodes.values():
        name = data["label"]["en"]
        data["place"] = PLACES.get(name)
        home = "west" if name in WEST[1:5] + WEST[6:9] else "east" if name in EAST[:6] else "other"
        data["region"] = f"urn:{'america' if name in ('United States', 'Canada') else home}" if name in PLACES else None
    for _, _, tie in network.edges(data=True):
        first, life = tie["first"] or date(1960, 1, 1), LIVES.get(tie["name"], 1.0)
        years = chance.choice((2, 4, 30)) if life is None else 2 * life
        tie["spans"] = ((first, date(min(first.year + int(years), 1990), 6, 30)),)
        tie["half_life"], tie["strength"] = life, chance.choice((0.3, 0.5, 0.8, 1.0))
    return network


def decade() -> History:
    """The moments of the sixties, made up: two blocs and the free, which Cuba joins and leaves, and measures that rise and fall."""
    moments = []
    for year in range(1960, 1969):
        blocs = {iri(name): number for number, names in enumerate((WEST, EAST, FREE)) for name in names}
        blocs |= {iri("NATO"): 0, iri("Warsaw Pact"): 1, iri("Cuba"): 2 if year < 1962 else 1, iri("France"): 0 if year < 1966 else 2}
        share = abs(year - 1962.3) / 8
        measures = {"polarization": 0.8 - share, "frustration": 0.1 + share / 3, "balance": None if year == 1963 else 0.7, "blocs": 3.0}
        moments.append(Moment(date(year, 12, 31), blocs, measures))
    names = {i: {"en": english, "de": german} for i, (english, german) in enumerate(BLOCS)}
    told = [("Cuban crisis", "Kubakrise", 1962), ("Test ban treaty", "Teststoppvertrag", 1963), ("France leaves", "Frankreich geht", 1966)]
    events = tuple(Event(date(year, 8, 5), {"en": english, "de": german}, 1.0) for english, german, year in told)
    return History(tuple(moments), names, events)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of the system; absent only outside CI.

    It lives no longer than a module: as long as it does, Playwright runs an event loop in this thread, and `asyncio.run` refuses.
    """
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

    def __init__(self, context: BrowserContext, path: Path, link: str = "") -> None:
        self.address = path.as_uri()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"
        )
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: None if self.own(request.url) else self.asked.append(request.url))
        context.route(lambda url: not self.own(url), lambda route: route.abort())
        self.page.goto(path.as_uri() + link)
        self.page.wait_for_function("document.documentElement.dataset.ready")

    def own(self, address: str) -> bool:
        """Whether the address is the page's own, or text that the page itself has made into an image or a download."""
        return address.partition("#")[0] == self.address or address.startswith(("data:image/svg+xml", "blob:"))

    def shown(self) -> int:
        """How many ties the picture has."""
        return int(self.page.inner_text("#deck").split(", ")[1].split()[0])

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

    def open_page(
        network: Network,
        history: History | None = None,
        *,
        size: tuple[int, int] = (800, 600),
        title: str = "The sixties",
        link: str = "",
        opens: Any = "end",
        **options: Any,
    ) -> Visit:
        path = tmp_path / f"{len(visits)}.html"
        write_page(network, path, history, title=title, opens=opens)
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **{"reduced_motion": "reduce", **options})
        visits.append(Visit(context, path, link))
        return visits[-1]

    yield open_page
    for seen in visits:
        assert seen.asked == []
        assert seen.complaints == []
        seen.page.context.close()


@pytest.fixture(scope="session")
def demo() -> Any:
    """What this module offers for making networks."""
    return SimpleNamespace(add_tie=add_tie, iri=iri)


@pytest.fixture(scope="module", name="sixties")
def evidence_only() -> Network:
    """The sixties as evidence tells them."""
    return sixties()


@pytest.fixture(scope="module")
def archive() -> Network:
    """The sixties with spans, weights, regions and places."""
    return dated(sixties())


@pytest.fixture(scope="module")
def history() -> History:
    """The moments of the archive."""
    return decade()
