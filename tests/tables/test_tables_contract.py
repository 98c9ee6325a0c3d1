"""The projections that come with the library keep the contract of one, and their tables hold nothing that was said."""

from __future__ import annotations

from typing import Any

import pytest
from everything import everything
from same_as_views import tables_agree

from actionlearning.domain.problem.thinking_events import FeelingVoiced, NotKnowingVoiced
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Projection, fold_all
from actionlearning.projections.shipped import SHIPPED
from actionlearning.projections.tables.scope import Scopes
from actionlearning.projections.tables.tables import Tables
from actionlearning.testing.projections import ProjectionContract


class Everything(ProjectionContract):
    @pytest.fixture
    def history(self) -> list[Recorded[Any]]:
        return everything()


class TestTables(Everything):
    @pytest.fixture
    def projection(self) -> Projection:
        return Tables()


class TestScopes(Everything):
    @pytest.fixture
    def projection(self) -> Projection:
        return Scopes()


def test_both_come_with_the_library() -> None:
    assert [Scopes(), Tables()] == list(SHIPPED)


def test_no_table_holds_a_text_that_is_sealed() -> None:
    history = everything()
    for projection in SHIPPED:
        for table, rows in fold_all(projection, history).rows.items():
            for row in rows.values():
                assert "words" not in row.values(), (table, row)
                assert all(value.__class__.__name__ != "Personal" for value in row.values())


def test_what_was_felt_or_not_known_is_in_no_table() -> None:
    assert set() == {FeelingVoiced, NotKnowingVoiced} & set(Tables.wants)
    private = {"values", "tensions", "styles", "goals", "approaches", "feelings", "not_knowing"}
    assert set() == private & {table.name for table in Tables.tables}


def test_every_table_has_a_row_when_everything_has_happened() -> None:
    rows = fold_all(Tables(), everything()).rows
    assert [] == [name for name, its in rows.items() if not its]


def test_when_everything_has_happened_the_tables_agree_with_the_views() -> None:
    history = everything()
    tables_agree(history, history[-1].recorded_at)


@pytest.mark.parametrize("table", Tables.tables, ids=lambda table: table.name)
def test_every_table_and_column_has_its_line(table: Any) -> None:
    assert table.says
    assert [] == [column.name for column in table.columns if not column.says]
    assert [] == [index for index in table.indexes if index == table.key[: len(index)] and len(index) == len(table.key)]
