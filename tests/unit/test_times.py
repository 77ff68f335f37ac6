import re
from dataclasses import replace
from datetime import date

import pytest

from kg.extraction.grounding import Passage, time_of
from kg.extraction.statements import Interval, days_in
from kg.extraction.timing.calendars import Part, around, months, part_of
from kg.extraction.timing.expressions import TimeExpression, last_named
from kg.extraction.timing.finding import find_times
from kg.reading.documents import Document
from kg.reading.sentences import Sentence, Token, read_conllu

THURSDAY = date(2014, 8, 21)


def sentence(text: str, offset: int = 0) -> Sentence:
    """The text's words and marks as tokens in a chain."""
    found = re.finditer(r"\w+|[^\w\s]", text)
    return Sentence(tuple(Token(i, m[0], m[0], "", i - 1, "dep", m.start() + offset, m.end() + offset) for i, m in enumerate(found)))


def found(text: str, published: date | None = THURSDAY, **options: str) -> list[tuple[str, str]]:
    return [(text[t.start : t.end], str(t.interval)) for t in find_times(sentence(text), published, **options)]


def one(text: str, published: date | None = THURSDAY) -> TimeExpression:
    (only,) = find_times(sentence(text), published)
    return only


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("am 24. März 2009", "2009-03-24"),
        ("am 24. Jänner 2009", "2009-01-24"),
        ("am 24. 3. 2009", "2009-03-24"),
        ("am 24.03.09", "2009-03-24"),
        ("am 24. III. 2009", "2009-03-24"),
        ("am 2009-03-24", "2009-03-24"),
        ("am Dienstag, dem 24. März 2009", "2009-03-24"),
        ("am 24. und 25. März 2009", "2009-03-24/2009-03-25"),
        ("vom 3. bis 5. Mai 2009", "2009-05-03/2009-05-05"),
        ("vom 30. März bis zum 2. April 2009", "2009-03-30/2009-04-02"),
        ("im Juli 2009", "2009-07"),
        ("Ende Juli 2009", "2009-07-21/2009-07-31"),
        ("zwischen Mai und Juli 2009", "2009-05-01/2009-07-31"),
        ("im Jahr 1959", "1959"),
        ("im Jahr 1170", "1170"),
        ("Anfang 2009", "2009-01-01/2009-04-30"),
        ("in den Jahren 2009 bis 2012", "2009-01-01/2012-12-31"),
        ("von 1979 bis 2002", "1979-01-01/2002-12-31"),
        ("zwischen 1991 und 1999", "1991-01-01/1999-12-31"),
        ("1979–2002", "1979-01-01/2002-12-31"),
        ("2007/08", "2007-01-01/2008-12-31"),
        ("in den 1980er Jahren", "1980-01-01/1989-12-31"),
        ("in den 80er-Jahren", "1980-01-01/1989-12-31"),
        ("in den 1980ern", "1980-01-01/1989-12-31"),
        ("in den achtziger Jahren", "1980-01-01/1989-12-31"),
        ("im 19. Jahrhundert", "1801-01-01/1900-12-31"),
        ("in der ersten Hälfte des 19. Jahrhunderts", "1801-01-01/1850-12-31"),
        ("im Sommer 2009", "2009-06-01/2009-08-31"),
        ("im Winter 2009", "2009-12-01/2010-02-28"),
        ("im zweiten Quartal 2009", "2009-04-01/2009-06-30"),
        ("in der zweiten Jahreshälfte 2009", "2009-07-01/2009-12-31"),
        ("im Geschäftsjahr 2008/2009", "2008-01-01/2009-12-31"),
        ("am Jahresende 2009", "2009-09-01/2009-12-31"),
        ("in den ersten neun Monaten 2009", "2009-01-01/2009-09-30"),
        ("im Spätherbst 2009", "2009-09-01/2009-11-30"),
        ("im Winter 2009/10", "2009-12-01/2010-02-28"),
        ("Mitte der Neunziger", "1993-05-01/1996-08-31"),
        ("zu Ostern 2009", "2009-04-12"),
        ("am Karfreitag 2009", "2009-04-10"),
        ("am Tag der Deutschen Einheit 2009", "2009-10-03"),
        ("zu Weihnachten 2009", "2009-12-25"),
        ("1809 siegten die Bauern", "1809"),
        ("im Mai des Jahres 2009", "2009-05"),
        ("am 3. Mai des Jahres 2009", "2009-05-03"),
        ("im Sommer des Jahres 2009", "2009-06-01/2009-08-31"),
        ("in der Nacht vom 3. auf den 4. Mai 2009", "2009-05-03/2009-05-04"),
    ],
)
def test_dates_with_a_year_need_no_publication(text, interval):
    assert str(one(text, None).interval) == interval
    assert str(one(text).interval) == interval


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Er kam gestern.", "2014-08-20"),
        ("Heute Abend kommt er.", "2014-08-21"),
        ("Er kommt morgen.", "2014-08-22"),
        ("Er kam am Dienstag.", "2014-08-19"),
        ("Er kam am Donnerstag.", "2014-08-21"),
        ("Am Dienstagabend kam er.", "2014-08-19"),
        ("Er wird am Dienstag kommen.", "2014-08-26"),
        ("Er kommt kommenden Montag.", "2014-08-25"),
        ("Er kam vergangenen Donnerstag.", "2014-08-14"),
        ("Er kam am Dienstag vergangener Woche.", "2014-08-12"),
        ("Er kam vergangene Woche.", "2014-08-11/2014-08-17"),
        ("Er kam am Wochenende.", "2014-08-16/2014-08-17"),
        ("Er kam im vergangenen Jahr.", "2013"),
        ("Er kommt nächstes Jahr.", "2015"),
        ("Er kam im Vorjahr.", "2013"),
        ("Er kommt heuer.", "2014"),
        ("Er kam Ende vergangenen Jahres.", "2013-09-01/2013-12-31"),
        ("Er kam im August vorigen Jahres.", "2013-08"),
        ("Er kam im Oktober.", "2013-10"),
        ("Er wird im Oktober kommen.", "2014-10"),
        ("Anfang Juni kam er.", "2014-06-01/2014-06-10"),
        ("Er kam am 24. März.", "2014-03-24"),
        ("Er kommt am 2. Jänner.", "2015-01-02"),
        ("Er kam vor zwei Wochen.", "2014-08-04/2014-08-10"),
        ("Er kam vor eineinhalb Wochen.", "2014-08-07/2014-08-14"),
        ("Er kam vor drei Tagen.", "2014-08-18"),
        ("Er kam vor rund zehn Jahren.", "2004"),
        ("Das gelang in den vergangenen zwei Jahren.", "2012-08-21/2014-08-21"),
        ("Im zweiten Quartal kam er.", "2014-04-01/2014-06-30"),
        ("In diesem Jahrhundert kam er.", "2001-01-01/2100-12-31"),
        ("Er kam am 3. Mai des Vorjahres.", "2013-05-03"),
        ("Er kam am 3. Mai vergangenen Jahres.", "2013-05-03"),
        ("Er kam am 3. 8. zurück.", "2014-08-03"),
        ("Er kam am Donnerstagabend.", "2014-08-21"),
        ("Er kam Dienstag früh.", "2014-08-19"),
        ("Ostern war er da.", "2014-04-20"),
        ("Er wird zu Ostern kommen.", "2015-04-05"),
        ("Er kam vergangene Weihnachten.", "2013-12-25"),
        ("Er kam diesen Winter.", "2014-12-01/2015-02-28"),
        ("Er kam am Monatsanfang.", "2014-08-01/2014-08-10"),
        ("Er kam Ende der Woche.", "2014-08-22/2014-08-24"),
        ("In den ersten sechs Monaten kam er.", "2014-01-01/2014-06-30"),
        ("In den letzten Tagen kam er.", "2014-08-07/2014-08-21"),
        ("In den vergangenen Wochen kam er.", "2014-05-21/2014-08-21"),
        ("In den letzten Jahren kam er.", "2004-08-21/2014-08-21"),
        ("In den kommenden Monaten kommt er.", "2014-08-21/2015-08-21"),
        ("Er kam vor wenigen Tagen.", "2014-08-07/2014-08-21"),
        ("Morgen kommt er.", "2014-08-22"),
        ("Er kam im Mai des vergangenen Jahres.", "2013-05"),
        ("Er kam am 3. Mai des vergangenen Jahres.", "2013-05-03"),
        ("Er kam im Sommer des Vorjahres.", "2013-06-01/2013-08-31"),
        ("Er kam im ersten Quartal des vergangenen Jahres.", "2013-01-01/2013-03-31"),
        ("Er kam Ende des vergangenen Jahres.", "2013-09-01/2013-12-31"),
        ("Er kam am Dienstag der vergangenen Woche.", "2014-08-12"),
        ("Er kam vorvergangene Woche.", "2014-08-04/2014-08-10"),
        ("Er kommt im übernächsten Jahr.", "2016"),
        ("Er kam im vorletzten Sommer.", "2012-06-01/2012-08-31"),
        ("Er kam vorletzten Montag.", "2014-08-11"),
        ("Er kommt übernächstes Wochenende.", "2014-08-30/2014-08-31"),
        ("Er kam am vergangenen Wochenende.", "2014-08-16/2014-08-17"),
        ("Er kam im vergangenen Halbjahr.", "2014-01-01/2014-06-30"),
        ("Er kam vor einem halben Jahr.", "2014-02"),
        ("Er wird diesen Freitag kommen.", "2014-08-22"),
        ("Diesen Dienstag kam er.", "2014-08-19"),
        ("Dieses Wochenende kam er.", "2014-08-16/2014-08-17"),
        ("Dieses Wochenende wird er kommen.", "2014-08-23/2014-08-24"),
        ("Er kam in der vergangenen Nacht.", "2014-08-20/2014-08-21"),
        ("Er wird in der kommenden Nacht kommen.", "2014-08-21/2014-08-22"),
        ("Er kam heute vor zehn Jahren.", "2004-08-21"),
        ("Er kam Montag vor einer Woche.", "2014-08-11"),
        ("Er wird Montag in einer Woche kommen.", "2014-09-01"),
        ("Er wird in wenigen Wochen kommen.", "2014-08-21/2014-11-21"),
        ("Er wird im Laufe des Jahres kommen.", "2014"),
        ("Der diesjährige Gipfel war kurz.", "2014"),
        ("Der letztjährige Gipfel war kurz.", "2013"),
        ("Im Vorjahreszeitraum kam er.", "2013"),
        ("Am gestrigen Mittwoch kam er.", "2014-08-20"),
        ("Für Dezember wird er erwartet.", "2014-12"),
    ],
)
def test_relative_expressions_count_from_the_publication_or_say_nothing(text, interval):
    assert str(one(text).interval) == interval
    assert one(text, None).interval is None


@pytest.mark.parametrize(
    ("text", "relation", "interval"),
    [
        ("seit 2009", "since", "2009-01-01/"),
        ("seit Ende der 1990er", "since", "1996-09-01/"),
        ("seit dem 24. März 2009", "since", "2009-03-24/"),
        ("ab Juli 2009", "since", "2009-07-01/"),
        ("seit zwei Jahren", "since", "2012-01-01/"),
        ("bis 2025", "until", "/2025-12-31"),
        ("bis zum 24. März 2009", "until", "/2009-03-24"),
        ("bis heute", "until", "/2014-08-21"),
        ("vor dem 24. März 2009", "until", "/2009-03-23"),
        ("nach 1945", "since", "1946-01-01/"),
        ("seit dem Frühjahr 2009", "since", "2009-03-01/"),
        ("seit dem Frühjahr", "since", "2014-03-01/"),
        ("der Vertrag von 1991", "at", "1991"),
    ],
)
def test_prepositions_open_intervals(text, relation, interval):
    assert (one(text).relation, str(one(text).interval)) == (relation, interval)


@pytest.mark.parametrize(
    "text",
    [
        "2000 Soldaten",
        "1950 Panzer",
        "100 Mann",
        "rund 2015 Menschen",
        "bis zu 2000 Kämpfer",
        "für 2014 Euro",
        "Resolution 1929",
        "die Resolutionen 1929, 1985 und 2094",
        "1.950 Meter",
        "Artikel 1950",
        "eine Su-2010",
        "August Bebel sprach",
        "Guten Morgen",
        "1600 Bauern",
        "von 2000 bis 3000 Euro",
        "Er ist 16 Jahre alt",
        "Jugendliche ab 16 Jahren",
        "Der Morgen graute",
        "An einem Montag kam er",
        "Das war ein kalter Montag",
        "am Herz-Jesu-Sonntag",
        "die Sendung „heute“",
        'der Film "2012"',
    ],
)
def test_numbers_and_names_that_are_no_dates_yield_nothing(text):
    assert [t for t in find_times(sentence(text), THURSDAY) if t.kind == "date"] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Er kommt täglich.", "set"),
        ("Er kommt jeden Montag.", "set"),
        ("Er kommt montags.", "set"),
        ("Er kommt alle zwei Jahre.", "set"),
        ("Er kommt an jedem Montagabend.", "set"),
        ("Er blieb drei Wochen.", "duration"),
        ("Er kam seit Jahren.", "duration"),
        ("Das ruht derzeit.", "reference"),
        ("Er kam um 20 Uhr.", "time"),
        ("Er kam am 31. Februar 2010.", "date"),
        ("Er kommt alljährlich im Mai.", "set"),
        ("Er kommt im Mai jedes Jahres.", "set"),
        ("Am zweiten Tag kam er.", "date"),
        ("In der dritten Woche kam er.", "date"),
        ("In wenigen Wochen war er da.", "duration"),
    ],
)
def test_expressions_that_name_no_days_have_no_interval(text, kind):
    assert (one(text).kind, one(text).interval) == (kind, None)


def test_month_of_publication_alone_makes_days_no_finer_than_months():
    month = date(2014, 8, 1)
    assert found("Er kam gestern und am Dienstag.", month, precision="month") == [("gestern", "2014-08"), ("Dienstag", "2014-08")]
    assert found("Er kam im Mai.", month, precision="month") == [("Mai", "2014-05")]
    assert found("Er kam im Mai.", date(2014, 1, 1), precision="year") == [("Mai", "2014-05")]
    assert found("Er kam vergangene Woche.", date(2014, 1, 1), precision="year") == [("vergangene Woche", "2014")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("am 3., 4. und 5. Mai 2009", [("3., 4. und 5. Mai 2009", "2009-05-03/2009-05-05")]),
        ("am 3. und 17. Mai 2009", [("3.", "2009-05-03"), ("17. Mai 2009", "2009-05-17")]),
        ("am 3. Mai, 4. Juni und 5. Juli 2009", [("3. Mai", "2009-05-03"), ("4. Juni", "2009-06-04"), ("5. Juli 2009", "2009-07-05")]),
        ("im 15. und 16. Jahrhundert", [("15.", "1401-01-01/1500-12-31"), ("16. Jahrhundert", "1501-01-01/1600-12-31")]),
        ("von Mai bis Juli 2009", [("Mai bis Juli 2009", "2009-05-01/2009-07-31")]),
    ],
)
def test_days_that_follow_each_other_are_one_stretch_and_others_are_not(text, expected):
    assert found(text, None) == expected


def test_ends_of_a_stretch_stand_apart_if_asked_for():
    text = "Er war vom 3. bis 5. Mai 2009 und von 2010 bis 2012 da."
    assert [text[t.start : t.end] for t in find_times(sentence(text), None, joined=False)] == ["3.", "5. Mai 2009", "2010", "2012"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 3. Mai 2009 kam er, am Tag darauf ging er.", "2009-05-04"),
        ("Am 3. Mai 2009 kam er, zwei Tage später ging er.", "2009-05-05"),
        ("Am 3. Mai 2009 kam er, am Vortag ging er.", "2009-05-02"),
        ("Im Juli 2009 kam er, im selben Jahr ging er.", "2009"),
        ("2009 kam er, im Jahr darauf ging er.", "2010"),
        ("2009 kam er, drei Jahre zuvor ging er.", "2006"),
        ("2009 kam er, im Oktober ging er.", "2009-10"),
        ("Im November 2009 kam er, im Februar ging er.", "2010-02"),
        ("Im November 2009 kam er, zu Ostern ging er.", "2010-04-04"),
        ("Am 3. Mai 2009 kam er, an diesem Tag ging er.", "2009-05-03"),
        ("Am 3. Mai 2009 kam er, am Tag zuvor war er fern, fern auch die Frau am Vortag.", "2009-05-02"),
        ("2009 stieg der Handel gegenüber dem Vorjahr.", "2008"),
        ("2009 stieg der Handel, im Vorjahr kam er.", "2013"),
        ("Im Juli 2009 stieg der Handel gegenüber dem Vormonat.", "2009-06"),
        ("2009 stieg der Handel gegenüber dem Vormonat.", "2014-07"),
        ("Von Mai bis Juli 2009 stieg der Handel gegenüber dem gleichen Zeitraum des Vorjahres.", "2008-05-01/2008-07-31"),
        ("Am gestrigen Mittwoch war er da.", "2014-08-20"),
        ("Heute, Donnerstag, kommt er.", "2014-08-21"),
    ],
)
def test_days_named_before_are_gone_on_from(text, expected):
    assert found(text)[-1][1] == expected


def test_days_of_the_sentence_before_are_gone_on_from_if_told():
    text = "Am Tag darauf ging er."
    before = last_named(find_times(sentence("Er kam am 3. Mai 2009."), None))
    assert [str(t.interval) for t in find_times(sentence(text), THURSDAY, named=before)] == ["2009-05-04"]
    assert [t.interval for t in find_times(sentence(text), THURSDAY)] == [None]


def test_tale_of_former_years_is_left_at_what_is_not_told_in_the_past_tense():
    assert found("2009 wird er kommen, im Oktober gehen.")[-1] == ("Oktober", "2014-10")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Sol:nsubj kam=kommen/VERB.Fin.Past am/ADP:case>Dienstag Dienstag/NOUN:obl", "2014-08-19"),
        ("Sol:nsubj kommt=kommen/VERB.Fin.Pres am/ADP:case>Dienstag Dienstag/NOUN:obl", "2014-08-26"),
        ("Sol:nsubj wird=werden/AUX.Fin.Pres:aux>kommen Dienstag/NOUN:obl>kommen kommen/VERB.Inf", "2014-08-26"),
        ("Sol:nsubj habe=haben/AUX.Fin.Pres:aux Dienstag/NOUN:obl gelogen=lügen/VERB.Part", "2014-08-19"),
        ("die Wahl/NOUN:nsubj>zeigt am/ADP:case>Dienstag Dienstag/NOUN:nmod>Wahl zeigt=zeigen/VERB.Fin.Pres Sol:obj>zeigt", "2014-08-19"),
        (
            "Sol:nsubj>lobt lobt=loben/VERB.Fin.Pres das Dienstag/NOUN:obl>geschlossene geschlossene/ADJ:amod>Bündnis Bündnis/NOUN:obj",
            "2014-08-19",
        ),
        ("Sol:nsubj>lobte lobte=loben/VERB.Fin.Past die Dienstag/NOUN:obl>geplante geplante/ADJ:amod>Reise Reise/NOUN:obj", "2014-08-26"),
        ("Sol:nsubj sagte=sagen/VERB.Fin.Past , er:nsubj>komme komme=kommen/VERB.Fin.Pres:ccomp Dienstag/NOUN:obl>komme", "2014-08-26"),
        (
            "Sol:nsubj sagte=sagen/VERB.Fin.Past , er:nsubj>verbiete verbiete=verbieten/VERB.Fin.Pres:ccomp Dienstag/NOUN:obl>verbiete",
            "2014-08-26",
        ),
        ("Sol:nsubj lobte=loben/VERB.Fin.Past Freitag/NOUN:obl", "2014-08-15"),
        ("Sol:nsubj lobt=loben/VERB.Fin.Pres Freitag/NOUN:obl", "2014-08-22"),
        ("Sol:nsubj lobte=loben/VERB.Fin.Past Donnerstag/NOUN:obl", "2014-08-21"),
        ("Sol:nsubj lobt=loben/VERB.Fin.Pres Donnerstag/NOUN:obl", "2014-08-21"),
        ("Sol:nsubj begann=beginnen/VERB.Fin.Pres Dienstag/NOUN:obl", "2014-08-19"),
    ],
)
def test_tense_of_the_clause_decides_on_which_tuesday(tree, words, day):
    (time,) = find_times(tree(words), THURSDAY)
    assert str(time.interval) == day


@pytest.mark.parametrize(
    ("verb", "days"), [("grüßt=grüßen/VERB.Fin.Pres", ["2014-08-23"]), ("grüßte=grüßen/VERB.Fin.Past", ["None"]), ("Gruß/NOUN", ["None"])]
)
def test_in_two_days_is_a_day_to_come_only_of_what_is_not_past(tree, verb, days):
    read = tree(f"Sol:nsubj {verb} in zwei/NUM:nummod>Tagen Tagen=Tag/NOUN:obl Chile:obj")
    assert [str(time.interval) for time in find_times(read, THURSDAY)] == days


@pytest.mark.parametrize(("noun", "expected"), [("Sol/PROPN", ("reference", "None")), ("Treffen/NOUN", ("date", "2014-08-21"))])
def test_state_of_today_is_told_from_its_past_and_names_no_day(tree, noun, expected):
    (time,) = find_times(tree(f"das heutige/ADJ:amod>{noun.partition('/')[0]} {noun}:nsubj>lobte lobte=loben/VERB Chile:obj"), THURSDAY)
    assert (time.kind, str(time.interval)) == expected


def test_two_expressions_stand_side_by_side():
    assert found("Gestern und im Juli 2009 kam er.") == [("Gestern", "2014-08-20"), ("Juli 2009", "2009-07")]


def test_year_of_the_second_date_holds_for_the_first():
    assert found("Im März und im April 2009 kam er.", None) == [("März", "2009-03"), ("April 2009", "2009-04")]


def test_offsets_point_into_the_document():
    text = "Er kam am 24. März 2009 an."
    (time,) = find_times(sentence(text, offset=100), None)
    assert (time.start, time.end, time.token_start, time.token_end) == (110, 123, 3, 7)


def test_contracted_prepositions_are_read_as_they_stand():
    rows = [("1-2", "Im"), ("1", "In"), ("2", "dem"), ("3", "Juli"), ("4", "kam"), ("5", "er")]
    conllu = "\n".join(
        "\t".join([number, form, "_", "_", "_", "_", "_" if "-" in number else "4" if number != "4" else "0", "_", "_", "_"])
        for number, form in rows
    )
    (read,) = read_conllu(conllu)
    (time,) = find_times(read, THURSDAY)
    assert (time.token_start, time.token_end, str(time.interval)) == (2, 3, "2014-07")


def test_empty_sentence_has_no_times():
    assert find_times(Sentence(()), THURSDAY) == []


def test_parts_cover_the_whole():
    for unit in ("week", "month", "quarter", "year", "decade", "century"):
        whole = around(unit, THURSDAY)
        start, mid, end = (part_of(whole, part) for part in ("start", "mid", "end"))
        assert (start.start, end.end) == (whole.start, whole.end)
        assert start.end < mid.start <= mid.end < end.start


# --- which time is whose ----------------------------------------------------------------------------------------------

VISIT = "Sol:nsubj besuchte=besuchen/VERB Chile:obj"


@pytest.fixture
def when(staged):
    """The time of the word, in a sentence that comes after another one of the same paragraph."""

    def run(tree: str, word: str, before: str = "", gap: str = " ") -> str:
        scene = staged(tree)
        text = before + gap if before else ""
        moved = tuple(replace(t, start=t.start + len(text), end=t.end + len(text)) for t in scene.sentence)
        scene = replace(scene, sentence=Sentence(moved))
        document = Document("urn:x", "x", text + " " * moved[-1].end, THURSDAY)
        trigger = next(t.index for t in moved if t.form == word)
        return str(time_of(Passage(document, scene, tuple(find_times(scene.sentence, THURSDAY)), []), trigger))

    return run


PACT = "2010/NUM:obl>geschlossene geschlossene/ADJ:amod>Bündnis Bündnis/NOUN:obj"
CAME = "er/PRON:nsubj>kam 2010/NUM:obl>kam kam=kommen/VERB:advcl>besuchte"
ATTACK = "Chile:obj>anzugreifen anzugreifen=angreifen/VERB.Inf:xcomp"
REPORTED = "2010/NUM:obl sagte=sagen/VERB Kuba:nsubj , Sol:nsubj>"
RELATIVE = "das=der/PRON.Rel:nsubj>begann 2010/NUM:obl>begann begann=beginnen/VERB:acl>Bündnis"
SINCE = "seit/ADP:case>Monaten Monaten=Monat/NOUN:obl>besuchte"


@pytest.mark.parametrize(
    ("tree", "word", "expected"),
    [
        (f"{VISIT} 2010/NUM:obl", "besuchte", "2010"),
        (f"{VISIT} nach dem Abkommen/NOUN:obl von/ADP:case>2010 2010/NUM:nmod>Abkommen", "besuchte", "None"),
        (f"Sol:nsubj kritisierte=kritisieren/VERB das {PACT}", "kritisierte", "None"),
        (f"Sol:nsubj kritisierte=kritisieren/VERB 2012/NUM:obl das {PACT}", "kritisierte", "2012"),
        (f"Sol:nsubj kritisierte=kritisieren/VERB 2012/NUM:obl das {PACT}", "Bündnis", "2010"),
        (f"Sol:nsubj lobte=loben/VERB 2012/NUM:obl das Bündnis/NOUN:obj , {RELATIVE}", "Bündnis", "2010"),
        (f"als/SCONJ:mark>kam {CAME} , {VISIT}", "besuchte", "2010"),
        (f"weil/SCONJ:mark>kam {CAME} , {VISIT}", "besuchte", "None"),
        (f"{REPORTED}besuche besuche=besuchen/VERB:ccomp Chile:obj>besuche", "besuche", "2010"),
        (f"{REPORTED}besuchen werde=werden/AUX.Fin:aux>besuchen Chile:obj>besuchen besuchen/VERB.Inf:ccomp", "besuchen", "None"),
        (f"2010/NUM:obl drohte=drohen/VERB Kuba:nsubj , {ATTACK}", "anzugreifen", "None"),
        (f"2010/NUM:obl begann=beginnen/VERB Kuba:nsubj , {ATTACK}", "anzugreifen", "2010"),
        (f"2010/NUM:obl log=lügen/VERB Kuba:nsubj , Sol:nsubj>besuchte {SINCE} besuchte=besuchen/VERB:advcl", "besuchte", "None"),
    ],
)
def test_time_is_that_of_the_phrase_the_clause_or_what_happened_with_it(when, tree, word, expected):
    assert when(tree, word) == expected


@pytest.mark.parametrize("resumption", ["dabei/ADV:advmod", "damals/ADV:advmod", "bei diesem/DET:det>Treffen Treffen/NOUN:obl"])
def test_time_of_the_sentence_before_holds_where_this_one_goes_on(when, resumption):
    assert when(f"{VISIT} {resumption}", "besuchte", "Im Mai 2010 ging Sol auf Reisen.") == "2010-05"


def test_time_of_the_sentence_before_is_not_borrowed_otherwise(when):
    assert when(VISIT, "besuchte", "Im Mai 2010 ging Sol auf Reisen.") == "None"
    assert when(f"{VISIT} dabei/ADV:advmod", "besuchte", "Im Mai 2010 ging Sol auf Reisen, am 3. Juni 2011 kam er.") == "None"
    assert when(f"{VISIT} dabei/ADV:advmod", "besuchte", "Im Mai 2010 ging Sol auf Reisen.", gap="\n\n") == "None"
    assert when(f"{VISIT} dabei/ADV:advmod", "besuchte") == "None"


@pytest.mark.parametrize(
    ("month", "part", "expected"),
    [
        *((2, "start", "2008-02-01/2008-02-09"), (2, "mid", "2008-02-10/2008-02-18"), (2, "end", "2008-02-19/2008-02-29")),
        *((2, "first", "2008-02-01/2008-02-14"), (2, "second", "2008-02-15/2008-02-29"), (4, "second", "2008-04-16/2008-04-30")),
        *((1, "mid", "2008-01-11/2008-01-20"), (1, "second", "2008-01-16/2008-01-31"), (1, None, "2008-01")),
    ],
)
def test_thirds_and_halves_of_a_month_are_whole_days_and_the_last_takes_the_rest(month: int, part: Part | None, expected: str) -> None:
    assert str(part_of(months(2008, month, 1), part)) == expected


@pytest.mark.parametrize(
    ("month", "days"), [("2023-02", 28), ("2024-02", 29), ("1900-02", 28), ("0001-01", 31), ("2024-04", 30), ("9999-12", 31)]
)
def test_month_has_all_its_days_and_is_written_as_a_month(month: str, days: int) -> None:
    first = date.fromisoformat(f"{month}-01")
    assert days_in(first) == days_in(first.replace(day=days)) == days
    assert str(Interval(first, first.replace(day=days))) == month
