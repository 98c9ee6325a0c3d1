"""Times: when things happened, on which day in whose time zone, and in which order."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from actionlearning.domain.errors import BadInput, Refused

__all__ = [
    "BeforeLastChange",
    "Interval",
    "NaiveTime",
    "OutOfRange",
    "UnknownTimeZone",
    "add_months",
    "day_of",
    "in_order",
    "in_utc",
    "within_reach",
    "zone",
]

Day = TypeVar("Day", bound=date)

FIRST_YEAR, LAST_YEAR = 1900, 9000


class UnknownTimeZone(BadInput):
    name: str
    says = '"{name}" is not a time zone; use a name from the IANA database such as Europe/London'


class NaiveTime(BadInput):
    """A time without its zone could be any of two dozen moments."""

    at: datetime
    says = "{at} has no time zone; write it with an offset, such as 2025-01-14T15:10:00+00:00"


class OutOfRange(BadInput):
    """Calendars end, and so do time zones."""

    at: date
    says = "{at} is not a time that anybody lives to see; give one from 1900 to 9000"


class BeforeLastChange(Refused):
    """A change of state may be recorded late, but not timed before the change it builds on."""

    what: str
    at: datetime
    last: datetime
    says = "{what} last changed at {last}, so it cannot change at {at}; give a later time"


@attrs.frozen
class Interval:
    """From a moment to a moment, or to now."""

    start: datetime
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies within; the end itself does not."""
        return self.start <= at and (self.end is None or at < self.end)


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC. Raises ``NaiveTime`` or ``OutOfRange``."""
    if at.tzinfo is UTC:
        return within_reach(at)
    if at.utcoffset() is None:
        raise NaiveTime(at=at)
    return within_reach(at).astimezone(UTC)


def within_reach(at: Day) -> Day:
    """The same day or time. Raises ``OutOfRange``."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise OutOfRange(at=at)
    return at


def zone(name: str) -> tzinfo:
    """The time zone of that name. Raises ``UnknownTimeZone``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise UnknownTimeZone(name=name) from cause


def day_of(at: datetime, time_zone: str) -> date:
    """The date of a moment in a time zone."""
    return at.astimezone(zone(time_zone)).date()


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last of a shorter month: from 30 November, 3 end with February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_order(what: str, last: datetime | None, at: datetime) -> None:
    """Refuse a change of one thing that is timed before its last change."""
    if last is not None and at < last:
        raise BeforeLastChange(what=what, at=at, last=last)
