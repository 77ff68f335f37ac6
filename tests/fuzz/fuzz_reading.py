"""Targets that read files: documents in all formats, trees, and statements that people wrote down."""

from __future__ import annotations

import gzip
import io

from fuzz_extraction import extractor
from fuzz_target import Target, chosen, file_of, in_json, text_of
from fuzz_words import COLUMNS, CONTROLS, DATES, GOLD, HTML, JSON, MARKUP, NOTE, PAGE, REPORT, ROW, SENTENCE, TREE

import kg.reading.webpages  # noqa: F401  # else it would be imported later, without being watched
from kg.commands.documents import parse_fields
from kg.errors import KgError
from kg.extraction.annotated import read_annotated
from kg.extraction.scoring import read_gold, score
from kg.graph.records import document_triples
from kg.reading.cleaning import plain
from kg.reading.documents import MAX_CHARACTERS, Document, read
from kg.reading.formats import READERS, read_html, read_rows
from kg.reading.scoring import read_iob2
from kg.reading.sentences import read_conllu
from kg.reading.treebank import read_trees

ENDINGS = (*READERS, ".jsonl", ".txt.gz", ".jsonl.gz", "sources", "-")


def documents(data: bytes) -> None:
    """A file of one of the formats, or standard input: documents that RDF can hold, or errors in their places."""
    ending, data = chosen(data, ENDINGS)
    if ending == "-":
        found = list(read(["-"], stdin=io.BytesIO(data)))
    else:
        text = gzip.compress(data, 1) if ending.endswith(".gz") and data[:1] != b"\x1f" else b"Peru." if ending == "sources" else data
        with file_of(text, "d.txt" if ending == "sources" else f"d{ending}") as file:
            if ending == "sources":
                (file.parent / "sources.jsonl").write_bytes(data)
            found = list(read([file]))
    for document in found:
        if isinstance(document, Document):
            assert 0 < len(document.text) <= MAX_CHARACTERS
            assert document.text == plain(document.text).strip()
            list(document_triples(document))


def rows(data: bytes) -> None:
    """Lines of JSON, with other names for two of our fields."""
    fields = parse_fields("text=body,id=key") if data[:1] == b"!" else {}
    for record in read_rows(io.BytesIO(data), "x", fields):
        assert isinstance(record, KgError) or record.where.startswith("x:")


def pages(data: bytes) -> None:
    """A page, or all of the body of one."""
    way, data = chosen(data, ("page", "body"))
    page = data if way == "page" else b"<html><body><article><p>Peru lobt Chile und Kuba.</p>" + data
    assert read_html(page, "x").where == "x"


def conllu(data: bytes) -> None:
    """Trees: each has one root, from which all is reached; and names."""
    way, data = chosen(data, ("text", "trees", "names"))
    if way == "text":
        for sentence in read_conllu(text_of(data)):
            assert len(sentence.subtree(sentence.root)) == len(sentence)
            assert all(len(list(sentence.ancestors(token))) < len(sentence) for token in sentence)
        return
    with file_of(data, "trees.conllu") as file:
        if way == "trees":
            for tree in read_trees(file):
                assert len(tree) == len(tree.heads) == len(tree.upos)
        else:
            assert all(len(words) == len(tags) for words, tags in read_iob2(file))


def gold(data: bytes) -> None:
    """Statements that people wrote down, or sentences with theirs."""
    way, data = chosen(data, ("statements", "sentences"))
    with file_of(data, "d.jsonl") as file:
        if way == "sentences":
            assert all(text.document.id for text in read_annotated([file]))
        else:
            found = read_gold(file)
            assert score(found, found, extractor().ontology).strict.f1 in (0.0, 1.0)


_EACH = (REPORT, NOTE, NOTE, PAGE, PAGE, in_json(ROW, ROW), REPORT, in_json(ROW), in_json(ROW | {"doc": "d"}), NOTE, PAGE)
READING = {
    "documents": Target(
        documents, tuple(bytes([n]) + text.encode() for n, text in enumerate(_EACH)), (*HTML, *MARKUP, *DATES, *CONTROLS, *JSON)
    ),
    "rows": Target(rows, (in_json(ROW).encode(), b"!" + in_json({"body": "x", "key": 3}).encode()), JSON),
    "html": Target(pages, (b"\0" + PAGE.encode(), b"\1" + PAGE.encode()), (*HTML, *DATES, *CONTROLS)),
    "conllu": Target(conllu, tuple(bytes([n]) + f"{TREE}\n{TREE}".encode() for n in range(3)), COLUMNS),
    "gold": Target(gold, (b"\0" + in_json(GOLD, GOLD).encode(), b"\1" + in_json(SENTENCE).encode()), JSON, ready=extractor),
}
