"""Annotated sentences: what is read of them, and what is refused."""

import json
from datetime import date
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.extraction.annotated import read_annotated

STATEMENT = {"subject": "Peru", "predicate": "visits", "object": "Chile", "status": "asserted", "evidence": "Peru kommt.", "cue": "kommt"}
ROW = {"id": "own-1", "date": "2020-05-04", "text": "Regen. Peru kommt.", "statements": [STATEMENT]}


def written(folder: Path, *rows: object) -> Path:
    (folder / "own.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def test_a_text_is_a_document_with_its_statements(tmp_path: Path) -> None:
    (text,) = read_annotated([written(tmp_path, ROW)])
    assert (text.document.id, text.document.text, text.document.published) == ("own-1", "Regen. Peru kommt.", date(2020, 5, 4))
    assert [(s.subject, s.predicate, s.object, s.status, s.time) for s in text.statements] == [
        ("Peru", "visits", "Chile", "asserted", None)
    ]


def test_a_text_without_a_date_has_none(tmp_path: Path) -> None:
    (text,) = read_annotated([written(tmp_path, ROW | {"date": None, "statements": []})])
    assert text.document.published is None
    assert text.statements == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW | {"statements": [STATEMENT | {"evidence": "Chile kommt."}]}, "does not contain 'Chile kommt.'"),
        (ROW | {"statements": [STATEMENT | {"colour": "red"}]}, "colour"),
        ({"id": "own-1"}, "text"),
        ([1], "own.jsonl:2"),
        (ROW | {"date": "soon"}, "soon"),
    ],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, row: object, why: str) -> None:
    with pytest.raises(DocumentError, match=r"own\.jsonl:2: no annotated text") as error:
        list(read_annotated([written(tmp_path, ROW, row)]))
    assert why in str(error.value)
