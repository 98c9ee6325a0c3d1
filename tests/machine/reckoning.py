"""How to reckon with recorded events: what had happened by a time, in whose time zone, and the ratio of two numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Log = Sequence[Any]
Figure = tuple[Fraction | None, int | None]
"""The value, None where there is nothing to divide by, and how many people it is over."""


def ratio(part: Any, whole: Any, people: Iterable[Any] | None = None) -> Figure:
    value = Fraction(part) / Fraction(whole) if part is not None and whole else None
    return value, None if people is None else len(set(people))


def until(log: Log, as_at: date | datetime | None, zone: str) -> list[Any]:
    """What had happened by then, in the order in which it happened; a mistake is put right from the beginning."""

    def counts(each: Any) -> bool:
        if as_at is None or type(each.event).__corrects__:
            return True
        if isinstance(as_at, datetime):
            return bool(each.occurred_at <= as_at)
        end_of_day = datetime.combine(as_at + timedelta(days=1), time(), ZoneInfo(zone))
        return bool(each.occurred_at < end_of_day)

    return sorted((each for each in log if counts(each)), key=lambda each: (each.occurred_at, each.position))


def zone_of(log: Log, stream: UUID) -> str:
    return next(str(each.event.time_zone) for each in log if each.stream == stream)
