"""A row that was packed is what it was, and one that cannot be is only forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.journal.table_memory import Forgotten, Packed
from actionlearning.journal.tables import Kind, Row
from actionlearning.testing.table_samples import EMPTY, EVERYTHING, FULL

VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.ID: st.uuids(),
    Kind.TEXT: st.text(),
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.AMOUNT: st.decimals(allow_nan=False, allow_infinity=False),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.FLAG: st.booleans(),
    Kind.TIME: st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0)),
    Kind.DATE: st.dates(),
}

rows = st.fixed_dictionaries(
    {column.name: VALUES[column.kind] | st.none() if column.optional else VALUES[column.kind] for column in EVERYTHING.columns}
)


def packed(most: int = 100) -> tuple[Packed, list[int]]:
    forgotten: list[int] = []
    return Packed(EVERYTHING, EVERYTHING.key_of, most=most, forgotten=forgotten.append), forgotten


@given(rows)
def test_a_row_comes_back_as_it_was(row: Row) -> None:
    memory, forgotten = packed()
    key = EVERYTHING.key_of(row)
    memory.put(key, row)
    assert (1, []) == (len(memory), forgotten)
    back = memory.take(key)
    assert {name: repr(value) for name, value in row.items()} == {name: repr(value) for name, value in (back or {}).items()}
    assert memory.take(key) is None


class Word(StrEnum):
    OPEN = "open"


@pytest.mark.parametrize("row", [{**FULL, "words": Word.OPEN}, {**FULL, "share": 2}, EMPTY])
def test_a_row_with_what_a_table_takes_as_well_comes_back_as_it_is_read_there(row: Row) -> None:
    memory, _ = packed()
    memory.put((1, 1), row)
    memory.put(EVERYTHING.key_of(row), row)
    assert row == memory.take(EVERYTHING.key_of(row))


@pytest.mark.parametrize("wrong", [{"words": "half of it \ud800"}, {"other": object()}, {"number": 2**64}])
def test_what_cannot_be_packed_is_forgotten(wrong: Row) -> None:
    memory, forgotten = packed()
    memory.put((1, 1), FULL | wrong)
    assert (0, [hash((1, 1))]) == (len(memory), forgotten)
    assert memory.take((1, 1)) is None


def test_the_oldest_are_forgotten_where_there_are_too_many() -> None:
    memory, forgotten = packed(4)
    some = [FULL | {"id": uuid4()} for _ in range(6)]
    for row in some:
        memory.put(EVERYTHING.key_of(row), row)
    gone = [hash(EVERYTHING.key_of(row)) for row in some[:2]]
    assert (4, gone) == (len(memory), forgotten)
    assert [None, None, *some[2:]] == [memory.take(EVERYTHING.key_of(row)) for row in some]


class Same(int):
    """A number whose hash is that of every other one."""

    def __hash__(self) -> int:
        return 7


def test_keys_with_one_hash_are_told_apart() -> None:
    memory, forgotten = packed()
    one, other = ((UUID(int=1), Same(number)) for number in (1, 2))
    memory.put(one, FULL | {"id": one[0], "number": 1})
    assert memory.take(other) is None
    memory.put(other, FULL | {"id": other[0], "number": 2})
    assert [hash(one)] == forgotten
    assert memory.take(one) is None
    assert 2 == (memory.take(other) or {})["number"]


def test_what_was_forgotten_is_known_to_be_there() -> None:
    there = Forgotten()
    keys = [(uuid4(), number) for number in range(1000)]
    assert keys[0] not in there
    for key in keys[:500]:
        there.add(hash(key))
    assert all(key in there for key in keys[:500])
    assert sum(key in there for key in keys[500:]) < 5


def test_values_at_their_edges_are_the_same() -> None:
    memory, _ = packed()
    row = FULL | {"moment": datetime.min.replace(tzinfo=UTC), "day": date.max, "amount": Decimal("1E+3")}
    memory.put((1, 1), row)
    memory.put(EVERYTHING.key_of(row), row)
    assert repr(row) == repr(memory.take(EVERYTHING.key_of(row)))
