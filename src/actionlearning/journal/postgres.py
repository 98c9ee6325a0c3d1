"""The journal on PostgreSQL, in its serial order: one prepared call of a function that locks, checks and inserts.

The function takes the table's exclusive lock until its transaction ends, so positions are given out in the order of
commits and a reader that tails the journal misses nothing. It sends no ``NOTIFY``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.postgres import PostgresRecorder as StockRecorder
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Identifier

from actionlearning.forking import renewed_in_a_child
from actionlearning.journal import postgres_serial_sql as sql
from actionlearning.journal.header import SERIAL, Header
from actionlearning.journal.polling import Followed
from actionlearning.journal.postgres_asking import Asking
from actionlearning.journal.postgres_beginning import Beginning
from actionlearning.journal.postgres_inserts import Inserts
from actionlearning.journal.postgres_prepared import (
    ARRAY_OF,
    BIGINT,
    BYTEA,
    TEXT,
    UUID_,
    arrayed,
    bigint,
    bigints,
    number,
    uuid_of,
)
from actionlearning.journal.postgres_sql import KNOWN, PARTS, TABLES, TIPS
from actionlearning.journal.postgres_words import told_apart
from actionlearning.journal.recorder import Moved, NewRow, Row, checked_rows

__all__ = ["OurPostgresFactory", "PostgresRecorder"]


class PostgresRecorder(Followed, PostgresApplicationRecorder):
    """One row an event; a sequence gives out positions, so none is used again after a deletion."""

    order = SERIAL
    parts: ClassVar[Mapping[str, str]] = sql.PARTS
    append, append_one, lock = sql.APPEND, sql.APPEND_ONE, sql.LOCK
    beside: ClassVar[Sequence[str]] = ()
    """What an order creates beside the tables and the functions."""
    at_first: ClassVar[str | None] = None
    """What it says on a connection before anything is inserted through it."""

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        # not the parent's: it asks the server for a composite type that this table does without
        StockRecorder.__init__(self, datastore)
        self.check_identifier_length(f"{events_table_name}_append_one")
        self.events_table_name = events_table_name
        names = self._named(datastore.schema, events_table_name)
        names |= {name: SQL(part).format(**names) for name, part in {**PARTS, **self.parts}.items()}
        self._asking = Asking(datastore, names, at_first=self.at_first)
        created = (*TABLES.split(";"), self.append, self.append_one, *self.beside)
        self.sql_create_statements = [self._asking.composed(part) for part in created]
        self._beginning = Beginning(datastore, self._asking, self.order, self.sql_create_statements)
        called = names["table"].as_string()
        one = (UUID_, BIGINT, TEXT, BYTEA, UUID_, TEXT, ARRAY_OF[UUID_], ARRAY_OF[BIGINT])
        several = (*(ARRAY_OF[kind] for kind in one[:4]), *one[4:])
        self._append_one = Inserts(self._asking, f"one into {called}", "{append_one}", one)
        self._append = Inserts(self._asking, f"several into {called}", "{append}", several)
        self._of_stream = self._asking.prepared(f"stream of {called}", OF_STREAM, UUID_, BIGINT)
        self._select = "SELECT notification_id, originator_id, originator_version, topic, state FROM {table} "

    def _named(self, schema: str, events: str) -> dict[str, Composable]:
        """What stands in our statements under which name, beside the parts of statements."""
        return {
            "table": Identifier(schema, events),
            "journal": Identifier(schema, "journal"),
            "append": Identifier(schema, f"{events}_append"),
            "append_one": Identifier(schema, f"{events}_append_one"),
            "command_index": Identifier(f"{events}_command"),
            "alias_index": Identifier(f"{events}_alias"),
        }

    # Beginning

    def create_table(self) -> None:
        """Create what is missing, one process at a time."""
        self._beginning.create()

    def begin(self, header: Header) -> bool:
        """Create what is missing, and the header; False where another process has just begun a journal of another order."""
        return self._beginning.begin(header)

    def complete(self) -> None:
        """Create the functions that an earlier release did without."""
        self._beginning.complete()

    # Writing

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
            one = (stream, version, stored.topic.encode(), stored.state)
            return [int.from_bytes(self._inserted(self._append_one, (*one, *rest), kwargs))]
        columns = (
            arrayed(UUID_, [uuid_of(stored.originator_id) for stored in stored_events]),
            arrayed(BIGINT, [bigint(stored.originator_version) for stored in stored_events]),
            arrayed(TEXT, [stored.topic.encode() for stored in stored_events]),
            arrayed(BYTEA, [stored.state for stored in stored_events]),
        )
        return bigints(self._inserted(self._append, (*columns, *rest), kwargs))

    def _inserted(self, inserts: Inserts, values: Sequence[bytes | None], given: Mapping[str, Any]) -> bytes:
        """What an insert answers. Raises ``Moved``, also where one of the marks it was given is not there."""
        guards, marks = given.get("guards") or {}, given.get("marks") or {}
        for stream, mark in marks.items():
            values = (*values, stream.bytes, bigint(guards[stream]), mark)
        answer = self._asking.answer(inserts.with_marks(len(marks)), values)
        if answer is None:
            assert marks, "the functions answer positions"
            without = [stream for stream, mark in marks.items() if not self._has_mark(stream, guards[stream], mark)]
            raise Moved((without or [*marks])[0])
        return answer

    def _has_mark(self, stream: UUID, version: int, mark: bytes) -> bool:
        where = "originator_id = %s AND originator_version = %s AND position(%s IN state) > 0"
        return bool(self._asking.tuples(f"SELECT 1 FROM {{table}} WHERE {where}", (stream, version, mark)))  # noqa: S608  # no value is in it

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
            cursor.execute(self._asking.sql(self.lock))
            checked_rows(rows, dict(cursor.execute(self._asking.sql(TIPS), (streams,)).fetchall()))
            known = {command for (command,) in cursor.execute(self._asking.sql(KNOWN), (commands,))}
            for row in rows:
                if row.command in known:
                    raise Moved(row.stream)
            return self._copied(cursor, rows)

    def _copied(self, cursor: psycopg.Cursor[tuple[Any, ...]], rows: Sequence[NewRow]) -> Sequence[int]:
        """Write what has been checked; answer the positions."""
        with cursor.copy(self._asking.sql(sql.COPY)) as copy:
            copy.set_types(["uuid", "int8", "text", "bytea", "uuid", "text"])
            for row in rows:
                copy.write_row(row)
        ((last,),) = cursor.execute("SELECT lastval()").fetchall()
        return range(last - len(rows) + 1, last + 1)

    # Reading

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        found = self._asking.found(self._of_stream, (stream.bytes, bigint(after)))
        of: Callable[[int, int], Any] = found.get_value
        return [(number(of(n, 0)), stream, number(of(n, 1)), of(n, 2).decode(), of(n, 3)) for n in range(found.ntuples)]

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        where = "WHERE originator_id = ANY(%s)"
        values: list[Any] = [list(streams)]
        if until is not None:
            # the sum keeps the position from being searched by, which would go through the index of the whole journal
            where, values = where + " AND notification_id + 0 <= %s", [*values, until]
        if topics is not None:
            where, values = where + OF_TOPICS, [*values, list(topics)]
        return sorted(self._rows(where, values), key=itemgetter(2))  # by their versions

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
        return [found for (found,) in self._asking.tuples(query, (lowest, highest, limit))]

    def tip(self, stream: UUID) -> int:
        query = "SELECT coalesce(max(originator_version), 0) FROM {table} WHERE originator_id = %s"
        ((tip,),) = self._asking.tuples(query, (stream,))
        return int(tip)

    def max_notification_id(self) -> int | None:
        """The last position, None where there is none."""
        ((last,),) = self._asking.tuples("SELECT max(notification_id) FROM {table}")
        return None if last is None else int(last)

    def header(self) -> Header | None:
        found = self._asking.tuples('SELECT id, format, "order", created_at, simulated FROM {journal}')
        if not found:
            return None
        ((id_, format_, order, created_at, simulated),) = found
        return Header(id=id_, format=format_, order=order, created_at=created_at, simulated=simulated)

    def mark_simulated(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._asking.sql("UPDATE {journal} SET simulated = true"))

    def close(self) -> None:
        """Close all connections."""
        self._asking.let_go()
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
        return [StoredEvent(stream, version, topic, state) for _, stream, version, topic, state in rows]

    def _rows(self, where: str, values: Sequence[Any]) -> list[Row]:
        rows: list[Any] = self._asking.tuples(self._select + where, values)
        return rows


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


OF_STREAM = (
    "SELECT notification_id, originator_version, topic, state FROM {table} "
    "WHERE originator_id = $1 AND originator_version > $2 ORDER BY originator_version"
)

OF_TOPICS = " AND (topic IN (SELECT unnest(%s::text[]))) IS TRUE"
"""Looked up by hash: in a plan that is kept, ``= ANY`` compares the topic of each row with a hundred, one after the other."""


class OurPostgresFactory(PostgresFactory):
    """The stock factory and its environment variables, with our recorder, and a pool of its own in each process."""

    application_recorder_class = PostgresRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """In a child process, connect as the parent did; what was closed stays so. Answers the parent's pool."""
        before = self.datastore.pool
        if not before.closed:
            self.datastore.pool = type(self)(self.env).datastore.pool
            self.datastore.pool.kwargs = before.kwargs
        return [before]
