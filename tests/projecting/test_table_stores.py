"""Every store of tables that is shipped keeps the contract, and the contract can tell one that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keeping import opened
from msgspec.structs import replace

from actionlearning.journal.tables import BadTable, Column, Kind, NoTables, Row, Table, TableStore
from actionlearning.journal.tables_checked import checked
from actionlearning.journal.tables_memory import MemoryTables
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.testing.table_stores import TableStoreContract


class InMemory(TableStoreContract):
    def write_meanwhile(self, store: TableStore, tracking: Tracking, row: Row) -> None:
        """Writers wait: who looks holds the lock."""


class TestMemory(InMemory):
    @pytest.fixture
    def make(self) -> Callable[[], TableStore]:
        store = MemoryTables()
        return lambda: store


class TestSQLite(TableStoreContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], TableStore]:
        return lambda: opened(f"sqlite:///{tmp_path / 'kept.db'}").tables()


class TestPostgreSQL(TableStoreContract):
    @pytest.fixture
    def make(self, postgres_url: str) -> Callable[[], TableStore]:
        return lambda: opened(postgres_url).tables()


def test_a_plain_module_says_where_tables_can_be_kept() -> None:
    with pytest.raises(NoTables) as refused:
        opened("plain:eventsourcing.popo", guards="written-only").tables()
    assert NoTables(where="plain:eventsourcing.popo") == refused.value
    assert "SQLite, on PostgreSQL or in memory" in str(refused.value)


# Controls: stores with one fault each, which the contract must find.


class SavesThePositionOnly(MemoryTables):
    def save(self, tracking: Tracking, changes: Any) -> Tracking:
        return super().save(tracking, changes[:0])


class LetsAnybodyWrite(MemoryTables):
    fenced = False


class BuildsInPlace(MemoryTables):
    def save(self, tracking: Tracking, changes: Any) -> Tracking:
        saved = super().save(tracking, changes)
        if tracking.building:
            for each in changes:
                self._rows[f"al_{each.table.name}"] |= each.whole
        return saved


class ForgetsWhatDoesNotFit(MemoryTables):
    def save(self, tracking: Tracking, changes: Any) -> Tracking:
        for each in changes:
            for key, row in each.whole.items():
                self._rows[f"al_{each.table.name}"][key] = row  # before it is known whether all of them fit
        return super().save(tracking, changes)


class ForgetsTheFailure(MemoryTables):
    def tracked(self) -> Any:
        return [replace(each, failure=None) for each in super().tracked()]


contract = InMemory()


@pytest.mark.parametrize(
    ("faulty", "test"),
    [
        (SavesThePositionOnly, contract.test_every_kind_of_value_comes_back_as_it_was),
        (LetsAnybodyWrite, contract.test_who_was_overtaken_writes_nothing),
        (LetsAnybodyWrite, contract.test_of_several_that_save_at_once_one_does),
        (LetsAnybodyWrite, contract.test_a_swap_is_refused_where_either_has_moved),
        (BuildsInPlace, contract.test_what_is_built_takes_the_place_of_what_is_in_use_and_not_before),
        (ForgetsTheFailure, contract.test_the_whole_tracking_row_comes_back),
    ],
)
def test_the_contract_finds_the_fault(faulty: Callable[[], Any], test: Callable[[Any], None]) -> None:
    test(MemoryTables())
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(faulty())


def test_the_contract_finds_a_batch_that_is_written_in_part() -> None:
    test = contract.test_a_row_that_does_not_fit_is_refused_with_its_batch
    test(MemoryTables(), {"words": 1})
    with pytest.raises(AssertionError):
        test(ForgetsWhatDoesNotFit(), {"words": 1})


GOOD = (Column("id", Kind.ID), Column("word", Kind.TEXT, optional=True))


@pytest.mark.parametrize(
    "table",
    [
        Table("Good", GOOD, key=("id",)),
        Table("go-od", GOOD, key=("id",)),
        Table("g" * 41, GOOD, key=("id",)),
        Table("good__new", GOOD, key=("id",)),
        Table("projections", GOOD, key=("id",)),
        Table("good", (*GOOD, Column("select all", Kind.TEXT)), key=("id",)),
        Table("good", (*GOOD, Column("id", Kind.TEXT)), key=("id",)),
        Table("good", GOOD, key=()),
        Table("good", GOOD, key=("word",)),
        Table("good", GOOD, key=("other",)),
        Table("good", GOOD, key=("id",), indexes=(("other",),)),
        Table("x", (*GOOD, Column("price", Kind.AMOUNT)), key=("id", "price")),
    ],
    ids=str,
)
def test_a_table_that_no_database_could_keep_is_refused(table: Table) -> None:
    checked(Table("good", GOOD, key=("id",), indexes=(("word", "id"),)))
    with pytest.raises(BadTable):
        checked(table)
