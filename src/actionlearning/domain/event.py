"""The mark of an event: a frozen class with a stored name and version, given once and never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, dataclass_transform

import attrs

from actionlearning.domain.personal import personal

__all__ = ["EVENTS", "event", "is_correction", "stored_name"]

Class = TypeVar("Class", bound=type)

EVENTS: dict[str, type] = {}
"""Every event class by its stored name and version, such as ``problem.action-committed.1``."""


@dataclass_transform(frozen_default=True, field_specifiers=(attrs.field, personal))
def event(name: str, *, version: int = 1, corrects: bool = False) -> Callable[[Class], Class]:
    """Make a class an event, stored under ``name`` and ``version`` for ever.

    An event that ``corrects`` says that an earlier record was mistaken: it counts from when it is known, for all times.

    The class gets no validators: decoding would run them on every replay, and a stricter one would refuse the past.
    """

    def mark(cls: Class) -> Class:
        made = attrs.frozen(cls)
        topic = f"{name}.{version}"
        if topic in EVENTS:
            raise TypeError(f"{topic} names {EVENTS[topic].__qualname__} already; choose another name for {cls.__qualname__}")
        EVENTS[topic] = made
        made.__topic__ = topic  # type: ignore[attr-defined]  # the mark itself, read by stored_name
        made.__corrects__ = corrects  # type: ignore[attr-defined]  # read by is_correction
        return made

    return mark


def stored_name(event: object | type) -> str:
    """The stored name of an event without its version, such as ``problem.action-committed``."""
    topic: str = event.__topic__  # type: ignore[union-attr]  # every event class is marked
    return topic.rpartition(".")[0]


def is_correction(event: object) -> bool:
    """Whether an event puts an earlier record right."""
    return bool(getattr(event, "__corrects__", False))
