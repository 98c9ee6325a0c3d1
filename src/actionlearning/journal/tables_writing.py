"""Writing tables while whoever reads and folds goes on: a batch is on its way, and lands, and the next follows.

Where a server writes, all that is needed here is a thread that waits for it. Where the database is written
in the process that uses it, see ``tables_process``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

from actionlearning.journal.tables import Write
from actionlearning.journal.tables_tracking import Tracking

__all__ = ["Flight", "Writer", "WritingThread"]


class Flight(Protocol):
    """A batch that was sent and may not have arrived yet."""

    def wait(self) -> None:
        """Until it is written, or was refused. Whoever is interrupted can wait again."""

    def landed(self) -> Tracking:
        """The tracking row after it was written. Raises what ``TableStore.save`` does."""


class Writer(Protocol):
    """What writes batches one after the other, while others go on."""

    def begin(self, tracking: Tracking, writes: Sequence[Write]) -> Flight:
        """Send a batch, once the one before has arrived."""

    def close(self) -> None:
        """Let it finish what it was sent, and end."""


class WritingThread:
    """A thread of this process that does nothing but ``write``, which spends its time waiting for another process."""

    def __init__(self, write: Callable[[Tracking, Sequence[Write]], Tracking]) -> None:
        self._write = write
        self._thread = ThreadPoolExecutor(1, "writing-tables")

    def begin(self, tracking: Tracking, writes: Sequence[Write]) -> Flight:
        """See ``Writer``; one thread does one thing after the other."""
        return _Written(self._thread.submit(self._write, tracking, writes))

    def close(self) -> None:
        """See ``Writer``."""
        self._thread.shutdown()


class _Written:
    """A batch that the thread writes."""

    def __init__(self, future: Future[Tracking]) -> None:
        self._future = future

    def wait(self) -> None:
        wait([self._future])

    def landed(self) -> Tracking:
        return self._future.result()
