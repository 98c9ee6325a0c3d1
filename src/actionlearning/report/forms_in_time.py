"""The forms that charts about time have: spans from one day to another, and lines from session to session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from actionlearning.report.blocks import Chart, Key, Table
from actionlearning.report.charts import LOOKS, WIDE, alt, drawn, drawn_in_parts
from actionlearning.report.drawing import BAR, STEP, captions, data_of, in_parts, own, room_for, rows_of
from actionlearning.report.ticks import milliseconds, ticks

__all__ = ["Line", "Span", "lines", "spans"]

DASHES, SHAPES = ([1, 0], [6, 4], [2, 3]), ("circle", "square", "triangle-up")
POINTS = ("M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", "M-3.6,-3.6h7.2v7.2h-7.2z", "M0,-4.6l4.6,8h-9.2z")
"""The same shapes as paths, for the keys."""

LEADER = 24
"""From the end of a line to its name, which may stand higher or lower, in pixels."""

MARGIN = 34
"""Room at either side of the first and the last session, in pixels."""

INKS = ("accent", "ink", "warm")


@frozen(kw_only=True)
class Span:
    """A stretch of time, the day that ends it, and two days to mark: when it was due, and when it was taken up."""

    label: str
    start: date
    end: date
    due: date | None = None
    marked: date | None = None
    look: str


@frozen(kw_only=True)
class Line:
    """A series over numbered sessions."""

    label: str
    values: tuple[tuple[int, float], ...]


def spans(
    name: str,
    title: str,
    rows: Sequence[Span],
    table: Table,
    *,
    keys: Sequence[Key],
    says: str,
    note: str,
    rules: Sequence[date] = (),
) -> Chart:
    """A bar from one day to another for each row, marked where it was due and where it was taken up; ``rules`` cross all."""
    drawing = _Spans(rows, rules)
    parts = in_parts(rows)
    wide, narrow = drawn(name, drawing.of(rows), says)
    used = {row.look for row in rows}
    return Chart(
        name=name,
        title=title,
        says=says,
        wide=wide,
        narrow=narrow,
        parts=drawn_in_parts(name, [drawing.of(part) for part in parts], ["; ".join(row.label for row in p) for p in parts]),
        table=table,
        keys=tuple(key for key in keys if key.look in used),
        note=note,
    )


class _Spans:
    """All of a chart, or a part of its rows, over the same days."""

    def __init__(self, rows: Sequence[Span], rules: Sequence[date]) -> None:
        days = {day for row in rows for day in (row.start, row.end, row.due, row.marked) if day is not None} | set(rules)
        self.first = min(days)
        self.last = max(*days, self.first + timedelta(days=1))
        self.rules = [{"on": each.isoformat()} for each in rules]
        self.scale = alt.Scale(type="utc", domain=[milliseconds(self.first), milliseconds(self.last)])

    def of(self, rows: Sequence[Span]) -> Callable[[int], Any]:
        """How some of the rows are drawn."""
        data = [{**_days(row), "label": row.label, "row": number, "colour": LOOKS[row.look]} for number, row in enumerate(rows)]
        return lambda width: self._drawn(data, width)

    def _drawn(self, data: Sequence[Mapping[str, Any]], width: int) -> Any:
        named = ticks(self.first, self.last, 8 if width == WIDE else 4)
        axis = alt.Axis(
            orient="top",
            format=named.written,
            grid=False,
            labelFlush=True,
            labelPadding=12,
            labelOverlap=False,
            values=[milliseconds(day) for day in named.days],
        )
        base = alt.Chart(data_of(data), height=alt.Step(STEP - 4)).encode(y=rows_of(len(data)))

        def along(field: str) -> Any:
            return alt.X(f"{field}:T", scale=self.scale, axis=axis)

        marked, due = base.transform_filter("datum.marked != null"), base.transform_filter("datum.due != null")
        ruled = alt.Chart(data_of(self.rules)).mark_rule(color=LOOKS["line"], strokeDash=[2, 3]).encode(x=along("on"))
        return (
            ruled
            + marked.mark_rule(strokeWidth=1.5, color=LOOKS["soft"]).encode(x=along("end"), x2="marked:T")
            + base.mark_bar(size=BAR - 2, stroke=LOOKS["ink"], strokeWidth=0.7).encode(
                x=along("start"), x2="end:T", fill=own("colour")
            )
            + marked.mark_point(size=42, filled=True, opacity=1, color=LOOKS["soft"]).encode(x=along("marked"))
            + due.mark_tick(thickness=2.5, size=BAR + 6, color=LOOKS["ink"], opacity=1).encode(x=along("due"))
            + captions(base, width)
        )


def _days(row: Span) -> Mapping[str, str | None]:
    days = {"start": row.start, "end": row.end, "due": row.due, "marked": row.marked}
    return {name: each.isoformat() if each else None for name, each in days.items()}


def lines(name: str, title: str, series: Sequence[Line], table: Table, *, says: str) -> Chart:
    """A line for each series from session to session, on 1 to 10, its name at its end; lines differ in colour, dash and point.

    Every series has a value at least.
    """
    numbers = sorted({number for each in series for number, _ in each.values})
    ends = _apart([each.values[-1][1] for each in series])
    room = room_for([each.label for each in series]) + LEADER
    last = max(len(numbers) - 1, 1)

    def build(width: int) -> Any:
        step = (width - room - 2 * MARGIN) / last
        axis = alt.Axis(
            values=list(range(len(numbers))),
            labelExpr=f"{'session ' if width == WIDE else ''!r} + {numbers}[datum.value]",
            grid=False,
            labelPadding=10,
        )
        across = alt.X("place:Q", scale=alt.Scale(domain=[-MARGIN / step, last + room / step], nice=False), axis=axis)
        up = alt.Y("value:Q", scale=alt.Scale(domain=[0, 10]), axis=alt.Axis(values=[0, 5, 10], labelPadding=8))
        layers = []
        for each, end, look, dash, shape in zip(series, ends, INKS, DASHES, SHAPES, strict=False):
            ink = LOOKS[look]
            points = [{"place": numbers.index(number), "value": value} for number, value in each.values]
            named = {"place": points[-1]["place"] + LEADER / step, "value": end}
            base = alt.Chart(data_of(points), height=200).encode(x=across, y=up)
            leader = alt.Chart(data_of([points[-1], named])).encode(x=across, y=up)
            words = alt.Chart(data_of([{**named, "label": each.label}])).encode(x=across, y=up, text="label:N")
            layers += [
                leader.mark_line(color=ink, strokeWidth=1.2, strokeDash=dash),
                base.mark_line(color=ink, strokeWidth=2.2, strokeDash=dash),
                base.mark_point(shape=shape, size=75, filled=True, opacity=1, color=ink),
                words.mark_text(align="left", dx=4, fontWeight=600, color=ink),
            ]
        return alt.layer(*layers)

    wide, narrow = drawn(name, build, says)
    keys = tuple(
        Key(look, each.label, stroke=" ".join(map(str, dash)), point=point)
        for each, look, dash, point in zip(series, INKS, DASHES, POINTS, strict=False)
    )
    return Chart(name=name, title=title, says=says, wide=wide, narrow=narrow, table=table, keys=keys)


def _apart(ends: Sequence[float], least: float = 0.9) -> list[float]:
    """Where labels stand so that none lies on another, in the order in which they were given."""
    placed: dict[int, float] = {}
    last: float | None = None
    for place, end in sorted(enumerate(ends), key=lambda pair: pair[1]):
        last = end if last is None else max(end, last + least)
        placed[place] = last
    over = max(0.0, max(placed.values(), default=0.0) - 10)
    return [placed[place] - over for place in range(len(ends))]
