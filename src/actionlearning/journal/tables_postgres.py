"""Tables in the journal's own PostgreSQL schema, written through connections of their own.

The rows of a batch go to the server as one JSON text a table and in one round trip; many rows of one table are copied first.
What is committed here may be lost in a crash of the server, but never apart from its position.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, errors
from psycopg.rows import tuple_row

from actionlearning.forking import renewed_in_a_child
from actionlearning.journal.port import JournalBusy, JournalUnavailable
from actionlearning.journal.postgres_sql import STARTING_UP
from actionlearning.journal.tables import BUILDING, PREFIX, BadRow, Changes, Key, Overtaken, Reading, Row, Table, Write
from actionlearning.journal.tables_postgres_copying import MANY, Copy, copy_in
from actionlearning.journal.tables_postgres_making import SNAPSHOT, Making
from actionlearning.journal.tables_postgres_reading import PostgresReading
from actionlearning.journal.tables_postgres_rows import Shape
from actionlearning.journal.tables_tracking import NeverLoose, Tracking, in_the_way
from actionlearning.journal.tables_writing import WritingThread

__all__ = ["PostgresTables"]

Found = TypeVar("Found")

MAY_COPY = "SELECT has_database_privilege(current_database(), 'TEMPORARY')"
SWAP_SECONDS = 1
"""How long a swap waits for those who are looking, for whoever wants to look next waits behind it; then it is tried again."""


class PostgresTables(NeverLoose):
    """A ``TableStore`` in a schema. Each call takes a connection that nobody else has."""

    fenced = True
    """Whether a worker that was overtaken is kept out. Only tests switch it off, to see what happens then."""

    def __init__(self, arguments: Mapping[str, Any], schema: str, where: str) -> None:
        self._arguments = dict(arguments)
        self._schema = schema
        self._where = where
        self._errors = _InOurWords(where)
        self._making = Making(schema)
        self.begin_anew()
        renewed_in_a_child(self)
        self._shapes: dict[tuple[int, bool], Shape] = {}
        self._temporary: bool | None = None
        self._closed = False

    def begin_anew(self) -> Sequence[object]:
        """Have no connection at hand; in a child process, those of its parent are not to be used or closed. Answers them."""
        before = getattr(self, "_free", ())
        self._free: deque[Connection[Any]] = deque()
        return before

    def tracked(self) -> Sequence[Tracking]:
        return self._again(self._making.tracked)

    def there(self) -> Collection[str]:
        return self._again(self._making.there)

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        with self._writing() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
            self._making.create_tracking(connection)
            left = in_the_way(self._making.tracked(connection, lock=True), tracking)
            if left is not None:
                self._making.drop_tables(connection, left)
            for table in tables:
                self._making.create_table(connection, table, building=tracking.building)
            return self._making.insert(connection, tracking)

    def index(self, tracking: Tracking, tables: Sequence[Table]) -> None:
        making, building = self._making, tracking.building
        for table in tables:
            for columns in self._again(partial(making.missing_indexes, table=table, building=building)):
                with self._writing() as connection:  # one at a time, so that nobody waits for all of them
                    if not making.stands(connection, tracking):
                        raise Overtaken(projection=tracking.projection)
                    if columns in making.missing_indexes(connection, table, building=building):
                        making.create_index(connection, table, columns, building=building)

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        shape = self._shape(table, building=tracking.building)
        values = [shape.value(name, value) for name, value in zip(table.key, key, strict=True)]
        found = self._again(lambda connection: connection.execute(shape.look_up, values, prepare=True, binary=True).fetchone())
        return None if found is None else shape.row(found)

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        return self.write(tracking, self.prepared(tracking, changes))

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:
        copying = self._may_copy(changes)
        shapes = [self._shape(each.table, building=tracking.building) for each in changes]
        return [write for each, shape in zip(changes, shapes, strict=True) for write in shape.writes(each, copying=copying)]

    def write(self, tracking: Tracking, writes: Sequence[Write]) -> Tracking:
        """Execute what was prepared, and write the tracking row, in one transaction."""
        copies = [each for each in writes if isinstance(each, Copy)]
        after = tracking.next()
        with self._writing() as connection:
            with _fitting(writes), connection.pipeline():
                # its lock keeps others out until the end
                updated = self._making.update(connection, tracking, after, fenced=self.fenced)
                if not copies:
                    _execute(connection, writes)
            _still(updated, tracking)
            if copies:
                for each in copies:
                    with _fitting([each]):
                        copy_in(connection, each)
                with _fitting(writes), connection.pipeline():
                    _execute(connection, writes)
        return after

    def writer(self) -> WritingThread:
        return WritingThread(self.write)

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        with self._writing() as connection:
            connection.execute(f"SET LOCAL lock_timeout = '{SWAP_SECONDS}s'")
            _still(self._making.update(connection, built, built.next(), fenced=self.fenced), built)
            tracked = self._making.tracked(connection, lock=True)
            known = next((t for t in tracked if (t.projection, t.building) == (built.projection, False)), None)
            if self.fenced and (known and known.revision) != (used and used.revision):
                raise Overtaken(projection=built.projection)
            self._making.grant_alike(connection, built)
            if known is not None:
                self._making.drop_tables(connection, known)
            self._making.rename_built(connection, built)
            return self._making.insert(connection, built.in_place_of(used))

    @contextmanager
    def reading(self, projection: str, tables: Sequence[Table]) -> Iterator[Reading | None]:
        with self._errors:
            connection = self._at_a_moment(tables)
        try:
            with self._errors:
                tracking = next(
                    (t for t in self._making.tracked(connection) if t.projection == projection and not t.building), None
                )
            if tracking is None:
                yield None
            else:
                shapes = {table.name: self._shape(table, building=False) for table in tables}
                yield PostgresReading(connection, tracking, shapes, self._errors)
        finally:
            with suppress(psycopg.Error):
                connection.rollback()
            self._let_go(connection)

    def close(self) -> None:
        self._closed = True
        while self._free:
            self._free.pop().close()

    # Connections

    @contextmanager
    def _writing(self) -> Iterator[Connection[Any]]:
        """A transaction. The errors of the driver are in our words, and a connection that was lost is not used again."""
        with self._errors:
            connection = self._taken()
            try:
                with connection.transaction():
                    yield connection
            finally:
                self._let_go(connection)

    def _again(self, ask: Callable[[Connection[Any]], Found]) -> Found:
        """What a look finds, asked again on a new connection if the one at hand was closed meanwhile."""
        with self._errors:
            while True:
                was_free = bool(self._free)
                connection = self._taken()
                try:
                    return ask(connection)
                except psycopg.OperationalError:
                    if not (was_free and connection.broken):
                        raise
                finally:
                    self._let_go(connection)

    def _at_a_moment(self, tables: Sequence[Table]) -> Connection[Any]:
        """A connection whose transaction sees the tables as they are now; another if the one at hand was closed meanwhile."""
        while True:
            was_free = bool(self._free)
            connection = self._taken()
            try:
                self._snapshot(connection, tables)
            except BaseException as error:
                closed = isinstance(error, psycopg.OperationalError) and was_free and connection.broken
                with suppress(psycopg.Error):
                    connection.rollback()
                self._let_go(connection)
                if not closed:
                    raise
            else:
                return connection

    def _taken(self) -> Connection[Any]:
        if self._closed:
            raise JournalUnavailable(where=self._where, why="it has been closed")
        while self._free:
            with suppress(IndexError):
                connection = self._free.pop()
                if not (connection.closed or connection.broken):
                    return connection
        with self._errors:
            connection = psycopg.connect(**self._arguments, row_factory=tuple_row, autocommit=True)
            # what a crash of the server loses, it loses with its position, and it is folded in again
            connection.execute("SELECT set_config('synchronous_commit', 'off', false), set_config('TimeZone', 'UTC', false)")
            return connection

    def _let_go(self, connection: Connection[Any]) -> None:
        if self._closed or connection.closed or connection.broken:
            connection.close()
        else:
            self._free.append(connection)

    def _snapshot(self, connection: Connection[Any], tables: Sequence[Table]) -> None:
        """Begin a transaction that sees all tables as they are now.

        They are locked against a swap before the first look, or it could find the new tables and none of their rows in them.
        """
        try:
            self._making.begin_to_look(connection, tables)
        except errors.UndefinedTable:  # whoever looks finds no tracking row, or one that another definition made
            connection.execute("ROLLBACK")
            connection.execute(SNAPSHOT)

    def _may_copy(self, changes: Sequence[Changes]) -> bool:
        """Whether some of these rows may be copied: there are many, and the user may have tables of their own for a while."""
        if all(len(each.whole) < MANY for each in changes):
            return False
        if self._temporary is None:
            self._temporary = self._again(lambda connection: connection.execute(MAY_COPY).fetchone()) == (True,)
        return self._temporary

    def _shape(self, table: Table, *, building: bool) -> Shape:
        """How a table is written; found by its identity, for to compare tables takes longer than to look up a row."""
        shape = self._shapes.get((id(table), building))
        if shape is None or shape.table is not table:
            shape = self._shapes[id(table), building] = Shape(table, self._making.named(table.name, building=building))
        return shape


def _execute(connection: Connection[Any], writes: Sequence[Write]) -> None:
    for write in writes:
        connection.execute(write.statement.encode(), [] if isinstance(write, Copy) else write.values, prepare=True)


class _InOurWords:
    """A context manager, used any number of times, that turns the driver's errors into a journal's."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, errors.LockNotAvailable):
            raise JournalBusy(where=self._where) from error
        if isinstance(error, psycopg.Error):
            why = str(error).strip().partition("\n")[0] or type(error).__name__
            raise JournalUnavailable(where=self._where, why=why) from error


def _still(updated: psycopg.Cursor[Any], tracking: Tracking) -> None:
    """Raises ``Overtaken`` where the tracking row that was read stood there no more."""
    if updated.rowcount != 1:
        raise Overtaken(projection=tracking.projection)


@contextmanager
def _fitting(writes: Sequence[Write]) -> Iterator[None]:
    """What the server says of a value that it cannot keep; of which table, it does not always say."""
    try:
        yield
    except (errors.DataError, errors.IntegrityError, errors.CardinalityViolation) as cause:
        said = (cause.diag.table_name or "").removeprefix(PREFIX).removesuffix(BUILDING)
        name = said or " or ".join(dict.fromkeys(write.table for write in writes))
        raise BadRow(table=name, why=str(cause).strip().partition("\n")[0]) from cause
