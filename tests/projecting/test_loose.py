"""Rows of loose tables come to the same as rows in memory, whatever is done to them, looked up meanwhile or handed on."""

from __future__ import annotations

import sqlite3
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
from actionlearning.journal.tables import Column, Key, Kind, Overtaken, Row, Table, TableStore
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
        patch.setattr(tables_sqlite_loose, "MOST_LATE", 5)
        yield


class Filling:
    """One worker after the other, on two stores, as a runner does it."""

    def __init__(self, stores: list[TableStore]) -> None:
        self.stores = list(stores)
        left = next((each.revision for each in stores[0].tracked() if each.building and each.projection == "p"), 0)
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
        overdue = self.stores[0].overdue(self.tracking)
        self.tracking = self.stores[0].settle(self.tracking, [table for table in BOTH if table.name in overdue])
        self.tracking = self.stores[0].save(self.tracking, self.rows.changes())
        self.rows.saved()

    def forget(self) -> None:
        self.save()
        self.rows = self.new_rows()

    def another(self) -> None:
        self.save()
        self.stores.reverse()
        (self.tracking,) = [each for each in self.stores[0].tracked() if each.building and each.projection == "p"]
        self.rows = self.new_rows()

    def done(self) -> dict[str, dict[Key, Row]]:
        self.save()
        store = self.stores[0]
        self.tracking = store.settle(self.tracking, BOTH)
        store.index(self.tracking, BOTH)
        used = next((each for each in store.tracked() if not each.building and each.projection == "p"), None)
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
    assert {"al_ones", "al_places"} <= set(tables_in(url)) <= {"al_ones", "al_places", "al_rowids__new"}


# What the random ones come to seldom, or not at all


def test_a_row_that_was_put_down_again_unseen_is_changed_where_it_is_now(stores: list[TableStore]) -> None:
    filling = Filling(stores)

    def put_down(value: str, *, looks: bool) -> None:
        filling.rows = BufferedRows(BOTH, lambda *_: None)
        if looks:
            filling.rows.get("ones", (9,))
        filling.rows.add("ones", {"a": 1, "x": value})
        filling.save()

    put_down("first", looks=True)
    put_down("second", looks=False)
    filling.rows = BufferedRows(BOTH, lambda *_: None)
    filling.rows.get("ones", (9,))
    filling.rows.change("ones", (1,), {"x": "third"})
    assert {(1,): {"a": 1, "x": "third"}} == filling.done()["ones"]


def test_no_revision_of_a_build_comes_twice(stores: list[TableStore]) -> None:
    seen = set()
    for _ in range(3):
        filling = Filling(stores)
        for number in range(3):
            assert filling.tracking.revision not in seen
            seen.add(filling.tracking.revision)
            filling.rows.add("ones", {"a": number})
            filling.save()
        filling.done()


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INTEGER])
def test_a_column_may_be_called_as_sqlite_calls_the_place_of_a_row(stores: list[TableStore], kind: Kind) -> None:
    columns = (Column("a", Kind.INTEGER), Column("rowid", kind), Column("oid", kind))
    table = Table("rowids", columns, key=("a",))
    store = stores[0]
    left = next((each.revision for each in store.tracked() if each.projection == "r"), 0)
    new = Tracking(projection="r", definition="d", tables=("rowids",), saved_at=NOW, building=True, revision=left)
    tracking = store.loosen(store.begin(new, [table]), [table])
    values: list[Any] = [f"{number}" if kind is Kind.TEXT else number for number in (9, 8, 7)]
    for value in values:
        rows = BufferedRows([table], lambda *_: None)
        rows.get("rowids", (5,))
        rows.add("rowids", {"a": 1, "rowid": value, "oid": values[0]})
        rows.change("rowids", (2,), {"oid": value})
        tracking = store.save(tracking, rows.changes())
    tracking = store.settle(tracking, [table])
    assert {"a": 1, "rowid": values[-1], "oid": values[0]} == store.look_up(tracking, table, (1,))


def test_tables_that_are_loose_take_nobodys_place(stores: list[TableStore]) -> None:
    filling = Filling(stores)
    used = next((each for each in stores[0].tracked() if not each.building and each.projection == "p"), None)
    with pytest.raises(Overtaken):
        stores[0].swap(filling.tracking, used)
    filling.done()


def test_a_release_that_knows_of_none_takes_them_for_those_of_another_definition(url: str, stores: list[TableStore]) -> None:
    filling = Filling(stores)
    assert filling.tracking.definition == "d"
    assert ["loose:places,ones d"] == definitions(url)
    filling.tracking = stores[0].settle(filling.tracking, BOTH)
    assert ["d"] == definitions(url)
    filling.done()


def definitions(url: str) -> list[str]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        query = "SELECT definition FROM al_projections WHERE projection = 'p' AND building"
        return [definition for (definition,) in connection.execute(query)]
