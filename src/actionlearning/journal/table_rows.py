"""The rows of a batch, kept in Python until they are written: each key once, whatever happened to it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from actionlearning.journal.tables import BadRow, Changes, Column, Key, Kind, Row, Table

__all__ = ["BufferedRows", "fitting"]

MOST_REMEMBERED = 20_000
"""How many rows of a table are remembered, so that looking one up again asks no database."""

Check = Callable[[Any], Any]


class BufferedRows:
    """``Rows`` over a store. ``look_up`` finds a row as it was saved last; ``empty`` says that nothing was saved yet.

    Rows of tables that are looked up in are remembered from batch to batch, which holds as long as nobody else writes them:
    ``forget`` after having been overtaken. While a table that began empty is remembered whole, what is not remembered is
    not there.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        look_up: Callable[[Table, Key], Row | None],
        *,
        empty: bool = False,
        most: int = MOST_REMEMBERED,
    ) -> None:
        self._tables = {table.name: _Pending(table, look_up, empty=empty, most=most) for table in tables}

    def add(self, table: str, row: Row) -> None:
        self._of(table).add(row)

    def change(self, table: str, key: Key, columns: Row) -> None:
        self._of(table).change(key, columns)

    def remove(self, table: str, key: Key) -> None:
        self._of(table).remove(key)

    def get(self, table: str, key: Key) -> Row | None:
        return self._of(table).get(key)

    def changes(self) -> Sequence[Changes]:
        """What is to be written."""
        return [pending.told() for pending in self._tables.values() if pending.whole or pending.changed]

    def saved(self) -> None:
        """It has been written."""
        for pending in self._tables.values():
            pending.saved()

    def undo(self) -> None:
        """Leave out what has not been written."""
        for pending in self._tables.values():
            pending.undo()

    def forget(self) -> None:
        """Leave it out, and remember nothing: somebody else has written."""
        for pending in self._tables.values():
            pending.forget()

    def _of(self, table: str) -> _Pending:
        pending = self._tables.get(table)
        if pending is None:
            raise BadRow(table=table, why="the projection does not declare it")
        return pending


class _Pending:
    """One table: rows to be written whole (None: to be taken away), columns to be changed, and rows that are remembered."""

    __slots__ = ("_asked", "_begun", "_columns", "_key", "_look_up", "_most", "_names", "changed", "known", "table", "whole")

    def __init__(self, table: Table, look_up: Callable[[Table, Key], Row | None], *, empty: bool, most: int) -> None:
        self.table = table
        self.whole: dict[Key, Row | None] = {}
        self.changed: dict[Key, Row] = {}
        self.known: dict[Key, Row | None] = {}
        self._names = frozenset(column.name for column in table.columns)
        self._columns = tuple(column.name for column in table.columns)
        self._key = table.key
        self._look_up = look_up
        self._most = most
        self._begun = empty  # whether all that is in the table is either pending or known
        self._asked = False  # whether anybody looks rows up here

    def add(self, row: Row) -> None:
        get = row.get
        key = tuple([get(name) for name in self._key])
        if len(row) > len(self._columns) or not self._names.issuperset(row):
            raise BadRow(table=self.table.name, why=f"it has no column {min(set(row) - self._names)}")
        if self.changed:
            self.changed.pop(key, None)
        self.whole[key] = {name: get(name) for name in self._columns}

    def change(self, key: Key, columns: Row) -> None:
        if not self._names.issuperset(columns):
            raise BadRow(table=self.table.name, why=f"it has no column {min(set(columns) - self._names)}")
        if any(name in columns for name in self._key):
            raise BadRow(table=self.table.name, why="a column of its key was to be changed; remove the row and add another")
        if key in self.whole:
            row = self.whole[key]
            if row is not None:
                row.update(columns)
        elif key in self.changed:
            self.changed[key].update(columns)
        else:
            self.changed[key] = dict(columns)

    def remove(self, key: Key) -> None:
        self.changed.pop(key, None)
        self.whole[key] = None

    def get(self, key: Key) -> Row | None:
        self._asked = True
        if key in self.whole:
            row = self.whole[key]
            return None if row is None else dict(row)
        known = self._saved_last(key)
        if key not in self.changed:
            return None if known is None else dict(known)
        changed = self.changed.pop(key)
        if known is None:
            return None
        self.whole[key] = {**known, **changed}
        return {**known, **changed}

    def told(self) -> Changes:
        whole = {key: row for key, row in self.whole.items() if row is not None}
        return Changes(self.table, whole, self.changed, [key for key, row in self.whole.items() if row is None])

    def saved(self) -> None:
        if self._asked:
            for key, columns in self.changed.items():
                row = self.known.get(key)
                if row is not None:
                    row.update(columns)
            self.known.update(self.whole)
            if len(self.known) > self._most:
                self._shorten()
        elif self.whole:
            self._begun = False
        self.undo()

    def undo(self) -> None:
        self.whole = {}
        self.changed = {}

    def forget(self) -> None:
        self.undo()
        self.known = {}
        self._begun = False

    def _saved_last(self, key: Key) -> Row | None:
        if key in self.known:
            return self.known[key]
        if self._begun:
            return None
        found = self._look_up(self.table, key)
        self.known[key] = found
        if len(self.known) > 2 * self._most:
            self._shorten()
        return found

    def _shorten(self) -> None:
        """Let go of those that were remembered longest."""
        for key in list(self.known)[: len(self.known) - self._most // 2]:
            del self.known[key]
        self._begun = False


def fitting(table: Table) -> dict[str, Check]:
    """By column, what checks a value of it and answers it as a database takes it. Raises ``BadRow``."""
    return {column.name: _check(table, column) for column in table.columns}


def _check(table: Table, column: Column) -> Check:
    """A function that lets the values of a column's kind through."""
    kind, optional = column.kind, column.optional
    expected = TYPES[kind]

    def check(value: Any) -> Any:
        its = value.__class__
        if its is expected:
            if its is datetime:
                if value.tzinfo is UTC:
                    return value
                if value.tzinfo is not None:
                    return value.astimezone(UTC)
            elif its is not int or -LARGEST <= value < LARGEST:
                return value
        elif value is None and optional:
            return None
        elif isinstance(value, expected) and its not in (bool, datetime):
            return PLAIN[kind](value) if kind in PLAIN else value
        elif expected is float and its is int:
            return float(value)
        wanted = WANTED.get(kind, expected.__name__)
        was = "empty" if value is None else f"{its.__name__}, and {wanted} is wanted"
        raise BadRow(table=table.name, why=f"its column {column.name} is {was}")

    return check


LARGEST = 2**63

WANTED = {Kind.TIME: "a time with its offset", Kind.INTEGER: "an int of at most 64 bits"}
"""What is wanted where the name of a type does not say it all."""

TYPES: dict[Kind, Any] = {
    Kind.ID: UUID,
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.AMOUNT: Decimal,
    Kind.NUMBER: float,
    Kind.FLAG: bool,
    Kind.TIME: datetime,
    Kind.DATE: date,
}
"""The Python type of a column's values."""

PLAIN: dict[Kind, Check] = {Kind.TEXT: str.__str__, Kind.INTEGER: int}
"""What makes a plain value of a subclass of it, such as an enumeration's member."""
