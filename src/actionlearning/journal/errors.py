"""What drivers raise, in our words: busy or unavailable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from types import TracebackType

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError, IntegrityError, PersistenceError

from actionlearning.journal.port import JournalBusy, JournalUnavailable
from actionlearning.journal.recorder import Lost

__all__ = ["in_our_words"]

LOCK_NOT_AVAILABLE = "55P03"
"""What PostgreSQL says when ``lock_timeout`` is over."""


class in_our_words:  # noqa: N801  # reads as a phrase in a with statement
    """A context manager, used any number of times, that turns a driver's errors into a journal's."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if error is None or isinstance(error, IntegrityError | Lost):
            return  # somebody else was first, or nobody knows: its caller has words for that
        if not isinstance(error, PersistenceError | ConnectionPoolClosedError | sqlite3.Error | OSError):
            return
        if any(_says_busy(each) for each in _chain(error)):
            raise JournalBusy(where=self._where) from error
        raise JournalUnavailable(where=self._where, why=_why(error)) from error


def _says_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest says more about it
    return (
        code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        or getattr(error, "sqlstate", None) == LOCK_NOT_AVAILABLE
        or isinstance(error, ConnectionUnavailableError)  # another thread holds the one connection that writes
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _why(error: BaseException) -> str:
    if isinstance(error, ConnectionPoolClosedError):
        return "it has been closed"
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said.strip().partition("\n")[0] or type(error).__name__
