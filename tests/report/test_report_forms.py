"""The forms of charts at their edges: worse than at first, far past the target, nothing to draw, one session, one day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from actionlearning.report.blocks import Chart, Key, table
from actionlearning.report.charts import LOOKS
from actionlearning.report.drawing import PAGE, PART, STEP, in_parts
from actionlearning.report.forms import Bar, Pair, Part, bars, pairs, progress, shares
from actionlearning.report.forms_in_time import Line, Span, _apart, lines, spans
from actionlearning.report.ticks import ticks

FACTS = table("Facts", ("What", "How much"), (("this", "1"),))
SVG = "{http://www.w3.org/2000/svg}"


def words(chart: Chart, *, narrow: bool = False) -> list[str]:
    """Every text in a drawing."""
    drawing = ET.fromstring(chart.narrow if narrow else chart.wide)  # noqa: S314  # our own drawing
    return [str(each.text) for each in drawing.iter(f"{SVG}text")]


def bar(label: str, value: float | None, look: str = "accent") -> Bar:
    return Bar(label=label, value=value, shown="not available" if value is None else f"{value:.0%}", look=look)


def test_progress_away_from_the_target_is_drawn_to_the_other_side_of_the_baseline() -> None:
    rows = [bar("fell back", -0.4, "cross"), bar("half", 0.5), bar("past", 2.5, "dots"), bar("unread", None)]
    chart = progress("p", "Progress", rows, FACTS, says="progress")
    assert ["accent", "dots", "cross"] == [key.look for key in chart.keys]
    assert "url(#cross)" in chart.wide
    assert "url(#dots)" in chart.wide
    for narrow in (False, True):
        told = {"fell back", "-40%", "50%", "250%", "not available", "baseline", "target"}
        assert told <= set(words(chart, narrow=narrow))


def test_a_row_without_a_value_keeps_its_words() -> None:
    shown = words(bars("b", "Bars", [bar("known", 1.0), bar("unknown", None)], FACTS, says="bars", full=1))
    assert {"known", "unknown", "100%", "not available"} == set(shown)
    assert {"nothing", "not available"} == set(words(bars("b", "Bars", [bar("nothing", None)], FACTS, says="bars")))


def test_a_pair_without_a_before_is_told_and_not_drawn() -> None:
    both, one = Pair(label="both", before=4, after=9, shown="4 → 9"), Pair(label="one: 6", before=None, after=None, shown="")
    chart = pairs("p", "Pairs", [one, both], FACTS, says="pairs", top=10, words=("before", "after"))
    assert {"both", "one: 6", "4 → 9"} <= set(words(chart))
    assert words(chart).index("one: 6") < words(chart).index("both")


def test_parts_are_drawn_in_the_order_of_their_keys() -> None:
    keys = (Key("accent", "open"), Key("lines", "closed"))
    parts = [Part(row="Session 1", key="closed", value=1), Part(row="Session 1", key="open", value=3)]
    chart = shares("s", "Shares", ["Session 1"], parts, FACTS, says="shares", keys=keys)
    drawn = ET.fromstring(chart.wide).iter(f"{SVG}path")  # noqa: S314  # our own drawing
    begins = {str(each.get("style")): str(each.get("d")) for each in drawn if each.get("style")}
    open_, closed = (next(d for style, d in begins.items() if look in style) for look in ("--accent", "#lines"))
    assert open_.startswith("M0,")
    assert not closed.startswith("M0,")


def test_what_began_and_ended_on_a_day_is_drawn() -> None:
    day = date(2025, 1, 14)
    span = Span(label="today", start=day, end=day, due=day, look="hollow")
    chart = spans("s", "Spans", [span], FACTS, keys=[Key("hollow", "open"), Key("grey", "released")], says="spans", note="")
    assert "today" in words(chart)
    assert [Key("hollow", "open")] == list(chart.keys)


def test_what_is_taller_than_a_page_is_cut_into_parts_for_paper_over_the_same_days() -> None:
    day = date(2025, 1, 14)
    rows = [Span(label=f"action {n}", start=day + timedelta(n), end=day + timedelta(n + 9), look="hollow") for n in range(53)]
    chart = spans("s", "Spans", rows, FACTS, keys=[], says="spans", note="")
    drawings = [ET.fromstring(part) for part in chart.parts]  # noqa: S314  # our own drawing
    told = [[str(each.text) for each in drawing.iter(f"{SVG}text")] for drawing in drawings]
    assert [row.label for row in rows] == [each for part in told for each in part if each.startswith("action")]
    assert 1 == len({tuple(each for each in part if not each.startswith("action")) for part in told})
    assert max(float(str(drawing.get("viewBox")).split()[3]) for drawing in drawings) < STEP * (PART + 1)
    assert () == spans("s", "Spans", rows[:PAGE], FACTS, keys=[], says="spans", note="").parts


@pytest.mark.parametrize("count", [0, 1, 16, 17, 20, 53, 400])
def test_parts_are_about_as_long_and_hold_every_row_once(count: int) -> None:
    parts = in_parts(range(count))
    assert (list(range(count)) if count > PAGE else []) == [row for part in parts for row in part]
    assert all(PART // 2 < len(part) <= PART for part in parts)


@pytest.mark.parametrize("most", [4, 8])
@pytest.mark.parametrize("days", [1, 2, 5, 13, 30, 45, 75, 120, 365, 800, 9000])
def test_no_day_on_an_axis_is_named_as_another_is(days: int, most: int) -> None:
    first = date(2024, 12, 18)
    last = first + timedelta(days)
    axis = ticks(first, last, most)
    named = [f"{each:{axis.written.replace('%-d', '%d')}}" for each in axis.days]
    assert len(set(named)) == len(named)
    assert min(days, 2) <= len(named) <= most
    assert all(first <= each <= last for each in axis.days)


def test_a_short_span_is_named_in_days_on_the_page() -> None:
    span = Span(label="soon", start=date(2025, 3, 3), end=date(2025, 3, 24), look="hollow")
    shown = words(spans("s", "Spans", [span], FACTS, keys=[], says="spans", note=""))
    assert ["3 Mar 2025", "10 Mar 2025", "17 Mar 2025", "24 Mar 2025"] == [each for each in shown if "2025" in each]


def test_lines_that_end_together_are_told_apart_by_their_names_and_their_key() -> None:
    ends = ((1, 4.0), (2, 9.0))
    chart = lines("l", "Lines", [Line(label=name, values=ends) for name in ("a", "b", "c")], FACTS, says="lines")
    inks = re.findall(r'<text[^>]*style="fill:([^"]*)"[^>]*>[abc]</text>', chart.wide)
    assert ["var(--accent)", "var(--ink)", "var(--warm)"] == inks
    assert ["a", "b", "c"] == [key.label for key in chart.keys]
    assert [3, 3, 3] == [len({getattr(key, name) for key in chart.keys}) for name in ("look", "stroke", "point")]


def test_a_single_session_is_a_point_with_its_name() -> None:
    chart = lines("l", "Lines", [Line(label="coming", values=((3, 5.0),))], FACTS, says="lines")
    assert {"coming", "session 3"} <= set(words(chart))


def test_sessions_are_named_by_their_numbers_where_some_are_missing() -> None:
    series = [Line(label="going", values=((1, 5.0), (4, 6.0), (9, 7.0))), Line(label="coming", values=((4, 2.0),))]
    shown = words(lines("l", "Lines", series, FACTS, says="lines"))
    assert ["session 1", "session 4", "session 9"] == [each for each in shown if each.startswith("session")]


@pytest.mark.parametrize("ends", [[9.0, 9.0, 9.0], [10.0, 9.9, 1.0], [1.0], []])
def test_names_at_the_ends_of_lines_lie_on_no_other(ends: list[float]) -> None:
    placed = sorted(_apart(ends))
    assert len(ends) == len(placed)
    assert all(after - before > 0.89 for before, after in pairwise(placed))
    assert all(each <= 10 for each in placed)


def test_every_look_has_a_colour_of_its_own() -> None:
    assert len(LOOKS) == len(set(LOOKS.values()))


def test_the_same_chart_is_drawn_the_same_every_time() -> None:
    rows = [bar("one", 0.5)]
    assert bars("b", "Bars", rows, FACTS, says="x", full=1) == bars("b", "Bars", rows, FACTS, says="x", full=1)
