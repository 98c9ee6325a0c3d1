"""Rows of a fold put into a database in memory, to be asked in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from figures_in_sql import CHOSEN

from actionlearning.projections.materialised import MemoryRows
from actionlearning.projections.tables.tables import Tables

__all__ = ["InMemory"]


class InMemory:
    """The tables in an SQLite database of their own."""

    def __init__(self, rows: MemoryRows) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for table in Tables.tables:
            names = [column.name for column in table.columns]
            self._connection.execute(f"CREATE TABLE {table.name} ({', '.join(names)})")
            values = [[_plain(row[name]) for name in names] for row in rows.rows[table.name].values()]
            self._connection.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(names))})", values)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def choose(self, sets: Iterable[tuple[UUID, date]]) -> None:
        """Ask about these sets from now on, each as at a day."""
        self._connection.execute("DROP TABLE IF EXISTS chosen")
        self._connection.execute(CHOSEN.format(id="TEXT"))
        self._connection.executemany("INSERT INTO chosen VALUES (?, ?)", [(_plain(which), _plain(day)) for which, day in sets])

    def ask(self, statement: str) -> Sequence[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()


def _plain(value: Any) -> Any:
    """A value as SQLite takes it, in an order that is that of the values."""
    match value:
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
    return value
