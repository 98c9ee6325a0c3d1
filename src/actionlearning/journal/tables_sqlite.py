"""Tables in the journal's own SQLite file, written through connections of their own.

A batch is folded before the file is locked, so writers of the journal wait no longer than its rows take to be written. What is
committed here may be lost with the power, but never apart from its position, and no event of the journal is: a flush of the
journal's own commits takes along all that stands in the log before them.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from msgspec.structs import replace

from actionlearning.forking import closed_before_a_fork
from actionlearning.journal.errors import in_our_words
from actionlearning.journal.tables import (
    TRACKING,
    BadRow,
    Changes,
    Key,
    Overtaken,
    Reading,
    Row,
    Table,
    Write,
    in_database,
)
from actionlearning.journal.tables_process import WritingProcess, serve
from actionlearning.journal.tables_sqlite_loose import Places, loosen, overdue, settle
from actionlearning.journal.tables_sqlite_making import (
    CREATE_TRACKING,
    create_index,
    create_table,
    drop_tables,
    insert,
    missing_indexes,
    tracked,
    update,
)
from actionlearning.journal.tables_sqlite_reading import SQLiteReading
from actionlearning.journal.tables_sqlite_rows import Shape, kept
from actionlearning.journal.tables_tracking import Tracking, in_the_way

__all__ = ["SQLiteTables", "main"]

PAGES = 32_000
"""How much of the file a connection keeps in memory, in KiB: rows with random keys are written all over the place."""

PAGES_OF_A_WRITER = 40_000
"""The same for a process that does nothing else."""

LOG_OF_A_WRITER = 16_000
"""After how many pages of 4 KiB such a process lets the log flow into the file: a page that changes in each batch is copied
once in a while then, and not each time."""


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
        self._shapes: dict[tuple[int, bool], Shape] = {}
        self._places: dict[tuple[str, bool], tuple[int, Places]] = {}
        self._closed = False
        closed_before_a_fork(self)

    def tracked(self) -> Sequence[Tracking]:
        with self._connection() as connection:
            return tracked(connection)

    def there(self) -> Collection[str]:
        with self._connection() as connection:
            return frozenset(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        with self._writing() as connection:
            connection.execute(CREATE_TRACKING)
            left = in_the_way(tracked(connection), tracking)
            if left is not None:
                drop_tables(connection, left)
            for used in tracked(connection):
                if used.projection == tracking.projection:  # no revision of what was built ever comes twice
                    tracking = replace(tracking, revision=max(tracking.revision, used.revision))
            for table in tables:
                create_table(connection, table, building=tracking.building)
            return insert(connection, tracking)

    def loosen(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        if not tables:
            return tracking
        names = tuple(table.name for table in tables)
        with self._writing() as connection:
            saved = update(connection, replace(tracking, loose=names), fenced=self.fenced)
            loosen(connection, tables, building=tracking.building)
        return saved

    def settle(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        for table in tables:
            if table.name in tracking.loose:
                left = tuple(name for name in tracking.loose if name != table.name)
                with self._writing() as connection:
                    saved = update(connection, replace(tracking, loose=left), fenced=self.fenced)
                    settle(connection, table, building=tracking.building)
                tracking = saved
        return tracking

    def overdue(self, tracking: Tracking) -> Collection[str]:
        with self._connection() as connection:
            return overdue(connection, tracking.loose, building=tracking.building)

    def index(self, tracking: Tracking, tables: Sequence[Table]) -> None:
        building = tracking.building
        with self._connection() as connection:
            missing = [(table, each) for table in tables for each in missing_indexes(connection, table, building=building)]
        for table, columns in missing:
            with self._writing() as connection:  # one at a time, so that nobody waits for all of them
                if not any(known.stands_for(tracking) for known in tracked(connection)):
                    raise Overtaken(projection=tracking.projection)
                if columns in missing_indexes(connection, table, building=building):
                    create_index(connection, table, columns, building=building)

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        shape = self._shape(table, building=tracking.building)
        with self._connection() as connection:
            found = connection.execute(shape.look_up, shape.key(key)).fetchone()
        return None if found is None else shape.row(found)

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        prepared = self.prepared(tracking, changes)
        return self.write(tracking, [replace(each, values=msgspec.to_builtins(each.values)) for each in prepared])

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:
        return [
            write
            for each in changes
            for write in self._shape(each.table, building=tracking.building).writes(
                each, loose=each.table.name in tracking.loose
            )
        ]

    def write(self, tracking: Tracking, writes: Sequence[Write]) -> Tracking:
        """Execute what was prepared, and write the tracking row, in one transaction."""
        with self._writing() as connection:
            saved = update(connection, tracking, fenced=self.fenced)
            places = self._places_known(tracking)
            for write in writes:
                try:
                    if write.loose is None:
                        connection.executemany(write.statement, zip(*kept(write), strict=True))
                    else:
                        places.write(connection, write, write.loose)
                except (sqlite3.IntegrityError, UnicodeEncodeError) as cause:
                    raise BadRow(table=write.table, why=str(cause)) from cause
        if saved.loose:
            self._places[saved.projection, saved.building] = saved.revision, places
        return saved

    def _places_known(self, tracking: Tracking) -> Places:
        """Where rows are, if whoever wrote last was this store; what becomes of a batch that fails, nobody knows."""
        revision, places = self._places.pop((tracking.projection, tracking.building), (None, Places()))
        return places if revision == tracking.revision else Places()

    def writer(self) -> WritingProcess:
        arguments = {"uri": self._uri, "where": self._where, "lock_seconds": self._lock_seconds}
        return WritingProcess(__name__, arguments, self._where)

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        with self._writing() as connection:
            update(connection, built, fenced=self.fenced)
            if built.loose:
                raise Overtaken(projection=built.projection)  # by one who began it anew
            known = next((t for t in tracked(connection) if (t.projection, t.building) == (built.projection, False)), None)
            if self.fenced and (known and known.revision) != (used and used.revision):
                raise Overtaken(projection=built.projection)
            if known is not None:
                drop_tables(connection, known)
            for name in built.tables:
                old, new = in_database(name, building=True), in_database(name, building=False)
                connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
            connection.execute(f"DELETE FROM {TRACKING} WHERE projection = ? AND building = 1", (built.projection,))  # noqa: S608  # a name of ours
            return insert(connection, built.in_place_of(used))

    @contextmanager
    def reading(self, projection: str, tables: Sequence[Table]) -> Iterator[Reading | None]:
        connection = self._taken()
        try:
            with self._errors:
                connection.execute("BEGIN")  # every look sees the file as it was at the first
                tracking = next((t for t in tracked(connection) if t.projection == projection and not t.building), None)
            if tracking is None or tracking.loose:
                yield None
            else:
                shapes = {table.name: self._shape(table, building=False) for table in tables}
                yield SQLiteReading(connection, tracking, shapes, self._errors)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._let_go(connection)

    def close(self) -> None:
        self._closed = True
        self.close_idle()

    def close_idle(self) -> None:
        """Close connections that nobody is using."""
        while self._free:
            try:
                connection = self._free.pop()
            except IndexError:  # another thread took the last one
                return
            connection.close()

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
            try:
                connection.execute("BEGIN IMMEDIATE")
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

    def _shape(self, table: Table, *, building: bool) -> Shape:
        """How a table is written; found by its identity, for to compare tables takes longer than to look up a row."""
        shape = self._shapes.get((id(table), building))
        if shape is None or shape.table is not table:
            shape = self._shapes[id(table), building] = Shape(table, building=building)
        return shape


def main() -> None:
    """Serve as the process that writes."""
    SQLiteTables.pages, SQLiteTables.log = PAGES_OF_A_WRITER, LOG_OF_A_WRITER
    serve(lambda arguments: SQLiteTables(**arguments).write)
