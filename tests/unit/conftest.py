"""Trees by hand: sentences in a short notation of Universal Dependencies, and a world of a few persons to read them in."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import cli
from kg.extraction.build import Extraction, Extractor, extract_parsed, records
from kg.extraction.mentions import Discourse, World, by_token, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.scene import Scene
from kg.extraction.statements import Evidence, Interval, Statement
from kg.graph.background import load_background
from kg.graph.records import Run
from kg.graph.store import BACKGROUND, Store
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import Lexicon, load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGD, KGR, LEX
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence, read_conllu

SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = date(2022, 5, 4)
PERSONS = """
@prefix kg: <https://w3id.org/stategraph/ontology#> .
@prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ; kg:familyName "Sol" ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2020-07-28"^^xsd:date ] .
kgr:Luis_Ferro a kg:Leader ; rdfs:label "Luis Ferro"@en ; kg:familyName "Ferro" ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Chile ; schema:startDate "2018-03-11"^^xsd:date ] .
kgr:Ines_Mora a kg:Leader ; rdfs:label "Ines Mora"@en ; kg:familyName "Mora" ;
    kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Bolivia ; schema:startDate "2001"^^xsd:gYear ; schema:endDate "2006"^^xsd:gYear ] .
kgr:Pablo_Mora a kg:Leader ; rdfs:label "Pablo Mora"@en ; kg:familyName "Mora" ;
    kg:tenure [ kg:office kg:headOfGovernment ; kg:of kgr:Cuba ; schema:startDate "2019"^^xsd:gYear ] .
kgr:Rosa_Vidal a kg:Leader ; rdfs:label "Rosa Vidal"@en ; kg:familyName "Vidal" ;
    kg:tenure [ kg:office kg:foreignMinister ; kg:of kgr:Peru ; schema:startDate "2021"^^xsd:gYear ] .
kgr:Karl_Kern a kg:Leader ; rdfs:label "Karl Kern"@en ; kg:familyName "Kern" ;
    kg:tenure [ kg:office kg:headOfGovernment ; kg:of kgr:Austria ; schema:startDate "2016"^^xsd:gYear ] .
"""
PRESIDENT = """
@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kgr:Peru a kg:State . kgr:Chile a kg:State . kgr:Brazil a kg:State .
kgr:Ana_Sol kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ; schema:startDate "2019-05-01"^^xsd:date ] .
"""
DETERMINERS = ("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines")
PREPOSITIONS = (
    *("an", "am", "auf", "aus", "bei", "durch", "für", "gegen", "im", "in", "ins", "laut", "mit", "nach"),
    *("über", "um", "vom", "von", "vor", "wegen", "zu", "zum", "zur", "zwischen"),
)
FEATURES = {
    **dict.fromkeys(("Nom", "Acc", "Dat", "Gen"), "Case"),
    **dict.fromkeys(("Sing", "Plur"), "Number"),
    **dict.fromkeys(("Masc", "Fem", "Neut"), "Gender"),
    **dict.fromkeys(("Fin", "Inf", "Part"), "VerbForm"),
    **dict.fromkeys(("Ind", "Sub"), "Mood"),
    **dict.fromkeys(("Pres", "Past"), "Tense"),
    "Rel": "PronType",
}
ROW = re.compile(
    r"(?P<form>[^/:=]+)(=(?P<lemma>[^/:]+))?(/(?P<upos>[A-Z]+)(?P<marks>(\.[\w-]+)*))?(:(?P<deprel>[a-z]+(:[a-z]+)?))?(>(?P<head>.+))?"
)


def conllu(text: str) -> str:
    """CoNLL-U of a sentence in the form `FORM[=LEMMA][/UPOS[.MARK…]][:DEPREL][>HEAD]`, words apart by spaces.

    The head is the nearest word of that form, the root if none is named; articles, prepositions, adjectives and conjunctions hang on
    the nominal that follows. What has no relation is the root. Marks are values of features (`Inf`), tags (`PTKVZ`) and entities (`B-PER`).

    >>> print(conllu("Kuba:nsubj schweigt=schweigen/VERB .").replace("\\t", " "))
    1 Kuba Kuba PROPN _ _ 2 nsubj _ _
    2 schweigt schweigen VERB _ _ 0 root _ SpaceAfter=No
    3 . . PUNCT _ _ 2 punct _ _
    """
    rows = [_row(word) for word in text.split()]
    (root,) = (i for i, row in enumerate(rows) if row["deprel"] == "root")
    return "\n".join("\t".join(_columns(rows, index, root)) for index in range(len(rows)))


def _row(text: str) -> dict:
    if not any(c.isalnum() for c in text):
        return {"form": text, "lemma": text, "upos": "PUNCT", "deprel": "punct", "head": None, "marks": []}
    word = ROW.fullmatch(text).groupdict()
    form, upos, deprel = word["form"], word["upos"], word["deprel"]
    if not upos and form.lower() in DETERMINERS:
        upos, deprel = "DET", deprel or "det"
    elif not upos and form.lower() in PREPOSITIONS:
        upos, deprel = "ADP", deprel or "case"
    deprel = deprel or {"DET": "det", "ADP": "case", "ADJ": "amod", "CCONJ": "cc"}.get(upos or "PROPN", "root")
    marks = (word["marks"] or "").split(".")[1:]
    return {**word, "upos": upos or "PROPN", "deprel": deprel, "marks": marks, "lemma": word["lemma"] or form}


def _columns(rows: list[dict], index: int, root: int) -> list[str]:
    row = rows[index]
    following = (i for i in range(index + 1, len(rows)) if rows[i]["upos"] in ("NOUN", "PROPN", "PRON"))
    if row["deprel"] == "root":
        head = -1
    elif row["head"]:
        head = min((i for i, r in enumerate(rows) if r["form"] == row["head"] and i != index), key=lambda i: abs(i - index))
    else:
        head = next(following, root) if row["deprel"] in ("det", "case", "amod", "cc") else root
    feats = "|".join(f"{FEATURES[m]}={m}" for m in row["marks"] if m in FEATURES) or "_"
    xpos = next((m for m in row["marks"] if m not in FEATURES and not m.startswith(("B-", "I-"))), "_")
    misc = [f"NER={m}" for m in row["marks"] if m.startswith(("B-", "I-"))]
    if row["form"] in "„(" or (index + 1 < len(rows) and rows[index + 1]["form"] in ".,?!:“)"):
        misc.append("SpaceAfter=No")
    return [str(index + 1), row["form"], row["lemma"], row["upos"], xpos, feats, str(head + 1), row["deprel"], "_", "|".join(misc) or "_"]


def read_trees(*sentences: str) -> list[Sentence]:
    return list(read_conllu("\n\n".join(map(conllu, sentences))))


def text_of(sentences: list[Sentence]) -> str:
    text = [" "] * max(sentence.end for sentence in sentences)
    for token in (token for sentence in sentences for token in sentence):
        text[token.start : token.end] = token.form
    return "".join(text)


@pytest.fixture(scope="session")
def tree() -> Callable[[str], Sentence]:
    """One sentence in the short notation."""
    return lambda text: read_trees(text)[0]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture(scope="session")
def lexicon(ontology: Ontology) -> Lexicon:
    return load_lexicon(ontology.folder)


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """The states, organizations and blocs that ship, and a few persons of no country's history."""
    persons = tmp_path_factory.mktemp("seeds") / "persons.ttl"
    persons.write_text(PERSONS, encoding="utf-8")
    return Gazetteer.load([SEEDS / "states.ttl", SEEDS / "organizations.ttl", SEEDS / "blocs.ttl", persons])


@pytest.fixture(scope="session")
def extractor(ontology: Ontology, lexicon: Lexicon, gazetteer: Gazetteer) -> Extractor:
    """An extractor without a parser, for trees by hand."""
    return Extractor(None, ontology, lexicon, gazetteer)


@pytest.fixture(scope="session")
def world(gazetteer: Gazetteer, lexicon: Lexicon) -> World:
    return World(gazetteer, lexicon, TODAY)


@pytest.fixture(scope="session")
def extraction(extractor: Extractor) -> Callable[..., Extraction]:
    """The extraction of a document of trees by hand, of `day`."""

    def run(*sentences: str, day: date | None = TODAY, extractor: Extractor = extractor) -> Extraction:
        trees = read_trees(*sentences)
        return extract_parsed(Document(document_iri("d"), "d", text_of(trees), day), trees, extractor)

    return run


@pytest.fixture(scope="session")
def said(extraction: Callable[..., Extraction], gazetteer: Gazetteer) -> Callable[..., set[str]]:
    """What a document of trees by hand says, each as `subject predicate object`, behind it the status if it is not asserted."""

    def run(*sentences: str, day: date | None = TODAY) -> set[str]:
        found = records(extraction(*sentences, day=day), gazetteer)
        return {" ".join([r["subject"], r["predicate"], r["object"], *[r["status"]][r["status"] == "asserted" :]]) for r in found}

    return run


@pytest.fixture(scope="session")
def mentioned(world: World) -> Callable[..., list[tuple[str, str | None]]]:
    """The text of each mention of the last sentence with the name of its entity, from names and offices alone."""

    def run(*sentences: str, world: World = world, discourse: Discourse | None = None) -> list[tuple[str, str | None]]:
        discourse = discourse or Discourse()
        trees = read_trees(*sentences)
        text, found = text_of(trees), []
        for sentence in trees:
            found, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
            discourse.history.append(found)
        return [(text[m.char_start : m.char_end], m.entity.name if m.entity else None) for m in found]

    return run


@pytest.fixture(scope="session")
def staged(world: World) -> Callable[[str], Scene]:
    """The scene of one sentence, with the names and offices in it."""

    def run(text: str) -> Scene:
        sentence, discourse = read_trees(text)[0], Discourse()
        named, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
        return Scene(sentence, by_token(named), world.lexicon)

    return run


@pytest.fixture(scope="session")
def background(ontology: Ontology) -> list[ox.Quad]:
    """The ontology's vocabulary, and the president of Peru, as a store holds them."""
    with Store() as store:
        load_background(store, ontology, [])
        store.replace_graph(BACKGROUND, [*store.triples(graph=BACKGROUND), *ox.parse(PRESIDENT, format=ox.RdfFormat.TURTLE)])
        return list(store.triples(graph=BACKGROUND))


@pytest.fixture
def reported(background: list[ox.Quad]) -> Callable[..., Store]:
    """A function that makes a store of what documents say, from rows such as `("d1 2024-01-10 asserted", "Peru visits Chile", "2024")`.

    A document named as in `andes.example/d1` has that address. Ana Sol is president of Peru since 2019.
    """

    def make(*rows: tuple[str, ...]) -> Store:
        store, found = Store(), defaultdict[str, list[Evidence]](list)
        store.backend.load(background)
        for number, (about, said, *time) in enumerate(rows):
            document, day, status = about.split()
            statement = Statement(*(str(space[name]) for space, name in zip((KGR, KG, KGR), said.split(), strict=True)))
            valid = interval(time[0]) if time else None
            piece = Evidence(statement, str(KGD[document]), said, number, number + len(said), status, 0.5, str(LEX.entry), valid=valid)  # type: ignore[arg-type]
            found[f"{document} {day}"].append(piece)
        for about, evidence in found.items():
            document, day = about.split()
            url = f"https://www.{document}" if "/" in document else None
            text = Document(str(KGD[document]), document, "Text", date.fromisoformat(day), "de", "Titel", url)
            store.add(Extraction(text, tuple(evidence), (), (), ()), Run("1", "pipeline", "ontology", datetime(2024, 6, 1, tzinfo=UTC)))
        return store

    return make


def interval(text: str) -> Interval:
    """The interval of the annotation guideline: YYYY, YYYY-MM-DD or FROM/TO.

    >>> str(interval("2019")), str(interval("2019-05-01/"))
    ('2019', '2019-05-01/')
    """
    if len(text) == 4:
        return Interval(date(int(text), 1, 1), date(int(text), 12, 31))
    first, _, last = text.partition("/") if "/" in text else (text, "", text)
    return Interval(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """A function that runs the command line; its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        said = capfd.readouterr()
        return int(code or 0) if not isinstance(code, str) else 1, said.out, said.err

    return run
