"""Who fills which place of a verb or noun: read from the tree, and from the neighbourhood where the tree is wrong or silent."""

from collections.abc import Callable

import pytest

from kg.extraction.frames import frames_at
from kg.extraction.phrases import genitives, has_case, is_inside, is_oblique, preposition
from kg.extraction.scene import Scene, full_lemma
from kg.extraction.slots import tokens_in
from kg.extraction.verbs import is_passive, of_verb

Said = Callable[..., set[str]]
Staged = Callable[[str], Scene]
ARMS = "Peru suppliesArmsTo Chile"


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru:nsubj lieferte=liefern/VERB Drohnen=Drohne/NOUN:obj an Chile:obl .",
        "An Chile:obl lieferte=liefern/VERB Peru:nsubj Drohnen=Drohne/NOUN:obj .",
        "Peru:nsubj hat=haben/AUX:aux Chile:iobj Drohnen=Drohne/NOUN:obj geliefert=liefern/VERB.Part .",
        "Peru:nsubj lieferte=liefern/VERB Drohnen=Drohne/NOUN:obj nach Chile:obl .",
    ],
)
def test_active_verb_gives_subject_and_object(said: Said, sentence: str) -> None:
    assert said(sentence) == {ARMS}


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Drohnen=Drohne/NOUN:nsubj:pass wurden=werden/AUX:aux:pass von Peru:obl an Chile:obl geliefert=liefern/VERB.Part .",
        "Die Drohnen=Drohne/NOUN:nsubj:pass wurden=werden/AUX:aux:pass durch Peru:obl:agent an Chile:obl geliefert=liefern/VERB.Part .",
        "Von Peru:nmod>Drohnen wurden=werden/AUX:aux Chile:iobj Drohnen=Drohne/NOUN:nsubj geliefert=liefern/VERB.VVPP .",
    ],
)
def test_passive_agent_becomes_subject(said: Said, sentence: str) -> None:
    assert said(sentence) == {ARMS}


def test_subject_of_passive_becomes_object(said: Said) -> None:
    assert said("Chile:nsubj:pass wurde=werden/AUX:aux:pass von Peru:obl angegriffen=angreifen/VERB.Part .") == {"Peru attacks Chile"}


def test_passive_without_agent_says_nothing(said: Said) -> None:
    assert said("Chile:nsubj:pass wurde=werden/AUX:aux:pass angegriffen=angreifen/VERB.Part .") == set()


def test_perfect_with_sein_is_active(said: Said, staged: Staged) -> None:
    sentence = "Peru:nsubj ist=sein/AUX:aux in Chile:obl einmarschiert=einmarschieren/VERB.Part ."
    assert said(sentence) == {"Peru attacks Chile"}
    scene = staged(sentence)
    assert not is_passive(scene, scene.sentence.root)


@pytest.mark.parametrize("auxiliary", ["ist=sein", "sei=sein"])
def test_passive_perfect_is_passive(said: Said, auxiliary: str) -> None:
    passive = "von Peru:obl angegriffen=angreifen/VERB.Part:root worden=werden/AUX:aux:pass"
    assert {s.removesuffix(" claimed") for s in said(f"Chile:nsubj:pass {auxiliary}/AUX:aux {passive} .")} == {"Peru attacks Chile"}


@pytest.mark.xfail(reason="a participle with sein is read as a perfect, even where the tree marks its subject as one of a passive")
def test_state_passive_is_passive(said: Said) -> None:
    assert said("Chile:nsubj:pass ist=sein/AUX:aux:pass von Peru:obl eingeladen=einladen/VERB.Part:root .") == {"Peru invites Chile"}


def test_verb_with_accusative_object_is_active(staged: Staged) -> None:
    scene = staged("Peru:nsubj wird=werden/AUX:aux Chile:obj besucht=besuchen/VERB.Part haben/AUX:aux .")
    assert not is_passive(scene, scene.sentence.root)


def test_participle_gives_agent_and_noun(said: Said) -> None:
    attribute = "Die von Peru:obl>gelieferten nach Chile:obl>gelieferten gelieferten=geliefert/ADJ:amod Drohnen=Drohne/NOUN:nsubj"
    assert said(f"{attribute} fehlen=fehlen/VERB .") == {ARMS}


@pytest.mark.xfail(reason="a participle that the tree has as a verb behind its noun, without auxiliary, is read as active")
def test_participle_behind_its_noun_is_passive(said: Said) -> None:
    tree = "Peru:nsubj , von Kuba:obl>unterstützt unterstützt=unterstützen/VERB.Part:acl>Peru , schweigt=schweigen/VERB ."
    assert said(tree) == {"Cuba supports Peru"}


def test_subject_right_before_a_participle_is_its_agent_at_a_lower_weight(extraction: Callable) -> None:
    found = extraction("Das Peru:nmod>Chile angegriffene=angegriffen/ADJ:amod Chile:nsubj schweigt=schweigen/VERB .")
    assert [e.confidence for e in found.evidence] == [0.522]


@pytest.mark.parametrize(
    "pronoun",
    ["die/PRON.PRELS:obj>lieferte", "die=der/PRON.Rel:obj>lieferte"],
)
def test_relative_pronoun_stands_for_its_noun(said: Said, pronoun: str) -> None:
    tree = f"Drohnen=Drohne/NOUN:nsubj , {pronoun} Peru:nsubj>lieferte an Chile:obl>lieferte lieferte=liefern/VERB:acl>Drohnen ,"
    assert said(f"{tree} fehlen=fehlen/VERB .") == {ARMS}
    clause = "der/PRON.PRELS:nsubj>besucht Chile:obj>besucht besucht=besuchen/VERB:acl>Präsident"
    assert said(f"Der Präsident/NOUN:nsubj Perus=Peru:nmod>Präsident , {clause} , schweigt=schweigen/VERB .") == {"Ana Sol visits Chile"}


def test_relative_pronoun_without_clause_in_the_tree_takes_the_noun_before_it(said: Said) -> None:
    tree = "Kuba:nsubj grüßt=grüßen/VERB Peru:obj , das/PRON.PRELS:nsubj>angreift Chile:obj>angreift angreift=angreifen/VERB:conj ."
    assert "Peru attacks Chile" in said(tree)


def test_infinitive_takes_its_controller_as_subject(said: Said) -> None:
    infinitive = "Chile:iobj>liefern Drohnen=Drohne/NOUN:obj>liefern zu/PART:mark>liefern liefern/VERB.Inf:xcomp"
    assert said(f"Peru:nsubj beginnt=beginnen/VERB , {infinitive} .") == {ARMS}
    assert said(f"Peru:nsubj plant=planen/VERB , {infinitive} .") == {f"{ARMS} possible"}


@pytest.mark.parametrize(("verb", "subject"), [("bittet=bitten", "Cuba"), ("verspricht=versprechen", "Peru")])
def test_infinitive_takes_the_object_of_some_verbs_as_subject(said: Said, verb: str, subject: str) -> None:
    rest = "Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp"
    assert said(f"Peru:nsubj {verb}/VERB Kuba:obj , {rest} .") == {f"{subject} attacks Chile possible"}


def test_object_that_the_tree_has_as_a_second_subject_controls_too(said: Said) -> None:
    rest = "Kuba:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp"
    assert said(f"Peru:nsubj bittet=bitten/VERB Chile:nsubj , {rest} .") == {"Chile attacks Cuba possible"}


def test_infinitive_of_a_noun_takes_the_subject_of_the_governing_verb(said: Said) -> None:
    tree = "Peru:nsubj fasst=fassen/VERB den Plan/NOUN:obj , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:acl>Plan ."
    assert said(tree) == {"Peru attacks Chile possible"}


def test_infinitive_of_a_subject_noun_has_no_subject(said: Said) -> None:
    tree = "Der Plan/NOUN , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:acl>Plan ."
    assert said(tree) == set()


def test_second_verb_shares_the_subject(said: Said) -> None:
    tree = "Peru:nsubj droht=drohen/VERB und/CCONJ:cc>greift greift=greifen/VERB:conj Chile:obj>greift an/ADP.PTKVZ:compound:prt>greift ."
    assert "Peru attacks Chile" in said(tree)


@pytest.mark.parametrize("prefix", ["an/ADP.PTKVZ:compound:prt", "an/ADP.PTKVZ:advmod", "an/ADP.PTKVZ:compound:prt>Chile"])
def test_prefix_that_stands_apart_belongs_to_the_verb(said: Said, staged: Staged, prefix: str) -> None:
    tree = f"Peru:nsubj greift=greifen/VERB.Fin Chile:obj {prefix} ."
    assert full_lemma(staged(tree), staged(tree).sentence.root) == "angreifen"
    assert said(tree) == {"Peru attacks Chile"}


def test_prefix_that_the_lemma_has_already_is_not_added(staged: Staged) -> None:
    scene = staged("Peru:nsubj greift=angreifen/VERB.Fin Chile:obj an/ADP.PTKVZ:compound:prt .")
    assert full_lemma(scene, scene.sentence.root) == "angreifen"


def test_prefix_of_another_clause_is_not_borrowed(staged: Staged) -> None:
    clause = "weil/SCONJ:mark>fängt Chile:nsubj>fängt fängt=fangen/VERB.Fin:advcl an/ADP.PTKVZ:advmod>fängt"
    scene = staged(f"Peru:nsubj greift=greifen/VERB.Fin , {clause} .")
    assert full_lemma(scene, scene.sentence.root) == "greifen"


def test_reflexive_entry_needs_its_pronoun(said: Said) -> None:
    reflexive = "Peru:nsubj {} nähert=nähern/VERB Chile:iobj an/ADP.PTKVZ:compound:prt ."
    assert said(reflexive.format("")) == set()
    assert said("Peru:nsubj nähert=nähern/VERB sich/PRON:obj Chile:iobj an/ADP.PTKVZ:compound:prt .") == {"Peru movesCloserTo Chile"}


def test_dative_is_not_the_accusative(said: Said) -> None:
    assert said("Peru:nsubj droht=drohen/VERB Chile:iobj .") == {"Peru threatens Chile"}
    assert said("Peru:nsubj dankte=danken/VERB Chile/PROPN.Dat:obj .") == {"Peru praises Chile"}


def test_genitive_object_fills_its_slot(staged: Staged) -> None:
    scene = staged("Peru:nsubj bedarf=bedürfen/VERB Chiles=Chile/PROPN.Gen:obl .")
    assert [t.form for t, _ in of_verb(scene, scene.sentence.root, "gen", "")] == ["Chiles"]


@pytest.mark.parametrize(
    "tree",
    [
        "Peru:nsubj lieferte=liefern/VERB Drohnen=Drohne/NOUN:obj an/ADP:case>Drohnen Chile:nmod>Drohnen .",  # on the wrong noun
        "Peru:nsubj lieferte=liefern/VERB Drohnen=Drohne/NOUN:obj an/ADP:case Chile:obl .",  # the preposition on the verb
        "Peru:nsubj lieferte=liefern/VERB an Chile:nmod>Peru Drohnen=Drohne/NOUN:obj .",  # the phrase on the subject
    ],
)
def test_contractedor_phrase_on_the_wrong_word_is_repaired_by_neighbourhood(said: Said, tree: str) -> None:
    assert ARMS in said(tree)


def test_contracted_contractedcounts_as_the_plain_one(staged: Staged) -> None:
    scene = staged("Er/PRON:nsubj fährt=fahren/VERB zum Treffen/NOUN:obl im Iran:nmod>Treffen .")
    assert [preposition(scene, scene.sentence[i]) for i in (3, 5)] == ["zu", "in"]


def test_contractedbehind_another_noun_does_not_count(staged: Staged) -> None:
    scene = staged("Wegen/ADP:mark Chile:obl schweigt=schweigen/VERB Peru:nsubj .")
    assert [preposition(scene, scene.sentence[i]) for i in (1, 3)] == ["", ""]


def test_case_is_told_by_the_article_or_the_contraction(staged: Staged) -> None:
    scene = staged("Er/PRON:nsubj zog=ziehen/VERB in die/DET.Acc Schweiz:obl , ins Land/NOUN:obl , im Land/NOUN:obl , nach Peru:obl .")
    acc, dat = ([has_case(scene, scene.sentence[i], case) for i in (4, 7, 10, 13)] for case in ("acc", "dat"))
    assert (acc, dat) == ([True, True, False, True], [False, False, True, True])


def test_article_that_is_no_nominative_makes_no_subject(said: Said, staged: Staged) -> None:
    tree = "Den Iran:nsubj kritisierte=kritisieren/VERB Peru:nsubj ."
    scene = staged(tree)
    assert is_oblique(scene, scene.sentence[1])
    assert said(tree) == {"Peru criticizes Iran"}


def test_second_of_two_subjects_is_the_object(said: Said) -> None:
    assert said("Peru:nsubj kritisierte=kritisieren/VERB Chile:nsubj .") == {"Peru criticizes Chile"}


def test_object_that_the_tree_calls_subject_and_subject_that_it_calls_object_change_places(said: Said) -> None:
    assert said("Dem/DET:det>Iran Iran:nsubj drohte=drohen/VERB Peru:obj .") == {"Peru threatens Iran"}
    clause = "den/PRON.PRELS:nsubj>lobt Sol:obj>lobt lobt=loben/VERB:acl>Ferro"
    assert said(f"Ferro:nsubj , {clause} , schweigt=schweigen/VERB .") == {"Ana Sol praises Luis Ferro"}


def test_name_that_the_tree_hung_on_a_day_or_month_is_found_again(said: Said) -> None:
    tree = "Am Dienstag/NOUN:obl besuchte=besuchen/VERB Ferro:nsubj ganz/ADV:advmod Peru:nmod>Dienstag ."
    assert said(tree) == {"Luis Ferro visits Peru"}


def test_name_that_the_tree_hung_on_a_name_as_flat_is_found_again(said: Said, staged: Staged) -> None:
    tree = "Gestern/ADV:advmod besuchte=besuchen/VERB Ferro:nsubj Peru:flat>Ferro ."
    assert said(tree) == {"Luis Ferro visits Peru"}
    scene = staged(tree)
    assert not is_inside(scene, scene.sentence[3])


def test_where_means_the_name_in_front_of_its_comma(said: Said) -> None:
    clause = "wohin/ADV:advmod>reist Sol:nsubj>reist reist=reisen/VERB:acl>Chile"
    assert said(f"Kuba:nsubj grüßt=grüßen/VERB Chile:obj , {clause} .") == {"Ana Sol visits Chile"}
    assert said("Wohin/ADV:advmod reist=reisen/VERB Sol:nsubj .") == set()


@pytest.mark.parametrize(
    ("genitive", "found"),
    [
        ("des Iran:obl", {"Iran criticizes Peru"}),
        ("des fernen=fern/ADJ Iran:obl", {"Iran criticizes Peru"}),
        ("im fernen=fern/ADJ Iran:obl", set()),
    ],
)
def test_genitive_behind_a_noun_is_its_owner_though_the_tree_parts_them(said: Said, genitive: str, found: set[str]) -> None:
    assert said(f"Das Militär/NOUN:nsubj {genitive} kritisiert=kritisieren/VERB Peru:obj .") == found


def test_conjunction_that_the_tree_calls_a_contractedopens_the_subject(said: Said) -> None:
    assert said("Als/ADP:case Peru:obl Chile:obj überfiel=überfallen/VERB .") == {"Peru attacks Chile"}


def test_one_who_may_act_goes_before_a_thing_as_subject(said: Said) -> None:
    assert said("Gestern/NOUN:nsubj kritisierte=kritisieren/VERB Peru:nsubj Chile:obj .") == {"Peru criticizes Chile"}


def test_subject_of_a_complement_clause_may_be_the_object_of_its_verb(said: Said) -> None:
    tree = "Peru:nsubj kritisiert=kritisieren/VERB , dass/SCONJ:mark>schweigt Chile:nsubj>schweigt schweigt=schweigen/VERB:ccomp ."
    assert said(tree) == {"Peru criticizes Chile"}


@pytest.mark.parametrize("relation", ["nmod", "nmod:poss"])
def test_genitive_that_the_tree_has_is_the_owner_beyond_doubt(staged: Staged, relation: str) -> None:
    scene = staged(f"Kuba:nsubj lobt=loben/VERB Perus=Peru:{relation}>Kritik sehr/ADV:advmod harte/ADV:advmod Kritik/NOUN:obj .")
    (noun,) = [t for t in scene.sentence if t.form == "Kritik"]
    assert [(t.form, weight) for t, weight in genitives(scene, noun)] == [("Perus", 1.0)]


@pytest.mark.parametrize(("contracted", "found"), [("ins", True), ("im", False)])
def test_slot_with_a_case_takes_a_phrase_in_that_case_alone(staged: Staged, contracted: str, found: bool) -> None:
    scene = staged(f"Kuba:nsubj schickt=schicken/VERB Brot/NOUN:obj {contracted} Peru:obl .")
    (verb,) = [t for t in scene.sentence if t.upos == "VERB"]
    frame = next(f for f in frames_at(scene, verb) if "in.acc" in f.object)
    assert [t.form for t, _ in tokens_in(scene, verb, frame, "in.acc")] == ["Peru"] * found
