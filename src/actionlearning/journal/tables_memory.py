"""Tables in memory, beside a journal in memory: for tests, and to compare others with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from actionlearning.journal.table_fits import Fits
from actionlearning.journal.tables import (
    BadRow,
    Changes,
    Key,
    Overtaken,
    Reading,
    Row,
    Table,
    Write,
    in_database,
)
from actionlearning.journal.tables_tracking import NeverLoose, Tracking, in_the_way

__all__ = ["MemoryTables"]


class MemoryTables(NeverLoose):
    """Dictionaries under one lock, which is also held while somebody looks at them."""

    fenced = True
    """Whether a worker that was overtaken is kept out. Only tests switch it off, to see what happens then."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._tracked: dict[tuple[str, bool], Tracking] = {}
        self._rows: dict[str, dict[Key, Row]] = {}

    def tracked(self) -> Sequence[Tracking]:
        with self._lock:
            return sorted(self._tracked.values(), key=lambda each: (each.projection, each.building))

    def there(self) -> Collection[str]:
        with self._lock:
            return frozenset(self._rows)

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        with self._lock:
            left = in_the_way(self._tracked.values(), tracking)
            if left is not None:
                self._drop(left)
            self._rows |= {in_database(table.name, building=tracking.building): {} for table in tables}
            return self._keep(tracking)

    def index(self, tracking: Tracking, tables: Sequence[Table]) -> None:
        """Memory is looked through as it is."""

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        with self._lock:
            row = self._rows.get(in_database(table.name, building=tracking.building), {}).get(key)
            return None if row is None else dict(row)

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        fitted = [(each, *_fitted(each)) for each in changes]
        with self._lock:
            self._still(tracking)
            for each, whole, changed in fitted:
                rows = self._rows[in_database(each.table.name, building=tracking.building)]
                rows |= whole
                for key, columns in changed.items():
                    if key in rows:
                        rows[key] = {**rows[key], **columns}
                for key in each.removed:
                    rows.pop(key, None)
            return self._keep(tracking)

    def writer(self) -> None:
        """No other process sees this memory."""

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:  # noqa: ARG002  # as the port has it
        """Nothing is sent anywhere."""
        return []

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        with self._lock:
            self._still(built)
            known = self._tracked.get((built.projection, False))
            if self.fenced and (known and known.revision) != (used and used.revision):
                raise Overtaken(projection=built.projection)
            if known is not None:
                self._drop(known)
            for name in built.tables:
                self._rows[in_database(name, building=False)] = self._rows.pop(in_database(name, building=True))
            del self._tracked[built.projection, True]
            return self._keep(built.in_place_of(used))

    @contextmanager
    def reading(self, projection: str, tables: Sequence[Table]) -> Iterator[Reading | None]:
        with self._lock:
            tracking = self._tracked.get((projection, False))
            rows = {table.name: self._rows.get(in_database(table.name, building=False), {}) for table in tables}
            columns = {table.name: {column.name for column in table.columns} for table in tables}
            yield None if tracking is None else _MemoryReading(tracking, rows, columns)

    def close(self) -> None:
        """Nothing to let go of."""

    def _still(self, tracking: Tracking) -> None:
        known = self._tracked.get((tracking.projection, tracking.building))
        if known is None or (self.fenced and known.revision != tracking.revision):
            raise Overtaken(projection=tracking.projection)

    def _keep(self, tracking: Tracking) -> Tracking:
        kept = tracking.next()
        self._tracked[kept.projection, kept.building] = kept
        return kept

    def _drop(self, tracking: Tracking) -> None:
        for name in tracking.tables:
            self._rows.pop(in_database(name, building=tracking.building), None)


class _MemoryReading:
    """What is in use, looked at under the lock."""

    def __init__(self, tracking: Tracking, rows: dict[str, dict[Key, Row]], columns: dict[str, set[str]]) -> None:
        self.tracking = tracking
        self._rows = rows
        self._columns = columns

    def rows(self, table: str, *, order: Sequence[str] = (), **where: Any) -> Iterator[Row]:
        for name in (*where, *order):
            if name not in self._columns[table]:
                raise BadRow(table=table, why=f"it has no column {name}")
        found = [row for row in self._rows[table].values() if _agrees(row, where)]
        found.sort(key=lambda row: [(row[name] is not None, row[name]) for name in order])
        return (dict(row) for row in found)


def _agrees(row: Row, where: dict[str, Any]) -> bool:
    return all(
        row[name] in wanted if isinstance(wanted, list | tuple | set | frozenset) else row[name] == wanted
        for name, wanted in where.items()
    )


def _fitted(changes: Changes) -> tuple[dict[Key, Row], dict[Key, Row]]:
    """The rows as they may be kept. Raises ``BadRow``, also for a text that could be written nowhere else than in memory."""
    fits = Fits(changes.table)
    whole, changed = (
        {key: {name: fits.value(name, value) for name, value in row.items()} for key, row in rows.items()}
        for rows in (changes.whole, changes.changed)
    )
    for row in (*whole.values(), *changed.values()):
        for value in row.values():
            if isinstance(value, str):
                try:
                    value.encode()
                except UnicodeEncodeError as cause:
                    raise BadRow(table=changes.table.name, why=str(cause)) from cause
    return whole, changed
