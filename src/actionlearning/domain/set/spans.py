"""Spans: the times from and to which somebody was something in a set, be it invited, a member or an adviser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.times import Interval
from actionlearning.domain.values import MemberId

__all__ = ["Spans", "begun", "covered", "earliest", "ended", "still_open"]

Key = TypeVar("Key")

Spans = Mapping[MemberId, tuple[Interval, ...]]
"""For everyone who ever was it, oldest first; only the last one may still be open."""


def covered(spans: Spans, person: MemberId, at: datetime) -> Interval | None:
    """The span in which a moment lies, if it lies in one."""
    return next((span for span in spans.get(person, ()) if span.covers(at)), None)


def still_open(spans: Spans, person: MemberId) -> Interval | None:
    """The span that has not ended, if there is one."""
    return next((span for span in spans.get(person, ()) if span.end is None), None)


def begun(spans: Spans, person: MemberId, at: datetime) -> Spans:
    """What begins twice holds from the earlier time, whichever was recorded first; what has ended begins again."""
    before = tuple(span for span in spans.get(person, ()) if span.end is not None)
    running = still_open(spans, person)
    return added(spans, person, (*before, Interval(at if running is None else min(at, running.start))))


def ended(spans: Spans, person: MemberId, at: datetime) -> Spans:
    """End the span that is open, if there is one."""
    return added(spans, person, tuple(evolve(span, end=at) if span.end is None else span for span in spans.get(person, ())))


def earliest(known: Mapping[Key, datetime], key: Key, at: datetime) -> Mapping[Key, datetime]:
    """What was said twice holds from the earlier time, whichever was recorded first."""
    return added(known, key, min(at, known.get(key, at)))
