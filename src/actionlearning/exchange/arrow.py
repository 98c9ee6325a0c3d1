"""Tables as Arrow has them: the schema of each, and its rows in batches, so that memory stays bounded."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from itertools import islice
from typing import Any

from actionlearning.exchange.errors import NotInstalled
from actionlearning.projections.materialised import Column, Kind, Row, Table

__all__ = ["PRECISION", "SCALE", "batches", "needed", "schema_of"]

SCALE = 18
"""How many decimals an exact number keeps here; money has two, and what is further behind in a share is rounded."""

PRECISION = 38
BATCH = 10_000
FINEST = Decimal(1).scaleb(-SCALE)
WIDE = Context(prec=2 * PRECISION)


def needed(package: str, to: str) -> Any:
    """A package of the extra. Raises ``NotInstalled``."""
    try:
        return importlib.import_module(package)
    except ImportError as cause:
        raise NotInstalled(to=to, package=package.partition(".")[0]) from cause


def schema_of(pa: Any, table: Table) -> Any:
    """The schema of a table; each field carries its line from the reference."""
    types = _types(pa)
    fields = [
        pa.field(column.name, types[column.kind], nullable=column.optional, metadata={"says": column.says})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"says": table.says})


def batches(pa: Any, table: Table, rows: Iterator[Row]) -> Iterator[Any]:
    """The rows of a table as record batches, none for a table without rows."""
    schema = schema_of(pa, table)
    while taken := list(islice(rows, BATCH)):
        arrays = [pa.array(_values(column, taken), field.type) for column, field in zip(table.columns, schema, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


def _values(column: Column, rows: list[Row]) -> list[Any]:
    values = [row[column.name] for row in rows]
    match column.kind:
        case Kind.ID:
            return [None if value is None else str(value) for value in values]
        case Kind.AMOUNT:
            return [None if value is None else _rounded(value) for value in values]
    return values


def _rounded(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return value.quantize(FINEST, context=WIDE) if isinstance(exponent, int) and exponent < -SCALE else value


def _types(pa: Any) -> Mapping[Kind, Any]:
    return {
        Kind.ID: pa.string(),
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.AMOUNT: pa.decimal128(PRECISION, SCALE),
        Kind.NUMBER: pa.float64(),
        Kind.FLAG: pa.bool_(),
        Kind.TIME: pa.timestamp("us", tz="UTC"),
        Kind.DATE: pa.date32(),
    }
