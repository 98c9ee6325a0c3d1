"""Feeding projections from the journal: up to its end, or on and on as it grows.

Those that stand furthest back are fed first, from one reading, up to where the next stands. A batch is folded in Python and
then written: nothing is locked meanwhile, and whoever was overtaken by another worker goes on from where that is by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

import msgspec

from actionlearning.domain.errors import ActionLearningError
from actionlearning.journal.port import Journal, JournalBusy, JournalError, JournalUnavailable, Recorded, Unreadable
from actionlearning.journal.tables import Overtaken, TableStore
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.running.errors import NeedsRebuild, stopped
from actionlearning.projections.running.feeding import Feeding
from actionlearning.projections.running.resting import collector_at_rest
from actionlearning.projections.running.waits import LONGEST, SHORTEST, Waits

__all__ = ["BATCH", "LONGEST", "SHORTEST", "Progress", "Runner", "Waits"]

Made = TypeVar("Made")

BATCH = 20_000
"""How many events are written in one transaction: enough that a row which changes often is written once, and few to hold."""

OFTEN = 2_000
"""After how many events of a batch whoever watches is told how far they are folded in, saved or not."""

LONG_WAY = 3
"""How many batches are worth writing beside whoever folds, into tables that are loose."""

WRITERS = 3
"""How many are started in one run, at most: where they end again and again, as where memory is short, all is written here."""

SETTLING = 1.0
"""Seconds that catching up waits for what is being recorded, which others may hold up, before it does without."""

ATTEMPTS = 20
"""How often a journal that cannot be reached is tried again, ``LONGEST`` apart, before catching up gives in."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Told after each batch, and on the way through a large one, of what is folded in and not saved yet.

    It has ``trouble`` where the journal cannot be reached and will be tried again.
    """

    projection: str
    position: int
    tip: int
    rate: float | None = None
    trouble: str | None = None


class _Batch(NamedTuple):
    """How far the events of a batch reach, and what ended them."""

    until: int
    last: bool = False
    unreadable: Unreadable | None = None


def _to_begin(feeding: Feeding) -> bool:
    """Whether there are no tables yet. Where those being built are gone, another worker has put them in place."""
    return feeding.tracking is None and not feeding.building


def _to_feed(tracking: Tracking | None, tip: int) -> bool:
    """Whether there are events to fold in, or tables to be settled."""
    return tracking is not None and (tracking.position < tip or bool(tracking.loose))


def names_of(group: Sequence[Feeding]) -> frozenset[str]:
    """The events that any of them wants."""
    return frozenset[str]().union(*(each.names for each in group))


class Runner:
    """Feeds some projections of one journal. Not shared between threads; several runners, in any process, take turns.

    With ``beside``, rows are written while the next events are read, wherever there is a long way to go.
    """

    def __init__(
        self,
        journal: Journal,
        store: TableStore,
        feeding: Sequence[Feeding],
        *,
        batch: int = BATCH,
        beside: bool = False,
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._journal = journal
        self._writers = WRITERS if beside else 0
        self._store = store
        self._feeding = list(feeding)
        self._batch = batch
        self._tell = tell
        self._halted: dict[str, ActionLearningError] = {}
        self._unlooked = True
        self._until: Callable[[], bool] = lambda: False

    def catch_up(self) -> None:
        """Feed all up to where the journal ends now, waiting for workers that are at it already.

        When the others are done, raises ``NeedsRebuild`` or ``ProjectionStopped`` for one that could not go on. One that an
        event had stopped before is tried again.
        """
        tip = self.patiently(self._end)
        waits = Waits()
        try:
            while self._behind(tip):
                if self.patiently(lambda: self._step(tip)):
                    waits.begin_again()
                elif self._behind(tip):
                    waits.wait()
        finally:
            self._pause()
        self._raise()

    def follow(self, *, until: Callable[[], bool]) -> None:
        """Feed all as the journal grows, on the caller's thread, until ``until`` says so, which is asked at every look.

        A journal that cannot be reached is tried again until then. A projection that an event stops, or that needs a rebuild
        meanwhile, stays where it is and the others go on; its error is raised at the end, or when no other is left.
        """
        self._until = until
        waits = Waits()
        try:
            while not until() and self._active():
                try:
                    tip = self._journal.settled()
                    moved = bool(self._behind(tip)) and self._step(tip)
                except (JournalBusy, JournalUnavailable) as error:
                    self._trouble(error)
                    moved = False
                if moved:
                    waits.begin_again()
                else:
                    for each in self._feeding:
                        each.resting()
                    waits.wait()
        finally:
            self._pause()
        self._raise()

    def _end(self) -> int:
        """Where the journal ends now, as far as that is settled, or is in a moment."""
        ends, waits, deadline = self._journal.position(), Waits(), monotonic() + SETTLING
        while (settled := self._journal.settled()) < ends and monotonic() < deadline:
            waits.wait()
        return settled

    def _active(self) -> list[Feeding]:
        return [each for each in self._feeding if each.projection.name not in self._halted]

    def _behind(self, tip: int) -> list[Feeding]:
        """Those that can go on and, for all that is known, have something to do."""
        return [each for each in self._active() if _to_begin(each) or _to_feed(each.tracking, tip)]

    def _step(self, tip: int) -> bool:
        """Look how far they are, and feed those that stand lowest. Answers whether anything was done."""
        self._look(tip)
        mine = [each for each in self._behind(tip) if each.mine]
        try:
            for each in filter(_to_begin, mine):
                each.begin()
            if mine:
                self._advance(mine, tip)
        except Overtaken:
            return False  # by one that began the tables at the same time
        return bool(mine)

    def _look(self, tip: int) -> None:
        """Take note of how far all are by now."""
        tracked = self._store.tracked()
        there = self._store.there() if self._unlooked else None  # once in a run, for nobody loses tables often
        self._unlooked = False
        for each in self._active():
            name = each.projection.name
            try:
                each.seen(tracked, there)
            except NeedsRebuild as error:
                self._halted[name] = error
                continue
            if each.position > tip and each.position > (ends := self._journal.position()):
                why = f"it stands at position {each.position}, and the journal ends at {ends}"
                self._halted[name] = NeedsRebuild(projection=name, why=why)

    def _advance(self, feeding: Sequence[Feeding], tip: int) -> None:
        lowest = min(each.position for each in feeding)
        group = [each for each in feeding if each.position == lowest]
        until = min([tip, *(each.position for each in feeding if each.position > lowest)])
        far = until - lowest > LONG_WAY * self._batch
        if far:
            for each in group:
                each.loosen()
        with ExitStack() as written:
            if far and self._writers > 0 and (writer := self._store.writer()) is not None:
                self._writers -= 1
                written.callback(writer.close)
                for each in group:
                    written.enter_context(each.written_by(writer))
            self._feed(group, lowest, until, tip)

    def _feed(self, group: list[Feeding], after: int, until: int, tip: int) -> None:
        """Feed some projections, that stand at one place, up to another, as far as they can go."""
        reading = self._journal.read_all(after=after, until=until, names=names_of(group))
        try:
            with collector_at_rest() as batch_done:
                while group and not self._until():
                    batch = self._folded(group, reading, after, until, tip)
                    for each in list(group):
                        if not self._saved(each, batch, tip):
                            group.remove(each)
                    if batch.last:
                        return
                    after = batch.until
                    batch_done()
        except BaseException:
            for each in group:
                each.forget()
            raise

    def _folded(self, group: Sequence[Feeding], reading: Iterator[Recorded[Any]], after: int, until: int, tip: int) -> _Batch:
        """Fold the next events in, and tell how far they reach. One that cannot be read ends them."""
        taken = 0
        try:
            for taken, recorded in enumerate(islice(reading, self._batch), start=1):  # read below
                after = recorded.position
                for each in group:
                    each.take(recorded)
                if taken % OFTEN == 0 and taken < self._batch:
                    self._tell_on_the_way(group, after, tip)
        except Unreadable as error:
            return _Batch(max(after, error.position - 1), last=True, unreadable=error)
        return _Batch(until, last=True) if taken < self._batch else _Batch(after)

    def _tell_on_the_way(self, group: Sequence[Feeding], position: int, tip: int) -> None:
        for each in group:
            rate = None if each.tracking is None else each.tracking.rate
            self._tell(Progress(projection=each.projection.name, position=position, tip=tip, rate=rate))

    def _saved(self, each: Feeding, batch: _Batch, tip: int) -> bool:
        """Save what one projection took. Answers whether it can go on."""
        try:
            end = batch.until == tip
            each.save(batch.until, more=not (batch.last and end), end=end)
            if batch.unreadable is not None and not each.stopped:
                if batch.unreadable.name.rpartition(".")[0] not in each.names:
                    return False  # it is not among those that this one wants, who reads on without the others
                each.stop(batch.unreadable)
        except Overtaken:
            each.forget()
            return False
        tracking = each.tracking
        assert tracking is not None, "it has been fed"
        self._tell(Progress(projection=each.projection.name, position=tracking.position, tip=tip, rate=tracking.rate))
        if each.stopped:
            assert tracking.failure is not None, "it tells what stopped it"
            self._halted[each.projection.name] = stopped(each.projection.name, tracking.failure)
        return not each.stopped

    def patiently(self, attempt: Callable[[], Made]) -> Made:
        """What an attempt makes in the end, where the journal cannot be reached for a moment."""
        for _ in range(ATTEMPTS):
            try:
                return attempt()
            except (JournalBusy, JournalUnavailable) as error:
                self._trouble(error)
                sleep(LONGEST)
        return attempt()

    def _trouble(self, error: Exception) -> None:
        for each in self._active():
            told = each.tracking
            position, rate = (0, None) if told is None else (told.position, told.rate)
            name = each.projection.name
            self._tell(Progress(projection=name, position=position, tip=position, rate=rate, trouble=str(error)))

    def _pause(self) -> None:
        """Give leases back. Where that cannot be done, they end by themselves."""
        for each in self._active():
            with suppress(JournalError):
                each.pause()

    def _raise(self) -> None:
        """Raise the first error, with a note for each of the others."""
        for error in self._halted.values():
            for other in [*self._halted.values()][1:]:
                error.add_note(str(other))
            raise error
