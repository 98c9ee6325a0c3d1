"""Many rows for one PostgreSQL table: copied as the driver has them to a table of the connection's own, and put in from there.

A server takes a row that is copied in half the time that it needs to take one apart that comes as JSON; but to begin costs it a
millisecond, so few rows come as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from actionlearning.journal.tables import BadRow, Kind, Table, Write

__all__ = ["MANY", "TYPES", "Copies", "Copy", "copy_in"]

MANY = 500
"""How many rows are worth copying."""

TYPES: dict[Kind, LiteralString] = {
    Kind.ID: "uuid",
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.AMOUNT: "numeric",
    Kind.NUMBER: "double precision",
    Kind.FLAG: "boolean",
    Kind.TIME: "timestamptz",
    Kind.DATE: "date",
}
"""What a column is declared as, and a value in binary form is sent as, which does not say it itself."""


class Copy(Write, frozen=True, kw_only=True):
    """Rows to be copied, ``values`` being whole columns of these ``kinds``, and the statement that puts them in from there."""

    make: str
    copy: str


class Copies:
    """How the rows of one table are copied, to ``source``."""

    def __init__(self, table: Table) -> None:
        self._table = table.name
        self._kinds = [column.kind for column in table.columns]
        self.source = Identifier("pg_temp", f"al_{table.name}_copied")
        columns = SQL(", ").join(SQL("{} {}").format(Identifier(each.name), SQL(TYPES[each.kind])) for each in table.columns)
        make = SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(self.source, columns)
        self._make = make.as_string()
        self._copy = SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(self.source).as_string()

    def of(self, columns: Sequence[Sequence[Any]], put_in: str) -> Copy:
        """Rows on their way, as whole columns that fit their kinds; ``put_in`` is what takes them from ``source``."""
        return Copy(self._table, put_in, [*columns], self._kinds, make=self._make, copy=self._copy)


def copy_in(connection: Connection[Any], rows: Copy) -> None:
    """Copy the rows to where their statement will find them, in the transaction that is open. Raises ``BadRow``."""
    connection.execute(rows.make.encode(), prepare=True)
    with connection.cursor().copy(rows.copy.encode()) as copy:
        copy.set_types([TYPES[kind] for kind in rows.kinds])
        try:
            for row in zip(*rows.values, strict=True):
                copy.write_row(row)
        except UnicodeEncodeError as cause:
            raise BadRow(table=rows.table, why=str(cause)) from cause
