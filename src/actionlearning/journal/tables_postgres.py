"""Tables in the journal's own PostgreSQL schema, written through connections of their own.

The rows of a batch go to the server as one JSON text a table, and all statements of a batch in one round trip. What is
committed here may be lost in a crash of the server, but never apart from its position.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, LiteralString, TypeVar

import msgspec
import psycopg
from msgspec.structs import replace
from psycopg import Connection, errors
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Composed, Identifier

from actionlearning.journal.port import JournalBusy, JournalUnavailable
from actionlearning.journal.postgres_sql import STARTING_UP
from actionlearning.journal.tables import (
    TRACKING,
    BadRow,
    BadTable,
    Changes,
    Failure,
    Key,
    Overtaken,
    Reading,
    Row,
    Table,
    Tracking,
    Write,
    in_database,
)
from actionlearning.journal.tables_postgres_rows import Shape, named
from actionlearning.journal.tables_writer import Writer, serve

__all__ = ["PostgresTables", "main"]

CREATE_TRACKING = """
CREATE TABLE IF NOT EXISTS {tracking} (
    projection text NOT NULL, building boolean NOT NULL, definition text NOT NULL, tables text NOT NULL,
    position bigint NOT NULL, failure text, rate double precision, saved_at timestamptz NOT NULL, revision bigint NOT NULL,
    worker text, leased_until timestamptz, PRIMARY KEY (projection, building)
)
"""
Found = TypeVar("Found")

FIELDS = Tracking.__struct_fields__
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
SWAP_SECONDS = 1
"""How long a swap waits for those who are looking, for whoever wants to look next waits behind it; then it is tried again."""

AT_ONCE = 2000
"""How many rows of a large table are fetched at once."""


class PostgresTables:
    """A ``TableStore`` in a schema. ``connect`` makes a connection; each call takes one that nobody else has."""

    fenced = True
    """Whether a worker that was overtaken is kept out. Only tests switch it off, to see what happens then."""

    def __init__(self, arguments: Mapping[str, Any], schema: str, where: str) -> None:
        self._arguments = dict(arguments)
        self._schema = schema
        self._where = where
        self._errors = _InOurWords(where)
        self._tracking = Identifier(schema, TRACKING)
        self._free: deque[Connection[Any]] = deque()
        self._shapes: dict[tuple[int, bool], Shape] = {}
        self._closed = False

    def tracked(self) -> Sequence[Tracking]:
        return self._again(self._tracked)

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        with self._writing() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
            connection.execute(self._sql(CREATE_TRACKING))
            for known in self._tracked(connection, lock=True):
                if (known.projection, known.building) == (tracking.projection, tracking.building):
                    if not (tracking.building and known.revision == tracking.revision):
                        raise Overtaken(projection=tracking.projection)
                    self._drop(connection, known)
                elif known.projection != tracking.projection:
                    for name in set(known.tables) & set(tracking.tables):
                        raise BadTable(table=name, why=f"the projection {known.projection} has one of that name")
            for table in tables:
                self._create(connection, table, building=tracking.building)
            return self._insert(connection, tracking)

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        shape = self._shape(table, building=tracking.building)
        values = [shape.value(name, value) for name, value in zip(table.key, key, strict=True)]
        found = self._again(lambda connection: connection.execute(shape.look_up, values, prepare=True, binary=True).fetchone())
        return None if found is None else shape.row(found)

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        return self.write(tracking, self.prepared(tracking, changes))

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:
        return [write for each in changes for write in self._shape(each.table, building=tracking.building).writes(each)]

    def write(self, tracking: Tracking, writes: Sequence[Write]) -> Tracking:
        """Execute what was prepared, and write the tracking row, in one transaction and one round trip."""
        with self._writing() as connection:
            with _fitting(writes), connection.pipeline():
                updated = self._update(connection, tracking)  # its lock keeps others out until the end
                for write in writes:
                    connection.execute(write.statement.encode(), write.values, prepare=True)
            self._still(updated, tracking)
        return replace(tracking, revision=tracking.revision + 1)

    def writer(self) -> Writer:
        arguments = {"arguments": self._arguments, "schema": self._schema, "where": self._where}
        return Writer(__name__, arguments, self._where)

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        with self._writing() as connection:
            connection.execute(f"SET LOCAL lock_timeout = '{SWAP_SECONDS}s'")
            self._still(self._update(connection, built), built)
            tracked = self._tracked(connection, lock=True)
            known = next((t for t in tracked if (t.projection, t.building) == (built.projection, False)), None)
            if self.fenced and (known and known.revision) != (used and used.revision):
                raise Overtaken(projection=built.projection)
            for name in built.tables:
                self._grant(connection, name)
            if known is not None:
                self._drop(connection, known)
            for name in built.tables:
                rename = "ALTER TABLE {old} RENAME TO {new}"
                new = Identifier(in_database(name, building=False))
                connection.execute(self._sql(rename, old=self._named(name, building=True), new=new))
            where = (built.projection,)
            connection.execute(self._sql("DELETE FROM {tracking} WHERE projection = %s AND building"), where)
            revision = max(built.revision, used.revision if used else 0)
            kept = replace(built, building=False, revision=revision, worker=None, leased_until=None)
            return self._insert(connection, kept)

    @contextmanager
    def reading(self, projection: str, tables: Sequence[Table]) -> Iterator[Reading | None]:
        with self._errors:
            connection = self._at_a_moment(tables)
        try:
            with self._errors:
                tracking = next((t for t in self._tracked(connection) if t.projection == projection and not t.building), None)
            if tracking is None:
                yield None
            else:
                shapes = {table.name: self._shape(table, building=False) for table in tables}
                yield _PostgresReading(connection, tracking, shapes, self._errors)
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
                    with connection.transaction():
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
        names = SQL(", ").join(self._named(table.name, building=False) for table in tables)
        begin = f"{SNAPSHOT}; LOCK TABLE {{names}} IN ACCESS SHARE MODE"
        try:
            connection.execute(self._sql(begin, names=names), prepare=False)  # both in one round trip
        except errors.UndefinedTable:  # whoever looks finds no tracking row, or one that another definition made
            connection.execute("ROLLBACK")
            connection.execute(SNAPSHOT)

    # Statements

    def _tracked(self, connection: Connection[Any], *, lock: bool = False) -> list[Tracking]:
        if connection.execute("SELECT to_regclass(%s)", (self._tracking.as_string(connection),)).fetchone() == (None,):
            return []
        query = "SELECT {fields} FROM {tracking} ORDER BY projection, building{lock}"
        locking = SQL(" FOR UPDATE" if lock else "")
        rows = connection.execute(self._sql(query, fields=named(FIELDS), lock=locking)).fetchall()
        return [_tracking(dict(zip(FIELDS, found, strict=True))) for found in rows]

    def _insert(self, connection: Connection[Any], tracking: Tracking) -> Tracking:
        statement = "INSERT INTO {tracking} ({fields}) VALUES ({values})"
        values = SQL(", ").join([SQL("%s")] * len(FIELDS))
        connection.execute(self._sql(statement, fields=named(FIELDS), values=values), _values(tracking))
        return replace(tracking, revision=tracking.revision + 1)

    def _update(self, connection: Connection[Any], tracking: Tracking) -> psycopg.Cursor[Any]:
        """Write the tracking row over the one that was read; whether that still stood there is for ``_still`` to see."""
        statement = "UPDATE {tracking} SET ({fields}) = ROW ({values}) WHERE projection = %s AND building = %s"
        values = SQL(", ").join([SQL("%s")] * len(FIELDS))
        where = [tracking.projection, tracking.building, *([tracking.revision] if self.fenced else [])]
        statement += " AND revision = %s" if self.fenced else ""
        composed = self._sql(statement, fields=named(FIELDS), values=values)
        return connection.execute(composed, [*_values(tracking), *where], prepare=True)

    def _still(self, updated: psycopg.Cursor[Any], tracking: Tracking) -> None:
        if updated.rowcount != 1:
            raise Overtaken(projection=tracking.projection)

    def _create(self, connection: Connection[Any], table: Table, *, building: bool) -> None:
        columns = SQL(", ").join(self._shape(table, building=building).kinds)
        name = self._named(table.name, building=building)
        create = "CREATE TABLE {name} ({columns}, PRIMARY KEY ({key}))"
        connection.execute(self._sql(create, name=name, columns=columns, key=named(table.key)))
        for index in table.indexes:
            connection.execute(self._sql("CREATE INDEX ON {name} ({columns})", name=name, columns=named(index)))

    def _drop(self, connection: Connection[Any], tracking: Tracking) -> None:
        for name in tracking.tables:
            try:
                dropped = self._named(name, building=tracking.building)
                connection.execute(self._sql("DROP TABLE IF EXISTS {dropped}", dropped=dropped))
            except errors.DependentObjectsStillExist as cause:
                said = (cause.diag.message_detail or "").partition("\n")[0]
                why = f"the one in use cannot go: {said}; drop what depends on it, and create it again afterwards"
                raise BadTable(table=name, why=why) from cause
        where = (tracking.projection, tracking.building)
        connection.execute(self._sql("DELETE FROM {tracking} WHERE projection = %s AND building = %s"), where)

    def _grant(self, connection: Connection[Any], name: str) -> None:
        """Let those who may use a table use the one that takes its place."""
        granted = (
            "SELECT privilege_type, is_grantable, CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END "
            "FROM pg_class, aclexplode(relacl) WHERE oid = to_regclass(%s) AND grantee <> relowner"
        )
        used = self._named(name, building=False).as_string(connection)
        for privilege, passed_on, role in connection.execute(granted, (used,)).fetchall():
            grant = "GRANT {privilege} ON {name} TO {role}" + (" WITH GRANT OPTION" if passed_on else "")
            to = SQL("PUBLIC") if role is None else Identifier(role)
            named = self._named(name, building=True)
            connection.execute(self._sql(grant, privilege=SQL(privilege), name=named, role=to))

    def _named(self, name: str, *, building: bool) -> Identifier:
        return Identifier(self._schema, in_database(name, building=building))

    def _sql(self, text: LiteralString, **parts: Composable) -> Composed:
        return SQL(text).format(tracking=self._tracking, **parts)

    def _shape(self, table: Table, *, building: bool) -> Shape:
        """How a table is written; found by its identity, for to compare tables takes longer than to look up a row."""
        shape = self._shapes.get((id(table), building))
        if shape is None or shape.table is not table:
            shape = self._shapes[id(table), building] = Shape(table, self._named(table.name, building=building))
        return shape


class _PostgresReading:
    """What is in use, looked at in one transaction."""

    def __init__(
        self,
        connection: Connection[Any],
        tracking: Tracking,
        shapes: Mapping[str, Shape],
        in_our_words: AbstractContextManager[None],
    ) -> None:
        self.tracking = tracking
        self._connection = connection
        self._shapes = shapes
        self._errors = in_our_words
        self._looks = 0

    def rows(self, table: str, *, order: Sequence[str] = (), **where: Any) -> Iterator[Row]:
        shape = self._shapes[table]
        conditions: list[Composed] = []
        values: list[Any] = []
        for name, wanted in where.items():
            several = isinstance(wanted, list | tuple | set | frozenset)
            condition = "{name} = ANY(%s)" if several else "{name} IS NULL" if wanted is None else "{name} = %s"
            conditions.append(SQL(condition).format(name=Identifier(shape.named(name))))
            if wanted is not None:
                values.append([shape.value(name, each) for each in wanted] if several else shape.value(name, wanted))
        query: SQL | Composed = shape.select
        if conditions:
            query += SQL(" WHERE ") + SQL(" AND ").join(conditions)
        if order:
            query += SQL(" ORDER BY ") + SQL(", ").join(
                SQL("{} NULLS FIRST").format(Identifier(shape.named(name))) for name in order
            )
        with self._errors:
            for found in self._found(query, values, whole=not where):
                yield shape.row(found)

    def _found(self, query: SQL | Composed, values: Sequence[Any], *, whole: bool) -> Iterator[tuple[Any, ...]]:
        """A whole table comes a few thousand rows at a time; what is searched for comes at once."""
        if not whole:
            with self._connection.cursor(binary=True) as cursor:
                yield from cursor.execute(query, values, prepare=True).fetchall()
            return
        self._looks += 1
        with self._connection.cursor(f"look_{self._looks}") as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(query, values, binary=True)


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


@contextmanager
def _fitting(writes: Sequence[Write]) -> Iterator[None]:
    """What the server says of a value that it cannot keep; of which table, it does not always say."""
    try:
        yield
    except (errors.DataError, errors.IntegrityError) as cause:
        name = cause.diag.table_name or " or ".join(dict.fromkeys(write.table for write in writes))
        raise BadRow(table=name, why=str(cause).strip().partition("\n")[0]) from cause


def _tracking(found: dict[str, Any]) -> Tracking:
    found["tables"] = tuple(msgspec.json.decode(found["tables"]))
    found["failure"] = None if found["failure"] is None else msgspec.json.decode(found["failure"], type=Failure)
    return Tracking(**found)


def _values(tracking: Tracking) -> list[Any]:
    """A tracking row as it is written, its revision one up."""
    told = {name: getattr(tracking, name) for name in FIELDS}
    told["tables"] = msgspec.json.encode(tracking.tables).decode()
    told["failure"] = None if tracking.failure is None else msgspec.json.encode(tracking.failure).decode()
    told["revision"] = tracking.revision + 1
    return list(told.values())


def main() -> None:
    """Serve as the process that writes."""
    serve(lambda arguments: PostgresTables(**arguments).write)
