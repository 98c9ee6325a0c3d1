"""A store of tables lets one worker at a time go on, and shows what is rebuilt beside what is in use once it is swapped."""

from __future__ import annotations

import pytest

from actionlearning.journal.tables import Column, Kind, Overtaken, Table, TableStore
from actionlearning.testing.racing import race
from actionlearning.testing.table_samples import EVERYTHING, KEYS, TABLES, TWO, a_row, began, buffered, looked, saved

__all__ = ["TakesTurns"]


class TakesTurns:
    """For every store. The fixture ``store`` is a new, open one."""

    # Several workers

    def test_who_was_overtaken_writes_nothing(self, store: TableStore) -> None:
        read = began(store)
        first = saved(store, read, a_row(1))
        with pytest.raises(Overtaken):
            saved(store, read, a_row(1, words="again"), a_row(2))
        assert [a_row(1)] == looked(store)
        assert [first] == list(store.tracked())
        saved(store, first, a_row(2))

    def test_of_several_that_begin_at_once_one_does(self, store: TableStore) -> None:
        outcomes = race(lambda _: began(store), 4)
        assert [Overtaken(projection="shop")] * 3 == [each for each in outcomes if each is not None]
        assert len(store.tracked()) == 1

    def test_of_several_that_save_at_once_one_does(self, store: TableStore) -> None:
        read = began(store)
        outcomes = race(lambda number: saved(store, read, a_row(number)), 4)
        assert [Overtaken(projection="shop")] * 3 == [each for each in outcomes if each is not None]
        assert len(looked(store)) == 1

    # A rebuild

    def test_what_is_built_takes_the_place_of_what_is_in_use_and_not_before(self, store: TableStore) -> None:
        used = saved(store, began(store), a_row(1))
        built = saved(store, began(store, building=True), a_row(1, words="new"), a_row(2))
        assert [a_row(1)] == looked(store)
        assert a_row(2) == store.look_up(built, EVERYTHING, (TWO, 2))
        assert store.look_up(used, EVERYTHING, (TWO, 2)) is None
        swapped = store.swap(built, used)
        assert [a_row(1, words="new"), a_row(2)] == looked(store)
        assert [swapped] == list(store.tracked())
        assert (swapped.building, swapped.position, swapped.definition) == (False, 2, "d1")
        assert swapped.revision > max(used.revision, built.revision)
        with pytest.raises(Overtaken):
            saved(store, used, a_row(3))
        saved(store, swapped, a_row(3))

    def test_a_rebuild_may_have_other_tables_and_columns(self, store: TableStore) -> None:
        used = saved(store, began(store), a_row(1))
        other = Table("everything", (Column("number", Kind.TEXT),), key=("number",), indexes=(("number",),))
        more = Table("more", (Column("id", Kind.ID),), key=("id",))
        built = began(store, tables=(other, more), building=True)
        rows = buffered(store, built, (other, more))
        rows.add("everything", {"number": "one"})
        swapped = store.swap(store.save(built, rows.changes()), used)
        assert looked(store, tables=(other, more)) == [{"number": "one"}]
        assert swapped.tables == ("everything", "more")
        began(store, "other", (KEYS,))  # whose name is free again

    def test_rebuilds_follow_one_another(self, store: TableStore) -> None:
        used = began(store)
        for number in range(3):
            built = saved(store, began(store, building=True), a_row(number))
            used = store.swap(built, used)
            assert [a_row(number)] == looked(store)

    def test_a_rebuild_without_anything_in_use_is_the_beginning(self, store: TableStore) -> None:
        built = saved(store, began(store, building=True), a_row(1))
        with store.reading("shop", TABLES) as reading:
            assert reading is None
        store.swap(built, None)
        assert [a_row(1)] == looked(store)

    def test_a_swap_is_refused_where_either_has_moved(self, store: TableStore) -> None:
        used = saved(store, began(store), a_row(1))
        built = saved(store, began(store, building=True), a_row(2))
        moved = saved(store, used, a_row(3))
        with pytest.raises(Overtaken):
            store.swap(built, used)
        later = saved(store, built, a_row(4))
        with pytest.raises(Overtaken):
            store.swap(built, moved)
        with pytest.raises(Overtaken):
            store.swap(later, None)
        assert [a_row(1), a_row(3)] == looked(store)
        store.swap(later, moved)
        assert [a_row(2), a_row(4)] == looked(store)

    def test_a_build_that_begins_again_leaves_nothing_of_the_last(self, store: TableStore) -> None:
        used = saved(store, began(store), a_row(1))
        left = saved(store, began(store, building=True), a_row(2))
        with pytest.raises(Overtaken):
            began(store, building=True)
        again = began(store, building=True, revision=left.revision)
        assert again.position == 0
        assert store.look_up(again, EVERYTHING, (TWO, 2)) is None
        with pytest.raises(Overtaken):
            saved(store, left, a_row(3))
        store.swap(again, used)
        assert looked(store) == []
