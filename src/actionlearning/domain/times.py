"""Times: when things happened, on which day in whose time zone, and in which order."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from actionlearning.domain.errors import BadInput, Refused

__all__ = ["BeforeLastChange", "Interval", "UnknownTimeZone", "day_of", "in_order", "zone"]


class UnknownTimeZone(BadInput):
    name: str
    says = '"{name}" is not a time zone; use a name from the IANA database such as Europe/London'


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


def zone(name: str) -> tzinfo:
    """The time zone of that name. Raises ``UnknownTimeZone``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise UnknownTimeZone(name=name) from cause


def day_of(at: datetime, time_zone: str) -> date:
    """The date of a moment in a time zone."""
    return at.astimezone(zone(time_zone)).date()


def in_order(what: str, last: datetime | None, at: datetime) -> None:
    """Refuse a change of one thing that is timed before its last change."""
    if last is not None and at < last:
        raise BeforeLastChange(what=what, at=at, last=last)
