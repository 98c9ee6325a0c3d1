"""One projection being fed: events are folded into rows one by one, and saved a batch at a time, with its position.

What does not fit its tables, here or on its way to a writer, is read from the journal again, up to the one event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from actionlearning.domain.errors import ActionLearningError
from actionlearning.journal.port import Journal, JournalError, Recorded, Unreadable
from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import BadRow, TableStore
from actionlearning.journal.tables_tracking import Failure, Tracking
from actionlearning.journal.tables_writing import Writer
from actionlearning.projections.materialised import Projection, names_wanted
from actionlearning.projections.running.errors import NeedsRebuild, lost
from actionlearning.projections.running.raised import raised_in
from actionlearning.projections.running.standing import Standing, Unfit, Worker

__all__ = ["Feeding"]


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
        self.building = building
        self._wants = frozenset(projection.wants)
        self._stands = Standing(projection, store, worker, building=building)
        self._rows: BufferedRows | None = None
        self.stopped = False
        """Whether an event has stopped it since it was last seen: ``failure`` tells which."""

    @property
    def tracking(self) -> Tracking | None:
        """The tracking row as it was last seen; None where there are no tables yet."""
        return self._stands.tracking

    @property
    def position(self) -> int:
        return self._stands.position

    @property
    def failure(self) -> Failure | None:
        return self._stands.failure

    @property
    def mine(self) -> bool:
        """Whether no other worker holds the lease."""
        return self._stands.mine

    def seen(self, tracked: Sequence[Tracking], there: Collection[str] | None = None) -> None:
        """Take note of how far it is by now. Raises ``NeedsRebuild`` where the tables were made by another definition.

        So it does where they are not among those that are ``there``, if that was asked.
        """
        if self._stands.seen(tracked):
            self._rows = None
        self.stopped = False
        if self.tracking is not None and self.tracking.definition != self._stands.definition:
            raise NeedsRebuild(projection=self.projection.name, why="its definition is not the one that made its tables")
        if self.tracking is not None and there is not None and (gone := self.tracking.lost(there)):
            raise NeedsRebuild(projection=self.projection.name, why=lost(gone))

    def begin(self) -> None:
        """Make its tables, empty; of those being built, in place of what an earlier build left."""
        self._rows = None
        self._stands.begin()

    def loosen(self) -> None:
        """Let its tables be filled faster, if they are empty: there is a long way to go."""
        self._stands.loosen()

    def index(self) -> None:
        """See to it that its tables are in order and have their indexes."""
        self._stands.index()

    def take(self, recorded: Recorded[Any]) -> None:
        """Fold one event in, if it is wanted. One that cannot be folded stops the projection before it: see ``failure``."""
        if type(recorded.event) in self._wants and not self.stopped:
            try:
                self.projection.fold(self._rows or self._new_rows(), recorded)
            except Unfit as unfit:
                self._feed_again(unfit)
                if not self.stopped:
                    self._feed(self._read(self.position, recorded.position), recorded.position, more=True)
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
        after = self._stands.after
        try:
            if end:
                self._stands.land()
                self._stands.index()
            self._save(until, more=more)
        except BadRow as cause:
            self._arrive()  # first, for those fed anew look up rows of the batch before
            if not self.stopped:
                self._feed_halves(self._read(after, until), until, cause, more=more)
        except Unfit as unfit:
            self._feed_again(unfit)
            if not self.stopped:
                self._feed(self._read(after, until), until, more=more)

    def forget(self) -> None:
        """Leave out what was folded in and not saved."""
        self._rows = None

    @contextmanager
    def written_by(self, writer: Writer | None) -> Iterator[None]:
        """Let a writer write what is fed meanwhile, if there is one; at the end all of it has arrived."""
        self._stands.writer = writer
        try:
            yield
            self._arrive()
        except BaseException:
            self.forget()  # what it remembers may never have been saved
            with suppress(ActionLearningError, Unfit):  # what comes of it must not take the place of what ended this
                self._stands.land()
            raise
        finally:
            self._stands.write_here()

    def stop(self, unreadable: Unreadable) -> None:
        """Stop before an event that this release cannot read."""
        self._arrive()
        if self.stopped:
            return  # by one before it, which was on its way
        name = unreadable.name.rpartition(".")[0]
        self._stop(unreadable.position, unreadable.stream, unreadable.version, name, unreadable)

    def pause(self) -> None:
        """Let others go on: whoever stops in the middle gives the lease back."""
        self.forget()
        if self._stands.held:
            self._save(self.position, more=False)

    def resting(self) -> None:
        """There was nothing to do: the time until there is counts in no rate."""
        self._stands.resting()

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

    def _feed_again(self, unfit: Unfit) -> None:
        """Feed a batch again that was on its way, and from here on write here."""
        self._stands.write_here()
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
            position=position,
            stream=stream,
            version=version,
            event=event,
            exception=type(cause).__name__,
            why=why,
            where=raised_in(cause),
        )
        self._stands.index()
        self._save(max(self.position, position - 1), more=False, failure=failure)

    def _arrive(self) -> None:
        """Wait for what is on its way, and see to it that it has been fed."""
        try:
            self._stands.land()
        except Unfit as unfit:
            self._feed_again(unfit)

    def _save(self, position: int, *, more: bool, failure: Failure | None = None, here: bool = False) -> None:
        changes = [] if self._rows is None else self._rows.changes()
        self._stands.save(position, changes, more=more, failure=failure, here=here)
        if self._rows is not None:
            self._rows.saved()

    def _new_rows(self) -> BufferedRows:
        stands = self._stands
        empty = stands.after == 0 and stands.failure is None
        self._rows = BufferedRows(self.projection.tables, stands.look_up, empty=empty)
        return self._rows
