"""The contract of a materialised projection: what any must do, as tests to inherit.

```python
class TestBreaches(ProjectionContract):
    @pytest.fixture
    def projection(self):
        return Breaches()

    @pytest.fixture
    def history(self, al):
        return list(al.journal.read_all())
```

``history`` is a journal's worth of recorded events in which everything happens that the projection wants. It is fed in any
batching, resumed after each, rebuilt, mixed with events of others, and must always come to what one fold from nothing comes to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from actionlearning.domain.event import stored_name
from actionlearning.journal.port import Recorded
from actionlearning.journal.table_fits import Fits
from actionlearning.journal.tables import Row, Table, TableStore
from actionlearning.journal.tables_checked import checked
from actionlearning.journal.tables_memory import MemoryTables
from actionlearning.projections.materialised import MemoryRows, Projection, fold_all
from actionlearning.projections.running.feeding import Feeding
from actionlearning.projections.running.rebuilding import rebuild
from actionlearning.projections.running.runner import Runner
from actionlearning.projections.running.standing import Worker
from actionlearning.testing.journal_events import FromElsewhere

__all__ = ["ProjectionContract", "ToldJournal", "fed", "kept"]

Tables = dict[str, dict[tuple[Any, ...], Row]]

NOBODY = Worker(name="contract", clock=lambda: datetime.now(UTC))


class ToldJournal:
    """A journal of events that are given, as far as whoever feeds projections looks at one."""

    def __init__(self, recorded: Sequence[Recorded[Any]], store: TableStore | None = None) -> None:
        self.recorded = [replace(each, position=place) for place, each in enumerate(recorded, start=1)]
        self.ends = len(self.recorded)
        self._store = store or MemoryTables()

    def read_all(self, *, after: int = 0, until: int | None = None, names: Collection[str] = ()) -> Iterator[Recorded[Any]]:
        last = self.ends if until is None else until
        return (each for each in self.recorded[after:last] if not names or stored_name(each.event) in names)

    def position(self) -> int:
        return self.ends

    def settled(self) -> int:
        return self.ends

    def count(self, *, after: int, until: int) -> int:
        return until - after

    def tables(self) -> TableStore:
        return self._store


def fed(projection: Projection, journal: Any, *, batch: int) -> Tables:
    """The tables after all of a journal was fed in batches of one size."""
    store = journal.tables()
    Runner(journal, store, [Feeding(projection, journal, store, NOBODY)], batch=batch).catch_up()
    return kept(projection, store)


def kept(projection: Projection, store: TableStore) -> Tables:
    """What is in the tables in use."""
    with store.reading(projection.name, projection.tables) as reading:
        assert reading is not None
        return {table.name: {table.key_of(row): row for row in reading.rows(table.name)} for table in projection.tables}


class _CheckedRows(MemoryRows):
    """Rows in memory that fit their tables. Raises ``BadRow``, also for a table or a column that is not declared."""

    def __init__(self, tables: Sequence[Table]) -> None:
        super().__init__(tables)
        self._fits = {table.name: Fits(table) for table in tables}

    def add(self, table: str, row: Row) -> None:
        whole = {**dict.fromkeys(column.name for column in self._tables[table].columns), **row}
        super().add(table, {name: self._fits[table].value(name, value) for name, value in whole.items()})

    def change(self, table: str, key: tuple[Any, ...], columns: Row) -> None:
        assert not set(columns) & set(self._tables[table].key), "a row keeps its key; remove it and add another"
        super().change(table, key, {name: self._fits[table].value(name, value) for name, value in columns.items()})


class ProjectionContract:
    """Inherit, and give the fixtures ``projection`` and ``history``."""

    @pytest.fixture
    def projection(self) -> Projection:
        """The projection under test."""
        raise NotImplementedError("give the fixture projection: the projection under test")

    @pytest.fixture
    def history(self) -> list[Recorded[Any]]:
        """Recorded events in which everything happens that the projection wants."""
        raise NotImplementedError("give the fixture history: recorded events in which all happens that the projection wants")

    def test_it_says_what_it_is(self, projection: Projection) -> None:
        assert projection.name
        assert projection.version > 0
        assert projection.wants
        assert all(stored_name(event) for event in projection.wants)
        assert projection.tables == tuple(checked(table) for table in projection.tables)

    def test_the_history_holds_every_event_that_it_wants(
        self, projection: Projection, history: Sequence[Recorded[Any]]
    ) -> None:
        missing = {event.__name__ for event in projection.wants} - {type(each.event).__name__ for each in history}
        assert missing == set()

    def test_every_row_fits_its_table(self, projection: Projection, history: Sequence[Recorded[Any]]) -> None:
        rows = _CheckedRows(projection.tables)
        for each in history:
            if isinstance(each.event, projection.wants):
                projection.fold(rows, each)
        assert any(rows.rows.values())

    def test_it_draws_nothing_from_anywhere_but_the_events_and_its_rows(
        self, projection: Projection, history: Sequence[Recorded[Any]]
    ) -> None:
        first, half = fold_all(projection, history).rows, len(history) // 2
        assert first == fold_all(projection, history).rows
        rows = fold_all(projection, history[:half])
        fold_all(projection, history[: half // 2 + 1])  # whatever else it sees meanwhile
        for each in deepcopy(history[half:]):
            if isinstance(each.event, projection.wants):
                projection.fold(rows, each)
        assert first == rows.rows

    @pytest.mark.parametrize("batch", [1, 2, 3, 7, 50, 1_000_000])
    def test_batches_of_any_size_come_to_the_same(
        self, projection: Projection, history: Sequence[Recorded[Any]], batch: int
    ) -> None:
        journal = ToldJournal(history)
        assert fold_all(projection, journal.recorded).rows == fed(projection, journal, batch=batch)

    def test_it_is_resumed_after_any_event(self, projection: Projection, history: Sequence[Recorded[Any]]) -> None:
        journal = ToldJournal(history)
        for ends in range(0, len(history) + 1, max(1, len(history) // 40)):
            journal.ends = ends
            fed(projection, journal, batch=1000)
        journal.ends = len(history)
        assert fold_all(projection, journal.recorded).rows == fed(projection, journal, batch=1000)

    def test_to_be_fed_twice_changes_nothing(self, projection: Projection, history: Sequence[Recorded[Any]]) -> None:
        journal = ToldJournal(history)
        assert fed(projection, journal, batch=100) == fed(projection, journal, batch=100)

    def test_a_rebuild_comes_to_the_same(self, projection: Projection, history: Sequence[Recorded[Any]]) -> None:
        journal = ToldJournal(history)
        before = fed(projection, journal, batch=100)
        rebuild(journal, projection, NOBODY, batch=7)  # type: ignore[arg-type]  # all that it looks at is there
        assert before == kept(projection, journal.tables())

    def test_events_of_others_pass_it_by(self, projection: Projection, history: Sequence[Recorded[Any]]) -> None:
        alone = [each for each in history if isinstance(each.event, projection.wants)]
        others = [replace(each, event=FromElsewhere(), stream=UUID(int=0)) for each in alone]
        mixed = [each for pair in zip(others, alone, strict=True) for each in pair]
        without_places = {table.name: len(rows) for table, rows in _rows(projection, alone)}
        assert without_places == {table.name: len(rows) for table, rows in _rows(projection, mixed)}
        journal = ToldJournal(mixed)
        assert fold_all(projection, journal.recorded).rows == fed(projection, journal, batch=3)


def _rows(projection: Projection, history: Sequence[Recorded[Any]]) -> Iterator[tuple[Table, dict[tuple[Any, ...], Row]]]:
    kept_ = fold_all(projection, history).rows
    return ((table, kept_[table.name]) for table in projection.tables)
