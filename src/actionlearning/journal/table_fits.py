"""What may stand in a column: values are checked to be of its kind, a whole column at a time, before they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from actionlearning.journal.tables import BadRow, Column, Kind, Row, Table

__all__ = ["Fits"]


class Fits:
    """Values on their way into the columns of one table: each is checked to be of its column's kind, and as it is kept.

    A whole column is looked at together, which is many times faster than a value at a time: where all are of just the type that
    is expected, as nearly always, there is nothing to check.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = {column.name: column for column in table.columns}
        self._expected = {column.name: _expected(column) for column in table.columns}

    def columns(self, rows: Collection[Row], names: Iterable[str]) -> list[Sequence[Any]]:
        """The values of some columns, a list for each; all rows have just these, in this order. Raises ``BadRow``."""
        values = zip(*[row.values() for row in rows], strict=True)
        return [self.column(name, each) for name, each in zip(names, values, strict=True)]

    def column(self, name: str, values: Sequence[Any]) -> Sequence[Any]:
        """The values of one column. Raises ``BadRow``."""
        if set(map(type, values)) <= self._expected[name] and _in_order(self._columns[name].kind, values):
            return values
        try:
            return [self._checked(self._columns[name], value) for value in values]
        except OverflowError as cause:  # a moment before the year 1 in UTC, an int that is no float
            raise BadRow(table=self._table.name, why=f"its column {name} holds no such value: {cause}") from cause

    def value(self, name: str, value: Any) -> Any:
        """One value. Raises ``BadRow``, also where there is no such column."""
        if name not in self._columns:
            raise BadRow(table=self._table.name, why=f"it has no column {name}")
        return self.column(name, [value])[0]

    def _checked(self, column: Column, value: Any) -> Any:
        kind, expected = column.kind, TYPES[column.kind]
        if value is None and column.optional:
            return None
        if kind is Kind.TIME and isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        if kind is Kind.NUMBER and type(value) is int:
            return float(value)
        if kind is Kind.NUMBER and type(value) is float and not isfinite(value):
            raise BadRow(table=self._table.name, why=f"its column {column.name} is {value}, and a finite number is wanted")
        if kind is Kind.INTEGER and isinstance(value, int) and type(value) is not bool and -LARGEST <= value < LARGEST:
            return int(value)
        if kind is Kind.TEXT and isinstance(value, str):
            return str.__str__(value)  # that of an enumeration's member, too
        if type(value) is expected and kind not in (Kind.TIME, Kind.INTEGER):
            return value
        wanted = WANTED.get(kind, expected.__name__)
        was = "empty" if value is None else f"{type(value).__name__}, and {wanted} is wanted"
        raise BadRow(table=self._table.name, why=f"its column {column.name} is {was}")


def _expected(column: Column) -> frozenset[type]:
    """The types that need no second look."""
    return frozenset({TYPES[column.kind], NoneType} if column.optional else {TYPES[column.kind]})


def _in_order(kind: Kind, values: Sequence[Any]) -> bool:
    """Whether all values of the right type are as they are kept: times in UTC, integers of 64 bits, numbers finite."""
    match kind:
        case Kind.TIME:
            return set(map(_ZONE, filter(None, values))) <= {UTC}
        case Kind.INTEGER:
            numbers = [value for value in values if value is not None] if None in values else values
            return not numbers or (min(numbers) >= -LARGEST and max(numbers) < LARGEST)
        case Kind.NUMBER:
            return all(isfinite(value) for value in values if value is not None)
    return True


_ZONE = attrgetter("tzinfo")

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
