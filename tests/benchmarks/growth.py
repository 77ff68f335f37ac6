"""How what is done grows: 1×, 10×, 100× of documents, names, relations and statements, as a table and JSON.

    python tests/benchmarks/growth.py [documents names relations statements] [--most 10000] [--stores FOLDER] [--json FILE]

Each size is done in a process of its own. Of its CPU seconds those of size 0 are taken off, and the exponent b of seconds = a × size^b is
the best fit to the rest; it is to stay below 1.1. *documents* are stored one by one; *names* are persons beside the seeds, who are loaded
and found in 2,000 sentences; *relations* come with a shape and a verb each, are loaded, and 2,000 sentences are read with them; and of the
*statements* of so many documents each command of `COMMANDS` is asked, in stores that are kept in --stores for the next run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import COMMANDS, command
from costs import Cost, cost, exponent
from synthetic import RUN, News

from kg.extraction.build import Extractor, extract_parsed
from kg.graph.store import Store
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.overlay import laid_over
from kg.knowledge.resources import data_folder
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence, read_conllu

LIMIT = 1.1
NOTHING = 0.1
"""CPU seconds that are nothing: what costs no more at the largest size does not grow."""
SENTENCES = 2_000
DAY = date(2024, 1, 1)
PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {
        "kg": "https://w3id.org/stategraph/ontology#",
        "kgr": "https://w3id.org/stategraph/id/",
        "lex": "https://w3id.org/stategraph/lexicon/",
        "lexinfo": "http://www.lexinfo.net/ontology/3.0/lexinfo#",
        "lexicog": "http://www.w3.org/ns/lemon/lexicog#",
        "ontolex": "http://www.w3.org/ns/lemon/ontolex#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "synsem": "http://www.w3.org/ns/lemon/synsem#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
PERSON = """
kgr:Made_{n} a kg:Leader ; rdfs:label "Vor{first} Nach{n}"@en ; kg:familyName "Nach{n}" ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2020"^^xsd:gYear ] .
"""
RELATION = """
kg:made{n} a owl:ObjectProperty ; rdfs:label "makes {n}"@en , "macht {n}"@de ; skos:definition "Makes."@en ;
    rdfs:domain kg:State ; rdfs:range kg:State ; kg:sign 1 .
kg:made{n}Shape a sh:NodeShape ; sh:targetSubjectsOf kg:made{n} ; sh:class kg:State ; sh:message "A State."@en ;
    sh:property [ sh:path kg:made{n} ; sh:class kg:State ; sh:message "A State."@en ] .
lex:made{n}_verb a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "made{n}ieren"@de ] ;
    lexinfo:partOfSpeech lexinfo:verb ; ontolex:denotes kg:made{n} ; synsem:synBehavior [ kg:subject "subj" ; kg:object "obj" ] ;
    lexicog:usageExample [ rdf:value "Kuba made{n}iert Peru."@de ; rdf:subject kgr:Cuba ; rdf:object kgr:Peru ] .
"""
SENTENCE = """1\t{subject}\t{subject}\tPROPN\t_\t_\t2\tnsubj\t_\t_
2\tkritisiert\t{verb}\tVERB\t_\tMood=Ind|Tense=Pres|VerbForm=Fin\t0\troot\t_\t_
3\tPeru\tPeru\tPROPN\t_\t_\t2\tobj\t_\t_
4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_"""


def sentences(subjects: Sequence[str], verbs: Sequence[str]) -> list[Sentence]:
    """Sentences in which these, in turns, criticize Peru."""
    rows = (SENTENCE.format(subject=subjects[n % len(subjects)], verb=verbs[n % len(verbs)]) for n in range(SENTENCES))
    return list(read_conllu("\n\n".join(rows)))


def documents(count: int) -> None:
    """Store so many documents, one by one."""
    with TemporaryDirectory() as folder, Store(Path(folder)) as store:
        news = News(count)
        news.background(store)
        for found in news:
            store.add(found, RUN)


def names(count: int) -> None:
    """Load so many persons beside the seeds, and find names."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "persons.ttl"
        file.write_text(PREFIXES + "".join(PERSON.format(n=n, first=n % 1000) for n in range(count)), encoding="utf-8")
        gazetteer = Gazetteer.load([*sorted(data_folder("seeds").glob("*.ttl")), file])
    found = sum(
        len(gazetteer.match(sentence, DAY)) for sentence in sentences(["Kuba", *(f"Nach{n}" for n in range(count))], ["kritisieren"])
    )
    assert found >= 2 * SENTENCES - 1 or not count


def relations(count: int) -> None:
    """Load an ontology and a lexicon with so many relations of one's own, and read sentences."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.ttl"
        file.write_text(PREFIXES + "".join(RELATION.format(n=n) for n in range(max(count, 1))), encoding="utf-8")
        with laid_over("ontologies", file) as ontologies:
            ontology, lexicon = Ontology.load(ontologies), load_lexicon(ontologies)
    states = Gazetteer.load([data_folder("seeds") / "states.ttl"])
    extractor = Extractor(None, ontology, lexicon, states)  # type: ignore[arg-type]  # the sentences are parsed
    trees = sentences(["Kuba", "Chile"], ["kritisieren", *(f"made{n}ieren" for n in range(count))])
    text = [" "] * trees[-1].end
    for token in (token for sentence in trees for token in sentence):
        text[token.start : token.end] = token.form
    assert extract_parsed(Document(document_iri("d"), "d", "".join(text), DAY), trees, extractor).evidence


PARTS = {"documents": documents, "names": names, "relations": relations}
SIZES = {
    "documents": (100, 1_000, 10_000),
    "names": (500, 5_000, 50_000),
    "relations": (40, 400, 4_000),
    "statements": (100, 1_000, 10_000),
}


def measured(part: str, sizes: Sequence[int], stores: Path) -> dict[str, dict[int, Cost]]:
    """By what is done and by size, what it costs."""
    if part in PARTS:
        return {part: {size: cost([sys.executable, __file__, "--point", part, size]) for size in sizes}}
    places = {size: stores / f"s{size}" for size in sizes}
    for size, place in places.items():
        if not place.exists():
            News(size).fill(place)
    return {name: {size: cost(command(name, place, stores)) for size, place in places.items()} for name in COMMANDS}


def grown(costs: Mapping[int, Cost]) -> float | None:
    """The exponent of the CPU seconds beyond those of size 0; None if there are none to speak of."""
    more = {size: costs[size].cpu - costs[0].cpu for size in costs if size}
    if max(more.values(), default=0) < NOTHING:
        return None
    kept = [size for size in more if more[size] > NOTHING / 10]
    return exponent(kept, [more[size] for size in kept]) if len(kept) > 1 else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", default=list(SIZES))
    options.add_argument("--most", type=int, default=50_000, help="the largest size")
    options.add_argument("--stores", type=Path)
    options.add_argument("--json", type=Path)
    options.add_argument("--point", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.point:
        part, size = given.point
        return PARTS[part](int(size))
    report = {}
    with TemporaryDirectory() as folder:
        measure = partial(measured, stores=given.stores or Path(folder))
        for part in given.parts:
            for name, costs in measure(part, [0, *(size for size in SIZES[part] if size <= given.most)]).items():
                found = grown(costs)
                report[name] = {"exponent": found, **{str(size): vars_of(one) for size, one in costs.items()}}
                told = "  ".join(f"{size:,}: {one.cpu:.2f} s, {one.peak:,.0f} MB" for size, one in costs.items())
                failed = sorted({one.code for one in costs.values()} - {0, 1})
                mark = f"  EXIT {failed}" if failed else "" if found is None or found < LIMIT else "  TOO STEEP"
                print(f"{name:<12} {'–' if found is None else format(found, '.2f'):>5}  {told}{mark}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return None


def vars_of(one: Cost) -> dict[str, float]:
    """The cost as JSON."""
    return {"cpu": round(one.cpu, 3), "wall": round(one.wall, 3), "peak": round(one.peak, 1), "code": one.code}


if __name__ == "__main__":
    main()
