"""Pictures of time: the timeline, and the curves of the measures. Each is drawn on a sheet, and tells how high it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from kg.analysis.history import MEASURES, Event, History
from kg.views.sheet import LETTER, Outline, Pen, Sheet, Wording, box, dot, legend, line, nothing, polygon, wide
from kg.views.timeline import KINDS, Bar, Kind, Row, Timeline, share, ticks
from kg.views.words import day_in, days_in

ROW = 14.2
HEAD, PANEL, AXIS = 22.0, 62.0, 26.0  # room above the curves, for each of them, and for the numbers of its axis
PENS: Mapping[Kind, Pen] = {
    "membership": Pen(fill="paper", stroke="membership", width=0.9),
    "agreement": Pen(fill="agreement"),
    "conflict": Pen(fill="conflict"),
    "statement": Pen(stroke="statement", width=1.6, dash=(2.5, 1.5)),
}


def draw_timeline(sheet: Sheet, shown: Timeline, words: Wording) -> float:
    """Each bar under its name, in the form of its kind; an arrow where it goes on beyond the picture."""
    if not shown.rows:
        return nothing(sheet, words)
    kinds = [kind for kind in KINDS if any(row.bar.kind == kind for row in shown.rows)]
    head = legend(sheet, [(words.say(kind), _bar(kind, 0, 18, 4.5), PENS[kind]) for kind in kinds], 0, 2) + 20
    height = head + ROW * len(shown.rows) + 16
    left, right = 6.0, sheet.width - 8
    _years(sheet, (shown.first, shown.last), (left, right), (head - 8, height - 12))
    for number, row in enumerate(shown.rows):
        with sheet.mark(said(row.bar, words)):
            _draw_row(sheet, row, words, (left, right, head + ROW * number))
    return height


def said(bar: Bar, words: Wording) -> str:
    """All that is known of the bar, in one line."""
    return (
        f"{words.name(bar.label, 200)}: {words.say(bar.kind)}, {days_in(bar.first, bar.last, words.language)}; {words.actors(bar.actors)}"
    )


def _draw_row(sheet: Sheet, row: Row, words: Wording, place: tuple[float, float, float]) -> None:
    left, right, y = place
    x, end = left + (right - left) * row.start, left + (right - left) * row.end
    end = max(end, x + (4.0 if row.bar.kind == "conflict" else 1.5))
    sheet.shape(_bar(row.bar.kind, x, end, y + 11.4), PENS[row.bar.kind])
    for wanted, tip, way in ((row.before, x, -1), (row.after, end, 1)):
        if wanted:
            sheet.shape(polygon([(tip, y + 9.2), (tip + 5 * way, y + 11.4), (tip, y + 13.6)]), Pen(fill=row.bar.kind))
    name = words.name(row.bar.label, 90)
    fits = x + wide(name) <= right
    sheet.text((x if fits else right, y + 7), name, align="start" if fits else "end")


def _bar(kind: Kind, x: float, end: float, y: float) -> Outline:
    """The form of a kind: hollow, full, toothed, or a mere line."""
    if kind == "statement":
        return line([(x, y), (end, y)])
    if kind != "conflict":
        return box(x, y - 1.5, end - x, 3)
    count = max(round((end - x) / 5), 1)
    step = (end - x) / count
    teeth = [(x + step * (i / 2), y + (1.2 if i % 2 == 0 else -2.4)) for i in range(2 * count + 1)]
    return polygon([*teeth, (end, y + 2), (x, y + 2)])


def _years(sheet: Sheet, period: tuple[date, date], across: tuple[float, float], down: tuple[float, float], *, below: bool = True) -> None:
    """Round years, as lines with their names above, and below."""
    for day, name in ticks(*period):
        x = across[0] + (across[1] - across[0]) * share(day, *period)
        sheet.shape(line([(x, down[0]), (x, down[1])]), Pen(stroke="rule", width=0.5))
        if x + wide(name) / 2 <= sheet.width:
            sheet.text((x, down[0] - 3), name, tone="soft", align="middle")
            if below:
                sheet.text((x, down[1] + 9), name, tone="soft", align="middle")


def draw_measures(sheet: Sheet, history: History, words: Wording) -> float:
    """A curve for each measure, one below another, with the numbers of the events above and their names below."""
    if not history.moments:
        return nothing(sheet, words)
    period = history.moments[0].day, history.moments[-1].day
    events = [event for event in history.events if period[0] <= event.day <= period[1]]
    foot = HEAD + PANEL * len(MEASURES)

    def across(day: date) -> float:
        return AXIS + (sheet.width - 8 - AXIS) * share(day, *period)

    _draw_events(sheet, events, words, [across(event.day) for event in events])
    for number, name in enumerate(MEASURES):
        points = [(across(moment.day), moment.measures.get(name)) for moment in history.moments]
        _draw_curve(sheet, points, (words.say(name), words.say(f"{name}?")), HEAD + PANEL * number, whole=name == "blocs")
    for day, name in ticks(*period):
        sheet.text((across(day), foot + 6), name, tone="soft", align="middle")
    return foot + 16 + _list_events(sheet, events, words, foot + 24)


def _draw_curve(sheet: Sheet, points: Sequence[tuple[float, float | None]], names: tuple[str, str], top: float, *, whole: bool) -> None:
    """The name of the measure, what it means, the two ends of its axis, and its curve, broken where nothing was measured."""
    sheet.text((AXIS, top + 8), names[0], bold=True)
    sheet.text((AXIS + wide(names[0], bold=True) + 8, top + 8), names[1], tone="soft")
    known = [value for _, value in points if value is not None]
    if not known:
        return
    low, high = _limits(known, whole=whole)
    upper, lower = top + 15, top + PANEL - 8
    for value, y in ((high, upper), (low, lower)):
        sheet.shape(line([(AXIS, y), (sheet.width - 8, y)]), Pen(stroke="rule", width=0.5))
        sheet.text((AXIS - 4, y + 2.9), f"{value:g}", tone="soft", align="end")
    for known_run, run in groupby(points, key=lambda point: point[1] is not None):
        if known_run:
            places = [(x, lower - (lower - upper) * ((value or 0.0) - low) / (high - low)) for x, value in run]
            curve = line(places) if len(places) > 1 else dot(places[0], 0.6)
            sheet.shape(curve, Pen(stroke="friendly", width=1.3))


def _limits(values: Sequence[float], *, whole: bool) -> tuple[float, float]:
    """Round limits of the axis: from 0 where the values come near it, up to 1 where they do."""
    if whole:
        return 0.0, max(values)
    low = 0.0 if min(values) < 0.5 else int(min(values) * 20) / 20
    high = 1.0 if max(values) > 0.9 else (int(max(values) * 20) + 1) / 20
    return (low if low < high else 0.0), high


def _draw_events(sheet: Sheet, events: Sequence[Event], words: Wording, xs: Sequence[float]) -> None:
    """A line through each curve at each event, with its number above; of two near each other one stands higher."""
    raised = False
    for number, (event, x) in enumerate(zip(events, xs, strict=True), 1):
        raised = number > 1 and x - xs[number - 2] < 12 and not raised
        with sheet.mark(f"{number}. {day_in(event.day, words.language)}: {words.name(event.label)}"):
            for top in (HEAD + PANEL * i for i in range(len(MEASURES))):
                sheet.shape(line([(x, top + 15), (x, top + PANEL - 8)]), Pen(stroke="soft", width=0.5, dash=(1.5, 2)))
            sheet.text((x, 7.5 if raised else 16), str(number), align="middle")


def _list_events(sheet: Sheet, events: Sequence[Event], words: Wording, top: float, columns: int = 2) -> float:
    rows = -(-len(events) // columns)
    for i, event in enumerate(events):
        x, y = sheet.width * (i // rows) / columns, top + 11 * (i % rows)
        sheet.text((x + 12, y), str(i + 1), align="end")
        sheet.text((x + 16, y), f"{event.day.year}  {words.name(event.label, int(sheet.width / columns / LETTER) - 10)}")
    return 11.0 * rows
