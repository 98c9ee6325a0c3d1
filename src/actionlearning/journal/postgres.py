"""The journal on PostgreSQL, in its serial order: one prepared call of a function that locks, checks and inserts.

The function takes the table's exclusive lock until its transaction ends, so positions are given out in the order of
commits and a reader that tails the journal misses nothing. It sends no ``NOTIFY``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.postgres import PostgresRecorder as StockRecorder
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed, Identifier
from psycopg_pool import PoolTimeout

from actionlearning.journal.header import Header
from actionlearning.journal.polling import Followed
from actionlearning.journal.postgres_sql import COPY, FUNCTION, KNOWN, LOCK, STARTING_UP, TABLES, TIPS
from actionlearning.journal.recorder import Lost, Moved, NewRow, Row, checked_rows

__all__ = ["OurPostgresFactory", "PostgresRecorder"]

MOVED, REPEATED = "AL001", "AL002"

CLOSED = (None, "57P01", "57P02", "57P03")
"""How a connection ends that the server has closed: with nothing said, or as it was shut down."""

RECONNECTIONS = 5
"""How often a query is asked again on a new connection, one after the other having been closed."""


class PostgresRecorder(Followed, PostgresApplicationRecorder):
    """One row an event; a sequence gives out positions, so none is used again after a deletion."""

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        # not the parent's: it asks the server for a composite type that this table does without
        StockRecorder.__init__(self, datastore)
        self.check_identifier_length(f"{events_table_name}_command")
        self.events_table_name = events_table_name
        schema = datastore.schema
        self._names = {
            "table": Identifier(schema, events_table_name),
            "journal": Identifier(schema, "journal"),
            "function": Identifier(schema, f"{events_table_name}_append"),
            "command_index": Identifier(f"{events_table_name}_command"),
            "alias_index": Identifier(f"{events_table_name}_alias"),
        }
        self._composed: dict[str, Composed] = {}
        self.sql_create_statements = [self._sql(part) for part in (*TABLES.split(";"), FUNCTION)]
        self._call = self._sql(
            "SELECT {function}(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[], %s::uuid, %s::text, %s::uuid[], %s::bigint[])"
        )
        self._select = "SELECT notification_id, originator_id, originator_version, topic, state FROM {table} "

    def create_table(self) -> None:
        """Create what is missing, one process at a time."""
        with self._starting_up():
            pass

    def begin(self, header: Header) -> None:
        """Create what is missing, the schema too, and the header unless another process has just done so."""
        values = (header.id, header.format, header.order, header.created_at, header.simulated)
        insert = "INSERT INTO {journal} SELECT %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT FROM {journal})"
        with self._starting_up() as cursor:
            cursor.execute(self._sql(insert), values)

    @contextmanager
    def _starting_up(self) -> Iterator[psycopg.Cursor[Any]]:
        """One transaction in which everything is there; the lock in it keeps others from creating the same at once."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
            cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", (self.datastore.schema,))
            if cursor.fetchone() is None:  # asked first, for not everybody may create one
                cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(self.datastore.schema)))
            for statement in self.sql_create_statements:
                cursor.execute(statement, prepare=False)
            yield cursor

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Insert all or none in one round trip; see ``GuardedRecorder``.

        Never repeated after a lost connection: whether it was recorded is for the caller to look up.
        """
        if not stored_events:
            return None
        guards = kwargs.get("guards") or {}
        values = (
            [stored.originator_id for stored in stored_events],
            [stored.originator_version for stored in stored_events],
            [stored.topic for stored in stored_events],
            [stored.state for stored in stored_events],
            kwargs.get("command"),
            kwargs.get("alias"),
            list(guards.keys()),
            list(guards.values()),
        )
        with _told_apart():
            ((positions,),) = self._once(self._call, values)
        found: Sequence[int] = positions
        return found

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert the rows of many commands by ``COPY``, under the same lock and after the same checks as the function makes."""
        streams = list({row.stream for row in rows})
        commands = [row.command for row in rows if row.command is not None]
        with (
            _told_apart(),
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            cursor.execute(self._sql(LOCK))
            checked_rows(rows, dict(cursor.execute(self._sql(TIPS), (streams,)).fetchall()))
            known = {command for (command,) in cursor.execute(self._sql(KNOWN), (commands,))}
            for row in rows:
                if row.command in known:
                    raise Moved(row.stream)
            with cursor.copy(self._sql(COPY)) as copy:
                copy.set_types(["uuid", "int8", "text", "bytea", "uuid", "text"])
                for row in rows:
                    copy.write_row(row)
            ((last,),) = cursor.execute("SELECT lastval()").fetchall()
        return range(last - len(rows) + 1, last + 1)

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        where = "WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version"
        return self._rows(where, (stream, after))

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        where = "WHERE originator_id = ANY(%s)"
        values: list[Any] = [list(streams)]
        if until is not None:
            where, values = where + " AND notification_id <= %s", [*values, until]
        if topics is not None:
            where, values = where + " AND topic = ANY(%s)", [*values, list(topics)]
        return self._rows(where + " ORDER BY originator_id, originator_version", values)

    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        where, values = "WHERE notification_id > %s", [after]
        if until is not None:
            where, values = where + " AND notification_id <= %s", [*values, until]
        if topics is not None:
            where += " AND topic = ANY(%s)"
        chosen = [] if topics is None else [list(topics)]
        return self._rows(where + " ORDER BY notification_id LIMIT %s", (*values, *chosen, limit))

    def row_of_command(self, command: UUID) -> Row | None:
        return next(iter(self._rows("WHERE command = %s", (command,))), None)

    def rows_with_alias(self) -> Sequence[Row]:
        return self._rows("WHERE alias IS NOT NULL ORDER BY notification_id", ())

    def streams(self, prefix: str, limit: int) -> Sequence[UUID]:
        lowest, highest = UUID(prefix.ljust(32, "0")), UUID(prefix.ljust(32, "f"))
        query = "SELECT DISTINCT originator_id FROM {table} WHERE originator_id BETWEEN %s AND %s ORDER BY 1 LIMIT %s"
        return [found for (found,) in self._tuples(self._sql(query), (lowest, highest, limit))]

    def tip(self, stream: UUID) -> int:
        query = "SELECT coalesce(max(originator_version), 0) FROM {table} WHERE originator_id = %s"
        ((tip,),) = self._tuples(self._sql(query), (stream,))
        return int(tip)

    def max_notification_id(self) -> int | None:
        """The last position, None where there is none."""
        ((last,),) = self._tuples(self._sql("SELECT max(notification_id) FROM {table}"), ())
        found: int | None = last
        return found

    def header(self) -> Header | None:
        query = 'SELECT id, format, "order", created_at, simulated FROM {journal}'
        found = self._tuples(self._sql(query), ())
        if not found:
            return None
        ((id_, format_, order, created_at, simulated),) = found
        return Header(id=id_, format=format_, order=order, created_at=created_at, simulated=simulated)

    def mark_simulated(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._sql("UPDATE {journal} SET simulated = true"))

    def close(self) -> None:
        """Close the pool."""
        self.datastore.close()

    # What the stock recorder offers to its own application classes

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The stock way to read a stream."""
        where = "WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s ORDER BY originator_version"
        values = (originator_id, -1 if gt is None else gt, 2**62 if lte is None else lte, limit)
        rows = self._rows(f"{where} {'DESC' if desc else 'ASC'} LIMIT %s", values)
        return [StoredEvent(row.stream, row.version, row.topic, row.state) for row in rows]

    def _rows(self, where: str, values: Sequence[Any]) -> list[Row]:
        return [Row(*found) for found in self._tuples(self._sql(self._select + where), values)]

    def _tuples(self, query: Composed, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What a query finds, asked for again if the server has closed the connection meanwhile."""
        for _ in range(RECONNECTIONS):
            try:
                return self._once(query, values)
            except (InterfaceError, OperationalError) as error:
                if not _is_lost(error):
                    raise
        return self._once(query, values)

    def _once(self, query: Composed, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                return cursor.execute(query, values, prepare=True).fetchall()
        except (InterfaceError, OperationalError) as error:
            if _is_lost(error):
                self.datastore.pool.check()  # the others in the pool are closed too, as after a restart of the server
            raise

    def _sql(self, text: str) -> Composed:
        """A statement with our table's names in it, composed once."""
        composed = self._composed.get(text)
        if composed is None:
            composed = self._composed[text] = SQL(text).format(**self._names)
        return composed


def _is_lost(error: Exception) -> bool:
    cause = error.__cause__
    return not isinstance(cause, PoolTimeout) and getattr(cause, "sqlstate", None) in CLOSED


@contextmanager
def _told_apart() -> Iterator[None]:
    """What an insert failed of: somebody else was first, the connection was lost, or something else."""
    try:
        yield
    except Moved:
        raise
    except (DatabaseError, InterfaceError) as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and cause.sqlstate in (MOVED, REPEATED):
            raise Moved(UUID(cause.diag.message_primary)) from error
        if _is_lost(error):
            raise Lost(str(error).strip().partition("\n")[0]) from error
        raise


class OurPostgresFactory(PostgresFactory):
    """The stock factory and its environment variables, with our recorder."""

    application_recorder_class = PostgresRecorder
