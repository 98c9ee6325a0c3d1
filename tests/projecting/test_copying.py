"""Many rows for a PostgreSQL table are copied there, with all that the contract asks of rows that come as JSON."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg
import pytest
from keeping import Lines, following, kept, opened, recorded, zero

from actionlearning.journal.tables import TableStore
from actionlearning.journal.tables_postgres_copying import MANY, Copy, copy_in
from actionlearning.testing.table_stores import TableStoreContract

ROOM = "actionlearning.journal.tables_postgres"


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[Copy]:
    """What is copied."""
    noted: list[Copy] = []

    def noting(connection: psycopg.Connection[Any], rows: Copy) -> None:
        noted.append(rows)
        copy_in(connection, rows)

    monkeypatch.setattr(f"{ROOM}.copy_in", noting)
    return noted


class TestCopying(TableStoreContract):
    """Every row is copied, however few they are."""

    @pytest.fixture
    def make(self, postgres_url: str, copied: list[Copy], monkeypatch: pytest.MonkeyPatch) -> Callable[[], TableStore]:
        for room in (ROOM, f"{ROOM}_rows"):
            monkeypatch.setattr(f"{room}.MANY", 1)
        self.copied = copied
        return lambda: opened(postgres_url).tables()

    def test_every_kind_of_value_comes_back_as_it_was(self, store: TableStore) -> None:
        super().test_every_kind_of_value_comes_back_as_it_was(store)
        assert [2] == [len(each.values[0]) for each in self.copied]


def test_only_many_rows_of_one_table_are_copied(postgres_url: str, copied: list[Copy]) -> None:
    with closing(opened(postgres_url)) as journal:
        recorded(journal, [UUID(int=1)], each=MANY // 2)
        following(journal, Lines()).catch_up()
        assert [] == copied
        recorded(journal, [UUID(int=2)], each=2 * MANY)
        following(journal, Lines()).catch_up()
        assert ["lines"] == [each.table for each in copied]
        assert zero(journal, Lines()) == kept(journal, Lines())


def test_who_may_have_no_tables_of_their_own_copies_nothing(postgres_url: str, copied: list[Copy]) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
        connection.execute(f"CREATE ROLE of_{name} LOGIN")
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO of_{name}")
    with closing(opened(postgres_url.replace("postgres@", f"of_{name}@"))) as journal:
        recorded(journal, [UUID(int=1)], each=2 * MANY)
        following(journal, Lines()).catch_up()
        assert [] == copied
        assert zero(journal, Lines()) == kept(journal, Lines())
