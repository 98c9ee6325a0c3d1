"""However a journal is cut into batches, resumed, fed twice or rebuilt, the tables are those of one fold from nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keeping import Lines, Sums, following, kept, opened, recorded, zero
from msgspec.structs import replace

from actionlearning.journal.port import Journal

STREAMS = [UUID(int=number) for number in range(1, 6)]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.lists(st.sampled_from(STREAMS), min_size=1, max_size=4), st.integers(1, 5)),
        st.tuples(st.just("catch up"), st.sampled_from(["sums", "lines", "both"]), st.integers(1, 9)),
        st.tuples(st.just("rebuild"), st.sampled_from(["sums", "lines"]), st.integers(1, 9)),
    ),
    max_size=12,
)


def carried_out(journal: Journal, told: list[tuple[str, Any, int]]) -> None:
    """Record, catch up and rebuild as it was drawn, with a new worker each time, and compare at the end."""
    both = (Sums(), Lines())
    for what, which, number in told:
        if what == "record":
            recorded(journal, dict.fromkeys(which), each=number, others=number % 2 == 0)
            continue
        worker = following(journal, *both, batch=number)
        names = () if which == "both" else (which,)
        if what == "catch up":
            worker.catch_up(*names)
        else:
            worker.rebuild(*names)
        for each in both if which == "both" else [each for each in both if each.name == which]:
            assert zero(journal, each) == kept(journal, each)
    for _ in range(2):
        following(journal, *both).catch_up()
        assert [zero(journal, each) for each in both] == [kept(journal, each) for each in both]


@given(steps)
@settings(max_examples=60, deadline=None)
def test_in_memory(told: list[tuple[str, Any, int]]) -> None:
    with closing(opened("memory:")) as journal:
        carried_out(journal, told)


@given(steps)
@settings(max_examples=25, deadline=None)
def test_on_sqlite(told: list[tuple[str, Any, int]]) -> None:
    with TemporaryDirectory() as folder, closing(opened(f"sqlite:///{Path(folder) / 'kept.db'}")) as journal:
        carried_out(journal, told)


@given(steps)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_postgresql(postgres_url: str, told: list[tuple[str, Any, int]]) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    with closing(opened(postgres_url)) as journal:
        carried_out(journal, told)


def test_the_check_would_notice_an_event_that_was_applied_twice(journal: Journal) -> None:
    recorded(journal, STREAMS, each=3)
    following(journal, Sums()).catch_up()
    store = journal.tables()
    (tracking,) = store.tracked()

    store.save(replace(tracking, position=10), [])  # as if rows and position had not been saved together
    following(journal, Sums()).catch_up()
    with pytest.raises(AssertionError):
        assert zero(journal, Sums()) == kept(journal, Sums())
