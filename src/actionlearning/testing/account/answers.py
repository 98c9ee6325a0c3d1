"""What the account answers with, and the few words about time that every rule uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from attrs import frozen

__all__ = ["No", "Stay", "Yes", "begun", "covers", "earlier", "ended", "last_of", "must", "runs"]

Stay = tuple[datetime, datetime | None]
"""From when until when; None while it goes on."""


class No(Exception):  # an answer, not a failure
    """The rules say no; the text says why, in a few words."""


@frozen
class Yes:
    """The rules say yes: what to write into the book once the answer is known, and which policies are noted as breached."""

    then: Callable[[Any], None] = lambda _: None
    notes: tuple[str, ...] = ()
    records: bool = True
    """Whether there is anything to record: who asks again to be forgotten asks for nothing more."""


def must(holds: object, why: str) -> None:
    """Raise ``No`` unless something holds."""
    if not holds:
        raise No(why)


def covers(stay: Stay, at: datetime) -> bool:
    """Whether a moment lies in a stay; its end does not."""
    start, end = stay
    return start <= at and (end is None or at < end)


def runs(stays: list[Stay]) -> bool:
    """Whether the last of several stays goes on."""
    return bool(stays) and stays[-1][1] is None


def begun(stays: list[Stay], at: datetime) -> None:
    """Begin a stay; what begins again while it goes on began at the earlier of both times."""
    if runs(stays):
        stays[-1] = (min(stays[-1][0], at), None)
    else:
        stays.append((at, None))


def ended(stays: list[Stay], at: datetime) -> None:
    """End the stay that goes on, if one does."""
    if runs(stays):
        stays[-1] = (stays[-1][0], at)


def earlier(one: datetime | None, other: datetime) -> datetime:
    """The earlier of two times, the first of which may not be known yet."""
    return other if one is None else min(one, other)


def last_of(times: Iterable[datetime | None]) -> datetime | None:
    """The latest of those that are known."""
    return max((each for each in times if each is not None), default=None)
