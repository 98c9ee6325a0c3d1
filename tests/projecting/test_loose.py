"""Rows of loose tables come to the same as rows in memory, whatever is done to them, looked up meanwhile or handed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeping import opened, tables_in

from actionlearning.journal import tables_sqlite_loose
from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import Column, Key, Kind, Row, Table, TableStore
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.materialised import MemoryRows
from actionlearning.testing.table_samples import NOW

PLACES = Table(
    "places",
    (Column("a", Kind.INTEGER), Column("b", Kind.AMOUNT), Column("x", Kind.TEXT), Column("y", Kind.TIME, optional=True)),
    key=("b", "a"),
    indexes=(("x",),),
)
ONES = Table("ones", (Column("a", Kind.INTEGER), Column("x", Kind.TEXT, optional=True)), key=("a",))
BOTH = (PLACES, ONES)

numbers, words = st.integers(0, 3), st.sampled_from(["p", "q", "r"])
x, y = {"x": words}, {"y": st.just(NOW)}
where = st.one_of(
    st.tuples(st.just("ones"), st.fixed_dictionaries({"a": numbers}), st.fixed_dictionaries({}, optional=x)),
    st.tuples(
        st.just("places"),
        st.fixed_dictionaries({"b": numbers.map(lambda number: Decimal(f"{number}.50")), "a": numbers}),
        st.fixed_dictionaries(x, optional=y),
    ),
)
WHAT = ["add", "add", "change", "change", "remove", "get", "save", "save", "forget", "another"]
steps = st.lists(st.tuples(st.sampled_from(WHAT), where), max_size=60)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('loose') / 'kept.db'}"


@pytest.fixture(scope="module")
def stores(url: str) -> Iterator[list[TableStore]]:
    """Two workers' stores on one file."""
    with closing(opened(url)) as one, closing(opened(url)) as two:
        yield [one.tables(), two.tables()]


@pytest.fixture(scope="module")
def few_places() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_sqlite_loose, "MOST_PLACES", 2)
        yield


class Filling:
    """One worker after the other, on two stores, as a runner does it."""

    def __init__(self, stores: list[TableStore]) -> None:
        self.stores = list(stores)
        left = next((each.revision for each in stores[0].tracked() if each.building), 0)
        names = tuple(table.name for table in BOTH)
        new = Tracking(projection="p", definition="d", tables=names, saved_at=NOW, building=True, revision=left)
        self.tracking = stores[0].loosen(stores[0].begin(new, BOTH), BOTH)
        self.rows = self.new_rows()

    def new_rows(self) -> BufferedRows:
        return BufferedRows(BOTH, self.look_up, most=2)

    def look_up(self, table: Table, key: Key) -> Row | None:
        self.tracking = self.stores[0].settle(self.tracking, [table])
        return self.stores[0].look_up(self.tracking, table, key)

    def save(self) -> None:
        self.tracking = self.stores[0].save(self.tracking, self.rows.changes())
        self.rows.saved()

    def forget(self) -> None:
        self.save()
        self.rows = self.new_rows()

    def another(self) -> None:
        self.save()
        self.stores.reverse()
        (self.tracking,) = [each for each in self.stores[0].tracked() if each.building]
        self.rows = self.new_rows()

    def done(self) -> dict[str, dict[Key, Row]]:
        self.save()
        store = self.stores[0]
        self.tracking = store.settle(self.tracking, BOTH)
        store.index(self.tracking, BOTH)
        used = next((each for each in store.tracked() if not each.building), None)
        store.swap(self.tracking, used)
        with store.reading("p", BOTH) as reading:
            assert reading is not None
            return {table.name: {table.key_of(row): row for row in reading.rows(table.name)} for table in BOTH}


@given(steps)
@pytest.mark.usefixtures("few_places")
def test_however_rows_come_and_go_they_come_to_the_same(url: str, stores: list[TableStore], steps: list[Any]) -> None:
    filling, memory = Filling(stores), MemoryRows(BOTH)
    for step, (table, its_key, columns) in steps:
        key = next(each for each in BOTH if each.name == table).key_of(its_key)
        if step in ("save", "forget", "another"):
            getattr(filling, step)()
            continue
        for rows in (filling.rows, memory):
            match step:
                case "add":
                    rows.add(table, its_key | columns)
                case "change":
                    rows.change(table, key, columns)
                case "remove":
                    rows.remove(table, key)
        if step == "get":
            assert memory.get(table, key) == filling.rows.get(table, key)
    assert memory.rows == filling.done()
    assert ["al_ones", "al_places"] == tables_in(url)
