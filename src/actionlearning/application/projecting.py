"""Keeping materialised tables in step with the journal: ``al.projections`` catches up, follows, rebuilds and tells how far."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from uuid import uuid4

from actionlearning.journal.port import Journal
from actionlearning.journal.tables import Reading
from actionlearning.projections.materialised import Projection, definition_of
from actionlearning.projections.registry import chosen, registered
from actionlearning.projections.running.errors import NeedsRebuild, NotKept
from actionlearning.projections.running.feeding import Feeding
from actionlearning.projections.running.rebuilding import rebuild
from actionlearning.projections.running.runner import BATCH, Progress, Runner
from actionlearning.projections.running.standing import Worker
from actionlearning.projections.running.status import Status, status

__all__ = ["Progress", "Projections", "Status"]

LEASE = 5.0


def _untold(_: Progress) -> None:
    """Nobody asked."""


def _real_time() -> datetime:
    """Leases are about this moment, whatever clock a script has set."""
    return datetime.now(UTC)


class Projections:
    """The materialised projections of one journal: the shipped ones, those of installed packages, and those that were given.

    Every method takes the names of some of them, and means all without. Work is done on the caller's thread. Each raises
    ``NoTables`` on a plain persistence module.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        clock: Callable[[], datetime],
        given: Iterable[Projection] = (),
        lease: float = LEASE,
        batch: int = BATCH,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._given = tuple(given)
        self._lease = lease
        self._batch = batch

    @cached_property
    def registered(self) -> Mapping[str, Projection]:
        """All of them by name. Raises ``NotAProjection``, ``TwoProjections`` or ``BadTable``."""
        return registered(self._given)

    def catch_up(self, *names: str, beside: bool = False, tell: Callable[[Progress], None] = _untold) -> tuple[Status, ...]:
        """Fold in what was recorded since, and answer how far they are.

        With ``beside``, the tables are written while this process reads on, wherever there is a long way to go: on SQLite by
        a process of its own, on PostgreSQL by the server, for which a thread waits. Where another worker is at it, waits until
        it is done. Raises ``ProjectionStopped`` or ``NeedsRebuild`` for one that cannot go on, when the others are done.
        """
        projections = chosen(self.registered, names)
        self._runner(projections, tell, beside=beside).catch_up()
        return self.status(*names)

    def follow(
        self, *names: str, until: Callable[[], bool] = lambda: False, tell: Callable[[Progress], None] = _untold
    ) -> None:
        """Stay in step with the journal until ``until``, such as ``Event().is_set``, says so; it is asked at every look.

        Looks every quarter of a second where nothing happens, sooner where something just did, and goes on after a lost
        connection. Several may follow at once, here and elsewhere: one works and the others wait. Raises what ``catch_up``
        does, at the end.
        """
        self._runner(chosen(self.registered, names), tell).follow(until=until)

    def rebuild(self, *names: str, beside: bool = False, tell: Callable[[Progress], None] = _untold) -> tuple[Status, ...]:
        """Fold the whole journal anew beside the tables in use, put the new ones in their place, and answer how far they are.

        Readers see the old tables until then. ``beside`` is as in ``catch_up``. Raises ``ProjectionStopped``.
        """
        for projection in chosen(self.registered, names):
            rebuild(self._journal, projection, self._worker(), batch=self._batch, beside=beside, tell=tell)
        return self.status(*names)

    def status(self, *names: str) -> tuple[Status, ...]:
        """How far they are. Changes nothing."""
        return status(self._journal, chosen(self.registered, names), now=self._clock)

    @contextmanager
    def reading(self, name: str) -> Iterator[Reading]:
        """The tables in use of one projection, all as they stand at one moment, whatever is folded in or rebuilt meanwhile.

        Raises ``NotKept`` where there are none yet, and ``NeedsRebuild`` where another definition made them.
        """
        (projection,) = chosen(self.registered, [name])
        with self._journal.tables().reading(name, projection.tables) as found:
            if found is None:
                raise NotKept(projection=name)
            if found.tracking.definition != definition_of(projection):
                raise NeedsRebuild(projection=name, why="its definition is not the one that made its tables")
            yield found

    def _runner(self, projections: Iterable[Projection], tell: Callable[[Progress], None], *, beside: bool = False) -> Runner:
        store, worker = self._journal.tables(), self._worker()
        feeding = [Feeding(each, self._journal, store, worker) for each in projections]
        return Runner(self._journal, store, feeding, batch=self._batch, beside=beside, tell=tell)

    def _worker(self) -> Worker:
        return Worker(name=f"{os.getpid()}-{uuid4().hex[:12]}", lease=self._lease, clock=_real_time)
