"""One projection being fed: events are folded into rows, and rows and position are saved together, or not at all.

Where another process writes, a batch is on its way while the next is folded, and never more than one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from attrs import field, frozen
from msgspec.structs import replace

from actionlearning.journal.port import Journal, JournalError, Recorded, Unreadable
from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import BadRow, Key, Overtaken, Row, Table, TableStore
from actionlearning.journal.tables_tracking import Failure, Tracking
from actionlearning.journal.tables_writer import Flight, Writer
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


@frozen
class _Sent:
    """A batch on its way to the process that writes: the events above ``after`` and up to ``until``."""

    flight: Flight
    after: int
    until: int


class _Unfit(Exception):  # no error of anybody's: a way back to where it can be put right
    """A batch that was on its way does not fit the tables."""

    def __init__(self, sent: _Sent, cause: BadRow) -> None:
        super().__init__()
        self.sent = sent
        self.cause = cause


class Feeding:
    """A projection and how far it is, as this worker knows it.

    Events are folded in one by one, in order, as they are read, and nobody keeps them: what could not be saved is read again.
    ``building`` feeds the tables beside those in use.
    """

    def __init__(
        self, projection: Projection, journal: Journal, store: TableStore, worker: Worker, *, building: bool = False
    ) -> None:
        self._journal = journal
        self.projection = projection
        self.names = names_wanted(projection)
        self.definition = definition_of(projection)
        self.building = building
        self._wants = frozenset(projection.wants)
        self._store = store
        self._worker = worker
        self._tracking: Tracking | None = None
        self._rows: BufferedRows | None = None
        self._writer: Writer | None = None
        self._sent: _Sent | None = None
        self._indexed = False
        self.stopped = False
        """Whether an event has stopped it since it was last seen: ``failure`` tells which."""
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
        self.stopped = False
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
        self._indexed = False
        self._tracking = self._store.begin(tracking, self.projection.tables)

    def take(self, recorded: Recorded[Any]) -> None:
        """Fold one event in, if it is wanted. One that cannot be folded stops the projection before it: see ``failure``."""
        if type(recorded.event) in self._wants and not self.stopped:
            try:
                self.projection.fold(self._rows or self._new_rows(), recorded)
            except Exception as cause:  # a fold that anybody may have written can raise anything
                self._rows = None
                if isinstance(cause, JournalError) and not isinstance(cause, Unreadable):
                    raise  # a look-up failed, and not the event, of which a text may turn out to be unreadable here
                self._feed_up_to(recorded, cause)

    def save(self, until: int, *, more: bool, end: bool = False) -> None:
        """Save what was folded in, and stand at ``until``; ``more`` says that it goes on at once, ``end`` that all is there.

        Raises ``Overtaken`` where another worker was first, and a journal's errors where it cannot be written; nothing was
        then. Of what does not fit its tables, all before the first event that does not is saved: see ``failure``.
        """
        if self.stopped:
            return
        after = self._after
        try:
            if end:
                self._land()
                self._index()
            self._save(until, more=more)
        except BadRow as cause:
            self._arrive()  # first, for those fed anew look up rows of the batch before
            if not self.stopped:
                self._feed_halves(self._read(after, until), until, cause, more=more)
        except _Unfit as unfit:
            self._feed_again(unfit)
            if not self.stopped:
                self._feed(self._read(after, until), until, more=more)

    def forget(self) -> None:
        """Leave out what was folded in and not saved."""
        self._rows = None

    @contextmanager
    def written_by(self, writer: Writer | None) -> Iterator[None]:
        """Let a process of its own write what is fed meanwhile, if there is one; at the end all of it has arrived."""
        self._writer = writer
        try:
            yield
        finally:
            try:
                self._arrive()
            except BaseException:
                self.forget()  # what it remembers may never have been saved
                raise
            finally:
                self._writer = self._sent = None

    def stop(self, unreadable: Unreadable) -> None:
        """Stop before an event that this release cannot read."""
        self._arrive()
        name = unreadable.name.rpartition(".")[0]
        self._stop(unreadable.position, unreadable.stream, unreadable.version, name, unreadable)

    def pause(self) -> None:
        """Let others go on: whoever stops in the middle gives the lease back."""
        self.forget()
        tracking = self._tracking
        if tracking is not None and tracking.worker == self._worker.name:
            self._save(tracking.position, more=False)

    def resting(self) -> None:
        """There was nothing to do: the time until there is counts in no rate."""
        self._since = perf_counter()

    def _read(self, after: int, until: int) -> Sequence[Recorded[Any]]:
        """What was folded in once, again."""
        return [*self._journal.read_all(after=after, until=until, names=self.names)]

    def _feed(self, events: Sequence[Recorded[Any]], until: int, *, more: bool) -> None:
        """Fold events in that were read, and save them here."""
        try:
            for recorded in events:
                self.projection.fold(self._rows or self._new_rows(), recorded)
            self._save(until, more=more, here=True)
        except BadRow as cause:
            self._feed_halves(events, until, cause, more=more)

    def _feed_halves(self, events: Sequence[Recorded[Any]], until: int, cause: BadRow, *, more: bool) -> None:
        """Feed what does not fit as a whole, up to the one event that does not."""
        self._rows = None
        if len(events) == 1:
            self._feed_up_to(events[0], cause)
            return
        half = len(events) // 2
        self._feed(events[:half], events[half].position - 1, more=True)
        if not self.stopped:
            self._feed(events[half:], until, more=more)

    def _feed_again(self, unfit: _Unfit) -> None:
        """Feed a batch again that was on its way, and from here on write here."""
        self._writer = None
        self._feed_halves(self._read(unfit.sent.after, unfit.sent.until), unfit.sent.until, unfit.cause, more=True)

    def _feed_up_to(self, failed: Recorded[Any], cause: Exception) -> None:
        """Feed those before the one that failed, and stop there."""
        self._arrive()
        if not self.stopped:
            self._feed(self._read(self.position, failed.position - 1), failed.position - 1, more=True)
        if not self.stopped:
            self._stop(failed.position, failed.stream, failed.version, failed.name, cause)

    def _stop(self, position: int, stream: UUID, version: int, event: str, cause: Exception) -> None:
        self.stopped = True
        why = str(cause) or "it says no more"
        failure = Failure(
            position=position, stream=stream, version=version, event=event, exception=type(cause).__name__, why=why
        )
        self._index()
        self._save(max(self.position, position - 1), more=False, failure=failure)

    def _index(self) -> None:
        """See to it that its tables have their indexes, before it comes to the end: a long way is faster without."""
        if not self._indexed and self._tracking is not None:
            self._store.index(self._tracking, self.projection.tables)
            self._indexed = True

    def _arrive(self) -> None:
        """Wait for what is on its way, and see to it that it has been fed."""
        try:
            self._land()
        except _Unfit as unfit:
            self._feed_again(unfit)

    def _land(self) -> None:
        """Wait for what is on its way. Raises ``_Unfit``, and what ``TableStore.save`` does."""
        if (sent := self._sent) is not None:
            sent.flight.wait()  # whoever is interrupted here waits once more at the end
            self._sent = None
            try:
                self._tracking = sent.flight.landed()
            except BadRow as cause:
                raise _Unfit(sent, cause) from cause

    @property
    def _after(self) -> int:
        """Where it stands once what is on its way has arrived."""
        return self.position if self._sent is None else self._sent.until

    def _save(self, position: int, *, more: bool, failure: Failure | None = None, here: bool = False) -> None:
        assert self._tracking is not None, "it was begun before it was fed"
        changes = [] if self._rows is None else self._rows.changes()
        writer = self._writer if more and not here else None
        prepared = [] if writer is None else self._store.prepared(self._tracking, changes)
        self._land()
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
        if writer is None:
            self._tracking = self._store.save(after, changes)
        else:
            self._sent = _Sent(writer.begin(after, prepared), self.position, position)
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
        empty = self._after == 0 and tracking.failure is None

        def look_up(table: Table, key: Key) -> Row | None:
            if self._sent is not None:
                self._sent.flight.wait()
            return self._store.look_up(tracking, table, key)

        self._rows = BufferedRows(self.projection.tables, look_up, empty=empty)
        return self._rows
