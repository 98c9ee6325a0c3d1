"""What drivers raise, in our words: busy, unavailable, or not a journal."""

from __future__ import annotations

import sqlite3
from types import TracebackType

from eventsourcing.persistence import IntegrityError, PersistenceError

from actionlearning.journal.port import JournalBusy, JournalUnavailable

__all__ = ["in_our_words"]


class in_our_words:  # noqa: N801  # reads as a phrase in a with statement
    """A context manager, used any number of times, that turns a driver's errors into a journal's."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if isinstance(error, IntegrityError) or not isinstance(error, PersistenceError | sqlite3.Error | OSError):
            return
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        if "locked" in why or "lock timeout" in why or "busy" in why:
            raise JournalBusy(where=self._where) from error
        raise JournalUnavailable(where=self._where, why=why) from error
