"""Materialised tables in an SQLite file as they come and go, with the row that tells how far each projection is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from actionlearning.journal.tables import LATE, TRACKING, Kind, Overtaken, Table, in_database
from actionlearning.journal.tables_tracking import FIELDS, LOOSE, Tracking, read, told

__all__ = [
    "CREATE_TRACKING",
    "create_index",
    "create_table",
    "drop_tables",
    "forget_late",
    "insert",
    "is_there",
    "missing_indexes",
    "tracked",
    "update",
]

CREATE_TRACKING = (
    f"CREATE TABLE IF NOT EXISTS {TRACKING} ("
    "projection TEXT NOT NULL, building INTEGER NOT NULL, definition TEXT NOT NULL, tables TEXT NOT NULL, "
    "position INTEGER NOT NULL, failure TEXT, rate REAL, saved_at TEXT NOT NULL, revision INTEGER NOT NULL, "
    "worker TEXT, leased_until TEXT, PRIMARY KEY (projection, building))"
)

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


NUMBERED = re.compile(r"al_.*_index_(\d+)")


def create_table(connection: sqlite3.Connection, table: Table, *, building: bool, loose: bool = False) -> None:
    """An empty table with its key, unless it is loose; what else it is looked up by, ``create_index`` adds."""
    columns = [f"{c.name} {TYPES[c.kind]}{'' if c.optional else ' NOT NULL'}" for c in table.columns]
    key = [] if loose else [f"PRIMARY KEY ({', '.join(table.key)})"]
    connection.execute(f"CREATE TABLE {in_database(table.name, building=building)} ({', '.join([*columns, *key])})")


def missing_indexes(connection: sqlite3.Connection, table: Table, *, building: bool) -> Sequence[tuple[str, ...]]:
    """The indexes that a table declares and does not have."""
    query = "SELECT l.name, i.name FROM pragma_index_list(?) AS l JOIN pragma_index_info(l.name) AS i WHERE NOT l.partial"
    found: dict[str, list[str]] = {}
    for index, column in connection.execute(f"{query} ORDER BY l.seq, i.seqno", (in_database(table.name, building=building),)):
        found.setdefault(index, []).append(column)
    there = {tuple(columns) for columns in found.values()}
    return [columns for columns in table.indexes if columns not in there]


def create_index(
    connection: sqlite3.Connection, table: Table, columns: Sequence[str], *, building: bool, unique: bool = False
) -> None:
    """One more index. It keeps its name when its table takes another's place, so no two are ever called the same."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('index', 'table')")
    number = 1 + max((int(found[1]) for (name,) in names if (found := NUMBERED.fullmatch(name))), default=0)
    name, on = in_database(table.name, building=False), in_database(table.name, building=building)
    connection.execute(f"CREATE {'UNIQUE ' if unique else ''}INDEX {name}_index_{number} ON {on} ({', '.join(columns)})")


def drop_tables(connection: sqlite3.Connection, tracking: Tracking) -> None:
    """Take the tables of a projection away, with their tracking row."""
    for name in tracking.tables:
        connection.execute(f"DROP TABLE IF EXISTS {in_database(name, building=tracking.building)}")
    where = (tracking.projection, tracking.building)
    connection.execute(f"DELETE FROM {TRACKING} WHERE projection = ? AND building = ?", where)  # noqa: S608  # a name of ours
    forget_late(connection, tracking.tables, building=tracking.building)


def forget_late(connection: sqlite3.Connection, tables: Iterable[str], *, building: bool) -> None:
    """Nothing is to be done to the rows of some tables any more; where no table at all is loose, nothing is left of it."""
    if not is_there(connection, LATE):
        return
    names = [(in_database(name, building=building),) for name in tables]
    connection.executemany(f"DELETE FROM {LATE} WHERE name = ?", names)  # noqa: S608  # as above
    if connection.execute(f"SELECT 1 FROM {TRACKING} WHERE definition GLOB ?", (f"{LOOSE}*",)).fetchone() is None:  # noqa: S608  # as above
        connection.execute(f"DROP TABLE {LATE}")


def is_there(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file has such a table."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def tracked(connection: sqlite3.Connection) -> list[Tracking]:
    """The tracking rows of all projections."""
    if not is_there(connection, TRACKING):
        return []
    query = f"SELECT {', '.join(FIELDS)} FROM {TRACKING} ORDER BY projection, building"  # noqa: S608  # a name of ours
    return [read(found) for found in connection.execute(query)]


def insert(connection: sqlite3.Connection, tracking: Tracking) -> Tracking:
    """Write a tracking row that is not there yet; answer it as it stands."""
    statement = f"INSERT INTO {TRACKING} ({', '.join(FIELDS)}) VALUES ({', '.join(':' + name for name in FIELDS)})"  # noqa: S608  # a name of ours
    after = tracking.next()
    connection.execute(statement, msgspec.to_builtins(told(after)))
    return after


def update(connection: sqlite3.Connection, tracking: Tracking, *, fenced: bool) -> Tracking:
    """Write the tracking row over the one that was read. Raises ``Overtaken`` where another stands there by now."""
    assigned = ", ".join(f"{name} = :{name}" for name in FIELDS)
    where = "projection = :projection AND building = :building" + (" AND revision = :read" if fenced else "")
    after = tracking.next()
    values = {**msgspec.to_builtins(told(after)), "read": tracking.revision}
    if connection.execute(f"UPDATE {TRACKING} SET {assigned} WHERE {where}", values).rowcount != 1:  # noqa: S608  # as above
        raise Overtaken(projection=tracking.projection)
    return after
