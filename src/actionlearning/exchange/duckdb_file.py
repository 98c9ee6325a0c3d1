"""Tables as one DuckDB database, each with its comments, and a table ``about`` that says what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actionlearning.exchange.arrow import PRECISION, SCALE, batches, needed
from actionlearning.exchange.errors import CannotWrite
from actionlearning.exchange.tabular import About
from actionlearning.projections.materialised import Column, Kind, Row, Table

__all__ = ["DuckDBFile"]

TYPES = {
    Kind.ID: "UUID",
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.AMOUNT: f"DECIMAL({PRECISION},{SCALE})",
    Kind.NUMBER: "DOUBLE",
    Kind.FLAG: "BOOLEAN",
    Kind.TIME: "TIMESTAMP WITH TIME ZONE",
    Kind.DATE: "DATE",
}
ABOUT = "CREATE TABLE about (journal UUID, position BIGINT, simulated BOOLEAN, exported_at TIMESTAMP WITH TIME ZONE)"
COUNTED = "CREATE TABLE about_tables (name VARCHAR, rows BIGINT)"
BLOCK = 16_384
"""Bytes of the least that a column takes: many tables are small, and the usual block is sixteen times that."""

INCOMING = "incoming"
"""What a batch is called while it is taken in; no table has that name."""


class DuckDBFile:
    """One file, closed when it is finished."""

    def __init__(self, file: Path) -> None:
        self._pa = needed("pyarrow", "DuckDB")
        self._duckdb = needed("duckdb", "DuckDB")
        self._where = file.name
        with self._writing():
            self._connection: Any = self._duckdb.connect(str(file), config={"default_block_size": BLOCK})

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        with self._writing():
            self._connection.begin()
            count = self._write(table, rows)
            self._connection.commit()
        return count

    def finish(self, about: About, tables: Mapping[str, int]) -> None:
        with self._writing():
            self._connection.execute(ABOUT)
            values = (str(about.journal), about.position, about.simulated, about.exported_at)
            self._connection.execute("INSERT INTO about VALUES (?, ?, ?, ?)", values)
            self._connection.execute(COUNTED)
            self._connection.executemany("INSERT INTO about_tables VALUES (?, ?)", list(tables.items()))
            self._connection.close()

    def _write(self, table: Table, rows: Iterator[Row]) -> int:
        columns = ", ".join(_declared(column) for column in table.columns)
        self._connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        self._comment("TABLE", f'"{table.name}"', table.says)
        for column in table.columns:
            self._comment("COLUMN", f'"{table.name}"."{column.name}"', column.says)
        taken = ", ".join(f'CAST("{column.name}" AS {TYPES[column.kind]})' for column in table.columns)
        count = 0
        for batch in batches(self._pa, table, rows):
            self._connection.register(INCOMING, batch)
            self._connection.execute(f'INSERT INTO "{table.name}" SELECT {taken} FROM {INCOMING}')  # noqa: S608  # names of ours
            self._connection.unregister(INCOMING)
            count += batch.num_rows
        return count

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except self._duckdb.Error as cause:
            raise CannotWrite(where=self._where, why=str(cause).partition("\n")[0]) from cause

    def _comment(self, what: str, name: str, says: str) -> None:
        text = says.replace("'", "''")
        self._connection.execute(f"COMMENT ON {what} {name} IS '{text}'")


def _declared(column: Column) -> str:
    return f'"{column.name}" {TYPES[column.kind]}{"" if column.optional else " NOT NULL"}'
