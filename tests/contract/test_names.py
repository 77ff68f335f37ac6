"""Names at work: states, leaders and organizations are found in running text, and the day decides who is meant."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def names() -> ModuleType:
    """The benchmark of names as a module."""
    spec = importlib.util.spec_from_file_location("names_benchmark", BENCHMARKS / "names.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415 - dataclasses look their module up there

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("language", "sentences"), [("de", 400), ("en", 150)])
def test_names_of_the_benchmark_are_found(names: ModuleType, language: str, sentences: int) -> None:
    judged = names.outcomes(names.read(BENCHMARKS / f"names.{language}.jsonl"), language)
    right, found, gold = names.score(judged)
    assert len(judged) >= sentences
    assert right / found >= 0.97
    assert right / gold >= 0.95


def test_every_state_is_found_by_name_adjective_inhabitant_and_capital(names: ModuleType) -> None:
    found = [known for _, _, known in names.of_every_state()]
    assert sum(found) / len(found) >= 0.98


def meant(names: ModuleType, text: str, day: str, language: str = "de") -> dict[str, str]:
    """To the words found in the text whom they mean on the day."""
    case = names.Case(text, date.fromisoformat(day), "", ())
    (mentions,) = (names._german if language == "de" else names._plain)([case], language)
    return {text[m.char_start : m.char_end]: m.entity.name for m in mentions}


@pytest.mark.parametrize(
    ("text", "day", "words", "who"),
    [
        ("Der russische Präsident unterzeichnete das Gesetz.", "2009-04-02", "Präsident", "Dmitry Medvedev"),
        ("Der russische Präsident unterzeichnete das Gesetz.", "2014-04-02", "Präsident", "Vladimir Putin"),
        ("Bush traf Gorbatschow zu einem langen Gespräch.", "1990-06-01", "Bush", "George H. W. Bush"),
        ("Bush traf Blair zu einem langen Gespräch.", "2003-06-01", "Bush", "George W. Bush"),
        ("Die britische Premierministerin lehnte ab.", "1985-06-01", "Premierministerin", "Margaret Thatcher"),
        ("Die britische Premierministerin lehnte ab.", "2018-06-01", "Premierministerin", "Theresa May"),
        ("Der französische Präsident reiste nach Kairo.", "1962-06-01", "Präsident", "Charles de Gaulle"),
        ("Der amerikanische Präsident reiste nach Wien.", "1961-06-03", "Präsident", "John F. Kennedy"),
        ("Der NATO-Generalsekretär warnte vor Illusionen.", "2016-03-01", "Generalsekretär", "Jens Stoltenberg"),
        ("Der UN-Generalsekretär warnte vor Illusionen.", "1999-03-01", "Generalsekretär", "Kofi Annan"),
        ("Der Kremlchef schwieg zu den Vorwürfen.", "1975-03-01", "Kremlchef", "Leonid Brezhnev"),
        ("Der Kremlchef schwieg zu den Vorwürfen.", "2022-03-01", "Kremlchef", "Vladimir Putin"),
        ("Die Bundeskanzlerin blieb bei ihrem Nein.", "2010-03-01", "Bundeskanzlerin", "Angela Merkel"),
    ],
)
def test_the_day_decides_who_holds_the_office(names: ModuleType, text: str, day: str, words: str, who: str) -> None:
    found = meant(names, text, day)
    assert who in [name for span, name in found.items() if words in span]


@pytest.mark.parametrize(
    ("text", "day", "words", "what"),
    [
        ("Moskau lehnte den Vorschlag ab.", "1979-05-01", "Moskau", "Soviet Union"),
        ("Moskau lehnte den Vorschlag ab.", "1999-05-01", "Moskau", "Russia"),
        ("Belgrad lehnte den Vorschlag ab.", "1970-05-01", "Belgrad", "Yugoslavia"),
        ("Belgrad lehnte den Vorschlag ab.", "2010-05-01", "Belgrad", "Serbia"),
        ("Kinshasa bat um Hilfe für den Kongo.", "2012-05-01", "Kongo", "Democratic Republic of the Congo"),
        ("Brazzaville bat um Hilfe für den Kongo.", "2012-05-01", "Kongo", "Republic of the Congo"),
        ("Guinea-Bissau und Guinea berieten sich.", "2012-05-01", "Guinea-Bissau", "Guinea-Bissau"),
        ("Papua-Neuguinea bat um Hilfe.", "2012-05-01", "Papua-Neuguinea", "Papua New Guinea"),
        ("Nigeria half dem Nachbarn.", "2012-05-01", "Nigeria", "Nigeria"),
        ("Niger half dem Nachbarn.", "2012-05-01", "Niger", "Niger"),
        ("Dominica half dem Nachbarn.", "2012-05-01", "Dominica", "Dominica"),
        ("Die Dominikanische Republik half dem Nachbarn.", "2012-05-01", "Dominikanische Republik", "Dominican Republic"),
        ("Süd- und Nordkorea reden wieder miteinander.", "2018-05-01", "Süd", "South Korea"),
    ],
)
def test_context_and_day_decide_which_state_a_name_means(names: ModuleType, text: str, day: str, words: str, what: str) -> None:
    assert meant(names, text, day)[words] == what


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Kongo bat um Hilfe.", "Kongo"),
        ("Korea blieb ein geteiltes Land.", "Korea"),
        ("Der Gouverneur von Georgia sprach in Atlanta.", "Georgia"),
        ("Der Niger trat über die Ufer.", "Niger"),
        ("Am Jordan fand man alte Münzen.", "Jordan"),
        ("Michael Jordan gewann das Spiel.", "Jordan"),
        ("Chad Smith saß am Schlagzeug.", "Chad"),
        ("Denzel Washington gewann den Preis.", "Washington"),
        ("Die Washington Post berichtete darüber.", "Washington"),
        ("Ein Tanker sank im Golf von Guinea.", "Guinea"),
        ("Die Konrad-Adenauer-Allee wird gesperrt.", "Adenauer"),
    ],
)
def test_what_may_mean_something_else_is_left_alone(names: ModuleType, text: str, words: str) -> None:
    assert not [span for span in meant(names, text, "2012-05-01") if words in span]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Michael Jordan retired again.", "Jordan"),
        ("Chad Hurley sold the company.", "Chad"),
        ("The Georgia Tech team won.", "Georgia"),
        ("The Niger River is low.", "Niger"),
        ("Congo asked for help.", "Congo"),
        ("The Washington Post reported it.", "Washington"),
    ],
)
def test_english_names_that_may_mean_something_else_are_left_alone(names: ModuleType, text: str, words: str) -> None:
    assert not [span for span in meant(names, text, "2012-05-01", "en") if words in span]
