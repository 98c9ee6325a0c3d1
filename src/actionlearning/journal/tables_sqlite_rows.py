"""The SQL of one materialised table on SQLite: its statements, and how values are written to it and read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from actionlearning.journal.table_fits import Fits
from actionlearning.journal.tables import BadRow, Changes, Does, Key, Kind, Loose, Row, Table, Write, in_database

__all__ = ["Shape", "kept"]


class Shape:
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

    def writes(self, changes: Changes, *, loose: bool = False) -> Iterator[Write]:
        """The statements of a batch with the columns of their values; without statements where the table is loose.

        Raises ``BadRow``.
        """
        for does, statement, columns, names in self._parts(changes):
            write = Write(self.table.name, statement, columns, [self._kinds[name] for name in names])
            yield replace(write, statement="", loose=self._loose(does, names, changes)) if loose else write

    def _parts(self, changes: Changes) -> Iterator[tuple[Does, str, list[Sequence[Any]], Sequence[str]]]:
        """What is done, by which statement, and the values that it takes, a column each, with their names."""
        if changes.removed:
            yield Does.REMOVE, self._delete, self._keys(changes.removed), self.table.key
        if changes.whole:
            yield Does.ADD, self._insert, self._fits.columns(changes.whole.values(), self._columns), self._columns
        together: dict[tuple[str, ...], list[Key]] = {}
        for key, columns in changes.changed.items():
            together.setdefault(tuple(columns), []).append(key)
        for names, keys in together.items():
            if names:
                assigned = ", ".join(f"{name} = ?" for name in names)
                values = self._fits.columns([changes.changed[key] for key in keys], names) + self._keys(keys)
                update = f"UPDATE {self.name} SET {assigned} WHERE {self._where}"  # noqa: S608  # as above
                yield Does.CHANGE, update, values, (*names, *self.table.key)

    def _loose(self, does: Does, names: Sequence[str], changes: Changes) -> Loose:
        width, key = len(names), self.table.key
        where = tuple(map(names.index, key)) if does is Does.ADD else tuple(range(width - len(key), width))
        return Loose(self.name, does, tuple(names), where, changes.looked_up)

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


def kept(write: Write) -> Iterator[Sequence[Any]]:
    """The columns of a statement as they are kept."""
    for kind, values in zip(write.kinds, write.values, strict=True):
        turn = WRITERS.get(kind)
        yield values if turn is None else [None if value is None else turn(value) for value in values]
