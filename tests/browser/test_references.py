"""The page looks as it did when somebody last looked: `RENEW_REFERENCES=1 pytest tests/browser/test_references.py` takes new pictures.

Pictures are compared at a sixteenth of their size, blurred: a part that is missing, moved or of another colour is found, another font
or another place for a name is not.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Browser

from kg.analysis.history import History

Open = Callable[..., Any]
Pixels = npt.NDArray[np.float64]

REFERENCES = Path(__file__).parent / "references"
VIEWS = {
    (1400, 900): ("light", "#to=1964&measure=polarization"),
    (800, 600): ("light", "#mode=difference&layout=map"),
    (390, 844): ("dark", "#mode=period"),
}
MEAN, FAR, MANY = 2.0, 24.0, 0.006
"""Pictures differ if the mean difference is greater (of 255), or if so large a share of the cells differs by more than FAR."""

SMALL = """async ([picture, width, height]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return [...context.getImageData(0, 0, width, height).data];
}"""


def small(chromium: Browser, picture: bytes, size: tuple[int, int]) -> Pixels:
    """The picture at a sixteenth of its size, each cell blurred with its neighbours."""
    width, height = size[0] // 16, size[1] // 16
    page = chromium.new_page()
    data = page.evaluate(SMALL, [base64.b64encode(picture).decode(), width, height])
    page.close()
    cells = np.pad(np.array(data, dtype=float).reshape(height, width, 4)[:, :, :3], ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = cells[:-2] + cells[1:-1] + cells[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9)


def unlike(one: Pixels, other: Pixels) -> bool:
    far = np.abs(one - other).max(axis=2)
    return bool(np.abs(one - other).mean() > MEAN or (far > FAR).mean() > MANY)


def picture(visit: Open, archive: nx.MultiDiGraph[str], history: History, size: tuple[int, int], style: str = "") -> bytes:
    scheme, link = VIEWS[size]
    page = visit(archive, history, size=size, link=link, color_scheme=scheme).page
    if style:
        page.evaluate(style)
    page.wait_for_timeout(300)
    return bytes(page.screenshot())


@pytest.mark.parametrize("size", VIEWS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_page_looks_as_it_did(visit: Open, chromium: Browser, archive: Any, history: History, size: tuple[int, int]) -> None:
    kept = REFERENCES / f"{size[0]}x{size[1]}.png"
    taken = picture(visit, archive, history, size)
    if os.environ.get("RENEW_REFERENCES"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(taken)
    assert not unlike(small(chromium, taken, size), small(chromium, kept.read_bytes(), size))


@pytest.mark.parametrize(
    "broken",
    [
        "document.getElementById('time').remove()",
        "document.querySelector('aside').remove()",
        "document.getElementById('graph').style.visibility = 'hidden'",
        "document.getElementById('legend').style.fontSize = '2rem'",
        "document.documentElement.style.setProperty('--paper', '#dfe8f5')",
    ],
)
def test_broken_layout_would_be_found(visit: Open, chromium: Browser, archive: Any, history: History, broken: str) -> None:
    size = (1400, 900)
    kept = small(chromium, (REFERENCES / "1400x900.png").read_bytes(), size)
    assert unlike(small(chromium, picture(visit, archive, history, size, broken), size), kept)


@pytest.mark.parametrize("font", ["serif", "monospace", "sans-serif"])
def test_other_font_would_not_be_found(visit: Open, chromium: Browser, archive: Any, history: History, font: str) -> None:
    size = (1400, 900)
    kept = small(chromium, (REFERENCES / "1400x900.png").read_bytes(), size)
    style = f"document.documentElement.style.setProperty('--sans', {font!r}); dispatchEvent(new Event('hashchange'))"
    assert not unlike(small(chromium, picture(visit, archive, history, size, style), size), kept)
