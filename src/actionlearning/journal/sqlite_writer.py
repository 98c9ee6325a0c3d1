"""The connection that writes to a journal on SQLite: what several have asked for goes in together, or each for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from eventsourcing.persistence import ConnectionPoolClosedError

from actionlearning.journal.sqlite_asked import Asked, Stale, Values
from actionlearning.journal.sqlite_sql import Statements

__all__ = ["Writer"]


class Writer:
    """For one thread at a time, which begins and ends the transactions. ``connect`` opens it when it is first needed."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], table: str) -> None:
        self._connect = connect
        self.statements = Statements(table)
        self._closed = False
        self._cursor: sqlite3.Cursor | None = None

    def _opened(self) -> sqlite3.Cursor:
        """The connection's one cursor. Raises ``ConnectionPoolClosedError`` once it was closed.

        One, because a statement on it ends the one before: a question that an interrupt left open would go on reading the
        journal as it was then, and nothing can be written on top of that.
        """
        if self._closed:
            raise ConnectionPoolClosedError
        if self._cursor is None:
            self._cursor = self._connect().cursor()
        return self._cursor

    def _insert_together(self, cursor: sqlite3.Cursor, some: Sequence[Asked]) -> list[BaseException | None]:
        """What all of them ask for, in one insert; of each, what it is refused with."""
        tips = self.statements.tips(cursor, list(set().union(*[asked.streams() for asked in some])))
        refusals: list[BaseException | None] = []
        commands: set[str | None] = set()
        rows: list[Values] = []
        for asked in some:
            command = asked.rows[0][4] if asked.rows else None
            if command is not None and command in commands:
                refused: BaseException | None = Stale(asked.rows[0][0])
            elif missing := self.statements.without_mark(cursor, asked.guards, asked.marks):
                refused = Stale(missing)
            else:
                refused = asked.stale_on(tips)
            refusals.append(refused)
            if refused is None:
                commands.add(command)
                rows.extend(asked.rows)
        if rows:
            position = self.statements.insert(cursor, rows) - len(rows) + 1
            for asked, refused in zip(some, refusals, strict=True):
                if refused is None:
                    asked.positions = range(position, position + len(asked.rows))
                    position += len(asked.rows)
        return refusals

    def _insert_one_by_one(self, cursor: sqlite3.Cursor, some: Sequence[Asked]) -> list[BaseException | None]:
        """The same where one of them cannot be inserted: a savepoint for each, so that it fails alone.

        Raises ``sqlite3.Error`` where SQLite has given up the whole transaction.
        """
        self._roll_back()
        cursor.execute("BEGIN IMMEDIATE")
        refusals: list[BaseException | None] = []
        for asked in some:
            cursor.execute("SAVEPOINT one")
            try:
                (refused,) = self._insert_together(cursor, [asked])
            except Exception as failure:  # told to whoever asked
                if not cursor.connection.in_transaction:
                    raise
                cursor.execute("ROLLBACK TO one")
                refused = failure
            cursor.execute("RELEASE one")
            refusals.append(refused)
        return refusals

    def _roll_back(self) -> None:
        """End the transaction, if there is one still; a connection that cannot even do that is let go."""
        if self._cursor is not None and self._cursor.connection.in_transaction:
            try:
                self._cursor.execute("ROLLBACK")
            except sqlite3.Error:
                self._disconnect()

    def _disconnect(self) -> None:
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.connection.close()
