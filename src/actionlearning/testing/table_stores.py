"""The contract of a store of tables: what any implementation must do, as tests to inherit.

```python
class TestOurStore(TableStoreContract):
    @pytest.fixture
    def make(self, tmp_path):
        return lambda: our_store(tmp_path / "tables")
```

``make`` opens the same store each time; one in memory returns the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from uuid import uuid4

import pytest
from msgspec.structs import replace

from actionlearning.journal.tables import BadRow, BadTable, Row, TableStore, in_database
from actionlearning.journal.tables_tracking import Failure, Tracking
from actionlearning.testing.table_loose import FillsLoose
from actionlearning.testing.table_samples import (
    DAY,
    EMPTY,
    EVERYTHING,
    FULL,
    KEYS,
    NOW,
    ONE,
    TABLES,
    TWO,
    a_row,
    began,
    buffered,
    looked,
    saved,
)
from actionlearning.testing.table_turns import TakesTurns

__all__ = ["TableStoreContract"]


class _Word(Enum):
    SAID = "said"


class _Text(StrEnum):
    SAID = "said"


class TableStoreContract(TakesTurns, FillsLoose):
    """Inherit, and give the fixture ``make``: a function that opens the store under test."""

    @pytest.fixture
    def make(self) -> Callable[[], TableStore]:
        """A function that opens the store under test."""
        raise NotImplementedError("give the fixture make: a function that opens the store under test")

    @pytest.fixture
    def store(self, make: Callable[[], TableStore]) -> Iterator[TableStore]:
        """One open store, closed afterwards."""
        with closing(make()) as store:
            yield store

    # What is saved is what is read

    def test_where_nothing_was_kept_there_is_nothing_to_see(self, store: TableStore) -> None:
        assert list(store.tracked()) == []
        assert not {in_database(table.name, building=False) for table in TABLES} & set(store.there())
        with store.reading("shop", TABLES) as reading:
            assert reading is None

    def test_tables_begin_empty_with_a_tracking_row(self, store: TableStore) -> None:
        tracking = began(store)
        assert [tracking] == list(store.tracked())
        assert {in_database(name, building=False) for name in tracking.tables} <= set(store.there())
        assert (
            tracking.projection,
            tracking.definition,
            tracking.tables,
            tracking.position,
            tracking.failure,
            tracking.saved_at,
        ) == ("shop", "d1", ("everything", "keys_only"), 0, None, NOW)
        assert looked(store) == []
        assert store.look_up(tracking, EVERYTHING, (ONE, 7)) is None

    def test_every_kind_of_value_comes_back_as_it_was(self, store: TableStore) -> None:
        tracking = saved(store, began(store), FULL, EMPTY)
        assert looked(store) == [FULL, EMPTY]
        assert store.look_up(tracking, EVERYTHING, (ONE, 7)) == FULL
        found = looked(store)[0]
        assert [type(each) for each in FULL.values()] == [type(each) for each in found.values()]
        assert found["moment"].utcoffset() == timedelta(0)

    def test_a_time_at_another_offset_is_the_same_moment(self, store: TableStore) -> None:
        local = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
        saved(store, began(store), a_row(1, moment=local))
        assert [row["moment"] for row in looked(store, moment=local)] == [NOW]

    def test_a_time_at_an_offset_that_has_seconds_is_the_same_moment(self, store: TableStore) -> None:
        then = datetime(1910, 5, 1, 12, 0, tzinfo=timezone(timedelta(minutes=19, seconds=32)))  # as in Amsterdam
        saved(store, began(store), a_row(1, moment=then))
        assert [row["moment"] for row in looked(store)] == [then]

    def test_plain_values_of_other_classes_are_taken_for_what_they_are(self, store: TableStore) -> None:
        saved(store, began(store), a_row(1, words=_Text.SAID, share=2))
        (found,) = looked(store)
        assert ("said", 2.0, str, float) == (found["words"], found["share"], type(found["words"]), type(found["share"]))

    def test_the_whole_tracking_row_comes_back(self, store: TableStore) -> None:
        failure = Failure(position=9, stream=ONE, version=3, event="set.formed", exception="KeyError", why="'ü'")
        tracking = began(store)
        told = replace(tracking, position=8, failure=failure, rate=12.5, worker="w-1", leased_until=NOW, saved_at=NOW)
        kept = store.save(told, [])
        assert kept.revision > tracking.revision
        assert replace(told, revision=kept.revision) == kept
        assert [kept] == list(store.tracked())

    def test_a_revision_that_was_lost_does_not_come_again(self, store: TableStore) -> None:
        tracking = began(store)
        assert tracking.next().revision != tracking.next().revision, "whoever was put back writes another"
        assert store.save(tracking, []).revision != tracking.revision + 1

    def test_what_was_saved_outlives_who_saved_it(self, store: TableStore, make: Callable[[], TableStore]) -> None:
        tracking = saved(store, began(store), FULL)
        with closing(make()) as again:
            assert [tracking] == list(again.tracked())
            assert looked(again) == [FULL]

    # Adding, changing, removing

    def test_a_row_with_the_same_key_takes_the_others_place_whole(self, store: TableStore) -> None:
        tracking = saved(store, began(store), FULL)
        saved(store, tracking, a_row(7, id=ONE, words="new"))
        assert [a_row(7, id=ONE, words="new")] == looked(store)

    def test_columns_are_changed_rows_are_removed_and_what_is_not_there_stays_away(self, store: TableStore) -> None:
        tracking = saved(store, began(store), a_row(1), a_row(2, words="two"), a_row(3), a_row(4))
        rows = buffered(store, tracking)
        rows.change("everything", (TWO, 1), {"words": "one", "amount": Decimal("0.30")})
        rows.change("everything", (TWO, 2), {"yes": False})
        rows.change("everything", (TWO, 4), {"yes": True})
        rows.change("everything", (ONE, 1), {"words": "nobody"})
        rows.change("everything", (TWO, 4), {})
        rows.remove("everything", (TWO, 3))
        rows.remove("everything", (ONE, 3))
        store.save(tracking, rows.changes())
        expected = [a_row(1, words="one", amount=Decimal("0.30")), a_row(2, words="two", yes=False), a_row(4, yes=True)]
        assert expected == looked(store)

    def test_a_row_that_is_all_key_may_be_added_twice(self, store: TableStore) -> None:
        tracking = began(store)
        for _ in range(2):
            rows = buffered(store, tracking)
            rows.add("keys_only", {"id": ONE, "word": "a"})
            tracking = store.save(tracking, rows.changes())
        assert looked(store, "keys_only") == [{"id": ONE, "word": "a"}]

    def test_many_rows_are_saved_at_once(self, store: TableStore) -> None:
        many = [a_row(number, words=str(number), other=ONE if number % 2 else None) for number in range(5000)]
        saved(store, began(store), *many)
        assert many == looked(store)

    def test_rows_are_found_by_their_values(self, store: TableStore) -> None:
        saved(store, began(store), a_row(1, words="x", day=DAY), a_row(2, words="y"), a_row(3, amount=Decimal("1.50")), FULL)
        asked: list[Row] = [
            {"words": "x"},
            {"words": ["x", "y"]},
            {"words": None},
            {"words": []},
            {"id": {ONE, TWO}, "day": DAY},
            {"amount": Decimal("1.50")},
            {"moment": NOW},
            {"yes": True},
            {"other": TWO, "number": 7},
            {"words": "' OR 1=1 --"},
        ]
        found = [[row["number"] for row in looked(store, **where)] for where in asked]
        assert found == [[1], [1, 2], [3], [], [7, 1], [3], [7], [7], [7], []]
        with pytest.raises(BadRow):
            looked(store, no_such_column=1)

    # What does not fit

    @pytest.mark.parametrize(
        "columns",
        [
            {"words": 1},
            {"words": _Word.SAID},
            {"words": b"x"},
            {"whole": "1"},
            {"whole": True},
            {"whole": 2**63},
            {"whole": 1.5},
            {"amount": 1.5},
            {"amount": "1.5"},
            {"share": "x"},
            {"yes": 1},
            {"moment": NOW.replace(tzinfo=None)},
            {"moment": DAY},
            {"day": NOW},
            {"other": str(ONE)},
            {"number": None},
            {"words": "\ud800"},
        ],
        ids=str,
    )
    def test_a_row_that_does_not_fit_is_refused_with_its_batch(self, store: TableStore, columns: Row) -> None:
        tracking = saved(store, began(store), a_row(1))
        with pytest.raises(BadRow):
            saved(store, tracking, a_row(2), {**a_row(3), **columns}, a_row(4))
        assert [a_row(1)] == looked(store)
        assert [tracking] == list(store.tracked())
        saved(store, tracking, a_row(2))

    def test_a_change_that_does_not_fit_is_refused_with_its_batch(self, store: TableStore) -> None:
        tracking = saved(store, began(store), a_row(1))
        rows = buffered(store, tracking)
        rows.add("everything", a_row(2))
        rows.change("everything", (TWO, 1), {"words": 5})
        with pytest.raises(BadRow):
            store.save(tracking, rows.changes())
        assert [a_row(1)] == looked(store)

    def test_two_projections_do_not_share_a_table(self, store: TableStore) -> None:
        first = began(store)
        with pytest.raises(BadTable):
            began(store, "other", (KEYS,))
        assert [first] == list(store.tracked())
        with pytest.raises(BadTable):
            began(store, "other", (KEYS,), building=True)

    # Looking

    def test_who_looks_sees_one_moment_whatever_is_saved_meanwhile(self, store: TableStore) -> None:
        tracking = saved(store, began(store), a_row(1))
        other = uuid4()
        with store.reading("shop", TABLES) as reading:
            assert reading is not None
            before = list(reading.rows("everything"))
            self.write_meanwhile(store, tracking, a_row(2, other=other))
            assert (before, 1) == (list(reading.rows("everything")), reading.tracking.position)
            assert list(reading.rows("everything", other=other)) == []

    def write_meanwhile(self, store: TableStore, tracking: Tracking, row: Row) -> None:
        """Save while somebody looks. A store that makes writers wait until they have looked overrides this."""
        saved(store, tracking, row)
        assert row in looked(store)

    def test_closing_twice_is_harmless(self, store: TableStore) -> None:
        began(store)
        store.close()
        store.close()
