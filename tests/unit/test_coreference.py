"""Pronouns and descriptions: whom of those named before they mean."""

from collections.abc import Callable

import pytest

Said = Callable[..., set[str]]
SOL = "Sol:nsubj traf=treffen/VERB {} ."
LEADER = "Ferro:nsubj schweigt=schweigen/VERB ."
STATE = "Chile:nsubj schweigt=schweigen/VERB ."
TWO = "Peru:nsubj grüßt=grüßen/VERB Chile:obj ."
CRITICISM = "{} kritisierte=kritisieren/VERB Kuba:obj ."


def test_he_is_the_person_named_before(said: Said) -> None:
    assert said(LEADER, CRITICISM.format("Er/PRON:nsubj")) == {"Luis Ferro criticizes Cuba"}


def test_he_is_the_nearest_person_of_the_sentence(said: Said) -> None:
    tree = "Ferro:nsubj sagte=sagen/VERB , er/PRON:nsubj>besuchte besuchte=besuchen/VERB:ccomp Kuba:obj>besuchte ."
    assert said("Sol:nsubj schweigt=schweigen/VERB .", tree) == {"Luis Ferro visits Cuba claimed"}


def test_it_is_the_state_named_before(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Es/PRON:nsubj")) == {"Chile criticizes Cuba"}


def test_it_that_is_no_subject_means_nobody(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Es/PRON:expl")) == set()


def test_pronoun_without_anybody_before_means_nobody(said: Said) -> None:
    assert said(CRITICISM.format("Er/PRON:nsubj")) == set()


def test_pronoun_does_not_reach_back_beyond_three_sentences(said: Said) -> None:
    rain = "Regen/NOUN:nsubj fällt=fallen/VERB ."
    assert said(LEADER, rain, rain, CRITICISM.format("Er/PRON:nsubj")) != set()
    assert said(LEADER, rain, rain, rain, CRITICISM.format("Er/PRON:nsubj")) == set()


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Das Land/NOUN:nsubj", "Chile"),
        ("Die Regierung/NOUN:nsubj", "Chile"),
        ("Das kleine=klein/ADJ Land/NOUN:nsubj", "Chile"),
        ("Der Präsident/NOUN:nsubj", "Luis Ferro"),
    ],
)
def test_definite_description_means_the_last_of_its_kind(said: Said, words: str, subject: str) -> None:
    assert said("Ferro:nsubj besuchte=besuchen/VERB Chile:obj .", CRITICISM.format(words)) == {f"{subject} criticizes Cuba"}


@pytest.mark.parametrize(
    "words",
    [
        "Ein Land/NOUN:nsubj",
        "Land/NOUN:nsubj",
        "Das Land/NOUN:nsubj Peru:appos>Land",
        "Die Länder=Land/NOUN.Plur:nsubj",
        "Die Präsidenten=Präsident/NOUN.Plur:nsubj",
        "Das schöne=schön/ADJ alte=alt/ADJ",
    ],
)
def test_indefinite_plural_or_named_description_is_not_the_last_state(said: Said, words: str) -> None:
    assert "Chile criticizes Cuba" not in said(STATE, CRITICISM.format(words))


def test_description_with_its_own_state_is_not_the_last_one(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Die peruanische=peruanisch/ADJ Regierung/NOUN:nsubj")) == {"Peru criticizes Cuba"}
    assert said(STATE, CRITICISM.format("Die Regierung/NOUN:nsubj Perus=Peru:nmod>Regierung")) == {"Peru criticizes Cuba"}


@pytest.mark.parametrize("determiner", ["Sein=sein/DET:det>Besuch", "Sein/PRON:nmod>Besuch"])
def test_possessive_means_the_subject_before(said: Said, determiner: str) -> None:
    assert said(LEADER, f"{determiner} Besuch/NOUN:nsubj in Kuba:nmod>Besuch endet=enden/VERB .") == {"Luis Ferro visits Cuba"}


def test_possessive_means_the_subject_of_its_own_sentence_first(said: Said) -> None:
    tree = "Sol:nsubj beendet=beenden/VERB ihren=ihr/DET:det>Besuch Besuch/NOUN:obj in Kuba:nmod>Besuch ."
    assert said(LEADER, tree) == {"Ana Sol visits Cuba"}


def test_possessive_passes_over_places(said: Said) -> None:
    tree = "Seine=sein/DET Kritik/NOUN:nsubj an Kuba:nmod>Kritik bleibt=bleiben/VERB ."
    place = "Gestern/ADV:advmod sprach=sprechen/VERB in Lima:obl Ferro:obj ."
    assert said(place, tree) == {"Luis Ferro criticizes Cuba"}


def test_possessive_of_nobody_means_nobody(said: Said) -> None:
    assert said("Seine=sein/DET Kritik/NOUN:nsubj an Kuba:nmod>Kritik bleibt=bleiben/VERB .") == set()


def test_relative_possessive_means_the_name_before(said: Said) -> None:
    clause = "dessen/PRON:nmod>Regierung Regierung/NOUN:nsubj>kritisiert Kuba:obj>kritisiert kritisiert=kritisieren/VERB:acl>Chile"
    assert said(f"Chile:nsubj , {clause} , schweigt=schweigen/VERB .") == {"Chile criticizes Cuba"}


@pytest.mark.parametrize(
    "group",
    [
        "Beide=beide/PRON:nsubj",
        "Beide=beide/DET:det>Länder Länder=Land/NOUN.Plur:nsubj",
        "Die zwei/NUM:nummod>Länder Länder=Land/NOUN.Plur:nsubj",
        "Die beiden=beide/ADJ Staaten=Staat/NOUN.Plur:nsubj",
    ],
)
def test_two_things_are_the_last_two_states(said: Said, group: str) -> None:
    assert said("Kuba:nsubj schweigt=schweigen/VERB .", TWO, f"{group} kooperieren/VERB .") == {"Chile cooperatesWith Peru"}


def test_three_countries_are_the_last_three(said: Said) -> None:
    found = said("Kuba:nsubj schweigt=schweigen/VERB .", TWO, "Die drei/NUM:nummod>Länder Länder=Land/NOUN.Plur:nsubj kooperieren/VERB .")
    assert found == {"Chile cooperatesWith Cuba", "Chile cooperatesWith Peru", "Cuba cooperatesWith Peru"}


def test_more_things_than_were_named_mean_nobody(said: Said) -> None:
    assert said(STATE, "Die beiden=beide/ADJ Länder=Land/NOUN.Plur:nsubj kooperieren/VERB .") == set()


@pytest.mark.parametrize("group", ["Die beiden=beide/PRON:nsubj", "Die beiden=beide/ADJ Präsidenten=Präsident/NOUN.Plur:nsubj"])
def test_both_are_persons_where_two_were_named(said: Said, group: str) -> None:
    meeting = f"{group} trafen=treffen/VERB sich/PRON:obj ."
    assert said("Sol:nsubj grüßt=grüßen/VERB Ferro:obj .", meeting) == {"Ana Sol meetsWith Luis Ferro"}


def test_reference_is_less_sure_than_a_name(extraction: Callable) -> None:
    (named,), (referred,) = (
        extraction(CRITICISM.format("Chile:nsubj")).evidence,
        extraction(STATE, CRITICISM.format("Es/PRON:nsubj")).evidence,
    )
    assert (named.confidence, referred.confidence) == (0.95, 0.712)


def test_subject_before_is_more_salient_than_object_and_modifier(said: Said) -> None:
    assert said(TWO, CRITICISM.format("Das Land/NOUN:nsubj")) == {"Peru criticizes Cuba"}
    beside = "Chile:nsubj grüßt=grüßen/VERB peruanische=peruanisch/ADJ Schiffe=Schiff/NOUN:obj ."
    assert said(beside, CRITICISM.format("Das Land/NOUN:nsubj")) == {"Chile criticizes Cuba"}


def test_description_is_nobody_beside_it_under_one_verb(said: Said) -> None:
    assert said(STATE, "Peru:nsubj kritisiert=kritisieren/VERB das Land/NOUN:obj .") == {"Peru criticizes Chile"}


@pytest.mark.parametrize(
    ("words", "subject"),
    [("Der Inselstaat/NOUN:nsubj", "Cuba"), ("Das südamerikanische=südamerikanisch/ADJ Land/NOUN:nsubj", "Peru")],
)
def test_description_fits_only_what_it_describes(said: Said, words: str, subject: str) -> None:
    before = "Peru:nsubj grüßt=grüßen/VERB Kuba:obj ."
    assert said(before, f"{words} kritisierte=kritisieren/VERB Spanien:obj .") == {f"{subject} criticizes Spain"}


def test_island_is_nobody_where_none_was_named(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Der Inselstaat/NOUN:nsubj")) == set()


def test_words_that_only_sound_like_a_state_mean_nobody(said: Said) -> None:
    assert said(STATE, CRITICISM.format("Das Ausland/NOUN:nsubj")) == set()


def test_alliance_is_the_organization_named_before(said: Said) -> None:
    tree = "NATO:nsubj grüßt=grüßen/VERB Peru:obj ."
    assert said(tree, CRITICISM.format("Das Bündnis/NOUN:nsubj")) == {"NATO criticizes Cuba"}
    assert said(tree, CRITICISM.format("Die Miliz/NOUN:nsubj")) == set()


@pytest.mark.parametrize(("pronoun", "subject"), [("Sie", "Ukraine"), ("Es", "Peru")])
def test_pronoun_agrees_with_the_name(said: Said, pronoun: str, subject: str) -> None:
    assert said("Ukraine:nsubj grüßt=grüßen/VERB Peru:obj .", f"{pronoun}/PRON:nsubj kritisierte=kritisieren/VERB.Fin.Sing Kuba:obj .") == {
        f"{subject} criticizes Cuba"
    }


def test_they_are_those_whom_the_sentence_before_joins(said: Said) -> None:
    joined = "Chile:nsubj und/CCONJ:cc Peru:conj>Chile schweigen=schweigen/VERB ."
    they = "Sie/PRON:nsubj kritisieren=kritisieren/VERB.Fin.Plur Kuba:obj ."
    assert said(joined, they) == {"Chile criticizes Cuba", "Peru criticizes Cuba"}


def test_both_countries_are_those_joined_not_the_one_beside(said: Said) -> None:
    joined = "Chile:nsubj und/CCONJ:cc Peru:conj>Chile streiten=streiten/VERB ."
    third = "Kuba:nsubj vermittelt=vermitteln/VERB ."
    assert said(joined, third, "Beide=beide/DET:det>Länder Länder=Land/NOUN.Plur:nsubj kooperieren/VERB .") == {"Chile cooperatesWith Peru"}


def test_both_countries_are_those_whom_the_persons_lead(said: Said) -> None:
    meeting = "Sol:nsubj grüßt=grüßen/VERB Ferro:obj ."
    group = "Beide=beide/DET:det>Länder Länder=Land/NOUN.Plur:nsubj kooperieren/VERB ."
    assert said(meeting, group) == {"Chile cooperatesWith Peru"}


def test_unknown_noun_in_front_keeps_the_pronoun_from_a_name(said: Said) -> None:
    joined = "Chile:nsubj und/CCONJ:cc Peru:conj>Chile schweigen=schweigen/VERB ."
    strangers = "Die Männer=Mann/NOUN.Plur:nsubj schweigen=schweigen/VERB ."
    assert said(joined, strangers, "Sie/PRON:nsubj kritisieren=kritisieren/VERB.Fin.Plur Kuba:obj .") == set()


def test_impersonal_it_means_nobody(said: Said) -> None:
    assert said(STATE, "Es/PRON:nsubj geht=gehen/VERB um Kritik/NOUN:obl an Kuba:nmod>Kritik .") == set()


def test_his_country_is_the_one_he_leads(said: Said) -> None:
    assert said(LEADER, "Sein=sein/DET:det>Land Land/NOUN:nsubj kritisiert=kritisieren/VERB Kuba:obj .") == {"Chile criticizes Cuba"}


def test_possessive_may_point_to_the_subject_behind(said: Said) -> None:
    tree = "Bei seinem=sein/DET:det>Besuch Besuch/NOUN:obl in Kuba:nmod>Besuch sprach=sprechen/VERB Ferro:nsubj ."
    assert "Luis Ferro visits Cuba" in said(tree)


def test_office_without_a_name_is_the_holder_in_the_one_state_named(said: Said) -> None:
    minister = "Der Ministerpräsident/NOUN:nsubj kritisierte=kritisieren/VERB Spanien:obj ."
    assert said("Kuba:nsubj schweigt=schweigen/VERB .", minister) == {"Pablo Mora criticizes Spain"}
    assert said("Kuba:nsubj grüßt=grüßen/VERB Chile:obj .", minister) == set()


# --- demonstratives and groups without a number


@pytest.mark.parametrize("pronoun", ["Dieser/PRON:nsubj", "Letzterer/PRON:nsubj"])
def test_this_one_is_who_was_named_last(said: Said, pronoun: str) -> None:
    assert "Luis Ferro criticizes Cuba" in said(SOL.format("Ferro:obj"), CRITICISM.format(pronoun))


def test_this_one_means_nobody_as_an_object_or_without_a_sentence_before(said: Said) -> None:
    assert said(LEADER, "Diesen/PRON:obj kritisierte=kritisieren/VERB Kuba:nsubj .") == set()
    assert said(CRITICISM.format("Dieser/PRON:nsubj")) == set()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Die Nachbarn=Nachbar/NOUN.Plur:nsubj", {"Peru", "Chile"}),
        ("Die Vertragspartner=Vertragspartner/NOUN.Plur:nsubj", {"Peru", "Chile"}),
        ("Nachbarn=Nachbar/NOUN.Plur:nsubj", set()),
        ("Die Staaten=Staat/NOUN.Plur:nsubj", set()),
    ],
)
def test_only_words_for_those_who_stand_to_one_another_mean_a_group_without_a_number(said: Said, words: str, meant: set[str]) -> None:
    assert said(TWO, CRITICISM.format(words)) == {f"{name} criticizes Cuba" for name in meant}


def test_description_is_told_by_each_of_its_adjectives(said: Said) -> None:
    kenya = "Kenia:nsubj grüßt=grüßen/VERB Norwegen:obj ."
    far = "Das afrikanische=afrikanisch/ADJ , arme=arm/ADJ Land/NOUN:nsubj"
    assert said(kenya, STATE, CRITICISM.format(far)) == {"Kenya criticizes Cuba"}


@pytest.mark.parametrize("own", ["im Süden/NOUN:nmod>Land", "des Südens=Süden/NOUN:nmod>Land", ", ein Riese/NOUN:appos>Land"])
def test_description_that_says_itself_which_one_is_meant_is_not_the_last_state(said: Said, own: str) -> None:
    assert said(STATE, CRITICISM.format(f"Das Land/NOUN:nsubj {own}")) == set()


@pytest.mark.parametrize(
    ("name", "word", "subject"),
    [
        ("Ferro", "dessen", "Luis Ferro"),
        ("Peru", "dessen", "Peru"),
        ("Sol", "deren", "Ana Sol"),
        ("Sol", "dessen", None),
        ("Ferro", "deren", None),
    ],
)
def test_relative_possessive_agrees_with_its_name(said: Said, name: str, word: str, subject: str | None) -> None:
    criticism = f"{word}/DET.PRELAT:det>Kritik Kritik/NOUN:nsubj>hilft an Kuba:nmod>Kritik hilft=helfen/VERB:acl>{name}"
    found = said(f"{name}:nsubj , {criticism} , schweigt=schweigen/VERB .")
    assert found == ({f"{subject} criticizes Cuba"} if subject else set())


def test_possessive_means_who_is_named_before_it_where_the_clause_has_no_subject(said: Said) -> None:
    criticism = "sein/DET:det>Kritik Kritik/NOUN:obj an Kuba:nmod>Kritik"
    assert said(f"In Chile:obl schadet=schaden/VERB seine={criticism} .") == {"Chile criticizes Cuba"}


def test_their_means_those_joined_as_the_subject_not_as_an_object(said: Said) -> None:
    criticism = "ihre=ihr/DET:det>Kritik Kritik/NOUN:obj an Bolivien:nmod>Kritik"
    joined = "Peru:{} und/CCONJ:cc>Chile Chile:conj>Peru"
    both = {"Peru criticizes Bolivia", "Chile criticizes Bolivia"}
    assert said(f"{joined.format('nsubj')} verteidigen/VERB.Fin.Plur {criticism} .") == both
    assert not both & said(f"Kuba:nsubj grüßt=grüßen/VERB.Fin.Sing {joined.format('iobj')} durch/ADP:case {criticism} .")


def test_his_means_none_of_those_joined(said: Said) -> None:
    criticism = "seine=sein/DET:det>Kritik Kritik/NOUN:obj an Bolivien:nmod>Kritik"
    assert said(f"Peru:nsubj und/CCONJ:cc>Chile Chile:conj>Peru verteidigen/VERB.Fin.Plur {criticism} .") == set()


@pytest.mark.parametrize(("stranger", "found"), [("Mann/NOUN.Masc", set()), ("Frau/NOUN.Fem", {"Chile criticizes Bolivia"})])
def test_noun_of_the_gender_in_front_keeps_the_possessive_from_a_name_that_is_no_subject(
    said: Said, stranger: str, found: set[str]
) -> None:
    criticism = "seine=sein/DET:det>Kritik Kritik/NOUN:obj an Bolivien:nmod>Kritik"
    assert said(f"In Chile:obl hört=hören/VERB {stranger}:nsubj {criticism} .") == found


def test_subject_keeps_its_possessive_though_a_noun_of_the_gender_is_in_front(said: Said) -> None:
    clause = "ein Mann/NOUN.Masc:nsubj>schwieg schwieg=schweigen/VERB:advcl"
    criticism = "seine=sein/DET:det>Kritik Kritik/NOUN:obj an Bolivien:nmod>Kritik"
    assert said(f"Als/SCONJ:mark>schwieg {clause} , mied=meiden/VERB Chile:nsubj {criticism} .") == {"Chile criticizes Bolivia"}


@pytest.mark.parametrize(("mark", "joined"), [("und/CCONJ:cc>Chile", True), ("/", True), (",", False)])
def test_they_are_joined_by_a_conjunction_or_a_stroke(said: Said, mark: str, joined: bool) -> None:
    found = said(f"Peru:nsubj {mark} Chile:conj>Peru grüßen/VERB Kuba:obj .", CRITICISM.format("Sie/PRON.Plur:nsubj"))
    assert ({"Peru criticizes Cuba", "Chile criticizes Cuba"} <= found) is joined


def test_adjective_of_a_region_says_nothing_against_a_person(said: Said) -> None:
    words = "Der südamerikanische=südamerikanisch/ADJ Präsident/NOUN:nsubj"
    assert said(LEADER, CRITICISM.format(words)) == {"Luis Ferro criticizes Cuba"}


@pytest.mark.parametrize(("before", "found"), [(LEADER, {"Luis Ferro criticizes Cuba"}), (STATE, set())])
def test_word_for_any_office_means_who_was_named_and_not_who_holds_one(said: Said, before: str, found: set[str]) -> None:
    assert said(before, CRITICISM.format("Der Machthaber/NOUN:nsubj")) == found


@pytest.mark.parametrize(("pronoun", "found"), [("Er", {"Iran criticizes Cuba"}), ("Es", {"Iran criticizes Cuba"})])
def test_state_with_an_article_or_without_is_he_or_it(said: Said, pronoun: str, found: set[str]) -> None:
    assert said("Iran:nsubj schweigt=schweigen/VERB .", CRITICISM.format(f"{pronoun}/PRON:nsubj")) == found


@pytest.mark.parametrize(("verb", "found"), [("droht=drohen", False), ("bedarf=bedürfen", False), ("übt=üben", True)])
def test_it_of_a_verb_without_a_doer_means_nobody(extraction: Callable, verb: str, found: bool) -> None:
    tree = f"Es/PRON:nsubj {verb}/VERB Kritik/NOUN:obj an Kuba:nmod>Kritik ."
    assert bool(extraction(STATE, tree).evidence) is found


def test_four_countries_are_the_last_four(said: Said) -> None:
    named = "Peru:nsubj und/CCONJ:cc>Chile Chile:conj>Peru grüßen/VERB Bolivien:obj und/CCONJ:cc>Brasilien Brasilien:conj>Bolivien ."
    found = said(named, CRITICISM.format("Die vier/NUM:nummod>Länder Länder=Land/NOUN.Plur:nsubj"))
    assert found == {f"{state} criticizes Cuba" for state in ("Peru", "Chile", "Bolivia", "Brazil")}
