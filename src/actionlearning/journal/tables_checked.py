"""Whether a table is declared in a way that a database can keep."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actionlearning.journal.tables import BUILDING, LATE, TRACKING, BadTable, Column, Kind, Table, in_database

__all__ = ["checked"]

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Names that need no quotes and fit into the 63 bytes of PostgreSQL, with what is put before and after them."""


def checked(table: Table) -> Table:
    """Itself. Raises ``BadTable``."""
    columns = {column.name: column for column in table.columns}
    for name in (table.name, *columns):
        if not NAME.fullmatch(name) or name.endswith(BUILDING):
            why = f'"{name}" is no name; take up to 40 small letters, digits and underscores, a letter first'
            raise BadTable(table=table.name, why=why)
    if in_database(table.name, building=False) in (TRACKING, LATE):
        raise BadTable(table=table.name, why="how far all projections are is kept under that name")
    if len(columns) != len(table.columns):
        raise BadTable(table=table.name, why="two columns have one name")
    if not table.key:
        raise BadTable(table=table.name, why="it has no key; name the columns that are unique together")
    for name in (*table.key, *(each for index in table.indexes for each in index)):
        if name not in columns:
            raise BadTable(table=table.name, why=f'its key or an index names "{name}", which is no column')
    _can_be_a_key(table, [columns[name] for name in table.key])
    return table


def _can_be_a_key(table: Table, key: Sequence[Column]) -> None:
    if any(column.optional for column in key):
        raise BadTable(table=table.name, why="a column of its key may be empty; a row goes by its key")
    if any(column.kind is Kind.AMOUNT for column in key):
        raise BadTable(table=table.name, why="a column of its key is an amount, of which 1.0 is not kept as 1.00 is")
