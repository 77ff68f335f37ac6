import json
import unicodedata
from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.reading.cleaning import clean
from kg.reading.documents import document_iri
from kg.reading.formats import decode, read_html, read_markdown, read_row, read_text


def failure(call: Callable[[], object]) -> str | None:
    try:
        call()
    except DocumentError as error:
        return str(error)
    return None


@given(st.text())
def test_clean_text_holds_nothing_invisible(text):
    kept = clean(text)
    assert kept == kept.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in kept)
    assert "\n\n\n" not in kept
    assert "  " not in kept


@given(st.text(), st.text())
def test_different_ids_give_different_iris(one, other):
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))
    assert (document_iri(one) == document_iri(other)) == (one == other)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_record_or_a_document_error(data):
    for reader in (read_text, read_markdown):
        assert (failure(partial(reader, data, "x")) or "x: ").startswith("x: ")


@given(
    st.dictionaries(
        st.sampled_from(["id", "text", "date", "title", "url", "language"]), st.none() | st.text() | st.integers() | st.booleans()
    )
)
def test_any_row_gives_a_record_or_a_document_error(row):
    line = json.dumps(row).encode()
    failed = failure(partial(read_row, line, "x:1", {}))
    assert failed.startswith("x:1: ") if failed else read_row(line, "x:1", {}).text == clean(row["text"])


@given(st.text())
def test_utf8_is_read_back(text):
    text = text.encode("utf-8", "replace").decode().replace("\0", "").lstrip("\ufeff")
    refused = failure(partial(decode, text.encode(), "x"))
    assert any(ord(c) < 32 for c in text) if refused else decode(text.encode(), "x") == text


@given(
    st.sampled_from(["<p>", "<div>", "</p>", "Text. ", "<a href='", "<!--", "<script>", "<html lang=de>", "&#0;", "\ud7ff"]).map(str)
    | st.text(max_size=9)
)
def test_any_page_gives_a_record_or_a_document_error(piece):
    page = (piece * 9).encode("utf-8", "replace")
    assert (failure(partial(read_html, page, "x")) or "x: ").startswith("x: ")
