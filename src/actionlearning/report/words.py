"""What every page says in the same words: days, counts, and tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from inspect import getdoc
from typing import Any

from actionlearning.domain.times import day_of
from actionlearning.projections import metrics
from actionlearning.projections.amounts import WITHHELD_IN_WORDS, as_change, as_of, as_share
from actionlearning.projections.metric import Change, Metric
from actionlearning.report.blocks import Number, Table, table
from actionlearning.report.readers import Eyes, written

__all__ = [
    "NONE",
    "called",
    "counts",
    "dash",
    "day",
    "figures",
    "long_day",
    "moved",
    "number",
    "plural",
    "share_number",
    "steps",
    "times",
]

NONE = "\N{EN DASH}"
"""What stands in a cell where there is nothing."""


def day(at: date | None) -> str:
    """A day in a table; a dash where there is none."""
    return NONE if at is None else written(at)


def long_day(at: date | datetime, time_zone: str) -> str:
    """A day in a sentence; of a moment, its day in a time zone."""
    return written(day_of(at, time_zone) if isinstance(at, datetime) else at)


def called(kind: Any) -> str:
    """The word for a member of an enumeration."""
    return str(kind.value).replace("_", " ")


def counts(counted: Mapping[Any, int]) -> str:
    """How many of each kind, in one line."""
    return ", ".join(f"{called(kind)} ({count})" for kind, count in counted.items()) or "none recorded"


def times(count: int) -> str:
    """How often."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def plural(count: int, one: str, several: str | None = None) -> str:
    """So many of something."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def steps(achieved: int | None, actions: int | None) -> str:
    """How many of so many steps were done."""
    if achieved is None or actions is None:
        return f"steps {WITHHELD_IN_WORDS}"
    return f"{achieved} of {plural(actions, 'step')} done"


def dash(text: str | None) -> str:
    """A text, or a dash where there is none."""
    return text or NONE


def number(value: Decimal | None) -> str:
    """A measure as it was read; a dash where it was not."""
    return NONE if value is None else f"{value.normalize():f}"


def moved(baseline: Decimal | None, target: Decimal, unit: str) -> str:
    """From where to where a measure should go."""
    return f"{number(baseline)} → {number(target)} {unit}"


def share_number(label: str, figure: Metric, eyes: Eyes) -> Number:
    """A share at a glance, with what it was divided from."""
    shown = eyes.figure(figure, as_share(figure))
    of = as_of(figure) if eyes.may_count(figure.n) else ""
    return Number(label=label, value=shown, note=of)


PLAIN = {"slippage": " days an action", "airtime_gini": ""}
"""Figures that are no shares, and what they are counted in."""


def figures(caption: str, named: Mapping[str, Metric | Change], eyes: Eyes) -> Table:
    """Every figure under its name, with what it was divided from and how many people it is about."""
    return table(
        caption,
        ("Figure", "Value", "Of", "People"),
        (_figure(name, figure, eyes) for name, figure in named.items()),
        numeric=(1, 2, 3),
        under=map(_definition, named),
    )


def _definition(name: str) -> str:
    """The formula in one line, as the figure itself gives it."""
    return (getdoc(getattr(metrics, name, metrics.change)) or "").partition("\n")[0]


def _figure(name: str, figure: Metric | Change, eyes: Eyes) -> Iterable[str]:
    label = name.replace("_", " ").capitalize().replace("gini", "Gini")
    people = "" if figure.n is None or not eyes.may_count(figure.n) else str(figure.n)
    if isinstance(figure, Change):
        return label, eyes.figure(figure, as_change(figure)), "", people
    if name in PLAIN and figure.value is not None:
        return label, eyes.figure(figure, f"{float(figure.value):.4g}{PLAIN[name]}"), "", people
    of = as_of(figure) if eyes.may_count(figure.n) else ""
    return label, eyes.figure(figure, as_share(figure, 2)), of, people
