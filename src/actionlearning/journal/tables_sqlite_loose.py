"""Filling tables of a SQLite file that have a long way to go: rows are put down as they come, and set in order at the end.

With a key, every row that is new touches a page of its index somewhere, and each batch writes most of those pages again. So
tables that are filled from nothing are *loose* meanwhile: they have no key, and a row goes to the end. Where rows are that get
looked up is remembered, so that they can be changed there. What happens to any other row is noted as late, with the last place
that the table had by then; ``settle`` makes the key, leaves of each row what came last, and does what is late to those that
were there then. Which tables are loose stands in the file, so whoever goes on after another knows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import count, groupby
from operator import itemgetter
from typing import Any

import msgspec

from actionlearning.journal.tables import LATE, Does, Loose, Table, Write, in_database
from actionlearning.journal.tables_sqlite_making import create_index, create_table, forget_late, is_there
from actionlearning.journal.tables_sqlite_rows import kept

__all__ = ["Places", "loosen", "overdue", "settle"]

MOST_PLACES = 4_000
"""Of how many rows of a table it is remembered where they are; at times of half as many again."""

MOST_LATE = 50_000
"""How many changes may be late: to do them takes about a second of the file's one lock, and writers wait for five."""

CREATE_LATE = (
    f"CREATE TABLE IF NOT EXISTS {LATE} "
    "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, before INTEGER NOT NULL, columns TEXT NOT NULL, given TEXT NOT NULL)"
)


class Places:
    """Where rows of loose tables are that may be changed, as one writer knows it who has written all of them."""

    def __init__(self) -> None:
        self._places: dict[str, dict[tuple[Any, ...], int]] = {}

    def write(self, connection: sqlite3.Connection, write: Write, loose: Loose) -> None:
        """Put rows down, change them or take them away."""
        columns = [*kept(write)]
        keys = [*zip(*(columns[number] for number in loose.key), strict=True)]
        if loose.does is Does.ADD:
            self._add(connection, loose, columns, keys)
        else:
            self._change(connection, loose, columns, keys)

    def _add(
        self, connection: sqlite3.Connection, loose: Loose, columns: list[Sequence[Any]], keys: list[tuple[Any, ...]]
    ) -> None:
        names, marks = ", ".join(loose.columns), ", ".join("?" * len(columns))
        rows: Iterable[tuple[Any, ...]] = zip(*columns, strict=True)
        if loose.looked_up:
            places = self._places.setdefault(loose.name, {})
            if again := places.keys() & keys:
                rows = [*rows]
                places.update([(key, places.pop(key)) for key in again])  # they are the last to be forgotten
                instead = [(places[key], *row) for key, row in zip(keys, rows, strict=True) if key in again]
                statement = f"INSERT OR REPLACE INTO {loose.name} (_rowid_, {names}) VALUES (?, {marks})"  # noqa: S608  # names that were checked
                connection.executemany(statement, instead)
                rows = [row for key, row in zip(keys, rows, strict=True) if key not in again]
                keys = [key for key in keys if key not in again]
            places.update(zip(keys, count(_end(connection, loose.name) + 1)))
            if len(places) > MOST_PLACES * 3 // 2:
                self._places[loose.name] = dict([*places.items()][-MOST_PLACES:])
        else:
            self._places.pop(loose.name, None)  # a row may have been put down twice, unseen
        connection.executemany(f"INSERT INTO {loose.name} ({names}) VALUES ({marks})", rows)  # noqa: S608  # as above

    def _change(
        self, connection: sqlite3.Connection, loose: Loose, columns: list[Sequence[Any]], keys: list[tuple[Any, ...]]
    ) -> None:
        """Change rows where they are, as far as that is known; a row that is to go is left until it is settled."""
        places = self._places.get(loose.name, {})
        names = loose.columns[: len(loose.columns) - len(loose.key)]
        here, late = [], []
        for key, row in zip(keys, zip(*columns, strict=True), strict=True):
            place = None if loose.does is Does.REMOVE else places.get(key)
            if place is None:
                places.pop(key, None)
                late.append(row)
            else:
                places[key] = places.pop(key)
                here.append((*row[: len(names)], place))
        if here:
            assigned = ", ".join(f"{name} = ?" for name in names)
            connection.executemany(f"UPDATE {loose.name} SET {assigned} WHERE _rowid_ = ?", here)  # noqa: S608  # as above
        if late:
            told, before = msgspec.json.encode(names).decode(), _end(connection, loose.name)
            statement = f"INSERT INTO {LATE} (name, before, columns, given) VALUES (?, ?, ?, ?)"  # noqa: S608  # as above
            given = [(loose.name, before, told, msgspec.json.encode(row).decode()) for row in late]
            connection.executemany(statement, given)


def loosen(connection: sqlite3.Connection, tables: Sequence[Table], *, building: bool) -> None:
    """Put tables without a key in the place of some that are empty."""
    connection.execute(CREATE_LATE)
    for table in tables:
        name = in_database(table.name, building=building)
        connection.execute(f"DELETE FROM {LATE} WHERE name = ?", (name,))  # noqa: S608  # as above
        connection.execute(f"DROP TABLE {name}")
        create_table(connection, table, building=building, loose=True)


def overdue(connection: sqlite3.Connection, names: Sequence[str], *, building: bool) -> list[str]:
    """Of some loose tables the one with the most late changes, where theirs are too many."""
    if not is_there(connection, LATE):  # no table is loose any more
        return []
    late = dict(connection.execute(f"SELECT name, count(*) FROM {LATE} GROUP BY name").fetchall())  # noqa: S608  # as above
    counts = {name: late.get(in_database(name, building=building), 0) for name in names}
    return [max(counts, key=counts.__getitem__)] if sum(counts.values()) > MOST_LATE else []


def settle(connection: sqlite3.Connection, table: Table, *, building: bool) -> None:
    """Give a loose table its key, and each row what it comes to. Its tracking row says already that it is not loose."""
    name = in_database(table.name, building=building)
    try:
        create_index(connection, table, table.key, building=building, unique=True)
    except sqlite3.IntegrityError:
        _leave_the_last(connection, name, table.key)
        create_index(connection, table, table.key, building=building, unique=True)
    where = " AND ".join(f"{column} = ?" for column in table.key) + " AND _rowid_ <= ?"
    late = connection.execute(f"SELECT columns, before, given FROM {LATE} WHERE name = ? ORDER BY id", (name,))  # noqa: S608  # as above
    for told, alike in groupby(late, itemgetter(0)):
        assigned = ", ".join(f"{column} = ?" for column in msgspec.json.decode(told))
        does = f"UPDATE {name} SET {assigned}" if assigned else f"DELETE FROM {name}"  # noqa: S608  # as above
        connection.executemany(f"{does} WHERE {where}", [(*msgspec.json.decode(given), before) for _, before, given in alike])
    forget_late(connection, [table.name], building=building)


def _leave_the_last(connection: sqlite3.Connection, name: str, key: Sequence[str]) -> None:
    """Of rows that have one key, leave the one that came last; found in the order of an index, which is many times faster."""
    columns = ", ".join(key)
    connection.execute(f"CREATE INDEX _{name} ON {name} ({columns})")
    twice = f"SELECT {columns}, max(_rowid_) AS _place_ FROM {name} GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608  # as above
    same = " AND ".join(f"older.{column} = last.{column}" for column in key)
    older = f"SELECT older._rowid_ FROM ({twice}) AS last JOIN {name} AS older ON {same} AND older._rowid_ < last._place_"  # noqa: S608  # as above
    connection.execute(f"DELETE FROM {name} WHERE _rowid_ IN ({older})")  # noqa: S608  # as above
    connection.execute(f"DROP INDEX _{name}")


def _end(connection: sqlite3.Connection, name: str) -> int:
    """The last place of a table that has a row. Nothing is ever taken out of a loose one, so no place is given twice."""
    found: int = connection.execute(f"SELECT ifnull(max(_rowid_), 0) FROM {name}").fetchone()[0]  # noqa: S608  # as above
    return found
