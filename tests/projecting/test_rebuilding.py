"""A rebuild happens beside the tables in use: who looks sees the old ones whole, and then the new ones whole."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from attrs import frozen
from keeping import Lines, Sums, following, kept, opened, recorded, zero

from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.tables import BadTable, Column, Kind, Rows, Table
from actionlearning.projections.running.errors import ProjectionStopped
from actionlearning.projections.running.status import Condition

ONE, TWO = UUID(int=1), UUID(int=2)


@frozen
class Marked(Lines):
    """The same lines, and in every row which release made it."""

    version: ClassVar[int] = 2
    tables: ClassVar[tuple[Table, ...]] = (
        Table("lines", (*Lines.tables[0].columns, Column("made_by", Kind.INTEGER)), key=("stream", "version")),
        Lines.tables[1],
    )

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        Lines.fold(self, _Marking(rows), recorded)


@frozen
class _Marking:
    rows: Any

    def add(self, table: str, row: dict[str, Any]) -> None:
        self.rows.add(table, {**row, "made_by": 2} if table == "lines" else row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rows, name)


def test_a_rebuild_comes_to_what_a_fold_from_nothing_comes_to(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=20, others=True)
    worker = following(journal, Sums(), Lines(), batch=7)
    worker.catch_up()
    (sums, lines) = worker.rebuild()
    assert [Condition.UP_TO_DATE] * 2 == [sums.condition, lines.condition]
    assert [None, None] == [sums.building, lines.building]
    assert [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]


def test_who_looks_while_it_is_rebuilt_sees_the_old_tables_whole(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=20)
    following(journal, Lines()).catch_up()
    before = kept(journal, Lines())
    seen: list[Any] = []
    following(journal, Marked(), batch=3).rebuild(tell=lambda _: seen.append(kept(journal, Lines())))
    assert len(seen) > 5
    assert all(before == each for each in seen)
    assert zero(journal, Marked()) == kept(journal, Marked())


def test_who_looks_all_the_time_never_sees_half_a_view(url: str) -> None:
    with closing(opened(url)) as journal, closing(opened(url)) as other:
        recorded(journal, [ONE, TWO], each=50)
        following(journal, Lines()).catch_up()
        done = threading.Event()
        counted: set[int] = set()

        def look() -> None:
            while not done.is_set():
                counted.add(len(kept(other, Lines())["lines"]))

        looking = threading.Thread(target=look)
        looking.start()
        for _ in range(5):
            following(journal, Lines(), batch=9).rebuild()
        done.set()
        looking.join()
        assert {len(zero(journal, Lines())["lines"])} == counted


def test_who_is_looking_when_the_new_tables_come_goes_on_looking_at_the_old(url: str) -> None:
    with closing(opened(url)) as journal, closing(opened(url)) as other:
        recorded(journal, [ONE], each=10)
        following(journal, Lines()).catch_up()
        expected = kept(journal, Lines())["lines"]
        rebuilding = threading.Thread(target=lambda: following(journal, Lines()).rebuild())
        with other.tables().reading("lines", Lines.tables) as reading:
            assert reading is not None
            rebuilding.start()
            for _ in range(20):
                assert expected == {(row["stream"], row["version"]): row for row in reading.rows("lines")}
            rebuilding.join(0.5)
            assert expected == {(row["stream"], row["version"]): row for row in reading.rows("lines")}
        rebuilding.join(20)
        assert not rebuilding.is_alive()
        assert expected == kept(other, Lines())["lines"]


def test_events_that_come_meanwhile_are_in_the_new_tables_too(journal: Journal) -> None:
    recorded(journal, [ONE], each=20)
    following(journal, Sums()).catch_up()
    times = iter(range(100))

    def grow(_: Any) -> None:
        if next(times) < 5:
            recorded(journal, [TWO])
            following(journal, Sums()).catch_up()  # what is in use goes on, too

    following(journal, Sums(), batch=3).rebuild(tell=grow)
    assert zero(journal, Sums()) == kept(journal, Sums())
    assert 1 == len(journal.tables().tracked())


def test_a_rebuild_that_was_interrupted_goes_on_where_it_was(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=20)
    worker = following(journal, Sums(), batch=10, lease=0.2)
    worker.catch_up()

    def interrupt(told: Any) -> None:
        if told.position == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker.rebuild(tell=interrupt)
    assert [20] == [each.building for each in worker.status()]
    told: list[int] = []
    worker.rebuild(tell=lambda each: told.append(each.position))
    assert [30, 40] == sorted(set(told))
    assert zero(journal, Sums()) == kept(journal, Sums())


def test_a_rebuild_that_another_definition_had_begun_starts_again(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=20)
    following(journal, Lines()).catch_up()

    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        following(journal, Marked(), batch=10, lease=0.2).rebuild(tell=interrupt)
    following(journal, Lines(), batch=10, lease=0.2).rebuild()
    assert zero(journal, Lines()) == kept(journal, Lines())


@frozen
class Breaks(Sums):
    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        if recorded.position == 15:
            raise ZeroDivisionError
        Sums.fold(self, rows, recorded)


def test_a_rebuild_that_an_event_stops_leaves_what_is_in_use(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=20)
    following(journal, Sums()).catch_up()
    with pytest.raises(ProjectionStopped) as caught:
        following(journal, Breaks(), batch=4).rebuild()
    assert (15, "ZeroDivisionError") == (caught.value.position, caught.value.exception)
    (told,) = following(journal, Sums()).status()
    assert (Condition.UP_TO_DATE, 14) == (told.condition, told.building)
    assert told.building_failure is not None
    assert zero(journal, Sums()) == kept(journal, Sums())
    following(journal, Sums()).rebuild()  # mended, it starts again
    assert [None] == [each.building for each in following(journal, Sums()).status()]


def test_of_several_that_rebuild_at_once_one_does_and_the_others_wait(url: str) -> None:
    with closing(opened(url)) as journal:
        recorded(journal, [ONE, TWO], each=50)
        following(journal, Sums()).catch_up()
        fed: list[list[int]] = [[], [], []]

        def one(number: int) -> None:
            with closing(opened(url)) as mine:
                following(mine, Sums(), batch=10).rebuild(tell=lambda told: fed[number].append(told.position))

        threads = [threading.Thread(target=one, args=(number,)) for number in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        assert not any(each.is_alive() for each in threads)
        assert zero(journal, Sums()) == kept(journal, Sums())
        assert 1 == len(journal.tables().tracked())


# What people have made of the tables


def test_a_view_of_somebody_goes_on_over_a_rebuild_on_sqlite(tmp_path: Path) -> None:
    with closing(opened(f"sqlite:///{tmp_path / 'kept.db'}")) as journal:
        recorded(journal, [ONE, TWO], each=3)
        following(journal, Sums()).catch_up()
        with closing(sqlite3.connect(tmp_path / "kept.db", isolation_level=None)) as connection:
            connection.execute("CREATE VIEW everything AS SELECT sum(times) FROM al_sums")
            assert [(6,)] == connection.execute("SELECT * FROM everything").fetchall()
            recorded(journal, [ONE])
            following(journal, Sums()).rebuild()
            assert [(7,)] == connection.execute("SELECT * FROM everything").fetchall()
            indexes = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name LIKE 'al_lines%'")
            assert [(0,)] == indexes.fetchall()


def test_what_depends_on_a_table_keeps_it_from_being_replaced_on_postgresql_and_is_named(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal, psycopg.connect(postgres_url, autocommit=True) as connection:
        recorded(journal, [ONE, TWO], each=3)
        following(journal, Sums()).catch_up()
        connection.execute("CREATE VIEW everything AS SELECT sum(times) FROM al_sums")
        with pytest.raises(BadTable) as refused:
            following(journal, Sums()).rebuild()
        assert "view everything depends on table al_sums" in refused.value.why
        assert zero(journal, Sums()) == kept(journal, Sums())
        connection.execute("DROP VIEW everything")
        following(journal, Sums()).rebuild()
        assert zero(journal, Sums()) == kept(journal, Sums())


def test_a_long_look_on_postgresql_makes_the_swap_wait_and_others_hardly(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal, closing(opened(postgres_url)) as other:
        recorded(journal, [ONE, TWO], each=3)
        following(journal, Sums()).catch_up()
        waited: list[float] = []
        with psycopg.connect(postgres_url) as looking:
            looking.execute("SELECT * FROM al_sums").fetchall()  # and goes on looking
            rebuilding = threading.Thread(target=lambda: following(other, Sums()).rebuild())
            rebuilding.start()
            until = time.monotonic() + 3
            while time.monotonic() < until:
                begun = time.monotonic()
                assert zero(journal, Sums()) == kept(journal, Sums())
                waited.append(time.monotonic() - begun)
            assert rebuilding.is_alive()
        rebuilding.join(20)
        assert not rebuilding.is_alive()
        assert zero(journal, Sums()) == kept(journal, Sums())
        assert max(waited) < 2.5
        assert 1 == len(journal.tables().tracked())


def test_who_may_read_a_table_may_read_the_one_that_takes_its_place(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal, psycopg.connect(postgres_url, autocommit=True) as connection:
        recorded(journal, [ONE], each=3)
        following(journal, Sums()).catch_up()
        connection.execute("CREATE ROLE kept_reader_of_sums")
        try:
            connection.execute("GRANT SELECT ON al_sums TO kept_reader_of_sums")
            following(journal, Sums()).rebuild()
            connection.execute("SET ROLE kept_reader_of_sums")
            assert [(3,)] == connection.execute("SELECT times FROM al_sums").fetchall()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM al_sums")
        finally:
            connection.execute("RESET ROLE")
            connection.execute("DROP OWNED BY kept_reader_of_sums")
            connection.execute("DROP ROLE kept_reader_of_sums")
