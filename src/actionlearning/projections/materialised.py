"""A materialised projection: a pure fold over recorded events that keeps tables, a row at a time.

It is declared once and fed the journal in order of position. What it may do to its tables is ``Rows``: add a row, change some
columns of one, remove one, look one up. The same fold runs over rows in memory, and over a database that saves the rows and
the position they stand for in one transaction; see ``MemoryRows`` and ``journal.tables``.

```python
@frozen
class Breaches:
    name: ClassVar[str] = "breaches"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (PolicyBreachNoted,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "breaches",
            (Column("stream", Kind.ID), Column("policy", Kind.TEXT), Column("times", Kind.INTEGER)),
            key=("stream", "policy"),
        ),
    )

    def fold(self, rows: Rows, recorded: Recorded[PolicyBreachNoted]) -> None:
        key = (recorded.stream, recorded.event.policy.value)
        known = rows.get("breaches", key)
        times = 1 if known is None else known["times"] + 1
        rows.add("breaches", {"stream": key[0], "policy": key[1], "times": times})
```
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from actionlearning.domain.event import stored_name
from actionlearning.journal.port import Recorded
from actionlearning.journal.tables import Column, Key, Kind, Row, Rows, Seen, Table

__all__ = [
    "Column",
    "Key",
    "Kind",
    "MemoryRows",
    "Projection",
    "Row",
    "Rows",
    "Seen",
    "Table",
    "definition_of",
    "fold_all",
    "names_wanted",
]


class Projection(Protocol):
    """What a projection is. ``actionlearning.testing.projections`` has the contract that one must pass.

    ``name`` is its own for ever, ``version`` goes up with every change of what ``fold`` makes of an event: tables made by
    another definition are rebuilt. ``wants`` are the events it is fed, all others pass it by; it is never fed one twice.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    wants: ClassVar[tuple[type, ...]]
    tables: ClassVar[tuple[Table, ...]]

    def fold(self, rows: Rows, recorded: Recorded[Any], /) -> None:
        """Take one event in. It reads no clock, draws nothing at random, and touches nothing but ``rows``."""


class MemoryRows:
    """Tables as dictionaries: what a fold from zero comes to, and what others are compared with."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}
        self.rows: dict[str, dict[Key, Row]] = {name: {} for name in self._tables}

    def add(self, table: str, row: Row) -> None:
        its = self._tables[table]
        whole = {column.name: row.get(column.name) for column in its.columns}
        self.rows[table][its.key_of(whole)] = whole

    def change(self, table: str, key: Key, columns: Row) -> None:
        known = self.rows[table].get(key)
        if known is not None:
            self.rows[table][key] = known | columns

    def remove(self, table: str, key: Key) -> None:
        self.rows[table].pop(key, None)

    def get(self, table: str, key: Key) -> Seen | None:
        known = self.rows[table].get(key)
        return None if known is None else MappingProxyType(known)


def fold_all(projection: Projection, recorded: Iterable[Recorded[Any]]) -> MemoryRows:
    """The tables of a projection after all of these events, from nothing."""
    rows = MemoryRows(projection.tables)
    for each in recorded:
        if isinstance(each.event, projection.wants):
            projection.fold(rows, each)
    return rows


def names_wanted(projection: Projection) -> frozenset[str]:
    """The stored names of the events it is fed, by which the database leaves out the others."""
    return frozenset(stored_name(event) for event in projection.wants)


def definition_of(projection: Projection) -> str:
    """A digest of what its tables depend on: name, version, events and columns. Another digest asks for a rebuild."""
    tables = [(t.name, t.key, t.indexes, [(c.name, c.kind.value, c.optional) for c in t.columns]) for t in projection.tables]
    told = repr((projection.name, projection.version, sorted(names_wanted(projection)), tables))
    return hashlib.sha256(told.encode()).hexdigest()
