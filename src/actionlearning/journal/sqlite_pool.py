"""The connections to a journal on SQLite: each is opened so that it flushes, and none is closed while somebody uses it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from eventsourcing.persistence import ConnectionPoolClosedError
from eventsourcing.sqlite import SQLITE3_DEFAULT_LOCK_TIMEOUT, SQLiteConnection, SQLiteConnectionPool

from actionlearning.forking import closed_before_a_fork

__all__ = ["Pool"]

Made = TypeVar("Made")

STATEMENTS = 128
"""How many statements a connection keeps compiled."""

LOOK_AGAIN = 0.05
"""Seconds after which closing looks again whether anybody is still at work."""


class Pool(SQLiteConnectionPool):
    """The stock pool, but that a connection flushes as often as ``synchronous`` says, and closing waits for who is at work."""

    def __init__(self, *, db_name: str, lock_timeout: int | None, synchronous: str) -> None:
        super().__init__(db_name=db_name, lock_timeout=lock_timeout)
        self._synchronous = synchronous
        self._closing = False
        self.before_closing: list[Callable[[], None]] = []
        closed_before_a_fork(self)

    def connect(self) -> sqlite3.Connection:
        """A connection as the stock pool makes them, but that it flushes, and keeps more than one statement compiled."""
        connection = sqlite3.connect(
            self.db_name,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=STATEMENTS,
            timeout=self.lock_timeout or SQLITE3_DEFAULT_LOCK_TIMEOUT,
        )
        try:
            ((mode,),) = connection.execute("PRAGMA journal_mode")
            if mode != "wal" and not self.is_sqlite_memory_mode:
                _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        except BaseException:
            connection.close()
            raise
        return connection

    def close_idle(self) -> None:
        """Close those in the pool, unless somebody is just taking one or giving one back."""
        if not self._put_condition.acquire(blocking=False):
            return
        try:
            while self._pool:
                self._pool.popleft().close()
        finally:
            self._put_condition.release()

    def _create_connection(self) -> SQLiteConnection:
        connection = _patiently(self.connect)
        connection.row_factory = sqlite3.Row  # as the stock recorder reads
        return SQLiteConnection(connection, max_age=self.max_age)

    def _get_connection(self, timeout: float = 0.0) -> SQLiteConnection:
        if self._closing:
            raise ConnectionPoolClosedError
        return super()._get_connection(timeout)

    def close(self, now: Callable[[], float] = monotonic) -> None:
        """Close once nobody reads or writes: to close a connection that another thread is using crashes the process.

        The clock is held by the method, because a pool may be collected after its module, as the interpreter ends.
        """
        for close in self.before_closing:
            close()
        deadline = now() + self.pool_timeout
        with self._put_condition:
            self._closing = True
            while self._in_use and now() < deadline:
                self._put_condition.wait(LOOK_AGAIN)
            self._in_use.clear()  # whoever takes longer has theirs closed when they let go of it
            super().close()


def _patiently(attempt: Callable[[], Made], *, seconds: float = 5) -> Made:
    """What an attempt makes in the end, where SQLite says "busy" without waiting.

    It does so to all but one of those that switch a new file to its write-ahead log at once.
    """
    deadline = monotonic() + seconds
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)
