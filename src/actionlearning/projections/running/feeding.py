"""One projection being fed: events are folded into rows, and rows and position are saved together, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from attrs import field, frozen
from msgspec.structs import replace

from actionlearning.journal.port import JournalError, Recorded, Unreadable
from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import BadRow, Failure, Overtaken, TableStore, Tracking
from actionlearning.projections.materialised import Projection, definition_of, names_wanted
from actionlearning.projections.running.errors import NeedsRebuild

__all__ = ["Feeding", "Worker"]

SMOOTHING = 0.3
"""How much the last batch counts in the rate."""


@frozen(kw_only=True)
class Worker:
    """Who is at work: a name among all workers, how long others leave its work to it, and its clock."""

    name: str
    lease: float = 5.0
    """Seconds; a worker that is killed holds up the others for no longer."""
    clock: Callable[[], datetime] = field(repr=False)


class Feeding:
    """A projection and how far it is, as this worker knows it.

    ``building`` feeds the tables beside those in use.
    """

    def __init__(self, projection: Projection, store: TableStore, worker: Worker, *, building: bool = False) -> None:
        self.projection = projection
        self.names = names_wanted(projection)
        self.definition = definition_of(projection)
        self.building = building
        self._wants = frozenset(projection.wants)
        self._store = store
        self._worker = worker
        self._tracking: Tracking | None = None
        self._rows: BufferedRows | None = None
        self._since = perf_counter()

    @property
    def tracking(self) -> Tracking | None:
        """The tracking row as it was last seen; None where there are no tables yet."""
        return self._tracking

    @property
    def position(self) -> int:
        return 0 if self._tracking is None else self._tracking.position

    @property
    def failure(self) -> Failure | None:
        return None if self._tracking is None else self._tracking.failure

    @property
    def mine(self) -> bool:
        """Whether no other worker holds the lease."""
        return self._tracking is None or self._tracking.left_to(self._worker.name, self._worker.clock())

    def seen(self, tracked: Sequence[Tracking]) -> None:
        """Take note of how far it is by now. Raises ``NeedsRebuild`` where the tables were made by another definition."""
        mine = (self.projection.name, self.building)
        found = next((each for each in tracked if (each.projection, each.building) == mine), None)
        if (found and found.revision) != (self._tracking and self._tracking.revision):
            self._rows = None
        self._tracking = found
        if found is not None and found.definition != self.definition:
            raise NeedsRebuild(projection=self.projection.name, why="its definition is not the one that made its tables")

    def begin(self) -> None:
        """Make its tables, empty; of those being built, in place of what an earlier build left."""
        left = self._tracking
        tracking = Tracking(
            projection=self.projection.name,
            definition=self.definition,
            tables=tuple(table.name for table in self.projection.tables),
            saved_at=self._worker.clock(),
            building=self.building,
            revision=0 if left is None else left.revision,
        )
        self._rows = None
        self._tracking = self._store.begin(tracking, self.projection.tables)

    def feed(self, events: Sequence[Recorded[Any]], until: int, *, more: bool) -> None:
        """Fold in the wanted ones of these events, and stand at ``until``; ``more`` says that it goes on at once.

        Raises ``Overtaken`` where another worker was first, and a journal's errors where it cannot be written; nothing was
        then. An event that cannot be folded stops the projection before it: see ``failure``.
        """
        wanted = [each for each in events if type(each.event) in self._wants]
        try:
            self._feed(wanted, until, more=more)
        except BaseException:
            self._rows = None
            raise

    def stop(self, unreadable: Unreadable) -> None:
        """Stop before an event that this release cannot read."""
        name = unreadable.name.rpartition(".")[0]
        self._stop(unreadable.position, unreadable.stream, unreadable.version, name, unreadable)

    def pause(self) -> None:
        """Let others go on: whoever stops in the middle gives the lease back."""
        tracking = self._tracking
        if tracking is not None and tracking.worker == self._worker.name:
            self._save(tracking.position, more=False)

    def resting(self) -> None:
        """There was nothing to do: the time until there is counts in no rate."""
        self._since = perf_counter()

    def _feed(self, events: Sequence[Recorded[Any]], until: int, *, more: bool) -> None:
        if self._rows is None:
            self._rows = self._new_rows()
        rows, fold = self._rows, self.projection.fold
        place = 0
        try:
            for place, recorded in enumerate(events):  # noqa: B007  # read below, where the fold of one raised
                fold(rows, recorded)
        except JournalError:
            raise  # a look-up failed, and not the event
        except Exception as cause:  # noqa: BLE001  # a fold that anybody may have written can raise anything
            rows.undo()
            self._feed_but(events, place, cause)
            return
        try:
            self._save(until, more=more)
        except BadRow as cause:
            rows.undo()
            if len(events) == 1:
                self._feed_but(events, 0, cause)
            else:
                half = len(events) // 2
                self._feed(events[:half], events[half].position - 1, more=True)
                if self.failure is None:
                    self._feed(events[half:], until, more=more)

    def _feed_but(self, events: Sequence[Recorded[Any]], place: int, cause: Exception) -> None:
        """Feed those before the one that failed, and stop there."""
        failed = events[place]
        if place:
            self._feed(events[:place], failed.position - 1, more=True)
        if self.failure is None:
            self._stop(failed.position, failed.stream, failed.version, failed.name, cause)

    def _stop(self, position: int, stream: UUID, version: int, event: str, cause: Exception) -> None:
        why = str(cause) or "it says no more"
        failure = Failure(
            position=position, stream=stream, version=version, event=event, exception=type(cause).__name__, why=why
        )
        self._save(max(self.position, position - 1), more=False, failure=failure)

    def _save(self, position: int, *, more: bool, failure: Failure | None = None) -> None:
        assert self._tracking is not None, "it was begun before it was fed"
        now = self._worker.clock()
        after = replace(
            self._tracking,
            position=position,
            failure=failure,
            saved_at=now,
            rate=self._rate(position - self._tracking.position),
            worker=self._worker.name if more else None,
            leased_until=now + timedelta(seconds=self._worker.lease) if more else None,
        )
        if not self.mine:
            raise Overtaken(projection=self.projection.name)
        changes = [] if self._rows is None else self._rows.changes()
        self._tracking = self._store.save(after, changes)
        if self._rows is not None:
            self._rows.saved()

    def _rate(self, events: int) -> float | None:
        """Events a second, smoothed, with those since the last batch."""
        known = None if self._tracking is None else self._tracking.rate
        since, self._since = self._since, perf_counter()
        seconds = self._since - since
        if events <= 0 or seconds <= 0:
            return known
        now = events / seconds
        return now if known is None else known + SMOOTHING * (now - known)

    def _new_rows(self) -> BufferedRows:
        tracking = self._tracking
        assert tracking is not None, "it was begun before it was fed"
        empty = tracking.position == 0 and tracking.failure is None
        return BufferedRows(self.projection.tables, lambda table, key: self._store.look_up(tracking, table, key), empty=empty)
