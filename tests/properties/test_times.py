import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.timing.calendars import around, easter, part_of
from kg.extraction.timing.expressions import last_named
from kg.extraction.timing.finding import find_times
from kg.extraction.timing.wording import load
from kg.reading.sentences import Sentence, Token

WORDS = """am im bis seit von zwischen und vor nach 24. 3. März August 2009 2014 Ende Anfang der des Jahres Jahr vergangenen zwei
Wochen Dienstag gestern heute Jahrhundert 19. 80er Jahre Sommer Quartal zweiten 17.02.2008 – / , kam wird Soldaten 9999 0000 31.
Februar nächsten Tagen Mitte Vorjahr Resolution Uhr 20.30 jeden 1990ern II. 99.99.9999
Vortag Tag darauf später zuvor selben folgenden Ostern Weihnachten Silvester 9999er ersten Monaten letzten 4. 5. Mai 1850 Saison
Abend montags Morgen Jahresende heuer Winter Tage 0001"""
TEXTS = st.lists(st.sampled_from(WORDS.split()) | st.text(max_size=4), max_size=14).map(" ".join)
UNITS = st.sampled_from(["day", "week", "month", "quarter", "year", "decade", "century"])


def sentence(text: str, offset: int) -> Sentence:
    found = re.finditer(r"\w+\.?|[^\w\s]", text)
    return Sentence(tuple(Token(i, m[0], m[0], "", i - 1, "dep", m.start() + offset, m.end() + offset) for i, m in enumerate(found)))


@given(TEXTS, st.integers(0, 999), st.none() | st.dates(), st.sampled_from(["day", "month", "year"]))
def test_expressions_stand_in_their_tokens_in_order_without_overlap(text, offset, published, precision):
    read = sentence(text, offset)
    last = 0
    for time in find_times(read, published, precision):
        assert last <= time.start < time.end
        assert read[time.token_start].start <= time.start < read[time.token_start].end
        assert read[time.token_end - 1].start < time.end <= read[time.token_end - 1].end
        last = time.end


@given(TEXTS, st.none() | st.dates(), st.sampled_from(["day", "month", "year"]))
def test_intervals_begin_before_they_end_and_are_never_wholly_open(text, published, precision):
    before = last_named(find_times(sentence("am 31.12.9999", 0), None))
    for time in find_times(sentence(text, 0), published, precision, named=before):
        if time.interval:
            assert time.interval.start or time.interval.end
            assert (time.interval.start or date.min) <= (time.interval.end or date.max)
            assert (time.relation == "at") == bool(time.interval.start and time.interval.end)


@given(st.dates())
def test_written_days_are_read_back(day):
    german = f"am {day.day}.{day.month}.{day.year:04} kam er"
    (time,) = find_times(sentence(german, 0), None)
    assert time.interval
    assert (time.interval.start, time.interval.end) == (day, day)


@given(UNITS, st.dates(date(200, 1, 1), date(9700, 1, 1)))
def test_units_contain_their_day_and_follow_each_other(unit, day):
    here, following = around(unit, day), around(unit, day, 1)
    assert here.start <= day <= here.end
    assert (following.start - here.end).days == 1


@given(UNITS, st.dates(date(200, 1, 1), date(9700, 1, 1)), st.sampled_from(["start", "mid", "end", "first", "second", None]))
def test_parts_lie_within(unit, day, part):
    whole = around(unit, day)
    if unit == "day":
        return
    found = part_of(whole, part)
    assert whole.start <= found.start <= found.end <= whole.end


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_in_spring(year):
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@given(TEXTS | TEXTS.map(str.title) | TEXTS.map(str.upper))
def test_every_match_of_a_pattern_begins_at_a_place_looked_at(text):
    words = load("de")
    for pattern in words.patterns:
        assert [m.span() for m in pattern.found_at(words.starts(text), text)] == [m.span() for m in pattern.regex.finditer(text)]
