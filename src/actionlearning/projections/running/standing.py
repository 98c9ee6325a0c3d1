"""How far the tables of one projection stand, as one worker knows it, and what moves them on: rows and position saved as one.

Where a writer of its own writes, a batch is on its way while the next is folded, and never more than one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID

from attrs import field, frozen
from msgspec.structs import replace

from actionlearning.journal.tables import BadRow, Changes, Key, Overtaken, Row, Table, TableStore
from actionlearning.journal.tables_tracking import Failure, Tracking
from actionlearning.journal.tables_writing import Flight, Writer
from actionlearning.projections.materialised import Projection, definition_of

__all__ = ["Standing", "Unfit", "Worker"]

KEPT_AS_THEY_ARE = frozenset({UUID, int})
"""What a key is that is equal here where it is equal in a database."""

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
    """A batch on its way to the writer: the events above ``after`` and up to ``until``, and the rows that it touches."""

    flight: Flight
    after: int
    until: int
    touched: Mapping[str, Sequence[Container[Key]]] = field(repr=False)

    def touches(self, table: Table, key: Key) -> bool:
        """Whether it may change this row. A key with a text or a time in it may be kept as another: there nobody knows."""
        some = self.touched.get(table.name, ())
        return any(key in keys for keys in some) or bool(some and not all(type(part) in KEPT_AS_THEY_ARE for part in key))


class Unfit(Exception):  # no error of anybody's: a way back to where it can be put right
    """A batch that was on its way does not fit the tables."""

    def __init__(self, sent: _Sent, cause: BadRow) -> None:
        super().__init__()
        self.sent = sent
        self.cause = cause


class Standing:
    """Where the tables of a projection stand; ``building`` means those beside the ones in use."""

    def __init__(self, projection: Projection, store: TableStore, worker: Worker, *, building: bool) -> None:
        self.definition = definition_of(projection)
        self.building = building
        self.tracking: Tracking | None = None
        """The tracking row as it was last seen; None where there are no tables yet."""
        self.writer: Writer | None = None
        """Who writes what is saved while there is more to come, if anybody does beside this thread."""
        self._projection = projection
        self._store = store
        self._worker = worker
        self._sent: _Sent | None = None
        self._indexed = False
        self._since = perf_counter()

    @property
    def position(self) -> int:
        return 0 if self.tracking is None else self.tracking.position

    @property
    def after(self) -> int:
        """Where they stand once what is on its way has arrived."""
        return self.position if self._sent is None else self._sent.until

    @property
    def failure(self) -> Failure | None:
        return None if self.tracking is None else self.tracking.failure

    @property
    def mine(self) -> bool:
        """Whether no other worker holds the lease."""
        return self.tracking is None or self.tracking.left_to(self._worker.name, self._worker.clock())

    @property
    def held(self) -> bool:
        """Whether this worker holds it."""
        return self.tracking is not None and self.tracking.worker == self._worker.name

    def seen(self, tracked: Sequence[Tracking]) -> bool:
        """Take note of how far they are by now. Answers whether somebody else has moved them since."""
        mine = (self._projection.name, self.building)
        found = next((each for each in tracked if (each.projection, each.building) == mine), None)
        moved = (found and found.revision) != (self.tracking and self.tracking.revision)
        if moved:
            self._indexed = False  # they may be other tables
        self.tracking = found
        return moved

    def begin(self) -> None:
        """Make the tables, empty; of those being built, in place of what an earlier build left."""
        left = self.tracking
        tracking = Tracking(
            projection=self._projection.name,
            definition=self.definition,
            tables=tuple(table.name for table in self._projection.tables),
            saved_at=self._worker.clock(),
            building=self.building,
            revision=0 if left is None else left.revision,
        )
        self._indexed = False
        self.tracking = self._store.begin(tracking, self._projection.tables)

    def loosen(self) -> None:
        """Let the tables be filled faster, which is worth it on a long way; only of those that are empty."""
        if self.tracking is not None and not (self.after or self.failure or self.tracking.loose):
            self.tracking = self._store.loosen(self.tracking, self._projection.tables)
            self._indexed = False

    def index(self) -> None:
        """See to it that the tables are in order and have their indexes, before it comes to the end of a long way."""
        if not self._indexed and self.tracking is not None:
            for table in self._projection.tables:
                self._settle(table)
            self._store.index(self.tracking, self._projection.tables)
            self._indexed = True

    def _settle(self, table: Table) -> None:
        """See to it that a table is in order; nothing may be on its way."""
        assert self.tracking is not None, "it was begun before it was fed"
        if table.name in self.tracking.loose:
            leased = self._worker.clock() + timedelta(seconds=self._worker.lease)
            mine = replace(self.tracking, worker=self._worker.name, leased_until=leased)
            self.tracking = self._store.settle(mine, [table])

    def _settle_what_is_overdue(self) -> None:
        """Settle loose tables for which too much has been put off. Raises ``Unfit``, as ``land`` does."""
        if self.tracking is not None and self.tracking.loose:
            overdue = self._store.overdue(self.tracking)
            for table in self._projection.tables:
                if table.name in overdue:
                    self.land()
                    self._settle(table)

    def look_up(self, table: Table, key: Key) -> Row | None:
        """One row, as it was saved last. Raises ``Unfit`` where what was on its way to its table does not fit."""
        assert self.tracking is not None, "it was begun before it was fed"
        if table.name in self.tracking.loose:
            self.land()
            self._settle(table)
        elif self._sent is not None and self._sent.touches(table, key):
            self._sent.flight.wait()  # others stand as they were saved before
        return self._store.look_up(self.tracking, table, key)

    def save(
        self, position: int, changes: Sequence[Changes], *, more: bool, failure: Failure | None = None, here: bool = False
    ) -> None:
        """Write rows and position; with ``more`` to come by the writer, unless it has to be done ``here``.

        A table for which too much is late is settled first. Raises ``Unfit`` where what was on its way does not fit, and what
        ``TableStore.save`` does; then nothing was written.
        """
        assert self.tracking is not None, "it was begun before it was fed"
        if more:
            self._settle_what_is_overdue()
        writer = self.writer if more and not here else None
        prepared = [] if writer is None else self._store.prepared(self.tracking, changes)
        self.land()
        now = self._worker.clock()
        after = replace(
            self.tracking,
            position=position,
            failure=failure,
            saved_at=now,
            rate=self._rate(position - self.tracking.position),
            worker=self._worker.name if more else None,
            leased_until=now + timedelta(seconds=self._worker.lease) if more else None,
        )
        if not self.mine:
            raise Overtaken(projection=self._projection.name)
        if writer is None:
            self.tracking = self._store.save(after, changes)
        else:
            touched = {each.table.name: (each.whole, each.changed, frozenset(each.removed)) for each in changes}
            self._sent = _Sent(writer.begin(after, prepared), self.position, position, touched)

    def land(self) -> None:
        """Wait for what is on its way. Raises ``Unfit``, and what ``TableStore.save`` does."""
        if (sent := self._sent) is not None:
            sent.flight.wait()  # whoever is interrupted here waits once more at the end
            self._sent = None
            try:
                self.tracking = sent.flight.landed()
            except BadRow as cause:
                raise Unfit(sent, cause) from cause

    def write_here(self) -> None:
        """From here on nothing goes to a writer, and what may still be on its way is nobody's."""
        self.writer = self._sent = None

    def resting(self) -> None:
        """There was nothing to do: the time until there is counts in no rate."""
        self._since = perf_counter()

    def _rate(self, events: int) -> float | None:
        """Events a second, smoothed, with those since the last batch."""
        known = None if self.tracking is None else self.tracking.rate
        since, self._since = self._since, perf_counter()
        seconds = self._since - since
        if events <= 0 or seconds <= 0:
            return known
        now = events / seconds
        return now if known is None else known + SMOOTHING * (now - known)
