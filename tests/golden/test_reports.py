"""What the shipped pipeline finds in the reports of `seeds/news`, beside the records that a person reviewed.

`KG_UPDATE_GOLDEN=1 pytest tests/golden` writes the file anew; review the diff before it is committed.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.extraction.build import Extractor, extract_all, records
from kg.extraction.setup import THRESHOLD
from kg.reading.documents import Document, read

GOLDEN = Path(__file__).parent / "reports.jsonl"
NEWS = Path(__file__).parents[2] / "seeds" / "news"
KEYS = ("doc", "subject", "predicate", "object", "status", "time", "evidence")
UPDATE = "KG_UPDATE_GOLDEN" in os.environ


def documents() -> Iterator[Document]:
    for document in read([NEWS]):
        if isinstance(document, DocumentError):
            raise document
        yield document


@pytest.fixture(scope="module")
def found() -> list[str]:
    """The records above the threshold in the guideline's form, one a line, in order."""
    extractor = Extractor.load("de")
    rows = [
        {key: record[key] for key in KEYS}
        for extraction in extract_all(documents(), extractor)
        for record in records(extraction, extractor.gazetteer, THRESHOLD)
    ]
    return [json.dumps(row, ensure_ascii=False) for row in sorted(rows, key=lambda row: [str(row[key]) for key in KEYS])]


def test_reports_yield_the_reviewed_records(found: list[str]) -> None:
    if UPDATE:
        GOLDEN.write_text("".join(line + "\n" for line in found), encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_reviewed_evidence_stands_in_its_report() -> None:
    texts = {document.id: document.text for document in documents()}
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert {row["doc"] for row in rows} <= set(texts)
    assert all(row["evidence"] in texts[row["doc"]] for row in rows)
