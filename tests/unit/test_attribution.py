"""Who says what a sentence states, where another sentence names the speaker."""

from collections.abc import Callable

import pytest

from kg.extraction.build import Extraction
from kg.extraction.stance.attribution import attributed

WAR = "Peru:nsubj bekriege=bekriegen/VERB.Fin.Sub.Pres Chile:obj"
KNOWN = "Bolivien:nsubj habe=haben/AUX.Fin.Sub.Pres:aux davon/ADV:advmod gewusst=wissen/VERB.Part:root ."
RAIN = "Heute/ADV:advmod>fällt Regen/NOUN:nsubj>fällt fällt=fallen/VERB.Fin.Ind.Pres"
FALLING = "Regen/NOUN:nsubj>falle falle=fallen/VERB.Fin.Sub.Pres:ccomp"
COMPLAINT = "Kuba:nsubj klagte=klagen/VERB.Fin.Ind.Past ."
Read = Callable[..., Extraction]


@pytest.fixture(scope="session")
def speaker(extraction: Read) -> Callable[..., str | None]:
    """Who says the only statement of the trees."""

    def run(*trees: str) -> str | None:
        (evidence,) = extraction(*trees).evidence
        return evidence.speaker and evidence.speaker.rpartition("/")[2]

    return run


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([COMPLAINT], "Cuba"),
        (["Ana:nsubj Sol:flat>Ana warnte=warnen/VERB.Fin.Ind.Past ."], "Ana_Sol"),
        (["Die Regierung/NOUN:nsubj Kubas=Kuba:nmod>Regierung klagte=klagen/VERB.Fin.Ind.Past ."], "Cuba"),
        (["Ana:nsubj Sol:flat>Ana kam=kommen/VERB .", "Sie=sie/PRON.PPER:nsubj klagte=klagen/VERB.Fin.Ind.Past ."], "Ana_Sol"),
        (["Laut Kuba:obl fällt=fallen/VERB Regen/NOUN:nsubj ."], "Cuba"),
        ([COMPLAINT, KNOWN], "Cuba"),
        ([COMPLAINT, KNOWN, "Er=er/PRON.PPER:nsubj wisse=wissen/VERB.Fin.Sub.Pres es/PRON:obj ."], "Cuba"),
        ([f"Kuba:nsubj hielt=halten/VERB.Fin.Ind.Past dagegen/ADV:advmod , {FALLING} ."], "Cuba"),
    ],
)
def test_reported_speech_goes_on_from_the_sentence_before(speaker: Callable, before: list[str], expected: str) -> None:
    assert speaker(*before, f"{WAR} .") == expected


@pytest.mark.parametrize(
    "before",
    [
        [COMPLAINT, f"{RAIN} ."],
        ["Fachleute/NOUN:nsubj klagten=klagen/VERB.Fin.Ind.Past ."],
        ["Nora/PROPN.B-PER:nsubj Blum/PROPN.I-PER:flat>Nora klagte=klagen/VERB.Fin.Ind.Past ."],
        ["Kuba:nsubj und/CCONJ>Bolivien Bolivien:conj>Kuba klagten=klagen/VERB.Fin.Ind.Past ."],
        ["Er=er/PRON.PPER:nsubj klagte=klagen/VERB.Fin.Ind.Past ."],
        ["Der Bauer/NOUN:nsubj Kubas=Kuba:nmod>Bauer klagte=klagen/VERB.Fin.Ind.Past ."],
        ["Die Türkei:nsubj schweigt=schweigen/VERB .", "Sie=sie/PRON.PPER:nsubj klagte=klagen/VERB.Fin.Ind.Past.Sing ."],
        ["Kubas=Kuba:nsubj Einsatz/NOUN:obj lobte=loben/VERB.Fin.Ind.Past ."],
        ["Kuba:nsubj schweigt=schweigen/VERB.Fin.Ind.Pres ."],
        [],
    ],
)
def test_nobody_speaks_where_no_one_known_actor_spoke_right_before(speaker: Callable, before: list[str]) -> None:
    assert speaker(*before, f"{WAR} .") is None


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (f"{WAR} , sagte=sagen/VERB:parataxis Bolivien:nsubj>sagte .", "Bolivia"),
        (f"{WAR} , hieß=heißen/VERB:parataxis es/PRON:nsubj>hieß .", None),
        (f"{WAR} laut Fachleuten/NOUN:obl .", None),
        ("Peru:nsubj hätte=haben/AUX.Fin.Sub.Past.Sing:aux Chile:obj bekriegt=bekriegen/VERB.Part:root .", None),
        ("Peru:nsubj bekriegt=bekriegen/VERB.Fin.Ind.Pres Chile:obj angeblich/ADV:advmod .", None),
        ("Peru:nsubj bekriegt=bekriegen/VERB.Fin.Ind.Pres Chile:obj .", None),
    ],
)
def test_sentence_that_has_its_own_source_or_reports_nothing_stands_alone(speaker: Callable, own: str, expected: str | None) -> None:
    assert speaker(COMPLAINT, own) == expected


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        (["Kuba:nsubj erklärte=erklären/VERB : „ " + RAIN + ":ccomp .", "Peru:nsubj bekriegt=bekriegen/VERB Chile:obj “ ."], "Cuba"),
        (["„ Peru:nsubj bekriegt=bekriegen/VERB Chile:obj .", f"{RAIN} “ , sagte=sagen/VERB:parataxis Kuba:nsubj>sagte ."], "Cuba"),
        (["Kuba:nsubj lacht=lachen/VERB :", "„ Peru:nsubj bekriegt=bekriegen/VERB heute/ADV:advmod Chile:obj “ ."], "Cuba"),
        ([COMPLAINT, KNOWN, "„ Peru:nsubj bekriegt=bekriegen/VERB heute/ADV:advmod Chile:obj “ ."], "Cuba"),
        ([f"{RAIN} .", "„ Peru:nsubj bekriegt=bekriegen/VERB heute/ADV:advmod Chile:obj “ ."], None),
        ([f"{WAR} .", "Das/PRON:obj sagte=sagen/VERB Kuba:nsubj ."], "Cuba"),
        ([f"{WAR} .", KNOWN, "Das/PRON:obj sagte=sagen/VERB Kuba:nsubj ."], "Cuba"),
        ([f"{WAR} .", "Das Land/NOUN:nsubj Kuba:appos>Land sagte=sagen/VERB nichts/PRON:obj ."], None),
        ([f"{WAR} .", "So/ADV:advmod klagte=klagen/VERB Kuba:nsubj : „ Es/PRON:nsubj>regnet regnet=regnen/VERB:ccomp “ ."], None),
    ],
)
def test_speaker_stands_in_front_of_quotation_or_speech_or_behind_it(speaker: Callable, trees: list[str], expected: str | None) -> None:
    assert speaker(*trees) == expected


def test_what_is_denied_or_possible_in_speech_has_its_speaker(extraction: Read) -> None:
    found = extraction(
        COMPLAINT, f"{WAR} nicht/PART:advmod .", "Peru:nsubj wolle=wollen/AUX.Fin.Sub.Pres:aux Kuba:obj bekriegen/VERB.Inf ."
    )
    assert [(e.status, (e.speaker or "").rpartition("/")[2]) for e in found.evidence] == [("denied", "Cuba"), ("possible", "Cuba")]


def test_speaker_of_the_own_sentence_stays_and_what_is_asserted_needs_none(extraction: Read) -> None:
    found = extraction(
        COMPLAINT, f"{WAR} , sagte=sagen/VERB:parataxis Bolivien:nsubj>sagte .", "Peru:nsubj kritisiert=kritisieren/VERB Chile:obj ."
    )
    assert list(attributed(found.evidence, [], [])) == list(found.evidence)
    assert [(e.speaker or "").rpartition("/")[2] for e in found.evidence] == ["Bolivia", ""]
