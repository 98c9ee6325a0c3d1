"""The forms that charts about one moment have: bars, how far along, before and after, and shares of a whole.

Every row has its words above it, at the left edge, so that a chart reads like a list and fits a telephone. What a colour tells
is told by a pattern, a shape or a word too. A row without a value keeps its words, which say why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import asdict, frozen

from actionlearning.report.blocks import Chart, Key, Table
from actionlearning.report.charts import LOOKS, alt, drawn
from actionlearning.report.drawing import BAR, STEP, captions, data_of, own, room_for, rows_of

__all__ = ["Bar", "Pair", "Part", "bars", "pairs", "progress", "shares"]

PROGRESS_KEYS = (
    Key("accent", "on the way to the target"),
    Key("dots", "past the target"),
    Key("cross", "away from the target"),
)


@frozen(kw_only=True)
class Bar:
    """A value with its words; None where there is none to draw."""

    label: str
    value: float | None
    shown: str
    look: str = "accent"


@frozen(kw_only=True)
class Pair:
    """Two values of the same thing, before and after."""

    label: str
    before: float | None
    after: float | None
    shown: str


@frozen(kw_only=True)
class Part:
    """Part of a row: how much of it, and how it looks."""

    row: str
    key: str
    value: float


def bars(
    name: str, title: str, rows: Sequence[Bar], table: Table, *, says: str, full: float | None = None, note: str = ""
) -> Chart:
    """A bar for each row, with its value in words at its end. ``full`` is the whole that they are shares of."""
    longest = room_for([row.shown for row in rows])
    top = full if full is not None else max((row.value or 0 for row in rows), default=0) or 1
    data = [
        {**asdict(row), "row": number, "colour": LOOKS[row.look], "full": top, "end": top if full else row.value or 0}
        for number, row in enumerate(rows)
    ]

    def build(width: int) -> Any:
        scale = alt.Scale(domain=[0, top * width / max(width - longest, width / 3)], nice=False)
        base = alt.Chart(data_of(data), height=alt.Step(STEP)).encode(y=rows_of(len(rows)))

        def along(field: str) -> Any:
            return alt.X(f"{field}:Q", scale=scale, axis=None)

        drawing = base.mark_bar(size=BAR, cornerRadiusEnd=2).encode(x=along("value"), fill=own("colour"))
        if full is not None:
            drawing = base.mark_bar(size=BAR, color=LOOKS["line"], cornerRadius=2).encode(x=along("full")) + drawing
        said = base.mark_text(align="left", dx=7, fontWeight=600).encode(x=along("end"), text="shown:N")
        return drawing + said + captions(base, width)

    wide, narrow = drawn(name, build, says)
    return Chart(name=name, title=title, says=says, wide=wide, narrow=narrow, table=table, note=note)


def progress(name: str, title: str, rows: Sequence[Bar], table: Table, *, says: str) -> Chart:
    """How far along each row is, from its baseline at 0 to its target at 1; past it, or back, where it went there."""
    least, most = min([0.0, *(row.value or 0 for row in rows)]), max([1.0, *(row.value or 0 for row in rows)])
    longest = room_for([row.shown for row in rows])
    flush = {"test": "datum.value == 0", "value": "left" if least == 0 else "center"}
    align = {"condition": flush, "value": "center"}  # where it begins at the edge, so do its words
    marks = "datum.value == 0 ? 'baseline' : datum.value == 1 ? 'target' : ''"
    data = [
        {**asdict(row), "row": number, "colour": LOOKS[row.look], "end": max(row.value or 0, 0), "none": 0, "target": 1}
        for number, row in enumerate(rows)
    ]

    def build(width: int) -> Any:
        scale = alt.Scale(domain=[least, least + (most - least) * width / (width - longest)], nice=False)
        axis = alt.Axis(values=[0, 1], labelExpr=marks, grid=False, labelAlign=align)
        base = alt.Chart(data_of(data), height=alt.Step(STEP + 2)).encode(y=rows_of(len(rows)))

        def along(field: str) -> Any:
            return alt.X(f"{field}:Q", scale=scale, axis=axis)

        return (
            base.mark_bar(size=BAR, color=LOOKS["line"]).encode(x=along("target"), x2="none:Q")
            + base.mark_bar(size=BAR).encode(x=along("value"), x2="none:Q", fill=own("colour"))
            + base.mark_tick(thickness=3, size=BAR + 9, color=LOOKS["ink"], opacity=1).encode(x=along("target"))
            + base.mark_text(align="left", dx=7, fontWeight=600).encode(x=along("end"), text="shown:N")
            + captions(base, width)
        )

    used = {row.look for row in rows if row.value is not None}
    wide, narrow = drawn(name, build, says)
    keys = tuple(key for key in PROGRESS_KEYS if key.look in used)
    return Chart(name=name, title=title, says=says, wide=wide, narrow=narrow, table=table, keys=keys)


def pairs(
    name: str, title: str, rows: Sequence[Pair], table: Table, *, says: str, top: float, words: tuple[str, str], note: str = ""
) -> Chart:
    """A hollow point before and a full one after, joined, on a track from 0 to ``top`` with its words at the end."""
    longest = room_for([row.shown for row in rows])
    data = [
        {**asdict(row), "row": number, "none": 0, "top": None if row.before is None else top} for number, row in enumerate(rows)
    ]
    steps = [top * step / 2 for step in range(3)]

    def build(width: int) -> Any:
        scale = alt.Scale(domain=[0, top * width / max(width - longest, width / 2)], nice=False)
        axis = alt.Axis(values=steps, grid=False, format=".0%" if top == 1 else "d", labelFlush=True)
        base = alt.Chart(data_of(data), height=alt.Step(STEP)).encode(y=rows_of(len(rows)))

        def along(field: str) -> Any:
            return alt.X(f"{field}:Q", scale=scale, axis=axis)

        return (
            base.mark_rule(strokeWidth=2, color=LOOKS["line"]).encode(x=along("none"), x2="top:Q")
            + base.mark_rule(strokeWidth=4, color=LOOKS["accent-mid"]).encode(x=along("before"), x2="after:Q")
            + base.mark_point(
                size=90, filled=True, opacity=1, color=LOOKS["hollow"], stroke=LOOKS["accent"], strokeWidth=2
            ).encode(x=along("before"))
            + base.mark_point(size=120, filled=True, color=LOOKS["accent"], opacity=1).encode(x=along("after"))
            + base.mark_text(align="left", dx=11, fontWeight=600).encode(x=along("top"), text="shown:N")
            + captions(base, width)
        )

    wide, narrow = drawn(name, build, says)
    keys = (Key("hollow", words[0]), Key("accent", words[1]))
    return Chart(name=name, title=title, says=says, wide=wide, narrow=narrow, table=table, keys=keys, note=note)


def shares(
    name: str, title: str, rows: Sequence[str], parts: Sequence[Part], table: Table, *, says: str, keys: Sequence[Key]
) -> Chart:
    """A whole bar for each row, divided; the parts from left to right in the order of ``keys``."""
    places, order = {row: number for number, row in enumerate(rows)}, {key.label: number for number, key in enumerate(keys)}
    looks = {key.label: LOOKS[key.look] for key in keys}
    data = [
        {"row": places[part.row], "value": part.value, "order": order[part.key], "colour": looks[part.key]} for part in parts
    ]
    words = [{"row": number, "label": row} for row, number in places.items()]

    def build(width: int) -> Any:
        axis = alt.Axis(format=".0%", grid=False, values=[0, 0.5, 1], labelFlush=True)
        base = alt.Chart(data_of(data), height=alt.Step(STEP)).encode(y=rows_of(len(rows)))
        divided = base.mark_bar(size=BAR + 3, stroke=LOOKS["ink"], strokeWidth=0.7).encode(
            x=alt.X("value:Q", stack="normalize", axis=axis), fill=own("colour"), order="order:Q"
        )
        return divided + captions(alt.Chart(data_of(words)).encode(y=rows_of(len(rows))), width)

    wide, narrow = drawn(name, build, says)
    return Chart(name=name, title=title, says=says, wide=wide, narrow=narrow, table=table, keys=tuple(keys))
