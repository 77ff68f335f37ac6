"""The README's picture: `python tests/browser/picture.py` builds the page of seeds/news and takes notebooks/graph.png of it."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

import kg

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Take the picture."""
    store = kg.Store()
    kg.build(store, kg.read([ROOT / "seeds" / "news"]))
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "graph.html"
        kg.write_page(kg.read_network(store), page, title="States, leaders and agreements")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_context(viewport={"width": 1360, "height": 800}, reduced_motion="reduce").new_page()
        view.goto(page.as_uri())
        view.wait_for_function("document.documentElement.dataset.ready")
        view.screenshot(path=ROOT / "notebooks" / "graph.png")
        browser.close()


if __name__ == "__main__":
    main()
