"""Tables in the journal's own SQLite file, written through connections of their own.

A batch is folded before the file is locked, so writers of the journal wait no longer than its rows take to be written. What is
committed here may be lost with the power, but never apart from its position, and no event of the journal is: a flush of the
journal's own commits takes along all that stands in the log before them.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from actionlearning.journal.errors import in_our_words
from actionlearning.journal.table_rows import Fits
from actionlearning.journal.tables import (
    TRACKING,
    BadRow,
    BadTable,
    Changes,
    Failure,
    Key,
    Kind,
    Overtaken,
    Reading,
    Row,
    Table,
    Tracking,
    Write,
    in_database,
)
from actionlearning.journal.tables_writer import Writer, serve

__all__ = ["SQLiteTables", "main"]

CREATE_TRACKING = (
    f"CREATE TABLE IF NOT EXISTS {TRACKING} ("
    "projection TEXT NOT NULL, building INTEGER NOT NULL, definition TEXT NOT NULL, tables TEXT NOT NULL, "
    "position INTEGER NOT NULL, failure TEXT, rate REAL, saved_at TEXT NOT NULL, revision INTEGER NOT NULL, "
    "worker TEXT, leased_until TEXT, PRIMARY KEY (projection, building))"
)
FIELDS = Tracking.__struct_fields__
PAGES = 32_000
"""How much of the file a connection keeps in memory, in KiB: rows with random keys are written all over the place."""

PAGES_OF_A_WRITER = 48_000
"""The same for a process that does nothing else."""

LOG_OF_A_WRITER = 16_000
"""After how many pages of 4 KiB such a process lets the log flow into the file: a page that changes in each batch is copied
once in a while then, and not each time."""

TYPES = {
    Kind.ID: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.AMOUNT: "TEXT",
    Kind.NUMBER: "REAL",
    Kind.FLAG: "INTEGER",
    Kind.TIME: "TEXT",
    Kind.DATE: "TEXT",
}
"""What a column is declared as; ids, times and dates are text that sorts as they do, amounts text that is exact."""


class SQLiteTables:
    """A ``TableStore`` on the file that a URI names. Each call takes a connection that nobody else has."""

    fenced = True
    """Whether a worker that was overtaken is kept out. Only tests switch it off, to see what happens then."""

    pages = PAGES
    log: int | None = None
    """After how many pages the log flows into the file, unless as ever."""

    def __init__(self, uri: str, where: str, *, lock_seconds: float) -> None:
        self._uri = uri
        self._where = where
        self._lock_seconds = lock_seconds
        self._errors = in_our_words(where)
        self._free: deque[sqlite3.Connection] = deque()
        self._shapes: dict[tuple[int, bool], _Shape] = {}
        self._closed = False

    def tracked(self) -> Sequence[Tracking]:
        with self._connection() as connection:
            return _tracked(connection)

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        with self._writing() as connection:
            connection.execute(CREATE_TRACKING)
            tracked = _tracked(connection)
            for known in tracked:
                if (known.projection, known.building) == (tracking.projection, tracking.building):
                    if not (tracking.building and known.revision == tracking.revision):
                        raise Overtaken(projection=tracking.projection)
                    _drop(connection, known)
                elif known.projection != tracking.projection:
                    for name in set(known.tables) & set(tracking.tables):
                        raise BadTable(table=name, why=f"the projection {known.projection} has one of that name")
            for table in tables:
                _create(connection, table, building=tracking.building, number=_numbers_of_indexes(connection))
            return _insert(connection, tracking)

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        shape = self._shape(table, building=tracking.building)
        with self._connection() as connection:
            found = connection.execute(shape.look_up, shape.key(key)).fetchone()
        return None if found is None else shape.row(found)

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        prepared = self.prepared(tracking, changes)
        return self.write(tracking, [replace(each, values=msgspec.to_builtins(each.values)) for each in prepared])

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:
        return [write for each in changes for write in self._shape(each.table, building=tracking.building).writes(each)]

    def write(self, tracking: Tracking, writes: Sequence[Write]) -> Tracking:
        """Execute what was prepared, and write the tracking row, in one transaction."""
        with self._writing() as connection:
            saved = _update(connection, tracking, fenced=self.fenced)
            for write in writes:
                try:
                    connection.executemany(write.statement, zip(*_kept(write), strict=True))
                except (sqlite3.IntegrityError, UnicodeEncodeError) as cause:
                    raise BadRow(table=write.table, why=str(cause)) from cause
        return saved

    def writer(self) -> Writer:
        arguments = {"uri": self._uri, "where": self._where, "lock_seconds": self._lock_seconds}
        return Writer(__name__, arguments, self._where)

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        with self._writing() as connection:
            _update(connection, built, fenced=self.fenced)
            known = next((t for t in _tracked(connection) if (t.projection, t.building) == (built.projection, False)), None)
            if self.fenced and (known and known.revision) != (used and used.revision):
                raise Overtaken(projection=built.projection)
            if known is not None:
                _drop(connection, known)
            for name in built.tables:
                old, new = in_database(name, building=True), in_database(name, building=False)
                connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
            connection.execute(f"DELETE FROM {TRACKING} WHERE projection = ? AND building = 1", (built.projection,))  # noqa: S608  # a name of ours
            revision = max(built.revision, used.revision if used else 0)
            return _insert(connection, replace(built, building=False, revision=revision, worker=None, leased_until=None))

    @contextmanager
    def reading(self, projection: str, tables: Sequence[Table]) -> Iterator[Reading | None]:
        connection = self._taken()
        try:
            with self._errors:
                connection.execute("BEGIN")  # every look sees the file as it was at the first
                tracking = next((t for t in _tracked(connection) if t.projection == projection and not t.building), None)
            if tracking is None:
                yield None
            else:
                shapes = {table.name: self._shape(table, building=False) for table in tables}
                yield _SQLiteReading(connection, tracking, shapes, self._errors)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._let_go(connection)

    def close(self) -> None:
        self._closed = True
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._taken()
        try:
            with self._errors:
                yield connection
        finally:
            self._let_go(connection)

    def _taken(self) -> sqlite3.Connection:
        with self._errors:
            if self._closed:
                raise sqlite3.ProgrammingError("it has been closed")
            try:
                return self._free.pop()
            except IndexError:
                return self._connect()

    def _let_go(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._free.append(connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the file's one write lock."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=self._lock_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{self.pages}")
        if self.log is not None:
            connection.execute(f"PRAGMA wal_autocheckpoint = {self.log}")
        connection.execute("PRAGMA legacy_alter_table = ON")  # or a view on a table would keep another from taking its place
        return connection

    def _shape(self, table: Table, *, building: bool) -> _Shape:
        """How a table is written; found by its identity, for to compare tables takes longer than to look up a row."""
        shape = self._shapes.get((id(table), building))
        if shape is None or shape.table is not table:
            shape = self._shapes[id(table), building] = _Shape(table, building=building)
        return shape


class _SQLiteReading:
    """What is in use, looked at in one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        tracking: Tracking,
        shapes: Mapping[str, _Shape],
        errors: AbstractContextManager[None],
    ) -> None:
        self.tracking = tracking
        self._connection = connection
        self._shapes = shapes
        self._errors = errors

    def rows(self, table: str, *, order: Sequence[str] = (), **where: Any) -> Iterator[Row]:
        shape = self._shapes[table]
        conditions, values = [], []
        for name, wanted in where.items():
            several = isinstance(wanted, list | tuple | set | frozenset)
            given = [shape.value(name, each) for each in (wanted if several else [wanted])]
            conditions.append(f"{name} IN ({','.join('?' * len(given))})" if several else f"{name} IS ?")
            values += given
        query = shape.select + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
        query += f" ORDER BY {', '.join(shape.named(name) for name in order)}" if order else ""
        with self._errors:
            for found in self._connection.execute(query, values):
                yield shape.row(found)


class _Shape:
    """One table in SQL: its statements, and how values are written to it and read from it."""

    def __init__(self, table: Table, *, building: bool) -> None:
        self.table = table
        self.name = in_database(table.name, building=building)
        self._fits = Fits(table)
        self._columns = [column.name for column in table.columns]
        self._read = [(column.name, READERS.get(column.kind)) for column in table.columns]
        self._kinds = {column.name: column.kind for column in table.columns}
        self._where = " AND ".join(f"{name} = ?" for name in table.key)
        columns, places = ", ".join(self._columns), ", ".join("?" * len(self._columns))
        self.select = f"SELECT {columns} FROM {self.name}"  # noqa: S608  # names that were checked
        self.look_up = f"{self.select} WHERE {self._where}"
        self._insert = f"INSERT OR REPLACE INTO {self.name} ({columns}) VALUES ({places})"  # noqa: S608  # as above
        self._delete = f"DELETE FROM {self.name} WHERE {self._where}"  # noqa: S608  # as above

    def named(self, name: str) -> str:
        """A column's name, once it is known to be one."""
        if name not in self._columns:
            raise BadRow(table=self.table.name, why=f"it has no column {name}")
        return name

    def value(self, name: str, value: Any) -> Any:
        """A value as it stands in a column, to look for it."""
        if value is None:
            return None
        plain = msgspec.to_builtins(self._fits.value(self.named(name), value))
        write = WRITERS.get(self._kinds[name])
        return plain if write is None else write(plain)

    def key(self, key: Key) -> list[Any]:
        return [self.value(name, value) for name, value in zip(self.table.key, key, strict=True)]

    def row(self, found: Sequence[Any]) -> Row:
        return {
            name: value if read is None or value is None else read(value)
            for (name, read), value in zip(self._read, found, strict=True)
        }

    def writes(self, changes: Changes) -> Iterator[Write]:
        """The statements of a batch with the columns of their values. Raises ``BadRow``."""
        if changes.removed:
            yield self._write(self._delete, self._keys(changes.removed), self.table.key)
        if changes.whole:
            yield self._write(self._insert, self._fits.columns(changes.whole.values(), self._columns), self._columns)
        together: dict[tuple[str, ...], list[Key]] = {}
        for key, columns in changes.changed.items():
            together.setdefault(tuple(columns), []).append(key)
        for names, keys in together.items():
            if names:
                assigned = ", ".join(f"{name} = ?" for name in names)
                values = self._fits.columns([changes.changed[key] for key in keys], names) + self._keys(keys)
                update = f"UPDATE {self.name} SET {assigned} WHERE {self._where}"  # noqa: S608  # as above
                yield self._write(update, values, (*names, *self.table.key))

    def _write(self, statement: str, columns: list[Sequence[Any]], names: Sequence[str]) -> Write:
        return Write(self.table.name, statement, columns, [self._kinds[name] for name in names])

    def _keys(self, keys: Sequence[Key]) -> list[Sequence[Any]]:
        """The columns of some keys."""
        return [self._fits.column(name, values) for name, values in zip(self.table.key, zip(*keys, strict=True), strict=True)]


WRITERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.AMOUNT: lambda value: f"{Decimal(value):f}",
    Kind.TIME: lambda value: f"{value[:-1]}+00:00",  # for a moment with a fraction sorts before one that ends in a Z
}
"""What turns a value that stands in a JSON text into what is kept. The others are kept as they stand there."""

READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.ID: UUID,
    Kind.AMOUNT: Decimal,
    Kind.FLAG: bool,
    Kind.TIME: lambda value: datetime.fromisoformat(value).astimezone(UTC),
    Kind.DATE: date.fromisoformat,
}


def _kept(write: Write) -> Iterator[Sequence[Any]]:
    """The columns of a statement as they are kept."""
    for kind, values in zip(write.kinds, write.values, strict=True):
        turn = WRITERS.get(kind)
        yield values if turn is None else [None if value is None else turn(value) for value in values]


def _create(connection: sqlite3.Connection, table: Table, *, building: bool, number: int) -> None:
    name = in_database(table.name, building=building)
    columns = [f"{c.name} {TYPES[c.kind]}{'' if c.optional else ' NOT NULL'}" for c in table.columns]
    connection.execute(f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(table.key)}))")
    for index in table.indexes:
        number += 1  # an index keeps its name when its table takes another's place, so no two may be called the same
        connection.execute(
            f"CREATE INDEX {in_database(table.name, building=False)}_index_{number} ON {name} ({', '.join(index)})"
        )


def _numbers_of_indexes(connection: sqlite3.Connection) -> int:
    """The highest number that an index of ours carries."""
    names = connection.execute(
        r"SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'al\_%\_index\_%' ESCAPE '\'"
    )
    return max((int(name.rpartition("_")[2]) for (name,) in names), default=0)


def _drop(connection: sqlite3.Connection, tracking: Tracking) -> None:
    for name in tracking.tables:
        connection.execute(f"DROP TABLE IF EXISTS {in_database(name, building=tracking.building)}")
    where = (tracking.projection, tracking.building)
    connection.execute(f"DELETE FROM {TRACKING} WHERE projection = ? AND building = ?", where)  # noqa: S608  # a name of ours


def _tracked(connection: sqlite3.Connection) -> list[Tracking]:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TRACKING,)).fetchone() is None:
        return []
    query = f"SELECT {', '.join(FIELDS)} FROM {TRACKING} ORDER BY projection, building"  # noqa: S608  # a name of ours
    return [_tracking(dict(zip(FIELDS, found, strict=True))) for found in connection.execute(query)]


def _tracking(found: dict[str, Any]) -> Tracking:
    found["tables"] = msgspec.json.decode(found["tables"])
    if found["failure"] is not None:
        found["failure"] = msgspec.json.decode(found["failure"], type=Failure)
    return msgspec.convert({**found, "building": bool(found["building"])}, Tracking)


def _values(tracking: Tracking) -> dict[str, Any]:
    """A tracking row as it is written, its revision one up."""
    told: dict[str, Any] = msgspec.to_builtins(replace(tracking, revision=tracking.revision + 1))
    told["tables"] = msgspec.json.encode(told["tables"]).decode()
    told["failure"] = None if tracking.failure is None else msgspec.json.encode(tracking.failure).decode()
    return told


def _insert(connection: sqlite3.Connection, tracking: Tracking) -> Tracking:
    statement = f"INSERT INTO {TRACKING} ({', '.join(FIELDS)}) VALUES ({', '.join(':' + name for name in FIELDS)})"  # noqa: S608  # a name of ours
    connection.execute(statement, _values(tracking))
    return replace(tracking, revision=tracking.revision + 1)


def _update(connection: sqlite3.Connection, tracking: Tracking, *, fenced: bool) -> Tracking:
    """Write the tracking row over the one that was read. Raises ``Overtaken`` where another stands there by now."""
    assigned = ", ".join(f"{name} = :{name}" for name in FIELDS)
    where = "projection = :projection AND building = :building" + (" AND revision = :read" if fenced else "")
    values = {**_values(tracking), "read": tracking.revision}
    if connection.execute(f"UPDATE {TRACKING} SET {assigned} WHERE {where}", values).rowcount != 1:  # noqa: S608  # as above
        raise Overtaken(projection=tracking.projection)
    return replace(tracking, revision=tracking.revision + 1)


def main() -> None:
    """Serve as the process that writes."""
    SQLiteTables.pages, SQLiteTables.log = PAGES_OF_A_WRITER, LOG_OF_A_WRITER
    serve(lambda arguments: SQLiteTables(**arguments).write)
