"""Tables get their indexes at the end of a long way, before they are up to date, and each of them once whoever is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from keeping import Lines, Sums, following, indexes, opened, recorded
from msgspec.structs import replace

from actionlearning.journal.port import Journal
from actionlearning.journal.tables import Overtaken
from actionlearning.journal.tables_postgres_making import Making
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.running.status import Condition
from actionlearning.testing.racing import race

ONE, TWO = UUID(int=1), UUID(int=2)
LINES = Lines.tables[0]
WANTED = sorted(LINES.indexes)


class Stopped(Exception):
    """What ends a worker in the middle."""


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with closing(opened(url)) as journal:
        recorded(journal, [ONE, TWO], each=20)
        yield journal


def begun(journal: Journal) -> Tracking:
    names = tuple(table.name for table in Lines.tables)
    tracking = Tracking(projection=Lines.name, definition="d", tables=names, saved_at=datetime.now(UTC))
    return journal.tables().begin(tracking, Lines.tables)


def test_tables_have_none_on_the_way_and_all_at_its_end(journal: Journal, url: str) -> None:
    seen: list[Any] = []
    following(journal, Lines(), batch=7).catch_up(tell=lambda _: seen.append(indexes(url)))
    assert [[]] * 5 == seen[:5]
    assert [WANTED] == seen[5:], "they are there when the last batch is"


def test_a_worker_that_goes_on_where_another_was_stopped_makes_them(journal: Journal, url: str) -> None:
    def stop(_: object) -> None:
        raise Stopped

    with suppress(Stopped):
        following(journal, Lines(), batch=7).catch_up(tell=stop)
    assert [] == indexes(url)
    (status,) = following(journal, Lines(), batch=7).catch_up()
    assert Condition.UP_TO_DATE is status.condition
    assert WANTED == indexes(url)


def test_what_was_begun_is_completed_and_nothing_is_made_twice(journal: Journal, url: str) -> None:
    tracking, store = begun(journal), journal.tables()
    store.index(tracking, [evolve(LINES, indexes=LINES.indexes[:1])])
    assert [*LINES.indexes[:1]] == indexes(url)
    store.index(tracking, Lines.tables)
    store.index(tracking, Lines.tables)
    assert WANTED == indexes(url)


def test_workers_that_make_them_at_once_make_each_once(journal: Journal, url: str) -> None:
    tracking = begun(journal)
    with closing(opened(url)) as other:
        journals = [journal, other]
        assert [None] * 4 == race(lambda number: journals[number % 2].tables().index(tracking, Lines.tables), 4)
    assert WANTED == indexes(url)


def test_where_another_worker_has_put_the_tables_in_place_none_are_made(journal: Journal, url: str) -> None:
    tracking, store = begun(journal), journal.tables()
    building = store.begin(replace(tracking, building=True, revision=0), Lines.tables)
    store.swap(building, tracking)
    with pytest.raises(Overtaken):
        store.index(building, Lines.tables)
    assert [] == indexes(url)


def test_a_rebuild_has_them_before_it_takes_the_place_of_what_is_in_use(journal: Journal, url: str) -> None:
    following(journal, Lines()).catch_up()
    seen: list[Any] = []
    following(journal, Lines(), batch=20).rebuild(tell=lambda _: seen.append(indexes(url, "al_lines__new")))
    assert [] == seen[0]
    assert WANTED == seen[-1] == indexes(url)


def test_tables_of_an_empty_journal_have_them_after_a_rebuild(url: str) -> None:
    with closing(opened(url)) as journal:
        following(journal, Lines()).catch_up()
        following(journal, Lines()).rebuild()
        assert WANTED == indexes(url)


def test_who_else_writes_goes_on_while_they_are_made(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if url.startswith("sqlite"):
        return  # there, who writes at all waits
    with closing(opened(url)) as journal, closing(opened(url)) as other:
        following(other, Sums()).catch_up()
        tracking = begun(journal)
        (sums,) = [each for each in other.tables().tracked() if each.projection == "sums"]
        create, saved = Making.create_index, []

        def meanwhile(self: Making, *arguments: Any, **options: Any) -> None:
            create(self, *arguments, **options)
            if not saved:
                saved.append(other.tables().save(sums, []))

        monkeypatch.setattr(Making, "create_index", meanwhile)
        journal.tables().index(tracking, Lines.tables)
        assert [sums.revision < each.revision for each in saved] == [True]
        assert WANTED == indexes(url)
