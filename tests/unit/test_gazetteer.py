"""The gazetteer on hand-built sentences, with a few entities of its own."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SeedError
from kg.knowledge.gazetteer import Gazetteer, NameMatch
from kg.knowledge.terms import KG, KGR
from kg.reading.sentences import Sentence, Token, read_conllu

STATES = Path(__file__).parents[2] / "seeds" / "states.ttl"
PREFIXES = """
@prefix kg: <https://w3id.org/stategraph/ontology#> .
@prefix kgr: <https://w3id.org/stategraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SEEDS = """
kgr:NATO a kg:Organization ; rdfs:label "NATO"@en , "NATO"@de ; skos:altLabel "Nordatlantische Allianz"@de .
kgr:United_Nations a kg:Organization ; rdfs:label "United Nations"@en , "Vereinte Nationen"@de ;
    skos:altLabel "UNO"@de , "WHO"@de , "UN"@de .
kgr:European_Union a kg:Organization ; rdfs:label "European Union"@en , "Europäische Union"@de ;
    skos:altLabel "EU"@de ; kg:seat "Brüssel"@de .
kgr:UN_Security_Council a kg:Organization ; rdfs:label "UN Security Council"@en , "UN-Sicherheitsrat"@de .
kgr:West a kg:Bloc ; rdfs:label "West"@en , "Westen"@de ; skos:altLabel "westliche Staaten"@de ; kg:adjective "westlich"@de .
kgr:Bruno_Kreisky a kg:Leader ; rdfs:label "Bruno Kreisky"@en ; kg:familyName "Kreisky" ;
    kg:tenure [ kg:office kg:headOfGovernment ; kg:of kgr:Austria ;
                schema:startDate "1970-04-21"^^xsd:date ; schema:endDate "1983-05-24"^^xsd:date ] ,
              [ kg:office kg:foreignMinister ; kg:of kgr:Austria ;
                schema:startDate "1959"^^xsd:gYear ; schema:endDate "1966-04"^^xsd:gYearMonth ] .
kgr:Fred_Sinowatz a kg:Leader ; rdfs:label "Fred Sinowatz"@en ; kg:familyName "Sinowatz" ;
    kg:tenure [ kg:office kg:headOfGovernment ; kg:of kgr:Austria ;
                schema:startDate "1983-05-24"^^xsd:date ; schema:endDate "1986-06-16"^^xsd:date ] .
kgr:Javier_Solana a kg:Leader ; rdfs:label "Javier Solana"@en ; kg:familyName "Solana" ;
    kg:tenure [ kg:office kg:headOfOrganization ; kg:of kgr:NATO ; schema:startDate "1995-12-05"^^xsd:date ] .
kgr:Kim_Il_Sung a kg:Leader ; rdfs:label "Kim Il Sung"@en ; skos:altLabel "Kim Il-sung"@de ; kg:familyName "Kim" .
kgr:Kim_Dae_Jung a kg:Leader ; rdfs:label "Kim Dae Jung"@en ; kg:familyName "Kim" .
kgr:An_Li a kg:Leader ; rdfs:label "An Li"@en ; kg:familyName "An" .
kgr:Sebastian_Kurz a kg:Leader ; rdfs:label "Sebastian Kurz"@en ; kg:familyName "Kurz" .
kgr:Charles_Taylor a kg:Leader ; rdfs:label "Charles Taylor"@en ; kg:familyName "Taylor" .
kgr:Hafiz_al-Assad a kg:Leader ; rdfs:label "Hafiz al-Assad"@en ; kg:familyName "Assad" .
"""


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    seeds = tmp_path_factory.mktemp("seeds") / "others.ttl"
    seeds.write_text(PREFIXES + SEEDS, encoding="utf-8")
    return Gazetteer.load([STATES, seeds])


def sentence(text: str) -> Sentence:
    """One token a space; `Deutsche/NOUN` gives the part of speech, else capitals are proper nouns."""
    tokens, start = [], 0
    for index, word in enumerate(text.split(" ")):
        form, _, upos = word.partition("/")
        tokens.append(Token(index, form, form, upos or ("PROPN" if form[0].isupper() else "X"), index - 1, "dep", start, start + len(form)))
        start += len(form) + 1
    return Sentence(tuple(tokens))


def read(matches: list[NameMatch], within: Sentence) -> list[tuple[str, str]]:
    """What the document has at the matches' offsets, and the candidates."""
    text = " ".join(token.form for token in within)
    return [(text[m.char_start : m.char_end], "|".join(c.name for c in m.candidates)) for m in matches]


def names(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    tokens = sentence(text)
    return read(gazetteer.match(tokens), tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("der Vereinigten Staaten", [("Vereinigten Staaten", "United States")]),
        ("mit den Vereinten Nationen", [("Vereinten Nationen", "United Nations")]),
        ("Organe der Europäischen Union", [("Europäischen Union", "European Union")]),
        ("Sprecher des Weißen Hauses", [("Weißen Hauses", "United States")]),
        ("im Weissen Haus", [("Weissen Haus", "United States")]),
        ("der Russischen Föderation", [("Russischen Föderation", "Russia")]),
        ("in der Demokratischen Republik Kongo", [("Demokratischen Republik Kongo", "Democratic Republic of the Congo")]),
        ("der Deutschen Demokratischen Republik", [("Deutschen Demokratischen Republik", "East Germany")]),
        ("Abgesandte des Auswärtigen Amtes", [("Auswärtigen Amtes", "Germany")]),
        ("in den Niederlanden", [("Niederlanden", "Netherlands")]),
        ("des Irans und des Iran", [("Irans", "Iran"), ("Iran", "Iran")]),
        ("Laos' Nachbarn", [("Laos", "Laos")]),
        ("Kreiskys Politik", [("Kreiskys", "Bruno Kreisky")]),
        ("die Häfen der Cote d'Ivoire", [("Cote d'Ivoire", "Côte d’Ivoire")]),
        ("die Moskauer Führung", [("Moskauer", "Russia|Soviet Union")]),
        ("Westliche Staaten und die westlichen Staaten", [("Westliche Staaten", "West"), ("westlichen Staaten", "West")]),
        ("des UN-Sicherheitsrates", [("UN-Sicherheitsrates", "UN Security Council")]),
    ],
)
def test_names_are_found_inflected(gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]) -> None:
    assert names(gazetteer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US-Präsident", [("US", True)]),
        ("EU-Beitrittsgespräche", [("EU", True)]),
        ("Nato-Russland-Rat", [("Nato", True), ("Russland", True)]),
        ("Russland- und Chinapolitik", [("Russland", True), ("China", True)]),
        ("Ukrainekrieg", [("Ukraine", True)]),
        ("Russlandsanktionen", [("Russland", True)]),
        ("Weißrusslandpolitik", [("Weißrussland", True)]),
        ("Irankrise", [("Iran", True)]),
        ("Türkeireisen", [("Türkei", True)]),
        ("Kremlsprecher", [("Kreml", True)]),
        ("Kreiskybesuch", [("Kreisky", True)]),
        ("Ex-Jugoslawien", [("Jugoslawien", False)]),
        ("deutsch-französische", [("deutsch", False), ("französische", False)]),
        ("Deutsch-Polnisches", [("Deutsch", False), ("Polnisches", False)]),
        ("russisch-orthodoxe", [("russisch", True)]),
        ("US-amerikanische", [("US-amerikanische", False)]),
        ("bosnisch-herzegowinischer", [("bosnisch-herzegowinischer", False)]),
        ("Guinea-Bissau", [("Guinea-Bissau", False)]),
        ("al-Assads", [("Assads", False)]),
    ],
)
def test_parts_of_compounds_are_found_at_their_own_offsets(gazetteer: Gazetteer, text: str, expected: list[tuple[str, bool]]) -> None:
    matches = gazetteer.match(sentence(text))
    assert [(text[m.char_start : m.char_end], m.modifier) for m in matches] == expected
    assert all((m.start, m.end) == (0, len(text.split(" "))) for m in matches[:1] if " " not in text)


@pytest.mark.parametrize(
    "word",
    [
        "Polenta", "Indianer", "Iranistik", "Chinakohl", "Omannung", "Malizia", "Chinarinde", "Perücke", "Perubalsam", "Panamahut",
        "Chilesalpeter", "Islandpony", "Maltafieber", "Nigerianisierung", "Bernsteinhandel", "Rabattaktion", "Kurzbesuch", "Malinois",
        "Kubismus", "Omanischen", "Lateinamerika", "Südchinesische", "prorussische", "antiwestliche", "pro-russische", "Anti-Deutsche",
        "nicht-westlich", "Exil-Iraner/NOUN", "Russisch/NOUN", "Russisch/PROPN", "Russische/NOUN", "Die/DET", "An/ADP", "uno", "us", "Who",
        "eu", "Uns",
        "Müller-Kreisky", "Kurz/ADV", "Deutschlehrer", "Hollandes", "westwärts", "Türkis",
    ],
)  # fmt: skip
def test_words_that_only_look_like_names_are_none(gazetteer: Gazetteer, word: str) -> None:
    expected = [("Omanischen", "Oman")] if word == "Omanischen" else []
    assert names(gazetteer, word) == expected


@pytest.mark.parametrize("spelling", ["NATO", "Nato"])
def test_an_organization_that_is_pronounced_as_a_word_is_found_in_both_spellings(gazetteer: Gazetteer, spelling: str) -> None:
    assert names(gazetteer, f"die {spelling} .") == [(spelling, "NATO")]


def test_three_letters_have_a_second_spelling_only_with_two_vowels(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "Uno UNO WHO Who") == [(name, "United Nations") for name in ("Uno", "UNO", "WHO")]


@pytest.mark.parametrize(
    ("word", "how"),
    [
        ("Russland", "name"),
        ("russische", "adjective"),
        ("Russen", "inhabitant"),
        ("Moskau", "capital"),
        ("Kreml", "seat"),
        ("Kremlchefs", "nickname"),
        ("Sinowatz", "family"),
        ("Deutsche/ADJ", "adjective"),
        ("Deutsche/NOUN", "inhabitant"),
        ("Schweizer/ADJ", "adjective"),
        ("Schweizer/NOUN", "inhabitant"),
        ("Ungarn", "name"),
        ("Brüssel", "capital"),
    ],
)
def test_a_match_says_how_the_name_stands_for_the_entity(gazetteer: Gazetteer, word: str, how: str) -> None:
    assert [match.how for match in gazetteer.match(sentence(word))] == [how]


@pytest.mark.parametrize(
    ("word", "candidates"),
    [
        ("Korea", "North Korea|South Korea"),
        ("Koreakrieg", "North Korea|South Korea"),
        ("koreanische", "North Korea|South Korea"),
        ("Kongo", "Democratic Republic of the Congo|Republic of the Congo"),
        ("Kim", "Kim Dae Jung|Kim Il Sung"),
        ("Hanoi", "Vietnam|North Vietnam"),
        ("Brüssel", "Belgium|European Union"),
        ("Niger", "Niger"),
    ],
)
def test_an_ambiguous_name_has_several_candidates(gazetteer: Gazetteer, word: str, candidates: str) -> None:
    assert names(gazetteer, f"{word} ,") == [(word.removesuffix("krieg"), candidates)]


def test_a_day_narrows_the_candidates_to_those_that_exist(gazetteer: Gazetteer) -> None:
    tokens = sentence("Moskau und Prag")
    assert read(gazetteer.match(tokens, date(2011, 3, 1)), tokens) == [("Moskau", "Russia"), ("Prag", "Czechia")]
    assert read(gazetteer.match(tokens, date(1975, 3, 1)), tokens) == [("Moskau", "Soviet Union"), ("Prag", "Czechoslovakia")]


def test_a_name_of_the_past_keeps_its_only_candidate_at_a_later_day(gazetteer: Gazetteer) -> None:
    tokens = sentence("Jugoslawien")
    assert read(gazetteer.match(tokens, date(2011, 3, 1)), tokens) == [("Jugoslawien", "Yugoslavia")]


def test_the_longest_name_is_taken(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "Kim Il Sungs Enkel , Kim Il-sung , Republik Korea") == [
        ("Kim Il Sungs", "Kim Il Sung"),
        ("Kim Il-sung", "Kim Il Sung"),
        ("Republik Korea", "South Korea"),
    ]


def test_persons_are_found_by_names_without_language_and_by_english_ones(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "Bruno Kreisky empfing Taylor") == [("Bruno Kreisky", "Bruno Kreisky"), ("Taylor", "Charles Taylor")]


def test_offsets_in_a_document_lie_behind_earlier_sentences_and_inside_surface_words(gazetteer: Gazetteer) -> None:
    row = "{0}\t{1}\t{1}\tX\t_\t_\t{2}\tdep\t_\t{3}\n"
    first = row.format(1, "Guten", 2, "_") + row.format(2, "Tag", 0, "SpaceAfter=No") + row.format(3, ".", 2, "_")
    second = (
        "1-2\tim\t_\t_\t_\t_\t_\t_\t_\t_\n" + row.format(1, "in", 3, "_") + row.format(2, "dem", 3, "_") + row.format(3, "Iran", 0, "_")
    )
    text = "Guten Tag. im Iran"
    found = [match for tokens in read_conllu(first + "\n" + second) for match in gazetteer.match(tokens)]
    assert [(text[m.char_start : m.char_end], m.start, m.end) for m in found] == [("Iran", 2, 3)]


def test_english_names_and_adjectives_are_found_with_english_rules() -> None:
    english = Gazetteer.load(STATES, "en")
    expected = [
        ("Russian", "Russia|Soviet Union"),
        ("Chinese", "China"),
        ("US", "United States"),
        ("Turkey", "Türkiye"),
        ("Frenchmen", "France"),
        ("Germans", "Germany"),
    ]
    assert names(english, "Russian/ADJ and Chinese/ADJ ships , US-led talks , Turkey 's army , Frenchmen , Germans") == expected
    assert [m.how for m in english.match(sentence("Russian/ADJ Russian/NOUN"))] == ["adjective", "inhabitant"]
    assert names(english, "Russlands russische Chinapolitik") == []


def test_further_heads_make_further_closed_compounds() -> None:
    assert names(Gazetteer.load(STATES), "Chinakonzept") == []
    assert names(Gazetteer.load(STATES, heads=["konzept"]), "Chinakonzepte") == [("China", "China")]


def test_a_language_without_rules_has_its_names_as_they_are_written() -> None:
    assert names(Gazetteer.load(STATES, "fr"), "Allemagne et Allemagnes") == [("Allemagne", "Germany")]
    assert names(Gazetteer.load(STATES, "tlh"), "Germany Deutschland") == []


AUSTRIA, NATO = str(KGR.Austria), str(KGR.NATO)
HEAD, FOREIGN = str(KG.headOfGovernment), str(KG.foreignMinister)


def test_holders_are_those_in_office_at_the_day(gazetteer: Gazetteer) -> None:
    def holders(day: date | None) -> list[str]:
        return [person.name for person in gazetteer.holders(HEAD, AUSTRIA, day)]

    assert holders(date(1975, 1, 1)) == ["Bruno Kreisky"]
    assert holders(date(1983, 5, 24)) == ["Bruno Kreisky", "Fred Sinowatz"]
    assert holders(date(1999, 1, 1)) == []
    assert holders(None) == []


def test_without_a_day_an_office_that_one_person_ever_held_has_that_holder(gazetteer: Gazetteer) -> None:
    assert [person.name for person in gazetteer.holders(FOREIGN, AUSTRIA, None)] == ["Bruno Kreisky"]


def test_roles_are_the_offices_of_a_person_at_the_day(gazetteer: Gazetteer) -> None:
    kreisky = str(KGR.Bruno_Kreisky)
    assert [role.office for role in gazetteer.roles(kreisky, date(1959, 1, 1))] == [FOREIGN]
    assert [role.office for role in gazetteer.roles(kreisky, date(1966, 4, 30))] == [FOREIGN]
    assert gazetteer.roles(kreisky, date(1966, 5, 1)) == ()
    assert {role.office for role in gazetteer.roles(kreisky, None)} == {HEAD, FOREIGN}
    assert gazetteer.roles(str(KGR.Nobody), None) == ()


def test_who_leads_a_state_or_organization_stands_for_it_and_a_minister_does_not(gazetteer: Gazetteer) -> None:
    assert gazetteer.led_by(str(KGR.Bruno_Kreisky), date(1975, 1, 1)) == AUSTRIA
    assert gazetteer.led_by(str(KGR.Bruno_Kreisky), date(1962, 1, 1)) is None
    assert gazetteer.led_by(str(KGR.Javier_Solana), date(1996, 1, 1)) == NATO
    assert gazetteer.led_by(str(KGR.Bruno_Kreisky), None) == AUSTRIA
    assert gazetteer.led_by(AUSTRIA, None) is None


def test_entities_are_found_by_iri_and_walked_in_order(gazetteer: Gazetteer) -> None:
    austria = gazetteer.entity(AUSTRIA)
    assert austria is not None
    assert (austria.kind, austria.name, austria.labels["de"], austria.iso3166, austria.cow) == (
        "State",
        "Austria",
        "Österreich",
        "AT",
        "AUS",
    )
    assert gazetteer.entity("https://example.org/") is None
    assert [entity.iri for entity in gazetteer] == sorted(entity.iri for entity in gazetteer)
    assert len(gazetteer) == len(list(gazetteer))


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("kgr:A a kg:State ;\n rdfs:label unknown:b .", r"bad\.ttl:9: .*correct the Turtle"),
        ('kgr:A rdfs:label "A"@en .', r"bad\.ttl: A: has no class"),
        ('kgr:A a kg:State ; rdfs:label "A"@de .', r"A: has no English label"),
        ('kgr:A a kg:State ; rdfs:label "A"@en , "B"@en .', r"A: has two labels in 'en'"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; kg:iso3166 "Q9" .', r"A: 'Q9' is no ISO 3166 code"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; schema:endDate "1990-13-01" .', r"A: '1990-13-01' is no date"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; schema:endDate "lately" .', r"A: 'lately' is no date"),
        ('kgr:A a kg:State ; rdfs:label "A"@en ; schema:endDate "1990" , "1991" .', r"A: has several values of endDate"),
        ('kgr:A a kg:Leader ; rdfs:label "A"@en ; kg:tenure [ kg:of kgr:B ] .', r"A: a tenure needs one kg:office"),
        (
            'kgr:A a kg:Leader ; rdfs:label "A"@en ; kg:tenure [ kg:of kgr:B ; kg:office kg:headOfState ; '
            'schema:startDate "1990" ; schema:endDate "1989" ] .',
            r"A: a tenure ends 1989-12-31 before it starts",
        ),
    ],
)
def test_malformed_seeds_are_refused_with_place_and_advice(tmp_path: Path, turtle: str, message: str) -> None:
    (tmp_path / "bad.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        Gazetteer.load(tmp_path)


def test_a_folder_without_turtle_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no Turtle file in this folder"):
        Gazetteer.load(tmp_path)
    with pytest.raises(SeedError, match="name a readable Turtle file"):
        Gazetteer.load([tmp_path / "absent.ttl"])


PARTS = st.sampled_from(
    ["Russland", "US", "Nato", "-", " ", "politik", "Kim", "russische", "Weißen", "Hauses", "’", "s", "Vereinigten", "Staaten"]
)


@given(st.lists(PARTS, min_size=1).map("".join).filter(str.strip))
def test_matches_never_overlap_and_lie_in_their_tokens(gazetteer: Gazetteer, text: str) -> None:
    tokens = sentence(" ".join(text.split()))
    matches = gazetteer.match(tokens)
    for match in matches:
        assert tokens[match.start].start <= match.char_start < match.char_end <= tokens[match.end - 1].end
        assert match.candidates
    assert all(first.char_end <= second.char_start for first, second in pairwise(matches))
