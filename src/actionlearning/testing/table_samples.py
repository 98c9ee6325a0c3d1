"""What the contract of a store of tables keeps: tables with every kind of column, and rows as they are saved and seen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import Column, Kind, Row, Table, TableStore
from actionlearning.journal.tables_tracking import Tracking

__all__ = [
    "DAY",
    "EMPTY",
    "EVERYTHING",
    "FULL",
    "KEYS",
    "NOW",
    "ONE",
    "TABLES",
    "TWO",
    "a_row",
    "began",
    "buffered",
    "looked",
    "saved",
]

NOW = datetime(2025, 6, 3, 12, 0, 0, 1, tzinfo=UTC)
DAY = date(2025, 6, 3)
ONE, TWO = UUID(int=1), UUID(int=2)

EVERYTHING = Table(
    "everything",
    (
        Column("id", Kind.ID),
        Column("number", Kind.INTEGER),
        Column("words", Kind.TEXT, optional=True),
        Column("whole", Kind.INTEGER, optional=True),
        Column("amount", Kind.AMOUNT, optional=True),
        Column("share", Kind.NUMBER, optional=True),
        Column("yes", Kind.FLAG, optional=True),
        Column("moment", Kind.TIME, optional=True),
        Column("day", Kind.DATE, optional=True),
        Column("other", Kind.ID, optional=True),
    ),
    key=("id", "number"),
    indexes=(("words", "day"), ("other",)),
)
KEYS = Table("keys_only", (Column("id", Kind.ID), Column("word", Kind.TEXT)), key=("word", "id"))
TABLES = (EVERYTHING, KEYS)

FULL: Row = {
    "id": ONE,
    "number": 7,
    "words": "what? 'quoted' — ünïcode 🙂 {} %s :x",
    "whole": -(2**63),
    "amount": Decimal("-1234567890123456789.10"),
    "share": 0.1 + 0.2,
    "yes": True,
    "moment": NOW,
    "day": DAY,
    "other": TWO,
}
EMPTY: Row = {**dict.fromkeys(FULL), "id": TWO, "number": 2**63 - 1}


def a_row(number: int, **columns: Any) -> Row:
    """A row of its own, with some columns."""
    return {**EMPTY, "number": number, **columns}


def began(store: TableStore, projection: str = "shop", tables: tuple[Table, ...] = TABLES, **known: Any) -> Tracking:
    """Tables and tracking row as they begin."""
    names = tuple(table.name for table in tables)
    return store.begin(Tracking(projection=projection, definition="d1", tables=names, saved_at=NOW, **known), tables)


def buffered(store: TableStore, tracking: Tracking, tables: tuple[Table, ...] = TABLES) -> BufferedRows:
    """Rows to be saved."""
    return BufferedRows(tables, lambda table, key: store.look_up(tracking, table, key))


def saved(store: TableStore, tracking: Tracking, *rows: Row, position: int | None = None) -> Tracking:
    """Tracking row and rows of the first table as they are saved."""
    buffer = buffered(store, tracking)
    for row in rows:
        buffer.add("everything", row)
    at = tracking.position + len(rows) if position is None else position
    return store.save(replace(tracking, position=at), buffer.changes())


def looked(store: TableStore, table: str = "everything", *, tables: tuple[Table, ...] = TABLES, **where: Any) -> list[Row]:
    """What somebody sees who looks now."""
    with store.reading("shop", tables) as reading:
        assert reading is not None
        return list(reading.rows(table, order=tables[[each.name for each in tables].index(table)].key, **where))
