"""How far the projections of a journal are, and what they need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec

from actionlearning.journal.port import Journal, Recorded, Unreadable
from actionlearning.journal.tables_tracking import Failure, Tracking
from actionlearning.projections.materialised import Projection, definition_of

__all__ = ["Condition", "Status", "status"]

STEPS = (1, 1000)
"""How far to look for the next event before all is searched: positions may have gaps."""


class Condition(Enum):
    """What can be said of a projection's tables."""

    NOT_KEPT = "not kept yet"
    UP_TO_DATE = "up to date"
    BEHIND = "behind"
    STOPPED = "stopped by an event"
    NEEDS_REBUILD = "needs a rebuild"


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How far one projection is.

    ``position`` is the last of the journal that is folded in and ``tip`` where the journal ends. ``events_behind`` counts all
    events in between, wanted or not, and ``seconds_behind`` is how long ago the first of them was recorded. ``rate`` is events
    a second when it last worked, ``worker`` who is at work now. ``building`` is the position of a rebuild that is under way, or
    was interrupted where it has no ``building_worker``, and ``building_failure`` what stopped it. ``lost`` names tables that
    somebody has taken away.
    """

    projection: str
    condition: Condition
    position: int
    tip: int
    events_behind: int
    seconds_behind: float
    rate: float | None = None
    saved_at: datetime | None = None
    worker: str | None = None
    failure: Failure | None = None
    building: int | None = None
    building_failure: Failure | None = None
    building_worker: str | None = None
    lost: tuple[str, ...] = ()


def status(journal: Journal, projections: Iterable[Projection], *, now: Callable[[], datetime]) -> tuple[Status, ...]:
    """How far these projections are. Changes nothing, and makes no tables."""
    store = journal.tables()
    tracked = {(each.projection, each.building): each for each in store.tracked()}
    there = store.there() if tracked else ()
    tip = journal.position()  # read after: a position that was saved is of an event that is there
    return tuple(
        _one(journal, each, tracked.get((each.name, False)), tracked.get((each.name, True)), there=there, tip=tip, now=now)
        for each in projections
    )


def _one(
    journal: Journal,
    projection: Projection,
    used: Tracking | None,
    building: Tracking | None,
    *,
    there: Collection[str],
    tip: int,
    now: Callable[[], datetime],
) -> Status:
    position = 0 if used is None else used.position
    waiting = _next(journal, position, tip)
    lost = () if used is None else tuple(used.lost(there))
    at_work = {each.building: each.worker for each in (used, building) if each is not None and each.held(datetime.now(UTC))}
    return Status(
        projection=projection.name,
        condition=Condition.NEEDS_REBUILD if lost else _condition(projection, used, tip),
        position=position,
        tip=tip,
        events_behind=journal.count(after=position, until=tip) if position < tip else 0,
        seconds_behind=0.0 if waiting is None else max(0.0, (now() - waiting.recorded_at).total_seconds()),
        rate=None if used is None else used.rate,
        saved_at=None if used is None else used.saved_at,
        worker=at_work.get(False) or at_work.get(True),
        failure=None if used is None else used.failure,
        building=None if building is None else building.position,
        building_failure=None if building is None else building.failure,
        building_worker=at_work.get(True),
        lost=lost,
    )


def _condition(projection: Projection, used: Tracking | None, tip: int) -> Condition:
    if used is None:
        return Condition.NOT_KEPT
    if used.definition != definition_of(projection) or used.position > tip:
        return Condition.NEEDS_REBUILD
    if used.failure is not None:
        return Condition.STOPPED
    return Condition.UP_TO_DATE if used.position == tip and not used.loose else Condition.BEHIND


def _next(journal: Journal, position: int, tip: int) -> Recorded[Any] | None:
    """The first event after a position. One that cannot be read says nothing of when it was recorded."""
    for until in (*(position + step for step in STEPS), tip):
        if position < tip:
            try:
                found = next(iter(journal.read_all(after=position, until=min(until, tip))), None)
            except Unreadable:
                return None
            if found is not None:
                return found
    return None
