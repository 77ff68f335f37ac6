"""The lexicon read from Turtle: entries, slots, conditions, word classes, and how words are looked up."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import OntologyError
from kg.extraction.examples import Outcome
from kg.knowledge.lexicon import Condition, Example, Lexicon, compound_ends, fold, load_lexicon, parse_turtle, read_lexicon
from kg.knowledge.morphology import lemma_candidates

PREFIXES = """
@prefix kg: <https://w3id.org/stategraph/ontology#> .
@prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix lex: <https://w3id.org/stategraph/lexicon/> .
@prefix lexicog: <http://www.w3.org/ns/lemon/lexicog#> .
@prefix lexinfo: <http://www.lexinfo.net/ontology/3.0/lexinfo#> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix synsem: <http://www.w3.org/ns/lemon/synsem#> .
@prefix words: <https://w3id.org/stategraph/words/> .
"""
ENTRIES = """
words:weapon a kg:WordClass ; kg:word "Rakete"@de , "Geschoß"@de , "missile"@en .
words:give a kg:WordClass ; kg:word "geben"@de , "leihen"@de .
lex:arms_liefern a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "liefern"@de , "deliver"@en ] ;
    lexinfo:partOfSpeech lexinfo:verb ; ontolex:denotes kg:arms ;
    synsem:synBehavior [ kg:subject "subj" ; kg:object "nach" , "each" , "dat" , "obj" ;
                         kg:with "obj weapon|Schild" ; kg:without "in Rede" ] ;
    lexicog:usageExample [ rdf:value "Peru liefert Chile Raketen."@de ; rdf:subject kgr:Peru ; rdf:object kgr:Chile ] ,
        [ rdf:value "Peru liefert nichts."@de ; rdf:subject kgr:Peru ; rdf:object kgr:Cuba ; kg:status kg:denied ] .
lex:arms_Lieferung a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "Lieferung"@de ] ;
    lexinfo:partOfSpeech lexinfo:noun ; ontolex:denotes kg:arms ;
    synsem:synBehavior [ kg:subject "gen" ; kg:object "an" ; kg:support "give" , "besorgen" ] .
lex:aid_Hilfslieferung a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "Hilfslieferung"@de ] ;
    lexinfo:partOfSpeech lexinfo:noun ; ontolex:denotes kg:aid ; synsem:synBehavior [ kg:subject "gen" ; kg:object "an" ] .
lex:near_sich_nähern a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "sich annähern"@de ] ;
    lexinfo:partOfSpeech lexinfo:verb ; ontolex:denotes kg:near ; synsem:synBehavior [ kg:subject "subj" ; kg:object "dat" ] .
lex:ally_treu a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "treu"@de ] ;
    lexinfo:partOfSpeech lexinfo:adjective ; ontolex:denotes kg:ally ; synsem:synBehavior [ kg:subject "subj" ; kg:object "dat" ] .
lex:leads_Chef a ontolex:LexicalEntry ; ontolex:canonicalForm [ ontolex:writtenRep "Chef"@de ] ;
    lexinfo:partOfSpeech lexinfo:noun ; ontolex:denotes kg:leads ; kg:office kg:headOfState ;
    synsem:synBehavior [ kg:subject "pred" ; kg:object "gen" ] .
"""


def read(turtle: str, language: str = "de") -> Lexicon:
    return read_lexicon(ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE), language)


LEXICON = read(ENTRIES)


def test_entry_becomes_a_frame() -> None:
    (frame,) = LEXICON.verbs("liefern")
    assert (frame.word, frame.category, frame.denotes, frame.subject) == ("liefern", "verb", "arms", ("subj",))
    assert frame.entry == "https://w3id.org/stategraph/lexicon/arms_liefern"
    assert (frame.office, frame.reflexive, frame.support) == (None, False, frozenset())


def test_slots_stand_in_the_order_in_which_they_are_tried() -> None:
    assert LEXICON.verbs("liefern")[0].object == ("obj", "dat", "nach", "each")


def test_condition_names_word_classes_or_words() -> None:
    (frame,) = LEXICON.verbs("liefern")
    assert frame.conditions == (Condition("obj", frozenset({"rakete", "geschoss", "schild"})),)
    assert frame.exclusions == (Condition("in", frozenset({"rede"})),)


def test_condition_is_met_by_compounds_and_inflected_words() -> None:
    (condition,) = LEXICON.verbs("liefern")[0].conditions
    assert [condition.met_by(w) for w in ("Mittelstreckenraketen", "Geschosse", "Raketenbasis")] == [True, True, False]


def test_support_verbs_are_words_or_classes() -> None:
    assert LEXICON.nouns("Lieferung")[0].support == {"geben", "leihen", "besorgen"}


def test_examples_carry_their_status() -> None:
    found = {(e.text, e.subject.rpartition("/")[2], e.object.rpartition("/")[2], e.status) for e in LEXICON.verbs("liefern")[0].examples}
    assert found == {("Peru liefert Chile Raketen.", "Peru", "Chile", "asserted"), ("Peru liefert nichts.", "Peru", "Cuba", "denied")}


def test_longest_noun_entry_wins() -> None:
    assert [f.denotes for w in ("Lieferungen", "Gaslieferung", "Hilfslieferungen", "UN-Hilfslieferung") for f in LEXICON.nouns(w)] == [
        *("arms", "arms", "aid", "aid")
    ]
    assert LEXICON.nouns("Brot") == ()


def test_title_knows_its_office() -> None:
    assert LEXICON.nouns("Chef")[0].office == "https://w3id.org/stategraph/ontology#headOfState"


def test_reflexive_verb_is_found_without_its_pronoun() -> None:
    (frame,) = LEXICON.verbs("annähern")
    assert (frame.reflexive, frame.lemma) == (True, "annähern")


def test_participles_lead_to_their_verbs() -> None:
    found = [LEXICON.infinitive(word) for word in ("geliefert", "gelieferten", "angenähert", "Katze")]
    assert found == ["liefern", "liefern", "annähern", ""]


def test_other_words_are_found_by_their_part_of_speech() -> None:
    assert [f.denotes for f in LEXICON.others("treu", "adjective")] == ["ally"]
    assert LEXICON.others("treu", "adverb") == ()


def test_word_class_holds_exact_words_and_compounds_apart() -> None:
    assert (LEXICON.has("Rakete", "weapon"), LEXICON.has("Kurzrakete", "weapon")) == (True, False)
    assert (LEXICON.is_a("Kurzrakete", "weapon"), LEXICON.is_a("Rakete", "unheard of")) == (True, False)


def test_other_language_has_its_own_words() -> None:
    english = read(ENTRIES, "en")
    assert [f.word for f in english.frames] == ["deliver"]
    assert english.classes["weapon"] == {"missile"}


def test_double_s_is_written_either_way() -> None:
    assert fold("Geschoß") == fold("GESCHOSS") == "geschoss"


@pytest.mark.parametrize(
    ("lemma", "end", "found"),
    [
        ("Kurzstreckenraketen", "rakete", True),
        ("US-Rakete", "rakete", True),
        ("Hai-Rat", "rat", True),
        ("Unrat", "rat", False),
        ("Beirat", "irat", False),
    ],
)
def test_compound_ends_in_words_behind_three_letters_or_a_hyphen(lemma: str, end: str, found: bool) -> None:
    assert (end in compound_ends(lemma)) == found


@pytest.mark.parametrize("condition", ["obj", "obj ", " weapon"])
def test_condition_without_slot_or_words_is_named(condition: str) -> None:
    with pytest.raises(OntologyError, match=r"arms_liefern: .* is no condition; write a slot"):
        read(ENTRIES.replace("obj weapon|Schild", condition))


def test_broken_turtle_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text("lex:x a", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl: .*; correct the Turtle"):
        parse_turtle(file)


def test_lexicon_of_a_folder_joins_its_files(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    classes, entries = ENTRIES.partition("lex:")[0], "lex:" + ENTRIES.partition("lex:")[2]
    (tmp_path / "words" / "a.ttl").write_text(PREFIXES + classes, encoding="utf-8")
    (tmp_path / "b.ttl").write_text(PREFIXES + entries, encoding="utf-8")
    assert load_lexicon(tmp_path) == LEXICON


def test_known_gap_is_strict() -> None:
    frame = LEXICON.frames[0]
    read, gap = Example("Satz.", "a", "b", "asserted"), Example("Satz.", "a", "b", "asserted", gap="word order")
    assert [Outcome(frame, example, (), passed).expected for example in (read, gap) for passed in (True, False)] == [
        True,
        False,
        False,
        True,
    ]
    assert str(Outcome(frame, gap, (), True)).endswith("is read now; take its kg:gap away")


def test_umlaut_of_the_plural_is_undone() -> None:
    assert "anspruch" in lemma_candidates("ansprüche")
