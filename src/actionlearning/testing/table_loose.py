"""A store of tables may fill tables faster that are empty; what they come to is the same, and nobody sees them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal

import pytest

from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import BadRow, Overtaken, TableStore
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.testing.table_samples import (
    EMPTY,
    EVERYTHING,
    FULL,
    ONE,
    TABLES,
    TWO,
    a_row,
    began,
    buffered,
    looked,
    saved,
)

__all__ = ["FillsLoose"]


OTHERS = {name: value for name, value in FULL.items() if name not in EVERYTHING.key}
"""A value of each kind, in columns that are not of the key."""


class FillsLoose:
    """For every store. The fixture ``store`` is a new, open one, and ``make`` opens it once more."""

    def test_rows_that_come_and_go_are_in_the_end_what_they_came_to(
        self, store: TableStore, make: Callable[[], TableStore]
    ) -> None:
        tracking = store.loosen(began(store), TABLES)
        tracking = saved(store, tracking, FULL, a_row(1), a_row(2), a_row(3), a_row(4), EMPTY)
        tracking = saved(store, tracking, a_row(2, words="again"))
        tracking = self.later(store, tracking)
        with closing(make()) as other:  # as of a worker who takes over
            (tracking,) = other.tracked()
            tracking = saved(other, tracking, a_row(5), a_row(3, words="back"), a_row(1, words="new", day=None))
            tracking = self.later(other, tracking)
            tracking = other.settle(tracking, TABLES)
        assert [tracking] == list(store.tracked())
        assert tracking.loose == ()
        store.index(tracking, TABLES)
        change = {"words": "late", "amount": Decimal("0.30")}
        expected = [FULL, a_row(1, **change), a_row(2, words="again", yes=True), a_row(4, yes=True), a_row(5), EMPTY]
        assert expected == looked(store)
        assert a_row(5) == store.look_up(tracking, EVERYTHING, (TWO, 5))
        saved(store, tracking, a_row(5, words="in order"))
        assert a_row(5, words="in order") in looked(store)

    def later(self, store: TableStore, tracking: Tracking) -> Tracking:
        """Change rows and take one away."""
        rows = buffered(store, tracking)
        rows.change("everything", (TWO, 1), {"words": "late", "amount": Decimal("0.30")})
        rows.change("everything", (TWO, 2), {"yes": True})
        rows.change("everything", (TWO, 4), {"yes": True})
        rows.change("everything", (ONE, 1), {"words": "nobody"})
        rows.remove("everything", (TWO, 3))
        return store.save(tracking, rows.changes())

    def test_every_kind_of_value_comes_late_as_it_was(self, store: TableStore) -> None:
        tracking = saved(store, store.loosen(began(store), TABLES), a_row(1), a_row(2, **OTHERS))
        rows = buffered(store, tracking)
        rows.change("everything", (TWO, 1), OTHERS)
        rows.change("everything", (TWO, 2), dict.fromkeys(OTHERS))
        store.settle(store.save(tracking, rows.changes()), TABLES)
        found = looked(store)
        assert [a_row(1, **OTHERS), a_row(2)] == found
        assert [type(value) for value in OTHERS.values()] == [type(found[0][name]) for name in OTHERS]

    def test_a_row_that_is_all_key_may_be_added_twice_to_what_is_loose(self, store: TableStore) -> None:
        tracking = store.loosen(began(store), TABLES)
        for _ in range(2):
            rows = buffered(store, tracking)
            rows.add("keys_only", {"id": ONE, "word": "a"})
            tracking = store.save(tracking, rows.changes())
        store.settle(tracking, TABLES)
        assert looked(store, "keys_only") == [{"id": ONE, "word": "a"}]

    def test_nobody_looks_at_what_is_loose(self, store: TableStore) -> None:
        tracking = saved(store, store.loosen(began(store), TABLES), a_row(1))
        with store.reading("shop", TABLES) as reading:
            assert bool(tracking.loose) == (reading is None)
        store.settle(tracking, TABLES)
        assert [a_row(1)] == looked(store)

    def test_a_table_may_be_settled_before_the_others(self, store: TableStore) -> None:
        tracking = saved(store, store.loosen(began(store), TABLES), a_row(1))
        tracking = store.settle(tracking, [EVERYTHING])
        assert a_row(1) == store.look_up(tracking, EVERYTHING, (TWO, 1))
        rows = BufferedRows(TABLES, lambda table, key: store.look_up(tracking, table, key))
        rows.change("everything", (TWO, 1), {"words": "x"})
        rows.add("keys_only", {"id": ONE, "word": "a"})
        tracking = store.settle(store.save(tracking, rows.changes()), TABLES)
        assert tracking == store.settle(tracking, TABLES), "a second time there is nothing to do"
        assert [a_row(1, words="x")] == looked(store)
        assert looked(store, "keys_only") == [{"id": ONE, "word": "a"}]

    def test_who_was_overtaken_neither_loosens_nor_settles(self, store: TableStore) -> None:
        read = began(store)
        loose = store.loosen(read, TABLES)
        if loose == read:
            return  # this store fills all tables alike
        with pytest.raises(Overtaken):
            store.loosen(read, TABLES)
        with pytest.raises(Overtaken):
            saved(store, read, a_row(1))
        moved = saved(store, loose, a_row(1))
        with pytest.raises(Overtaken):
            store.settle(loose, TABLES)
        assert not store.overdue(moved)
        store.settle(moved, TABLES)
        assert not store.overdue(moved)
        assert [a_row(1)] == looked(store)

    def test_what_does_not_fit_is_refused_with_its_batch_while_tables_are_loose(self, store: TableStore) -> None:
        tracking = saved(store, store.loosen(began(store), TABLES), a_row(1))
        for columns in ({"words": 1}, {"number": None}, {"words": "\ud800"}):
            with pytest.raises(BadRow):
                saved(store, tracking, a_row(2), {**a_row(1), **columns}, a_row(4))
        tracking = saved(store, tracking, a_row(1, words="x"))
        store.settle(tracking, TABLES)
        assert [a_row(1, words="x")] == looked(store)

    def test_what_is_built_is_filled_so_beside_what_is_in_use(self, store: TableStore) -> None:
        used = saved(store, began(store), a_row(1))
        left = self.later(store, saved(store, store.loosen(began(store, building=True), TABLES), a_row(2)))
        built = store.loosen(began(store, building=True, revision=left.revision), TABLES)
        built = self.later(store, saved(store, built, a_row(4), a_row(1)))
        assert [a_row(1)] == looked(store)
        store.swap(store.settle(built, TABLES), used)
        assert [a_row(1, words="late", amount=Decimal("0.30")), a_row(4, yes=True)] == looked(store)
