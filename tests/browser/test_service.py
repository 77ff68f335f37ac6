"""The pages of the service in a real browser: they work, load nothing from outside, keep their policy, and run no text of a document."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from kg.graph.background import load_background
from kg.graph.inference import infer
from kg.graph.store import FACTS, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGR
from kg.service.application import application
from kg.service.settings import Limits, Settings

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
HOSTILE = "<img src=x onerror=alert(1)>"
EXTRA = f"""
<{KGR}Evil> a <{KG}State> ; <http://www.w3.org/2000/01/rdf-schema#label> "{HOSTILE}"@en ;
  <{KG}sanctions> <{KGR}Peru> , <javascript:alert(2)> .
"""
COMPLAINTS = "addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service on a small store, in a thread: its address."""
    folder = tmp_path_factory.mktemp("served") / "store"
    with Store(folder) as store:
        load_background(store, Ontology.load(), [])
        graph = [*ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE), *ox.parse(EXTRA, format=ox.RdfFormat.TURTLE)]
        store.replace_graph(FACTS, graph)
        infer(store)
    app = application(Settings(folder, limits=Limits(workers=1, seconds=3)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=10))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=["light", "dark"])
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1100, "height": 800}, color_scheme=request.param, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that may complain of nothing and ask nobody else."""
    complaints: list[str] = []
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    page = context.new_page()
    page.add_init_script(COMPLAINTS)
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else complaints.append(request.url))
    yield page
    assert complaints == []


def run(page: Page) -> str:
    """Run the query in the editor, and wait for what it gives."""
    page.click("#run")
    page.wait_for_selector("#results[data-ready]")
    return page.inner_text("#told")


def write(page: Page, query: str) -> None:
    page.evaluate("(text) => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query)


def test_from_the_front_page_to_an_entity_to_its_statement(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    assert page.inner_text("h1") == "States, leaders and agreements"
    page.fill("main input[type=search]", "Bras")
    page.press("main input[type=search]", "Enter")
    page.click("main >> text=Brazil")
    assert page.url == f"{address}/id/Brazil"
    page.click("text=Brazil sanctions Peru")
    assert page.inner_text("blockquote >> nth=0") == "Brasiliens Sanktionen gegen Peru"
    page.click("nav.languages >> text=DE")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.click("h1 >> text=Brasilien")
    assert "Staat" in page.inner_text(".deck")


def test_an_example_fills_the_editor_and_shows_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}/query")
    page.select_option("#example", "what-is-said-about")
    page.wait_for_selector("#parameters input")
    with page.expect_response("**/api/v1/questions/**"):
        page.fill("#parameters input", "Brasilien")
        page.press("#parameters input", "Tab")
    page.wait_for_function("document.querySelector('.CodeMirror').CodeMirror.getValue().includes('id/Brazil>')")
    assert " rows, " in run(page)
    assert "Brazil" in page.inner_text("#answer")
    page.click("#answer a >> nth=0")
    assert "/id/" in page.url


def test_answers_of_each_kind_and_errors_are_shown(page: Page, address: str) -> None:
    page.goto(f"{address}/query")
    write(page, "ASK { kgr:Brazil kg:sanctions kgr:Peru }")
    assert run(page) == "Yes"
    write(page, "CONSTRUCT WHERE { kgr:Brazil kg:sanctions ?who }")
    run(page)
    assert "kgr:Brazil kg:sanctions kgr:Peru" in page.inner_text("#answer pre")
    write(page, "SELECT ?n { VALUES ?n { " + " ".join(map(str, range(600))) + " } }")
    assert run(page).startswith("600 rows")
    assert page.locator("#answer tbody tr").count() == 500
    page.click("text=Show 100 more")
    assert page.locator("#answer tbody tr").count() == 600
    with page.expect_download() as download:
        page.click("#downloads >> text=CSV")
    assert download.value.suggested_filename == "answer.csv"
    assert download.value.path().read_text().count("\n") == 601


def test_the_editor_is_reached_and_left_by_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/query")
    page.focus("#example")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.CodeMirror') !== null")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#results[data-ready]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


def test_no_text_of_the_store_runs(page: Page, address: str) -> None:
    for path in ("/id/Evil", "/?name=img"):
        page.goto(f"{address}{path}")
        assert HOSTILE in page.inner_text("main")
    page.goto(f"{address}/query")
    write(page, "SELECT ?name ?whom { kgr:Evil rdfs:label ?name ; kg:sanctions ?whom }")
    assert run(page).startswith("2 rows")
    assert page.locator("#answer img").count() == 0
    assert HOSTILE in page.inner_text("#answer")
    assert page.locator("#answer a[href^=javascript]").count() == 0
    page.goto(f"{address}/query?query={HOSTILE}</textarea><script>alert(3)</script>")
    assert HOSTILE in page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def test_the_graph_opens_and_keeps_its_policy(page: Page, address: str) -> None:
    page.goto(f"{address}/graph")
    page.wait_for_function("document.documentElement.dataset.ready")
    assert page.locator("#stage canvas").count() > 0


def test_an_error_of_the_query_is_said_in_words(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/query")
    write(page, "SELECT nonsense")
    assert "error at 1:16" in run(page)
    assert page.locator("#told.wrong").count() == 1
    write(page, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert "SERVICE" in run(page)
    page.close()


CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parts = [0.2126, 0.7152, 0.0722];
  const light = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number).map(channel).reduce((sum, c, i) => sum + c * parts[i], 0);
  const clear = (colour) => /, 0\\)|transparent/.test(colour);
  const behind = (e) => clear(getComputedStyle(e).backgroundColor) ? behind(e.parentElement) : getComputedStyle(e).backgroundColor;
  const written = (e) => e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll("header *, main *")].filter((e) => written(e) && !e.closest(".CodeMirror")).map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.outerHTML.slice(0, 80)];
  }).filter(([ratio]) => ratio < 4.5);
}"""
UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter((e) => e.getClientRects().length && !e.labels?.length && !e.ariaLabel && !e.getAttribute("aria-labelledby"))
  .map((e) => e.outerHTML)"""


@pytest.mark.parametrize("path", ["/", "/id/Peru", "/statement/001cbf526eca94bd7ee9", "/query", "/api/v1/"])
def test_pages_have_contrast_landmarks_one_heading_and_names_for_all_fields(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    assert page.evaluate(CONTRAST) == []
    assert page.locator("main").count() == page.locator("h1").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1]))")
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.evaluate(UNNAMED) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_pages_fit_a_telephone(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    for path in ("/", "/id/Peru", "/statement/001cbf526eca94bd7ee9", "/query", "/api/v1/"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        widths = page.evaluate("[...document.querySelectorAll('.statements td:last-child')].map((e) => e.clientWidth)")
        assert all(width >= 90 for width in widths), path  # wide enough for the words of a day
    page.close()
