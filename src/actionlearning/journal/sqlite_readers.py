"""Connections to read an SQLite journal by: a free one is taken, or one more is opened, with no lock to hand it over."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Any

from eventsourcing.persistence import ConnectionPoolClosedError

from actionlearning.forking import closed_before_a_fork, renewed_in_a_child

__all__ = ["Readers"]

IDLE = 16
"""How many connections are kept while nobody reads."""

LOOK_AGAIN = 0.005
"""Seconds after which closing looks again whether anybody still reads."""


class Readers:
    """What the threads of this process read by. Each connection is in the hands of one thread at a time."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._closed = False
        self._free: deque[sqlite3.Connection] = deque()
        self._lent: set[sqlite3.Connection] = set()
        renewed_in_a_child(self)
        closed_before_a_fork(self)

    def tuples(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All the rows that a query finds, as they are at one moment."""
        if self._closed:
            raise ConnectionPoolClosedError
        try:
            connection = self._free.pop()
        except IndexError:
            connection = self._connect()
        try:
            self._lent.add(connection)
            found: list[tuple[Any, ...]] = connection.execute(query, values).fetchall()
        except BaseException:  # a query left open would go on seeing the journal as it is now
            self._lent.discard(connection)
            connection.close()
            raise
        self._give_back(connection)
        return found

    def close(self, now: Callable[[], float] = monotonic, wait: Callable[[float], None] = sleep, *, patience: float) -> None:
        """Close once nobody reads: to close a connection that another thread is using crashes the process.

        Who reads for longer closes theirs at the end. The clock is held by the method, because the interpreter may be ending.
        """
        self._closed = True
        self.close_idle()
        deadline = now() + patience
        while self._lent and now() < deadline:
            wait(LOOK_AGAIN)

    def begin_anew(self) -> list[sqlite3.Connection]:
        """Let go, in a child process, of the connections of its parent, and answer them: they are not to be closed here."""
        left = [*self._free, *self._lent]
        self._free, self._lent = deque(), set()
        return left

    def _give_back(self, connection: sqlite3.Connection) -> None:
        self._lent.discard(connection)
        if len(self._free) < IDLE:
            self._free.append(connection)
        else:
            connection.close()
        if self._closed:
            self.close_idle()

    def close_idle(self) -> None:
        """Close those that nobody reads by."""
        while self._free:
            try:
                connection = self._free.pop()
            except IndexError:  # another thread closes them too
                return
            connection.close()
