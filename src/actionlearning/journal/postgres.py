"""The journal on PostgreSQL, in its serial order: one prepared call of a function that locks, checks and inserts.

The function takes the table's exclusive lock until its transaction ends, so positions are given out in the order of
commits and a reader that tails the journal misses nothing. It sends no ``NOTIFY``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.postgres import PostgresRecorder as StockRecorder
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Composed, Identifier

from actionlearning.journal.header import SERIAL, Header
from actionlearning.journal.polling import Followed
from actionlearning.journal.postgres_connections import AtHand
from actionlearning.journal.postgres_prepared import (
    ARRAY_OF,
    BIGINT,
    BYTEA,
    TEXT,
    UUID_,
    Prepared,
    arrayed,
    bigint,
    bigints,
    uuid_of,
)
from actionlearning.journal.postgres_sql import APPEND, APPEND_ONE, COPY, KNOWN, LOCK, PARTS, STARTING_UP, TABLES, TIPS
from actionlearning.journal.postgres_words import in_stock_words, is_lost, is_lost_by, told_apart
from actionlearning.journal.recorder import Moved, NewRow, Row, as_row, checked_rows

__all__ = ["OurPostgresFactory", "PostgresRecorder"]

Found = TypeVar("Found")

RECONNECTIONS = 5
"""How often a query is asked again on a new connection, one after the other having been closed."""


class PostgresRecorder(Followed, PostgresApplicationRecorder):
    """One row an event; a sequence gives out positions, so none is used again after a deletion."""

    tables, append, append_one = TABLES, APPEND, APPEND_ONE
    lock = LOCK
    order = SERIAL

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        # not the parent's: it asks the server for a composite type that this table does without
        StockRecorder.__init__(self, datastore)
        self.check_identifier_length(f"{events_table_name}_append_one")
        self.events_table_name = events_table_name
        self._names = self._named(datastore.schema, events_table_name)
        self._composed: dict[str, bytes] = {}
        self._at_hand = AtHand(datastore.pool, keep=not datastore.pre_ping)
        created = (*self.tables.split(";"), self.append, self.append_one, *self._created_beside())
        self.sql_create_statements = [self._format(part) for part in created]
        called = self._names["table"].as_string()
        one = (UUID_, BIGINT, TEXT, BYTEA, UUID_, TEXT, ARRAY_OF[UUID_], ARRAY_OF[BIGINT])
        self._append_one = self._prepared(f"one into {called}", "SELECT {append_one}($1, $2, $3, $4, $5, $6, $7, $8)", *one)
        several = (*(ARRAY_OF[kind] for kind in one[:4]), *one[4:])
        self._append = self._prepared(f"several into {called}", "SELECT {append}($1, $2, $3, $4, $5, $6, $7, $8)", *several)
        self._select = "SELECT notification_id, originator_id, originator_version, topic, state FROM {table} "

    def _named(self, schema: str, events: str) -> dict[str, Composable]:
        """What stands in our statements under which name."""
        names: dict[str, Composable] = {
            "table": Identifier(schema, events),
            "journal": Identifier(schema, "journal"),
            "append": Identifier(schema, f"{events}_append"),
            "append_one": Identifier(schema, f"{events}_append_one"),
            "command_index": Identifier(f"{events}_command"),
            "alias_index": Identifier(f"{events}_alias"),
        }
        return names | {name: SQL(part).format(**names) for name, part in PARTS.items()}

    def _created_beside(self) -> Sequence[str]:
        """What an order creates beside the table and the functions."""
        return ()

    def create_table(self) -> None:
        """Create what is missing, one process at a time."""
        with self._starting_up():
            pass

    def begin(self, header: Header) -> bool:
        """Create what is missing, the schema too, and the header unless another process has just done so.

        False, with nothing changed, where that one has begun a journal of another order.
        """
        values = (header.id, header.format, header.order, header.created_at, header.simulated)
        insert = "INSERT INTO {journal} SELECT %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT FROM {journal})"
        try:
            with self._starting_up() as cursor:
                cursor.execute(self._sql(insert), values)
        except _OfAnotherOrder:
            return False
        return True

    def complete(self) -> None:
        """Create the functions that an earlier release did without."""
        query = "SELECT to_regproc(%s) IS NULL"
        ((missing,),) = self._tuples(query.encode(), (self._names["append_one"].as_string(),))
        if missing:
            self.create_table()

    @contextmanager
    def _starting_up(self) -> Iterator[psycopg.Cursor[Any]]:
        """One transaction in which everything is there; the lock in it keeps others from creating the same at once."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL AS begun", (self._names["journal"].as_string(),))
            if (cursor.fetchone() or {})["begun"]:
                found = cursor.execute(self._sql('SELECT "order" FROM {journal}')).fetchone()
                if found is not None and found["order"] != self.order:
                    raise _OfAnotherOrder
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
        command, alias = kwargs.get("command"), kwargs.get("alias")
        guards = _guards_of_others(stored_events, kwargs.get("guards") or {})
        rest = (
            None if command is None else uuid_of(command),
            None if alias is None else alias.encode(),
            arrayed(UUID_, [uuid_of(stream) for stream in guards]) if guards else None,
            arrayed(BIGINT, [bigint(version) for version in guards.values()]) if guards else None,
        )
        if len(stored_events) == 1:
            (stored,) = stored_events
            stream, version = uuid_of(stored.originator_id), bigint(stored.originator_version)
            answer = self._answer(self._append_one, (stream, version, stored.topic.encode(), stored.state, *rest))
            return [int.from_bytes(answer)]
        columns = (
            arrayed(UUID_, [uuid_of(stored.originator_id) for stored in stored_events]),
            arrayed(BIGINT, [bigint(stored.originator_version) for stored in stored_events]),
            arrayed(TEXT, [stored.topic.encode() for stored in stored_events]),
            arrayed(BYTEA, [stored.state for stored in stored_events]),
        )
        return bigints(self._answer(self._append, (*columns, *rest)))

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert the rows of many commands by ``COPY``, under the same lock and after the same checks as the function makes."""
        streams = list({row.stream for row in rows})
        commands = [row.command for row in rows if row.command is not None]
        with (
            told_apart(),
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            cursor.execute(self._sql(self.lock))
            checked_rows(rows, dict(cursor.execute(self._sql(TIPS), (streams,)).fetchall()))
            known = {command for (command,) in cursor.execute(self._sql(KNOWN), (commands,))}
            for row in rows:
                if row.command in known:
                    raise Moved(row.stream)
            return self._copied(cursor, rows)

    def _copied(self, cursor: psycopg.Cursor[tuple[Any, ...]], rows: Sequence[NewRow]) -> Sequence[int]:
        """Write what has been checked; answer the positions."""
        with cursor.copy(self._sql(COPY)) as copy:
            copy.set_types(["uuid", "int8", "text", "bytea", "uuid", "text"])
            for row in rows:
                copy.write_row(row)
        ((last,),) = cursor.execute("SELECT lastval()").fetchall()
        return range(last - len(rows) + 1, last + 1)

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        query = (
            "SELECT notification_id, originator_version, topic, state FROM {table} "
            "WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version"
        )
        found = self._tuples(self._sql(query), (stream, after))
        return [as_row((position, stream, version, topic, state)) for position, version, topic, state in found]

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        where = "WHERE originator_id = ANY(%s)"
        values: list[Any] = [list(streams)]
        if until is not None:
            # the sum keeps the position from being searched by, which would go through the index of the whole journal
            where, values = where + " AND notification_id + 0 <= %s", [*values, until]
        if topics is not None:
            where, values = where + OF_TOPICS, [*values, list(topics)]
        return sorted(self._rows(where, values), key=lambda row: row.version)

    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        where, values = self._between(after, until, topics)
        return self._rows(where + " ORDER BY notification_id LIMIT %s", (*values, limit))

    def _between(self, after: int, until: int | None, topics: Sequence[str] | None) -> tuple[str, Sequence[Any]]:
        where, values = "WHERE notification_id > %s", tuple[Any, ...]((after,))
        if until is not None:
            where, values = where + " AND notification_id <= %s", (*values, until)
        if topics is not None:
            where, values = where + OF_TOPICS, (*values, list(topics))
        return where, values

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
        """Close all connections."""
        self._at_hand.let_go()
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
        return [*map(as_row, self._tuples(self._sql(self._select + where), values))]

    def _tuples(self, query: bytes, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What a query finds, asked for again if the server has closed the connection meanwhile."""
        for _ in range(RECONNECTIONS):
            try:
                return self._once(query, values)
            except (InterfaceError, OperationalError) as error:
                if not is_lost(error):
                    raise
        return self._once(query, values)

    def _once(self, query: bytes, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        def ask(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
            with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                return cursor.execute(query, values, prepare=True).fetchall()

        return self._with_connection(ask)

    def _answer(self, prepared: Prepared, values: Sequence[bytes | None]) -> bytes:
        """What an insert answers. Raises ``Moved`` and ``Lost``."""

        def ask(connection: psycopg.Connection[Any]) -> bytes | None:
            if not prepared.known_on(connection):
                self._first_use(connection)
            return prepared.on(connection, values)

        with told_apart():
            answer = self._with_connection(ask)
        assert answer is not None, "the functions answer positions"
        return answer

    def _first_use(self, connection: psycopg.Connection[Any]) -> None:
        """What is to be done on a connection before anything is inserted through it."""

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
                self.datastore.pool.check()
            raise error from cause

    def _prepared(self, name: str, query: str, *types: int) -> Prepared:
        return Prepared(name, self._sql(query).decode(), *types)

    def _format(self, text: str) -> Composed:
        return SQL(text).format(**self._names)

    def _sql(self, text: str) -> bytes:
        """A statement with our table's names in it, composed once."""
        composed = self._composed.get(text)
        if composed is None:
            composed = self._composed[text] = self._format(text).as_bytes()
        return composed


class _OfAnotherOrder(Exception):
    """Another process has begun a journal here meanwhile, whose order is not ours."""


def _guards_of_others(stored_events: Sequence[StoredEvent], guards: Mapping[UUID, int]) -> Mapping[UUID, int]:
    """The guards of streams that are not written; those that are, are guarded by the version that is written first."""
    if not guards:
        return guards
    firsts: dict[Any, int] = {}
    for stored in stored_events:
        firsts.setdefault(stored.originator_id, stored.originator_version)
    for stream, first in firsts.items():
        if guards.get(stream, first - 1) != first - 1:
            raise Moved(stream)
    return {stream: version for stream, version in guards.items() if stream not in firsts}


OF_TOPICS = " AND (topic IN (SELECT unnest(%s::text[]))) IS TRUE"
"""Looked up by hash: in a plan that is kept, ``= ANY`` compares the topic of each row with a hundred, one after the other."""


class OurPostgresFactory(PostgresFactory):
    """The stock factory and its environment variables, with our recorder."""

    application_recorder_class = PostgresRecorder
