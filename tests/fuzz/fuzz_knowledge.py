"""Targets that read what is known beforehand: ontologies with their lexicon, shapes, and seeds."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fuzz_target import Target, folder
from fuzz_words import ENTITIES, SHACL, TURTLE

from kg.errors import KgError
from kg.graph.background import ensure_background
from kg.graph.store import Store
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.overlay import laid_over
from kg.knowledge.seeds import check_seeds

HEAD = b"""@prefix kg: <https://w3id.org/stategraph/ontology#> . @prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix lex: <https://w3id.org/stategraph/lexicon/> . @prefix words: <https://w3id.org/stategraph/words/> .
@prefix lexicog: <http://www.w3.org/ns/lemon/lexicog#> . @prefix lexinfo: <http://www.lexinfo.net/ontology/3.0/lexinfo#> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> . @prefix synsem: <http://www.w3.org/ns/lemon/synsem#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CORE = b"""kg:Power a owl:Class . kg:State a owl:Class ; rdfs:subClassOf kg:Power . kg:Person a owl:Class .
kg:Leader a owl:Class ; rdfs:subClassOf kg:Person .
"""
RELATION = b"""kg:tows a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "tows"@en ; skos:definition "Tows."@en ; kg:sign 1 ;
 rdfs:domain kg:State ; rdfs:range [ owl:unionOf ( kg:State kg:Power ) ] ; rdfs:subPropertyOf kg:pulls .
kg:towsShape a sh:NodeShape ; sh:targetSubjectsOf kg:tows ; sh:property [ sh:path kg:tows ; sh:class kg:Power ; sh:message "No."@en ] .
lex:tow a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "ziehen"@de ] ; lexinfo:partOfSpeech lexinfo:verb ;
 ontolex:denotes kg:tows ; synsem:synBehavior [ kg:subject "subj" ; kg:object "obj" , "dat" ; kg:with "obj boat" ; kg:support "tun"@de ] ;
 lexicog:usageExample [ rdf:value "Peru zieht Chile."@de ; rdf:subject kgr:Peru ; rdf:object kgr:Chile ; kg:status kg:claimed ] .
words:boat a kg:WordClass ; kg:word "Boot"@de , "Schiff"@de .
"""
SHAPES = (
    b'kg:S a sh:NodeShape ; sh:targetClass kg:Power , owl:Class ; sh:message "No."@en ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ;'
    b' sh:maxCount 1 ; sh:datatype xsd:string ; sh:pattern "^[a-z]+$" ; sh:in ( "a" "b" ) ; sh:uniqueLang true ] .',
    b"kg:S a sh:PropertyShape ; sh:targetSubjectsOf rdfs:label ; sh:path [ sh:zeroOrMorePath ( rdf:first [ sh:inversePath rdf:rest ] ) ] ;"
    b' sh:minLength 3 ; sh:nodeKind sh:IRI ; sh:or ( [ sh:class kg:State ] [ sh:not [ sh:hasValue "a" ] ] ) ; sh:severity sh:Warning .',
    b'kg:S a sh:NodeShape ; sh:targetNode kg:tows ; sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ] ; sh:closed true .',
)
SEED = b"""kgr:Peru a kg:State ; rdfs:label "Peru"@en ; kg:iso3166 "PE" ; kg:cow "135" ; schema:startDate "1821"^^xsd:gYear ;
 skos:altLabel "Republik Peru"@de ; kg:adjective "peruanisch"@de ; kg:capital "Lima" ; owl:sameAs <http://www.wikidata.org/entity/Q419> .
kgr:Ana_Sol a kg:Leader ; rdfs:label "Ana Sol"@en ; kg:familyName "Sol" ; kg:tenure [ kg:office kg:headOfState ; kg:of kgr:Peru ;
 schema:startDate "2019-05-01"^^xsd:date ; schema:endDate "2020-06"^^xsd:gYearMonth ] .
"""
CHECK = "# It has no name.\nSELECT ?entity ?what WHERE { ?entity a ?what FILTER NOT EXISTS { ?entity <http://a.b/c> ?name } }"


def written(place: Path, relation: bytes = RELATION, shapes: bytes = b"", seed: bytes = SEED) -> tuple[Path, Path]:
    """A small ontology and small seeds in the folder."""
    files = {"o/core.ttl": CORE, "o/relations/tows.ttl": relation, "o/lexicon-shapes.ttl": shapes, "s/states.ttl": seed}
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(HEAD + data)
    (place / "o/checks").mkdir()
    (place / "o/checks/a.rq").write_text(CHECK, encoding="utf-8")
    return place / "o", place / "s"


def ontologies(data: bytes) -> None:
    """A relation with its words: found in lexicon and vocabulary."""
    with folder() as place, laid_over("ontologies", written(place, data)[0]) as whole:
        ontology = Ontology.load(whole)
        list(ontology.vocabulary())
        assert len(ontology.fact_shapes) <= sum(map(len, ontology.files.values()))
        assert all(frame.entry and frame.word for frame in load_lexicon(whole).frames)
        with Store() as store:
            ensure_background(store, ontology, [])


def shapes(data: bytes) -> None:
    """Shapes by which words are checked."""
    with folder() as place:
        assert all(map(str, Ontology.load(written(place, shapes=data)[0]).check()))


def seeds(data: bytes) -> None:
    """Names known beforehand: found, judged, and loaded into a store."""
    with folder() as place, Store() as store:
        own, names = written(place, seed=data)
        ontology = Ontology.load(own)
        with suppress(KgError):
            Gazetteer.load(names)
        with suppress(KgError):
            check_seeds(names, ontology)
        ensure_background(store, ontology, sorted(names.glob("*.ttl")))
        assert len(store) == len({*store.triples(graph=None)})


KNOWLEDGE = {
    "ontologies": Target(ontologies, (RELATION,), TURTLE),
    "shapes": Target(shapes, SHAPES, (*TURTLE, *SHACL), 1500, 2.0),
    "seeds": Target(seeds, (SEED,), (*TURTLE, *ENTITIES)),
}
