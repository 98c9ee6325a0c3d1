"""Sparklines: a series in one word, a block for each session, with its first and last value beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.console import RenderableType

from actionlearning.cli.output import rows
from actionlearning.cli.streams import can_show
from actionlearning.projections.amounts import as_mean, as_share
from actionlearning.projections.metric import Metric
from actionlearning.projections.set_overview import SetOverview
from actionlearning.projections.talk import Talk

__all__ = ["series_of_a_set", "series_of_talk", "sparkline"]

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-:=+*#"
"""The same heights for an output that has no blocks."""

MOST = 32
"""How many sessions are shown, the last ones, so that a line fits in eighty columns."""

SCORES = (1, 10)
"""From what to what energy, safety, challenge and support are given."""

Series = tuple[str, Sequence[float | None], tuple[float, float] | None, Callable[[int], str]]
"""What it is called, a value for each session, its scale if it has one, and how the value at a place is told."""


def sparkline(values: Sequence[float | None], scale: tuple[float, float] | None = None) -> str:
    """A block for each value, and a space where there is none. Without a scale it goes from 0 to the largest."""
    blocks = BLOCKS if can_show(BLOCKS) else ASCII
    low, high = scale or (0.0, max((each for each in values if each is not None), default=0.0))
    return "".join(" " if each is None else blocks[_height(each, low, high)] for each in values)


def _height(value: float, low: float, high: float) -> int:
    share = (value - low) / (high - low) if high > low else 0.0
    return round(max(0.0, min(share, 1.0)) * (len(BLOCKS) - 1))


def series_of_talk(sessions: Sequence[tuple[int, Talk]]) -> Iterator[RenderableType]:
    """How those who asked and advised changed over these sessions, if there is more than one."""
    talks = [talk for _, talk in sessions]
    series = [
        _counted("questions", [talk.questions for talk in talks]),
        _measured("open", [talk.open_share for talk in talks], (0, 1), as_share),
        _counted("advice", [talk.advice for talk in talks]),
    ]
    yield from _shown([number for number, _ in sessions], series)


def series_of_a_set(view: SetOverview, talks: Sequence[Talk]) -> Iterator[RenderableType]:
    """How its sessions went, one after the other, if there is more than one. ``talks`` are those of the sessions held."""
    held = [each for each in view.sessions if each.held]
    series = [
        _counted("questions", [talk.questions for talk in talks]),
        _measured("open", [talk.open_share for talk in talks], (0, 1), as_share),
        _measured("energy, coming", [each.energy_in for each in held], SCORES, as_mean),
        _measured("energy, going", [each.energy_out for each in held], SCORES, as_mean),
        _measured("safety", [each.safety for each in held], SCORES, as_mean),
        _measured("challenge", [each.challenge for each in held], SCORES, as_mean),
        _measured("support", [each.support for each in held], SCORES, as_mean),
        _counted("airtime, minutes", [sum(slot.minutes or 0 for slot in each.slots) for each in held]),
        _counted("present", [each.present for each in held]),
    ]
    yield from _shown([each.number for each in held], series)


def _counted(name: str, values: Sequence[int]) -> Series:
    return name, values, None, lambda place: str(values[place])


def _measured(name: str, figures: Sequence[Metric], scale: tuple[float, float], worded: Callable[[Metric], str]) -> Series:
    values = [None if each.value is None else float(each.value) for each in figures]
    return name, values, scale, lambda place: worded(figures[place])


def _shown(numbers: Sequence[int], series: Iterable[Series]) -> Iterator[RenderableType]:
    lines = [line for each in series if (line := _line(each)) is not None]
    if len(numbers) > 1 and lines:
        shown = numbers[-MOST:]
        yield ""
        yield rows(f"Session by session, {shown[0]} to {shown[-1]}", ("", "first", "", "last"), lines, right=(1, 3))


def _line(series: Series) -> tuple[str, str, str, str] | None:
    """One series, unless nothing of it was recorded."""
    name, values, scale, worded = series
    shown = range(len(values))[-MOST:]
    known = [place for place in shown if values[place] is not None]
    if not any(values[place] for place in known):
        return None
    return name, worded(known[0]), sparkline([values[place] for place in shown], scale), worded(known[-1])
