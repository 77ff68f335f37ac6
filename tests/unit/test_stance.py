"""Whether a document asserts, reports, considers or denies, and who speaks."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from kg.extraction.scene import Scene
from kg.extraction.stance.finding import find_stance
from kg.extraction.stance.modality import is_dated
from kg.extraction.stance.nominals import is_background, light_verb
from kg.extraction.stance.quotations import quotations
from kg.knowledge.lexicon import Frame

Said = Callable[..., set[str]]
ATTACK = "Peru attacks Chile"
THAT = "dass/SCONJ:mark>angreift Peru:nsubj>angreift Chile:obj>angreift angreift=angreifen/VERB:{}"
ATTACKED = "Chile:obj angegriffen=angreifen/VERB.Part:root"


def status(found: set[str], statement: str = ATTACK) -> str:
    (only,) = found
    assert only.startswith(statement)
    return only.removeprefix(statement).strip() or "asserted"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Peru:nsubj greift=angreifen/VERB Chile:obj .", "asserted"),
        ("Peru:nsubj kann=können/AUX:aux Chile:obj angreifen/VERB.Inf .", "possible"),
        ("Peru:nsubj wird=werden/AUX:aux Chile:obj angreifen/VERB.Inf .", "possible"),
        (f"Peru:nsubj hat=haben/AUX:aux {ATTACKED} .", "asserted"),
        (f"Peru:nsubj habe=haben/AUX:aux {ATTACKED} .", "claimed"),
        (f"Peru:nsubj soll=sollen/AUX:aux {ATTACKED} haben/AUX:aux .", "possible"),
        ("Peru:nsubj würde=werden/AUX:aux Chile:obj angreifen/VERB.Inf .", "possible"),
        ("Peru:nsubj könnte=können/AUX:aux Chile:obj angreifen/VERB.Inf .", "possible"),
        ("Peru:nsubj greife=greifen/VERB Chile:obj an/ADP.PTKVZ:compound:prt .", "claimed"),
        ("Peru:nsubj bekriege=bekriegen/VERB Chile:obj .", "claimed"),
        ("Peru:nsubj bekriege=bekriegen/VERB.Inf Chile:obj .", "asserted"),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj ?", "possible"),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj nicht/PART:advmod .", "denied"),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj möglicherweise/ADV:advmod .", "possible"),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj angeblich/ADV:advmod .", "claimed"),
        ("Weder/CCONJ:advmod bekriegte=bekriegen/VERB Peru:nsubj Chile:obj .", "denied"),
        ("Laut Kuba:obl bekriegte=bekriegen/VERB Peru:nsubj Chile:obj .", "claimed"),
        ("Nach Angaben=Angabe/NOUN:obl Kubas=Kuba:nmod>Angaben bekriegte=bekriegen/VERB Peru:nsubj Chile:obj .", "claimed"),
        ("Nach Mitternacht/NOUN:obl bekriegte=bekriegen/VERB Peru:nsubj Chile:obj .", "asserted"),
        ("Peru:nsubj bekriegte=bekriegen/VERB Chile:obj Kuba:obl zufolge/ADP:case>Kuba .", "claimed"),
    ],
)
def test_mood_modals_and_adverbs_decide(said: Said, tree: str, expected: str) -> None:
    assert status(said(tree)) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Peru:nsubj soll=sollen/AUX:aux Chile:obj nicht/PART:advmod bekriegen/VERB.Inf .", "denied"),
        ("Laut Kuba:obl kann=können/AUX:aux Peru:nsubj Chile:obj bekriegen/VERB.Inf .", "possible"),
        ("Laut Kuba:obl bekriegt=bekriegen/VERB Peru:nsubj Chile:obj nicht/PART:advmod .", "denied"),
    ],
)
def test_denial_beats_possibility_and_possibility_beats_report(said: Said, tree: str, expected: str) -> None:
    assert status(said(tree)) == expected


@pytest.mark.parametrize(
    "tree",
    [
        "Peru:nsubj lieferte=liefern/VERB Chile:iobj keine=kein/DET:det>Drohnen Drohnen=Drohne/NOUN:obj .",
        "Weder/CCONJ:cc>Peru Peru:nsubj noch/CCONJ:cc>Lima Lima:conj>Peru lieferten=liefern/VERB Chile:iobj Drohnen=Drohne/NOUN:obj .",
        "Peru:nsubj schwieg/VERB , ohne/SCONJ:mark>liefern Chile:iobj>liefern Drohnen=Drohne/NOUN:obj>liefern liefern/VERB.Inf:advcl .",
    ],
)
def test_negation_of_an_argument_or_of_the_clause_denies_the_verb(said: Said, tree: str) -> None:
    assert said(tree) == {"Peru suppliesArmsTo Chile denied"}


def test_contrast_denies_only_the_first(said: Said) -> None:
    tree = "Nicht/PART:advmod>Kuba Kuba:nsubj , sondern/CCONJ:cc>Peru Peru:conj>Kuba überfiel=überfallen/VERB Chile:obj ."
    assert ATTACK in said(tree)


def test_denial_beats_report(said: Said) -> None:
    tree = f"Kuba:nsubj bestreitet=bestreiten/VERB , {THAT.format('ccomp')} , sagte=sagen/VERB:parataxis Bolivien:nsubj>sagte ."
    assert status(said(tree)) == "denied"


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("sagt=sagen/VERB", "claimed"),
        ("fürchtet=fürchten/VERB", "possible"),
        ("dementiert=dementieren/VERB", "denied"),
        ("dementiert=dementieren/VERB nicht/PART:advmod>dementiert", "possible"),
        ("glaubt=glauben/VERB nicht/PART:advmod>glaubt", "denied"),
        ("sagt=sagen/VERB nicht/PART:advmod>sagt", "claimed"),
        ("weiß=ahnen/VERB", "asserted"),
    ],
)
def test_verb_above_decides_about_its_clause(said: Said, verb: str, expected: str) -> None:
    assert status(said(f"Kuba:nsubj {verb} , {THAT.format('ccomp')} .")) == expected


def test_all_verbs_above_count_possible_beating_claimed(said: Said) -> None:
    tree = f"Kuba:nsubj sagt=sagen/VERB , Bolivien:nsubj>fürchtet fürchtet=fürchten/VERB:ccomp , {THAT.format('ccomp>fürchtet')} ."
    assert status(said(tree)) == "possible"


@pytest.mark.parametrize("mark", ["wenn", "falls"])
def test_condition_is_possible(said: Said, mark: str) -> None:
    tree = f"Kuba:nsubj flieht=fliehen/VERB , {THAT.format('advcl').replace('dass', mark)} ."
    assert status(said(tree)) == "possible"


def test_reason_is_asserted(said: Said) -> None:
    assert status(said(f"Kuba:nsubj flieht=fliehen/VERB , {THAT.format('advcl').replace('dass', 'weil')} .")) == "asserted"


def test_purpose_is_possible(said: Said) -> None:
    purpose = "um/SCONJ:mark>anzugreifen Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:advcl"
    assert status(said(f"Peru:nsubj rüstet=rüsten/VERB , {purpose} .")) == "possible"


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("plant=planen/VERB", "possible"), ("verspricht=versprechen/VERB", "possible"), ("weigert=weigern/VERB sich/PRON:expl", "denied")],
)
def test_infinitive_is_what_its_verb_makes_of_it(said: Said, verb: str, expected: str) -> None:
    assert status(said(f"Peru:nsubj {verb} , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp .")) == expected


def test_infinitive_of_an_adjective_is_possible(said: Said) -> None:
    tree = "Peru:nsubj ist=sein/AUX:cop bereit/ADJ:root , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp ."
    assert status(said(tree)) == "possible"


def test_promise_with_a_word_of_readiness_is_possible(said: Said) -> None:
    infinitive = "Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp"
    tree = f"Peru:nsubj erklärt=erklären/VERB sich/PRON:expl bereit/ADJ:advmod>erklärt , {infinitive} ."
    assert status(said(tree)) == "possible"


@pytest.mark.parametrize(("noun", "expected"), [("Plan", "possible"), ("Weigerung", "denied")])
def test_infinitive_of_a_noun_is_what_the_noun_makes_of_it(said: Said, noun: str, expected: str) -> None:
    tree = f"Peru:nsubj bekräftigt=bekräftigen/VERB die {noun}/NOUN:obj , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:acl>{noun} ."
    assert status(said(tree)) == expected


def test_modal_of_the_first_verb_holds_for_a_second_infinitive(said: Said) -> None:
    tree = "Peru:nsubj will=wollen/AUX:aux rüsten/VERB.Inf und/CCONJ Chile:obj>bekriegen bekriegen/VERB.Inf:conj ."
    assert status(said(tree)) == "possible"
    finite = tree.replace("bekriegen/VERB.Inf", "bekriegt=bekriegen/VERB").replace(">bekriegen", ">bekriegt")
    assert status(said(finite)) == "asserted"


@pytest.mark.parametrize(
    ("tail", "expected", "speaker"),
    [
        (", sagte=sagen/VERB:parataxis Kuba:nsubj>sagte .", "claimed", "Cuba"),
        (", sagte=sagen/VERB:parataxis der Minister/NOUN:nsubj>sagte .", "claimed", None),
        (", lachte=lachen/VERB:parataxis Kuba:nsubj>lachte .", "asserted", None),
    ],
)
def test_verb_of_saying_behind_its_sentence_makes_it_a_claim(extraction: Callable, tail: str, expected: str, speaker: str | None) -> None:
    (found,) = extraction(f"Peru:nsubj bekriegt=bekriegen/VERB Chile:obj {tail}").evidence
    assert (found.status, found.speaker and found.speaker.rpartition("/")[2]) == (expected, speaker)


def test_speaker_is_the_subject_of_the_verb_of_saying(extraction: Callable) -> None:
    (found,) = extraction(f"Kubas=Kuba:nmod>Regierung Regierung/NOUN:nsubj sagte=sagen/VERB , {THAT.format('ccomp')} .").evidence
    assert found.speaker.endswith("Cuba")


# --- nouns ------------------------------------------------------------------------------------------------------

BETWEEN = "zwischen Peru:nmod>Abkommen und/CCONJ Chile:conj>Peru"
THEIRS = BETWEEN.replace(">Abkommen", ">Abkommens")
PACT = "Chile signedAgreementWith Peru"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Peru:nsubj schloss=schließen/VERB mit Chile:obl ein Abkommen/NOUN:obj .", "asserted"),
        ("Peru:nsubj schloss=schließen/VERB mit Chile:obl kein/DET Abkommen/NOUN:obj .", "denied"),
        ("Peru:nsubj will=wollen/AUX:aux mit Chile:obl ein Abkommen/NOUN:obj schließen/VERB.Inf:root .", "possible"),
        (f"Kuba:nsubj fordert=fordern/VERB ein Abkommen/NOUN:obj {BETWEEN} .", "possible"),
        (f"Kuba:nsubj lehnt=ablehnen/VERB ein Abkommen/NOUN:obj {BETWEEN} ab/ADV:advmod .", "denied"),
        (f"Der Plan/NOUN:nsubj eines Abkommens=Abkommen/NOUN:nmod>Plan {THEIRS} reift=reifen/VERB .", "possible"),
        (f"Das Ende/NOUN:nsubj des Abkommens=Abkommen/NOUN:nmod>Ende {THEIRS} naht=nahen/VERB .", "denied"),
        (f"Das geplante=geplant/ADJ Abkommen/NOUN:nsubj {BETWEEN} ruht=ruhen/VERB .", "possible"),
        (f"Das angebliche=angeblich/ADJ Abkommen/NOUN:nsubj {BETWEEN} ruht=ruhen/VERB .", "claimed"),
        (f"Laut Kuba:obl ruht=ruhen/VERB das Abkommen/NOUN:nsubj {BETWEEN} .", "claimed"),
        (f"Kuba:nsubj kann=können/AUX:aux das Abkommen/NOUN:obj {BETWEEN} lesen/VERB.Inf .", "asserted"),
        (f"Kuba:nsubj kann=können/AUX:aux ein Abkommen/NOUN:obj {BETWEEN} lesen/VERB.Inf .", "possible"),
        (f"Falls/SCONJ:mark das Abkommen/NOUN:nsubj {BETWEEN} reift=reifen/VERB .", "possible"),
        (f"Nicht/PART:advmod>Abkommen das erste=erst/ADJ Abkommen/NOUN:nsubj {BETWEEN} reift=reifen/VERB .", "asserted"),
    ],
)  # fmt: skip
def test_noun_is_what_the_words_around_it_make_of_it(said: Said, tree: str, expected: str) -> None:
    assert status({s for s in said(tree) if PACT in s}, PACT) == expected


def test_so_with_a_name_makes_a_claim(said: Said) -> None:
    tree = "Peru:nsubj überfiel=überfallen/VERB , so/ADV:advmod>Kuba Kuba:parataxis , Chile:obj ."
    assert said(tree) == {f"{ATTACK} claimed"}


def test_what_somebody_is_called_is_a_claim(said: Said) -> None:
    tree = "Kuba:nsubj bezeichnet=bezeichnen/VERB Peru:obj als/ADP:case Verbündeten=Verbündeter/NOUN:obl Chiles=Chile:nmod>Verbündeten ."
    assert "Chile alliedWith Peru claimed" in said(tree)


# --- quotation marks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Er sagte: „Wir greifen bald an.“", ["Wir greifen bald an."]),
        ('Er sagte: "Wir greifen bald an."', ["Wir greifen bald an."]),
        ("Er sagte: »Wir greifen bald an.«", ["Wir greifen bald an."]),
        ("Er sagte: «Wir greifen bald an.»", ["Wir greifen bald an."]),
        ("Er sagte: ‚Wir greifen bald an.‘", ["Wir greifen bald an."]),
        ("„Wir sind hier. Wir bleiben hier.“ Er ging.", ["Wir sind hier. Wir bleiben hier."]),
        ("Das „Land der Inka“ schweigt.", []),
        ("Die Wort„trennung ist hier falsch“.", []),
        ("Ein „offenes Zitat ohne ein Ende.", []),
        ("„Ein Zitat hört mit\n\ndem Absatz auf“, sagte er.", []),
    ],
)
def test_quotation_has_four_words_and_ends_with_its_mark_or_the_paragraph(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


def test_quotation_over_two_sentences_is_a_claim_of_its_speaker(extraction: Callable) -> None:
    found = extraction(
        "„ Regen/NOUN:nsubj fällt=fallen/VERB heute/ADV:advmod .",
        "Peru:nsubj bekriegt=bekriegen/VERB Chile:obj “ , sagte=sagen/VERB:dep Kuba:nsubj>sagte .",
        "Peru:nsubj kritisiert=kritisieren/VERB Chile:obj .",
    )
    assert [(e.status, (e.speaker or "").rpartition("/")[2]) for e in found.evidence] == [("claimed", "Cuba"), ("asserted", "")]


def test_quotation_without_a_verb_of_saying_is_a_claim_of_nobody(extraction: Callable) -> None:
    (found,) = extraction("„ Peru:nsubj bekriegt=bekriegen/VERB heute/ADV:advmod Chile:obj “ .").evidence
    assert (found.status, found.speaker) == ("claimed", None)


def test_title_in_quotation_marks_is_no_claim(said: Said) -> None:
    between = BETWEEN.replace("Abkommen", "Partnerschaft")
    tree = f"Die » strategische/ADJ und/CCONJ umfassende/ADJ Partnerschaft/NOUN:nsubj {between} « ruht=ruhen/VERB ."
    assert not any("claimed" in s for s in said(tree))


# --- scope ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Peru:nsubj bekriegt=bekriegen/VERB nicht/PART:advmod nur/ADV:advmod Chile:obj .", "asserted"),
        ("Peru:nsubj bekriegt=bekriegen/VERB nicht/PART:advmod>länger länger=lang/ADJ:advmod Chile:obj .", "denied"),
        ("Niemand/PRON:nsubj>rüstet rüstet=rüsten/VERB:parataxis ; Peru:nsubj bekriegt=bekriegen/VERB Chile:obj .", "asserted"),
        (
            "Bekriegt=bekriegen/VERB:advcl>flieht Peru:nsubj>Bekriegt Chile:obj>Bekriegt , flieht=fliehen/VERB Kuba:nsubj .",
            "possible",
        ),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj , sofern/SCONJ:mark>hilft Kuba:nsubj>hilft hilft=helfen/VERB:advcl .", "possible"),
        ("Warum/ADV:advmod bekriegt=bekriegen/VERB Peru:nsubj Chile:obj ?", "asserted"),
        ("Peru:nsubj bekriegt=bekriegen/VERB demnächst/ADV:advmod Chile:obj .", "possible"),
        ("Peru:nsubj durfte=dürfen/AUX:aux Chile:obj bekriegen/VERB.Inf .", "asserted"),
        ("Peru:nsubj will=wollen/AUX:aux Chile:obj angegriffen=angreifen/VERB.Part.VVPP:root haben/AUX:aux .", "claimed"),
        ("Peru:nsubj wagt=wagen/VERB , Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp .", "asserted"),
    ],
)
def test_grammar_of_the_clause_bounds_what_its_words_do(said: Said, tree: str, expected: str) -> None:
    assert status({s for s in said(tree) if s.startswith(ATTACK)}) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (f"Kuba:nsubj weist=zurückweisen/VERB den Vorwurf/NOUN:obj zurück/ADV:advmod , {THAT.format('acl>Vorwurf')} .", "denied"),
        (f"Kuba:nsubj erhebt=erheben/VERB den Vorwurf/NOUN:obj , {THAT.format('acl>Vorwurf')} .", "claimed"),
        (f"Kuba:nsubj weist=weisen/VERB weit/ADV:advmod von sich/PRON:obl , {THAT.format('ccomp')} .", "denied"),
        (f"Kuba:nsubj nennt=nennen/VERB es/PRON:obj eine Lüge/NOUN:xcomp , {THAT.format('ccomp')} .", "denied"),
        ("Peru:nsubj bekriegt=bekriegen/VERB Chile:obj , wie/ADV:mark>sagte Kuba:nsubj>sagte sagte=sagen/VERB:acl>Chile .", "claimed"),
        (
            "Peru:nsubj bekriegt=bekriegen/VERB Chile:obj , wie/ADV:mark>verkündet Kuba:nsubj>verkündet verkündet=verkünden/VERB:acl .",
            "asserted",
        ),
        ("Kuba:nsubj behauptet=behaupten/VERB , Peru:nsubj>bekriegt bekriegt=bekriegen/VERB:conj Chile:obj>bekriegt .", "claimed"),
        ("Kuba:nsubj sagt=sagen/VERB dies/PRON:obj ; Peru:nsubj>bekriegt bekriegt=bekriegen/VERB:ccomp Chile:obj>bekriegt .", "asserted"),
    ],
)
def test_reports_and_rejections_reach_their_clause_only(said: Said, tree: str, expected: str) -> None:
    assert status({s for s in said(tree) if s.startswith(ATTACK)}) == expected


# --- words without a frame --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "word", "denotes", "expected"),
    [
        (
            "Peru:nsubj will=wollen/AUX:aux die Gespräche=Gespräch/NOUN:obj mit Chile:nmod>Gespräche führen/VERB.Inf:root .",
            "Gespräche",
            "negotiatesWith",
            "possible",
        ),
        (
            "Peru:nsubj führt=führen/VERB mit Chile:obl keine=kein/DET:det>Gespräche Gespräche=Gespräch/NOUN:obj .",
            "Gespräche",
            "negotiatesWith",
            "denied",
        ),
        ("Peru:nsubj sagt=zusagen/VERB Chile:iobj Panzer/NOUN:obj .", "sagt", "suppliesArmsTo", "possible"),
        ("Peru:nsubj sagt=zusagen/VERB Chile:iobj Panzer/NOUN:obj .", "Panzer", "suppliesArmsTo", "possible"),
        ("Peru:nsubj verzichtet=verzichten/VERB auf Panzer/NOUN:obl .", "Panzer", "suppliesArmsTo", "denied"),
        ("Peru:nsubj lässt=lassen/VERB das Treffen/NOUN:obj platzen/VERB.Inf:xcomp .", "Treffen", "meetsWith", "denied"),
        ("Peru:nsubj stellt=stellen/VERB Gespräche=Gespräch/NOUN:obj in Aussicht/NOUN:obl .", "Gespräche", "negotiatesWith", "possible"),
        ("Der Krieg/NOUN:nsubj>vorüber ist=sein/AUX:cop>vorüber vorüber/ADV:root .", "Krieg", "atWarWith", "denied"),
        (
            "Perus=Peru:nmod>Verbündeter Verbündeter/NOUN:nsubj Chile:flat>Verbündeter will=wollen/AUX:aux fliehen/VERB.Inf:root .",
            "Verbündeter",
            "alliedWith",
            "asserted",
        ),
        ("Nach dem Treffen/NOUN:obl will=wollen/AUX:aux Peru:nsubj fliehen/VERB.Inf:root .", "Treffen", "meetsWith", "asserted"),
        ("Peru:nsubj droht=drohen/VERB mit Krieg/NOUN:obl .", "Krieg", "attacks", "possible"),
        ("Peru:nsubj droht=drohen/VERB mit Krieg/NOUN:obl .", "Krieg", "threatens", "asserted"),
        (
            "„ Peru:nsubj ist=sein/AUX:cop ein Freund/NOUN:root “ , sagte=sagen/VERB:parataxis Ana:nsubj>sagte .",
            "Freund",
            "praises",
            "asserted",
        ),
        (
            "„ Peru:nsubj ist=sein/AUX:cop ein Freund/NOUN:root “ , sagte=sagen/VERB:parataxis Ana:nsubj>sagte .",
            "Freund",
            "alliedWith",
            "claimed",
        ),
        ("Kuba:nsubj gilt=gelten/VERB als/ADP:case Partner/NOUN:obl .", "Partner", "cooperatesWith", "claimed"),
        ("Als/ADP:case Partner/NOUN:obl darf=dürfen/AUX:aux Kuba:nsubj mitreden/VERB.Inf:root .", "Partner", "cooperatesWith", "asserted"),
    ],
)
def test_word_without_slots_is_what_the_parse_makes_of_it(
    staged: Callable[[str], Scene], tree: str, word: str, denotes: str, expected: str
) -> None:
    scene = staged(tree)
    trigger = next(t for t in scene.sentence if t.form == word)
    text = " " * scene.sentence.start + "".join(t.form.ljust(n.start - t.start) for t, n in pairwise([*scene.sentence, scene.sentence[-1]]))
    frame = Frame("", trigger.lemma, "noun", denotes, (), ())
    assert find_stance(scene, trigger, frame, quotations(text)).status == expected


# --- how far a verb of saying reaches


@pytest.mark.parametrize(("mark", "expected"), [(";", "asserted"), (",", "claimed")])
@pytest.mark.parametrize("relation", ["conj", "parataxis"])
def test_semicolon_ends_what_somebody_says(said: Said, mark: str, relation: str, expected: str) -> None:
    says = "Kuba:nsubj sagte=sagen/VERB , Bolivien:nsubj>schweige schweige=schweigen/VERB.Sub:ccomp"
    assert status(said(f"{says} {mark} Peru:nsubj>angriff angriff=angreifen/VERB:{relation}>schweige Chile:obj>angriff .")) == expected


@pytest.mark.parametrize(("adjective", "expected"), [("möglicher=möglich", "possible"), ("angeblicher=angeblich", "claimed")])
def test_adjective_in_front_of_a_noun_tells_how_sure_it_is(said: Said, adjective: str, expected: str) -> None:
    tree = f"Ein {adjective}/ADJ Angriff/NOUN:nsubj Perus=Peru:nmod>Angriff auf Chile:nmod>Angriff beschäftigt=beschäftigen/VERB Kuba:obj ."
    assert status(said(tree)) == expected


@pytest.mark.parametrize(
    ("noun", "expected"), [("Vorwurf", "claimed"), ("Verdacht", "claimed"), ("Brotbericht", "claimed"), ("Tag", "asserted")]
)
def test_clause_of_a_noun_of_saying_is_alleged(said: Said, noun: str, expected: str) -> None:
    clause = f"Peru:nsubj>angriff angriff=angreifen/VERB:acl>{noun} Chile:obj>angriff"
    assert status(said(f"Der {noun}/NOUN:nsubj , {clause} , schmerzt=schmerzen/VERB Kuba:obj .")) == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("kommende=kommend/ADJ Woche/NOUN:obl", "possible"),
        ("kommende=kommende/ADJ Woche/NOUN:obl", "possible"),  # its lemma is no word of the lexicon
        ("Kommnde=kommend/ADJ Woche/NOUN:obl", "possible"),  # its form is none
        ("diese/DET Woche/NOUN:obl", "asserted"),
    ],
)
def test_present_beside_a_time_to_come_is_only_possible(said: Said, time: str, expected: str) -> None:
    assert status(said(f"Peru:nsubj bekriegt=bekriegen/VERB.Fin.Pres {time} Chile:obj .")) == expected


def test_modal_of_the_last_infinitive_holds_for_those_joined_to_it(said: Said) -> None:
    last = "Kuba:obj>meiden meiden/VERB.Inf:conj kann=können/AUX:aux>meiden"
    assert said(f"Peru:nsubj Chile:obj angreifen/VERB.Inf und/CCONJ:cc>meiden {last} .") == {f"{ATTACK} possible"}
    assert said(f"Peru:nsubj Chile:obj bekriegt=bekriegen/VERB.Fin und/CCONJ:cc>meiden {last} .") == {ATTACK}


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("glaubt=glauben", "denied"), ("rechnet=rechnen", "denied"), ("meint=meinen", "denied"), ("schläft=schlafen", "asserted")],
)
def test_who_does_not_believe_it_denies_it(said: Said, verb: str, expected: str) -> None:
    clause = THAT.format("ccomp")
    assert status(said(f"Kuba:nsubj {verb}/VERB nicht/PART:advmod , {clause} .")) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("besucht=besuchen/VERB.Fin.Pres {} am Freitag/NOUN:obl", True),
        ("besucht=besuchen/VERB.Fin.Pres {} am Wochenende/NOUN:obl", True),
        ("besucht=besuchen/VERB.Fin.Pres {} in dieser=dieser/DET:det>Woche Woche/NOUN:obl", True),
        ("besucht=besuchen/VERB.Fin.Pres {} jeden=jeder/DET:det>Freitag Freitag/NOUN:obl", False),
        ("besucht=besuchen/VERB.Fin.Pres {} am Abend/NOUN:obl", False),
        ("besuche=besuchen/VERB.Fin.Pres {} am Freitag/NOUN:obl", False),
        ("besuchte=besuchen/VERB.Fin.Past {} am Freitag/NOUN:obl", False),
        ("hat=haben/AUX:aux {} am Freitag/NOUN:obl besucht=besuchen/VERB.Part.Pres", False),
    ],
)
def test_present_on_a_day_of_the_week_is_dated(staged: Callable[[str], Scene], clause: str, expected: bool) -> None:
    scene = staged(f"Peru:nsubj {clause.format('Chile:obj')} .")
    (verb,) = [t for t in scene.sentence if t.upos == "VERB"]
    assert is_dated(scene, verb) is expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Kuba:nsubj , Freund/NOUN:appos>Kuba Perus=Peru:nmod>Freund , schweigt=schweigen/VERB .", True),
        ("Kuba:nsubj , Freund/NOUN:appos>Kuba Perus=Peru:nmod>Freund ist=sein/AUX:cop>Freund , schweigt=schweigen/VERB .", False),
        ("Perus=Peru:nmod>Freund Freund/NOUN:nsubj Kuba:appos>Freund schweigt=schweigen/VERB .", True),
        ("Ist=sein/AUX:cop>Freund Perus=Peru:nmod>Freund Freund/NOUN:nsubj Kuba:appos>Freund schweigt=schweigen/VERB .", False),
        ("Als/ADP:case>Freund Freund/NOUN:obl Perus=Peru:nmod>Freund schweigt=schweigen/VERB Kuba:nsubj .", True),
        ("Als/ADP:case>Freund Freund/NOUN:obl Perus=Peru:nmod>Freund betrachtet=betrachten/VERB Kuba:nsubj Chile:obj .", False),
        ("Nach dem Freund/NOUN:obl schweigt=schweigen/VERB Kuba:nsubj .", True),
        ("Kuba:nsubj ist=sein/AUX:cop Freund/NOUN:root Perus=Peru:nmod>Freund .", False),
    ],
)
def test_what_is_said_in_passing_is_background_unless_a_copula_says_it(staged: Callable[[str], Scene], tree: str, expected: bool) -> None:
    scene = staged(tree)
    (noun,) = [t for t in scene.sentence if t.form == "Freund"]
    assert is_background(scene, noun) is expected


@pytest.mark.parametrize(("mark", "expected"), [("um", set()), ("weil", {"Chile alliedWith Cuba denied"})])
def test_what_is_done_to_prevent_something_does_not_deny_it(said: Said, mark: str, expected: set[str]) -> None:
    league = "ein Bündnis/NOUN:obj>verhindern Kubas=Kuba:nmod>Bündnis mit Chile:nmod>Bündnis"
    found = said(f"Peru:nsubj schweigt=schweigen/VERB , {mark}/SCONJ:mark>verhindern {league} verhindern/VERB:advcl .")
    assert {one for one in found if one.endswith("denied")} == expected


@pytest.mark.parametrize(
    ("verb", "noun", "expected"),
    [
        ("erhob=erheben", "Vorwurf", "claimed"),
        ("bestritt=bestreiten", "Vorwurf", "denied"),
        ("trug=tragen", "Hut", "asserted"),
    ],
)
def test_clause_behind_a_noun_of_saying_is_what_it_alleges(said: Said, verb: str, noun: str, expected: str) -> None:
    clause = "Peru:nsubj>angriff angriff=angreifen/VERB:ccomp Chile:obj>angriff"
    assert status(said(f"Kuba:nsubj {verb}/VERB den {noun}/NOUN:obj , {clause} .")) == expected


@pytest.mark.parametrize(("noun", "expected"), [("Absicht", "possible"), ("Bereitschaft", "possible"), ("Freude", "asserted")])
@pytest.mark.parametrize("relation", ["ccomp", "xcomp"])
def test_infinitive_that_something_possible_governs_is_possible(said: Said, noun: str, expected: str, relation: str) -> None:
    clause = f"Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:{relation}>lehrt"
    assert status(said(f"Peru:nsubj lehrt=lehren/VERB die {noun}/NOUN:obj , {clause} .")) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Das Bündnis/NOUN:nsubj Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis scheiterte=scheitern/VERB .", "denied"),
        ("Das Bündnis/NOUN:nsubj Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis könnte=können/AUX:aux scheitern/VERB.Inf .", "asserted"),
        ("Kuba:nsubj widerrief=widerrufen/VERB das Bündnis/NOUN:obj Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis .", "denied"),
        (
            "Kuba:nsubj zog=ziehen/VERB das Bündnis/NOUN:obj Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis in Betracht/NOUN:obl .",
            "possible",
        ),
        ("Kuba:nsubj schwieg=schweigen/VERB zum Bündnis/NOUN:obl Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis .", "asserted"),
    ],
)
def test_verb_tells_what_becomes_of_the_noun_that_it_governs(said: Said, tree: str, expected: str) -> None:
    assert status(said(tree), "Chile alliedWith Peru") == expected


@pytest.mark.parametrize("mark", [",", "“", '"', "«", "”"])
@pytest.mark.parametrize("relation", ["parataxis", "ccomp"])
def test_speech_that_its_verb_follows_is_claimed(said: Said, mark: str, relation: str) -> None:
    says = f"sagte=sagen/VERB:{relation}>angriff Kuba:nsubj>sagte"
    assert status(said(f"Peru:nsubj>angriff angriff=angreifen/VERB:root Chile:obj>angriff {mark} {says} .")) == "claimed"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("ohne/ADP:case>angriff", "asserted"), ("ohne/PART:advmod>angriff", "denied"), ("nie/ADV:advmod>angriff", "denied")],
)
def test_preposition_denies_nothing_of_its_verb(said: Said, word: str, expected: str) -> None:
    assert status(said(f"Peru:nsubj>angriff angriff=angreifen/VERB:root {word} Chile:obj>angriff .")) == expected


def test_membership_that_begins_on_a_day_to_come_is_possible(said: Said) -> None:
    accession = "Peru:nsubj tritt=treten/VERB.Fin.Pres {} der NATO:iobj bei/ADP.PTKVZ:compound:prt ."
    assert said(accession.format("am Freitag/NOUN:obl")) == {"Peru memberOf NATO possible"}
    assert said(accession.format("")) == {"Peru memberOf NATO"}


@pytest.mark.parametrize(
    ("tree", "verb"),
    [
        ("Sie/PRON:nsubj führen/VERB Gespräche=Gespräch/NOUN:obj .", "führen"),
        ("Gespräche=Gespräch/NOUN:nsubj:pass werden/AUX:aux:pass geführt=führen/VERB.Part .", "geführt"),
        ("Gespräche=Gespräch/NOUN:nsubj beginnen/VERB .", "beginnen"),
        ("Gespräche=Gespräch/NOUN:nsubj führen/VERB Namen=Name/NOUN:obj .", None),
        ("Es/PRON:nsubj kommt=kommen/VERB zu Gespräche=Gespräch/NOUN:obl .", "kommt"),
        ("Es/PRON:nsubj kommt=kommen/VERB zu Gespräche=Gespräch/NOUN:obj .", "kommt"),
        ("Sie/PRON:nsubj meiden/VERB Gespräche=Gespräch/NOUN:obj .", None),
        ("Das sind=sein/AUX:cop Gespräche=Gespräch/NOUN:root .", "Gespräche"),
    ],
)
def test_light_verb_only_says_that_its_noun_happens(staged: Callable[[str], Scene], tree: str, verb: str | None) -> None:
    scene = staged(tree)
    (noun,) = [t for t in scene.sentence if t.form == "Gespräche"]
    found = light_verb(scene, noun)
    assert (found.form if found else None) == verb


@pytest.mark.parametrize("relation", ["advmod", "amod", "xcomp", "obl", "mark"])
@pytest.mark.parametrize(("word", "expected"), [("vermutlich", "possible"), ("angeblich", "claimed"), ("gestern", "asserted")])
def test_word_beside_the_verb_tells_how_sure_it_is_however_it_hangs_on_it(said: Said, relation: str, word: str, expected: str) -> None:
    assert status(said(f"Peru:nsubj>angriff angriff=angreifen/VERB:root {word}/ADV:{relation}>angriff Chile:obj>angriff .")) == expected


@pytest.mark.parametrize(("relation", "expected"), [("ccomp", ""), ("xcomp", " possible")])
def test_what_may_be_taught_is_so_and_what_one_may_learn_to_do_is_possible(said: Said, relation: str, expected: str) -> None:
    clause = f"Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:{relation}>lehren"
    assert said(f"Peru:nsubj könnte=können/AUX:aux Kuba:obj lehren/VERB.Inf , {clause} .") == {f"{ATTACK}{expected}"}


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("falsch/ADJ:xcomp", "denied"),
        ("falschen=falsch/ADJ:xcomp", "denied"),  # only its lemma is known
        ("falsch=fälschen/VERB:xcomp", "denied"),  # only its form is
        ("eine Lüge/NOUN:obl", "denied"),
        ("schön/ADJ:xcomp", "claimed"),
    ],
)
def test_word_of_rejection_beside_the_verb_denies_its_clause(said: Said, beside: str, expected: str) -> None:
    assert status(said(f"Kuba:nsubj nennt=nennen/VERB es/PRON:obj {beside} , {THAT.format('ccomp')} .")) == expected


@pytest.mark.parametrize("auxiliary", ["ist=sein/AUX.Fin:aux", "war=sein/AUX.Fin:aux", "sind=sein/AUX:aux"])
def test_passive_perfect_tells_what_happened(said: Said, auxiliary: str) -> None:
    tree = f"Chile:nsubj:pass {auxiliary} von Peru:obl angegriffen=angreifen/VERB.Part:root worden=werden/AUX.Part:aux:pass ."
    assert status(said(tree)) == "asserted"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("Warum/ADV:advmod bekriegt=bekriegen/VERB Peru:nsubj Chile:obj ?", "asserted"),
        ("Peru:nsubj bekriegt=bekriegen/VERB fast/ADV:advmod nicht/PART:advmod Chile:obj .", "denied"),
        ("Peru:nsubj bekriegt=bekriegen/VERB nicht/PART:advmod länger/ADV:advmod Chile:obj .", "denied"),
        ("Peru:nsubj bekriegt=bekriegen/VERB nicht/PART:advmod>Kuba Kuba:obl sondern/CCONJ:cc>Chile Chile:obj .", "asserted"),
        ("Falls/SCONJ:mark Peru:nsubj Chile:obj bekriegt=bekriegen/VERB .", "possible"),
        (
            "Kuba:nsubj lacht=lachen/VERB , da/SCONJ:mark>bekriegt Peru:nsubj>bekriegt Chile:obj>bekriegt bekriegt=bekriegen/VERB:advcl .",
            "asserted",
        ),
        (
            "Kuba:nsubj lacht=lachen/VERB , um/SCONJ:mark>bekriegt Peru:nsubj>bekriegt Chile:obj>bekriegt bekriegt=bekriegen/VERB:advcl .",
            "possible",
        ),
    ],
)
def test_small_words_of_the_clause_decide(said: Said, tree: str, expected: str) -> None:
    assert status(said(tree)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("", "denied"), ("fast/ADV:advmod", "asserted"), ("nicht/PART:advmod", "asserted"), ("längst/ADV:advmod", "denied")],
)
def test_what_is_over_is_denied_and_what_almost_is_still_stands(said: Said, words: str, expected: str) -> None:
    league = "Das Bündnis/NOUN:nsubj Perus=Peru:nmod>Bündnis mit Chile:nmod>Bündnis"
    assert status(said(f"{league} ist=sein/AUX:cop {words} erloschen/ADJ:root ."), "Chile alliedWith Peru") == expected


@pytest.mark.parametrize(("word", "expected"), [("aber", "asserted"), ("jedoch", "asserted"), ("heute", "denied")])
def test_negation_before_an_adversative_is_of_what_follows(said: Said, word: str, expected: str) -> None:
    assert (
        status(said(f"Peru:nsubj bekriegt=bekriegen/VERB Chile:obj , nicht/PART:advmod {word}/ADV:advmod immer/ADV:advmod .")) == expected
    )


@pytest.mark.parametrize(("verb", "expected"), [("vereinbarte=vereinbaren", " possible"), ("absolvierte=absolvieren", "")])
def test_meeting_that_is_approved_may_happen(said: Said, verb: str, expected: str) -> None:
    tree = f"Peru:nsubj {verb}/VERB ein Treffen/NOUN:obj mit Chile:nmod>Treffen ."
    assert said(tree) == {f"Chile meetsWith Peru{expected}"}


@pytest.mark.parametrize(("word", "verb", "expected"), [("was", "bestritt=bestreiten", "denied"), ("was", "mochte=mögen", "asserted")])
@pytest.mark.parametrize("relation", ["advcl", "parataxis", "ccomp"])
def test_comment_that_denies_what_was_said_denies_it(said: Said, word: str, verb: str, expected: str, relation: str) -> None:
    comment = f"{word}/PRON:obj>{verb.partition('=')[0]} Kuba:nsubj>{verb.partition('=')[0]} {verb}/VERB:{relation}>bekriegt"
    assert status(said(f"Peru:nsubj>bekriegt bekriegt=bekriegen/VERB:root Chile:obj>bekriegt , {comment} .")) == expected


@pytest.mark.parametrize(
    ("adjective", "expected"),
    [("abgesagtes=abgesagt", "denied"), ("ausgebliebenes=ausgeblieben", "denied"), ("langes=lang", "asserted")],
)
def test_adjective_that_says_it_did_not_happen_denies_its_noun(said: Said, adjective: str, expected: str) -> None:
    tree = f"Das {adjective}/ADJ Treffen/NOUN:nsubj Perus=Peru:nmod>Treffen mit Chile:nmod>Treffen schadet=schaden/VERB Kuba:iobj ."
    assert status(said(tree), "Chile meetsWith Peru") == expected


@pytest.mark.parametrize(("verb", "expected"), [("platzen/VERB.Inf", "denied"), ("laufen/VERB.Inf", "asserted")])
def test_who_lets_it_fail_denies_it(said: Said, verb: str, expected: str) -> None:
    meeting = "das Treffen/NOUN:obj Perus=Peru:nmod>Treffen mit Chile:nmod>Treffen"
    found = {one for one in said(f"Kuba:nsubj ließ=lassen/VERB {meeting} {verb}:xcomp .") if one.startswith("Chile meetsWith Peru")}
    assert status(found, "Chile meetsWith Peru") == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [("falsch/ADJ", "denied"), ("falsche=falsch/ADJ", "denied"), ("eine Lüge/NOUN", "denied"), ("bekannt/ADJ", "asserted")],
)
def test_clause_that_is_called_untrue_is_denied(said: Said, head: str, expected: str) -> None:
    assert status(said(f"Es/PRON:expl ist=sein/AUX:cop {head}:root , {THAT.format('csubj')} .")) == expected
