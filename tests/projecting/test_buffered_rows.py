"""Rows that are kept in Python until they are written are what rows in memory are, whenever they are written or forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import BadRow, Changes, Column, Key, Kind, Row, Table
from actionlearning.projections.materialised import MemoryRows

TABLE = Table(
    "places",
    (Column("a", Kind.INTEGER), Column("b", Kind.INTEGER), Column("x", Kind.TEXT), Column("y", Kind.TEXT, optional=True)),
    key=("a", "b"),
)
ONE = Table("ones", (Column("a", Kind.INTEGER), Column("x", Kind.TEXT, optional=True)), key=("a",))

numbers, words = st.integers(0, 4), st.sampled_from(["p", "q", "r"])
keys = st.tuples(numbers, numbers)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), keys, st.fixed_dictionaries({"x": words}, optional={"y": words})),
        st.tuples(st.just("change"), keys, st.fixed_dictionaries({}, optional={"x": words, "y": words})),
        st.tuples(st.just("remove"), keys, st.none()),
        st.tuples(st.just("get"), keys, st.none()),
        st.tuples(st.sampled_from(["save", "undo", "begin again"]), keys, st.none()),
    ),
    max_size=80,
)


class Saved:
    """A store of one table, as dictionaries."""

    def __init__(self) -> None:
        self.rows: dict[Key, Row] = {}
        self.asked = 0

    def look_up(self, _: Table, key: Key) -> Row | None:
        self.asked += 1
        found = self.rows.get(key)
        return None if found is None else dict(found)

    def write(self, changes: Changes) -> None:
        assert len(set(changes.whole) | set(changes.changed) | set(changes.removed)) == (
            len(changes.whole) + len(changes.changed) + len(changes.removed)
        ), "each key once"
        self.rows |= {key: dict(row) for key, row in changes.whole.items()}
        for key, columns in changes.changed.items():
            if key in self.rows:
                self.rows[key] |= columns
        for key in changes.removed:
            self.rows.pop(key, None)


def buffered(saved: Saved, most: int, **packing: int) -> BufferedRows:
    return BufferedRows([TABLE], saved.look_up, empty=not saved.rows, most=most, **packing)


def carried_out(told: list[tuple[str, Any, Any]], most: int, **packing: int) -> None:
    saved, expected = Saved(), MemoryRows([TABLE])
    rows, before = buffered(saved, most, **packing), {}
    given: list[tuple[Any, Row]] = []
    for what, key, columns in told:
        match what:
            case "add":
                row = {"a": key[0], "b": key[1], **columns}
                rows.add("places", row)
                expected.add("places", row)
                row["x"] = "a caller may use its own row again"
            case "change":
                rows.change("places", key, columns)
                expected.change("places", key, columns)
            case "remove":
                rows.remove("places", key)
                expected.remove("places", key)
            case "get":
                found = rows.get("places", key)
                assert expected.get("places", key) == found
                if found is not None:
                    given.append((found, dict(found)))
            case "save":
                for each in rows.changes():
                    saved.write(each)
                rows.saved()
                before = {key: dict(row) for key, row in expected.rows["places"].items()}
                assert before == saved.rows
            case _:
                rows.undo()
                if what == "begin again":
                    rows = buffered(saved, most, **packing)
                expected.rows["places"] = {key: dict(row) for key, row in before.items()}
    assert all(row == then for row, then in given), "a row that somebody was given stays as it was"


@given(steps, st.sampled_from([1, 3, 1000]))
def test_they_are_what_rows_in_memory_are(told: list[tuple[str, Any, Any]], most: int) -> None:
    carried_out(told, most)


@given(steps, st.sampled_from([1, 3]), st.sampled_from([1, 4, 1000]), st.sampled_from([0, 2]))
def test_they_are_so_when_they_are_packed(told: list[tuple[str, Any, Any]], most: int, packed: int, often: int) -> None:
    carried_out(told, most, packed=packed, often=often)


def looked_at_in_turn(packed: int) -> int:
    """How often a store is asked for rows of which fewer are at hand than are looked at."""
    saved = Saved()
    rows = buffered(saved, 8, packed=packed, often=20)
    for turn in range(10):
        for number in range(40):
            if turn:
                assert "p" * turn == (rows.get("places", (number, 0)) or {})["x"]
            rows.get("places", (number, 0))
            rows.add("places", {"a": number, "b": 0, "x": "p" * (turn + 1)})
            if number % 5 == 0:
                for each in rows.changes():
                    saved.write(each)
                rows.saved()
    return saved.asked


def test_rows_that_are_looked_up_again_and_again_are_packed() -> None:
    assert looked_at_in_turn(packed=100) * 3 < looked_at_in_turn(packed=1)


def test_rows_that_are_remembered_are_not_asked_for_again() -> None:
    saved = Saved()
    rows = buffered(saved, 100)
    for batch in range(3):
        for number in range(10):
            known = rows.get("places", (number, 0))
            times = "p" if known is None else known["x"] + "p"
            rows.add("places", {"a": number, "b": 0, "x": times})
        for each in rows.changes():
            saved.write(each)
        rows.saved()
        assert {"p" * (batch + 1)} == {row["x"] for row in saved.rows.values()}
    assert saved.asked == 0, "it began empty, so all of it is known"
    again = buffered(saved, 100)
    for _ in range(3):
        assert "ppp" == (again.get("places", (1, 0)) or {})["x"]
        assert again.get("places", (1, 9)) is None
    assert saved.asked == 2


def test_what_is_not_looked_up_is_not_remembered() -> None:
    saved = Saved()
    rows = buffered(saved, 2)
    for number in range(1000):
        rows.add("places", {"a": number, "b": 0, "x": "p"})
    for each in rows.changes():
        saved.write(each)
    rows.saved()
    assert {} == rows._tables["places"].known
    assert rows.get("places", (999, 0)) is not None
    assert saved.asked == 1


def test_a_table_whose_key_is_one_column_goes_by_it() -> None:
    rows = BufferedRows([ONE], lambda _, key: {"a": key[0], "x": "saved"})
    rows.add("ones", {"a": 1})
    rows.change("ones", (1,), {"x": "changed"})
    rows.change("ones", (2,), {"x": "changed"})
    assert [{"a": 1, "x": "changed"}, {"a": 2, "x": "changed"}] == [rows.get("ones", (number,)) for number in (1, 2)]


@pytest.mark.parametrize(
    "do",
    [
        lambda rows: rows.add("places", {"a": 1, "b": 1, "z": "?"}),
        lambda rows: rows.change("places", (1, 1), {"z": "?"}),
        lambda rows: rows.change("places", (1, 1), {"a": 2}),
        lambda rows: rows.add("elsewhere", {"a": 1}),
        lambda rows: rows.get("elsewhere", (1,)),
        lambda rows: rows.change("places", (1,), {"x": "p"}),
        lambda rows: rows.remove("places", (1, 1, 1)),
        lambda rows: rows.remove("places", 1),
        lambda rows: rows.get("places", (1,)),
    ],
)
def test_what_no_table_has_is_refused_at_once(do: Any) -> None:
    with pytest.raises(BadRow):
        do(buffered(Saved(), 10))
