"""What holds for the evidence of any document, whatever its trees: offsets, ends, types, identity."""

import json
import re
from datetime import date
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.build import Extraction, Extractor, extract_parsed, records
from kg.extraction.mentions import Discourse, World, by_token, find_names
from kg.extraction.offices import resolve_offices
from kg.extraction.scene import Scene
from kg.extraction.stance.quotations import quotations
from kg.extraction.statements import STATUSES
from kg.knowledge.gazetteer import Gazetteer
from kg.knowledge.lexicon import load_lexicon
from kg.knowledge.ontology import Ontology
from kg.knowledge.resources import data_folder
from kg.reading.documents import Document, document_iri
from kg.reading.sentences import Sentence, Token

DAY = date(2022, 5, 4)
Word = tuple[str, str, str]
NAMES = st.sampled_from(["Peru", "Chile", "Perus", "Kuba", "Lima", "Macron", "Nato", "US-Präsident", "Kremlchef"])
SUBJECTS = ["{}/PROPN/nsubj", "Regierung/NOUN/nsubj {}/PROPN/nmod", "Präsidentin/NOUN/nsubj {}/PROPN/nmod Eva/PROPN/appos Falk/PROPN/flat"]
SUBJECTS += ["{}/PROPN/nsubj und/CCONJ/cc {}/PROPN/conj", "er/PRON/nsubj", "beide/PRON/nsubj", "peruanische/ADJ/amod Armee/NOUN/nsubj"]
PREDICATES = [
    "kritisiert/VERB/root {}/PROPN/obj",
    "traf/VERB/root {}/PROPN/obj",
    "schließt/VERB/root mit/ADP/case {}/PROPN/obl Abkommen/NOUN/obj",
]
PREDICATES += ["verhängt/VERB/root Sanktionen/NOUN/obj gegen/ADP/case {}/PROPN/obl", "liefern/VERB/root {}/PROPN/iobj Drohnen/NOUN/obj"]
PREDICATES += ["wurde/AUX/aux:pass von/ADP/case {}/PROPN/obl kritisiert/VERB/root", "ist/AUX/cop Verbündeter/NOUN/root {}/PROPN/nmod"]
PREDICATES += [
    "sagte/VERB/root {}/PROPN/nsubj besuchte/VERB/ccomp {}/PROPN/obj",
    "plant/VERB/root Treffen/NOUN/obj mit/ADP/case {}/PROPN/obl",
]
OTHERS = ["nicht/ADV/advmod", "möglicherweise/ADV/advmod", "gestern/ADV/advmod", "will/AUX/aux", "sich/PRON/expl", "dessen/PRON/nmod"]
OTHERS += ["seine/DET/det", "beiden/DET/det", "Länder/NOUN/nsubj", "chilenisch-peruanische/ADJ/amod", "laut/ADP/case", "in/ADP/case"]
OTHERS += ["die/PRON/obj", "an/ADV/compound:prt", ",/PUNCT/punct", "?/PUNCT/punct", "„/PUNCT/punct", "“/PUNCT/punct", "–/PUNCT/punct"]
LEMMAS = {"besuchte": "besuchen", "kritisiert": "kritisieren", "schließt": "schließen", "traf": "treffen", "verhängt": "verhängen"}
LEMMAS |= {"sagte": "sagen", "plant": "planen", "Sanktionen": "Sanktion", "Drohnen": "Drohne", "Länder": "Land", "Perus": "Peru"}
LEMMAS |= {"wurde": "werden", "will": "wollen", "ist": "sein", "seine": "sein"}
RELATIONS = [
    "nsubj",
    "obj",
    "iobj",
    "obl",
    "nmod",
    "amod",
    "case",
    "det",
    "conj",
    "cc",
    "appos",
    "flat",
    "xcomp",
    "ccomp",
    "advcl",
    "acl",
    "aux",
    "aux:pass",
    "nsubj:pass",
    "cop",
    "mark",
    "advmod",
    "parataxis",
    "compound:prt",
    "punct",
    "dep",
]
FEATS = st.sampled_from([{}, {"VerbForm": "Inf"}, {"VerbForm": "Part"}, {"Case": "Dat"}, {"PronType": "Rel"}, {"Number": "Plur"}])
SILENCE = "Regen fiel. "


@cache
def extractor() -> Extractor:
    ontology = Ontology.load()
    return Extractor(None, ontology, load_lexicon(ontology.folder), Gazetteer.load(data_folder("seeds")))


@st.composite
def sentences(draw: st.DrawFn, offset: int = 0) -> Sentence:
    """A clause of words that matter to the extraction, with words thrown in, and with some arcs bent as a parser might."""
    clause = f"{draw(st.sampled_from(SUBJECTS))} {draw(st.sampled_from(PREDICATES))} {draw(st.sampled_from(['', *SUBJECTS, *OTHERS]))}"
    words = [tuple(word.rsplit("/", 2)) for word in re.sub(r"{}", lambda _: draw(NAMES), clause).split()]
    for other in draw(st.lists(st.sampled_from(OTHERS), max_size=3)):
        words.insert(draw(st.integers(0, len(words))), tuple(other.rsplit("/", 2)))
    root = next(i for i, word in enumerate(words) if word[2] == "root")
    heads = [_usual_head(words, index, root) for index in range(len(words))]
    relations = [word[2] for word in words]
    for index in draw(st.lists(st.sampled_from([i for i in range(len(words)) if i != root]), max_size=3)):
        outside = [i for i in range(len(words)) if index not in _path(heads, i)]
        heads[index], relations[index] = draw(st.sampled_from(outside)), draw(st.sampled_from(RELATIONS))
    tokens, start = [], offset
    for index, (form, upos, _) in enumerate(words):
        entity = draw(st.sampled_from(["", "B-PER", "I-PER", "B-ORG"])) if upos == "PROPN" else ""
        lemma, end = LEMMAS.get(form, form), start + len(form)
        tokens.append(Token(index, form, lemma, upos, heads[index], relations[index], start, end, "", draw(FEATS), entity))
        start = end + 1
    return Sentence(tuple(tokens))


def _usual_head(words: list[Word], index: int, root: int) -> int:
    """Articles, prepositions and adjectives hang on the nominal that follows, parts of a name on the one before, the rest on the root."""
    relation = words[index][2]
    nominal = [i for i, word in enumerate(words) if word[1] in ("NOUN", "PROPN") and i != index]
    if relation in ("det", "case", "amod"):
        return next((i for i in nominal if i > index), root)
    if relation in ("nmod", "appos", "flat", "conj") and index:
        return max((i for i in nominal if i < index), default=root)
    return -1 if index == root else root


def _path(heads: list[int], index: int) -> list[int]:
    path = [index]
    while heads[path[-1]] >= 0:
        path.append(heads[path[-1]])
    return path


@st.composite
def documents(draw: st.DrawFn) -> list[Sentence]:
    found: list[Sentence] = []
    for _ in range(draw(st.integers(1, 3))):
        found.append(draw(sentences(found[-1].end + 1 if found else 0)))
    return found


def text_of(trees: list[Sentence]) -> str:
    return " ".join(token.form for sentence in trees for token in sentence)


def extracted(trees: list[Sentence], text: str | None = None) -> Extraction:
    return extract_parsed(Document(document_iri("d"), "d", text or text_of(trees), DAY), trees, extractor())


def moved(sentence: Sentence, by: int) -> Sentence:
    fields = ((t.index, t.form, t.lemma, t.upos, t.head, t.deprel, t.start + by, t.end + by, t.xpos, t.feats, t.entity) for t in sentence)
    return Sentence(tuple(Token(*values) for values in fields))


@given(documents())
def test_quote_stands_at_its_offsets_and_is_one_sentence(trees):
    found = extracted(trees)
    for evidence in found.evidence:
        assert evidence.quote == found.document.text[evidence.start : evidence.end]
        assert (evidence.start, evidence.end) in {(sentence.start, sentence.end) for sentence in trees}


@given(documents())
def test_evidence_has_two_ends_of_the_right_types_a_status_and_a_confidence(trees):
    found, ontology = extracted(trees), extractor().ontology
    new = {entity.iri: entity for entity in found.entities}
    for evidence in found.evidence:
        said, relation = evidence.statement, ontology.relations[evidence.statement.predicate.rpartition("#")[2]]
        assert said.subject != said.object
        for iri, kinds in ((said.subject, relation.domain), (said.object, relation.range)):
            entity = extractor().gazetteer.entity(iri) or new[iri]
            assert entity.kind in kinds or (entity.kind, "Leader" in kinds) == ("Person", True)
        assert evidence.status in STATUSES
        assert 0 < evidence.confidence <= 0.95
        assert not relation.symmetric or said.subject < said.object


@given(sentences())
def test_both_ends_are_mentioned(sentence):
    known, discourse = extractor(), Discourse()
    world = World(known.gazetteer, known.lexicon, DAY)
    named, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
    mentioned = {m.entity.iri for m in named if m.entity} | {m.power for m in named}
    mentioned |= {tenure.of for m in named if m.entity for tenure in m.entity.tenures}
    found = extracted([sentence])
    nodes = {entity.iri for entity in found.entities if entity.kind == "Agreement"}
    assert {end for e in found.evidence for end in (e.statement.subject, e.statement.object)} <= mentioned | nodes


@given(documents())
def test_mentions_lie_within_their_tokens(trees):
    known, discourse = extractor(), Discourse()
    world = World(known.gazetteer, known.lexicon, DAY)
    for sentence in trees:
        named, _ = resolve_offices(sentence, find_names(sentence, world, discourse), world, discourse)
        for mention in named:
            assert 0 <= mention.start <= mention.head < mention.end <= len(sentence)
            assert sentence[mention.start].start <= mention.char_start < mention.char_end <= sentence[mention.end - 1].end
        assert Scene(sentence, by_token(named), known.lexicon).sentence is sentence


@given(documents())
def test_reading_twice_gives_the_same_and_one_evidence_an_iri(trees):
    found = extracted(trees)
    assert found == extracted(trees)
    assert len({evidence.iri for evidence in found.evidence}) == len(found.evidence)
    assert {e.iri for e in found.evidence}.isdisjoint(f.evidence.iri for f in found.refused)


@given(sentences())
def test_silence_before_a_sentence_moves_it_and_changes_nothing_else(sentence):
    rain = Sentence((Token(0, "Regen", "Regen", "NOUN", 1, "nsubj", 0, 5), Token(1, "fiel.", "fallen", "VERB", -1, "root", 6, 11)))
    alone = extracted([sentence])
    late = extracted([rain, moved(sentence, len(SILENCE))], SILENCE + text_of([sentence]))
    assert [(e.statement, e.status, e.confidence, e.start + len(SILENCE)) for e in alone.evidence] == [
        (e.statement, e.status, e.confidence, e.start) for e in late.evidence
    ]


@given(documents())
def test_records_are_json_with_verbatim_evidence(trees):
    found = extracted(trees)
    for record in records(found, extractor().gazetteer):
        assert json.loads(json.dumps(record, ensure_ascii=False)) == record
        assert record["evidence"] in found.document.text


@given(st.text(alphabet='aä „“”"»«.\n‚‘', max_size=60))
def test_quotations_are_in_order_apart_and_of_four_words(text):
    last = 0
    for start, end in quotations(text):
        assert last <= start < end <= len(text)
        assert len(text[start:end].split()) >= 4
        last = end
