"""What is asked of a PostgreSQL server: statements with a journal's names in them, on a connection at hand.

A question is asked again where the server has closed the connection meanwhile. An insert never is: whether it was recorded is
for the caller to look up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg import pq
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Composed

from actionlearning.journal.postgres_connections import AtHand
from actionlearning.journal.postgres_prepared import Prepared
from actionlearning.journal.postgres_words import in_stock_words, is_lost, is_lost_by, told_apart

__all__ = ["Asking"]

Found = TypeVar("Found")

RECONNECTIONS = 5
"""How often a question is asked again on a new connection, one after the other having been closed."""


class Asking:
    """The short calls of a recorder. ``names`` are what stands in its statements, in braces.

    ``at_first`` is said on each connection before anything is inserted through it, once for each statement that inserts.
    """

    def __init__(self, datastore: PostgresDatastore, names: Mapping[str, Composable], *, at_first: str | None) -> None:
        self._names = names
        self._at_first = at_first
        self._written: dict[str, bytes] = {}
        self._datastore = datastore
        self._at_hand = AtHand(datastore)

    def composed(self, text: str) -> Composed:
        """A statement with our names in it."""
        return SQL(text).format(**self._names)

    def sql(self, text: str) -> bytes:
        """The same as it goes to the server, composed once."""
        written = self._written.get(text)
        if written is None:
            written = self._written[text] = self.composed(text).as_bytes()
        return written

    def prepared(self, name: str, text: str, *types: int) -> Prepared:
        """One that is prepared on first use."""
        return Prepared(name, self.sql(text).decode(), *types)

    def tuples(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a question finds, asked again if the server has closed the connection meanwhile."""
        query = self.sql(text)

        def ask(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
            with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                return cursor.execute(query, values, prepare=True).fetchall()

        return self._again(ask)

    def found(self, question: Prepared, values: Sequence[bytes]) -> pq.abc.PGresult:
        """The same for a question that is asked for each command, as the server answers it."""
        return self._again(lambda connection: question.on(connection, values))

    def answer(self, insert: Prepared, values: Sequence[bytes | None]) -> bytes | None:
        """What an insert answers, None where it was not to be. Raises ``Moved`` and ``Lost``."""

        def ask(connection: psycopg.Connection[Any]) -> bytes | None:
            if self._at_first is not None and not insert.known_on(connection):
                connection.execute(self.sql(self._at_first))
            return insert.on(connection, values).get_value(0, 0)

        with told_apart():
            return self._with_connection(ask)

    def let_go(self) -> None:
        """Close what nobody uses at the moment."""
        self._at_hand.let_go()

    def _again(self, ask: Callable[[psycopg.Connection[Any]], Found]) -> Found:
        """What a question finds, asked again if the server has closed the connection meanwhile."""
        for _ in range(RECONNECTIONS):
            try:
                return self._with_connection(ask)
            except (InterfaceError, OperationalError) as error:
                if not is_lost(error):
                    raise
        return self._with_connection(ask)

    def _with_connection(self, ask: Callable[[psycopg.Connection[Any]], Found]) -> Found:
        """What somebody finds out on a connection of the pool, which costs less so than by the datastore's own ways."""
        try:
            connection = self._at_hand.take()
            try:
                return ask(connection)
            finally:
                self._at_hand.give_back(connection)
        except psycopg.Error as cause:
            error = in_stock_words(cause)
            if isinstance(error, InterfaceError | OperationalError) and is_lost_by(cause):
                self._at_hand.let_go()  # the others are closed too, as after a restart of the server
                self._datastore.pool.check()
            raise error from cause
