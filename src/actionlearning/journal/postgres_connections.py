"""Connections at hand: who records next takes the one that was used last, whose server process is still warm.

The driver's pool hands its connections out in turn, so that a single writer would go round all of them. Here each is taken from
the pool once and kept, all but one: that is left to whatever else uses the pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, LifoQueue
from time import monotonic
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg import pq
from psycopg_pool import ConnectionPool, PoolTimeout

from actionlearning.forking import renewed_in_a_child

__all__ = ["AtHand"]

Connection = psycopg.Connection[Any]


class AtHand:
    """The connections of one pool, for the recorder's own short calls. A pool of one, or one that pings, is used as it is."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore
        self._keep = not datastore.pre_ping and datastore.pool.max_size > 1
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Have none at hand, and forget, in a child process, who had one in the parent. The pool there is another one too."""
        before = getattr(self, "_slots", None)
        self._old_from: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        self._slots: LifoQueue[Connection | None] = LifoQueue()
        for _ in range(self._pool.max_size - 1):
            self._slots.put(None)
        return [before]

    @property
    def _pool(self) -> ConnectionPool[Connection]:
        return cast("ConnectionPool[Connection]", self._datastore.pool)

    def take(self) -> Connection:
        """A connection that nobody else has, until it is given back. Raises what the pool raises, ``PoolTimeout`` for one."""
        if self._pool.closed:
            self._pool.open()
        if not self._keep:
            return self._pool.getconn()
        try:
            connection = self._slots.get(timeout=self._pool.timeout)
        except Empty:
            why = f"couldn't get a connection after {self._pool.timeout:.2f} sec"
            raise PoolTimeout(why) from None
        if connection is not None:
            if monotonic() < self._old_from[connection]:
                return connection
            self._pool.putconn(connection)  # which makes a new one of one that is old
        try:
            connection = self._pool.getconn()
        except BaseException:
            self._slots.put(None)
            raise
        self._old_from[connection] = monotonic() + self._pool.max_lifetime
        return connection

    def give_back(self, connection: Connection) -> None:
        """Let others have it. One that is broken, or was interrupted in the middle, is made anew by the pool."""
        if not self._keep:
            self._pool.putconn(connection)
        elif self._pool.closed or connection.pgconn.transaction_status != pq.TransactionStatus.IDLE:
            self._pool.putconn(connection)
            self._slots.put(None)
        else:
            self._slots.put(connection)

    def let_go(self) -> None:
        """Close what nobody has at the moment: the server may have gone, or the journal is closed."""
        slots: list[Connection | None] = []
        with suppress(Empty):
            while True:
                slots.append(self._slots.get_nowait())
        for connection in slots:
            if connection is not None:
                connection.close()
                self._pool.putconn(connection)
            self._slots.put(None)
