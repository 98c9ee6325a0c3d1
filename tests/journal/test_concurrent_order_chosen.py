"""The concurrent order is chosen when a journal is created, on PostgreSQL alone, and stays what it is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from places import command_of, opened, rated

from actionlearning.journal.header import NoSuchOrder, OtherOrder
from actionlearning.journal.port import JournalUnavailable, NewEvent
from actionlearning.journal.postgres_concurrent import ConcurrentRecorder

PATIENCE = 20
"""Seconds that a thread may take."""

WRITERS = 6


def event(stream: UUID | None = None, version: int = 1) -> list[NewEvent]:
    return command_of((stream or uuid4(), version, rated(1)))


def test_a_journal_keeps_the_order_it_was_created_with(postgres_url: str) -> None:
    with closing(opened(postgres_url, order="concurrent")) as journal:
        first = journal.append(event(), guards={})
    with closing(opened(postgres_url)) as journal:
        assert isinstance(journal.recorder, ConcurrentRecorder)
        assert journal.append(event(), guards={}) > first
    with pytest.raises(OtherOrder) as refused:
        opened(postgres_url, order="serial")
    assert ("concurrent", "serial") == (refused.value.order, refused.value.asked)


def test_a_serial_journal_is_not_opened_as_a_concurrent_one(postgres_url: str) -> None:
    opened(postgres_url).close()
    with pytest.raises(OtherOrder):
        opened(postgres_url, order="concurrent")


@pytest.mark.parametrize("url", ["memory:", "sqlite:///{}/journal.db", "plain:eventsourcing.popo"])
def test_only_postgresql_has_it(url: str, tmp_path: Any) -> None:
    with pytest.raises(NoSuchOrder):
        opened(url.format(tmp_path), order="concurrent", **({"guards": "written-only"} if "plain" in url else {}))
    assert [] == list(tmp_path.iterdir())


def test_an_order_of_a_later_release_is_left_alone(postgres_url: str) -> None:
    opened(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("""UPDATE journal SET "order" = 'sideways'""")
    with pytest.raises(JournalUnavailable, match="sideways"):
        opened(postgres_url)


def test_of_two_that_begin_a_journal_in_two_orders_at_once_one_decides(postgres_url: str) -> None:
    ready = threading.Barrier(WRITERS)

    def begin(n: int) -> str:
        ready.wait(PATIENCE)
        with closing(opened(postgres_url, order="concurrent" if n % 2 else None)) as journal:
            journal.append(event(), guards={})
            return str(journal.recorder.order)

    with ThreadPoolExecutor(WRITERS) as pool:
        begun = [pool.submit(begin, n) for n in range(WRITERS)]
        orders = {each.result() for each in begun if not isinstance(each.exception(PATIENCE), OtherOrder)}
    assert len(orders) == 1


def test_a_journal_of_a_release_before_is_given_what_it_lacks(postgres_url: str) -> None:
    opened(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP FUNCTION stored_events_append_one")
    with closing(opened(postgres_url)) as journal:
        assert [1] == list(journal.append(event(), guards={}))
