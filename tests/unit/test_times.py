import re
from datetime import date

import pytest

from kg.extraction.calendars import around, part_of
from kg.extraction.times import TimeExpression, find_times
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
    ],
)
def test_numbers_and_names_that_are_no_dates_yield_nothing(text):
    assert [t for t in find_times(sentence(text), THURSDAY) if t.kind == "date"] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Er kommt täglich.", "set"),
        ("Er kommt jeden Montag.", "set"),
        ("Er blieb drei Wochen.", "duration"),
        ("Er kam seit Jahren.", "duration"),
        ("Das ruht derzeit.", "reference"),
        ("Er kam um 20 Uhr.", "time"),
        ("Er kam am 31. Februar 2010.", "date"),
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
