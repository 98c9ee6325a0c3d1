"""The SQL of one table on PostgreSQL: rows go to the server as one JSON text a statement, or are copied where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from psycopg.sql import SQL, Composed, Identifier

from actionlearning.journal.table_fits import Fits
from actionlearning.journal.tables import BadRow, Changes, Kind, Row, Table, Write
from actionlearning.journal.tables_postgres_copying import MANY, TYPES, Copies

__all__ = ["Shape", "declared", "named"]


class Shape:
    """One table in SQL: its statements, and how its rows are sent."""

    def __init__(self, table: Table, name: Identifier) -> None:
        self.table = table
        self._name = name
        self._fits = Fits(table)
        self._columns = tuple(column.name for column in table.columns)
        self._kinds = [column.kind for column in table.columns]
        parts = {"name": name, "columns": named(self._columns), "key": named(table.key)}
        self.select = SQL("SELECT {columns} FROM {name}").format(**parts)
        where = SQL(" AND ").join(SQL("{} = %s").format(Identifier(each)) for each in table.key)
        self.look_up = (self.select + SQL(" WHERE ") + where).as_bytes()
        others = [each for each in self._columns if each not in table.key]
        instead = SQL("DO UPDATE SET {}").format(
            SQL(", ").join(SQL("{0} = excluded.{0}").format(Identifier(each)) for each in others)
        )
        insert = SQL("INSERT INTO {name} ({columns}) SELECT {columns} FROM {source} ON CONFLICT ({key}) {instead}")
        parts["instead"] = instead if others else SQL("DO NOTHING")
        from_json = SQL("json_populate_recordset(NULL::{name}, %s::json)").format(name=name)
        self._copies = Copies(table)
        self._insert = insert.format(**parts, source=from_json).as_string()
        self._insert_copied = insert.format(**parts, source=self._copies.source).as_string()
        same = SQL(" AND ").join(SQL("t.{0} = n.{0}").format(Identifier(each)) for each in table.key)
        self._from_json = from_json + SQL(" AS n")
        self._same = same
        self._delete = (
            SQL("DELETE FROM {name} AS t USING {given} WHERE {same}")
            .format(name=name, given=self._from_json, same=same)
            .as_string()
        )
        self._updates: dict[tuple[str, ...], str] = {}

    def named(self, name: str) -> str:
        """A column's name, once it is known to be one."""
        if name not in self._columns:
            raise BadRow(table=self.table.name, why=f"it has no column {name}")
        return name

    def value(self, name: str, value: Any) -> Any:
        """A value as it stands in a column, to look for it."""
        return _without_nul(self._fits.value(self.named(name), value))

    def row(self, found: Sequence[Any]) -> Row:
        return dict(zip(self._columns, found, strict=True))

    def writes(self, changes: Changes, *, copying: bool = False) -> Iterator[Write]:
        """The statements of a batch with their values; with ``copying``, of many rows a ``Copy``. Raises ``BadRow``."""
        if changes.removed:
            keys = [dict(zip(self.table.key, key, strict=True)) for key in changes.removed]
            yield self._write(self._delete, keys, self.table.key)
        if copying and len(changes.whole) >= MANY:
            whole = self._fits.columns(changes.whole.values(), self._columns)
            yield self._copies.of([*map(_column_without_nul, whole, self._kinds)], self._insert_copied)
        elif changes.whole:
            yield self._write(self._insert, [*changes.whole.values()], self._columns)
        together: dict[tuple[str, ...], list[Row]] = {}
        for key, columns in changes.changed.items():
            together.setdefault(tuple(columns), []).append({**columns, **dict(zip(self.table.key, key, strict=True))})
        for names, rows in together.items():
            if names:
                yield self._write(self._update(names), rows, (*names, *self.table.key))

    def _update(self, names: tuple[str, ...]) -> str:
        statement = self._updates.get(names)
        if statement is None:
            assigned = SQL(", ").join(SQL("{0} = n.{0}").format(Identifier(name)) for name in names)
            update = SQL("UPDATE {name} AS t SET {assigned} FROM {given} WHERE {same}")
            parts = {"name": self._name, "given": self._from_json, "same": self._same}
            statement = self._updates[names] = update.format(assigned=assigned, **parts).as_string()
        return statement

    def _write(self, statement: str, rows: list[Row], names: Sequence[str]) -> Write:
        """A statement and its rows as one text, in which what had to be turned is so."""
        for name, given in zip(names, zip(*[row.values() for row in rows], strict=True), strict=True):
            fits = self._fits.column(name, given)
            if fits is not given:
                rows = [{**row, name: value} for row, value in zip(rows, fits, strict=True)]
        try:
            text = msgspec.json.encode(rows).decode()
            if NUL in text:
                text = msgspec.json.encode([{name: _without_nul(row[name]) for name in row} for row in rows]).decode()
            return Write(self.table.name, statement, [text])
        except UnicodeEncodeError as cause:
            raise BadRow(table=self.table.name, why=str(cause)) from cause


NUL = "\\u0000"
"""How the one character that PostgreSQL keeps in no text stands in a JSON text."""


def _without_nul(value: Any) -> Any:
    """Another character takes its place."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def declared(table: Table) -> Sequence[Composed]:
    """The columns of a table as they are made."""
    return [
        SQL("{name} {kind}{needed}").format(
            name=Identifier(column.name), kind=SQL(TYPES[column.kind]), needed=SQL("" if column.optional else " NOT NULL")
        )
        for column in table.columns
    ]


def _column_without_nul(values: Sequence[Any], kind: Kind) -> Sequence[Any]:
    if kind is Kind.TEXT and "\0" in "".join(filter(None, values)):
        return [_without_nul(value) for value in values]
    return values


def named(names: Sequence[str]) -> Composed:
    """Columns, one after the other."""
    return SQL(", ").join(Identifier(name) for name in names)
