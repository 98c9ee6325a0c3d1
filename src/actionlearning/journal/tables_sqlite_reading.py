"""Looking at the tables in use of one projection in a SQLite file, all as they stand at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from actionlearning.journal.tables import Row
from actionlearning.journal.tables_sqlite_rows import Shape
from actionlearning.journal.tables_tracking import Tracking

__all__ = ["SQLiteReading"]


class SQLiteReading:
    """What is in use, looked at in one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        tracking: Tracking,
        shapes: Mapping[str, Shape],
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
