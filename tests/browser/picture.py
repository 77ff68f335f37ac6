"""The pictures of README and docs/: `python tests/browser/picture.py` takes notebooks/graph.png, notebooks/alliances.png and the lesson's.

The first is of the reports in seeds/news, the second of what the seeds know, at the end of 1985, the third of the reports in the lesson.
"""

import re
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
from playwright.sync_api import Browser, sync_playwright

import kg
from kg.views.page import Opening

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "docs" / "tutorial" / "first-graph.md"
TITLE = "States, leaders and agreements"


def main() -> None:
    """Take the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        store = kg.Store()
        kg.build(store, kg.read([ROOT / "seeds" / "news"]))
        take(browser, kg.read_network(store), "whole", ROOT / "notebooks" / "graph.png")
        take(browser, kg.read_network(store, known="all"), date(1985, 12, 31), ROOT / "notebooks" / "alliances.png")
        take(browser, of_lesson(), "whole", LESSON.with_suffix(".png"))
        browser.close()


def of_lesson() -> nx.MultiDiGraph:
    """The network of the reports that the lesson writes."""
    store = kg.Store()
    with TemporaryDirectory() as folder:
        for text, name in re.findall(r'^\$ echo "(.*)" > news/(.*)$', LESSON.read_text(encoding="utf-8"), re.MULTILINE):
            Path(folder, name).write_text(text, encoding="utf-8")
        kg.build(store, kg.read([folder]))
    return kg.read_network(store)


def take(browser: Browser, network: nx.MultiDiGraph, opens: Opening, picture: Path) -> None:
    """Write the page of the network and take its picture."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "graph.html"
        kg.write_page(network, page, kg.read_history(network), title=TITLE, opens=opens)
        view = browser.new_context(viewport={"width": 1360, "height": 800}, reduced_motion="reduce").new_page()
        view.goto(page.as_uri())
        view.wait_for_function("document.documentElement.dataset.ready")
        view.screenshot(path=picture)


if __name__ == "__main__":
    main()
