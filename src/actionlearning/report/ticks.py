"""The days that a time axis names: starts of months where they suffice, else weeks or days, each named once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import ceil

from attrs import frozen

__all__ = ["Ticks", "milliseconds", "ticks"]

MONTHS = (1, 2, 3, 6, 12)
WEEK = 7
DAYS = (1, 2, WEEK, 2 * WEEK)
LEAST = 3
"""So many starts of months tell where in time a bar is; where there are fewer, weeks are named, or days."""


@frozen
class Ticks:
    """Days on an axis, and how they are written there."""

    days: tuple[date, ...]
    written: str
    """As d3 writes times."""


def ticks(first: date, last: date, most: int) -> Ticks:
    """No more than ``most`` days from the first to the last."""
    by_month = next((each for step in MONTHS if len(each := _months(first, last, step)) <= most), None)
    if by_month is None:
        return Ticks(_months(first, last, 12 * ceil((last.year - first.year + 1) / most)), "%Y")
    if len(by_month) >= LEAST:
        return Ticks(by_month, "%b %Y")
    by_day = next((each for step in DAYS if len(each := _days(first, last, step)) <= most), by_month)
    return Ticks(by_day, "%-d %b %Y")


def milliseconds(day: date) -> int:
    """A day as the renderer counts time, from 1970 in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _months(first: date, last: date, step: int) -> tuple[date, ...]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    starts = (date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0)
    return tuple(each for each in starts if first <= each)


def _days(first: date, last: date, step: int) -> tuple[date, ...]:
    monday = first + timedelta(days=-first.weekday() % WEEK if step >= WEEK else 0)
    return tuple(monday + timedelta(days=each) for each in range(0, (last - monday).days + 1, step))
