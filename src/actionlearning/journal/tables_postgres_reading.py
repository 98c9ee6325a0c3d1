"""The tables in use of one projection on PostgreSQL, looked at in one transaction: a look becomes a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from actionlearning.journal.tables import Row
from actionlearning.journal.tables_postgres_rows import Shape
from actionlearning.journal.tables_tracking import Tracking

__all__ = ["PostgresReading"]

AT_ONCE = 2000
"""How many rows of a large table are fetched at once."""


class PostgresReading:
    """A ``Reading`` through a connection whose transaction sees one moment; it ends with that."""

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
