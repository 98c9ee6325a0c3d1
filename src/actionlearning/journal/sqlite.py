"""The journal on SQLite: the stock recorder with a table of ours, and guards checked inside ``BEGIN IMMEDIATE``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, OperationalError, PersistenceError, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore, SQLiteFactory

from actionlearning.journal.header import Header
from actionlearning.journal.polling import Followed
from actionlearning.journal.recorder import Moved, NewRow, Row, checked_rows
from actionlearning.journal.sqlite_asked import Stale, Values
from actionlearning.journal.sqlite_group import GroupCommit
from actionlearning.journal.sqlite_pool import Pool
from actionlearning.journal.sqlite_readers import Readers

__all__ = ["JOURNAL_TABLE", "SYNCHRONOUS", "OurSQLiteFactory", "SQLiteRecorder"]

SYNCHRONOUS = "ACTIONLEARNING_SQLITE_SYNCHRONOUS"
"""FULL, so that an acknowledged decision survives a power loss; NORMAL is faster and keeps all but the last moments."""

JOURNAL_TABLE = (
    "CREATE TABLE IF NOT EXISTS journal ("
    'id TEXT NOT NULL, format INTEGER NOT NULL, "order" TEXT NOT NULL, created_at TEXT NOT NULL, simulated INTEGER NOT NULL)'
)

BULK_CACHE = 65536
"""Kilobytes of the file that a connection keeps in memory once it has inserted many rows at once."""

COLUMNS = (
    "position INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT NOT NULL, originator_version INTEGER NOT NULL, "
    "topic TEXT NOT NULL, state BLOB NOT NULL, command TEXT, alias TEXT, UNIQUE (originator_id, originator_version)"
)


class SQLiteRecorder(Followed, SQLiteApplicationRecorder):
    """One row an event. ``AUTOINCREMENT`` keeps a position from being used again after a deletion."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        table = events_table_name
        self.insert_events_statement = (
            f"INSERT INTO {table} (originator_id, originator_version, topic, state, command, alias) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608  # the table's name is ours
        )
        pool = datastore.pool
        assert isinstance(pool, Pool), "our factory makes it"
        self._group = GroupCommit(pool.connect, table, patience=pool.pool_timeout)
        self._readers = Readers(pool.connect)
        pool.before_closing += (self._group.close, partial(self._readers.close, patience=pool.pool_timeout))
        self._select = f"SELECT position, originator_id, originator_version, topic, state FROM {table}"  # noqa: S608  # the table's name is ours

    def construct_create_table_statements(self) -> list[str]:
        table = self.events_table_name
        return [
            f"CREATE TABLE IF NOT EXISTS {table} ({COLUMNS})",
            f"CREATE UNIQUE INDEX IF NOT EXISTS {table}_command ON {table} (command) WHERE command IS NOT NULL",
            f"CREATE INDEX IF NOT EXISTS {table}_alias ON {table} (position) WHERE alias IS NOT NULL",
            JOURNAL_TABLE,
        ]

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Insert all or none, together with whoever else does so now; see ``GuardedRecorder``."""
        guards: Mapping[UUID, int] = kwargs.get("guards") or {}
        command, alias = kwargs.get("command"), kwargs.get("alias")
        first = None if command is None else command.hex
        rows: list[Values] = []
        for stored in stored_events:
            rows.append((_hex(stored.originator_id), stored.originator_version, stored.topic, stored.state, first, alias))
            first = alias = None
        try:
            guarded = {stream.hex: version for stream, version in guards.items()}
            marks = {stream.hex: mark for stream, mark in (kwargs.get("marks") or {}).items()}
            return list(self._group.record(rows, guarded, marks))
        except sqlite3.Error as cause:
            raise _stock_error(cause) from cause
        except Stale as stale:
            streams = (*guards, *(stored.originator_id for stored in stored_events))
            raise Moved(next(stream for stream in streams if _hex(stream) == stale.args[0])) from stale

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert the rows of many commands in one transaction; see ``GuardedRecorder``."""
        with _stock_errors():
            return self._group.alone(lambda cursor: self._checked_and_inserted(cursor, rows))

    def _checked_and_inserted(self, c: sqlite3.Cursor, rows: Sequence[NewRow]) -> Sequence[int]:
        c.execute(f"PRAGMA cache_size = -{BULK_CACHE}")  # ids are random, so a large index is written all over
        streams = {row.stream.hex: row.stream for row in rows}
        tips = self._group.statements.tips(c, list(streams))
        checked_rows(rows, {streams[key]: tip or 0 for key, tip in tips.items()})
        last = self._last(c)
        values = [
            (row.stream.hex, row.version, row.topic, row.state, row.command and row.command.hex, row.alias) for row in rows
        ]
        try:
            c.executemany(self.insert_events_statement, values)
        except sqlite3.IntegrityError as cause:
            raise Moved(self._repeated(c, rows, last)) from cause
        return range(last + 1, last + 1 + len(rows))

    def _last(self, c: sqlite3.Cursor) -> int:
        """The position that was given out last, whether or not its row is still there."""
        c.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (self.events_table_name,))
        found = c.fetchone()
        return 0 if found is None else int(found[0])

    def _repeated(self, c: sqlite3.Cursor, rows: Sequence[NewRow], last: int) -> UUID:
        """The stream of the first command among these that was known before they came, up to the last position then."""
        known = f"SELECT 1 FROM {self.events_table_name} WHERE command = ? AND position <= ?"  # noqa: S608  # the table's name is ours
        for row in rows:
            c.execute(known, (row.command and row.command.hex, last))
            if c.fetchone() is not None:
                return row.stream
        return rows[0].stream

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        query = f"SELECT position, originator_version, topic, state FROM {self.events_table_name}"  # noqa: S608  # the table's name is ours
        query += " WHERE originator_id = ? AND originator_version > ? ORDER BY originator_version"
        found = self._tuples(query, (stream.hex, after))
        return [(position, stream, version, topic, state) for position, version, topic, state in found]

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        where = f" WHERE originator_id IN ({','.join('?' * len(streams))})"
        values: list[Any] = [stream.hex for stream in streams]
        if until is not None:
            where, values = where + " AND +position <= ?", [*values, until]  # the plus keeps it from being searched by
        if topics is not None:
            where, values = where + f" AND topic IN ({','.join('?' * len(topics))})", [*values, *topics]
        return self._rows(f"{self._select}{where} ORDER BY originator_id, originator_version", values)

    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        where, values = " WHERE position > ?", [after]
        if until is not None:
            where, values = where + " AND position <= ?", [*values, until]
        if topics is not None:
            where += f" AND topic IN ({','.join('?' * len(topics))})"
        return self._rows(f"{self._select}{where} ORDER BY position LIMIT ?", (*values, *(topics or ()), limit))

    def row_of_command(self, command: UUID) -> Row | None:
        return next(iter(self._rows(self._select + " WHERE command = ?", (command.hex,))), None)

    def rows_with_alias(self) -> Sequence[Row]:
        return self._rows(self._select + " WHERE alias IS NOT NULL ORDER BY position", ())

    def streams(self, prefix: str, limit: int) -> Sequence[UUID]:
        distinct = f"SELECT DISTINCT originator_id FROM {self.events_table_name}"  # noqa: S608  # the table's name is ours
        query = distinct + " WHERE originator_id >= ? AND originator_id < ? ORDER BY 1 LIMIT ?"
        return [UUID(found) for (found,) in self._tuples(query, (prefix, prefix + "g", limit))]

    def tip(self, stream: UUID) -> int:
        query = f"SELECT MAX(originator_version) FROM {self.events_table_name} WHERE originator_id = ?"  # noqa: S608  # the table's name is ours
        ((tip,),) = self._tuples(query, (stream.hex,))
        return tip or 0

    def header(self) -> Header | None:
        found = self._tuples('SELECT id, format, "order", created_at, simulated FROM journal', ())
        if not found:
            return None
        ((id_, format_, order, created_at, simulated),) = found
        created = datetime.fromisoformat(created_at)
        return Header(id=UUID(id_), format=format_, order=order, created_at=created, simulated=bool(simulated))

    def begin(self, header: Header) -> None:
        """Create what is missing, and the header unless another process has just done so."""

        def create(c: sqlite3.Cursor) -> None:
            for statement in self.create_table_statements:
                c.execute(statement)
            if c.execute("SELECT 1 FROM journal").fetchone() is None:
                values = (str(header.id), header.format, header.order, header.created_at.isoformat(), int(header.simulated))
                c.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", values)

        with _stock_errors():
            self._group.alone(create)

    def mark_simulated(self) -> None:
        with _stock_errors():
            self._group.alone(lambda c: c.execute("UPDATE journal SET simulated = 1"))

    def close(self) -> None:
        """Close every connection."""
        self.datastore.close()

    def _rows(self, query: str, values: Sequence[Any]) -> list[Row]:
        return [
            (position, _uuid(stream), version, topic, state)
            for position, stream, version, topic, state in self._tuples(query, values)
        ]

    def _tuples(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            return self._readers.tuples(query, values)
        except sqlite3.Error as cause:
            raise _stock_error(cause) from cause


class OurSQLiteFactory(SQLiteFactory):
    """The stock factory and its environment variables, with our recorder and a connection that flushes."""

    application_recorder_class = SQLiteRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        stock = self.datastore.pool
        synchronous = (self.env.get(SYNCHRONOUS) or "FULL").upper()
        self.datastore.pool = Pool(db_name=stock.db_name, lock_timeout=stock.lock_timeout, synchronous=synchronous)


@contextmanager
def _stock_errors() -> Iterator[None]:
    """The classes of error that users of the stock recorders expect."""
    try:
        yield
    except sqlite3.Error as cause:
        raise _stock_error(cause) from cause


def _stock_error(cause: sqlite3.Error) -> PersistenceError:
    return IntegrityError(str(cause)) if isinstance(cause, sqlite3.IntegrityError) else OperationalError(str(cause))


@lru_cache(maxsize=4096)
def _uuid(stream: str) -> UUID:
    """The id of a stream; rows of one stream come together, and making a UUID costs more than finding it."""
    return UUID(stream)


def _hex(stream: UUID | str) -> str:
    return stream.hex if isinstance(stream, UUID) else stream
