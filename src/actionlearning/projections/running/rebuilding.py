"""Rebuilding a projection beside the tables in use, which stay as they are until the new ones take their place at once."""

from __future__ import annotations

from collections.abc import Callable, Collection

from actionlearning.journal.port import Journal
from actionlearning.journal.tables import Overtaken, TableStore
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.materialised import Projection
from actionlearning.projections.running.errors import NeedsRebuild
from actionlearning.projections.running.feeding import Feeding
from actionlearning.projections.running.runner import BATCH, Progress, Runner, Waits
from actionlearning.projections.running.standing import Worker

__all__ = ["rebuild"]


def rebuild(
    journal: Journal,
    projection: Projection,
    worker: Worker,
    *,
    batch: int = BATCH,
    beside: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Fold the whole journal anew into tables of their own, and put them in the place of those in use.

    A build that was interrupted goes on where it was; one that an event had stopped, or that another definition had begun,
    starts again. Where another worker is building, this one waits until that is done, or takes it over when its lease is over.
    Raises ``ProjectionStopped``, and then what is in use stays.
    """
    store = journal.tables()
    new = Feeding(projection, journal, store, worker, building=True)
    if _began(store, new):
        runner = Runner(journal, store, [new], batch=batch, beside=beside, tell=tell)
        runner.catch_up()
        while not runner.patiently(lambda: _put_in_place(journal, store, new)):
            runner.catch_up()


def _put_in_place(journal: Journal, store: TableStore, new: Feeding) -> bool:
    """Let the new tables take the place of those in use. False where they have to go on first."""
    used = _look(store, new)
    if new.tracking is None:
        return True  # another worker has done it
    if used is not None and new.position < used.position <= journal.position():
        return False  # the old tables are a little further, and readers are not sent back
    try:
        new.index()  # a journal that is empty has not come to its end
        store.swap(new.tracking, used)
    except Overtaken:
        return False
    return True


def _began(store: TableStore, new: Feeding) -> bool:
    """Make or find the tables that are to be filled. False where another worker did all of it meanwhile."""
    waits, waited = Waits(), False
    while True:
        other = False
        try:
            _look(store, new, there=store.there())
        except NeedsRebuild:
            other = True  # they were begun by another definition, or are gone
        if new.tracking is None and waited:
            return False
        if not new.mine:
            waited = True
            waits.wait()
            continue
        try:
            if new.tracking is None or other or new.failure is not None:
                new.begin()
        except Overtaken:
            continue
        return True


def _look(store: TableStore, new: Feeding, *, there: Collection[str] | None = None) -> Tracking | None:
    """Take note of how far the build is, and answer how far what is in use is."""
    tracked = store.tracked()
    new.seen(tracked, there)
    return next((each for each in tracked if (each.projection, each.building) == (new.projection.name, False)), None)
