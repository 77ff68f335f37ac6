"""How long the page takes: `python tests/benchmarks/page.py` writes pages of three sizes and opens them in headless Chromium.

Written is the time to write the page, with positions; usable is from the address to the first frame with data; step is the median time
from an arrow key on the slider of time to the frame that shows the next year; difference, select and find are one of each. The networks
are drawn at random (seed 1) with few well-tied states and many of few ties, over 80 years, with three blocs. In seconds.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import networkx as nx
from playwright.sync_api import Browser, Page, sync_playwright

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
from kg.views.page import write_page

SIZES = ((50, 300), (500, 2_500), (2_000, 10_000))
YEARS = range(1946, 2026)
RELATIONS = (("alliedWith", 1, None), ("tradesWith", 1, 2.0), ("criticizes", -1, 0.5), ("negotiatesWith", 0, 1.0))
FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def network(states: int, ties: int) -> nx.MultiDiGraph[str]:
    chance = random.Random(1)
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph(speakers={})
    for i in range(states):
        place = (chance.uniform(-160, 170), chance.uniform(-50, 70))
        drawn.add_node(f"urn:{i}", label={"en": f"State {i}", "de": f"Staat {i}"}, kind="state", region=f"Region {i % 9}", place=place)
    while drawn.number_of_edges() < ties:
        one, other = chance.randrange(states), int(states * chance.random() ** 3)
        if one != other:
            add_tie(drawn, f"urn:{one}", f"urn:{other}", chance)
    return drawn


def add_tie(drawn: nx.MultiDiGraph[str], one: str, other: str, chance: random.Random) -> None:
    name, sign, life = chance.choice(RELATIONS)
    day = date(chance.choice(YEARS), chance.randint(1, 12), chance.randint(1, 28))
    end = date(min(day.year + (30 if life is None else int(4 * life)), 9999), day.month, day.day)
    told = Witness("asserted", "Ein Satz aus einer Zeitung, der etwas über beide sagt.", title=f"Bericht {day.year}", published=day)
    label = {"en": name, "de": name}
    about: dict[str, Any] = {"relation": name, "name": name, "label": label, "sign": sign, "symmetric": sign == 1, "strength": 0.6}
    standing = {"status": "asserted", "contested": False, "evidence": (told,), "first": day, "last": day, "half_life": life}
    drawn.add_edge(one, other, key=f"urn:tie:{drawn.number_of_edges()}", spans=((day, end),), lifted=(one, other), **about, **standing)


def history(states: int) -> History:
    def blocs(year: int) -> dict[str, int]:
        return {f"urn:{i}": (i + year // 30 * (i % 5 == 0)) % 3 for i in range(states)}

    moments = [Moment(date(year, 12, 31), blocs(year), {"polarization": year % 10 / 10}) for year in YEARS]
    events = tuple(Event(date(year, 5, 8), {"en": f"Event of {year}", "de": f"Ereignis {year}"}, 1.0) for year in YEARS[::6])
    return History(tuple(moments), {i: {"en": f"Bloc {i}", "de": f"Block {i}"} for i in range(3)}, events)


def timed(page: Page, act: str) -> float:
    """Seconds from the act to the frame that shows it, measured in the page."""
    script = f"async () => {{ const start = performance.now(); {act}; await {FRAME}; return performance.now() - start }}"
    return float(page.evaluate(script)) / 1000


def opened(browser: Browser, path: Path) -> tuple[Page, float]:
    page = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce").new_page()
    start = perf_counter()
    page.goto(path.as_uri(), timeout=120_000)
    page.evaluate(FRAME)
    assert page.evaluate("document.documentElement.dataset.ready")
    return page, perf_counter() - start


def measured(browser: Browser, states: int, ties: int, folder: Path) -> list[float]:
    drawn, start = network(states, ties), perf_counter()
    write_page(drawn, folder / "page.html", history(states), title="Benchmark")
    written = perf_counter() - start
    opens = [opened(browser, folder / "page.html") for _ in range(3)]
    page = opens[-1][0]
    move = "const t = document.getElementById('to'); t.value = Number(t.value) - 1; t.dispatchEvent(new Event('input'))"
    steps = statistics.median(timed(page, move) for _ in range(15))
    difference = timed(page, "document.querySelector('[data-mode=difference]').click()")
    select = timed(page, "document.querySelector('#changes button').click()")
    period = timed(page, "document.querySelector('[data-mode=period]').click()")
    for visit, _ in opens:
        visit.context.close()
    return [written, statistics.median(seconds for _, seconds in opens), steps, difference, select, period]


def main() -> None:
    print("| states | ties | written | usable | step | difference | select | period |\n|---|---|---|---|---|---|---|---|")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for states, ties in SIZES[: int(sys.argv[1]) if sys.argv[1:] else None]:
            row = measured(browser, states, ties, Path(folder))
            print(f"| {states} | {ties} | " + " | ".join(f"{seconds:.2f}" for seconds in row) + " |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
