"""Exports: the graph in the formats of RDF, the same bytes for the same graph, in memory that does not grow with it if it is in a folder.

Oxigraph's serializers write triples in the order in which they come. So these are sorted here, as lines, on disk where they are many,
and written in batches that end where a subject does; the header, whose order Oxigraph leaves to chance, is sorted, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from heapq import merge
from itertools import groupby
from tempfile import TemporaryFile, gettempdir
from typing import BinaryIO, Literal, NamedTuple, get_args

import pyoxigraph as ox
from rdflib.namespace import RDF

from kg.errors import StoreError
from kg.extraction.reification import OBJECT, PREDICATE, SUBJECT, TYPE
from kg.graph.backend import PREFIXES
from kg.graph.extent import Extent, exported
from kg.graph.jsonld import write_jsonld
from kg.graph.store import Store
from kg.knowledge.terms import BASE

Format = Literal["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"]
FORMATS: tuple[Format, ...] = get_args(Format)
TERSE: tuple[Format, ...] = ("turtle", "ntriples", "nquads", "trig")
"""The formats that have triple terms."""
MANY = 500_000
"""So many triples are sorted in memory at a time."""

_RDF: dict[Format, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_WITH_GRAPHS = ("nquads", "trig", "jsonld")
BATCH = 10_000
WHOLE = Extent()
"""All statements with their evidence and reviews; nothing that is inferred."""
_ROOMS = [BASE + room for room in ("id/", "statement/", "evidence/", "finding/", "name/", "document/", "run/", "review/")]
_FIRST = [TYPE, SUBJECT, PREDICATE, OBJECT]
_PARTS = [f"<{part}>" for part in (SUBJECT, PREDICATE, OBJECT)]
_STATEMENT, _REIFIES = f"<{RDF.Statement}>", f"<{RDF}reifies>"
_HEADER_OF_XML = re.compile(rb"<\?xml[^>]*>\n<rdf:RDF [^>]*>\n")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Line(NamedTuple):
    """A quad, in Oxigraph's serialization of terms."""

    graph: str
    subject: str
    predicate: str
    object: str

    def __str__(self) -> str:
        graph = f" {self.graph}" if self.graph else ""
        return f"{self.subject} {self.predicate} {self.object}{graph} .\n"


def export(store: Store, form: Format, stream: BinaryIO, extent: Extent = WHOLE, *, triple_terms: bool = False) -> None:
    """Write the graph to the stream, as much of it as the extent says.

    Inferred triples and reviews stand in the graphs `kg:inferred` and `kg:reviews` where the format has named graphs, among the others
    where it has none. With triple terms, statements are named as RDF 1.2 does it, by rdf:reifies, instead of the reification of RDF 1.1:
    https://www.w3.org/TR/rdf12-concepts/#section-triple-terms

    Raises:
        StoreError: no such format, one without triple terms, or a text with signs that XML forbids.
    """
    if form not in FORMATS:
        raise StoreError(f"{form}: no format to export; choose one of {', '.join(FORMATS)}")
    if triple_terms and form not in TERSE:
        raise StoreError(f"{form}: it has no triple terms of RDF 1.2; choose one of {', '.join(TERSE)}")
    with ExitStack() as files:
        quads = exported(store, extent)
        lines = in_order(_for_xml(quads) if form == "rdfxml" else quads, files, graphs=form in _WITH_GRAPHS)
        batches = _batches(_reifying(lines) if triple_terms else lines)
        if form in ("ntriples", "nquads"):
            stream.writelines("".join(map(str, batch)).encode() for batch in batches)
        elif form == "jsonld":
            write_jsonld((quad for batch in batches for quad in _read(batch)), stream)
        else:
            _serialize(batches, form, stream)


# --- the order


def in_order(quads: Iterable[ox.Quad], files: ExitStack, *, graphs: bool) -> Iterator[Line]:
    """The quads, each once, in the order of an export; without graphs, those of the default graph are meant.

    Graph by graph: entities first, then statements, evidence and sources; classes lead each description. Many are sorted on disk, in
    files that the stack closes.
    """
    runs: list[Iterable[str]] = []
    keys: list[str] = []
    for quad in quads:
        keys.append(_key(quad, graphs))
        if len(keys) == MANY:
            runs.append(_spilled(sorted(keys), files))
            keys = []
    for key, _ in groupby(merge(*runs, sorted(keys))):
        graph, subject, predicate, value = key[:-1].split("\t")
        yield Line(graph, subject[1:], predicate[1:], value)


def _key(quad: ox.Quad, graphs: bool) -> str:
    """The quad as a line of text that stands where the quad does; in Oxigraph's serialization, terms have no tabs and no line breaks."""
    subject, predicate = str(quad.subject), quad.predicate.value
    room = next((rank for rank, base in enumerate(_ROOMS) if subject.startswith(base, 1)), len(_ROOMS))
    first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    graph = str(quad.graph_name) if graphs and isinstance(quad.graph_name, ox.NamedNode) else ""
    return f"{graph}\t{room}{subject}\t{first}<{predicate}>\t{quad.object}\n"


def _spilled(keys: Iterable[str], files: ExitStack) -> Iterable[str]:
    file = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115  # the stack closes it
    try:
        file.writelines(keys)
        file.seek(0)
    except OSError as error:
        with suppress(OSError):
            file.close()
        raise StoreError(f"{gettempdir()}: {error.strerror}; make room there to sort, or set TMPDIR to another folder") from None
    return files.enter_context(file)


def _subject(line: Line) -> tuple[str, str]:
    return line.graph, line.subject


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines, some thousands at a time, with all of a subject together."""
    batch: list[Line] = []
    for _, own in groupby(lines, _subject):
        batch += own
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _reifying(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with one rdf:reifies in place of rdf:subject, rdf:predicate and rdf:object, and without the class rdf:Statement."""
    for (graph, subject), group in groupby(lines, _subject):
        own = list(group)
        parts = {line.predicate: line.object for line in own if line.predicate in _PARTS}
        if len(parts) == 3:
            term = f"<<( {' '.join(parts[part] for part in _PARTS)} )>>"
            own = [line for line in own if line.predicate not in _PARTS and line.object != _STATEMENT]
            classes = [line for line in own if line.predicate == f"<{TYPE}>"]
            own = [*classes, Line(graph, subject, _REIFIES, term), *own[len(classes) :]]
        yield from own


# --- the formats


def _read(batch: Iterable[Line]) -> Iterator[ox.Quad]:
    return ox.parse("".join(map(str, batch)).encode(), format=ox.RdfFormat.N_QUADS)


def _serialize(batches: Iterable[Iterable[Line]], form: Format, stream: BinaryIO) -> None:
    """Write Oxigraph's serialization of each batch, its header once and in order, and, in Turtle, a blank line before each subject."""
    header, footer = _ends(form)
    stream.write(header)
    for batch in batches:
        quads = _read(batch)
        triples = quads if form == "trig" else (quad.triple for quad in quads)
        written = ox.serialize(triples, format=_RDF[form], prefixes=PREFIXES)
        assert written is not None
        if form == "rdfxml":
            stream.write(_HEADER_OF_XML.sub(b"", written, count=1).removesuffix(footer))
        else:
            body = (line for line in written.splitlines(keepends=True) if not line.startswith(b"@prefix "))
            stream.writelines(b"\n" + line if form == "turtle" and not line.startswith(b"\t") else line for line in body)
    stream.write(footer)


def _ends(form: Format) -> tuple[bytes, bytes]:
    if form != "rdfxml":
        return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(PREFIXES)).encode(), b""
    empty = ox.serialize([], format=_RDF[form], prefixes=PREFIXES)
    assert empty is not None
    header = re.sub(rb"(?<=<rdf:RDF )[^>]*", lambda found: b" ".join(sorted(found[0].split())), empty, count=1)
    start = header.rindex(b"</rdf:RDF>")
    return header[:start], header[start:]


def _for_xml(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and _NOT_IN_XML.search(quad.object.value):
            raise StoreError(f"{quad.subject}: its text has a control character, which XML forbids; export in another format")
        yield quad
