import gzip
import io
import json
from datetime import date
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.reading.documents import Document, document_iri, read

PAGE = """<html lang="de-AT"><head><title>Fischerei | Blatt</title>{head}</head><body><nav>Start</nav><article><h1>Ein Abkommen</h1>
<p>Island und Norwegen haben am Montag ein Abkommen über die Fischerei geschlossen.</p><p>Es gilt ab Herbst.</p></article>
<footer>Copyright 2015</footer></body></html>"""


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: Path, **options: object) -> Document:
    (found,) = read([path], **options)
    assert isinstance(found, Document), found
    return found


def errors(*paths: Path) -> list[str]:
    return [str(found) for found in read(paths) if isinstance(found, DocumentError)]


def test_file_stem_becomes_id_and_iri(tmp_path):
    found = one(write(tmp_path / "bericht 1.txt", "Island liefert Fisch."))
    assert (found.id, found.iri) == ("bericht 1", "https://w3id.org/stategraph/document/bericht%201")
    assert (found.published, found.language, found.title, found.source) == (None, "de", None, None)


@pytest.mark.parametrize("name", [".", "..", "../../etc/passwd", "a> <b", 'a"b', "a#b?c", "ä\n", "\x00"])
def test_iri_of_any_id_is_one_safe_segment(name):
    segment = document_iri(name).removeprefix("https://w3id.org/stategraph/document/")
    assert segment.strip(".")
    assert not set(segment) & set('/<>"{}|\\^`#? \n\x00')


def test_first_line_date_is_no_text(tmp_path):
    found = one(write(tmp_path / "a.txt", " date 2021-05 Island liefert Fisch.\n"))
    assert (found.text, found.published, found.precision) == ("Island liefert Fisch.", date(2021, 5, 1), "month")


def test_date_on_a_line_of_its_own_is_no_text(tmp_path):
    found = one(write(tmp_path / "a.txt", "date 2021-05-03\nIsland liefert Fisch.\n"))
    assert (found.text, found.published, found.precision) == ("Island liefert Fisch.", date(2021, 5, 3), "day")


def test_word_date_in_running_text_is_text(tmp_path):
    assert one(write(tmp_path / "a.txt", "date 2021er Wein")).text == "date 2021er Wein"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Genf, 3. Mai 2021 – Island liefert Fisch.", date(2021, 5, 3)),
        ("Genf, 03.05.2021 (apd) – Island liefert Fisch.", date(2021, 5, 3)),
        ("Island liefert Fisch. (red, 3.5.2021)", date(2021, 5, 3)),
        ("Island lieferte am 3. Mai 2021 Fisch.", None),
        ("Island liefert Fisch. (red, 33.5.2021)", None),
    ],
)
def test_date_comes_from_dateline_or_byline_only(tmp_path, text, day):
    assert one(write(tmp_path / "a.txt", text)).published == day


def test_byline_refines_the_month_and_never_contradicts_it(tmp_path):
    assert one(write(tmp_path / "a.txt", "date 2021-05 Fisch. (red, 3.5.2021)")).published == date(2021, 5, 3)
    assert one(write(tmp_path / "b.txt", "date 2021-06 Fisch. (red, 3.5.2021)")).published == date(2021, 6, 1)


def test_front_matter_describes_markdown(tmp_path):
    text = (
        '---\ntitle: "Fisch: ein Abkommen"\ndate: 2021-05-03\nurl: https://example.org/ä\nlanguage: de-CH\n---\n'
        "# Fisch\n\n> **Island** liefert [Fisch](https://example.org) an *Norwegen*.\n\n- 2 * 3 * 4\n"
    )
    found = one(write(tmp_path / "a.md", text))
    assert found.text == "Fisch\n\nIsland liefert Fisch an Norwegen.\n\n2 * 3 * 4"
    assert (found.title, found.published, found.language) == ("Fisch: ein Abkommen", date(2021, 5, 3), "de")
    assert found.source == "https://example.org/%C3%A4"


def test_rule_that_opens_markdown_is_no_front_matter(tmp_path):
    assert one(write(tmp_path / "a.md", "---\nIsland liefert Fisch.\n")).text == "Island liefert Fisch."


def test_page_gives_text_title_date_and_language(tmp_path):
    head = '<meta property="article:published_time" content="2021-05-03T10:00:00+02:00">'
    found = one(write(tmp_path / "a.html", PAGE.format(head=head)))
    assert found.text.split("\n\n")[1:] == [
        "Island und Norwegen haben am Montag ein Abkommen über die Fischerei geschlossen.",
        "Es gilt ab Herbst.",
    ]
    assert (found.title, found.published, found.language) == ("Ein Abkommen", date(2021, 5, 3), "de")


def test_page_without_stated_date_has_none(tmp_path):
    assert one(write(tmp_path / "a.html", PAGE.format(head=""))).published is None


def test_declared_encoding_of_a_page_is_used(tmp_path):
    page = PAGE.format(head='<meta charset="iso-8859-1">').encode("cp1252")
    assert "über" in one(write(tmp_path / "a.html", page)).text


def test_rows_are_documents_with_mapped_fields(tmp_path):
    rows = [{"nr": 7, "body": "Island liefert Fisch.", "date": "2021-05-03T08:00:00Z"}, {"body": "Norwegen dankt.", "lang": "de"}]
    path = write(tmp_path / "feed.jsonl.gz", gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    first, second = read([path], fields={"id": "nr", "text": "body"})
    assert (first.id, first.published, second.id) == ("7", date(2021, 5, 3), "feed-2")


def test_broken_row_is_an_error_with_its_line_and_the_others_go_on(tmp_path):
    good = json.dumps({"id": "a", "text": "Island liefert Fisch."})
    bad = [
        "{",
        "[1]",
        '{"id": "b"}',
        '{"text": 3}',
        '{"text": "x", "date": "neulich"}',
        '{"text": "x", "url": "javascript:x"}',
        "[" * 100_000,
    ]
    found = list(read([write(tmp_path / "feed.jsonl", "\n".join([*bad, good, good]))]))
    assert [str(item).split(": ")[0].rpartition(":")[2] for item in found[:7]] == list("1234567")
    assert isinstance(found[7], Document)
    assert "already stands at" in str(found[8])
    assert len(found) == 9


def test_row_id_never_reaches_the_file_system(tmp_path):
    write(tmp_path / "secret.txt", "geheim")
    path = write(tmp_path / "in" / "feed.jsonl", json.dumps({"id": "../secret.txt", "text": "Island liefert Fisch."}))
    found = one(path)
    assert (found.text, found.iri.rpartition("/")[2]) == ("Island liefert Fisch.", "..%2Fsecret.txt")


def test_lone_surrogate_is_replaced(tmp_path):
    found = one(write(tmp_path / "feed.jsonl", '{"id": "\\ud800", "text": "Fisch \\ud800 da"}'))
    assert found.text.encode() == "Fisch \ufffd da".encode()
    assert found.iri.isascii()


def test_sources_describe_their_neighbours(tmp_path):
    write(tmp_path / "a.txt", "date 2020 Island liefert Fisch.")
    write(
        tmp_path / "sources.jsonl", '{"doc": "a", "date": "2021-05-03", "title": "Fisch", "url": "https://example.org/a", "x": 1}\nkaputt\n'
    )
    failed, found = read([tmp_path])
    assert "sources.jsonl:2: broken JSON" in str(failed)
    assert (found.published, found.title, found.source) == (date(2021, 5, 3), "Fisch", "https://example.org/a")
    assert "sources.jsonl" in errors(tmp_path / "sources.jsonl")[0]


def test_folders_are_read_in_order_with_all_below(tmp_path, caplog):
    for name in ("b.txt", "a/c.md", "a/.x.txt", ".git/d.txt", "e.pdf"):
        write(tmp_path / name, "Island liefert Fisch.")
    assert [found.id for found in read([tmp_path])] == ["b", "c"]
    assert "1 files of other formats passed over (.pdf)" in caplog.text


def test_files_of_one_name_get_different_ids_in_any_order(tmp_path):
    paths = [write(tmp_path / name, "Island liefert Fisch.") for name in ("x/r.txt", "y/r.txt", "z/r.md", "z/r.txt", "s.txt")]
    ids = {found.id for found in read(paths)}
    assert {"x/r", "y/r", "s"} < ids
    assert len(ids) == 5
    assert {found.id for found in read(reversed(paths))} == ids


def test_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", "Island liefert Fisch.")
    assert len(list(read([path, tmp_path, str(path)]))) == 1


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("Island liefert Fisch.", ["stdin"]),
        ('{"text": "Island liefert Fisch."}\n{"id": "b", "text": "Fisch."}\n', ["stdin-1", "b"]),
        (PAGE.format(head=""), ["stdin"]),
        ("---\ntitle: X\n---\nFisch", ["stdin"]),
    ],
)
def test_standard_input_tells_its_format_by_its_beginning(given, ids):
    assert [found.id for found in read(["-"], stdin=io.BytesIO(given.encode()))] == ids


def test_unreadable_files_are_errors_and_the_others_go_on(tmp_path):
    bad = {
        "leer.txt": b"",
        "blank.txt": " \n\u00a0\u200b\n".encode(),
        "bild.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
        "misch.txt": "süß und ".encode() + "süß".encode("cp1252"),
        "kaputt.jsonl.gz": gzip.compress(b"{}" * 9999)[:-20],
        "kein.jsonl.gz": b"kein gzip",
        "fremd.pdf": b"%PDF",
        "seite.html": b"<html><body></body></html>",
        "steuer.txt": b"\x01\x02\x03abc",
    }
    paths = [write(tmp_path / name, content) for name, content in bad.items()]
    found = list(read([*paths, tmp_path / "fehlt.txt", write(tmp_path / "gut.txt", "Island liefert Fisch.")]))
    assert len(found) == len(bad) + 2
    for item, name in zip(found, [*bad, "fehlt.txt"], strict=False):
        assert isinstance(item, DocumentError)
        assert str(item).startswith(str(tmp_path / name))
        assert "; " in str(item)
    assert found[-1].id == "gut"


def test_endless_line_is_an_error_and_not_read_to_memory(tmp_path):
    row = b'{"text": "' + b"a" * 9_000_000 + b'"}\n{"text": "Island liefert Fisch."}'
    failed, found = read([write(tmp_path / "feed.jsonl", row)])
    assert "feed.jsonl:1: a line of more than 8 MB" in str(failed)
    assert found.id == "feed-2"
    assert "more than 8 MB" in errors(write(tmp_path / "lang.txt", b"a" * 9_000_000))[0]
    assert "more than 1,000,000" in errors(write(tmp_path / "mittel.txt", b"a" * 2_000_000))[0]


def test_windows_encoding_is_read(tmp_path):
    assert one(write(tmp_path / "a.txt", "„Süß“ – 5 €".encode("cp1252"))).text == "„Süß“ – 5 €"
    assert one(write(tmp_path / "b.txt", "„Süß“".encode("utf-16"))).text == "„Süß“"
    assert one(write(tmp_path / "c.txt", "„Süß“".encode("utf-8-sig"))).text == "„Süß“"
